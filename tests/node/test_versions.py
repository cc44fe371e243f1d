"""Nodes of this version and of a later one, which says more: neither is in the other's way."""

import json

import pytest

from federation import hint, proof
from federation.activities import Activity
from node.feed.models import Entry, Origin
from node.peering import reports
from tests.neighbourhood import Neighbourhood, Ward

MORE = {"wijk:later": {"deep": [1, {"er": None}]}}
PAGES = ("/fed/feed/", "/fed/manifest/", "/fed/origins?", "/fed/actor")


def says_more(body: bytes) -> bytes:
    """A JSON object with a member that this version does not know, in front."""
    return b'{"a:later":[{"x":1}],' + body.removeprefix(b"{")


@pytest.fixture
def later(neighbourhood: Neighbourhood, monkeypatch: pytest.MonkeyPatch) -> Neighbourhood:
    """A neighbourhood where whatever is written says more, and this version reads it.

    Signed or not, stored or posted: heads, listings, pages, manifests, offers, activities, hints.
    """
    secure, to_json, build = proof.secure, Activity.to_json, hint.build
    monkeypatch.setattr(
        proof, "secure", lambda document, **how: secure({**document, **MORE}, **how)
    )
    monkeypatch.setattr(Activity, "to_json", lambda activity: says_more(to_json(activity)))
    monkeypatch.setattr(hint, "build", lambda **what: says_more(build(**what)))
    for start in PAGES:
        neighbourhood.tamper(start, says_more)
    return neighbourhood


def test_PE_12_a_later_version_is_read_handed_on_and_answered(later: Neighbourhood) -> None:
    elm, oak, ash = wards = [later.ward(name) for name in ("elm", "oak", "ash")]
    later.befriend(elm, oak)
    later.befriend(oak, ash)
    lid = elm.posts("lending", "Ladder")
    elm.posts("sharing", "Soep", reach="adjacent")
    later.rounds(3)
    assert oak.residents_see() == ["Ladder", "Soep"]
    ash.shows(elm)
    later.tamper(f"/fed/origins/{scid(elm)}/feed", says_more)
    later.rounds(3)
    assert ash.titles() == ["Ladder"]
    assert document(ash, lid) == document(oak, lid) == document(elm, lid)
    assert json.loads(document(ash, lid))["wijk:later"] == MORE["wijk:later"]

    later.cuts.append({"elm", "oak"})  # what changes meanwhile is found through hints and pulls
    elm.edits(lid, title="Trap")
    later.rounds(1)
    later.cuts.clear()
    later.rounds(3)
    assert oak.titles() == ash.titles() == ["Trap"]
    with ash.at_work() as world:
        name = reports.send(world, scid=scid(elm), lid=lid, reason="reclame")
    later.rounds(1)
    with elm.at_work() as world:
        assert [one.reason for one in reports.all_of()] == ["reclame"]
        reports.answer(world, name, accepted=True, result="Dank je.")
    later.rounds(1)
    with ash.at_work():
        assert [one.result for one in reports.all_of()] == ["Dank je."]
    elm.withdraws(lid)
    later.rounds(3)
    assert oak.titles() == ash.titles() == []
    assert [card.last_error for ward in wards for card in ward.neighbours()] == [None] * 4


def test_PE_12_what_was_written_before_is_read_after(
    neighbourhood: Neighbourhood, request: pytest.FixtureRequest
) -> None:
    """One ward goes on to the later version while its neighbour has its feed of before."""
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    neighbourhood.befriend(elm, oak)
    kept = elm.posts("lending", "Ladder")
    neighbourhood.rounds(2)
    request.getfixturevalue("later")
    elm.posts("lending", "Boor")
    oak.posts("sharing", "Soep")
    neighbourhood.rounds(2)
    assert oak.titles() == elm.titles() == ["Boor", "Ladder", "Soep"]
    assert "wijk:later" not in json.loads(document(oak, kept))
    elm.edits(kept, title="Trap")
    neighbourhood.rounds(2)
    assert oak.titles() == ["Boor", "Soep", "Trap"]
    assert "wijk:later" in json.loads(document(oak, kept))


def scid(ward: Ward) -> str:
    with ward.at_work():
        return str(Origin.get(own=True).scid)


def document(ward: Ward, lid: str) -> bytes:
    with ward.at_work():
        return bytes(Entry.get(lid=lid).document)
