"""Words in listings, behind one interface: FTS5 on SQLite, tsvector on PostgreSQL.

Rule 1: text is folded into words here, before either engine sees it, so both give the same hits.
Rule 2: whatever a person types is words; no character of it is an operator.
Facets (kind, purpose, …) are words too, with ``_`` in front, which no typed word can have.
Rule 3: what a question costs is bounded, whatever is typed: a prefix is gathered from every word
that begins with it before the first hit is known, while a whole word gives its newest at once. So
where there is much, a word that more than :data:`COMMON` have is taken as it is, and of the others
only the longest may be the beginning of a longer one. If :data:`OFTEN` of the newest have a word
that begins so, it is not gathered either: it is looked for in the text of one after another, the
newest first, as those that are wanted are soon found.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import peewee as pw

from node.store.database import Row, database
from node.store.halting import halting
from node.store.statements import Blank

MOST_WORDS = 8  # of a question; what is typed after that is left out
LONGEST_WORD = 40
SHORTEST_PREFIX = 3  # "fiets" finds "fietsles"; "op" finds only "op"
COMMON = 1_000  # listings
SAMPLE, OFTEN = 100, 40  # so many of so many of the newest
MOST_LETTERS = 4096  # that the folding of is kept: more than any ward writes in

_LONG = re.compile(rf" [^ ]{{{LONGEST_WORD + 1}}}")  # from a space on, which is found fast


class SearchIndex(Row):
    """One row a listing; ``rowid`` is the listing's id."""

    rowid = pw.BigIntegerField(primary_key=True)
    words = pw.TextField()

    class Meta:
        table_name = "search_index"


class SearchText(Row):
    """What FTS5 keeps of one listing, as a table: its words and facets with spaces between."""

    id = pw.BigIntegerField(primary_key=True)
    words = pw.TextField(column_name="c0")

    class Meta:
        table_name = "search_index_content"


class _Letters(dict[int, str]):
    """Each letter in lower case and without its marks; a space for what is no letter or number.

    Filled as letters come by, so that a text is folded in one pass of compiled code.
    """

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(code).casefold())
        folded = "".join(
            c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in plain
        )
        if len(self) < MOST_LETTERS:
            self[code] = folded
        return folded


_LETTERS = _Letters()
_PLAIN = "".join(_LETTERS[code] for code in range(128)).encode().ljust(256, b" ")
"""The same for what is all ASCII, as :meth:`bytes.translate` wants it: twice as fast."""


def fold(text: str) -> list[str]:
    """The words of ``text`` in lower case, without accents and other marks."""
    words = _folded(text).split()
    if words and max(map(len, words)) > LONGEST_WORD:
        return [word[:LONGEST_WORD] for word in words]
    return words


def _folded(text: str) -> str:
    if text.isascii():
        return text.encode().translate(_PLAIN).decode()
    return text.translate(_LETTERS)


@lru_cache(1024)
def facet(name: str, value: str) -> str:
    """The word that stands for ``name`` having ``value``."""
    return f"_{name}_" + "".join(fold(value))


def put(rows: Iterable[tuple[int, str, Iterable[str]]]) -> None:
    """Index listings anew: id, text, facets. The rows must not be in the index yet."""
    written = _written if _is_sqlite() else _listed
    lines = [(rowid, " ".join(facets) + written(text)) for rowid, text, facets in rows]
    value = "?" if _is_sqlite() else "array_to_tsvector(string_to_array(ltrim(%s), ' '))"
    mark = "?" if _is_sqlite() else "%s"
    sql = f"INSERT INTO search_index (rowid, words) VALUES ({mark}, {value})"  # noqa: S608
    with halting():
        cursor = database.connection().cursor()
        cursor.executemany(sql, lines)
        cursor.close()


def _written(text: str) -> str:
    """Each word after a space, for FTS5, which finds them itself and keeps each once."""
    plain = _folded(f" {text}")
    return " ".join(["", *fold(text)]) if _LONG.search(plain) else plain


def _listed(text: str) -> str:
    """Each word after a space, for PostgreSQL, which takes them as they are."""
    return " ".join(["", *dict.fromkeys(fold(text))])


def remove(ids: Iterable[int]) -> None:
    """Take listings out of the index; unknown ids are no matter."""
    SearchIndex.delete().where(SearchIndex.rowid.in_(list(ids))).execute()


