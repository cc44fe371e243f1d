"""One ward in two processes: pages in threads here, jobs in a child of our own.

Rule 1: fork before any thread starts, so the two share their memory.
Rule 2: the jobs end with the pages, whichever way those end: the child sees our pipe close.
Rule 3: judging a feed holds Python's lock, so it never runs in the process that serves pages.
"""

import gc
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, NoReturn

from waitress import create_server

from node import jobs
from node.app import create_app, create_founding
from node.backups import upgrading
from node.config import Config
from node.lanes import Dispatcher
from node.store import occupied
from node.store.database import Store
from node.store.migrate import bring_up_to_date
from node.upkeep import founding, starting
from node.world import World

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 900  # open at once; who waits for a turn keeps one open
MOST_REQUEST_BYTES = 40 * 1024 * 1024  # three photographs and a form
RESTART_SECONDS = 5.0  # between an end of the jobs process and its next start
LOOK_SECONDS = 0.5  # between two looks whether the set-up is done
OK = 200
END_SECONDS = 10.0  # for a job to come to its end; what it had not committed was not acknowledged


class ServeError(Exception):
    """A sentence: why the node could not start."""


def serve_node(
    config: Config, world: World, *, with_jobs: bool = True, until_closed: int | None = None
) -> None:
    """Serve pages until told to stop; with the jobs in a child process.

    With ``until_closed`` also until the other end of that pipe closes: whoever started us ended.

    A node that is not set up yet serves its set-up first, and itself as soon as that is done.

    :raises ServeError: when the port is taken.
    """
    held, store = occupied.hold(config.data), Store(config.database_url)
    listening = None
    if _is_founding(store):
        listening = _listen(config)
        _set_up(config, world, store, listening)
    _upgrade(config, world, store, held)
    with store.active():
        starting.begin(world)
        former = starting.former_hosts()
    listening = listening or _listen(config)
    app = create_app(config, world, store, former=former)
    store.close()
    child = Child(lambda: jobs.run(world, store), config) if with_jobs else None
    if child:
        _settle()
        child.fork(close=listening)
    if until_closed is not None:
        end_with_parent(until_closed)
    _serve_pages(config, app, listening)
    if child:
        child.end()


def _is_founding(store: Store) -> bool:
    """Whether the set-up is open; an older program's is brought up to date, for nothing is in it
    yet.
    """
    with store.active() as database:
        found = founding.is_open(database)
        if found:
            bring_up_to_date(database)
    store.close()
    return found


def _set_up(config: Config, world: World, store: Store, listening: socket.socket) -> None:
    """Serve the set-up in a process of its own, on the socket that the site goes on with: whoever
    asks in between waits a moment and is answered by the site.
    """
    log.info("not set up: go on at %s/opzetten; another code: `wijk setup code`", config.url)
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(writing)
        end_with_parent(reading)
        threading.Thread(target=_end_when_done, args=[store], daemon=True).start()
        status = 1
        try:
            _serve_pages(config, create_founding(config, world, store), listening)
            status = 0
        finally:
            end_at_once(status)
    os.close(reading)
    signal.signal(signal.SIGTERM, _stop)
    try:
        _, ended = os.waitpid(pid, 0)
    except (KeyboardInterrupt, SystemExit):
        os.close(writing)
        os.waitpid(pid, 0)
        raise SystemExit(0) from None
    os.close(writing)
    if os.waitstatus_to_exitcode(ended) != 0 or _is_founding(store):
        raise SystemExit(os.waitstatus_to_exitcode(ended))


def _end_when_done(store: Store) -> None:
    """End this process soon after the set-up is done, by whichever road."""
    with store.active():
        while founding.is_open():
            time.sleep(LOOK_SECONDS)
    time.sleep(LOOK_SECONDS)  # the last answer is on its way
    os.kill(os.getpid(), signal.SIGTERM)


