"""Being told of what was found: when it was chosen, together, with the reason, once; stopping."""

from collections.abc import Sequence

import pytest

from node.listings import compose
from node.listings.days import local
from node.matching import alerts, news, saved, seeking, stopping
from node.matching.models import Match, SavedSearch, Seeker
from node.notices import choices, outbox
from node.notices.choices import Person
from node.notices.hours import Quiet
from node.notices.kind import Line, Value
from node.notices.models import Notice
from node.residents import accounts
from node.residents.models import Resident
from node.shown import aside
from node.shown.viewer import Viewer
from node.world import World
from tests.neighbourhood import Neighbourhood, Ward
from tests.node.conftest import PASSWORD
from tests.node.test_matching import LESSON, ahead, keeps, places, tells


@pytest.fixture
def carol(world: World) -> Resident:
    """Who is told, and has a mailbox."""
    return accounts.create(world, name="Carol", password=PASSWORD, email="carol@elm.test")


def told(world: World, **by: float) -> list[dict[str, Value]]:
    """What was put into mails after so long, each with its template; in rounds of the jobs."""
    ahead(world, **by)
    news.match_due(world)
    alerts.tell_due(world)
    rows = list(Notice.select().where(Notice.template.in_(["alert", "fitting"])))
    return [{**outbox.unpacked(row.values), "template": row.template} for row in rows]


def lines(mail: dict[str, Value]) -> Sequence[Line]:
    found = mail["lines"]
    assert isinstance(found, list)
    return found


def test_a_search_at_once(world: World, alice: Resident, carol: Resident) -> None:
    keeps(world, carol, alert="now", q="ladder")
    lid = places(world, alice)
    [mail] = told(world)
    assert (mail["template"], mail["search"], mail["first"]) == ("alert", "Zo", "Ladder")
    [line] = lines(mail)
    assert (line["reason"], line["path"]) == ("search", f"/l/{lid}")
    assert len(told(world, days=8)) == 1


@pytest.mark.parametrize(("alert", "days"), [("daily", 1), ("weekly", 7)])
def test_a_search_later_together(
    world: World, alice: Resident, carol: Resident, alert: str, days: int
) -> None:
    keeps(world, carol, alert=alert, q="ladder")
    places(world, alice, title="Ladder")
    assert told(world) == []
    ahead(world, seconds=2)
    places(world, alice, title="Ladder van aluminium")
    assert told(world, hours=1) == []
    [mail] = told(world, days=days)
    assert [line["title"] for line in lines(mail)] == ["Ladder van aluminium", "Ladder"]
    assert len(told(world, days=8)) == 1


