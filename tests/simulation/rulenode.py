"""A whole node that is only rules: it publishes, pulls, relays and heals, in memory.

Rule 1: whatever decides is a function of ``federation``; here bytes are only carried to it.
Rule 2: what a hostile relay does to an answer, it does to what it serves, never to itself.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from federation import intake, relaying, repair
from federation.did import Identity, continue_log, read_log
from federation.errors import (
    CountMismatchError,
    DidUnknownVersionError,
    EquivocationError,
    FederationError,
    KeyRevokedError,
    RootMismatchError,
)
from federation.head import names_version
from federation.intake import ORIGIN, RELAY, Change, Source
from federation.page import read_page
from tests.simulation.agenda import HOUR, Agenda, Dice
from tests.simulation.mirror import Mirror
from tests.simulation.publisher import SCOPE, Publisher
from tests.simulation.weather import Weather

Tampering = Callable[[Mirror | None, tuple[bytes, ...]], tuple[bytes, ...]]
ENVELOPE = 300  # bytes of a request and of an answer without body


@dataclass
class Traffic:
    """What one node asked and answered."""

    asked: int = 0
    answered: int = 0
    bytes_in: int = 0
    unchanged: int = 0


@dataclass
class Town:
    """Every node, by name and by identity."""

    named: dict[str, "RuleNode"] = field(default_factory=dict)
    known: dict[str, "RuleNode"] = field(default_factory=dict)

    def add(self, node: "RuleNode") -> None:
        """One node more."""
        self.named[node.name] = self.known[node.scid] = node


@dataclass
class RuleNode:
    """One node among those of its ``town``."""

    name: str
    agenda: Agenda
    dice: Dice
    weather: Weather
    town: Town
    feed: Publisher
    peers: list[str] = field(default_factory=list)
    mirrors: dict[str, Mirror] = field(default_factory=dict)
    heard: dict[str, int] = field(default_factory=dict)  # how far we are in a relay's offers
    skew: float = 0.0
    horizon: int = relaying.HORIZON
    tampers: Tampering | None = None
    traffic: Traffic = field(default_factory=Traffic)
    refused: Counter[str] = field(default_factory=Counter)
    changes: int = 0

    def now(self) -> datetime:
        """What its own clock says."""
        return self.agenda.now + timedelta(seconds=self.skew)

    @property
    def scid(self) -> str:
        """Who it is."""
        return self.feed.identity.scid

    @property
    def host(self) -> str:
        """Where it lives."""
        return self.feed.identity.host

    def meets(self, other: "RuleNode") -> None:
        """Two admins compared words: the other is a peer from now on, and shown."""
        self.peers.append(other.name)
        self.mirrors[other.scid] = Mirror(other.feed.identity, direct=True, shown=True)

    # What others ask

    def serves(self, scid: str, after: int, tag: str) -> tuple[bytes, ...] | None:
        """The pages of a feed, its own or one it relays; nothing when it is still at ``tag``.

        :raises FederationError: it does not hand that on.
        """
        mirror = None if scid == self.scid else self.mirrors.get(scid)
        if scid == self.scid:
            head, minimum, pages = self.feed.head, self.feed.min_seq, self.feed.pages
        else:
            head, minimum = self._carried(mirror), 0
            assert mirror is not None
            held = mirror

            def pages(after: int) -> tuple[bytes, ...]:
                return held.pages(self.host, after)

        if tag == head.etag:
            return None
        if 0 < after < minimum:
            after = 0
        found = pages(after)
        return self.tampers(mirror, found) if self.tampers else found

    def offers(self, after: int) -> bytes:
        """What it relays, and what changed since a cursor (§7)."""
        found = []
        for mirror in self.mirrors.values():
            if mirror.changed <= after:
                continue
            try:
                head = self._carried(mirror)
            except FederationError:
                continue
            found.append(
                relaying.Offered(
                    mirror.identity.scid, head.did_version, head.seq, mirror.distance or 1
                )
            )
        return relaying.build_offer(cursor=self.changes, origins=found)

    def manifest_of(self, scid: str) -> bytes:
        """All that is live in a feed it has."""
        return self.feed.manifest() if scid == self.scid else self.mirrors[scid].manifest()

    def document_of(self, scid: str, lid: str) -> bytes | None:
        """One listing's bytes."""
        found = self.feed.live if scid == self.scid else self.mirrors[scid].texts
        return found[lid].data if lid in found else None

    def log_of(self, scid: str) -> bytes:
        """An identity log."""
        identity = self.feed.identity if scid == self.scid else self.mirrors[scid].identity
        return identity.log

    # What it asks

    def polls(self, name: str) -> None:
        """Look at a peer's own feed (§8.1)."""
        other = self.town.named[name]
        self._pull(other, other.scid, ORIGIN)

    def hears(self, name: str) -> None:
        """Ask a peer what it relays, and pull what is newer than what is held (§9)."""
        other = self.town.named[name]
        answer = self._ask(other, "offers", lambda: (other.offers(self.heard.get(name, 0)),))
        if answer is None:
            return
        try:
            offer = relaying.read_offer(answer[0], after=0)
        except FederationError as error:
            self.refused[error.code] += 1
            return
        if offer.cursor >= self.heard.get(name, 0):
            for offered in offer.origins:
                self._consider(other, offered)
            self.heard[name] = offer.cursor

    def asks_directly(self) -> None:
        """Once a day each origin's own word, so no relay withholds the newest (§9.5)."""
        for scid, mirror in list(self.mirrors.items()):
            origin = self.town.known.get(scid)
            if not mirror.direct and mirror.shown and origin is not None:
                self._pull(origin, scid, ORIGIN)

    def keeps_house(self) -> None:
        """Its own jobs."""
        if self.feed.head.published <= self.now() + timedelta(hours=1):
            self.feed.keeps_house(self.now())
        for mirror in self.mirrors.values():
            mirror.looks_again(self.now())

    # How it takes what comes

    def _consider(self, relay: "RuleNode", offered: relaying.Offered) -> None:
        if offered.scid == self.scid:
            return
        try:
            relaying.check_within(offered.distance + 1, horizon=self.horizon)
        except FederationError:
            return
        mirror = self.mirrors.get(offered.scid) or self._bound(offered.scid)
        if mirror is None:
            return
        mirror.reported[relay.name] = offered.distance
        if relaying.worth_asking(offered, mirror.head) or self._owed(mirror):
            self._pull(relay, offered.scid, RELAY)

    def _bound(self, scid: str) -> Mirror | None:
        """An origin met through a relay: its log is fetched from its own host first (§4.8)."""
        origin = self.town.known.get(scid)
        if origin is None:
            return None
        answer = self._ask(origin, "log", lambda: (origin.log_of(scid),))
        if answer is None:
            return None
        try:
            identity = read_log(answer[0], now=self.now())
        except FederationError as error:
            self.refused[error.code] += 1
            return None
        mirror = self.mirrors[scid] = Mirror(identity, direct=False, shown=False)
        self.agenda.after(self.dice.uniform(0, 12 * HOUR), lambda: _approve(mirror))
        return mirror

    def _pull(self, source: "RuleNode", scid: str, kind: Source) -> None:
        mirror = self.mirrors[scid]
        tag = mirror.head.etag if mirror.head is not None and not self._owed(mirror) else ""
        after = mirror.held().cursor
        try:
            pages = self._ask(
                source, scid, lambda: source.serves(scid, after, tag), repeatable=True
            )
            if pages:
                self._take(source, mirror, pages, kind, after)
                if self.weather.comes_twice():
                    self._take(source, mirror, pages, kind, after)
        except EquivocationError:
            mirror.quarantined = True
            self.refused["equivocation"] += 1
        except FederationError as error:
            self.refused[error.code] += 1

    def _take(
        self,
        source: "RuleNode",
        mirror: Mirror,
        pages: tuple[bytes, ...],
        kind: Source,
        after: int,
    ) -> None:
        self._catch_up(source, mirror, pages, kind)
        after = min(after, mirror.held().cursor)
        try:
            change = intake.judge(
                mirror.held(), pages, scope=SCOPE, now=self.now(), source=kind, after=after
            )
        except (CountMismatchError, RootMismatchError):
            self._repair(source, mirror, kind)
            return
        self._apply(mirror, change, pages)

    def _catch_up(
        self, source: "RuleNode", mirror: Mirror, pages: tuple[bytes, ...], kind: Source
    ) -> None:
        """The log, when the head names a version that is not known yet (§8.2)."""
        newest = read_page(pages[-1]).head
        if newest is None:
            return
        try:
            mirror.identity.version(names_version(newest))
        except DidUnknownVersionError:
            answer = self._ask(source, "log", lambda: (source.log_of(mirror.identity.scid),))
            if answer is None:
                raise
            known: Identity = mirror.identity
            mirror.identity = continue_log(known, answer[0], now=self.now(), relayed=kind == RELAY)
            mirror.quarantined = False

    def _repair(self, source: "RuleNode", mirror: Mirror, kind: Source) -> None:
        """Through the manifest of the same source, at most once an hour (§8.5)."""
        if self.agenda.seconds - mirror.manifest_at < HOUR:
            return
        mirror.manifest_at = self.agenda.seconds
        scid = mirror.identity.scid
        answer = self._ask(source, "manifest", lambda: (source.manifest_of(scid),))
        if answer is None:
            return
        plan = repair.plan(mirror.held(), answer[0], scope=SCOPE, now=self.now(), source=kind)
        documents = {}
        for lid, _, _ in plan.wanted:
            data = source.document_of(scid, lid)
            if data is not None:
                documents[lid] = data
                self.traffic.bytes_in += len(data) + ENVELOPE
                self.traffic.asked += 1
        change = repair.judge(mirror.held(), plan, documents, now=self.now(), source=kind)
        self._apply(mirror, change, ())

    def _apply(self, mirror: Mirror, change: Change, pages: tuple[bytes, ...]) -> None:
        if mirror.quarantined and change.head.version <= (
            mirror.head.version if mirror.head else 0
        ):
            raise KeyRevokedError(version=change.head.did_version)
        before = mirror.head
        mirror.takes(change, pages)
        if before is None or change.head.order > before.order:
            self.changes += 1
            mirror.changed = self.changes

    def _owed(self, mirror: Mirror) -> bool:
        """Whether texts are still missing that nothing forbids."""
        return any(lid not in mirror.texts for lid in mirror.entries if lid not in mirror.held_back)

    def _carried(self, mirror: Mirror | None) -> relaying.Head:
        if mirror is None or mirror.head is None:
            raise DidUnknownVersionError(version="")
        relaying.check_relayed(
            relaying.Carried(
                shown=mirror.shown and not mirror.quarantined,
                relaying=True,
                bound=True,
                distance=mirror.distance or 99,
                head=mirror.head,
            ),
            now=self.now(),
            horizon=self.horizon,
        )
        return mirror.head

    def _ask(
        self,
        other: "RuleNode",
        what: str,
        answer: Callable[[], tuple[bytes, ...] | None],
        *,
        repeatable: bool = False,
    ) -> tuple[bytes, ...] | None:
        """One question over the road; nothing when nothing (new) came back."""
        self.traffic.asked += 1
        self.traffic.bytes_in += ENVELOPE
        if not self.weather.passes(self.name, other.name):
            return None
        other.traffic.answered += 1
        found = answer()
        if found is None:
            self.traffic.unchanged += 1
            return None
        if repeatable:
            found = self.weather.carries(self.name, other.name, what, found)
            found = self.weather.spoil(found)
        self.traffic.bytes_in += sum(map(len, found))
        return found


def _approve(mirror: Mirror) -> None:
    mirror.shown = True
