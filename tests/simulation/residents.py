"""Who lives in a ward: they place, change, withdraw and leave, as the dice say.

Every version of a listing has a word of its own, so that one can look where it is left.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from node.listings import again, compose
from node.listings.errors import ListingError
from node.listings.fields import Fields
from node.listings.models import Listing
from node.residents import accounts
from node.residents.models import Resident
from node.upkeep import leaving
from node.world import World
from tests.neighbourhood import Ward
from tests.simulation.agenda import Dice
from tests.simulation.ledger import Ledger, word

REACHES = ("everyone", "everyone", "everyone", "adjacent", "ward")
LIVES = (0.2, 1, 60)  # days until a listing ends
BRIEF = 0.05
LONG = 60
APART = 100_000  # words: more than anybody writes before the days are over


@dataclass
class Residents:
    """The people of one ward. ``live``: what they placed and may change, and how it was typed."""

    ward: Ward
    number: int  # of the ward
    dice: Dice
    ledger: Ledger
    live: dict[str, tuple[int, Fields]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    people: list[int] = field(default_factory=list)
    count: int = 0
    lives: tuple[float, ...] = LIVES
    are_settled: bool = False  # whatever they place from now on stays

    def copied(self, ward: Ward) -> "Residents":
        """The same people, from here on for themselves, in a copy of their ward; with other words.

        What they write there is their ward's own, when it comes back.
        """
        return replace(
            self,
            ward=ward,
            live=dict(self.live),
            people=list(self.people),
            withdrawn=set(self.withdrawn),
            count=self.count + APART,
        )

    def act(self) -> None:
        """One of them does one thing."""
        with self.ward.at_work() as world:
            self._forget_ended(world)
            choice = self.dice.random()
            if choice < 0.5 or not self.live:
                self.place(world)
            elif choice < 0.7:
                self._change(world)
            elif choice < 0.85:
                self._withdraw(world)
            elif choice < 0.92:
                self._pause(world)
            else:
                self.leave(world)

    def place(self, world: World) -> None:
        """A listing more."""
        owner = self._somebody(world)
        typed = self._typed(world)
        lid = compose.place(world, owner=owner, fields=typed)
        self.live[lid] = owner, typed

    def place_many(
        self, world: World, count: int, days: float | None = None, reach: str = "everyone"
    ) -> None:
        """So many at once, as one change of the feed."""
        owner = accounts.node_organisation().id
        typed = [replace(self._typed(world, days), reach=reach) for _ in range(count)]
        wanted = [compose.Wanted(owner=owner, fields=one) for one in typed]
        for lid, one in zip(compose.place_many(world, wanted), wanted, strict=True):
            self.live[lid] = owner, one.fields

    def withdraw_all(self, world: World) -> None:
        """All of it away again."""
        for lid in list(self.live):
            with self._one(lid) as (owner, _):
                compose.withdraw(world, owner=owner, lid=lid)
                self._is_withdrawn(lid)

    def look_around(self) -> None:
        """After a restore: who is here, and which listings of theirs are."""
        organisation = accounts.node_organisation()
        rows = list(Resident.select(Resident.id).where(~Resident.organisation))
        self.people = [row.id for row in rows]
        open_ = Listing.select().where(
            Listing.owner.in_([organisation.id, *self.people]), Listing.state == "open"
        )
        self.live = {
            row.lid: (row.owner_id or 0, again.fields_of(row))
            for row in list(open_.order_by(Listing.id))
        }

    def _change(self, world: World) -> None:
        lid = self.dice.choice(list(self.live))
        with self._one(lid) as (owner, before):
            name = self._word()
            reach = before.reach if self.dice.random() < 0.7 else self.dice.choice(REACHES)
            typed = replace(before, title=f"Ladder {name}", text=f"{name}. Van hout.", reach=reach)
            compose.edit(world, owner=owner, lid=lid, fields=typed)
            self.live[lid] = owner, typed

    def _withdraw(self, world: World) -> None:
        lid = self.dice.choice(list(self.live))
        with self._one(lid) as (owner, _):
            compose.withdraw(world, owner=owner, lid=lid)
            self._is_withdrawn(lid)

    def _is_withdrawn(self, lid: str) -> None:
        del self.live[lid]
        self.withdrawn.add(lid)

    def _pause(self, world: World) -> None:
        lid = self.dice.choice(list(self.live))
        with self._one(lid) as (owner, _):
            again.pause(world, owner=owner, lid=lid)
            if self.dice.random() < 0.5:
                again.resume(world, owner=owner, lid=lid)
            else:
                self._is_withdrawn(lid)

    def leave(self, world: World) -> None:
        """Somebody deletes their account, with all that is theirs."""
        if not self.people:
            return
        person = self.people.pop(self.dice.randrange(len(self.people)))
        theirs = {row.lid for row in list(Listing.select().where(Listing.owner == person))}
        leaving.erase(world, resident_id=person)
        self.ledger.erased |= {(self.ward.name, lid) for lid in theirs}
        self.live = {lid: one for lid, one in self.live.items() if lid not in theirs}

    def _somebody(self, world: World) -> int:
        if self.dice.random() < 0.5:
            return int(accounts.node_organisation().id)
        if not self.people or self.dice.random() < 0.3:
            self.count += 1
            name = f"Bewoner {self.ward.name} {self.count}"
            made = accounts.insert(
                world, name=name, email=None, hashed="", role="resident", language="nl"
            )
            self.people.append(made.id)
            return int(made.id)
        return self.dice.choice(self.people)

    def _typed(self, world: World, days: float | None = None) -> Fields:
        name = self._word()
        days = days or (LONG if self.are_settled else self.dice.choice(self.lives))
        end = world.now() + timedelta(days=days)
        return Fields(
            kind="lending",
            purpose="offer",
            terms="loan",
            title=f"Ladder {name}",
            text=f"{name}. Kom langs.",
            end=end,
            reach=self.dice.choice(REACHES),
            place="Javaplein",
            geo=(52361, 4938),
        )

    def _word(self) -> str:
        self.count += 1
        return word(self.number, self.count)

    @contextmanager
    def _one(self, lid: str) -> Iterator[tuple[int, Fields]]:
        """What is done to a listing; one that a backup or a moderator took away is no more."""
        try:
            yield self.live[lid]
        except (ListingError, Resident.DoesNotExist):
            self.live.pop(lid, None)

    def _forget_ended(self, world: World) -> None:
        now = world.now()
        self.live = {lid: one for lid, one in self.live.items() if one[1].end > now}
