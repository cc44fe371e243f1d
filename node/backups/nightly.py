"""When a copy is made by itself: each night, and when an admin asked; what became of it.

Rule 1: a night that was slept through is made up for at the next start.
Rule 2: after a copy that failed the next try is an hour later, and why is noted for the admins.
Rule 3: once a week every copy is looked at again, and the newest is put back for trial.
"""

import logging
from datetime import datetime, time, timedelta
from typing import Final

from node.backups import looking, making, shelf, trial
from node.backups.errors import BackupError
from node.backups.shelf import ASKED, NIGHTLY
from node.config import ZONE
from node.residents import accounts
from node.store import facts
from node.world import World

log = logging.getLogger(__name__)

NIGHT: Final = time(3)
AGAIN_AFTER: Final = timedelta(hours=1)
LOOK_EVERY: Final = timedelta(days=7)
WANTED, FAILED, LOOKED, TRIED = "copy-wanted", "copy-failed", "copies-looked-at", "copy-tried"


def ask(world: World) -> None:
    """Have a copy made now; the job does it."""
    facts.note(world.now(), WANTED)
    facts.forget(FAILED)


def make_due(world: World) -> bool:
    """The job: a copy when one is due; whether one was made."""
    seen = facts.everything()
    failed = seen.get(FAILED)
    if failed and timedelta() <= world.now() - failed.at < AGAIN_AFTER:
        return False
    why = ASKED if WANTED in seen else NIGHTLY if _is_due(world) else None
    if why is None:
        return False
    try:
        making.make(world, why)
    except BackupError as error:
        log.error("no copy was made: %s", error)  # noqa: TRY400  # a sentence says it all
        facts.note(world.now(), FAILED, why=str(error))
        return False
    facts.forget(FAILED)
    if facts.last(WANTED) == seen.get(WANTED):  # who asked meanwhile asked for what is newer
        facts.forget(WANTED)
    return True


def look_due(world: World) -> bool:
    """The job: look at every copy again, and put the newest back for trial, once a week.

    When somebody does so by hand just now, it is left for later.
    """
    last = facts.last(LOOKED)
    held = shelf.all_of(world)
    if not held or (last and timedelta() <= world.now() - last.at < LOOK_EVERY):
        return False
    try:
        look(world)
    except BackupError as error:
        log.info("the copies were not looked at: %s", error)
        return False
    return True


def look(world: World) -> None:
    """Look at every copy, and put the newest back for trial; what was seen is noted.

    :raises BackupError: somebody else does so now.
    """
    with making.alone(world, trial.LOCK, "The copies are being looked at now."):
        _look(world)


def _look(world: World) -> None:
    held = shelf.all_of(world)
    bad = {one.name: wrong[0] for one in held if (wrong := looking.problems(one.folder))}
    facts.note(world.now(), LOOKED, bad=bad)
    good = [one for one in held if one.name not in bad]
    if good:
        found = trial.run(world, good[0])
        facts.note(world.now(), TRIED, name=good[0].name, **found)


def last_night(now: datetime) -> datetime:
    """The last time that it was night."""
    here = now.astimezone(ZONE)
    tonight = datetime.combine(here.date(), NIGHT, ZONE)
    return tonight if tonight <= here else tonight - timedelta(days=1)


def _is_due(world: World) -> bool:
    newest = shelf.newest_by_now(world)
    since = newest.manifest.made if newest else accounts.node_organisation().created
    return bool(since < last_night(world.now()))
