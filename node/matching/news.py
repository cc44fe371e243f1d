"""Whom a new listing fits: looked up once, when it is first to be seen here.

Rule 1: the listing is claimed and what was found for it noted in one transaction, so whoever ends
when, each is looked up once, and for each person noted once: by whichever road or edit it comes.
Rule 2: what somebody may not see, or set aside, or placed themselves, is not found for them. Who
has no account finds what anybody may see.
Rule 3: what it costs grows with whom it fits. Who seeks something else is not looked at.
Rule 4: what is old when we first see it is no news, and after a restore neither is what was
published before: who was told of it is not known any more.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import peewee as pw

from node.feed.identity import ward
from node.feed.models import Origin
from node.listings import nearby
from node.listings.models import Listing
from node.matching import seeking
from node.matching.models import Match, SavedSearch, Seeker, Wanted
from node.matching.sought import Facts, Sought, facts_of
from node.residents.models import Resident
from node.shown import aside
from node.shown.reach import visible
from node.shown.viewer import ANYONE, Viewer
from node.store import bulk, heartbeat
from node.store.database import database, seconds
from node.store.geo import Point
from node.store.models import Heartbeat
from node.world import World

BATCH: Final = 200  # listings in a round
NEW_FOR: Final = timedelta(days=14)
KEPT: Final = timedelta(days=60)  # longer than anything is new
BEGUN: Final = "profiles seek"  # the beat of when they began to
ANEW: Final = "matching anew"  # the beat of when it began anew
SOMEBODY: Final = Viewer(0, "resident")  # of this ward, who set nothing aside
# Of several reasons for one person, the first of these.
REASONS: Final = (seeking.SEARCH, seeking.ASKED, seeking.OFFERED, seeking.WISH, seeking.TALENT)


NO_NEWS: Final = Listing.updated - 1  # looked at, before it last changed: it still seeks


@dataclass(frozen=True)
class Found:
    """Somebody whom it fits, by which search if by one, and why: a resident, or an address."""

    resident: int | None
    address: int | None
    search: int | None
    reason: str
    what: str

    def noted(self, listing: int, now: datetime) -> tuple[object, ...]:
        """What is kept of it beside its key."""
        return self.search, self.reason, self.what, listing, seconds(now), seconds(now)


def match_due(world: World) -> int:
    """The job: look whom the listings fit that are new here; returns how many listings."""
    _pass_over_old(world)
    rows, centre = _fresh(world), nearby.centre(ward().centre)
    for row in rows:
        with database.atomic():
            if _claim(world, row):
                _look(world, row, centre)
    return len(rows)


def seek_again(world: World) -> int:
    """The job: own listings that were changed seek what they say now; returns how many.

    The first time profiles seek too: those that are older than this.
    """
    if heartbeat.last(BEGUN) is None:
        seeking.of_all_profiles()
        heartbeat.beat(world.now(), BEGUN)
    changed = (
        Listing.select(Listing, Origin)
        .join(Origin)
        .where(Origin.own, Listing.owner.is_null(is_null=False), Listing.updated > Listing.matched)
        .limit(BATCH)
    )
    rows, centre = list(changed), nearby.centre(ward().centre)
    for row in rows:
        with database.atomic():
            seeking.of_listing(row, facts_of(row, world.now(), centre), again=True)
            Listing.update(matched=world.now()).where(Listing.id == row.id).execute()
    return len(rows)


def begin_anew(world: World) -> None:
    """After a restore, in its transaction: what was published before now is no news."""
    heartbeat.beat(world.now(), ANEW)
    Listing.update(matched=NO_NEWS).where(Listing.matched.is_null()).execute()


def forget_old(world: World) -> int:
    """The job: of what is no longer new it need not be known who was told; how many."""
    seeking.forget_unsought()
    count: int = Match.delete().where(Match.made < world.now() - KEPT).execute()
    return count


def _pass_over_old(world: World) -> None:
    anew = Heartbeat.select(pw.fn.COALESCE(pw.fn.MAX(Heartbeat.at), 0)).where(
        Heartbeat.name == ANEW
    )
    old = (Listing.published <= world.now() - NEW_FOR) | (Listing.published <= anew)
    Listing.update(matched=NO_NEWS).where(Listing.matched.is_null(), old).execute()


def _fresh(world: World) -> list[Listing]:
    """What was not looked at yet and can be seen here, by residents or by anybody."""
    now = world.now()
    seen = visible(Listing, SOMEBODY, now) | visible(Listing, ANYONE, now)
    query = (
        Listing.select(Listing, Origin)
        .join(Origin)
        .where(Listing.matched.is_null(), seen)
        .order_by(Listing.id)
        .limit(BATCH)
    )
    return list(query)


def _claim(world: World, row: Listing) -> bool:
    """Whether it is ours to look at: no other process was first."""
    claimed = Listing.update(matched=world.now()).where(
        Listing.id == row.id, Listing.matched.is_null()
    )
    return bool(claimed.execute())


def _look(world: World, row: Listing, centre: Point | None) -> None:
    now = world.now()
    facts = facts_of(row, now, centre)
    found = _found(row, _fitting(facts), now)
    of_residents = [(one, one.resident) for one in found if one.resident is not None]
    of_addresses = [(one, one.address) for one in found if one.address is not None]
    _note(Match.resident, row, now, of_residents)
    _note(Match.address, row, now, of_addresses)
    if row.owner_id is not None and row.origin.own:
        seeking.of_listing(row, facts, again=False)


def _note(
    column: pw.Field, row: Listing, now: datetime, found: Sequence[tuple[Found, int]]
) -> None:
    """Each of these once, by whichever road it comes."""
    if not found:
        return
    fields = (Match.search, Match.reason, Match.what, Match.listing, Match.made, Match.due)
    keys: list[pw.Field] = [Match.origin, Match.lid, column]
    lines = ((*one.noted(row.id, now), row.origin_id, row.lid, who) for one, who in found)
    bulk.add(Match, [*fields, *keys], keys, lines)


def _fitting(facts: Facts) -> list[int]:
    """What is sought and this listing fits: looked up by its keys."""
    rows = bulk.select(Wanted, [Wanted.id, Wanted.asked], (Wanted.key, facts.keys()))
    return [number for number, asked in rows if facts.fit(Sought.read(asked))]


def _found(row: Listing, wanted: Sequence[int], now: datetime) -> Collection[Found]:
    """Everybody who seeks it and may see it, each once, with the reason that says most."""
    if not wanted:
        return []
    found: dict[tuple[int | None, int | None], Found] = {}
    seekers = sorted(_seekers(row, wanted, now), key=lambda one: REASONS.index(one[3]))
    for resident, address, search, reason, what in seekers:
        one = Found(resident, address, search, reason, what)
        found.setdefault((resident, address), one)
    return found.values()


def _seekers(row: Listing, wanted: Sequence[int], now: datetime) -> list[Any]:
    theirs = Listing.alias()
    query: Any = (
        Seeker.select(
            Seeker.resident,
            SavedSearch.address,
            Seeker.search,
            Seeker.reason,
            pw.fn.COALESCE(theirs.title, Seeker.what),
        )
        .join(Resident, pw.JOIN.LEFT_OUTER, on=Seeker.resident)
        .join_from(Seeker, theirs, pw.JOIN.LEFT_OUTER, on=Seeker.listing == theirs.id)
        .join_from(Seeker, SavedSearch, pw.JOIN.LEFT_OUTER)
        .where(
            Seeker.wanted.in_(list(wanted)),
            Resident.suspended.is_null(),
            SavedSearch.gone.is_null(),
            theirs.id.is_null() | ((theirs.state == "open") & (theirs.ends > now)),
            _is_for(row),
        )
        .tuples()
    )
    return list(query)


def _is_for(row: Listing) -> Any:
    """The condition that whoever seeks may find it: they did not set it aside, nor placed it; who
    has no account, only what is for everyone.
    """
    inside = Seeker.resident.is_null(is_null=False)
    for_them = inside & ~aside.is_aside(row.origin_id, row.lid, row.owner_id, Seeker.resident)
    outside = SavedSearch.address.is_null(is_null=False)
    return for_them | outside if row.reach == "everyone" else for_them
