"""Who our neighbours are and how the last contact went: for the admin, and for any resident.

Rule: the same number of questions to the database however many neighbours there are.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import peewee as pw

from federation.hosts import canonical_host
from federation.words import FourWords, four_words
from node.feed.models import Origin
from node.listings.models import Listing
from node.peering import approvals
from node.peering.errors import UnknownOriginError
from node.peering.levels import Quota
from node.peering.models import Peer
from node.peering.storing import Filters
from node.shown.reach import visible
from node.shown.viewer import ANYONE
from node.translations.refusals import SENTENCES
from node.world import World

FOLLOWED = ("active", "paused")
WORDS_KEPT = 1024  # making the words of one identity takes 50 ms on purpose


@dataclass(frozen=True)
class Barred:
    """A ward that was blocked, and with which we have nothing else to do."""

    scid: str
    name: str


@dataclass(frozen=True)
class NeighbourCard:
    """One node that we keep up with. ``listings``: how many of its listings anybody sees here.

    ``state``: see :class:`node.peering.models.Peer`; ``accepted``: since when it may have what is
    for neighbours; ``answer``: what it said to our wish to be neighbours (asked, accepted,
    refused); ``through``: whether what it relays of others is taken; ``waiting``: listings that
    wait for our yes; ``quota``: nothing is the protocol's own bound; ``coming``: how much of a
    first feed came until now, and ``coming_of`` about how much it is, 0 when it does not say.
    """

    peer_id: int
    url: str
    scid: str
    name: str
    words: FourWords
    state: str
    since: datetime
    last_contact: datetime | None
    last_error: str | None
    last_error_facts: Mapping[str, Any]
    failing_since: datetime | None
    next_attempt: datetime
    listings: int
    quarantined: datetime | None
    unconfirmed: datetime | None
    level: str
    relaying: bool
    through: bool
    filters: Filters
    quota: Quota
    accepted: datetime | None
    answer: str
    waiting: int
    coming: int | None = None
    coming_of: int | None = None


def all_of(world: World) -> list[NeighbourCard]:
    """Every neighbour that we follow, or paused, by address; what waits is not counted."""
    return _cards(world, Peer.state.in_(FOLLOWED), {})


def names() -> list[str]:
    """What every neighbour that we follow, or paused, is called, by name."""
    rows = Origin.select(Origin.name, Origin.host).join(Peer).where(Peer.state.in_(FOLLOWED))
    return sorted(row.name or row.host for row in list(rows))


def everyone_of(world: World) -> list[NeighbourCard]:
    """Also who follows us alone, and whom we met through a relay, by address."""
    return _cards(world, Peer.id.is_null(is_null=False), approvals.counts(world))


def one(world: World, scid: str) -> NeighbourCard:
    """The node of this identity.

    :raises UnknownOriginError: we keep up with none.
    """
    found = _cards(world, Origin.scid == scid, approvals.counts(world))
    if not found:
        raise UnknownOriginError(scid)
    return found[0]


def name_of(scid: str) -> str:
    """What a ward that we know is called.

    :raises UnknownOriginError: we know none of this identity.
    """
    row = Origin.get_or_none(Origin.scid == scid)
    if row is None:
        raise UnknownOriginError(scid)
    return str(row.name or row.host)


def barred() -> list[Barred]:
    """Who was blocked and is not kept up with, by name: so that it can be taken back."""
    rows = (
        Origin.select(Origin.scid, Origin.name, Origin.host)
        .where(Origin.level == "blocked", Origin.id.not_in(Peer.select(Peer.origin)), ~Origin.own)
        .order_by(Origin.name, Origin.scid)
    )
    return [Barred(row.scid, row.name or row.host) for row in list(rows)]


def pause(world: World, scid: str, *, on: bool) -> None:
    """Stop looking at a neighbour for now, or go on; what is here of it stays.

    :raises UnknownOriginError: we do not follow it.
    """
    changed = (
        Peer.update(state="paused" if on else "active", next_attempt=world.now())
        .where(
            Peer.state.in_(FOLLOWED),
            Peer.origin.in_(Origin.select(Origin.id).where(Origin.scid == scid)),
        )
        .execute()
    )
    if not changed:
        raise UnknownOriginError(scid)


def scid_at(address: str) -> str:
    """The identity of the node at an address, as we have bound it.

    :raises UnknownOriginError: none is known there.
    """
    host = canonical_host(address)
    found = Origin.get_or_none(Origin.host == host, ~Origin.own, ~Origin.unbound)
    if found is None:
        raise UnknownOriginError(address)
    return str(found.scid)


def sentence(
    card: NeighbourCard, translate: Callable[[str], str] = lambda text: text
) -> str | None:
    """What was wrong at the last contact, in words; nothing when all is well."""
    if card.last_error is None:
        return None
    text = SENTENCES.get(card.last_error)
    if text is None:
        return card.last_error
    return translate(text) % _Facts(card.last_error_facts)


class _Facts(dict[str, Any]):
    """The facts of a refusal; one that an older version did not note is a question mark."""

    def __missing__(self, name: str) -> str:
        return "?"


def _cards(world: World, condition: Any, waiting: Mapping[int, int]) -> list[NeighbourCard]:
    counts = _counts(world)
    peers = Peer.select(Peer, Origin).join(Origin).where(condition).order_by(Peer.url)
    return [
        _card(peer, counts.get(peer.origin_id, 0), waiting.get(peer.origin_id, 0))
        for peer in list(peers)
    ]


def _counts(world: World) -> dict[int, int]:
    rows: Any = (
        Listing.select(Listing.origin, pw.fn.COUNT(Listing.id))
        .where(visible(Listing, ANYONE, world.now()))
        .group_by(Listing.origin)
    )
    return dict(rows.tuples())


def _card(peer: Peer, listings: int, waiting: int) -> NeighbourCard:
    origin = peer.origin
    return NeighbourCard(
        peer_id=peer.id,
        url=peer.url,
        scid=origin.scid,
        name=origin.name,
        words=_words(origin.scid),
        state=peer.state,
        since=peer.added,
        last_contact=peer.last_contact,
        last_error=peer.last_error,
        last_error_facts=json.loads(peer.last_error_facts),
        failing_since=peer.failing_since,
        next_attempt=peer.next_attempt,
        listings=listings,
        quarantined=origin.quarantined,
        unconfirmed=origin.unconfirmed,
        level=origin.level,
        relaying=origin.relaying,
        through=peer.through,
        filters=Filters.read(origin.filters),
        quota=Quota(origin.most_listings, origin.most_bytes, origin.most_new),
        accepted=peer.accepted,
        answer=peer.follow,
        waiting=waiting,
        coming=peer.coming,
        coming_of=peer.coming_of,
    )


@lru_cache(WORDS_KEPT)
def _words(scid: str) -> FourWords:
    return four_words(scid)
