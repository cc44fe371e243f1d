"""Small changes to bytes, texts and documents: what fuzzers and strategies spoil things with.

Rule 1: what comes out is nearly what went in; noise alone gets nowhere behind the first check.
Rule 2: the same chance makes the same change.
"""

import json
from typing import Any

import msgspec

from tests.fuzz.chance import Chance

ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    2**53,
    2**53 - 1,
    10**30,
    1.5,
    "",
    "x",
    "\0",
    "\ud800",
    "é",
    "😀",
    [],
    {},
    [[]],
    {"a": 1},
    "2026-11-24T12:00:00Z",
    "2026-13-24T12:00:00Z",
    "2999-12-31T23:59:59Z",
    "2020-01-01T00:00:00Z",
    "did:webvh:x:y",
    "did:key:z6Mk#z6Mk",
    "https://elm.example/",
    "http://a.localhost:8001/actor",
    "z6Mk",
    "uEi",
    "public",
    "Tombstone",
    "wijk:Stub",
    "Event",
    "meeting",
    "geo:52.361,4.938;u=200",
    "x" * 17000,
)
ODD_BYTES: tuple[bytes, ...] = (
    *(b'"', b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\\ud800", b"\\u0000", b"1e5", b"-0"),
    *(
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\n",
        b"\r",
        b" ",
        b"\t",
        b'"a":1,',
        b'"a":1,"a":2,',
        b"[" * 20,
    ),
    *(b"null", b"true", b"9007199254740992", b"0", b"=", b";", b"(", b")", b"", b"\0", b"%2F"),
)

NAMES = ("", "a", "type", "proof", "wijk:x")
_WRITER = msgspec.json.Encoder(order="sorted")


def noise(data: bytes, chance: Chance) -> bytes:
    """Something put in, taken out, doubled or changed somewhere."""
    at = chance.below(len(data) + 1)
    gone = chance.pick((0, 0, 1, 2, 4, 40))
    match chance.below(4):
        case 0:
            return data[:at] + data[at + gone :]
        case 1:
            return data[: at + gone] + data[at:]
        case 2:
            return data[:at] + bytes([chance.below(256)]) + data[at + 1 :]
        case _:
            return data[:at] + chance.pick(ODD_BYTES) + data[at + gone :]


def change_document(value: Any, chance: Chance) -> None:
    """Change one place of a document, or two."""
    for _ in range(1 + chance.one_in(3)):
        holder, name = _place(value, chance)
        if holder is not None:
            _change_place(holder, name, value, chance)


def _place(value: Any, chance: Chance) -> tuple[Any, Any]:
    """Some place in a document where something could stand instead."""
    holder, name = None, None
    while isinstance(value, dict | list) and value and not (holder and chance.one_in(4)):
        holder = value
        name = chance.pick(list(value)) if isinstance(value, dict) else chance.below(len(value))
        value = holder[name]
    return holder, name


def _change_place(holder: Any, name: Any, document: Any, chance: Chance) -> None:
    match chance.below(6):
        case 0:
            del holder[name]
        case 1:
            source, place = _place(document, chance)
            holder[name] = _copy(source[place])
        case 2 if isinstance(holder, list):
            holder.insert(name, _copy(holder[name]))
        case 2:
            holder[chance.pick(NAMES)] = _copy(holder[name])
        case 3 | 4:
            holder[name] = _nearly(holder[name], chance)
        case _:
            holder[name] = _copy(chance.pick(ODD_VALUES))


def _nearly(value: Any, chance: Chance) -> Any:
    """A value of the same sort that is a little different."""
    match value:
        case bool():
            return not value
        case int():
            return value + chance.pick((1, -1, 1000, -1000, 10**15))
        case str():
            text = noise(value.encode("utf-8", "surrogatepass"), chance)
            return text.decode("utf-8", "replace")
        case _:
            return _copy(chance.pick(ODD_VALUES))


def load(data: bytes) -> Any:
    """Read a document, strict or not.

    :raises ValueError: it is none.
    """
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        try:
            return json.loads(data)
        except RecursionError as error:
            raise ValueError from error


def written(value: Any) -> bytes:
    """A document in the canonical order, also when it holds what may not be written."""
    try:
        return _WRITER.encode(value)
    except (UnicodeEncodeError, OverflowError, msgspec.EncodeError):
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return text.encode("utf-8", "surrogatepass")


def _copy(value: Any) -> Any:
    return load(written(value)) if isinstance(value, dict | list) else value
