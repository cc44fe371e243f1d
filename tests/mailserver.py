"""A real mail server on the loopback, that behaves as servers do on a bad day.

Rule: a letter counts as taken when the last dot was read whole, whatever is answered after that:
that is when a real server may deliver it.
"""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


class HangUpError(Exception):
    """The visit ends here, without a word."""


@dataclass
class Day:
    """How the server behaves. A reply of "" hangs up; "wait" says nothing until let go."""

    greeting: str = "220 sink"
    hello: str = "250-sink\r\n250 8BITMIME"
    mail: str = "250 ok"
    rcpt: str = "250 ok"
    data: str = "354 go on"
    dot: str = "250 taken"
    quit: str = "221 bye"
    auth: str = "235 come in"
    tear_after: int | None = None  # bytes of the letter after which the line breaks


@dataclass
class Server:
    """The server: its port, its days to come (the last stays), and what it took."""

    port: int
    days: list[Day] = field(default_factory=lambda: [Day()])
    taken: list[bytes] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    visits: int = 0
    context: ssl.SSLContext | None = None
    implicit: bool = False
    free: threading.Event = field(default_factory=threading.Event)

    def serve_one(self, connection: socket.socket) -> None:
        """One visit."""
        day = self.days.pop(0) if len(self.days) > 1 else self.days[0]
        self.visits += 1
        visit = _Visit(self, day, connection)
        try:
            if self.implicit:
                visit.encrypt()
            visit.run()
        except (HangUpError, OSError):
            return
        finally:
            visit.lines.close()
            visit.connection.close()


class _Visit:
    def __init__(self, server: Server, day: Day, connection: socket.socket) -> None:
        self.server, self.day, self.connection = server, day, connection
        self.lines = connection.makefile("rb")

    def encrypt(self) -> None:
        """Go on behind a closed door."""
        assert self.server.context
        self.lines.close()
        self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        self.lines = self.connection.makefile("rb")

    def run(self) -> None:
        """From greeting to goodbye."""
        self.say(self.day.greeting)
        while True:
            line = self.lines.readline().decode().strip()
            if not line:
                raise HangUpError
            self.server.heard.append(line)
            if self.answer(line.partition(" ")[0].upper()):
                return

    def answer(self, verb: str) -> bool:
        """Whether that was goodbye."""
        if verb == "STARTTLS" and self.server.context:
            self.say("220 go")
            self.encrypt()
            return False
        replies = {
            "EHLO": self.day.hello,
            "HELO": "250 sink",
            "AUTH": self.day.auth,
            "MAIL": self.day.mail,
            "RCPT": self.day.rcpt,
            "DATA": self.day.data,
            "QUIT": self.day.quit,
        }
        self.say(replies.get(verb, "502 what"))
        if verb == "DATA" and self.day.data.startswith("354"):
            self.read_letter()
            self.say(self.day.dot)
        return verb == "QUIT"

    def read_letter(self) -> None:
        """Up to the last dot, or until the line breaks."""
        if self.day.tear_after is not None:
            self.lines.read(self.day.tear_after)
            raise HangUpError
        letter = b""
        while True:
            line = self.lines.readline()
            if not line:
                raise HangUpError
            if line == b".\r\n":
                self.server.taken.append(letter)
                return
            letter += line.removeprefix(b".")

    def say(self, reply: str) -> None:
        """Answer, hang up, or keep silent."""
        if reply == "":
            raise HangUpError
        if reply == "wait":
            self.server.free.wait(30)
            raise HangUpError
        if reply == "chatter":
            for _ in range(20_000):
                self.connection.sendall(b"220-and another thing\r\n")
            raise HangUpError
        self.connection.sendall(reply.encode() + b"\r\n")


@contextmanager
def mail_server(
    *days: Day, context: ssl.SSLContext | None = None, implicit: bool = False
) -> Iterator[Server]:
    """A server that listens until the test is over."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = Server(listening.getsockname()[1], context=context, implicit=implicit)
    server.days = list(days) or server.days
    thread = threading.Thread(target=_accept, args=[listening, server], daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.free.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(10)


def _accept(listening: socket.socket, server: Server) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        connection.settimeout(30)
        server.serve_one(connection)
