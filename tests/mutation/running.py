"""Running the tests against mutant after mutant, each in a process of its own.

Rule 1: of a mutant in a function only those tests run that come to its line, the quickest first,
until one fails. Rule 2: a mutant may use ten times the processor that its tests need, and no more.
Rule 3: tests with chance make the same choices every time.
"""

import gc
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import coverage
import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, settings

from tests.mutation.sites import Site
from tests.mutation.swapping import Import, swap
from tests.tools import ROOT

TESTS = "tests/federation"
LEFT_OUT = ("test_noise.py", "test_made_up.py")  # they say only that nothing else is raised
EXAMPLES = 30  # of each test with made-up values
SLACK_SECONDS = 5  # beyond ten times what the tests need
MEMORY = 4 * 2**30
KILLED, SURVIVED, ENDED = 1, 0, -1

Outcome = Literal["killed", "ended", "survived", "not reached", "imported"]
"""``imported``: no test failed, but what tests make while they are imported ran the line too."""

UNNOTICED: tuple[Outcome, ...] = ("survived", "not reached")
Mutant = tuple[Path, Site]
Tell = Callable[[Mutant, Outcome], None]


@dataclass(frozen=True)
class Reach:
    """Which tests come to which line, and how long each takes. ``None``: while importing."""

    tests: dict[tuple[str, int], frozenset[int]]
    imported: frozenset[tuple[str, int]]
    seconds: dict[int, float]

    def of(self, mutant: Mutant) -> list[int]:
        """The tests that come to a mutant, the quickest first."""
        path, site = mutant
        found = self.tests.get((str(path), site.line), frozenset())
        return sorted(found, key=self.seconds.__getitem__)


def calm() -> None:
    """Make known how tests with made-up values are to be few, and the same every time."""
    settings.register_profile(
        "mutation",
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


class InFunctions:
    """A pytest plugin that runs its tests against every mutant of a function that it is given."""

    def __init__(self, mutants: Sequence[Mutant], tell: Tell) -> None:
        self.mutants, self.tell = mutants, tell
        self.watch = coverage.Coverage(
            data_file=None, config_file=False, source=[str(ROOT / "federation")]
        )
        self.watch.start()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run each test once to learn what it reaches, then the mutants."""
        items = session.items
        reach = self._learn(items)
        gc.collect()
        gc.freeze()
        for mutant in self.mutants:
            chosen = [items[number] for number in reach.of(mutant)]
            seconds = sum(reach.seconds[number] for number in reach.of(mutant))
            outcome = _judged(mutant, chosen, seconds)
            if outcome in UNNOTICED and (str(mutant[0]), mutant[1].line) in reach.imported:
                outcome = "imported"
            self.tell(mutant, outcome)
        return True

    def _learn(self, items: Sequence[pytest.Item]) -> Reach:
        seconds = {}
        for number, item in enumerate(items):
            self.watch.switch_context(str(number))
            began = time.thread_time()
            if fails(item):
                raise pytest.UsageError(f"{item.nodeid} fails without any mutant")
            seconds[number] = time.thread_time() - began
        self.watch.stop()
        return _reach(self.watch.get_data(), seconds)


def _reach(data: coverage.CoverageData, seconds: dict[int, float]) -> Reach:
    tests, imported = {}, set()
    for path in data.measured_files():
        for line, contexts in data.contexts_by_lineno(path).items():
            tests[path, line] = frozenset(int(name) for name in contexts if name)
            if "" in contexts:
                imported.add((path, line))
    return Reach(tests, frozenset(imported), seconds)


def fails(item: pytest.Item) -> bool:
    """Run one test."""
    reports = runtestprotocol(item, log=False, nextitem=None)
    return any(report.failed for report in reports)


def _judged(mutant: Mutant, chosen: Sequence[pytest.Item], seconds: float) -> Outcome:
    if not chosen:
        return "not reached"

    def run() -> int:
        swap(*mutant)
        return KILLED if any(map(fails, chosen)) else SURVIVED

    return _named(apart(run, seconds=10 * seconds + SLACK_SECONDS))


def by_import(mutant: Mutant, files: Sequence[str], *, seconds: float = 60) -> Outcome:
    """Import a mutant anew, and run test files against it until one fails."""

    def run() -> int:
        sys.meta_path.insert(0, Import(*mutant))
        status = pytest.main([*arguments(files), "-x"])
        return SURVIVED if status == pytest.ExitCode.OK else KILLED

    return _named(apart(run, seconds=10 * seconds + SLACK_SECONDS))


def arguments(files: Sequence[str]) -> list[str]:
    """What pytest is told: say nothing, keep nothing."""
    left_out = [f"--ignore={TESTS}/{name}" for name in LEFT_OUT]
    silent = ("-o", "addopts=--import-mode=importlib", "-s", "-p", "no:terminal")
    early = ("-W", "ignore::pytest.PytestAssertRewriteWarning")  # hypothesis is imported before
    same = ("-p", "no:cacheprovider", "--hypothesis-profile=mutation")
    return [*files, *left_out, *silent, *early, *same]


def apart(run: Callable[[], int], *, seconds: float) -> int:
    """Run in a child of ours: its status, or ``ENDED`` when it took too much."""
    child = os.fork()
    if child:
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return status if status >= 0 else ENDED
    status = KILLED
    try:
        _bound(seconds)
        status = run()
    finally:  # whatever it raised: a test would have failed
        os._exit(status)


def _bound(seconds: float) -> None:
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    most = int(time.process_time() + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _named(status: int) -> Outcome:
    names: dict[int, Outcome] = {SURVIVED: "survived", ENDED: "ended"}
    return names.get(status, "killed")


def files_for(path: Path, tests: str) -> Iterator[list[str]]:
    """Test files to try on a module that is imported anew: its own, then all."""
    name = path.parent.name if path.parent.name == "kinds" else path.stem
    own = ROOT / tests / f"test_{name}.py"
    if own.exists():
        yield [str(own.relative_to(ROOT))]
    yield [tests]
