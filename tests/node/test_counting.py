"""Numbers of each month: what is counted, what stays, and what anybody may know."""

import json
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from node.agreements.models import Response
from node.insight import counting, statistics
from node.insight.counting import AGREEMENTS, ALL_KINDS, ANSWERS, LISTINGS, PEOPLE
from node.insight.models import MonthCount
from node.insight.statistics import Number, known, together
from node.listings.models import Listing
from node.residents import accounts
from node.residents.models import Resident
from node.upkeep import leaving
from node.world import World
from tests.neighbourhood import PASSWORD
from tests.node.test_set_aside import places
from tests.tools import run_wijk
from tests.world import Clock


def answers(world: World, who: Resident, *, state: str = "done", kind: str = "lending") -> None:
    """An answer as it is kept; how it came about is of no matter here."""
    number = Response.select().count()
    Response.create(
        key=f"answer {number}",
        lid=f"lid {number}",
        responder=who,
        kind=kind,
        purpose="offer",
        title="Ladder",
        language="nl",
        noted="{}",
        state=state,
        turn="lister",
        made=world.now(),
        changed=world.now(),
    )


def next_month(world: World) -> None:
    """The next day of which nothing was counted yet."""
    assert isinstance(world.clock, Clock)
    now = world.now()
    first = datetime(now.year + now.month // 12, now.month % 12 + 1, 2, tzinfo=UTC)
    world.clock.forward(seconds=(first - now).total_seconds())


def counted() -> dict[tuple[str, str], int]:
    return {(row.kind, row.what): row.count for row in MonthCount.select()}


def test_a_month_is_counted_when_it_is_over(world: World, alice: Resident, bob: Resident) -> None:
    places(world, alice, "Ladder")
    places(world, alice, "Boor")
    answers(world, bob)
    answers(world, bob, state="declined")
    answers(world, alice, state="accepted", kind="work")
    counting.count_due(world)
    assert counted() == {}
    next_month(world)
    counting.count_due(world)
    kind = Listing.get().kind
    assert counted() == {
        (kind, LISTINGS): 2,
        ("lending", ANSWERS): 2,
        ("lending", AGREEMENTS): 1,
        ("work", ANSWERS): 1,
        ("work", AGREEMENTS): 1,
        ("work", PEOPLE): 1,
        ("lending", PEOPLE): 2,
        (ALL_KINDS, LISTINGS): 2,
        (ALL_KINDS, ANSWERS): 3,
        (ALL_KINDS, AGREEMENTS): 2,
        (ALL_KINDS, PEOPLE): 2,
    }


def test_an_agreement_that_comes_later_is_counted_still(world: World, bob: Resident) -> None:
    answers(world, bob, state="proposed")
    next_month(world)
    counting.count_due(world)
    assert (ALL_KINDS, AGREEMENTS) not in counted()
    Response.update(state="accepted").execute()
    next_month(world)
    counting.count_due(world)
    assert counted()[ALL_KINDS, AGREEMENTS] == 1


def test_a_listing_that_waits_for_a_moderator_is_counted_once_it_hangs(
    world: World, alice: Resident
) -> None:
    places(world, alice, "Ladder")
    Listing.update(state="held").execute()
    next_month(world)
    counting.count_due(world)
    assert counted() == {}
    Listing.update(state="open").execute()
    counting.count_due(world)
    assert counted()[ALL_KINDS, LISTINGS] == counted()[ALL_KINDS, PEOPLE] == 1


def test_what_the_ward_itself_places_counts_and_the_ward_is_nobody(world: World) -> None:
    places(world, accounts.node_organisation(), "Buurtfeest")
    next_month(world)
    counting.count_due(world)
    assert counted()[ALL_KINDS, LISTINGS] == 1
    assert (ALL_KINDS, PEOPLE) not in counted()


def test_a_number_stays_when_what_it_counts_is_gone(world: World, alice: Resident) -> None:
    accounts.create(world, name="Ada", password=PASSWORD, role="admin")
    places(world, alice, "Ladder")
    next_month(world)
    counting.count_due(world)
    before = counted()
    leaving.erase(world, resident_id=alice.id)
    counting.count_due(world)
    assert counted() == before
    assert before[ALL_KINDS, PEOPLE] == 1


def test_what_was_there_before_the_first_count_is_counted_back(
    world: World, alice: Resident
) -> None:
    assert isinstance(world.clock, Clock)
    places(world, alice, "Ladder")
    first = statistics.before(world.now() + timedelta(days=32), 1)
    world.clock.forward(days=300)
    counting.count_due(world)
    [month] = {row.month for row in MonthCount.select()}
    assert [month] == [one.name for one in first]
    shown = statistics.lines(world.now())
    assert shown[0].name == month
    assert len(shown) >= 9


def test_the_months_are_those_of_the_ward(world: World) -> None:
    """Midnight in Amsterdam, also when the clock of summer goes on or off."""
    new_year = datetime(2031, 12, 31, 23, 30, tzinfo=UTC)
    assert [one.name for one in counting.before(new_year, 2)] == ["2031-11", "2031-12"]
    [march] = counting.before(datetime(2031, 4, 10, tzinfo=UTC), 1)
    assert march.begins.astimezone(UTC) == datetime(2031, 2, 28, 23, tzinfo=UTC)
    assert march.ends.astimezone(UTC) == datetime(2031, 3, 31, 22, tzinfo=UTC)


@pytest.mark.parametrize("count", range(8))
def test_fewer_than_five_is_the_same_for_each_of_them(count: int) -> None:
    assert known(count) == Number(count if count >= 5 else None)


def test_what_is_hidden_cannot_be_reckoned_from_the_whole() -> None:
    """Whatever is shown of some kinds and of all together, it fits more than one hidden number;
    only that there is nobody at all may follow from it.
    """
    fits: dict[object, set[int]] = {}
    for counts in product((0, 1, 2, 3, 4, 5, 7), repeat=3):
        seen = (tuple(known(one) for one in counts), together(counts))
        fits.setdefault(seen, set()).add(sum(one for one in counts if one < 5))
    for seen, hidden in fits.items():
        assert len(hidden) > 1 or hidden == {0} or min(hidden) >= 5, seen
    assert together([7, 3]) == Number(7, least=True)
    assert together([3, 1]) == Number(None)
    assert together([3, 3]) == Number(6)
    assert together([7, 0]) == Number(7)


def test_the_file_says_no_more_than_the_page(world: World) -> None:
    assert isinstance(world.clock, Clock)
    next_month(world)
    [month] = counting.before(world.now(), 1)
    for kind, count in (("work", 12), ("meeting", 4)):
        MonthCount.create(month=month.name, kind=kind, what=LISTINGS, count=count)
    told = {(kind, what): number for _, kind, what, number in statistics.everything(world.now())}
    assert told["work", LISTINGS] == Number(12)
    assert told["meeting", LISTINGS] == told["lending", LISTINGS] == Number(None)
    assert told[ALL_KINDS, LISTINGS] == Number(12, least=True)
    assert statistics.lines(world.now())[0].numbers[LISTINGS] == Number(12, least=True)


def test_a_month_in_which_nothing_happened_is_told_as_one_in_which_little_did(
    world: World,
) -> None:
    first, quiet, last = (month.name for month in counting.before(world.now(), 3))
    for month in (first, last):
        MonthCount.create(month=month, kind="work", what=LISTINGS, count=7)
    told = {(month, kind): number for month, kind, _, number in statistics.everything(world.now())}
    assert {month for month, _ in told} == {first, quiet, last}
    assert told[quiet, "work"] == Number(None)
    assert [line.name for line in statistics.lines(world.now())] == [first, quiet, last]


def test_the_command_says_no_more_either(world: World) -> None:
    assert json.loads(run_wijk("--data", world.config.data, "figures", "--json").stdout) == []
    assert {known(count).cell for count in range(5)} == {"<5"}
    assert (known(5).cell, Number(12, least=True).cell) == ("5", ">=12")
