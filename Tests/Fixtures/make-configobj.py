"""Writes configobj.json: what Python's configobj makes of texts in its syntax, right and wrong ones.

Run with configobj 5.0.9:  python3 make-configobj.py > configobj.json
A file is opened as DVC opens one (dvc/config.py, load_file): as UTF-8 text, with universal newlines.
"""

import io
import json
import random

import configobj

BY_HAND = [
    "",
    "[core]\nremote = r\n",
    "[core]\r\nremote = r\r\n",
    "[core]\rremote = r\r",
    "['remote \"r\"']\n    url = s3://b/p\n",
    "[remote \"r\"]\nurl = /x\n",
    "[\"remote \\\"r\\\"\"]\nurl = /x\n",
    "[ a ]\nk = v\n",
    "[a] # c\nk = v # c\n",
    "[a]\nk = ab#cd\n",
    "[a]\nk = \"ab#cd\" # c\n",
    "[a]\n;k = v\n",
    "[a]\nk = v ; w\n",
    "[a]\nk = a, b\n",
    "[a]\nk = a,\n",
    "[a]\nk = ,\n",
    "[a]\nk = , # c\n",
    "[a]\nk = ,,\n",
    "[a]\nk = a,,b\n",
    "[a]\nk = a, ,b\n",
    "[a]\nk = 'a, b', \"c\" , d # e\n",
    "[a]\nk = a, 'b\n",
    "[a]\nk = a, 'b, c\n",
    "[a]\nk = \"a\" b\n",
    "[a]\nk = \"a\" \"b\"\n",
    "[a]\nk = 'a\" \n",
    "[a]\nk = it's\n",
    "[a]\nk = \n",
    "[a]\nk =\n",
    "[a]\nk\n",
    "[a]\n= v\n",
    "[a]\n = v\n",
    "[a]\n \"x y = 3\n",
    "[a]\n\"x = y\" = 3\n",
    "[a]\n'x' = 3\nx = 4\n",
    "[a]\nk = 1\nk = 2\n",
    "[a]\n[a]\n",
    "[a]\n[[b]]\nk = 1\n[[c]]\nk = 2\n[d]\nk = 3\n",
    "[a]\n[[[b]]]\n",
    "[[a]]\n",
    "[[a]\n",
    "[a]]\n",
    "[[\"a]]\n",
    "[[\"a]\n",
    "[\"\"]\n",
    "[]\n",
    "[]]\n",
    "[ ]\n",
    "[a] b\n",
    "k = 1\n[k]\n",
    "[a]\nk = '''x'''\n",
    "[a]\nk = '''x\ny'''  # c\nl = 1\n",
    "[a]\nk = '''x\ny''' z\n",
    "[a]\nk = '''x\ny\n",
    "[a]\nk = \"\"\"x'''\"y\"\"\"\n",
    "[a]\nk = '''x''' y\n",
    "[a]\nk = '''x''' '''\n",
    "[a]\nk = ''''''\n",
    "[a]\nx = 1\nk = %(x)s-%(x)s\n",
    "[a]\nk = %(x)s\n",
    "[a]\nk = %(k)s\n",
    "[a]\nk = %(l)s\nl = %(k)s\n",
    "[a]\nk = 100% %2F %(x) %%\n",
    "[a]\nx = 1, 2\nk = %(x)s\n",
    "[a]\nx = 1\nk = %(x)s, %(x)s\n",
    "x = 1\n[a]\nk = %(x)s\n[[b]]\nl = %(k)s\n",
    "[a]\nk = %(x)s\n[[DEFAULT]]\nx = 1\n",
    "[a]\nk = %(b)s\n[[b]]\nx = 1\n",
    "[a]\nk = a\u2028l = b\n",
    "[a]\nk = a\x0bl = b\n",
    "[a]\nk = \u00a0a\u00a0\n",
    "[a]\nk\u00e9 = \u00fc # \u00e0\n",
    "[a]\n\tk\t=\tv\tw\t\n",
]

LINES = ["[{w}]", "[{w}]", "[[{w}]]", "[ {w} ] # c", "['{w} \"{w}\"']", "[\"{w}\"", "{w} = {v}", "{w} = {v}", "{w} = {v}",
         "{w} = {v}", "{w} = {v}", "  {w}={v}", "\"{w}\" = {v}", "# c", "", "{w}", "; {w} = {v}", " '{w} = {v}"]
WORDS = ["a", "b", "c", "d", "e", "f", "K", "x y", "a-b", "\u00e9"]
PIECES = ["v", "w w", "\"", "'", "\"q\"", "'q q'", "\"q,r\"", "'#'", ",", ", ", " , ", " ", "#", " # c", "=", "[", "%(a)s",
          "%(b)s", "%(", ")s", "%", "'''", "\"\"\"", "\\", ";", "\u00e9", "\t", "\n"]


def texts():
    yield from BY_HAND
    rng = random.Random(20)
    for _ in range(300):
        lines = []
        for _ in range(rng.randint(1, 7)):
            value = "".join(rng.choice(PIECES) for _ in range(rng.choice([0, 1, 1, 1, 2, 3, 5])))
            lines.append(rng.choice(LINES).replace("{v}", value).replace("{w}", rng.choice(WORDS)))
        yield rng.choice(["\n", "\n", "\n", "\r\n"]).join(lines) + rng.choice(["\n", ""])
    for _ in range(300):
        value = "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 8))).replace("\n", "")
        yield f"[s]\na = 1\nb = %(a)s\nk = {value}\n"


def answer(text):
    file = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")
    try:
        return {"text": text, "result": configobj.ConfigObj(file).dict()}
    except (configobj.ConfigObjError, TypeError, AttributeError) as error:
        first = getattr(error, "errors", [None])[0]
        return {"text": text, "errorLine": getattr(first, "line_number", None)}


print(json.dumps({
    "about": "What Python's configobj 5.0.9 makes of these texts; made by make-configobj.py. "
             "errorLine: the first line it cannot parse, or null where it fails on %(key)s",
    "cases": [answer(text) for text in texts()],
}, indent=1))
