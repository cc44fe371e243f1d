"""Feeds as folders of files, with whatever a fact wants in them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from federation.canonical import canonical, digest
from federation.head import root
from federation.page import Tombstone
from tests.conformance.facts.naming import Change, named
from tests.conformance.vector import Vector
from tests.federation.origin import Origin, lid

Files = dict[str, bytes]


def files(
    elm: Origin,
    *,
    pages: Sequence[bytes] | None = None,
    head: bytes | None = None,
    log: bytes = b"",
) -> Files:
    """The archive of a feed, or of what is given in its place."""
    found = {"did.jsonl": log or elm.log, "head.json": elm.head().data if head is None else head}
    for number, page in enumerate(elm.pages() if pages is None else pages, start=1):
        found[f"pages/{number}.json"] = page
    return found


def within(
    elm: Origin, items: Sequence[bytes], entries: Sequence[tuple[str, int, str]], **head: Any
) -> Files:
    """The archive of a feed of these very items, under a head that says so."""
    signed = elm.head(count=len(entries), root=root(entries), **head).data
    return files(elm, pages=[elm.page(items=items, head=signed)], head=signed)


def holding(elm: Origin, data: bytes, number: int = 1) -> Files:
    """The archive of a feed whose only listing is ``data``."""
    return within(elm, [data], [(lid(number), elm.seq, digest(data))])


def rewritten(elm: Origin, change: Change, scope: str = "public") -> bytes:
    """A head that is changed first and signed then."""
    document = json.loads(elm.head(scope=scope).data)
    del document["proof"]
    change(document)
    return elm.secured(document)


def tombstone(elm: Origin, number: int, seq: int) -> bytes:
    """A removal as the feed of ``elm`` has it."""
    return Tombstone(lid(number), seq).to_json(elm.host)


def page_of(elm: Origin, change: Change) -> bytes:
    """The one page of a feed, changed."""
    document = json.loads(elm.pages()[0])
    change(document)
    return canonical(document)


def vector(
    group: str,
    section: str,
    fact: str,
    archive: Mapping[str, bytes],
    *expected: str,
    now: str = "",
    held: Mapping[str, bytes] | None = None,
) -> Vector:
    """A vector of ``feed``."""
    found = {f"FEED/{name}": data for name, data in archive.items()}
    found |= {f"FEED/held/{name}": data for name, data in (held or {}).items()}
    command = "feed FEED" + (f" --now {now}" if now else "")
    return Vector(named(group, fact), fact, section, command, expected, found)
