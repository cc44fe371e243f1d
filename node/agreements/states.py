"""What may become of an answer: one table. A move that is not in it is refused.

Rule 1: nothing else decides what follows what; pages ask here which buttons to show.
Rule 2: the picture in ``LIFE.md`` is made from this table, and a test holds the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from node.agreements.errors import RefusedError

LISTER, RESPONDER = "lister", "responder"
SIDES = (LISTER, RESPONDER)
TURN, EITHER, WARD = "turn", "either", "ward"  # who may: whose turn it is, both, nobody but us
OTHER, BOTH = "other", "both"  # who is told

STATES: Final = ("proposed", "waiting", "accepted", "declined", "cancelled", "done", "no_show")
LIVE: Final = ("proposed", "waiting", "accepted")  # something may still come of it
AGREED: Final = ("accepted", "done", "no_show")


@dataclass(frozen=True)
class Move:
    """``who`` may bring an answer from ``start`` to ``end``; ``tells`` which mail, to whom."""

    start: str
    name: str
    who: str
    end: str
    tells: str
    to: str = OTHER


MOVES: Final = (
    Move("proposed", "accept", TURN, "accepted", "answer-accepted"),
    Move("proposed", "wait", WARD, "waiting", "answer-waiting", RESPONDER),
    Move("proposed", "propose", EITHER, "proposed", "answer-proposed"),
    Move("proposed", "decline", LISTER, "declined", "answer-declined"),
    Move("proposed", "cancel", RESPONDER, "cancelled", "answer-cancelled"),
    Move("proposed", "close", WARD, "declined", "answer-closed", RESPONDER),
    Move("proposed", "lapse", WARD, "declined", "answer-lapsed", RESPONDER),
    Move("proposed", "leave", WARD, "cancelled", "answer-left"),
    Move("waiting", "move-up", WARD, "accepted", "answer-moved-up", BOTH),
    Move("waiting", "decline", LISTER, "declined", "answer-declined"),
    Move("waiting", "cancel", RESPONDER, "cancelled", "answer-cancelled"),
    Move("waiting", "close", WARD, "declined", "answer-closed", RESPONDER),
    Move("waiting", "lapse", WARD, "declined", "answer-lapsed", RESPONDER),
    Move("waiting", "leave", WARD, "cancelled", "answer-left"),
    Move("accepted", "cancel", EITHER, "cancelled", "answer-cancelled"),
    Move("accepted", "hand-over", EITHER, "accepted", "loan-handed"),
    Move("accepted", "done", EITHER, "done", "answer-how"),
    Move("accepted", "no-show", EITHER, "no_show", "answer-no-show"),
    Move("accepted", "leave", WARD, "cancelled", "answer-left"),
)
_BY_NAME: Final[Mapping[tuple[str, str], Move]] = {(one.start, one.name): one for one in MOVES}


def other(side: str) -> str:
    """The one across."""
    return RESPONDER if side == LISTER else LISTER


def day_seen(starts: datetime | None, until: datetime | None) -> str:
    """The day or days of an answer as its page sends them back: what was seen is what is agreed."""
    return " ".join(str(int(one.timestamp())) for one in (starts, until) if one)


def find(state: str, name: str, *, side: str, turn: str) -> Move:
    """The move.

    :raises RefusedError: when it is not in the table, or not this side's to make.
    """
    move = _BY_NAME.get((state, name))
    if move is None or not _may(move, side, turn):
        raise RefusedError(state=state, move=name)
    return move


def possible(state: str, *, side: str, turn: str) -> list[str]:
    """The moves that this side may make now."""
    return [one.name for one in MOVES if one.start == state and _may(one, side, turn)]


def told(move: Move, side: str) -> tuple[str, ...]:
    """Which sides hear of it when ``side`` made it."""
    if move.to == BOTH:
        return SIDES
    if move.to == OTHER:
        return (other(side),)
    return () if move.to == side else (move.to,)


def _may(move: Move, side: str, turn: str) -> bool:
    if move.who == TURN:
        return side == turn
    if move.who == EITHER:
        return side in SIDES
    return side == move.who
