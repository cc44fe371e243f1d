"""Telling people what was found for them: when they chose, together, and never twice.

Rule 1: what is told is claimed in the transaction that puts the mail, so whoever ends when, nobody
is told of a listing twice, and nobody is left out.
Rule 2: at the moment of telling it is asked again what they may see; the rest is not told of.
Rule 3: nobody hears whom else it fits, and whoever placed it hears of nobody.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from node.feed.identity import ward
from node.listings import nearby
from node.listings.cards import Card, cards_of, rows_where
from node.listings.models import Listing
from node.matching import seeking, stopping
from node.matching.models import Match, SavedSearch
from node.notices import choices, hours, outbox
from node.notices.choices import Choices
from node.notices.kind import Line, Value
from node.notices.outbox import Recipient
from node.notices.sorts import DAILY, NONE, NOW, WEEKLY
from node.residents import accounts, addresses
from node.residents.models import Address, Resident
from node.residents.talents import TALENTS
from node.shown.reach import visible
from node.shown.viewer import ANYONE, Viewer
from node.store.database import database
from node.store.statements import worded
from node.world import World

BATCH: Final = 500  # of what was found, in a round; and whatever else is due to the same people
MOST_AT_ONCE: Final = 20 * BATCH
MOST_LINES: Final = 8  # in a mail; of what is beyond, only how much
SLOWER: Final = (NOW, DAILY, WEEKLY, NONE)
NEXT: Final = {DAILY: hours.next_daily, WEEKLY: hours.next_weekly}
Who = tuple[int | None, int | None]  # a resident, or an address
Key = tuple[int | None, int | None, int | None]


@dataclass(frozen=True)
class Reader:
    """Somebody who is told: a resident, or whoever reads mail at a confirmed address."""

    to: Recipient
    name: str
    viewer: Viewer
    chosen: Choices
    address: int | None = None
    suspended: bool = False


@dataclass(frozen=True)
class Group:
    """What goes to one person together: of one search, or all that fits them otherwise."""

    reader: Reader
    search: SavedSearch | None
    rows: Sequence[Match]

    @property
    def way(self) -> str:
        """How soon they hear of it: as they chose for the search, but no sooner than for all."""
        if self.reader.suspended:
            return NONE
        if self.search is None:
            return NONE if self._lost else self.reader.chosen.when("fitting")
        own = NONE if self.search.gone is not None else self.search.alert
        return max(own, self.reader.chosen.when("alerts"), key=SLOWER.index)

    def hour(self, now: datetime) -> datetime:
        """When they hear of what is new. It waits here for the end of their quiet hours, so that it
        is told together, and of what is gone by then nothing is.
        """
        goes = NEXT.get(self.way)
        due = goes(now) if goes else now
        return now if self.way == NONE else hours.after(self.reader.chosen.quiet, due)

    @property
    def _lost(self) -> bool:
        """Whether the search that found it is no longer kept."""
        return self.rows[0].reason == seeking.SEARCH


def tell_due(world: World) -> int:
    """The job: mail what is due; returns how many mails."""
    return sum(_look_after(world, group) for group in _groups(world))


def _groups(world: World) -> list[Group]:
    due = Match.select().where(Match.due <= world.now()).order_by(Match.due, Match.id)
    first = list(due.limit(BATCH))
    inside, outside = {row.resident_id for row in first}, {row.address_id for row in first}
    theirs = Match.resident.in_(inside - {None}) | Match.address.in_(outside - {None})
    rows: dict[Key, list[Match]] = {}
    for row in list(due.where(theirs).limit(MOST_AT_ONCE)):  # else a letter would come in pieces
        rows.setdefault((row.resident_id, row.address_id, row.search_id), []).append(row)
    readers = _residents(inside) | _outsiders(world, outside)
    kept = SavedSearch.id.in_({search for *_, search in rows if search is not None})
    searches: dict[int | None, SavedSearch] = {
        one.id: one for one in list(SavedSearch.select().where(kept))
    }
    return [
        Group(readers[person, address], searches.get(search), found)
        for (person, address, search), found in rows.items()
        if (person, address) in readers
    ]


def _residents(ids: Collection[int | None]) -> dict[Who, Reader]:
    people = list(Resident.select().where(Resident.id.in_([one for one in ids if one])))
    chosen = choices.of_residents([one.id for one in people])
    return {
        (one.id, None): Reader(
            accounts.recipient(one),
            one.shown_name,
            Viewer(one.id, one.role),
            chosen[one.id],
            suspended=one.suspended is not None,
        )
        for one in people
    }


def _outsiders(world: World, ids: Collection[int | None]) -> dict[Who, Reader]:
    known = [one for one in ids if one]
    rows = list(Address.select().where(Address.id.in_(known))) if known else []
    boxes = {row.id: outbox.mailbox_of(world, row.email) for row in rows}
    chosen = choices.of_mailboxes(list(boxes.values())) if rows else {}
    return {
        (None, row.id): Reader(
            addresses.recipient(row), "", ANYONE, chosen[boxes[row.id]], address=row.id
        )
        for row in rows
    }


def _look_after(world: World, group: Group) -> int:
    """What is new waits for the hour that they chose; what waited, or need not, is told."""
    now = world.now()
    hour = group.hour(now)
    fresh = [
        row for row in group.rows if hour > now and row.due is not None and row.due <= row.made
    ]
    if fresh:
        _plan(fresh, hour)
    ready = [row for row in group.rows if row not in fresh]
    if not ready:
        return 0
    with database.atomic() as transaction:
        if not _claim(ready):
            transaction.rollback()
            return 0
        cards = [] if group.way == NONE else _seen(world, group.reader, ready)
        if cards:
            _put(world, group, cards, {row.listing: row for row in ready})
    return min(1, len(cards))


def _plan(rows: Sequence[Match], due: datetime) -> None:
    ours = Match.id.in_([row.id for row in rows])
    Match.update(due=due).where(ours, Match.due.is_null(is_null=False)).execute()


def _claim(rows: Sequence[Match]) -> bool:
    """Whether all of these are ours to tell: no other process was first."""
    ours = Match.id.in_([row.id for row in rows])
    count = Match.update(due=None).where(ours, Match.due.is_null(is_null=False)).execute()
    return bool(count == len(rows))


def _seen(world: World, reader: Reader, rows: Sequence[Match]) -> list[Card]:
    """The listings, the newest first, as far as they may be seen now."""
    wanted = Listing.id.in_([row.listing for row in rows])
    seen = visible(Listing, reader.viewer, world.now())
    return cards_of(world, worded(rows_where(wanted & seen)).ask())


def _put(world: World, group: Group, cards: Sequence[Card], rows: Mapping[int, Match]) -> None:
    centre = nearby.centre(ward().centre)
    values: dict[str, Value] = {
        "name": group.reader.name,
        "first": cards[0].title,
        "lines": [_line(card, rows[card.id], centre) for card in cards[:MOST_LINES]],
        "more": max(0, len(cards) - MOST_LINES),
        "path": "/past-bij-mij",
    }
    if group.search is not None:
        values |= {
            "search": group.search.name,
            "path": _path(world, group.reader, group.search),
            "stop": stopping.path_of(world, group.search),
        }
    outbox.put(
        world,
        template="fitting" if group.search is None else "alert",
        to=group.reader.to,
        values=values,
        chosen=group.reader.chosen,
    )


def _path(world: World, reader: Reader, search: SavedSearch) -> str:
    """Where this search is, for them."""
    if reader.address is not None:
        return addresses.path_for(world, reader.address)
    return f"/van-mij/bewaard/{search.id}"


def _line(card: Card, row: Match, centre: tuple[int, int] | None) -> Line:
    return {
        "title": card.title,
        "reason": row.reason,
        "what": TALENTS.get(row.what, row.what),
        "listed": int(row.what in TALENTS),
        "metres": nearby.metres(centre, card.at) if centre and card.at else 0,
        "from": card.origin_name or "",
        "path": card.page,
    }
