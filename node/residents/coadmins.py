"""Asking somebody to look after the ward too: a code to join with, and then a yes.

Rule: who was asked has no power, not with the code and not with the account that was made with it.
Only an admin who says that this is the one who was meant gives it (:func:`confirm`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import peewee as pw

from node.notices import outbox
from node.notices.outbox import Recipient
from node.residents import accounts, invitations, names
from node.residents.errors import BadNameError, UnknownNameError
from node.residents.models import AdminCall, Invitation, Resident
from node.store.database import database
from node.world import World

LONGEST = names.LONGEST_NAME
PAGE = "/beheer/beheerders"


@dataclass(frozen=True)
class Called:
    """Somebody who was asked. ``state``: asked, or joined as ``account``; ``ends``: of the code."""

    id: int
    name: str
    state: Literal["asked", "joined"]
    account: str
    made: datetime
    ends: datetime | None


def ask(
    world: World, *, name: str, email: str = "", language: str = "nl", maker: Resident | None = None
) -> str:
    """Ask somebody; the code to join with, as people read it. With an address it is mailed too.

    :raises BadNameError: :raises BadEmailError:
    """
    called = " ".join(name.replace("\0", "").split())
    if not called or len(called) > LONGEST or not called.isprintable():
        raise BadNameError(called)
    address = names.check_email(email) if email.strip() else ""
    with database.atomic():
        code = invitations.new(world, label=called, maker=maker)
        AdminCall.create(
            name=called,
            invitation=invitations.find(world, code).id,
            maker=maker,
            made=world.now(),
        )
        if address:
            outbox.put(
                world,
                template="admin-invited",
                to=Recipient(language, address=address),
                values={
                    "name": called,
                    "asker": maker.shown_name if maker else "",
                    "code": code,
                    "path": "/account-maken",
                },
            )
    return code


def joined(world: World, invitation_id: int, resident: Resident) -> None:
    """Somebody made an account with this invitation; if it was that of a call, admins hear of it.
    Inside the transaction of the account.
    """
    answered = AdminCall.update(resident=resident.id).where(
        AdminCall.invitation == invitation_id, AdminCall.resident.is_null()
    )
    if answered.execute():
        for admin in accounts.moderators():
            if admin.role == "admin":
                accounts.tell(world, admin, "admin-waits", other=resident.shown_name, path=PAGE)


def listed(world: World) -> list[Called]:
    """Who was asked and is no admin yet, in the order in which they were."""
    holds = (Invitation.uses_left > 0) & (Invitation.ends > world.now())
    rows = list(
        AdminCall.select(AdminCall, Invitation, Resident)
        .join(Invitation, pw.JOIN.LEFT_OUTER)
        .switch(AdminCall)
        .join(Resident, pw.JOIN.LEFT_OUTER, on=(AdminCall.resident == Resident.id))
        .where(AdminCall.resident.is_null(is_null=False) | holds)
        .order_by(AdminCall.id)
    )
    return [_called(row) for row in rows]


def confirm(world: World, number: int) -> Resident:
    """Yes, this is the one who was asked: an admin from now on, and told so.

    :raises UnknownNameError: nobody waits for that under this number.
    """
    with database.atomic():
        row = AdminCall.get_or_none(AdminCall.id == number)
        if row is None or row.resident is None or row.resident.suspended:
            raise UnknownNameError("")
        if not AdminCall.delete().where(AdminCall.id == number).execute():
            raise UnknownNameError("")  # taken back in this moment
        person: Resident = row.resident
        accounts.set_role(person, "admin")
        AdminCall.delete().where(AdminCall.resident == person.id).execute()
        accounts.tell(world, person, "role-changed", role="admin", path="/inloggen")
    return person


def take_back(number: int) -> bool:
    """Ask no more; the code opens nothing, and whoever joined stays a resident. Whether there
    was such a call.
    """
    with database.atomic():
        row = AdminCall.get_or_none(AdminCall.id == number)
        if row is None:
            return False
        if row.invitation_id is not None:
            invitations.take_back(row.invitation_id)
        row.delete_instance()
    return True


def forget_over(world: World) -> int:
    """Delete calls whose code opens nothing any more and that nobody answered; returns how many."""
    holds = Invitation.select(Invitation.id).where(
        Invitation.uses_left > 0, Invitation.ends > world.now()
    )
    unanswered = AdminCall.resident.is_null()
    over = AdminCall.invitation.is_null() | AdminCall.invitation.not_in(holds)
    count: int = AdminCall.delete().where(unanswered, over).execute()
    return count


def _called(row: AdminCall) -> Called:
    person, invitation = row.resident, row.invitation
    return Called(
        id=row.id,
        name=row.name,
        state="joined" if person else "asked",
        account=person.shown_name if person else "",
        made=row.made,
        ends=invitation.ends if invitation else None,
    )
