"""What is made good afterwards: texts left out by relays, single proofs, the roots, what is old."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from federation import listing, proof
from federation.keys import PrivateKey
from node.feed.models import Entry, Feed, Origin
from node.listings import search
from node.peering import add, debts, inbox, invitations, levels, pages, proofs, pull, recount, tally
from node.peering.models import KeptPage, Pass, Peer, Said
from node.shown.viewer import ANYONE
from node.world import World
from tests.federation.origin import Origin as Stranger
from tests.federation.origin import lid, seed
from tests.neighbourhood import Neighbourhood, Ward
from tests.node.test_peering_origins import Wire
from tests.world import Clock

DAY = timedelta(days=1)


@pytest.fixture
def wire() -> Wire:
    """The only road there is."""
    return Wire()


@pytest.fixture
def here(world: World, wire: Wire) -> World:
    """Our own node, on that road, in the stranger's time."""
    return replace(world, fetch=wire, clock=Clock(Stranger().now))


@pytest.fixture
def oak(here: World, wire: Wire) -> Stranger:
    """A neighbour that is followed, with three listings of which one has another's proof."""
    made = Stranger("oak.example", "oak")
    wire.strangers["oak.example"] = made
    made.posts(1, name="Ladder")
    forges(made, 2, name="Vals")
    made.posts(3, name="Soep")
    add.follow(here, add.introduce(here, "https://oak.example"))
    pulls(here)
    return made


def forges(stranger: Stranger, number: int, **values: str) -> None:
    """A listing in the feed whose own proof is by another key under the right name."""
    data = proof.secure(
        stranger.document(number, **values),
        key=PrivateKey(seed("thief")),
        method=stranger.method,
        created=stranger.now,
    )
    stranger.live[lid(number)] = listing.judge_for(
        data, host=stranger.host, scope="public", now=stranger.now
    )


def pulls(world: World) -> None:
    pull.pull_peer(world, Peer.get().id)


def titles(world: World) -> list[str]:
    found = search.find(world, ANYONE, search.Query())
    return sorted(card.title for card in found.cards)


def test_one_whose_own_proof_fails_is_held_back_and_the_rest_stays(
    here: World, oak: Stranger
) -> None:
    assert titles(here) == ["Ladder", "Soep", "Vals"]
    assert proofs.check_slice(here) == 1
    assert titles(here) == ["Ladder", "Soep"]
    assert Entry.get(lid=lid(2)).code == "bad_signature"
    assert tally.of(Peer.get().id).faulty == 1
    assert Feed.get(Feed.origin == Peer.get().origin).proven == oak.seq
    oak.posts(4, name="Fiets")
    pulls(here)  # the set still adds up
    assert titles(here) == ["Fiets", "Ladder", "Soep"]
    assert proofs.check_slice(here) == 0
    assert proofs.check_slice(here) == 0
    oak.posts(2, name="Echt")
    pulls(here)
    assert proofs.check_slice(here) == 0
    assert titles(here) == ["Echt", "Fiets", "Ladder", "Soep"]


