"""Rescues as rows: which are under way, and their end. What they are for: ``together``."""

from node.residents.models import Rescue

OPEN = ("asked", "waiting")


def waiting_for(owner_id: int) -> Rescue | None:
    """The one that two residents confirmed and that its owner can still stop."""
    found: Rescue | None = (
        Rescue.select().where(Rescue.owner == owner_id, Rescue.state == "waiting").first()
    )
    return found


def end_all(owner_id: int) -> None:
    """The owner is back by another way: nobody needs to be let in any more."""
    Rescue.update(state="stopped", stop_hash=None).where(
        Rescue.owner == owner_id, Rescue.state.in_(OPEN)
    ).execute()
