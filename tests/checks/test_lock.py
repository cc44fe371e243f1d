"""The lock files: complete, agreeing with each other and with what the project says it needs."""

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.tools import ROOT

DEPLOYED = ROOT / "deploy" / "requirements.lock"
TESTED = ROOT / "deploy" / "requirements-test.lock"
PIN = re.compile(r"^([a-z0-9-]+)==([^ ]+)(?: ; ([^\\]+))? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def test_both_hold_pins_and_hashes_and_nothing_else() -> None:
    for lock in (DEPLOYED, TESTED):
        for line in lock.read_text("utf-8").splitlines():
            assert PIN.match(line) or HASH.match(line), f"{lock.name}: {line}"


def test_what_is_tested_is_what_is_deployed() -> None:
    assert pins(DEPLOYED).items() <= pins(TESTED).items()


@pytest.mark.parametrize(
    ("lock", "extras"), [(DEPLOYED, ("postgres",)), (TESTED, ("postgres", "test"))]
)
def test_everything_the_project_needs_is_pinned(lock: Path, extras: tuple[str, ...]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = list(project["dependencies"])
    for extra in extras:
        wanted += project["optional-dependencies"][extra]
    found = pins(lock)
    for needed in map(Requirement, wanted):
        name = canonicalize_name(needed.name)
        assert needed.specifier.contains(found[name]), needed


def test_files_for_other_machines_are_pinned_too() -> None:
    """A package with compiled parts has a file for each machine, all with their hash."""
    hashes = DEPLOYED.read_text("utf-8").split("cryptography==")[1].split("==")[0]
    least = 20  # its wheels for Linux on x86 and ARM, macOS and Windows
    assert hashes.count("--hash=") >= least


def test_this_environment_is_made_from_the_lock() -> None:
    here = {
        name: pin
        for name, pin in pins(TESTED).items()
        if name not in CONDITIONS or Marker(CONDITIONS[name]).evaluate()
    }
    assert not {name: pin for name, pin in here.items() if version(name) != pin}


def test_what_not_every_machine_has_is_pinned_with_its_condition() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = map(Requirement, project["optional-dependencies"]["test"])
    expected = {needed.name: str(needed.marker) for needed in wanted if needed.marker}
    assert {name: str(Marker(words)) for name, words in CONDITIONS.items()} == expected


def pinned(lock: Path) -> list[re.Match[str]]:
    """The lines that pin something."""
    found = map(PIN.match, lock.read_text("utf-8").splitlines())
    return [match for match in found if match]


def pins(lock: Path) -> dict[str, str]:
    """Names and versions in a lock file."""
    return {match[1]: match[2] for match in pinned(lock)}


CONDITIONS = {match[1]: match[3] for match in pinned(TESTED) if match[3]}
