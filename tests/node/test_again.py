"""Pausing, taking up again, renewing: what people see, what neighbours read, what is refused."""

from datetime import timedelta

import pytest

from federation.errors import FederationError
from node.feed.models import Entry
from node.feed.publish import publishing
from node.listings import again, compose, ending, read, search
from node.listings.cards import Card
from node.listings.errors import NotFoundError
from node.listings.models import Listing
from node.residents import accounts
from node.residents.models import Resident
from node.shown.viewer import ANYONE, Viewer
from node.world import World
from tests.neighbourhood import Neighbourhood
from tests.node.filling import ladder
from tests.world import Clock


def place(world: World, owner: Resident, **typed: str) -> str:
    return compose.place(world, owner=owner.id, fields=ladder(world, reach="everyone", **typed))


def titles(world: World) -> list[str]:
    return [card.title for card in search.find(world, ANYONE, search.Query()).cards]


def card(world: World, owner: Resident, lid: str) -> Card:
    return read.one(world, Viewer(owner.id, owner.role), lid=lid)


def state(world: World, owner: Resident, lid: str) -> str:
    return card(world, owner, lid).state


def documents() -> int:
    return Entry.select().where(Entry.document.is_null(is_null=False)).count()


def test_paused_is_nowhere_and_comes_back_as_it_was(world: World, alice: Resident) -> None:
    lid = place(world, alice, tags="klussen")
    before = read.one(world, ANYONE, lid=lid)
    again.pause(world, owner=alice.id, lid=lid)
    assert titles(world) == []
    assert documents() == 0
    assert state(world, alice, lid) == "paused"
    again.resume(world, owner=alice.id, lid=lid)
    after = read.one(world, ANYONE, lid=lid)
    assert (after.title, after.tags, after.details) == (before.title, before.tags, before.details)
    assert (after.published, after.ends) == (before.published, before.ends)
    assert documents() == 1


def test_renewed_while_open_paused_or_over(world: World, alice: Resident) -> None:
    assert isinstance(world.clock, Clock)
    lid = place(world, alice, end="12-5-2031")
    later = world.now() + timedelta(days=30)
    again.renew(world, owner=alice.id, lid=lid, end=later)
    assert read.one(world, ANYONE, lid=lid).ends == later
    again.pause(world, owner=alice.id, lid=lid)
    again.renew(world, owner=alice.id, lid=lid, end=later + timedelta(days=1))
    assert state(world, alice, lid) == "open"
    world.clock.forward(days=60)
    assert ending.end_past(world) == 1
    assert state(world, alice, lid) == "expired"
    again.renew(world, owner=alice.id, lid=lid, end=world.now() + timedelta(days=10))
    assert titles(world) == ["Ladder"]


def test_what_is_full_and_over_is_renewed_before_its_turn_to_be_closed(
    world: World, alice: Resident
) -> None:
    assert isinstance(world.clock, Clock)
    lid = place(world, alice, end="12-5-2031")
    with publishing(world) as press:
        compose.end(press, Listing.get(lid=lid), "full")
    assert "renew" not in again.moves(card(world, alice, lid), world.now())
    world.clock.forward(days=60)
    assert "renew" in again.moves(card(world, alice, lid), world.now())
    again.renew(world, owner=alice.id, lid=lid, end=world.now() + timedelta(days=10))
    assert titles(world) == ["Ladder"]


def test_a_listing_is_not_renewed_for_ever(world: World, alice: Resident) -> None:
    lid = place(world, alice)
    with pytest.raises(FederationError):
        again.renew(world, owner=alice.id, lid=lid, end=world.now() + timedelta(days=500))
    assert read.one(world, ANYONE, lid=lid).ends < world.now() + timedelta(days=180)


def test_moves_that_are_not_in_the_table_are_refused(
    world: World, alice: Resident, bob: Resident
) -> None:
    assert isinstance(world.clock, Clock)
    lid = place(world, alice)
    later = world.now() + timedelta(days=30)
    with pytest.raises(NotFoundError):
        again.resume(world, owner=alice.id, lid=lid)
    with pytest.raises(NotFoundError):
        again.pause(world, owner=bob.id, lid=lid)
    with pytest.raises(NotFoundError):
        again.renew(world, owner=bob.id, lid=lid, end=later)
    compose.withdraw(world, owner=alice.id, lid=lid)
    for move in (again.pause, again.resume):
        with pytest.raises(NotFoundError):
            move(world, owner=alice.id, lid=lid)
    with pytest.raises(NotFoundError):
        again.renew(world, owner=alice.id, lid=lid, end=later)
    paused = place(world, alice)
    again.pause(world, owner=alice.id, lid=paused)
    world.clock.forward(days=100)
    with pytest.raises(NotFoundError):
        again.resume(world, owner=alice.id, lid=paused)


def test_neighbours_see_it_go_and_come_back(neighbourhood: Neighbourhood) -> None:
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    oak.follows(elm)
    lid = elm.posts("lending", "Ladder")
    oak.pulls()
    assert oak.titles() == ["Ladder"]
    with elm.at_work() as world:
        again.pause(world, owner=accounts.node_organisation().id, lid=lid)
    oak.pulls()
    assert oak.titles() == []
    with elm.at_work() as world:
        again.resume(world, owner=accounts.node_organisation().id, lid=lid)
    oak.pulls()
    assert oak.titles() == ["Ladder"]
