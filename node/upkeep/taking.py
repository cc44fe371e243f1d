"""Making the copy that somebody takes along: a zip that reads well, and that programs can read.

``index.html`` in the person's language, ``data.json``, and the pictures. It opens without this
site, and loads nothing.
"""

import json
import os
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from federation.times import to_text
from node.feed.identity import ward
from node.listings.days import ZONE
from node.store.holding import Fact, Piece, Told
from node.translations import catalogue, printed
from node.translations.catalogue import N_, Catalogue
from node.upkeep import exports
from node.upkeep.models import Export
from node.upkeep.privacy import HOLDINGS
from node.world import World

Labels = Mapping[str, Mapping[str, str]]

FIRST = ("account", "profile")  # who somebody is, before what they did
LONG_AGO = date.min
LONGEST_NAME = 60  # of a picture's file


@dataclass(frozen=True)
class Shown:
    """A piece as the page shows it."""

    title: str
    lines: list[tuple[str, list[str]]]
    pictures: list[tuple[str, str]]


@dataclass(frozen=True)
class Part:
    """What one entry of the table holds."""

    name: str
    label: str
    pieces: list[Piece]


def make_asked(world: World, labels: Labels) -> int:
    """Make every copy that was asked; returns how many. ``labels``: what the values are called."""
    made = 0
    while (row := exports.claim(world)) is not None:
        path = exports.path_of(world, row.id)
        write(world, row, path, labels)
        exports.ready(world, row, size=path.stat().st_size)
        made += 1
    return made


def write(world: World, row: Export, path: Path, labels: Labels) -> None:
    """All of the file, or nothing of it."""
    told = [Part(one.name, one.label, list(one.tell(world, row.resident_id))) for one in HOLDINGS]
    parts = sorted((part for part in told if part.pieces), key=_place)
    names = _file_names(parts)
    words = catalogue.of(row.language, ZONE)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("index.html", _page(world, parts, names, words, labels))
            archive.writestr("data.json", _data(world, parts, names))
            for source, name in names.items():
                archive.write(source, name, zipfile.ZIP_STORED)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _place(part: Part) -> int:
    return FIRST.index(part.name) if part.name in FIRST else len(FIRST)


def _page(
    world: World, parts: list[Part], names: Mapping[Path, str], words: Catalogue, labels: Labels
) -> str:
    shown = [
        (words.say(part.label), [_shown(piece, names, words, labels) for piece in part.pieces])
        for part in parts
    ]
    page = printed.environment(words, "export").get_template("index.html")
    return page.render(
        words=words,
        ward=ward().name,
        site=world.config.url,
        made=_written(world.now(), words),
        parts=shown,
    )


def _shown(piece: Piece, names: Mapping[Path, str], words: Catalogue, labels: Labels) -> Shown:
    called = labels.get("field", {})
    lines = [
        (words.say(fact.label or called[fact.name]), list(_values(fact, words, labels)))
        for fact in piece.facts
        if fact.label or fact.name in called
    ]
    pictures = [(names[path], said) for said, path in piece.pictures if path in names]
    title = words.say(piece.title) if piece.ours else piece.title
    return Shown(title, [line for line in lines if line[1]], pictures)


def _values(fact: Fact, words: Catalogue, labels: Labels) -> Iterator[str]:
    """What people read: words of ours, what a value is called, or the value itself."""
    if fact.words:
        yield from (words.say(one) for one in fact.words)
        return
    values = fact.value if isinstance(fact.value, list | tuple) else [fact.value]
    for value in values:
        if isinstance(value, bool):
            yield words.say(N_("ja")) if value else words.say(N_("nee"))
        elif value not in (None, ""):
            called = labels.get(fact.name, {}).get(str(value))
            yield words.say(called) if called else _written(value, words)


def _written(value: object, words: Catalogue) -> str:
    """A moment with its year: a copy is read years later."""
    if isinstance(value, datetime):
        return f"{words.day(value, LONG_AGO)}, {words.clock(value)}"
    return words.written(value)


def _data(world: World, parts: list[Part], names: Mapping[Path, str]) -> str:
    plain = {
        "made": to_text(world.now()),
        "site": world.config.url,
        "ward": ward().name,
        **{part.name: [_plain_piece(piece, names) for piece in part.pieces] for part in parts},
    }
    return json.dumps(plain, ensure_ascii=False, indent=1)


def _plain_piece(piece: Piece, names: Mapping[Path, str]) -> dict[str, object]:
    told: dict[str, object] = {fact.name: _plain(fact.value) for fact in piece.facts}
    files = [names[path] for _said, path in piece.pictures if path in names]
    return told | ({"files": files} if files else {})


def _plain(value: Told) -> object:
    if isinstance(value, datetime):
        return to_text(value)
    return list(value) if isinstance(value, tuple) else value


def _file_names(parts: list[Part]) -> dict[Path, str]:
    """A readable name for each picture that is there; the first words that were said of it."""
    names: dict[Path, str] = {}
    for part in parts:
        for piece in part.pieces:
            for said, path in piece.pictures:
                if path.is_file() and (path not in names or (said and "foto" in names[path])):
                    names[path] = said or "foto"
    used: set[str] = set()
    return {path: _free(_slug(said), used) for path, said in names.items()}


def _slug(said: str) -> str:
    plain = unicodedata.normalize("NFKD", said.lower())
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return "-".join(words)[:LONGEST_NAME].strip("-") or "foto"


def _free(slug: str, used: set[str]) -> str:
    number, name = 1, slug
    while name in used:
        number += 1
        name = f"{slug}-{number}"
    used.add(name)
    return f"pictures/{name}.jpg"
