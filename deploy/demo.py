"""Wards in a browser on this machine, that follow each other; started by `deploy/demo`.

Rule 1: what an earlier run made is kept, unless asked otherwise; a second start is quick.
Rule 2: every node that was started here ends when this ends, however it ends.
"""

import argparse
import contextlib
import errno
import shutil
import signal
import socket
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import NoReturn

from check import LOOK_AGAIN, check, wait
from ward import RESIDENT, ROOT, SAMPLES, Plan, Ward, WardError

FIRST_PORT = 8001
MOST_WARDS = 50
READY_SECONDS = 60


def main() -> int:
    """Do as asked; the exit status says whether it worked."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGHUP, _end)
    wards = [
        Ward(plan, data=asked.data, port=asked.port + place)
        for place, plan in enumerate(plans(asked.wards))
    ]
    try:
        _check_ports(wards)
        _prepare(asked.data, wards, fresh=asked.fresh)
        with _serving(wards):
            _introduce(wards)
            if asked.check:
                check(wards)
                return 0
            _tell(asked.data, wards)
            return _stay(wards)
    except WardError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. What you made is kept for the next time.")
        return 0


def plans(count: int) -> list[Plan]:
    """The wards of the samples in their order, then invented ones with the same samples."""
    known = tomllib.loads((SAMPLES / "wards.toml").read_text("utf-8"))["ward"]
    made = []
    for place in range(count):
        like = known[place % len(known)]
        if place < len(known):
            slug, name, codes = like["slug"], like["name"], tuple(like.get("wards", ()))
        else:
            slug, name, codes = f"wijk-{place + 1}", f"Wijk {place + 1}", ()
        samples = SAMPLES / f"{like['slug']}.csv"
        made.append(Plan(slug, name, codes, samples, like["centre"]))
    return made


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="deploy/demo",
        description="Serve two wards of Amsterdam on this machine until Ctrl-C.",
    )
    parser.add_argument("--wards", type=_count, default=2, metavar="N", help="a chain of N wards")
    parser.add_argument("--check", action="store_true", help="prove that a listing spreads; end")
    parser.add_argument("--fresh", action="store_true", help="start again with empty folders")
    parser.add_argument("--port", type=_port, default=FIRST_PORT, help="of the first ward (8001)")
    parser.add_argument(
        "--data",
        type=lambda text: Path(text).expanduser().absolute(),
        default=ROOT / "demo-data",
        metavar="DIR",
        help="where the wards are kept (demo-data)",
    )
    return parser.parse_args()


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_WARDS:
        raise argparse.ArgumentTypeError(f"a number from 1 to {MOST_WARDS}")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65_535 - MOST_WARDS:
        raise argparse.ArgumentTypeError(f"a number from 1 to {65_535 - MOST_WARDS}")
    return int(text)


def _check_ports(wards: Sequence[Ward]) -> None:
    for ward in wards:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", ward.port))
            except OSError as error:
                raise WardError(_busy(ward, error)) from None


def _busy(ward: Ward, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {ward.port} is in use, perhaps by a demo that still runs."
            " Stop that, or choose other ports with --port."
        )
    return f"Port {ward.port} cannot be used: {error.strerror}. Choose another with --port."


def _prepare(data: Path, wards: Sequence[Ward], *, fresh: bool) -> None:
    """Folders with a node in each; what is there already stays."""
    try:
        if fresh:
            _start_again(wards)
        data.mkdir(parents=True, exist_ok=True)
        missing = [ward for ward in wards if not ward.made]
        for ward in wards:
            if ward.made:
                ward.check_address()
        if missing:
            print(f"Setting up {_wards(len(missing))} in {data}; this happens once.", flush=True)
        for ward in missing:
            print(f"{ward.plan.name}: keys, database, a resident, sample listings", flush=True)
            ward.set_up()
    except OSError as error:
        raise WardError(f"{error.filename or data} cannot be used: {error.strerror}.") from None


def _start_again(wards: Sequence[Ward]) -> None:
    """Remove the wards, and only those: `--data` may name a folder with more in it."""
    for ward in wards:
        if ward.folder.exists():
            shutil.rmtree(ward.folder)
        ward.log.unlink(missing_ok=True)


@contextlib.contextmanager
def _serving(wards: Sequence[Ward]) -> Iterator[None]:
    try:
        for ward in wards:
            ward.start()
        print(f"Starting {_wards(len(wards))} …", flush=True)
        for ward in wards:
            wait(ward.ready, wards, READY_SECONDS, f"{ward.plan.name} is not ready")
        yield
    finally:
        for ward in wards:
            ward.stop()
        for ward in wards:
            ward.wait()


def _introduce(wards: Sequence[Ward]) -> None:
    """Each ward follows the ones beside it, and has what they have before anybody looks."""
    for one, other in pairwise(wards):
        one.meet(other)
        other.meet(one)


def _tell(data: Path, wards: Sequence[Ward]) -> None:
    print("\nOpen in a browser:\n")
    for ward in wards:
        print(f"  {ward.plan.name:<16} {ward.url}")
        print(f"  {'':<16} sign in as {RESIDENT}, password {ward.password}\n")
    print(f"Their folders and logs are in {data}. Ctrl-C stops.", flush=True)


def _stay(wards: Sequence[Ward]) -> int:
    while True:
        time.sleep(LOOK_AGAIN)
        for ward in wards:
            ward.check_alive()


def _wards(count: int) -> str:
    return "one ward" if count == 1 else f"{count} wards"


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
