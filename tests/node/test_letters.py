"""Every kind of notice as its receiver reads it: the table is walked, in each language."""

import re
from collections.abc import Mapping
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from node.config import templates_folder
from node.listings.days import ZONE
from node.notices import letters
from node.notices.found import FOUND
from node.notices.kinds import KINDS, Value
from node.notices.letters import Desk, Told
from node.notices.sorts import DAILY, SORTS
from node.translations import catalogue
from node.world import Letter
from tests.world import NOON

URL = "https://elm.example"
DESK = Desk("de Dapperbuurt", URL, catalogue.load(ZONE))
LOADS = {"img", "script", "link", "iframe", "object", "video", "audio", "form", "input"}
ADDRESS = re.compile(r"https?://[^\s<>\"]+")
EVERY = [(name, language) for name in KINDS for language in DESK.catalogues]


CHOOSE = "/seintjes/1/" + "x" * 43 + "/stop/answers-messages"


def paths(name: str) -> set[str]:
    """Where a notice leads: each of its lines too."""
    values = KINDS[name].values
    found = {str(values["path"]), KINDS[name].stop} - {""}
    for lines in values.values():
        if not isinstance(lines, (str, int, datetime)):
            found |= {str(line["path"]) for line in lines if "path" in line}
    if "stop" in values:
        found.add(str(values["stop"]))
    return found


class Reader(HTMLParser):
    """Reads a letter as a mail program shows it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.given: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        given = dict(attrs)
        self.given |= set(given)
        if tag == "a":
            self.links.append(given["href"] or "")
        assert "url(" not in (given.get("style") or "")

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open[: -1 - self.open[::-1].index(tag)]

    def handle_data(self, data: str) -> None:
        if "title" not in self.open:
            self.said.append(data)

    @property
    def words(self) -> list[str]:
        """What it says, word by word."""
        return " ".join(self.said).split()


def letter(kind: str, language: str, changes: Mapping[str, Value] | None = None) -> Letter:
    told = Told(kind, language, {**KINDS[kind].values, **(changes or {})}, CHOOSE)
    return letters.write(DESK, told, letter_id="1", to="alice@elm.test", date=NOON)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_each_letter_says_the_same_in_text_and_html(name: str, language: str) -> None:
    made = letter(name, language)
    assert [word for word in made.text.split() if word != "--"] == Reader(made.html).words
    assert f'lang="{language}"' in made.html
    assert len(made.text) > 80


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_each_letter_says_who_sends_it_and_why(name: str, language: str) -> None:
    made = letter(name, language)
    assert made.sender == "de Dapperbuurt"
    assert "de Dapperbuurt" in made.text
    words = DESK.catalogues[language]
    assert words.say(KINDS[name].why) in made.text
    assert 3 < len(made.subject) < 100
    assert not re.search(r"[\r\n]", made.subject)
    assert "%(" not in made.subject + made.text


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_each_letter_leads_here_only_and_loads_nothing(name: str, language: str) -> None:
    made = letter(name, language)
    page = Reader(made.html)
    assert not LOADS & set(page.tags)
    assert "src" not in page.given
    here = {link.partition("?")[0] for link in [*page.links, *ADDRESS.findall(made.text)]}
    assert here
    assert all(link.startswith(f"{URL}/") for link in here), here
    aims = {URL + path for path in paths(name)} | {made.stop, URL + CHOOSE} - {""}
    assert {*page.links} == set(ADDRESS.findall(made.text)) == aims


@pytest.mark.parametrize("name", KINDS)
def test_a_long_word_makes_no_letter_wider_than_a_phone(name: str) -> None:
    body = letter(name, "nl").html.partition("<body")[2].partition(">")[0]
    assert "overflow-wrap: anywhere" in body


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_LI_17_what_was_typed_steers_nothing(name: str, language: str) -> None:
    evil = 'Eve\r\nBcc: x@evil.test\r\n\r\n<b onclick="x">\u202e http://evil.test \x00'
    ours = {"path", "stop", "reason"}
    typed: dict[str, Value] = {
        n: evil for n, v in KINDS[name].values.items() if isinstance(v, str) and n not in ours
    }
    if name in {"fitting", "alert"}:
        [line, *_] = FOUND[name].values["lines"]  # type: ignore[misc,union-attr]
        typed["lines"] = [{**line, "title": evil, "what": evil, "from": evil}]
    made = letter(name, language, typed)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202e]", made.subject)
    page = Reader(made.html)
    assert "onclick" not in page.given
    assert not [link for link in page.links if "evil" in link]
    for said in (made.text, made.html, made.subject):
        assert "http://evil" not in said
        assert "\nBcc" not in said
        assert "\u202e" not in said
    assert [word for word in made.text.split() if word != "--"] == page.words


@pytest.mark.parametrize("language", DESK.catalogues)
def test_each_kind_that_somebody_may_have_gathered_is_a_line(language: str) -> None:
    kinds = [kind for kind in KINDS if DAILY in SORTS[KINDS[kind].sort].ways]
    for kind in kinds:
        line = {n: v for n, v in KINDS[kind].values.items() if isinstance(v, (str, int, datetime))}
        made = letter("gathered", language, {"lines": [{**line, "template": kind}]})
        assert letter(kind, language).subject in made.text
        assert [word for word in made.text.split() if word != "--"] == Reader(made.html).words
    assert {"answer-closed", "answer-new", "still-true"} <= set(kinds)


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_fits_its_table(name: str) -> None:
    kind = KINDS[name]
    assert set(kind.secret) <= set(kind.values)
    assert bool(kind.secret) <= bool(kind.lasts), "what is secret holds for a time only"
    assert str(kind.values["path"]).startswith("/")
    assert kind.by_hand or not kind.secret


def test_each_template_belongs_to_a_kind() -> None:
    shared = {"base", "parts", "reasons"}
    found = {path.stem for path in Path(templates_folder() / "mail").iterdir()} - shared
    assert found == set(KINDS)
    for name in KINDS:
        assert (templates_folder() / "mail" / f"{name}.txt").exists()
        assert (templates_folder() / "mail" / f"{name}.html").exists()


def test_a_language_that_we_do_not_have_is_the_source() -> None:
    assert letter("mail-test", "xx").text == letter("mail-test", "nl").text


def test_long_values_are_cut() -> None:
    assert len(str(letters.tame("x" * 5_000))) == letters.LONGEST_VALUE
