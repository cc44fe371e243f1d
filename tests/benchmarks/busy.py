"""What readers notice of feeds that come in: the list page before, and while 20,000 listings do.

A real node with its pages and its jobs in two processes; the neighbours are files in another one.
"""

import pickle
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from node.cli.world import Place
from node.feed.models import Origin
from node.peering import add
from tests.benchmarks.polling import is_answering
from tests.benchmarks.pulling import Remembered, make_origin, pull_all
from tests.benchmarks.race import Row
from tests.benchmarks.running import free_port, make_node, node_command, page, serving
from tests.benchmarks.wards import fill

LISTINGS = 5_000  # that are there already
FEEDS = ("ash", "oak")
READ_BEFORE = 300
PATIENCE_SECONDS = 240.0
BETWEEN_SECONDS = 0.01  # two pages of one reader
NEEDED = 20  # pages, or nothing can be said of them
FILES = """
import pickle, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

KNOWN = pickle.loads(Path(sys.argv[2]).read_bytes())

class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path.startswith("/fed/feed"):
            Path(sys.argv[3]).touch()
        asked = (self.headers["Host"].split(".")[0], self.path)
        status, headers, body = KNOWN.get(asked, (404, {}, b""))
        self.send_response(status)
        for name, value in {**headers, "content-length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass

ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Answers).serve_forever()
"""


def measure(folder: Path, quick: bool) -> list[Row]:
    """Two feeds of 10,000 (of 250 when quick)."""
    count, before = (250, NEEDED) if quick else (10_000, READ_BEFORE)
    port, began = free_port(), folder / "began"
    (folder / "known").write_bytes(pickle.dumps(_known(folder, count, port)))
    data = make_node(folder)
    with Place(str(data)).node() as world:
        fill(world, LISTINGS // 10 if quick else LISTINGS)
    alone = _read(data, lambda: True, lambda times: len(times) >= before)
    with _files(port, folder / "known", began), closing(_looking(data)) as database:
        with Place(str(data)).node() as world:
            for name in FEEDS:
                add.follow(world, add.introduce(world, f"http://{name}.localhost:{port}"))
            Origin.update(most_listings=count).where(~Origin.own).execute()
        busy = _read(data, began.exists, lambda times: bool(times) and _came(database, count))
    return [_row(count, alone, busy)]


def _known(folder: Path, count: int, port: int) -> dict[tuple[str, str], tuple[object, ...]]:
    """Whatever the neighbours are asked by who follows them, and their answers."""
    known: dict[tuple[str, str], tuple[object, ...]] = {}
    for name in FEEDS:
        other = Remembered(make_origin(folder / name, count, name=name, port=port))
        pull_all(folder / f"from {name}", other, count, f"http://{name}.localhost:{port}")
        for url, answer in other.known.items():
            parts = urlsplit(url)
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            known[name, path] = (answer.status, _told(answer.headers), answer.body)
    return known


def _told(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name] for name in ("content-type", "etag") if name in headers}


@contextmanager
def _files(port: int, known: Path, began: Path) -> Iterator[None]:
    """The neighbours; ``began`` is there once a feed was asked for."""
    command = [sys.executable, "-c", FILES, str(port), str(known), str(began)]
    process = subprocess.Popen(command)
    try:
        while not is_answering(port):
            time.sleep(BETWEEN_SECONDS)
        yield
    finally:
        process.kill()
        process.wait()


def _read(
    data: Path, is_counted: Callable[[], bool], is_enough: Callable[[list[float]], bool]
) -> list[float]:
    """Seconds of each page that one reader got, one after another."""
    port, times, end = free_port(), [], time.perf_counter() + PATIENCE_SECONDS
    with serving(node_command(data, port), port):
        while not is_enough(times):
            assert time.perf_counter() < end, "the feeds did not come in"
            begin = time.perf_counter()
            assert page(port)
            if is_counted():
                times.append(time.perf_counter() - begin)
            time.sleep(BETWEEN_SECONDS)
    return times


def _looking(data: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{data / 'wijk.db'}?mode=ro", uri=True)


def _came(database: sqlite3.Connection, count: int) -> bool:
    asked = "SELECT SUM(count) FROM feed JOIN origin ON origin_id = origin.id WHERE NOT own"
    [(there,)] = database.execute(asked).fetchall()
    return bool(there == len(FEEDS) * count)


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _row(count: int, alone: list[float], busy: list[float]) -> Row:
    mine, other = _p95(busy), _p95(alone)
    return Row(
        name=f"p95 of the list page while {len(FEEDS) * count:,} listings come in",
        ours=f"{mine * 1000:.1f} ms",
        against=f"{other * 1000:.1f} ms with nothing coming in",
        ratio=f"{mine / other:.2f}",
        noise=f"{len(busy)} pages",
        limited_by="two cores: pages, jobs, and who asks",
        bound="2",
    )
