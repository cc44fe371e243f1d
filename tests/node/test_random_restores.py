"""Backups put back at random, again and again: no number twice, nothing lost that somebody has.

``--long``: two hundred restores with neighbours that answer, and two hundred with nobody there.
"""

from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from node.feed import mark
from node.feed.identity import own_origin
from node.feed.models import Counter, Entry, Feed, Origin
from node.feed.publish import SCOPES
from node.listings.errors import NotFoundError
from node.listings.models import Listing
from node.residents import accounts
from node.upkeep import erasures, restore
from tests.backups import back_up, put_back, throw_away
from tests.neighbourhood import Neighbourhood, Ward
from tests.simulation.agenda import Dice

SHORT, LONG = 3, 200
MOST_LIVE = 25
ACTS = (4, 14)  # between a backup and its return, at least and at most
DAYS = 3


@dataclass
class Ledger:
    """Every number that was ever given, and to what."""

    given: dict[int, str] = field(default_factory=dict)
    heads: dict[tuple[str, int], str] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)

    def look(self, ward: Ward) -> None:
        """Note what is signed now; nothing noted before may be contradicted."""
        with ward.at_work():
            us = own_origin().id
            rows = Entry.select().where(Entry.origin == us, Entry.document.is_null(is_null=False))
            for row in list(rows):
                said = f"{row.scope} {row.lid} {row.digest}"
                assert self.given.setdefault(row.seq, said) == said, "a number given twice"
            for feed in list(Feed.select().where(Feed.origin == us)):
                said = f"{feed.count} {feed.root}"
                assert self.heads.setdefault((feed.scope, feed.seq), said) == said, "two heads"


@dataclass
class Life:
    """What happens in a ward, by chance."""

    elm: Ward
    neighbours: list[Ward]
    dice: Dice
    ledger: Ledger = field(default_factory=Ledger)
    newest: dict[str, dict[str, str]] = field(default_factory=dict)  # the sets that anybody had
    count: int = 0

    def acts(self, times: int) -> None:
        """So many things happen, over three days."""
        for _ in range(times):
            self.elm.neighbourhood.clock.forward(hours=DAYS * 24 / times)
            self._act()
            self.ledger.look(self.elm)
            for ward in self.neighbours:
                if self.dice.random() < 0.4:
                    assert ward.pulls() == []

    def _act(self) -> None:
        live = self._live()
        choice = self.dice.random()
        if len(live) < 4 or (choice < 0.45 and len(live) < MOST_LIVE):
            self.count += 1
            reach = self.dice.choice(("everyone", "everyone", "everyone", "adjacent", "ward"))
            self.elm.posts("lending", f"Ladder {self.count}", reach=reach)
            return
        lid = self.dice.choice(live)
        with suppress(NotFoundError):  # it came back from the neighbours and nobody claimed it
            self._change(lid, choice)

    def _change(self, lid: str, choice: float) -> None:
        if choice < 0.75:
            self.count += 1
            self.elm.edits(lid, title=f"Ladder {self.count}")
        elif choice < 0.9:
            self.elm.withdraws(lid)
        else:
            self.elm.withdraws(lid)
            with self.elm.at_work() as world:
                erasures.note(world, resident=0, created=world.now(), lids=[lid])
            self.ledger.erased.add(lid)

    def _live(self) -> list[str]:
        with self.elm.at_work():
            owner = accounts.node_organisation().id
            rows = Listing.select().where(Listing.owner == owner, Listing.state == "open")
            return sorted(row.lid for row in rows if row.lid in self.elm.typed)


def held(ward: Ward, scid: str, scope: str) -> tuple[int, dict[str, str]]:
    """The number of the head that this ward has of a feed, and its set."""
    with ward.at_work():
        origin = Origin.get(scid=scid)
        feed = Feed.get_or_none(origin=origin, scope=scope)
        rows = Entry.select().where(
            Entry.origin == origin.id, Entry.scope == scope, Entry.digest.is_null(is_null=False)
        )
        return (feed.seq if feed else 0), {row.lid: row.digest for row in list(rows)}


