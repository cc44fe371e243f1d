"""What is kept of the newest: for whom, for how long, and what makes it void."""

from datetime import timedelta
from typing import Any

import pytest
from playhouse.test_utils import count_queries

from node.listings import compose, counting, newest, search
from node.listings.models import Listing
from node.residents.models import Resident
from node.shown.viewer import ANYONE, Viewer
from node.store.database import database
from node.store.search import COMMON
from node.world import World
from tests.node.filling import ladder
from tests.world import Clock

PAGE = 3


@pytest.fixture
def seven(world: World, alice: Resident) -> list[str]:
    """Seven ladders, one a second."""
    assert isinstance(world.clock, Clock)
    lids = []
    for number in range(7):
        fields = ladder(
            world, title=f"Ladder {number}", reach="everyone", end=f"{20 + number}-5-2031"
        )
        lids.append(compose.place(world, owner=alice.id, fields=fields))
        world.clock.forward(seconds=1)
    return lids


def find(world: World, viewer: Viewer = ANYONE, **query: Any) -> search.Found:
    return search.find(world, viewer, search.Query(limit=PAGE, **query))


def titles(found: search.Found) -> list[str]:
    return [card.title for card in found.cards]


def behind_our_back(sql: str) -> None:
    """As another process would."""
    database.execute_sql(sql)


@pytest.mark.parametrize("query", [{}, {"words": "ladder"}, {"sort": "ending"}])
def test_the_same_question_is_counted_once_in_a_while(
    world: World, seven: list[str], query: dict[str, Any]
) -> None:
    costs = []
    for _ in range(2):
        with count_queries() as counted:
            assert find(world, **query).total == 7
        costs.append(counted.count)
    assert costs[1] == 1 < costs[0]  # the page


def test_what_this_process_writes_is_counted_at_once(
    world: World, alice: Resident, seven: list[str]
) -> None:
    assert find(world).total == 7
    compose.withdraw(world, owner=alice.id, lid=seven[0])
    assert find(world).total == 6
    compose.place(world, owner=alice.id, fields=ladder(world, reach="everyone"))
    assert find(world).total == 7


@pytest.mark.parametrize("query", [{}, {"words": "ladder"}, {"sort": "ending"}])
def test_what_others_hide_is_never_shown_and_counted_no_longer_than_ten_seconds(
    world: World, seven: list[str], query: dict[str, Any]
) -> None:
    assert isinstance(world.clock, Clock)
    before = find(world, **query)
    behind_our_back("UPDATE listing SET state = 'removed'")
    now = find(world, **query)
    assert (len(before.cards), now.cards) == (PAGE, [])
    world.clock.forward(seconds=newest.KEPT / timedelta(seconds=1))
    assert find(world, **query).total == 0


def test_what_others_place_stands_on_the_board_at_once(world: World, seven: list[str]) -> None:
    behind_our_back("UPDATE listing SET state = 'removed' WHERE title = 'Ladder 6'")
    assert titles(find(world)) == ["Ladder 5", "Ladder 4", "Ladder 3"]
    behind_our_back("UPDATE listing SET state = 'open' WHERE title = 'Ladder 6'")
    assert titles(find(world)) == ["Ladder 6", "Ladder 5", "Ladder 4"]


def test_each_viewer_has_counts_of_their_own(
    world: World, alice: Resident, seven: list[str]
) -> None:
    compose.place(world, owner=alice.id, fields=ladder(world, title="Binnen", reach="ward"))
    inside = Viewer(alice.id, "resident")
    for _ in range(2):
        assert find(world, inside).total == 8
        assert find(world, ANYONE).total == 7
        assert counting.of(world, inside, search.Query()).of("kind", "lending") == 8
        assert counting.of(world, ANYONE, search.Query()).of("kind", "lending") == 7


