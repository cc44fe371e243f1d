"""Ten broken installations: `wijk doctor` finds and names each, and doing what it says mends it.

Rule 1: each is broken for real, and a mend does what the sentence says and nothing more.
Rule 2: they go in this order, each on what the one before left; after the last Elm is elsewhere.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.processes.street import MOST_SECONDS, Street, can_be_made, street
from tests.tools import wait_until

pytestmark = pytest.mark.processes

MINUTE, DAY = 60, 24 * 60 * 60
LOSE_A_PAGE = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1])
held.execute("PRAGMA wal_checkpoint(TRUNCATE)")
size = held.execute("PRAGMA page_size").fetchone()[0]
page = held.execute("SELECT rootpage FROM sqlite_master WHERE name = 'resident'").fetchone()[0]
held.close()
with open(sys.argv[1], "r+b") as file:
    file.seek((page - 1) * size)
    file.write(bytes(size))
"""


@pytest.fixture(scope="module")
def wards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """Elm and Oak."""
    if not can_be_made():
        pytest.skip("network namespaces, Caddy or a C compiler are not to be had here")
    with street(tmp_path_factory.mktemp("street")) as made:
        yield made


def passes_on(lines: str) -> Callable[[Street], None]:
    """Caddy has these lines in its settings."""

    def change(wards: Street) -> None:
        wards.elm.opens(lines)
        wait_until(wards.elm.ready, seconds=MOST_SECONDS, what="Caddy is ready")

    return change


def fill_the_disk(wards: Street) -> None:
    with (wards.elm.folder / "film.mp4").open("wb", buffering=0) as film:
        try:
            while True:
                film.write(bytes(1 << 20))
        except OSError:
            return


def name_another_mail_server(wards: Street) -> None:
    wards.elm.sets(wards.taking.port, wards.refusing.port)
    restart(wards)
    wards.elm.wijk("user", "ask-admin", "Cor", "--email", "cor@elm.example")
    for visits in (1, 2):  # after the second it is tried no more for minutes
        wait_until(
            lambda visits=visits: wards.refusing.visits >= visits,
            seconds=MOST_SECONDS,
            what="it refused",
        )
        wards.later(MINUTE)


def mend_the_mail(wards: Street) -> None:
    wards.elm.sets(wards.refusing.port, wards.taking.port)
    restart(wards)
    wards.elm.wijk("mail", "test", "ada@elm.example")


def be_off_for_days(wards: Street) -> None:
    wards.elm.stops()
    wards.later(4 * DAY)


def hang_the_jobs(wards: Street) -> None:
    assert wards.elm.serving is not None
    pid = wards.elm.serving.pid
    os.kill(int(Path(f"/proc/{pid}/task/{pid}/children").read_text()), signal.SIGSTOP)
    wards.later(10 * MINUTE)


def restart(wards: Street) -> None:
    wards.elm.stops()
    wards.elm.starts()


def lose_a_page(wards: Street) -> None:
    wards.elm.stops()
    database = wards.elm.folder / "wijk.db"
    subprocess.run([sys.executable, "-c", LOSE_A_PAGE, database], check=True)


def put_a_copy_back(wards: Street) -> None:
    *_, newest = sorted((wards.elm.folder / "backups").glob("2*-*"))
    wards.elm.folder = wards.elm.folder.with_name("elm-again")
    wards.elm.wijk("restore", "from", newest)


def stop_the_neighbour(wards: Street) -> None:
    wards.oak.stops()
    wards.elm.works()
    wards.later(2 * DAY)


def call_the_neighbour(wards: Street) -> None:
    wards.oak.starts()
    wards.elm.wijk("pull")


def make_read_only(wards: Street) -> None:
    wards.elm.stops()
    wards.elm.mounts("remount,bind,ro")


@dataclass(frozen=True)
class Case:
    """What is broken, the check that finds it, the words that name it and say what to do."""

    name: str
    check: str
    why: str
    do: str
    breaks: Callable[[Street], object]
    mends: Callable[[Street], object]


FEW = (
    Case(
        "wrong Host",
        "Address",
        "hands on another name than elm.example",
        "Caddy does so by itself",
        passes_on("header_up Host 127.0.0.1:8000"),
        passes_on(""),
    ),
    Case(
        "no HTTPS header",
        "Lock",
        "leaves out the line",
        "hand on the site's line Strict-Transport-Security",
        passes_on("header_down -Strict-Transport-Security"),
        passes_on(""),
    ),
    Case(
        "clock off",
        "Clock",
        "20 minutes ahead of those of the neighbouring wards",
        "Set the machine's clock right",
        lambda wards: wards.elm.later(20 * MINUTE),
        lambda wards: wards.elm.later(-20 * MINUTE),
    ),
    Case(
        "read-only folder",
        "Room",
        "elm: Read-only file system",
        "mount -o remount,rw",
        make_read_only,
        lambda wards: wards.elm.mounts("remount,rw"),
    ),
)
OTHERS = (
    Case(
        "no visitor's address",
        "Front door",
        "from which address",
        "Caddy does so by itself",
        passes_on("header_up -X-Forwarded-For"),
        passes_on(""),
    ),
    Case(
        "disk full",
        "Room",
        "0 MB of 2 GB is free",
        "throw away what you do not need",
        fill_the_disk,
        lambda wards: (wards.elm.folder / "film.mp4").unlink(),
    ),
    Case(
        "mail refused",
        "Mail",
        "takes no mail from us",
        "Look at the lines of mail in wijk.toml, start again",
        name_another_mail_server,
        mend_the_mail,
    ),
    Case(
        "old backup",
        "Backup",
        "The last backup is of",
        "wijk backup make",
        be_off_for_days,
        lambda wards: wards.elm.wijk("backup", "make"),
    ),
    Case("job stuck", "Tasks", "stand still", "Start the site again", hang_the_jobs, restart),
    Case(
        "neighbour down",
        "Neighbouring wards",
        "No answer since",
        "Call that ward's admin",
        stop_the_neighbour,
        call_the_neighbour,
    ),
    Case(
        "corrupted page",
        "Database",
        "The database is damaged",
        "(wijk restore from)",
        lose_a_page,
        put_a_copy_back,
    ),
)
CASES = [*FEW, *(pytest.param(case, marks=pytest.mark.long) for case in OTHERS)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_is_found_named_and_mended_by_what_is_said(
    wards: Street, case: Case, record_property: Callable[[str, object], None]
) -> None:
    if wards.elm.serving is None or wards.elm.serving.poll() is not None:
        wards.elm.starts()
    assert wards.elm.is_well(case.check)
    case.breaks(wards)
    told = wards.elm.line(case.check)
    record_property("said", f"{told.why} {told.do}")
    assert told.mark in {"BAD", "mind"}
    assert case.why in told.why
    assert case.do in told.do
    case.mends(wards)
    wait_until(
        lambda: wards.elm.is_well(case.check), seconds=MOST_SECONDS, what=f"mended: {case.name}"
    )
