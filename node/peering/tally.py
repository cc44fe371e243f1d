"""How much of one ward is here, for the page where an admin decides about it.

Rule: counted when somebody looks, never kept.
"""

from dataclasses import dataclass
from typing import Any

import peewee as pw

from federation.page import read_page
from node.feed.models import Entry, Origin
from node.peering.models import KeptPage, Offer, Peer


@dataclass(frozen=True)
class Tally:
    """Listings of one ward that are here. ``bare``: known by number and digest alone (§11.3);
    ``gone``: withdrawn, and remembered so that others hear it too (§7.1); ``waiting``: fetched in
    a walk that was cut off and goes on at the next try (§8.1); ``faulty``: held back, because
    something in it is wrong (§8.8); ``through``: the neighbours that tell us of it, by name or
    host.
    """

    texts: int
    bare: int
    gone: int
    waiting: int
    faulty: int
    through: tuple[str, ...]


def of(peer_id: int) -> Tally:
    """What is here of the ward that this peer is."""
    peer = Peer.select(Peer, Origin).join(Origin).where(Peer.id == peer_id).get()
    counted: Any = Entry.select(
        pw.fn.COUNT(Entry.document), pw.fn.COUNT(Entry.digest), pw.fn.COUNT(Entry.id)
    ).where(Entry.origin == peer.origin_id)
    texts, digests, everything = counted.tuples().get()
    return Tally(
        texts=texts,
        bare=digests - texts,
        gone=everything - digests,
        waiting=_in_kept_pages(peer_id),
        faulty=_held_back(peer.origin_id),
        through=_who_tells(peer.origin.scid),
    )


def _held_back(origin_id: int) -> int:
    return int(
        Entry.select()
        .where(
            Entry.origin == origin_id,
            Entry.code.is_null(is_null=False),
            Entry.document.is_null(is_null=False),
        )
        .count()
    )


def _in_kept_pages(peer_id: int) -> int:
    """Read one at a time: together they may be as large as a whole feed."""
    rows = list(KeptPage.select(KeptPage.id).where(KeptPage.peer == peer_id))
    pages = (KeptPage.get_or_none(KeptPage.id == row.id) for row in rows)
    return sum(len(read_page(bytes(page.body)).items) for page in pages if page is not None)


def _who_tells(scid: str) -> tuple[str, ...]:
    rows = (
        Offer.select(Offer, Peer, Origin)
        .join(Peer)
        .join(Origin)
        .where(Offer.scid == scid)
        .order_by(Origin.host)
    )
    return tuple(row.peer.origin.name or row.peer.origin.host for row in list(rows))
