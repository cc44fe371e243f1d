"""Coming in, staying in, going out.

Rule 1: the database keeps a hash of what a cookie holds; a stolen backup opens nothing.
Rule 2: a session ends here, on the server, at once.
Rule 3: an unknown name and a wrong password are the same answer at the same cost.
Rule 4: where there is a second step, a password opens nothing by itself: such a session is halfway
until the step is taken, and gets a new number then.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import peewee as pw

from node.residents import accounts, passwords, rescues, secondstep, secrecy, watching
from node.residents.errors import (
    ApplicationRefusedError,
    ApplicationWaitsError,
    CodeError,
    SignInRefusedError,
)
from node.residents.models import Application, Resident, Session
from node.store.database import database
from node.world import World

LASTS = timedelta(days=30)  # since last seen
LASTS_ON_SHARED = timedelta(hours=1)
LASTS_HALFWAY = timedelta(minutes=10)
SEEN_EVERY = timedelta(hours=1)  # how often "last seen" is worth a write
LONGEST_AGENT = 80
HANDLE = 16  # characters of the hash by which its owner names a session


def sign_in(
    world: World, *, name_or_email: str, password: str, shared: bool = False, agent: str = ""
) -> str:
    """A new session for whoever this is; returns what the cookie holds.

    :raises SignInRefusedError: without saying why.
    :raises ApplicationWaitsError: :raises ApplicationRefusedError: to who asked to join.
    :raises BusyError: when too many come in at this moment.
    """
    if not passwords.is_password(world, password, _stored(name_or_email)):
        raise SignInRefusedError
    resident = accounts.find(name_or_email)
    if resident is None:
        applied = _application(name_or_email)
        if applied is None or applied.refused:
            raise ApplicationRefusedError
        raise ApplicationWaitsError(applied.id)
    return begin(world, resident, shared=shared, agent=agent)


def begin(world: World, resident: Resident, *, shared: bool = False, agent: str = "") -> str:
    """A session for somebody who is known to be this resident; halfway if they have a second
    step. Returns what the cookie holds.
    """
    return _begin(
        world, resident, shared=shared, agent=agent, halfway=secondstep.is_on(resident.id)
    )


def begin_again(world: World, resident: Resident, *, shared: bool = False, agent: str = "") -> str:
    """A whole session for somebody who is wholly in at this moment: after changing the password."""
    return _begin(world, resident, shared=shared, agent=agent, halfway=False)


def take_second_step(world: World, token: str, typed: str) -> str:
    """The whole session instead of the halfway one; returns what its cookie holds.

    :raises SignInRefusedError: when no session is halfway; :raises CodeError: when it is wrong.
    """
    halfway = _halfway(world, token)
    if halfway is None:
        raise SignInRefusedError
    with database.atomic():
        if not secondstep.check(world, halfway.resident, typed):
            raise CodeError
        Session.delete().where(Session.token_hash == halfway.token_hash).execute()
        return _begin(
            world, halfway.resident, shared=halfway.shared, agent=halfway.agent, halfway=False
        )


def halfway_resident(world: World, token: str) -> Resident | None:
    """Who gave the right password here and has still to take the second step."""
    found = _halfway(world, token)
    return None if found is None else found.resident


def resident_by_token(world: World, token: str) -> Resident | None:
    """Whose session this is; ``None`` when it is unknown, over, or its owner suspended."""
    now = world.now()
    session = _session(world, token, halfway=False)
    if session is None:
        return None
    if now - session.seen > SEEN_EVERY and not session.shared:
        Session.update(seen=now, ends=now + LASTS).where(
            Session.token_hash == session.token_hash
        ).execute()
        watching.note(world, session.resident)
    found: Resident = session.resident
    found.being_rescued = bool(getattr(session, "rescued", False))
    return found


def is_shared(world: World, token: str) -> bool:
    """Whether this session is on a shared computer."""
    found = _session(world, token, halfway=False)
    return found is not None and bool(found.shared)


@dataclass(frozen=True)
class Place:
    """One browser in which a resident is signed in, as they see it themselves."""

    handle: str
    agent: str
    began: datetime
    seen: datetime
    shared: bool
    here: bool


def places(world: World, resident_id: int, token: str) -> list[Place]:
    """Where this resident is signed in; ``token`` is of the browser that asks."""
    rows = list(
        Session.select()
        .where(Session.resident == resident_id, Session.ends > world.now(), ~Session.halfway)
        .order_by(Session.seen.desc(), Session.token_hash)
    )
    here = _hash(token)
    return [
        Place(
            handle=row.token_hash[:HANDLE],
            agent=row.agent,
            began=row.created,
            seen=row.seen,
            shared=row.shared,
            here=row.token_hash == here,
        )
        for row in rows
    ]


def sign_out(token: str) -> None:
    """End this session, wherever its cookie went."""
    Session.delete().where(Session.token_hash == _hash(token)).execute()


def sign_out_place(resident_id: int, handle: str) -> bool:
    """End one of a resident's own sessions; whether there was one."""
    ours = (Session.resident == resident_id) & Session.token_hash.startswith(handle)
    return len(handle) == HANDLE and bool(Session.delete().where(ours).execute())


def sign_out_everywhere(resident_id: int) -> None:
    """End every session of this resident."""
    Session.delete().where(Session.resident == resident_id).execute()


def forget_ended(world: World) -> int:
    """Delete sessions that are over; returns how many."""
    count: int = Session.delete().where(Session.ends <= world.now()).execute()
    return count


def _begin(world: World, resident: Resident, *, shared: bool, agent: str, halfway: bool) -> str:
    token = secrecy.token(world)
    now = world.now()
    whole = LASTS_ON_SHARED if shared else LASTS
    Session.create(
        token_hash=_hash(token),
        resident=resident,
        created=now,
        seen=now,
        ends=now + (LASTS_HALFWAY if halfway else whole),
        agent=agent[:LONGEST_AGENT],
        shared=shared,
        halfway=halfway,
    )
    if not halfway:
        watching.note(world, resident)
    return token


def _session(world: World, token: str, *, halfway: bool) -> Session | None:
    found: Session | None = (
        Session.select(Session, Resident, rescues.waits_for(Session.resident).alias("rescued"))
        .join(Resident)
        .where(
            Session.token_hash == _hash(token),
            Session.ends > world.now(),
            Session.halfway == halfway,
            Resident.suspended.is_null(),
        )
        .first()
    )
    return found


def _halfway(world: World, token: str) -> Session | None:
    return _session(world, token, halfway=True)


def _stored(name_or_email: str) -> str | None:
    """The hash that counts for whoever this is. Both questions have one row as their answer,
    whether there is anybody or not: making a row of what was found would take longer than none.
    """
    hashed, suspended = _only(Resident, name_or_email, Resident.password, Resident.suspended)
    (applied,) = _only(Application, name_or_email, Application.password)
    counts: str | None = applied if hashed is None else hashed
    return counts if suspended is None else None


def _only(
    model: type[Resident | Application], name_or_email: str, *fields: pw.Field
) -> tuple[Any, ...]:
    """These of the one row that is meant, as they are kept; nothings when there is none."""
    columns = [pw.fn.MAX(field).coerce(False) for field in fields]  # noqa: FBT003  # peewee's own
    found: Any = model.select(*columns).where(accounts.called(model, name_or_email))
    row: tuple[Any, ...] = found.tuples().get()
    return row


def _application(name_or_email: str) -> Application | None:
    found: Application | None = (
        Application.select().where(accounts.called(Application, name_or_email)).first()
    )
    return found


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
