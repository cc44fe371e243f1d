"""What people hear when a listing changes, stands still or goes while answers run; and when answers
themselves are let go of."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from node.agreements import asking, following, forgetting, read, reminding, settling
from node.agreements.asking import Wish
from node.agreements.models import Message, Response, Seats
from node.listings import again, closing, compose, ending, withdrawing
from node.listings.models import Listing
from node.notices.models import Notice
from node.residents.models import Resident
from node.upkeep import leaving
from node.upkeep.privacy import HOLDINGS
from node.world import World
from tests.node.agreeing import Talk, answer, forward, people, place, soup, state_of
from tests.node.conftest import PASSWORD
from tests.node.filling import ladder
from tests.node.post import outbox
from tests.node.traces import traces


class Stoop:
    """Soup of Lotte: Rik has a place, Bo asked, Kim waits."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lotte, rik, bo, kim = people(world, "Lotte Lener", "Rik", "Bo", "Kim")
        self.lid = soup(world, self.lotte, 1, reach="everyone")
        self.agreed = answer(world, rik, self.lid, text="Graag")
        self.asked = answer(world, bo, self.lid)
        self.waits = answer(world, kim, self.lid)
        for talk in (self.agreed, self.waits):
            talk.lister_does("accept")
        following.follow(world)
        self.before = len(outbox())

    @property
    def talks(self) -> list[Talk]:
        return [self.agreed, self.asked, self.waits]

    def heard(self) -> set[tuple[str, str | None]]:
        """Which mails came since the last time, each once."""
        found = [(mail.template, mail.to) for mail in outbox()[self.before :]]
        self.before = len(outbox())
        assert len(found) == len(set(found))
        return set(found)

    def follows(self) -> set[tuple[str, str | None]]:
        """Let the job do its work twice: the second time there is nothing."""
        following.follow(self.world)
        heard = self.heard()
        assert following.follow(self.world) == 0
        assert self.heard() == set()
        return heard


COFFEE = {"kind": "meeting", "terms": "gift", "detail_days": "", "title": "Koffie"}
COFFEE |= {"start": "20-5-2031", "start_time": "10:00", "end": "30-5-2031"}
CLOSED = {
    ("answer-gone", "rik@elm.test"),
    ("answer-closed", "bo@elm.test"),
    ("answer-closed", "kim@elm.test"),
}


@pytest.fixture
def stoop(world: World) -> Stoop:
    return Stoop(world)


def test_nothing_changed_is_no_news(stoop: Stoop) -> None:
    assert stoop.follows() == set()
    forward(stoop.world, days=1)
    assert stoop.follows() == set()


def test_edited_all_hear_it_once_and_more_places_move_people_up(stoop: Stoop) -> None:
    closing.change(stoop.world, lid=stoop.lid, was="full", to="open")
    more = ladder(stoop.world, kind="sharing", terms="gift", title="Erwtensoep",
                  detail_days="", detail_number="2", reach="everyone")  # fmt: skip
    compose.edit(stoop.world, owner=stoop.lotte.id, lid=stoop.lid, fields=more)
    assert stoop.follows() == {
        ("answer-changed", "rik@elm.test"),
        ("answer-changed", "bo@elm.test"),
        ("answer-changed", "kim@elm.test"),
        ("answer-moved-up", "kim@elm.test"),
        ("answer-moved-up", "lotte@elm.test"),
    }
    assert [talk.state for talk in stoop.talks] == ["accepted", "proposed", "accepted"]
    assert {talk.row.title for talk in stoop.talks} == {"Erwtensoep"}


def test_a_full_listing_that_changes_is_heard_of_too(stoop: Stoop) -> None:
    fuller = ladder(stoop.world, kind="sharing", terms="gift", title="Erwtensoep",
                    detail_days="", detail_number="1", reach="everyone")  # fmt: skip
    compose.edit(stoop.world, owner=stoop.lotte.id, lid=stoop.lid, fields=fuller)
    settling.settle(stoop.world, stoop.lid)
    assert state_of(stoop.lid) == "full"
    assert stoop.follows() == {
        ("answer-changed", "rik@elm.test"),
        ("answer-changed", "bo@elm.test"),
        ("answer-changed", "kim@elm.test"),
    }


def test_paused_all_hear_it_and_taken_up_again_is_no_news(world: World) -> None:
    lotte, rik = people(world, "Lotte", "Rik")
    talk = answer(world, rik, place(world, lotte))
    before = len(outbox())
    again.pause(world, owner=lotte.id, lid=talk.row.lid)
    assert following.follow(world) == 1
    again.resume(world, owner=lotte.id, lid=talk.row.lid)
    following.follow(world)
    assert [(mail.template, mail.to) for mail in outbox()[before:]] == [
        ("answer-paused", "rik@elm.test")
    ]
    assert talk.lister_does("accept") == "accepted"


