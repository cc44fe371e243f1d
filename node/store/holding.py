"""What a room holds of a resident: one entry for each column that points to one.

Rule: an entry says how it is told to its owner and how it is erased. What is told nobody says why.
Taking along and leaving both walk these entries (:mod:`node.upkeep.privacy`), so
what can be told can be erased, and nothing is forgotten.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import peewee as pw

from node.world import World

Told = str | int | bool | datetime | Sequence[str] | None


@dataclass(frozen=True)
class Fact:
    """One thing that is told: name and value for programs, label and words for people.

    ``words``: the value as sentences of the catalogues, where people would not know it otherwise.
    Without a label it is for programs alone.
    """

    name: str
    label: str
    value: Told
    words: Sequence[str] = ()


@dataclass(frozen=True)
class Piece:
    """Something that is held: a listing, a draft. ``pictures``: what each shows, and its file.

    ``ours``: its title is a sentence of the catalogues, not what somebody typed.
    """

    title: str
    facts: Sequence[Fact]
    pictures: Sequence[tuple[str, Path]] = ()
    ours: bool = False


def nothing(_world: World, _resident_id: int) -> list[Piece]:
    """Told as nothing; the entry says why."""
    return []


@dataclass(frozen=True)
class Holding:
    """What the column ``column`` of ``model`` says about a resident.

    ``erase`` deletes it within the caller's transaction and returns the files that go when that is
    committed; without it, the rows are deleted.
    """

    model: type[pw.Model]
    column: pw.Field
    name: str
    label: str
    tell: Callable[[World, int], Sequence[Piece]] = nothing
    untold: str = ""
    erase: Callable[[World, int], list[Path]] | None = None

    def erased(self, world: World, resident_id: int) -> list[Path]:
        """Erase; returns the files to delete afterwards."""
        if self.erase is not None:
            return self.erase(world, resident_id)
        self.model.delete().where(self.column == resident_id).execute()
        return []
