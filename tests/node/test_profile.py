"""What somebody tells about themselves, and who sees it; and what they are called."""

import json

import pytest

from federation.kinds import KINDS
from node.feed.models import Entry, Feed
from node.listings import compose, renaming
from node.listings.models import Listing
from node.residents import accounts, naming, profile
from node.residents.errors import BadNameError, NameTakenError
from node.residents.models import ProfileAnswer, Resident
from node.residents.profile import FIELDS, ORDER, AnswerError
from node.residents.talents import GROUPS, TALENTS
from node.store import search, single
from node.store.database import database
from node.store.search import SearchIndex
from node.translations import kinds as names_of_kinds
from node.world import World
from tests.node.filling import ladder

GIVEN = {
    "many": lambda asked: list(asked.choices)[:3],
    "one": lambda asked: [next(iter(asked.choices))],
    "line": lambda _asked: ["  een   regel "],
    "text": lambda _asked: ["een\r\n\r\ntekst "],
}
KEPT = {"line": "een regel", "text": "een\n\ntekst"}


def tell(world: World, person: Resident, name: str, *given: str, reach: str = "ward") -> None:
    profile.answer(world, resident_id=person.id, name=name, given=given, reach=reach)


def test_the_list_has_about_sixty_talents_each_once() -> None:
    assert 55 <= len(TALENTS) <= 80
    assert sum(len(group) for group in GROUPS.values()) == len(TALENTS)
    assert len(set(TALENTS.values())) == len(TALENTS)
    assert names_of_kinds.KINDS.keys() == KINDS.keys()


@pytest.mark.parametrize("asked", FIELDS, ids=lambda asked: asked.name)
def test_each_field_is_kept_and_forgotten(
    world: World, alice: Resident, asked: profile.Field
) -> None:
    given = GIVEN[asked.form](asked)
    for reach in asked.reaches:
        tell(world, alice, asked.name, *given, reach=reach)
        held = profile.of(resident_id=alice.id).answers[asked.name]
        assert held.reach == reach
        assert held.value == KEPT.get(asked.form, given if asked.form == "many" else given[0])
        assert len(asked.words(held.value)) == (3 if asked.form == "many" else 1)
    tell(world, alice, asked.name, reach=asked.usual)
    assert profile.of(resident_id=alice.id).answers == {}
    assert ProfileAnswer.select().count() == 0


@pytest.mark.parametrize("told", ORDER)
@pytest.mark.parametrize("looking", ORDER)
def test_who_sees_what(world: World, alice: Resident, told: str, looking: str) -> None:
    tell(world, alice, "about", "Ik hou van soep", reach=told)
    sees = "about" in profile.seen_by(profile.of(resident_id=alice.id), looking)
    assert sees == (ORDER.index(looking) <= ORDER.index(told))


def test_what_somebody_wants_to_hear_of_is_nobody_elses(world: World, alice: Resident) -> None:
    with pytest.raises(AnswerError) as refused:
        tell(world, alice, "interests", "work", reach="ward")
    assert refused.value.place == "reach"


@pytest.mark.parametrize(
    ("name", "given", "reach"),
    [
        ("talents", ["flying"], "ward"),
        ("distance", ["moon"], "ward"),
        ("about", ["x" * 2_001], "ward"),
        ("neighbourhood", ["x" * 201], "ward"),
        ("about", ["een\x00twee"], "ward"),
        ("about", ["Bel 06-12345678"], "everyone"),
        ("about", ["Mail mij: a@b.example"], "adjacent"),
        ("neighbourhood", ["Javastraat 12"], "everyone"),
        ("about", ["hallo"], "world"),
    ],
)
def test_what_cannot_be_kept_changes_nothing(
    world: World, alice: Resident, name: str, given: list[str], reach: str
) -> None:
    tell(world, alice, "about", "Hier ben ik")
    with pytest.raises(AnswerError):
        tell(world, alice, name, *given, reach=reach)
    held = profile.of(resident_id=alice.id).answers
    assert {n: a.value for n, a in held.items()} == {"about": "Hier ben ik"}


def test_within_the_ward_a_telephone_may_be_told(world: World, alice: Resident) -> None:
    tell(world, alice, "about", "Bel 06-12345678", reach="ward")
    assert profile.of(resident_id=alice.id).answers["about"].reach == "ward"


def test_a_profile_has_an_address_of_its_own(world: World, alice: Resident, bob: Resident) -> None:
    assert profile.of(resident_id=alice.id).handle == ""
    tell(world, alice, "about", "Alice hier")
    handle = profile.of(resident_id=alice.id).handle
    tell(world, alice, "about", "Nog steeds")
    found = profile.by_handle(handle=handle)
    assert found is not None
    assert found.resident_id == alice.id
    assert profile.by_handle(handle="not-there") is None
    Resident.update(suspended=world.now()).execute()
    assert profile.by_handle(handle=handle) is None


