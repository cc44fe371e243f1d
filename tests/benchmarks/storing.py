"""Copies of a whole node of three sizes: made, put back, and out and in as lines of JSON.

Against writing as many bytes to the same disk and reading them once, which no copy can do without.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from itertools import count
from pathlib import Path

from node.backups import making, restoring, shelf
from node.config import Config
from node.store.snapshot import ENGINES, SQLITE
from node.world import World
from tests.benchmarks.race import Row, race, row
from tests.neighbourhood import Neighbourhood, Ward

SIZES = (1_000, 3_000, 10_000)  # listings: the last is as many as one feed may have
AT_ONCE, QUICK, ROUNDS = 500, 100, 5
LIMITED = "the disk; every row and page is read again"


def measure(folder: Path, quick: bool) -> list[Row]:
    """Three sizes of one node (the first two, and a hundredth of those, in few rounds)."""
    made = Neighbourhood(folder)
    part, rounds = (QUICK, 2) if quick else (1, ROUNDS)
    try:
        elm, there = made.ward("elm"), 0
        rows = []
        for size in SIZES[:2] if quick else SIZES:
            while there < size // part:
                some = min(AT_ONCE, size // part - there)
                elm.posts_many(some, f"Ladder {there}")
                there += some
            rows += _of(elm, folder, there, rounds)
        return rows
    finally:
        made.close()


def _of(elm: Ward, folder: Path, listings: int, rounds: int) -> list[Row]:
    number = count()
    with elm.at_work() as world:
        made = making.make(world, shelf.ASKED)
        copy = Path(shutil.copytree(made.folder, folder / f"copy {listings}"))
        database = copy / ENGINES[SQLITE].file
        said = f"{listings:,} listings, {database.stat().st_size / 1_000_000:.1f} MB"
        with making.neutral(world) as open_copy:
            neutral = Path(shutil.copytree(open_copy.folder, folder / f"neutral {listings}"))

        def plain() -> None:
            _plain(database, folder / "plain")

        def back(source: Path) -> Callable[[], object]:
            return lambda: _back(world, source, folder / f"new {next(number)}")

        return [
            row(f"{what}, {said}", race(ours, plain, rounds=rounds), against="a plain copy",
                limited_by=LIMITED)
            for what, ours in (
                ("copy made", lambda: _make(world)),
                ("copy put back", back(copy)),
                ("lines of JSON out", lambda: _out(world)),
                ("lines of JSON in", back(neutral)),
            )
        ]  # fmt: skip


def _make(world: World) -> None:
    world.clock.forward(minutes=1)  # type: ignore[attr-defined]
    making.make(world, shelf.ASKED)


def _out(world: World) -> None:
    with making.neutral(world):
        pass


def _back(world: World, copy: Path, folder: Path) -> None:
    there = replace(world, config=Config(data=folder, url=world.config.url, secret=""))
    restoring.put_back(there, copy)
    shutil.rmtree(folder)


def _plain(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    descriptor = os.open(target, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    sha256(target.read_bytes())