def one_restore(life: Life, number: int, *, reachable: bool) -> None:
    """A backup, three days, the backup put back, and all agree after."""
    elm, ledger = life.elm, life.ledger
    backup = back_up(elm, f"backup_{number}")
    life.acts(life.dice.randint(*ACTS))
    with elm.at_work():
        scid, last = own_origin().scid, Counter.get().last
    lost_mark = life.dice.random() < 0.3
    if lost_mark:
        elm.world.config.mark.unlink()
    put_back(elm, backup)
    elm.restarts()
    throw_away(elm, backup)
    ended = restored(life, reachable=reachable)
    with elm.at_work() as world:
        assert restore.state().since is None
        assert mark.read(world) == mark.of_database(world)
        if ended:
            assert Counter.get().last > last
        assert not Listing.select().where(Listing.lid.in_(ledger.erased | {""})).exists()
    ledger.look(elm)
    check_what_came_back(life, scid, ended=ended and reachable)
    agree(life, scid)


def restored(life: Life, *, reachable: bool) -> bool:
    """Let the restore come to its end; whether there was one."""
    elm, neighbourhood = life.elm, life.elm.neighbourhood
    with elm.at_work():
        if restore.state().since is None:
            return False  # nothing was signed since the backup
    scid = scid_of(elm)
    for scope in SCOPES:
        before = [held(ward, scid, scope) for ward in (elm, *life.neighbours)]
        life.newest[scope] = max(before, key=lambda one: one[0])[1]
    if not reachable:
        for ward in life.neighbours:
            neighbourhood.cut(elm, ward)
    with elm.at_work() as world:
        if reachable:
            assert restore.step(world)
        elif life.dice.random() < 0.5:
            assert restore.go_on(world)
        else:
            assert not restore.step(world)
            neighbourhood.clock.forward(hours=24.1)
            assert restore.step(world)
    neighbourhood.heal()
    return True


def scid_of(ward: Ward) -> str:
    with ward.at_work():
        return own_origin().scid


def check_what_came_back(life: Life, scid: str, *, ended: bool) -> None:
    """The newest sets that anybody had are here, without what was erased."""
    if not ended:
        return
    for scope, newest in life.newest.items():
        kept = {lid: digest for lid, digest in newest.items() if lid not in life.ledger.erased}
        assert held(life.elm, scid, scope)[1] == kept, scope


def agree(life: Life, scid: str) -> None:
    """Neighbours take it without a word, and have what we have."""
    for ward in life.neighbours:
        refused = ward.pulls()
        assert set(refused) <= {"root_mismatch", "count_mismatch"}
        if refused:  # both feeds want a manifest, and there is one an hour (§8.5)
            life.elm.neighbourhood.clock.forward(minutes=61)
        assert ward.pulls() == []
        assert [card.quarantined for card in ward.neighbours()] == [None]
        for scope in SCOPES:
            ours = held(life.elm, scid, scope)
            assert held(ward, scid, scope) == ours
            assert not life.ledger.erased & ours[1].keys()


@pytest.mark.parametrize("reachable", [True, False], ids=["answered", "nobody there"])
def test_BR_03_BR_04_random_restores(
    neighbourhood: Neighbourhood, request: pytest.FixtureRequest, *, engine: str, reachable: bool
) -> None:
    long = bool(request.config.getoption("--long")) and engine == "sqlite"
    elm = neighbourhood.ward("elm")
    neighbours = [neighbourhood.ward(name) for name in ("oak", "ash")]
    for ward in neighbours:
        neighbourhood.befriend(ward, elm)
    life = Life(elm, neighbours, Dice(1 + reachable))  # a test's dice
    life.acts(6)
    done = 0
    for number in range(LONG if long else SHORT):
        one_restore(life, number, reachable=reachable)
        done += 1
    assert done == (LONG if long else SHORT)
