"""The road between two nodes: passes bytes on, and can be broken in the ways that networks break.

Rule: what is broken stays broken until it is healed; nothing heals by itself.
"""

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator

CHUNK = 16 * 1024
OPEN, CLOSED, SILENT, TORN = "open", "closed", "silent", "torn"


class Road:
    """Listens on ``port`` and passes everything on to ``to``, both on the loopback.

    ``closed`` drops connections at once, ``silent`` takes them and answers nothing, ``torn`` breaks
    each off after ``tears_after`` bytes of the answer.
    """

    def __init__(self, port: int, to: int) -> None:
        self.to = to
        self.state = OPEN
        self.tears_after = 0
        self.carried: set[socket.socket] = set()
        self.held: list[socket.socket] = []
        self.refused = 0
        self.listening = socket.create_server(("127.0.0.1", port))
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self._accept)
        self.thread.start()

    def breaks(self, how: str, *, after: int = 0) -> None:
        """Break, also what is on its way at this moment."""
        self.tears_after = after
        self.state = how
        self._drop_all()

    def heals(self) -> None:
        """Whole again. What had been taken and not answered is dropped."""
        self.state = OPEN
        self._drop_all()

    def close(self) -> None:
        """End."""
        self.ending.set()
        with contextlib.suppress(OSError), socket.create_connection(self.listening.getsockname()):
            pass  # wakes the one that waits for a connection
        self.thread.join()
        self.listening.close()
        self._drop_all()

    def _accept(self) -> None:
        while True:
            come, _ = self.listening.accept()
            if self.ending.is_set():
                come.close()
                return
            if self.state == CLOSED:
                self.refused += 1
                come.close()
            elif self.state == SILENT:
                self.refused += 1
                self.held.append(come)
            else:
                threading.Thread(target=self._carry, args=(come,)).start()

    def _carry(self, come: socket.socket) -> None:
        try:
            gone = socket.create_connection(("127.0.0.1", self.to), timeout=5)
        except OSError:
            come.close()
            return
        pair = {come: gone, gone: come}
        self.carried |= {come, gone}
        answered = 0
        with come, gone, contextlib.suppress(OSError, ValueError):
            for side, data in _read_both(come, gone):
                left = self.tears_after - answered
                if side is gone and self.state == TORN and len(data) > left:
                    self.refused += 1
                    come.sendall(data[:left])
                    break
                answered += len(data) if side is gone else 0
                pair[side].sendall(data)
        self.carried -= {come, gone}

    def _drop_all(self) -> None:
        for one in list(self.carried):  # each is closed by the thread that carries it
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        while self.held:
            self.held.pop().close()


def _read_both(one: socket.socket, other: socket.socket) -> Iterator[tuple[socket.socket, bytes]]:
    """What comes from either side, until one of them ends."""
    with selectors.DefaultSelector() as waiting:
        waiting.register(one, selectors.EVENT_READ)
        waiting.register(other, selectors.EVENT_READ)
        while True:
            for key, _ in waiting.select():
                side = one if key.fileobj is one else other
                data = side.recv(CHUNK)
                if not data:
                    return
                yield side, data
