"""What a neighbour holds of us: asked while we are being restored, and once an hour (PROTOCOL §13).

Rule 1: a neighbour proves nothing by its word; only what we signed ourselves counts.
Rule 2: no transaction is open while somebody is asked.
"""

from dataclasses import dataclass, field

import peewee as pw

from federation.did import Identity, continue_log
from federation.errors import DidRewrittenError, FederationError, StaleError
from federation.head import Head, read_head
from federation.hosts import base_url
from federation.intake import ARCHIVE, Change, Held, judge
from federation.limits import HEAD_BYTES, LISTING_BYTES, LOG_BYTES, PAGE_BYTES, PULL_PAGES
from federation.page import next_cursor, read_page
from node.feed.errors import NoKeyError
from node.feed.models import Origin
from node.feed.publish import SCOPES
from node.peering.models import Peer
from node.peering.road import GONE, LOG, OK, Road
from node.peering.signing import signer, signer_of_before
from node.world import World

MISSING = (401, 403, 404, GONE)  # it answers, and has nothing of ours


@dataclass
class Copy:
    """What one neighbour has of us, as far as it was looked at."""

    host: str
    answered: bool = False
    identity: Identity | None = None
    parted: bool = False  # its log of us verifies and is another than ours
    heads: dict[str, Head] = field(default_factory=dict)


@dataclass(frozen=True)
class Proven:
    """A set of ours that a neighbour gave back, proven by our own head."""

    host: str
    head: Head
    change: Change


def hosts(which: pw.Expression | None = None) -> list[str]:
    """The neighbours whom we may ask, whom we have heard lately first."""
    rows = Peer.select(Peer, Origin).join(Origin).where(Origin.level != "blocked")
    rows = rows.where(Peer.state != "distant")
    if which is not None:
        rows = rows.where(which)
    order = (Peer.last_contact.is_null(), Peer.last_contact.desc(), Peer.id)
    return [row.origin.host for row in list(rows.order_by(*order))]


def look(world: World, host: str, known: Identity) -> Copy:
    """The log of us that the neighbour at ``host`` has."""
    copy = Copy(host)
    road = _road(world, host)
    try:
        path = f"/fed/origins/{known.scid}/did.jsonl"
        fetched = road.get(path, accept=LOG, limit=LOG_BYTES, may_be=MISSING)
        copy.answered = True
        if fetched.status == OK:
            copy.identity = continue_log(known, fetched.body, now=world.now(), relayed=True)
    except StaleError:
        copy.identity = known
    except DidRewrittenError:
        copy.parted = True
    except FederationError:
        copy.answered = road.answered
    return copy


def visit(world: World, host: str, known: Identity) -> Copy:
    """The log and the heads of us that the neighbour at ``host`` has."""
    copy = look(world, host, known)
    if copy.answered and copy.identity is not None:
        read_heads(world, copy, copy.identity)
    return copy


def read_heads(world: World, copy: Copy, ours: Identity) -> None:
    """Put beside it the heads of ours that it has, of whichever of our versions."""
    road = _road(world, copy.host)
    for scope in SCOPES:
        try:
            path = f"{_path(ours.scid, scope)}/head"
            fetched = road.get(path, limit=HEAD_BYTES, may_be=MISSING)
            if fetched.status == OK:
                copy.heads[scope] = read_head(
                    fetched.body, identity=ours, scope=scope, now=world.now(), newest=False
                )
        except FederationError:
            continue  # this neighbour proves nothing about this scope


def pull(world: World, host: str, ours: Identity, head: Head) -> Proven:
    """The whole set that belongs to ``head``, or to a newer one that the neighbour has by now.

    :raises FederationError: it does not give the set that we signed.
    """
    then = _as_it_was(ours, head.version)
    road = _road(world, host)
    pages = _pages(road, f"{_path(ours.scid, head.scope)}/feed")
    change = judge(Held(then), pages, scope=head.scope, now=world.now(), source=ARCHIVE, after=0)
    return Proven(host, change.head, change)


def text(world: World, host: str, scid: str, lid: str) -> bytes | None:
    """One listing of ours that another neighbour had without its text."""
    try:
        fetched = _road(world, host).get(
            f"/fed/origins/{scid}/l/{lid}", limit=LISTING_BYTES, may_be=MISSING
        )
    except FederationError:
        return None
    return fetched.body if fetched.status == OK else None


def _road(world: World, host: str) -> Road:
    """Under our own name, also when our log is older than our keys."""
    try:
        return Road(world, host, signer(world))
    except NoKeyError:
        return Road(world, host, signer_of_before(world))


def _path(scid: str, scope: str) -> str:
    """Where a neighbour has our feed: the public one as relays do, the other for us alone."""
    place = f"/fed/origins/{scid}"
    return place if scope == "public" else f"{place}/{scope}"


def _pages(road: Road, path: str) -> list[bytes]:
    pages: list[bytes] = []
    cursor: int | None = 0
    while cursor is not None and len(pages) < PULL_PAGES:
        body = road.get(f"{path}?after={cursor}", limit=PAGE_BYTES).body
        pages.append(body)
        address = base_url(road.host) + path
        cursor = next_cursor(read_page(body), address=address, after=cursor)
    return pages


def _as_it_was(ours: Identity, version: int) -> Identity:
    """Our identity when that version was the newest: a neighbour may not have heard of later."""
    return Identity(ours.scid, ours.versions[:version], ours.log)
