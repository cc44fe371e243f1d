"""A form of ours, sent from a page of ours: whatever else wants to change something is refused.

Rule 1: browsers say where a request comes from (``Sec-Fetch-Site``, ``Origin``); if they say it is
not from here, no token helps.
Rule 2: browsers too old to say need the token that only our page had.
"""

from datetime import timedelta

from flask import Flask, abort, request
from flask_wtf.csrf import CSRFProtect

from node.web.here import world

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def install(app: Flask, *, https: bool) -> None:
    """Check where unsafe requests come from, then their token."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-wijk-form" if https else "wijk-form",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        WTF_CSRF_TIME_LIMIT=None,  # a draft left open over lunch, or over night, is still sent
        WTF_CSRF_SSL_STRICT=False,  # it looks at Referer; the check above looks at better signs
    )
    app.before_request(refuse_from_elsewhere)
    CSRFProtect(app)


def refuse_from_elsewhere() -> None:
    """403 for a request that another site's page sent."""
    if request.method not in UNSAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None and site not in {"same-origin", "none"}:
        abort(403)
    if origin is not None and origin != world().config.url:
        abort(403)
