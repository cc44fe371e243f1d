"""The site as something to install: what it is called and looks like, and what is there offline.

Rule 1: the page for offline holds what anybody may see, whoever asks for it, and for a day only.
Rule 2: what was typed is kept in a browser of one's own only, never on a shared computer.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

from flask import Flask, Response, current_app, g, render_template, request

from node.listings import search
from node.shown.viewer import ANYONE
from node.translations.catalogue import N_
from node.web import session
from node.web.here import resident, words, world
from node.web.language import say
from node.web.route import ANYBODY, BOARD, GET, NOTHING, Route
from node.web.static import FOLDER

MOST: Final = 20
SKY, GROUND = "#0b4a3a", "#ffffff"
ICONS: Final = (("icon", 192, "any"), ("icon", 512, "any"), ("maskable", 192, "maskable"),
                ("maskable", 512, "maskable"))  # fmt: skip
KEPT: Final = (
    "wijk.css",
    "wijk.js",
    "mark.svg",
    "street.svg",
    "fonts/atkinson-next-latin-400.woff2",
    "fonts/atkinson-next-latin-700.woff2",
)
WORKER: Final = (FOLDER / "dienst.js").read_text("utf-8")
WORKER_POLICY: Final = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'"


def install(app: Flask) -> None:
    """Whose browser a page is in, for ``data-typed``."""
    app.jinja_env.globals["whose_browser"] = whose_browser


def whose_browser() -> str:
    """The number of who is signed in on a device of their own; else nothing."""
    person = resident()
    return "" if person is None or session.is_shared() else str(person.id)


def manifest() -> Response:
    """What the site is called once it is installed, and how it looks."""
    name = g.ward.name
    told: Mapping[str, Any] = {
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "name": f"{name} · Werken in de wijk",
        "short_name": name,
        "lang": words().language,
        "dir": words().direction,
        "display": "standalone",
        "theme_color": SKY,
        "background_color": GROUND,
        "icons": [_icon(*one) for one in ICONS],
        "shortcuts": [
            {"name": say(N_("Zoeken")), "url": "/"},
            {"name": say(N_("Plaats een oproep")), "url": "/plaatsen"},
        ],
    }
    response = Response(json.dumps(told), mimetype="application/manifest+json")
    response.vary.add("Accept-Language")
    return response


def worker() -> Response:
    """The script that keeps the page for offline; another version of what it keeps is another."""
    kept = [_address(name) for name in KEPT]
    version = sha256((WORKER + "".join(kept)).encode()).hexdigest()[:12]
    head = f"const VERSION = {json.dumps(version)}, KEPT = {json.dumps(kept)};\n"
    response = Response(head + WORKER, mimetype="text/javascript")
    response.headers["Content-Security-Policy"] = WORKER_POLICY
    return response


def offline() -> str:
    """What anybody could see last, without pictures; and what is said once that is too old."""
    if request.args.get("oud"):
        return render_template("listings/offline.html", old=True)
    found = search.find(world(), ANYONE, search.Query(limit=MOST))
    cards = [replace(card, pictures=()) for card in found.cards]
    return render_template("listings/offline.html", cards=cards, now=world().now())


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    return {
        "src": _address(f"icons/{name}-{size}.png"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


def _address(name: str) -> str:
    asset: Any = current_app.jinja_env.globals["asset"]
    return str(asset(name))


ROUTES: tuple[Route, ...] = (
    Route("/manifest.webmanifest", manifest, GET, ANYBODY, shows=NOTHING),
    Route("/dienst.js", worker, GET, ANYBODY, shows=NOTHING),
    Route("/zonder-verbinding", offline, GET, ANYBODY, shows=BOARD),
)
