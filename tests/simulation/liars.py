"""What a hostile ward does to what it answers: to what it relays, and to its own feed.

Rule: a liar has its own keys and nobody else's; everything here is made without signing for others.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from federation import head, page
from federation.errors import FederationError
from node.feed.identity import own, own_origin
from node.feed.models import Feed
from node.world import Fetched
from tests.simulation.agenda import Dice
from tests.simulation.ledger import Ledger, Row, own_set
from tests.simulation.town import Lie, StormyWard

OK: Final = 200
COPY = re.compile(r"/fed/origins/([^/]+)/(feed|head|manifest|did\.jsonl|l/.+)")


def withholds(dice: Dice) -> Lie:
    """Leaves every third item of others out, without a word."""
    return _changing(lambda items, _end: [item for item in items if dice.random() < 0.7])


def removes(dice: Dice) -> Lie:
    """Says of other people's listings that they were withdrawn."""

    def forge(items: list[dict[str, Any]], end: dict[str, Any]) -> list[dict[str, Any]]:
        listings = [item for item in items if "content" in item]
        if not listings:
            return items
        gone = dice.choice(listings)["id"]
        return [*items, {"type": "Tombstone", "id": gone, "wijk:seq": end["wijk:seq"]}]

    return _changing(forge)


def rewrites(dice: Dice) -> Lie:
    """Changes the words of what it hands on."""

    def lie(_asker: str, path: str, honest: Fetched) -> Fetched:
        if COPY.match(path) and dice.random() < 0.5:
            return replace(honest, body=honest.body.replace(b"Ladder", b"Ledger"))
        return honest

    return lie


def freezes(_dice: Dice) -> Lie:
    """Shows for ever what it first had of each origin."""
    first: dict[tuple[str, str], Fetched] = {}

    def lie(asker: str, path: str, honest: Fetched) -> Fetched:
        if not COPY.match(path) or honest.status != OK:
            return honest
        return first.setdefault((asker, path.partition("?")[0]), honest)

    return lie


def mixes(dice: Dice) -> Lie:
    """Gives one origin's pages for another's, and heads for pages."""
    known: list[Fetched] = []

    def lie(_asker: str, path: str, honest: Fetched) -> Fetched:
        if not COPY.match(path) or honest.status != OK:
            return honest
        known.append(honest)
        del known[:-20]
        return dice.choice(known) if dice.random() < 0.4 else honest

    return lie


def boasts(dice: Dice) -> Lie:
    """Says that it has newer things, and of origins that do not exist, all of them next door."""

    def lie(_asker: str, path: str, honest: Fetched) -> Fetched:
        if not path.startswith("/fed/origins?") or honest.status != OK:
            return honest
        raw = json.loads(honest.body)
        for one in raw["origins"]:
            one |= {"distance": 1, "seq": one["seq"] + dice.randrange(3)}
        made_up = "".join(dice.choice("123456789ABCDEFGH") for _ in range(44))
        if raw["origins"] and dice.random() < 0.5:
            raw["origins"].append(raw["origins"][0] | {"scid": "Qm" + made_up})
        return replace(honest, body=json.dumps(raw).encode())

    return lie


HOSTILE: Final[tuple[Callable[[Dice], Lie], ...]] = (
    withholds,
    removes,
    rewrites,
    freezes,
    mixes,
    boasts,
)


def equivocates(ward: StormyWard, ledger: Ledger, dice: Dice) -> Lie:
    """Signs another set under the number of its newest head, and shows it to some who ask."""
    believed = {name for name in sorted(ward.neighbourhood.wards) if dice.random() < 0.5}

    def lie(asker: str, path: str, honest: Fetched) -> Fetched:
        if asker not in believed or honest.status != OK:
            return honest
        with ward.at_work():
            other = _other_head(ward, ledger)
            if path.startswith("/fed/head/public"):
                return replace(honest, body=other.data)
            if path.startswith("/fed/manifest/public"):
                rows = list(_less())
                body = page.build_manifest(entries=rows, head=other.data)
                return replace(honest, body=body)
            if path.startswith("/fed/feed/public"):
                return _with_head(ward, honest, other)
        return honest

    return lie


def _less() -> frozenset[Row]:
    """The public set of the ward at work, without its newest listing."""
    rows = sorted(own_set(own_origin(), "public"), key=lambda row: row[1])
    return frozenset(rows[:-1])


def _other_head(ward: StormyWard, ledger: Ledger) -> head.Head:
    us = own(ward.world)
    held = Feed.get(origin=us.origin_id, scope="public")
    rows = _less()
    other = head.sign_head(
        identity=us.identity,
        key=us.sign,
        method=us.method,
        scope="public",
        seq=held.seq,
        count=len(rows),
        root=head.root(rows),
        min_seq=held.min_seq,
        name=ward.name.title(),
        wards=(),
        now=ward.world.now(),
    )
    where = ("public", other.version, other.seq)
    ledger.note_head(us.identity.scid, where, other.root, rows)
    return other


def _with_head(ward: StormyWard, honest: Fetched, other: head.Head) -> Fetched:
    raw = json.loads(honest.body)
    if "wijk:head" not in raw:
        return honest
    kept = {lid for lid, _, _ in _less()}
    found = page.read_page(honest.body)
    items = [
        item
        for item in found.items
        if b"Tombstone" in item or json.loads(item)["id"].rpartition("/")[2] in kept
    ]
    after = int(raw["id"].partition("after=")[2])
    body = page.build_page(
        host=ward.world.config.host_name,
        scope="public",
        after=after,
        items=items,
        next_after=None,
        head=other.data,
    )
    return replace(honest, body=body)


Items = list[dict[str, Any]]


def _changing(change: Callable[[Items, dict[str, Any]], Items]) -> Lie:
    """A lie about the items of the last pages of others' feeds."""

    def lie(_asker: str, path: str, honest: Fetched) -> Fetched:
        match = COPY.match(path)
        if match is None or match[2] != "feed" or honest.status != OK:
            return honest
        try:
            found = page.read_page(honest.body)
        except FederationError:
            return honest
        if found.head is None:
            return honest
        raw = {item: json.loads(item) for item in found.items}
        kept = change(list(raw.values()), json.loads(found.head))
        written = {json.dumps(value): item for item, value in raw.items()}
        items = [written.get(json.dumps(one), json.dumps(one).encode()) for one in kept]
        body = json.loads(honest.body)
        built = page.build_page(
            host=body["id"].split("/")[2],
            scope="public",
            after=int(body["id"].partition("after=")[2]),
            items=items[: page.PAGE_ITEMS],
            next_after=None,
            head=found.head,
            origin=match[1],
        )
        return replace(honest, body=built)

    return lie
