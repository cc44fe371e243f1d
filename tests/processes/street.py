"""Two wards on hosts of their own, to be broken: Elm, and its neighbour Oak.

Each is behind Caddy, with a clock of its own; Elm has a disk of its own, and two mail servers.
"""

import ctypes
import shutil
import signal
import struct
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from node.config import FILE_NAME
from tests.cluster import town
from tests.cluster.ground import Ground, can_be_laid, laid
from tests.mailserver import Day, Server, mail_server
from tests.node.authority import make_authority
from tests.tools import wait_until

MOST_SECONDS, END_SECONDS = 60, 30
DISK = "1500m"  # more than what is little
NETWORK = 0x40000000  # CLONE_NEWNET
MAIL = """
mail_host = "127.0.0.1"
mail_port = {}
mail_from = "wijk@elm.example"
mail_security = "none"
trusted_proxies = "127.0.0.1"
"""
CADDYFILE = """{{
  admin off
  auto_https off
}}
https://{name}.example {{
  tls {certificate} {certificate}
  reverse_proxy 127.0.0.1:{pages} {{
    {lines}
  }}
}}
"""
# The clock of the machine is everybody's. What the programs of one host ask for the time of day is
# answered with so many seconds more as a file of that host says.
CLOCK = """
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
static const long *ahead;
__attribute__((constructor)) static void begin(void) {
  void *held = mmap(0, sizeof *ahead, PROT_READ, MAP_SHARED, open(getenv("CLOCK"), O_RDONLY), 0);
  ahead = held == MAP_FAILED ? 0 : held;
}
int clock_gettime(clockid_t which, struct timespec *now) {
  int failed = syscall(SYS_clock_gettime, which, now);
  if (which == CLOCK_REALTIME && ahead) now->tv_sec += *ahead;
  return failed;
}
"""


@dataclass(frozen=True)
class Line:
    """What the command says of one check."""

    mark: str
    why: str
    do: str


@dataclass(eq=False)
class Ward(town.Node):
    """A node on a host with its own clock and its own disk."""

    certificate: Path = Path()
    front: subprocess.Popen[str] | None = None

    @property
    def clock(self) -> Path:
        """Holds how far its clock is from ours."""
        return self.trusted.with_name(f"{self.name}.clock")

    def environment(self) -> dict[str, str]:
        """With the clock of this host."""
        shim = self.clock.with_name("clock.so")
        return {**super().environment(), "LD_PRELOAD": str(shim), "CLOCK": str(self.clock)}

    def later(self, seconds: int) -> None:
        """Set its clock so much later."""
        with self.clock.open("r+b") as held:
            [now] = struct.unpack("l", held.read())
            held.seek(0)
            held.write(struct.pack("l", now + seconds))

    def start(self, certificate: Path) -> None:
        """Start Caddy and the node."""
        self.certificate = certificate
        self.opens()
        self.starts()

    def opens(self, lines: str = "") -> None:
        """Start Caddy, in place of the one that ran; ``lines``: how it passes on."""
        if self.front is not None:
            self.front.terminate()
            self.front.wait(END_SECONDS)
        file = self.folder.with_name(f"{self.name}.caddy")
        told = {"name": self.name, "certificate": self.certificate, "pages": town.PAGES}
        file.write_text(CADDYFILE.format(**told, lines=lines), "utf-8")
        self.front = self._start("caddy", "run", "--adapter", "caddyfile", "--config", file)

    def starts(self) -> None:
        """Start the site."""
        self.serve()
        wait_until(self.ready, seconds=MOST_SECONDS, what=f"{self.name} is ready")

    def stops(self) -> None:
        """Stop the site."""
        assert self.serving is not None
        self.serving.send_signal(signal.SIGTERM)
        self.serving.wait(END_SECONDS)

    def sets(self, old: object, new: object) -> None:
        """Change the settings."""
        file = self.folder / FILE_NAME
        file.write_text(file.read_text("utf-8").replace(str(old), str(new)), "utf-8")

    def mounts(self, options: str) -> None:
        """Mount its disk anew, as its programs see it."""
        assert self.warm is not None
        inside = ["nsenter", "--target", str(self.warm.process.pid), "--mount"]
        subprocess.run([*inside, "mount", "-o", options, self.folder], check=True)

    def line(self, title: str) -> Line:
        """What `wijk doctor` says of this; a line that is not there has no mark."""
        assert self.warm is not None
        said = self.warm.run("node", "--data", self.folder, "doctor").stdout.splitlines()
        for text, after in zip(said, [*said[1:], ""], strict=True):
            if text[5:].startswith(f"{title}: "):
                return Line(text[:4].strip(), text, after.strip())
        return Line("", "", "")

    def is_well(self, title: str) -> bool:
        """Whether it says that this is good."""
        return self.line(title).mark == "ok"


@dataclass
class Street:
    """The two, and the mail servers on Elm's host: one that refuses, and one that does not."""

    elm: Ward
    oak: Ward
    refusing: Server
    taking: Server

    def later(self, seconds: int) -> None:
        """Time goes by."""
        for ward in (self.elm, self.oak):
            ward.later(seconds)


def can_be_made() -> bool:
    """Whether there are network namespaces, Caddy and a C compiler here."""
    return can_be_laid() and shutil.which("cc") is not None


@contextmanager
def street(folder: Path) -> Iterator[Street]:
    """Elm and Oak at work, Elm with a copy that was put back for trial; all ended afterwards."""
    authority = make_authority(folder)
    compile_it = ["cc", "-shared", "-fPIC", "-o", folder / "clock.so", "-x", "c", "-"]
    subprocess.run(compile_it, input=CLOCK, text=True, check=True)
    with ExitStack() as stack:
        ground = stack.enter_context(laid(["elm", "oak"]))
        wards = [Ward(name, folder / name, ground, authority.file) for name in ground.names]
        elm, oak = wards
        stack.enter_context(disk(elm.folder))
        with on(ground, elm.name):
            refusing = stack.enter_context(mail_server(Day(mail="550 not you")))
            taking = stack.enter_context(mail_server())

        def open_ward(ward: Ward) -> None:
            ward.clock.write_bytes(bytes(8))
            stack.callback(ward.stop)
            ward.make()
            with (ward.folder / FILE_NAME).open("a", encoding="utf-8") as settings:
                settings.write(MAIL.format(taking.port))
            authority.server(f"{ward.name}.example")
            ward.start(folder / f"{ward.name}.example.pem")

        with ThreadPoolExecutor() as pool:
            list(pool.map(open_ward, wards))
        elm.follows(oak)
        elm.wijk("backup", "make")
        elm.wijk("backup", "try")
        yield Street(elm, oak, refusing, taking)


@contextmanager
def disk(folder: Path) -> Iterator[None]:
    """A disk of its own for this folder."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "wijk", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def on(ground: Ground, name: str) -> Iterator[None]:
    """Where this thread listens in here is on that host."""
    enter = ctypes.CDLL(None).setns
    there = Path("/run/netns") / ground.space(name)
    with Path("/proc/thread-self/ns/net").open() as home, there.open() as away:
        assert enter(away.fileno(), NETWORK) == 0
        try:
            yield
        finally:
            assert enter(home.fileno(), NETWORK) == 0
