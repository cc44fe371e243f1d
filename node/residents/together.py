"""Let back in by two residents whom the owner named beforehand.

The order: somebody asks and gets two codes on the screen, one to keep, one to read to the two.
Each of the two confirms, with that code, so that they have spoken with the person in front of them.
Then it waits 72 hours, in which the owner (in any open session, or by the mail) and every moderator
can stop it. After that the code that was kept opens a new password.

Rule 1: asking tells nothing, and is the same whether there is such an account.
Rule 2: the two alone cannot come in: they never have the code that was kept.
Rule 3: at most one gets as far as waiting in a quarter.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import peewee as pw

from node.notices import outbox
from node.residents import accounts, asked, helpers, secrecy
from node.residents.errors import CodeError, TicketError
from node.residents.models import Asked, Helper, Rescue, RescueVote, Resident
from node.residents.recovery import checked_hash, replace_password
from node.residents.rescues import OPEN, end_all, stop_those
from node.store.database import database
from node.store.single import Value
from node.world import World

WAIT = timedelta(hours=72)
ASKED_LASTS = timedelta(days=14)
OPENS_LASTS = timedelta(days=14)  # after the wait
QUARTER = timedelta(days=91)
MOST_ASKED = 5  # open at once for one owner; the oldest makes room
CHECK_DIGITS = 6


@dataclass(frozen=True)
class Codes:
    """What somebody who asks sees on the screen: to keep, and to read to the two helpers."""

    kept: str
    read_out: str


@dataclass(frozen=True)
class Call:
    """Somebody who asks this helper. ``confirmed``: by this helper already."""

    owner_id: int
    owner: str
    asked: datetime
    confirmed: bool
    opens: datetime | None


@dataclass(frozen=True)
class Underway:
    """One rescue, as moderators see it."""

    id: int
    owner: str
    helpers: tuple[str, ...]
    state: str
    made: datetime
    opens: datetime | None


def ask(world: World, *, who: str, language: str) -> Codes:
    """Somebody says to be this resident; returns the codes, whoever they are."""
    codes = Codes(secrecy.letters(world), secrecy.digits(world, CHECK_DIGITS))
    asked.put(
        world,
        kind="together",
        typed=who,
        language=language,
        secret_hash=_hash(world, "kept", codes.kept),
        check_hash=_hash(world, "check", codes.read_out),
    )
    return Codes(secrecy.grouped(codes.kept), codes.read_out)


def answer(world: World, row: Asked) -> None:
    """Have the two asked, if there is such an account and it may have a rescue now."""
    owner = accounts.find(row.typed)
    if owner is None or owner.suspended or not _may_begin(world, owner.id):
        return
    named = helpers.rows(owner.id)
    if len(named) < helpers.NEEDED:
        return
    open_ones = Rescue.select().where(Rescue.owner == owner.id, Rescue.state == "asked")
    too_many = [one.id for one in list(open_ones.order_by(Rescue.id.desc()))[MOST_ASKED - 1 :]]
    Rescue.delete().where(Rescue.id.in_(too_many)).execute()
    rescue = Rescue.create(
        owner=owner,
        secret_hash=row.secret_hash,
        check_hash=row.check_hash,
        made=world.now(),
        ends=world.now() + ASKED_LASTS,
    )
    for one in named:
        outbox.put(
            world,
            template="helper-asked",
            to=accounts.recipient(one.helper),
            values={
                "name": one.helper.shown_name,
                "owner": owner.shown_name,
                "path": "/van-mij/helpen",
            },
            key=f"rescue {rescue.id} {one.helper_id}",
        )


def number_of_calls(world: World, helper_id: int) -> Value[int]:
    """How many rescues are under way in which this helper was named."""
    number = Rescue.select(pw.fn.COUNT(Rescue.id))
    return Value(number.where(_for(helper_id, world.now())), int)


def _for(helper_id: int, now: datetime) -> Any:
    owners = Helper.select(Helper.owner).where(Helper.helper == helper_id)
    return Rescue.owner.in_(owners) & Rescue.state.in_(OPEN) & (Rescue.ends > now)


def calls(world: World, helper: Resident) -> list[Call]:
    """Who asks this helper to let them back in: one line for each owner."""
    mine = (RescueVote.rescue == Rescue.id) & (RescueVote.helper == helper.id)
    voted = pw.fn.EXISTS(RescueVote.select(RescueVote.id).where(mine)).alias("voted")
    query = Rescue.select(Rescue, Resident, voted).join(Resident, on=Rescue.owner)
    rows: Any = list(query.where(_for(helper.id, world.now())).order_by(Rescue.id))
    found: dict[int, Call] = {}
    for row in rows:
        before = found.get(row.owner_id)
        confirmed = bool(row.voted) or (before is not None and before.confirmed)
        found[row.owner_id] = Call(row.owner_id, row.owner.name, row.made, confirmed, row.opens)
    return list(found.values())


def confirm(world: World, helper: Resident, *, owner_id: int, typed: str) -> bool:
    """This helper spoke with the owner, who read out the code. Whether both have confirmed now.

    :raises CodeError: when nobody asked with that code, or this helper was not named.
    """
    with database.atomic():
        accounts.hold(owner_id)  # of two who confirm at the same moment one has to be the second
        row = _asked_with(world, helper, owner_id, typed)
        RescueVote.insert(
            rescue=row.id, helper=helper.id, at=world.now()
        ).on_conflict_ignore().execute()
        votes = RescueVote.select().where(RescueVote.rescue == row.id).count()
        if votes < helpers.NEEDED:
            return False
        _begin_to_wait(world, row)
        return True


def stop(world: World, rescue_id: int) -> bool:
    """A moderator stops one; whether it was under way."""
    with database.atomic():
        row = Rescue.get_or_none(id=rescue_id)
        if row is None or not stop_those(Rescue.id == rescue_id):
            return False
        accounts.tell(world, row.owner, "rescue-stopped", path="/van-mij/veilig")
        return True


def stop_mine(world: World, owner: Resident) -> bool:
    """The owner stops whatever is under way."""
    with database.atomic():
        if not end_all(owner.id):
            return False
        accounts.tell(world, owner, "rescue-stopped", path="/van-mij/veilig")
        return True


def look_stop(world: World, token: str) -> Rescue:
    """The rescue that a link of a mail can stop.

    :raises TicketError: when it is over or was stopped.
    """
    row: Rescue | None = Rescue.get_or_none(stop_hash=_hash(world, "stop", token), state="waiting")
    if row is None:
        raise TicketError
    return row


def stop_by_link(world: World, token: str) -> None:
    """Whoever reads the owner's mail stops it.

    :raises TicketError: when it is over or was stopped.
    """
    stop(world, look_stop(world, token).id)


def finish(world: World, *, who: str, kept: str, password: str) -> Resident:
    """The new password, for whoever kept the code, after the wait.

    :raises CodeError: when it is not the code; :raises TicketError: when it is too early, with
        nothing lost; :raises AccountError: when the password will not do.
    """
    row = _kept(world, who, kept)
    if row.opens is None or row.opens > world.now():
        raise TicketError
    hashed = checked_hash(world, row.owner, password)
    with database.atomic():
        done = Rescue.update(state="done", stop_hash=None).where(
            Rescue.id == row.id, Rescue.state == "waiting"
        )
        if not done.execute():
            raise CodeError
        replace_password(world, row.owner, hashed)
    found: Resident = row.owner
    return found


def state_of(world: World, *, who: str, kept: str) -> datetime | None:
    """From when the kept code opens; ``None`` while the two have not both confirmed.

    :raises CodeError: when it is not the code.
    """
    opens: datetime | None = _kept(world, who, kept).opens
    return opens


def listed(world: World) -> list[Underway]:
    """Those under way, for moderators; the ones that wait first."""
    rows = list(
        Rescue.select(Rescue, Resident)
        .join(Resident, on=Rescue.owner)
        .where(Rescue.state.in_(OPEN), Rescue.ends > world.now())
        .order_by(Rescue.state.desc(), Rescue.id)
    )
    return [
        Underway(
            row.id,
            row.owner.name,
            tuple(helpers.names_of(row.owner_id)),
            row.state,
            row.made,
            row.opens,
        )
        for row in rows
    ]


def forget_over(world: World) -> int:
    """Delete what is over, but for what counts for the quarter; returns how many."""
    now = world.now()
    over = (Rescue.ends <= now) & (Rescue.opens.is_null() | (Rescue.opens < now - QUARTER))
    count: int = Rescue.delete().where(over).execute()
    return count


def _asked_with(world: World, helper: Resident, owner_id: int, typed: str) -> Rescue:
    named = Helper.select(Helper.owner).where(Helper.helper == helper.id, Helper.owner == owner_id)
    row: Rescue | None = (
        Rescue.select(Rescue, Resident)
        .join(Resident, on=Rescue.owner)
        .where(
            Rescue.owner.in_(named),
            Rescue.state == "asked",
            Rescue.check_hash == _hash(world, "check", secrecy.tidy(typed)),
            Rescue.ends > world.now(),
        )
        .first()
    )
    if row is None:
        raise CodeError
    return row


def _begin_to_wait(world: World, row: Rescue) -> None:
    """Both confirmed: from here the clock runs, and the owner's mailbox and sessions know."""
    if not _may_begin(world, row.owner_id):
        raise CodeError
    token, opens = secrecy.token(world), world.now() + WAIT
    begun = Rescue.update(
        state="waiting",
        opens=opens,
        ends=opens + OPENS_LASTS,
        stop_hash=_hash(world, "stop", token),
    ).where(Rescue.id == row.id, Rescue.state == "asked")
    if begun.execute():
        outbox.put(
            world,
            template="rescue-started",
            to=accounts.recipient(row.owner),
            values={
                "name": row.owner.shown_name,
                "opens": opens,
                "path": f"/herstel/stop/{token}",
            },
        )
        _tell_moderators(world, row, opens)


