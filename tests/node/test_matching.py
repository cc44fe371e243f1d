"""Whom a new listing fits: found once, with the reason, and never what somebody may not see."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from playhouse.test_utils import count_queries

from node.feed.models import Origin
from node.listings import compose, search, withdrawing
from node.listings.models import Listing
from node.matching import news, saved, seeking
from node.matching.models import Match, SavedSearch, Seeker, Wanted
from node.matching.wordings import WORDINGS
from node.residents import accounts
from node.residents.models import Resident
from node.shown import aside, decisions
from node.shown.viewer import Viewer
from node.store import bulk
from node.upkeep import leaving
from node.world import World
from tests.neighbourhood import Neighbourhood, Ward
from tests.node.conftest import PASSWORD
from tests.node.filling import ladder
from tests.world import Clock

ASKED = "Wie heeft een ladder voor mij?"
LESSON = {"kind": "learning", "terms": "gift", "title": "Fietslessen voor beginners"}
LESSON |= {"text": "Op zaterdag in het park.", "place": "", "geo": "", "detail_days": ""}


def places(world: World, owner: Resident, **typed: str) -> str:
    return compose.place(world, owner=owner.id, fields=ladder(world, **typed))


def tells(world: World, person: Resident, **answers: str | Sequence[str]) -> None:
    for name, value in answers.items():
        given = [value] if isinstance(value, str) else value
        seeking.answer(world, resident_id=person.id, name=name, given=given, reach="me")


def keeps(world: World, person: Resident, alert: str = "now", **chosen: str) -> None:
    assert saved.save(world, resident_id=person.id, name="Zo", chosen=chosen, alert=alert)


def ahead(world: World, **by: float) -> None:
    assert isinstance(world.clock, Clock)
    world.clock.forward(**by)


def found(world: World) -> list[tuple[str, str, str]]:
    """Who was found, why, and of what; after a round of the job."""
    news.match_due(world)
    rows = Match.select(Match, Resident).join(Resident).order_by(Match.id)
    return [(row.resident.name, row.reason, row.what) for row in list(rows)]


@pytest.mark.parametrize(
    ("answers", "typed", "what"),
    [
        ({"wishes": ["cycling-lessons"]}, {}, ("wish", "cycling-lessons")),
        ({"more_wishes": "Ik wil graag fietslessen"}, {}, ("wish", "Ik wil graag fietslessen")),
        ({"talents": ["cycling-lessons"]}, {"purpose": "request"}, ("talent", "cycling-lessons")),
        ({"wishes": ["cycling-lessons"], "interests": ["learning"]}, {}, ("wish",)),
        ({"wishes": ["cycling-lessons"], "languages": ["tr"]}, {}, ("wish",)),  # and the site's
        ({"wishes": ["cycling-lessons"], "distance": "street"}, {}, ("wish",)),
        ({"wishes": ["cycling-lessons"], "interests": ["work"]}, {}, None),
        ({"wishes": ["cycling-lessons"], "languages": ["tr"]}, {"language": "pl"}, None),
        ({"wishes": ["cycling-lessons"]}, {"purpose": "request"}, None),
        ({"talents": ["cycling-lessons"]}, {}, None),
        ({"wishes": ["cooking"]}, {}, None),
        ({"more_wishes": "fietslessen Turks"}, {}, None),
        ({"wishes": []}, {}, None),
    ],
)
def test_a_profile_and_why(
    world: World,
    alice: Resident,
    answers: dict[str, str | Sequence[str]],
    typed: dict[str, str],
    what: tuple[str, ...] | None,
) -> None:
    tells(world, accounts.create(world, name="Bob", password=PASSWORD), **answers)
    places(world, alice, **LESSON | typed)
    assert [one[: len(what or ()) + 1] for one in found(world)] == (
        [("Bob", *what)] if what else []
    )


SEARCHES: Sequence[dict[str, str]] = (
    {"q": "ladder"},
    {"q": "hout ladd"},
    {"q": "lad hoogwerker"},
    {"kind": "lending"},
    {"kind": "work"},
    {"purpose": "request"},
    {"terms": "loan", "q": "drie"},
    {"terms": "free"},
    {"terms": "paid"},
    {"language": "nl"},
    {"language": "tr"},
    {"near": "ward"},
    {"near": "500"},
    {"when": "week"},
    {"kind": "lending", "purpose": "offer", "terms": "free", "language": "nl", "q": "javaplein"},
    {},
)


def test_a_kept_search_hears_of_what_it_would_find(world: World, alice: Resident) -> None:
    """Each of them has one person; who finds it is who is found."""
    seekers = {}
    for number, chosen in enumerate(SEARCHES):
        person = accounts.create(world, name=f"Buur {number}", password=PASSWORD)
        seekers[f"Buur {number}"] = chosen
        keeps(world, person, **chosen)
    ahead(world, seconds=2)
    places(world, alice)
    heard = {name for name, *_ in found(world)}
    would = {
        name
        for name, chosen in seekers.items()
        if search.find(
            world,
            Viewer(alice.id, "resident"),
            seeking.choices.query(seeking.choices.tidy(chosen), None),
        ).cards
    }
    assert heard == would
    assert 5 < len(heard) < len(SEARCHES) - 3


def test_searches_of_which_nobody_wants_to_hear_are_not_asked(
    world: World, alice: Resident, bob: Resident
) -> None:
    keeps(world, bob, alert="none", q="ladder")
    keeps(world, bob, q="boor")
    [row] = list(SavedSearch.select().where(SavedSearch.alert == "now"))
    saved.throw_away(world, resident_id=bob.id, number=row.id)
    places(world, alice, title="Ladder en boor")
    assert found(world) == []
    saved.put_back(resident_id=bob.id, number=row.id)
    places(world, alice, title="Boor")
    assert found(world) == [("Bob", "search", "")]


def test_the_other_side_of_a_listing(world: World, alice: Resident, bob: Resident) -> None:
    """Who asked for it hears of who offers it, and the other way round; the newest finds."""
    places(world, bob, title="Wie heeft een ladder voor mij?", purpose="request")
    assert found(world) == []
    places(world, alice, title="Ladder te leen")
    assert found(world) == [("Bob", "asked", ASKED)]
    places(world, alice, title="Grote ladder gezocht", purpose="request")
    assert found(world) == [("Bob", "asked", ASKED)]


def test_a_paid_offer_is_not_for_who_asks_for_it_for_nothing(
    world: World, alice: Resident, bob: Resident
) -> None:
    places(world, bob, title="Ladder gevraagd", purpose="request")
    found(world)
    places(world, alice, title="Ladder", terms="paid")
    assert found(world) == []


def test_what_was_changed_seeks_what_it_says_now(
    world: World, alice: Resident, bob: Resident
) -> None:
    lid = places(world, bob, title="Ladder gezocht", purpose="request")
    found(world)
    ahead(world, seconds=5)
    compose.edit(
        world,
        owner=bob.id,
        lid=lid,
        fields=ladder(world, title="Boormachine gezocht", purpose="request", text="Een dag."),
    )
    assert (news.seek_again(world), news.seek_again(world)) == (1, 0)
    places(world, alice, title="Ladder")
    places(world, alice, title="Boormachine")
    assert [row.listing for row in list(Match.select())] == []
    assert found(world) == [("Bob", "asked", "Boormachine gezocht")]
    assert Match.get().listing == Listing.get(title="Boormachine").id


@pytest.mark.parametrize("how", ["hidden", "ward", "blocks", "blocked", "own", "suspended"])
def test_what_somebody_may_not_see_or_set_aside_is_not_found(
    world: World, alice: Resident, bob: Resident, how: str
) -> None:
    carol = accounts.create(world, name="Carol", password=PASSWORD)
    for person in (bob, carol):
        tells(world, person, wishes=["cycling-lessons"])
    lid = places(world, bob if how == "own" else alice, **LESSON)
    own, now = Origin.get(own=True).id, world.now()
    if how in {"hidden", "ward"}:
        aside.hide(resident_id=bob.id, origin_id=own, lid=lid if how == "hidden" else "", now=now)
    elif how == "blocks":
        aside.block(resident_id=bob.id, blocked_id=alice.id, now=now)
    elif how == "blocked":
        aside.block(resident_id=alice.id, blocked_id=bob.id, now=now)
    elif how == "suspended":
        Resident.update(suspended=now).where(Resident.id == bob.id).execute()
    assert [name for name, *_ in found(world)] == ["Carol"]


def test_each_is_found_once_whatever_happens_to_it_after(
    world: World, alice: Resident, bob: Resident
) -> None:
    tells(world, bob, wishes=["cycling-lessons"], more_wishes="fietslessen")
    keeps(world, bob, q="fietslessen")
    lid = places(world, alice, reach="everyone", **LESSON)
    assert found(world) == [("Bob", "search", "")]
    ahead(world, seconds=5)
    compose.edit(world, owner=alice.id, lid=lid, fields=ladder(world, reach="adjacent", **LESSON))
    withdrawing.withdraw(world, owner=alice.id, lid=lid)
    withdrawing.put_back(world, owner=alice.id, lid=lid)
    Listing.update(matched=None).execute()  # as of one that came anew
    assert len(found(world)) == 1


def test_a_restore_makes_nothing_news_again(world: World, alice: Resident, bob: Resident) -> None:
    tells(world, bob, wishes=["cycling-lessons"])
    places(world, alice, **LESSON)
    news.begin_anew(world)
    assert found(world) == []
    Listing.update(matched=None).execute()  # given back after it
    assert found(world) == []
    ahead(world, minutes=1)
    places(world, alice, **LESSON)
    assert len(found(world)) == 1


def test_what_is_old_when_it_comes_is_no_news(world: World, alice: Resident, bob: Resident) -> None:
    tells(world, bob, wishes=["cycling-lessons"])
    places(world, alice, **LESSON)
    ahead(world, days=15)
    assert found(world) == []
    assert not Listing.select().where(Listing.matched.is_null()).exists()


def test_a_listing_that_waits_for_approval_is_news_when_it_has_it(
    neighbourhood: Neighbourhood,
) -> None:
    elm, oak = (neighbourhood.ward(name) for name in ("elm", "oak"))
    neighbourhood.befriend(elm, oak)
    oak.shows(elm, "approval")
    lid = elm.posts("lending", "Ladder")
    neighbourhood.rounds(2)
    wants_a_ladder(oak)
    with oak.at_work() as world:
        assert found(world) == []
        origin = Listing.get(lid=lid).origin_id
        decisions.decide(origin_id=origin, lid=lid, verdict="approved", now=world.now())
        assert [one[0] for one in found(world)] == ["Alice Jansen"]


def wants_a_ladder(ward: Ward) -> None:
    with ward.at_work() as world:
        person = accounts.create(
            world, name="Alice Jansen", password=PASSWORD, email="alice@oak.test"
        )
        keeps(world, person, q="ladder")


def test_what_was_found_before_the_end_is_not_found_twice_nor_left_out(
    world: World, alice: Resident, bob: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    tells(world, bob, wishes=["cycling-lessons"])
    for _ in range(3):
        places(world, alice, **LESSON)
    add, rounds = bulk.add, []

    def dies(*args: object) -> None:
        rounds.append(1)
        if len(rounds) == 2:
            raise MemoryError
        add(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(bulk, "add", dies)
    with pytest.raises(MemoryError):
        news.match_due(world)
    assert Match.select().count() == 1
    assert len(found(world)) == 3


def crowd(world: World, count: int) -> None:
    """So many who each keep a search, and wish for something, that is not what comes."""
    kinds = ("work", "sharing", "meeting")
    people = [
        Resident(
            name=f"P{n}",
            name_key=f"p{n}",
            shown_name=f"P{n}",
            outside_name="P",
            created=world.now(),
        )
        for n in range(count)
    ]
    Resident.bulk_create(people, 100)
    names = {row.name: row.id for row in list(Resident.select())}
    for number in range(count):
        owner = {Seeker.resident: names[f"P{number}"]}
        lines = [
            seeking.Line(seeking.Sought(words=("fietslessen",), kind=kinds[number % 3]), "search"),
            seeking.Line(seeking.Sought(words=(f"woord{number}",)), "search"),
            seeking.Line(seeking.Sought(talent="cooking", purpose="offer"), "wish", "cooking"),
        ]
        seeking._replace(None, lines, owner)


def test_the_cost_is_exact_and_does_not_grow_with_who_seeks_something_else(
    world: World, alice: Resident, bob: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten questions for one of our own, in a round of its own; for a neighbour's seven."""
    asked: list[int] = []
    ask, write = bulk.select, bulk._execute

    def selects(*args: Any) -> list[tuple[Any, ...]]:
        answer = ask(*args)
        asked.append(len(answer))
        return answer

    def writes(sql: str, rows: Iterable[Sequence[Any]]) -> None:
        asked.append(0)
        write(sql, rows)

    tells(world, bob, wishes=["cycling-lessons"])
    seen = []
    for count in (0, 60):
        crowd(world, count)
        places(world, alice, **LESSON)
        asked.clear()
        with monkeypatch.context() as patched, count_queries() as counted:
            patched.setattr(bulk, "select", selects)
            patched.setattr(bulk, "_execute", writes)
            assert news.match_due(world) == 1
        seen.append((counted.count + len(asked), sum(asked)))
    assert [one[0] for one in seen] == [10, 10]
    # Of what the crowd seeks three share a word with it, and one the first lesson itself.
    assert seen[1][1] - seen[0][1] == 3 + 1
    assert Wanted.select().count() > 60


