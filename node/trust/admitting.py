"""Letting in who asks to join: read, written with and welcomed by whoever is trusted.

Rule 1: yes can be said by whoever the ward lets say it; no is for those who look after the ward.
Rule 2: the decision, the first welcome and the line in the log are one transaction. The name of who
asked is not in the log.
"""

from collections.abc import Sequence
from typing import Final

from node.moderation import log
from node.residents import applicants, applications
from node.residents.applicants import Conversation
from node.residents.applications import Applied
from node.residents.models import Resident
from node.settings import values
from node.store.database import database
from node.trust import knowing, welcoming
from node.trust.knowing import CARERS
from node.trust.welcoming import NotTrustedError
from node.world import World

PAGE: Final = 30


def may_admit(person: Resident) -> bool:
    """Whether this resident may let somebody in."""
    if person.role in CARERS:
        return person.suspended is None
    return values.get("who_admits") == "trusted" and knowing.is_trusted(person)


def listed(person: Resident) -> Sequence[Applied]:
    """Those who wait, the longest waiting first, and one more than fit on a page when there are
    more; nobody, for who may not let them in.
    """
    return applications.listed(PAGE + 1) if may_admit(person) else ()


def number_of(person: Resident, waiting: int) -> int:
    """How many of those who wait are for this resident."""
    return waiting if waiting and may_admit(person) else 0


def one(person: Resident, number: int) -> Conversation:
    """One application with what was written about it.

    :raises NotTrustedError: it is not for this resident; :raises UnknownNameError: it was decided.
    """
    _check(person)
    return applicants.of(number)


def ask(world: World, person: Resident, number: int, text: str) -> None:
    """Write to somebody who asks to join.

    :raises NotTrustedError: :raises UnknownNameError: :raises NothingSaidError: nothing was sent.
    """
    _check(person)
    applicants.ask(world, person, number, text)


def answer(world: World, person: Resident, number: int, *, yes: bool) -> None:
    """Somebody may join, welcomed by who says so; or not.

    :raises NotTrustedError: or :raises UnknownNameError: nothing was decided.
    """
    _check(person)
    if not yes and person.role not in CARERS:
        raise NotTrustedError
    with database.atomic():
        if yes:
            welcoming.note(world, person, let_in(world, number, by=person))
        else:
            turn_down(world, number, by=person)


def let_in(world: World, number: int, *, by: Resident | None) -> Resident:
    """Somebody may join, as ``by`` says, or whoever is at the machine.

    :raises UnknownNameError: nothing was decided.
    """
    with database.atomic():
        made = applications.accept(world, number)
        log.note(world, "application-yes", by=by)
    return made


def turn_down(world: World, number: int, *, by: Resident | None) -> None:
    """Somebody may not join, as ``by`` says, or whoever is at the machine.

    :raises UnknownNameError: nothing was decided.
    """
    with database.atomic():
        applications.refuse(world, number)
        log.note(world, "application-no", by=by)


def _check(person: Resident) -> None:
    if not may_admit(person):
        raise NotTrustedError
