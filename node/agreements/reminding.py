"""Reminders: the day before, when a loan has to come back, when it is late, and how it went.

Rule 1: by day, and each once: its key says for which day it is.
Rule 2: the one of the day before brings the agreement as a file for any calendar.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from node.agreements import lending, telling
from node.agreements.models import Response
from node.agreements.states import SIDES
from node.listings import days
from node.notices.models import Notice
from node.world import World

AWAKE: Final = range(8, 20)  # hours of the ward
DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
MOST_LATE: Final = 4  # weeks in which a late loan is asked after

Told = tuple[Response, str, str, str]  # whom about which, and the key


def remind_due(world: World) -> int:
    """The job; returns how many reminders were new."""
    if days.local(world.now()).hour not in AWAKE:
        return 0
    due = {key: (row, template, to) for row, template, to, key in _due(world.now())}
    known = {row.key for row in list(Notice.select(Notice.key).where(Notice.key.in_(list(due))))}
    for key, (row, template, to) in due.items():
        if key not in known:
            telling.tell(world, row, template, to, key=key)
    return len(due.keys() - known)


def _due(now: datetime) -> Iterator[Told]:
    agreed = Response.select().where(Response.state == "accepted")
    last = days.end_of(days.day_of(now + DAY))
    for row in list(agreed.where(Response.starts > now, Response.starts <= last)):
        if days.day_of(row.starts) > days.day_of(now):
            for side in SIDES:
                yield _told(row, "answer-remind", side, row.starts)
    out = agreed.where(Response.handed.is_null(is_null=False))
    for row in list(out.where(Response.until > now, Response.until <= last)):
        if days.day_of(row.until) > days.day_of(now):
            yield _told(row, "loan-remind", lending.borrower(row), row.until)
    for row in list(lending.late_ones(now)):
        weeks = (now - row.until) // WEEK
        if weeks < MOST_LATE:
            for side in SIDES:
                yield _told(row, "loan-late", side, row.until + weeks * WEEK)
    was = agreed.where(Response.kind != "lending", Response.starts <= now - DAY)
    for row in list(was.where(Response.starts > now - WEEK)):
        for side in SIDES:
            yield _told(row, "answer-ask", side, row.starts)


def _told(row: Response, template: str, to: str, about: datetime) -> Told:
    return row, template, to, f"{template} {row.key} {to} {int(about.timestamp())}"
