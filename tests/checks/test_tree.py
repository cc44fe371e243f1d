"""What is kept in the repository, and what is not."""

import ast
import os
import re
import tomllib
from pathlib import Path

import pytest

from tests.checks.tree import python_files, texts
from tests.tools import ROOT

LONGEST_FILE = 400  # lines; more is seldom one noun
TOP = {"node", "federation", "templates", "tests", "deploy"}
TOP_FILES = {"pyproject.toml", "README.md", "LICENSE"}
OF_TOOLS = {"demo-data", "dist", "build", "node_modules", "htmlcov", "mutants"}
PROGRAMS = ("deploy/demo", "deploy/test", "deploy/lock", ".ci/run")
UNDONE = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
MACHINE = re.compile(r"(?:^|[\s\"'(=])/(?:home|work|tmp|root|Users)/[A-Za-z]")
NOT_COVERED = re.compile("pragma: " + "no cover")
SKIPPED = re.compile(r"pytest\.mark\." + r"skip\b")
LONG_WAIT = re.compile(r"time\.sleep\([1-9]")
WITHOUT_PROSE = {"LICENSE"}  # the words of others


def test_the_top_level_is_the_one_that_was_agreed() -> None:
    seen = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - OF_TOOLS
    assert seen == TOP | TOP_FILES


@pytest.mark.parametrize(
    "forbidden",
    [UNDONE, MACHINE, NOT_COVERED, SKIPPED, LONG_WAIT],
)
def test_nothing_is_left_undone_or_tied_to_a_machine(forbidden: re.Pattern[str]) -> None:
    found = [
        f"{path}:{number}: {line.strip()}"
        for path, text in texts()
        if path.suffix not in {".lock", ".svg"} and path.name not in WITHOUT_PROSE
        for number, line in enumerate(text.splitlines(), start=1)
        if forbidden.search(line)
    ]
    assert not found


def test_each_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent


def test_files_are_short() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in python_files()
        if path.is_relative_to(ROOT / "node") or path.is_relative_to(ROOT / "federation")
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    }
    assert not long


def test_each_folder_of_code_is_a_room_with_a_name() -> None:
    apart = (ROOT / "deploy", ROOT / "node" / "store" / "migrations")  # run, not imported
    folders = {path.parent for path in python_files() if not path.is_relative_to(apart[0])}
    folders.discard(apart[1])
    nameless = [str(path.relative_to(ROOT)) for path in folders if not _named(path)]
    assert not nameless


def test_programs_can_be_run() -> None:
    for name in PROGRAMS:
        assert os.access(ROOT / name, os.X_OK), name
        assert (ROOT / name).read_text("utf-8").startswith("#!/usr/bin/env bash\n"), name


def test_the_map_names_each_room() -> None:
    chart = (ROOT / ".github" / "CONTRIBUTING.md").read_text("utf-8")
    on_it = set(re.findall(r"^\| `([^`]+)/` \|", chart, re.MULTILINE))
    rooms = {
        str(path.parent.relative_to(ROOT))
        for path in python_files()
        if path.name == "__init__.py" and "vectors" not in path.parts
    }
    assert rooms - on_it == set()
    assert {room for room in on_it if not (ROOT / room).is_dir()} == set()


def test_documents_point_at_what_is_there() -> None:
    broken = []
    for path, text in texts():
        if path.suffix == ".md":
            links = re.findall(r"\]\((?!https?://|#)([^)#]+)", text)
            broken += [
                f"{path}: {link}" for link in links if not (ROOT / path.parent / link).exists()
            ]
    assert not broken


def test_the_readme_fits_on_two_screens() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 2 * 45


def test_the_licence_is_the_one_that_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert project["license"] == "EUPL-1.2"
    assert text.lstrip().startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "Appendix" in text


def _named(folder: Path) -> bool:
    start = folder / "__init__.py"
    return start.exists() and bool(ast.get_docstring(ast.parse(start.read_text("utf-8"))))


def test_each_migration_has_a_number_of_its_own() -> None:
    """Two of one number would run in the order of their names, which nobody meant."""
    folder = ROOT / "node" / "store" / "migrations"
    numbers = [int(file.name[:4]) for file in sorted(folder.glob("0*.py"))]
    assert numbers == list(range(1, len(numbers) + 1))
