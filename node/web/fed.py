"""What other nodes read here: identity, discovery, heads, feeds, pictures (PROTOCOL §7).

Rule 1: an unchanged feed costs one question to the database.
Rule 2: what is not public is answered the same whether it exists or not.
Rule 3: pages for people are elsewhere; nothing here knows a template, a session or a cookie.
Rule 4: whose signature is wrong is answered nothing else.
"""

import re
from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, abort, g, request
from werkzeug.exceptions import HTTPException

from federation.canonical import digest
from federation.context import ACTIVITYSTREAMS
from federation.errors import BadNumberError, FederationError, NotAPeerError, OverQuotaError
from federation.hosts import actor_url, base_url, followers_url
from federation.limits import INBOX_BYTES, MAX_INTEGER
from node.listings import pictures
from node.listings.errors import NotFoundError
from node.listings.read import was_public
from node.peering import hints, inbox, outgoing, receipts, relayed
from node.peering.outgoing import State, Stored
from node.web.fed_answers import (
    ACTIVITY,
    NAMESPACE,
    answer,
    as_json,
    headers,
    is_for_peer,
    peer,
    problem_of,
    settled,
    signed_by,
    taken,
)
from node.web.health import running_version
from node.web.here import HINTS_A_MINUTE, here, world

LOG: Final = "text/jsonl"
JRD: Final = "application/jrd+json"
NODEINFO: Final = "http://nodeinfo.diaspora.software/ns/schema/2.1"
OPEN: Final = frozenset(
    {"fed.identity_log", "fed.actor", "fed.webfinger", "fed.nodeinfo", "fed.take", "fed.hint"}
)
_AFTER: Final = re.compile(r"(?:0|[1-9][0-9]{0,15})\Z")
_DIGEST: Final = re.compile(r"uEi[A-Za-z0-9_-]{44}\Z")

blueprint = Blueprint("fed", __name__)


@blueprint.before_request
def recognise() -> None:
    """Find out which node asks, before anything is looked up for it."""
    request.max_content_length = INBOX_BYTES
    g.caller = None if request.endpoint in OPEN else signed_by()


@blueprint.get("/.well-known/did.jsonl")
def identity_log() -> Response:
    """Who we are."""
    return answer(outgoing.log(), LOG)


@blueprint.get("/fed/head/<scope>")
def head(scope: str) -> Response:
    """Our newest word on one scope."""
    held = _state(scope)
    return answer(Stored(held.head, held.etag), ACTIVITY)


@blueprint.get("/fed/feed/<scope>")
def feed(scope: str) -> Response:
    """One page of what is new since ``after``."""
    after = _after()
    if after and g.caller is not None and g.caller.accepted and scope in outgoing.SCOPES:
        receipts.note(world(), origin_id=g.caller.origin_id, scope=scope, seq=after)
    return _unless_known(
        scope, f"feed {after}", lambda held: outgoing.page(world(), scope, held, after)
    )


@blueprint.get("/fed/manifest/<scope>")
def manifest(scope: str) -> Response:
    """All that is live, without texts."""
    return _unless_known(scope, "manifest", outgoing.manifest)


@blueprint.get("/fed/media/<name>")
def media(name: str) -> Response:
    """A picture that a public listing names; for a peer also one of an adjacent listing."""
    if not _DIGEST.match(name):
        return problem_of(404, "Not found")
    try:
        data, media_type = pictures.read_outside(world(), name, adjacent=is_for_peer())
    except (NotFoundError, FileNotFoundError):
        return problem_of(404, "Not found")
    return answer(Stored(data, name), media_type, packed=False)


def listing_document(lid: str) -> Response:
    """A public listing of ours as signed; for ``/l/<lid>``, to whoever asks for that form."""
    try:
        g.caller = signed_by()
    except FederationError as error:
        return refuse(error)
    found = outgoing.document(lid, adjacent=is_for_peer())
    if found is not None:
        response = answer(found, ACTIVITY)
    elif outgoing.was_withdrawn(lid) or was_public(lid=lid):
        response = problem_of(410, "Gone")
    else:
        response = problem_of(404, "Not found")
    response.vary.add("Accept")
    return response


@blueprint.get("/fed/origins")
def origins() -> Response:
    """What we relay, for peers."""
    peer()
    data = relayed.offer(world(), _after())
    return answer(Stored(data, digest(data)), ACTIVITY)


@blueprint.get("/fed/origins/<scid:scid>/did.jsonl")
def relayed_log(scid: str) -> Response:
    """The identity of an origin that we relay."""
    relayed.state(world(), scid, "public", peer())
    return answer(relayed.log(scid), LOG)


@blueprint.get("/fed/origins/<scid:scid>/head")
def relayed_head(scid: str) -> Response:
    """The newest head that we have of it."""
    held = relayed.state(world(), scid, "public", peer())
    return answer(Stored(held.head, held.etag), ACTIVITY)


@blueprint.get("/fed/origins/<scid:scid>/feed")
def relayed_feed(scid: str) -> Response:
    """One page of our copy, in the origin's own numbers."""
    after, caller = _after(), peer()
    return settled(
        lambda: relayed.state(world(), scid, "public", caller),
        f"copy of {scid} {after} {relayed.stamp(scid)}",
        lambda held: outgoing.page(world(), "public", held, after, origin=scid),
    )


