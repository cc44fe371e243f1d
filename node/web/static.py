"""Style, letters, drawings: our own files, kept by browsers for as long as they do not change.

Rule 1: a file's address carries a hash of what is in it; a new version is a new address.
Rule 2: files are read and compressed once, when the program starts.
"""

import gzip
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, abort, request

FOLDER = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
TEXTS = {".css", ".js", ".svg", ".txt"}
TYPES = {".woff2": "font/woff2", ".svg": "image/svg+xml", ".js": "text/javascript"}

_URL = re.compile(rb'url\("([^":?#]+)"\)')


@dataclass(frozen=True)
class Asset:
    """One file as it is served."""

    body: bytes
    packed: bytes | None
    media_type: str
    version: str


def install(app: Flask) -> None:
    """Serve the folder under ``/static/``; ``asset('wijk.css')`` is an address in templates."""
    assets = ours()

    def static(filename: str) -> Response:
        asset = assets.get(filename)
        if asset is None:
            abort(404)
        return _answer(asset)

    def address(name: str) -> str:
        return f"/static/{name}?v={assets[name].version}"

    app.add_url_rule("/static/<path:filename>", "static", static)
    app.jinja_env.globals["asset"] = address


@cache
def ours() -> dict[str, Asset]:
    """Every file of our own folder."""
    return read_all(FOLDER)


def read_all(folder: Path) -> dict[str, Asset]:
    """Every file, the style sheets last: what they name must have its version by then."""
    files = sorted(
        (path for path in folder.rglob("*") if path.is_file()), key=lambda p: p.suffix == ".css"
    )
    assets: dict[str, Asset] = {}
    for path in files:
        body = path.read_bytes()
        if path.suffix == ".css":
            body = _URL.sub(lambda match: _versioned(match, assets), body)
        assets[path.relative_to(folder).as_posix()] = _asset(path, body)
    return assets


def _versioned(match: re.Match[bytes], assets: dict[str, Asset]) -> bytes:
    version = assets[match[1].decode()].version
    return b'url("%s?v=%s")' % (match[1], version.encode())


def _asset(path: Path, body: bytes) -> Asset:
    guessed = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    packed = gzip.compress(body, 9, mtime=0) if path.suffix in TEXTS else None
    return Asset(
        body=body,
        packed=packed,
        media_type=guessed or "application/octet-stream",
        version=sha256(body).hexdigest()[:12],
    )


def _answer(asset: Asset) -> Response:
    packed = asset.packed if request.accept_encodings.quality("gzip") > 0 else None
    response = Response(packed or asset.body, mimetype=asset.media_type)
    if asset.packed:
        response.vary.add("Accept-Encoding")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    current = request.args.get("v") == asset.version
    response.headers["Cache-Control"] = FOR_EVER if current else "no-cache"
    response.set_etag(asset.version)
    response.make_conditional(request)
    return response
