"""Whom the door never dials: every way to write an address that is not on the open internet.

FE-01: four routes (written in the address, behind a name, beside a public one, after a redirect),
hundreds of spellings, and an ear on Python's own ``socket.connect`` that hears no connection.
"""

import socket
import sys
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import FederationError, ForbiddenAddressError, UnreachableError
from node.doors.addresses import all_public, is_public
from node.doors.fetch import WebFetch
from tests.node.loopback import answering, serving

JSON = ("application/activity+json",)
PUBLIC_4 = "93.184.215.14"
PUBLIC_6 = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"

V4 = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.1.2.3",
    "127.255.255.254",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.254",
    "192.0.0.1",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.254",
    "198.18.0.1",
    "198.19.255.254",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
]
V6 = [
    "::",
    "::1",
    "::2",
    "::ffff:0:1",
    "64:ff9b::1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00::1",
    "fd12:3456:789a::1",
    "fe80::1",
    "fe80::1%lo",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "2620:4f:8000::1",
]


def spelled(text: str) -> list[str]:
    """An IPv4 address in the ways that some resolver or library takes for it."""
    number = int(IPv4Address(text))
    a, b, c, d = (int(part) for part in text.split("."))
    return [
        text,
        f"{text}.",
        str(number),
        hex(number),
        f"0{number:o}",
        f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"{a}.{b}.{c * 256 + d}",
        f"{a}.{b * 65536 + c * 256 + d}",
        f"{a}.{b}.{c}.0x{d:x}",
        f"{a:03d}.{b:03d}.{c:03d}.{d:03d}",
        f"[::ffff:{text}]",
        f"[::{text}]",
        f"[64:ff9b::{text}]",
        "".join(chr(0xFF10 + int(char)) if char.isdigit() else char for char in text),
        text.replace(".", "。"),
        text.replace(".", "%2e"),
        f"user@{text}",
        f"elm.example@{text}",
        f"{text}#.elm.example",
        f"{text}\\.elm.example",
    ]


def inside(text: str) -> list[str]:
    """An IPv4 address inside IPv6 ones, as a name server may give it."""
    number = int(IPv4Address(text))
    high, low = number >> 16, number & 0xFFFF
    return [
        f"::ffff:{text}",
        f"::ffff:0:{text}",
        f"::{text}",
        f"64:ff9b::{text}",
        f"64:ff9b:1::{text}",
        f"2002:{high:x}:{low:x}::1",
        f"2001:0:5db8:d70e:0:0:{high ^ 0xFFFF:x}:{low ^ 0xFFFF:x}",
        f"fe80::5efe:{text}",
    ]


WRITTEN = [spelling for text in V4 for spelling in spelled(text)]
WRITTEN += [f"[{text}]" for text in V6] + [f"[{text.upper()}]:8001" for text in V6]
WRITTEN += [
    "localhost", "LOCALHOST", "localhost.", "localhost:8001", "elm.localhost", "elm.localhost:80",
    "elm.localhost.", "a.b.localhost", "ELM.LOCALHOST", "", ".", "..", "elm", "elm..example",
    "elm.example:443", "elm.example:0", "elm.example:65536", "elm.example:", "elm.example:x",
    "elm.example:080", "-elm.example", "elm_.example", "Elm.Example", "elm.example.", "elm example",
    "elm.example\t", "elm.example\r\nX: y", "ёлм.example", "@elm.example", ":@elm.example",
    "elm.example:pw@elm.example", "[elm.example]", "[v1.x]", "[::1", "1.2.3.4.5", "a.1", "a.0x1",
]  # fmt: skip
OURS = {"elm.localhost", "elm.localhost:80", "a.b.localhost"}  # a development node may ask there
BEHIND = [*V4, *V6, *(text for four in V4 for text in inside(four)), "", "elm", "::ffff"]


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
    assert len(set(WRITTEN)) >= 300
    assert len(set(BEHIND)) >= 200


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


@pytest.mark.parametrize("behind", BEHIND)
def test_FE_01_behind_a_name(heard: list[Any], behind: str) -> None:
    fetch = WebFetch(development=False, resolve=lambda *_: [behind])
    with pytest.raises(ForbiddenAddressError):
        fetch("https://elm.example/actor", accept=JSON, limit=9)
    assert heard == []


@pytest.mark.parametrize("behind", BEHIND)
def test_FE_04_beside_a_public_address(heard: list[Any], behind: str) -> None:
    for answers in ([PUBLIC_4, behind], [behind, PUBLIC_4], [PUBLIC_6, PUBLIC_4, behind]):
        fetch = WebFetch(development=False, resolve=lambda *_, found=answers: found)
        with pytest.raises(ForbiddenAddressError):
            fetch("https://elm.example/actor", accept=JSON, limit=9)
    assert heard == []


def test_FE_01_after_a_redirect(heard: list[Any]) -> None:
    fetch = WebFetch(development=True, resolve=no_name)
    targets = [text for text in WRITTEN if text.isascii() and text.isprintable()]
    turn = iter(targets)
    sent: list[str] = []

    def redirect(connection: socket.socket, request: bytes) -> None:
        sent.append(next(turn))
        answering(b"", status="302 F", Location=f"http://{sent[-1]}/")(connection, request)

    with serving(redirect) as server:
        for _ in targets:
            assert fetch(server.url(), accept=JSON, limit=9).status == 302
    fetch.close()
    assert sent == targets
    assert set(heard) <= {("127.0.0.1", server.port)}


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
