"""Public places of the ward: what admins keep, what a listing gets of it, what neighbours read."""

import json

import pytest

from node.feed.models import Entry
from node.listings import again, compose, fields, places, publicplaces, read
from node.listings.errors import FieldsError, NotFoundError
from node.listings.fields import Fields
from node.residents.models import Resident
from node.shown.viewer import ANYONE
from node.world import World
from tests.neighbourhood import Neighbourhood
from tests.node.filling import LADDER

LINDE = {"name": "Buurthuis De Linde", "address": "Lindenstraat 12", "point": "52.3613,4.9384"}
CELL = (52362, 4940)
BARE = LADDER | {"place": "", "geo": ""}


def at(world: World, number: object, **typed: str) -> Fields:
    """A ladder at a place of the list."""
    raw = BARE | {"public_place": str(number), "reach": "everyone"} | typed
    reading = fields.read(raw, (), world.now(), publicplaces.by_number())
    assert reading.fields is not None, reading.problems
    return reading.fields


def refused(world: World, number: int | None = None, **typed: str) -> dict[str, str]:
    try:
        if number is None:
            publicplaces.add(world, LINDE | typed)
        else:
            publicplaces.change(world, number, LINDE | typed)
    except FieldsError as error:
        return {name: problem.sentence for name, problem in error.problems.items()}
    return {}


@pytest.mark.parametrize(
    "typed",
    [
        "52.3613, 4.9384",
        "52.361300001234,4.938400001234",
        "geo:52.3613,4.9384;u=35",
        "https://www.openstreetmap.org/?mlat=52.3613&mlon=4.9384#map=9/1.0/1.0",
        "https://www.openstreetmap.org/#map=17/52.3613/4.9384",
        "https://www.google.com/maps/@52.3613,4.9384,17z",
        "https://maps.example/?q=52.3613,4.9384",
    ],
)
def test_a_point_is_read_as_people_have_it_and_only_its_cell_is_left(typed: str) -> None:
    assert places.cell_in(typed) == CELL
    assert places.blurred(typed) == "52.362,4.94"
    assert places.cell_in(places.blurred(typed)) == CELL


@pytest.mark.parametrize(
    "typed", ["", "hier", "91,4", "4,181", "52.3613", "@", "1" * 400 + ",4", "x@52.3,4.9" * 99]
)
def test_what_is_no_point_stays_as_it_was_typed(typed: str) -> None:
    assert places.cell_in(typed) is None
    assert places.blurred(typed) == typed


def test_admins_keep_the_list(world: World) -> None:
    number = publicplaces.add(world, LINDE)
    publicplaces.add(world, {"name": "  Het   Plein "})
    shown = [(one.name, one.address, one.geo) for one in publicplaces.listed()]
    assert shown == [("Buurthuis De Linde", "Lindenstraat 12", CELL), ("Het Plein", "", None)]
    publicplaces.change(world, number, LINDE | {"address": "Lindenstraat 14"})
    assert publicplaces.one(number).address == "Lindenstraat 14"
    publicplaces.remove(number)
    assert [one.name for one in publicplaces.listed()] == ["Het Plein"]
    for gone in (publicplaces.remove, publicplaces.one):
        with pytest.raises(NotFoundError):
            gone(number)
    with pytest.raises(NotFoundError):
        publicplaces.change(world, number, LINDE)


def test_what_will_not_do_is_told_beside_its_field(world: World) -> None:
    number = publicplaces.add(world, LINDE)
    other = publicplaces.add(world, {"name": "Plein"})
    assert refused(world, name=" ") == {"name": publicplaces.EMPTY_NAME.sentence}
    assert refused(world, name="BUURTHUIS de linde") == {"name": publicplaces.TAKEN.sentence}
    assert refused(world, other) == {"name": publicplaces.TAKEN.sentence}
    assert refused(world, name="Lindenstraat 12") == {"name": publicplaces.NUMBER_IN_NAME.sentence}
    assert set(refused(world, name="x" * 81, address="x" * 121, point="hier")) == {
        "name",
        "address",
        "point",
    }
    publicplaces.change(world, number, LINDE)
    for n in range(publicplaces.MOST - 2):
        publicplaces.add(world, {"name": f"Plek {n}"})
    assert refused(world, name="Nog een") == {"name": publicplaces.TOO_MANY.sentence}


def test_a_listing_gets_name_address_and_cell(world: World, alice: Resident) -> None:
    number = publicplaces.add(world, LINDE)
    lid = compose.place(world, owner=alice.id, fields=at(world, number))
    card = read.one(world, ANYONE, lid=lid)
    assert (card.place, card.address, card.at) == ("Buurthuis De Linde", "Lindenstraat 12", CELL)
    document = json.loads(bytes(Entry.get(Entry.lid == lid).document))
    assert document["location"]["address"] == "Lindenstraat 12"
    again.pause(world, owner=alice.id, lid=lid)
    again.resume(world, owner=alice.id, lid=lid)
    assert read.one(world, ANYONE, lid=lid).address == "Lindenstraat 12"
    publicplaces.remove(number)
    after = read.one(world, ANYONE, lid=lid)
    assert (after.public_place, after.place) == (None, "Buurthuis De Linde")


def test_no_other_place_has_an_address(world: World) -> None:
    number = publicplaces.add(world, LINDE)
    known = publicplaces.by_number()

    def wrong(**typed: str) -> dict[str, str]:
        found = fields.read(BARE | typed, (), world.now(), known).problems
        return {name: problem.sentence for name, problem in found.items()}

    assert wrong(public_place="999") == {"public_place": fields.NO_PLACE.sentence}
    both = {"public_place": str(number)}
    assert wrong(**both, place="Plein") == {"place": fields.TWO_PLACES.sentence}
    assert wrong(**both, geo="52.3,4.9") == {"geo": fields.TWO_PLACES.sentence}
    assert wrong(place="Lindenstraat 12", reach="everyone") == {
        "place": fields.HOUSE_BEYOND.sentence
    }
    assert wrong(address="Lindenstraat 12") == {}
    reading = fields.read(BARE | {"address": "Lindenstraat 12"}, (), world.now(), known)
    assert reading.fields is not None
    assert reading.fields.address == ""


def test_next_door_the_address_is_read_too(neighbourhood: Neighbourhood) -> None:
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    oak.follows(elm)
    with elm.at_work() as world:
        number = publicplaces.add(world, LINDE)
    lid = elm.posts("lending", "Ladder")
    with elm.at_work() as world:
        held = read.one(world, ANYONE, lid=lid)
        assert held.owner_id is not None
        compose.edit(world, owner=held.owner_id, lid=lid, fields=at(world, number))
    oak.pulls()
    [neighbour] = oak.neighbours()
    with oak.at_work() as world:
        card = read.one(world, ANYONE, lid=lid, origin_scid=neighbour.scid)
    assert (card.place, card.address, card.at) == ("Buurthuis De Linde", "Lindenstraat 12", CELL)
