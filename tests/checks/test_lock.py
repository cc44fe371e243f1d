"""The lock files: complete, agreeing with each other and with what the project says it needs."""

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.tools import ROOT

DEPLOYED = ROOT / "deploy" / "requirements.lock"
TESTED = ROOT / "deploy" / "requirements-test.lock"
PIN = re.compile(r"^([a-z0-9-]+)==(\S+) \\$")
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
    pinned = pins(lock)
    for needed in map(Requirement, wanted):
        name = canonicalize_name(needed.name)
        assert needed.specifier.contains(pinned[name]), needed


def test_files_for_other_machines_are_pinned_too() -> None:
    """A package with compiled parts has a file for each machine, all with their hash."""
    hashes = DEPLOYED.read_text("utf-8").split("cryptography==")[1].split("==")[0]
    least = 20  # its wheels for Linux on x86 and ARM, macOS and Windows
    assert hashes.count("--hash=") >= least


def test_this_environment_is_made_from_the_lock() -> None:
    different = {name: pin for name, pin in pins(TESTED).items() if version(name) != pin}
    assert not different


def pins(lock: Path) -> dict[str, str]:
    """Names and versions in a lock file."""
    found = map(PIN.match, lock.read_text("utf-8").splitlines())
    return {match[1]: match[2] for match in found if match}
