"""The short form of every fuzzer, and whether it would notice anything.

The long form is the same command with more ``--runs``: see CONTRIBUTING.
"""

import itertools
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from federation.errors import CODES, NotJsonError
from tests.fuzz.__main__ import HARNESSES
from tests.fuzz.chance import Chance
from tests.fuzz.changes import change_document, load, noise, written
from tests.fuzz.judge import MAX_GROWTH, Judge, LargeError, SlowError
from tests.tools import ROOT

RUNS = {"json": 10_000, "signature": 10_000, "listing": 2_000, "page": 1_000, "log": 1_000}
FOUND_WITHIN = 5_000
SIGNED = [name for name in HARNESSES if name != "json"]


def fuzz(name: str, *options: str, runs: int, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.fuzz", name, "--runs", str(runs)]
    return subprocess.run(
        [*command, "--keep", str(folder), *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize(
    ("name", "crypto"), [("json", "real"), *itertools.product(SIGNED, ("real", "true"))]
)
def test_whatever_comes_is_read_or_refused(name: str, crypto: str, tmp_path: Path) -> None:
    """FI-03."""
    done = fuzz(name, "--crypto", crypto, runs=RUNS[name], folder=tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.startswith(f"{RUNS[name]} executions in ")
    outcomes = dict(re.findall(r"(\w+) (\d+)", done.stdout.splitlines()[1]))
    assert sum(map(int, outcomes.values())) == RUNS[name]
    least = RUNS[name] // 100  # as many get through to the end, or the rest says little
    assert int(outcomes["accepted"]) > least


@pytest.mark.parametrize("name", HARNESSES)
def test_the_same_without_atheris(name: str, tmp_path: Path) -> None:
    done = fuzz(name, "--engine", "blind", runs=500, folder=tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.startswith("500 executions in ")
    fault = fuzz(name, "--engine", "blind", "--plant", "error", runs=FOUND_WITHIN, folder=tmp_path)
    assert fault.returncode != 0
    assert "PlantedError: " in fault.stderr
    assert (tmp_path / "crash-unit").read_bytes()


# The one in a log is found by the blind engine above; a guided search seldom gets there in time.
@pytest.mark.parametrize("name", [name for name in HARNESSES if name != "log"])
def test_a_fault_that_is_planted_deep_inside_is_found(name: str, tmp_path: Path) -> None:
    """It stands where no document to begin with comes: only a change leads there."""
    done = fuzz(name, "--plant", "error", runs=FOUND_WITHIN, folder=tmp_path)
    assert done.returncode != 0
    assert "PlantedError: " in done.stdout + done.stderr
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("crash-")]


@pytest.mark.parametrize("name", HARNESSES)
def test_no_document_to_begin_with_comes_there(name: str) -> None:
    harness = import_module(f"tests.fuzz.{HARNESSES[name][0]}").HARNESS
    judge = Judge(harness.read)
    for data in harness.seeds:
        judge(data)
    assert judge.outcomes["accepted"]
    assert harness.rare in CODES
    assert not judge.outcomes[harness.rare]


@pytest.mark.parametrize(("fault", "said"), [("slow", "SlowError"), ("large", "LargeError")])
def test_what_takes_long_or_much_is_found(fault: str, said: str, tmp_path: Path) -> None:
    done = fuzz("json", "--plant", fault, runs=FOUND_WITHIN, folder=tmp_path)
    assert done.returncode != 0
    assert f"{said}: " in done.stdout + done.stderr


def measured(*readings: float) -> Judge:
    """A judge of a reader that does nothing, with these readings of the clock."""
    clock = iter(readings)
    return Judge(lambda data: data, clock=lambda: next(clock), memory=lambda: 0)


def test_the_bound_of_time() -> None:
    judge = measured(0, 1, 5, 6.01)
    judge(b"as long as may be")
    with pytest.raises(SlowError, match=r"1\.01 s"):
        judge(b"longer")
    assert judge.slowest[1] == b"longer"


def test_the_bound_of_memory() -> None:
    marks = iter([0, 0, MAX_GROWTH, MAX_GROWTH, 2 * MAX_GROWTH + 1])
    judge = Judge(lambda data: data, clock=lambda: 0, memory=lambda: next(marks))
    judge(b"as much as may be")
    with pytest.raises(LargeError, match="50 MB"):
        judge(b"more")
    assert judge.largest[1] == b"more"


def test_another_exception_is_no_refusal() -> None:
    def read(data: bytes) -> object:
        if data == b"refused":
            raise NotJsonError
        return {}[data]

    judge = Judge(read)
    judge(b"refused")
    with pytest.raises(KeyError):
        judge(b"fails")
    assert judge.outcomes == {"not_json": 1}


def test_the_same_chance_makes_the_same_change() -> None:
    seed = b'{"a":[1,"two",{"b":null}]}'

    def changed(number: int) -> tuple[bytes, bytes]:
        document = load(seed)
        change_document(document, Chance(number))
        return written(document), noise(seed, Chance(number))

    made = [changed(number) for number in range(200)]
    assert made == [changed(number) for number in range(200)]
    least = 100
    assert len({document for document, _ in made}) > least
    assert len({data for _, data in made}) > least
