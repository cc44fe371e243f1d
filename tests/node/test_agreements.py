"""From an answer to "done": the table of states, places, the waiting list, and who hears what."""

from datetime import timedelta

import pytest

from node.agreements import conversing, moving, responding, settling, states
from node.agreements.asking import Wish
from node.agreements.errors import NotToAnswerError, PartedError, RefusedError, TooEarlyError
from node.agreements.models import Message, Response
from node.agreements.states import LISTER, MOVES, RESPONDER, STATES, WARD
from node.feed.models import Counter
from node.listings import read, search
from node.listings.errors import NotFoundError
from node.listings.models import Listing
from node.residents import accounts
from node.residents.errors import TooManyError
from node.residents.models import Resident
from node.shown import aside
from node.shown.viewer import ANYONE, Viewer
from node.upkeep.privacy import HOLDINGS
from node.world import World
from tests import lifecycle
from tests.node.agreeing import (
    agreed,
    answer,
    forward,
    people,
    place,
    soup,
    state_of,
    taken,
)
from tests.node.post import outbox
from tests.node.traces import traces


def mails(start: int = 0) -> list[tuple[str, str | None]]:
    """Which mail went to whom."""
    return [(mail.template, mail.to) for mail in outbox()[start:]]


def test_the_picture_is_the_table() -> None:
    assert lifecycle.FILE.read_text("utf-8") == lifecycle.drawn()


def test_each_state_is_reached_and_each_move_is_somebodys() -> None:
    assert {one.end for one in MOVES} == set(STATES)
    assert {one.who for one in MOVES} == {"turn", "either", LISTER, RESPONDER, WARD}
    assert len({(one.start, one.name) for one in MOVES}) == len(MOVES)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", sorted({one.name for one in MOVES}))
def test_a_move_that_is_not_in_the_table_is_refused(state: str, name: str) -> None:
    allowed = [one for one in MOVES if (one.start, one.name) == (state, name)]
    for side in (LISTER, RESPONDER, WARD):
        for turn in (LISTER, RESPONDER):
            may = any(
                side == one.who
                or (one.who == "turn" and side == turn)
                or (one.who == "either" and side != WARD)
                for one in allowed
            )
            if may:
                assert states.find(state, name, side=side, turn=turn) == allowed[0]
                assert name in states.possible(state, side=side, turn=turn)
            else:
                with pytest.raises(RefusedError):
                    states.find(state, name, side=side, turn=turn)
                assert name not in states.possible(state, side=side, turn=turn)


def test_from_an_answer_to_done(world: World) -> None:
    lotte, rik = people(world, "Lotte", "Rik")
    lid = soup(world, lotte, 3)
    talk = answer(world, rik, lid, text="Graag twee", quantity=2)
    assert (talk.state, agreed(lid)) == ("proposed", 0)
    assert talk.lister_does("accept", text="Kom maar") == "accepted"
    assert (agreed(lid), taken(lid)) == (2, 2)
    assert talk.responder_does("done") == "done"
    assert [one.text for one in Message.select().order_by(Message.id)] == [
        "Graag twee",
        "Kom maar",
    ]
    assert mails() == [
        ("answer-new", "lotte@elm.test"),
        ("answer-accepted", "rik@elm.test"),
        ("answer-how", "lotte@elm.test"),
    ]
    assert [mail.values["path"] for mail in outbox()] == [f"/reactie/{talk.key}"] * 3
    assert not any("Graag" in str(mail.values) for mail in outbox())


def test_the_last_place_goes_once_and_the_listing_closes_itself(world: World) -> None:
    lotte, rik, bo, kim = people(world, "Lotte", "Rik", "Bo", "Kim")
    lid = soup(world, lotte, 2, reach="everyone")
    one, two, three = (answer(world, who, lid) for who in (rik, bo, kim))
    assert [talk.lister_does("accept") for talk in (one, two)] == ["accepted", "accepted"]
    assert state_of(lid) == "full"
    assert search.find(world, ANYONE, search.Query()).cards == []
    assert read.one(world, ANYONE, lid=lid).state == "full"
    assert three.lister_does("accept") == "waiting"
    assert mails(5) == [("answer-waiting", "kim@elm.test")]
    assert (agreed(lid), taken(lid)) == (2, 2)


