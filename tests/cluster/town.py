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
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import postgres
from tests.cluster.ground import Ground, laid
from tests.node.authority import Authority, make_authority
from tests.running import LADDER
from tests.tools import ROOT, wait_until

READY_SECONDS = 120
COMMAND_SECONDS = 120
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


@dataclass
class Node:
    """One node of the town."""

    name: str
    folder: Path
    ground: Ground
    trusted: Path
    started: list[subprocess.Popen[str]] = field(default_factory=list)
    proxy: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"https://{self.name}.example"

    def make(self, *, database: str = "") -> None:
        """Make the node."""
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
        self.proxy = self._start(sys.executable, "-m", "tests.cluster.proxy", "443", str(TLS))
        self._start(*self._wijk("serve"))

    def ready(self) -> bool:
        """Whether it says so, over TLS, to itself."""
        program = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=5)"
        done = self._run(sys.executable, "-c", program, f"{self.url}/readyz", expect=None)
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
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(20)
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()

    def wijk(self, *arguments: str | Path, given: str | None = None, expect: int | None = 0) -> str:
        """Run a command on its host; gives what it said."""
        return self._run(*self._wijk(*arguments), given=given, expect=expect).stdout

    def follows(self, other: "Node") -> None:
        """Follow another node, whose words were compared."""
        self.wijk("peer", "add", other.url, "--yes")

    def places(self, **changes: Any) -> str:
        """Place a listing; gives its id."""
        return self.wijk("listing", "add", "-", given=json.dumps(LADDER | changes)).strip()

    def pulls(self) -> str:
        """Pull from everybody now; gives what was said, also when some were refused."""
        return self.wijk("pull", expect=None)

    def titles(self) -> list[str]:
        """What it lists, own and others'."""
        rows = json.loads(self.wijk("listing", "list", "--json"))
        return sorted(row["name"] for row in rows)

    def _wijk(self, *arguments: str | Path) -> list[str]:
        return [sys.executable, "-m", "node", "--data", str(self.folder), *map(str, arguments)]

    def _environment(self) -> dict[str, str]:
        trusted, beside = str(self.trusted), str(self.folder.parent)
        return {
            **os.environ,
            "WIJK_AUTHORITIES": trusted,
            "SSL_CERT_FILE": trusted,
            "XDG_DATA_HOME": beside,
            "XDG_CONFIG_HOME": beside,
        }

    def _start(self, *command: str | Path) -> subprocess.Popen[str]:
        log = self.folder.with_name(f"{self.name}.log").open("ab")
        with log:
            process = subprocess.Popen(
                self.ground.inside(self.name, *command),
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if "tests.cluster.proxy" in command else log,
                stderr=log,
                text=True,
                env=self._environment(),
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def _run(
        self, *command: str | Path, given: str | None = None, expect: int | None = 0
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            self.ground.inside(self.name, *command),
            cwd=ROOT,
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            env=self._environment(),
            check=False,
        )
        if expect is not None and done.returncode != expect:
            raise AssertionError(f"{self.name}: {command} ended with {done.returncode}: {done}")
        return done


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


def until(nodes: Sequence[Node], condition: Callable[[Node], bool], *, rounds: int = 8) -> int:
    """Let every node pull, round after round, until ``condition`` holds of all; gives how many."""
    for number in range(1, rounds + 1):
        for node in nodes:
            node.pulls()
        if all(condition(node) for node in nodes):
            return number
    held = {node.name: (condition(node), node.titles()) for node in nodes}
    raise AssertionError(f"after {rounds} rounds still not of all: {held}")


def _certificate(authority: Authority, name: str) -> Path:
    authority.server(f"{name}.example")
    return authority.folder / f"{name}.example.pem"
