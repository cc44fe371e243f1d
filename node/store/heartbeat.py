"""When each job last did its round, so that readiness and health can tell."""

from datetime import datetime

from node.store.models import Heartbeat


def beat(now: datetime, name: str) -> None:
    """Note that ``name`` did its round."""
    Heartbeat.insert(name=name, at=now).on_conflict(
        conflict_target=[Heartbeat.name], update={Heartbeat.at: now}
    ).execute()


def last(name: str) -> datetime | None:
    """When ``name`` last did its round, if ever."""
    row = Heartbeat.get_or_none(name=name)
    return row.at if row else None