@pytest.mark.parametrize("query", [{"words": "ladder"}, {"sort": "ending"}, {"words": "lad"}, {}])
def test_pages_go_on_past_what_is_held(
    world: World, seven: list[str], query: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newest, "SLICE", 4)
    found, seen = find(world, **query), []
    while True:
        seen += titles(found)
        if found.next is None:
            break
        found = find(world, **query, before=found.next, beyond=found.beyond)
    expected = [f"Ladder {number}" for number in (6, 5, 4, 3, 2, 1, 0)]
    if "sort" in query:  # among the newest alone
        assert seen == ["Ladder 2", "Ladder 3", "Ladder 4", "Ladder 5", "Ladder 6"]
    else:
        assert seen == expected


def test_a_choice_is_found_beyond_the_newest_of_all(
    world: World, alice: Resident, seven: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Listing.update(kind="work").where(Listing.title == "Ladder 0").execute()
    monkeypatch.setattr(newest, "SLICE", 4)
    assert titles(find(world, kind="work")) == ["Ladder 0"]
    assert find(world, kind="work").total == 1


def test_where_there_is_much_a_word_that_very_many_have_is_taken_as_it_is(
    world: World, alice: Resident, seven: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    compose.place(world, owner=alice.id, fields=ladder(world, title="Ladders", reach="everyone"))
    monkeypatch.setattr("node.store.search.COMMON", 4)
    assert find(world, words="ladder drie").total == 8
    monkeypatch.setattr("node.listings.preparing.MUCH", 4)
    common = find(world, words="drie ladder")
    assert (common.total, list(common.as_typed)) == (7, ["drie", "ladder"])
    begun = find(world, words="ladd")
    assert (begun.total, list(begun.as_typed)) == (8, [])
    assert COMMON == 1_000


def test_where_there_is_much_the_longest_word_may_begin_a_longer_one(
    world: World, alice: Resident, seven: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Houten keukentrappen, allemaal tweedehands"
    compose.place(world, owner=alice.id, fields=ladder(world, text=text, reach="everyone"))
    assert find(world, words="keuken tweedeh hou").total == 1
    monkeypatch.setattr("node.listings.preparing.MUCH", 4)
    assert find(world, words="keukentrappen tweedeh").total == 0
    assert find(world, words="keukentrap tweedehands").total == 0
    assert find(world, words="tweedehan houten").total == 1


def test_where_there_is_much_what_often_begins_so_is_looked_for_in_the_text(
    world: World, alice: Resident, seven: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    compose.place(world, owner=alice.id, fields=ladder(world, title="Trap", reach="everyone"))
    expected = {
        "lad": 7,
        "ladder": 7,
        "adder": 0,  # within a word, not where it begins
        "hout ladde": 7,
        "iets ladde": 0,
        "tra": 1,
    }
    monkeypatch.setattr("node.listings.preparing.MUCH", 4)
    monkeypatch.setattr("node.store.search.OFTEN", 4)
    for words, total in expected.items():
        assert find(world, words=words).total == total, words
        assert find(world, words=words, kind="work").total == 0
        assert find(world, words=words, kind="lending", purpose="offer").total == total
    assert titles(find(world, words="lad", sort="ending"))[0] == "Ladder 0"
    first = find(world, words="lad")
    assert titles(first) == ["Ladder 6", "Ladder 5", "Ladder 4"]
    assert titles(find(world, words="lad", before=first.next)) == [
        "Ladder 3",
        "Ladder 2",
        "Ladder 1",
    ]


def test_a_choice_within_what_was_just_found_is_asked_for_alone(
    world: World, seven: list[str]
) -> None:
    costs = {}
    for name, query in (("all", {}), ("kind", {"kind": "lending"}), ("none", {"kind": "work"})):
        with count_queries() as counted:
            found = find(world, words="ladder", **query)
        costs[name] = counted.count, found.total
    assert costs == {"all": (3, 7), "kind": (3, 7), "none": (2, 0)}
    assert (
        counting.of(world, ANYONE, search.Query(words="ladder", kind="work")).of("kind", "lending")
        == 7
    )
