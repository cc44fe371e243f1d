"""Finding by place, date, language and price; in other orders; with counts beside each choice."""

from datetime import timedelta
from typing import Any

import pytest
from playhouse.test_utils import count_queries

from node.feed.models import Origin
from node.listings import compose, counting, search, upcoming
from node.listings.models import Listing
from node.residents.models import Resident
from node.shown.viewer import ANYONE, Viewer
from node.store.database import wrote
from node.store.geo import Circle
from node.world import World
from tests.node.filling import ladder
from tests.world import Clock

JAVAPLEIN = (52364, 4939)
# About 700 m north, 1.4 km east and 11 km south of it.
PLACES = {"Hier": "52.364,4.939", "Noord": "52.370,4.939", "Oost": "52.364,4.960"}
FAR = "52.264,4.939"


def place(world: World, owner: Resident, **typed: str) -> str:
    return compose.place(world, owner=owner.id, fields=ladder(world, reach="everyone", **typed))


def titles(world: World, viewer: Viewer = ANYONE, **query: Any) -> list[str]:
    return [card.title for card in search.find(world, viewer, search.Query(**query)).cards]


@pytest.fixture
def around(world: World, alice: Resident) -> None:
    for title, geo in (PLACES | {"Ver": FAR, "Nergens": ""}).items():
        place(world, alice, title=title, geo=geo)


@pytest.mark.parametrize(
    ("metres", "found"),
    [
        (300, {"Hier"}),
        (1000, {"Hier", "Noord"}),
        (2000, {"Hier", "Noord", "Oost"}),
        (20_000, {"Hier", "Noord", "Oost", "Ver"}),
    ],
)
def test_within_a_distance(world: World, around: None, metres: int, found: set[str]) -> None:
    circle = Circle(JAVAPLEIN, metres)
    assert set(titles(world, circle=circle)) == found
    assert set(titles(world, circle=circle, words="hout")) == found
    assert set(titles(world, circle=circle, kind="lending")) == found
    assert titles(world, circle=circle, kind="work") == []


def test_the_nearest_first_page_by_page(world: World, around: None) -> None:
    circle = Circle(JAVAPLEIN, 0)
    assert titles(world, circle=circle, sort="near") == ["Hier", "Noord", "Oost", "Ver"]
    assert walk(world, sort="near", circle=circle) == ["Hier", "Noord", "Oost", "Ver"]


def test_what_ends_first_page_by_page(world: World, alice: Resident) -> None:
    for day in (20, 12, 28, 12):
        place(world, alice, title=f"Tot {day}", end=f"{day}-5-2031")
    assert titles(world, sort="ending") == ["Tot 12", "Tot 12", "Tot 20", "Tot 28"]
    assert walk(world, sort="ending") == ["Tot 12", "Tot 12", "Tot 20", "Tot 28"]
    assert walk(world, sort="ending", words="tot") == ["Tot 12", "Tot 12", "Tot 20", "Tot 28"]


def test_free_is_what_costs_nobody_money(world: World, alice: Resident) -> None:
    for terms in ("gift", "paid", "hours", "swap", "loan"):
        place(world, alice, title=terms, terms=terms)
    assert set(titles(world, free=True)) == {"gift", "loan"}
    assert set(titles(world, free=True, words="hout")) == {"gift", "loan"}


def test_by_the_language_of_the_text(world: World, alice: Resident) -> None:
    place(world, alice, title="Ladder")
    place(world, alice, title="Merdiven", language="tr")
    assert titles(world, language="tr") == ["Merdiven"]
    assert titles(world, language="tr", words="hout") == ["Merdiven"]
    assert titles(world, language="ar") == []


def test_this_week_finds_meetings_also_those_that_come_back(world: World, alice: Resident) -> None:
    assert isinstance(world.clock, Clock)
    meeting = {"kind": "meeting", "terms": "gift", "start_time": "10:00", "end": "30-12-2031"}
    place(world, alice, title="Morgen", start="11-5-2031", **meeting)
    place(world, alice, title="In juni", start="20-6-2031", **meeting)
    place(world, alice, title="Elke week", start="11-5-2031", detail_repeat="weekly", **meeting)
    place(world, alice, title="Ladder")
    assert set(titles(world, soon=True)) == {"Morgen", "Elke week"}
    world.clock.forward(days=30)
    assert upcoming.keep(world) == 1
    assert upcoming.keep(world) == 0
    assert titles(world, soon=True) == ["Elke week"]
    row = Listing.get(Listing.title == "Elke week")
    assert world.now() < row.upcoming <= world.now() + timedelta(days=7)


