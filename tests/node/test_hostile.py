"""What others try: removals of what is not theirs, old feeds, bad bytes again and again."""

import logging
import re

import pytest

from federation.keys import PrivateKey, PublicKey
from node.feed import identity, publish
from node.feed.models import Entry, Feed, Origin
from node.peering import reports
from tests.neighbourhood import Neighbourhood, Ward
from tests.node.test_two_wards import break_profile

FEED = "/fed/feed/public"
THEIRS = "Woorden van een ander"
OUR_REQUEST = re.compile(
    r'"@method": (GET|POST)\n"@target-uri": http://oak\.localhost:8001/'
    r"(\.well-known/did\.jsonl|fed/[a-z]+(/\w+){0,2}(/did\.jsonl)?(\?after=[0-9]+)?)\n"
)


def test_FI_18_a_removal_by_another_ward_takes_nothing_away(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    [ladder] = elm.typed
    ash = neighbourhood.ward("ash")
    trap = ash.posts("lending", "Trap")
    oak.follows(ash)
    assert oak.pulls() == []
    with ash.at_work() as world:
        own = identity.own(world)
        seq = Feed.get(scope="public", origin=own.origin_id).seq + 1
        Entry.create(origin=own.origin_id, scope="public", lid=ladder, seq=seq, at=world.now())
        publish.sign_head(world, own, "public", seq)
    page = ash.answers(f"{FEED}?after=1", {}).body.decode()
    assert ladder in page
    assert trap in page
    assert oak.pulls() == []
    assert oak.titles() == ["Ladder", "Trap"]


def test_FI_21_bad_bytes_are_not_fetched_and_judged_again(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    soup = elm.posts("sharing", "Soep")
    break_profile(elm, soup)
    assert oak.pulls() == []
    neighbourhood.asked.clear()
    for _ in range(50):
        assert oak.pulls() == []
    assert {(one.status, one.size) for one in neighbourhood.asked} == {(304, 0)}
    assert oak.titles() == ["Ladder"]


def test_FI_24_what_is_held_back_is_so_by_every_road(
    neighbourhood: Neighbourhood, elm: Ward
) -> None:
    oak, ash = neighbourhood.ward("oak"), neighbourhood.ward("ash")
    neighbourhood.befriend(elm, oak)
    neighbourhood.befriend(oak, ash)
    soup = elm.posts("sharing", "Soep")
    break_profile(elm, soup)
    neighbourhood.rounds(2)
    neighbourhood.cut(elm, ash)
    ash.shows(elm)
    neighbourhood.rounds(2)
    assert oak.titles() == ash.titles() == ["Ladder"]
    with ash.at_work():
        assert Entry.get(lid=soup).code == "bad_listing"


def test_FI_19_an_old_feed_after_the_removal_was_forgotten(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    [ladder] = elm.typed
    old = elm.answers(f"{FEED}?after=0", {}).body
    elm.withdraws(ladder)
    assert oak.pulls() == []
    neighbourhood.clock.forward(days=61)
    with elm.at_work() as world:
        publish.freshen_heads(world)
        assert publish.forget_removals(world) == 1
    assert oak.pulls() == []
    elm.posts("sharing", "Soep")
    neighbourhood.clock.forward(hours=2)
    assert oak.pulls() == []
    elm.posts("work", "Baan")
    neighbourhood.tamper(FEED, lambda _: old)
    assert oak.pulls() == ["rollback"]
    assert oak.titles() == ["Soep"]


def test_FE_23_what_others_write_stays_on_one_line_of_the_log(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward, caplog: pytest.LogCaptureFixture
) -> None:
    name = b'"a\\u001b[31m\\u202e\\nERROR all is lost"'
    neighbourhood.tamper(FEED, lambda _: b"{" + name + b":1," + name + b":1}")
    neighbourhood.clock.forward(minutes=1)
    elm.posts("sharing", "Soep")
    with caplog.at_level(logging.INFO):
        assert oak.pulls_when_due() == 1
    said = [record.getMessage() for record in caplog.records if "refused" in record.getMessage()]
    assert said
    for line in said:
        assert line.isprintable()


def test_FI_07_a_feed_past_its_end_is_not_handed_on(
    neighbourhood: Neighbourhood, elm: Ward
) -> None:
    oak, ash = neighbourhood.ward("oak"), neighbourhood.ward("ash")
    neighbourhood.befriend(elm, oak)
    neighbourhood.befriend(oak, ash)
    neighbourhood.rounds(2)
    with elm.at_work():
        scid = Origin.get(own=True).scid
    assert scid in ash.asks(oak, "/fed/origins").body.decode()
    neighbourhood.clock.forward(days=8)
    assert scid not in ash.asks(oak, "/fed/origins").body.decode()
    assert ash.asks(oak, f"/fed/origins/{scid}/feed").status == 403


def test_FI_29_whatever_neighbours_send_only_requests_of_our_own_making_are_signed(
    neighbourhood: Neighbourhood, elm: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A follow, a report, a hint, listings: no byte of theirs gets under a signature."""
    signed: list[tuple[PublicKey, bytes]] = []
    sign = PrivateKey.sign

    def note(key: PrivateKey, message: bytes) -> bytes:
        signed.append((key.public, message))
        return sign(key, message)

    monkeypatch.setattr(PrivateKey, "sign", note)
    oak = neighbourhood.ward("oak")
    with elm.at_work() as world:
        ours = identity.own(world)
    signed.clear()
    neighbourhood.befriend(elm, oak)
    for title in (THEIRS, f"{THEIRS} weer"):
        oak.posts("lending", title, reach="adjacent")
        oak.posts("lending", title)
        neighbourhood.rounds(3)
    with oak.at_work() as world:
        reports.send(world, scid=ours.identity.scid, lid=next(iter(elm.typed)), reason=THEIRS)
    neighbourhood.rounds(2)
    with elm.at_work() as world:
        [told] = reports.all_of()
        reports.answer(world, told.id, accepted=True, result="Dank je.")
    neighbourhood.rounds(2)
    assert elm.residents_see().count(THEIRS) == 2
    bases = [message.decode() for key, message in signed if key == ours.http.public]
    assert [key for key, _ in signed if key == ours.sign.public] == []
    assert len(bases) > 10
    for base in bases:
        assert OUR_REQUEST.match(base), base
        assert THEIRS not in base
