"""What invents the units: libFuzzer by way of atheris, and a plain loop where there is no atheris.

Rule 1: both use the same seeds, changes and judgement. Rule 2: a run ends after exactly as many
units as were asked for, or with the first fault.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.fuzz.chance import Chance
from tests.fuzz.changes import noise
from tests.fuzz.harness import Harness
from tests.fuzz.judge import Judge
from tests.tools import ROOT

HANG_SECONDS = 60  # by the clock on the wall: what never comes back to the judge
MEMORY_MB = 2048  # libFuzzer's own bound for the whole process


def guided(
    harness: Harness,
    judge: Judge,
    *,
    runs: int,
    seed: int,
    folder: Path,
    tidy: Callable[[], object],
) -> None:
    """Let libFuzzer look for new ways through the code. Does not return: the process ends."""
    import atheris  # noqa: PLC0415 - not on every machine

    began = time.monotonic()

    def one(data: bytes) -> None:
        judge(data)
        if judge.units >= runs:
            print(judge.report(time.monotonic() - began), flush=True)
            tidy()
            os._exit(0)

    def change(data: bytes, longest: int, number: int) -> bytes:
        changed = harness.mutate(
            data, Chance(number), lambda data, _: atheris.Mutate(data, longest)
        )
        return changed[:longest]

    atheris.Setup([sys.argv[0], *_flags(harness, seed, folder)], one, custom_mutator=change)
    atheris.Fuzz()


def blind(harness: Harness, judge: Judge, *, runs: int, seed: int, folder: Path) -> None:
    """Change seeds, and what came of them, without looking how the code takes it."""
    began, chance = time.monotonic(), Chance(seed)
    held = list(harness.seeds)
    for data in held[:runs]:
        judge(data)
    while judge.units < runs:
        data = harness.mutate(chance.pick(held), chance, noise)[: harness.longest]
        try:
            judge(data)
        except Exception:
            (folder / "crash-unit").write_bytes(data)
            raise
        held[chance.below(len(held))] = data if chance.one_in(4) else chance.pick(harness.seeds)
    print(judge.report(time.monotonic() - began), flush=True)


def _flags(harness: Harness, seed: int, folder: Path) -> list[str]:
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for number, data in enumerate(harness.seeds):
        (corpus / f"seed-{number:03}").write_bytes(data)
    words = folder / "words"
    lines = [f'"{_escaped(word)}"\n' for word in harness.words if word]
    words.write_text("".join(lines), "ascii")
    return [
        f"-seed={seed}",
        f"-max_len={harness.longest}",
        "-len_control=0",
        "-mutate_depth=1",  # a change already is one or two
        f"-timeout={HANG_SECONDS}",
        f"-rss_limit_mb={MEMORY_MB}",
        f"-dict={words}",
        f"-artifact_prefix={folder}/",
        "-verbosity=1",
        str(corpus),
    ]


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


def load(make: Callable[[], Harness], watched: Sequence[str]) -> Harness:
    """Import a harness; a guided run has these modules of ``federation`` watched."""
    if not watched:
        return make()
    import atheris  # noqa: PLC0415 - not on every machine

    others = _modules() - {f"federation.{name}" for name in watched}
    with atheris.instrument_imports(include=["federation"], exclude=sorted(others)):
        return make()


def _modules() -> set[str]:
    """Every module of ``federation``, without importing any."""
    files = (ROOT / "federation").rglob("*.py")
    parts = (file.relative_to(ROOT).with_suffix("").parts for file in files)
    return {".".join(part for part in names if part != "__init__") for names in parts}
