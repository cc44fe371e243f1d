"""Whether this node may sign now: the one place that is asked before anything is published.

Rule: whatever closes the gate stands on the counter's row, which whoever publishes has locked.
"""

from datetime import datetime

from federation.limits import CLOCK_TOLERANCE
from node.feed import mark
from node.feed.errors import ClockBehindError, RestoringError, StoppedError, TwoCopiesError
from node.feed.identity import Own, own_origin
from node.feed.models import Counter, Feed
from node.store.database import database
from node.world import World


def check(world: World, row: Counter, us: Own) -> None:
    """Return when we may sign.

    :raises PublishError: not now; why is its class.
    """
    check_standing(row)
    if us.identity.deactivated:
        raise StoppedError
    check_clock(world, row, us)


def check_standing(row: Counter) -> None:
    """:raises PublishError: while the node is being restored, or lives twice (PROTOCOL §13)."""
    if row.restoring is not None:
        raise RestoringError(since=row.restoring)
    if row.copies is not None:
        raise TwoCopiesError(since=row.copies)


def check_clock(world: World, row: Counter, us: Own) -> None:
    """A node whose clock is behind its last signature does not sign (§14).

    :raises ClockBehindError: until somebody has said that the clock is right.
    """
    feeds = list(Feed.select(Feed.published).where(Feed.origin == us.origin_id))
    _check_moment(world, row, max((feed.published for feed in feeds), default=None))


def check_clock_of_mark(world: World, row: Counter) -> None:
    """The same, by what stands outside the database."""
    held = mark.read(world)
    _check_moment(world, row, held.published if held else None)


def excuse_clock(world: World) -> datetime | None:
    """Somebody says that the clock is right: sign on with rising numbers (§14).

    Returns the moment of the last signature when it was in the way, else nothing.
    """
    with database.atomic():
        row = Counter.get()
        held = mark.read(world)
        moments = [
            feed.published for feed in list(Feed.select().where(Feed.origin == own_origin().id))
        ]
        last: datetime | None = max(
            [*moments, *([held.published] if held and held.published else [])], default=None
        )
        if last is None or last <= world.now() + CLOCK_TOLERANCE:
            return None
        Counter.update(excused=last).where(Counter.id == row.id).execute()
    return last


def is_closed(world: World, row: Counter, us: Own) -> bool:
    """For jobs: whether it is not the time to sign, whatever the reason."""
    try:
        check(world, row, us)
    except (RestoringError, TwoCopiesError, StoppedError, ClockBehindError):
        return True
    return False


def _check_moment(world: World, row: Counter, last: datetime | None) -> None:
    if last is None or last <= world.now() + CLOCK_TOLERANCE:
        return
    if row.excused is None or last > row.excused:
        raise ClockBehindError(now=world.now(), last=last)
