"""What this room holds of a resident (see :mod:`node.store.holding`).

Rule 1 (ME-10): an answer belongs to two people. Of who leaves, the messages, the name and the way
to be reached go; what is still running ends, and the other hears it. The other keeps that there was
an agreement, when, and about what. What nobody is left to read goes altogether.
Rule 2: the same holds for who answered by a confirmed mail address.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from node.agreements import moving
from node.agreements.models import Message, Response
from node.agreements.states import LISTER, LIVE, RESPONDER
from node.store.holding import Fact, Holding, Piece
from node.translations.catalogue import N_
from node.world import World

STATES = {
    "proposed": N_("voorgesteld"),
    "waiting": N_("op de wachtlijst"),
    "accepted": N_("afgesproken"),
    "declined": N_("afgewezen"),
    "cancelled": N_("afgezegd"),
    "done": N_("gedaan"),
    "no_show": N_("niet gekomen"),
}


def _tell(side: str, theirs: Any, resident_id: int) -> Sequence[Piece]:
    rows = list(Response.select().where(theirs == resident_id).order_by(Response.id))
    return [_piece(row, side) for row in rows]


def _piece(row: Response, side: str) -> Piece:
    facts = [
        Fact("state", N_("Toestand"), row.state, words=[STATES.get(row.state, row.state)]),
        Fact("made", N_("Gestuurd op"), row.made),
        Fact("quantity", N_("Hoeveel"), row.quantity),
        Fact("starts", N_("Begint op"), row.starts),
        Fact("until", N_("Terug op"), row.until),
        Fact("messages", N_("Wat je schreef"), _messages(row, side)),
        Fact("shares", N_("Hoe je te bereiken bent"), getattr(row, f"{side}_shares")),
    ]
    return Piece(row.title, [fact for fact in facts if fact.value not in (None, "", [])])


def _messages(row: Response, side: str) -> list[str]:
    own = Message.select().where(Message.response == row.id, Message.side == side)
    return [one.text for one in list(own.order_by(Message.id)) if one.text]


def _erase(world: World, side: str, theirs: Any, resident_id: int) -> list[Path]:
    rows = list(Response.select().where(theirs == resident_id))
    for row in sorted(rows, key=lambda row: row.state == "accepted"):  # so that nobody moves up
        if row.state in LIVE:
            moving.end(world, row, "leave", side)
    ids = [row.id for row in rows]
    Message.update(text="").where(Message.response.in_(ids), Message.side == side).execute()
    Response.update({theirs: None, getattr(Response, f"{side}_shares"): None}).where(
        Response.id.in_(ids)
    ).execute()
    Response.update(called="").where(Response.id.in_(ids), Response.address.is_null()).execute()
    nobody = Response.lister.is_null() & Response.responder.is_null() & Response.address.is_null()
    Response.delete().where(Response.id.in_(ids), nobody).execute()
    return []


HOLDINGS = (
    Holding(
        Response,
        Response.responder,
        "answers",
        N_("Waar je op reageerde"),
        tell=lambda _world, number: _tell(RESPONDER, Response.responder, number),
        erase=lambda world, number: _erase(world, RESPONDER, Response.responder, number),
    ),
    Holding(
        Response,
        Response.lister,
        "answered",
        N_("Reacties op jouw oproepen"),
        tell=lambda _world, number: _tell(LISTER, Response.lister, number),
        erase=lambda world, number: _erase(world, LISTER, Response.lister, number),
    ),
)

# Of whoever reads mail at a confirmed address.
OUTSIDE = (
    Holding(
        Response,
        Response.address,
        "answers",
        N_("Waar je op reageerde"),
        erase=lambda world, number: _erase(world, RESPONDER, Response.address, number),
        untold="it is all on the page that their link opens",
    ),
)
