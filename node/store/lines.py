"""A row of a table as a line of JSON: the same bytes, whichever engine it came from.

Rule: names in the order of the alphabet; whole numbers, text and nothing are themselves, yes and no
are 1 and 0, and bytes are ``{"base64": …}``. There is no other sort of value in our tables.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import msgspec

from node.store.contents import SnapshotError

BYTES: Final = "base64"
HISTORY: Final = "schema_migration"  # kept as a list of names: each engine makes its tables itself
MADE_ANEW: Final = "search_index"  # this, and what FTS5 keeps beside it
MANY: Final = 500  # rows at a time

_WRITER = msgspec.json.Encoder()
_READER = msgspec.json.Decoder()


@dataclass(frozen=True)
class Table:
    """A table. ``columns`` in the order of the alphabet; by ``key`` its rows are put in order."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


class Rows(Protocol):
    """The rows of a database, as of one moment."""

    def tables(self) -> Sequence[Table]:
        """Every table whose rows are kept, in the order of the alphabet."""

    def migrations(self) -> Sequence[str]:
        """The migrations that have run, in their order."""

    def rows(self, table: Table) -> Iterator[Sequence[Any]]:
        """Each row, as the values of the table's columns."""

    def fill(self, table: Table, rows: Iterator[Sequence[Any]]) -> None:
        """Put rows in, as they are, in a transaction that makes all of it true or nothing."""


def is_kept(name: str) -> bool:
    """Whether the rows of this table are kept."""
    return name != HISTORY and not name.startswith((MADE_ANEW, "sqlite_"))


def lines(held: Rows, table: Table) -> Iterator[bytes]:
    """Each row as a line.

    :raises SnapshotError: a value is of no sort that we know.
    """
    for row in held.rows(table):
        try:
            plain = dict(zip(table.columns, map(_plain, row), strict=True))
            yield _WRITER.encode(plain) + b"\n"
        except (TypeError, UnicodeError) as error:
            raise SnapshotError(f"A row of the table {table.name}: {error}.") from None


def read(line: bytes) -> Mapping[str, Any]:
    """What stands in a line.

    :raises SnapshotError: it is no row.
    """
    try:
        found = _READER.decode(line)
    except (msgspec.DecodeError, RecursionError):
        found = None
    if not isinstance(found, dict) or not line.endswith(b"\n"):
        raise SnapshotError("a line is not a row")
    try:
        return {name: _value(plain) for name, plain in found.items()}
    except ValueError as error:
        raise SnapshotError(str(error)) from None


def values(line: bytes, table: Table) -> list[Any]:
    """The values of the table's columns in a line.

    :raises SnapshotError: it is no row of this table.
    """
    row = read(line)
    if tuple(sorted(row)) != table.columns:
        raise SnapshotError(f"a row of {table.name} has other columns than this program knows")
    return [row[name] for name in table.columns]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, bytes | memoryview):
        return {BYTES: b64encode(value).decode()}
    raise TypeError(f"a value is a {type(value).__name__}")


def _value(plain: Any) -> Any:
    if plain is None or (isinstance(plain, int | str) and not isinstance(plain, bool)):
        return plain
    if isinstance(plain, dict) and set(plain) == {BYTES} and isinstance(plain[BYTES], str):
        return b64decode(plain[BYTES], validate=True)
    raise ValueError("a value is of no sort that we know")
