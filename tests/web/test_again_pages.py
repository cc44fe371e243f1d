"""A listing of one's own stands still, hangs again, stays longer, and is placed anew."""

import re

import pytest

from node.listings import closing, ending, withdrawing
from tests.neighbourhood import Ward
from tests.web.markup import Page
from tests.web.visitor import LID, Visitor

MEETING = {"kind": "meeting", "terms": "gift", "start": "20-5-2031", "start_time": "10.00"}


@pytest.fixture
def maker(elm: Ward) -> Visitor:
    """Whose listings they are."""
    return Visitor(elm, "Maker Visser")


def forms(page: Page) -> set[str]:
    """Where the buttons of a page send to, and its links within a listing lead."""
    return {link for link in page.links if re.match(rf"/l/{LID}/", link)}


def can(page: Page) -> set[str]:
    return {one.rpartition("/")[2] for one in forms(page)} - {"reacties"}  # always to be read


def test_full_or_standing_still_it_can_be_taken_away_too(elm: Ward, maker: Visitor) -> None:
    lid = maker.places()
    maker.post(f"/l/{lid}/pauzeren", {})
    assert can(maker.page(f"/l/{lid}")) == {"hervatten", "verlengen", "weghalen"}
    assert "Een minuut lang" in maker.get(f"/l/{lid}/weghalen").text
    maker.post(f"/l/{lid}/weghalen", {})
    maker.post(f"/l/{lid}/terughalen", {})
    assert "gepauzeerd" in maker.page("/van-mij").text
    maker.post(f"/l/{lid}/hervatten", {})
    with elm.at_work() as world:
        closing.change(world, lid=lid, was="open", to="full")
    assert can(maker.page(f"/l/{lid}")) == {"veranderen", "weghalen"}
    with elm.at_work() as world:
        withdrawing.take_off(world, lid=lid, state=withdrawing.HELD)
    assert can(maker.page(f"/l/{lid}")) == {"weghalen"}
    assert "Dit kun je niet ongedaan maken" in maker.get(f"/l/{lid}/weghalen").text
    answer = maker.post(f"/l/{lid}/weghalen", {})
    assert "Je oproep is van het bord" in maker.get(answer.headers["Location"]).text


def a_minute_passes(ward: Ward) -> None:
    """And the job has its turn."""
    ward.neighbourhood.clock.forward(seconds=61)
    with ward.at_work() as world:
        withdrawing.sign_due(world)


def test_paused_it_is_of_now_and_nobodys_to_see_until_it_hangs_again(
    elm: Ward, maker: Visitor
) -> None:
    lid = maker.places()
    assert can(maker.page(f"/l/{lid}")) == {"veranderen", "verlengen", "pauzeren", "weghalen"}
    assert can(maker.page("/van-mij")) == {"veranderen", "verlengen", "pauzeren", "weghalen"}
    for _twice in range(2):
        answer = maker.post(f"/l/{lid}/pauzeren", {})
        assert answer.headers["Location"] == f"/l/{lid}?net=gepauzeerd"
    assert "Je oproep is gepauzeerd" in maker.get(answer.headers["Location"]).text
    assert Visitor(elm).get(f"/l/{lid}").status_code == 404
    assert "Ladder" not in Page(maker.get("/").text).text
    mine = maker.page("/van-mij")
    assert "gepauzeerd" in mine.text
    assert can(mine) == can(maker.page(f"/l/{lid}")) == {"hervatten", "verlengen", "weghalen"}
    for _twice in range(2):
        answer = maker.post(f"/l/{lid}/hervatten", {})
        assert answer.headers["Location"] == f"/l/{lid}?net=hervat"
    assert "hangt weer" in maker.get(answer.headers["Location"]).text
    assert "Ladder" in Visitor(elm).page("/").text


def test_made_longer_while_it_hangs_and_when_it_is_over(elm: Ward, maker: Visitor) -> None:
    lid = maker.places(end="12-5-2031")
    path = f"/l/{lid}/verlengen"
    assert "vier weken, tot en met zaterdag 7\u00a0juni" in maker.get(path).text
    for wrong in ({}, {"end": "gisteren"}, {"end_choice": "other", "end": "1-1-2099"}):
        answer = maker.post(path, wrong)
        assert answer.status_code == 422
        assert Page(answer.text).beside("end")
        assert Page(answer.text).faults == []
    assert "maandag 12\u00a0mei" in maker.get(f"/l/{lid}").text
    answer = maker.post(path, {"end_choice": "7-6-2031", "end": ""})
    assert answer.headers["Location"] == f"/l/{lid}?net=verlengd"
    assert "zaterdag 7\u00a0juni" in maker.get(f"/l/{lid}").text
    elm.neighbourhood.clock.forward(days=40)
    with elm.at_work() as world:
        assert ending.end_past(world) == 1
    maker = Visitor(elm, "Maker Visser")  # the time of a session is over too
    past = maker.page("/van-mij?deel=voorbij")
    assert can(past) == {"verlengen", "opnieuw"}
    assert maker.post(path, {"end_choice": "other", "end": "30-6-2031"}).status_code == 303
    assert "Ladder" in Visitor(elm).page("/").text


