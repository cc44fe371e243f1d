"""From which address somebody comes.

Rule: ``X-Forwarded-For`` is believed only as far as servers of ours wrote it: it is read from its
end, past the proxies that the settings name; what stands before that anybody could have typed.
"""

import ipaddress
from collections.abc import Sequence
from functools import cache

from flask import request

from node.web.here import world

MOST_HOPS = 20


def address() -> str:
    """The address of who is asking."""
    forwarded = request.headers.getlist("X-Forwarded-For")
    return found(request.remote_addr or "", forwarded, world().config.trusted_proxies)


def found(connected: str, forwarded: Sequence[str], trusted: tuple[str, ...]) -> str:
    """The last address that a proxy of ours vouches for; ``connected`` where there is none."""
    hops = [hop.strip() for line in forwarded for hop in line.split(",")][-MOST_HOPS:]
    at = connected
    while hops and is_trusted(at, trusted):
        at = _bare(hops.pop())
    return at


def is_trusted(text: str, trusted: tuple[str, ...]) -> bool:
    """Whether this is a proxy that the settings name."""
    try:
        one = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(one, ipaddress.IPv6Address) and one.ipv4_mapped:
        one = one.ipv4_mapped
    return any(one in network for network in _networks(trusted))


def _bare(hop: str) -> str:
    """Without a port, as some proxies write it: ``[2001:db8::1]:443``, ``192.0.2.1:443``."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


@cache
def _networks(
    trusted: tuple[str, ...],
) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(map(ipaddress.ip_network, trusted))
