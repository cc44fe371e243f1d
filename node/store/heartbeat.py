"""When each job last did its round, so that readiness and health can tell."""

from datetime import datetime, timedelta

from node.store.models import Heartbeat


def beat(now: datetime, name: str) -> None:
    """Note that ``name`` did its round."""
    Heartbeat.insert(name=name, at=now).on_conflict(
        conflict_target=[Heartbeat.name], update={Heartbeat.at: now}
    ).execute()


def claim(now: datetime, name: str, every: timedelta) -> bool:
    """Take the turn of something that is done once ``every`` so long, unless another process has.

    A clock that was set back since does not keep it waiting.
    """
    first = Heartbeat.insert(name=name, at=now).on_conflict_ignore().as_rowcount().execute()
    if first:
        return True
    due = (Heartbeat.at <= now - every / 2) | (Heartbeat.at > now)
    return bool(Heartbeat.update(at=now).where(Heartbeat.name == name, due).execute())


def last(name: str) -> datetime | None:
    """When ``name`` last did its round, if ever."""
    row = Heartbeat.get_or_none(name=name)
    return row.at if row else None
