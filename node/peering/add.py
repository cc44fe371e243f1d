"""Getting to know a ward, and following it: two steps, with people comparing words in between.

Rule 1: a node is never followed by itself; somebody decides after seeing its words (§11.4).
Rule 2: a host belongs to an identity only because we fetched its log there (§4.8).
"""

import json
import re
from dataclasses import dataclass

import peewee as pw

from federation import activities, did
from federation.errors import WrongHostError
from federation.head import Head, read_head
from federation.hosts import base_url, canonical_host, refuse_development
from federation.limits import HEAD_BYTES, LOG_BYTES
from federation.words import FourWords, four_words
from node.feed.identity import own_origin
from node.feed.models import Feed, Origin
from node.peering import handshake, held, levels, purging
from node.peering.errors import NotACodeError, OurselvesError, RetiredError, WrongWordsError
from node.peering.models import Knock, Peer
from node.peering.road import LOG, Road
from node.peering.storing import TEXTS
from node.store.database import database
from node.world import World

_LETTERS = re.compile(r"\w+")


@dataclass(frozen=True)
class Introduction:
    """What a node says it is, verified but not yet believed. ``words`` are for comparing.

    ``seq``: the number of its newest public change.
    """

    url: str
    scid: str
    words: FourWords
    name: str
    wards: tuple[str, ...]
    identity: did.Identity
    seq: int


def introduce(world: World, url: str) -> Introduction:
    """Fetch a node's log and head, and verify them. Nothing is stored.

    :raises FederationError: it cannot be reached, or is not what it says.
    :raises PeerError: it is this node itself, or has stopped for good.
    """
    host = _host(world, url)
    road = Road(world, host)
    log = road.get("/.well-known/did.jsonl", accept=LOG, limit=LOG_BYTES)
    who = did.read_log(log.body, now=world.now())
    _check(who, host)
    head = _head(world, road, who)
    return Introduction(
        url=base_url(host),
        scid=who.scid,
        words=four_words(who.scid),
        name=head.name,
        wards=head.wards,
        identity=who,
        seq=head.seq,
    )


def follow(world: World, met: Introduction, *, invite: str | None = None) -> Peer:
    """Follow the node that was introduced, and ask it to be peers; again is no matter, and ends a
    quarantine: that is the admin's word (§8.6).

    Its first pull is due at once. ``invite``: a code that its admin gave to ours.

    :raises FederationError: another identity is bound to this host, or its log was rewritten.
    :raises NotACodeError: ``invite`` cannot be a code.
    """
    check_invite(invite)
    with database.atomic():
        origin = remember(world, met)
        peer: Peer | None = Peer.get_or_none(origin=origin)
        if origin.quarantined is not None:
            _believe(world, origin)
        known = peer is not None  # then there may be digests here whose texts are wanted now
        if origin.level not in TEXTS:
            purging.finish(origin.id)
            Origin.update(level="shown", distance=1).where(Origin.id == origin.id).execute()
            if known:
                levels.want_texts(origin.id)
        if peer is None:
            peer = Peer.create(
                origin=origin, url=met.url, added=world.now(), next_attempt=world.now()
            )
        elif peer.state == "active" and peer.accepted is not None and invite is None:
            return peer
        Peer.update(
            state="active",
            url=met.url,
            accepted=peer.accepted or world.now(),
            next_attempt=world.now(),
        ).where(Peer.id == peer.id).execute()
        Origin.update(distance=1, unbound=False).where(Origin.id == origin.id).execute()
        handshake.ask(world, peer, invite=invite)
        Knock.update(due=world.now()).where(Knock.host == origin.host).execute()
    return peer


def _believe(world: World, origin: Origin) -> None:
    """What it said before counts no more: its whole feeds are read, and judged by themselves."""
    Feed.delete().where(Feed.origin == origin.id).execute()
    Origin.update(quarantined=None).where(Origin.id == origin.id).execute()
    Peer.update(next_attempt=world.now()).where(Peer.origin == origin.id).execute()


def check_invite(invite: str | None) -> None:
    """:raises NotACodeError: what was given as the code of an invitation cannot be one."""
    if invite is not None and not activities.is_invite(invite):
        raise NotACodeError


def check_words(met: Introduction, said: str) -> None:
    """Compare the words that an admin was told with those of the node at that address.

    :raises WrongWordsError: with the places of those that differ, from 1.
    """
    told = _LETTERS.findall(said.casefold())
    own = met.words.words
    if len(told) == len(own) + 1 and told[-1] == met.words.tail.casefold():
        told.pop()
    if len(told) != len(own):
        raise WrongWordsError(wrong=())
    wrong = tuple(
        n for n, (one, other) in enumerate(zip(told, own, strict=True), 1) if one != other
    )
    if wrong:
        raise WrongWordsError(wrong=wrong)


def remember(world: World, met: Introduction) -> Origin:
    """The row of an origin that was introduced: its host is bound, its level stays what it was.

    :raises FederationError: another identity is bound to this host, or its log was rewritten.
    """
    with database.atomic():
        return _origin(world, met)


def _host(world: World, url: str) -> str:
    host = canonical_host(url)
    if not world.config.development:
        refuse_development(host)
    if host == world.config.host_name:
        raise OurselvesError(base_url(host))
    return host


def _check(who: did.Identity, host: str) -> None:
    if who.host != host:
        raise WrongHostError(found=who.host, expected=host)
    if who.scid == own_origin().scid:
        raise OurselvesError(base_url(host))
    if who.deactivated:
        raise RetiredError(base_url(host))


def _head(world: World, road: Road, who: did.Identity) -> Head:
    fetched = road.get("/fed/head/public", limit=HEAD_BYTES)
    return read_head(fetched.body, identity=who, scope="public", now=world.now())


def _origin(world: World, met: Introduction) -> Origin:
    """The row of this origin, made or brought up to date; one host, one identity (§4.8)."""
    who = met.identity
    other = Origin.get_or_none(Origin.host == who.host, Origin.scid != who.scid, ~Origin.unbound)
    if other is not None:
        raise WrongHostError(found=who.scid, expected=other.scid)
    values = {
        "host": who.host,
        "url": met.url,
        "name": met.name,
        "codes": json.dumps(met.wards),
        "unbound": False,
        "log": who.log,
        "version": who.number,
    }
    origin: Origin | None = Origin.get_or_none(scid=who.scid)
    if origin is None:
        return _created(Origin.create(scid=who.scid, added=world.now(), **values))
    known = held.identity(bytes(origin.log))
    values["log"] = did.continue_log(known, who.log, now=world.now()).log
    Origin.update(values).where(Origin.id == origin.id).execute()
    return origin


def _created(row: pw.Model) -> Origin:
    assert isinstance(row, Origin)  # noqa: S101  # for the type checker: peewee says "a model"
    return row
