"""What judging costs, counted instead of timed: work on what changed, and on nothing else."""

from collections import Counter

import pytest
from msgspec import structs

from federation import intake, repair
from federation.canonical import digest
from federation.intake import Change, Held
from federation.page import build_manifest
from tests.benchmarks import feeds
from tests.benchmarks.work import counted
from tests.federation.origin import Origin, lid

COUNT, CHANGED = 2_000, 10
JUDGED = "federation.listing.judge_for"
FAST, SLOW = "Decoder.decode Exact", "Decoder.decode Shape"
HASHED, VERIFIED = "openssl_sha256", "Ed25519PublicKey.verify"
ROOT = "federation.head.root"
OF_A_PROOF = 2  # a signature is over two hashes: of its options and of the document
WATCHED = (JUDGED, FAST, SLOW, HASHED, VERIFIED, ROOT)


@pytest.fixture(scope="module")
def elm() -> Origin:
    """A ward with 2,000 listings."""
    return feeds.origin(COUNT)


@pytest.fixture
def held(elm: Origin) -> Held:
    """What a neighbour that has seen all of them holds."""
    return holding(elm, intake.judge(Held(elm.identity), elm.pages(), scope="public", now=elm.now))


def holding(elm: Origin, change: Change) -> Held:
    return Held(elm.identity, change.head, change.entries)


def work(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in WATCHED}


def test_a_whole_feed_is_each_listing_once_and_one_signature(elm: Origin) -> None:
    pages = elm.pages()
    with counted() as counts:
        change = intake.judge(Held(elm.identity), pages, scope="public", now=elm.now)
    assert len(change.listings) == COUNT
    assert work(counts) == {
        JUDGED: COUNT,
        FAST: COUNT,
        SLOW: 0,
        HASHED: COUNT + 1 + OF_A_PROOF,
        VERIFIED: 1,
        ROOT: 1,
    }


def test_ten_changes_in_two_thousand_are_work_on_ten(elm: Origin, held: Held) -> None:
    changed = [number * (COUNT // CHANGED) for number in range(1, CHANGED + 1)]
    for number in changed:
        feeds.post(elm, number)
    pages = elm.pages(held.cursor)
    with counted() as counts:
        change = intake.judge(held, pages, scope="public", now=elm.now)
    assert [item.lid for item in change.listings] == [lid(number) for number in changed]
    assert len(change.entries) == COUNT
    assert work(counts) == {
        JUDGED: CHANGED,
        FAST: CHANGED,
        SLOW: 0,
        HASHED: CHANGED + 1 + OF_A_PROOF,
        VERIFIED: 1,
        ROOT: 1,
    }


def test_removals_are_work_on_nothing_but_the_root(elm: Origin, held: Held) -> None:
    kept = dict(elm.live)
    for number in range(1, CHANGED + 1):
        elm.withdraws(number)
    pages = elm.pages(held.cursor)
    elm.live = kept
    with counted() as counts:
        change = intake.judge(held, pages, scope="public", now=elm.now)
    assert len(change.removed) == CHANGED
    assert (counts[ROOT], counts[VERIFIED]) == (1, 1)
    assert counts[HASHED] == 1 + OF_A_PROOF


def test_a_manifest_asks_for_what_differs_and_judges_that(elm: Origin, held: Held) -> None:
    for number in range(1, CHANGED + 1):
        feeds.post(elm, number)
    manifest = build_manifest(entries=elm.entries(), head=elm.head().data)
    with counted() as counts:
        plan = repair.plan(held, manifest, scope="public", now=elm.now)
        documents = {entry[0]: elm.live[entry[0]].data for entry in plan.wanted}
        change = repair.judge(held, plan, documents, now=elm.now)
    assert len(plan.wanted) == len(change.listings) == CHANGED
    assert (counts[JUDGED], counts[ROOT], counts[VERIFIED]) == (CHANGED, 1, 1)


def test_another_way_of_writing_takes_the_slow_road_once(elm: Origin) -> None:
    one = next(iter(elm.live.values()))
    document = {name: value for name, value in one.raw.items() if name != "proof"}
    unusual = elm.secured(document | {"wijk:colour": "green"})
    elm.live[one.lid] = structs.replace(one, data=unusual, digest=digest(unusual))
    pages = elm.pages()
    with counted() as counts:
        intake.judge(Held(elm.identity), pages, scope="public", now=elm.now)
    elm.live[one.lid] = one
    assert (counts[FAST], counts[SLOW]) == (COUNT, 1)
