"""Two people at the last place at the same moment: one has it, whoever was first."""

import threading
from dataclasses import replace

import pytest

from node.agreements import moving
from node.agreements.models import Response, Seats
from node.store.database import Store
from node.world import World, system_random
from tests.node.agreeing import agreed, answer, people, soup, taken

BRIEF, LONG = 6, 1_000


def at_once(world: World, moves: list[tuple[str, int, str]]) -> list[BaseException]:
    """Make all these moves at the same moment, each in a thread with its own connection."""
    meeting, failures = threading.Barrier(len(moves)), []

    def work(key: str, who: int, name: str) -> None:
        store = Store(world.config.database_url)
        try:
            with store.active():
                meeting.wait(30)
                moving.move(world, key=key, who=who, name=name)
        except BaseException as failure:  # noqa: BLE001  # told by the test
            failures.append(failure)
        finally:
            store.close()

    threads = [threading.Thread(target=work, args=one) for one in moves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return failures


def test_never_more_agreements_than_places(world: World, request: pytest.FixtureRequest) -> None:
    here = replace(world, random=system_random)
    lotte, rik, bo = people(here, "Lotte", "Rik", "Bo")
    for _ in range(LONG if request.config.getoption("--long") else BRIEF):
        lid = soup(here, lotte, 1)
        talks = [answer(here, who, lid) for who in (rik, bo)]
        assert at_once(here, [(talk.key, lotte.id, "accept") for talk in talks]) == []
        assert sorted(talk.state for talk in talks) == ["accepted", "waiting"]
        assert agreed(lid) == taken(lid) == 1
        Response.delete().execute()
        Seats.delete().execute()


def test_who_is_accepted_while_another_cancels_does_not_wait_for_nothing(
    world: World, request: pytest.FixtureRequest
) -> None:
    here = replace(world, random=system_random)
    lotte, rik, bo = people(here, "Lotte", "Rik", "Bo")
    for _ in range(LONG if request.config.getoption("--long") else BRIEF):
        lid = soup(here, lotte, 1)
        one, two = (answer(here, who, lid) for who in (rik, bo))
        one.lister_does("accept")
        moves = [(one.key, rik.id, "cancel"), (two.key, lotte.id, "accept")]
        assert at_once(here, moves) == []
        assert (one.state, two.state) == ("cancelled", "accepted")
        assert agreed(lid) == taken(lid) == 1
        Response.delete().execute()
        Seats.delete().execute()


def test_of_two_moves_with_one_answer_one_is_made(world: World) -> None:
    here = replace(world, random=system_random)
    lotte, rik = people(here, "Lotte", "Rik")
    for _ in range(BRIEF):
        lid = soup(here, lotte, 1)
        talk = answer(here, rik, lid)
        moves = [(talk.key, lotte.id, "accept"), (talk.key, rik.id, "cancel")]
        refused = at_once(here, moves)
        assert (talk.state, len(refused)) in {("accepted", 1), ("cancelled", 1), ("cancelled", 0)}
        assert agreed(lid) == taken(lid) == (talk.state == "accepted")
        Response.delete().execute()
        Seats.delete().execute()
