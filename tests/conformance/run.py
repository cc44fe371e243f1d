"""Judge any verifier by the vectors: ``python -m tests.conformance.run -- wijk verify``.

Rule 1: nothing is known of the program but its command line (PROTOCOL.md §16). Rule 2: exit status,
first line and the lines after it must all be right; the order of those after the first is free.
"""

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.vector import Vector, committed

SECONDS = 120  # for one vector; a busy machine needs a tenth of it
NO_STATUS = -1  # of a program that did not end
Answer = tuple[int, list[str]]
"""Exit status, and the lines of standard output."""


@dataclass(frozen=True)
class Verdict:
    """What a program said of one vector."""

    vector: Vector
    status: int
    lines: list[str]

    @property
    def agrees(self) -> bool:
        """Whether it is what the vector expects."""
        first, *others = self.vector.expect
        return (
            self.status == self.vector.status
            and self.lines[:1] == [first]
            and sorted(self.lines[1:]) == sorted(others)
        )


def unpack(vector: Vector, folder: Path) -> list[str]:
    """Write the vector's files into ``folder``; gives the arguments, with the files' places."""
    for name, data in vector.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    roots = {name.partition("/")[0] for name in vector.files}
    return [str(folder / word) if word in roots else word for word in vector.command.split()]


def asking(command: Sequence[str], seconds: float = SECONDS) -> Callable[[Sequence[str]], Answer]:
    """How a program is asked: as a process of its own. No answer in time is a wrong one."""

    def ask(arguments: Sequence[str]) -> Answer:
        try:
            done = subprocess.run(
                [*command, *arguments],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return NO_STATUS, [f"no answer within {seconds:g} s"]
        return done.returncode, done.stdout.decode(errors="replace").splitlines()

    return ask


def judge(
    vectors: Iterable[Vector], ask: Callable[[Sequence[str]], Answer], *, at_once: int = 1
) -> list[Verdict]:
    """What the program says of each vector."""

    def one(vector: Vector) -> Verdict:
        with tempfile.TemporaryDirectory(prefix="vector-") as folder:
            return Verdict(vector, *ask(unpack(vector, Path(folder))))

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(one, vectors))


def table(verdicts: Sequence[Verdict]) -> str:
    """A row for each command, and one for each disagreement."""
    total, agreed = Counter[str](), Counter[str]()
    for verdict in verdicts:
        command = verdict.vector.command.partition(" ")[0]
        total[command] += 1
        agreed[command] += verdict.agrees
    rows = [f"{'command':<10}{'vectors':>9}{'agreed':>9}{'disagreed':>11}"]
    for command in sorted(total):
        bad = total[command] - agreed[command]
        rows.append(f"{command:<10}{total[command]:>9}{agreed[command]:>9}{bad:>11}")
    bad = len(verdicts) - agreed.total()
    rows.append(f"{'all':<10}{len(verdicts):>9}{agreed.total():>9}{bad:>11}")
    for verdict in verdicts:
        if not verdict.agrees:
            rows += [
                f"{verdict.vector.name}: {verdict.vector.fact} ({verdict.vector.section})",
                f"  expected {verdict.vector.status} {' / '.join(verdict.vector.expect)}",
                f"  got      {verdict.status} {' / '.join(verdict.lines)}",
            ]
    return "\n".join(rows)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that stands after ``--``; 0 when it agrees with every vector."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.run", description=__doc__)
    parser.add_argument("-k", metavar="WORD", default="", help="only vectors with WORD in the name")
    parser.add_argument("-j", metavar="N", type=int, default=os.cpu_count() or 1, help="at once")
    parser.add_argument("command", nargs="+", help="the program, such as: wijk verify")
    asked = parser.parse_args(words)
    vectors = [vector for vector in committed() if asked.k in vector.name]
    verdicts = judge(vectors, asking(asked.command), at_once=asked.j)
    print(shlex.join(asked.command))
    print(table(verdicts))
    return 0 if vectors and all(verdict.agrees for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
