"""Where test data published by others stands, if it stands on this machine.

It is read and never copied into the project. A test that needs it is skipped with its reason where
it is absent, and nowhere else.
"""

import os
from pathlib import Path

import pytest

_HERE = Path(__file__).resolve().parent.parent


def vectors(folder: str) -> Path:
    """The folder ``folder`` of the outside vectors; skips the test that asks when there is none."""
    path = _root() / folder
    if not path.is_dir():
        pytest.skip(f"outside vectors are not on this machine: {folder}")
    return path


def cases(folder: str, pattern: str) -> list[Path]:
    """Files of the outside vectors, for ``parametrize``; empty where there are none."""
    return sorted((_root() / folder).glob(pattern))


def _root() -> Path:
    named = os.environ.get("WIJK_OUTSIDE_VECTORS")
    return Path(named) if named else _HERE.parent / "shared" / "vectors"
