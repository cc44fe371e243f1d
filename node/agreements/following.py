"""What happens to answers when their listing changes: edited, paused, withdrawn, removed, over.

Rule 1: a job compares what both last heard with what is now (:mod:`node.agreements.noting`), so it
does not matter who changed the listing or by which way, and each is told once.
Rule 2: what was agreed stands and stays readable; what nobody said yes to is closed with the
listing.
Rule 3: who answered for the day of the listing itself comes on its new day when it has another, and
is told which, also when it stands still or goes in the same round; who comes on a day of their own
is not told of a new one.
"""

from typing import Final

import peewee as pw

from node.agreements import moving, noting, room, telling
from node.agreements.models import Response
from node.agreements.states import LIVE, RESPONDER
from node.listings.models import Listing, Withdrawal
from node.store.database import database
from node.world import World

BATCH: Final = 500
STILL: Final = ("paused", "hidden", "asked", "resting")  # by its maker, by a moderator's word
GONE: Final = ("withdrawn", "removed", "fulfilled")
HANGING: Final = ("open", "full")  # news only if it says something else
NEW_DAY: Final = "answer-new-day"


def follow(world: World) -> int:
    """The job: tell whoever has to hear it; returns how many answers were looked after."""
    looked_after = 0
    for row, now in _changed():
        with database.atomic():
            room.hold(row.lid, row.occasion)
            held = Response.get_or_none(id=row.id, noted=row.noted)
            if held is None or held.state not in LIVE:
                continue
            _look_after(world, held, now)
            Response.update(noted=now, title=_title(held)).where(Response.id == held.id).execute()
            looked_after += 1
    return looked_after


def _changed() -> list[tuple[Response, str]]:
    """Running answers whose listing is not what was noted, with what it is now."""
    minute = pw.fn.EXISTS(
        Withdrawal.select(pw.SQL("1")).where(Withdrawal.listing == Response.listing)
    )
    query = (
        Response.select(Response, Listing)
        .join(Listing, pw.JOIN.LEFT_OUTER)
        .where(Response.state.in_(LIVE), ~minute)  # who takes it away has a minute to think
    )
    found = []
    for row in list(query):
        listing = row.listing if row.listing_id is not None else None
        now = noting.note_of(listing) if listing is not None else ""
        if now != row.noted:
            found.append((row, now))
    return found[:BATCH]


def _look_after(world: World, row: Response, now: str) -> None:
    moved = _go_along(row, now)
    was_state, state = noting.state_of(row.noted), noting.state_of(now)
    same = noting.words_of(now) == noting.words_of(row.noted)
    if state == "expired":  # it says itself what it is
        if moved:
            telling.tell(world, row, NEW_DAY, RESPONDER)
        return
    stays = state in HANGING or state in STILL or state == was_state
    if stays and not same:
        _edited(world, row, NEW_DAY if moved else "answer-changed")
    if state in STILL and state != was_state:
        telling.tell(world, row, "answer-paused", RESPONDER)
    elif not stays and was_state not in GONE:  # who heard that is not told that its row goes too
        _gone(world, row, moved=moved)


def _go_along(row: Response, now: str) -> bool:
    """To its new day; not who agreed on another one, nor one time of what comes back."""
    was, starts = noting.starts_of(row.noted), noting.starts_of(now)
    if starts is None or starts == was or row.starts != was or row.occasion:
        return False
    row.starts, row.timed = starts, True
    row.save(only=[Response.starts, Response.timed])
    return True


def _edited(world: World, row: Response, template: str) -> None:
    """Tell who answered; there may be more places than there were."""
    telling.tell(world, row, template, RESPONDER)
    moving.move_up(world, row.lid, row.occasion)


def _gone(world: World, row: Response, *, moved: bool) -> None:
    """An agreement stands, on its new day if it has one; what was only asked is closed."""
    if row.state == "accepted":
        if moved:
            telling.tell(world, row, NEW_DAY, RESPONDER)
        telling.tell(world, row, "answer-gone", RESPONDER)
    else:
        moving.end(world, row, "close")


def _title(row: Response) -> str:
    listing = Listing.get_or_none(id=row.listing_id) if row.listing_id else None
    seen = listing is not None and (row.address_id is None or listing.reach == "everyone")
    return str(listing.title if listing is not None and seen else row.title)
