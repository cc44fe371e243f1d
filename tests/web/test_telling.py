"""AC-02: the time of an answer does not tell whether somebody has an account.

``pytest tests/web/test_telling.py`` tries 1,002 times on each page, with a cheap Argon2 that hides
nothing else; ``--long`` 15,000 times, with the real one: each pair of sorts is 10,000 tries.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from node.residents import recovery
from node.world import HashCost
from tests.neighbourhood import Neighbourhood, Ward
from tests.web import telling
from tests.web.telling import KNOWN, SUSPENDED, UNKNOWN
from tests.world import CHEAP

EACH, WITHIN = 334, 0.05
EACH_LONG, WITHIN_LONG = 5_000, 0.02
PAIRS = ((KNOWN, UNKNOWN), (SUSPENDED, UNKNOWN), (KNOWN, SUSPENDED))


@pytest.fixture
def elm(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Ward]:
    """A ward where a try of a password costs what it costs for real, in the long form."""
    cost = HashCost() if request.config.getoption("--long") else CHEAP
    neighbourhood = Neighbourhood(tmp_path, hash_cost=cost)
    yield neighbourhood.ward("elm")
    neighbourhood.close()


@pytest.mark.parametrize("path", telling.ROUTES)
def test_AC_02_times_tell_nothing(
    elm: Ward, path: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that looks suspicious is measured once more, three times as long: chance is not."""
    long = bool(request.config.getoption("--long"))
    each, within = (EACH_LONG, WITHIN_LONG) if long else (EACH, WITHIN)
    telling.fill(elm, each * 3 if not long else each)
    found = areas(elm, path, each)
    if not long and not told_nothing(found, within):
        found = areas(elm, path, each * 3)
    with capsys.disabled():
        shown = ", ".join(f"{one}/{other} {value:.3f}" for (one, other), value in found.items())
        print(f"\n{path}, {each} each: {shown}")
    assert told_nothing(found, within), found


def areas(ward: Ward, path: str, each: int) -> dict[tuple[str, str], float]:
    """The area under the curve for each pair of sorts."""
    times = telling.timed(ward, path, each)
    return {(one, other): telling.area(times[one], times[other]) for one, other in PAIRS}


def told_nothing(found: dict[tuple[str, str], float], within: float) -> bool:
    """Whether every area is as good as a guess."""
    return all(abs(value - 0.5) <= within for value in found.values())


def test_a_page_that_tells_would_be_found(elm: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """What this measures, it can measure: an account that costs a little more stands out."""
    telling.fill(elm, 100)
    real = recovery.ask

    def slower(*args: object, **given: object) -> None:
        if str(given["who"]).startswith("known"):
            sum(range(300_000))
        real(*args, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(recovery, "ask", slower)
    assert areas(elm, "/herstel", 100)[KNOWN, UNKNOWN] > 0.6


def test_the_area_is_the_share_of_pairs() -> None:
    assert telling.area([1, 2, 3], [1, 2, 3]) == 0.5
    assert telling.area([4, 5], [1, 2]) == 1.0
    assert telling.area([1, 3], [2, 4]) == 0.25
