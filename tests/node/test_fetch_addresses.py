"""Whom the door never dials: every way to write an address that is not on the open internet.

FE-01: at least 300 spellings over each of four routes: written in the address, in a redirect,
behind a name that led elsewhere a moment before, and beside a public address; and an ear on
Python's own ``socket.connect`` that hears no connection, though it would.
"""

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import FederationError, ForbiddenAddressError, UnreachableError
from node.doors import dialling
from node.doors.addresses import all_public, is_public
from node.doors.fetch import WebFetch
from tests.guard import OutsideError
from tests.node.authority import make_authority
from tests.node.loopback import answering, saying, serving
from tests.node.spellings import BEHIND, OURS, REDIRECTS, WRITTEN

JSON = ("application/activity+json",)
LEAST = 300  # spellings over each route
PUBLIC_4 = "93.184.215.14"
PUBLIC_6 = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"


class Ear:
    """Hears every address that this process tries to connect to."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.listening = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.listening and event == "socket.connect":
            self.heard.append(arguments[1])


EAR = Ear()
sys.addaudithook(EAR)  # for good: Python has no way to take one away


@pytest.fixture
def heard() -> Iterator[list[Any]]:
    """Where connections went while the test ran."""
    EAR.heard.clear()
    EAR.listening = True
    yield EAR.heard
    EAR.listening = False


def no_name(_host: str, _port: int) -> list[str]:
    raise OSError("a name of these tests was looked up")


def test_FE_01_there_are_hundreds_of_spellings() -> None:
    """Those behind a name go over two routes: one that moves, and one with two addresses."""
    for spellings in (WRITTEN, REDIRECTS, BEHIND):
        assert len(set(spellings)) >= LEAST


def test_FE_01_the_ear_hears_whoever_is_dialled(
    heard: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With nobody judging the same calls do connect, as far as the guard of all tests lets them."""
    monkeypatch.setattr(dialling, "all_public", lambda _found: True)
    for behind in ("127.0.0.1", "127.1.2.3"):
        with pytest.raises(UnreachableError):
            ask_behind([behind])
        assert heard.pop()[0] == behind
    for behind in ("10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "64:ff9b::10.0.0.1"):
        with pytest.raises(OutsideError):
            ask_behind([behind])
    thread = threading.Thread(target=ask_nobody)
    thread.start()
    thread.join()
    assert [address[0] for address in heard] == ["127.0.0.1"]


def ask_behind(addresses: list[str]) -> None:
    """A production node asks a name that leads there."""
    fetch = WebFetch(development=False, resolve=lambda *_: addresses)
    fetch("https://elm.example:9/actor", accept=JSON, limit=9)


def ask_nobody() -> None:
    """A connection in a thread of its own."""
    with socket.socket() as asking:
        asking.connect_ex(("127.0.0.1", 9))


@pytest.mark.parametrize("scheme", ["https", "http"])
@pytest.mark.parametrize("development", [False, True])
def test_FE_01_written_in_the_address(heard: list[Any], scheme: str, development: bool) -> None:
    """Nothing is even looked up, but for what a development node may reach over plain http."""
    asked: list[str] = []

    def note(host: str, _port: int) -> list[str]:
        asked.append(host)
        return []

    fetch = WebFetch(development=development, resolve=note)
    for written in WRITTEN:
        if development and scheme == "http" and written in OURS:
            continue
        with pytest.raises(ForbiddenAddressError):
            fetch(f"{scheme}://{written}/actor", accept=JSON, limit=9)
    assert asked == []
    assert heard == []


def test_FE_01_behind_a_name(heard: list[Any]) -> None:
    for behind in BEHIND:
        with named(behind), pytest.raises(ForbiddenAddressError):
            ask_behind([behind])
    assert heard == []


def test_FE_01_FE_02_behind_a_name_that_led_elsewhere_before(
    heard: list[Any], tmp_path: Path
) -> None:
    """Rebinding: the name is public for one answer, and at the next connection it is not."""
    led_to: list[list[str]] = []
    authority = make_authority(tmp_path)
    whole = b"HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\n\r\n{}"
    with serving(saying(whole), authority.server("elm.example")) as server:

        def dial(address: tuple[str, int], seconds: float) -> socket.socket:
            ours = ("127.0.0.1", server.port)
            return socket.create_connection(ours if address[0] == PUBLIC_4 else address, seconds)

        fetch = WebFetch(
            development=False,
            authorities=str(authority.file),
            resolve=lambda *_: led_to.pop(0),
            dial=dial,
        )
        for behind in BEHIND:
            led_to[:] = [[PUBLIC_4], [behind]]
            assert fetch("https://elm.example/actor", accept=JSON, limit=9).status == 200
            with named(behind), pytest.raises(ForbiddenAddressError):
                fetch("https://elm.example/actor", accept=JSON, limit=9)
            assert led_to == []
        assert heard == [("127.0.0.1", server.port)] * len(BEHIND)


def test_FE_01_FE_04_beside_a_public_address(heard: list[Any]) -> None:
    for behind in BEHIND:
        for found in ([PUBLIC_4, behind], [behind, PUBLIC_4], [PUBLIC_6, PUBLIC_4, behind]):
            with named(behind), pytest.raises(ForbiddenAddressError):
                ask_behind(found)
    assert heard == []


@contextmanager
def named(spelling: str) -> Iterator[None]:
    """Which of the hundreds it was, when something is wrong with it."""
    try:
        yield
    except BaseException as wrong:
        wrong.add_note(f"the address is written {spelling!r}")
        raise


def test_FE_01_after_a_redirect(heard: list[Any]) -> None:
    fetch = WebFetch(development=True, resolve=no_name)
    turn = iter(REDIRECTS)
    sent: list[str] = []

    def redirect(connection: socket.socket, request: bytes) -> None:
        sent.append(next(turn))
        answering(b"", status="302 F", Location=f"http://{sent[-1]}/")(connection, request)

    with serving(redirect) as server:
        for _ in REDIRECTS:
            assert fetch(server.url(), accept=JSON, limit=9).status == 302
    fetch.close()
    assert sent == REDIRECTS
    assert set(heard) == {("127.0.0.1", server.port)}


def test_a_name_that_does_not_exist_is_unreachable(heard: list[Any]) -> None:
    for resolve in (no_name, lambda *_: []):
        with pytest.raises(UnreachableError):
            WebFetch(development=False, resolve=resolve)(
                "https://elm.example/", accept=JSON, limit=9
            )
    assert heard == []


def test_public_addresses_are_dialled() -> None:
    dialled = []

    def dial(address: tuple[str, int], _seconds: float) -> socket.socket:
        dialled.append(address)
        raise ConnectionRefusedError

    for answers in ([PUBLIC_4], [PUBLIC_6], [PUBLIC_6, PUBLIC_4]):
        fetch = WebFetch(development=False, resolve=lambda *_, found=answers: found, dial=dial)
        with pytest.raises(UnreachableError):
            fetch("https://elm.example:8443/", accept=JSON, limit=9)
    assert dialled == [(address, 8443) for address in (PUBLIC_4, PUBLIC_6, PUBLIC_6, PUBLIC_4)]


@pytest.mark.parametrize(
    "target",
    [
        "",
        "actor",
        "/a b",
        "/a\r\nX: y",
        "/a\\b",
        '/a"',
        "/é",
        "/a#b",
        "/a\x00",
        "/a?x=<y>",
        "?a=b",
    ],
)
def test_FE_19_nothing_odd_stands_in_a_target(heard: list[Any], target: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        WebFetch(development=True, resolve=no_name)(
            f"http://elm.localhost:9{target}", accept=JSON, limit=9
        )
    assert heard == []


@pytest.mark.parametrize(
    "url", ["ftp://elm.example/", "file:///etc/passwd", "javascript:alert(1)", "elm.example", "",
            "HTTPS://elm.example/", "http://elm.example/", "https://elm.localhost/", "gopher://x.y/",
            "https:elm.example/", "https:///elm.example/", "https://[/"],
)  # fmt: skip
def test_other_schemes_are_no_way_out(heard: list[Any], url: str) -> None:
    for development in (False, True):
        with pytest.raises(ForbiddenAddressError):
            WebFetch(development=development, resolve=no_name)(url, accept=JSON, limit=9)
    assert heard == []


@given(st.text(max_size=60))
def test_whatever_is_written_only_refusals_come_out(text: str) -> None:
    fetch = WebFetch(development=False, resolve=no_name)
    for url in (text, f"https://{text}", f"https://elm.example/{text}", f"https://{text}/x"):
        with pytest.raises(FederationError):
            fetch(url, accept=JSON, limit=9)


# The table, held against Python's own


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_python_agrees_about_ipv4(address: IPv4Address) -> None:
    if is_public(str(address)):
        assert address.is_global
        assert not address.is_multicast


@given(st.one_of(st.integers(0, 2**128 - 1), st.integers(2**125, 2**126 - 1)).map(IPv6Address))
def test_python_agrees_about_ipv6(address: IPv6Address) -> None:
    if is_public(str(address)):
        assert address.is_global
        assert address.sixtofour is None
        assert address.teredo is None


@pytest.mark.parametrize(
    "text", [PUBLIC_4, PUBLIC_6, "1.1.1.1", "9.9.9.9", "2a02:898::1", "::ffff:1.1.1.1"]
)
def test_what_is_public_is_public(text: str) -> None:
    assert is_public(text)
    assert ip_address(text).version in {4, 6}


def test_no_address_at_all_is_not_public() -> None:
    assert not all_public([])
    assert not all_public([PUBLIC_4, "nonsense"])
