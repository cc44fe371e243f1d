"""One byte that a disk remembers wrongly, in any page of the database."""

import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from node.listings import compose
from node.residents import accounts
from node.store import facts, snapshot_sqlite
from node.store.database import database
from node.world import World
from tests.node.conftest import PASSWORD
from tests.node.filling import ladder
from tests.ready import address
from tests.world import Chance

HEAD = 100  # of the file, in its first page
EVERY, RANDOM = 7, 3_000


@pytest.fixture
def engine() -> str:
    """PostgreSQL has checksums of its own, which whoever runs it turns on."""
    return "sqlite"


@pytest.fixture
def bent(world: World, tmp_path: Path) -> Path:
    """A copy of a database with some of everything, to spoil."""
    owner = accounts.node_organisation().id
    for number in range(12):
        fields = ladder(world, title=f"Ladder {number}", reach="everyone")
        compose.place(world, owner=owner, fields=fields)
        accounts.create(world, name=f"Buur {number}", password=PASSWORD)
    facts.note(world.now(), "long", text="x" * 20_000)  # goes on in pages of its own
    database.execute_sql("VACUUM INTO ?", (str(tmp_path / "bent"),))
    assert snapshot_sqlite.check(address(tmp_path / "bent")) == ()
    return tmp_path / "bent"


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0x80]) + data[at + 1 :]


def page_size(path: Path) -> int:
    with closing(sqlite3.connect(path)) as held:
        assert held.execute("PRAGMA freelist_count").fetchone() == (0,)
        size: int = held.execute("PRAGMA page_size").fetchone()[0]
        return size


def test_ST_11_one_flipped_byte_at_the_head_of_any_page_is_found_by_the_daily_look(
    bent: Path, request: pytest.FixtureRequest
) -> None:
    """``--long``: in every page, in place of every seventh."""
    size, data = page_size(bent), bent.read_bytes()
    pages = range(0, len(data) // size, 1 if request.config.getoption("--long") else EVERY)
    for page in pages:
        bent.write_bytes(flip(data, page * size or HEAD))
        assert snapshot_sqlite.check(address(bent)), page
    bent.write_bytes(data)
    assert snapshot_sqlite.check(address(bent)) == ()
    print(f"\n{len(pages)} pages")


@pytest.mark.long
def test_ST_11_one_flipped_byte_anywhere_is_found_but_in_a_text_or_where_nothing_is(
    bent: Path, record_property: Callable[[str, object], None]
) -> None:
    """SQLite keeps no checksum of what people wrote: that is what copies and signatures are for."""
    chance, data = Chance("flipped"), bent.read_bytes()
    rows, signed = rows_of(bent), signed_of(bent)
    seen: Counter[str] = Counter()
    for _ in range(RANDOM):
        at = int.from_bytes(chance(4), "big") % len(data)
        bent.write_bytes(flip(data, at))
        if snapshot_sqlite.check(address(bent)):
            seen["found by the daily look"] += 1
        elif rows_of(bent) == rows:
            seen["where nothing is"] += 1
        elif signed_of(bent) != signed:
            seen["in what is signed: found by whoever reads it"] += 1
        else:
            seen["in a text or a number"] += 1
    record_property("flips", dict(seen))
    print(f"\n{dict(seen)}")
    assert sum(seen.values()) == RANDOM
    assert seen["found by the daily look"] > 0


def rows_of(path: Path) -> str:
    """All rows that there are, for one who reads them in their order."""
    with closing(sqlite3.connect(path)) as held:
        held.text_factory = bytes
        names = held.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        ).fetchall()
        return repr([held.execute(f'SELECT * FROM "{n.decode()}"').fetchall() for (n,) in names])


def signed_of(path: Path) -> list[bytes]:
    """The signed bytes of each listing."""
    with closing(sqlite3.connect(path)) as held:
        return [document for (document,) in held.execute("SELECT document FROM entry ORDER BY id")]
