"""Mail addresses of people without an account: asked for, confirmed, opened by a link, forgotten.

Rule 1: looking at a link changes nothing; confirming does, once. Of a link only the hash is kept.
Rule 2: asking is the same for every address, whoever reads it and whatever we know of it.
Rule 3: what somebody asked for stands with the ticket alone until they confirm; who does not, was
never here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from node.notices import outbox
from node.notices.outbox import Recipient
from node.residents import asked, names, secrecy
from node.residents.errors import TicketError
from node.residents.models import Address, AddressTicket, Asked, Resident
from node.store.database import database
from node.world import World

PAGE: Final = "/per-mail"
TO_CONFIRM: Final = timedelta(days=1)
OPENS_FOR: Final = timedelta(days=30)  # the link of a mail; every mail has a new one
LINK: Final = "address"  # what is asked of :mod:`node.residents.answering`
OPENS: Final = ""  # the purpose of a ticket that opens what is theirs


@dataclass(frozen=True)
class Waiting:
    """What somebody asked for and has still to confirm; ``about`` is of whoever asked."""

    email: str
    language: str
    about: str
    made: datetime


def ask(world: World, *, purpose: str, email: str, language: str, about: str) -> str:
    """Note what somebody at this address would like; the token for the link of the mail.

    In the transaction that puts the mail. ``purpose`` is the caller's own word.

    :raises BadEmailError: when it is no address.
    """
    checked, token = names.check_email(email), secrecy.token(world)
    AddressTicket.create(
        purpose=purpose,
        token_hash=_hash(world, token),
        email=checked,
        email_key=names.fold_email(checked),
        language=language,
        about=about,
        made=world.now(),
        ends=world.now() + TO_CONFIRM,
    )
    return token


def purpose_of(world: World, token: str) -> str:
    """What this link would confirm; :data:`OPENS` when it opens what is theirs.

    :raises TicketError: when it is nothing (any more).
    """
    return str(_ticket(world, token).purpose)


def ask_link(world: World, *, email: str, language: str) -> None:
    """Somebody would like a new link; a job answers, so that it is the same for every address.

    :raises BadEmailError: when it is no address.
    """
    asked.put(world, kind=LINK, typed=names.check_email(email), language=language)


def answer(world: World, question: Asked) -> None:
    """Mail a new link to whoever confirmed this address; who did not hears nothing."""
    address = of_email(question.typed)
    if address is not None:
        outbox.put(
            world,
            template="outside-link",
            to=recipient(address),
            values={"path": path_for(world, address.id)},
        )


def waiting(world: World, *, purpose: str, token: str) -> Waiting:
    """What waits for a confirmation.

    :raises TicketError: when there is nothing: confirmed, over, or never asked.
    """
    row = _ticket(world, token)
    if row.purpose != purpose or row.address_id is not None:
        raise TicketError
    return Waiting(row.email or "", row.language, row.about, row.made)


def confirm(world: World, *, purpose: str, token: str) -> Address:
    """The address, confirmed; from now on this link opens what is theirs.

    In the transaction of what was asked for.

    :raises TicketError: when there is nothing to confirm, or somebody was first.
    """
    asked_for = waiting(world, purpose=purpose, token=token)
    address = _confirmed(world, asked_for)
    changed = AddressTicket.update(
        purpose=OPENS,
        address=address.id,
        email=None,
        email_key=None,
        about="",
        ends=world.now() + OPENS_FOR,
    ).where(AddressTicket.token_hash == _hash(world, token), AddressTicket.address.is_null())
    if not changed.execute():
        raise TicketError
    return address


def opened(world: World, token: str) -> Address:
    """Whose link this is.

    :raises TicketError: when it opens nothing (any more).
    """
    row = _ticket(world, token)
    found: Address | None = Address.get_or_none(id=row.address_id) if row.address_id else None
    if found is None:
        raise TicketError
    return found


def link_for(world: World, address_id: int) -> str:
    """A new token for the link of a mail; older ones stay good until they are over."""
    token, address = secrecy.token(world), Address.get_by_id(address_id)
    AddressTicket.create(
        purpose=OPENS,
        token_hash=_hash(world, token),
        address=address.id,
        language=address.language,
        made=world.now(),
        ends=world.now() + OPENS_FOR,
    )
    return token


def path_for(world: World, address_id: int) -> str:
    """Where what is theirs is, on this site, by a new link."""
    return f"{PAGE}/{link_for(world, address_id)}"


def recipient(address: Address) -> Recipient:
    """As whom the outbox tells them."""
    return Recipient(address.language, address=address.email)


def of_email(email: str) -> Address | None:
    """The confirmed address, if it is one."""
    found: Address | None = Address.get_or_none(email_key=names.fold_email(email.strip()))
    return found


def resident_of(address: Address) -> Resident | None:
    """The account that has this address too, if any. Only whoever reads its mail may notice."""
    found: Resident | None = Resident.get_or_none(email_key=address.email_key)
    return found


def forget(world: World, address: Address) -> None:
    """The address, its links, and what was still to be sent to it, are gone.

    What other rooms hold of it they let go of first (:mod:`node.upkeep.outsiders`).
    """
    with database.atomic():
        AddressTicket.delete().where(
            (AddressTicket.address == address.id) | (AddressTicket.email_key == address.email_key)
        ).execute()
        Address.delete().where(Address.id == address.id).execute()
        if resident_of(address) is None:
            outbox.forget_address(world, address.email)


def forget_over(world: World) -> int:
    """Delete the links that are over; returns how many."""
    count: int = AddressTicket.delete().where(AddressTicket.ends <= world.now()).execute()
    return count


def _confirmed(world: World, asked_for: Waiting) -> Address:
    key = names.fold_email(asked_for.email)
    Address.insert(
        email=asked_for.email,
        email_key=key,
        language=asked_for.language,
        confirmed=world.now(),
    ).on_conflict(
        conflict_target=[Address.email_key],
        update={Address.language: asked_for.language},
    ).execute()
    found: Address = Address.get(email_key=key)
    return found


def _ticket(world: World, token: str) -> AddressTicket:
    row: AddressTicket | None = AddressTicket.get_or_none(
        AddressTicket.token_hash == _hash(world, token), AddressTicket.ends > world.now()
    )
    if row is None:
        raise TicketError
    return row


def _hash(world: World, token: str) -> str:
    return secrecy.short_hash(world, "address", token)
