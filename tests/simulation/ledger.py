"""What every ward ever signed, written down beside it, to hold the others against.

Rule 1: it only reads, through the tables, and knows nothing of how a pull judges.
Rule 2: what is written here was really signed: a promise is broken when somebody holds anything
else, or anything that the head it knows does not list any more.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from node.feed.models import Entry, Feed, Origin
from tests.neighbourhood import Ward
from tests.simulation.promises import BrokenPromiseError

Row = tuple[str, int, str]  # lid, number, digest
WORD = re.compile(r"wq\d+n\d+x")


def word(ward: int, number: int) -> str:
    """A word that stands in one version of one listing, and nowhere else in the world."""
    return f"wq{ward}n{number}x"


def words_in(text: str) -> set[str]:
    """All such words."""
    return set(WORD.findall(text))


@dataclass(frozen=True)
class Signed:
    """One version of a listing, as its ward signed it."""

    scid: str
    scope: str
    lid: str
    title: str
    text: str


@dataclass
class Ledger:
    """Heads by what they are of and their order: each root with its set; listings by digest."""

    heads: dict[tuple[str, str, int, int], dict[str, frozenset[Row]]] = field(default_factory=dict)
    signed: dict[str, Signed] = field(default_factory=dict)
    given: dict[tuple[str, int], tuple[int, str, str | None]] = field(default_factory=dict)
    lids: set[tuple[str, str]] = field(default_factory=set)
    # Of who left for good: by name of the ward that was told so, and not of its copy, and lid.
    erased: set[tuple[str, str]] = field(default_factory=set)
    twice: set[str] = field(default_factory=set)  # SCIDs that live twice, or are liars
    _seen: dict[str, object] = field(default_factory=dict)

    def note(self, ward: Ward) -> None:
        """Write down what this ward has signed since the last look.

        :raises BrokenPromiseError: it gave a number twice.
        """
        with ward.at_work():
            own = Origin.get(Origin.own)
            feeds: Any = Feed.select(
                Feed.scope, Feed.version, Feed.seq, Feed.root, Feed.published
            ).where(Feed.origin == own.id)
            now = (own.version, list(feeds.tuples()))
            if self._seen.get(ward.name) == now:
                return
            self._seen[ward.name] = now
            self._note_entries(ward, own)
            for scope, version, seq, root, _ in now[1]:
                self.note_head(own.scid, (scope, version, seq), root, own_set(own, scope))

    def note_head(
        self, scid: str, where: tuple[str, int, int], root: str, rows: frozenset[Row]
    ) -> None:
        """A head that this ward signed, and what it lists.

        What is erased while nothing is signed, as in a restore, is in the old head all the same.
        """
        known = self.heads.setdefault((scid, *where), {})
        known.setdefault(root, rows)
        if len(known) > 1 and scid not in self.twice:
            raise BrokenPromiseError(f"{scid} signed two heads at {where}")

    def listed(
        self, scid: str, scope: str, version: int, seq: int, root: str
    ) -> frozenset[Row] | None:
        """What a head lists; nothing when nobody ever signed it."""
        return self.heads.get((scid, scope, version, seq), {}).get(root)

    def _note_entries(self, ward: Ward, own: Origin) -> None:
        rows: Any = Entry.select(Entry.scope, Entry.lid, Entry.seq, Entry.digest, Entry.document)
        for scope, lid, seq, digest, document in rows.where(Entry.origin == own.id).tuples():
            if digest == "":
                continue  # others have it and we do not: a removal follows in the same breath
            self._note_number(ward, own, seq, f"{scope} {lid}", digest)
            if document is not None and digest not in self.signed:
                raw = json.loads(bytes(document))
                self.lids.add((own.scid, lid))
                self.signed[digest] = Signed(own.scid, scope, lid, raw["name"], raw["content"])

    def _note_number(
        self, ward: Ward, own: Origin, seq: int, what: str, digest: str | None
    ) -> None:
        """Under one DID version a number is given once; an erased text is gone from its entry."""
        version, before, held = self.given.setdefault((own.scid, seq), (own.version, what, digest))
        same = before == what and (held == digest or None in {held, digest})
        if not same and version == own.version and own.scid not in self.twice:
            raise BrokenPromiseError(f"{ward.name} gave the number {seq} to {before} and to {what}")
        self.given[own.scid, seq] = own.version, what, digest


def own_set(own: Origin, scope: str) -> frozenset[Row]:
    """What is live in a feed of the ward at work."""
    rows: Any = Entry.select(Entry.lid, Entry.seq, Entry.digest).where(
        Entry.origin == own.id, Entry.scope == scope, Entry.digest.is_null(is_null=False)
    )
    return frozenset(rows.tuples())


def live_words(ledger: Ledger, sets: Mapping[str, Iterable[Row]]) -> dict[str, set[str]]:
    """By SCID: the words of what is live there now."""
    return {
        scid: {
            found
            for _, _, digest in rows
            for found in words_in(ledger.signed[digest].title + ledger.signed[digest].text)
        }
        for scid, rows in sets.items()
    }
