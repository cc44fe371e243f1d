"""A node that only publishes: what a neighbour would serve, without network or database.

It signs with the real keys and writes with the real writers, so a test spoils one thing at a time.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from federation import did, didwriting, drafting, head, listing, page, proof
from federation.head import Head
from federation.keys import PrivateKey
from federation.listing import Listing
from federation.sheet import Sheet

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def seed(name: str) -> bytes:
    """Thirty-two bytes that are always the same for a name."""
    return name.encode().ljust(32, b".")


def lid(number: int) -> str:
    """The ``number``-th lid: a UUIDv7 that sorts as its number does."""
    return f"01900000-0000-7000-8000-{number:012x}"


class Origin:
    """A ward that posts and withdraws, and can be asked for its pages."""

    def __init__(self, host: str = "elm.example", name: str = "elm") -> None:
        self.sign = PrivateKey(seed(f"{name} sign"))
        self.http = PrivateKey(seed(f"{name} http"))
        self.sheets = [Sheet(seed(f"{name} sheet {number}")) for number in range(8)]
        self.now = NOON
        self.log = didwriting.genesis(
            host=host,
            sign=self.sign.public,
            http=self.http.public,
            update=PrivateKey(seed(f"{name} update")),
            next_keys=[sheet.key.public for sheet in self.sheets[:2]],
            now=NOON - 30 * DAY,
        )
        self.identity = did.read_log(self.log, now=NOON)
        self.live: dict[str, Listing] = {}
        self.gone: dict[str, int] = {}
        self.seq = 1000
        self.scope = "public"

    @property
    def host(self) -> str:
        return self.identity.host

    @property
    def method(self) -> str:
        return did.method_of(self.identity.did, self.sign.public)

    def draft(self, number: int = 1, **values: Any) -> drafting.Draft:
        """Plain values of a listing that nobody could object to."""
        self.seq += 1
        draft = drafting.Draft(
            host=self.host,
            lid=lid(number),
            seq=self.seq,
            scope=self.scope,
            kind="lending",
            purpose="offer",
            terms="loan",
            name="Ladder van drie meter",
            content="Te leen voor een paar dagen. Ophalen bij het buurthuis.",
            language="nl",
            published=self.now - DAY,
            updated=self.now - DAY,
            end=self.now + 60 * DAY,
        )
        return replace(draft, **values)

    def document(self, number: int = 1, **values: Any) -> dict[str, Any]:
        """The unsigned document of a listing."""
        return drafting.compose(self.draft(number, **values))

    def secured(self, document: dict[str, Any]) -> bytes:
        """Any document with a proof by this node, whatever is in it."""
        return proof.secure(document, key=self.sign, method=self.method, created=self.now)

    def posts(self, number: int = 1, **values: Any) -> Listing:
        """Place a listing, or a new version of it."""
        posted = listing.sign(
            self.document(number, **values), key=self.sign, method=self.method, now=self.now
        )
        self.live[posted.lid] = posted
        return posted

    def withdraws(self, number: int = 1) -> None:
        """Take a listing away; a removal is left."""
        self.seq += 1
        del self.live[lid(number)]
        self.gone[lid(number)] = self.seq

    def entries(self) -> list[head.Entry]:
        """The set that is live."""
        return [(item.lid, item.seq, item.digest) for item in self.live.values()]

    def head(self, **values: Any) -> Head:
        """The head of what is live now."""
        facts: dict[str, Any] = {
            "scope": self.scope,
            "seq": self.seq,
            "count": len(self.live),
            "root": head.root(self.entries()),
            "min_seq": 0,
            "name": "Iepenbuurt",
            "wards": ["WK0363ME@2025"],
            "now": self.now,
        }
        return head.sign_head(
            identity=self.identity, key=self.sign, method=self.method, **facts | values
        )

    def items(self, after: int = 0) -> list[bytes]:
        """What a feed holds after a number, oldest first."""
        found = [(item.seq, item.data) for item in self.live.values() if item.seq > after]
        if after:
            found += [
                (seq, page.Tombstone(gone, seq).to_json(self.host))
                for gone, seq in self.gone.items()
                if seq > after
            ]
        return [data for _, data in sorted(found)]

    def page(
        self,
        after: int = 0,
        *,
        items: Sequence[bytes] | None = None,
        next_after: int | None = None,
        head: bytes | None = None,
    ) -> bytes:
        """One page with everything, or with what is given."""
        return page.build_page(
            host=self.host,
            scope=self.scope,
            after=after,
            items=self.items(after) if items is None else items,
            next_after=next_after,
            head=head if head is not None or next_after is not None else self.head().data,
        )

    def pages(self, after: int = 0, *, size: int = 200) -> list[bytes]:
        """All pages, ``size`` items each."""
        items = self.items(after)
        slices = [items[at : at + size] for at in range(0, len(items), size)] or [[]]
        pages = []
        for number, part in enumerate(slices):
            rest = number + 1 < len(slices)
            last = _seq(part[-1]) if part else after
            pages.append(self.page(after, items=part, next_after=last if rest else None))
            after = last
        return pages

    def changes(self, **values: Any) -> None:
        """Write one line more in the log, with the next recovery sheet."""
        number = self.identity.number
        line = didwriting.next_entry(
            self.identity,
            sheet=self.sheets[number - 1].key,
            new_sheet=self.sheets[number + 1].key.public,
            now=self.now,
            **values,
        )
        self.log += line
        self.identity = did.read_log(self.log, now=self.now)


def _seq(item: bytes) -> int:
    marker = page.read_marker(item)
    if marker is not None:
        return marker.seq
    start = item.index(b'"wijk:seq":') + len(b'"wijk:seq":')
    return int(item[start:].partition(b",")[0].rstrip(b"}"))
