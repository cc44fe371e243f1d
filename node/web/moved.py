"""Whoever comes to an address that this node had before is led on (PROTOCOL §4.5).

Rule: the identity log alone is answered there; neighbours read in it that we have moved.
"""

from collections.abc import Collection

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from federation.hosts import base_url
from node.config import Config

LOG_PATH = "/.well-known/did.jsonl"
KEEPS_THE_METHOD = 308


def install(app: Flask, config: Config, former: Collection[str]) -> None:
    """Lead on from the ``former`` hosts."""
    hosts = {host for host in former if host != config.host_name}

    def lead_on() -> Response | None:
        if request.host not in hosts or request.path == LOG_PATH:
            return None
        rest = request.full_path.removesuffix("?")
        return redirect(base_url(config.host_name) + rest, KEEPS_THE_METHOD)

    if hosts:
        app.before_request(lead_on)


def name_of(host: str) -> str:
    """A host without its port."""
    return host.partition(":")[0]