def test_counts_say_what_each_choice_would_give(world: World, alice: Resident) -> None:
    place(world, alice, kind="work", terms="paid", purpose="offer")
    place(world, alice, kind="work", terms="hours", purpose="request")
    place(world, alice, kind="sharing", terms="gift", purpose="offer")
    place(world, alice, kind="sharing", terms="gift", purpose="request", title="Soep")
    compose.place(world, owner=alice.id, fields=ladder(world, kind="sharing", reach="ward"))
    counts = counting.of(world, ANYONE, search.Query(kind="sharing"))
    assert counts.of("kind", "work") == 2
    assert counts.of("kind", "sharing") == 2
    assert counts.of("purpose", "offer") == 1
    assert counts.of("terms", "gift") == 2
    assert counts.of("terms", "paid") == 0
    assert counting.of(world, ANYONE, search.Query(words="soep")).of("kind", "sharing") == 1
    assert counting.of(world, ANYONE, search.Query(free=True)).of("kind", "work") == 0
    assert counts.of("terms", "free") == counts.of("terms", "gift") + counts.of("terms", "loan")
    assert counts.of("language", "nl") == counts.of("kind", "sharing")
    for kind in ("work", "sharing", "lending"):
        expected = search.find(world, ANYONE, search.Query(kind=kind, purpose="offer")).total
        assert counting.of(world, ANYONE, search.Query(purpose="offer")).of("kind", kind) == (
            expected
        )


CHOSEN: dict[str, dict[str, Any]] = {
    "nothing": {},
    "a word": {"words": "hout"},
    "a kind": {"kind": "meeting"},
    "this week": {"soon": True},
    "this ward": {"nearby": False},
    "near": {"circle": Circle(JAVAPLEIN, 1000)},
    "near, of a kind": {"circle": Circle(JAVAPLEIN, 1000), "kind": "lending", "words": "hout"},
    "near and soon, nearest first": {
        "circle": Circle(JAVAPLEIN, 3000),
        "soon": True,
        "terms": "gift",
        "sort": "near",
    },
}


@pytest.fixture
def meetings(world: World, alice: Resident, around: None) -> None:
    """Some that are soon; two that are not of this ward."""
    for title, (geo, start) in {
        "Morgen": (PLACES["Hier"], "11-5-2031"),
        "In juni": (PLACES["Noord"], "20-6-2031"),
        "Overmorgen": (PLACES["Oost"], "12-5-2031"),
    }.items():
        when = {"start": start, "start_time": "10:00", "end": "30-12-2031"}
        place(world, alice, kind="meeting", terms="gift", title=title, geo=geo, **when)
    oak = Origin.create(
        scid="oak" + "x" * 20,
        host="oak.localhost",
        url="http://oak.localhost:8001",
        name="Oak",
        level="shown",
        log=b"",
        version=1,
        added=world.now(),
    )
    Listing.update(origin=oak).where(Listing.title.in_(["Oost", "Overmorgen"])).execute()


