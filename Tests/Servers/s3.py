#!/usr/bin/env python3
"""Real object storage with the S3 API: OpenStack Swift with its s3api, one of each server, one copy of all.

usage: s3.py FOLDER

Stores each file below FOLDER under its relative path in the bucket `models`, makes an empty bucket `versions`
that keeps every version of an object, then prints one JSON line,
{"url", "port", "endpoint", "region", "bucket", "access_key", "secret_key"}, and stops when its standard
input ends. Unlike objects.py it knows no faults; like S3 it checks a URL's signature, method and expiry.
The extended attributes in which Swift keeps its metadata need a file system that has them, for $TMPDIR.
"""

import warnings

warnings.simplefilter("ignore")  # eventlet's own deprecation, and its view of Swift's settings

import eventlet

eventlet.monkey_patch()

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

import swift.common.utils
from eventlet import wsgi

REGION = "us-east-1"
BUCKET = "models"
VERSIONED_BUCKET = "versions"
ACCESS_KEY = "test:tester"
SECRET_KEY = "stand-in-secret-key"

BACKENDS = ("account", "container", "object")

BACKEND_CONF = """
[DEFAULT]
devices = {root}/devices
mount_check = false
disable_fallocate = true
[pipeline:main]
pipeline = {name}-server
[app:{name}-server]
use = egg:swift#{name}
"""

PROXY_CONF = f"""
[DEFAULT]
swift_dir = {{root}}
[pipeline:main]
pipeline = catch_errors s3api tempauth slo versioned_writes symlink proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:s3api]
use = egg:swift#s3api
location = {REGION}
auth_pipeline_check = false
[filter:tempauth]
use = egg:swift#tempauth
user_{ACCESS_KEY.replace(":", "_")} = {SECRET_KEY} .admin
[filter:slo]
use = egg:swift#slo
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_object_versioning = true
[filter:symlink]
use = egg:swift#symlink
"""


class Memory(dict):
    """In place of memcached: the part of its client that the proxy asks for."""

    def set(self, key, value, **_):
        self[key] = value

    def get(self, key, **_):
        return super().get(key)

    def delete(self, key, **_):
        self.pop(key, None)

    def incr(self, key, delta=1, **_):
        self[key] = (self.get(key) or 0) + delta
        return self[key]


def start(root: Path) -> str:
    """Starts all servers with their data below `root`; gives the URL of the S3 API."""
    (root / "devices" / "disk").mkdir(parents=True)
    (root / "swift.conf").write_text("[swift-hash]\nswift_hash_path_suffix = tests\n")
    swift.common.utils.SWIFT_CONF_FILE = str(root / "swift.conf")
    sockets = {name: eventlet.listen(("127.0.0.1", 0)) for name in (*BACKENDS, "proxy")}
    for name in BACKENDS:
        make_ring(root, name, sockets[name].getsockname()[1])
        spawn(sockets[name], load(root, name, BACKEND_CONF))
    proxy = load(root, "proxy", PROXY_CONF)
    memory = Memory()

    def with_memory(environment, start_response):
        environment["swift.cache"] = memory
        return proxy(environment, start_response)

    spawn(sockets["proxy"], with_memory)
    return f"http://127.0.0.1:{sockets['proxy'].getsockname()[1]}"


def make_ring(root: Path, name: str, port: int) -> None:
    from swift.common.ring import RingBuilder

    builder = RingBuilder(part_power=2, replicas=1, min_part_hours=0)
    device = {"region": 1, "zone": 1, "weight": 1, "ip": "127.0.0.1", "port": port, "device": "disk"}
    builder.add_dev({**device, "replication_ip": "127.0.0.1", "replication_port": port})
    builder.rebalance(seed=1)
    builder.get_ring().save(str(root / f"{name}.ring.gz"))


def load(root: Path, name: str, template: str):
    from swift.common.wsgi import loadapp

    conf = root / f"{name}.conf"
    conf.write_text(template.format(root=root, name=name))
    return loadapp(str(conf), global_conf={"log_level": "CRITICAL"})


def spawn(socket, app) -> None:
    from swift.common.wsgi import SwiftHttpProtocol

    eventlet.spawn(
        wsgi.server,
        socket,
        app,
        log=open(os.devnull, "w"),
        protocol=SwiftHttpProtocol,
        capitalize_response_headers=False,
    )


def upload(folder: Path, settings: dict) -> None:
    from studio import s3_client

    client = s3_client(settings)
    client.create_bucket(Bucket=BUCKET)
    client.create_bucket(Bucket=VERSIONED_BUCKET)
    client.put_bucket_versioning(Bucket=VERSIONED_BUCKET, VersioningConfiguration={"Status": "Enabled"})
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            key = file.relative_to(folder).as_posix()
            client.put_object(Bucket=BUCKET, Key=key, Body=file.read_bytes())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory(prefix="dvc-model-s3-") as root:
        endpoint = start(Path(root))
        settings = {
            "endpoint": endpoint,
            "region": REGION,
            "bucket": BUCKET,
            "access_key": ACCESS_KEY,
            "secret_key": SECRET_KEY,
        }
        upload(folder, settings)
        ready = {"port": int(endpoint.rpartition(":")[2]), "url": endpoint, **settings}
        print(json.dumps(ready), flush=True)
        while eventlet.hubs.trampoline(0, read=True) is None and os.read(0, 4096):
            pass


if __name__ == "__main__":
    sys.exit(main())
