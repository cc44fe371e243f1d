"""Codes with which people may join: on a letter through the door, or told.

Rule: a code is shown when it is made and never again; what is kept is its hash.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from node.residents import secrecy
from node.residents.errors import InvitationError
from node.residents.models import Invitation, Resident
from node.store.database import database
from node.world import World

LASTS = timedelta(days=60)
KEPT = timedelta(days=90)  # after its end, for who asks what became of a letter
MOST_USES = 500
MOST_LETTERS = 500
LONGEST_LABEL = 80


@dataclass(frozen=True)
class Invited:
    """An invitation as an admin sees it."""

    id: int
    label: str
    uses_left: int
    made: datetime
    ends: datetime


def new(
    world: World,
    *,
    label: str = "",
    uses: int = 1,
    lasts: timedelta = LASTS,
    maker: Resident | None = None,
) -> str:
    """A new code, good for ``uses`` accounts; as people read it."""
    code = secrecy.letters(world)
    Invitation.create(
        code_hash=_hash(code),
        label=" ".join(label.replace("\0", "").split())[:LONGEST_LABEL],
        maker=maker,
        uses_left=max(1, min(uses, MOST_USES)),
        made=world.now(),
        ends=world.now() + lasts,
    )
    return secrecy.grouped(code)


def new_letters(
    world: World,
    count: int,
    *,
    label: str = "",
    lasts: timedelta = LASTS,
    maker: Resident | None = None,
) -> list[str]:
    """Codes for ``count`` letters, each good for one household: four accounts."""
    with database.atomic():
        return [
            new(world, label=f"{label} {number}".strip(), uses=4, lasts=lasts, maker=maker)
            for number in range(1, min(count, MOST_LETTERS) + 1)
        ]


def find(world: World, typed: str) -> Invitation:
    """The invitation with this code, while it holds.

    :raises InvitationError: when there is none.
    """
    found: Invitation | None = (
        Invitation.select()
        .where(
            Invitation.code_hash == _hash(secrecy.tidy(typed)),
            Invitation.uses_left > 0,
            Invitation.ends > world.now(),
        )
        .first()
    )
    if found is None:
        raise InvitationError
    return found


def spend(world: World, invitation_id: int) -> None:
    """One use less; inside the transaction of the account that is made with it.

    :raises InvitationError: when it was used up, ended or taken back in the meantime.
    """
    used = Invitation.update(uses_left=Invitation.uses_left - 1).where(
        Invitation.id == invitation_id, Invitation.uses_left > 0, Invitation.ends > world.now()
    )
    if not used.execute():
        raise InvitationError


def forget_over(world: World) -> int:
    """Delete those that have opened nothing for a while; returns how many."""
    count: int = Invitation.delete().where(Invitation.ends < world.now() - KEPT).execute()
    return count


def listed(world: World) -> list[Invited]:
    """Those that still hold, the newest first."""
    rows = list(
        Invitation.select()
        .where(Invitation.uses_left > 0, Invitation.ends > world.now())
        .order_by(Invitation.id.desc())
    )
    return [Invited(r.id, r.label, r.uses_left, r.made, r.ends) for r in rows]


def take_back(invitation_id: int) -> bool:
    """End one; whether there was one."""
    return bool(Invitation.delete().where(Invitation.id == invitation_id).execute())


def _hash(code: str) -> str:
    return secrecy.paper_hash("invitation", code)
