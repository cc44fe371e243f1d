"""What has to be known before a query is asked: how much there is of what it looks for.

Rule: one question for all queries, whatever they look for, and each part of it counts to a bound.
"""

from collections.abc import Collection, Sequence
from typing import Any

import peewee as pw

from node.listings.asked import Asked, inside
from node.listings.models import Listing
from node.listings.query import Query
from node.shown.viewer import Viewer
from node.store import search
from node.store.geo import Circle
from node.store.statements import Blank, kept
from node.world import World

MUCH = 10_000  # listings; with fewer, whatever is typed costs little
MANY = 15_000  # as near as is asked; beyond that the newest are looked through instead

Box = tuple[Circle, str | None]


def prepared(world: World, viewer: Viewer, queries: Sequence[Query]) -> list[Asked]:
    """These queries, ready to be asked; a question to the database where words or places are."""
    typed = [search.words_of(query.words) for query in queries]
    long = sorted({w for one in typed for w in one if len(w) >= search.SHORTEST_PREFIX})
    boxes = tuple(dict.fromkeys(box for query in queries if (box := _box(query)) is not None))
    much, rare, often, crowded = _told(long, boxes)
    return [
        Asked(
            world.now(),
            viewer,
            query,
            search.chosen(one, rare if much else None, often),
            crowded=_box(query) in crowded,
        )
        for query, one in zip(queries, typed, strict=True)
    ]


def beginnings_of_few(words: Collection[str]) -> Collection[str]:
    """All that are long enough, where there is not much; else none. One question."""
    [[much]] = _facts(0, (), MUCH, MANY, (search.COMMON, search.OFTEN)).ask()
    return frozenset() if much else [w for w in words if len(w) >= search.SHORTEST_PREFIX]


def _told(
    words: Sequence[str], boxes: tuple[Box, ...]
) -> tuple[bool, set[str], set[str], set[Box | None]]:
    """Whether there is much; which words few have, and which begin much of the newest; which boxes
    are crowded.
    """
    if not words and not boxes:
        return False, set(), set(), set()
    given: dict[str, int | str | None] = {}
    for number, word in enumerate(words):
        given |= {f"word{number}": search.quoted(word), f"start{number}": search.begins(word)}
    for number, (_, kind) in enumerate(boxes):
        given |= {f"kind{number}": kind}
    bounds = (search.COMMON, search.OFTEN)
    [[much, *facts]] = _facts(
        len(words), tuple((circle, kind is not None) for circle, kind in boxes), MUCH, MANY, bounds
    ).ask(**given)
    common, often = facts[: len(words)], facts[len(words) : 2 * len(words)]
    return (
        bool(much),
        {word for word, found in zip(words, common, strict=True) if not found},
        {word for word, found in zip(words, often, strict=True) if found},
        {box for box, found in zip(boxes, facts[2 * len(words) :], strict=True) if found},
    )


@kept
def _facts(
    words: int,
    boxes: tuple[tuple[Circle, bool], ...],
    much: int,
    many: int,
    _bounds: tuple[int, int],
) -> Any:
    """A row: of each of these, something or nothing."""
    one = pw.SQL("1")
    columns: list[Any] = [Listing.select(one).limit(1).offset(much)]
    columns += [search.common(Blank(f"word{number}")) for number in range(words)]
    columns += [search.often(Blank(f"start{number}")) for number in range(words)]
    found: dict[Circle, Any] = {}
    for number, (circle, of_kind) in enumerate(boxes):
        whole = found.get(circle)
        if whole is None:
            name = f"whole{len(found)}"
            whole = (
                inside(Listing.alias(), circle, None)
                .limit(1)
                .offset(many)
                .cte(name, materialized=True)
            )
            found[circle] = whole
        if of_kind:  # what is not crowded as a whole is not of one kind: nothing is counted then
            kind: Any = Blank(f"kind{number}")
            most = pw.Select([whole], [pw.fn.COUNT(one)])
            columns.append(inside(Listing.alias(), circle, kind).limit(most).offset(many))
        else:
            columns.append(pw.Select([whole], [one]))
    named = [column.alias(f"c{at}") for at, column in enumerate(columns)]
    return pw.Select(columns=named).with_cte(*found.values())


def _box(query: Query) -> Box | None:
    """Where something has to be near, and of which kind. What is new since then is few anyway."""
    if query.circle is None or not query.looks_near or query.newer is not None:
        return None
    return query.circle, query.kind
