"""What is kept of a notice afterwards: nothing, or only that it was told.

Rule: a notice with a key is never told twice, so its key stays as long as its resident does.
"""

from datetime import timedelta

from node.notices.models import Notice
from node.world import World

KEPT = timedelta(days=1)  # longer than the window in which a mailbox's share is counted
STUCK_KEPT = timedelta(days=30)  # for an admin to look at


def forget_old(world: World) -> int:
    """Delete what was sent or dealt with, and what nobody dealt with; returns how many."""
    now = world.now()
    over = Notice.state.in_(["sent", "done"]) & (Notice.changed < now - KEPT)
    unsent = Notice.state.in_(
        ["stuck", "waiting", "held"]
    )  # waiting so long: there is no mail server
    over |= unsent & (Notice.changed < now - STUCK_KEPT)
    Notice.update(address=None, mailbox="", values="{}", state="done").where(
        over, Notice.key.is_null(is_null=False)
    ).execute()
    count: int = Notice.delete().where(over, Notice.key.is_null()).execute()
    return count
