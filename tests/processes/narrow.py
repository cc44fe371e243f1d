"""Works at a node on a disk that gets full again and again: ``python -m tests.processes.narrow DIR
COUNT``, where DIR is a disk in memory with a node in ``elm``, of which the size can be changed.

Each time there is room for one page more than the last time, so that it is full at another write:
in the log, in the database, in the middle of a change. What is found stands on standard output.
"""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import peewee as pw

from node.app import create_app
from node.cli.world import Place
from node.feed import mark
from node.feed.models import Counter, Entry
from node.listings import compose, days
from node.listings.models import Listing
from node.residents import accounts
from node.store import reserve
from node.store.database import Store, database, is_full
from node.world import World
from tests.node.filling import ladder

PAGE = 4096
PLENTY = 64 * 1024 * 1024
KEPT_ASIDE = 100 * PAGE
OK = 200


def main() -> None:
    """Fill the disk so often, and say what was found."""
    disk, count = Path(sys.argv[1]), int(sys.argv[2])
    with Place(str(disk / "elm")).node() as world:
        work = Work(world, disk)
        for pages in range(1, count + 1):
            work.has(pages)
            work.fills()
            work.reads()
        work.makes_room()
        print(json.dumps(work.found()))


class Work:
    """What was done, and what was acknowledged."""

    def __init__(self, world: World, disk: Path) -> None:
        self.world, self.disk = world, disk
        self.owner = accounts.node_organisation().id
        self.placed: set[str] = set()
        self.said: set[str] = set()
        self.page = create_app(world.config, world, Store(world.config.database_url)).test_client()

    def has(self, pages: int) -> None:
        """The disk has room for so many pages more."""
        held = os.statvfs(self.disk)
        self._resize((held.f_blocks - held.f_bfree) * held.f_frsize + pages * PAGE)

    def fills(self) -> None:
        """Place listings until nothing can be written; it is said to be full, and nothing else."""
        while True:
            try:
                self.place()
            except pw.OperationalError as error:
                if not is_full(error):
                    raise
                self.said.add(str(error))
                return

    def place(self) -> None:
        """Place one, which is acknowledged once this is over."""
        end = days.day_of(self.world.now() + timedelta(days=30)).isoformat()
        fields = ladder(self.world, end=end, reach="everyone")
        self.placed.add(compose.place(self.world, owner=self.owner, fields=fields))

    def reads(self) -> None:
        """Whoever looks sees what there was; and all of it is there."""
        answer = self.page.get("/", base_url=self.world.config.url)
        assert answer.status_code == OK, answer.status_code
        assert not self.placed or "Ladder" in answer.text
        assert self.placed <= {row.lid for row in Listing.select(Listing.lid)}

    def makes_room(self) -> None:
        """What was kept aside is given back, and something can be thrown away; no restart."""
        self._resize(PLENTY)
        self.place()
        (self.world.config.data / reserve.FILE).write_bytes(bytes(KEPT_ASIDE))
        self.has(5)
        self.fills()
        reserve.let_go(self.world)
        gone = self.placed.pop()
        compose.withdraw(self.world, owner=self.owner, lid=gone)
        self._resize(PLENTY)
        self.place()

    def found(self) -> dict[str, object]:
        """What there is at the end."""
        numbers = [row.seq for row in Entry.select(Entry.seq)]
        held, ours = mark.read(self.world), mark.of_database(self.world)
        return {
            "said": sorted(self.said),
            "placed": len(self.placed),
            "there": Listing.select().where(Listing.state == "open").count(),
            "twice": len(numbers) - len(set(numbers)),
            "numbers": Counter.get().last >= max(numbers),
            "marked": bool(held and ours and held.order >= ours.order),
            "whole": database.execute_sql("PRAGMA integrity_check").fetchall() == [("ok",)],
        }

    def _resize(self, size: int) -> None:
        resize = ["mount", "-o", f"remount,size={size}", str(self.disk)]
        subprocess.run(resize, check=True)


if __name__ == "__main__":
    main()
