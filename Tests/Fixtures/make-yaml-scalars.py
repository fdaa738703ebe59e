"""Writes yaml-scalars.json: how the safe loader of ruamel.yaml, which DVC uses, types scalars.

    pip install ruamel.yaml==0.19.1 && python make-yaml-scalars.py yaml-scalars.json

`v1_2` is the answer without a directive, `v1_1` the one after `%YAML 1.1`: a kind and its value as text, or null
for an error of whatever sort.
"""
import datetime
import json
import sys
import warnings

from ruamel.yaml import YAML

WORDS = r"""
0 1 -1 +1 -0 +0 00 007 08 09 0777 0o7 0o17 -0o7 +0o7 0o8 0o_7 0o 0o_ 0b1 0b101 -0b11 0b2 0b_1 0b 0b_ 0x1f 0x1F 0X1F
-0x1f +0xff 0x_f 0x 0x_ 0xg 1_000 1__0 _1 1_ -_1 +_1 -_ +_ _ __ + -- +- 12345678901234567890 -9223372036854775808
9223372036854775807 9223372036854775808 0xffffffffffffffffffff 0o7777777777777777777777777 0_7 0_8 -0_7 1_9 0_
0b1111111111111111111111111111111111111111111111111111111111111111111 0b0 0x0 0o0 000 -00 +_ 0b1_0 -0x_f
1.0 1. 1.50 -1.5 +1.5 .5 -.5 +.5 . -. +. .. ... .5. 1.5.2 1_0.5 1_0.5_0 ._ -._ ._5 .5_ 1._ 1._5 _1.5 1e3 1E3 1e+3
1e-3 -1e3 1e 1e+ e3 1.e3 1.5e3 1.5E-3 .5e3 .5e+3 .5e-3 -.5e+3 1e400 -1e400 1e-400 1_0e3 1e1_0 0e0 00e0 0.0 -0.0
1.0e1000 123456789.123456789 0.1 3.4028235e38 5e-324 1e16 1e15 0x1p3 0x1.8 1ee3 1e3e3 1e.3 .e3 .e+3 1__.5
.inf .Inf .INF -.inf +.inf +.INF .iNf inf Inf -inf .nan .NaN .NAN .Nan -.nan nan NaN
true True TRUE tRUE false False FALSE fALSE yes Yes YES yEs no No NO on On ON off Off OFF y Y n N t f T F
null Null NULL nULL ~ ~~ ~a None nil none undefined
2024-01-01 2024-1-1 2024-01-1 2024-01-01T00:00:00Z 2024-01-01t01:02:03 2024-1-1T1:02:03.5 2024-01-01T1:2:3
2024-01-01T01:02 2024-01-01T01:02:03.123456789+01:00 2024-01-01T01:02:03-5 2024-01-01T01:02:03+0100
2024-01-01T01:02:03.Z 02024-01-01 24-01-01 2024-001-01 2024/01/01 20240101 2024-01-01T01:02:03+1:5
12:30:45 1:2 190:20:30 190:20:30.15 -190:20:30 60:61 1:60 01:02 1:02 1_0:20 0:1 1:2:3:4:5:6:7 1:20. 1:20._5
1.2.3 v1.2.3 1.2.3-rc 1-2 1+2 1,000 1e3.5 $1 1% 50% 1a a1 0x1fZ +a -a .a a. =a a= << = <<< <
a.b a/b ./a ../a /a a:b a#b a\b a'b a"b é 日本 😀 d41d8cd98f00b204e9800998ecf8427e 1234567890123456789012345678e012
12345678901234567890123456789012 00000000000000000000000000000000 0e123456789 1e5a 0123456789 0123456e89 ${a}
${a.b}/c s3://b/k file:///x ~/a ~root
'1' "1" 'true' "null" '' "" '~' "2024-01-01" "\x41" "\u00e9" "\U0001F600" "a\tb" "a\nb" "\/" "\q" 'it''s' "it's"
""".split()

LINES = r"""
!!str 1
!!int 1
!!int "1"
!!int x
!!int 0x7
!!int 1.5
!!float 1
!!float 1.5
!!float "2"
!!float x
!!float .inf
!!bool yes
!!bool "true"
!!bool 1
!!null x
!!null
!!str
!!timestamp 2024-01-01
!!timestamp x
!!binary aGk=
! 1
! "1"
!foo 1
!!foo 1
!<tag:yaml.org,2002:int> 7
!<x> 7
!!seq 1
!!map 1
2024-01-01 01:02:03
2024-01-01 01:02:03.5 Z
2001-12-14 21:59:43.10 -5
2024-01-01  01:02:03
2024-01-01 01:02
1 000
a b
true false
+ 1
0x 1
1 # c
# c
a #c
a# c
""".strip().split("\n")


def kind_and_text(value):
    if value is None:
        return ["null", ""]
    if isinstance(value, bool):
        return ["bool", str(value).lower()]
    if isinstance(value, int):
        return ["integer", str(value)]
    if isinstance(value, float):
        return ["float", repr(value)]
    if isinstance(value, str):
        return ["string", value]
    if isinstance(value, (datetime.date, datetime.datetime)):
        return ["timestamp", ""]
    return [type(value).__name__, ""]


def load(text):
    try:
        return kind_and_text(YAML(typ="safe").load(text))
    except Exception:
        return None


warnings.simplefilter("ignore")
texts = list(dict.fromkeys(WORDS + LINES + ["1e3 ", "|\n a\n", "|-\n 1\n", "1\n2", '"a\\\n b"', "é\u0301"]))
cases = [{"text": text, "v1_2": load(text), "v1_1": load("%YAML 1.1\n---\n" + text)} for text in texts]
with open(sys.argv[1], "w") as file:
    rows = ",\n  ".join(json.dumps(case) for case in cases)
    file.write('{"about": %s,\n "cases": [\n  %s\n]}\n' % (json.dumps(__doc__.splitlines()[0]), rows))
