"""Going out to see how we look, and looking through all of the database: jobs that note facts.

Rule: no transaction is open meanwhile, and whatever goes wrong is what was seen.
"""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

from federation.errors import FederationError
from node.health import mirror
from node.moderation import log
from node.peering.models import Peer
from node.store import damage, facts
from node.store.snapshot import ENGINES, engine_of
from node.world import World

TEXT: Final = ("text/plain",)
LIMIT: Final = 4096
CLOCKS: Final = 3  # neighbours whose clocks are asked
DATABASE: Final = "database"
LOG: Final = "log"
EVERY: Final = timedelta(days=1)
VISIT_EVERY: Final = timedelta(minutes=15)
WANTED: Final = "look-wanted"


def look_due(world: World) -> bool:
    """The job: look when it is time, or when an admin asked; whether it was done now."""
    seen = facts.everything()
    last, wanted = seen.get(mirror.VISIT), WANTED in seen
    if last and not wanted and timedelta() <= world.now() - last.at < VISIT_EVERY:
        return False
    look(world)
    if wanted:
        facts.forget(WANTED)
        look_through(world)
    return True


def look(world: World) -> None:
    """Visit our own address, and ask some neighbours what time it is there."""
    visit(world)
    ask_clocks(world)


def visit(world: World) -> None:
    """Come in by our own front door, as anybody would."""
    config = world.config
    found: dict[str, Any] = {"status": 0, "code": "", "ours": False, "strict": False, "ends": None}
    try:
        got = world.fetch(
            f"{config.url}/livez",
            accept=TEXT,
            limit=LIMIT,
            headers={mirror.HEADER: mirror.token(world)},
        )
    except FederationError as error:
        found["code"] = error.code
    else:
        told = mirror.told(got.body.decode("utf-8", "replace"))
        found |= {"status": got.status, "ours": told is not None, **(told or {})}
        found["strict"] = "strict-transport-security" in got.headers
    if config.url.startswith("https:") and world.certificate is not None:
        ends = world.certificate(config.host_name)
        found["ends"] = ends.isoformat() if ends else None
    facts.note(world.now(), mirror.VISIT, **found)


def ask_clocks(world: World) -> None:
    """How far the clocks of some neighbours are ahead of ours, in seconds."""
    query = Peer.select().where(Peer.state == "active", Peer.failures == 0)
    urls = [row.url for row in list(query.order_by(Peer.last_contact.desc()).limit(CLOCKS))]
    offsets = [offset for url in urls if (offset := _offset(world, url)) is not None]
    facts.note(world.now(), "clocks", offsets=offsets)


def check_database(world: World) -> bool:
    """The job: once a day read all of the database; whether it was done now.

    What is damaged is written to no more (:mod:`node.store.damage`).
    """
    last = facts.last(DATABASE)
    if last and timedelta() <= world.now() - last.at < EVERY:
        return False
    look_through(world)
    return True


def look_through(world: World) -> None:
    """Read all of the database now."""
    if is_whole(world):
        facts.note(world.now(), DATABASE)
        look_at_log(world)


def is_whole(world: World) -> bool:
    """Read all of the database now, also one that does not open; damage is noted beside it."""
    url = world.config.database_url
    wrong = ENGINES[engine_of(url)].check(url)
    if wrong:
        damage.note(world, wrong[0])
    else:
        damage.forget(world)
    return not wrong


def look_at_log(world: World) -> None:
    """Follow the chain of the log of what moderators decided."""
    broken = log.check()
    facts.note(world.now(), LOG, line=broken.number if broken else 0)


def _offset(world: World, url: str) -> int | None:
    try:
        got = world.fetch(f"{url}/livez", accept=TEXT, limit=LIMIT)
        there = parsedate_to_datetime(got.headers["date"])
    except (FederationError, KeyError, ValueError):
        return None
    return _seconds(there, world.now())


def _seconds(there: datetime, here: datetime) -> int | None:
    return None if there.tzinfo is None else round((there - here).total_seconds())
