"""The proof of each listing by itself, checked some time after its feed was (PROTOCOL §8.7).

Rule 1: a feed is true by the signature of its head; this is for whoever meets a listing without it.
Rule 2: a slice a round, and each listing once. Rule 3: one whose proof fails is held back with its
code, counts in the set as before, and the admin sees how many there are (§8.8).
"""

import logging
from dataclasses import dataclass

from federation.did import Identity, Version
from federation.errors import FederationError
from federation.listing import check_proof, judge_for
from node.feed.models import Entry, Feed, Origin
from node.listings import shelf
from node.peering import held
from node.peering.storing import TEXTS
from node.shown.reach import SCOPES
from node.store.database import database
from node.world import World

log = logging.getLogger(__name__)

SLICE = 200  # of one feed in one round: a tenth of a second
REACH = {scope: reach for reach, scope in SCOPES.items()}


@dataclass(frozen=True)
class Failed:
    """A listing whose proof fails, and the code that says how."""

    lid: str
    seq: int
    code: str


def check_slice(world: World) -> int:
    """Check the next proofs of one feed; returns how many failed."""
    feed = _next()
    if feed is None:
        return 0
    begin = feed.proven if feed.proven_version == feed.version else 0
    live = Entry.select(Entry.lid, Entry.seq, Entry.document).where(
        Entry.origin == feed.origin_id,
        Entry.scope == feed.scope,
        Entry.seq > begin,
        Entry.document.is_null(is_null=False),
        Entry.code.is_null(),
    )
    rows = list(live.order_by(Entry.seq).limit(SLICE))
    who = held.identity(bytes(feed.origin.log))
    failed = [one for row in rows if (one := _checked(world, row, who, feed))]
    reached = rows[-1].seq if len(rows) == SLICE else feed.seq
    with database.atomic():
        if not _go_on(feed, reached):
            return 0
        for one in failed:
            _hold_back(feed, one)
    return len(failed)


def check_again_from(origin_id: int, scope: str, seq: int) -> None:
    """Texts came that stand before what was checked already; inside the caller's transaction."""
    Feed.update(proven=seq - 1).where(
        Feed.origin == origin_id, Feed.scope == scope, Feed.proven >= seq
    ).execute()


def fault(
    world: World, data: bytes, who: Identity, version: Version, scope: str
) -> FederationError | None:
    """Why these bytes are not a listing of this version of an identity, if they are not."""
    try:
        found = judge_for(data, host=version.host, scope=scope, now=world.now())
        check_proof(found, who, version=version)
    except FederationError as error:
        return error
    return None


def _next() -> Feed | None:
    """A feed of which something was not checked."""
    found: Feed | None = (
        Feed.select(Feed, Origin)
        .join(Origin)
        .where(~Origin.own, Origin.level.in_(TEXTS), Origin.quarantined.is_null())
        .where((Feed.proven < Feed.seq) | (Feed.proven_version != Feed.version))
        .order_by(Feed.id)
        .first()
    )
    return found


def _checked(world: World, row: Entry, who: Identity, feed: Feed) -> Failed | None:
    version = who.versions[feed.version - 1]
    error = fault(world, bytes(row.document), who, version, feed.scope)
    return None if error is None else Failed(row.lid, row.seq, error.code)


def _go_on(feed: Feed, reached: int) -> bool:
    """Note how far we are, unless the feed or this count moved meanwhile: then the next round."""
    moved: int = (
        Feed.update(proven=reached, proven_version=feed.version)
        .where(
            Feed.id == feed.id,
            Feed.version == feed.version,
            Feed.seq == feed.seq,
            Feed.proven == feed.proven,
        )
        .execute()
    )
    return bool(moved)


def _hold_back(feed: Feed, failed: Failed) -> None:
    log.warning("%s of %s held back: %s", failed.lid, feed.origin.host, failed.code)
    Entry.update(code=failed.code).where(
        Entry.origin == feed.origin_id,
        Entry.scope == feed.scope,
        Entry.lid == failed.lid,
        Entry.seq == failed.seq,
    ).execute()
    shelf.take(feed.origin_id, REACH[feed.scope], [failed.lid])
