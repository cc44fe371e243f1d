"""What every ward ever published, written down beside it, to hold the others against.

Rule: it only reads, through the tables; it is the one place of the simulation that knows them.
"""

import json
from dataclasses import dataclass, field

from node.feed.models import Entry, Feed, Origin
from node.listings.models import Listing
from tests.neighbourhood import Ward

SCOPE_REACH = {"public": "everyone", "adjacent": "adjacent"}


@dataclass
class Ledger:
    """By SCID: which numbers were given to what, and at which number a lid was gone."""

    given: dict[str, dict[int, tuple[str, str | None]]] = field(default_factory=dict)
    titles: dict[tuple[str, int], str] = field(default_factory=dict)
    gone: dict[tuple[str, str], int] = field(default_factory=dict)
    lids: set[tuple[str, str]] = field(default_factory=set)
    seen: dict[str, int] = field(default_factory=dict)

    def note(self, ward: Ward) -> None:
        """Write down what this ward published since the last look.

        :raises AssertionError: it gave a number twice.
        """
        with ward.at_work():
            own = Origin.get(Origin.own)
            last = self.seen.get(own.scid, 0)
            fresh = Entry.select().where(Entry.origin == own.id, Entry.seq > last)
            given = self.given.setdefault(own.scid, {})
            for row in list(fresh):
                self.lids.add((own.scid, row.lid))
                what = (row.lid, row.digest)
                assert given.setdefault(row.seq, what) == what, f"{ward.name} gave {row.seq} twice"
                self.seen[own.scid] = max(self.seen.get(own.scid, 0), row.seq)
                if row.document is None:
                    self.gone[own.scid, row.lid] = row.seq
                else:
                    self.titles[own.scid, row.seq] = json.loads(bytes(row.document))["name"]

    def check(self, ward: Ward, wards: dict[str, Ward]) -> None:
        """At any moment: nothing unsigned is shown, nor what this ward knows to be gone."""
        self.note_all(wards)
        for scid, lid, seq, title in self._shown(ward):
            assert self.titles.get((scid, seq)) == title, (
                f"{ward.name} shows {title!r}, which {scid} did not sign under {seq}"
            )
            gone = self.gone.get((scid, lid), 0)
            known = self._known(ward, scid)
            assert not seq < gone <= known, f"{ward.name} still shows {lid}, gone at {gone}"

    def check_agrees(self, ward: Ward, wards: dict[str, Ward]) -> None:
        """Once all is calm: of each neighbour this ward shows exactly what is live there."""
        self.note_all(wards)
        shown = {(scid, lid, seq) for scid, lid, seq, _ in self._shown(ward)}
        live: set[tuple[str, str, int]] = set()
        with ward.at_work():
            followed = [row.scid for row in list(Origin.select().where(~Origin.own))]
        for other in wards.values():
            with other.at_work():
                own = Origin.get(Origin.own)
                if own.scid in followed:
                    live |= self._live(own, other)
        assert shown == live, (
            f"{ward.name} lacks {sorted(live - shown)}, has too much {sorted(shown - live)}"
        )

    def note_all(self, wards: dict[str, Ward]) -> None:
        """The books of every ward, up to now."""
        for ward in wards.values():
            self.note(ward)

    def _shown(self, ward: Ward) -> list[tuple[str, str, int, str]]:
        with ward.at_work() as world:
            rows = (
                Listing.select(Listing, Origin)
                .join(Origin)
                .where(
                    ~Origin.own,
                    Origin.quarantined.is_null(),
                    Listing.state == "open",
                    Listing.reach == "everyone",
                    Listing.ends > world.now(),
                )
            )
            return [(row.origin.scid, row.lid, row.seq, row.title) for row in list(rows)]

    def _known(self, ward: Ward, scid: str) -> int:
        with ward.at_work():
            row = Feed.select().join(Origin).where(Origin.scid == scid, Feed.scope == "public")
            held = row.first()
            return held.seq if held is not None else 0

    def _live(self, own: Origin, ward: Ward) -> set[tuple[str, str, int]]:
        with ward.at_work() as world:
            rows = Listing.select().where(
                Listing.origin == own.id,
                Listing.state == "open",
                Listing.reach == "everyone",
                Listing.ends > world.now(),
            )
            return {(own.scid, row.lid, row.seq) for row in list(rows)}
