"""Lending: who has the thing, whether it is out, whether it is late.

Rule (B19): who has something that should have been back borrows nothing else until it is.
"""

from datetime import datetime
from typing import Any

from node.agreements import parties
from node.agreements.errors import OverdueError, RefusedError
from node.agreements.models import Response
from node.agreements.parties import Party
from node.agreements.states import LISTER, RESPONDER, other

OUT = ("cancel", "no-show")  # what makes no sense any more once it was handed over


def borrower(row: Response) -> str:
    """Which side has the thing for a while."""
    return RESPONDER if row.purpose == "offer" else LISTER


def lender(row: Response) -> str:
    """Whose it is."""
    return other(borrower(row))


def fits(row: Response, name: str) -> bool:
    """Whether a move of the table makes sense for this thing now."""
    lent = row.kind == "lending"
    if name == "hand-over":
        return lent and row.handed is None
    return not (lent and row.handed is not None and name in OUT)


def check(row: Response, name: str) -> None:
    """:raises RefusedError: when the move makes no sense for this thing now."""
    if not fits(row, name):
        raise RefusedError(state=row.state, move=name)


def check_nothing_late(who: Party | None, now: datetime) -> None:
    """:raises OverdueError: when they have something that should have been back."""
    if who is None:
        return
    theirs = (Response.purpose == "offer") & parties.answered_by(who)
    if isinstance(who, int):
        theirs |= (Response.purpose != "offer") & (Response.lister == who)
    late = late_ones(now).where(theirs)
    row = late.order_by(Response.until).first()
    if row is not None:
        raise OverdueError(row.key)


def late_ones(now: datetime) -> Any:
    """Loans that should have been back."""
    return Response.select().where(
        Response.kind == "lending",
        Response.state == "accepted",
        Response.handed.is_null(is_null=False),
        Response.until < now,
    )


def borrower_of(row: Response) -> Party | None:
    """Who that is."""
    return parties.on(row, borrower(row))
