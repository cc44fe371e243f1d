"""The door, tried on real servers that answer as nobody should."""

import gzip
import os
import socket
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from federation.errors import (
    BadContentTypeError,
    ForbiddenAddressError,
    TooLargeError,
    TooSlowError,
    UnreachableError,
)
from node.doors import dialling
from node.doors import fetch as door
from node.doors.fetch import WebFetch
from node.world import Fetched
from tests.node.authority import LONG_AGO, Authority, make_authority
from tests.node.loopback import Script, Server, answering, saying, serving

JSON = ("application/activity+json",)
KIB, MIB = 1024, 1024 * 1024
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\n"
PUBLIC = "93.184.215.14"


@pytest.fixture
def fetch() -> Iterator[WebFetch]:
    """The door of a development node, so that it may come to the loopback."""
    made = WebFetch(development=True)
    yield made
    made.close()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of a fetch in half a second, and a read in a fifth."""
    monkeypatch.setattr(dialling, "FETCH_SECONDS", 0.5)
    monkeypatch.setattr(door, "FETCH_SECONDS", 0.5)
    monkeypatch.setattr(door, "READ_SECONDS", 0.2)


def get(fetch: WebFetch, script: Script, *, limit: int = MIB) -> Fetched:
    with serving(script) as server:
        return fetch(server.url(), accept=JSON, limit=limit)


def test_what_came_is_handed_over(fetch: WebFetch) -> None:
    fetched = get(fetch, answering(b'{"a":1}', ETag='W/"x"', X_Other="y"))
    assert (fetched.status, fetched.body) == (200, b'{"a":1}')
    assert fetched.headers["etag"] == 'W/"x"'
    assert fetched.headers["x-other"] == "y"


def test_we_say_who_and_what_we_want(fetch: WebFetch) -> None:
    with serving(answering()) as server:
        url = server.url("/fed/feed/public?after=7")
        fetch(url, accept=(*JSON, "image/png"), limit=9, headers={"If-None-Match": '"x"'})
        [request] = server.requests
    first, *lines = request.decode().split("\r\n")
    assert first == "GET /fed/feed/public?after=7 HTTP/1.1"
    sent = {line.partition(": ")[0].lower(): line.partition(": ")[2] for line in lines if line}
    assert sent == {
        "host": f"elm.localhost:{server.port}",
        "accept": "application/activity+json, image/png",
        "accept-encoding": "gzip",
        "user-agent": "werken-in-de-wijk",
        "if-none-match": '"x"',
    }


def test_connections_are_used_again(fetch: WebFetch) -> None:
    with serving(answering()) as server:
        for _ in range(5):
            fetch(server.url(), accept=JSON, limit=MIB)
        assert (server.connections, len(server.requests)) == (1, 5)


def test_a_kept_connection_that_was_closed_is_opened_anew(fetch: WebFetch) -> None:
    def once(connection: socket.socket, request: bytes) -> None:
        answering()(connection, request)
        connection.shutdown(socket.SHUT_RDWR)

    with serving(once) as server:
        for _ in range(3):
            assert fetch(server.url(), accept=JSON, limit=MIB).status == 200
        assert len(server.requests) == 3


def test_nobody_there_is_unreachable(fetch: WebFetch) -> None:
    with serving(answering()) as server:
        url = server.url()
    with pytest.raises(UnreachableError):
        fetch(url, accept=JSON, limit=MIB)


@pytest.mark.parametrize("status", ["301 M", "302 F", "303 S", "307 T", "308 P"])
def test_FE_03_no_redirect_is_followed(fetch: WebFetch, status: str) -> None:
    with serving(answering()) as inner:
        for target in (inner.url(), "http://127.0.0.1/", "file:///etc/passwd", "//169.254.169.254"):
            fetched = get(fetch, answering(status=status, Location=target))
            assert (fetched.status, fetched.body) == (int(status[:3]), b"")
        assert inner.connections == 0


def test_FE_05_proxies_and_netrc_are_not_used(
    fetch: WebFetch, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with serving(answering()) as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
            monkeypatch.setenv(name.lower(), f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        netrc = tmp_path / "netrc"
        netrc.write_text("machine elm.localhost login alice password secret\n")
        netrc.chmod(0o600)
        monkeypatch.setenv("NETRC", str(netrc))
        with serving(answering()) as server:
            assert fetch(server.url(), accept=JSON, limit=MIB).status == 200
            assert b"authorization" not in server.requests[0].lower()
        assert proxy.connections == 0


def test_cookies_are_not_kept(fetch: WebFetch) -> None:
    with serving(answering(Set_Cookie="a=b; Path=/")) as server:
        for _ in range(2):
            fetch(server.url(), accept=JSON, limit=MIB)
        assert b"cookie" not in server.requests[1].lower()


@pytest.mark.parametrize(
    "media_type",
    ["text/html", "application/json", "application/activity+jsonx", "", "text/plain",
     "application/octet-stream", "application/activity+json, text/html"],
)  # fmt: skip
def test_FE_11_another_media_type_is_refused(fetch: WebFetch, media_type: str) -> None:
    with pytest.raises(BadContentTypeError):
        get(fetch, answering(media_type=media_type))


@pytest.mark.parametrize(
    "media_type",
    [
        "application/activity+json; charset=utf-8",
        "Application/Activity+JSON",
        "application/activity+json ;x=y",
    ],
)
def test_parameters_of_a_media_type_are_no_matter(fetch: WebFetch, media_type: str) -> None:
    assert get(fetch, answering(media_type=media_type)).status == 200


def test_a_refusal_brings_its_code_and_no_more(fetch: WebFetch) -> None:
    problem = answering(b'{"code":"x"}', status="403 No", media_type="application/problem+json")
    assert get(fetch, problem).body == b'{"code":"x"}'
    page = answering(b"<h1>No</h1>", status="404 Not Found", media_type="text/html")
    assert (get(fetch, page).status, get(fetch, page).body) == (404, b"")
    huge = answering(b"x" * 100_000, status="500 No", media_type="application/problem+json")
    with pytest.raises(TooLargeError):
        get(fetch, huge)


@pytest.mark.parametrize("size", [0, 1, 1000, 1023, 1024])
def test_a_body_up_to_the_limit(fetch: WebFetch, size: int) -> None:
    body = os.urandom(size)
    packed = gzip.compress(body)
    assert get(fetch, answering(body), limit=1024).body == body
    assert get(fetch, answering(packed, Content_Encoding="gzip"), limit=1024).body == body


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_above_the_limit(fetch: WebFetch, announced: bool) -> None:
    body = b"x" * 1025
    script = answering(body) if announced else saying(HEAD + b"\r\n", body)
    with pytest.raises(TooLargeError):
        get(fetch, script, limit=1024)


def test_FE_08_a_body_without_end_is_cut_at_the_limit(fetch: WebFetch) -> None:
    for start in (HEAD + b"\r\n", HEAD + b"Content-Length: 100000000000\r\n\r\n"):
        with pytest.raises(TooLargeError):
            get(fetch, saying(start, b"x" * 65_536, repeat=1000), limit=MIB)
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    endless = saying(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", chunk, repeat=1000)
    with pytest.raises(TooLargeError):
        get(fetch, endless, limit=MIB)


def bomb() -> bytes:
    """300 MB that travel as 300 kB."""
    packer = gzip.zlib.compressobj(9, gzip.zlib.DEFLATED, 31)
    block = bytes(MIB)
    return b"".join(packer.compress(block) for _ in range(300)) + packer.flush()


def test_FE_06_a_bomb_is_unpacked_no_further_than_the_limit(fetch: WebFetch) -> None:
    packed = bomb()
    assert len(packed) < 400_000
    with serving(answering(packed, Content_Encoding="gzip")) as server:
        tracemalloc.start()
        try:
            with pytest.raises(TooLargeError) as refused:
                fetch(server.url(), accept=JSON, limit=MIB)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert refused.value.size == MIB + 1
    assert peak < 10 * MIB


@pytest.mark.parametrize(
    "coding",
    ["br", "zstd", "deflate", "gzip, gzip", "gzip,br", "x-gzip", "compress", "GZIP, identity"],
)
def test_FE_06_other_and_nested_codings_are_refused(fetch: WebFetch, coding: str) -> None:
    packed = gzip.compress(gzip.compress(b"{}"))
    with pytest.raises(BadContentTypeError):
        get(fetch, answering(packed, Content_Encoding=coding))


@pytest.mark.parametrize(
    "body",
    [b"no gzip at all", gzip.compress(b"{}", mtime=0) + b"more", gzip.compress(b"{}", mtime=0) * 2],
    ids=["another thing", "more behind it", "two of them"],
)
def test_what_is_not_one_gzip_is_refused(fetch: WebFetch, body: bytes) -> None:
    with pytest.raises(BadContentTypeError):
        get(fetch, answering(body, Content_Encoding="gzip"))


@pytest.mark.parametrize("kept", [0, 1, 10, 30])
def test_FI_10_a_body_that_is_cut_off_is_unreachable(fetch: WebFetch, kept: int) -> None:
    packed = gzip.compress(os.urandom(100))
    whole = HEAD + b"Content-Encoding: gzip\r\n\r\n"
    with pytest.raises(UnreachableError):
        get(fetch, saying(whole + packed[:kept], b""))
    with pytest.raises(UnreachableError):
        get(fetch, saying(HEAD + b"Content-Length: 50\r\n\r\n" + b"x" * kept, b""))


def test_packing_that_never_says_anything_is_cut_too(fetch: WebFetch) -> None:
    empty_blocks = gzip.compress(b"")[:10] + b"\x00\x00\x00\xff\xff" * 100_000
    with pytest.raises(TooLargeError):
        get(fetch, saying(HEAD + b"Content-Encoding: gzip\r\n\r\n", empty_blocks), limit=1000)


def test_FE_07_the_body_of_a_redirect_is_not_unpacked(fetch: WebFetch) -> None:
    tracemalloc.start()
    try:
        moved = answering(bomb(), status="302 F", Location="/", Content_Encoding="gzip")
        assert get(fetch, moved).body == b""
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10 * MIB


@pytest.mark.parametrize(
    "start",
    [
        HEAD + b"".join(b"X-%d: y\r\n" % number for number in range(101)) + b"\r\n",
        HEAD + b"X: " + b"y" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon here at all\r\n\r\n",
        b"HTTP/1.1 two hundred\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"\x16\x03\x01\x00\x05hello",
        b"",
    ],
)
def test_FE_10_headers_that_are_too_many_or_none(fetch: WebFetch, start: bytes) -> None:
    with pytest.raises((UnreachableError, BadContentTypeError)):
        get(fetch, saying(start, b"{}"))


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize(
    "parts",
    [
        (HEAD + b"Content-Length: 1000\r\n\r\n", b"x"),
        (HEAD + b"\r\n", b"x"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (HEAD + b"X: ", b"y"),
        (b"HTTP/1.1 ", b" "),
        (b"", b"H"),
    ],
)
def test_FE_09_drop_by_drop_ends_at_the_deadline(fetch: WebFetch, parts: tuple[bytes, ...]) -> None:
    began = time.monotonic()
    with pytest.raises(TooSlowError):
        get(fetch, saying(*parts, pause=0.05, repeat=60))
    assert time.monotonic() - began < 4  # the server notices at its next drop


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("start", [b"", HEAD, HEAD + b"Content-Length: 10\r\n\r\n"])
def test_silence_ends_too(fetch: WebFetch, start: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(TooSlowError):
        get(fetch, saying(start, b"", pause=0.9))
    assert time.monotonic() - began < 3


@pytest.mark.usefixtures("hurried")
def test_a_resolver_that_hangs_ends_too() -> None:
    def hang(_host: str, _port: int) -> list[str]:
        pause = dialling.threading.Event()
        pause.wait(2)
        return []

    began = time.monotonic()
    with pytest.raises(TooSlowError):
        WebFetch(development=False, resolve=hang)("https://elm.test/", accept=JSON, limit=9)
    assert time.monotonic() - began < 1.5


@pytest.mark.usefixtures("hurried")
def test_a_name_whose_address_swallows_everything_ends_too() -> None:
    def swallow(_address: tuple[str, int], seconds: float) -> socket.socket:
        dialling.threading.Event().wait(min(seconds, 1))
        raise TimeoutError

    fetch = WebFetch(development=False, resolve=lambda *_: [PUBLIC], dial=swallow)
    with pytest.raises(TooSlowError):
        fetch("https://elm.test/", accept=JSON, limit=9)


# Secure connections


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Whom the doors of these tests trust."""
    return make_authority(tmp_path_factory.mktemp("authority"))


