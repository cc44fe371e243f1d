"""Write the vectors anew: ``python -m tests.conformance.make``.

Rule: no clock and no chance; the same facts always give the same bytes.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.conformance.facts import GROUPS
from tests.conformance.vector import FOLDER, SHARED, Vector
from tests.federation.origin import Origin


def everything() -> Iterator[Vector]:
    """All vectors; no name twice."""
    seen: set[str] = set()
    for group in GROUPS:
        for vector in group():
            assert vector.name not in seen, vector.name
            seen.add(vector.name)
            yield vector


def files() -> dict[str, bytes]:
    """Every file of the folder, by its path there."""
    shared = {f"{SHARED}/elm.jsonl": Origin().log}
    return shared | {f"{one.name}.txt": one.to_bytes(shared) for one in everything()}


def main(folder: Path = FOLDER) -> int:
    """Replace what stands in the folder."""
    made = files()
    (folder / SHARED).mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.txt"):
        if path.name not in made:
            path.unlink()
    for name, data in made.items():
        (folder / name).write_bytes(data)
    print(f"{len(made)} files, {sum(map(len, made.values())):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