def _upgrade(config: Config, world: World, store: Store, held: int) -> None:
    """Take over data of an older program, alone; what failed once waits for an admin."""
    if not upgrading.is_needed(world, store):
        return
    before = upgrading.failed(world)
    if before:
        raise ServeError(
            f"This program could not take over the data: {before}. Install the program of before,"
            " or try again with `wijk upgrade`."
        )
    occupied.change(held, alone=True)
    done = upgrading.upgrade(world, store, lambda: pages_open(config, world, store))
    log.info("upgraded: %s; the copy of before is %s", ", ".join(done.names), done.copy)
    occupied.change(held, alone=False)


def pages_open(config: Config, world: World, store: Store) -> str:
    """What is wrong with the pages of the node, if anything is."""
    answer = create_app(config, world, store).test_client().get("/", base_url=config.url)
    return "" if answer.status_code == OK else f"the first page answers {answer.status_code}"


def _settle() -> None:
    """What is loaded stays: the collector leaves it alone, so that a fork goes on sharing it."""
    gc.collect()
    gc.freeze()


def _listen(config: Config) -> socket.socket:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((config.host, config.port))
    except OSError as error:
        listening.close()
        raise ServeError(
            f"Port {config.port} of {config.host} cannot be used: {error.strerror}."
            " Stop the other program, or choose another with --port."
        ) from None
    return listening


def _serve_pages(config: Config, app: Any, listening: socket.socket) -> None:
    server = create_server(
        app,
        sockets=[listening],
        threads=config.threads,
        _dispatcher=Dispatcher(config.threads),
        connection_limit=MOST_CONNECTIONS,
        asyncore_use_poll=True,
        max_request_body_size=MOST_REQUEST_BYTES,
        clear_untrusted_proxy_headers=False,  # node.web.client judges the only one that is read
        ident="",
    )
    signal.signal(signal.SIGTERM, _stop)
    log.info("serving %s on %s:%s", config.url, config.host, config.port)
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        log.info("stopping")
    finally:
        server.close()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


class Child:
    """The jobs' process: forked once, and started anew if it should end by itself."""

    def __init__(self, work: Callable[[], None], config: Config) -> None:
        self.work = work
        self.config = config
        self.reading, self.writing = os.pipe()
        self.ending = threading.Event()

    def fork(self, *, close: socket.socket) -> None:
        """Start the work in a child that shares our memory; ``close`` is ours alone."""
        self.pid = os.fork()
        if self.pid == 0:
            close.close()
            os.close(self.writing)
            end_with_parent(self.reading)
            status = 1
            try:
                self.work()
                status = 0
            finally:
                end_at_once(status)
        self.watcher = threading.Thread(target=self._watch, name="watch-jobs", daemon=True)
        self.watcher.start()

    def end(self) -> None:
        """End the child, which sees the pipe close, and wait for it; not for ever."""
        self.ending.set()
        os.close(self.writing)
        self.watcher.join(END_SECONDS)
        if self.watcher.is_alive():  # it hangs, and would be at work beside the next one
            os.kill(self.pid, signal.SIGKILL)

    def _watch(self) -> None:
        """Start the jobs again whenever they end. A thread is running now, so not by a fork."""
        os.waitpid(self.pid, 0)
        while not self.ending.wait(RESTART_SECONDS):
            log.error("the jobs ended; starting them again")
            command = [sys.executable, "-m", "node", "--data", str(self.config.data), "worker"]
            command += ["--until-closed", str(self.reading)]
            worker = subprocess.Popen(command, pass_fds=[self.reading])  # noqa: S603  # our own
            self.pid = worker.pid
            worker.wait()


def end_at_once(status: int = 0) -> NoReturn:
    """End this process without waiting for its threads: one may hang at a neighbour for long."""
    logging.shutdown()
    os._exit(status)


def end_with_parent(reading: int) -> None:
    """End this process when the other end of the pipe ``reading`` closes."""

    def wait() -> None:
        os.read(reading, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="end-with-parent", daemon=True).start()
