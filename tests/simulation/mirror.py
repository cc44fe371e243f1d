"""What a node that is only rules holds of another: set, texts, recent removals, and how it knows.

Rule: nothing is judged here. ``federation`` judged it before it came.
"""

from dataclasses import dataclass, field
from datetime import datetime

from federation import page
from federation.did import Identity
from federation.head import Head
from federation.intake import Change, Held, HeldBack
from federation.listing import Listing, judge_or_refusal
from federation.relaying import distance
from tests.simulation.publisher import SCOPE, paged


@dataclass
class Mirror:
    """One origin, as one node holds it."""

    identity: Identity
    direct: bool
    shown: bool
    head: Head | None = None
    entries: dict[str, tuple[int, str]] = field(default_factory=dict)
    texts: dict[str, Listing] = field(default_factory=dict)
    held_back: dict[str, HeldBack] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)
    reported: dict[str, int] = field(default_factory=dict)  # by relay: how far from there
    quarantined: bool = False
    manifest_at: float = -1e9
    changed: int = 0  # at which of its node's own counts this last changed

    @property
    def distance(self) -> int | None:
        """How many steps away it is, as far as this node knows."""
        return distance(direct=self.direct, reported=self.reported.values())

    def held(self) -> Held:
        """As the judgement wants it."""
        missing = frozenset(lid for lid in self.entries if lid not in self.texts)
        return Held(self.identity, self.head, self.entries, missing)

    def takes(self, change: Change, pages: tuple[bytes, ...] = ()) -> None:
        """All of a judged change."""
        self.head = change.head
        self.entries = dict(change.entries)
        for lid in change.removed:
            self.texts.pop(lid, None)
            self.held_back.pop(lid, None)
        for back in change.held_back:
            self.texts.pop(back.lid, None)
            self.held_back[back.lid] = back
        for stub in change.stubs:
            self.texts.pop(stub.lid, None)
        for listing in change.listings:
            self.texts[listing.lid] = listing
            self.held_back.pop(listing.lid, None)
        self._note_removals(pages)

    def looks_again(self, now: datetime) -> None:
        """Judge anew what was held back; a wrong clock gets right (§8.8)."""
        host = self.identity.host
        for lid, back in list(self.held_back.items()):
            judged = judge_or_refusal(back.data, host=host, scope=SCOPE, now=now)
            if isinstance(judged, Listing):
                self.texts[lid] = judged
                del self.held_back[lid]

    def pages(self, host: str, after: int) -> tuple[bytes, ...]:
        """As a relay at ``host`` serves it: the origin's numbers and bytes, stubs for debts."""
        assert self.head is not None
        items = [
            (seq, self._item(lid, seq, name))
            for lid, (seq, name) in self.entries.items()
            if seq > after
        ]
        if after:
            items += [
                (seq, page.Tombstone(lid, seq).to_json(self.identity.host))
                for lid, seq in self.gone.items()
                if seq > after
            ]
        return paged(sorted(items), host, after, self.head.data, origin=self.identity.scid)

    def manifest(self) -> bytes:
        """What is live according to this copy."""
        assert self.head is not None
        entries = [(lid, seq, name) for lid, (seq, name) in self.entries.items()]
        return page.build_manifest(entries=entries, head=self.head.data)

    def visible(self, now: datetime) -> list[Listing]:
        """What people see of it."""
        if not self.shown or self.quarantined:
            return []
        return [listing for listing in self.texts.values() if not listing.ended(now)]

    def bytes_held(self) -> int:
        """How much storage it takes."""
        texts = sum(len(listing.data) for listing in self.texts.values())
        return texts + 120 * (len(self.entries) + len(self.gone)) + len(self.identity.log)

    def _item(self, lid: str, seq: int, name: str) -> bytes:
        held = self.texts.get(lid)
        if held is not None and held.digest == name:
            return held.data
        return page.Stub(lid, seq, name).to_json()

    def _note_removals(self, pages: tuple[bytes, ...]) -> None:
        for data in pages:
            for item in page.read_page(data).items:
                marker = page.read_marker(item)
                if isinstance(marker, page.Tombstone):
                    self.gone[marker.lid] = marker.seq
        for lid in self.entries:
            self.gone.pop(lid, None)