def test_a_letter_comes_whole_however_many_are_due(
    world: World, alice: Resident, carol: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is found is found listing by listing, so what is for one stands between all others'."""
    monkeypatch.setattr(alerts, "BATCH", 4)
    dora = accounts.create(world, name="Dora", password=PASSWORD, email="dora@elm.test")
    for person in (carol, dora):
        keeps(world, person, alert="daily", q="ladder")
    for title in ("Ladder", "Ladder van hout", "Lange ladder"):
        places(world, alice, title=title)
    assert told(world) == []
    assert told(world) == []
    told(world, days=1)
    mails = told(world)
    assert [len(lines(mail)) for mail in mails] == [3, 3]


def test_what_fits_comes_as_chosen_with_its_reason(
    world: World, alice: Resident, carol: Resident
) -> None:
    """Usually once a day; the mail is not held back once more for gathering."""
    tells(world, carol, wishes=["cycling-lessons"], more_wishes="plantenstekjes")
    places(world, alice, **LESSON)
    ahead(world, seconds=2)
    places(world, alice, title="Plantenstekjes")
    assert told(world) == []
    [mail] = told(world, days=1)
    assert mail["template"] == "fitting"
    reasons = [(line["title"], line["what"], line["listed"]) for line in lines(mail)]
    assert reasons == [
        ("Plantenstekjes", "plantenstekjes", 0),
        ("Fietslessen voor beginners", "leren fietsen", 1),
    ]
    assert Notice.get(template="fitting").state == "waiting"


@pytest.mark.parametrize("how", ["none", "sort", "stopped", "dropped", "suspended", "blocked"])
def test_nothing_comes_where_it_was_stopped_before_it_was_told(
    world: World, alice: Resident, carol: Resident, how: str
) -> None:
    keeps(world, carol, alert="none" if how == "none" else "daily", q="ladder")
    places(world, alice)
    assert told(world) == []
    row = SavedSearch.get()
    if how == "sort":
        choices.choose(world, Person(carol.id), {"alerts": "none"})
    elif how == "stopped":
        token = stopping.path_of(world, row).split("/")[-1]
        stopping.stop(world, number=row.id, token=token)
        assert not Seeker.select().where(Seeker.search == row.id).exists()
    elif how == "dropped":
        saved.throw_away(world, resident_id=carol.id, number=row.id)
    elif how == "suspended":
        Resident.update(suspended=world.now()).where(Resident.id == carol.id).execute()
    elif how == "blocked":
        aside.block(resident_id=alice.id, blocked_id=carol.id, now=world.now())
    assert told(world, days=1) == []
    assert not Match.select().where(Match.due.is_null(is_null=False)).exists()


def test_what_was_taken_away_or_grew_private_meanwhile_is_not_told(
    world: World, alice: Resident, carol: Resident
) -> None:
    keeps(world, carol, alert="daily", q="ladder")
    lid = places(world, alice)
    told(world)
    compose.withdraw(world, owner=alice.id, lid=lid)
    assert told(world, days=1) == []


def test_who_wants_all_alerts_once_a_day_gets_none_at_once(
    world: World, alice: Resident, carol: Resident
) -> None:
    choices.choose(world, Person(carol.id), {"alerts": "daily"})
    keeps(world, carol, alert="now", q="ladder")
    places(world, alice)
    assert told(world) == []
    assert len(told(world, days=1)) == 1


def test_none_in_the_quiet_hours_and_after_them_what_is_still_there_together(
    world: World, alice: Resident, carol: Resident
) -> None:
    keeps(world, carol, alert="now", q="ladder")
    ahead(world, hours=11)  # an hour past midnight
    taken = places(world, alice, title="Trapladder")
    for title in ("Ladder", "Lange ladder"):
        assert told(world, minutes=5) == []
        places(world, alice, title=title)
    compose.withdraw(world, owner=alice.id, lid=taken)
    assert told(world, hours=5) == []
    [mail] = told(world, hours=1)
    assert {line["title"] for line in lines(mail)} == {"Ladder", "Lange ladder"}
    assert Notice.get(template="alert").due <= world.now()


@pytest.mark.parametrize("alert", ["daily", "weekly"])
def test_who_sleeps_late_hears_of_the_day_when_they_are_up(
    world: World, alice: Resident, carol: Resident, alert: str
) -> None:
    choices.be_quiet(world, Person(carol.id), Quiet(22, 11))
    keeps(world, carol, alert=alert, q="ladder")
    places(world, alice)
    assert told(world) == []
    assert local(Match.get().due).hour == 11


def test_who_ends_in_the_middle_tells_each_once_and_leaves_out_nobody(
    world: World, alice: Resident, carol: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    dora = accounts.create(world, name="Dora", password=PASSWORD, email="dora@elm.test")
    for person in (carol, dora):
        keeps(world, person, alert="now", q="ladder")
    places(world, alice)
    put, calls = outbox.put, []

    def dies(*args: object, **named: object) -> None:
        put(*args, **named)  # type: ignore[arg-type]
        calls.append(1)
        if len(calls) == 2:
            raise MemoryError

    monkeypatch.setattr(outbox, "put", dies)
    with pytest.raises(MemoryError):
        told(world)
    assert len(told(world)) == 2
    assert len(told(world)) == 2


def test_two_searches_that_find_the_same_tell_of_it_once(
    world: World, alice: Resident, carol: Resident
) -> None:
    keeps(world, carol, alert="now", q="ladder")
    keeps(world, carol, alert="now", kind="lending")
    tells(world, carol, more_wishes="ladder")
    places(world, alice)
    assert len(told(world, days=1)) == 1


def test_who_stops_a_mail_did_not_look_at_what_is_new(
    world: World, alice: Resident, carol: Resident
) -> None:
    keeps(world, carol, alert="now", q="ladder")
    ahead(world, seconds=2)
    places(world, alice)
    ahead(world, seconds=2)
    row = SavedSearch.get()
    stopping.stop(world, number=row.id, token=stopping.path_of(world, row).split("/")[-1])
    [one] = saved.listed(world, Viewer(carol.id), resident_id=carol.id, centre=None)
    assert (one.alert, one.new) == ("none", 1)


def test_a_link_of_another_search_or_made_up_stops_nothing(
    world: World, alice: Resident, carol: Resident
) -> None:
    keeps(world, carol, alert="now", q="ladder")
    keeps(world, alice, alert="now", q="ladder")
    one, other = list(SavedSearch.select().order_by(SavedSearch.id))
    token = stopping.path_of(world, other).split("/")[-1]
    for number, given in ((one.id, token), (one.id, "x" * 43), (9, token)):
        with pytest.raises(stopping.NoSuchError):
            stopping.stop(world, number=number, token=given)
    assert {row.alert for row in list(SavedSearch.select())} == {"now"}
    assert seeking.NONE == "none"


def test_by_two_neighbours_roads_one_alert(neighbourhood: Neighbourhood) -> None:
    """Elm's listing comes to ash by oak, then by elm's own road too, and is changed: one alert."""
    elm, oak, ash = (neighbourhood.ward(name) for name in ("elm", "oak", "ash"))
    for one, other in ((elm, oak), (oak, ash)):
        neighbourhood.befriend(one, other)
    elm.posts("sharing", "Soep")
    neighbourhood.rounds(2)
    ash.shows(elm)
    with ash.at_work() as world:
        person = accounts.create(world, name="Carol", password=PASSWORD, email="carol@ash.test")
        keeps(world, person, alert="now", q="ladder")
    lid = elm.posts("lending", "Ladder")
    rounds(neighbourhood, ash)
    assert mails(ash) == ["Ladder"]
    neighbourhood.befriend(elm, ash)
    elm.edits(lid, title="Ladder van hout")
    rounds(neighbourhood, ash)
    assert ash.titles() == ["Ladder van hout", "Soep"]
    assert sorted(one.name for one in ash.neighbours()) == ["Elm", "Oak"]
    assert mails(ash) == ["Ladder"]
    elm.posts("lending", "Ladder van staal")
    rounds(neighbourhood, ash)
    assert mails(ash) == ["Ladder", "Ladder van staal"]


def rounds(neighbourhood: Neighbourhood, ward: Ward) -> None:
    for _ in range(2):
        neighbourhood.rounds(1)
        with ward.at_work() as world:
            news.match_due(world)
            alerts.tell_due(world)


def mails(ward: Ward) -> list[str]:
    with ward.at_work():
        rows = list(Notice.select().where(Notice.template == "alert").order_by(Notice.id))
    return [str(outbox.unpacked(row.values)["first"]) for row in rows]
