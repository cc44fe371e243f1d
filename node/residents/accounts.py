"""Making accounts and finding them again.

Rule: whoever asks whether an account exists is answered by :mod:`node.residents.sessions` alone.
"""

import peewee as pw

from node.residents import names, passwords
from node.residents.errors import EmailTakenError, NameTakenError
from node.residents.models import Resident
from node.store.database import database
from node.world import World

ROLES = ("resident", "moderator", "admin")


def create(
    world: World,
    *,
    name: str,
    password: str,
    email: str | None = None,
    role: str = "resident",
    language: str = "nl",
) -> Resident:
    """A new account for somebody who signs in.

    :raises AccountError: when name, address or password will not do, or is taken.
    """
    tidy = names.check_name(name)
    address = names.check_email(email) if email else None
    passwords.check_strength(password)
    hashed = passwords.hash_password(world, password)
    with database.atomic():
        if Resident.get_or_none(name_key=names.fold_name(tidy)):
            raise NameTakenError(tidy)
        if address and Resident.get_or_none(email_key=names.fold_email(address)):
            raise EmailTakenError(address)
        return Resident.create(
            name=tidy,
            name_key=names.fold_name(tidy),
            email=address,
            email_key=names.fold_email(address) if address else None,
            password=hashed,
            role=role,
            shown_name=tidy,
            outside_name=names.outside(tidy),
            language=language,
            created=world.now(),
        )


def create_organisation(world: World, *, name: str, language: str = "nl") -> Resident:
    """An account that places listings by command or import; nobody can sign in to it."""
    return Resident.create(
        name=name,
        name_key=names.fold_name(name),
        organisation=True,
        shown_name=name,
        outside_name=name,
        language=language,
        created=world.now(),
    )


def node_organisation() -> Resident:
    """The node's own organisation, made by ``wijk init``."""
    found: Resident = (
        Resident.select().where(Resident.organisation).order_by(Resident.id).limit(1).get()
    )
    return found


def find(name_or_email: str) -> Resident | None:
    """The account with this name or address, if any."""
    found: Resident | None = (
        Resident.select()
        .where(
            (Resident.name_key == names.fold_name(name_or_email))
            | (Resident.email_key == names.fold_email(name_or_email.strip()))
        )
        .order_by(pw.Case(None, [(Resident.email_key == names.fold_email(name_or_email), 0)], 1))
        .first()
    )
    return found
