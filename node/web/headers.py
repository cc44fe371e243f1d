"""What every answer says to the browser: what it may load, keep, and tell others.

Rule 1: nothing from a third party, nothing inline without this answer's own nonce. Only the map
may load pictures from the one server that the ward chose, where it chose one.
Rule 2: an answer to somebody who is signed in, or with a cookie or a form's token in it, is kept
nowhere.
Rule 3: an address that opens what is somebody's is told to no other page; not with no-referrer,
with which a browser no longer says where a form comes from.
"""

from base64 import b64encode

from flask import Flask, Response, g, request

from node.web.here import resident, world

NONCE_BYTES = 16
YEAR_SECONDS = 365 * 24 * 60 * 60
NOT_MODIFIED = 304

POLICY = (
    "default-src 'none'",
    "base-uri 'none'",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "manifest-src 'self'",
    "style-src 'self'",
    "worker-src 'self'",
)

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
}


def install(app: Flask) -> None:
    """Put the headers on every answer."""
    app.after_request(put)
    app.jinja_env.globals["nonce"] = nonce


def nonce() -> str:
    """This answer's own nonce."""
    if "nonce" not in g:
        g.nonce = b64encode(world().random(NONCE_BYTES)).decode()
    made: str = g.nonce
    return made


def put(response: Response) -> Response:
    """The headers of one answer; what a page has set itself stays."""
    if g.get("secret_address"):
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    if response.mimetype == "text/html":
        response.vary.update(("Accept-Language", "Cookie"))
    if response.status_code != NOT_MODIFIED:  # that is opened as it came before, with these
        _protect(response)
    # Other nodes and feed readers may take what is public and no page; pages stay on this site.
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if world().config.url.startswith("https:"):
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR_SECONDS}")
    personal = resident() is not None or "csrf_token" in g
    if personal or "Set-Cookie" in response.headers:
        response.headers["Cache-Control"] = "no-store"
    elif request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _protect(response: Response) -> None:
    """What the browser may do with what it opens."""
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    policy = ["default-src 'none'", "frame-ancestors 'none'"]
    if response.mimetype == "text/html":
        pictures = g.get("pictures_from", "")
        policy = [*POLICY, f"img-src 'self' {pictures}".rstrip(), f"script-src 'nonce-{nonce()}'"]
        if pictures:  # it is asked without cookies, and need not know of this
            response.headers["Cross-Origin-Embedder-Policy"] = "credentialless"
    response.headers.setdefault("Content-Security-Policy", "; ".join(policy))
