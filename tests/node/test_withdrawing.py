"""Taking a listing away, and the minute in which it can be put back."""

import pytest

from node.feed import publish
from node.feed.errors import PublishError
from node.feed.models import Counter, Entry, Feed
from node.listings import again, closing, compose, read, resign, search, withdrawing
from node.listings.errors import NotFoundError, TooLateError
from node.listings.models import Listing, Withdrawal
from node.residents.models import Resident
from node.shown.viewer import ANYONE, Viewer
from node.store.geo import Circle
from node.world import World
from tests.neighbourhood import Neighbourhood
from tests.node.filling import ladder
from tests.world import Clock


@pytest.fixture
def lid(world: World, alice: Resident) -> str:
    """Alice's ladder, for everyone, with a tag and a place on the map."""
    fields = ladder(world, reach="everyone", tags="klussen")
    return compose.place(world, owner=alice.id, fields=fields)


def later(world: World, seconds: float) -> None:
    assert isinstance(world.clock, Clock)
    world.clock.forward(seconds=seconds)


def signed() -> list[tuple[int, str | None]]:
    """Numbers and digests of our public feed, and the number of its head."""
    rows = [(row.seq, row.digest) for row in list(Entry.select().order_by(Entry.id))]
    return [*rows, (Feed.get(scope="public").seq, None)]


def found(world: World) -> list[str]:
    """By words, by a tag, by place and by nothing."""
    near = search.Query(circle=Circle((52_361, 4_938), 300))
    asked = (search.Query(words="ladder"), search.Query(words="klussen"), near, search.Query())
    return [card.lid for query in asked for card in search.find(world, ANYONE, query).cards]


def test_it_is_gone_at_once_and_nothing_is_signed_for_a_minute(
    world: World, alice: Resident, lid: str
) -> None:
    before = signed()
    until = withdrawing.withdraw(world, owner=alice.id, lid=lid)
    assert (until - world.now()).total_seconds() == pytest.approx(60, abs=1)
    assert withdrawing.waiting(lid=lid) == until
    assert found(world) == []
    with pytest.raises(NotFoundError):
        read.one(world, ANYONE, lid=lid)
    assert read.one(world, Viewer(alice.id), lid=lid).state == "withdrawn"
    later(world, 50)
    assert withdrawing.sign_due(world) == 0
    assert signed() == before
    later(world, 10)
    assert withdrawing.sign_due(world) == 1
    assert withdrawing.waiting(lid=lid) is None
    [(removal, digest), (head, _)] = signed()
    assert digest is None
    assert removal == head > before[0][0]
    assert withdrawing.sign_due(world) == 0


def test_put_back_it_is_as_if_it_had_not_been_away(world: World, alice: Resident, lid: str) -> None:
    before, was = signed(), found(world)
    for _twice in range(2):
        withdrawing.withdraw(world, owner=alice.id, lid=lid)
        later(world, 30)
        withdrawing.put_back(world, owner=alice.id, lid=lid)
        assert found(world) == was == [lid] * 4
    withdrawing.put_back(world, owner=alice.id, lid=lid)  # tapped once more
    later(world, 120)
    assert withdrawing.sign_due(world) == 0
    assert signed() == before
    assert found(world) == was


def test_after_the_minute_it_is_too_late_also_when_nobody_signed_yet(
    world: World, alice: Resident, lid: str
) -> None:
    withdrawing.withdraw(world, owner=alice.id, lid=lid)
    later(world, 61)
    with pytest.raises(TooLateError):
        withdrawing.put_back(world, owner=alice.id, lid=lid)
    assert withdrawing.sign_due(world) == 1
    with pytest.raises(TooLateError):
        withdrawing.put_back(world, owner=alice.id, lid=lid)
    assert found(world) == []


def test_LI_06_only_its_maker_takes_it_away_and_puts_it_back(
    world: World, alice: Resident, bob: Resident, lid: str
) -> None:
    for use in (withdrawing.withdraw, withdrawing.put_back):
        with pytest.raises(NotFoundError):
            use(world, owner=bob.id, lid=lid)
    withdrawing.withdraw(world, owner=alice.id, lid=lid)
    with pytest.raises(NotFoundError):
        withdrawing.put_back(world, owner=bob.id, lid=lid)
    with pytest.raises(NotFoundError):
        withdrawing.withdraw(world, owner=alice.id, lid=lid)
    assert found(world) == []


