"""Every case of feeds (FI), of fetching (FE) and of peers (PE) has a test that bears its name."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
CASES = {"FI": 32, "FE": 23, "PE": 16}
NAMED = re.compile(r"\b(?:test_)?(FI|FE|PE)[-_](\d\d)(?!\d)")
ELSEWHERE = {
    "PE-05": "there is no list of denied keys: an emergency entry of the log revokes a key",
    "PE-10": "who may sign up while nobody looks after the site belongs to moderation",
    "PE-12": "there is one version of the protocol so far",
}


def test_each_case_has_a_test_with_its_name() -> None:
    found = set()
    for path in TESTS.rglob("test_*.py"):
        if path != Path(__file__):
            found |= {f"{room}-{number}" for room, number in NAMED.findall(path.read_text())}
    wanted = {f"{room}-{n:02}" for room, most in CASES.items() for n in range(1, most + 1)}
    assert sorted(wanted - found - ELSEWHERE.keys()) == []
    assert sorted(ELSEWHERE.keys() & found) == []
