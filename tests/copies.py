"""Neighbours that give an origin its own feeds back, on the road between wards.

What they give is what they hold: their rows, written by the functions that write any page.
"""

import re
from dataclasses import replace

from federation.page import build_page
from node.feed.models import Entry, Feed, Origin
from node.world import Fetched
from tests.neighbourhood import Road, Ward

ACTIVITY = "application/activity+json"
ASKED = re.compile(r"/fed/origins/([^/]+)/(?:(adjacent)/)?(did\.jsonl|head|feed)(?:\?after=0)?\Z")


class GivingRoad(Road):
    """A road on which every ward answers for what it holds of others."""

    def reach(self, other: Ward, path: str, headers: dict[str, str], host: str) -> Fetched:
        """What the other ward says."""
        found = ASKED.match(path)
        if found is None:
            return super().reach(other, path, headers, host)
        with other.at_work():
            return given(other, found[1], found[2] or "public", found[3])


def given(ward: Ward, scid: str, scope: str, what: str) -> Fetched:
    """What this ward holds of the origin with this SCID."""
    origin = Origin.get_or_none(scid=scid)
    feed = Feed.get_or_none(origin=origin, scope=scope) if origin else None
    if origin is None or (feed is None and what != "did.jsonl"):
        return Fetched(404)
    if what == "did.jsonl":
        return Fetched(200, {"content-type": "text/jsonl"}, bytes(origin.log))
    if what == "head":
        return Fetched(200, {"content-type": ACTIVITY}, bytes(feed.head))
    rows = Entry.select().where(
        Entry.origin == origin.id, Entry.scope == scope, Entry.document.is_null(is_null=False)
    )
    items = [bytes(row.document) for row in list(rows.order_by(Entry.seq))]
    page = build_page(
        host=ward.world.config.host_name,
        scope=scope,
        after=0,
        items=items,
        next_after=None,
        head=bytes(feed.head),
        origin=scid,
    )
    address = f"/fed/origins/{scid}/feed".encode()
    if scope != "public":
        page = page.replace(address, f"/fed/origins/{scid}/{scope}/feed".encode())
    return Fetched(200, {"content-type": ACTIVITY}, page)


def give_back(ward: Ward) -> None:
    """From now on what this ward asks of its neighbours is answered so."""
    road = ward.world.fetch
    assert isinstance(road, Road)
    ward.world = replace(ward.world, fetch=GivingRoad(road.neighbourhood, road.name))
