"""What keeping up costs, counted: requests, bytes on the wire, rows written, signatures, questions.

On SQLite alone, whose own counters say what was written; no clock is read.
"""

import re
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playhouse.test_utils import count_queries
from waitress.server import create_server

from node.doors.fetch import WebFetch
from node.feed.models import Origin
from node.peering import pull
from node.peering.models import Peer
from node.peering.progress import Progress
from node.peering.road import Road
from node.peering.walk import Walk
from node.world import Fetched
from tests.benchmarks.work import counted
from tests.neighbourhood import Neighbourhood, Ward
from tests.node.loopback import Server, serving

FEED, LOG = "/fed/feed/public", "/.well-known/did.jsonl"
FEW = 3
CHANGE = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')
READERS = 50
SIGNED = {"Ed25519PrivateKey.sign", "Ed25519PublicKey.verify"}


@pytest.fixture
def elm(tmp_path: Path) -> Iterator[Ward]:
    """A ward with a ladder; oak has it too, and they follow each other."""
    neighbourhood = Neighbourhood(tmp_path)
    made, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    made.posts("lending", "Ladder")
    oak.follows(made)
    made.follows(oak)
    assert oak.pulls() == []
    with oak.at_work():
        Origin.update(most_new=5000).execute()
    yield made
    neighbourhood.close()


@pytest.fixture
def oak(elm: Ward) -> Ward:
    """The ward that follows."""
    return elm.neighbourhood.wards["oak"]


class Written:
    """How many rows a ward wrote, and in which tables."""

    def __init__(self) -> None:
        self.rows = 0
        self.tables: set[str] = set()


@contextmanager
def writing(ward: Ward) -> Iterator[Written]:
    written = Written()
    with ward.at_work():
        connection: sqlite3.Connection = ward.store.database.connection()
        before = connection.total_changes
        said: list[str] = []
        connection.set_trace_callback(said.append)
        yield written
        connection.set_trace_callback(None)
        written.rows = connection.total_changes - before
        written.tables = {match[1] for sql in said if (match := CHANGE.match(sql))}


def pull_of(elm: Ward, oak: Ward, changes: int) -> tuple[list[str], int, int]:
    """Addresses asked, bytes that came and rows written when ``changes`` came to a full feed."""
    elm.posts_many(changes, title="Nieuw")
    elm.neighbourhood.asked.clear()
    with writing(oak) as written:
        assert oak.pulls() == []
    asked = elm.neighbourhood.asked
    return (
        [one.path.partition("?")[0] for one in asked],
        sum(one.size for one in asked),
        written.rows,
    )


def test_k_changes_are_the_same_requests_bytes_and_rows_in_a_small_feed_and_a_large_one(
    elm: Ward, oak: Ward
) -> None:
    pull_of(elm, oak, 10)
    small = pull_of(elm, oak, FEW)
    pull_of(elm, oak, 600)
    large = pull_of(elm, oak, FEW)
    assert small[0] == large[0] == [FEED, LOG]
    assert abs(small[1] - large[1]) <= 4  # the count of all, in the head
    assert small[2] == large[2]
    assert pull_of(elm, oak, 2 * FEW)[2] < 2 * large[2]


def test_pages_that_come_fast_are_noted_once_a_second(elm: Ward, oak: Ward) -> None:
    with oak.at_work():
        peer = Peer.select().get()
    peer.coming_of = 400
    tell, found = Progress(oak.world, peer, Road(oak.world, "elm.localhost")), Walk("public", 0)
    with writing(oak) as at_once:
        for _ in range(3):
            tell(found)
    elm.neighbourhood.clock.forward(seconds=1)
    with writing(oak) as later:
        tell(found)
    assert (at_once.rows, later.rows) == (1, 1)


def test_an_unchanged_poll_writes_the_row_of_the_peer_and_nothing_else(
    elm: Ward, oak: Ward
) -> None:
    oak.pulls()
    elm.neighbourhood.asked.clear()
    with oak.at_work():
        Peer.update(next_attempt=0).execute()
    with writing(elm) as there, writing(oak) as here:
        assert pull.pull_due(oak.world) == 1
    [only] = elm.neighbourhood.asked
    assert (only.status, only.size) == (304, 0)
    assert (here.tables, here.rows) == ({"peer"}, 2)  # taken, and done
    assert (there.tables, there.rows) == (set(), 0)


class Wire:
    """The real door to a real server, through which every byte is counted."""

    def __init__(self, proxy: Server) -> None:
        self.proxy = proxy
        self.door = WebFetch(development=True)

    def __call__(self, url: str, **asked: Any) -> Fetched:
        return self.door(url.replace(":8001", f":{self.proxy.port}"), **asked)


def test_an_unchanged_poll_is_at_most_a_kilobyte_on_the_wire(elm: Ward, oak: Ward) -> None:
    oak.pulls()
    server = create_server(elm.app, host="127.0.0.1", port=0, threads=1)
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    carried: list[bytes] = []

    def carry(caller: socket.socket, request: bytes) -> None:
        with socket.create_connection(("127.0.0.1", server.effective_port)) as onward:
            onward.sendall(request)
            answer = onward.recv(65_536)
        carried.extend((request, answer))
        caller.sendall(answer)

    with serving(carry) as proxy:
        wire = Wire(proxy)
        with oak.at_work():
            pull.pull_peer(replace(oak.world, fetch=wire), Peer.get().id)
        wire.door.close()
    server.trigger.pull_trigger(server.close)  # in its own thread: it may be waiting
    running.join(5)
    request, answer = carried
    assert request.startswith(b"GET /fed/feed/public?after=")
    assert b"\r\nsignature: wijk=" in request
    assert answer.startswith(b"HTTP/1.1 304 ")
    assert sum(map(len, carried)) <= 1000


@pytest.mark.parametrize("path", [FEED, f"{FEED}?after=1", "/fed/head/public", LOG])
def test_readers_cost_no_signature_and_at_most_two_questions_each(
    elm: Ward, oak: Ward, path: str
) -> None:
    elm.answers(path, {})
    with count_queries() as questions, counted() as calls:
        for _ in range(READERS):
            assert elm.answers(path, {}).status == 200
    assert questions.count <= 2 * READERS
    assert not calls.keys() & SIGNED
    with counted() as calls:
        assert oak.asks(elm, path).status == 200
    assert (calls["Ed25519PublicKey.verify"] == 1) == (path != LOG)  # who gives a name shows it
