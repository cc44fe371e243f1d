"""Keeping a listing in step with what was agreed about it: full, open again, fulfilled.

Rule 1: it follows from what stands in the tables, so doing it twice is doing it once, and a job
does what a crash or a closed feed left undone.
Rule 2: an agreement never waits for it, and is never undone by it.
"""

from node.agreements import room
from node.agreements.models import Response, Seats
from node.agreements.states import LIVE
from node.feed.errors import PublishError
from node.feed.identity import own_origin
from node.listings import closing
from node.listings.models import Listing
from node.world import World


def settle(world: World, lid: str) -> str | None:
    """Bring one listing of ours in step; returns its new state if it changed."""
    listing = Listing.get_or_none(origin=own_origin().id, lid=lid)
    if listing is None or room.comes_back(listing):
        return None
    wanted = _wanted(listing)
    if wanted is None or listing.ends <= world.now():
        return None
    try:
        closing.change(world, lid=lid, was=listing.state, to=wanted)
    except PublishError:
        return None  # the job comes by again
    return wanted


def settle_all(world: World) -> int:
    """The job: every listing about which something was agreed; returns how many changed."""
    lids = {row.key.partition(" ")[0] for row in list(Seats.select(Seats.key))}
    rows = Listing.select(Listing.lid).where(
        Listing.lid.in_(list(lids)), Listing.state.in_(["open", "full"])
    )
    return sum(settle(world, row.lid) is not None for row in list(rows)) if lids else 0


def _wanted(listing: Listing) -> str | None:
    """The state it should be in, where that is another one."""
    free = room.left(listing)
    if free is None or listing.state not in {"open", "full"}:
        return None
    if free:
        return "open" if listing.state == "full" else None
    if _all_done(listing):
        return "fulfilled"
    return "full" if listing.state == "open" else None


def _all_done(listing: Listing) -> bool:
    """Whether nothing more can come of it: all places went to somebody, and it was."""
    answers = Response.select().where(Response.lid == listing.lid)
    done = answers.where(Response.state == "done").exists()
    return bool(done and not answers.where(Response.state.in_(LIVE)).exists())