def test_what_nobody_seeks_any_more_is_forgotten(
    world: World, alice: Resident, bob: Resident
) -> None:
    tells(world, bob, wishes=["cycling-lessons"])
    places(world, alice, **LESSON)
    assert len(found(world)) == 1
    tells(world, bob, wishes=[])
    ahead(world, days=61)
    assert news.forget_old(world) == 1
    assert Wanted.select().where(Wanted.asked.contains("cycling")).count() <= 1  # the listing's


def test_what_somebody_sought_goes_with_them(world: World, alice: Resident, bob: Resident) -> None:
    places(world, alice, title="Ladder gezocht", purpose="request")
    keeps(world, bob, q="zeldzaam")
    keeps(world, alice, q="zeldzaam")
    leaving.erase(world, resident_id=alice.id)
    asked = [row.asked for row in list(Wanted.select())]
    assert not [one for one in asked if "ladder" in one]
    assert [one for one in asked if "zeldzaam" in one]  # that is Bob's too
    leaving.erase(world, resident_id=bob.id)
    assert not Wanted.select().exists()


def test_who_names_every_talent_is_found_for_nobody_by_it(
    world: World, alice: Resident, bob: Resident
) -> None:
    tells(world, bob, wishes=["cycling-lessons"])
    everything = " ".join(ways[0] for ways in WORDINGS.values())
    places(world, alice, **LESSON | {"title": "Alles", "text": everything})
    assert found(world) == []
    places(world, alice, **LESSON)
    assert [name for name, *_ in found(world)] == ["Bob"]


def test_who_writes_many_words_is_not_found_by_all_of_them(
    world: World, alice: Resident, bob: Resident
) -> None:
    for number in (20, 400):
        keeps(world, bob, q=f"w{number:03}")
    everything = " ".join(f"w{number:03}" for number in range(500))
    places(world, alice, **LESSON | {"title": "Alles", "text": everything})
    news.match_due(world)
    [one] = list(Match.select(Match, SavedSearch).join(SavedSearch))
    assert "w020" in one.search.choices
