"""What anybody writes to those who look after the site, on both databases."""

from datetime import timedelta

import pytest

from node.moderation import feedback
from node.moderation.errors import FormError, NoCaseError
from node.moderation.feedback import LONGEST, Sent
from node.moderation.models import Feedback
from node.notices.models import Notice
from node.residents import accounts
from node.residents.models import Resident
from node.upkeep import leaving
from node.world import World
from tests.neighbourhood import PASSWORD
from tests.node.traces import traces
from tests.world import Clock

ASKED = Sent("1", "question", "Hoe laat is het buurthuis open?", "Eva", "eva@else.test")


@pytest.fixture
def ada(world: World) -> Resident:
    """An admin with a mailbox."""
    return accounts.create(
        world, name="Ada Doet", password=PASSWORD, email="ada@elm.test", role="admin"
    )


def told() -> list[tuple[str, str | None]]:
    return [(row.template, row.address) for row in Notice.select().order_by(Notice.id)]


def test_an_admin_hears_of_it_once_a_day(world: World, ada: Resident) -> None:
    accounts.create(world, name="Mo", password=PASSWORD, email="mo@elm.test", role="moderator")
    feedback.send(world, ASKED, by=None)
    feedback.send(world, Sent("2", "idea", "Een bankje."), by=None)
    assert told() == [("feedback-new", "ada@elm.test")]
    wait(world, timedelta(days=1))
    feedback.send(world, Sent("3", "thanks", "Fijn!"), by=None)
    assert told() == [("feedback-new", "ada@elm.test")] * 2


def test_sent_twice_it_counts_once(world: World) -> None:
    for _ in range(2):
        feedback.send(world, ASKED, by=None)
    assert [one.text for one in feedback.page().lines] == [ASKED.text]


def test_of_a_resident_no_other_name_is_kept(world: World, alice: Resident) -> None:
    feedback.send(world, ASKED, by=alice.id)
    [one] = feedback.page().lines
    assert (one.name, one.reachable) == ("Alice Jansen", True)
    row = Feedback.get()
    assert (row.name, row.email) == ("", None)


def test_who_left_an_address_gets_the_answer(world: World) -> None:
    feedback.send(world, ASKED, by=None)
    feedback.answer(world, feedback.page().lines[0].id, "Van tien tot vijf.\n\nTot dan!")
    assert told() == [("feedback-answer", "eva@else.test")]
    assert feedback.page().lines == []
    [done] = feedback.page(closed=True).lines
    assert done.answer == "Van tien tot vijf.\n\nTot dan!"


def test_a_resident_without_a_mailbox_gets_it_by_hand(world: World, bob: Resident) -> None:
    feedback.send(world, ASKED, by=bob.id)
    feedback.answer(world, feedback.page().lines[0].id, "Ja.")
    notice = Notice.get(template="feedback-answer")
    assert (notice.resident, notice.state, notice.problem) == (bob.id, "stuck", "no_mailbox")


def test_who_left_no_address_can_only_be_read(world: World) -> None:
    feedback.send(world, Sent("1", "thanks", "Fijn!"), by=None)
    [one] = feedback.page().lines
    assert not one.reachable
    feedback.close(world, one.id)
    assert told() == []


def test_it_is_dealt_with_once_and_can_be_taken_up_again(world: World) -> None:
    feedback.send(world, ASKED, by=None)
    number = feedback.page().lines[0].id
    feedback.answer(world, number, "Van tien tot vijf.")
    with pytest.raises(NoCaseError):
        feedback.close(world, number)
    with pytest.raises(NoCaseError):
        feedback.answer(world, 99, "Ja")
    feedback.reopen(number)
    assert [one.answer for one in feedback.page().lines] == [""]
    with pytest.raises(NoCaseError):
        feedback.reopen(number)


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        (Sent("1", "", ""), {"about", "text"}),
        (Sent("1", "money", "Ja"), {"about"}),
        (Sent("1", "idea", " \n\u200b\u202e "), {"text"}),
        (Sent("1", "idea", "x" * (LONGEST + 1)), {"text"}),
        (Sent("1", "idea", "Ja", name="x" * 81), {"name"}),
        (Sent("1", "idea", "Ja", email="eva"), {"email"}),
    ],
)
def test_what_will_not_do_is_kept_nowhere(world: World, sent: Sent, wrong: set[str]) -> None:
    with pytest.raises(FormError) as refused:
        feedback.send(world, sent, by=None)
    assert refused.value.problems.keys() == wrong
    assert Feedback.select().count() == 0


@pytest.mark.parametrize("text", ["", " \n ", "x" * (LONGEST + 1)])
def test_an_answer_that_will_not_do_leaves_it_waiting(world: World, text: str) -> None:
    feedback.send(world, ASKED, by=None)
    with pytest.raises(FormError):
        feedback.answer(world, feedback.page().lines[0].id, text)
    assert len(feedback.page().lines) == 1


def test_beyond_so_many_no_more_is_taken(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "MOST", 2)
    for once in "12":
        feedback.send(world, Sent(once, "idea", "Een bankje."), by=None)
    with pytest.raises(FormError):
        feedback.send(world, Sent("3", "idea", "Een bankje."), by=None)


def test_the_pages_go_on_where_the_last_one_ended(world: World) -> None:
    for once in range(feedback.PAGE + 2):
        feedback.send(world, Sent(str(once), "idea", f"Idee {once}"), by=None)
    first = feedback.page()
    second = feedback.page(before=first.next)
    texts = [one.text for one in [*first.lines, *second.lines]]
    assert texts == [f"Idee {once}" for once in reversed(range(feedback.PAGE + 2))]
    assert second.next is None


def test_it_goes_a_while_after_it_was_dealt_with(world: World) -> None:
    feedback.send(world, ASKED, by=None)
    feedback.send(world, Sent("2", "idea", "Een bankje."), by=None)
    newest, oldest = feedback.page().lines
    feedback.close(world, oldest.id)
    wait(world, feedback.KEPT - timedelta(hours=1))
    assert feedback.forget_old(world) == 0
    wait(world, timedelta(hours=2))
    assert feedback.forget_old(world) == 1
    assert [one.id for one in feedback.page().lines] == [newest.id]
    assert traces(world, "eva@else.test", "buurthuis open") == []


def test_what_nobody_deals_with_goes_after_a_year(world: World) -> None:
    feedback.send(world, ASKED, by=None)
    wait(world, feedback.WAITS)
    assert feedback.forget_old(world) == 0
    wait(world, timedelta(seconds=1))
    assert feedback.forget_old(world) == 1
    assert traces(world, "eva@else.test", "buurthuis") == []


def test_who_leaves_takes_it_along(world: World, alice: Resident, ada: Resident) -> None:
    feedback.send(world, Sent("1", "idea", "Een zeepkist."), by=alice.id)
    leaving.erase(world, resident_id=alice.id)
    assert traces(world, "zeepkist") == []


def wait(world: World, span: timedelta) -> None:
    assert isinstance(world.clock, Clock)
    world.clock.forward(seconds=span.total_seconds())
