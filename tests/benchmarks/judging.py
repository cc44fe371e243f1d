"""Judging a feed, against the least that one can do with the same bytes.

The bare loop decodes each listing once into a typed value, hashes it once, makes one root of all
and verifies one signature. It checks nothing else: no canonical form, no field against another.
"""

import hashlib
import json
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import process_time

import msgspec
from msgspec import Raw

from federation import intake, proof
from federation.intake import Held
from federation.listing import check_proof
from federation.shape import Shape
from tests.benchmarks import feeds
from tests.benchmarks.race import Row, race, row
from tests.federation.origin import Origin
from tests.tools import ROOT

CHANGED = 10
BETWEEN = 200  # turns in a round of the short race
PER_LISTING_BOUND = 1 / 5
DECODE = msgspec.json.Decoder(Shape).decode
DECODE_PAGE = msgspec.json.Decoder(dict[str, Raw]).decode
DECODE_ITEMS = msgspec.json.Decoder(list[Raw]).decode
DECODE_HEAD = msgspec.json.Decoder().decode
ENCODE = msgspec.json.Encoder().encode


def measure(folder: Path, quick: bool) -> list[Row]:
    """A whole feed of 10,000 listings, ten changes in 2,000 (a tenth of both when quick)."""
    count, few, rounds = (1_000, 200, 3) if quick else (10_000, 2_000, 9)
    elm = feeds.origin(count)
    pages = elm.pages()
    return [
        *_whole(elm, pages, rounds),
        _changes(few, rounds),
        _memory(folder, elm.log, pages),
    ]


def _whole(elm: Origin, pages: Sequence[bytes], rounds: int) -> list[Row]:
    held, count = Held(elm.identity), len(elm.live)
    some = intake.judge(held, pages, scope="public", now=elm.now).listings[: count // 10]

    def ours() -> None:
        intake.judge(held, pages, scope="public", now=elm.now)

    def each_signature() -> None:
        for listing in some:
            check_proof(listing, elm.identity)

    timed = race(ours, lambda: bare(pages, elm, {}), rounds=rounds, clock=process_time)
    return [
        row(
            f"judge a feed of {count:,} listings",
            timed,
            against="bare: decode and SHA-256 each, one root, one signature",
            limited_by="reading, writing again to compare, SHA-256",
            bound="2.5",
        ),
        _per_listing(ours, each_signature, count, len(some), rounds),
    ]


def _per_listing(
    ours: Callable[[], None], theirs: Callable[[], None], count: int, verified: int, rounds: int
) -> Row:
    """Ours judges ``count`` in a turn, theirs verifies ``verified``: the ratio is of one each."""
    mine, other, ratio, spread = race(ours, theirs, rounds=rounds, clock=process_time)
    return Row(
        name="judge one of them",
        ours=f"{mine / count * 1e6:.1f} µs",
        against=f"{other / verified * 1e6:.1f} µs verifying its own signature",
        ratio=f"{ratio * verified / count:.2f}",
        bound=f"{PER_LISTING_BOUND:.2f}",
        noise=f"±{spread / 2:.0f} %",
        limited_by="the same; one signature stands for all",
    )


def _changes(count: int, rounds: int) -> Row:
    """Ten listings changed since a neighbour looked, among ``count``."""
    elm = feeds.origin(count)
    before = intake.judge(Held(elm.identity), elm.pages(), scope="public", now=elm.now)
    held = Held(elm.identity, before.head, before.entries)
    for number in range(1, CHANGED + 1):
        feeds.post(elm, number * (count // CHANGED))
    pages = elm.pages(held.cursor)

    def ours() -> None:
        for _ in range(BETWEEN):
            intake.judge(held, pages, scope="public", now=elm.now)

    def theirs() -> None:
        for _ in range(BETWEEN):
            bare(pages, elm, held.entries)

    return row(
        f"judge {CHANGED} changes in {count:,} listings",
        race(ours, theirs, rounds=rounds, clock=process_time),
        times=BETWEEN,
        against=f"bare: {CHANGED} listings, one root, one signature",
        limited_by="the root over all entries, and one signature",
    )


def bare(pages: Sequence[bytes], elm: Origin, held: dict[str, tuple[int, str]]) -> None:
    """Decode once, SHA-256 once, one root, one signature."""
    entries = dict(held)
    for data in pages:
        page = DECODE_PAGE(data)
        for item in DECODE_ITEMS(page["orderedItems"]):
            raw = bytes(item)
            shape = DECODE(raw)
            name = urlsafe_b64encode(b"\x12\x20" + hashlib.sha256(raw).digest()).rstrip(b"=")
            entries[shape.id[-36:]] = (shape.seq, "u" + name.decode())
    listed = ENCODE(sorted((lid, seq, name) for lid, (seq, name) in entries.items()))
    head = DECODE_HEAD(page["wijk:head"])
    root = urlsafe_b64encode(b"\x12\x20" + hashlib.sha256(listed).digest()).rstrip(b"=")
    assert head["wijk:root"] == "u" + root.decode()
    proof.check(head, keys=elm.identity.newest.sign_keys)


def _memory(folder: Path, log: bytes, pages: Sequence[bytes]) -> Row:
    """In a process that does nothing else."""
    (folder / "did.jsonl").write_bytes(log)
    (folder / "pages").mkdir()
    for number, page in enumerate(pages):
        (folder / "pages" / str(number)).write_bytes(page)
    found = []
    for _ in range(3):
        command = [sys.executable, "-m", "tests.benchmarks.alone", str(folder)]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        found.append(json.loads(done.stdout))
    ours = sorted(one["judging"] for one in found)
    return Row(
        name=f"memory of judging {found[0]['listings']:,} listings",
        ours=f"{median(ours):.0f} MB above start",
        against=f"{found[0]['pages']:.0f} MB the pages themselves",
        ratio=f"{median(ours) / found[0]['pages']:.2f}",
        bound="60 MB",
        noise=f"±{(ours[-1] - ours[0]) / 2:.0f} MB",
        limited_by="each listing's signed bytes, kept as they came",
    )
