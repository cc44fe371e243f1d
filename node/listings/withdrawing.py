"""Taking a listing away, with a minute to think again.

Rule 1: it is off the site at once; nothing is signed before the minute is over, so that putting it
back leaves no trace. Rule 2: what is to be signed stands in a table: a restart loses nothing.
Rule 3: taking away, putting back and signing wait for each other at the counter's row.
"""

from datetime import datetime, timedelta

from node.feed import counter
from node.feed.errors import PublishError
from node.feed.identity import own_origin
from node.feed.models import Origin
from node.feed.publish import Press, publishing
from node.listings import again, compose, shelf
from node.listings.errors import NotFoundError, TooLateError
from node.listings.models import Listing, Withdrawal
from node.store import single
from node.store.database import database
from node.store.single import Value
from node.world import World

TO_THINK = timedelta(seconds=60)
REMOVED, HIDDEN, ASKED, RESTING, HELD = "removed", "hidden", "asked", "resting", "held"
BY_MODERATORS = (REMOVED, HIDDEN, ASKED, RESTING, HELD)
"""Gone; out of sight; until it is changed; while its maker's account stands still; until somebody
looked."""
TAKEN = ("withdrawn", *BY_MODERATORS)
ON_BOARD = ("open", "full")
AT_ONCE = (HELD, ASKED, HIDDEN)  # nobody else saw it any more: there is no minute to think
BATCH = 200


def withdraw(world: World, *, owner: int, lid: str) -> datetime:
    """Take a listing of one's own away; returns until when it can be put back.

    :raises NotFoundError: when this resident has no listing with this id that may be taken away.
    """
    with database.atomic():
        counter.lock()
        held = _own(owner, lid)
        if held.state not in again.FROM["take_away"]:
            raise NotFoundError(lid)
        was, now = str(held.state), world.now()
        until = now if was in AT_ONCE else now + TO_THINK
        compose.close(held, "withdrawn")
        Withdrawal.delete().where(Withdrawal.listing == held.id).execute()  # of a moderator's word
        Withdrawal.create(listing=held.id, until=until, was=was)
    return until


def put_back(world: World, *, owner: int, lid: str) -> None:
    """Put a listing back as if it had not been away. One that hangs already is left as it is.

    :raises NotFoundError: when this resident has no such listing.
    :raises TooLateError: the minute is over.
    """
    with database.atomic():
        counter.lock()
        held = _own(owner, lid)
        if held.state in {*ON_BOARD, "paused"}:
            return
        waiting = Withdrawal.get_or_none(listing=held.id)
        if waiting is None or waiting.until <= world.now():
            raise TooLateError(lid)
        Withdrawal.delete().where(Withdrawal.listing == held.id).execute()
        Listing.update(state=waiting.was).where(Listing.id == held.id).execute()
        if waiting.was in ON_BOARD:
            shelf.index(held)


def take_off(world: World, *, lid: str, state: str) -> str:
    """Take a listing of ours off the site, in whatever state, for a moderator; neighbours are told
    with the next turn of the job. Returns the state it had: nothing when it is not there, or when
    it was that already.
    """
    with database.atomic():
        counter.lock()
        held = Listing.get_or_none(origin=own_origin().id, lid=lid)
        if held is None or held.state in {state, REMOVED}:
            return ""
        was = str(held.state)
        _off(world, held, state)
    return was


def rest(world: World, *, owner: int) -> None:
    """Everything of this resident is off the site while their account stands still."""
    with database.atomic():
        counter.lock()
        mine = (Listing.origin == own_origin().id) & (Listing.owner == owner)
        for held in list(Listing.select().where(mine, Listing.state.in_(ON_BOARD))):
            _off(world, held, RESTING)


def put_up(world: World, *, lid: str, state: str, becomes: str) -> None:
    """Undo :func:`take_off`: a listing that is still in ``state`` is what it was again. Past its
    end it is over.

    :raises PublishError: this node may not sign now.
    """
    with publishing(world) as press:
        held = Listing.get_or_none(origin=press.own.origin_id, lid=lid, state=state)
        if held is not None:
            _up(world, press, held, becomes)


def wake(world: World, *, owner: int) -> None:
    """Undo :func:`rest`. What was full is found to be so again.

    :raises PublishError: this node may not sign now.
    """
    with publishing(world) as press:
        mine = (Listing.origin == press.own.origin_id) & (Listing.owner == owner)
        for held in list(Listing.select().where(mine, Listing.state == RESTING)):
            _up(world, press, held, "open")


def _off(world: World, held: Listing, state: str) -> None:
    compose.close(held, state)
    Withdrawal.insert(listing=held.id, until=world.now()).on_conflict(
        conflict_target=[Withdrawal.listing], update={Withdrawal.until: world.now()}
    ).execute()


def _up(world: World, press: Press, held: Listing, becomes: str) -> None:
    Withdrawal.delete().where(Withdrawal.listing == held.id).execute()
    if becomes in ON_BOARD and held.ends <= world.now():
        becomes = "expired"
    if becomes == "open":
        again.open_anew(world, press, held)
        return
    compose.leave_feed(press, held)
    Listing.update(state=becomes).where(Listing.id == held.id).execute()


def waiting(*, lid: str) -> datetime | None:
    """Until when a listing of ours can be put back, or could, while nothing was signed yet."""
    return single.one(back_until(lid))


def back_until(lid: str) -> Value[datetime | None]:
    """The same, to be asked together with more."""
    query = Withdrawal.select(Withdrawal.until).join(Listing).join(Origin)
    until = query.where(Origin.own, Listing.lid == lid).limit(1)
    return Value(until, Withdrawal.until.python_value)


def sign_due(world: World) -> int:
    """The job: what nobody put back in time leaves our feeds; returns how many.

    While this node may not sign they wait.
    """
    due = Withdrawal.until <= world.now()
    if not Withdrawal.select().where(due).exists():
        return 0
    try:
        with publishing(world) as press:
            rows = list(
                Withdrawal.select(Withdrawal, Listing).join(Listing).where(due).limit(BATCH)
            )
            for row in rows:
                if row.listing.state in TAKEN:
                    compose.leave_feed(press, row.listing)
            ids = [row.listing_id for row in rows]
            Withdrawal.delete().where(Withdrawal.listing.in_(ids)).execute()
    except PublishError:
        return 0
    return len(rows)


def _own(owner: int, lid: str) -> Listing:
    held: Listing | None = Listing.get_or_none(origin=own_origin().id, owner=owner, lid=lid)
    if held is None:
        raise NotFoundError(lid)
    return held
