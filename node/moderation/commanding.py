"""What is done to accounts and listings by command, with its line in the log.

Whoever is at the site's computer can do all of this; that it was done is for everybody who looks
after the ward to read.
Rule: the deed and its line are one transaction; no line has a password or a code.
"""

from node.listings import compose, inventory
from node.listings.models import Listing
from node.moderation import log, overseeing
from node.residents import accounts, recovery, secondstep, sessions, tickets
from node.residents.models import Resident
from node.store.database import database
from node.world import World


def make_account(
    world: World, *, name: str, password: str, email: str | None, role: str
) -> Resident:
    """An account by command; one with power is in the log.

    :raises AccountError: name, password or address will not do.
    """
    with database.atomic():
        made = accounts.create(world, name=name, password=password, email=email, role=role)
        if role != "resident":
            overseeing.note_role(world, made, role, by=None)
    return made


def shut_out(world: World, name: str) -> Resident:
    """Nobody comes in as this one, by command.

    :raises UnknownNameError: nobody is called so; :raises LastAdminError: nobody would look after
        the node.
    """
    person = accounts.named(name)
    with database.atomic():
        accounts.suspend(world, person)
        _note(world, "shut-out", person)
    return person


def let_back(world: World, name: str) -> Resident:
    """They come in again, by command.

    :raises UnknownNameError: nobody is called so.
    """
    person = accounts.named(name)
    with database.atomic():
        accounts.restore(person)
        _note(world, "let-back", person)
    return person


def give_password(world: World, name: str, password: str) -> Resident:
    """Another password for somebody, who is signed out everywhere and told so.

    :raises UnknownNameError: nobody is called so; :raises AccountError: it will not do.
    """
    person = accounts.named(name)
    hashed = recovery.checked_hash(world, person, password)  # before others have to wait for us
    with database.atomic():
        recovery.replace_password(world, person, hashed)
        _note(world, "password-set", person)
    return person


def give_code(world: World, name: str) -> tuple[Resident, str]:
    """A code to hand over, with which somebody chooses a new password.

    :raises UnknownNameError: nobody is called so.
    """
    person = accounts.named(name)
    with database.atomic():
        written = tickets.for_resident(world, "recover", person)
        _note(world, "code-made", person)
    return person, written.shown


def sign_out(world: World, name: str) -> Resident:
    """Every session of somebody ends.

    :raises UnknownNameError: nobody is called so.
    """
    person = accounts.named(name)
    with database.atomic():
        sessions.sign_out_everywhere(person.id)
        _note(world, "signed-out", person)
    return person


def drop_second_step(world: World, name: str) -> Resident:
    """Somebody who lost telephone and paper signs in with the password alone, and is told so.

    :raises UnknownNameError: nobody is called so.
    """
    person = accounts.named(name)
    with database.atomic():
        secondstep.remove(world, person)
        _note(world, "second-step-off", person)
    return person


def withdraw(world: World, lid: str) -> None:
    """A listing of this node is withdrawn; its neighbours are told.

    :raises NotFoundError: this node has no open listing of that id.
    """
    with database.atomic():
        owner = inventory.owner_of(lid)
        compose.withdraw(world, owner=owner, lid=lid)
        title = Listing.select(Listing.title).where(Listing.lid == lid, Listing.owner == owner)
        log.note(world, "withdrawn", by=None, concerned=owner, about=title.scalar())


def _note(world: World, action: str, person: Resident) -> None:
    log.note(world, action, by=None, concerned=person.id, about=person.name)
