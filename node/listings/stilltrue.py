"""Whether a listing that is about to end still holds: asked by mail, answered with one tap.

Rule 1: looking at the link changes nothing; only the answer does, once: the link names the end that
it is about, and a listing with another end was answered.
Rule 2: a link is signed with the node's own secret, and kept nowhere. It opens this question alone.
Rule 3: who does not answer has said no: the listing ends by itself (:mod:`node.listings.ending`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from node.feed.identity import own_origin
from node.listings import again, days, inventory, read, withdrawing
from node.listings.cards import Card
from node.listings.errors import NotFoundError
from node.listings.models import Listing
from node.notices import outbox
from node.notices.models import Notice
from node.residents import accounts, secrecy
from node.residents.models import Resident
from node.shown.viewer import Viewer
from node.world import World

BEFORE: Final = timedelta(days=3)
LONGER: Final = timedelta(days=28)
AWAKE: Final = range(8, 20)  # hours of the ward in which mail about this goes out


@dataclass(frozen=True)
class Asked:
    """The question behind a link. ``open``: it can still be answered, with yes until ``until``."""

    card: Card
    owner: int
    open: bool
    until: datetime


def ask_due(world: World) -> int:
    """Write to the makers of listings that end within three days; returns how many were new."""
    if days.local(world.now()).hour not in AWAKE:
        return 0
    due = {_key(row): row for row in _ending(world) if _is_worth_asking(row)}
    fresh = [key for key in due if not Notice.select().where(Notice.key == key).exists()]
    for key in fresh:
        _ask(world, due[key], key)
    return len(fresh)


def _ask(world: World, row: Listing, key: str) -> None:
    person = Resident.get_by_id(row.owner_id)
    outbox.put(
        world,
        template="still-true",
        to=accounts.recipient(person),
        values={
            "name": person.shown_name,
            "title": row.title,
            "until": row.ends,
            "path": path_of(world, row.lid, row.ends),
        },
        key=key,
    )


def is_asked(world: World, card: Card) -> bool:
    """Whether the question stands now: for a page of its maker, also without a mailbox."""
    near = card.ends <= world.now() + BEFORE
    return card.state == "open" and near and "renew" in again.moves(card, card.ends)


def path_of(world: World, lid: str, ends: datetime) -> str:
    """Where the question is, on this site."""
    return f"/klopt/{lid}/{int(ends.timestamp())}/{_token(world, lid, ends)}"


def look(world: World, *, lid: str, ends: datetime, token: str) -> Asked:
    """The question of a link.

    :raises NotFoundError: when the link is not one of ours, or the listing is no longer there.
    """
    if not secrecy.same(token, _token(world, lid, ends)):
        raise NotFoundError(lid)
    owner = inventory.owner_of(lid)
    card = read.one(world, Viewer(owner, "resident"), lid=lid)
    stands = card.ends == ends and "renew" in again.moves(card, world.now())
    stands &= Resident.get_by_id(owner).suspended is None  # nothing of theirs hangs meanwhile
    until = days.end_of(days.day_of(world.now()) + LONGER)
    return Asked(card, owner, stands, until)


def yes(world: World, *, lid: str, ends: datetime, token: str) -> None:
    """It holds: it stays for :data:`LONGER` from today.

    :raises NotFoundError: when there is nothing to answer any more.
    """
    asked = _open(world, lid, ends, token)
    again.renew(world, owner=asked.owner, lid=lid, end=asked.until)


def no(world: World, *, lid: str, ends: datetime, token: str) -> None:
    """It does not: it is withdrawn; one that was over already stays so.

    :raises NotFoundError: when there is nothing to answer any more.
    """
    asked = _open(world, lid, ends, token)
    if asked.card.state in again.FROM["take_away"]:
        withdrawing.withdraw(world, owner=asked.owner, lid=lid)


def _open(world: World, lid: str, ends: datetime, token: str) -> Asked:
    asked = look(world, lid=lid, ends=ends, token=token)
    if not asked.open:
        raise NotFoundError(lid)
    return asked


def _ending(world: World) -> list[Listing]:
    """Our own open listings whose last day is at most three days away, of who has a mailbox."""
    last = days.end_of(days.day_of(world.now() + BEFORE))
    reached = Resident.select(Resident.id).where(
        Resident.email.is_null(is_null=False), Resident.suspended.is_null()
    )
    query = Listing.select().where(
        Listing.origin == own_origin().id,
        Listing.owner.in_(reached),
        Listing.state == "open",
        Listing.ends > world.now(),
        Listing.ends <= last,
    )
    return list(query)


def _is_worth_asking(row: Listing) -> bool:
    """Not of a meeting that is once, nor of what was placed for a few days only."""
    if row.starts is not None and '"repeat"' not in row.details:
        return False
    return bool(row.ends - row.updated > BEFORE + timedelta(days=1))


def _key(row: Listing) -> str:
    return f"still-true {row.lid} {int(row.ends.timestamp())}"


def _token(world: World, lid: str, ends: datetime) -> str:
    return secrecy.signature(world, "still true", f"{lid} {int(ends.timestamp())}")
