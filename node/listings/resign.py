"""Signing our listings anew after a change of keys or of address (PROTOCOL §4.4, §4.5).

Rule 1: nothing of a listing changes but its number, its signature and the addresses of ours in it.
Rule 2: a planned change goes batch by batch, each a change of the feed like any other, and goes on
after a restart where it was: what still has a number from before is still to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from federation.errors import FederationError
from federation.resigning import method_in
from node.feed.models import Counter, Entry
from node.feed.publish import Press, publishing
from node.listings import compose
from node.listings.models import Listing
from node.shown.reach import SCOPES
from node.world import World

BATCH = 100  # listings that become visible together; about 0.1 s of writing
BATCHES_A_ROUND = 20
REACH = {scope: reach for reach, scope in SCOPES.items()}


@dataclass(frozen=True)
class Progress:
    """How many listings carried an old key at first, and how many still do."""

    total: int
    left: int

    @property
    def done(self) -> int:
        """How many are signed anew, or gone since."""
        return max(self.total - self.left, 0)


def begin(press: Press) -> None:
    """From here on every live listing of ours is to be signed anew, in its own time."""
    press.counter.resign_until = press.counter.last
    press.counter.resign_total = _live(press.own.origin_id).count()


def progress(origin_id: int) -> Progress:
    """How far the job is; nothing left when there is nothing to do."""
    row = Counter.get()
    if row.resign_until is None:
        return Progress(row.resign_total, 0)
    left = _live(origin_id).where(Entry.seq <= row.resign_until).count()
    return Progress(row.resign_total, left)


def go_on(world: World) -> int:
    """The job: sign anew what is left, some batches at a time; returns how many."""
    done = 0
    for _ in range(BATCHES_A_ROUND):
        if Counter.get().resign_until is None:
            break
        done += _batch(world)
    return done


def all_at_once(press: Press, *, former: str) -> int:
    """Everything whose key or address is no longer named, in the caller's transaction.

    ``former`` is the host that the listings name till now.
    """
    ours = press.own.identity
    stale = [
        entry
        for entry in list(_live(press.own.origin_id).order_by(Entry.seq))
        if entry.document is not None and method_in(bytes(entry.document)) not in ours.sign_keys
    ]
    _sign(press, stale, former)
    return len(stale)


def _batch(world: World) -> int:
    with publishing(world) as press:
        query = _live(press.own.origin_id).where(Entry.seq <= press.counter.resign_until)
        entries = list(query.order_by(Entry.seq).limit(BATCH))
        _sign(press, entries, press.own.identity.host)
        if len(entries) < BATCH:
            press.counter.resign_until = None
    return len(entries)


def _live(origin_id: int) -> Any:
    return Entry.select().where(Entry.origin == origin_id, Entry.digest.is_null(is_null=False))


def _sign(press: Press, entries: Sequence[Entry], former: str) -> None:
    for entry in entries:
        try:
            signed = press.resign(entry.scope, bytes(entry.document), former)
        except FederationError:
            _put_aside(press, entry)
            continue
        Listing.update(seq=signed.seq).where(
            Listing.origin == press.own.origin_id,
            Listing.lid == entry.lid,
            Listing.reach == REACH[entry.scope],
        ).execute()


def _put_aside(press: Press, entry: Entry) -> None:
    """What would not be taken as it is must not hold up the rest: its maker finds it paused."""
    held = Listing.get_or_none(origin=press.own.origin_id, lid=entry.lid, reach=REACH[entry.scope])
    if held is None:
        press.remove(entry.scope, entry.lid)
    else:
        compose.end(press, held, "paused" if held.state == "open" else held.state)
