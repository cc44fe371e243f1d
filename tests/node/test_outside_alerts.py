"""Alerts without an account: confirmed first, only of what anybody may see, once, and stopped."""

import pytest

from node.listings import compose
from node.matching import outside, saved, stopping
from node.matching.models import Match, SavedSearch, Seeker
from node.matching.saved import FullError
from node.notices.models import Notice
from node.residents.errors import TicketError
from node.residents.models import Address, Resident
from node.upkeep import outsiders
from node.world import World
from tests.node.post import newest
from tests.node.test_alerts import lines, told
from tests.node.test_matching import ahead, places

NOOR = "noor@far.test"


def asks(world: World, alert: str = "now", **chosen: str) -> str:
    """Somebody asks; the token of their mail."""
    outside.ask(world, email=NOOR, language="nl", name="Zo", chosen=chosen, alert=alert)
    return newest(outside.MAIL).token


def keeps(world: World, alert: str = "now", **chosen: str) -> str:
    """And presses the button."""
    token = asks(world, alert, **chosen)
    outside.confirm(world, token)
    return token


def test_nothing_is_kept_before_it_is_confirmed(world: World, alice: Resident) -> None:
    token = asks(world, q="ladder")
    assert dict(outside.waiting(world, token).choices)["q"] == "ladder"
    assert "ladder" not in str(newest(outside.MAIL).values)
    places(world, alice, reach="everyone")
    assert told(world) == []
    assert SavedSearch.select().count() == 0
    outside.confirm(world, token)
    with pytest.raises(TicketError):
        outside.confirm(world, token)
    assert SavedSearch.select().count() == 1


def test_B7_only_what_anybody_may_see_and_each_listing_once(world: World, alice: Resident) -> None:
    keeps(world, q="ladder")
    keeps(world, kind="lending")
    for reach in ("ward", "adjacent"):
        places(world, alice, title=f"Ladder {reach}", reach=reach)
    assert told(world) == []
    assert Match.select().count() == 0
    ahead(world, seconds=2)
    lid = places(world, alice, title="Ladder van hout", reach="everyone")
    [mail] = told(world)
    assert [line["path"] for line in lines(mail)] == [f"/l/{lid}"]
    assert mail["name"] == ""
    assert str(mail["path"]).startswith("/per-mail/")
    row = Notice.get(template="alert")
    assert (row.address, row.resident) == (NOOR, None)
    assert len(told(world, days=8)) == 1


def test_what_is_no_longer_for_everyone_is_not_told(world: World, alice: Resident) -> None:
    keeps(world, alert="daily", q="ladder")
    lid = places(world, alice, reach="everyone")
    assert told(world) == []
    compose.withdraw(world, owner=alice.id, lid=lid)
    assert told(world, days=2) == []


def test_one_tap_stops_it(world: World, alice: Resident) -> None:
    keeps(world, q="ladder")
    number, token = stopping.path_of(world, SavedSearch.get()).split("/")[2:]
    for _twice in range(2):
        stopping.stop(world, number=int(number), token=token)
    places(world, alice, reach="everyone")
    assert told(world) == []


def test_asked_again_it_comes_as_was_asked_last_and_ten_is_enough(world: World) -> None:
    keeps(world, q="ladder")
    keeps(world, alert="weekly", q="ladder")
    assert [row.alert for row in list(SavedSearch.select())] == ["weekly"]
    for number in range(outside.MOST - 1):
        ahead(world, minutes=31)
        keeps(world, q=f"ladder {number}")
    ahead(world, minutes=31)
    with pytest.raises(FullError):
        keeps(world, q="zaag")


def test_forgotten_nothing_of_it_is_left(world: World, alice: Resident) -> None:
    keeps(world, alert="daily", q="ladder")
    places(world, alice, reach="everyone")
    assert told(world) == []
    assert Match.select().count() == 1
    outsiders.forget(world, Address.get())
    assert SavedSearch.select().count() == Match.select().count() == 0
    assert Seeker.select().where(Seeker.search.is_null(is_null=False)).count() == 0
    assert told(world, days=2) == []


def test_stopped_and_with_no_link_left_they_are_forgotten_by_the_jobs(world: World) -> None:
    keeps(world, q="ladder")
    number, token = stopping.path_of(world, SavedSearch.get()).split("/")[2:]
    ahead(world, days=40)
    assert (saved.forget_thrown_away(world), outsiders.forget_idle(world)) == (0, 0)
    stopping.stop(world, number=int(number), token=token)
    ahead(world, days=29)
    assert (saved.forget_thrown_away(world), outsiders.forget_idle(world)) == (0, 0)
    ahead(world, days=2)
    assert (saved.forget_thrown_away(world), outsiders.forget_idle(world)) == (1, 1)
    assert Address.select().count() == 0
