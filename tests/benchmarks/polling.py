"""What two hundred neighbours cost in whom nothing changes: asking them, and answering them.

Counted in the processor's time of this node alone. Asking is held against the plainest loop of
requests, answering against a Flask application that says 304 to whoever asks.
"""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import process_time, sleep
from typing import Any

from flask import Flask, Response

from node.app import create_app
from node.doors.fetch import WebFetch
from node.peering import add, pull
from node.peering.models import Peer
from node.peering.signing import Signer, signer
from node.store.database import Store
from node.upkeep import setup
from node.world import Fetched, World, system_clock, system_random
from tests.benchmarks.pulling import InProcess
from tests.benchmarks.race import Row, race
from tests.tools import LOOK_AGAIN, free_port
from tests.world import make_world, no_network

PEERS, EVERY = 200, 15 * 60  # neighbours, and seconds between two polls of one
BOUND = 2  # percent of one core
FEED = "/fed/feed/public?after=1"
NOT_MODIFIED = """
import socket, sys, threading

def talk(talking):
    asked = b""
    while chunk := talking.recv(65536):
        asked += chunk
        while b"\\r\\n\\r\\n" in asked:
            asked = asked.partition(b"\\r\\n\\r\\n")[2]
            talking.sendall(b'HTTP/1.1 304 Not Modified\\r\\nETag: W/"x"\\r\\n\\r\\n')

listening = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    threading.Thread(target=talk, args=[listening.accept()[0]], daemon=True).start()
"""


def measure(folder: Path, quick: bool) -> list[Row]:
    """A poll of a neighbour, and a poll by one."""
    times, rounds = (20, 2) if quick else (200, 7)
    elm, oak = _ward(folder, "elm"), _ward(folder, "oak")
    with oak.store.active():
        elm.world = World(elm.world.config, system_clock, system_random, InProcess(oak.app, "oak"))
    with elm.store.active():
        add.follow(elm.world, add.introduce(elm.world, oak.world.config.url))
    oak.world = World(oak.world.config, system_clock, system_random, InProcess(elm.app))
    with oak.store.active():
        add.follow(oak.world, add.introduce(oak.world, elm.world.config.url))
        pull.pull_due(oak.world)
        with _others() as port:
            asking = _asking(oak.world, port, times, rounds)
    return [asking, _answering(elm, oak, times, rounds)]


class Ward:
    """One node of the two."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.store = Store(world.config.database_url)
        self.app = create_app(world.config, world, self.store)


def _ward(folder: Path, name: str) -> Ward:
    made = make_world(folder / name, "", name=name)
    world = World(made.config, system_clock, system_random, no_network)
    setup.make(world, name=name.title(), codes=[], language="nl")
    return Ward(world)


@contextmanager
def _others() -> Iterator[int]:
    """Neighbours that have nothing new to say, in a process of their own."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", NOT_MODIFIED, str(port)])
    try:
        while not is_answering(port):
            sleep(LOOK_AGAIN)
        yield port
    finally:
        process.kill()
        process.wait()


def is_answering(port: int) -> bool:
    """Whether somebody listens there."""
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Redirected:
    """The real door, to those neighbours."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.door = WebFetch(development=True)

    def __call__(self, url: str, **asked: Any) -> Fetched:
        return self.door(url.replace(":8001", f":{self.port}"), **asked)


def _asking(world: World, port: int, times: int, rounds: int) -> Row:
    door = Redirected(port)
    here = World(world.config, system_clock, system_random, door)
    plain = HTTPConnection("127.0.0.1", port)

    def ours() -> None:
        for _ in range(times):
            Peer.update(next_attempt=0).execute()
            assert pull.pull_due(here) == 1

    def theirs() -> None:
        for _ in range(times):
            plain.request("GET", FEED, headers={"If-None-Match": 'W/"x"'})
            answer = plain.getresponse()
            assert (answer.status, answer.read()) == (304, b"")

    timed = race(ours, theirs, rounds=rounds, clock=process_time)
    made = _row("poll a neighbour with no news", timed, times, "one signature, two commits")
    door.door.close()
    plain.close()
    return made


def _answering(elm: Ward, oak: Ward, times: int, rounds: int) -> Row:
    bare = Flask("bare", static_folder=None)
    bare.add_url_rule("/fed/feed/public", view_func=lambda: Response(status=304))
    with elm.store.active(), oak.store.active():
        us: Signer = signer(oak.world)
    base = elm.world.config.url
    sent = us.get(base + FEED)
    known = elm.app.test_client().get(FEED, base_url=base, headers=sent).headers["ETag"]

    def asked(app: Flask) -> Callable[[], None]:
        client = app.test_client()

        def ask() -> None:
            for _ in range(times):
                headers = {**sent, "If-None-Match": known}
                answer = client.get(FEED, base_url=base, headers=headers)
                assert answer.status_code == 304

        return ask

    timed = race(asked(elm.app), asked(bare), rounds=rounds, clock=process_time)
    return _row("answer a neighbour that has all", timed, times, "checking one signature")


def _row(name: str, timed: tuple[float, float, float, float], times: int, limited_by: str) -> Row:
    mine, other, ratio, spread = timed
    share = mine / times * PEERS / EVERY * 100
    return Row(
        name=name,
        ours=f"{mine / times * 1000:.2f} ms of a processor",
        against=f"{other / times * 1000:.2f} ms bare: one 304",
        ratio=f"{ratio:.2f}",
        noise=f"±{spread / 2:.0f} %",
        limited_by=f"{limited_by}; {PEERS} of them are {share:.2f} % of a core",
        bound=f"{BOUND} % of a core",
    )
