"""What waits for its hour and need not be told any more: it was read, or its receiver is out."""

import threading

import pytest

from node.agreements import conversing, telling
from node.agreements import read as answers
from node.agreements.parties import Party
from node.notices import choices
from node.notices.choices import Person
from node.notices.models import Notice
from node.residents import accounts
from node.residents.models import Resident
from node.store.database import Store
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


def reads(world: World, talk: Talk, who: Party) -> None:
    conversing.read(world, talk.key, who, answers.one(talk.key, who).newest)


def test_B1_what_was_read_is_told_no_more(world: World, talk: Talk) -> None:
    Notice.delete().execute()
    writes(world, talk, "Kom je?")
    assert waiting() == ["answer-message"]
    reads(world, talk, talk.responder)  # one's own
    assert waiting() == ["answer-message"]
    reads(world, talk, talk.lister)
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
    reads(world, talk, talk.lister)
    assert waiting() == ["answer-message"]


def test_B1_what_came_after_the_page_was_made_was_not_read(world: World, talk: Talk) -> None:
    writes(world, talk, "Kom je?")
    page = answers.one(talk.key, talk.lister)
    writes(world, talk, "Of liever morgen?")
    Notice.delete().execute()  # that of the first message, which stood for both
    conversing.read(world, talk.key, talk.lister, page.newest)
    assert answers.one(talk.key, talk.lister).slip.unread == 1
    assert waiting() == ["answer-message"]
    reads(world, talk, talk.lister)
    assert answers.one(talk.key, talk.lister).slip.unread == 0
    assert waiting() == []


def test_B1_what_is_not_committed_while_it_is_read_is_told(
    world: World, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes(world, talk, "Kom je?")
    tell, written, was_read = telling.tell_of_message, threading.Event(), threading.Event()

    def slowly(*given: object) -> None:
        tell(*given)  # type: ignore[arg-type]
        monkeypatch.setattr(telling, "tell_of_message", tell)
        written.set()
        was_read.wait(1)  # who reads has to wait for us, or does not see this message

    def another() -> None:
        store = Store(world.config.database_url)
        try:
            with store.active():
                writes(world, talk, "Of liever morgen?")
        finally:
            store.close()

    page = answers.one(talk.key, talk.lister)
    monkeypatch.setattr(telling, "tell_of_message", slowly)
    thread = threading.Thread(target=another)
    thread.start()
    assert written.wait(30)
    conversing.read(world, talk.key, talk.lister, page.newest)
    was_read.set()
    thread.join(60)
    assert answers.one(talk.key, talk.lister).slip.unread == 1
    assert waiting() == ["answer-new", "answer-message"]


def test_who_is_shut_out_gets_nothing_more_of_what_waits(world: World, talk: Talk) -> None:
    writes(world, talk, "Kom je?")
    assert waiting() == ["answer-new", "answer-message"]
    accounts.tell(world, Resident.get_by_id(talk.lister), "password-changed", path="/herstel")
    accounts.suspend(world, Resident.get_by_id(talk.lister))
    assert waiting() == ["password-changed"]
