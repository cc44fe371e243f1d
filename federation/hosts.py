"""Names of hosts, and the addresses and DIDs made of them (PROTOCOL.md §4.2, §4.9).

Rule 1: one host is written in one way; what is written otherwise is another host or none. Rule 2:
addresses are computed from a host, never taken from a document.
"""

import re
from functools import lru_cache
from typing import Final

from federation.errors import ForbiddenAddressError, WrongHostError

_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST: Final = re.compile(rf"(?:{_LABEL}\.)+(?=[a-z])({_LABEL})(?::([1-9][0-9]{{0,4}}))?\Z")
_HOSTS: Final = 256  # addresses kept at hand: more than a ward has neighbours
_LONGEST: Final = 253
_LAST_PORT: Final = 65535
_HTTPS: Final = "443"
NOT_A_HOST: Final = "a host"  # what was expected, where what was found is none
SCID: Final = re.compile(r"Qm[1-9A-HJ-NP-Za-km-z]{44}\Z")


def is_canonical(host: str) -> bool:
    """Whether ``host`` is written as §4.9 wants it: ``buurt.example`` or ``a.localhost:8001``."""
    match = _HOST.match(host)
    if match is None or len(host.partition(":")[0]) > _LONGEST:
        return False
    port = match[2]
    if port is None:
        return True
    return port != _HTTPS and int(port) <= _LAST_PORT


def canonical_host(text: str) -> str:
    """The host in an address or a name that somebody typed.

    :raises WrongHostError: there is none that we could reach: a user name, an IP address, a path.
    """
    name = re.sub(r"\Ahttps?://", "", text.strip(), flags=re.IGNORECASE).removesuffix("/")
    name, colon, port = name.partition(":")
    try:
        name = name.removesuffix(".").encode("idna").decode().lower()
    except UnicodeError as error:
        raise WrongHostError(found=ascii(text)[1:-1][:200], expected=NOT_A_HOST) from error
    host = name if port == _HTTPS else name + colon + port
    if not is_canonical(host):
        raise WrongHostError(found=ascii(text)[1:-1][:200], expected=NOT_A_HOST)
    return host


def is_development(host: str) -> bool:
    """Whether ``host`` is a ``*.localhost``, which only development nodes may use."""
    return host.partition(":")[0].endswith(".localhost")


def refuse_development(host: str) -> None:
    """What a production node says to a ``*.localhost``.

    :raises ForbiddenAddressError: it is one.
    """
    if is_development(host):
        raise ForbiddenAddressError(host=host)


@lru_cache(maxsize=_HOSTS)
def base_url(host: str) -> str:
    """``https://HOST``; plain http for a development host."""
    return f"{'http' if is_development(host) else 'https'}://{host}"


@lru_cache(maxsize=_HOSTS)
def actor_url(host: str) -> str:
    """The node's own address as an ActivityStreams actor."""
    return f"{base_url(host)}/actor"


@lru_cache(maxsize=_HOSTS)
def followers_url(host: str) -> str:
    """Who an adjacent listing is addressed to."""
    return f"{base_url(host)}/actor/followers"


def log_url(host: str) -> str:
    """Where the identity log stands."""
    return f"{base_url(host)}/.well-known/did.jsonl"


def did_of(scid: str, host: str) -> str:
    """The DID of the identity ``scid`` at ``host``."""
    return f"did:webvh:{scid}:{host.replace(':', '%3A')}"


def host_of(did: str) -> str | None:
    """The host of a DID without a path, or nothing when it is no such DID."""
    parts = did.split(":")
    if len(parts) != 4 or parts[:2] != ["did", "webvh"]:
        return None
    host = parts[3].replace("%3A", ":")
    return host if is_canonical(host) and did_of(parts[2], host) == did else None
