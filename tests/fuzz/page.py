"""The pages of a pull, judged in one of three ways: from the origin, a relay, an archive.

Pages stand one on a line: a page that is written canonically has no line's end in it.
"""

from typing import Any

from federation import intake
from federation.canonical import digest
from federation.head import root
from federation.intake import Held
from federation.page import Stub
from tests.federation.origin import NOON, Origin, lid
from tests.fuzz.chance import Chance
from tests.fuzz.changes import ODD_BYTES, change_document, load, written
from tests.fuzz.harness import Harness
from tests.fuzz.listing import signed

LONGEST = 12288
MOST_PAGES = 4
ELM = Origin()
EMPTY = Held(ELM.identity)


def _held() -> Held:
    ELM.posts(1)
    ELM.posts(2, kind="meeting", start=NOON)
    head = ELM.head()
    entries = {name: (seq, sha) for name, seq, sha in ELM.entries()}
    return Held(ELM.identity, head, entries, missing=frozenset([lid(2)]))


HELD = _held()


def _seeds() -> tuple[bytes, ...]:
    found = [ELM.page()]
    ELM.posts(1, name="Trap")
    ELM.withdraws(2)
    ELM.posts(3, geo=(52361, 4938), tags=("ladder",))
    found += [ELM.page(HELD.cursor), b"\n".join(ELM.pages(size=1)), b"\n".join(ELM.pages(size=2))]
    stub = Stub(lid(3), ELM.live[lid(3)].seq, ELM.live[lid(3)].digest).to_json()
    found.append(ELM.page(items=[*ELM.items()[:-1], stub]))
    return tuple(found)


SEEDS = _seeds()
WAYS: tuple[tuple[Held, intake.Source], ...] = (
    (EMPTY, intake.ORIGIN),
    (HELD, intake.ORIGIN),
    (HELD, intake.RELAY),
    (EMPTY, intake.ARCHIVE),
)


def read(data: bytes) -> object:
    """Judge the pages in the way that their length says."""
    held, source = WAYS[len(data) % len(WAYS)]
    pages = data.split(b"\n")[:MOST_PAGES]
    change = intake.judge(held, pages, scope="public", now=NOON, source=source)
    assert len(change.entries) == change.head.count
    return change


def change(data: bytes, chance: Chance) -> bytes | None:
    """Change a page as a document; mostly the head over what came out is made true again."""
    try:
        pages = [load(page) for page in data.split(b"\n")]
    except ValueError:
        return None
    page = chance.pick(pages)
    items = page.get("orderedItems") if isinstance(page, dict) else None
    if chance.one_in(2) and isinstance(items, list) and items:
        change_document(chance.pick(items), chance)
    else:
        change_document(page, chance)
    return written_pages(pages, true=not chance.one_in(4), chance=chance)


def written_pages(pages: list[Any], *, true: bool, chance: Chance) -> bytes:
    """The pages, with a true head if asked for, padded to be judged in any of the ways."""
    if true:
        try:
            _make_true(pages)
        except Exception:  # noqa: BLE001 - what cannot be made true is tried as it is
            true = False
    return b"\n".join(map(written, pages)) + (b"\n" * chance.below(4) if not true else b"")


def _make_true(pages: list[Any]) -> None:
    """Give the head the count, root and number of the set that the items make, and sign it."""
    entries: dict[str, tuple[int, str]] = {}
    last = 0
    for page in pages:
        for item in page["orderedItems"]:
            name, last = item.get("wijk:lid") or item["id"][-36:], item["wijk:seq"]
            if item["type"] == "Tombstone":
                entries.pop(name, None)
            else:
                entries[name] = (last, item.get("wijk:digest") or digest(written(item)))
    head = pages[-1]["wijk:head"]
    head["wijk:count"] = len(entries)
    head["wijk:root"] = root((name, seq, sha) for name, (seq, sha) in entries.items())
    head["wijk:seq"] = max(head["wijk:seq"], last)
    pages[-1]["wijk:head"] = load(signed(head))


HARNESS = Harness(
    read=read,
    seeds=SEEDS,
    change=change,
    words=(*ODD_BYTES, b'"orderedItems":[', b'"next":"', b'"wijk:head":', b'"wijk:seq":'),
    longest=LONGEST,
    rare="root_mismatch",
)