def test_beyond_the_ward_goes_a_part_of_the_name(world: World, alice: Resident) -> None:
    for style, expected in (("initial", "Bea V."), ("first", "Bea"), ("whole", "Bea de Vries")):
        naming.choose(world, resident_id=alice.id, shown="Bea de  Vries", style=style)
        found = profile.of(resident_id=alice.id)
        assert (found.shown_name, found.outside_name) == ("Bea de Vries", expected)
        assert naming.style_of(found.shown_name, found.outside_name) == style
        assert profile.name_for(found, "ward") == "Bea de Vries"
        assert profile.name_for(found, "everyone") == expected


@pytest.mark.parametrize("shown", ["Bob", "BOB", "b o b", "Bób", "Воb"])
def test_anothers_name_is_anothers(
    world: World, alice: Resident, bob: Resident, shown: str
) -> None:
    with pytest.raises(NameTakenError):
        naming.choose(world, resident_id=alice.id, shown=shown, style="initial")


def test_a_name_somebody_is_shown_by_is_theirs_too(
    world: World, alice: Resident, bob: Resident
) -> None:
    naming.choose(world, resident_id=bob.id, shown="Robert", style="initial")
    naming.choose(world, resident_id=bob.id, shown="Robert", style="whole")
    with pytest.raises(NameTakenError):
        naming.choose(world, resident_id=alice.id, shown="robert", style="initial")
    for bad in ("", "Beheer", "x" * 50, "<b>"):
        with pytest.raises(BadNameError):
            naming.choose(world, resident_id=alice.id, shown=bad, style="initial")


def place(world: World, owner: Resident, **changes: str) -> str:
    return compose.place(world, owner=owner.id, fields=ladder(world, **changes))


def test_a_new_name_is_put_on_listings_in_one_change_of_the_feed(
    world: World, alice: Resident, bob: Resident
) -> None:
    lids = {reach: place(world, alice, reach=reach) for reach in ("ward", "adjacent", "everyone")}
    over = place(world, alice, reach="everyone")
    compose.withdraw(world, owner=alice.id, lid=over)
    others = place(world, bob, reach="everyone")
    heads = {feed.scope: feed.seq for feed in Feed.select()}
    assert renaming.with_another_name(world, owner=alice.id) == 0
    naming.choose(world, resident_id=alice.id, shown="Aleid Zwart", style="whole")
    assert renaming.with_another_name(world, owner=alice.id) == 3
    assert renaming.rename(world, owner=alice.id) == 3
    assert renaming.with_another_name(world, owner=alice.id) == 0
    assert {Listing.get(lid=lid).by for lid in lids.values()} == {"Aleid Zwart"}
    assert Listing.get(lid=others).by == "Bob"
    assert Listing.get(lid=over).by == "Alice J."
    document = json.loads(bytes(Entry.get(lid=lids["everyone"]).document))
    assert document["wijk:by"] == "Aleid Zwart"
    assert {feed.scope for feed in Feed.select() if feed.seq > heads[feed.scope]} == {
        "public",
        "adjacent",
    }
    assert _words_of("aleid") == 3
    assert _words_of("jansen") == 0


def test_a_name_that_is_the_same_beyond_the_ward_signs_nothing_anew(
    world: World, alice: Resident
) -> None:
    lid = place(world, alice, reach="everyone")
    before = Entry.get(lid=lid).seq
    naming.choose(world, resident_id=alice.id, shown="Alice Jonker", style="initial")
    assert renaming.with_another_name(world, owner=alice.id) == 0
    assert renaming.rename(world, owner=alice.id) == 0
    assert Entry.get(lid=lid).seq == before


def _words_of(word: str) -> int:
    query = SearchIndex.select(SearchIndex.rowid).where(search.matching(search.quoted(word)))
    return len(list(database.execute(query)))


def test_accounts_begin_with_the_usual_name(world: World) -> None:
    made = accounts.create(world, name="Fatima el Amrani", password="een lange zin vol woorden")
    assert made.outside_name == naming.outside("Fatima el Amrani", naming.USUAL) == "Fatima A."


def test_nobody_joins_by_a_name_that_somebody_is_called_by(world: World, bob: Resident) -> None:
    naming.choose(world, resident_id=bob.id, shown="Robert Zwart", style="whole")
    for name in ("Robert Zwart", "ROBERT-ZWART", "Rоbert Zwart"):
        with pytest.raises(NameTakenError):
            accounts.create(world, name=name, password="een lange zin vol woorden")


@pytest.mark.parametrize("told", ORDER)
def test_a_profile_is_found_by_who_may_see_something_of_it(
    world: World, alice: Resident, bob: Resident, told: str
) -> None:
    tell(world, alice, "about", "Alice hier", reach=told)
    tell(world, alice, "interests", "work", reach="me")
    handle = profile.of(resident_id=alice.id).handle
    for looking in ORDER:
        sees = ORDER.index(looking) <= ORDER.index(told)
        found = single.one(profile.handle_for(resident_id=alice.id, reach=looking))
        assert found == (handle if sees or looking == "me" else "")
    assert single.one(profile.handle_for(resident_id=bob.id, reach="me")) == ""
    Resident.update(suspended=world.now()).execute()
    assert single.one(profile.handle_for(resident_id=alice.id, reach="me")) == ""
