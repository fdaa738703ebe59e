"""The servers of a job, on 127.0.0.1: nginx for the objects, the stand-in for Studio, the delaying relay."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
STUDIO = HERE.parent / "Servers" / "studio.py"
TOKEN = "bench-token"
BYTES_PER_SECOND_LIMITED = "40m"

# The objects are below /objects/; below /limited/ each connection is held to a rate, in steps small enough that a
# request for a few MiB is, too; below /sparse/ they are read, as sendfile would fill a tmpfs's holes. s5cmd asks first
# whether there is such a bucket.
NGINX = """
{user}
worker_processes auto;
daemon off;
pid nginx.pid;
error_log error.log warn;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    default_type application/octet-stream;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    open_file_cache max=20000 inactive=10m;
    open_file_cache_valid 10m;
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        location ~ ^/[a-z]+$ {{ return 200; }}
        location /objects/ {{ alias {store}/; }}
        location /limited/ {{
            alias {store}/;
            limit_rate {rate};
            sendfile_max_chunk 512k;
        }}
        location /sparse/ {{
            alias {store}/;
            sendfile off;
            output_buffers 2 512k;
        }}
    }}
}}
"""


@contextmanager
def nginx(folder: Path, store: Path) -> Iterator[int]:
    """The port of an nginx that lives in a folder and serves a store."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    # As root its workers would become someone who may not read the store.
    user = "user root;" if os.geteuid() == 0 else ""
    text = NGINX.format(user=user, port=port, store=store, rate=BYTES_PER_SECOND_LIMITED)
    (folder / "nginx.conf").write_text(text)
    log = folder / "error.log"
    process = subprocess.Popen(["nginx", "-p", folder, "-e", log, "-c", folder / "nginx.conf"])
    try:
        until_answers(port, process, log)
        yield port
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def until_answers(port: int, process: subprocess.Popen, log: Path) -> None:
    while process.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.01)
    raise RuntimeError(f"nginx did not start: {log.read_text()}")


@contextmanager
def studio(manifest: Path, objects: str) -> Iterator[str]:
    """The URL of a stand-in for Studio whose answers point below the URL of objects."""
    with stopped_by_input([STUDIO, manifest, "--objects", objects, "--token", TOKEN]) as url:
        yield url


@contextmanager
def relay(port: int, milliseconds: float) -> Iterator[int]:
    """The port of a relay to a port."""
    with stopped_by_input([HERE / "relay.py", str(port), str(milliseconds)]) as url:
        yield int(url.rpartition(":")[2])


@contextmanager
def stopped_by_input(command: list) -> Iterator[str]:
    process = subprocess.Popen([sys.executable, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield json.loads(process.stdout.readline())["url"]
    finally:
        process.stdin.close()
        process.wait()
