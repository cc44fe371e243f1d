"""Judges the pages in a folder in a process of its own, and says what memory that took, in MB.

``python -m tests.benchmarks.alone FOLDER``: one JSON object. ``judging`` is the highest that memory
came above what the process held when it had the pages in hand and had not begun.
"""

import json
import sys
from pathlib import Path

from federation import did, intake
from federation.intake import Held
from tests.federation.origin import NOON

KIB_IN_MB = 1024


def main() -> None:
    """Read, judge, and tell."""
    folder = Path(sys.argv[1])
    held = Held(did.read_log((folder / "did.jsonl").read_bytes(), now=NOON))
    files = sorted((folder / "pages").iterdir(), key=lambda file: int(file.name))
    pages = [file.read_bytes() for file in files]
    start = _status("VmRSS")
    change = intake.judge(held, pages, scope="public", now=NOON)
    print(
        json.dumps(
            {
                "judging": _status("VmHWM") - start,
                "pages": sum(map(len, pages)) / KIB_IN_MB**2,
                "listings": len(change.listings),
            }
        )
    )


def _status(name: str) -> float:
    """A figure of this process that Linux keeps: ``VmRSS`` now, ``VmHWM`` at the highest."""
    lines = Path("/proc/self/status").read_text().splitlines()
    line = next(line for line in lines if line.startswith(f"{name}:"))
    return int(line.split()[1]) / KIB_IN_MB


if __name__ == "__main__":
    main()
