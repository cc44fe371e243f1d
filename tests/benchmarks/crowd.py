"""Two hundred who sign in at once: what readers notice of it, and the memory that it takes.

A real node; a reader asks for the first page again and again, first alone, then in the crowd.
"""

import re
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from node.cli.world import Place
from node.residents import accounts, passwords
from node.world import World
from tests.benchmarks.race import Row
from tests.benchmarks.running import free_port, make_node, memory_of, node_command, serving
from tests.benchmarks.wards import fill

CROWD = 200
SMALL_CROWD = 20
LISTINGS = 500
HOST = "elm.localhost:8001"
PASSWORD = "een lange zin die niemand raadt"
READ_ALONE = 100
LOOK_EVERY = 0.02  # seconds between two looks at the memory


@dataclass
class Seen:
    """What came of it. Seconds of the reader's pages; MB; how the crowd was answered."""

    alone: list[float]
    crowded: list[float]
    memory_before: float
    memory_most: float
    answers: Counter[int]
    seconds: float

    @property
    def ratio(self) -> float:
        """How much longer a page took in the crowd."""
        return median(self.crowded) / median(self.alone)


def measure(folder: Path, quick: bool) -> list[Row]:
    """The row of the table."""
    size = SMALL_CROWD if quick else CROWD
    seen = crowd(folder, size)
    answers = ", ".join(f"{count} × {status}" for status, count in sorted(seen.answers.items()))
    return [
        Row(
            name=f"a page while {size} sign in at once",
            ours=f"{median(seen.crowded) * 1000:.1f} ms",
            against=f"{median(seen.alone) * 1000:.1f} ms with nobody else",
            ratio=f"{seen.ratio:.2f}",
            noise=f"{len(seen.crowded)} pages",
            limited_by=f"two hashes at once; answered {answers}",
            bound="2",
        ),
        Row(
            name=f"memory while {size} sign in at once",
            ours=f"{seen.memory_most:.0f} MB",
            against=f"{seen.memory_before:.0f} MB before",
            ratio=f"{seen.memory_most / seen.memory_before:.2f}",
            noise="-",
            limited_by="two hashes of 19 MiB",
        ),
    ]


def crowd(folder: Path, size: int = CROWD) -> Seen:
    """Let them come."""
    data = make_node(folder)
    with Place(str(data)).node() as world:
        fill(world, LISTINGS)
        _residents(world, size)
    with (data / "wijk.toml").open("a") as settings:
        settings.write('trusted_proxies = "127.0.0.1"\n')
    port = free_port()
    with serving(node_command(data, port), port) as (process, _):
        forms = [_form(port) for _ in range(size)]
        alone = [_read(port) for _ in range(READ_ALONE)]
        before, _ = memory_of(process.pid)
        answers: Counter[int] = Counter()
        threads = [
            threading.Thread(target=_sign_in, args=(port, number, form, answers))
            for number, form in enumerate(forms)
        ]
        seen = Seen(alone, [], before, before, answers, 0.0)
        watching = threading.Thread(target=_watch, args=(process.pid, threads, seen))
        begin = time.perf_counter()
        for thread in threads:
            thread.start()
        watching.start()
        while any(thread.is_alive() for thread in threads):
            seen.crowded.append(_read(port))
        seen.seconds = time.perf_counter() - begin
        watching.join()
    return seen


def _watch(pid: int, threads: list[threading.Thread], seen: Seen) -> None:
    """Note the most memory while somebody is still signing in."""
    while any(thread.is_alive() for thread in threads):
        used, _ = memory_of(pid)
        seen.memory_most = max(seen.memory_most, used)
        time.sleep(LOOK_EVERY)


def _read(port: int) -> float:
    begin = time.perf_counter()
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", "/", headers={"Host": HOST})
        assert connection.getresponse().read()
    return time.perf_counter() - begin


def _form(port: int) -> tuple[str, str]:
    """A form's cookie and token."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", "/inloggen", headers={"Host": HOST})
        answer = connection.getresponse()
        text = answer.read().decode()
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
    token = re.search(r'name="csrf_token" value="([^"]+)"', text)
    assert token
    return cookie, token[1]


def _residents(world: World, size: int) -> None:
    """As many as will come, with one password."""
    hashed = passwords.hash_password(world, PASSWORD)
    for number in range(size):
        accounts.insert(
            world,
            name=f"Bewoner {number}",
            email=None,
            hashed=hashed,
            role="resident",
            language="nl",
        )


def _sign_in(port: int, number: int, form: tuple[str, str], answers: Counter[int]) -> None:
    """Once, as a browser does, each from a home of its own."""
    cookie, token = form
    typed = urlencode({"name": f"Bewoner {number}", "password": PASSWORD, "csrf_token": token})
    headers = {
        "Host": HOST,
        "Cookie": cookie,
        "X-Forwarded-For": f"198.51.100.{number}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    with closing(HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        connection.request("POST", "/inloggen", typed, headers)
        answers[connection.getresponse().status] += 1
