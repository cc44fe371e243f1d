"""§4.6, §6.4, §8.3, §8.5: a feed on top of what was held before."""

from collections.abc import Iterator
from typing import Any

from federation.keys import PrivateKey
from tests.conformance.facts import archives
from tests.conformance.facts.feeds import posted
from tests.conformance.vector import Vector
from tests.federation.origin import DAY, NOON, Origin, lid, seed

Files = dict[str, bytes]


def vectors() -> Iterator[Vector]:
    """One vector a fact."""
    yield from _changes()
    yield from _heads()
    yield from _versions()
    yield from _identities()


def _after(elm: Origin, cursor: int) -> Files:
    return archives.files(elm, pages=elm.pages(cursor))


def _changes() -> Iterator[Vector]:
    elm = posted(2)
    held, cursor = archives.files(elm), elm.seq
    yield _vector("8.5", "nothing new", _after(elm, cursor), held, "accepted")
    elm.posts(3)
    yield _vector("8.5", "a listing more", _after(elm, cursor), held, "accepted")
    yield _vector(
        "8.5", "a listing more without what was held", _after(elm, cursor), None, "count_mismatch"
    )
    yield _vector("8.5", "the whole feed again from zero", archives.files(elm), held, "page_order")
    elm.posts(1)
    yield _vector("8.5", "a listing more and one edited", _after(elm, cursor), held, "accepted")
    elm.withdraws(2)
    yield _vector("8.5", "a listing withdrawn", _after(elm, cursor), held, "accepted")
    left_out = elm.items(cursor)[:-1]
    files = archives.files(elm, pages=[elm.page(cursor, items=left_out)])
    yield _vector("8.5", "a removal left out", files, held, "count_mismatch")
    files = archives.files(elm, pages=[elm.page(cursor, items=elm.items(cursor)[1:])])
    yield _vector("8.5", "a new listing left out", files, held, "count_mismatch")
    spoiled = {**held, "head.json": b"{}"}
    yield _vector(
        "16", "what was held is wrong", _after(elm, cursor), spoiled, "unsupported_version"
    )


def _heads() -> Iterator[Vector]:
    elm = posted(2)
    old = archives.files(elm)
    elm.posts(3)
    new = archives.files(elm)
    yield _vector("8.3", "an older head", old, new, "rollback")
    twin = posted(1)
    twin.posts(3)
    yield _vector(
        "8.3", "the same number with another root", archives.files(twin), old, "equivocation"
    )
    twin = posted(2)
    head = twin.head(count=1).data
    files = archives.files(twin, head=head, pages=[twin.page(twin.seq, items=[], head=head)])
    yield _vector("8.3", "the same number with another count", files, old, "equivocation")
    elm = posted(2)
    elm.now = NOON + DAY
    yield _vector("6.4", "the same head, published later", _after(elm, elm.seq), old, "accepted")
    elm.now = NOON - DAY / 2
    yield _vector("6.4", "the same head, published earlier", _after(elm, elm.seq), old, "accepted")
    later = posted(2)
    later.now = NOON - DAY / 2
    later.posts(3, published=NOON - DAY, updated=NOON - DAY)
    yield _vector("6.4", "a higher number, published earlier", _after(later, 1002), old, "accepted")


def _versions() -> Iterator[Vector]:
    elm = posted(2)
    held = archives.files(elm)
    elm.now = NOON + DAY
    elm.changes()
    yield _vector("6.4", "a new version begins from zero", archives.files(elm), held, "accepted")
    yield _vector(
        "6.4",
        "a new version with nothing listed again",
        _after(elm, elm.seq),
        held,
        "count_mismatch",
    )
    new = archives.files(elm)
    yield _vector("8.3", "an older version", {**held, "did.jsonl": elm.log}, new, "rollback")
    yield _vector("4.6", "a shorter log", held, new, "did_rewritten")
    yield _vector(
        "4.6",
        "a shorter log than was held, though the head needs no more",
        held,
        {**held, "did.jsonl": elm.log},
        "did_rewritten",
    )
    low = Origin()
    low.seq = 5
    low.changes()
    low.posts(1)
    low.seq = 7
    low.posts(2)
    yield _vector("6.4", "a new version at a lower number", archives.files(low), held, "accepted")
    yield _stolen()


def _stolen() -> Vector:
    elm = posted(1)
    held = archives.files(elm)
    elm.now = NOON + DAY
    elm.sign, elm.http = PrivateKey(seed("new sign")), PrivateKey(seed("new http"))
    elm.changes(sign=[elm.sign.public], http=[elm.http.public])
    line = f"held-back {lid(1)} wrong_signer"
    fact = "a listing by a stolen key, unchanged under the new version"
    return _vector("4.4", fact, archives.files(elm), held, "accepted", line)


def _identities() -> Iterator[Vector]:
    elm = posted(1)
    held = archives.files(elm)
    oak = Origin(name="oak")
    oak.posts(1)
    yield _vector(
        "4.8", "another identity on the same host", archives.files(oak), held, "wrong_host"
    )
    elm.changes()
    twin = posted(1)
    twin.changes(sign=[twin.sign.public, PrivateKey(seed("new")).public])
    yield _vector(
        "4.6", "two logs that part ways", archives.files(twin), archives.files(elm), "did_rewritten"
    )


def _vector(section: str, fact: str, files: Files, held: Files | None, *expected: Any) -> Vector:
    return archives.vector("pull", section, fact, files, *expected, held=held)
