"""Every field of every form at its limit, above it, empty, with control characters and with markup.

What will not do gives a sentence beside the field; what was typed is still there; nothing changes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pytest

from federation import limits
from federation.kinds import KINDS
from node.listings import publicplaces
from node.web import labels, questions
from node.web.questions import Question
from node.web.route import FORM_BYTES, PHOTO_BYTES
from tests.neighbourhood import Neighbourhood, Ward
from tests.web.markup import Page
from tests.web.visitor import LADDER, Visitor, photo

MARKUP = "<b>vet</b> & <script>alert(1)</script> \"'{{ 7*7 }}%(x)s"
CONTROL = "Lad\x07der"
LINES = {"line", "text"}
NOT_EMPTY = {"kind", "purpose", "terms", "title", "text", "end", "start", "start_time"}
STRANGE = {
    "number": ["-1", "1,5", "acht", "9" * 12, "٣", "0x10"],
    "day": ["gisteren", "31-2-2031", "1-1-2020", "<b>", "12-13-2031"],
    "point": ["91,4", "hier", "<b>", "x" * 600],
    "time": ["25.00", "10.60", "straks", "-1"],
    "choice": ["iets", "<b>", "offer\x07"],
    "kinds": ["iets", "Lending", "<b>"],
    "select": ["x", "nederlands", "<b>"],
}
TOO_FAR = "30-6-2099"


@dataclass
class Desk:
    """A maker, and a listing of each kind."""

    elm: Ward
    maker: Visitor
    lids: dict[str, str]

    def change(self, kind: str, **typed: str) -> Page:
        """Send the form for changing with these fields; it must come back."""
        path = f"/l/{self.lids[kind]}/veranderen"
        answer = self.maker.post(path, self.filled(kind) | typed)
        assert answer.status_code == 422, Page(answer.text).text
        return Page(answer.text)

    def filled(self, kind: str) -> dict[str, str]:
        """The form for changing as it stands."""
        return self.maker.page(f"/l/{self.lids[kind]}/veranderen").filled()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    neighbourhood = Neighbourhood(tmp_path_factory.mktemp("forms"))
    elm = neighbourhood.ward("elm")
    maker = Visitor(elm, "Maker Visser")
    meeting = {"start": "1-6-2031", "start_time": "10.00", "end": "1-6-2031"}
    with elm.at_work() as world:
        publicplaces.add(world, {"name": "Buurthuis De Linde"})
    lids = {
        kind: maker.places(
            kind=kind, terms=KINDS[kind].terms[0], **(meeting if kind == "meeting" else {})
        )
        for kind in KINDS
    }
    yield Desk(elm, maker, lids)
    neighbourhood.close()


def every_question() -> Iterator[tuple[str, Question]]:
    """Each question once, with the first kind of listing that asks it."""
    seen = set()
    for kind in KINDS:
        for question in questions.all_asked(kind):
            if question.name not in seen:
                yield kind, question
            seen.add(question.name)


FIELDS = [pytest.param(kind, one, id=f"{kind}-{one.name}") for kind, one in every_question()]
OF_LINES = [param for param in FIELDS if param.values[1].form in LINES]
OF_OTHERS = [param for param in FIELDS if param.values[1].form not in LINES]


def longest(question: Question) -> str:
    """The longest text that fits: where keywords are asked, the most of them."""
    if question.name != "tags":
        return "w" * question.longest
    return ",".join(chr(ord("a") + n % 26) * 40 for n in range(limits.TAGS))


@pytest.mark.parametrize(("kind", "question"), OF_LINES)
def test_LI_08_at_its_limit_it_fits(desk: Desk, kind: str, question: Question) -> None:
    path = f"/l/{desk.lids[kind]}/veranderen"
    before = desk.filled(kind)
    value = longest(question)
    answer = desk.maker.post(path, before | {question.name: value})
    assert answer.status_code == 303, Page(answer.text).text
    kept = desk.filled(kind)[question.name]
    assert kept.replace(", ", ",") == value
    assert desk.maker.get(f"/l/{desk.lids[kind]}").status_code == 200
    assert desk.maker.post(path, before).status_code == 303


@pytest.mark.parametrize(("kind", "question"), OF_LINES)
@pytest.mark.parametrize("sort", ["too long", "control"])
def test_LI_08_what_will_not_do_is_told_beside_it(
    desk: Desk, kind: str, question: Question, sort: str
) -> None:
    too_long = ",".join(f"woord {n}" for n in range(40)) if question.name == "tags" else None
    value = CONTROL if sort == "control" else too_long or "w" * (question.longest + 1)
    refused(desk, kind, question, value)


@pytest.mark.parametrize(("kind", "question"), OF_OTHERS)
def test_what_cannot_be_is_told_beside_it(desk: Desk, kind: str, question: Question) -> None:
    for value in STRANGE[question.form] + ([TOO_FAR] if question.name == "end" else []):
        if question.form == "kinds":
            path = f"/l/{desk.lids[kind]}/veranderen"
            answer = desk.maker.post(path, desk.filled(kind) | {question.name: value})
            assert answer.status_code == 422
            assert Page(answer.text).beside(question.name)
        else:
            refused(desk, kind, question, value)


def refused(desk: Desk, kind: str, question: Question, value: str) -> None:
    """The form comes back with a sentence, what was typed, and nothing changed."""
    before = desk.filled(kind)
    page = desk.change(kind, **{question.name: value})
    assert page.faults == []
    sentence = page.beside(question.name)
    assert sentence.startswith("Fout: ")
    assert len(sentence) > 20
    [alert] = page.all("div", role="alert")
    assert alert.text.startswith("Er is nog 1 ding")
    assert f"#{question.name}" in page.links
    assert page.by_id(question.name) is not None
    assert page.all("title")[0].text.startswith("Fout: ")
    if question.form in {*LINES, "number", "day", "time", "point"}:
        assert page.filled()[question.name] == value
    others = {name: typed for name, typed in before.items() if name != question.name}
    shown = page.filled()
    assert {name: shown.get(name) for name in others if name != "csrf_token"} == {
        name: typed for name, typed in others.items() if name != "csrf_token"
    }
    assert desk.filled(kind) | {"csrf_token": ""} == before | {"csrf_token": ""}


@pytest.mark.parametrize(("kind", "question"), FIELDS)
def test_left_empty(desk: Desk, kind: str, question: Question) -> None:
    before = desk.filled(kind)
    path = f"/l/{desk.lids[kind]}/veranderen"
    answer = desk.maker.post(path, before | {question.name: " \t "})
    if question.name in NOT_EMPTY:
        assert answer.status_code == 422
        assert Page(answer.text).beside(question.name)
    else:
        assert answer.status_code == 303, Page(answer.text).text
        assert desk.maker.post(path, before).status_code == 303


@pytest.mark.parametrize(("kind", "question"), OF_LINES)
def test_LI_01_markup_is_text(desk: Desk, kind: str, question: Question) -> None:
    path = f"/l/{desk.lids[kind]}/veranderen"
    before = desk.filled(kind)
    value = MARKUP.replace(",", "")[: question.longest or None]
    if question.name == "tags":
        value = "<b>vet</b>"
    answer = desk.maker.post(path, before | {question.name: value})
    assert answer.status_code == 303, Page(answer.text).text
    for seen in (f"/l/{desk.lids[kind]}", "/", path):
        text = desk.maker.get(seen).text
        assert "<script>alert" not in text
        assert "<b>vet" not in text
        assert Page(text).faults == []
    assert desk.filled(kind)[question.name] == value
    assert desk.maker.post(path, before).status_code == 303


PAGES = {step.name: kind for kind in KINDS for step in questions.steps(kind)}


@pytest.mark.parametrize(("step", "kind"), PAGES.items(), ids=PAGES)
def test_a_step_that_is_not_answered_asks_again(desk: Desk, step: str, kind: str) -> None:
    draft = desk.maker.begins(kind=kind)
    answer = desk.maker.post(f"/plaatsen/{draft}/{step}", {})
    needed = {
        question.name for question in questions.asked(step, kind) if question.name in NOT_EMPTY
    } - {"kind"}
    if needed:
        assert answer.status_code == 422
        page = Page(answer.text)
        assert page.faults == []
        assert all(page.beside(name) for name in needed)
    else:
        assert answer.status_code == 303
    assert desk.maker.get(f"/plaatsen/{draft}/{step}").status_code == 200


def test_a_step_keeps_what_was_typed_even_when_it_will_not_do(desk: Desk) -> None:
    draft = desk.maker.begins()
    path = f"/plaatsen/{draft}/tekst"
    typed = {
        "title": "w" * (limits.NAME_POINTS + 1),
        "text": f"{CONTROL}\r\n\r\n<b>ja</b>",
        "language": "nl",
    }
    page = Page(desk.maker.post(path, typed).text)
    assert page.filled()["title"] == typed["title"]
    assert page.beside("title")
    assert page.beside("text")
    again = desk.maker.page(f"{path}?controle=ja")
    assert again.filled()["title"] == typed["title"]
    assert again.beside("title")


def test_a_text_begins_with_the_line_end_that_was_typed(desk: Desk) -> None:
    draft = desk.maker.begins()
    desk.maker.post(
        f"/plaatsen/{draft}/tekst", {"title": "T", "text": "\n\nonder", "language": "nl"}
    )
    assert desk.maker.page(f"/plaatsen/{draft}/tekst").filled()["text"] == "\n\nonder"


def test_the_kind_has_to_be_one_of_ours(desk: Desk) -> None:
    for kind in ("", "iets", "<b>", "lending\x00"):
        answer = desk.maker.post("/plaatsen", {"kind": kind})
        assert answer.status_code == 422
        assert Page(answer.text).beside("kind")
    assert set(labels.KINDS) == set(KINDS)


def test_what_was_not_finished_is_listed_and_the_rest_is_kept(desk: Desk) -> None:
    draft = desk.maker.begins()
    desk.maker.post(f"/plaatsen/{draft}/tekst", {"title": "Half", "text": "af", "language": "nl"})
    answer = desk.maker.post(f"/plaatsen/{draft}/nakijken", {})
    assert answer.status_code == 422
    page = Page(answer.text)
    assert f"/plaatsen/{draft}/kant?controle=ja&na=nakijken" in page.links
    assert f"/plaatsen/{draft}/tekst?controle=ja&na=nakijken" not in page.links
    assert "Half" in desk.maker.get("/van-mij?deel=concepten").text


def test_LI_15_placing_twice_places_once(desk: Desk) -> None:
    lid = desk.maker.places(title="Maar één keer")
    again = desk.maker.post(f"/plaatsen/{lid}/nakijken", {})
    assert again.status_code == 303
    assert again.headers["Location"] == f"/l/{lid}"
    assert desk.maker.get("/?q=maar+één+keer").text.count("Maar één keer</a>") == 1


def test_a_picture_is_added_described_and_taken_away(desk: Desk) -> None:
    draft = desk.maker.begins()
    path = f"/plaatsen/{draft}/foto"
    answer = desk.maker.post(path, {"photo": photo(), "photo_description": ""})
    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.beside("picture_1")
    [shown] = page.all("img")
    assert (shown.attributes["width"], shown.attributes["height"]) == ("40", "30")
    answer = desk.maker.post(path, {"picture_1": "Een ladder", "more": "1"})
    assert answer.headers["Location"] == path
    assert desk.maker.page(path).all("img")[0].attributes["alt"] == "Een ladder"
    assert desk.maker.post(path, {"remove_1": "yes", "picture_1": "x"}).status_code == 303
    assert desk.maker.page(path).all("img") == []


def test_LI_15_a_picture_sent_twice_is_there_once_and_taken_away_once(desk: Desk) -> None:
    """By a second click, or because the first answer did not come through."""
    path = f"/plaatsen/{desk.maker.begins()}/foto"
    for width in (40, 40, 50):
        sent = {"photo": photo(width), "photo_description": f"{width} breed", "more": "1"}
        assert desk.maker.post(path, sent).status_code == 303
    page = desk.maker.page(path)
    assert [one.attributes["width"] for one in page.all("img")] == ["40", "50"]
    form = page.filled() | {"remove_1": "yes", "more": "1"}
    for _ in range(2):
        assert desk.maker.post(path, form).status_code == 303
        [left] = desk.maker.page(path).all("img")
        assert left.attributes["alt"] == "50 breed"


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a not one", b"\xff\xd8\xff\xe0 cut off", b"<svg onload='x'>"]
)
def test_what_is_no_picture_is_told(desk: Desk, data: bytes) -> None:
    draft = desk.maker.begins()
    answer = desk.maker.post(
        f"/plaatsen/{draft}/foto", {"photo": (BytesIO(data), "x.jpg"), "photo_description": "x"}
    )
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.beside("photo")
    assert page.faults == []


def test_a_fourth_picture_does_not_fit(desk: Desk) -> None:
    draft = desk.maker.begins()
    path = f"/plaatsen/{draft}/foto"
    for number in range(3):
        data = {f"picture_{n}": "x" for n in range(1, 4)}
        data |= {"photo": photo(50 + number), "photo_description": "x"}  # type: ignore[dict-item]
        assert desk.maker.post(path, data).status_code == 303
    page = desk.maker.page(path)
    assert len(page.all("img")) == 3
    assert page.by_id("photo") is None
    answer = desk.maker.post(path, {"photo": photo(99), "photo_description": "x"})
    assert answer.status_code == 422
    assert "drie foto" in Page(answer.text).beside("photo")


SIGN_IN = [
    ("", ""),
    ("Maker Visser", "fout"),
    ("Nobody", "fout"),
    (MARKUP, MARKUP),
    ("a" * 5_000, "b" * 5_000),
    ("nul\0", "nul\0"),
    ("\u202ertl\u2028", "\x07"),
]


@pytest.mark.parametrize(("name", "password"), SIGN_IN)
def test_the_door_says_one_thing_and_keeps_the_name(desk: Desk, name: str, password: str) -> None:
    visitor = Visitor(desk.elm)
    answer = visitor.post("/inloggen", {"name": name, "password": password, "shared": "yes"})
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.faults == []
    assert page.beside("name") == "Fout: Naam of wachtwoord klopt niet. Probeer het nog eens."
    assert page.filled()["password"] == ""
    assert page.filled()["shared"] == "yes"
    assert page.filled()["name"].replace("\ufffd", "\0") == name
    assert "wijk=" not in str(answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("path", ["/inloggen", "/taal", "/plaatsen"])
def test_LI_08_more_than_fits_is_413(desk: Desk, path: str) -> None:
    answer = desk.maker.post(path, {"name": "a" * (FORM_BYTES + 1)})
    assert answer.status_code == 413
    page = Page(answer.text)
    assert page.faults == []
    assert page.all("h1")[0].text == "Dit is te groot om te sturen."


def test_a_photograph_may_be_larger_but_not_without_end(desk: Desk) -> None:
    path = f"/plaatsen/{desk.maker.begins()}/foto"
    assert PHOTO_BYTES > 10 * FORM_BYTES
    kind = "multipart/form-data; boundary=x"
    answer = desk.maker.client.post(
        path, base_url=desk.elm.url, data=b"x" * (PHOTO_BYTES + 1), content_type=kind
    )
    assert answer.status_code == 413
    assert Page(answer.text).faults == []
    assert desk.maker.page(path).all("img") == []


def test_too_many_fields_are_413(desk: Desk) -> None:
    many = {f"field_{number}": "x" for number in range(200)}
    assert desk.maker.post("/inloggen", many | {"photo": photo()}).status_code == 413


def test_a_form_needs_its_token_and_comes_from_here(desk: Desk) -> None:
    visitor, lid = desk.maker, desk.lids["lending"]
    path = f"/l/{lid}/weghalen"
    token = visitor.token()
    assert visitor.post(path, {}, token=False).status_code == 400
    assert visitor.post(path, {"csrf_token": "x" + token}, token=False).status_code == 400
    other = Visitor(desk.elm)
    assert visitor.post(path, {"csrf_token": other.token()}, token=False).status_code == 400
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://elm.localhost:8002"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ):
        answer = visitor.post(path, {}, **headers)
        assert answer.status_code == 403, headers
        assert Page(answer.text).faults == []
    assert "Ladder" in visitor.get(f"/l/{lid}").text
    good = {"Origin": desk.elm.url, "Sec_Fetch_Site": "same-origin"}
    typed = desk.filled("lending")
    assert visitor.post(f"/l/{lid}/veranderen", typed, **good).status_code == 303


def test_a_form_cannot_take_what_is_of_somebody_else(desk: Desk) -> None:
    other = Visitor(desk.elm, "Ander Mens")
    mine = desk.maker.begins()
    desk.maker.post(f"/plaatsen/{mine}/foto", {"photo": photo(77, 33), "photo_description": "Mijn"})
    shown = desk.maker.page(f"/plaatsen/{mine}/foto").all("img")[0].attributes["src"]
    theirs = other.places(title="Van een ander")
    typed = other.page(f"/l/{theirs}/veranderen").filled()
    stolen = {"picture_1_digest": shown.removeprefix("/foto/"), "picture_1": "Mijn"}
    assert other.post(f"/l/{theirs}/veranderen", typed | stolen).status_code == 404
    assert other.page(f"/l/{theirs}").all("img") == []
    assert LADDER["title"] == "Ladder"
