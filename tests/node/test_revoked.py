"""PE-05: a key that its own log revoked after a theft opens nothing any more, by no road.

There is no list of keys beside the logs: what denies a key everywhere is the line that replaces it.
"""

import json
import logging

import pytest

from federation import activities, hint, proof, request
from federation.canonical import canonical
from federation.keys import PrivateKey
from node.feed import identity
from node.feed.models import Feed, Origin
from node.peering.models import Flagged, Peer
from node.peering.signing import ACTIVITY, Signer
from node.world import Fetched
from tests.neighbourhood import Neighbourhood, Ward

STOLEN = "Diefstal"


@pytest.fixture
def row(neighbourhood: Neighbourhood) -> list[Ward]:
    """Elm, whose keys were stolen and replaced; oak, its neighbour; ash, which has it from oak."""
    elm, oak, ash = wards = [neighbourhood.ward(name) for name in ("elm", "oak", "ash")]
    neighbourhood.befriend(elm, oak)
    neighbourhood.befriend(oak, ash)
    neighbourhood.rounds(2)
    ash.shows(elm)
    elm.posts("lending", "Ladder")
    elm.posts("lending", STOLEN)
    neighbourhood.rounds(3)
    assert ash.titles() == ["Diefstal", "Ladder"]
    return wards


@pytest.fixture
def thief(neighbourhood: Neighbourhood, row: list[Ward]) -> identity.Own:
    """The keys of before, after everybody has heard that they are no keys any more."""
    elm = row[0]
    with elm.at_work() as world:
        stolen = identity.own(world)
    elm.withdraws(next(lid for lid, typed in elm.typed.items() if typed["title"] == STOLEN))
    elm.changes(request.EMERGENCY)
    neighbourhood.clock.forward(days=1, minutes=1)  # whoever has it through others asks daily
    neighbourhood.rounds(4)
    return stolen


def test_PE_05_what_it_signed_is_gone_and_what_it_signs_is_refused(
    neighbourhood: Neighbourhood,
    row: list[Ward],
    thief: identity.Own,
    caplog: pytest.LogCaptureFixture,
) -> None:
    elm, oak, ash = row
    assert oak.titles() == ash.titles() == ["Ladder"]
    name = thief.identity.scid
    head, etag = forged(elm, thief.sign, thief.method)
    for start in ("/fed/feed/", f"/fed/origins/{name}/feed"):
        neighbourhood.tamper(start, lambda body: swapped(body, head))
    with elm.at_work():
        Feed.update(etag="another").where(Feed.etag == etag).execute()
    with oak.at_work():
        origin = Origin.get(scid=name)
        Feed.update(etag="yet another").where(Feed.origin == origin).execute()
    assert oak.pulls() == ["wrong_signer"]
    with caplog.at_level(logging.INFO):
        neighbourhood.rounds(2)
    through = (
        "through oak.localhost:8001 refused: This was signed by somebody other than that ward."
    )
    assert through in caplog.text
    assert oak.titles() == ash.titles() == ["Ladder"]
    for ward in (oak, ash):
        with ward.at_work():
            assert Origin.get(scid=name).quarantined is None


def test_PE_05_it_signs_no_request_no_activity_and_no_hint(
    neighbourhood: Neighbourhood, row: list[Ward], thief: identity.Own
) -> None:
    elm, oak, _ = row
    with oak.at_work():
        before = Peer.get(Peer.accepted.is_null(is_null=False)).next_attempt
    for path in ("/fed/feed/adjacent?after=0", "/fed/feed/public?after=0", "/fed/origins"):
        with elm.at_work() as world:
            signed = Signer(world, thief.identity.did, thief.http).get(oak.url + path)
        assert code(oak.answers(path, signed)) == "did_unknown_version"
    with elm.at_work() as world:
        flag = activities.flag(
            host=world.config.host_name,
            uuid="0190a5c8-0000-7000-8000-000000000001",
            listing=f"{oak.url}/l/0190a5c8-0000-7000-8000-000000000002",
            reason="weg ermee",
            now=world.now(),
        ).to_json()
        headers = Signer(world, thief.identity.did, thief.http).post(f"{oak.url}/fed/inbox", flag)
    assert code(oak.takes("/fed/inbox", flag, headers)) == "did_unknown_version"
    nudge = hint.build(head=forged(elm, thief.sign, thief.method)[0], lines=[])
    answer = oak.takes("/fed/hint", nudge, {"Content-Type": ACTIVITY})
    assert code(answer) == "wrong_signer"
    with oak.at_work():
        assert Flagged.select().count() == 0
        assert Peer.get(Peer.accepted.is_null(is_null=False)).next_attempt == before


def code(answer: Fetched) -> str:
    return str(json.loads(answer.body)["code"])


def forged(elm: Ward, key: PrivateKey, method: str) -> tuple[bytes, str]:
    """A head with a later number and all else right, by that key; and the tag of the real one."""
    with elm.at_work() as world:
        feed = Feed.get(scope="public", origin=Origin.get(own=True))
        raw = json.loads(bytes(feed.head))
        raw["wijk:seq"] += 1
        del raw["proof"]
        return proof.secure(raw, key=key, method=method, created=world.now()), feed.etag


def swapped(body: bytes, head: bytes) -> bytes:
    """A page with another head in it, if it is a page of the feed that the head is of."""
    raw, whose = json.loads(body).get("wijk:head"), json.loads(head)["id"]
    if raw is None or raw["id"] != whose:
        return body
    start = body.index(b'"wijk:head":') + len(b'"wijk:head":')
    return body[:start] + head + body[start + len(canonical(raw)) :]
