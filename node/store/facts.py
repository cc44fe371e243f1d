"""What was seen last of the node itself: a copy that failed, a visit to its own address.

Rule: small, and of the newest time only; who wants a history keeps a table of their own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from node.store.models import Fact


@dataclass(frozen=True)
class Seen:
    """What was seen, and when."""

    at: datetime
    value: Mapping[str, Any] = field(default_factory=dict)


def note(now: datetime, name: str, /, **value: Any) -> None:
    """This is so now."""
    text = json.dumps(value)
    Fact.insert(name=name, at=now, value=text).on_conflict(
        conflict_target=[Fact.name], update={Fact.at: now, Fact.value: text}
    ).execute()


def forget(name: str) -> None:
    """It is so no more."""
    Fact.delete().where(Fact.name == name).execute()


def last(name: str) -> Seen | None:
    """What was seen last, if it ever was."""
    return everything().get(name)


def everything() -> dict[str, Seen]:
    """All of it, in one question."""
    return {row.name: Seen(row.at, json.loads(row.value)) for row in list(Fact.select())}
