"""Copies that leave the machine: sealed with a passphrase in the age format."""

import io
from base64 import b64decode
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from node.backups import age, looking, making, sealing
from node.backups.errors import BackupError
from node.backups.shelf import ASKED
from node.cli import wijk
from node.store.database import Store
from node.upkeep import setup
from node.world import World
from tests.ready import in_a_file
from tests.world import Chance, make_world

PASSPHRASE = "zes gewone woorden op een papiertje"
WORK = 4  # a quick one; what a real one costs is a constant
# What age 1.1.1 made of "Hallo buren\n" with the passphrase "buurhuis".
OF_AGE = b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBydFZNbXc2WEtjazlUQXlpaHZ1RVlRIDE4ClBt"
    "NVJTanpGWjMySGJzNnk1aGZLQVh3ejhEb1VRSENwSXRRcDhEQ3VpWXcKLS0tIHBWa3JCUWt0Q1E5alRN"
    "dkRoODcwYndPNWVudkJaL0dzL1hjemxGY0l3cHMK78maVQFda0r89znNlvRawaTAwOZ5mY2hh8z2939T"
    "kmyUybGejFQwW1oReDM="
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A node on SQLite; the engine matters to nobody here."""
    folder = tmp_path / "elm"
    folder.mkdir()
    made = make_world(folder, in_a_file(folder))
    setup.make(made, name="Elm", codes=["WK0363ME@2025"], language="nl")
    store = Store(made.config.database_url)
    with store.active():
        yield made
    store.close()


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing costs next to nothing here."""
    monkeypatch.setattr(age, "WORK", 10)


def sealed(data: bytes, work: int = WORK) -> bytes:
    return b"".join(age.seal([data], PASSPHRASE, Chance(), work=work))


def opened(data: bytes, passphrase: str = PASSPHRASE) -> bytes:
    return b"".join(age.open_(io.BytesIO(data), passphrase))


@pytest.mark.parametrize("size", [0, 1, age.PIECE - 1, age.PIECE, age.PIECE + 1, 3 * age.PIECE])
def test_what_is_sealed_opens_again_and_has_the_size_that_was_said(size: int) -> None:
    data = bytes(range(256)) * (size // 256) + bytes(size % 256)
    made = sealed(data, work=10)
    assert opened(made) == data
    assert len(made) == age.size_of(size)  # 10 and 17 are as long
    assert data[:64] not in made or not data


def test_in_many_small_pieces_it_is_the_same() -> None:
    data = bytes(range(256)) * 600
    parts = [data[start:end] for start, end in pairwise(range(0, len(data) + 1, 100))]
    made = b"".join(age.seal(parts, PASSPHRASE, Chance(), work=WORK))
    assert opened(made) == b"".join(parts)


def test_BR_13_without_the_passphrase_nothing_is_opened() -> None:
    with pytest.raises(BackupError, match="not the right one"):
        opened(sealed(b"x"), PASSPHRASE + " ")


def test_BR_08_any_changed_byte_and_any_cut_is_seen() -> None:
    made = sealed(b"Ladder" * 40_000)
    head = made.index(b"\n--- ") + 49 + 16
    for at in (*range(0, head, 7), head, head + age.PIECE, len(made) - 1):
        bent = made[:at] + bytes([made[at] ^ 1]) + made[at + 1 :]
        with pytest.raises(BackupError):
            opened(bent)
    for cut in (0, 10, head, head + age.PIECE + age.TAG, len(made) - 1):
        with pytest.raises(BackupError):
            opened(made[:cut])
    swapped = (
        made[:head]
        + made[head + age.PIECE + age.TAG : head + 2 * (age.PIECE + age.TAG)]
        + made[head : head + age.PIECE + age.TAG]
        + made[head + 2 * (age.PIECE + age.TAG) :]
    )
    with pytest.raises(BackupError):
        opened(swapped)


@pytest.mark.parametrize("work", ["0", "010", "+4", "21", "x", ""])
def test_a_cost_that_nobody_sane_set_is_not_paid(work: str) -> None:
    made = sealed(b"x").replace(b" 4\n", f" {work}\n".encode(), 1)
    with pytest.raises(BackupError, match="not a sealed copy"):
        opened(made)


def test_what_age_itself_sealed_opens_here() -> None:
    assert opened(OF_AGE, "buurhuis") == b"Hallo buren\n"


def test_BR_13_a_copy_is_sealed_and_opened_as_it_was(world: World, tmp_path: Path) -> None:
    copy = making.make(world, ASKED)
    made = b"".join(sealing.seal(world, copy, PASSPHRASE))
    assert len(made) == sealing.size_of(copy)
    assert b"sign.key" not in made
    file = tmp_path / f"copy{sealing.ENDING}"
    file.write_bytes(made)
    sealing.unpack(file, PASSPHRASE, tmp_path / "again")
    assert looking.problems(tmp_path / "again") == []
    with pytest.raises(BackupError, match="at least 15"):
        sealing.seal(world, copy, "te kort")
    assert len(sealing.suggestion(world.random).split()) == 6


def test_the_command_seals_and_puts_back_from_a_sealed_file(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.make(world, ASKED)
    said = tmp_path / "passphrase"
    said.write_text(PASSPHRASE + "\n")
    monkeypatch.setenv("WIJK_PASSPHRASE_FILE", str(said))
    file = tmp_path / "elm.tar.age"
    elm = ["--data", str(world.config.data)]
    made = CliRunner().invoke(wijk, [*elm, "backup", "seal", "newest", str(file)])
    assert made.exit_code == 0, made.output
    assert file.stat().st_mode & 0o777 == 0o600
    new = ["--data", str(tmp_path / "new")]
    put = CliRunner().invoke(wijk, [*new, "restore", "from", str(file)])
    assert put.exit_code == 0, put.output
    assert "no folder `beside` was found" in put.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "elm",
        "elm.tar.age",
        "new",
        "passphrase",
    ]
    said.write_text("een ander zinnetje dan dat")
    wrong = CliRunner().invoke(wijk, [*elm, "backup", "check", str(file)])
    assert str(wrong.exception) == age.WRONG
