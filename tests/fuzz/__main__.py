"""``python -m tests.fuzz NAME --runs N``: one reader under whatever may come.

Ends with status 0 and a report when every unit was a value or a refusal; otherwise with what went
wrong, and the unit in ``--keep DIR`` (a folder that is made, and kept for the next run).
"""

import argparse
import importlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from tests.fuzz import engines
from tests.fuzz.harness import Harness

HARNESSES = {
    "json": ("strict_json", ("strictjson", "canonical")),
    "log": ("did_log", ("did", "webvh", "hosts", "verify")),
    "listing": ("listing", ("listing", "proof", "times")),
    "page": ("page", ("intake", "page", "head", "listing")),
    "signature": ("signature", ("httpsig",)),
}
"""Every fuzzer: its module, and what is watched for new ways through.

Only what a fuzzer is about is watched: a watched module is several times slower.
"""


def main() -> int:
    """Run one fuzzer."""
    asked = _arguments()
    child = os.fork()  # its mark of memory is its own; ours began with that of whoever started us
    if child:
        return abs(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(asked.keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        _run(asked, folder, tidy=lambda: shutil.rmtree(temporary))
    return 0


def _run(asked: argparse.Namespace, folder: Path, tidy: Callable[[], object]) -> None:
    guided = asked.engine == "guided"
    module, watched = HARNESSES[asked.name]
    harness = engines.load(lambda: _harness(module), watched if guided else ())
    from tests.fuzz import judge, planted  # noqa: PLC0415 - after `federation` is being watched

    if asked.crypto == "true":
        planted.every_signature_true()
    if asked.plant:
        planted.plant(harness.rare, asked.plant)
    judged = judge.Judge(harness.read)
    rest = {"runs": asked.runs, "seed": asked.seed, "folder": folder}
    if guided:
        engines.guided(harness, judged, **rest, tidy=tidy)
    else:
        engines.blind(harness, judged, **rest)


def _harness(module: str) -> Harness:
    found: Harness = importlib.import_module(f"tests.fuzz.{module}").HARNESS
    return found


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("name", choices=HARNESSES, metavar="NAME", help=", ".join(HARNESSES))
    parser.add_argument("--runs", type=int, default=100_000, metavar="N", help="how many units")
    parser.add_argument(
        "--crypto",
        choices=("real", "true"),
        default="real",
        help="signatures are checked, or all taken for true",
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of chance")
    parser.add_argument("--keep", metavar="DIR", help="where units are kept")
    parser.add_argument(
        "--plant",
        choices=("error", "slow", "large"),
        help="put a fault deep inside, to see that it is found",
    )
    parser.add_argument(
        "--engine",
        choices=("guided", "blind"),
        default="guided" if find_spec("atheris") else "blind",
        help="with or without atheris",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
