"""What the checks look at: asked once, in a few questions, however many checks there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import peewee as pw

from node.feed.models import Counter, Origin
from node.notices.models import Notice
from node.peering.models import Peer
from node.residents import coadmins
from node.residents.coadmins import Called
from node.residents.models import Resident
from node.store import facts
from node.store.facts import Seen
from node.store.models import Heartbeat
from node.world import World


@dataclass(frozen=True)
class Neighbour:
    """One node that we keep up with: how it is called, and when it last answered."""

    name: str
    last: datetime | None
    failing_since: datetime | None
    quarantined: bool


@dataclass
class Look:
    """One look at the node."""

    world: World

    @cached_property
    def now(self) -> datetime:
        """When."""
        return self.world.now()

    @cached_property
    def facts(self) -> Mapping[str, Seen]:
        """What the jobs saw."""
        return facts.everything()

    @cached_property
    def beat(self) -> datetime | None:
        """When the jobs last said that they are at work."""
        row = Heartbeat.get_or_none(name="jobs")
        return row.at if row else None

    @cached_property
    def letters(self) -> Mapping[str, int]:
        """How many notices did not arrive, by why."""
        waits = (Notice.state == "waiting") & (Notice.problem != "")
        query: Any = Notice.select(Notice.problem, pw.fn.COUNT(Notice.id))
        query = query.where((Notice.state == "stuck") | waits).group_by(Notice.problem)
        return dict(list(query.tuples()))

    @cached_property
    def neighbours(self) -> list[Neighbour]:
        """Whom we keep up with."""
        query = Peer.select(Peer, Origin).join(Origin).where(Peer.state == "active")
        return [
            Neighbour(
                row.origin.name or row.origin.host,
                row.last_contact,
                row.failing_since,
                row.origin.quarantined is not None,
            )
            for row in list(query.order_by(Peer.url))
        ]

    @cached_property
    def counter(self) -> Counter:
        """The numbers, and what forbids signing."""
        found: Counter = Counter.get()
        return found

    @cached_property
    def admins(self) -> int:
        """How many may see this page."""
        return int(Resident.select().where(Resident.role == "admin").count())

    @cached_property
    def called(self) -> list[Called]:
        """Who was asked to become an admin."""
        return coadmins.listed(self.world)

    def since(self, moment: datetime) -> timedelta:
        """How long ago."""
        return self.now - moment