def test_who_waits_longest_and_fits_moves_up_by_itself(world: World) -> None:
    lotte, rik, bo, kim = people(world, "Lotte", "Rik", "Bo", "Kim")
    lid = soup(world, lotte, 2)
    one = answer(world, rik, lid, quantity=2)
    one.lister_does("accept")
    two, three = answer(world, bo, lid, quantity=2), answer(world, kim, lid)
    forward(world, minutes=1)
    assert three.lister_does("accept") == "waiting"
    forward(world, minutes=1)
    assert two.lister_does("accept") == "waiting"
    before = len(outbox())
    assert one.responder_does("cancel") == "cancelled"
    assert (three.state, two.state) == ("accepted", "waiting")
    assert mails(before) == [
        ("answer-cancelled", "lotte@elm.test"),
        ("answer-moved-up", "lotte@elm.test"),
        ("answer-moved-up", "kim@elm.test"),
    ]
    assert (state_of(lid), taken(lid)) == ("open", 1)
    three.responder_does("cancel")
    assert two.state == "accepted"
    assert (state_of(lid), taken(lid)) == ("full", 2)


def test_a_full_listing_opens_again_and_is_fulfilled_in_the_end(world: World) -> None:
    lotte, rik = people(world, "Lotte", "Rik")
    lid = soup(world, lotte, 1)
    first = answer(world, rik, lid)
    first.lister_does("accept")
    assert state_of(lid) == "full"
    first.responder_does("cancel")
    assert state_of(lid) == "open"
    again = answer(world, rik, lid)
    assert again.key != first.key
    again.lister_does("accept")
    again.lister_does("done")
    assert state_of(lid) == "fulfilled"


def test_while_the_node_may_not_sign_agreeing_goes_on_and_the_job_closes_later(
    world: World,
) -> None:
    lotte, rik = people(world, "Lotte", "Rik")
    lid = soup(world, lotte, 1, reach="everyone")
    talk = answer(world, rik, lid)
    Counter.update(restoring=world.now()).execute()
    assert talk.lister_does("accept") == "accepted"
    assert state_of(lid) == "open"
    Counter.update(restoring=None).execute()
    assert settling.settle_all(world) == 1
    assert state_of(lid) == "full"
    assert settling.settle_all(world) == 0


def test_another_time_goes_back_and_forth_until_one_says_yes(world: World) -> None:
    lotte, rik = people(world, "Lotte", "Rik")
    saturday = world.now() + timedelta(days=2)
    talk = answer(world, rik, place(world, lotte), starts=saturday)
    with pytest.raises(RefusedError):
        talk.responder_does("accept")  # it is not their turn
    sunday = Wish(starts=saturday + timedelta(days=1), timed=True)
    assert talk.lister_does("propose", wish=sunday, text="Zondag liever") == "proposed"
    assert (talk.row.starts, talk.row.timed, talk.row.turn) == (sunday.starts, True, RESPONDER)
    with pytest.raises(RefusedError):
        talk.lister_does("accept")
    assert talk.responder_does("accept") == "accepted"
    assert mails(1) == [("answer-proposed", "rik@elm.test"), ("answer-accepted", "lotte@elm.test")]


def test_nobody_puts_an_answer_on_the_waiting_list_while_there_is_room(world: World) -> None:
    lotte, rik = people(world, "Lotte", "Rik")
    talk = answer(world, rik, soup(world, lotte, 1))
    with pytest.raises(RefusedError):
        talk.lister_does("wait")
    assert talk.lister_does("accept") == "accepted"


def test_how_it_went_is_told_once_it_began(world: World) -> None:
    lotte, rik = people(world, "Lotte", "Rik")
    talk = answer(world, rik, place(world, lotte), starts=world.now() + timedelta(days=1))
    talk.lister_does("accept")
    for name in ("done", "no-show"):
        with pytest.raises(TooEarlyError):
            talk.lister_does(name)
    forward(world, days=2)
    assert talk.lister_does("no-show") == "no_show"
    assert (talk.row.ended_by, mails(2)) == (LISTER, [("answer-no-show", "rik@elm.test")])


def test_a_thing_is_lent_to_one_at_a_time(world: World) -> None:
    lotte, rik, bo, kim = people(world, "Lotte", "Rik", "Bo", "Kim")
    lid, day = place(world, lotte), timedelta(days=1)
    now = world.now()
    one = answer(world, rik, lid, starts=now + day, until=now + 3 * day)
    two = answer(world, bo, lid, starts=now + 2 * day, until=now + 4 * day)
    after = answer(world, kim, lid, starts=now + 5 * day, until=now + 6 * day)
    assert one.lister_does("accept") == "accepted"
    assert two.lister_does("accept") == "waiting"
    assert after.lister_does("accept") == "accepted"
    assert state_of(lid) == "open"
    one.responder_does("cancel")
    assert two.state == "accepted"


def test_ME_01_nobody_else_can_move_it(world: World) -> None:
    lotte, rik, bo = people(world, "Lotte", "Rik", "Bo")
    talk = answer(world, rik, place(world, lotte))
    for name in sorted({one.name for one in MOVES}):
        with pytest.raises(NotFoundError):
            moving.move(world, key=talk.key, who=bo.id, name=name)
    for key in ("", "no-such"):
        with pytest.raises(NotFoundError):
            moving.move(world, key=key, who=rik.id, name="cancel")
    assert talk.state == "proposed"


