"""Changing how one comes in: another password, another mailbox.

Rule 1: both ask for the password that is, and the mailboxes concerned are told.
Rule 2: another address counts when its mailbox was opened, and not before.
"""

import peewee as pw

from node.notices import outbox
from node.notices.outbox import Recipient
from node.residents import accounts, asked, names, passwords, recovery, tickets
from node.residents.errors import EmailNeededError, SignInRefusedError, TicketError
from node.residents.models import Asked, Resident, Ticket
from node.settings import values
from node.store.database import database
from node.world import World


def change_password(world: World, resident: Resident, *, current: str, new: str) -> None:
    """Set a new one; every session ends, the caller's too.

    :raises SignInRefusedError: when ``current`` is wrong.
    :raises AccountError: when ``new`` will not do.
    """
    check_password(world, resident, current)
    hashed = recovery.checked_hash(world, resident, new)
    with database.atomic():
        recovery.replace_password(world, resident, hashed)


def check_password(world: World, resident: Resident, password: str) -> None:
    """:raises SignInRefusedError: when it is not this resident's."""
    if not passwords.is_password(world, password, resident.password):
        raise SignInRefusedError


def ask_email(world: World, resident: Resident, *, password: str, email: str) -> str:
    """Another address is wanted; returns it as it is written to.

    :raises SignInRefusedError: when the password is wrong; :raises BadEmailError: no address.
    """
    check_password(world, resident, password)
    address = names.check_email(email)
    asked.put(world, kind="email", typed=address, language=resident.language, resident=resident)
    return address


def answer(world: World, row: Asked) -> None:
    """Write to the new mailbox, unless somebody else has that address, and to the old one."""
    resident = row.resident
    if resident is None or resident.suspended or not outbox.has_room(world, row.typed):
        return
    if resident.email:
        accounts.tell(world, resident, "email-changing", path="/van-mij/veilig")
    if _is_taken(row.typed, resident):
        return
    written = tickets.for_resident(world, "email", resident, email=row.typed)
    outbox.put(
        world,
        template="email-confirm",
        to=Recipient(resident.language, address=row.typed),
        values={
            "name": resident.shown_name,
            "code": written.shown,
            "path": f"/van-mij/e-mail/{written.token}",
        },
    )


def confirm_email(world: World, token: str) -> Resident:
    """The mailbox was opened: it is theirs from now on. Both mailboxes are told.

    :raises TicketError: when the link is used, over, or somebody has the address now.
    """
    with database.atomic():
        ticket = tickets.use(world, "email", token)
        resident = ticket.resident
        if resident is None:
            raise TicketError
        _set_email(world, resident, ticket.email)
    return resident


def confirm_email_code(world: World, resident: Resident, typed: str) -> None:
    """The same, by the code.

    :raises CodeError: when it is not the code; :raises TicketError: as above.
    """
    # Not in one transaction: a wrong code is counted also though it is refused.
    confirm_email(world, tickets.by_code(world, "email", resident.name, typed))


def remove_email(world: World, resident: Resident, *, password: str) -> None:
    """No mailbox any more; the old one is told.

    :raises EmailNeededError: where the ward wants one of everybody.
    """
    check_password(world, resident, password)
    if not values.is_on("without_email"):
        raise EmailNeededError
    with database.atomic():
        _set_email(world, resident, None)


def _set_email(world: World, resident: Resident, email: str | None) -> None:
    old = accounts.recipient(resident)
    if email and _is_taken(email, resident):
        raise TicketError
    try:
        with database.atomic():
            Resident.update(
                email=email, email_key=names.fold_email(email) if email else None
            ).where(Resident.id == resident.id).execute()
    except pw.IntegrityError:
        raise TicketError from None
    Ticket.delete().where(Ticket.resident == resident.id).execute()
    if email:
        outbox.readdress(world, resident.id, email)
    new = Recipient(old.language, resident=old.resident, address=email)
    for box in (old, new):
        if box.address:
            outbox.put(
                world,
                template="email-changed",
                to=box,
                values={"name": resident.shown_name, "path": "/herstel"},
            )


def _is_taken(email: str, resident: Resident) -> bool:
    found: bool = (
        Resident.select()
        .where(Resident.email_key == names.fold_email(email), Resident.id != resident.id)
        .exists()
    )
    return found
