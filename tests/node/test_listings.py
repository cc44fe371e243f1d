"""Placing, finding and ending; and who may see what (PRODUCT B7)."""

from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

import pytest
from playhouse.test_utils import count_queries

from node.listings import again, compose, drafts, ending, inventory, read, search
from node.listings.errors import NotFoundError
from node.listings.models import Draft, Listing
from node.residents.models import Resident
from node.shown.viewer import ANYONE, Viewer
from node.world import World
from tests.node.filling import ladder
from tests.world import Clock


def place(world: World, owner: Resident, **typed: str) -> str:
    return compose.place(world, owner=owner.id, fields=ladder(world, **typed))


def as_resident(resident: Resident) -> Viewer:
    return Viewer(resident.id, resident.role)


def titles(world: World, viewer: Viewer = ANYONE, **query: Any) -> list[str]:
    return [card.title for card in search.find(world, viewer, search.Query(**query)).cards]


@pytest.mark.parametrize("words", ["", "ladder"])
def test_B7_signed_out_only_everyone(
    world: World, alice: Resident, bob: Resident, words: str
) -> None:
    for reach in ("ward", "adjacent", "everyone"):
        place(world, alice, title=f"Ladder {reach}", reach=reach)
    found = search.find(world, ANYONE, search.Query(words=words))
    assert [card.title for card in found.cards] == ["Ladder everyone"]
    assert found.total == 1
    assert len(titles(world, as_resident(bob), words=words)) == 3


def test_LI_10_hidden_and_absent_are_the_same_answer(
    world: World, alice: Resident, bob: Resident
) -> None:
    """And as much work: what the database is asked is the same for each."""
    lid, work = place(world, alice, reach="ward"), set()
    for viewer, asked in ((ANYONE, lid), (ANYONE, "nothing"), (as_resident(bob), "nothing")):
        with count_queries() as counted, pytest.raises(NotFoundError):
            read.one(world, viewer, lid=asked)
        work.add((viewer.is_resident, counted.count))
    assert len(work) == 2
    assert read.one(world, as_resident(bob), lid=lid).title == "Ladder"


def test_the_name_shown_depends_on_the_reach(world: World, alice: Resident) -> None:
    assert read.one(world, as_resident(alice), lid=place(world, alice)).by == "Alice Jansen"
    assert read.one(world, ANYONE, lid=place(world, alice, reach="everyone")).by == "Alice J."


def test_LI_06_anothers_listing_cannot_be_touched(
    world: World, alice: Resident, bob: Resident
) -> None:
    lid = place(world, alice, reach="everyone")
    with pytest.raises(NotFoundError):
        compose.withdraw(world, owner=bob.id, lid=lid)
    with pytest.raises(NotFoundError):
        compose.edit(world, owner=bob.id, lid=lid, fields=ladder(world))
    with pytest.raises(NotFoundError):
        compose.place(world, owner=bob.id, fields=ladder(world), draft_id=lid)
    with pytest.raises(NotFoundError):
        again.renew(world, owner=bob.id, lid=lid, end=world.now() + timedelta(days=60))
    for use in (again.pause, again.resume):
        with pytest.raises(NotFoundError):
            use(world, owner=bob.id, lid=lid)
    draft = drafts.save(world, owner=alice.id, typed={"title": "Trap"})
    with pytest.raises(NotFoundError):
        drafts.load(owner=bob.id, draft_id=draft)
    with pytest.raises(NotFoundError):
        drafts.save(world, owner=bob.id, typed={"title": "Van mij"}, draft_id=draft)
    drafts.discard(owner=bob.id, draft_id=draft)
    assert drafts.load(owner=alice.id, draft_id=draft).typed["title"] == "Trap"
    assert titles(world) == ["Ladder"]


def test_LI_07_what_a_form_does_not_ask_is_ignored(
    world: World, alice: Resident, bob: Resident
) -> None:
    other, past = str(bob.id), "2020-01-01T00:00:00Z"
    sent = dict.fromkeys(("author_id", "owner_id", "origin", "origin_id"), other)
    sent |= dict.fromkeys(("created", "published", "updated"), past)
    sent |= dict.fromkeys(("pinned", "approved", "seq", "detail_pinned"), "1")
    lid = place(world, alice, state="removed", lid="mine", by="Gemeente", **sent)
    row = Listing.get(lid=lid)
    assert (row.owner_id, row.origin.own, row.state, row.by) == (
        alice.id,
        True,
        "open",
        "Alice Jansen",
    )
    assert row.published == row.updated == world.now()
    assert row.details == Listing.get(lid=place(world, alice)).details


