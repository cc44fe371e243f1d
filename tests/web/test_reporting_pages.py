"""Reporting on the pages, and deciding about it: what each of those concerned reads."""

import re
from dataclasses import dataclass

import pytest
from playhouse.test_utils import count_queries

from node.moderation import reporting
from node.moderation.models import Report
from node.moderation.reporting import LONGEST, Told
from node.shown.viewer import ANYONE
from tests.neighbourhood import Neighbourhood, Ward
from tests.payloads import payloads
from tests.web.markup import Page
from tests.web.visitor import Visitor, answered

NOWHERE = "/l/01a20ccd-7651-704c-98e6-2232919af6e0"
MOST_QUESTIONS = 6


@dataclass
class Square:
    """A ward with a neighbour; a maker, somebody else, somebody without account, a moderator."""

    elm: Ward
    maker: Visitor
    other: Visitor
    anybody: Visitor
    moderator: Visitor
    scid: str
    theirs: str
    lid: str


@pytest.fixture
def square(neighbourhood: Neighbourhood) -> Square:
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    theirs = oak.posts("sharing", "Soep")
    elm.follows(oak)
    elm.pulls()
    [neighbour] = elm.neighbours()
    maker = Visitor(elm, "Maker Visser")
    return Square(
        elm,
        maker,
        Visitor(elm, "Ander Mens"),
        Visitor(elm),
        Visitor(elm, "Mo Deraat", role="moderator"),
        neighbour.scid,
        theirs,
        maker.places(title="Ladder"),
    )


def reports(visitor: Visitor, path: str, **filled: str) -> Page:
    """From the listing by its own link, the form, and the page after."""
    assert f"{path}/melden" in visitor.page(path).links
    form = visitor.page(f"{path}/melden").filled() | filled
    answer = visitor.post(f"{path}/melden", form)
    assert answer.status_code == 303, Page(answer.text).text
    again = visitor.post(f"{path}/melden", form)  # a double tap
    assert again.headers["Location"] == answer.headers["Location"]
    return visitor.page(answer.headers["Location"])


def kept(square: Square) -> int:
    with square.elm.at_work():
        return int(Report.select().count())


def case_page(square: Square) -> tuple[str, Page]:
    [path] = {
        link
        for link in square.moderator.page("/beheer/meldingen").links
        if re.fullmatch(r"/beheer/meldingen/\d+", link)
    }
    return path, square.moderator.page(path)


def test_a_resident_reports_a_moderator_removes_and_everybody_reads_why(square: Square) -> None:
    thanks = reports(square.other, f"/l/{square.lid}", reason="untrue", sentence="Die is van mij.")
    assert "Je melding is binnen" in thanks.text
    assert kept(square) == 1
    assert "Een moderator kijkt ernaar" in square.other.page("/van-mij/meldingen").text
    assert "Wat wacht op een besluit (1)" in square.moderator.page("/van-mij").text
    path, case = case_page(square)
    assert "Die is van mij." in case.text
    assert "Ander Mens" not in case.text
    sent = case.filled() | {"action": "remove", "reason": "untrue", "text": "Hij is van een ander."}
    answer = square.moderator.post(path, sent)
    assert answer.headers["Location"] == "/beheer/meldingen?net=remove"
    assert "Besloten." in square.moderator.page(answer.headers["Location"]).text
    assert square.anybody.get(f"/l/{square.lid}").status_code == 410
    seen = square.maker.page(f"/l/{square.lid}").text
    assert "Wij hebben je oproep weggehaald" in seen
    assert "Wees eerlijk." in seen
    assert "Hij is van een ander." in seen
    assert "Ander Mens" not in seen
    assert "Lees waarom" in square.maker.page("/van-mij").text
    assert "Weggehaald" in square.other.page("/van-mij/meldingen").text
    late = square.moderator.post(path, sent)
    assert late.headers["Location"] == "/beheer/meldingen?net=al-besloten"
    assert "Wat wij besloten" in square.moderator.page(path).text


def test_somebody_without_account_reports(square: Square) -> None:
    page = square.anybody.page(f"/l/{square.lid}/melden")
    assert {"name", "email"} <= set(page.filled())
    filled = {"reason": "selling", "email": "eva@else.test"}
    answer = square.anybody.post(f"/l/{square.lid}/melden", page.filled() | filled)
    wrong = Page(answer.text)
    assert answer.status_code == 422
    assert "Zet een vinkje als je dit eerlijk meldt." in wrong.by_id("good_faith-fout").text  # type: ignore[union-attr]
    assert wrong.filled()["email"] == "eva@else.test"
    assert kept(square) == 0
    thanks = reports(square.anybody, f"/l/{square.lid}", **filled, good_faith="yes")
    assert "Dan krijg je zo een bericht" in thanks.text
    assert kept(square) == 1
    path, case = case_page(square)
    assert "eva@else.test" not in case.text
    assert square.moderator.post(path, case.filled() | {"action": "nothing"}).status_code == 303
    assert square.anybody.get(f"/l/{square.lid}").status_code == 200


def test_a_neighbours_listing_is_hidden_here(square: Square) -> None:
    address = f"/n/{square.scid}/l/{square.theirs}"
    reports(square.other, address, reason="hurtful", tell_home="yes")
    path, case = case_page(square)
    assert case.filled()["tell_home"] == "yes"
    assert "text" not in case.filled()
    sent = case.filled() | {"action": "hide", "reason": "hurtful"}
    assert square.moderator.post(path, sent).status_code == 303
    for who in (square.anybody, square.other, square.maker):
        assert who.get(address).status_code == 404
        assert "Soep" not in who.page("/").text