@pytest.mark.parametrize("chosen", CHOSEN.values(), ids=CHOSEN)
def test_counts_beside_places_and_times_are_what_choosing_them_finds(
    world: World, meetings: None, chosen: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    query = search.Query(**{"circle": Circle(JAVAPLEIN, 0), **chosen})
    counts = counting.of(world, ANYONE, query)
    here = query.changed(nearby=True, circle=Circle(JAVAPLEIN, 0))
    others = {
        ("near", "ward"): here.changed(nearby=False),
        ("near", "500"): here.changed(circle=Circle(JAVAPLEIN, 500)),
        ("near", "1000"): here.changed(circle=Circle(JAVAPLEIN, 1000)),
        ("near", "3000"): here.changed(circle=Circle(JAVAPLEIN, 3000)),
        ("when", "week"): query.changed(soon=True),
        ("kind", "meeting"): query.changed(kind="meeting"),
        ("terms", "gift"): query.changed(terms="gift"),
    }
    found = {one: search.find(world, ANYONE, other) for one, other in others.items()}
    assert {one: counts.of(*one) for one in others} == {
        one: page.total for one, page in found.items()
    }
    assert (counts.cut, counts.beside_cut) == (False, [])
    wrote()
    monkeypatch.setattr("node.listings.newest.SLICE", 1)  # what is shown stays what it was
    for one, other in others.items():
        if other.sort == "new":
            page = search.find(world, ANYONE, other)
            assert [card.title for card in page.cards] == [card.title for card in found[one].cards]


def test_where_only_the_newest_were_counted_there_may_be_more(
    world: World, meetings: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("node.listings.newest.SLICE", 2)
    counts = counting.of(world, ANYONE, search.Query(circle=Circle(JAVAPLEIN, 0)))
    assert set(counts.beside_cut) == {"kind", "purpose", "terms", "language", "near", "when"}
    told = [counts.told("kind", kind) for kind in ("meeting", "lending", "work")]
    assert told[-1] is None
    assert sum(int(one.removesuffix("+")) for one in told if one is not None) == 3
    assert all(one is None or one.endswith("+") for one in told)
    few = counting.of(world, ANYONE, search.Query(words="overmorgen"))
    assert (few.told("kind", "meeting"), few.told("near", "ward")) == ("1", "0")


def test_a_choice_never_contradicts_what_was_found(
    world: World, meetings: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all there is only the newest are looked through; of what was found, every one."""
    monkeypatch.setattr("node.listings.newest.SLICE", 4)
    near = search.Query(circle=Circle(JAVAPLEIN, 1000))
    assert search.find(world, ANYONE, near).total == 4
    counts = counting.of(world, ANYONE, near)
    told = {metres: counts.told("near", metres) for metres in ("500", "1000", "3000")}
    assert told == {"500": "2", "1000": "4", "3000": "4+"}
    assert (counts.told("kind", "lending"), counts.told("when", "week")) == ("2", "1")
    gift = counting.of(world, ANYONE, search.Query(kind="meeting", terms="gift"))
    assert (gift.told("terms", "gift"), gift.told("terms", "free")) == ("3", "3+")
    assert gift.told("kind", "meeting") == "3"
    free = counting.of(world, ANYONE, search.Query(kind="meeting", free=True))
    assert (free.told("terms", "gift"), free.told("terms", "free")) == ("3", "3")
    ward = counting.of(world, ANYONE, search.Query(nearby=False, kind="meeting"))
    assert (ward.told("near", "ward"), ward.told("kind", "meeting")) == ("2", "2")


def test_withdrawn_is_near_nothing_any_more(world: World, alice: Resident) -> None:
    lid = place(world, alice, geo=PLACES["Hier"])
    assert titles(world, circle=Circle(JAVAPLEIN, 300)) == ["Ladder"]
    compose.withdraw(world, owner=alice.id, lid=lid)
    assert titles(world, circle=Circle(JAVAPLEIN, 300)) == []


@pytest.mark.parametrize("query", [{}, {"sort": "ending"}, {"circle": Circle(JAVAPLEIN, 900)}])
def test_questions_do_not_grow_with_listings(
    world: World, alice: Resident, query: dict[str, Any]
) -> None:
    asked = []
    for count in (2, 30):
        for number in range(count):
            place(world, alice, title=f"Ladder {number}", geo=PLACES["Hier"])
        with count_queries() as counter:
            titles(world, **query)
        asked.append(counter.count)
    assert asked[0] == asked[1] <= 4


def walk(world: World, **query: Any) -> list[str]:
    """Page by page, one listing each."""
    found: list[str] = []
    place: dict[str, int | None] = {}
    for _ in range(20):
        page = search.find(world, ANYONE, search.Query(limit=1, **query, **place))
        found += [card.title for card in page.cards]
        if page.next is None:
            break
        place = {"before": page.next, "beyond": page.beyond}
    return found


def test_any_of_some_phrases_of_others_and_of_the_kinds_that_are_wanted(
    world: World, alice: Resident, bob: Resident
) -> None:
    place(world, alice, title="Van mij: koor")
    place(world, bob, title="Fietslessen")
    place(world, bob, title="Leren van een ander hoe fietsen rijden")
    place(world, bob, title="Koor", kind="sharing", terms="gift")
    place(world, bob, title="Leren naaien")
    viewer = Viewer(alice.id, "resident")
    phrases = [("koor",), ("fietsles",), ("leren", "fietsen")]
    found = search.find_any(world, viewer, search.Query(), phrases=phrases)
    assert {card.title for card in found} == {
        "Fietslessen",
        "Leren van een ander hoe fietsen rijden",
        "Koor",
    }
    found = search.find_any(world, viewer, search.Query(), phrases=phrases, kinds=["sharing"])
    assert [card.title for card in found] == ["Koor"]


def test_each_query_is_counted_in_one_question(world: World, alice: Resident, around: None) -> None:
    queries = [
        search.Query(words="hier"),
        search.Query(circle=Circle(JAVAPLEIN, 1000)),
        search.Query(kind="work"),
        search.Query().since(world.now()),
        search.Query(),
    ]
    with count_queries() as counter:
        assert search.count_each(world, ANYONE, queries, 3) == [1, 2, 0, 0, 3]
    assert counter.count == 2
    assert search.count_each(world, ANYONE, [], 3) == []


@pytest.mark.parametrize("query", [{}, {"words": "hout"}, {"kind": "lending"}, {"sort": "near"}])
def test_where_very_many_are_near_the_same_are_found(
    world: World, around: None, monkeypatch: pytest.MonkeyPatch, query: dict[str, Any]
) -> None:
    monkeypatch.setattr("node.listings.preparing.MANY", 0)
    assert set(titles(world, circle=Circle(JAVAPLEIN, 1000), **query)) == {"Hier", "Noord"}