def test_what_was_withdrawn_is_placed_anew_with_the_same_words(elm: Ward, maker: Visitor) -> None:
    lid = maker.places(title="Ladder van oma", detail_days="3")
    assert maker.get(f"/l/{lid}/opnieuw").status_code == 404
    assert maker.post(f"/l/{lid}/opnieuw", {}).status_code == 404
    maker.post(f"/l/{lid}/weghalen", {})
    a_minute_passes(elm)
    assert can(maker.page(f"/l/{lid}")) == {"opnieuw"}
    assert maker.page(f"/l/{lid}/opnieuw").all("h1")[0].text == "Wil je hem opnieuw plaatsen?"
    answer = maker.post(f"/l/{lid}/opnieuw", {})
    step = answer.headers["Location"]
    assert re.fullmatch(rf"/plaatsen/{LID}/einde\?na=nakijken", step)
    answer = maker.post(step, {"end_choice": "7-6-2031", "end": ""})
    over = maker.page(answer.headers["Location"])
    assert "Ladder van oma" in over.text
    assert "hoogstens 3 dagen" in over.text
    answer = maker.post(answer.headers["Location"], {})
    fresh = re.search(LID, answer.headers["Location"])
    assert fresh
    assert fresh[0] != lid
    assert "Ladder van oma" in maker.page("/").text


def test_taken_away_it_can_be_put_back_for_a_minute(elm: Ward, maker: Visitor) -> None:
    lid = maker.places(title="Ladder van oma")
    path = f"/l/{lid}"
    assert "Een minuut lang" in maker.page(f"{path}/weghalen").text
    for _twice in range(2):
        assert maker.post(f"{path}/weghalen", {}).headers["Location"] == path
    gone = maker.page(path)
    assert "Je oproep is van het bord" in gone.text
    assert "Toch niet? Tot 14.01 uur" in gone.text
    assert "Daarna vertellen wij het de buurwijken." in gone.text
    assert can(gone) == {"terughalen"}
    assert gone.faults == []
    assert Visitor(elm).get(path).status_code == 410
    assert Visitor(elm, "Ander").post(f"{path}/terughalen", {}).status_code == 404
    for _twice in range(2):
        answer = maker.post(f"{path}/terughalen", {})
        assert answer.headers["Location"] == f"{path}?net=hervat"
    assert "hangt weer" in maker.page(answer.headers["Location"]).text
    assert "Ladder van oma" in Visitor(elm).page("/?q=oma").text

    maker.post(f"{path}/weghalen", {})
    elm.neighbourhood.clock.forward(seconds=61)
    waiting = maker.page(path)
    assert "De buurwijken horen het zo." in waiting.text
    assert can(waiting) == set()
    late = maker.page(maker.post(f"{path}/terughalen", {}).headers["Location"])
    assert late.all("h1")[0].text == "Ladder van oma"
    a_minute_passes(elm)
    late = maker.page(maker.post(f"{path}/terughalen", {}).headers["Location"])
    assert "De minuut is om." in late.text
    assert "Deze oproep is ingetrokken." in late.text
    assert maker.post(f"{path}/weghalen", {}).status_code == 404


def test_a_meeting_that_was_is_placed_anew_on_another_day(elm: Ward, maker: Visitor) -> None:
    once = maker.places(**MEETING, title="Koffie", end="20-5-2031")
    weekly = maker.places(**MEETING, title="Thee", end="20-5-2031", detail_repeat="weekly")
    elm.neighbourhood.clock.forward(days=14)
    with elm.at_work() as world:
        ending.end_past(world)
    assert can(maker.page(f"/l/{once}")) == {"opnieuw"}
    assert can(maker.page(f"/l/{weekly}")) == {"opnieuw", "verlengen"}
    assert maker.get(f"/l/{once}/verlengen").status_code == 404
    step = maker.post(f"/l/{once}/opnieuw", {}).headers["Location"]
    assert "/wanneer?na=nakijken" in step
    assert maker.page(step.partition("?")[0]).filled()["start"] == ""
    assert maker.post(f"/l/{weekly}/verlengen", {"end": "30-6-2031"}).status_code == 303
    assert "dinsdag 27\u00a0mei" in maker.get("/").text