def test_what_is_wrong_with_a_decision_stands_beside_it(square: Square) -> None:
    reports(square.other, f"/l/{square.lid}", reason="untrue")
    path, case = case_page(square)
    for sent, fields in (({}, ["action"]), ({"action": "remove"}, ["reason", "text"])):
        answer = square.moderator.post(path, case.filled() | sent)
        assert answer.status_code == 422
        assert all(Page(answer.text).by_id(f"{name}-fout") for name in fields)
    assert square.anybody.get(f"/l/{square.lid}").status_code == 200


def test_nobody_sees_a_case_about_themselves(square: Square) -> None:
    lid = square.moderator.places(title="Van de moderator")
    reports(square.other, f"/l/{lid}", reason="untrue")
    ada = Visitor(square.elm, "Ada Doet", role="admin")
    [path] = {link for link in ada.page("/beheer/meldingen").links if "/beheer/meldingen/" in link}
    assert "Er wacht nu niets op een besluit" in square.moderator.page("/beheer/meldingen").text
    assert square.moderator.get(path).status_code == 404
    refused = square.moderator.post(path, {"action": "nothing"})
    assert refused.headers["Location"] == "/beheer/meldingen?net=al-besloten"
    assert ada.get(path).status_code == 200


def test_LI_06_what_is_not_there_to_see_is_not_there_to_report(square: Square) -> None:
    hidden = square.maker.places(title="Trap", reach="ward")
    never = square.anybody.get(f"{NOWHERE}/melden")
    for answer in (
        square.anybody.get(f"/l/{hidden}/melden"),
        square.anybody.post(f"/l/{hidden}/melden", {"reason": "untrue"}),
    ):
        assert answer.status_code == never.status_code == 404
    assert answered(square.anybody.get(f"/l/{hidden}/melden")) == answered(never)
    for own in (
        square.maker.get(f"/l/{hidden}/melden"),
        square.maker.post(f"/l/{hidden}/melden", {"reason": "untrue"}),
    ):
        assert (own.status_code, own.headers["Location"]) == (303, f"/l/{hidden}")
    assert kept(square) == 0


def test_LI_01_a_report_is_text_for_its_moderator_and_a_ruling_for_its_reader(
    square: Square,
) -> None:
    """AD-04: the same for whoever looks after the ward."""
    with square.elm.at_work() as world:
        for number, sentence in enumerate(sentences()):
            told = Told(f"{number}", "other", sentence, name=sentence[:80], good_faith=True)
            reporting.report(world, ANYONE, told, lid=square.lid)
    path, case = case_page(square)
    slips = [one for one in case.all("article") if one.attributes.get("class") == "slip"]
    _maker, *articles = slips
    assert len(articles) > 40
    for one in articles:
        inside = [made for made in case.elements if made.parent is one]
        assert [made.name for made in inside] == ["h3", "p", "p"]
    sent = case.filled() | {"action": "remove", "reason": "untrue", "text": sentences()[0]}
    assert square.moderator.post(path, sent).status_code == 303
    plain, seen = square.maker.page(f"/l/{square.lid}"), sentences()[0]
    assert seen[:20] in plain.text
    for page in (case, plain):
        assert not [one for one in page.elements if any(a.startswith("on") for a in one.attributes)]
        assert not [one for one in page.all("script") if one.inside("main")]


def sentences() -> list[str]:
    """All payloads, as many in each as fit."""
    made = [""]
    for payload in (" ".join(one.split()) for one in payloads()):
        if len(made[-1]) + len(payload) > LONGEST - 1:
            made.append("")
        made[-1] = f"{made[-1]} {payload}"[:LONGEST].strip()
    return made


def test_it_goes_only_so_fast(square: Square) -> None:
    statuses = [
        square.anybody.post(f"/l/{square.lid}/melden", {"reason": "untrue"}).status_code
        for _ in range(21)
    ]
    assert statuses == [303] * 20 + [429]


def test_a_case_of_any_number_and_text_of_any_kind(square: Square) -> None:
    for number in ("0", "9" * 30):
        assert square.moderator.get(f"/beheer/meldingen/{number}").status_code == 404
    filled = {"reason": "other", "once": "\0" * 9, "sentence": "Nep\0\x07\x1b[0m\u202e."}
    assert square.anybody.post(f"/l/{square.lid}/melden", filled).status_code == 303
    path, case = case_page(square)
    assert "Nep [0m." in case.text
    sent = {"action": "remove", "reason": "untrue", "text": "Weg\0\x07."}
    assert square.moderator.post(path, sent).status_code == 303
    assert "Weg ." in square.maker.page(f"/l/{square.lid}").text


@pytest.mark.parametrize("after", ["x", "-1", "7", "1-0-" + "1" * 30, "²-0-1"])
def test_a_page_of_the_queue_that_is_no_number(square: Square, after: str) -> None:
    assert square.moderator.get(f"/beheer/meldingen?after={after}").status_code == 400


def test_the_queue_costs_the_same_with_one_and_with_many(square: Square) -> None:
    counts = []
    for number in (1, 30):
        for one in range(number):
            lid = square.elm.posts("lending", f"Ladder {number} {one}")
            with square.elm.at_work() as world:
                reporting.report(world, ANYONE, Told(f"{number} {one}", "untrue"), lid=lid)
        with square.elm.at_work(), count_queries() as counted:
            assert square.moderator.get("/beheer/meldingen").status_code == 200
        counts.append(counted.count)
    assert counts[0] == counts[1] <= MOST_QUESTIONS
    assert "Er wachten 31 dingen op een besluit" in square.moderator.page("/beheer/meldingen").text
