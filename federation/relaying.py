"""What one node may hand on of another, and what it says about it (PROTOCOL.md §9).

Rule 1: only the public feed travels on. Rule 2: an origin is re-offered only when its head grew, so
loops die by themselves. Rule 3: the horizon is held by the receiver, whatever a relay reports.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final

import msgspec
from msgspec import Meta, field

from federation import strictjson
from federation.canonical import digest
from federation.did import Identity
from federation.errors import (
    BadSourceError,
    DigestMismatchError,
    ExpiredError,
    NotForUsError,
    OverQuotaError,
)
from federation.head import Head
from federation.limits import (
    DEPTH,
    HORIZON,
    MAX_INTEGER,
    ORIGINS_BYTES,
    UNKNOWN_ORIGINS_A_DAY,
)
from federation.listing import Listing, judge
from federation.page import Stub
from federation.times import to_text

DIRECT: Final = 1  # steps from here to a direct peer
DEBT_ASKED: Final = timedelta(days=1)  # how often a text that a relay left out is asked for
_SCID: Final = r"^Qm[1-9A-HJ-NP-Za-km-z]{44}\Z"
_VERSION: Final = r"^[1-9][0-9]{0,3}-Qm[1-9A-HJ-NP-Za-km-z]{44}\Z"


class Offered(msgspec.Struct, frozen=True, gc=False):
    """One origin that a relay carries: how new its copy is, and how far away the origin."""

    scid: Annotated[str, Meta(pattern=_SCID)]
    did_version: Annotated[str, Meta(pattern=_VERSION)] = field(name="didVersion")
    seq: Annotated[int, Meta(ge=0, le=MAX_INTEGER)]
    distance: Annotated[int, Meta(ge=1, le=100)]

    @property
    def order(self) -> tuple[int, int]:
        """As heads are ordered (§6.4)."""
        return int(self.did_version.partition("-")[0]), self.seq


class Offer(msgspec.Struct, frozen=True, gc=False):
    """What changed at a relay since a cursor."""

    cursor: Annotated[int, Meta(ge=0, le=MAX_INTEGER)]
    origins: list[Offered]


_OFFER: Final = msgspec.json.Decoder(Offer)
_WRITER: Final = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, kw_only=True)
class Carried:
    """What a node knows of an origin when it is asked to hand it on."""

    shown: bool
    relaying: bool
    bound: bool
    distance: int
    head: Head


def distance(*, direct: bool, reported: Iterable[int] = ()) -> int | None:
    """How many steps away an origin is, or nothing when nobody we hear of knows it (§9.2)."""
    if direct:
        return DIRECT
    nearest = min((steps for steps in reported if steps >= DIRECT), default=None)
    return None if nearest is None else nearest + 1


def check_relayed(carried: Carried, *, now: datetime, horizon: int = HORIZON) -> None:
    """Return if an origin's feed may be handed on (§8.3, §9.2).

    :raises FederationError: it may not.
    """
    if carried.head.scope != "public" or not (carried.shown and carried.relaying):
        raise NotForUsError
    if not carried.bound or carried.distance >= horizon:
        raise NotForUsError
    if carried.head.ended(now):
        raise ExpiredError(end=to_text(carried.head.end))


def check_within(reach: int, *, horizon: int = HORIZON) -> None:
    """Return if an origin that lies ``reach`` steps away is taken at all.

    :raises NotForUsError: it lies beyond the horizon.
    """
    if reach > horizon:
        raise NotForUsError


def check_unknown(seen_today: int) -> None:
    """Return if one more unknown origin may come from a relay today (§14).

    :raises OverQuotaError: it has brought enough.
    """
    if seen_today >= UNKNOWN_ORIGINS_A_DAY:
        raise OverQuotaError(limit=UNKNOWN_ORIGINS_A_DAY)


def worth_asking(offered: Offered, held: Head | None) -> bool:
    """Whether a relay has something newer than we do (§9.4)."""
    return held is None or offered.order > held.order


def build_offer(*, cursor: int, origins: Iterable[Offered]) -> bytes:
    """Write the answer to ``GET /fed/origins``."""
    return _WRITER.encode(Offer(cursor, list(origins)))


def read_offer(data: bytes, *, after: int = 0) -> Offer:
    """Read a relay's offer.

    :raises FederationError: it is not strict JSON, not an offer, or goes back in time.
    """
    strictjson.scan(data, limit=ORIGINS_BYTES, depth=DEPTH)
    try:
        offer = _OFFER.decode(data)
    except strictjson.UNREADABLE as error:
        raise BadSourceError(where="origins") from error
    if offer.cursor < after or len({item.scid for item in offer.origins}) != len(offer.origins):
        raise BadSourceError(where="origins")
    return offer


def debt_due(asked: datetime | None, now: datetime) -> bool:
    """Whether the text behind a stub is to be asked for: at once, and daily after (§9.1)."""
    return asked is None or now - asked >= DEBT_ASKED


def settle(stub: Stub, data: bytes, *, identity: Identity, now: datetime) -> Listing:
    """The text that a relay left out, wherever it came from.

    :raises DigestMismatchError: it is not the one.
    :raises FederationError: it is, and breaks the rules: it is held back.
    """
    found = digest(data)
    if found != stub.digest:
        raise DigestMismatchError(announced=stub.digest, found=found)
    return judge(data, identity=identity, scope="public", now=now)
