"""What an admin decides about a neighbour, and a moderator about one of its listings."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from node.feed.models import Entry, Origin
from node.listings import search
from node.listings.models import Listing
from node.peering import handshake, levels, neighbours, pull, purging
from node.peering.errors import UnknownOriginError
from node.peering.storing import Filters
from node.settings import values
from node.shown.viewer import Viewer
from node.world import Fetched, World
from tests.neighbourhood import Neighbourhood, Ward


@pytest.fixture
def elm(neighbourhood: Neighbourhood) -> Ward:
    """A ward with a ladder and soup."""
    made = neighbourhood.ward("elm")
    made.posts("lending", "Ladder")
    made.posts("sharing", "Soep")
    return made


@pytest.fixture
def oak(neighbourhood: Neighbourhood, elm: Ward) -> Ward:
    """A ward that follows elm."""
    made = neighbourhood.ward("oak")
    made.follows(elm)
    assert made.pulls() == []
    return made


def scid(ward: Ward) -> str:
    with ward.at_work():
        return str(Origin.get(own=True).scid)


def level(ward: Ward, of: Ward, name: str) -> None:
    with ward.at_work() as world:
        levels.set_level(world, scid(of), name)


def texts(ward: Ward, of: Ward) -> int:
    with ward.at_work():
        rows = Entry.select().join(Origin).where(Origin.scid == scid(of))
        return sum(row.document is not None for row in rows)


@pytest.mark.parametrize("name", ["hidden", "blocked"])
def test_PE_09_hiding_takes_every_text_away_at_once(elm: Ward, oak: Ward, name: str) -> None:
    level(oak, elm, name)
    assert oak.titles() == []
    assert texts(oak, elm) == 0
    with oak.at_work():
        assert Listing.select().count() == 0
        assert Entry.select().count() == 2
    elm.posts("work", "Baan")
    if name == "hidden":
        assert oak.pulls() == []
        assert texts(oak, elm) == 0
    level(oak, elm, "shown")
    assert oak.pulls() == []
    assert oak.titles() == ["Baan", "Ladder", "Soep"]


def test_who_was_hidden_is_shown_whole_once_somebody_follows_it_again(elm: Ward, oak: Ward) -> None:
    level(oak, elm, "hidden")
    oak.follows(elm)
    assert oak.pulls() == []
    assert oak.titles() == ["Ladder", "Soep"]


def test_a_blocked_neighbour_is_not_asked_and_not_answered(elm: Ward, oak: Ward) -> None:
    elm.follows(oak)
    level(elm, oak, "blocked")
    assert oak.asks(elm, "/fed/feed/public?after=0").status == 403
    assert oak.pulls() == ["blocked"]
    level(oak, elm, "blocked")
    oak.neighbourhood.clock.forward(hours=30)
    assert oak.pulls_when_due() == 0


def test_each_waits_for_approval_and_a_word_holds_for_later_versions(elm: Ward, oak: Ward) -> None:
    ladder, soup = elm.typed
    level(oak, elm, "approval")
    assert oak.titles() == []
    with oak.at_work() as world:
        levels.decide(world, scid(elm), ladder, "approved")
    assert oak.titles() == ["Ladder"]
    elm.edits(ladder, title="Trap")
    elm.edits(soup, title="Erwtensoep")
    assert oak.pulls() == []
    assert oak.titles() == ["Trap"]


def test_FI_25_a_listing_that_is_hidden_stays_so_in_every_version(elm: Ward, oak: Ward) -> None:
    ladder, _ = elm.typed
    with oak.at_work() as world:
        levels.decide(world, scid(elm), ladder, "hidden")
    assert oak.titles() == ["Soep"]
    elm.edits(ladder, title="Trap")
    assert oak.pulls() == []
    assert oak.titles() == ["Soep"]
    assert texts(oak, elm) == 1
    with oak.at_work() as world:
        levels.decide(world, scid(elm), ladder, "approved")
    assert oak.pulls() == []
    assert oak.titles() == ["Soep", "Trap"]


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        (Filters(), ["Ladder", "Soep"]),
        (Filters(kinds=("lending",)), ["Ladder"]),
        (Filters(languages=("de",)), []),
        (Filters(languages=("nl", "de")), ["Ladder", "Soep"]),
        (Filters(metres=2000), ["Ladder", "Soep"]),
        (Filters(metres=500), []),
    ],
)
def test_filters_by_kind_language_and_distance(
    elm: Ward, oak: Ward, filters: Filters, left: list[str]
) -> None:
    with oak.at_work() as world:
        values.put("centre", "52.352,4.938")
        levels.set_filters(world, scid(elm), filters)
    assert oak.pulls() == []
    assert oak.titles() == left
    assert texts(oak, elm) == len(left)
    with oak.at_work() as world:
        levels.set_filters(world, scid(elm), Filters())
    assert oak.pulls() == []
    assert oak.titles() == ["Ladder", "Soep"]


def test_what_was_left_out_is_in_no_way_of_a_repair(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    with oak.at_work() as world:
        levels.set_filters(world, scid(elm), Filters(kinds=("lending",)))
    assert oak.pulls() == []
    elm.posts("lending", "Trap")
    neighbourhood.tamper("/fed/feed/", lambda body: body.replace(b'"Trap"', b'"Trip"'))
    assert oak.pulls() == []
    assert neighbourhood.asked[-2].path == "/fed/manifest/public"
    assert oak.titles() == ["Ladder", "Trap"]


def test_PE_07_a_quota_stops_what_is_new_and_never_a_removal(elm: Ward, oak: Ward) -> None:
    ladder, soup = elm.typed
    with oak.at_work() as world:
        levels.set_quota(world, scid(elm), levels.Quota(listings=4))
    elm.posts_many(10, "Doos")
    assert oak.pulls() == []
    assert oak.titles() == ["Doos 8", "Doos 9", "Ladder", "Soep"]
    elm.edits(ladder, title="Trap")
    elm.withdraws(soup)
    assert oak.pulls() == []
    assert oak.titles() == ["Doos 8", "Doos 9", "Trap"]
    with oak.at_work() as world:
        levels.set_quota(world, scid(elm), levels.Quota())
    assert oak.pulls() == []
    assert len(oak.titles()) == 11


def test_so_many_new_ones_a_day(neighbourhood: Neighbourhood, elm: Ward, oak: Ward) -> None:
    with oak.at_work() as world:
        levels.set_quota(world, scid(elm), levels.Quota(new_a_day=3))
    assert oak.pulls() == []
    neighbourhood.clock.forward(minutes=20)
    elm.posts_many(5, "Doos")
    assert oak.pulls() == []
    assert oak.titles() == ["Doos 2", "Doos 3", "Doos 4", "Ladder", "Soep"]
    elm.posts("work", "Baan")
    assert oak.pulls() == []
    assert "Baan" not in oak.titles()
    neighbourhood.clock.forward(hours=25)
    elm.posts("work", "Nog een baan")
    assert oak.pulls() == []
    assert "Nog een baan" in oak.titles()


def test_what_nobody_confirms_is_hidden_after_thirty_days(elm: Ward, oak: Ward) -> None:
    with oak.at_work() as world:
        Origin.update(unconfirmed=world.now() - timedelta(days=29)).where(~Origin.own).execute()
    assert oak.titles() == ["Ladder", "Soep"]
    with oak.at_work() as world:
        Origin.update(unconfirmed=world.now() - timedelta(days=31)).where(~Origin.own).execute()
    assert oak.titles() == []


def test_a_lid_in_both_feeds_is_shown_once(elm: Ward, oak: Ward) -> None:
    with oak.at_work() as world:
        row = Listing.get(title="Soep")
        values = {**row.__data__, "id": row.id + 1, "reach": "adjacent", "seq": row.seq + 1}
        Listing.insert(values | {"title": "Soep voor de buren"}).execute()
        found = search.find(world, Viewer(1, "resident"), search.Query())
        assert sorted(card.title for card in found.cards) == ["Ladder", "Soep voor de buren"]
    assert oak.titles() == ["Ladder", "Soep"]


def test_decisions_are_about_other_nodes(oak: Ward) -> None:
    with oak.at_work() as world:
        for name in (Origin.get(own=True).scid, "QmNobody"):
            with pytest.raises(UnknownOriginError):
                levels.set_level(world, name, "hidden")
        with pytest.raises(UnknownOriginError):
            levels.take_through(world, "QmNobody", on=False)
        with pytest.raises(ValueError, match="great"):
            levels.set_level(world, "QmNobody", "great")
        with pytest.raises(ValueError, match="great"):
            levels.decide(world, "QmNobody", "x", "great")


def test_very_many_are_gone_from_every_list_at_once_and_let_go_of_in_slices(
    neighbourhood: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forty listings stand for fifty thousand."""
    for name, value in (("AT_ONCE", 5), ("SLICE", 4), ("SLICES", 3)):
        monkeypatch.setattr(purging, name, value)
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    elm.posts_many(40)
    oak.follows(elm)
    assert oak.pulls() == []
    assert len(oak.titles()) == 40
    with oak.at_work() as world:
        theirs = Origin.get(~Origin.own).scid
        levels.set_level(world, theirs, "hidden")
    assert oak.titles() == []
    assert "Ladder" not in oak.page("/")
    assert "Ladder" not in oak.page("/?q=ladder")
    with oak.at_work() as world:
        assert Listing.select().count() == 35
        assert [purging.go_on(world) for _ in range(4)] == [12, 12, 11, 0]
        assert not Entry.select().where(Entry.document.is_null(is_null=False)).exists()
        levels.set_level(world, theirs, "shown")
    oak.pulls()
    assert len(oak.titles()) == 40
    with oak.at_work() as world:
        levels.set_level(world, theirs, "blocked")
        levels.set_level(world, theirs, "shown")  # before the job came to it
        assert Listing.select().count() == 0
        handshake.end(world, theirs)
        assert purging.go_on(world) == 0


