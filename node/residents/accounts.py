"""Making accounts and finding them again.

Rule: whoever asks whether an account exists is answered by :mod:`node.residents.sessions` alone.
"""

from collections.abc import Iterator
from typing import Any

import peewee as pw

from node.notices import outbox
from node.notices.outbox import Recipient
from node.residents import commonplace, names, naming, passwords
from node.residents.errors import (
    EmailTakenError,
    LastAdminError,
    NameTakenError,
    UnknownNameError,
)
from node.residents.lookalikes import look
from node.residents.models import Application, Resident, SecondStep, Session
from node.settings import values
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
    passwords.check_strength(password, own_words=own_words(world))
    hashed = passwords.hash_password(world, password)
    with database.atomic():
        return insert(world, name=tidy, email=address, hashed=hashed, role=role, language=language)


def insert(
    world: World, *, name: str, email: str | None, hashed: str, role: str, language: str
) -> Resident:
    """The row of an account whose parts were checked; inside the caller's transaction.

    :raises NameTakenError: or :raises EmailTakenError: when somebody has them.
    """
    check_free(world, name, email)
    try:
        with database.atomic():
            return Resident.create(
                **keys(name, email),
                password=hashed,
                role=role,
                shown_name=name,
                outside_name=names.outside(name),
                language=language,
                created=world.now(),
            )
    except pw.IntegrityError:  # somebody was first, in another process
        raise NameTakenError(name) from None


def keys(name: str, email: str | None) -> dict[str, str | None]:
    """Name and address with the folded forms that must differ."""
    return {
        "name": name,
        "name_key": names.fold_name(name),
        "name_look": look(name),
        "email": email,
        "email_key": names.fold_email(email) if email else None,
    }


def check_free(world: World, name: str, email: str | None) -> None:
    """:raises NameTakenError: or :raises EmailTakenError: when an account or an application has
    this name or is called so, one that looks the same, or this address, or left with it lately.
    """
    if naming.is_anothers(world, name):
        raise NameTakenError(name)
    for model in (Resident, Application):
        alike = (model.name_key == names.fold_name(name)) | (model.name_look == look(name))
        if model.select().where(alike).exists():
            raise NameTakenError(name)
        if email and model.get_or_none(email_key=names.fold_email(email)):
            raise EmailTakenError(email)


def own_words(world: World) -> set[str]:
    """Words of the ward that are nobody's password: its name, its address, and those it set."""
    organisation = Resident.select().where(Resident.organisation).order_by(Resident.id).first()
    host = world.config.host_name.partition(":")[0]
    return commonplace.words_in(
        organisation.name if organisation else "", host, values.get("own_words")
    )


def create_organisation(world: World, *, name: str, language: str = "nl") -> Resident:
    """An account that places listings by command or import; nobody can sign in to it."""
    return Resident.create(
        name=name,
        name_key=names.fold_name(name),
        name_look=None,
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
    found: Resident | None = Resident.select().where(called(Resident, name_or_email)).first()
    return found


def called(model: type[Resident | Application], name_or_email: str) -> pw.Expression:
    """The condition that a row is whom somebody means; an address has an ``@``, a name has none."""
    column = model.email_key if "@" in name_or_email else model.name_key
    condition: pw.Expression = column == names.who_key(name_or_email)
    return condition


def named(name: str) -> Resident:
    """The resident with this name, for who may know.

    :raises UnknownNameError: when there is none, or nobody can sign in to it.
    """
    found: Resident | None = Resident.get_or_none(name_key=names.fold_name(name))
    if found is None or found.organisation:
        raise UnknownNameError(name.strip()[: names.LONGEST_NAME])
    return found


def moderators() -> list[Resident]:
    """Those who look after what happens here: moderators and admins who can sign in."""
    return list(
        Resident.select()
        .where(Resident.role.in_(["moderator", "admin"]), Resident.suspended.is_null())
        .order_by(Resident.id)
    )


def numbers() -> dict[str, int]:
    """How many can sign in, by role."""
    rows: Any = (
        Resident.select(Resident.role, pw.fn.COUNT(Resident.id))
        .where(~Resident.organisation)
        .group_by(Resident.role)
        .tuples()
    )
    return {"resident": 0, "moderator": 0, "admin": 0, **dict(list(rows))}


def recipient(resident: Resident) -> Recipient:
    """Where this resident is told things."""
    return Recipient(resident.language, resident=resident.id, address=resident.email)


def set_role(resident: Resident, role: str) -> None:
    """Another role; every session ends, so that none goes on with the old one.

    :raises LastAdminError: when nobody would look after the node.
    """
    with database.atomic():
        if role != "admin":
            check_other_admin(resident)
        Resident.update(role=role).where(Resident.id == resident.id).execute()
        Session.delete().where(Session.resident == resident.id).execute()


def suspend(world: World, resident: Resident) -> None:
    """Shut out, at once and in every browser; what waits for its hour is mailed no more.

    :raises LastAdminError: when nobody would look after the node.
    """
    with database.atomic():
        check_other_admin(resident)
        Resident.update(suspended=world.now()).where(Resident.id == resident.id).execute()
        Session.delete().where(Session.resident == resident.id).execute()
        outbox.drop_chosen(resident.id)


def restore(resident: Resident) -> None:
    """Let in again."""
    Resident.update(suspended=None).where(Resident.id == resident.id).execute()


def listed() -> Iterator[dict[str, object]]:
    """Everybody who can sign in, for an admin."""
    rows = list(
        Resident.select(Resident, SecondStep.confirmed)
        .join(SecondStep, pw.JOIN.LEFT_OUTER, on=(SecondStep.resident == Resident.id), attr="step")
        .where(~Resident.organisation)
        .order_by(Resident.id)
    )
    for row in rows:
        yield {
            "name": row.name,
            "email": row.email,
            "role": row.role,
            "second_step": getattr(getattr(row, "step", None), "confirmed", None) is not None,
            "created": row.created,
            "suspended": row.suspended,
        }


def tell(world: World, resident: Resident, template: str, **more: str) -> None:
    """Have a resident told, with their name in it."""
    outbox.put(
        world,
        template=template,
        to=recipient(resident),
        values={"name": resident.shown_name, **more},
    )


def hold(resident_id: int) -> None:
    """Inside a transaction: whoever else holds this account waits for its end, and then sees it."""
    Resident.update(role=Resident.role).where(Resident.id == resident_id).execute()


def check_other_admin(resident: Resident) -> None:
    """Inside the transaction of what takes an admin away: two who go at once wait for each other.

    :raises LastAdminError: when nobody else would look after the node.
    """
    Resident.update(role=Resident.role).where(Resident.role == "admin").execute()  # locks them
    admins = list(Resident.select().where(Resident.role == "admin"))  # as it is now
    others = [one for one in admins if one != resident and one.suspended is None]
    if resident in admins and not others:
        raise LastAdminError
