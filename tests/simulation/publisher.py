"""The publishing half of a node that is only rules: its identity, its feed, what it ever said.

Rule 1: it signs with the real writers of ``federation`` and serves the bytes that it signed.
Rule 2: it remembers every number and digest it ever gave out, so promises can be held against it.
"""

from datetime import datetime, timedelta

from federation import did, didwriting, drafting, head, listing, page
from federation.head import Head
from federation.keys import PrivateKey
from federation.limits import REMOVALS_KEPT
from federation.listing import Listing
from federation.sheet import Sheet

SCOPE = "public"
LASTS = (timedelta(days=2), timedelta(days=40))
RENEWED = timedelta(hours=20)


class Publisher:
    """One ward's own feed."""

    def __init__(self, name: str, now: datetime) -> None:
        self.name = name
        self.sheets = [Sheet(_seed(f"{name} sheet {n}")) for n in range(10)]
        self.keys = 0
        self.sign, self.http = self._new_keys()
        log = didwriting.genesis(
            host=f"{name}.example",
            sign=self.sign.public,
            http=self.http.public,
            update=PrivateKey(_seed(f"{name} update")),
            next_keys=[sheet.key.public for sheet in self.sheets[:2]],
            now=now - timedelta(days=30),
        )
        self.identity = did.read_log(log, now=now)
        self.live: dict[str, Listing] = {}
        self.gone: dict[str, tuple[int, datetime]] = {}
        self.last = 0
        self.highest = 0
        self.min_seq = 0
        self.made = 0
        self.said: dict[str, tuple[str, int]] = {}  # every digest ever signed: lid and number
        self.given: set[int] = set()
        self.head: Head = self._signed(now)

    def posts(self, now: datetime, lasts: timedelta) -> str:
        """A new listing; returns its lid."""
        self.made += 1
        lid = f"01900000-0000-7000-8000-{self.made:012x}"
        self._put(lid, f"Ladder {self.made}", now, now, now + lasts)
        self.head = self._signed(now)
        return lid

    def edits(self, lid: str, now: datetime) -> None:
        """The same listing in other words."""
        held = self.live[lid]
        self._put(lid, held.name + "!", held.published, now, held.end)
        self.head = self._signed(now)

    def withdraws(self, lid: str, now: datetime) -> None:
        """A listing less, and a removal that says so."""
        del self.live[lid]
        self.gone[lid] = (self._draw(now), now)
        self.highest = self.gone[lid][0]
        self.head = self._signed(now)

    def keeps_house(self, now: datetime) -> None:
        """What the jobs of a node do: end what is past, forget old removals, renew the head."""
        for held in [held for held in self.live.values() if held.ended(now)]:
            self.withdraws(held.lid, now)
        old = [lid for lid, (_, at) in self.gone.items() if at < now - REMOVALS_KEPT]
        for lid in old:
            self.min_seq = max(self.min_seq, self.gone.pop(lid)[0] + 1)
        if old or self.head.published <= now - RENEWED:
            self.head = self._signed(now)

    def emergency(self, now: datetime) -> None:
        """After theft: new keys, made with a recovery sheet, and everything signed anew (§4.4)."""
        self.sign, self.http = self._new_keys()
        self._continue(now, sign=(self.sign.public,), http=(self.http.public,))
        self._sign_all(now)

    def moves(self, host: str, now: datetime) -> None:
        """To another domain: every id is of the new one (§4.5)."""
        self._continue(now, host=host)
        self.gone.clear()
        self._sign_all(now)

    def pages(self, after: int) -> tuple[bytes, ...]:
        """All pages after a number, as the feed's last page has the head."""
        items = [(held.seq, held.data) for held in self.live.values() if held.seq > after]
        if after:
            items += [
                (seq, page.Tombstone(lid, seq).to_json(self.identity.host))
                for lid, (seq, _) in self.gone.items()
                if seq > after
            ]
        return paged(sorted(items), self.identity.host, after, self.head.data)

    def manifest(self) -> bytes:
        """All that is live, by number and digest."""
        return page.build_manifest(entries=self.entries(), head=self.head.data)

    def entries(self) -> list[head.Entry]:
        """The set that is live."""
        return [(held.lid, held.seq, held.digest) for held in self.live.values()]

    def _continue(self, now: datetime, **changed: object) -> None:
        number = self.identity.number
        line = didwriting.next_entry(
            self.identity,
            sheet=self.sheets[number - 1].key,
            new_sheet=self.sheets[number + 1].key.public,
            now=now,
            **changed,  # type: ignore[arg-type]
        )
        self.identity = did.read_log(self.identity.log + line, now=now + timedelta(minutes=1))

    def _sign_all(self, now: datetime) -> None:
        for held in list(self.live.values()):
            self._put(held.lid, held.name, held.published, held.updated, held.end)
        self.head = self._signed(now)

    def _put(
        self, lid: str, title: str, published: datetime, updated: datetime, end: datetime
    ) -> None:
        draft = drafting.Draft(
            host=self.identity.host,
            lid=lid,
            seq=self._draw(updated),
            scope=SCOPE,
            kind="lending",
            purpose="offer",
            terms="loan",
            name=title,
            content=f"{title}. Haal hem op bij het buurthuis.",
            language="nl",
            published=published,
            updated=updated,
            end=end,
        )
        signed = listing.sign(
            drafting.compose(draft), key=self.sign, method=self._method(), now=updated
        )
        self.live[lid] = signed
        self.highest = signed.seq
        self.said[signed.digest] = (lid, signed.seq)

    def _signed(self, now: datetime) -> Head:
        return head.sign_head(
            identity=self.identity,
            key=self.sign,
            method=self._method(),
            scope=SCOPE,
            seq=self.highest,
            count=len(self.live),
            root=head.root(self.entries()),
            min_seq=self.min_seq,
            name=self.name,
            wards=(),
            now=now,
        )

    def _draw(self, now: datetime) -> int:
        self.last = max(self.last + 1, int(now.timestamp() * 1000))
        if self.last in self.given:
            raise AssertionError(f"{self.name} gave the number {self.last} twice")
        self.given.add(self.last)
        return self.last

    def _method(self) -> str:
        return did.method_of(self.identity.did, self.sign.public)

    def _new_keys(self) -> tuple[PrivateKey, PrivateKey]:
        self.keys += 1
        return tuple(  # type: ignore[return-value]  # two of them
            PrivateKey(_seed(f"{self.name} {use} {self.keys}")) for use in ("sign", "http")
        )


def paged(
    items: list[tuple[int, bytes]], host: str, after: int, head_bytes: bytes, **origin: str
) -> tuple[bytes, ...]:
    """Items in the order of their numbers, cut into pages; the last has the head."""
    size = page.PAGE_ITEMS
    cuts = [items[at : at + size] for at in range(0, len(items), size)] or [[]]
    found = []
    for number, cut in enumerate(cuts, start=1):
        last = number == len(cuts)
        found.append(
            page.build_page(
                host=host,
                scope=SCOPE,
                after=after,
                items=[data for _, data in cut],
                next_after=None if last else cut[-1][0],
                head=head_bytes if last else None,
                **origin,
            )
        )
        after = cut[-1][0] if cut else after
    return tuple(found)


def _seed(text: str) -> bytes:
    return text.encode().ljust(32, b".")[-32:]