def test_withdrawn_is_told_after_the_minute_to_think(world: World) -> None:
    lotte, rik = people(world, "Lotte", "Rik")
    talk = answer(world, rik, place(world, lotte))
    withdrawing.withdraw(world, owner=lotte.id, lid=talk.row.lid)
    assert following.follow(world) == 0
    withdrawing.put_back(world, owner=lotte.id, lid=talk.row.lid)
    assert (following.follow(world), talk.state) == (0, "proposed")
    withdrawing.withdraw(world, owner=lotte.id, lid=talk.row.lid)
    forward(world, seconds=61)
    withdrawing.sign_due(world)
    assert (following.follow(world), talk.state) == (1, "declined")
    assert outbox()[-1].template == "answer-closed"


@pytest.mark.parametrize("state", ["withdrawn", "removed", "fulfilled"])
def test_gone_agreements_stand_and_the_rest_is_closed(stoop: Stoop, state: str) -> None:
    Listing.update(state=state).where(Listing.lid == stoop.lid).execute()
    assert stoop.follows() == CLOSED
    assert [talk.state for talk in stoop.talks] == ["accepted", "declined", "declined"]
    seen = read.one(stoop.agreed.key, stoop.agreed.responder)
    assert (seen.slip.title, seen.slip.address) == ("Soep", "")
    assert [said.text for said in seen.messages] == ["Graag"]
    Listing.delete().where(Listing.lid == stoop.lid).execute()
    assert stoop.follows() == set()  # it was heard already that it is gone


def test_its_row_gone_is_the_same(stoop: Stoop) -> None:
    Listing.delete().where(Listing.lid == stoop.lid).execute()
    assert stoop.follows() == CLOSED


def test_full_and_over_are_no_news(stoop: Stoop) -> None:
    assert state_of(stoop.lid) == "full"
    forward(stoop.world, days=40)
    ending.end_past(stoop.world)
    assert state_of(stoop.lid) == "expired"
    assert stoop.follows() == set()


def test_ME_10_who_placed_it_leaves_in_the_middle(stoop: Stoop) -> None:
    stoop.asked.responder_does("cancel")
    again_asked = answer(stoop.world, Resident.get_by_id(stoop.asked.responder), stoop.lid)
    Notice.delete().execute()
    stoop.before = 0
    leaving.leave(stoop.world, resident_id=stoop.lotte.id, password=PASSWORD)
    assert again_asked.state == "cancelled"
    assert stoop.heard() == {
        ("answer-left", "rik@elm.test"),
        ("answer-left", "bo@elm.test"),
        ("answer-left", "kim@elm.test"),
        ("account-gone", "lotte@elm.test"),
    }
    assert [talk.state for talk in stoop.talks] == ["cancelled"] * 3
    seen = read.one(stoop.agreed.key, stoop.agreed.responder)
    assert (seen.slip.title, seen.slip.other_name) == ("Soep", "")
    assert [said.text for said in seen.messages] == ["Graag"]
    assert stoop.follows() == set()


def test_ME_10_of_who_leaves_no_word_and_no_name_is_left(world: World) -> None:
    lotte, rik = people(world, "Lotte", "Zora Zilverberg")
    talk = answer(world, rik, soup(world, lotte, 2), text="Zeppelin")
    talk.lister_does("accept", text="Kom maar")
    [held] = [one for one in HOLDINGS if one.name == "answers"]
    [told] = held.tell(world, rik.id)
    assert {fact.name: fact.value for fact in told.facts}["messages"] == ["Zeppelin"]
    leaving.leave(world, resident_id=rik.id, password=PASSWORD)
    left = {where for where in traces(world, "zeppelin", "zilverberg") if "notice" not in where}
    assert left == set()
    seen = read.one(talk.key, lotte.id)
    assert (seen.slip.state, [said.text for said in seen.messages]) == (
        "cancelled",
        ["", "Kom maar"],
    )
    leaving.leave(world, resident_id=lotte.id, password=PASSWORD)
    assert Response.select().count() == Message.select().count() == 0


