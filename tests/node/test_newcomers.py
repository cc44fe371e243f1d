"""Helps for moderators: a look first at what is new, a list of words, and "this is about me"."""

import threading

import pytest

from node.feed.models import Origin
from node.listings import fields, read, withdrawing
from node.listings.errors import NotFoundError
from node.listings.models import Listing
from node.moderation import deciding, log, overseeing, queue, reporting, undoing
from node.moderation.deciding import Chosen
from node.moderation.errors import FormError, NoCaseError
from node.moderation.models import Case, Report
from node.moderation.reporting import Told
from node.notices.models import Notice
from node.peering import levels
from node.peering.errors import UnknownOriginError
from node.residents import accounts
from node.residents.models import Resident
from node.settings import values
from node.shown.viewer import ANYONE
from node.store.database import Store
from node.trust import newcomers
from node.world import World, new_uuid7
from tests.neighbourhood import Neighbourhood
from tests.node.conftest import PASSWORD
from tests.node.test_set_aside import places, viewer
from tests.web.visitor import LADDER


@pytest.fixture
def mo(world: World) -> Resident:
    """A moderator with a mailbox."""
    return accounts.create(
        world, name="Mo", password=PASSWORD, email="mo@elm.test", role="moderator"
    )


def puts_up(world: World, person: Resident, title: str, lid: str = "") -> str:
    lid = lid or new_uuid7(world)
    reading = fields.read(LADDER | {"title": title}, (), world.now())
    assert reading.fields is not None
    return newcomers.place(world, person, fields=reading.fields, draft_id=lid)


def state(lid: str) -> str:
    return str(Listing.get(lid=lid).state)


def test_who_takes_away_what_waits_gets_the_next_looked_at_too(
    world: World, alice: Resident, mo: Resident
) -> None:
    values.put("hold_newcomers", "yes")
    lid = puts_up(world, alice, "Eerst")
    withdrawing.withdraw(world, owner=alice.id, lid=lid)
    assert state(puts_up(world, alice, "Nog eens")) == "held"


def test_LI_15_two_clicks_at_once_have_it_wait_once(
    world: World, alice: Resident, mo: Resident
) -> None:
    values.put("hold_newcomers", "yes")
    lid, barrier, failures = new_uuid7(world), threading.Barrier(2), list[BaseException]()

    def click() -> None:
        store = Store(world.config.database_url)
        try:
            with store.active():
                barrier.wait(30)
                puts_up(world, alice, "Ladder", lid)
        except BaseException as failure:  # noqa: BLE001  # told by the test
            failures.append(failure)
        finally:
            store.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert state(lid) == "held"
    assert Case.select().count() == 1


def test_the_first_listing_of_a_newcomer_waits_for_a_look_when_the_ward_wants_that(
    world: World, alice: Resident, mo: Resident
) -> None:
    assert state(puts_up(world, alice, "Eerst")) == "open"  # the ward does not want it
    values.put("hold_newcomers", "yes")
    bo = accounts.create(world, name="Bo", password=PASSWORD, email="bo@elm.test")
    lid = puts_up(world, bo, "Ladder")
    assert puts_up(world, bo, "Ladder", lid) == lid  # sent twice
    assert state(lid) == "held"
    assert Listing.get(lid=lid).seq is None
    for who in (ANYONE, viewer(alice)):
        with pytest.raises(NotFoundError):
            read.one(world, who, lid=lid)
    assert read.one(world, viewer(bo), lid=lid).state == "held"
    [one] = queue.page(world, mo).cases
    assert (one.item.about, one.title) == ("held", "Ladder")
    deciding.decide(world, mo, one.id, Chosen("approve"))
    assert read.one(world, ANYONE, lid=lid).title == "Ladder"
    [told] = list(Notice.select().where(Notice.template == "decision"))
    assert f"/l/{lid}" in told.values
    assert state(puts_up(world, bo, "Tweede")) == "open"
    assert state(puts_up(world, mo, "Van de moderator")) == "open"
    late = accounts.create(world, name="Cas", password=PASSWORD)
    world.clock.forward(days=31)  # type: ignore[attr-defined]  # the clock of tests
    assert state(puts_up(world, late, "Na een maand")) == "open"


def test_what_waits_for_a_look_can_be_taken_away_and_waits_no_longer(
    world: World, mo: Resident
) -> None:
    values.put("hold_newcomers", "yes")
    bo = accounts.create(world, name="Bo", password=PASSWORD, email="bo@elm.test")
    lid = puts_up(world, bo, "Ladder")
    assert undoing.end_due(world) == 0
    [one] = queue.page(world, mo).cases
    withdrawing.withdraw(world, owner=bo.id, lid=lid)
    assert undoing.end_due(world) == 1
    assert (queue.page(world, mo).cases, queue.count(world, mo)) == ([], 0)
    with pytest.raises(NoCaseError):
        deciding.decide(world, mo, one.id, Chosen("approve"))
    assert state(lid) == "withdrawn"


