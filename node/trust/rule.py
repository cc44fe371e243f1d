"""When somebody is trusted: one rule, that grows by welcomes, by agreements that went well, and by
time. It decides and knows of no database, no clock and no name.

Rule 1: somebody is trusted from the moment on which all three are enough, never before.
Rule 2: whoever looks after the ward was chosen: for them only the time counts.
Rule 3: a decision against somebody begins the time anew; what others said of them stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Rule:
    """What is enough: so many welcomes, so many agreements that went well, so many days."""

    welcomes: int
    agreements: int
    days: int


@dataclass(frozen=True)
class Facts:
    """What is known of somebody: when they came, when each welcome was, when the first agreement
    with each neighbour went well, and when a moderator last decided against them.
    """

    came: datetime
    welcomes: Sequence[datetime] = ()
    agreements: Sequence[datetime] = ()
    fault: datetime | None = None
    looks_after: bool = False


@dataclass(frozen=True)
class Missing:
    """What is not enough yet: so many more, and until when it takes. All zero: trusted."""

    welcomes: int
    agreements: int
    until: datetime | None

    def __bool__(self) -> bool:
        return bool(self.welcomes or self.agreements or self.until)


def since(facts: Facts, rule: Rule) -> datetime | None:
    """From when this person is trusted, in the past or to come; nothing while too little is known
    to say.
    """
    moments = [_time_is_up(facts, rule)]
    if not facts.looks_after:
        for seen, enough in ((facts.welcomes, rule.welcomes), (facts.agreements, rule.agreements)):
            if len(seen) < enough:
                return None
            moments += sorted(seen)[:enough][-1:]
    return max(moments)


def missing(facts: Facts, rule: Rule, now: datetime) -> Missing:
    """What is not enough yet."""
    until = _time_is_up(facts, rule)
    waits = until if until > now else None
    if facts.looks_after:
        return Missing(0, 0, waits)
    return Missing(
        max(0, rule.welcomes - len(facts.welcomes)),
        max(0, rule.agreements - len(facts.agreements)),
        waits,
    )


def _time_is_up(facts: Facts, rule: Rule) -> datetime:
    return max(facts.came, facts.fault or facts.came) + timedelta(days=rule.days)
