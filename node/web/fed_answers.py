"""How other nodes are answered: who asks, stored bytes with their tag, packed once; problems (§7).

Rule 1: stored bytes go out as they are; what the caller has already is not sent again.
Rule 2: what a known node gets is kept nowhere.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Response, g, request

from federation.errors import NotAPeerError
from node.peering import callers
from node.peering.callers import Caller
from node.peering.outgoing import State, Stored
from node.web.here import here, world
from node.web.packed import pack

ACTIVITY: Final = "application/activity+json"
PROBLEM: Final = "application/problem+json"
NAMESPACE: Final = "https://w3id.org/werkenindewijk/ns#"
LEAST_BYTES: Final = 500  # below that packing saves nothing
TRIES: Final = 5  # to read a feed that changes meanwhile; a change takes longer than a reading


def signed_by() -> Caller | None:
    """The node that signed this request; ``None`` when nobody did.

    :raises FederationError: the signature is wrong.
    """
    query = request.query_string.decode("latin-1")
    return callers.identify(
        world(),
        method=request.method,
        target=request.path + (f"?{query}" if query else ""),
        headers=headers(),
    )


def headers() -> dict[str, str]:
    """The headers of this request by lower-case name."""
    return {name.lower(): value for name, value in request.headers.items()}


def peer() -> Caller:
    """The accepted peer that asks.

    :raises NotAPeerError: it is none.
    """
    caller: Caller | None = g.caller
    if caller is None or not caller.accepted:
        raise NotAPeerError
    return caller


def is_for_peer() -> bool:
    """Whether an accepted peer asks."""
    caller: Caller | None = g.caller
    return caller is not None and caller.accepted


def settled(
    state: Callable[[], State], name: str, read: Callable[[State], Stored | None]
) -> Response:
    """304 for who has it, else what was packed before, else what ``read`` makes of it."""
    for _ in range(TRIES):
        held = state()
        if _known(held.etag):
            return answer(Stored(b"", held.etag), ACTIVITY)
        ready = here().packed.get((held.etag, name))
        stored = read(held) if ready is None else None
        if stored is not None:
            ready = here().packed.put((held.etag, name), stored.data)
        if ready is not None:
            return answer(Stored(ready.plain, held.etag), ACTIVITY, gzipped=ready.gzipped)
    return problem_of(503, "Changing too fast")


def _known(etag: str) -> bool:
    """Whether the caller has it already; tags are compared weakly."""
    return request.if_none_match.contains_weak(etag)


def answer(
    stored: Stored, media_type: str, *, packed: bool = True, gzipped: bytes | None = None
) -> Response:
    """Stored bytes with their tag: asked for anew each time, and kept nowhere when for a peer."""
    if _known(stored.etag):
        response = Response(status=304)
    elif (
        packed and len(stored.data) >= LEAST_BYTES and request.accept_encodings.quality("gzip") > 0
    ):
        response = Response(gzipped or pack(stored.data), mimetype=media_type)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = Response(stored.data, mimetype=media_type)
    response.headers["Content-Type"] = media_type
    response.headers["Cache-Control"] = "no-cache" if g.caller is None else "private, no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if g.caller is not None:
        response.vary.add("Signature")
    response.set_etag(stored.etag, weak=True)
    if packed:
        response.vary.add("Accept-Encoding")
    return response


def as_json(value: Mapping[str, Any], media_type: str) -> Response:
    """What is made anew for each who asks."""
    response = Response(json.dumps(value, ensure_ascii=False), content_type=media_type)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def problem_of(status: int, title: str, *, code: str | None = None) -> Response:
    """RFC 9457. Refusals are kept nowhere."""
    problem: dict[str, Any] = {"title": title, "status": status}
    if code:
        problem |= {"type": f"{NAMESPACE}{code}", "code": code}
    response = Response(json.dumps(problem), status=status, content_type=PROBLEM)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def taken() -> Response:
    """202: it came, and that is all that is said."""
    response = Response(status=202)
    response.headers["Cache-Control"] = "private, no-store"
    return response