def test_LI_15_placing_twice_places_once(world: World, alice: Resident) -> None:
    draft = drafts.save(world, owner=alice.id, typed={"title": "Ladder"})
    first = compose.place(world, owner=alice.id, fields=ladder(world), draft_id=draft)
    assert compose.place(world, owner=alice.id, fields=ladder(world), draft_id=draft) == first
    assert Listing.select().count() == 1
    assert Draft.select().count() == 0


def test_withdrawn_is_gone_for_all_but_its_maker(world: World, alice: Resident) -> None:
    lid = place(world, alice, reach="everyone")
    compose.withdraw(world, owner=alice.id, lid=lid)
    assert titles(world) == titles(world, words="ladder") == []
    assert read.one(world, as_resident(alice), lid=lid).state == "withdrawn"
    with pytest.raises(NotFoundError):
        read.one(world, ANYONE, lid=lid)
    with pytest.raises(NotFoundError):
        compose.withdraw(world, owner=alice.id, lid=lid)


def test_past_its_end_it_is_gone_at_once_and_later_from_the_feed(
    world: World, alice: Resident
) -> None:
    assert isinstance(world.clock, Clock)
    place(world, alice, reach="everyone", end="11-5-2031")
    assert ending.end_past(world) == 0
    world.clock.forward(days=3)
    assert titles(world) == titles(world, words="ladder") == []
    assert [card.state for card in read.mine(world, resident_id=alice.id)] == ["expired"]
    assert ending.end_past(world) == 1
    assert ending.end_past(world) == 0
    assert [line.state for line in inventory.listed(world, everything=True)] == ["expired"]


def test_of_very_many_what_still_hangs_is_never_left_out(world: World, alice: Resident) -> None:
    first = place(world, alice, title="Hangt al jaren")
    for number in range(3):
        compose.withdraw(world, owner=alice.id, lid=place(world, alice, title=f"Voorbij {number}"))
    found = read.mine(world, resident_id=alice.id, limit=2)
    assert len(found) == 2
    assert first in {card.lid for card in found}


def test_an_edit_is_found_by_its_new_words_only(world: World, alice: Resident) -> None:
    lid = place(world, alice, title="Ladder", reach="everyone")
    edited = ladder(world, title="Trapje", kind="sharing", terms="gift", reach="everyone")
    compose.edit(world, owner=alice.id, lid=lid, fields=edited)
    assert titles(world, words="ladder") == titles(world, kind="lending") == []
    assert titles(world, words="trapje") == titles(world, kind="sharing") == ["Trapje"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ladder", True),
        ("LADDER", True),
        ("ladd", True),
        ("javaplein", True),
        ("drie hout", True),
        ("hout fiets", False),
        ("adder", False),
        ("la", False),
        ("%", True),
        ("_", True),
        ('"', True),
        ("ladder OR fiets", False),
        ("NEAR(", False),
        ("ladder*", True),
        ("-ladder", True),
        ("_kind_lending", False),
        ("x" * 10_000, False),
        ("ladder " * 2_000, True),
        ("лестница", False),
    ],
)
def test_LI_11_any_text_is_words(world: World, alice: Resident, words: str, found: bool) -> None:
    place(world, alice, reach="everyone")
    began = process_time()
    assert bool(titles(world, words=words)) == found
    assert process_time() - began < 0.3


@pytest.mark.parametrize("sort", ["new", "ending"])
def test_LI_12_a_place_far_beyond_the_list_is_an_empty_page(
    world: World, alice: Resident, sort: str
) -> None:
    """A number as large as any that a page takes (``HIGHEST_ID``)."""
    place(world, alice, reach="everyone")
    for far in (0, 10**9, 2**63 - 1):
        found = search.find(
            world,
            ANYONE,
            search.Query(sort=sort, before=far, beyond=None if sort == "new" else far),
        )
        assert len(found.cards) <= 1
        assert found.next is None


def test_LI_16_it_ends_at_midnight_of_the_ward_in_the_night_of_the_clock(
    world: World, alice: Resident
) -> None:
    """The last of March is in summer time, the day before its night in winter time."""
    assert isinstance(world.clock, Clock)
    nights = ((2031, 10, 25, 22), (2031, 10, 26, 23), (2032, 3, 27, 23), (2032, 3, 28, 22))
    for year, month, day, hour in nights:
        ends = datetime(year, month, day, hour, tzinfo=UTC)  # midnight there
        world.clock.forward(days=(ends - world.now()).days - 20)
        lid = place(world, alice, reach="everyone", end=f"{day}-{month}-{year}")
        world.clock.forward(seconds=int((ends - world.now()).total_seconds()) - 2)
        assert read.one(world, ANYONE, lid=lid).state == "open"
        world.clock.forward(seconds=2)
        assert titles(world) == []