@pytest.mark.parametrize("state", ["paused", "full"])
def test_what_stands_still_or_is_full_is_taken_away_and_put_back_as_what_it_was(
    world: World, alice: Resident, lid: str, state: str
) -> None:
    if state == "paused":
        again.pause(world, owner=alice.id, lid=lid)
    else:
        closing.change(world, lid=lid, was="open", to="full")
    before, was = signed(), found(world)
    withdrawing.withdraw(world, owner=alice.id, lid=lid)
    assert found(world) == []
    later(world, 30)
    withdrawing.put_back(world, owner=alice.id, lid=lid)
    withdrawing.put_back(world, owner=alice.id, lid=lid)  # tapped once more
    assert (Listing.get(lid=lid).state, found(world), signed()) == (state, was, before)
    withdrawing.withdraw(world, owner=alice.id, lid=lid)
    later(world, 61)
    assert withdrawing.sign_due(world) == 1
    assert (Listing.get(lid=lid).state, found(world)) == ("withdrawn", [])
    assert Entry.get(lid=lid).digest is None


@pytest.mark.parametrize("state", withdrawing.AT_ONCE)
def test_what_nobody_else_sees_is_taken_away_for_good(
    world: World, alice: Resident, lid: str, state: str
) -> None:
    withdrawing.take_off(world, lid=lid, state=state)
    withdrawing.withdraw(world, owner=alice.id, lid=lid)
    with pytest.raises(TooLateError):
        withdrawing.put_back(world, owner=alice.id, lid=lid)
    withdrawing.put_up(world, lid=lid, state=state, becomes="open")  # undone by a moderator
    assert (Listing.get(lid=lid).state, found(world)) == ("withdrawn", [])
    assert withdrawing.sign_due(world) == 1
    assert Entry.get(lid=lid).digest is None
    with pytest.raises(NotFoundError):
        withdrawing.withdraw(world, owner=alice.id, lid=lid)


def test_of_this_ward_alone_nothing_is_ever_signed(world: World, alice: Resident) -> None:
    lid = compose.place(world, owner=alice.id, fields=ladder(world, reach="ward"))
    withdrawing.withdraw(world, owner=alice.id, lid=lid)
    later(world, 61)
    assert withdrawing.sign_due(world) == 1
    assert Entry.select().count() == 0
    assert Listing.get(lid=lid).state == "withdrawn"


def test_while_the_node_may_not_sign_it_waits(world: World, alice: Resident, lid: str) -> None:
    withdrawing.withdraw(world, owner=alice.id, lid=lid)
    later(world, 61)
    Counter.update(restoring=world.now()).execute()
    with pytest.raises(PublishError), publish.publishing(world):
        pass
    assert withdrawing.sign_due(world) == 0
    Counter.update(restoring=None).execute()
    assert withdrawing.sign_due(world) == 1


def test_what_hangs_again_by_another_way_is_not_taken_out(
    world: World, alice: Resident, lid: str
) -> None:
    """As after a restore: a newer version came back from the neighbours."""
    withdrawing.withdraw(world, owner=alice.id, lid=lid)
    Listing.update(state="open").where(Listing.lid == lid).execute()
    later(world, 61)
    withdrawing.sign_due(world)
    assert Entry.get(lid=lid).digest is not None
    assert Withdrawal.select().count() == 0


def test_signed_anew_meanwhile_it_still_goes(world: World, alice: Resident, lid: str) -> None:
    withdrawing.withdraw(world, owner=alice.id, lid=lid)
    with publish.publishing(world) as press:
        resign.begin(press)
    assert resign.go_on(world) == 1
    later(world, 61)
    assert withdrawing.sign_due(world) == 1
    assert Entry.get(lid=lid).digest is None
    assert Listing.get(lid=lid).state == "withdrawn"


def test_a_restart_loses_nothing_and_neighbours_hear_it_after_the_minute(
    neighbourhood: Neighbourhood,
) -> None:
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    neighbourhood.befriend(elm, oak)
    lid = elm.posts("lending", "Ladder")
    neighbourhood.rounds(2)
    with elm.at_work() as world:
        withdrawing.withdraw(world, owner=Listing.get(lid=lid).owner_id, lid=lid)
    oak.pulls()
    assert (elm.titles(), oak.titles()) == ([], ["Ladder"])
    elm.restarts()
    neighbourhood.clock.forward(minutes=2)
    with elm.at_work() as world:
        assert withdrawing.sign_due(world) == 1
    oak.pulls()
    assert oak.titles() == []
