"""Every address of the site, and who may use it: one line each.

Rule 1: an address that is not in this table does not exist.
Rule 2: who may use it is checked here, before the page is asked; whose a listing is, the use case
checks (``OWNER`` says so).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Request, Response, abort, g, make_response, redirect, request
from werkzeug.routing import BaseConverter

from node.listings.pictures import MOST_BYTES
from node.web import (
    about,
    account,
    choices,
    editing,
    fed,
    health,
    listings,
    mine,
    photo,
    placing,
)
from node.web.here import resident

ANYBODY, RESIDENT, OWNER, MODERATOR, ADMIN = "anybody", "resident", "owner", "moderator", "admin"
ROLES = {MODERATOR: {"moderator", "admin"}, ADMIN: {"admin"}}

GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
FORM_BYTES = 512 * 1024  # every field at its limit, each letter four bytes and escaped
PHOTO_BYTES = MOST_BYTES + 2 * FORM_BYTES  # a photograph, its form, and room to say "too large"


@dataclass(frozen=True)
class Route:
    """One address."""

    path: str
    view: Callable[..., Any]
    methods: tuple[str, ...]
    who: str
    most_bytes: int = FORM_BYTES

    @property
    def endpoint(self) -> str:
        """Its name."""
        return self.view.__name__


ROUTES = (
    Route("/", listings.board, GET, ANYBODY),
    Route("/l/<lid:lid>", listings.listing, GET, ANYBODY),
    Route("/n/<scid:scid>/l/<lid:lid>", listings.listing_from, GET, ANYBODY),
    Route("/foto/<digest:digest>", photo.picture, GET, ANYBODY),
    Route("/plaatsen", placing.begin, BOTH, RESIDENT),
    Route("/plaatsen/<lid:draft>/nakijken", placing.look_over, BOTH, OWNER),
    Route("/plaatsen/<lid:draft>/weggooien", placing.throw_away, BOTH, OWNER),
    Route("/plaatsen/<lid:draft>/<step>", placing.step, BOTH, OWNER, PHOTO_BYTES),
    Route("/l/<lid:lid>/veranderen", editing.change, BOTH, OWNER, PHOTO_BYTES),
    Route("/l/<lid:lid>/weghalen", editing.take_away, BOTH, OWNER),
    Route("/van-mij", mine.mine, GET, RESIDENT),
    Route("/inloggen", account.sign_in_form, GET, ANYBODY),
    Route("/inloggen", account.sign_in, POST, ANYBODY),
    Route("/uitloggen", account.sign_out, POST, ANYBODY),
    Route("/uitloggen/overal", account.sign_out_everywhere, POST, RESIDENT),
    Route("/taal", choices.choices, GET, ANYBODY),
    Route("/taal", choices.choose, POST, ANYBODY),
    Route("/buurwijken", about.neighbours, GET, ANYBODY),
    Route("/over", about.about, GET, ANYBODY),
    Route("/livez", health.livez, GET, ANYBODY),
    Route("/readyz", health.readyz, GET, ANYBODY),
)

# Addresses that other rooms bring with them: the protocol's own, and our files.
BROUGHT = {"fed": ANYBODY, "static": ANYBODY}


class LidConverter(BaseConverter):
    """The id of a listing or draft: a UUID in lower case."""

    regex = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class ScidConverter(BaseConverter):
    """The identity of a node."""

    regex = "[A-Za-z0-9]{20,80}"


class DigestConverter(BaseConverter):
    """The digest of a picture."""

    regex = "u[A-Za-z0-9_-]{40,60}"


class BoundedRequest(Request):
    """A request whose fields in memory are bounded too."""

    max_form_memory_size = FORM_BYTES
    max_form_parts = 100


def install(app: Flask) -> None:
    """Make the table true."""
    app.request_class = BoundedRequest
    app.config["MAX_CONTENT_LENGTH"] = FORM_BYTES
    app.url_map.converters |= {
        "lid": LidConverter,
        "scid": ScidConverter,
        "digest": DigestConverter,
    }
    app.before_request(guard)
    for route in ROUTES:
        app.add_url_rule(route.path, route.endpoint, route.view, methods=list(route.methods))
    app.register_blueprint(fed.blueprint)


def bound() -> None:
    """How much this address takes, before anything of it is read."""
    route = _BY_ENDPOINT.get(request.endpoint or "")
    if route is not None:
        request.max_content_length = route.most_bytes


def guard() -> Response | None:
    """Let in who may use this address; send on who first has to sign in."""
    if request.endpoint is None:
        return None  # the error is already known
    who = who_may(request.endpoint)
    if who == ANYBODY:
        return None
    person = resident()
    if person is None:
        if request.method == "POST":
            g.signed_out = True
            abort(403)
        return make_response(redirect(f"/inloggen?verder={request.path}", 303))
    if who in ROLES and person.role not in ROLES[who]:
        abort(404)
    return None


def who_may(endpoint: str) -> str:
    """Who may use what the endpoint names; :raises KeyError: when it is in no table."""
    if endpoint in _BY_ENDPOINT:
        return _BY_ENDPOINT[endpoint].who
    return BROUGHT[endpoint.split(".", maxsplit=1)[0]]


_BY_ENDPOINT = {route.endpoint: route for route in ROUTES}
