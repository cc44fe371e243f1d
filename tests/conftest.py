"""What every test has: both engines, a guard at the door, and no skipping where none is allowed."""

import logging
import os
import re
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import addresses, guard, postgres
from tests.ready import in_a_file

ENGINES = ("sqlite", "postgresql")
CASE = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[-_]\d\d")
LEFT_OUT = ("outside vectors", "got empty parameter set")  # data of others that is not copied here

guard.start()
addresses.start()
settings.register_profile("busy", deadline=None)  # a machine with much to do is not a fault
settings.load_profile("busy")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--long``: a million made-up documents instead of some thousands; ``--kills``: so many."""
    parser.addoption("--long", action="store_true", help="the long form of tests that have one")
    parser.addoption("--kills", type=int, help="how many processes a power cut takes, per engine")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is marked as long, or is so by its nature, is left to whoever asks for it."""
    if not config.getoption("--long"):
        long = [item for item in items if item.get_closest_marker("long") or _seen_already(item)]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in set(long)]


def _seen_already(item: pytest.Item) -> bool:
    """A walk among whole wards, on PostgreSQL after SQLite, that no case asks for on both."""
    asked = getattr(item, "callspec", None)
    second = asked is not None and asked.params.get("engine") == ENGINES[1]
    said = f"{item.name} {item.function.__doc__ or ''}"
    return second and "neighbourhood" in item.fixturenames and not CASE.search(said)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The name of the database engine; a test that asks for it runs on each."""
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL server of our own."""
    folder = postgres.programs()
    if folder is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres.cluster(folder) as running:
        yield running


@pytest.fixture
def server(engine: str, request: pytest.FixtureRequest) -> postgres.Cluster | None:
    """Which makes the databases that are no files, on each engine in turn."""
    if engine == "sqlite":
        return None
    running: postgres.Cluster = request.getfixturevalue("postgres_cluster")
    return running


@pytest.fixture
def database_url(tmp_path: Path, server: postgres.Cluster | None) -> Iterator[str]:
    """The address of a database with every table and no rows."""
    url = server.place(tmp_path) if server else in_a_file(tmp_path)
    yield url
    if server:
        server.drop(postgres.name_of(url))


class _Kept(logging.Handler):
    """What is logged as an error, as lines."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.lines.append(record.getMessage())


@pytest.fixture(autouse=True)
def unwritten() -> Iterator[list[str]]:
    """Letters that could not be written; a test that expects one empties the list.

    A node goes on without such a letter, and so would a test whose template is broken.
    """
    kept, log = _Kept(), logging.getLogger("node.notices.deliver")
    log.addHandler(kept)
    yield kept.lines
    log.removeHandler(kept)
    assert kept.lines == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where nothing may be skipped (``WIJK_NO_SKIPS``), a skip is a failure."""
    report = yield
    strict = os.environ.get("WIJK_NO_SKIPS") == "1"
    if strict and report.skipped and not hasattr(report, "wasxfail") and not left_out(report):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and here nothing may be: {reason(report)}"
    return report


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Tests against data of others are counted apart where that data is not at hand."""
    if report.skipped and not hasattr(report, "wasxfail") and left_out(report):
        return "left out", "-", "LEFT OUT"
    return None


def reason(report: pytest.TestReport) -> str:
    """Why a test was skipped."""
    said = report.longrepr
    return said[2].removeprefix("Skipped: ") if isinstance(said, tuple) else str(said)


def left_out(report: pytest.TestReport) -> bool:
    """Whether a skip only says that test data published by others is not on this machine."""
    return reason(report).startswith(LEFT_OUT)