@blueprint.get("/fed/origins/<scid:scid>/adjacent/head")
def given_back_head(scid: str) -> Response:
    """The newest head that we have of what it told its neighbours alone; for itself (§13)."""
    held = relayed.state(world(), scid, "adjacent", peer())
    return answer(Stored(held.head, held.etag), ACTIVITY)


@blueprint.get("/fed/origins/<scid:scid>/adjacent/feed")
def given_back_feed(scid: str) -> Response:
    """One page of that feed; for itself, after a loss."""
    after, caller = _after(), peer()
    return settled(
        lambda: relayed.state(world(), scid, "adjacent", caller),
        f"given back of {scid} {after} {relayed.stamp(scid, 'adjacent')}",
        lambda held: outgoing.page(world(), "adjacent", held, after, origin=scid),
    )


@blueprint.get("/fed/origins/<scid:scid>/manifest")
def relayed_manifest(scid: str) -> Response:
    """All that is live of it, without texts."""
    caller = peer()
    return settled(
        lambda: relayed.state(world(), scid, "public", caller), "manifest", outgoing.manifest
    )


@blueprint.get("/fed/origins/<scid:scid>/l/<lid:lid>")
def relayed_listing(scid: str, lid: str) -> Response:
    """One listing's bytes."""
    relayed.state(world(), scid, "public", peer())
    found = relayed.document(scid, lid)
    return problem_of(404, "Not found") if found is None else answer(found, ACTIVITY)


@blueprint.post("/fed/hint")
def hint() -> Response:
    """A nudge from a neighbour; whatever it is worth, the answer is the same to anybody."""
    if not here().hinting.may(request.remote_addr or "", world().now()):
        raise OverQuotaError(limit=HINTS_A_MINUTE)
    hints.heed(world(), request.get_data())
    return taken()


@blueprint.post("/fed/inbox")
def take() -> Response:
    """What another node tells us: it is taken, and decided about by people."""
    inbox.receive(world(), headers=headers(), body=request.get_data())
    return taken()


@blueprint.get("/actor")
def actor() -> Response:
    """This node as others may show it."""
    ours, host = outgoing.profile(), world().config.host_name
    base = base_url(host)
    return as_json(
        {
            "@context": [ACTIVITYSTREAMS, {"wijk": NAMESPACE}],
            "id": actor_url(host),
            "type": "Application",
            "preferredUsername": "wijk",
            "name": ours.name,
            "summary": ours.summary,
            "url": f"{base}/",
            "followers": followers_url(host),
            "wijk:wards": list(ours.codes),
            "wijk:rules": f"{base}/over",
        },
        ACTIVITY,
    )


@blueprint.get("/.well-known/webfinger")
def webfinger() -> Response:
    """The way from a name to the actor (RFC 7033)."""
    host = world().config.host_name
    subject = f"acct:wijk@{host}"
    asked = request.args.get("resource")
    if not asked:
        return problem_of(400, "Bad request")
    if asked not in {subject, f"acct:{host}@{host}", actor_url(host), f"{base_url(host)}/"}:
        return problem_of(404, "Not found")
    link = {"rel": "self", "type": ACTIVITY, "href": actor_url(host)}
    known_as = {"subject": subject, "aliases": [actor_url(host)], "links": [link]}
    response = as_json(known_as, JRD)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@blueprint.get("/.well-known/nodeinfo")
def nodeinfo() -> Response:
    """Where to read what kind of node this is."""
    href = f"{base_url(world().config.host_name)}/nodeinfo/2.1"
    return as_json({"links": [{"rel": NODEINFO, "href": href}]}, "application/json")


@blueprint.get("/nodeinfo/2.1")
def nodeinfo_document() -> Response:
    """What kind of node this is. How many people live behind it is nobody's business."""
    ours = outgoing.profile()
    return as_json(
        {
            "version": "2.1",
            "software": {
                "name": "werken-in-de-wijk",
                "version": running_version(),
            },
            "protocols": ["wijk"],
            "services": {"inbound": [], "outbound": []},
            "openRegistrations": False,
            "usage": {"users": {}, "localPosts": ours.listings},
            "metadata": {"nodeName": ours.name, "wards": list(ours.codes)},
        },
        f'application/json; profile="{NODEINFO}#"',
    )


@blueprint.errorhandler(FederationError)
def refuse(error: FederationError) -> Response:
    """A refusal with its code."""
    response = problem_of(error.status, error.code, code=error.code)
    if isinstance(error, NotAPeerError) or "Signature" in request.headers:
        response.vary.add("Signature")
    return response


@blueprint.errorhandler(HTTPException)
def refuse_plainly(error: HTTPException) -> Response:
    """What is no page is no page for people here."""
    return problem_of(error.code or 500, error.name)


def _state(scope: str) -> State:
    """Where the feed stands; the one for neighbours only for accepted peers."""
    if scope not in outgoing.SCOPES:
        abort(404)
    if scope != "public" and not is_for_peer():
        raise NotAPeerError
    held = outgoing.state(scope)
    if held is None:
        abort(404)
    return held


def _after() -> int:
    text = request.args.get("after", "0")
    if not _AFTER.match(text) or int(text) > MAX_INTEGER:
        raise BadNumberError(number=ascii(text)[1:33])
    return int(text)


def _unless_known(scope: str, name: str, read: Callable[[State], Stored | None]) -> Response:
    """One of our own feeds: see :func:`settled`."""
    return settled(lambda: _state(scope), name, read)