def _tell_moderators(world: World, row: Rescue, opens: datetime) -> None:
    """Whoever may stop it hears that it waits; the owner hears more, in a mail of their own."""
    for moderator in accounts.moderators():
        if moderator.id != row.owner_id:
            outbox.put(
                world,
                template="rescue-watched",
                to=accounts.recipient(moderator),
                values={
                    "name": moderator.shown_name,
                    "owner": row.owner.shown_name,
                    "opens": opens,
                    "path": "/beheer/herstel",
                },
            )


def _may_begin(world: World, owner_id: int) -> bool:
    """Whether none got as far as waiting this quarter."""
    lately = Rescue.select().where(
        Rescue.owner == owner_id, Rescue.opens > world.now() + WAIT - QUARTER
    )
    return not lately.exists()


def _kept(world: World, who: str, kept: str) -> Rescue:
    row: Rescue | None = (
        Rescue.select(Rescue, Resident)
        .join(Resident, on=Rescue.owner)
        .where(
            Rescue.secret_hash == _hash(world, "kept", secrecy.tidy(kept)),
            Rescue.state.in_(OPEN),
            Rescue.ends > world.now(),
            Resident.suspended.is_null(),
            accounts.called(Resident, who),
        )
        .first()
    )
    if row is None:
        raise CodeError
    return row


def _hash(world: World, purpose: str, code: str) -> str:
    return secrecy.short_hash(world, f"rescue {purpose}", code)
