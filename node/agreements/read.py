"""Answers as the two people concerned see them: plain values, no rows.

Rule: everything here is asked for one of the two, and gives only what is theirs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee as pw

from node.agreements import lending, moving, parties, states, telling
from node.agreements.models import Message, Response
from node.agreements.parties import Party
from node.agreements.states import AGREED, LISTER, LIVE, RESPONDER, day_seen, other
from node.listings.models import Listing
from node.residents.models import Profile, Resident
from node.store.single import Value

MOST: int = 200  # on one page


@dataclass(frozen=True)
class Said:
    """One message. Empty text: a moderator ``removed`` it, or whoever wrote it has left."""

    id: int
    mine: bool
    text: str
    at: datetime
    removed: bool


@dataclass(frozen=True)
class Slip:
    """One answer, for one of the two. ``address``: the listing's page, while it is there.

    ``other_name``: empty when the other has left. ``by_mail``: the other has no account here.
    ``unread``: how many messages. ``parted``: one of them blocked the other.
    """

    key: str
    lid: str
    address: str
    kind: str
    purpose: str
    title: str
    language: str
    side: str
    state: str
    my_turn: bool
    other_name: str
    by_mail: bool
    quantity: int
    starts: datetime | None
    timed: bool
    until: datetime | None
    made: datetime
    changed: datetime
    occasion: int
    ended_by_me: bool
    i_went: str
    unread: int
    parted: bool
    moves: Sequence[str]
    handed: datetime | None
    handed_as: str
    back_as: str

    @property
    def day(self) -> str:
        """What a page sends back of when it is, so that nobody agrees to another day unseen."""
        return day_seen(self.starts, self.until)

    @property
    def is_live(self) -> bool:
        """Whether something may still come of it."""
        return self.state in LIVE

    @property
    def borrows(self) -> bool:
        """Whether this side has the thing for a while."""
        return self.kind == "lending" and (self.purpose == "offer") == (self.side == RESPONDER)

    @property
    def is_out(self) -> bool:
        """Whether it is a loan that was handed over and is not back."""
        return self.state == "accepted" and self.handed is not None

    def waits_for_me(self, now: datetime) -> bool:
        """Whether this person has something to say."""
        if self.state == "proposed":
            return self.my_turn
        if self.state == "accepted" and self.kind == "lending":
            begun = self.starts is not None and self.starts <= now
            return self.is_late(now) or (begun and self.handed is None and not self.borrows)
        if self.state == "accepted":
            return self.starts is not None and self.starts <= now
        return self.state == "done" and not self.i_went

    def is_late(self, now: datetime) -> bool:
        """Whether a loan should have been back."""
        return self.is_out and self.until is not None and self.until < now


@dataclass(frozen=True)
class Talk:
    """One answer with all that was said."""

    slip: Slip
    messages: Sequence[Said]
    other_handle: str
    i_share: str
    other_offers: bool
    other_shares: str  # only once both gave theirs

    @property
    def parted(self) -> bool:
        """Whether one of them blocked the other."""
        return self.slip.parted

    @property
    def newest(self) -> int:
        """The number of the last message here; 0 when there is none."""
        return self.messages[-1].id if self.messages else 0


def one(key: str, who: Party) -> Talk:
    """A conversation.

    :raises NotFoundError: when it is not theirs.
    """
    row, side = moving.own(key, who)
    [slip] = _slips([(row, side)])
    said = list(
        Message.select().where(Message.response == row.id).order_by(Message.id.desc()).limit(MOST)
    )
    theirs, mine = _shares(row, other(side)), _shares(row, side)
    return Talk(
        slip=slip,
        messages=[
            Said(one.id, one.side == side, one.text, one.at, one.removed) for one in reversed(said)
        ],
        other_handle=_handle(row, other(side)),
        i_share=mine,
        other_offers=bool(theirs),
        other_shares=theirs if mine and not slip.parted else "",
    )


def mine(who: Party) -> list[Slip]:
    """All of theirs, on either side: running ones by their next date, then the rest."""
    rows = Response.select().where(parties.of(who))
    found = list(rows.order_by(Response.changed.desc()).limit(MOST))
    slips = _slips((row, LISTER if parties.is_on(row, LISTER, who) else RESPONDER) for row in found)
    return sorted(slips, key=_order)


def of_listing(lid: str, lister_id: int) -> list[Slip]:
    """All answers to a listing of one's own: who waits for a word first, the longest first."""
    rows = Response.select().where(Response.lid == lid, Response.lister == lister_id)
    found = list(rows.order_by(Response.id).limit(MOST))
    rank = {"proposed": 0, "accepted": 1, "waiting": 2}
    slips = _slips((row, LISTER) for row in found)
    return sorted(slips, key=lambda slip: rank.get(slip.state, 3))


def unread(resident_id: int) -> Value[int]:
    """In how many conversations of a resident there is something they have not read."""
    here = (Response.lister == resident_id) & (Message.side == RESPONDER)
    there = (Response.responder == resident_id) & (Message.side == LISTER)
    newer = (here & (Message.id > Response.lister_read)) | (
        there & (Message.id > Response.responder_read)
    )
    number = pw.fn.COUNT(Message.response.distinct())
    return Value(Message.select(number).join(Response).where(newer), int)


