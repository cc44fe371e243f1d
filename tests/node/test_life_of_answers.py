"""The life of answers to one listing, made up: up to five people, one of them without an account,
and any move by anybody.

After each step: never more agreements than places; nobody waits who fits; what changed is in the
table; who has left is nowhere.
"""

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from node.agreements import moving
from node.agreements.errors import AgreementError
from node.agreements.models import Message, Response
from node.agreements.parties import Outsider, Party
from node.agreements.states import LIVE, MOVES, SIDES
from node.listings.errors import NotFoundError
from node.residents.errors import TooManyError
from node.residents.models import Address, Resident
from node.store.database import database
from node.world import World
from tests.node.agreeing import (
    Talk,
    agreed,
    answer,
    answer_by_mail,
    forward,
    outsider,
    people,
    soup,
    state_of,
    taken,
)

NAMES = sorted({one.name for one in MOVES} - {"propose"})
CROWD = 5


@dataclass
class Town:
    """Where it happens; all stories of one run share it."""

    world: World
    lister: Resident
    crowd: list[Resident]
    outsider: Address  # the last of the crowd

    def party(self, who: int) -> Party:
        """Who that is: the lister, one of the crowd, or who has no account."""
        if who < 0:
            return self.lister.id
        return self.crowd[who].id if who < len(self.crowd) else Outsider(self.outsider.id)


class Life(RuleBasedStateMachine):
    """One listing and who answer it."""

    town: Town

    @initialize(places=st.integers(1, 3))
    def begins(self, places: int) -> None:
        forward(self.town.world, days=1, minutes=1)
        self.places = places
        self.lid = soup(self.town.world, self.town.lister, places, reach="everyone")
        self.talks: list[Talk] = []
        self.states: dict[str, str] = {}

    @rule(who=st.integers(0, CROWD - 1), quantity=st.integers(1, 2))
    def somebody_answers(self, who: int, quantity: int) -> None:
        town = self.town
        wish: dict[str, object] = {"quantity": quantity, "text": "Dag"}
        try:
            if who < len(town.crowd):
                talk = answer(town.world, town.crowd[who], self.lid, **wish)
            else:
                talk = answer_by_mail(town.world, town.outsider, self.lid, **wish)
        except NotFoundError:
            assert state_of(self.lid) == "fulfilled"
            return
        except TooManyError:
            assert who == len(town.crowd)  # who has no account may answer less often
            return
        if talk.key not in self.states:
            self.talks.append(talk)
            self.states[talk.key] = "proposed"

    @precondition(lambda self: self.talks)
    @rule(which=st.integers(0, 99), who=st.integers(-1, CROWD - 1), name=st.sampled_from(NAMES))
    def somebody_moves(self, which: int, who: int, name: str) -> None:
        talk = self.talks[which % len(self.talks)]
        mover = self.town.party(who)
        mine = mover in {talk.lister, talk.responder}
        before = talk.state
        try:
            moving.move(self.town.world, key=talk.key, who=mover, name=name)
        except NotFoundError:
            assert not mine
        except AgreementError:
            assert talk.state == before
        else:
            assert mine

    @precondition(lambda self: any(talk.state in LIVE for talk in self.talks))
    @rule(
        which=st.integers(0, 99),
        name=st.sampled_from(("close", "leave")),
        side=st.sampled_from(SIDES),
    )
    def the_ward_ends_one(self, which: int, name: str, side: str) -> None:
        live = [talk for talk in self.talks if talk.state in LIVE]
        talk = live[which % len(live)]
        if name == "close" and talk.state == "accepted":
            return
        with database.atomic():
            moving.end(self.town.world, talk.row, name, side)
        assert talk.state not in LIVE

    @invariant()
    def never_more_agreements_than_places(self) -> None:
        assert agreed(self.lid) == taken(self.lid) <= self.places

    @invariant()
    def nobody_waits_who_fits(self) -> None:
        free = self.places - taken(self.lid)
        waiting = Response.select().where(Response.lid == self.lid, Response.state == "waiting")
        assert all(row.quantity > free for row in list(waiting))

    @invariant()
    def each_change_is_in_the_table(self) -> None:
        steps = {(one.start, one.end) for one in MOVES}
        for talk in self.talks:
            now, before = talk.state, self.states[talk.key]
            one_step = now == before or (before, now) in steps
            # accepted onto the waiting list and up from it, or up from it and away, in one breath
            two = any((before, via) in steps and (via, now) in steps for via in LIVE)
            assert one_step or two, (before, now)
            self.states[talk.key] = now

    @invariant()
    def one_person_has_one_answer_running(self) -> None:
        live = [talk.responder for talk in self.talks if talk.state in LIVE]
        assert len(live) == len(set(live))


def test_the_life_of_answers(world: World, request: pytest.FixtureRequest) -> None:
    lister, *crowd = people(world, "Lotte", "Rik", "Bo", "Kim", "Mo")
    Life.town = Town(world, lister, crowd, outsider(world))
    long = bool(request.config.getoption("--long"))
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=100 if long else 6,
            stateful_step_count=40 if long else 25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Message.select().count() > 0