def test_many_in_one_day_of_a_newcomer_wait_too_and_a_refused_one_stays_away(
    world: World, alice: Resident, mo: Resident
) -> None:
    values.put("newcomer_day", "2")
    lids = [puts_up(world, alice, title) for title in ("Een", "Twee", "Drie")]
    assert [state(lid) for lid in lids] == ["open", "open", "held"]
    [one] = queue.page(world, mo).cases
    chosen = Chosen("remove", "selling", "Dit is reclame.")
    deciding.decide(world, mo, one.id, chosen)
    assert state(lids[2]) == "removed"
    world.clock.forward(days=2)  # type: ignore[attr-defined]
    assert state(puts_up(world, alice, "Vier")) == "open"


def test_a_word_of_the_list_brings_it_before_a_moderator_and_takes_nothing_away(
    world: World, alice: Resident, mo: Resident
) -> None:
    values.put("watch_words", "Loterij crypto")
    lid = puts_up(world, alice, "LOTERIJ in het buurthuis")
    assert state(lid) == "open"
    assert state(puts_up(world, alice, "Loterijen zijn iets anders")) == "open"
    [one] = queue.page(world, mo).cases
    assert (one.item.about, Case.get(lid=lid).text) == ("words", "loterij")
    deciding.decide(world, mo, one.id, Chosen("nothing"))
    newcomers.watch(world, lid)  # looked at already
    assert queue.page(world, mo).cases == []


def about(world: World, where: str, once: str = "1", sentence: str = "Mijn naam.") -> None:
    told = Told(once, "", sentence, email="eva@else.test", good_faith=True)
    reporting.about(world, told, where=where, by=None)


def test_this_is_about_me_finds_what_is_meant_and_never_tells_whether_it_is_there(
    world: World, alice: Resident, mo: Resident
) -> None:
    lid = places(world, alice, "Ladder", reach="ward")
    about(world, f"http://elm.localhost:8001/l/{lid}?net=geplaatst")
    about(world, f"https://elders.test/l/{new_uuid7(world)}", "2")
    about(world, "die oproep met de ladder", "3")
    assert [(row.subject, row.lid) for row in list(Case.select().order_by(Case.id))] == [
        ("listing", lid),
        ("about", ""),
        ("about", ""),
    ]
    assert Report.get(case=Case.get(lid=lid).id).reason == "private"
    mails = list(Notice.select().where(Notice.template == "report-received"))
    assert len({mail.values for mail in mails}) == 1
    for wrong, field in (({"where": " "}, "where"), ({"sentence": ""}, "sentence")):
        with pytest.raises(FormError) as refused:
            about(world, **({"where": "die oproep", "once": "4"} | wrong))
        assert set(refused.value.problems) == {field}
    [_, one, _] = queue.page(world, mo).cases
    deciding.decide(world, mo, one.id, Chosen("nothing", reply="Wij vinden hem niet."))
    assert Notice.select().where(Notice.template == "report-decided").count() == 1


def test_this_is_about_me_of_a_neighbours_listing_goes_to_its_home(
    neighbourhood: Neighbourhood,
) -> None:
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    lid = elm.posts("lending", "Ladder van Eva")
    neighbourhood.befriend(elm, oak)
    oak.pulls()
    with oak.at_work() as world:
        moderator = accounts.create(world, name="Mo", password=PASSWORD, role="moderator")
        about(world, f"{elm.url}/l/{lid}")
        [case] = queue.page(world, moderator).cases
        assert (case.ward, queue.one(world, moderator, case.id).tell_home) == ("Elm", True)
        deciding.decide(world, moderator, case.id, Chosen("hide", "private", tell_home=True))
    assert oak.titles() == []
    oak.sends()
    with elm.at_work() as world:
        assert reporting.take_flags(world) == 1
        assert [row.reason for row in list(Report.select())] == ["other"]


def test_a_wards_listings_wait_in_the_queue_and_what_is_decided_is_logged(
    neighbourhood: Neighbourhood,
) -> None:
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    lid = elm.posts("lending", "Ladder")
    oak.follows(elm)
    oak.pulls()
    with oak.at_work() as world:
        moderator = accounts.create(world, name="Mo", password=PASSWORD, role="moderator")
        scid = Origin.get(~Origin.own).scid
        levels.set_level(world, scid, "approval")
        [one] = queue.page(world, moderator).cases
        assert (one.item.sort, one.item.about, one.title) == ("ward", scid, "Elm")
        overseeing.judge(world, moderator, scid=scid, lid=lid, shown=True)
        assert queue.page(world, moderator).cases == []
        assert queue.count(world, moderator) == 0
        with pytest.raises(UnknownOriginError):
            overseeing.judge(world, moderator, scid=scid, lid=lid, shown=False)
        assert [line.action for line in log.page().lines] == ["ward-listing-yes"]
        Origin.update(quarantined=world.now()).where(Origin.scid == scid).execute()
        assert queue.page(world, moderator).cases == []
        admin = accounts.create(world, name="Ada", password=PASSWORD, role="admin")
        assert [one.item.about for one in queue.page(world, admin).cases] == [f"quarantined:{scid}"]
    assert oak.titles() == []
