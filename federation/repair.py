"""When pages do not add up: the manifest, and only what differs (PROTOCOL.md §8.5).

Rule 1: a manifest proves itself first: its entries give the root and count of the head beside it.
Rule 2: nothing is asked for but what differs. Rule 3: a document is taken for an entry only by its
digest; what it is worth, the same judgement says as for a page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from federation.canonical import digest
from federation.errors import BadSourceError
from federation.head import Entry, Head, root
from federation.intake import ORIGIN, Change, Held, HeldBack, Source, freshest, take_head
from federation.listing import Listing, judge_or_refusal
from federation.page import Stub, read_manifest


@dataclass(frozen=True)
class Plan:
    """A proven set, and the entries whose documents are needed to have it."""

    head: Head
    entries: Mapping[str, tuple[int, str]]
    wanted: tuple[Entry, ...]


def plan(
    held: Held, manifest: bytes, *, scope: str, now: datetime, source: Source = ORIGIN
) -> Plan:
    """What a manifest asks for, given what is held.

    :raises FederationError: it does not prove itself, or its head may not follow the one held.
    """
    read = read_manifest(manifest)
    head = take_head(read.head, held, scope=scope, now=now, source=source)
    if len(read.entries) != head.count or root(read.entries) != head.root:
        raise BadSourceError(where="manifest")
    if any(seq > head.seq for _, seq, _ in read.entries):
        raise BadSourceError(where="manifest")
    known = {lid: entry for lid, entry in held.entries.items() if lid not in held.missing}
    return Plan(
        head=head,
        entries={lid: (seq, name) for lid, seq, name in read.entries},
        wanted=tuple(
            sorted(
                (entry for entry in read.entries if known.get(entry[0]) != entry[1:]),
                key=lambda entry: entry[1],
            )
        ),
    )


def judge(
    held: Held,
    found: Plan,
    documents: Mapping[str, bytes],
    *,
    now: datetime,
    source: Source = ORIGIN,
) -> Change:
    """The change that makes the proven set ours; ``documents`` are what was fetched, by lid.

    A relay may leave documents out: they become debts. An origin may not.

    :raises BadSourceError: a document is not the one announced, or the origin left one out.
    """
    outcome = _Outcome(held, found, source)
    for entry in found.wanted:
        outcome.take(entry, documents.get(entry[0]), now)
    return Change(
        head=freshest(held.head, found.head),
        entries=found.entries,
        listings=tuple(outcome.listings),
        removed=tuple(lid for lid in held.entries if lid not in found.entries),
        held_back=tuple(outcome.held_back),
        stubs=tuple(outcome.stubs),
    )


class _Outcome:
    """What becomes of the wanted entries, one by one."""

    def __init__(self, held: Held, found: Plan, source: Source) -> None:
        self.source = source
        self.scope = found.head.scope
        self.host = held.identity.version(found.head.did_version).host
        self.listings: list[Listing] = []
        self.held_back: list[HeldBack] = []
        self.stubs: list[Stub] = []

    def take(self, entry: Entry, data: bytes | None, now: datetime) -> None:
        lid, seq, name = entry
        if data is None:
            if self.source == ORIGIN:
                raise BadSourceError(where=lid)
            self.stubs.append(Stub(lid, seq, name))
            return
        if digest(data) != name:
            raise BadSourceError(where=lid)
        judged = judge_or_refusal(data, host=self.host, scope=self.scope, now=now)
        if isinstance(judged, Listing):
            if (judged.lid, judged.seq) != (lid, seq):
                raise BadSourceError(where=lid)
            self.listings.append(judged)
        else:
            self.held_back.append(HeldBack(lid, seq, name, data, judged))
