"""Neighbours who hang, are cut off, fall silent, or say two things: what is kept meanwhile."""

import pytest

from federation import evidence
from federation.errors import WrongHostError
from federation.limits import PAGE_ITEMS
from federation.page import read_page
from node.feed import identity, publish
from node.feed.models import Entry, Feed, Origin
from node.peering import add, confirming, pages, pull, road, tally
from node.peering.models import KeptPage, Peer, Proof
from node.peering.walk import Walk
from node.world import Fetched
from tests.neighbourhood import Neighbourhood, Road, Ward

FEED = "/fed/feed/public"


def test_pages_that_came_are_not_asked_for_again(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    elm.posts_many(450)
    whole = Road.__call__
    asked: list[str] = []

    def cut_after_one(road: Road, url: str, **how: object) -> Fetched:
        if FEED in url:
            asked.append(url)
            if len(asked) == 2:
                neighbourhood.cut(elm, oak)
        return whole(road, url, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(Road, "__call__", cut_after_one)
    assert oak.pulls() == ["unreachable"]
    assert oak.titles() == ["Ladder"]
    with oak.at_work():
        assert KeptPage.select().count() == 1
        assert tally.of(Peer.get().id).waiting == PAGE_ITEMS
    neighbourhood.heal()
    assert oak.pulls() == []
    assert len(oak.titles()) == 451
    assert len(set(asked)) == 3
    assert len(asked) == 4  # the one that was cut off is asked twice, the first is not
    with oak.at_work():
        assert KeptPage.select().count() == 0


def test_FE_18_who_drips_gives_its_turn_to_others_and_loses_nothing(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    elm.posts_many(450)
    neighbourhood.clock.forward(minutes=2)
    whole = Road.__call__
    asked: list[str] = []

    def drip(road: Road, url: str, **how: object) -> Fetched:
        if FEED in url:
            asked.append(url)
            neighbourhood.clock.forward(seconds=40)
        return whole(road, url, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(Road, "__call__", drip)
    with oak.at_work() as world:
        assert pull.pull_healthy(world) == 1
        assert (len(asked), KeptPage.select().count()) == (2, 2)
        peer = Peer.get()
        assert (peer.failures, peer.last_error) == (0, None)
        assert 0 < (peer.next_attempt - world.now()).total_seconds() <= 60
    assert oak.titles() == ["Ladder"]
    neighbourhood.clock.forward(minutes=1)
    with oak.at_work() as world:
        assert pull.pull_healthy(world) == 0  # those who are quick do not wait for it
        assert pull.pull_failing(world) == 1
        assert KeptPage.select().count() == 0
    assert len(oak.titles()) == 451
    assert len(asked) == len(set(asked)) == 3


def test_pages_go_on_only_along_the_road_that_they_came_by(elm: Ward, oak: Ward) -> None:
    with oak.at_work() as world:
        page = read_page(elm.answers(FEED, {}).body)
        peer, kept = Peer.get(), Walk("public", 7, [page, page])
        origin = road.Road(world, "elm.localhost:8001")
        relay = road.Road(world, "ash.localhost:8001", origin="scid")
        pages.keep(world, peer, relay, kept, had=0)
        assert pages.begun(world, peer, relay, Walk("public", 7)) == [page, page]
        assert pages.begun(world, peer, origin, Walk("public", 7)) == []
        assert pages.begun(world, peer, relay, Walk("public", 8)) == []
        pages.keep(world, peer, relay, Walk("public", 7, [*kept.pages, page]), had=2)
        assert len(pages.begun(world, peer, relay, kept)) == 3
        KeptPage.delete().where(KeptPage.number == 0).execute()
        assert pages.begun(world, peer, relay, kept) == []


def test_FE_18_who_hangs_is_in_nobodys_way(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    tar_pits = [neighbourhood.ward(f"pit{number}") for number in range(3)]
    for pit in tar_pits:
        oak.follows(pit)
        neighbourhood.cut(oak, pit)
    oak.pulls()
    neighbourhood.clock.forward(minutes=2)
    elm.posts("sharing", "Soep")
    with oak.at_work() as world:
        assert pull.pull_healthy(world) == 1
    assert oak.titles() == ["Ladder", "Soep"]
    with oak.at_work() as world:
        assert pull.pull_failing(world) == 3


def test_what_nobody_confirms_loses_its_texts_after_ninety_days(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    neighbourhood.clock.forward(days=8)
    with oak.at_work() as world:
        assert confirming.keep(world) == 0
        assert Origin.get(~Origin.own).unconfirmed is not None
    neighbourhood.clock.forward(days=90)
    with oak.at_work() as world:
        assert confirming.keep(world) == 1
        assert confirming.keep(world) == 0
        assert Entry.get(origin=Origin.get(~Origin.own)).document is None
    with elm.at_work() as world:
        publish.freshen_heads(world)
    elm.posts("sharing", "Soep")
    assert oak.pulls() == []
    assert oak.titles() == ["Soep"]  # the ladder has come to its own end


def test_FI_08_two_heads_under_one_number_are_kept_as_proof(elm: Ward, oak: Ward) -> None:
    with elm.at_work() as world:
        feed = Feed.get(scope="public", origin=Origin.get(own=True))
        us = identity.own(world)
    lid = elm.posts("sharing", "Soep")
    with elm.at_work() as world:
        Entry.update(seq=feed.seq).where(Entry.lid == lid).execute()
        publish.sign_head(world, us, "public", feed.seq)
    assert oak.pulls() == ["equivocation"]
    assert oak.pulls() == ["equivocation"]
    assert oak.titles() == []
    with oak.at_work() as world:
        [proof] = Proof.select()
        assert evidence.check(bytes(proof.document), now=world.now()).seq == feed.seq
        oak.neighbourhood.clock.forward(days=91)
        confirming.keep(world)
        assert Proof.select().count() == 0


def test_PE_13_back_after_forty_days(neighbourhood: Neighbourhood, elm: Ward, oak: Ward) -> None:
    [ladder] = elm.typed
    neighbourhood.clock.forward(days=40)
    elm.withdraws(ladder)
    elm.posts_many(30)
    neighbourhood.asked.clear()
    assert oak.pulls() == []
    assert len(oak.titles()) == 30
    assert len(neighbourhood.asked) <= 3


def test_FE_15_no_address_in_a_listing_is_ever_asked(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    elm.posts("sharing", "Soep", text="Zie https://fir.localhost:8001/geheim en kom langs.")
    fir = neighbourhood.ward("fir")
    neighbourhood.asked.clear()
    assert oak.pulls() == []
    oak.page("/")
    assert {one.path.partition("?")[0] for one in neighbourhood.asked} == {
        FEED,
        "/.well-known/did.jsonl",
    }
    assert fir.titles() == []


def test_PE_02_another_identity_at_a_known_host_waits_for_the_admin(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    with oak.at_work():
        Origin.update(scid=Origin.get(own=True).scid[:-4] + "zzzz").where(~Origin.own).execute()
    with oak.at_work() as world, pytest.raises(WrongHostError):
        add.follow(world, add.introduce(world, elm.url))
    with oak.at_work():
        assert Peer.select().count() == 1
