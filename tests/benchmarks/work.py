"""What a piece of work does, counted by the interpreter itself: no clock, so always the same.

Rule: nothing is replaced or wrapped; the code at work does not know that it is watched.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import msgspec


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """How often each function is called inside the block.

    Ours go by module and name, compiled ones by their own name; a decoder also by what it reads:
    ``federation.listing.judge_for``, ``openssl_sha256``, ``Decoder.decode Exact``.
    """
    counts: Counter[str] = Counter()

    def note(frame: FrameType, event: str, called: Any) -> None:
        if event == "call":
            counts[f"{frame.f_globals['__name__']}.{frame.f_code.co_qualname}"] += 1
        elif event == "c_call":
            counts[_name(called)] += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield counts
    finally:
        sys.setprofile(before)


def _name(called: Any) -> str:
    name = str(called.__qualname__)
    decoder = getattr(called, "__self__", None)
    if isinstance(decoder, msgspec.json.Decoder):
        return f"{name} {getattr(decoder.type, '__name__', decoder.type)}"
    return name
