"""A listing of our own signed anew, after a change of keys or of address (PROTOCOL.md §4.4, §4.5).

Rule 1: it gets a new number; when it was published, changed and ends stays. Rule 2: only addresses
under our own former host are moved, and only where §5.2 has one.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from federation.canonical import loads_canonical
from federation.context import PUBLIC
from federation.hosts import base_url, followers_url
from federation.keys import PrivateKey
from federation.limits import LISTING_BYTES
from federation.listing import Listing, sign

_METHOD: Final = re.compile(rb'"verificationMethod":"([^"\\]{1,500})"')


def resigned(
    document: bytes,
    *,
    seq: int,
    key: PrivateKey,
    method: str,
    hosts: tuple[str, str],
    now: datetime,
) -> Listing:
    """The same listing under number ``seq``; ``hosts`` are the former host and the present one.

    :raises FederationError: it would not be taken by a neighbour as it is.
    """
    raw = loads_canonical(document, limit=LISTING_BYTES)
    rest = {name: value for name, value in raw.items() if name != "proof"}
    return sign({**_moved(rest, *hosts), "wijk:seq": seq}, key=key, method=method, now=now)


def method_in(document: bytes) -> str:
    """By which verification method a listing of ours says that it is signed: its last, as the
    proof comes after all that a person wrote.
    """
    found = _METHOD.findall(document)
    return found[-1].decode() if found else ""


def _moved(raw: Mapping[str, Any], former: str, host: str) -> dict[str, Any]:
    def elsewhere(address: str) -> str:
        start = base_url(former) + "/"
        rest = address.removeprefix(start)
        return f"{base_url(host)}/{rest}" if address.startswith(start) else address

    if former == host:
        return dict(raw)
    moved = dict(raw)
    for name in ("id", "attributedTo", "url"):
        moved[name] = elsewhere(raw[name])
    moved["to"] = [PUBLIC if raw["to"] == [PUBLIC] else followers_url(host)]
    for name in ("publishes", "wijk:initiative"):
        if name in raw:
            moved[name] = {**raw[name], "id": elsewhere(raw[name]["id"])}
    return moved
