"""Connections whose address was judged before it was dialled (PROTOCOL §14).

Rule 1: a name is resolved once a connection, and the address judged is the address dialled; the
name itself goes on to TLS and to the ``Host`` header. Rule 2: one clock for the whole call: at its
end the socket is shut down, whatever it was waiting for.
"""

import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from federation.errors import ForbiddenAddressError, TooSlowError, UnreachableError
from federation.hosts import is_development
from federation.limits import CONNECT_SECONDS, FETCH_SECONDS
from node.doors.addresses import all_public

LOOPBACK = ("127.0.0.1", "::1")

Resolve = Callable[[str, int], Sequence[str]]
Dial = Callable[[tuple[str, int], float], socket.socket]


def resolve_by_system(host: str, port: int) -> list[str]:
    """All addresses of a name, as the machine's resolver has them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def dial_directly(address: tuple[str, int], seconds: float) -> socket.socket:
    """A connection to an address that was judged."""
    return socket.create_connection(address, timeout=seconds)


class Call:
    """One fetch: its deadline, its way to addresses, the socket it is using."""

    def __init__(self, host: str, resolve: Resolve, dial: Dial) -> None:
        self.host = host
        self.dialled = False
        self.expired = False
        self._resolve = resolve
        self._dial = dial
        self._end = time.monotonic() + FETCH_SECONDS
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(FETCH_SECONDS, self._expire)
        self._timer.daemon = True

    def start(self) -> None:
        """From now on the clock runs."""
        self._timer.start()

    def finish(self) -> None:
        """The clock stops; the socket may serve another call."""
        self._timer.cancel()
        with self._lock:
            self._socket = None

    def left(self, most: float) -> float:
        """Seconds that the next step may take.

        :raises TooSlowError: none are left.
        """
        seconds = min(most, self._end - time.monotonic())
        if seconds <= 0:
            raise TooSlowError(host=self.host, seconds=FETCH_SECONDS)
        return seconds

    def use(self, used: socket.socket | None) -> None:
        """This socket is the call's now, and ends with it."""
        with self._lock:
            self._socket = used

    def connect(self, port: int) -> socket.socket:
        """Resolve, judge, dial.

        :raises FederationError: ``forbidden_address``, ``unreachable`` or ``too_slow``.
        """
        self.dialled = True
        addresses = self._addresses(port)
        end = time.monotonic() + self.left(CONNECT_SECONDS)
        for address in addresses:
            try:
                return self._dial((address, port), max(end - time.monotonic(), 0.001))
            except TimeoutError:
                break
            except OSError:
                continue
        if time.monotonic() >= end:
            raise TooSlowError(host=self.host, seconds=CONNECT_SECONDS)
        raise UnreachableError(host=self.host)

    def _addresses(self, port: int) -> Sequence[str]:
        if is_development(self.host):
            return LOOPBACK
        found = self._resolved(port)
        if not found:
            raise UnreachableError(host=self.host)
        if not all_public(found):
            raise ForbiddenAddressError(host=self.host)
        return found

    def _resolved(self, port: int) -> Sequence[str]:
        """Ask the resolver, which cannot be told how long it may take, in a thread of its own."""
        found: list[str] = []

        def ask() -> None:
            try:
                found.extend(self._resolve(self.host.partition(":")[0], port))
            except (OSError, UnicodeError):
                found.clear()

        asking = threading.Thread(target=ask, name="resolve", daemon=True)
        asking.start()
        asking.join(self.left(CONNECT_SECONDS))
        if asking.is_alive():
            raise TooSlowError(host=self.host, seconds=CONNECT_SECONDS)
        return found

    def _expire(self) -> None:
        """Wake whoever waits for the socket. An SSL socket is shut below its own layer."""
        with self._lock:
            self.expired = True
            if self._socket is not None:
                try:
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
                except OSError:
                    self._socket = None


calls: ContextVar[Call] = ContextVar("calls")
"""The call that is being made in this context."""


class _Judged:
    """What both connections do in their own way's place."""

    port: int
    sock: Any
    socket_options: Any

    def _new_conn(self) -> socket.socket:
        made = calls.get().connect(self.port)
        for option in self.socket_options or ():
            made.setsockopt(*option)
        return made

    def getresponse(self) -> Any:
        calls.get().use(self.sock)
        return super().getresponse()  # type: ignore[misc]


class PlainConnection(_Judged, HTTPConnection):
    """To a development node on the loopback."""


class SecureConnection(_Judged, HTTPSConnection):
    """To everybody else."""


class PlainPool(HTTPConnectionPool):
    """Connections that are kept for the next question to the same node."""

    ConnectionCls = PlainConnection


class SecurePool(HTTPSConnectionPool):
    """Connections that are kept for the next question to the same node."""

    ConnectionCls = SecureConnection
