"""Servers on the loopback that answer as nobody should, for trying the door on them.

Each is a real socket in a thread of its own; a script says what it does with a connection.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Script = Callable[[socket.socket, bytes], None]


class Server:
    """Accepts connections on a free port and plays the script on each request."""

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None) -> None:
        self.script = script
        self.tls = tls
        self.requests: list[bytes] = []
        self.connections = 0
        self.talking: list[socket.socket] = []
        self.closing = threading.Event()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listening.getsockname()[1]
        self.threads = [threading.Thread(target=self._accept, daemon=True)]
        self.threads[0].start()

    def url(self, path: str = "/") -> str:
        """An address of this server as a development node knows it."""
        return f"http://elm.localhost:{self.port}{path}"

    def close(self) -> None:
        """Stop, and wait for whoever is still talking."""
        self.closing.set()
        with suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        for used in self.talking:
            with suppress(OSError):
                socket.socket.shutdown(used, socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join(5)

    def _accept(self) -> None:
        while not self.closing.is_set():
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            self.connections += 1
            serving = threading.Thread(target=self._serve, args=[connection], daemon=True)
            self.threads.append(serving)
            serving.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError, ssl.SSLError):
            used = connection
            used.settimeout(5)
            if self.tls is not None:
                used = self.tls.wrap_socket(connection, server_side=True)
            self.talking.append(used)
            with used:
                while request := _request(used):
                    self.requests.append(request)
                    self.script(used, request)


def _request(connection: socket.socket) -> bytes:
    """One request, up to its empty line; nothing when the caller is gone."""
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(4096)
        if not chunk:
            return b""
        data += chunk
    return data


@contextmanager
def serving(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server for as long as the block lasts."""
    server = Server(script, tls)
    try:
        yield server
    finally:
        server.close()


def answering(
    body: bytes = b"{}",
    *,
    status: str = "200 OK",
    media_type: str = "application/activity+json",
    **headers: str,
) -> Script:
    """An ordinary answer with its length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", f"Content-Type: {media_type}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    start = "\r\n".join(lines).encode() + b"\r\n\r\n"

    def script(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(start + body)

    return script


def saying(*parts: bytes, pause: float = 0.0, repeat: int = 1) -> Script:
    """Exactly these bytes, again and again, and then the end of the connection."""

    def script(connection: socket.socket, _request: bytes) -> None:
        for part in parts[:-1]:
            connection.sendall(part)
        waiting = threading.Event()
        for _ in range(repeat):
            connection.sendall(parts[-1])
            if pause:
                waiting.wait(pause)
        connection.shutdown(socket.SHUT_RDWR)

    return script
