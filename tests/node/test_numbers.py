"""Numbers under pressure: many who publish at once, and power cuts at the worst moments.

A number that a neighbour has seen means the same listing for ever, and none that was given is
passed over by whoever reads along.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest

from node.feed import mark, publish
from node.feed.identity import own_origin
from node.feed.models import Counter, Entry, Feed, Origin
from node.listings import compose
from node.residents import accounts
from node.store.database import Store
from node.upkeep import restore
from node.world import World, system_random
from tests.neighbourhood import Neighbourhood, Ward
from tests.node.filling import ladder

WRITERS = 20
EACH = 3  # listings of a writer, of which the second is withdrawn


def writes(
    world: World, name: int, given: dict[int, list[int]], wrong: list[BaseException]
) -> None:
    """One of many: places, withdraws, and notes the numbers that it got."""
    store = Store(world.config.database_url)
    try:
        with store.active():
            owner = accounts.node_organisation().id
            for number in range(EACH):
                fields = ladder(world, title=f"Ladder {name}-{number}", reach="everyone")
                lid = compose.place(world, owner=owner, fields=fields)
                given.setdefault(name, []).append(Entry.get(lid=lid).seq)
                if number == 1:
                    compose.withdraw(world, owner=owner, lid=lid)
                    given[name].append(Entry.get(lid=lid).seq)
    except BaseException as error:  # noqa: BLE001  # told by the test
        wrong.append(error)
    finally:
        store.close()


def rows(ward: Ward, scid: str, *, most: int) -> dict[str, tuple[int, str | None]]:
    """The set as it stands there, removals too, as far as its numbers are within ``most``."""
    with ward.at_work():
        held = Entry.select().join(Origin).where(Origin.scid == scid, Entry.scope == "public")
        return {row.lid: (row.seq, row.digest) for row in list(held) if row.seq <= most}


def test_ST_15_ST_16_twenty_publish_at_once_and_a_reader_misses_nothing(
    neighbourhood: Neighbourhood,
) -> None:
    """Whatever a reader's head covers it has, at every look; and no number is given twice."""
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    oak.follows(elm)
    with elm.at_work():
        scid = own_origin().scid
    given: dict[int, list[int]] = {}
    wrong: list[BaseException] = []
    many = replace(elm.world, random=system_random)
    threads = [
        threading.Thread(target=writes, args=[many, n, given, wrong]) for n in range(WRITERS)
    ]
    for thread in threads:
        thread.start()
    looks = 0
    while any(thread.is_alive() for thread in threads) or not looks:
        looks += read_along(elm, oak, scid)
    for thread in threads:
        thread.join()
    assert wrong == []
    read_along(elm, oak, scid)
    numbers = [seq for of_one in given.values() for seq in of_one]
    assert len(numbers) == len(set(numbers)) == WRITERS * (EACH + 1)
    assert all(of_one == sorted(of_one) for of_one in given.values())
    assert len(oak.titles()) == WRITERS * (EACH - 1)
    with elm.at_work():
        assert Counter.get().last == max(numbers) == Feed.get(scope="public").seq


def read_along(elm: Ward, oak: Ward, scid: str) -> int:
    """Pull, and compare: what the pulled head covers is there, unless it was changed since."""
    assert oak.pulls() == []
    with oak.at_work():
        seen = Feed.get(origin=Origin.get(scid=scid).id, scope="public").seq
    live = {lid: row for lid, row in rows(elm, scid, most=seen).items() if row[1]}
    theirs = {lid: row for lid, row in rows(oak, scid, most=seen).items() if row[1]}
    assert live.items() <= theirs.items()
    later = theirs.keys() - live.keys()
    with elm.at_work():
        changed = Entry.select(Entry.lid).where(Entry.seq > seen)
        assert later <= {row.lid for row in list(changed)}
    return 1


class PowerCutError(BaseException):
    """The power went. Not an ``Exception``: nothing of ours may go on after it."""


@dataclass
class Seen:
    """What a neighbour ever had under each number."""

    bodies: dict[int, tuple[str, str | None]] = field(default_factory=dict)
    heads: dict[int, str] = field(default_factory=dict)

    def look(self, ward: Ward, scid: str) -> None:
        """Note what it has now; nothing noted before may be contradicted."""
        for lid, (seq, digest) in rows(ward, scid, most=2**53).items():
            assert self.bodies.setdefault(seq, (lid, digest)) == (lid, digest)
        with ward.at_work():
            feed = Feed.get(origin=Origin.get(scid=scid).id, scope="public")
            assert self.heads.setdefault(feed.seq, feed.root) == feed.root


@contextmanager
def cut_when(owner: object, name: str, when: str) -> Iterator[None]:
    """The power goes just before or just after the next call of this function."""
    real: Callable[..., object] = getattr(owner, name)

    def cut(*arguments: object, **named: object) -> object:
        if when == "before":
            raise PowerCutError
        real(*arguments, **named)
        raise PowerCutError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, cut)
        yield


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["sign", "commit", "mark"])
def test_ST_03_a_cut_around_commit_and_mark_gives_no_number_two_bodies(
    neighbourhood: Neighbourhood, step: str, when: str
) -> None:
    """What was signed and lost is given out by nobody; what was committed is true at the start."""
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    oak.follows(elm)
    elm.follows(oak)
    with elm.at_work():
        scid = own_origin().scid
    elm.posts("lending", "Ladder")
    seen = Seen()
    for number in range(2):
        places = {
            "sign": (publish, "sign_head"),
            "commit": (elm.store.database, "commit"),
            "mark": (mark, "rise"),
        }
        with cut_when(*places[step], when), pytest.raises(PowerCutError):
            elm.posts("sharing", f"Soep {number}")
        elm.restarts()
        assert oak.pulls() == []
        seen.look(oak, scid)
        elm.posts("work", f"Baan {number}")
        assert oak.pulls() == []
        seen.look(oak, scid)
    committed = (step, when) in {("commit", "after"), ("mark", "before"), ("mark", "after")}
    soup = ["Soep 0", "Soep 1"] if committed else []
    assert oak.titles() == ["Baan 0", "Baan 1", "Ladder", *soup]
    with elm.at_work() as world:
        assert restore.state().since is None
        assert mark.read(world) == mark.of_database(world)
