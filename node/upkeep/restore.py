"""Coming back from a backup: neighbours are asked what we have signed since (PROTOCOL §13).

Rule 1: until this has ended nothing is signed (``node.feed.gate``).
Rule 2: only sets that our own head proves are believed; removal items are not looked at, and what
the backup did not publish in a scope is not touched.
Rule 3: new numbers begin above every number seen; no number is given twice either way.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from federation.did import Identity
from federation.errors import FederationError
from federation.head import Head
from node.feed import counter, gate, keyring, mark
from node.feed.errors import ClockBehindError, NoKeyError
from node.feed.identity import own_origin, verified
from node.feed.models import Counter, Feed, Origin
from node.feed.publish import SCOPES, Press
from node.listings import resign
from node.matching import news
from node.notices import deliver, outbox
from node.peering import standing
from node.peering.models import Nonce, Pass, Peer
from node.residents.models import (
    AddressTicket,
    Device,
    Invitation,
    Rescue,
    Resident,
    Session,
    Ticket,
)
from node.store.database import database
from node.translations.catalogue import N_
from node.translations.logged import logged
from node.trust.models import Candidate, Support
from node.upkeep import asking, copies, erasures, givenback, outsiders
from node.upkeep.copies import Copy, Proven
from node.world import World

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=10)  # for neighbours that do not answer, once another one has
PROBLEMS: Final[Mapping[str, str]] = {
    "clock": N_("De klok loopt achter. Zeg eerst dat de klok klopt: wijk clock confirm."),
    "keys": N_("De identiteit noemt sleutels die deze server niet heeft. Gebruik een herstelblad."),
    "older_log": N_(
        "De identiteit is veranderd na deze reservekopie, en geen buurwijk antwoordt die dat weet."
    ),
    "parted": N_("Een buurwijk heeft een andere identiteit van ons. Bel de beheerder daar."),
}
ANSWERS: Final[Mapping[str, str]] = {
    asking.GAVE: N_("heeft iets van ons"),
    asking.NOTHING: N_("heeft niets van ons"),
    asking.SILENT: N_("antwoordt niet"),
    "": N_("nog niet gevraagd"),
}
LONGEST = timedelta(hours=24)  # then it goes on without anybody's answer
VOID: Final = (
    *(AddressTicket, Session, Device, Ticket, Rescue, Invitation, Nonce, Pass),
    *(Support, Candidate),
)
"""What let somebody in when the backup was made, or was to make them an admin, and must not any
more (also: what was stopped).
"""
CLOCK, KEYS, OLDER_LOG, PARTED = "clock", "keys", "older_log", "parted"  # for a person to solve


@dataclass(frozen=True)
class State:
    """How far the restore is. ``problem``: what keeps it from ending, if anything does."""

    since: datetime | None
    hosts: tuple[str, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def asked(self) -> int:
        """How many neighbours were asked."""
        return len(self.said)

    @property
    def answered(self) -> int:
        """How many of them answered, with something of ours or without."""
        return self.asked - len(self.silent)

    @property
    def gave(self) -> tuple[str, ...]:
        """Who has something of ours."""
        return self._who(asking.GAVE)

    @property
    def silent(self) -> tuple[str, ...]:
        """Who did not answer."""
        return self._who(asking.SILENT)

    def _who(self, what: str) -> tuple[str, ...]:
        return tuple(host for host, came in self.said.items() if came == what)


@dataclass
class Findings:
    """What one round of asking brought."""

    identity: Identity
    copies: list[Copy] = field(default_factory=list)
    proven: dict[str, Proven] = field(default_factory=dict)
    busy: bool = False  # somebody else of us stands where something is to be had

    @property
    def givers(self) -> tuple[str, ...]:
        """Who had something of ours."""
        return tuple(copy.host for copy in self.copies if copy.heads)

    def highest(self) -> int:
        """The highest number that anybody has seen of the newest version of us."""
        heads = [head for copy in self.copies for head in copy.heads.values()]
        same = [head.seq for head in heads if head.version == self.identity.number]
        return max(same, default=0)


def begin_if_older(world: World) -> bool:
    """At a start: whether the database is older than what we signed, or than whom we erased.

    Then restore mode begins.
    """
    ours, held = mark.of_database(world), mark.read(world)
    is_as_new = ours is None or (held is not None and ours.order >= held.order)
    is_undone = erasures.is_undone(world) or outsiders.is_undone(world)
    if is_as_new and not is_undone:
        return False
    if is_undone or Counter.get().restoring is None:
        begin(world)
    return True


def begin(world: World) -> None:
    """Restore mode: what a backup must not bring back to life is void, and nothing is signed."""
    with database.atomic():
        counter.lock()
        now = world.now()
        Counter.update(restoring=now, restore_facts="{}").execute()
        asking.forget(world)
        erased = void(world)
        Origin.update(unchecked=now).where(~Origin.own).execute()
        Peer.update(next_attempt=now, failures=0).where(Peer.state == "active").execute()
        news.begin_anew(world)
        tell_admins(world, f"restore {int(now.timestamp())}")
    log.warning("restore mode: the database is older than what was signed; %s erased anew", erased)


def void(world: World) -> int:
    """What a backup must not bring back to life; returns how many were erased anew.

    In the caller's transaction.
    """
    for model in VOID:
        model.delete().execute()
    deliver.doubt(world)
    with outbox.silence():  # who is concerned was told at the time
        return erasures.again(world) + outsiders.again(world)


def state() -> State:
    """Where it is."""
    row = Counter.get()
    if row.restoring is None:
        return State(None)
    problem = asking.noted().get("problem", "")
    return State(row.restoring, tuple(copies.hosts()), asking.said(), problem)


def step(world: World) -> bool:
    """One round of the job; whether the restore has ended by it."""
    row = Counter.get()
    if row.restoring is None:
        return False
    found = ask(world)
    problem = _problem(world, found)
    _note(world, found, problem)
    if problem or found.busy or not _is_enough(world, row, found):
        return False
    return finish(world, found)


def help_ask(world: World) -> int:
    """Another lane of the same round; returns how many were asked."""
    if Counter.get().restoring is None:
        return 0
    return asking.help_ask(world, verified(bytes(own_origin().log)))


def go_on(world: World) -> bool:
    """The admin's word: end it with what the neighbours give now, or without.

    :raises NoKeyError: our log names no key of ours: only a recovery sheet helps.
    :raises ClockBehindError: the clock must be looked at first.
    """
    found = ask(world)
    if _problem(world, found) == KEYS:
        raise NoKeyError(role=keyring.SIGN)
    return finish(world, found)


def ask(world: World) -> Findings:
    """Ask every neighbour for our log and our feeds."""
    known = verified(bytes(own_origin().log))
    found = Findings(known, asking.ask(world, known))
    for copy in found.copies:
        if copy.identity is not None and copy.identity.number > found.identity.number:
            found.identity = copy.identity
    for scope in SCOPES:
        newest = _newest(world, found, scope)
        if newest is not None:
            found.proven[scope] = newest
    return found


def finish(world: World, found: Findings) -> bool:
    """Make true what was found, and sign again."""
    with database.atomic():
        row = counter.lock()
        if row.restoring is None:
            return False
        gate.check_clock_of_mark(world, row)
        former = own_origin()
        Origin.update(log=found.identity.log, version=found.identity.number).where(
            Origin.id == former.id
        ).execute()
        row.last = _above_everything(world, row, found)
        row.restoring = row.copies = None
        press = Press(world, row)
        givenback.take(world, press, found.proven)
        resign.all_at_once(press, former=former.host)
        for scope in SCOPES:
            press.touch(scope)
        press.finish()
    mark.rise(world, press.mark)
    log.warning("the restore has ended: %s gave back what they had", list(found.proven))
    return True


def _newest(world: World, found: Findings, scope: str) -> Proven | None:
    """The set of the newest head of all that answer; the next one when it is not given whole."""
    ours = Feed.get_or_none(origin=own_origin(), scope=scope)
    offers = [(copy.heads[scope], copy.host) for copy in found.copies if scope in copy.heads]
    newer = [one for one in offers if ours is None or _order(one[0]) > (ours.version, ours.seq)]
    for head, host in sorted(newer, key=lambda one: _order(one[0]), reverse=True):
        with standing.at(world, host) as free:
            if not free:
                found.busy = True
                return None
            try:
                return copies.pull(world, host, found.identity, head)
            except FederationError as error:
                log.warning("%s did not give our feed back: %s", host, logged(error))
    return None


def _order(head: Head) -> tuple[int, int]:
    return head.version, head.seq


def _problem(world: World, found: Findings) -> str:
    """What only a person can solve."""
    held = mark.read(world)
    named = {key.multikey for key in found.identity.sign_keys.values()}
    if any(copy.parted for copy in found.copies):
        return PARTED
    if not named & keyring.held(world, keyring.SIGN).keys():
        return KEYS
    if held is not None and held.version > found.identity.number:
        return OLDER_LOG
    try:
        gate.check_clock_of_mark(world, Counter.get())
    except ClockBehindError:
        return CLOCK
    return ""


def _is_enough(world: World, row: Counter, found: Findings) -> bool:
    """Whether there is no reason to wait for more answers."""
    if world.now() >= row.restoring + LONGEST:
        return True
    if not found.givers:
        return False
    if all(copy.answered for copy in found.copies) or _reaches_the_mark(world, found):
        return True
    first = asking.noted().get("first")
    return first is not None and world.now().timestamp() >= first + PATIENCE.total_seconds()


def _reaches_the_mark(world: World, found: Findings) -> bool:
    """Whether what was given back is everything that we ever signed."""
    held = mark.read(world)
    if held is None or held.version != found.identity.number:
        return False
    ours = {feed.scope: feed.seq for feed in list(Feed.select().where(Feed.origin == own_origin()))}
    for scope, last in held.scopes.items():
        given = found.proven[scope].head.seq if scope in found.proven else ours.get(scope, 0)
        if given < last.seq:
            return False
    return True


def _above_everything(world: World, row: Counter, found: Findings) -> int:
    held = mark.read(world)
    of_mark = held.last if held and held.version == found.identity.number else 0
    return max(int(row.last), of_mark, found.highest())


def _note(world: World, found: Findings, problem: str) -> None:
    with asking.noting() as noted:
        first = int(world.now().timestamp()) if found.givers else None
        noted["first"] = noted.get("first") or first
        noted["problem"] = problem


def tell_admins(world: World, key: str) -> None:
    """Tell every admin that nothing is published, in the caller's transaction."""
    for admin in list(Resident.select().where(Resident.role == "admin")):
        outbox.put(
            world,
            template="node-trouble",
            to=outbox.Recipient(admin.language, admin.id, admin.email),
            values={"name": admin.shown_name, "path": "/over"},
            key=f"{key} {admin.id}",
        )