def test_proofs_are_checked_a_slice_a_round_each_once(
    here: World, oak: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[bytes] = []
    whole = proofs.fault
    monkeypatch.setattr(proofs, "SLICE", 2)
    monkeypatch.setattr(
        proofs,
        "fault",
        lambda world, data, *rest: (checked.append(data), whole(world, data, *rest))[1],
    )
    assert [proofs.check_slice(here) for _ in range(4)] == [1, 0, 0, 0]
    assert len(checked) == len(set(checked)) == 3


def test_texts_that_come_again_are_checked_again(here: World, oak: Stranger) -> None:
    proofs.check_slice(here)
    levels.set_level(here, oak.identity.scid, "hidden")
    levels.set_level(here, oak.identity.scid, "shown")
    pulls(here)
    assert proofs.check_slice(here) == 1
    assert titles(here) == ["Ladder", "Soep"]


@pytest.mark.parametrize("what", ["bytes", "row", "number", "extra"])
def test_once_a_week_what_we_hold_is_counted_anew_and_mended(
    here: World, oak: Stranger, what: str
) -> None:
    assert not recount.recount_one(here)
    before = held()
    spoil(what)
    assert not recount.recount_one(here)  # it is not its turn
    here.clock.forward(days=7, minutes=1)  # type: ignore[attr-defined]
    oak.now = here.now()
    assert recount.recount_one(here)
    assert Origin.get(Origin.scid == oak.identity.scid).refill
    assert pull.pull_due(here) == 1
    assert held() == before
    assert titles(here) == ["Ladder", "Soep", "Vals"]
    here.clock.forward(days=7, minutes=1)  # type: ignore[attr-defined]
    assert not recount.recount_one(here)


def held() -> list[tuple[str, int, str, bytes]]:
    """What stands of the neighbour's feed, as its head has it."""
    rows = Entry.select().where(Entry.origin == Peer.get().origin).order_by(Entry.lid)
    return [(one.lid, one.seq, one.digest, bytes(one.document)) for one in list(rows)]


def spoil(what: str) -> None:
    """A disk that lied, or a program."""
    one = Entry.get(Entry.lid == lid(1))
    if what == "bytes":
        Entry.update(document=bytes(one.document)[:-1] + b" ").where(Entry.id == one.id).execute()
    elif what == "row":
        Entry.delete().where(Entry.id == one.id).execute()
    elif what == "number":
        Entry.update(seq=one.seq - 1).where(Entry.id == one.id).execute()
    else:
        Entry.create(
            origin=one.origin, scope="public", lid=lid(9), seq=1, digest=one.digest, at=one.at
        )


@pytest.fixture
def row(neighbourhood: Neighbourhood) -> list[Ward]:
    """Elm, oak and ash, each a neighbour of the next; oak hides elm's ladder, ash shows elm."""
    elm, oak, ash = wards = [neighbourhood.ward(name) for name in ("elm", "oak", "ash")]
    for one, other in pairwise(wards):
        neighbourhood.befriend(one, other)
    elm.posts("lending", "Ladder")
    neighbourhood.rounds(2)
    decides(oak, elm, "hidden")
    neighbourhood.cut(elm, ash)
    ash.shows(elm)
    neighbourhood.rounds(2)
    assert ash.titles() == []
    return wards


def decides(ward: Ward, other: Ward, verdict: str) -> None:
    with other.at_work():
        scid = Origin.get(own=True).scid
    with ward.at_work() as world:
        levels.decide(world, scid, next(iter(other.typed)), verdict)


def test_a_text_that_a_relay_left_out_is_asked_for_at_the_origin(
    neighbourhood: Neighbourhood, row: list[Ward]
) -> None:
    _, _, ash = row
    assert ash.pays() == 0
    neighbourhood.heal()
    neighbourhood.clock.forward(hours=12)
    assert ash.pays() == 0  # once a day
    neighbourhood.clock.forward(hours=13)
    assert ash.pays() == 1
    assert ash.titles() == ["Ladder"]
    with ash.at_work() as world:
        assert not recount.recount_one(world)
        assert proofs.check_slice(world) == 0
        assert Entry.select().where(Entry.document.is_null()).count() == 0
    neighbourhood.clock.forward(days=2)
    neighbourhood.asked.clear()
    assert ash.pays() == 0
    assert [one.path for one in neighbourhood.asked if "/l/" in one.path] == []


def test_what_was_hidden_here_is_owed_once_it_is_shown_again(
    neighbourhood: Neighbourhood, row: list[Ward]
) -> None:
    elm, _, ash = row
    with elm.at_work():
        scid = Origin.get(own=True).scid
    with ash.at_work() as world:
        levels.set_level(world, scid, "hidden")
    neighbourhood.rounds(1)
    ash.shows(elm)
    neighbourhood.rounds(2)  # all that oak tells of it anew is its digest
    neighbourhood.heal()
    neighbourhood.clock.forward(hours=25)
    assert ash.pays() == 1
    assert ash.titles() == ["Ladder"]


def test_a_text_comes_from_another_relay_when_the_origin_is_silent(
    neighbourhood: Neighbourhood, row: list[Ward]
) -> None:
    elm, oak, ash = row
    decides(oak, elm, "approved")
    oak.pulls()
    assert oak.titles() == ["Ladder"]
    neighbourhood.clock.forward(hours=25)
    assert ash.pays() == 1
    assert ash.titles() == ["Ladder"]


def test_other_bytes_than_were_signed_pay_no_debt(
    neighbourhood: Neighbourhood, row: list[Ward]
) -> None:
    _, _, ash = row
    neighbourhood.heal()
    neighbourhood.tamper("/l/", lambda body: body.replace(b"Ladder", b"Kratje"))
    neighbourhood.clock.forward(hours=25)
    assert ash.pays() == 0
    assert ash.titles() == []


def test_many_debts_are_paid_a_slice_at_a_time(
    neighbourhood: Neighbourhood, row: list[Ward], monkeypatch: pytest.MonkeyPatch
) -> None:
    elm, oak, ash = row
    lids = elm.posts_many(3, "Kist")
    neighbourhood.rounds(2)
    with elm.at_work():
        scid = Origin.get(own=True).scid
    with oak.at_work() as world:
        for one in lids:
            levels.decide(world, scid, one, "hidden")
    with ash.at_work() as world:
        Entry.update(document=None, code=None).where(Entry.digest.is_null(is_null=False)).execute()
        Peer.update(debts_next=None, debts_from=0).execute()
    monkeypatch.setattr(debts, "AT_ONCE", 2)
    neighbourhood.heal()
    came = []
    for _ in range(4):
        came.append(ash.pays())
        neighbourhood.clock.forward(minutes=2)
    assert came == [2, 2, 0, 0]


def test_what_is_of_no_use_any_more_is_forgotten(here: World, oak: Stranger) -> None:
    now, peer = here.now(), Peer.get()
    for name, days in (("new", 6), ("old", 8)):
        Said.create(id=name, at=now - days * DAY)
    for number, days in enumerate((0, 2)):
        KeptPage.create(
            peer=peer, scope="public", start=0, number=number, body=b"", at=now - days * DAY
        )
    for name, days in (("new", 89), ("old", 91)):
        Pass.create(hash=name, created=now - 99 * DAY, ends=now - days * DAY)
    assert (inbox.forget_said(here), pages.forget_old(here), invitations.forget(here)) == (1, 1, 1)
    assert [row.id for row in Said.select()] == ["new"]
    assert [row.number for row in KeptPage.select()] == [0]
    assert [row.hash for row in Pass.select()] == ["new"]
