"""Looking for somebody everywhere: every column of every table, the search index, every file."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import peewee as pw

from node.feed.models import Entry
from node.store.database import database
from node.world import World

DATABASE_FILES = ("wijk.db",)  # looked into by asking it


def traces(world: World, *needles: str) -> list[str]:
    """Where any of these words is found; case does not matter."""
    wanted = [needle.lower() for needle in needles]
    return [
        where
        for where, text in _everything(world)
        if any(needle in text.lower() for needle in wanted)
    ]


def tables() -> list[str]:
    """Every table there is, also those without a model."""
    return [name for name in database.get_tables() if not name.startswith("search_index_")]


def everything_in_tables() -> Iterator[tuple[str, str]]:
    """Every value of every table with where it stands, and the words of the search index."""
    for table in tables():
        cursor = database.execute_sql(f'SELECT * FROM "{table}"')
        columns = [column[0] for column in cursor.description]
        for row in cursor.fetchall():
            for column, value in zip(columns, row, strict=True):
                yield f"{table}.{column}", _text(value)
    if isinstance(database.obj, pw.SqliteDatabase):
        yield from _words()


def _everything(world: World) -> Iterator[tuple[str, str]]:
    yield from everything_in_tables()
    for path in sorted(world.config.data.rglob("*")):
        if path.is_file() and not path.name.startswith(DATABASE_FILES):
            yield str(path), path.name
            yield str(path), _content(path)
    for entry in Entry.select():
        yield f"feed {entry.lid}", _text(entry.document)


def _words() -> Iterator[tuple[str, str]]:
    """What the search index still knows, as it knows it: words, and where each stands."""
    database.execute_sql("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search_index, row)")
    for word, *_ in database.execute_sql("SELECT * FROM temp.words").fetchall():
        yield "search index", str(word)
    database.execute_sql("DROP TABLE temp.words")


def _content(path: Path) -> str:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return "\n".join(_text(archive.read(name)) for name in archive.namelist())
    return _text(path.read_bytes())


def _text(value: object) -> str:
    if isinstance(value, memoryview):
        value = bytes(value)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