@dataclass
class Meanwhile:
    """Our road, on which something is decided here while the neighbour sends its first page."""

    ward: Ward
    decide: Callable[[World], object]
    done: bool = False

    def __call__(self, url: str, **how: Any) -> Fetched:
        """See :class:`node.world.Fetch`."""
        if "/fed/feed/" in url and not self.done:
            self.done = True
            with self.ward.at_work() as world:
                self.decide(world)
        return self.ward.world.fetch(url, **how)


def pulls_while(ward: Ward, decide: Callable[[World], object]) -> None:
    with ward.at_work() as world:
        [card] = neighbours.all_of(world)
        pull.pull_peer(replace(world, fetch=Meanwhile(ward, decide)), card.peer_id)


@pytest.mark.parametrize("name", ["hidden", "blocked"])
def test_who_is_hidden_while_it_is_pulled_leaves_no_text(elm: Ward, oak: Ward, name: str) -> None:
    elm.posts("lending", "Trap")
    pulls_while(oak, lambda world: levels.set_level(world, scid(elm), name))
    assert oak.titles() == []
    assert texts(oak, elm) == 0


def test_what_is_wanted_holds_for_the_pull_that_is_going_on(elm: Ward, oak: Ward) -> None:
    """Also for the one that an earlier wish led to."""
    sharing, lending = (Filters(kinds=(kind,)) for kind in ("sharing", "lending"))
    with oak.at_work() as world:
        levels.set_filters(world, scid(elm), sharing)
    pulls_while(oak, lambda world: levels.set_filters(world, scid(elm), lending))
    assert oak.pulls() == []
    assert oak.titles() == ["Ladder"]
    elm.posts("sharing", "Brood")
    elm.posts("lending", "Trap")
    pulls_while(oak, lambda world: levels.set_filters(world, scid(elm), sharing))
    assert oak.pulls() == []
    assert oak.titles() == ["Brood", "Soep"]


