"""Writes artifact-templates.json: what the real DVC makes of templates in the `artifacts:` of a dvc.yaml.

    pip install dvc==3.67.1 && python make-artifact-templates.py artifact-templates.json

The form of a case is that of vectors/dvc-yaml.json; where `files` is absent, there is the `params.yaml` of the top.
"""
import json
import os
import sys
import tempfile

from dvc.repo import Repo

PARAMS = """\
s: text
n: 5
neg: -3
big: 123456789012345678901234567890
hex: 0x1f
f: 1.50
exp: 1e3
tiny: 1e-5
huge: 1e16
edge: 9628710000000000.0
inf: .inf
nan: .nan
t: true
fa: false
nul: null
empty: ''
quote: it's
space: a b
both: "it's \\"so\\""
esc: '\\${x}'
dollar: ${x}
list: [q, r, 5, 1.0, true, null, "it's"]
nested: [[1, 2], [3, [4, 'x']]]
elist: []
map: {a: 1, b: {c: x y, d: [1, a b], e: {}}, t: true, f: false, n: null, l: [], fl: 2.50}
emap: {}
lm: [{a: 1}, {b: [2]}]
badmap: {a: [[1]]}
deep: {a: {b: {c: {d: end}}}}
7: seven
"8": eight
key.dot: kd
"key space": ks
é: e-acute
uni: "é\\u0301\\u200b\\U0001F600\\x7f\\u2028"
ulist: ["é", "\\u200b", "\\U0001F600", "\\x7f", "\\xa0", "a\\tb\\n"]
"""

EXPRESSIONS = """\
s|n|neg|big|hex|f|exp|tiny|huge|edge|inf|nan|t|fa|nul|empty|quote|space|both|esc|dollar|list|nested|elist|map|emap|lm
badmap|deep|deep.a|deep.a.b.c.d|deep.a.b.c.d.e|list[0]|list[-1]|list[7]|list[-8]|list[x]|list[ 1 ]|list.0|list.-1
list[+1]|list[1.5]|nested[1][1][0]|nested.1.1.0|nested[1].1[1]|lm[0].a|lm[1].b[0]|lm[0]a|map[b]|map.b.c|map['b']|map["b"]
nope|s.x|n.x|7|8|key.dot|key space| key space |key  space|é| s|s | s . x| deep . a . b.c.d|deep[a][b].c[d]|deep [a]|deep[a] .b
deep[a] [b]|deep.|.deep|deep..a|deep[|deep]|deep[]|deep[a|deep[[a]]||a b c|${s|s{|uni|ulist|deep[a]. b|deep[ a ]|list[1]x""".replace("\n", "|").split("|")


def entry(path, name="m", params=PARAMS, vars_=None, files=None, **more):
    """A dvc.yaml with one artifact, as JSON, which is YAML too."""
    top = {"artifacts": {name: {"path": path, **more}}}
    if vars_ is not None:
        top["vars"] = vars_
    all_files = dict(files or {})
    if params is not None:
        all_files["params.yaml"] = params
    return json.dumps(top, ensure_ascii=False), all_files


