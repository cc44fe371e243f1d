"""The sentences of the program beside those of each catalogue: ``python -m tests.words``.

Without arguments it tells what is missing, left over, or does not fit. ``--write`` adds what is
missing to each catalogue, without its translation, and takes out what nothing says any more.
A sentence is marked with ``_()`` or ``ngettext()`` in templates, ``N_()``, ``NN_()`` or ``say()``
in code.
"""

import re
import sys
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from node.translations.catalogue import FOLDER, LOCALES, SOURCE
from tests.tools import ROOT

KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "N_": None,
    "NN_": (1, 2),
    "say": None,
}
SOURCES = (
    ("python", "node", "*.py", {}),
    ("jinja2.ext:babel_extract", "templates", "*.html", {"trimmed": "true", "silent": "false"}),
)
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
STRAY_PERCENT = re.compile(r"%(?!\(\w+\)s|%)")

Id = str | tuple[str, str]


@cache
def said() -> dict[Id, set[str]]:
    """Every sentence that the program says, and the files that say it."""
    found: dict[Id, set[str]] = {}
    for method, folder, pattern, options in SOURCES:
        for path in sorted((ROOT / folder).rglob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            with path.open("rb") as file:
                for _line, sentence, _comments, _context in extract(
                    method, file, keywords=KEYWORDS, options=options
                ):
                    found.setdefault(sentence, set()).add(name)
    return found


def languages() -> list[str]:
    """The languages that need a catalogue."""
    return [language for language in LOCALES if language != SOURCE]


def catalogue(language: str) -> Catalog:
    """What is translated so far."""
    path = path_of(language)
    data = path.read_bytes() if path.exists() else b""
    return read_po(BytesIO(data), locale=language, abort_invalid=True)


def path_of(language: str) -> Path:
    """Where a catalogue is kept."""
    return FOLDER / f"{language}.po"


def complaints(language: str) -> list[str]:
    """All that is wrong with one catalogue, a line each."""
    held = {message.id: message for message in catalogue(language) if message.id}
    told = said()
    lines = [f"missing: {sentence}" for sentence in told if sentence not in held]
    lines += [f"left over: {sentence}" for sentence in held if sentence not in told]
    for sentence, message in held.items():
        lines += [f"{problem}: {sentence}" for problem in _problems(message)]
    return lines


def _problems(message: Message) -> Iterator[str]:
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    if not all(forms):
        yield "not translated"
        return
    if message.fuzzy:
        yield "not sure"
    wanted = set(PLACEHOLDER.findall(ids[-1]))
    for form in forms:
        given = set(PLACEHOLDER.findall(form))
        # "Volgende oproep" may leave the number out, where there is one.
        if given != wanted and not (len(ids) > 1 and given <= wanted):
            yield f"values {sorted(given)} instead of {sorted(wanted)}"
        if wanted and STRAY_PERCENT.search(form):
            yield "a % by itself"


def write(language: str) -> None:
    """Bring one catalogue up to what the program says."""
    held, told = catalogue(language), said()
    fresh = Catalog(locale=language, fuzzy=False, header_comment=f"# {LOCALES[language]}")
    for sentence in told:
        known = held.get(sentence if isinstance(sentence, str) else sentence[0])
        fresh.add(sentence, string=known.string if known else None)
    data = BytesIO()
    write_po(data, fresh, width=100, sort_output=True, omit_header=True)
    path_of(language).write_bytes(HEADER.format(language=language).encode() + data.getvalue())


HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def main() -> int:
    """Tell, or write."""
    if "--write" in sys.argv[1:]:
        for language in languages():
            write(language)
    wrong = {language: complaints(language) for language in languages()}
    for language, lines in wrong.items():
        for line in lines:
            print(f"{path_of(language).relative_to(ROOT)}: {line}")
    return 1 if any(wrong.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
