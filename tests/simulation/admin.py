"""Who looks after a ward: lets wards in that were met through others, hides, blocks, filters.

Rule: what was decided is remembered here too, apart from the node, to hold the node against.
"""

from dataclasses import dataclass, field

from node.feed import publish
from node.feed.models import Entry, Origin
from node.peering import levels, neighbours, reports
from node.peering.storing import TEXTS, Filters
from node.shown import decisions
from node.world import World
from tests.neighbourhood import Ward
from tests.simulation.agenda import Dice

MOST_SMALL = levels.Quota(listings=12, new_a_day=6)


@dataclass
class Admin:
    """Of one ward. By SCID: at which level it is, what of it is hidden, what is filtered."""

    ward: Ward
    dice: Dice
    levels: dict[str, str] = field(default_factory=dict)
    hidden: set[tuple[str, str]] = field(default_factory=set)
    filtered: set[str] = field(default_factory=set)
    bounded: set[str] = field(default_factory=set)
    is_generous: bool = False  # lets everybody in

    def act(self) -> None:
        """Do one thing that an admin does."""
        with self.ward.at_work() as world:
            origins = list(Origin.select().where(~Origin.own).order_by(Origin.scid))
            if not origins:
                return
            choice = self.dice.random()
            one = self.dice.choice(origins)
            if choice < 0.3:
                self.hide(world, one)
            elif choice < 0.45:
                self._level(world, one.scid, "blocked")
            elif choice < 0.6:
                self._level(world, one.scid, "hidden")
            elif choice < 0.7:
                levels.set_filters(world, one.scid, Filters(kinds=("work",)))
                self.filtered.add(one.scid)
            elif choice < 0.8:
                self.bound(world, one.scid)
            elif choice < 0.9:
                levels.set_relaying(world, one.scid, on=self.dice.random() < 0.7)
            else:
                publish.confirm_clock(world)

    def meets(self, scid: str) -> None:
        """The words were compared: it is a neighbour."""
        self.levels[scid] = "shown"

    def let_in(self) -> None:
        """Whoever was met through others and not decided about is shown from now on."""
        with self.ward.at_work() as world:
            for one in list(Origin.select().where(~Origin.own, Origin.level == "hidden")):
                if one.scid not in self.levels and (self.is_generous or self.dice.random() < 0.7):
                    self._level(world, one.scid, "shown")

    def bound(self, world: World, scid: str) -> None:
        """Only so much of it."""
        levels.set_quota(world, scid, MOST_SMALL)
        self.bounded.add(scid)

    def makes_up(self) -> None:
        """All is forgiven: every origin is shown whole, and relayed; what is hidden stays so."""
        self.is_generous = True
        with self.ward.at_work() as world:
            for one in list(Origin.select().where(~Origin.own).order_by(Origin.scid)):
                self._level(world, one.scid, "shown")
                levels.set_relaying(world, one.scid, on=True)
                if one.scid in self.filtered:
                    levels.set_filters(world, one.scid, Filters())
                if one.scid in self.bounded:
                    levels.set_quota(world, one.scid, levels.Quota())
            self.filtered.clear()
            self.bounded.clear()

    def looks_at_all(self) -> None:
        """The button that looks at each neighbour now, whatever failed before."""
        with self.ward.at_work() as world:
            for card in neighbours.all_of(world):
                neighbours.pause(world, card.scid, on=False)

    def looks_around(self) -> None:
        """After a restore: what the database has of what was decided."""
        with self.ward.at_work():
            rows = list(Origin.select().where(~Origin.own))
            self.levels = {row.scid: row.level for row in rows if row.scid in self.levels}
            self.filtered = {r.scid for r in rows if Filters.read(r.filters) != Filters()}
            self.bounded = {row.scid for row in rows if row.most_listings is not None}
            self.hidden = {(row.scid, lid) for row in rows for lid in decisions.hidden_lids(row.id)}

    def decided(self) -> object:
        """Something else whenever something else was decided."""
        return dict(self.levels), set(self.hidden), set(self.filtered)

    def allows(self, scid: str, lid: str) -> bool:
        """Whether it was decided that this is not to be seen."""
        if (scid, lid) in self.hidden:
            return False
        return self.levels.get(scid, "hidden") in TEXTS and scid not in self.filtered

    def hide(self, world: World, origin: Origin) -> None:
        rows = list(
            Entry.select(Entry.lid)
            .where(Entry.origin == origin, Entry.digest.is_null(is_null=False))
            .order_by(Entry.lid)
        )
        if rows:
            lid = self.dice.choice(rows).lid
            reports.send(world, scid=origin.scid, lid=lid, reason="Reclame")
            self.hidden.add((origin.scid, lid))

    def _level(self, world: World, scid: str, level: str) -> None:
        if level in TEXTS:  # known before it is so: the power may go in between
            self.levels[scid] = level
        levels.set_level(world, scid, level)
        self.levels[scid] = level
