"""One round of questions while we are being restored, by several lanes at once (PROTOCOL §13).

Rule 1: at one host one of us stands; who finds it taken goes on to the next, so neighbours that
hang hold up nobody. Rule 2: who was silent the last time is asked last. Rule 3: an answer counts in
one judgement; the next one wants a new answer.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final

from federation.did import Identity
from node.feed import counter
from node.feed.models import Counter
from node.peering import standing
from node.store.database import database
from node.upkeep import copies
from node.upkeep.copies import Copy
from node.world import World

ROUND: Final = timedelta(minutes=1)
GAVE, NOTHING, SILENT = "gave", "nothing", "silent"  # what came of asking a neighbour

_lock = Lock()
_boards: dict[str, "Board"] = {}  # whose node: several nodes fit in one process


@dataclass
class Board:
    """What came in and was not judged yet, and when each host was visited."""

    copies: dict[str, Copy] = field(default_factory=dict)
    visited: dict[str, datetime] = field(default_factory=dict)


def ask(world: World, known: Identity) -> list[Copy]:
    """Ask whoever is to be asked in this round, and take all answers for one judgement.

    Who is silent, or at whom another lane stands, is there as somebody who did not answer.
    """
    now = world.now()
    visit_all(
        world, known, lambda board, host: host not in board.copies or _is_due(board, host, now)
    )
    board = _board(world)
    with _lock:
        came, board.copies = board.copies, {}
    return [came.get(host) or Copy(host) for host in copies.hosts()]


def help_ask(world: World, known: Identity) -> int:
    """Another lane: ask whom nobody visited for a while; returns how many."""
    now = world.now()
    return visit_all(world, known, lambda board, host: _is_due(board, host, now))


def visit_all(world: World, known: Identity, wanted: Callable[[Board, str], bool]) -> int:
    """Visit the wanted hosts at which nobody stands, one after the other; returns how many."""
    board, count = _board(world), 0
    for host in _in_order():
        with standing.at(world, host) as free:
            if not free or not wanted(board, host):
                continue
            board.visited[host] = world.now()
            copy = copies.visit(world, host, known)
            with _lock:
                board.copies[host] = copy
            _note(copy)
            count += 1
    return count


def forget(world: World) -> None:
    """A restore begins: nothing was asked yet."""
    with _lock:
        _boards.pop(world.config.url, None)


def said() -> dict[str, str]:
    """What came of asking each of our neighbours, as far as they were asked."""
    told: dict[str, str] = noted().get("said", {})
    return {host: told[host] for host in copies.hosts() if host in told}


def _board(world: World) -> Board:
    with _lock:
        return _boards.setdefault(world.config.url, Board())


def _is_due(board: Board, host: str, now: datetime) -> bool:
    """Whether nobody visited it for a while, by whatever clock."""
    last = board.visited.get(host)
    return last is None or not timedelta() <= now - last < ROUND


def _in_order() -> list[str]:
    """Who was silent goes last; of the others, whom we have heard lately goes first."""
    told = said()
    return sorted(copies.hosts(), key=lambda host: told.get(host) == SILENT)


def _note(copy: Copy) -> None:
    """So that an admin sees how far it is while others still hang."""
    what = GAVE if copy.heads else NOTHING if copy.answered else SILENT
    with noting() as noted:
        noted["said"] = noted.get("said", {}) | {copy.host: what}


@contextmanager
def noting() -> Iterator[dict[str, Any]]:
    """What is noted of this restore, to be changed by one of us at a time."""
    with database.atomic():
        row = counter.lock()
        noted: dict[str, Any] = json.loads(row.restore_facts)
        yield noted
        Counter.update(restore_facts=json.dumps(noted)).where(Counter.id == row.id).execute()


def noted() -> dict[str, Any]:
    """What is noted of this restore."""
    found: dict[str, Any] = json.loads(Counter.get().restore_facts)
    return found