def secure(
    authority: Authority, server: Server, resolve: Callable[[str, int], list[str]] | None = None
) -> tuple[WebFetch, list[tuple[str, int]]]:
    """A production node's door in a world where every public address is this server's."""
    dialled: list[tuple[str, int]] = []

    def dial(address: tuple[str, int], seconds: float) -> socket.socket:
        dialled.append(address)
        return socket.create_connection(("127.0.0.1", server.port), timeout=seconds)

    made = WebFetch(
        development=False,
        authorities=str(authority.file),
        resolve=resolve or (lambda *_: [PUBLIC]),
        dial=dial,
    )
    return made, dialled


@pytest.mark.parametrize("host", ["elm.example", "elm.example:8443"])
def test_the_judged_address_is_dialled_and_the_name_is_told(
    authority: Authority, host: str
) -> None:
    tls = authority.server("elm.example")
    told: list[str | None] = []
    tls.sni_callback = lambda _socket, name, _context: told.append(name)
    with serving(answering(), tls) as server:
        fetch, dialled = secure(authority, server)
        assert fetch(f"https://{host}/actor", accept=JSON, limit=MIB).status == 200
        assert dialled == [(PUBLIC, int(host.partition(":")[2] or 443))]
        assert told == ["elm.example"]
        assert f"Host: {host}\r\n".encode() in server.requests[0]


