"""A small internet inside this machine: a network namespace a host, and a switch between them.

Rule 1: nothing leads out: there is no route but to each other, and all of it is taken down again.
Rule 2: the addresses look public, because a production node dials no others; they exist only here.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

NET = "11.77.0"  # the part of an address that all hosts share
MOST = 250
HOSTS = Path("/etc/netns")  # where `ip netns exec` looks for a namespace's own /etc/hosts


def can_be_laid() -> bool:
    """Whether this account may make network namespaces here, and has the programs for it."""
    if os.geteuid() != 0 or not (shutil.which("ip") and shutil.which("caddy")):
        return False
    name = f"wijk{os.getpid()}-try"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False)
    subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
    return made.returncode == 0


@dataclass
class Ground:
    """Hosts by name, each with an address and a namespace."""

    names: Sequence[str]
    prefix: str = field(default_factory=lambda: f"wijk{os.getpid()}")

    def space(self, name: str) -> str:
        """The namespace of a host."""
        return f"{self.prefix}-{name}"

    def address(self, name: str) -> str:
        """Its address."""
        return f"{NET}.{self.names.index(name) + 1}"

    def inside(self, name: str, *command: str | Path) -> list[str]:
        """A command, as it is run on that host."""
        return ["ip", "netns", "exec", self.space(name), *map(str, command)]

    def unplug(self, name: str) -> None:
        """Pull the cable of a host."""
        _ip("-n", self.space("switch"), "link", "set", self._plug(name), "down")

    def plug_in(self, name: str) -> None:
        """And put it back."""
        _ip("-n", self.space("switch"), "link", "set", self._plug(name), "up")

    def lay(self) -> None:
        """Make the switch and all hosts."""
        switch = self.space("switch")
        _ip("netns", "add", switch)
        _ip("-n", switch, "link", "add", "bridge", "type", "bridge")
        _ip("-n", switch, "link", "set", "bridge", "up")
        for name in self.names:
            self._lay_host(name, switch)

    def clear(self) -> None:
        """Take everything down, also what was only half made."""
        for name in (*self.names, "switch"):
            arguments = ["ip", "netns", "del", self.space(name)]
            subprocess.run(arguments, capture_output=True, check=False)
            shutil.rmtree(HOSTS / self.space(name), ignore_errors=True)

    def _lay_host(self, name: str, switch: str) -> None:
        space = self.space(name)
        _ip("netns", "add", space)
        _ip("link", "add", "net", "netns", space, "type", "veth",
            "peer", "name", self._plug(name), "netns", switch)  # fmt: skip
        _ip("-n", switch, "link", "set", self._plug(name), "master", "bridge", "up")
        _ip("-n", space, "address", "add", f"{self.address(name)}/24", "dev", "net")
        _ip("-n", space, "link", "set", "net", "up")
        _ip("-n", space, "link", "set", "lo", "up")
        folder = HOSTS / space
        folder.mkdir(parents=True, exist_ok=True)
        lines = ["127.0.0.1 localhost"]
        lines += [f"{self.address(other)} {other}.example" for other in self.names]
        (folder / "hosts").write_text("\n".join(lines) + "\n", "utf-8")

    def _plug(self, name: str) -> str:
        return f"p{self.names.index(name) + 1}"


@contextmanager
def laid(names: Sequence[str]) -> Iterator[Ground]:
    """The ground for these hosts, cleared away afterwards."""
    if len(names) > MOST:
        raise ValueError("more hosts than addresses")
    ground = Ground(list(names))
    try:
        ground.lay()
        yield ground
    finally:
        ground.clear()


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)
