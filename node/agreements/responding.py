"""Answering a listing of this ward.

Rule 1: what somebody may not see they cannot answer; it does not exist for them.
Rule 2: answering twice is answering once: it leads to the answer that is still running, and what
was written with it is a message there.
Rule 3: nobody reaches a crowd, and no crowd reaches one: there is a number a day (ME-04).
"""

from datetime import datetime, timedelta
from typing import Final

from node.agreements import conversing, lending, moving, noting, parties, room, telling
from node.agreements.asking import Wish
from node.agreements.errors import NotToAnswerError
from node.agreements.models import Message, Response
from node.agreements.parties import Outsider, Party
from node.agreements.states import LISTER, LIVE
from node.listings import read
from node.listings.cards import Card
from node.listings.models import Listing
from node.residents.errors import TooManyError
from node.residents.models import Resident
from node.shown.viewer import Viewer
from node.store import single
from node.store.database import database
from node.store.single import Value
from node.world import World, new_uuid7

DAY: Final = timedelta(days=1)
NEW_FOR: Final = timedelta(days=7)  # after making an account
MOST_A_DAY: Final = 20
MOST_WHEN_NEW: Final = 5
MOST_FOR_ONE: Final = 60  # that one resident gets in a day, for all listings together


def listing_to_answer(world: World, viewer: Viewer, lid: str) -> Listing:
    """The listing, when this viewer may answer it.

    :raises NotFoundError: when there is none for this viewer; :raises NotToAnswerError: when it is
        their own, or nobody here reads the answers.
    """
    card = read.one(world, viewer, lid=lid)
    if not is_to_answer(card, viewer):
        raise NotToAnswerError(lid)
    listing: Listing = Listing.get_by_id(card.id)
    return listing


def is_to_answer(card: Card, viewer: Viewer) -> bool:
    """Whether its page offers to answer: it hangs here, it is another's, and somebody reads it."""
    return single.one(answerable(card, viewer))


def answerable(card: Card, viewer: Viewer) -> Value[bool]:
    """The same, to be asked together with more."""
    hangs = card.is_own and card.state in {"open", "full"}
    another = card.owner_id != viewer.resident_id
    owner = Resident.select(Resident.organisation).where(Resident.id == card.owner_id)
    return Value(owner, lambda found: hangs and another and found is not None and not found)


def running_of(lid: str, resident_id: int | None) -> Value[str | None]:
    """Their newest answer to this listing that is still running, if any."""
    theirs = Response.responder.in_([] if resident_id is None else [resident_id])
    key = (
        Response.select(Response.key)
        .where(Response.lid == lid, theirs, Response.state.in_(LIVE))
        .order_by(Response.id.desc())
        .limit(1)
    )
    return Value(key, lambda found: found)


def running(who: Party, listing: Listing, occasion: int = 0) -> str | None:
    """The answer of theirs that is still running, if any."""
    row = Response.get_or_none(
        Response.lid == listing.lid,
        parties.answered_by(who),
        Response.occasion == occasion,
        Response.state.in_(LIVE),
    )
    return None if row is None else str(row.key)


def respond(world: World, *, who: Party, listing: Listing, wish: Wish, called: str = "") -> str:
    """Answer; returns where the conversation is. ``called``: how who has no account is called.

    :raises TooManyError: when they, or who placed it, had enough of it today;
    :raises OverdueError: when they would borrow and have something that is late.
    """
    with database.atomic():
        room.hold(listing.lid, wish.occasion)
        again = running(who, listing, wish.occasion)
        if again is not None:
            _add(world, again, who, wish.text)
            return again
        _check_share(world, who, listing)
        if listing.kind == "lending" and listing.purpose == "offer":
            lending.check_nothing_late(who, world.now())
        row = _insert(world, who, listing, wish, called)
        if wish.text:
            Message.create(response=row.id, side="responder", text=wish.text, at=world.now())
        telling.tell(world, row, telling.NEW, LISTER)
    return str(row.key)


def _add(world: World, key: str, who: Party, text: str) -> None:
    """Say in the running conversation what came with another answer, once."""
    row, side = moving.own(key, who)
    said = Message.select().where(
        Message.response == row.id, Message.side == side, Message.text == text
    )
    if text and not telling.are_parted(row) and not said.exists():
        conversing.write(world, key=key, who=who, text=text)


def _insert(world: World, who: Party, listing: Listing, wish: Wish, called: str) -> Response:
    now = world.now()
    return Response.create(
        key=new_uuid7(world),
        listing=listing.id,
        lid=listing.lid,
        lister=listing.owner_id,
        responder=None if isinstance(who, Outsider) else who,
        address=who.address if isinstance(who, Outsider) else None,
        called=called,
        kind=listing.kind,
        purpose=listing.purpose,
        title=listing.title,
        language=listing.language,
        noted=noting.note_of(listing),
        state="proposed",
        turn=LISTER,
        quantity=wish.quantity,
        occasion=wish.occasion,
        starts=wish.starts,
        timed=wish.timed,
        until=wish.until,
        made=now,
        changed=now,
    )


def _check_share(world: World, who: Party, listing: Listing) -> None:
    """:raises TooManyError: when today's number is reached, of who asks or of who is asked."""
    now = world.now()
    _at_most(parties.answered_by(who), MOST_WHEN_NEW if _is_new(who, now) else MOST_A_DAY, now)
    _at_most(Response.lister == listing.owner_id, MOST_FOR_ONE, now)


def _is_new(who: Party, now: datetime) -> bool:
    """Whether they came lately; who has no account always did."""
    return isinstance(who, Outsider) or bool(Resident.get_by_id(who).created > now - NEW_FOR)


def _at_most(theirs: object, most: int, now: datetime) -> None:
    lately = list(
        Response.select(Response.made)
        .where(theirs, Response.made > now - DAY)
        .order_by(Response.made.desc())
        .limit(most)
    )
    if len(lately) == most:
        wait = lately[-1].made + DAY - now
        raise TooManyError(max(1, int(wait.total_seconds())))
