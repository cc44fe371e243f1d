"""The copies that there are, and how long each is kept: one table.

Rule 1: nothing is thrown away but after a new copy was made and looked at; that one stays.
Rule 2: nothing else stays for longer than half a year, also the last one before an upgrade: what
was forgotten must be gone from here one day.
Rule 3: a clock that was ahead for a night does not make all the others too old.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from node.backups.errors import BackupError
from node.backups.manifest import Manifest
from node.config import ZONE
from node.world import World

NIGHTLY, ASKED, UPGRADE = "nightly", "asked", "upgrade"
EXPORT = "export"  # never on the shelf
PART = ".part"  # of a folder that is being made
TRIAL = f"trial{PART}"  # it goes by itself
LONGEST: Final = timedelta(days=184)


@dataclass(frozen=True)
class Keep:
    """Of the ``most`` newest periods, the newest copy of each."""

    name: str
    most: int
    period: Callable[[datetime], object]


RULE: Final = (
    Keep("day", 7, lambda moment: moment.date()),
    Keep("week", 4, lambda moment: moment.isocalendar()[:2]),
    Keep("month", 6, lambda moment: (moment.year, moment.month)),
)


@dataclass(frozen=True)
class Backup:
    """One copy: where it is, and what it says of itself."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """What it is called."""
        return self.folder.name


def folder_for(world: World, why: str) -> Path:
    """Where a copy of now goes."""
    return world.config.backups / f"{world.now():%Y%m%d-%H%M%S}-{why}"


def all_of(world: World) -> list[Backup]:
    """Every copy, the newest first; what has no manifest that can be read is none."""
    found = []
    for folder in _folders(world):
        try:
            found.append(Backup(folder, Manifest.read(folder)))
        except BackupError:
            continue
    return sorted(found, key=_order, reverse=True)


def newest(world: World) -> Backup | None:
    """The newest copy, if there is any."""
    return next(iter(all_of(world)), None)


def newest_by_now(world: World) -> Backup | None:
    """The newest copy that was not made by a clock that was ahead."""
    now = world.now()
    return next((one for one in all_of(world) if one.manifest.made <= now), None)


def find(world: World, name: str) -> Backup:
    """The copy that is called this.

    :raises BackupError: there is none.
    """
    for one in all_of(world):
        if one.name == name:
            return one
    raise BackupError(f"There is no copy called {name}.")


def tidy(world: World, just_made: str) -> list[str]:
    """Throw away what the rule does not keep, and what was never finished; returns the names.

    What was made just now stays, whatever the clock says of the others.
    """
    held = all_of(world)
    kept = {just_made, *(one.name for one in kept_by_the_rule(held))}
    gone = [one.folder for one in held if one.name not in kept]
    gone += [one for one in _folders(world) if one.suffix == PART and one.name != TRIAL]
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return sorted(folder.name for folder in gone)


def kept_by_the_rule(held: Iterable[Backup]) -> list[Backup]:
    """What is kept of these."""
    newest_first = sorted(held, key=_order, reverse=True)
    if not newest_first:
        return []
    kept = dict.fromkeys(one.name for one in newest_first[:1])
    kept |= dict.fromkeys([o.name for o in newest_first if o.manifest.why == UPGRADE][:1])
    for keep in RULE:
        periods: dict[object, str] = {}
        for one in newest_first:
            periods.setdefault(keep.period(one.manifest.made.astimezone(ZONE)), one.name)
        kept |= dict.fromkeys(list(periods.values())[: keep.most])
    last = newest_first[1 if len(newest_first) > 1 else 0]  # of the newest the clock may be wrong
    return [
        one
        for one in newest_first
        if one.name in kept
        and (one is newest_first[0] or last.manifest.made - one.manifest.made < LONGEST)
    ]


def _order(one: Backup) -> tuple[datetime, str]:
    return one.manifest.made, one.name


def _folders(world: World) -> list[Path]:
    try:
        return sorted(path for path in world.config.backups.iterdir() if path.is_dir())
    except FileNotFoundError:
        return []
