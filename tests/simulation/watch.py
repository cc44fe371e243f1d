"""What must hold in every node after everything that happens, and once all is calm.

Rule 1: held against the ledger, which knows what was signed, and never against another node.
Rule 2: what people see is asked of the node by its own condition; what it should be is not.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from node.feed.models import Entry, Feed, Origin
from node.listings.models import Listing
from node.peering.models import KeptPage, Peer
from node.shown import reach as reaching
from node.shown.models import Decision
from node.shown.reach import SCOPES
from node.shown.viewer import ANYONE, Viewer
from tests.neighbourhood import Ward
from tests.node.traces import everything_in_tables
from tests.simulation.admin import Admin
from tests.simulation.ledger import Ledger, words_in
from tests.simulation.promises import BrokenPromiseError

REACH = {scope: reach for reach, scope in SCOPES.items()}
RESIDENT = Viewer(1, "resident")
MOST_PAGES = 3  # of a feed with a flood in it
Order = tuple[int, int]  # of a head: DID version and number


@dataclass
class Watch:
    """Looks at every node. ``known``: the highest head that each had of each feed."""

    ledger: Ledger
    known: dict[tuple[str, str, str], Order] = field(default_factory=dict)
    looks: int = 0
    _seen: dict[str, object] = field(default_factory=dict)

    def look(self, ward: Ward, admin: Admin) -> None:
        """At any moment: nothing is shown or held that was not signed so, or is gone, or hidden.

        :raises BrokenPromiseError: which node shows what.
        """
        with ward.at_work() as world:
            state = _state(world.now()), admin.decided(), len(self.ledger.erased)
            if self._seen.get(ward.name) == state:
                return
            self._seen[ward.name] = state
            self.looks += 1
            feeds: Any = Feed.select(Feed, Origin.scid).join(Origin).where(~Origin.own).objects()
            held = {(ward.name, feed.scid, feed.scope): feed for feed in list(feeds)}
            for feed in held.values():
                self._check_feed(ward, feed)
            self._forgets_but(ward, held)
            _check_bounds(ward)
            self._check_shown(ward, admin, world.now())

    def forgets(self, ward: Ward) -> None:
        """A backup was put back: what it knew since is not known any more."""
        self._forgets_but(ward, ())

    def _forgets_but(self, ward: Ward, kept: Collection[tuple[str, str, str]]) -> None:
        """A feed that it let go of is not known any more either."""
        for key in [key for key in self.known if key[0] == ward.name and key not in kept]:
            del self.known[key]

    def _check_feed(self, ward: Ward, feed: Any) -> None:
        """What is held of a feed is exactly what its head lists, and heads never go back."""
        where = f"{ward.name} holds of {feed.scid} {feed.scope} {feed.version}-{feed.seq}"
        listed = self.ledger.listed(feed.scid, feed.scope, feed.version, feed.seq, feed.root)
        if listed is None:
            raise BrokenPromiseError(f"{where}: a head that nobody signed")
        order, key = (feed.version, feed.seq), (ward.name, feed.scid, feed.scope)
        if order < self.known.get(key, order):
            raise BrokenPromiseError(f"{where}: older than what it knew, {self.known[key]}")
        self.known[key] = order
        rows: Any = Entry.select(Entry.lid, Entry.seq, Entry.digest).where(
            Entry.origin == feed.origin_id,
            Entry.scope == feed.scope,
            Entry.digest.is_null(is_null=False),
        )
        held = frozenset(rows.tuples())
        if held != listed:
            raise BrokenPromiseError(
                f"{where}: lacks {sorted(listed - held)}, too much {sorted(held - listed)}"
            )

    def _check_shown(self, ward: Ward, admin: Admin, now: datetime) -> None:
        own = Origin.get(Origin.own).scid
        for scid, row in shown(RESIDENT, now):
            where = f"{ward.name} shows {row.title!r} ({row.lid}) of {scid}"
            if scid != own:
                self._check_other(where, scid, row)
                if not admin.allows(scid, row.lid):
                    raise BrokenPromiseError(f"{where}, which was blocked or hidden")
            elif (ward.name, row.lid) in self.ledger.erased:
                raise BrokenPromiseError(f"{where}, which was erased")
            if row.ends <= now:
                raise BrokenPromiseError(f"{where}, which has ended")
        for scid, row in shown(ANYONE, now):
            if row.reach != "everyone":
                raise BrokenPromiseError(f"{ward.name} shows {row.title!r} of {scid} to anybody")

    def _check_other(self, where: str, scid: str, row: Listing) -> None:
        """It was signed by this origin, for this reach, in these words, and is listed now."""
        entry = (
            Entry.select()
            .join(Origin)
            .where(Origin.scid == scid, Entry.lid == row.lid, Entry.scope == SCOPES[row.reach])
            .get_or_none()
        )
        signed = entry and self.ledger.signed.get(entry.digest)
        if not signed or entry.seq != row.seq:
            raise BrokenPromiseError(f"{where}, which is in no set that it holds")
        said = (signed.scid, signed.scope, signed.lid, signed.title, signed.text)
        if said != (scid, SCOPES[row.reach], row.lid, row.title, row.text):
            raise BrokenPromiseError(f"{where}, which was signed otherwise: {signed}")


def shown(viewer: Viewer, now: datetime) -> list[tuple[str, Listing]]:
    """What the ward at work shows to this viewer, each with whose it is."""
    rows = (
        Listing.select(Listing, Origin).join(Origin).where(reaching.visible(Listing, viewer, now))
    )
    return [(row.origin.scid, row) for row in list(rows)]


def words_left() -> dict[str, set[str]]:
    """Every word of a listing that stands anywhere in the database at work: word to tables."""
    found: dict[str, set[str]] = defaultdict(set)
    for where, text in everything_in_tables():
        for one in words_in(text):
            found[one].add(where)
    return found


def _state(now: datetime) -> object:
    """What changes when anything changes that is looked at here; that something ends is one."""
    feeds: Any = Feed.select(Feed.id, Feed.version, Feed.seq, Feed.etag, Feed.removed)
    origins: Any = Origin.select(
        Origin.id, Origin.level, Origin.quarantined, Origin.unchecked, Origin.unbound, Origin.refill
    )
    ended = Listing.select().where(Listing.state == "open", Listing.ends <= now)
    decided = Decision.select()
    return list(feeds.tuples()), list(origins.tuples()), decided.count(), ended.count()


def _check_bounds(ward: Ward) -> None:
    """Pages of walks that were cut off do not pile up."""
    peers = Peer.select().count()
    pages = KeptPage.select().count()
    if pages > len(SCOPES) * MOST_PAGES * peers:
        raise BrokenPromiseError(f"{ward.name} keeps {pages} pages of {peers} peers")
