"""Documents that are nearly right: valid ones of each kind, a little changed, always the same.

Rule: whatever comes out depends on the number of the seed alone.
"""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random  # noqa: TID251  # seeded: the same documents every time
from typing import Any

from federation.errors import FederationError
from tests.conformance.facts import archives, feeds, members, signatures
from tests.conformance.facts.logmaker import LogMaker
from tests.conformance.facts.members import both
from tests.conformance.facts.naming import Change
from tests.conformance.vector import Vector

Files = dict[str, bytes]
VALUES: tuple[Any, ...] = (None, True, 0, 1, -1, 2**53, "", "x", "\0", [], {}, [1], {"x": 1}, 1.5)


def nearly_right(
    vectors: list[Vector], count: int, seed: int = 1
) -> Iterator[tuple[Vector, Files]]:
    """``count`` times a vector with other files: changed after signing, or before."""
    random = Random(seed)
    makers = {make.__name__: make for make in MAKERS}
    frames = {
        name: next(vector for vector in vectors if vector.name == vector_of)
        for name, vector_of in FRAMES.items()
    }
    for _ in range(count):
        if random.random() < SIGNED_AFTER:
            name = random.choice(sorted(makers))
            yield frames[name], _signed(random, makers[name])
        else:
            vector = random.choice(vectors)
            files = dict(vector.files)
            name = random.choice(sorted(files))
            files[name] = random.choice(WAYS)(random, files[name])
            yield vector, files


def _signed(random: Random, make: Callable[[Change], Files]) -> Files:
    """Files whose document was changed first and signed then, if it can be signed at all."""

    def change(document: dict[str, Any]) -> None:
        document.update(deepcopy(document))  # what it shares with others stays as it is
        for _ in range(random.choice((1, 1, 2))):
            inner, key = random.choice([*_places(document)] or [({"x": 1}, "x")])
            random.choice(CHANGES)(random, inner, key)

    while True:
        try:
            return make(change)
        except (FederationError, AttributeError, KeyError, TypeError, ValueError):
            continue  # it could not even be written down


def listing(change: Change) -> Files:
    """A feed of one listing."""
    return _feed(archives.holding(*members.listing(both(RICH, change))))


def meeting(change: Change) -> Files:
    """A feed of one meeting."""
    return _feed(archives.holding(*members.meeting(change)))


def head(change: Change) -> Files:
    """A feed under a head."""
    elm = feeds.posted()
    data = archives.rewritten(elm, change)
    return _feed(archives.files(elm, head=data, pages=[elm.page(head=data)]))


def page(change: Change) -> Files:
    """A feed of one page."""
    elm = feeds.posted(2)
    return _feed(archives.files(elm, pages=[archives.page_of(elm, change)]))


def log(change: Change) -> Files:
    """A log of our profile."""
    return {"FILE": LogMaker(change).more().data}


def second_line(change: Change) -> Files:
    """A log whose second line was changed."""
    return {"FILE": LogMaker().more(change).data}


def general(change: Change) -> Files:
    """A log of did:webvh alone."""
    return {"FILE": LogMaker().more(change).more().data}


def document(change: Change) -> Files:
    """One document and its proof."""
    return {"FILE": signatures.resigned(change)}


def _feed(files: Files) -> Files:
    return {f"FEED/{name}": data for name, data in files.items()}


def _rich(document: dict[str, Any]) -> None:
    for _, _, change in members.GOOD:
        before = dict(document)
        change(document)
        for name in ("name", "content", "wijk:kind", "publishes"):
            document[name] = before[name]


RICH: Change = _rich
SIGNED_AFTER = 0.5  # of the documents
MAKERS = (listing, meeting, head, page, log, second_line, general, document)
FRAMES = {
    "listing": "feed-a-feed-of-one-listing",
    "meeting": "feed-a-feed-of-one-listing",
    "head": "feed-a-feed-of-one-listing",
    "page": "feed-a-feed-of-one-listing",
    "log": "did-one-line",
    "second_line": "did-one-line",
    "general": "webvh-one-line",
    "document": "proof-a-right-proof",
}


def _bytes(random: Random, data: bytes) -> bytes:
    """One byte changed, taken away, put in, or a piece doubled."""
    at = random.randrange(len(data) + 1)
    way = random.randrange(4)
    if way == 0:
        return data[:at] + bytes([random.randrange(256)]) + data[at + 1 :]
    if way == 1:
        return data[:at] + data[at + random.randrange(1, 9) :]
    if way == 2:
        return data[:at] + random.choice((b" ", b"\n", b"0", b'"', b",", b"}")) + data[at:]
    return data[:at] + data[max(at - random.randrange(1, 40), 0) :]


def _letter(random: Random, data: bytes) -> bytes:
    """One letter or digit for another, so that the form often stays."""
    places = [at for at, byte in enumerate(data) if chr(byte).isalnum()]
    if not places:
        return data
    at = random.choice(places)
    other = random.choice(b"0123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ")
    return data[:at] + bytes([other]) + data[at + 1 :]


def _member(random: Random, data: bytes) -> bytes:
    """One value in one of its lines changed, left out, doubled or given another name."""
    lines = data.splitlines()
    number = random.randrange(max(len(lines), 1))
    try:
        document = json.loads(lines[number])
    except (ValueError, IndexError, RecursionError):
        return data + b" "
    places = list(_places(document))
    if not places:
        return data + b"\n"
    inner, key = random.choice(places)
    random.choice(CHANGES)(random, inner, key)
    lines[number] = _plain(document)
    return b"\n".join(lines) + b"\n" * data.endswith(b"\n")


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    if not isinstance(value, dict | list):
        return
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(inside):
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)


def _replace(random: Random, inner: Any, key: Any) -> None:
    inner[key] = random.choice(VALUES)


def _remove(random: Random, inner: Any, key: Any) -> None:
    del inner[key]


def _double(random: Random, inner: Any, key: Any) -> None:
    inner[key] = [inner[key], inner[key]]


def _rename(random: Random, inner: Any, key: Any) -> None:
    if isinstance(inner, dict):
        inner[key + random.choice(("x", " ", "é"))] = inner.pop(key)


def _shift(random: Random, inner: Any, key: Any) -> None:
    if type(inner[key]) is int:
        inner[key] += random.choice((-1, 1, 1000))
    elif isinstance(inner[key], str):
        inner[key] += random.choice((" ", "/", "Z", "\n", "1"))


CHANGES: tuple[Callable[[Random, Any, Any], None], ...] = (
    _replace,
    _remove,
    _double,
    _rename,
    _shift,
)
WAYS: tuple[Callable[[Random, bytes], bytes], ...] = (_bytes, _letter, _member)


def _plain(document: Any) -> bytes:
    """Canonical as far as the standard library goes; lone surrogates stay escapes."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")