def test_ME_08_half_a_year_after_the_last_word_it_is_gone(world: World) -> None:
    lotte, rik, bo = people(world, "Lotte", "Rik", "Bo")
    first = answer(world, rik, soup(world, lotte, 1), text="zwavelzuur")
    first.lister_does("accept")
    far = world.now() + timedelta(days=300)
    second = answer(world, bo, place(world, lotte), starts=far, text="later")
    second.lister_does("accept")
    forward(world, days=182)
    assert forgetting.forget_old(world) == 0
    forward(world, days=2)
    assert forgetting.forget_old(world) == 1
    assert traces(world, "zwavelzuur") == []
    assert [row.key for row in Response.select()] == [second.key]
    assert Seats.get_or_none(key=f"{first.key} 0") is None
    assert Resident.select().where(Resident.id == rik.id).exists()


def test_who_comes_on_the_day_of_a_meeting_comes_on_its_new_day(world: World) -> None:
    [lotte, rik, bo] = people(world, "Lotte", "Rik", "Bo")
    typed = COFFEE
    lid = place(world, lotte, **typed)
    comes, asks = (answer(world, who, lid, **day(world, lid)) for who in (rik, bo))
    comes.lister_does("accept")
    later = Wish(starts=datetime(2031, 5, 28, 8, tzinfo=UTC), timed=True)
    asks.responder_does("propose", wish=later)
    compose.edit(world, owner=lotte.id, lid=lid, fields=ladder(world, **typed | {"title": "Thee"}))
    following.follow(world)
    assert comes.row.starts == datetime(2031, 5, 20, 8, tzinfo=UTC)
    moved = typed | {"title": "Thee", "start": "22-5-2031"}
    compose.edit(world, owner=lotte.id, lid=lid, fields=ladder(world, **moved))
    following.follow(world)
    assert comes.row.starts == datetime(2031, 5, 22, 8, tzinfo=UTC)
    assert asks.row.starts == later.starts
    new_day, changed = outbox()[-2:]
    assert (new_day.template, new_day.to) == ("answer-new-day", "rik@elm.test")
    assert new_day.values["starts"] == comes.row.starts
    assert (changed.template, changed.to) == ("answer-changed", "bo@elm.test")
    world.clock.now = datetime(2031, 5, 19, 10, tzinfo=UTC)  # type: ignore[attr-defined]  # of tests
    assert reminding.remind_due(world) == 0
    world.clock.now = datetime(2031, 5, 21, 10, tzinfo=UTC)  # type: ignore[attr-defined]
    assert reminding.remind_due(world) == 2


def over(_world: World, *, owner: int, lid: str) -> None:
    """Its time is past."""
    Listing.update(state="expired").where(Listing.lid == lid, Listing.owner == owner).execute()


@pytest.mark.parametrize(
    ("leave", "mails"),
    [(again.pause, ["answer-paused"]), (closing.fulfil, ["answer-gone"]), (over, [])],
)
def test_a_new_day_is_heard_also_when_it_leaves_the_board_in_the_same_round(
    world: World, leave: Callable[..., object], mails: list[str]
) -> None:
    lotte, rik = people(world, "Lotte", "Rik")
    lid = place(world, lotte, **COFFEE)
    comes = answer(world, rik, lid, **day(world, lid))
    comes.lister_does("accept")
    before = len(outbox())
    moved = ladder(world, **COFFEE | {"start": "22-5-2031"})
    compose.edit(world, owner=lotte.id, lid=lid, fields=moved)
    leave(world, owner=lotte.id, lid=lid)
    following.follow(world)
    following.follow(world)
    new_day, *left = heard = outbox()[before:]
    assert {mail.to for mail in heard} == {"rik@elm.test"}
    assert new_day.template == "answer-new-day"
    assert new_day.values["starts"] == comes.row.starts == datetime(2031, 5, 22, 8, tzinfo=UTC)
    assert [mail.template for mail in left] == mails


def test_one_time_of_a_meeting_that_comes_back_has_no_new_day(world: World) -> None:
    lotte, rik = people(world, "Lotte", "Rik")
    typed = COFFEE | {"detail_repeat": "weekly"}
    lid = place(world, lotte, **typed)
    comes = answer(world, rik, lid, **day(world, lid))
    comes.lister_does("accept")
    moved = ladder(world, **typed | {"start": "22-5-2031"})
    compose.edit(world, owner=lotte.id, lid=lid, fields=moved)
    following.follow(world)
    assert comes.row.starts == datetime(2031, 5, 20, 8, tzinfo=UTC)
    assert outbox()[-1].template == "answer-changed"


def day(world: World, lid: str) -> dict[str, object]:
    """When the meeting is, as who answers is told."""
    wish = asking.of_occasion(Listing.get(lid=lid), world.now())
    return {"starts": wish.starts, "timed": wish.timed, "occasion": wish.occasion}
