"""Words in listings, behind one interface: FTS5 on SQLite, tsvector on PostgreSQL.

Rule 1: text is folded into words here, before either engine sees it, so both give the same hits.
Rule 2: whatever a person types is words; no character of it is an operator.
Facets (kind, purpose, …) are words too, with ``_`` in front, which no typed word can have.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import peewee as pw

from node.store.database import Row, database

MOST_WORDS = 8  # of a question; what is typed after that is left out
LONGEST_WORD = 40
SHORTEST_PREFIX = 3  # "fiets" finds "fietsles"; "op" finds only "op"

_WORD = re.compile(r"[^\W_]+")


class SearchIndex(Row):
    """One row a listing; ``rowid`` is the listing's id."""

    rowid = pw.BigIntegerField(primary_key=True)
    words = pw.TextField()

    class Meta:
        table_name = "search_index"


def fold(text: str) -> list[str]:
    """The words of ``text`` in lower case, without accents and other marks."""
    plain = text.casefold()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join([c for c in decomposed if c < "\u0300" or not unicodedata.combining(c)])
    return [word[:LONGEST_WORD] for word in _WORD.findall(plain)]


@lru_cache(1024)
def facet(name: str, value: str) -> str:
    """The word that stands for ``name`` having ``value``."""
    return f"_{name}_" + "".join(fold(value))


def put(rows: Iterable[tuple[int, str, Iterable[str]]]) -> None:
    """Index listings anew: id, text, facets. The rows must not be in the index yet."""
    lines = [
        (rowid, " ".join(dict.fromkeys([*fold(text), *facets]))) for rowid, text, facets in rows
    ]
    value = "?" if _is_sqlite() else "array_to_tsvector(string_to_array(%s, ' '))"
    mark = "?" if _is_sqlite() else "%s"
    sql = f"INSERT INTO search_index (rowid, words) VALUES ({mark}, {value})"  # noqa: S608
    cursor = database.connection().cursor()
    cursor.executemany(sql, lines)
    cursor.close()


def remove(ids: Iterable[int]) -> None:
    """Take listings out of the index; unknown ids are no matter."""
    SearchIndex.delete().where(SearchIndex.rowid.in_(list(ids))).execute()


def matching(text: str, facets: Iterable[str]) -> pw.Expression:
    """The condition on ``SearchIndex`` that it holds all words of ``text`` and all facets."""
    words = list(dict.fromkeys(fold(text)))[:MOST_WORDS]
    if _is_sqlite():
        terms = [f'"{w}"*' if len(w) >= SHORTEST_PREFIX else f'"{w}"' for w in words]
        terms += [f'"{f}"' for f in facets]
        return pw.Expression(pw.SQL("search_index"), "MATCH", " ".join(terms))
    terms = [f"'{w}':*" if len(w) >= SHORTEST_PREFIX else f"'{w}'" for w in words]
    terms += [f"'{f}'" for f in facets]
    return pw.Expression(SearchIndex.words, "@@", pw.Cast(" & ".join(terms), "tsquery"))


def _is_sqlite() -> bool:
    return isinstance(database.obj, pw.SqliteDatabase)
