"""Notices of which somebody wants one letter a day, or a week: put together when it is time.

Rule 1: what goes into a letter is claimed in the transaction that makes it, so it goes into one.
Rule 2: one notice alone goes as it is.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from node.notices.choices import AT_ONCE, GATHERED
from node.notices.kind import Line, Value
from node.notices.models import Notice
from node.notices.outbox import packed, unpacked
from node.store.database import database
from node.world import World

TEMPLATE = "gathered"
MOST = 500  # looked at in a round; and whatever else is due to the same people
MOST_AT_ONCE = 20 * MOST
MOST_LINES = 60  # in a letter; of what is beyond, only how much
PATH = "/berichten"


def gather_due(world: World) -> int:
    """Make the letters that are due; returns how many."""
    due = Notice.select().where(Notice.state == GATHERED, Notice.due <= world.now())
    due = due.order_by(Notice.due, Notice.id)
    theirs = Notice.mailbox.in_({row.mailbox for row in list(due.limit(MOST))})
    found: dict[tuple[int | None, str], list[Notice]] = {}
    for row in list(due.where(theirs).limit(MOST_AT_ONCE)):  # else a letter would come in pieces
        found.setdefault((row.resident, row.mailbox), []).append(row)
    return sum(_gather(world, rows) for rows in found.values())


def _gather(world: World, rows: Sequence[Notice]) -> int:
    if len(rows) == 1:
        changed: int = _claimed(rows[0], state=AT_ONCE)
        return changed
    done = {"state": "done", "values": "{}", "address": None, "changed": world.now()}
    with database.atomic():
        ours = [row for row in rows if _claimed(row, **done)]
        if ours:
            _insert(world, ours)
    return min(1, len(ours))


def _claimed(row: Notice, **changes: object) -> int:
    here = (Notice.id == row.id) & (Notice.state == GATHERED)
    count: int = Notice.update(**changes).where(here).execute()
    return count


def _insert(world: World, rows: Sequence[Notice]) -> None:
    now, newest = world.now(), rows[-1]
    lines = [_line(row) for row in rows[:MOST_LINES]]
    more = len(rows) - len(lines)
    values: Mapping[str, Value] = {"lines": lines, "more": more, "path": _path(newest)}
    Notice.insert(
        template=TEMPLATE,
        resident=newest.resident,
        address=newest.address,
        mailbox=newest.mailbox,
        language=newest.language,
        values=packed(values),
        created=now,
        due=now,
        changed=now,
    ).execute()


def _path(row: Notice) -> str:
    """Where all of theirs is: of who has no account, above where this one is."""
    return (
        PATH if row.resident is not None else str(unpacked(row.values)["path"]).rpartition("/")[0]
    )


def _line(row: Notice) -> Line:
    plain = {
        name: value
        for name, value in unpacked(row.values).items()
        if isinstance(value, (str, int, datetime))
    }
    return {**plain, "template": row.template}