def test_words_are_found_without_their_accents(world: World, alice: Resident) -> None:
    place(world, alice, title="Café Ömer: تعلم العربية", reach="everyone")
    for words in ("cafe omer", "CAFÉ", "ömer", "العربية"):
        assert titles(world, words=words), words


def test_filters_narrow_and_go_together(world: World, alice: Resident) -> None:
    place(world, alice, title="Ladder", reach="everyone")
    place(world, alice, title="Wie heeft een ladder?", purpose="request", reach="everyone")
    place(world, alice, title="Fietsles", kind="learning", terms="gift", reach="everyone")
    for words in ("", "ladder"):
        assert titles(world, words=words, purpose="request") == ["Wie heeft een ladder?"]
        assert titles(world, words=words, purpose="offer", kind="lending") == ["Ladder"]
        assert titles(world, words=words, kind="work") == []
    assert titles(world, terms="gift") == ["Fietsles"]


def test_paging_shows_everything_once(world: World, alice: Resident) -> None:
    wanted = [
        compose.Wanted(owner=alice.id, fields=ladder(world, title=f"Ladder {n}", reach="everyone"))
        for n in range(47)
    ]
    compose.place_many(world, wanted)
    for words in ("", "ladder"):
        seen, before, pages = [], None, 0
        while pages == 0 or before is not None:
            found = search.find(world, ANYONE, search.Query(words=words, before=before, limit=10))
            seen += [card.title for card in found.cards]
            before, pages = found.next, pages + 1
            assert found.total == 47
        assert len(seen) == len(set(seen)) == 47
        assert pages == 5


def test_newest_is_first(world: World, alice: Resident) -> None:
    assert isinstance(world.clock, Clock)
    for title in ("Eerste", "Tweede", "Derde"):
        place(world, alice, title=title, reach="everyone")
        world.clock.forward(minutes=1)
    assert titles(world) == ["Derde", "Tweede", "Eerste"]


@pytest.mark.parametrize("words", ["", "ladder"])
def test_as_many_questions_with_five_listings_as_with_hundred(
    world: World, alice: Resident, words: str
) -> None:
    def place_more(count: int) -> None:
        fields = ladder(world, reach="everyone")
        compose.place_many(
            world, [compose.Wanted(owner=alice.id, fields=fields) for _ in range(count)]
        )

    counts = []
    for more in (5, 95):
        place_more(more)
        with count_queries() as counted:
            search.find(world, ANYONE, search.Query(words=words))
        counts.append(counted.count)
    assert counts[0] == counts[1] <= 4


def test_two_listings_of_one_second_have_two_places(world: World, alice: Resident) -> None:
    fields = ladder(world, reach="everyone")
    published = world.now()
    wanted = [compose.Wanted(owner=alice.id, fields=fields, published=published) for _ in range(50)]
    lids = compose.place_many(world, wanted)
    assert len(set(lids)) == len({row.id for row in Listing.select()}) == 50


def test_a_taken_place_is_passed_over(
    world: World, alice: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An id made to collide with another's listing does not touch it."""
    monkeypatch.setattr("node.listings.shelf.newness", lambda *_: 77)
    for title in ("Een", "Twee", "Drie"):
        place(world, alice, title=title, reach="everyone")
    assert sorted(row.id for row in Listing.select()) == [77, 78, 79]
    assert sorted(titles(world)) == ["Drie", "Een", "Twee"]


def test_drafts_are_their_makers_and_few(world: World, alice: Resident, bob: Resident) -> None:
    mine = drafts.save(world, owner=alice.id, typed={"title": "La"})
    assert drafts.save(world, owner=alice.id, typed={"title": "Ladder"}, draft_id=mine) == mine
    assert drafts.load(owner=alice.id, draft_id=mine).typed == {"title": "Ladder"}
    with pytest.raises(NotFoundError):
        drafts.load(owner=bob.id, draft_id=mine)
    with pytest.raises(NotFoundError):
        drafts.save(world, owner=bob.id, typed={}, draft_id=mine)
    drafts.discard(owner=bob.id, draft_id=mine)
    assert [draft.id for draft in drafts.of(owner=alice.id)] == [mine]
    for _ in range(drafts.MOST_DRAFTS + 5):
        drafts.save(world, owner=alice.id, typed={})
    assert len(drafts.of(owner=alice.id)) == drafts.MOST_DRAFTS