def words_of(text: str) -> list[str]:
    """The words that are looked for when somebody types this."""
    return list(dict.fromkeys(fold(text)))[:MOST_WORDS]


@dataclass(frozen=True)
class Words:
    """What is to be in a listing: all of ``whole``, and words that begin with each of ``begun``.

    ``looked``: the same of a beginning that is looked for in the text, as :func:`begins` has it.
    """

    whole: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()
    looked: Blank | str = ""

    @property
    def as_typed(self) -> tuple[str, ...]:
        """Those that are long enough to begin a longer word, and are taken as they are."""
        return tuple(word for word in self.whole if len(word) >= SHORTEST_PREFIX)


def common(word: Blank | str) -> Any:
    """Gives a row where very many listings have this word, as :func:`quoted` has it."""
    return SearchIndex.select(pw.SQL("1")).where(matching(word)).limit(1).offset(COMMON)


def often(start: Blank | str) -> Any:
    """Gives a row where much of the newest has a word that begins so (:func:`begins`)."""
    if not _is_sqlite():
        return pw.Select(columns=[pw.SQL("NULL")])  # it chooses by itself how to look
    newest = SearchText.select(SearchText.words.alias("words"))
    some = newest.order_by(SearchText.id.desc()).limit(SAMPLE).alias("newest")
    has = _has(pw.SQL("words"), start)
    return pw.Select([some], [pw.SQL("1")]).where(has).limit(1).offset(OFTEN - 1)


def chosen(words: Iterable[str], rare: Collection[str] | None, often: Collection[str]) -> Words:
    """Which of these words may be the beginning of a longer one: all that are long enough, or,
    where there is much to look through, the longest of those that are ``rare``.
    """
    typed = tuple(words)
    long = [word for word in typed if len(word) >= SHORTEST_PREFIX]
    if rare is not None:
        long = sorted((word for word in long if word in rare), key=len)[-1:]
    whole = tuple(word for word in typed if word not in long)
    if rare is not None and long and long[0] in often:
        return Words(whole, looked=begins(long[0]))
    return Words(whole, tuple(long))


def sought(
    words: Words,
    facets: Iterable[Collection[str]] = (),
    phrases: Iterable[Collection[str]] = (),
    beginning: Collection[str] = (),
) -> str:
    """What the index is asked for: all ``words`` but those that are looked for in the text, of each
    of ``facets`` one, and all words of one of ``phrases`` if there are any.

    Those of a phrase that are of ``beginning`` may also be how a longer word begins.
    """
    either, both = (" OR ", " AND ") if _is_sqlite() else (" | ", " & ")
    terms = [*map(quoted, words.whole), *map(_prefix, words.begun)]
    terms += [f"({either.join(map(quoted, choices))})" for choices in facets]
    any_of = [
        f"({both.join(_prefix(word) if word in beginning else quoted(word) for word in phrase)})"
        for phrase in phrases
    ]
    terms += [f"({either.join(any_of)})"] if any_of else []
    return both.join(terms)


def matching(sought: Blank | str) -> pw.Expression:
    """The condition on ``SearchIndex`` that it has what :func:`sought` says."""
    if _is_sqlite():
        return pw.Expression(pw.SQL("search_index"), "MATCH", sought)
    return pw.Expression(SearchIndex.words, "@@", pw.Cast(sought, "tsquery"))


def having(start: Blank | str) -> pw.Expression:
    """The condition on ``SearchText`` that one of its words begins so (:func:`begins`)."""
    return _has(SearchText.words, start)


def begins(word: str) -> str:
    """How a word that begins so is found in a text that is kept: its words have spaces between."""
    return f" {word}"


def in_order() -> bool:
    """Whether the index gives its newest at once, also of what nearly all listings have."""
    return _is_sqlite()


def quoted(word: str) -> str:
    """This word alone, for :func:`common`."""
    return f'"{word}"' if _is_sqlite() else f"'{word}'"


def _prefix(word: str) -> str:
    return quoted(word) + ("*" if _is_sqlite() else ":*")


def _has(words: Any, start: Blank | str) -> pw.Expression:
    spaced = pw.Expression(pw.SQL("' '"), "||", words)
    found: pw.Expression = pw.fn.INSTR(spaced, start) > 0
    return found


def _is_sqlite() -> bool:
    return isinstance(database.obj, pw.SqliteDatabase)
