"""What a hostile node does: to what it relays, and to its own feed.

Rule: a liar has its own keys and nobody else's; everything here is made without signing for others.
"""

from collections.abc import Callable

from federation import head, page
from federation.page import read_page
from tests.simulation.agenda import Dice
from tests.simulation.mirror import Mirror
from tests.simulation.publisher import SCOPE, paged
from tests.simulation.rulenode import RuleNode, Tampering


def withholds(dice: Dice) -> Tampering:
    """Leaves every third item out, without a word."""

    def tamper(mirror: Mirror | None, pages: tuple[bytes, ...]) -> tuple[bytes, ...]:
        return _with_items(mirror, pages, lambda items: [i for i in items if dice.random() < 0.7])

    return tamper


def freezes(_dice: Dice) -> Tampering:
    """Shows for ever what it first had of each origin."""
    first: dict[str, tuple[bytes, ...]] = {}

    def tamper(mirror: Mirror | None, pages: tuple[bytes, ...]) -> tuple[bytes, ...]:
        return first.setdefault(mirror.identity.scid if mirror else "", pages)

    return tamper


def removes(dice: Dice) -> Tampering:
    """Says of other people's listings that they were withdrawn."""

    def tamper(mirror: Mirror | None, pages: tuple[bytes, ...]) -> tuple[bytes, ...]:
        if mirror is None or not mirror.entries or mirror.head is None:
            return pages
        lid = dice.choice(sorted(mirror.entries))
        forged = page.Tombstone(lid, mirror.head.seq).to_json(mirror.identity.host)
        return _with_items(mirror, pages, lambda items: [*items, forged])

    return tamper


def rewrites(dice: Dice) -> Tampering:
    """Changes the words of what it hands on."""

    def tamper(mirror: Mirror | None, pages: tuple[bytes, ...]) -> tuple[bytes, ...]:
        def spoil(items: list[bytes]) -> list[bytes]:
            return [i.replace(b"Ladder", b"Ledger") if dice.random() < 0.5 else i for i in items]

        return _with_items(mirror, pages, spoil)

    return tamper


HOSTILE: tuple[Callable[[Dice], Tampering], ...] = (withholds, freezes, removes, rewrites)


def equivocates(node: RuleNode, dice: Dice) -> None:
    """From now on this node tells some a set, and others another set under the same number."""
    feed = node.feed
    if not feed.live:
        return
    left = feed.entries()[1:]
    other = head.sign_head(
        identity=feed.identity,
        key=feed.sign,
        method=feed._method(),
        scope=SCOPE,
        seq=feed.highest,
        count=len(left),
        root=head.root(left),
        min_seq=0,
        name=feed.name,
        wards=(),
        now=node.now(),
    )
    items = sorted((held.seq, held.data) for held in feed.live.values())
    kept = [item for item in items if item[1] != next(iter(feed.live.values())).data]
    false = paged(kept, feed.identity.host, 0, other.data)

    def tamper(mirror: Mirror | None, pages: tuple[bytes, ...]) -> tuple[bytes, ...]:
        return false if mirror is None and dice.random() < 0.5 else pages

    node.tampers = tamper


def _with_items(
    mirror: Mirror | None,
    pages: tuple[bytes, ...],
    change: Callable[[list[bytes]], list[bytes]],
) -> tuple[bytes, ...]:
    """The same pages with other items in them; a relay's own feed is left as it is."""
    if mirror is None or mirror.head is None:
        return pages
    items = change([item for data in pages for item in read_page(data).items])
    envelope = read_page(pages[-1])
    assert envelope.head is not None
    return (
        page.build_page(
            host=mirror.identity.host,
            scope=SCOPE,
            after=0,
            items=items[: page.PAGE_ITEMS],
            next_after=None,
            head=envelope.head,
            origin=mirror.identity.scid,
        ),
    )
