"""Two admins who become neighbours, and cease to be."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from federation import did, httpsig
from federation.errors import FederationError, OverQuotaError
from federation.hosts import did_of
from federation.keys import PrivateKey
from node.feed.models import Origin
from node.peering import applications, errands, handshake, inbox, invitations, pull, standing
from node.peering.errors import UnknownOriginError
from node.peering.models import Errand, Knock, Peer, Said
from node.world import Fetched
from tests.neighbourhood import Neighbourhood, Ward


@pytest.fixture
def elm(neighbourhood: Neighbourhood) -> Ward:
    """A ward with soup for the neighbours."""
    made = neighbourhood.ward("elm")
    made.posts("sharing", "Soep", reach="adjacent")
    return made


@pytest.fixture
def oak(neighbourhood: Neighbourhood, elm: Ward) -> Ward:
    """A ward that asks elm to be neighbours."""
    made = neighbourhood.ward("oak")
    made.follows(elm)
    return made


def scid(ward: Ward) -> str:
    with ward.at_work():
        return str(Origin.get(own=True).scid)


def waiting(ward: Ward) -> list[str]:
    with ward.at_work():
        return [one.host for one in applications.waiting()]


def word(ward: Ward) -> str:
    with ward.at_work():
        return str(Peer.get().follow)


def become_neighbours(elm: Ward, oak: Ward) -> None:
    assert oak.sends() == 1
    elm.accepts(oak)
    elm.sends()
    oak.sends()
    elm.sends()
    assert (word(elm), word(oak)) == ("accepted", "accepted")


def test_two_admins_who_say_yes_share_what_is_for_neighbours(elm: Ward, oak: Ward) -> None:
    oak.posts("lending", "Ladder", reach="adjacent")
    assert oak.sends() == 1
    assert waiting(elm) == ["oak.localhost:8001"]
    elm.accepts(oak)
    assert waiting(elm) == []
    assert elm.sends() == 2
    assert oak.sends() == 1
    assert elm.sends() == 0
    assert oak.pulls() == elm.pulls() == []
    assert oak.titles() == elm.titles()[1:] == []
    assert oak.residents_see() == elm.residents_see() == ["Ladder", "Soep"]


def test_PE_01_until_our_admin_says_yes_nothing_changes(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    neighbourhood.asked.clear()
    assert oak.sends() == 1
    assert [one.by for one in neighbourhood.asked] == []  # nothing is fetched for a stranger
    assert oak.pulls() == []
    assert oak.residents_see() == []
    assert oak.asks(elm, "/fed/feed/adjacent?after=0").status == 403
    with elm.at_work():
        assert Peer.select().count() == 0
        assert Origin.select().count() == 1


def test_who_added_each_other_needs_no_further_word(elm: Ward, oak: Ward) -> None:
    oak.sends()
    elm.follows(oak)
    with standing.at(elm.world, oak.url.removeprefix("http://")):  # somebody of us hangs there
        assert elm.reads_applications() == 0
    assert elm.reads_applications() == 1
    elm.sends()
    oak.sends()
    assert (word(elm), word(oak)) == ("accepted", "accepted")


def test_one_way_is_a_way(elm: Ward, oak: Ward) -> None:
    oak.sends()
    with elm.at_work() as world:
        applications.accept(world, applications.open_one(world, oak.url), both_ways=False)
        assert Peer.get().state == "guest"
    assert elm.neighbours() == []
    elm.sends()
    assert oak.pulls() == []
    assert oak.residents_see() == ["Soep"]


def test_a_no_is_told(elm: Ward, oak: Ward) -> None:
    oak.sends()
    with elm.at_work() as world:
        applications.refuse(world, oak.url)
    assert waiting(elm) == []
    assert elm.sends() == 1
    assert word(oak) == "refused"


def test_PE_11_who_ceases_to_be_a_neighbour_takes_it_all_along(elm: Ward, oak: Ward) -> None:
    elm.posts("lending", "Ladder")
    become_neighbours(elm, oak)
    assert oak.pulls() == []
    assert oak.residents_see() == ["Ladder", "Soep"]
    with elm.at_work() as world:
        handshake.end(world, scid(oak))
        assert Peer.select().count() == 0
    assert elm.sends() == 2
    assert oak.residents_see() == ["Ladder"]
    assert word(oak) == "refused"
    assert oak.asks(elm, "/fed/feed/adjacent?after=0").status == 403
    with oak.at_work() as world:
        assert Peer.get().accepted is None
        handshake.end(world, scid(elm), level="blocked")
    assert oak.residents_see() == []
    with oak.at_work() as world, pytest.raises(UnknownOriginError):
        handshake.end(world, scid(elm))


def test_PE_11_who_ceases_to_be_a_neighbour_while_it_is_pulled_leaves_nothing(
    elm: Ward, oak: Ward
) -> None:
    become_neighbours(elm, oak)

    def ends(url: str, **how: Any) -> Fetched:
        fetched = oak.world.fetch(url, **how)
        if "/feed/adjacent" in url:
            with elm.at_work() as theirs:
                handshake.end(theirs, scid(oak))
            assert elm.sends() == 2
        return fetched

    with oak.at_work() as world:
        pull.pull_peer(replace(world, fetch=ends), Peer.get().id)
    assert word(oak) == "refused"
    assert oak.residents_see() == []


def test_a_403_on_what_is_for_neighbours_takes_it_away(elm: Ward, oak: Ward) -> None:
    become_neighbours(elm, oak)
    oak.pulls()
    assert oak.residents_see() == ["Soep"]
    with elm.at_work():
        Peer.update(accepted=None).execute()
    assert oak.pulls() == []
    assert oak.residents_see() == []


def test_a_clock_that_is_wrong_does_not_end_a_peering(elm: Ward, oak: Ward) -> None:
    become_neighbours(elm, oak)
    oak.pulls()
    right = oak.world
    oak.world = replace(right, clock=lambda: right.clock() + timedelta(hours=1))
    elm.posts("lending", "Trap")
    assert oak.pulls() == ["bad_http_signature"]
    assert "Trap" in oak.titles()  # what is for anybody needs no name
    assert word(oak) == "accepted"
    oak.world = right
    assert oak.pulls() == []
    assert oak.residents_see() == ["Soep", "Trap"]


def test_PE_15_an_invitation_lets_one_in_once(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    ash = neighbourhood.ward("ash")
    with elm.at_work() as world:
        code = invitations.make(world)
    for guest in (oak, ash):
        with guest.at_work() as world:
            from node.peering import add  # noqa: PLC0415

            add.follow(world, add.introduce(world, elm.url), invite=code)
            Errand.delete().where(~Errand.body.contains(code)).execute()
        assert guest.sends() == 1
    assert elm.reads_applications() == 1
    assert elm.reads_applications() == 0
    with elm.at_work():
        assert [peer.url for peer in Peer.select()] == [oak.url]
    assert waiting(elm) == ["ash.localhost:8001"]


def test_who_was_asked_in_words_that_nobody_reads_can_be_left(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    """A program of before sent whatever was given as a code."""
    become_neighbours(elm, oak)
    with oak.at_work() as world:
        peer = Peer.get()
        spoiled = peer.our_follow.replace("{", '{"wijk:invite":"kort",', 1)
        Peer.update(our_follow=spoiled).execute()
        handshake.end(world, peer.origin.scid, level="blocked")
        assert not Peer.select().exists()


def test_PE_15_an_invitation_ends_and_is_ours_alone(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    with elm.at_work() as world:
        code = invitations.make(world)
        assert len(code) >= 24
        assert invitations.counts(world, code)
        assert not invitations.counts(world, code[:-1] + "x")
    with oak.at_work() as world:
        assert not invitations.use(world, code, host="x")
    neighbourhood.clock.forward(days=8)
    with elm.at_work() as world:
        assert not invitations.use(world, code, host="x")
        assert invitations.forget(world) == 0
    neighbourhood.clock.forward(days=90)
    with elm.at_work() as world:
        assert invitations.forget(world) == 1


@pytest.mark.parametrize("seconds", [0, 60, 86_400])
def test_PE_16_a_recorded_handshake_changes_nothing(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward, seconds: int
) -> None:
    become_neighbours(elm, oak)
    accepted = next(one for one in neighbourhood.posted if b'"Accept"' in one.body)
    with oak.at_work():
        Peer.update(follow="refused").execute()
    neighbourhood.clock.forward(seconds=seconds)
    again = oak.takes(
        "/fed/inbox",
        accepted.body,
        {**accepted.headers, "Content-Type": "application/activity+json"},
    )
    assert again.status == 401
    assert json.loads(again.body)["code"] in {"replayed", "bad_http_signature"}
    assert word(oak) == "refused"


def test_an_activity_counts_once(elm: Ward, oak: Ward) -> None:
    become_neighbours(elm, oak)
    with elm.at_work():
        assert Said.select().count() == len({row.id for row in Said.select()})
    with oak.at_work() as world:
        before = Peer.get().our_follow
        Errand.create(host="elm.localhost:8001", body=before, due=world.now(), created=world.now())
        Errand.create(host="elm.localhost:8001", body=before, due=world.now(), created=world.now())
    assert oak.sends() == 2
    assert elm.sends() == 1


def test_what_broke_off_here_is_heard_when_it_comes_again(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert oak.sends() == 1
    elm.accepts(oak)
    with monkeypatch.context() as broken:
        broken.setattr(handshake, "take", breaks_off)
        assert elm.sends() == 1  # its own question, not its answer
    assert word(oak) == "asked"
    neighbourhood.clock.forward(minutes=5)
    elm.sends()
    assert word(oak) == "accepted"


def breaks_off(*_what: object) -> None:
    raise OSError("the lights went out")


def test_a_neighbour_that_does_not_stop_asking_is_heard_again_tomorrow(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    become_neighbours(elm, oak)
    with oak.at_work() as world:
        for _ in range(inbox.A_DAY + 20):
            handshake.ask(world, Peer.get())
    for _ in range(inbox.A_DAY // errands.AT_ONCE + 2):
        oak.sends()
    with elm.at_work():
        assert Said.select().count() == inbox.A_DAY
        assert Errand.select().count() < inbox.A_DAY
    neighbourhood.clock.forward(hours=25)
    assert oak.sends() == errands.AT_ONCE


def test_who_does_not_answer_is_asked_once_a_round_and_keeps_nobody_waiting(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    become_neighbours(elm, oak)
    with oak.at_work() as world:
        for _ in range(errands.AT_ONCE * 2):
            handshake.ask(world, Peer.get())
    neighbourhood.clock.forward(seconds=1)
    oak.follows(neighbourhood.ward("ash"))
    neighbourhood.cut(elm, oak)
    assert oak.sends() == 1
    with oak.at_work():
        assert Errand.select().where(Errand.attempts > 0).count() == 1


def by_a_stranger(elm: Ward, number: int, body: bytes) -> dict[str, str]:
    key = PrivateKey(bytes([number]) * 32)
    return httpsig.sign_request(
        "POST",
        f"{elm.url}/fed/inbox",
        key=key,
        keyid=did.method_of(did_of(f"Qm{'a' * 44}", f"h{number}.example"), key.public),
        now=elm.world.now(),
        body=body,
        content_type="application/activity+json",
        nonce="n" * 20,
    )


def test_strangers_are_kept_unread_and_few(elm: Ward) -> None:
    body = b"{whatever"
    for number in range(20):
        headers = by_a_stranger(elm, number, body)
        with elm.at_work() as world:
            inbox.receive(world, headers=headers, body=body)
            inbox.receive(world, headers=headers, body=body)
    assert len(waiting(elm)) == 20
    headers = by_a_stranger(elm, 20, body)
    with elm.at_work() as world, pytest.raises(OverQuotaError):
        inbox.receive(world, headers=headers, body=body)
    with elm.at_work() as world, pytest.raises(FederationError):
        inbox.receive(world, headers={}, body=body)
    assert elm.takes("/fed/inbox", b"x" * 70_000, headers).status == 413
    with elm.at_work() as world:
        for one in applications.waiting():
            with pytest.raises(FederationError):
                applications.open_one(world, one.host)
        assert Knock.select().count() == 20
        applications.refuse(world, "h3.example")
        assert Errand.select().count() == 0


def test_what_does_not_come_through_is_tried_again(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    neighbourhood.cut(elm, oak)
    assert oak.sends() == 0
    assert oak.sends() == 0
    with oak.at_work():
        assert (Errand.get().attempts, Errand.get().last_error) == (1, "unreachable")
    neighbourhood.heal()
    neighbourhood.clock.forward(minutes=5)
    assert oak.sends() == 1
    with oak.at_work():
        assert Errand.select().count() == 0
