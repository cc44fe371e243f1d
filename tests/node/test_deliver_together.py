"""Several workers on one outbox: each mail once, and no mailbox more than its share."""

import threading
from collections import Counter
from dataclasses import dataclass, field, replace

import pytest

from node.notices import deliver, outbox
from node.notices.letters import Desk
from node.notices.models import Notice
from node.notices.outbox import MOST, Recipient
from node.store.database import Store
from node.upkeep import mailing
from node.world import Letter, World

WORKERS = 4
BOXES = 6
EACH = MOST + 3


@dataclass
class Slow:
    """A mail server at which all workers meet, so that they really work at the same time."""

    meeting: threading.Barrier
    letters: list[Letter] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, letter: Letter) -> None:
        """See :class:`node.world.SendMail`."""
        with self.lock:
            first = len(self.letters) < WORKERS
            self.letters.append(letter)
        if first:
            self.meeting.wait(30)


def work(world: World, desk: Desk, failures: list[BaseException]) -> None:
    store = Store(world.config.database_url)
    try:
        with store.active():
            deliver.deliver_due(world, desk)
    except BaseException as failure:  # noqa: BLE001  # told by the test
        failures.append(failure)
    finally:
        store.close()


def test_AC_21_ME_06_workers_do_not_get_in_each_others_way(world: World) -> None:
    server = Slow(threading.Barrier(WORKERS))
    node = replace(world, mail=server)
    for number in range(BOXES):
        for _ in range(EACH):
            to = Recipient("nl", address=f"{number}@elm.test")
            outbox.put(node, template="account-gone", to=to, values={"name": "x", "path": "/over"})
    assert Notice.select().count() == BOXES * EACH
    desk = mailing.desk(world)
    failures: list[BaseException] = []
    threads = [threading.Thread(target=work, args=[node, desk, failures]) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures
    assert Counter(letter.to for letter in server.letters) == {
        f"{number}@elm.test": MOST for number in range(BOXES)
    }
    states = Counter(row.state for row in Notice.select())
    assert states == {"sent": BOXES * MOST, "waiting": BOXES * (EACH - MOST)}


@pytest.mark.parametrize("engine", ["sqlite"])
def test_the_share_is_the_one_that_was_agreed(engine: str) -> None:
    assert (MOST, outbox.WINDOW.total_seconds()) == (5, 30 * 60)