def cases():
    for expression in EXPRESSIONS:
        if expression not in ("inf", "nan"):  # JSON has neither
            yield f"whole {expression!r}", *entry("${%s}" % expression)
        yield f"mixed {expression!r}", *entry("x-${%s}-y" % expression)
    for text in [
        "${s", "a${s", "$s", "${s}${n}", "${s}${n", "${${s}}", "\\${s}", "\\\\${s}", "a\\${s}b${s}", "\\${", "${s}}", "{${s}}",
        "$${s}", "${s}\n${n}", "${s\n}", "a\n${s\n} ${n}", "\\", "\\$", "x\\${s}", "${esc}", "x${esc}", "${s}\\${s}", "${dollar}",
        "x${dollar}", "\\${s", "${s} ", " ${s}", "${\\s}", "\u00e9${s}\u00e9", "e${s}\u0301", "\u0301${s}",
    ]:
        yield f"text {text!r}", *entry(text)
        yield f"name {text!r}", *entry("p", name=text)
        yield f"desc {text!r}", *entry("p", desc=text, labels=[text, "z"], meta={text: [text, {"k": text}], "n": 1})
    for expression in ["n", "t", "list", "map", "nul", "f", "s"]:
        yield f"name {expression}", *entry("p", name="${%s}" % expression)
    for index, (vars_, files) in enumerate([
        ([], {}),
        (["a.yaml"], {"a.yaml": "v: 1\n"}),
        (["a.yaml", "b.yaml"], {"a.yaml": "v: 1\n", "b.yaml": "w: 2\n"}),
        (["a.yaml", "b.yaml"], {"a.yaml": "v: 1\n", "b.yaml": "v: 2\n"}),
        (["a.yaml", "b.yaml"], {"a.yaml": "v: 1\n", "b.yaml": "v: 1\n"}),
        (["a.yaml", {"v": 1}], {"a.yaml": "v: 1\n"}),
        (["a.yaml", {"w": 1}], {"a.yaml": "v: 1\n"}),
        (["a.yaml", "a.yaml"], {"a.yaml": "v: 1\n"}),
        (["a.yaml", "./a.yaml"], {"a.yaml": "v: 1\n"}),
        (["a.yaml:v"], {"a.yaml": "v: 1\nw: 2\n"}),
        (["a.yaml:w"], {"a.yaml": "v: 1\nw: 2\n"}),
        (["a.yaml:v,w"], {"a.yaml": "v: 1\nw: 2\n"}),
        (["a.yaml:v", "a.yaml:w"], {"a.yaml": "v: 1\nw: 2\n"}),
        (["a.yaml:v", "a.yaml:v"], {"a.yaml": "v: 1\nw: 2\n"}),
        (["a.yaml:v", "a.yaml"], {"a.yaml": "v: 1\nw: 2\n"}),
        (["a.yaml", "a.yaml:v"], {"a.yaml": "v: 1\nw: 2\n"}),
        (["a.yaml:"], {"a.yaml": "v: 1\nw: 2\n"}),
        (["a.yaml:,"], {"a.yaml": "v: 1\nw: 2\n"}),
        (["a.yaml:v,"], {"a.yaml": "v: 1\nw: 2\n"}),
        (["a.yaml: v"], {"a.yaml": "v: 1\nw: 2\n"}),
        (["a.yaml:nope"], {"a.yaml": "v: 1\nw: 2\n"}),
        (["params.yaml"], {"params.yaml": "v: 1\n"}),
        (["params.yaml:v"], {"params.yaml": "v: 1\n"}),
        (["sub/a.yaml"], {"sub/a.yaml": "v: 1\n"}),
        (["sub/../a.yaml"], {"a.yaml": "v: 1\n", "sub/x": ""}),
        (["gone.yaml"], {"params.yaml": "w: 1\n"}),
        ([{"v": {"a": 1}}, {"v": {"b": 2}}], {}),
        ([{"v": {"a": 1}}, {"v": {"a": 2}}], {}),
        ([{"v": {"a": 1}}, {"v": 2}], {}),
        ([{"v": 2}, {"v": {"a": 1}}], {}),
        ([{"v": [1]}, {"v": [2]}], {}),
        ([{"v": "${w}"}, {"w": 1}], {}),
        ([{"${w}": 1}, {"w": 1}], {}),
        (["${w}.yaml", {"w": 1}], {}),
        ([{"v": 1}], {"params.yaml": ""}),
        ([{"v": 1}], {"params.yaml": "[]\n"}),
        ([{"v": 1}], {"params.yaml": "null\n"}),
        ([{"v": 1}], {"params.yaml": "1: 2\n"}),
        ([{"v": {"a": 1}}], {"params.yaml": "v: {b: 2}\n"}),
        (["a.json"], {"a.json": '{"v": 1}'}),
        (["a.json"], {"a.json": '{"v": 1.50}'}),
        (["a.json"], {"a.json": '{"v": 1e2}'}),
        (["a.json"], {"a.json": '{"v": "\\ud83d\\ude00\\/"}'}),
        (["a.json"], {"a.json": '\t{"v":\n\t[1, {"w": true}, null]}'}),
        (["a.json"], {"a.json": ""}),
        (["a.json"], {"a.json": '{"v": yes}'}),
        (["a.json"], {"a.json": '{"v": 1,}'}),
        (["a.JSON"], {"a.JSON": '{"v": 1}'}),
        (["a.yml"], {"a.yml": "v: 1\n"}),
        (["a"], {"a": "v: 1\n"}),
        (["a.txt"], {"a.txt": "v: yes\n"}),
    ]):
        for path in ["x-${v}", "${v}"]:
            yield f"vars {index} {path}", *entry(path, params=None, vars_=vars_, files=files)
    yield "unused broken params", *entry("x", params="{")
    yield "collision", json.dumps({"vars": [{"n": "m"}], "artifacts": {"m": {"path": "a"}, "z": {"path": "b"}, "${n}": {"path": "c"}}}), {}


def answer(dvc_yaml, files):
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Repo.init(no_scm=True).close()
        for path, text in {**files, "dvc.yaml": dvc_yaml}.items():
            os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(text)
        try:
            with Repo(".") as repo:
                read = repo.artifacts.read()
            artifacts = {
                path: {name: {**artifact.to_dict(), "path": artifact.path} for name, artifact in found.items()}
                for path, found in read.items()
            }
            json.dumps(artifacts, allow_nan=False)
            return {"artifacts": artifacts}
        except Exception as error:
            return {"error": type(error).__name__}
        finally:
            os.chdir("/")


target = os.path.abspath(sys.argv[1])
result = []
for name, dvc_yaml, files in cases():
    case = {"id": name, "dvc_yaml": dvc_yaml, "files": files, **answer(dvc_yaml, files)}
    if files == {"params.yaml": PARAMS}:
        del case["files"]
    result.append(case)
with open(target, "w") as file:
    json.dump({"about": __doc__.splitlines()[0], "params.yaml": PARAMS, "cases": result}, file, indent=1)
    file.write("\n")
