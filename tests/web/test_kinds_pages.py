"""Each kind is placed one question at a time; its answers stand on its page, here and next door."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from federation.kinds import KINDS
from node.web import details, questions
from tests.kinds import ANSWERS, SAID
from tests.neighbourhood import Neighbourhood, Ward
from tests.web.markup import Page
from tests.web.visitor import LADDER, Visitor


@dataclass
class Twins:
    """Two wards, and who places in the first."""

    elm: Ward
    oak: Ward
    maker: Visitor


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    neighbourhood = Neighbourhood(tmp_path_factory.mktemp("twins"))
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    oak.follows(elm)
    yield Twins(elm, oak, Visitor(elm, "Maker Visser"))
    neighbourhood.close()


def seen(kind: str) -> list[str]:
    """What has to stand on a page that shows all that was told."""
    translated = {
        name for name, words in details.of(kind).items() if words.choices or words.counted
    }
    typed = ANSWERS[kind].items()
    plain = [
        value
        for name, value in typed
        if name.startswith("detail_") and name.removeprefix("detail_") not in translated
    ]
    return [*plain, *SAID[kind]]


@pytest.mark.parametrize("kind", KINDS)
def test_one_question_at_a_time_until_it_hangs_here_and_next_door(twins: Twins, kind: str) -> None:
    maker, answers = twins.maker, {"kind": kind, **ANSWERS[kind]}
    lid = maker.places(**answers)
    page = maker.page(f"/l/{lid}")
    change = maker.page(f"/l/{lid}/veranderen").filled()
    assert {name: change[name] for name in ANSWERS[kind]} == {**ANSWERS[kind]}
    twins.oak.pulls()
    [scid] = {card.scid for card in twins.oak.neighbours()}
    next_door = Visitor(twins.oak).page(f"/n/{scid}/l/{lid}")
    for one in (page, next_door):
        facts = [fact.text for fact in one.all("dd")]
        for value in seen(kind):
            assert any(value in fact for fact in facts), (value, facts)


@pytest.mark.parametrize("kind", KINDS)
def test_each_page_asks_one_thing_and_says_what_was_told(twins: Twins, kind: str) -> None:
    maker, answers = twins.maker, {"kind": kind, **ANSWERS[kind]}
    draft = maker.begins(**answers)
    step, pages = f"/plaatsen/{draft}/kant", []
    while not step.endswith("/nakijken"):
        page = maker.page(step)
        pages.append(step.rpartition("/")[2])
        assert len(page.all("h1")) == 1
        filled = page.filled() | LADDER | answers
        answer = maker.post(step, filled)
        assert answer.status_code == 303, Page(answer.text).text
        step = answer.headers["Location"]
    expected = [one.name for one in questions.steps(kind, answers["terms"])][1:]
    assert pages == expected
    over = maker.page(step)
    told = " ".join(one.text for one in over.all("dd"))
    for value in seen(kind):
        assert value in told, (value, told)


def test_what_is_left_out_is_passed_over_at_once(twins: Twins) -> None:
    maker = twins.maker
    draft = maker.begins(kind="work")
    for step, typed in {
        "kant": {"purpose": "offer"},
        "tekst": {"title": "Bakkershulp", "text": "Vroeg op.", "language": "nl"},
        "ruil": {"terms": "paid"},
        "einde": {"end": "30-6-2031"},
        "bereik": {"reach": "ward"},
    }.items():
        answer = maker.post(f"/plaatsen/{draft}/{step}", typed)
    assert answer.headers["Location"] == f"/plaatsen/{draft}/loon"
    buttons = [one.text for one in maker.page(f"/plaatsen/{draft}/loon").all("button")]
    assert "Sla de rest over" in buttons
    answer = maker.post(f"/plaatsen/{draft}/loon", {"detail_pay": "€ 15", "rest": "1"})
    assert answer.headers["Location"] == f"/plaatsen/{draft}/nakijken"
    assert "€ 15" in maker.page(f"/plaatsen/{draft}/nakijken").text


def test_what_is_free_is_not_asked_what_it_pays(twins: Twins) -> None:
    maker = twins.maker
    draft = maker.begins(kind="work")
    paid = {"terms": "paid"}
    assert maker.post(f"/plaatsen/{draft}/ruil", paid).status_code == 303
    maker.post(f"/plaatsen/{draft}/loon", {"detail_pay": "€ 15"})
    maker.post(f"/plaatsen/{draft}/ruil", {"terms": "gift"})
    assert maker.get(f"/plaatsen/{draft}/loon").status_code == 404
    maker.post(f"/plaatsen/{draft}/ruil", paid)
    assert maker.page(f"/plaatsen/{draft}/loon").filled()["detail_pay"] == ""
