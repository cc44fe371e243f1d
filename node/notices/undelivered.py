"""What mail could not bring: for an admin to hand over, to try again, or to put aside.

Rule: a code is shown here only when mail did not bring it; what went out is gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from node.notices.kinds import KINDS, Value
from node.notices.models import Notice
from node.notices.outbox import unpacked
from node.world import World

MOST = 200  # shown at once
OF_THE_SERVER = frozenset({"unreachable", "no_tls", "login_refused", "server_refuses"})


@dataclass(frozen=True)
class Undelivered:
    """One notice that did not arrive. ``secret``: what may be handed over, while it holds.

    Problems: no_mailbox, no_server, over, unknown, and the codes of
    :class:`node.world.NotSentError`.
    """

    id: int
    template: str
    resident: int | None
    address: str | None
    since: datetime
    problem: str
    secret: Mapping[str, Value]
    ends: datetime | None
    can_retry: bool
    trying: bool


def listed(world: World) -> list[Undelivered]:
    """Everything that did not arrive: what can be handed over first, the newest first."""
    troubled = Notice.state == "stuck"
    waits = Notice.state == "waiting"
    troubled |= waits if world.mail is None else waits & (Notice.problem != "")
    rows = list(Notice.select().where(troubled).order_by(Notice.id.desc()).limit(MOST))
    found = [_undelivered(world, row) for row in rows]
    return sorted(found, key=lambda one: not one.secret)


def retry(world: World, *, notice_id: int) -> bool:
    """Try again now; of one that may have arrived, an admin knows better. Whether it can be."""
    row = Notice.get_or_none(id=notice_id)
    if row is None or not _can_retry(row):
        return False
    changed = (
        Notice.update(state="waiting", due=world.now(), attempts=0, changed=world.now())
        .where(Notice.id == notice_id, Notice.state.in_(["stuck", "waiting"]))
        .execute()
    )
    return bool(changed)


def retry_all(world: World) -> int:
    """Try everything again that can be; but not what may have arrived. Returns how many."""
    rows = [one for one in listed(world) if one.can_retry and one.problem != "unknown"]
    return sum(retry(world, notice_id=one.id) for one in rows)


def server_is_back(world: World) -> int:
    """Mail goes out again: what only the server kept is tried now, not when it is its turn."""
    rows = [one for one in listed(world) if one.can_retry and one.problem in OF_THE_SERVER]
    return sum(retry(world, notice_id=one.id) for one in rows)


def put_aside(world: World, *, notice_id: int) -> bool:
    """It was handed over, or is no longer needed: its words and code are deleted."""
    changed = (
        Notice.update(state="done", values="{}", changed=world.now())
        .where(Notice.id == notice_id, Notice.state.in_(["stuck", "waiting"]))
        .execute()
    )
    return bool(changed)


def _undelivered(world: World, row: Notice) -> Undelivered:
    values = unpacked(row.values)
    holds = row.ends is None or row.ends > world.now()
    waiting = row.state == "waiting"
    secret = KINDS[row.template].secret if row.template in KINDS and holds else ()
    return Undelivered(
        id=row.id,
        template=row.template,
        resident=row.resident,
        address=row.address,
        since=row.created,
        problem=row.problem or "no_server",
        secret={name: values[name] for name in secret if name in values},
        ends=row.ends,
        can_retry=world.mail is not None and _can_retry(row),
        trying=waiting and world.mail is not None,
    )


def _can_retry(row: Notice) -> bool:
    """Whether there is a mailbox, and still something to send."""
    needs = KINDS[row.template].values if row.template in KINDS else {}
    return bool(row.address) and row.problem != "over" and set(unpacked(row.values)) == set(needs)
