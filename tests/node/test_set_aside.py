"""Hiding and blocking: gone for one, there for all others, wherever listings are looked for."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from node.feed.models import Origin
from node.listings import aside as hiding
from node.listings import compose, counting, fields, pictures, read, search
from node.listings.errors import NotFoundError
from node.listings.fields import NamedPicture
from node.listings.models import Listing
from node.residents import accounts, helpers
from node.residents.errors import UnknownHelperError
from node.residents.models import Resident
from node.shown import aside
from node.shown.models import Hidden
from node.shown.viewer import ANYONE, Viewer
from node.world import World
from tests.neighbourhood import Neighbourhood, Ward
from tests.node.conftest import PASSWORD
from tests.web.visitor import LADDER


def places(world: World, owner: Resident, title: str, **typed: str) -> str:
    reading = fields.read(LADDER | {"title": title} | typed, (), world.now())
    assert reading.fields is not None, reading.problems
    return compose.place(world, owner=owner.id, fields=reading.fields)


def with_picture(world: World, owner: Resident) -> tuple[str, str]:
    file = io.BytesIO()
    Image.new("RGB", (40, 30)).save(file, "PNG")
    file.seek(0)
    kept = pictures.keep(world, stream=file, owner=owner.id)
    named = (NamedPicture(kept.digest, "Een ladder"),)
    reading = fields.read(LADDER, named, world.now())
    assert reading.fields is not None
    return compose.place(world, owner=owner.id, fields=reading.fields), kept.digest


def viewer(person: Resident) -> Viewer:
    return Viewer(person.id, person.role)


def sees(world: World, who: Viewer, **asked: str) -> list[str]:
    found = search.find(world, who, search.Query(**asked))  # type: ignore[arg-type]
    assert found.total == len(found.cards)
    counted = counting.of(world, who, search.Query(**asked))  # type: ignore[arg-type]
    assert counted.of("kind", "lending") == len(found.cards)
    return sorted(card.title for card in found.cards)


def test_hidden_is_gone_for_me_alone_from_lists_searches_counts_page_and_picture(
    world: World, alice: Resident, bob: Resident
) -> None:
    lid, digest = with_picture(world, alice)
    places(world, alice, "Boormachine")
    number = hiding.hide(world, viewer(bob), lid=lid)
    assert sees(world, viewer(bob)) == ["Boormachine"]
    assert sees(world, viewer(bob), words="ladder") == []
    assert sees(world, viewer(bob), sort="ending") == ["Boormachine"]
    with pytest.raises(NotFoundError):
        read.one(world, viewer(bob), lid=lid)
    with pytest.raises(NotFoundError):
        pictures.read(world, viewer(bob), digest)
    for other in (ANYONE, viewer(alice)):
        assert sees(world, other) == ["Boormachine", "Ladder"]
        assert read.one(world, other, lid=lid).title == "Ladder"
        assert pictures.read(world, other, digest)
    aside.show_again(resident_id=alice.id, number=number)
    assert sees(world, viewer(bob)) == ["Boormachine"]
    aside.show_again(resident_id=bob.id, number=number)
    assert sees(world, viewer(bob)) == ["Boormachine", "Ladder"]
    assert pictures.read(world, viewer(bob), digest)


def test_hiding_twice_is_hiding_once_and_ones_own_is_never_hidden(
    world: World, alice: Resident, bob: Resident
) -> None:
    lid = places(world, alice, "Ladder")
    assert aside.hide(resident_id=bob.id, origin_id=1, lid=lid, now=world.now()) == aside.hide(
        resident_id=bob.id, origin_id=1, lid=lid, now=world.now()
    )
    for who, what in ((viewer(alice), lid), (viewer(bob), "nowhere")):
        with pytest.raises(NotFoundError):
            hiding.hide(world, who, lid=what)
        with pytest.raises(NotFoundError):
            hiding.block_maker(world, who, lid=what)
    with pytest.raises(NotFoundError):
        hiding.hide(world, viewer(bob), lid=lid, whole_ward=True)


def test_ME_03_a_block_lets_nothing_through_either_way(
    world: World, alice: Resident, bob: Resident
) -> None:
    theirs, digest = with_picture(world, alice)
    mine = places(world, bob, "Bobs boor")
    number = hiding.block_maker(world, viewer(bob), lid=theirs)
    for who, other, lid in ((bob, alice, theirs), (alice, bob, mine)):
        assert lid not in [
            card.lid for card in search.find(world, viewer(who), search.Query()).cards
        ]
        with pytest.raises(NotFoundError):
            read.one(world, viewer(who), lid=lid)
        assert read.by_resident(world, viewer(who), resident_id=other.id) == []
        assert aside.are_parted(who.id, other.id)
        assert aside.parted_from(who.id) == {other.id}
    with pytest.raises(NotFoundError):
        pictures.read(world, viewer(bob), digest)
    assert sees(world, ANYONE) == ["Bobs boor", "Ladder"]
    aside.unblock(resident_id=alice.id, number=number)  # hers to bear, not to end
    assert sees(world, viewer(alice)) == ["Ladder"]
    aside.unblock(resident_id=bob.id, number=number)
    assert sees(world, viewer(alice)) == sees(world, viewer(bob)) == ["Bobs boor", "Ladder"]


def test_a_block_ends_helping_and_whoever_is_blocked_cannot_be_named(
    world: World, alice: Resident, bob: Resident
) -> None:
    carla = accounts.create(world, name="Carla", password=PASSWORD)
    names = ("Bob", "Carla")
    helpers.name_two(world, alice, helper_names=names, password=PASSWORD)
    lid = places(world, bob, "Bobs boor")
    hiding.block_maker(world, viewer(alice), lid=lid)
    assert helpers.names_of(alice.id) == ["Carla"]
    with pytest.raises(UnknownHelperError) as unknown:
        helpers.name_two(
            world,
            bob,
            helper_names=("Alice Jansen", "Carla"),
            password=PASSWORD,
            apart=aside.parted_from(bob.id),
        )
    with pytest.raises(UnknownHelperError) as absent:
        helpers.name_two(world, bob, helper_names=("Alice Janssen", "Carla"), password=PASSWORD)
    assert vars(unknown.value) | {"name": ""} == vars(absent.value) | {"name": ""}
    assert helpers.helped_by(carla.id)


def test_a_neighbours_listing_and_a_whole_ward(neighbourhood: Neighbourhood) -> None:
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    soup, _cake = elm.posts("sharing", "Soep"), elm.posts("sharing", "Taart")
    oak.posts("sharing", "Brood")
    oak.follows(elm)
    oak.pulls()
    me, other = _two(oak)
    with oak.at_work() as world:
        scid = Origin.get(~Origin.own).scid
        number = hiding.hide(world, me, lid=soup, origin_scid=scid)
        assert _titles(world, me) == ["Brood", "Taart"]
        [held], _ = hiding.hidden_listings(world, me)
        assert (held.id, held.title) == (number, "Soep")
    elm.edits(soup, title="Tomatensoep")
    oak.pulls()
    with oak.at_work() as world:
        assert _titles(world, me) == ["Brood", "Taart"]
        assert _titles(world, other) == ["Brood", "Taart", "Tomatensoep"]
        aside.show_again(resident_id=me.resident_id or 0, number=number)
        number = hiding.hide(world, me, lid=soup, origin_scid=scid, whole_ward=True)
        assert _titles(world, me) == ["Brood"]
        assert [ward.name for ward in hiding.hidden_wards(me.resident_id or 0)] == ["Elm"]
        assert hiding.hidden_listings(world, me) == ([], None)
    elm.posts("sharing", "Nog een taart")
    oak.pulls()
    with oak.at_work() as world:
        assert _titles(world, me) == ["Brood"]
        aside.show_again(resident_id=me.resident_id or 0, number=number)
        assert "Nog een taart" in _titles(world, me)


def test_what_is_hidden_is_forgotten_long_after_the_listing_is_gone(
    world: World, alice: Resident, bob: Resident
) -> None:
    lid, stays = places(world, alice, "Ladder"), places(world, alice, "Boor")
    for one in (lid, stays):
        hiding.hide(world, viewer(bob), lid=one)
    Listing.delete().where(Listing.lid == lid).execute()
    [first, second], _ = hiding.hidden_listings(world, viewer(bob))
    assert (first.title, second.title) == ("Boor", "")
    assert hiding.forget_gone(world) == 0
    world.clock.forward(days=61)  # type: ignore[attr-defined]  # the clock of tests
    assert hiding.forget_gone(world) == 1
    assert [row.lid for row in list(Hidden.select())] == [stays]


def test_only_so_much_is_kept(world: World, bob: Resident, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "MOST", 3)
    for number in range(5):
        later = world.now() + timedelta(minutes=number)
        aside.hide(resident_id=bob.id, origin_id=1, lid=f"lid {number}", now=later)
    assert [row.lid for row in list(Hidden.select().order_by(Hidden.id))] == [
        "lid 2",
        "lid 3",
        "lid 4",
    ]


def _two(ward: Ward) -> tuple[Viewer, Viewer]:
    with ward.at_work() as world:
        people = [accounts.create(world, name=name, password=PASSWORD) for name in ("Alice", "Bob")]
    return viewer(people[0]), viewer(people[1])


def _titles(world: World, who: Viewer) -> list[str]:
    return sorted(card.title for card in search.find(world, who, search.Query()).cards)