def test_what_is_not_theirs_to_see_or_to_answer(world: World, bob: Resident) -> None:
    lotte, rik = people(world, "Lotte", "Rik")
    lid = place(world, lotte)
    with pytest.raises(NotToAnswerError):
        answer(world, lotte, lid)
    organisation = accounts.node_organisation()
    with pytest.raises(NotToAnswerError):
        answer(world, rik, place(world, organisation))
    for state in ("paused", "withdrawn", "removed", "expired"):
        Listing.update(state=state).where(Listing.lid == lid).execute()
        with pytest.raises(NotFoundError):
            answer(world, rik, lid)
    assert Response.select().count() == 0


def test_answering_twice_is_answering_once(world: World) -> None:
    lotte, rik = people(world, "Lotte", "Rik")
    lid = place(world, lotte)
    first = answer(world, rik, lid).key
    for text, said in (("Nog eens", 1), ("Nog eens", 1), ("", 1), ("En op dinsdag?", 2)):
        assert answer(world, rik, lid, text=text).key == first
        assert (Response.select().count(), Message.select().count()) == (1, said)
    assert [one.side for one in list(Message.select())] == [RESPONDER, RESPONDER]


def test_ME_04_one_reaches_no_crowd_and_new_accounts_fewer(world: World) -> None:
    lotte, rik, bo = people(world, "Lotte", "Rik", "Bo")
    Resident.update(created=world.now()).where(Resident.id == bo.id).execute()
    lids = [place(world, lotte) for _ in range(responding.MOST_A_DAY + 1)]
    for who, most in ((rik, responding.MOST_A_DAY), (bo, responding.MOST_WHEN_NEW)):
        for lid in lids[:most]:
            answer(world, who, lid)
        with pytest.raises(TooManyError):
            answer(world, who, lids[most])
    forward(world, days=1, minutes=1)
    assert answer(world, rik, lids[-1]).state == "proposed"


def test_ME_04_no_crowd_reaches_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responding, "MOST_FOR_ONE", 3)
    lotte, *crowd = people(world, "Lotte", "Rik", "Bo", "Kim", "Mo")
    lid = place(world, lotte)
    for one in crowd[:3]:
        answer(world, one, lid)
    with pytest.raises(TooManyError):
        answer(world, crowd[3], lid)
    assert len(mails()) == 3


def test_ME_02_messages_are_nowhere_but_in_their_table(world: World) -> None:
    lotte, rik = people(world, "Lotte", "Rik")
    talk = answer(world, rik, soup(world, lotte, 2, reach="everyone"), text="zwavelzuur")
    talk.lister_does("accept", text="zwavelzuur terug")
    assert set(traces(world, "zwavelzuur")) == {"message.text"}
    assert (
        search.find(world, Viewer(lotte.id, "resident"), search.Query(words="zwavelzuur")).cards
        == []
    )


def test_ME_02_nor_in_what_another_takes_along_nor_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    lotte, rik, bo = people(world, "Lotte", "Rik", "Bo")
    talk = answer(world, rik, soup(world, lotte, 2), text="zwavelzuur")
    conversing.write(world, key=talk.key, who=lotte.id, text="salpeter")
    told = {
        one.id: str([piece for held in HOLDINGS for piece in held.tell(world, one.id)])
        for one in (lotte, rik, bo)
    }
    for who, words in ((lotte, ["salpeter"]), (rik, ["zwavelzuur"]), (bo, [])):
        found = [word for word in ("salpeter", "zwavelzuur") if word in told[who.id]]
        assert found == words
    assert "salpeter" not in caplog.text
    assert "zwavelzuur" not in caplog.text


def test_ME_03_after_a_block_nothing_reaches_the_other_in_old_conversations_too(
    world: World,
) -> None:
    lotte, rik, bo = people(world, "Lotte", "Rik", "Bo")
    lid = soup(world, lotte, 1)
    running, waiting = answer(world, bo, lid), answer(world, rik, lid, text="Dag")
    running.lister_does("accept")
    waiting.lister_does("accept")
    aside.block(resident_id=rik.id, blocked_id=lotte.id, now=world.now())
    before = len(mails())
    for who in (lotte, rik):
        with pytest.raises(PartedError):
            conversing.write(world, key=waiting.key, who=who.id, text="Hoi")
        with pytest.raises(PartedError):
            conversing.share(world, key=waiting.key, who=who.id, contact="06")
    running.responder_does("cancel")
    assert waiting.state == "waiting"
    waiting.lister_does("decline")
    assert mails(before) == [("answer-cancelled", "lotte@elm.test")]
    assert Message.select().count() == 1
    with pytest.raises(NotFoundError):
        answer(world, rik, lid)
