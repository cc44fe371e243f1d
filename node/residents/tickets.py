"""Links and codes that go out by mail: made, opened, used up.

Rule 1: only hashes are kept; a newer one of the same sort ends the older.
Rule 2: looking at one changes nothing; using it deletes it, once, whoever else tries beside us.
Rule 3: a code dies after a few wrong ones; its link does not, for a stranger could type those.
"""

from dataclasses import dataclass

from node.notices.kinds import HOUR
from node.residents import accounts, names, secrecy
from node.residents.errors import CodeError, TicketError
from node.residents.models import Resident, Ticket
from node.world import World

LASTS = HOUR  # as the mail says
MOST_WRONG = 5


@dataclass(frozen=True)
class Written:
    """What goes into the mail: the token of the link, and the code."""

    token: str
    code: str

    @property
    def shown(self) -> str:
        """The code as people read it."""
        return secrecy.grouped(self.code).replace("-", " ")


def for_resident(
    world: World, kind: str, resident: Resident, *, email: str | None = None, way: str = "mail"
) -> Written:
    """A ticket of a resident; ends their older ones of this kind."""
    Ticket.delete().where(Ticket.kind == kind, Ticket.resident == resident.id).execute()
    return _make(world, kind, resident=resident.id, email=email, way=way)


def for_mailbox(world: World, email: str, invitation: int | None) -> Written:
    """A ticket to join with this address; ends older ones for it."""
    Ticket.delete().where(
        Ticket.kind == "join", Ticket.email_key == names.fold_email(email)
    ).execute()
    return _make(world, "join", email=email, invitation=invitation)


def _make(world: World, kind: str, **of: object) -> Written:
    written = Written(secrecy.token(world), secrecy.digits(world))
    email = of.get("email")
    Ticket.create(
        kind=kind,
        token_hash=_hash(world, kind, written.token),
        code_hash=_hash(world, kind, written.code),
        email_key=names.fold_email(str(email)) if email else None,
        made=world.now(),
        ends=world.now() + LASTS,
        **of,
    )
    return written


def look(world: World, kind: str, token: str) -> Ticket:
    """The ticket of a link, unused and in time.

    :raises TicketError: when there is none.
    """
    found: Ticket | None = (
        Ticket.select(Ticket, Resident)
        .left_outer_join(Resident)
        .where(
            Ticket.kind == kind,
            Ticket.token_hash == _hash(world, kind, token),
            Ticket.ends > world.now(),
        )
        .first()
    )
    if found is None or (found.resident is not None and found.resident.suspended):
        raise TicketError
    return found


def use(world: World, kind: str, token: str) -> Ticket:
    """The ticket, used up now. Call it inside the transaction of what it allows.

    :raises TicketError: when there is none, or somebody was first.
    """
    found = look(world, kind, token)
    if not Ticket.delete().where(Ticket.id == found.id, Ticket.made == found.made).execute():
        raise TicketError
    return found


def by_code(world: World, kind: str, who: str, typed: str) -> str:
    """A new token for whom the code was: for ``join`` of an address, else of a name or address.

    The code is used up; the link of the mail too.

    :raises CodeError: when there is no such code, or it had too many wrong ones.
    """
    found = _of(kind, who, world)
    given = _hash(world, kind, secrecy.tidy(typed))
    right = secrecy.same(given, found.code_hash if found else given[::-1])
    if found is None or not right:
        if found is not None:
            Ticket.update(wrong=Ticket.wrong + 1).where(Ticket.id == found.id).execute()
        raise CodeError
    token = secrecy.token(world)
    changed = (
        Ticket.update(
            token_hash=_hash(world, kind, token), code_hash=_hash(world, kind, secrecy.token(world))
        )
        .where(Ticket.id == found.id, Ticket.code_hash == given)
        .execute()
    )
    if not changed:
        raise CodeError
    return token


def _of(kind: str, who: str, world: World) -> Ticket | None:
    """The ticket whose code may still be tried."""
    about = Ticket.email_key == names.fold_email(who.strip())
    if kind != "join":
        about = Ticket.resident.in_(
            Resident.select(Resident.id).where(
                accounts.called(Resident, who),
                Resident.suspended.is_null(),
            )
        )
    found: Ticket | None = (
        Ticket.select()
        .where(Ticket.kind == kind, about, Ticket.wrong < MOST_WRONG, Ticket.ends > world.now())
        .order_by(Ticket.id.desc())
        .first()
    )
    return found


def forget_over(world: World) -> int:
    """Delete what is over; returns how many."""
    count: int = Ticket.delete().where(Ticket.ends <= world.now()).execute()
    return count


def _hash(world: World, kind: str, secret: str) -> str:
    return secrecy.short_hash(world, f"ticket {kind}", secret)
