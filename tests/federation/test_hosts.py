"""§4.9: one host, one way to write it."""

import pytest

from federation import hosts
from federation.errors import ForbiddenAddressError, WrongHostError

SCID = "QmZ2dFA4o8guVLDjzdrptBZwUgqyXgEz7KKjVdKuABzTiV"


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("buurt.example", "buurt.example"),
        ("Buurt.Example", "buurt.example"),
        ("buurt.example.", "buurt.example"),
        ("buurt.example:443", "buurt.example"),
        ("https://buurt.example/", "buurt.example"),
        ("HTTPS://Buurt.Example", "buurt.example"),
        ("  buurt.example ", "buurt.example"),
        ("buurt.example:8443", "buurt.example:8443"),
        ("bürt.example", "xn--brt-hoa.example"),
        ("http://elm.localhost:8001", "elm.localhost:8001"),
        ("3voor12.example", "3voor12.example"),
    ],
)
def test_what_people_type(typed: str, host: str) -> None:
    """FI-26."""
    assert hosts.canonical_host(typed) == host


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "buurt",
        "user@buurt.example",
        "https://user:pw@buurt.example",
        "buurt.example/path",
        "ftp://buurt.example",
        "127.0.0.1",
        "https://10.0.0.1:8000",
        "[::1]",
        "0x7f.1",
        "1.0x7",
        "127.0.0.1.",
        "-a.example",
        "a-.example",
        "a..example",
        ".example",
        "buurt.example:0",
        "buurt.example:70000",
        "buurt.example:08",
        "buurt.example:",
        "buurt.example:80:80",
        "a" * 64 + ".example",
        "a." * 126 + "example",
        "buurt_wijk.example",
        "buurt.example?x",
        "buurt.example#x",
    ],
)
def test_what_is_no_host(typed: str) -> None:
    with pytest.raises(WrongHostError):
        hosts.canonical_host(typed)


@pytest.mark.parametrize("host", ["elm.example:443", "Elm.example", "elm.example.", "x" * 300])
def test_another_way_to_write_it_is_not_canonical(host: str) -> None:
    assert not hosts.is_canonical(host)


def test_look_alikes_are_not_the_host() -> None:
    """FI-27."""
    for found in ("evil-elm.example", "elm.example.evil", "elm.example:8443"):
        assert hosts.canonical_host(found) != "elm.example"
        assert not f"{hosts.base_url(found)}/".startswith(hosts.base_url("elm.example") + "/")


def test_addresses() -> None:
    assert hosts.actor_url("elm.example") == "https://elm.example/actor"
    assert hosts.followers_url("elm.example") == "https://elm.example/actor/followers"
    assert hosts.log_url("elm.example") == "https://elm.example/.well-known/did.jsonl"
    assert hosts.log_url("elm.localhost:8001") == "http://elm.localhost:8001/.well-known/did.jsonl"


def test_development_hosts_are_for_development() -> None:
    hosts.refuse_development("elm.example")
    hosts.refuse_development("localhost.example")
    for host in ("elm.localhost:8001", "elm.localhost"):
        with pytest.raises(ForbiddenAddressError):
            hosts.refuse_development(host)


@pytest.mark.parametrize("host", ["elm.example", "elm.localhost:8001"])
def test_a_did_and_its_host(host: str) -> None:
    assert hosts.host_of(hosts.did_of(SCID, host)) == host


@pytest.mark.parametrize(
    "did",
    [
        "",
        f"did:web:{SCID}:elm.example",
        f"did:webvh:{SCID}",
        f"did:webvh:{SCID}:elm.example:path",
        f"did:webvh:{SCID}:Elm.example",
        f"did:webvh:{SCID}:elm.localhost%3a8001",
        f"did:webvh:{SCID}:elm.example%3A443",
        f"did:webvh:{SCID}:elm.localhost:8001",
    ],
)
def test_a_did_without_a_host_of_ours(did: str) -> None:
    assert hosts.host_of(did) is None


def test_what_is_no_host_is_shown_short() -> None:
    for text in ("é" + "x" * 300 + "..", "no host" + "y" * 300):
        with pytest.raises(WrongHostError) as caught:
            hosts.canonical_host(text)
        assert caught.value.found == ascii(text)[1:-1][:200]
        assert caught.value.expected == "a host"
