"""What waits for its hour and need not be told any more: it was read, or its receiver is out."""

import pytest

from node.agreements import conversing, telling
from node.notices import choices
from node.notices.choices import Person
from node.notices.models import Notice
from node.residents import accounts
from node.residents.models import Resident
from node.world import World
from tests.node.agreeing import Talk, answer, people, place


@pytest.fixture
def talk(world: World) -> Talk:
    """Lotte hears of messages once a day."""
    lotte, rik = people(world, "Lotte", "Rik")
    choices.choose(world, Person(lotte.id), {"messages": "daily"})
    return answer(world, rik, place(world, lotte))


def waiting() -> list[str]:
    unsent = Notice.state.in_(["waiting", "held"])
    rows = Notice.select().where(unsent, Notice.address == "lotte@elm.test")
    return [row.template for row in list(rows.order_by(Notice.id))]


def writes(world: World, talk: Talk, text: str) -> None:
    conversing.write(world, key=talk.key, who=talk.responder, text=text)


def test_B1_what_was_read_is_told_no_more(world: World, talk: Talk) -> None:
    Notice.delete().execute()
    writes(world, talk, "Kom je?")
    assert waiting() == ["answer-message"]
    conversing.read(world, talk.key, talk.responder)  # one's own
    assert waiting() == ["answer-message"]
    conversing.read(world, talk.key, talk.lister)
    assert waiting() == []
    writes(world, talk, "Of liever morgen?")
    assert waiting() == ["answer-message"]


def test_B1_written_while_it_is_read_it_is_told(
    world: World, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    Notice.delete().execute()
    writes(world, talk, "Kom je?")
    take_back = telling.take_back

    def slowly(*given: object) -> None:
        take_back(*given)  # type: ignore[arg-type]
        writes(world, talk, "Of liever morgen?")
        Notice.delete().execute()  # as if that had been told under the key of before

    monkeypatch.setattr(telling, "take_back", slowly)
    conversing.read(world, talk.key, talk.lister)
    assert waiting() == ["answer-message"]


def test_who_is_shut_out_gets_nothing_more_of_what_waits(world: World, talk: Talk) -> None:
    writes(world, talk, "Kom je?")
    assert waiting() == ["answer-new", "answer-message"]
    accounts.tell(world, Resident.get_by_id(talk.lister), "password-changed", path="/herstel")
    accounts.suspend(world, Resident.get_by_id(talk.lister))
    assert waiting() == ["password-changed"]
