"""Rescues as rows: which are under way, and their end. What they are for: ``together``."""

from typing import Any

import peewee as pw

from node.residents.models import Rescue

OPEN = ("asked", "waiting")


def waiting_for(owner_id: int) -> Rescue | None:
    """The one that two residents confirmed and that its owner can still stop."""
    found: Rescue | None = (
        Rescue.select().where(Rescue.owner == owner_id, Rescue.state == "waiting").first()
    )
    return found


def waits_for(owner: Any) -> pw.Function:
    """The condition that one waits for ``owner``, a column: no page asks a second time."""
    waiting = Rescue.select(Rescue.id).where(Rescue.owner == owner, Rescue.state == "waiting")
    return pw.fn.EXISTS(waiting)


def end_all(owner_id: int) -> int:
    """Nobody is let in as this owner any more; returns how many were under way."""
    return stop_those(Rescue.owner == owner_id)


def stop_those(which: object) -> int:
    """Stop what is under way among ``which``; returns how many."""
    stopped: int = (
        Rescue.update(state="stopped", stop_hash=None)
        .where(which, Rescue.state.in_(OPEN))
        .execute()
    )
    return stopped