def test_who_is_no_neighbour_any_more_while_it_is_pulled_leaves_nothing(
    neighbourhood: Neighbourhood, elm: Ward
) -> None:
    ash = neighbourhood.ward("ash")
    ash.follows(elm)
    pulls_while(ash, lambda world: handshake.end(world, scid(elm)))
    with ash.at_work():
        assert Entry.select().join(Origin).where(~Origin.own).count() == 0
        assert Listing.select().join(Origin).where(~Origin.own).count() == 0
        assert Origin.get(~Origin.own).level == "hidden"


def test_what_was_here_before_is_not_new_today(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    """Neither what was changed or signed anew, nor what is read again for an admin's wish."""
    ladder, soup = elm.typed
    with oak.at_work() as world:
        levels.set_quota(world, scid(elm), levels.Quota(new_a_day=1))
    assert oak.pulls() == []
    neighbourhood.clock.forward(hours=25)
    elm.edits(ladder, title="Trap")
    elm.edits(soup, title="Brood")
    assert oak.pulls() == []
    with oak.at_work() as world:
        levels.set_filters(world, scid(elm), Filters(kinds=("lending", "sharing", "work")))
    assert oak.pulls() == []
    assert oak.titles() == ["Brood", "Trap"]
    elm.posts("work", "Baan")
    assert oak.pulls() == []
    assert oak.titles() == ["Baan", "Brood", "Trap"]
    elm.posts("work", "Nog een baan")
    assert oak.pulls() == []
    assert oak.titles() == ["Baan", "Brood", "Trap"]
    baan = next(reversed(elm.typed))
    elm.edits(baan, title="Nog zo'n baan")
    assert oak.pulls() == []
    assert oak.titles() == ["Baan", "Brood", "Trap"]
