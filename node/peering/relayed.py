"""What we hand on of other nodes: the origin's own bytes and numbers (PROTOCOL §9).

Rule 1: only what is public, shown here with relaying on, bound, near enough and not past its end.
Rule 2: what we hold without its text goes out as a stub. Rule 3: who comes back to us after a loss
gets its own feeds, and nobody else does (§13).
"""

from typing import Any

from federation.did import Identity
from federation.errors import FederationError, NotForUsError
from federation.head import read_head
from federation.relaying import Carried, Offered, build_offer, check_relayed
from node.feed.models import Entry, Feed, Origin
from node.peering import held
from node.peering.callers import Caller
from node.peering.outgoing import State, Stored
from node.world import World

PUBLIC = "public"
SCOPES = ("public", "adjacent")


def offer(world: World, after: int) -> bytes:
    """What we relay, and what changed of it since ``after``."""
    rows: Any = (
        Feed.select(Feed, Origin)
        .join(Origin)
        .where(~Origin.own, Feed.scope == PUBLIC)
        .order_by(Origin.moved)
    )
    carried = [feed for feed in list(rows) if _is_carried(world, feed)]
    newest = max((feed.origin.moved for feed in carried), default=0)
    return build_offer(
        cursor=max(newest, after),
        origins=[_offered(feed) for feed in carried if feed.origin.moved > after],
    )


def state(world: World, scid: str, scope: str, caller: Caller) -> State:
    """Where our copy of a feed stands.

    :raises NotForUsError: we do not hand it on to this node.
    """
    feed = (
        Feed.select(Feed, Origin)
        .join(Origin)
        .where(~Origin.own, Origin.scid == scid, Feed.scope == scope)
        .get_or_none()
    )
    its_own = caller.scid == scid
    if feed is None or not (its_own or (scope == PUBLIC and _is_carried(world, feed))):
        raise NotForUsError
    # Whoever comes back for its own wants the whole set: what was removed before is no matter.
    oldest = 0 if its_own else max(feed.min_seq, feed.removed)
    return State(feed.id, feed.etag, bytes(feed.head), oldest)


def stamp(scid: str, scope: str = PUBLIC) -> int:
    """What changes when our copy does, also by what we hold without its text."""
    missing = (
        Entry.select()
        .join(Origin)
        .where(Origin.scid == scid, Entry.scope == scope, Entry.document.is_null())
    )
    return int(missing.count())


def log(scid: str) -> Stored:
    """The identity log of an origin, as it came to us."""
    row = Origin.get(scid=scid)
    data = bytes(row.log)
    return Stored(data, _identity(row).version_id)


def document(scid: str, lid: str) -> Stored | None:
    """One listing's bytes, if we hold them and show them."""
    row = (
        Entry.select(Entry.document, Entry.digest)
        .join(Origin)
        .where(Origin.scid == scid, Entry.scope == PUBLIC, Entry.lid == lid)
        .where(Entry.document.is_null(is_null=False), Entry.code.is_null())
        .get_or_none()
    )
    return None if row is None else Stored(bytes(row.document), str(row.digest))


def _identity(row: Origin) -> Identity:
    return held.identity(bytes(row.log))


def _is_carried(world: World, feed: Feed) -> bool:
    origin = feed.origin
    try:
        head = read_head(
            bytes(feed.head),
            identity=_identity(origin),
            scope=feed.scope,
            now=held.ALWAYS,
            newest=False,
        )
        check_relayed(
            Carried(
                shown=origin.level == "shown" and origin.quarantined is None,
                relaying=origin.relaying,
                bound=not origin.unbound,
                distance=99 if origin.distance is None else origin.distance,
                head=head,
            ),
            now=world.now(),
        )
    except FederationError:
        return False
    return True


def _offered(feed: Feed) -> Offered:
    return Offered(
        scid=feed.origin.scid,
        did_version=_identity(feed.origin).version_id,
        seq=feed.seq,
        distance=feed.origin.distance or 1,
    )
