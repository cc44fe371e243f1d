"""Getting back in: a mail with a link and a code, or a code on paper.

Rule 1: asking looks nothing up and is the same for everybody; a job writes to the mailbox that is
on record, and to no other.
Rule 2: looking at a link changes nothing. Using it does, once: a new password, and every session,
link and known browser of before is over.
"""

import peewee as pw

from node.notices import outbox
from node.residents import accounts, asked, devices, passwords, secondstep, secrecy, tickets
from node.residents.errors import CodeError, TicketError
from node.residents.models import Asked, PaperCode, Resident, Session, Ticket
from node.residents.rescues import end_all
from node.store import single
from node.store.database import database
from node.store.single import Value
from node.world import World

PAPER = "way-back"


def ask(world: World, *, who: str, language: str, only_name: bool = False) -> None:
    """Somebody wants a new password, or only to know their user name."""
    asked.put(world, kind="name" if only_name else "recover", typed=who, language=language)


def answer(world: World, row: Asked) -> None:
    """Write to the mailbox on record; where there is none, an admin sees the code."""
    resident = _who(row)
    if resident is None or (resident.email and not outbox.has_room(world, resident.email)):
        return
    written = tickets.for_resident(world, "recover", resident)
    accounts.tell(world, resident, "recover", code=written.shown, path=f"/herstel/{written.token}")


def answer_name(world: World, row: Asked) -> None:
    """Tell the mailbox the name it signs in with."""
    resident = _who(row)
    if resident is not None and resident.email:
        outbox.put(
            world,
            template="user-name",
            to=accounts.recipient(resident),
            values={"name": resident.name, "path": "/inloggen"},
        )


def by_code(world: World, *, who: str, typed: str) -> str:
    """The token to go on with, for whoever has the code of the mail.

    :raises CodeError: when it is not the code.
    """
    return tickets.by_code(world, "recover", who, typed)


def by_paper(world: World, *, who: str, typed: str) -> str:
    """The token to go on with, for whoever has the code on paper. It is used up with the token.

    :raises CodeError: when it is not the code, or there is none.
    """
    resident = accounts.find(who)
    number = resident.id if resident and resident.suspended is None else 0
    found = PaperCode.get_or_none(
        resident=number, kind=PAPER, code_hash=_paper(number, secrecy.tidy(typed))
    )
    if resident is None or found is None:
        raise CodeError
    return tickets.for_resident(world, "recover", resident, way="paper").token


def new_paper(world: World, resident: Resident) -> str:
    """A new code for on paper, shown this once; the old one ends."""
    code = secrecy.letters(world)
    with database.atomic():
        _end_paper(resident.id)
        PaperCode.create(
            resident=resident, kind=PAPER, code_hash=_paper(resident.id, code), made=world.now()
        )
        accounts.tell(world, resident, "paper-made", path="/van-mij/veilig")
    return secrecy.grouped(code)


def has_paper(resident_id: int) -> bool:
    """Whether there is a code on paper."""
    return single.one(papers(resident_id)) > 0


def papers(resident_id: int) -> Value[int]:
    """How many codes on paper there are, to be asked together with more."""
    theirs = (PaperCode.resident == resident_id) & (PaperCode.kind == PAPER)
    return Value(PaperCode.select(pw.fn.COUNT(PaperCode.id)).where(theirs), int)


def look(world: World, token: str) -> Resident:
    """Whose link this is.

    :raises TicketError: when it is nobody's, used or over.
    """
    found = tickets.look(world, "recover", token).resident
    if found is None:
        raise TicketError
    return found


def finish(world: World, *, token: str, password: str) -> Resident:
    """The new password, and an end to all that was before.

    :raises TicketError: when the link is used or over.
    :raises AccountError: when the password will not do; the link stays good.
    """
    resident = look(world, token)
    hashed = checked_hash(world, resident, password)
    with database.atomic():
        ticket = tickets.use(world, "recover", token)
        if ticket.way == "paper":
            _end_paper(resident.id)
        replace_password(world, resident, hashed)
    return resident


def checked_hash(world: World, resident: Resident, password: str) -> str:
    """The hash of a new password for this resident.

    :raises AccountError: when it will not do.
    """
    passwords.check_strength(
        password,
        second_step=secondstep.is_on(resident.id),
        own_words=accounts.own_words(world),
    )
    return passwords.hash_password(world, password)


def replace_password(world: World, resident: Resident, hashed: str) -> None:
    """Set it, end everything that hung on the old one, and tell the mailbox. In a transaction."""
    Resident.update(password=hashed).where(Resident.id == resident.id).execute()
    Session.delete().where(Session.resident == resident.id).execute()
    Ticket.delete().where(Ticket.resident == resident.id).execute()
    devices.forget(resident.id)
    end_all(resident.id)
    accounts.tell(world, resident, "password-changed", path="/herstel")


def _who(row: Asked) -> Resident | None:
    found = accounts.find(row.typed)
    if found is None or found.suspended or found.organisation:
        return None
    return found


def _end_paper(resident_id: int) -> None:
    PaperCode.delete().where(PaperCode.resident == resident_id, PaperCode.kind == PAPER).execute()


def _paper(resident_id: int, code: str) -> str:
    return secrecy.paper_hash(f"{PAPER} {resident_id}", code)
