"""Which addresses are on the open internet.

Rule 1: what is not known to be public is not public. Rule 2: one address that is not public makes
the whole name suspect: somebody points a name of theirs at a machine of ours.
The ranges are those of IANA's special-purpose registries (RFC 6890 and after).
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

NOT_PUBLIC_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind a provider's own translation
        "127.0.0.0/8",
        "169.254.0.0/16",  # also where clouds answer questions about the machine itself
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
PUBLIC_6 = IPv6Network("2000::/3")
NOT_PUBLIC_6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # Teredo and other ways to write an IPv4 address, benchmarks, identifiers
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address of whoever made it up
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)


def is_public(text: str) -> bool:
    """Whether a resolved address is one that strangers may send us to."""
    try:
        address = unwrapped(text)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in NOT_PUBLIC_4)
    if address.scope_id is not None or address not in PUBLIC_6:
        return False
    return not any(address in network for network in NOT_PUBLIC_6)


def all_public(addresses: Iterable[str]) -> bool:
    """Whether there are addresses, and all of them are public."""
    judged = [is_public(address) for address in addresses]
    return bool(judged) and all(judged)


def unwrapped(text: str) -> IPv4Address | IPv6Address:
    """The address meant: an IPv4 address inside an IPv6 one is that IPv4 address.

    :raises ValueError: it is no address.
    """
    address = ip_address(text)
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return address if inner is None else inner