def counts(lids: Iterable[str], lister_id: int) -> Mapping[str, int]:
    """How many answers to each of these listings wait for a word, where there are any."""
    listed, number = list(lids), pw.fn.COUNT(Response.id)
    if not listed:
        return {}
    rows: Any = (
        Response.select(Response.lid, number.alias("number"))
        .where(Response.lid.in_(listed), Response.lister == lister_id, Response.state.in_(LIVE))
        .group_by(Response.lid)
    )
    return {row.lid: row.number for row in list(rows)}


def came_to_something(lid: str, lister_id: int) -> bool:
    """Whether somebody answered this listing, and it was agreed or may still be."""
    found = Response.select().where(
        Response.lid == lid,
        Response.lister == lister_id,
        Response.state.in_((*LIVE, *AGREED)),
    )
    return bool(found.exists())


def waiting(lid: str, lister_id: int) -> Value[int]:
    """How many answers to this listing wait for a word."""
    live = Response.state.in_(LIVE)
    number = Response.select(pw.fn.COUNT(Response.id))
    return Value(number.where(Response.lid == lid, Response.lister == lister_id, live), int)


def _order(slip: Slip) -> tuple[int, float]:
    if not slip.is_live:
        return 1, -slip.changed.timestamp()
    return 0, slip.starts.timestamp() if slip.starts is not None else float("inf")


def _slips(found: Iterable[tuple[Response, str]]) -> list[Slip]:
    listed = list(found)
    names = _names(listed)
    unread = _unread(listed)
    there = _addresses(listed)
    parted = telling.parted(row for row, _ in listed)
    return [_slip(row, side, names, unread, there, parted=row.id in parted) for row, side in listed]


def _slip(
    row: Response,
    side: str,
    names: Mapping[int, Resident],
    unread: Mapping[int, int],
    there: Mapping[int, str],
    *,
    parted: bool,
) -> Slip:
    return Slip(
        key=row.key,
        lid=row.lid,
        address=there.get(row.listing_id or 0, ""),
        kind=row.kind,
        purpose=row.purpose,
        title=row.title,
        language=row.language,
        side=side,
        state=row.state,
        my_turn=row.turn == side,
        other_name=_name(row, other(side), names),
        by_mail=side == LISTER and row.address_id is not None,
        quantity=row.quantity,
        starts=row.starts,
        timed=row.timed,
        until=row.until,
        made=row.made,
        changed=row.changed,
        occasion=row.occasion,
        ended_by_me=row.ended_by == side,
        i_went=row.lister_went if side == LISTER else row.responder_went,
        unread=unread.get(row.id, 0),
        parted=parted,
        moves=[
            name
            for name in states.possible(row.state, side=side, turn=row.turn)
            if lending.fits(row, name) and not (parted and name in moving.TOGETHER)
        ],
        handed=row.handed,
        handed_as=row.handed_as,
        back_as=row.back_as,
    )


def _names(listed: Sequence[tuple[Response, str]]) -> dict[int, Resident]:
    ids = {row.responder_id if side == LISTER else row.lister_id for row, side in listed}
    rows = Resident.select(Resident.id, Resident.shown_name, Resident.outside_name).where(
        Resident.id.in_([number for number in ids if number is not None])
    )
    return {row.id: row for row in list(rows)}


def _name(row: Response, side: str, people: Mapping[int, Resident]) -> str:
    number = row.lister_id if side == LISTER else row.responder_id
    return parties.called(row, side, people.get(number or 0))


def _unread(listed: Sequence[tuple[Response, str]]) -> dict[int, int]:
    """How many messages of the other were not read, by answer; one question."""
    if not listed:
        return {}
    number = pw.fn.COUNT(Message.id)
    read = pw.Case(
        None,
        [(Message.side == RESPONDER, Response.lister_read)],
        Response.responder_read,
    )
    theirs = {row.id: other(side) for row, side in listed}
    rows: Any = (
        Message.select(Message.response, Message.side, number.alias("number"))
        .join(Response)
        .where(Message.response.in_(list(theirs)), Message.id > read)
        .group_by(Message.response, Message.side)
    )
    return {
        row.response_id: row.number for row in list(rows) if row.side == theirs[row.response_id]
    }


def _addresses(listed: Sequence[tuple[Response, str]]) -> dict[int, str]:
    """Where each listing is, while it has a page for who looks."""
    ids = {row.listing_id for row, _ in listed if row.listing_id is not None}
    shown = Listing.select(Listing.id, Listing.lid).where(
        Listing.id.in_(list(ids)), Listing.state.in_(["open", "full"])
    )
    if any(row.address_id is not None and side == RESPONDER for row, side in listed):
        shown = shown.where(Listing.reach == "everyone")
    return {row.id: f"/l/{row.lid}" for row in list(shown)}


def _shares(row: Response, side: str) -> str:
    return (row.lister_shares if side == LISTER else row.responder_shares) or ""


def _handle(row: Response, side: str) -> str:
    """Where more is about them: for who has an account too."""
    number = row.lister_id if side == LISTER else row.responder_id
    if number is None or row.address_id is not None:
        return ""
    found = Profile.get_or_none(resident=number)
    return str(found.handle) if found is not None else ""
