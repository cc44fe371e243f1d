"""The specification beside the code keeps its word: every MUST has a test, every number is one."""

import re
from pathlib import Path

import federation
from federation import limits
from federation.context import CONTEXT
from federation.strictjson import loads

ROOT = Path(federation.__path__[0])
TEXT = (ROOT / "PROTOCOL.md").read_text(encoding="utf-8")
TESTS = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("test_*.py"))
)


def test_every_must_has_the_name_of_a_test_beside_it() -> None:
    rules = TEXT.partition("RFC 2119")[2].partition("\n")[2]
    assert len(re.findall(r"\bMUST\b", rules)) == 9
    for found in re.finditer(r"\bMUST\b[^(]{0,30}(\(`(test_\w+)`)?", rules):
        assert found[2], f"no test beside: {found[0]}"
        start = TESTS.find(f"def {found[2]}(")
        assert start >= 0, found[2]
        body = TESTS[start:].partition("\n\n\n")[0]
        assert "assert " in body or "pytest.raises" in body, found[2]
        assert "outside." not in body, f"{found[2]} is left out where the vectors of others are not"


def test_the_context_is_the_one_that_is_written_there() -> None:
    written = TEXT.partition("```json\n")[2].partition("```")[0]
    assert loads(written.encode(), limit=2000) == CONTEXT


def test_the_limits_are_those_that_are_written_there() -> None:
    section = TEXT.partition("## 14. Limits")[2].partition("## 15.")[0]
    for words, number in {
        "| listing | 32 KiB |": limits.LISTING_BYTES == 32 * 1024,
        "1 MiB, 200 items": (limits.PAGE_BYTES, limits.PAGE_ITEMS) == (2**20, 200),
        "manifest 4 MiB": limits.MANIFEST_BYTES == 4 * 2**20,
        "head 4 KiB": limits.HEAD_BYTES == 4096,
        "hint and inbox body 64 KiB": limits.HINT_BYTES == limits.INBOX_BYTES == 65536,
        "image 200 KiB": limits.IMAGE_BYTES == 200 * 1024,
        "200 pages, 80 MiB": (limits.PULL_PAGES, limits.PULL_BYTES) == (200, 80 * 2**20),
        "`count` + 5,000 items": limits.PULL_EXTRA_ITEMS == 5000,
        "256 KiB, 64 entries": (limits.LOG_BYTES, limits.LOG_ENTRIES) == (256 * 1024, 64),
        "connect 5 s, read 10 s": (limits.CONNECT_SECONDS, limits.READ_SECONDS) == (5, 10),
        "30 s in all": limits.FETCH_SECONDS == 30,
        "2,000 listings with text": limits.ORIGIN_LISTINGS == 2000,
        "`count` ≤ 10,000": limits.ORIGIN_COUNT == 10_000,
        "64 MiB": limits.ORIGIN_BYTES == 64 * 2**20,
        "500 *new* listings": limits.ORIGIN_NEW_A_DAY == 500,
        "20 a day, hidden": limits.UNKNOWN_ORIGINS_A_DAY == 20,
        "1 h tolerance": limits.CLOCK_TOLERANCE.total_seconds() == 3600,
    }.items():
        assert words in section
        assert number, words


def test_nothing_here_reaches_for_the_outside() -> None:
    """Rule 1 of the room: no clock, no chance, no files, no network."""
    banned = (
        r"^\s*(?:import|from) (?:os|time|random|secrets|socket|threading|pathlib|subprocess|"
        r"asyncio|requests|flask|peewee|node|tests)\b|\bdatetime\.now|\bopen\("
    )
    for path in sorted(ROOT.rglob("*.py")):
        assert not re.search(banned, path.read_text(encoding="utf-8"), re.MULTILINE), path.name
