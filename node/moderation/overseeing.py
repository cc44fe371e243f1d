"""What those who look after the ward decide elsewhere on the site, with its line in the log.

Rule 1: the decision and its line are one transaction; the rooms below decide, and know of no log.
Rule 2: what gives or takes power asks an admin's own password on a page; by command it is given by
nobody (``by``), for whoever is at the machine needs none.
"""

from node.moderation import log
from node.peering import approvals, handshake, levels, neighbours
from node.peering.errors import UnknownOriginError
from node.residents import accounts, coadmins, passwords
from node.residents.errors import SignInRefusedError
from node.residents.models import Resident
from node.shown import decisions
from node.store.database import database
from node.world import World


def judge(world: World, moderator: Resident, *, scid: str, lid: str, shown: bool) -> None:
    """Yes or no to one listing of a ward whose listings wait for that.

    :raises UnknownOriginError: it does not wait, or not any more.
    """
    found = {one.lid: one for one in approvals.waiting(world, scid)}
    if lid not in found:
        raise UnknownOriginError(scid)
    with database.atomic():
        levels.decide(world, scid, lid, decisions.APPROVED if shown else decisions.HIDDEN)
        action = "ward-listing-yes" if shown else "ward-listing-no"
        log.note(world, action, by=moderator, about=found[lid].title)


def ask_admin(world: World, admin: Resident | None, *, name: str, email: str, language: str) -> str:
    """Ask somebody to look after the ward too; the code to join with.

    :raises BadNameError: :raises BadEmailError:
    """
    with database.atomic():
        code = coadmins.ask(world, name=name, email=email, language=language, maker=admin)
        log.note(world, "admin-asked", by=admin)
    return code


def confirm_admin(world: World, admin: Resident, number: int, *, password: str) -> Resident:
    """Whoever was asked and joined is an admin from now on.

    :raises SignInRefusedError: this is not the admin's password; :raises UnknownNameError: nobody
        waits for that.
    """
    _check_password(world, admin, password)
    return appoint(world, number, by=admin)


def appoint(world: World, number: int, *, by: Resident | None) -> Resident:
    """The same, once it is known who says so.

    :raises UnknownNameError: nobody waits for that.
    """
    with database.atomic():
        person = coadmins.confirm(world, number)
        note_role(world, person, "admin", by=by)
    return person


def set_role(world: World, admin: Resident, *, name: str, role: str, password: str) -> Resident:
    """Somebody has another role from now on, and is told so.

    :raises SignInRefusedError: this is not the admin's password; :raises UnknownNameError: nobody
        is called so; :raises LastAdminError: nobody would look after the node.
    """
    _check_password(world, admin, password)
    return give_role(world, name, role, by=admin)


def give_role(world: World, name: str, role: str, *, by: Resident | None) -> Resident:
    """The same, once it is known who says so.

    :raises UnknownNameError: nobody is called so; :raises LastAdminError: nobody would look after
        the node.
    """
    person = accounts.named(name)
    with database.atomic():
        accounts.set_role(person, role)
        accounts.tell(world, person, "role-changed", role=role, path="/inloggen")
        note_role(world, person, role, by=by)
    return person


def note_role(world: World, person: Resident, role: str, *, by: Resident | None) -> None:
    log.note(world, "role", by=by, concerned=person.id, about=person.name, text=role)


def _check_password(world: World, admin: Resident, password: str) -> None:
    if not passwords.is_password(world, password, admin.password):
        raise SignInRefusedError


def set_level(world: World, by: Resident | None, scid: str, level: str) -> None:
    """A neighbouring ward is shown, waits, is hidden or blocked from now on.

    :raises UnknownOriginError: there is no such ward.
    """
    with database.atomic():
        levels.set_level(world, scid, level)
        log.note(world, "ward-level", by=by, about=neighbours.name_of(scid), text=level)


def end_neighbours(world: World, by: Resident | None, scid: str, *, blocked: bool) -> None:
    """We and this ward are no neighbours any more; a blocked one is not shown by any road.

    :raises UnknownOriginError: it is no neighbour.
    """
    level = "blocked" if blocked else "hidden"
    with database.atomic():
        handshake.end(world, scid, level=level)
        log.note(world, "ward-ended", by=by, about=neighbours.name_of(scid), text=level)
