"""Every sentence has its translation, and no translation is left over or lost a value."""

from pathlib import Path

import pytest

from node.listings.days import ZONE
from node.translations import catalogue
from node.translations.refusals import SENTENCES
from tests import words

MARKED_SOMEWHERE = (
    "Vraag %(number)s van %(count)s",  # _() in a template
    "Deze site is van de bewoners van %(ward)s. Geen bedrijf, geen reclame, niemand kijkt mee.",
    ("Er is nog %(num)s ding", "Er zijn nog %(num)s dingen"),  # ngettext() in a template
    "Zet er geen adres of telefoonnummer bij.",  # N_() in code
    ("%(num)s plek", "%(num)s plekken"),  # NN_() in code
)


@pytest.mark.parametrize("language", words.languages())
def test_a_catalogue_is_complete(language: str) -> None:
    assert words.complaints(language) == []


def test_every_way_to_mark_a_sentence_is_seen() -> None:
    assert set(MARKED_SOMEWHERE) <= words.said().keys()
    assert set(SENTENCES.values()) <= words.said().keys()


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ('msgid "Zoeken"\nmsgstr ""', "not translated: Zoeken"),
        ('#, fuzzy\nmsgid "Zoeken"\nmsgstr "Search"', "not sure: Zoeken"),
        ('msgid "Zeppelin"\nmsgstr "Zeppelin"', "left over: Zeppelin"),
        ('msgid "tot %(day)s"\nmsgstr "until"', "values [] instead of ['day']: tot %(day)s"),
        ('msgid "tot %(day)s"\nmsgstr "100% until %(day)s"', "a % by itself: tot %(day)s"),
        ('msgid "tot %(day)s"\nmsgstr "until %(dag)s"', "values ['dag'] instead of ['day']"),
    ],
)
def test_what_is_wrong_is_told(
    entry: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "en.po").write_text(words.HEADER.format(language="en") + entry + "\n", "utf-8")
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    told = words.complaints("en")
    assert any(line.startswith(complaint) for line in told), told
    assert "missing: Inloggen" in told


def test_writing_keeps_what_is_known_and_adds_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = 'msgid "Zoeken"\nmsgstr "Look for it"\n\nmsgid "Zeppelin"\nmsgstr "Zeppelin"\n'
    (tmp_path / "en.po").write_text(words.HEADER.format(language="en") + text, "utf-8")
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    words.write("en")
    held = words.catalogue("en")
    assert held.get("Zoeken").string == "Look for it"
    assert held.get("Zeppelin") is None
    assert {message.id for message in held if message.id} == words.said().keys()
    written = (tmp_path / "en.po").read_bytes()
    words.write("en")
    assert (tmp_path / "en.po").read_bytes() == written


@pytest.mark.parametrize("language", words.languages())
def test_the_program_reads_what_the_catalogue_says(language: str) -> None:
    spoken = catalogue.load(ZONE)[language]
    for message in words.catalogue(language):
        if isinstance(message.id, tuple):
            assert spoken.messages.ngettext(*message.id, 1) == message.string[0]
            assert spoken.messages.ngettext(*message.id, 2) == message.string[1]
        elif message.id:
            assert spoken.messages.gettext(message.id) == message.string


def test_the_source_language_is_never_translated() -> None:
    dutch = catalogue.load(ZONE)[catalogue.SOURCE]
    assert dutch.say("Inloggen") == "Inloggen"
    assert dutch.count("%(num)s oproep", "%(num)s oproepen", 1250) == "1.250 oproepen"
