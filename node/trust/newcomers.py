"""Helps for moderators when something is placed: a look first at what is new, and a list of words.

Rule 1: neither judges. What waits for a look is decided by a person, and a word on the list only
brings a listing, which hangs, before a moderator. Rule 2: the ward turns each of them on.
"""

from datetime import timedelta
from typing import Final

from node.feed.identity import own_origin
from node.listings import compose
from node.listings.fields import Fields
from node.listings.models import Listing
from node.listings.withdrawing import HELD, TAKEN
from node.moderation import reporting
from node.moderation.models import Case
from node.residents.models import Resident
from node.settings import values
from node.store.database import database
from node.trust import knowing
from node.world import World

NEW: Final = timedelta(days=30)
DAY: Final = timedelta(days=1)
NOT_YET: Final = TAKEN  # listings that tell nothing good of who placed them
MOST_FOUND: Final = 10  # words named to a moderator


def place(world: World, person: Resident, *, fields: Fields, draft_id: str) -> str:
    """Place a listing, or have it wait for a look; its ``lid``. Sent twice it is placed once."""
    if not _waits(world, person):
        lid = compose.place(world, owner=person.id, fields=fields, draft_id=draft_id)
        watch(world, lid)
        return lid
    with database.atomic():
        compose.hold(world, owner=person.id, fields=fields, draft_id=draft_id)
        row = Listing.get(origin=own_origin().id, lid=draft_id)
        if row.state == HELD:
            _open_case(world, row, "held", "")
    return draft_id


def watch(world: World, lid: str) -> None:
    """Bring a listing of ours before a moderator when it has a word of the ward's list in it."""
    wanted = {word.casefold() for word in values.get("watch_words").split()}
    row = Listing.get_or_none(origin=own_origin().id, lid=lid) if wanted else None
    if row is None:
        return
    said = "".join(c if c.isalnum() else " " for c in f"{row.title} {row.text}".casefold())
    found = " ".join(sorted(wanted & set(said.split()))[:MOST_FOUND])
    seen = Case.select().where(Case.origin == row.origin_id, Case.lid == lid, Case.text == found)
    if found and not seen.exists():
        with database.atomic():
            _open_case(world, row, "words", found)


def _open_case(world: World, row: Listing, subject: str, text: str) -> None:
    facts = {
        "subject": subject,
        "origin": row.origin_id,
        "lid": row.lid,
        "owner": row.owner_id,
        "title": row.title,
        "text": text,
    }
    reporting.open_case(world, f"listing {row.origin_id} {row.lid}", facts)


def _waits(world: World, person: Resident) -> bool:
    """Whether a moderator looks first: of who is new the first, and what is many in one day."""
    if person.created <= world.now() - NEW or knowing.is_trusted(person):
        return False
    theirs = Listing.select().where(Listing.owner == person.id)
    first = not theirs.where(Listing.state.not_in(NOT_YET)).exists()
    if first and values.is_on("hold_newcomers"):
        return True
    most = values.get("newcomer_day")
    today = theirs.where(Listing.published > world.now() - DAY)
    return bool(most) and bool(today.count() >= int(most))
