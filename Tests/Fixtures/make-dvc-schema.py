"""Writes dvc-schema.json: which values DVC's own schema takes for which setting.

Run with dvc 3.67.1:  python3 make-dvc-schema.py > dvc-schema.json
"""

import json

import configobj
from dvc.config import Config, ConfigError, _lower_keys, _parse_named
from dvc.config_schema import REMOTE_SCHEMAS, SCHEMA

VALUES = ["x", "", "true", "FALSE", "yes", "0", "1", "-1", "101", "+1_0", "1__0", "1.5", "1e3", ".5", "5.", "nan", "-inf",
          "0x1", "a, b", "copy", "'reflink, copy'", "reflink, hardlink", "group", "Basic", "aws", "us-west", "nargs",
          "store_true"]


def is_valid(text):
    parsed = configobj.ConfigObj(text.splitlines()).dict()
    try:
        # The paths of one file are resolved before its values are checked.
        Config.validate(Config._load_paths(_parse_named(_lower_keys(parsed)), "/w/.dvc/config"))
    except (ConfigError, TypeError):
        return False
    return True


def plain(keys):
    return sorted({getattr(key, "schema", key) for key in keys} - {str}) + ["unknown"]


def settings():
    for section, keys in SCHEMA.items():
        if section in ("machine", "db"):
            for key in plain(keys[str]):
                yield f"['{section} \"n\"']", key
        elif section != "remote":
            for key in plain(getattr(keys, "schema", keys)):
                yield f"[{section}]", key
    for scheme, keys in REMOTE_SCHEMAS.items():
        if scheme != "remote":
            url = f"{scheme}://host/path" if scheme else "/path"
            for key in plain(keys):
                if key != "url":
                    yield f"['remote \"n\"']\nurl = {url}", key


print(json.dumps({
    "about": "For each setting and each of the values, whether DVC 3.67.1 takes a file with it alone; "
             "made by make-dvc-schema.py",
    "values": VALUES,
    # Voluptuous' Lower takes a list for its printed form, which then names no remote and no machine.
    "settings": [
        {"header": header, "key": key,
         "valid": [is_valid(f"{header}\n{key} = {value}\n") for value in VALUES]}
        for header, key in settings()
    ],
}))
