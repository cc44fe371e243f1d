"""Strategies of documents that are nearly right: one or two places hold something else.

Rule 1: what is drawn comes from something right; noise alone is refused at the first check.
Rule 2: hypothesis chooses, so that what fails is made as small as it can be.
"""

import copy
import json
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.changes import ODD_BYTES, ODD_VALUES

ODD_WORDS = (
    *("", " ", "=", ";", ",", '"', "\n", "\r\n", "\0", "é", "０", "created=1", "wijk=", "sig1="),
    *('tag="wijk-fed-1"', 'alg="ed25519"', "expires=99999999999", '"@method"', "WIJK1:", "0", "8"),
)
MOVES = ("another", "gone", "twice", "copied", "wrapped", "nearly")


@st.composite
def spoiled(draw: st.DrawFn, data: bytes) -> bytes:
    """A document, or a log of them, with something wrong in it."""
    return draw(spoiled_bytes(data) | spoiled_document(data))


@st.composite
def spoiled_bytes(draw: st.DrawFn, data: bytes) -> bytes:
    """Bytes of which a few are others, gone or doubled."""
    at = draw(st.integers(0, len(data)))
    gone = draw(st.sampled_from([0, 0, 1, 2, 40]))
    back = draw(st.sampled_from([0, 0, 0, 1, 30]))
    return data[:at] + draw(st.sampled_from(ODD_BYTES)) + data[max(0, at + gone - back) :]


@st.composite
def spoiled_document(draw: st.DrawFn, data: bytes) -> bytes:
    """A document, or a line of a log, in which one place holds something else, or two do."""
    lines = data.splitlines()
    which = draw(st.integers(0, len(lines) - 1))
    box = [json.loads(lines[which])]
    for _ in range(draw(st.integers(1, 2))):
        found = places(box[0])
        if found:
            _spoil(draw, *draw(st.sampled_from(found)), found)
    lines[which] = _written(box[0])
    if len(lines) > 1 and draw(st.integers(0, 9)) == 0:
        lines = list(draw(st.permutations(lines)))
    return b"\n".join(lines)


def _spoil(draw: st.DrawFn, holder: Any, name: Any, found: list[tuple[Any, Any]]) -> None:
    value = holder[name]
    match draw(st.sampled_from(MOVES)):
        case "gone":
            del holder[name]
        case "twice" if isinstance(holder, list):
            holder.insert(name, copy.deepcopy(value))
        case "copied":
            source, place = draw(st.sampled_from(found))
            holder[name] = copy.deepcopy(source[place])
        case "wrapped":
            holder[name] = draw(st.sampled_from([[value], {"a": value}]))
        case "nearly" if type(value) is int:
            holder[name] = value + draw(st.sampled_from([1, -1, 1000, -(10**15)]))
        case "nearly" if isinstance(value, str):
            holder[name] = draw(spoiled_text(value))
        case _:
            holder[name] = copy.deepcopy(draw(st.sampled_from(ODD_VALUES)))


@st.composite
def spoiled_text(draw: st.DrawFn, text: str) -> str:
    """A text of which a piece is another, gone or doubled."""
    at = draw(st.integers(0, len(text)))
    end = draw(st.integers(at, min(len(text), at + 20)))
    between = draw(st.sampled_from(ODD_WORDS) | st.just(text[at:end] * 2) | st.text(max_size=3))
    return text[:at] + between + text[end:]


@st.composite
def spoiled_parts(draw: st.DrawFn, text: str, separator: str) -> str:
    """Parts in another order, one gone, one twice, or one spoiled."""
    parts: list[str] = text.split(separator)
    at = draw(st.integers(0, len(parts) - 1))
    match draw(st.sampled_from(["order", "gone", "twice", "spoiled", "more"])):
        case "order":
            parts = list(draw(st.permutations(parts)))
        case "gone":
            del parts[at]
        case "twice":
            parts.insert(draw(st.integers(0, len(parts))), parts[at])
        case "spoiled":
            parts[at] = draw(spoiled_text(parts[at]))
        case _:
            parts.insert(at, draw(st.sampled_from(ODD_WORDS)))
    return separator.join(parts)


@st.composite
def spoiled_headers(draw: st.DrawFn, headers: dict[str, str]) -> dict[str, str]:
    """Headers of which one is spoiled, gone, or has another's value."""
    name = draw(st.sampled_from(sorted(headers)))
    value = headers[name]
    others: Sequence[str] = sorted(headers.values())
    spoil = spoiled_parts(value, ";") | spoiled_parts(value, " ") | spoiled_text(value)
    changed = draw(spoil | st.sampled_from(others) | st.none())
    rest = {key: kept for key, kept in headers.items() if key != name}
    return rest if changed is None else rest | {name: changed}


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a document where something could stand instead."""
    if not isinstance(value, dict | list):
        return []
    found: list[tuple[Any, Any]] = []
    for name in value if isinstance(value, dict) else range(len(value)):
        found.append((value, name))
        found += places(value[name])
    return found


def _written(value: Any) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")
