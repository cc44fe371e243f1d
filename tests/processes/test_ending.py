"""`wijk worker` is told to stop while one of its jobs hangs: it ends, and loses nothing it said."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import Node, short_folder
from tests.tools import ROOT, free_port, run

pytestmark = pytest.mark.processes

GRACE = 2  # seconds; five without this test
ENDS_WITHIN = 30  # of a busy machine; who waited for the thread that hangs would wait for ever
WORKER = """
import sys, threading, time
from datetime import timedelta
from node import jobs
from node.cli import wijk
from node.listings import compose, days
from node.residents import accounts
from tests.node.filling import ladder

def say(words):
    print(words, flush=True)

def place(world):
    owner, end = accounts.node_organisation().id, days.day_of(world.now() + timedelta(days=30))
    fields = ladder(world, end=end.isoformat(), reach="everyone")
    say(compose.place(world, owner=owner, fields=fields))

def hang(world):
    say("hangs")
    threading.Event().wait()

def finish(world):
    say("begins")
    time.sleep(0.5)  # it is told to stop meanwhile
    place(world)
    say("ends")

jobs.END_SECONDS = float(sys.argv[2])
jobs.JOBS = (
    jobs.Job("hang", 1, 1, hang, jobs.NEIGHBOURS),
    jobs.Job("place", 1, 1, place),
    jobs.Job("finish", 1, 1, finish, lanes=1),
)
wijk(["--data", sys.argv[1], "worker"])
"""


TOLD_WITH_A_LOCK_IN_HAND = """
import os, signal, sys
from concurrent.futures import ThreadPoolExecutor
from node import jobs
from node.cli import wijk

add_thread = ThreadPoolExecutor._adjust_thread_count

def told(pool):
    os.kill(os.getpid(), signal.SIGTERM)  # whoever adds a thread holds the lock of its pool
    add_thread(pool)

ThreadPoolExecutor._adjust_thread_count = told
jobs.JOBS = (jobs.Job("nothing", 1, 1, lambda world: None),)
wijk(["--data", sys.argv[1], "worker"])
"""

DEAF = """
import signal, socket
from node import serve

signal.signal(signal.SIGTERM, signal.SIG_IGN)
serve.END_SECONDS = 0.5
child = serve.Child(signal.pause, None)
child.fork(close=socket.socket())
child.end()
child.watcher.join()
print("ended")
"""


def test_jobs_that_hear_nothing_any_more_do_not_outlive_the_site() -> None:
    ended = run([sys.executable, "-c", DEAF], seconds=ENDS_WITHIN)
    assert ended.stdout == "ended\n", ended.stderr


def test_a_worker_ends_in_whatever_moment_it_is_told() -> None:
    with short_folder() as folder:
        node = Node(folder, "elm", free_port())
        node.make()
        command = [sys.executable, "-c", TOLD_WITH_A_LOCK_IN_HAND, str(node.folder)]
        ended = subprocess.run(command, cwd=ROOT, check=False, timeout=ENDS_WITHIN)
        assert ended.returncode == 0


def test_a_worker_ends_within_seconds_although_a_neighbour_hangs() -> None:
    with short_folder() as folder:
        node = Node(folder, "elm", free_port())
        node.make()
        said = told_to_stop(node.folder)
        promised = {line for line in said if line not in {"hangs", "begins", "ends"}}
        there = {row["id"] for row in node.listings("--all", "--origin", "own")}
        assert said.count("ends") == said.count("begins"), "what was going on came to its end"
        assert promised <= there


def told_to_stop(folder: Path) -> list[str]:
    """All that the worker said; it is told to stop in the middle."""
    command = [sys.executable, "-c", WORKER, str(folder), str(GRACE)]
    said = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        while len({"hangs", "begins"} & set(said)) < 2 or said[-1] != "begins":
            said.append(worker.stdout.readline().strip())
            assert said[-1], "it ended by itself"
        worker.send_signal(signal.SIGTERM)
        try:
            rest, _ = worker.communicate(timeout=ENDS_WITHIN)
        finally:
            worker.kill()
        assert worker.returncode == 0
    return said + rest.split()
