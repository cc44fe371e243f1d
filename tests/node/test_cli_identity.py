"""Changing an identity with a recovery sheet, on a computer without a node."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from federation import did, didwriting
from federation.keys import PrivateKey
from federation.sheet import Sheet
from node.cli import wijk
from node.world import system_clock

KEYS = [PrivateKey(bytes([number]) * 32) for number in range(1, 7)]
SHEETS = [Sheet(bytes([number]) * 32) for number in (11, 12)]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of one line, and its first sheet beside it."""
    line = didwriting.genesis(
        host="elm.example",
        sign=KEYS[0].public,
        http=KEYS[1].public,
        update=KEYS[2],
        next_keys=[sheet.key.public for sheet in SHEETS],
        now=system_clock().replace(microsecond=0),
    )
    (tmp_path / "did.jsonl").write_bytes(line)
    (tmp_path / "sheet.txt").write_text(SHEETS[0].text.lower())
    return tmp_path / "did.jsonl"


def sign(log: Path, *arguments: str, sheet: str = "sheet.txt") -> Result:
    folder = log.parent
    given = ["--sheet-file", str(folder / sheet), "--out", str(folder / "line.jsonl")]
    sheets = ["--sheets", str(folder / "sheets")]
    return CliRunner().invoke(wijk, ["identity", "sign", str(log), *given, *sheets, *arguments])


def after(log: Path) -> did.Identity:
    line = (log.parent / "line.jsonl").read_bytes()
    return did.read_log(log.read_bytes() + line, now=system_clock())


def test_after_theft_both_keys_are_new(log: Path) -> None:
    new = [KEYS[3].public.multikey, KEYS[4].public.multikey]
    result = sign(log, "--sign", new[0], "--http", new[1])
    assert result.exit_code == 0, result.output
    identity = after(log)
    assert [key.multikey for key in identity.sign_keys.values()] == [new[0]]
    assert [key.multikey for key in identity.http_keys.values()] == [new[1]]
    assert (log.parent / "sheets" / "recovery-sheet-new.html").exists()
    assert SHEETS[0].text not in result.output


def test_a_move_keeps_the_keys(log: Path) -> None:
    assert sign(log, "--host", "https://Oak.example").exit_code == 0
    identity = after(log)
    assert identity.host == "oak.example"
    assert [key.multikey for key in identity.sign_keys.values()] == [KEYS[0].public.multikey]


def test_retiring_ends_it(log: Path) -> None:
    assert sign(log, "--retire").exit_code == 0
    assert after(log).deactivated


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (SHEETS[0].text[:-1], "not the letters"),
        (Sheet(bytes(32)).text, "signed by somebody other than"),
    ],
)
def test_a_wrong_sheet_is_told_and_nothing_is_written(log: Path, text: str, complaint: str) -> None:
    (log.parent / "other.txt").write_text(text)
    result = sign(log, "--host", "oak.example", sheet="other.txt")
    assert result.exit_code != 0
    assert complaint in str(result.exception)
    assert not (log.parent / "line.jsonl").exists()


@pytest.mark.parametrize("arguments", [[], ["--retire", "--host", "oak.example"]])
def test_what_changes_must_be_said(log: Path, arguments: list[str]) -> None:
    assert sign(log, *arguments).exit_code == 2


@pytest.mark.parametrize("text", ["een brief", '{"form":"identity-request/1"', "{}"])
def test_a_file_that_asks_nothing_is_not_laid_at_a_neighbours_door(log: Path, text: str) -> None:
    log.write_text(text)
    arguments = () if "form" in text else ("--retire",)
    said = str(sign(log, *arguments).exception)
    assert said.startswith(f"{log} is neither what `wijk identity plan` wrote nor an identity log")


def test_what_is_no_key_is_named(log: Path) -> None:
    said = str(sign(log, "--sign", "sleutel").exception)
    assert said == "sleutel is not a key, which begins with z6Mk."


def test_nothing_is_written_over(log: Path) -> None:
    (log.parent / "line.jsonl").write_text("mine")
    assert sign(log, "--retire").exit_code != 0
    assert (log.parent / "line.jsonl").read_text() == "mine"
