"""A real node in real processes, for tests that need the whole of it.

Rule 1: it is worked through the `wijk` command and through HTTP, like anybody's.
Rule 2: whatever was started is ended, also when the test fails.
"""

import http.client
import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from node.config import FILE_NAME
from tests.tools import free_port, wait_until
from tests.warm import Started, here

PASSWORD = "een zin die niemand raadt"
RESIDENT = "Noor"
READY_SECONDS = 60
END_SECONDS = 30
MAIL = """
mail_host = "127.0.0.1"
mail_port = {port}
mail_from = "wijk@{name}.test"
mail_security = "none"
"""
LADDER: dict[str, Any] = {
    "kind": "lending",
    "purpose": "offer",
    "terms": "loan",
    "name": "Ladder",
    "content": "Van hout, drie meter. Haal hem op wanneer je wilt.",
    "reach": "everyone",
    "language": "nl",
}


@dataclass(frozen=True)
class Answer:
    """What a node answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")


class Node:
    """One node: its folder, its address, and its processes while they run.

    ``listens`` differs from ``port`` where something stands in between.
    """

    def __init__(self, folder: Path, name: str, port: int, *, listens: int | None = None) -> None:
        self.folder = folder / name
        self.name = name.capitalize()
        self.port = port
        self.listens = listens or port
        self.host = f"{name}.localhost:{port}"
        self.url = f"http://{self.host}"
        self.log = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | Started | None = None

    def make(self, *, database: str = "", mail_port: int = 0) -> None:
        """Make the node, with one resident who can sign in; with a mail server, if it has one."""
        where = ["--database", database] if database else []
        sheets = self.folder.with_name(f"{self.folder.name}-sheets")
        self.wijk("init", "--url", self.url, "--name", self.name, "--development",
                  "--port", str(self.listens), "--sheets", sheets, *where)  # fmt: skip
        if mail_port:
            with (self.folder / FILE_NAME).open("a", encoding="utf-8") as settings:
                settings.write(MAIL.format(name=self.name.lower(), port=mail_port))
        file = self.folder / "password.txt"
        file.write_text(PASSWORD, "utf-8")
        self.wijk("user", "add", RESIDENT, "--password-file", file)

    def start(self) -> None:
        """Serve; gives back control when the node says that it is ready."""
        with self.log.open("ab") as log:
            out = log.fileno()
            self.process = here().start(
                "node", "--data", self.folder, "serve", stdout=out, stderr=out
            )
        wait_until(self.ready, seconds=READY_SECONDS, what=f"{self.name} is ready")

    def ready(self) -> bool:
        """Whether ``/readyz`` says so."""
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text("utf-8")
        try:
            return self.get("/readyz").status == http.client.OK
        except OSError:
            return False

    def stop(self) -> int:
        """End it the friendly way; gives its exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(END_SECONDS)

    def kill(self) -> None:
        """End all its processes at once, as a power cut does."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(END_SECONDS)

    def clear_away(self) -> None:
        """Leave nothing running."""
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def get(self, path: str, accept: str = "text/html") -> Answer:
        """What a visitor without an account gets."""
        connection = http.client.HTTPConnection("127.0.0.1", self.listens, timeout=20)
        try:
            connection.request("GET", path, headers={"Host": self.host, "Accept": accept})
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, headers, answer.read())
        finally:
            connection.close()

    def wijk(self, *arguments: str | Path, given: str | None = None) -> str:
        """Run a command that must succeed; gives what it said."""
        done = here().run("node", "--data", self.folder, *arguments, given=given)
        assert done.returncode == 0, f"wijk {arguments}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def follows(self, other: "Node") -> None:
        """Follow another node, whose words were compared."""
        self.wijk("peer", "add", other.url, "--yes")

    def places(self, **changes: Any) -> str:
        """Place a listing; gives its id."""
        return self.wijk("listing", "add", "-", given=json.dumps(LADDER | changes)).strip()

    def withdraws(self, lid: str) -> None:
        """Withdraw a listing."""
        self.wijk("listing", "withdraw", lid)

    def listings(self, *options: str) -> list[dict[str, Any]]:
        """What `listing list` says."""
        rows: list[dict[str, Any]] = json.loads(self.wijk("listing", "list", "--json", *options))
        return rows

    def names(self, *options: str) -> list[str]:
        """The titles of what it lists, the newest first."""
        return [row["name"] for row in self.listings(*options)]

    def peers(self) -> list[dict[str, Any]]:
        """What `peer list` says."""
        rows: list[dict[str, Any]] = json.loads(self.wijk("peer", "list", "--json"))
        return rows


@contextmanager
def short_folder() -> Iterator[Path]:
    """A temporary folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="wijk ") as name:
        yield Path(name)


@contextmanager
def two_wards(
    folder: Path, databases: tuple[str, str] = ("", ""), *, mail_port: int = 0
) -> Iterator[tuple[Node, Node]]:
    """Elm and Oak, made, serving, and following each other. A database is SQLite's unless named."""
    with two_strangers(folder, databases, mail_port=mail_port) as (elm, oak):
        elm.follows(oak)
        oak.follows(elm)
        yield elm, oak


@contextmanager
def two_strangers(
    folder: Path, databases: tuple[str, str] = ("", ""), *, mail_port: int = 0
) -> Iterator[tuple[Node, Node]]:
    """Elm and Oak, made and serving; they do not know each other."""
    elm, oak = Node(folder, "elm", free_port()), Node(folder, "oak", free_port())
    try:
        for node, database in zip((elm, oak), databases, strict=True):
            node.make(database=database, mail_port=mail_port)
            node.start()
        yield elm, oak
    finally:
        elm.clear_away()
        oak.clear_away()
