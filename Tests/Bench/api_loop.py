#!/usr/bin/env python3
"""Downloads a model as the page on Studio's REST API shows it: one request for the URLs, then one after the other.

usage: api_loop.py REPO MODEL        (DVC_STUDIO_URL and DVC_STUDIO_TOKEN are set)

https://dvc.org/doc/studio/rest-api/download-model leaves out how to write a file; this writes it in chunks, as for
models that do not fit into memory.
"""

import os
import sys

import requests


def main() -> None:
    repo, name = sys.argv[1:]
    response = requests.get(
        os.environ["DVC_STUDIO_URL"] + "/api/model-registry/get-download-uris",
        headers={"Authorization": f"token {os.environ['DVC_STUDIO_TOKEN']}"},
        params={"repo": repo, "name": name},
    )
    response.raise_for_status()
    for path, url in response.json().items():
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with requests.get(url, stream=True) as reply, open(path, "wb") as file:
            reply.raise_for_status()
            for chunk in reply.iter_content(1 << 20):
                file.write(chunk)


main()