def test_FE_12_a_certificate_that_does_not_hold_ends_it(
    authority: Authority, tmp_path: Path
) -> None:
    stranger = make_authority(tmp_path / "stranger")
    for tls in (
        authority.server("oak.example"),
        authority.server("elm.example", until=LONG_AGO),
        stranger.server("elm.example"),
    ):
        with serving(answering(), tls) as server:
            fetch, dialled = secure(authority, server)
            with pytest.raises(UnreachableError):
                fetch("https://elm.example/", accept=JSON, limit=MIB)
            assert (len(dialled), server.requests) == (1, [])


def test_FE_12_the_environment_cannot_name_another_authority(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = make_authority(tmp_path / "stranger")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(stranger.file))
    monkeypatch.setenv("CURL_CA_BUNDLE", str(stranger.file))
    with serving(answering(), stranger.server("elm.example")) as server:
        fetch, _ = secure(authority, server)
        with pytest.raises(UnreachableError):
            fetch("https://elm.example/", accept=JSON, limit=MIB)
        assert server.requests == []


@pytest.mark.usefixtures("hurried")
def test_FE_09_a_secure_tar_pit_ends_too(authority: Authority) -> None:
    tls = authority.server("elm.example")
    with serving(saying(HEAD + b"X: ", b"y", pause=0.05, repeat=60), tls) as server:
        fetch, _ = secure(authority, server)
        began = time.monotonic()
        with pytest.raises(TooSlowError):
            fetch("https://elm.example/", accept=JSON, limit=MIB)
        assert time.monotonic() - began < 2


def test_FE_02_a_name_that_moves_is_judged_at_each_connection(authority: Authority) -> None:
    answers = [[PUBLIC], ["127.0.0.1"]]
    with serving(saying(HEAD + b"Connection: close\r\nContent-Length: 2\r\n\r\n{}", b""),
                 authority.server("elm.example")) as server:  # fmt: skip
        fetch, dialled = secure(authority, server, lambda *_: answers.pop(0))
        assert fetch("https://elm.example/", accept=JSON, limit=MIB).status == 200
        with pytest.raises(ForbiddenAddressError):
            fetch("https://elm.example/", accept=JSON, limit=MIB)
        assert dialled == [(PUBLIC, 443)]
        assert answers == []
