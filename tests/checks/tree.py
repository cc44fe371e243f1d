"""The files that are the project, without what tools leave behind.

Rule: no git here; a copy without history is the project as well.
"""

from collections.abc import Iterator
from pathlib import Path

from tests.tools import ROOT

ROOMS = ("federation", "node", "templates", "tests", "deploy", ".ci", ".github")
ALONE = ("README.md", "LICENSE", "pyproject.toml", ".gitignore")
LEFT_BEHIND = {"__pycache__", "node_modules"}


def files() -> Iterator[Path]:
    """Every file of the project."""
    for name in ALONE:
        yield ROOT / name
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.is_file() and not LEFT_BEHIND & set(path.parts):
                yield path


def python_files() -> list[Path]:
    """Every Python file of the project."""
    return [path for path in files() if path.suffix == ".py"]


def texts() -> Iterator[tuple[Path, str]]:
    """Every file that is text, with what it says."""
    for path in files():
        data = path.read_bytes()
        if b"\0" not in data:
            yield path.relative_to(ROOT), data.decode("utf-8")
