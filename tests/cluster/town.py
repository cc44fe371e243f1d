"""Real nodes on the ground: each with its own host, certificate, Caddy, and a proxy before it.

Rule 1: a node is made and worked through `wijk` and HTTPS, like anybody's.
Rule 2: every second node is on PostgreSQL.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from tests import postgres
from tests.cluster.ground import Ground, laid
from tests.node.authority import Authority, make_authority
from tests.running import LADDER
from tests.tools import ROOT, wait_until
from tests.warm import Started, Warm

READY_SECONDS = 120
END_SECONDS = 20
PAGES, TLS = 8000, 8443
CADDYFILE = """{{
  admin off
  auto_https off
}}
https://{name}.example:{tls} {{
  bind 127.0.0.1
  tls {certificate} {certificate}
  reverse_proxy 127.0.0.1:{pages}
}}
"""


@dataclass(eq=False)
class Node:
    """One node of the town."""

    name: str
    folder: Path
    ground: Ground
    trusted: Path
    started: list[subprocess.Popen[str] | Started] = field(default_factory=list)
    warm: Warm | None = None
    proxy: subprocess.Popen[str] | None = None
    serving: Started | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"https://{self.name}.example"

    def make(self, *, database: str = "") -> None:
        """Load the programs on its host, and make the node."""
        space = self.ground.inside(self.name)
        self.warm = Warm(before=space, environment=self.environment())
        where = ["--database", database] if database else []
        self.wijk(
            "init", "--url", self.url, "--name", self.name.title(), "--port", str(PAGES),
            "--sheets", self.folder.with_name(f"{self.name}-sheets"), *where,
        )  # fmt: skip

    def start(self, certificate: Path) -> None:
        """Start Caddy, the proxy and the node."""
        caddyfile = self.folder.with_name(f"{self.name}.caddy")
        caddyfile.write_text(
            CADDYFILE.format(name=self.name, tls=TLS, pages=PAGES, certificate=certificate), "utf-8"
        )
        self._start("caddy", "run", "--adapter", "caddyfile", "--config", caddyfile)
        listens = [sys.executable, "-m", "tests.cluster.proxy", "443", str(TLS)]
        self.proxy = self._start(*listens, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.serve()

    def serve(self) -> None:
        """Start the node itself."""
        assert self.warm is not None
        with self._log() as log:
            out = log.fileno()
            command = ("--data", self.folder, "serve")
            self.serving = self.warm.start("node", *command, stdout=out, stderr=out)
        self.started.append(self.serving)

    def dies(self) -> None:
        """The power goes, on this host."""
        assert self.serving is not None
        os.killpg(self.serving.pid, signal.SIGKILL)
        self.serving.wait(END_SECONDS)

    def ready(self) -> bool:
        """Whether it says so, over TLS, to itself."""
        program = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=5)"
        done = subprocess.run(
            self.ground.inside(self.name, sys.executable, "-c", program, f"{self.url}/readyz"),
            capture_output=True,
            env=self.environment(),
            check=False,
        )
        return done.returncode == 0

    def behaves(self, **manner: object) -> None:
        """How the proxy before it treats what passes, from now on."""
        assert self.proxy is not None
        assert self.proxy.stdin is not None
        assert self.proxy.stdout is not None
        self.proxy.stdin.write(json.dumps(manner) + "\n")
        self.proxy.stdin.flush()
        self.proxy.stdout.readline()

    def stop(self) -> None:
        """End all that was started here."""
        for process in reversed(self.started):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.started:
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(END_SECONDS)
        for stream in (self.proxy.stdin, self.proxy.stdout) if self.proxy else ():
            if stream is not None:
                stream.close()
        if self.warm is not None:
            self.warm.close()

    def wijk(self, *arguments: str | Path, given: str | None = None, expect: int | None = 0) -> str:
        """Run a command on its host; gives what it said."""
        assert self.warm is not None
        done = self.warm.run("node", "--data", self.folder, *arguments, given=given)
        if expect is not None and done.returncode != expect:
            raise AssertionError(f"{self.name}: {arguments} ended with {done.returncode}: {done}")
        return done.stdout

    def follows(self, other: "Node") -> None:
        """Follow another node, whose words were compared."""
        self.wijk("peer", "add", other.url, "--yes")

    def places(self, **changes: Any) -> str:
        """Place a listing; gives its id."""
        return self.wijk("listing", "add", "-", given=json.dumps(LADDER | changes)).strip()

    def befriends(self, other: "Node") -> None:
        """Both admins add the other ward."""
        self.follows(other)
        other.follows(self)

    def shows(self, other: "Node") -> None:
        """The admin approves a ward that was met through another."""
        self.wijk("peer", "level", other.url, "shown")

    def works(self) -> str:
        """One round of the jobs between nodes; gives what was refused."""
        assert self.warm is not None
        done = self.warm.run("tests.cluster.rounds", self.folder)
        assert done.returncode == 0, f"{self.name}: {done}"
        return done.stdout

    def errors(self) -> list[str | None]:
        """What it says is wrong with each of those it follows."""
        return [row["last_error"] for row in json.loads(self.wijk("peer", "list", "--json"))]

    def titles(self) -> list[str]:
        """What it lists, own and others'."""
        rows = json.loads(self.wijk("listing", "list", "--json"))
        return sorted(row["name"] for row in rows)

    def environment(self) -> dict[str, str]:
        trusted, beside = str(self.trusted), str(self.folder.parent)
        return {
            **os.environ,
            "WIJK_AUTHORITIES": trusted,
            "SSL_CERT_FILE": trusted,
            "XDG_DATA_HOME": beside,
            "XDG_CONFIG_HOME": beside,
        }

    def _start(
        self, *command: str | Path, stdin: int = subprocess.DEVNULL, stdout: int | None = None
    ) -> subprocess.Popen[str]:
        with self._log() as log:
            process = subprocess.Popen(
                self.ground.inside(self.name, *command),
                cwd=ROOT,
                stdin=stdin,
                stdout=log if stdout is None else stdout,
                stderr=log,
                text=True,
                env=self.environment(),
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def _log(self) -> BinaryIO:
        return self.folder.with_name(f"{self.name}.log").open("ab")


@contextmanager
def town(folder: Path, names: Sequence[str]) -> Iterator[dict[str, Node]]:
    """Nodes with these names, made and serving; all of it ended afterwards."""
    authority = make_authority(folder / "authority")
    with ExitStack() as stack:
        ground = stack.enter_context(laid(names))
        programs = postgres.programs()
        assert programs is not None
        cluster = stack.enter_context(postgres.cluster(programs))
        nodes = {name: Node(name, folder / name, ground, authority.file) for name in names}
        for number, node in enumerate(nodes.values()):
            stack.callback(node.stop)
            node.make(database=cluster.socket_url(cluster.create()) if number % 2 else "")
            node.start(_certificate(authority, node.name))
        for node in nodes.values():
            wait_until(node.ready, seconds=READY_SECONDS, what=f"{node.name} is ready")
        yield nodes


def work(nodes: Sequence[Node]) -> list[str]:
    """One round of every node, all at the same time; gives what each says was refused."""
    with ThreadPoolExecutor(len(nodes)) as pool:
        return list(pool.map(Node.works, nodes))


def until(nodes: Sequence[Node], condition: Callable[[Node], bool], *, rounds: int = 8) -> int:
    """Let every node work, round after round, until ``condition`` holds of all; gives how many."""
    for number in range(1, rounds + 1):
        work(nodes)
        if all(condition(node) for node in nodes):
            return number
    held = {node.name: (condition(node), node.titles(), node.errors()) for node in nodes}
    raise AssertionError(f"after {rounds} rounds still not of all: {held}")


def _certificate(authority: Authority, name: str) -> Path:
    authority.server(f"{name}.example")
    return authority.folder / f"{name}.example.pem"
