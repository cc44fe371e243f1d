"""Searches that somebody keeps, sent twice at the same moment."""

import threading

from node.matching import saved
from node.matching.models import SavedSearch
from node.residents.models import Resident
from node.store.database import Store
from node.world import World

TIMES = 5


def test_the_same_search_sent_twice_at_once_is_kept_once(world: World, bob: Resident) -> None:
    meeting, said = threading.Barrier(2), list[bool]()

    def send(words: str) -> None:
        store = Store(world.config.database_url)
        with store.active():
            meeting.wait(30)
            said.append(saved.save(world, resident_id=bob.id, name="Ladders", chosen={"q": words}))
        store.close()

    for number in range(TIMES):
        threads = [threading.Thread(target=send, args=[f"ladder{number}"]) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert sorted(said) == [False] * TIMES + [True] * TIMES
    assert SavedSearch.select().count() == TIMES
