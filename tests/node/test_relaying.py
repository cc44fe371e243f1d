"""Four wards in a row: what everyone may have goes two steps, by whichever road (PROTOCOL §9)."""

import json
from itertools import pairwise

import pytest

from federation import request
from federation.page import read_page
from node.feed.models import Entry, Feed, Origin
from node.peering import handshake, levels, neighbours, removals
from node.peering.models import Offer, Peer
from tests.neighbourhood import Neighbourhood, Ward


@pytest.fixture
def row(neighbourhood: Neighbourhood) -> list[Ward]:
    """Elm, oak, ash and fir, each a neighbour of the next; elm has something of every reach."""
    return list(neighbourhood.begins(four_in_a_row).values())


def four_in_a_row(neighbourhood: Neighbourhood) -> None:
    wards = [neighbourhood.ward(name) for name in ("elm", "oak", "ash", "fir")]
    for one, other in pairwise(wards):
        neighbourhood.befriend(one, other)
    wards[0].posts("lending", "Ladder")
    wards[0].posts("sharing", "Soep", reach="adjacent")
    wards[0].posts("work", "Alleen hier", reach="ward")
    neighbourhood.rounds(2)


def scid(ward: Ward) -> str:
    with ward.at_work():
        return str(Origin.get(own=True).scid)


def known(ward: Ward, other: Ward) -> Origin | None:
    name = scid(other)
    with ward.at_work():
        found: Origin | None = Origin.get_or_none(scid=name)
        return found


def test_two_steps_and_no_further(neighbourhood: Neighbourhood, row: list[Ward]) -> None:
    elm, oak, ash, fir = row
    assert oak.titles() == ["Ladder"]
    assert oak.residents_see() == ["Ladder", "Soep"]
    assert ash.titles() == []
    met = known(ash, elm)
    assert met is not None
    assert (met.level, met.distance, met.unbound, met.name) == ("hidden", 2, False, "Elm")
    ash.shows(elm)
    neighbourhood.rounds(2)
    assert ash.titles() == ["Ladder"]
    assert ash.residents_see() == ["Ladder"]
    assert fir.titles() == []
    assert known(fir, elm) is None
    assert [one.name for one in ash.neighbours()] == ["Fir", "Oak"]


def test_who_stops_is_gone_two_steps_away_too_and_becomes_no_neighbour(
    neighbourhood: Neighbourhood, row: list[Ward]
) -> None:
    """Whoever hears it of the ward itself keeps it as one that it only hears of."""
    elm, oak, ash, _ = row
    ash.shows(elm)
    neighbourhood.rounds(2)
    assert ash.titles() == ["Ladder"]
    name = scid(elm)
    elm.changes(request.RETIRE)
    neighbourhood.cut(oak, ash)
    neighbourhood.clock.forward(days=1, hours=1)
    neighbourhood.rounds(1)
    assert ash.titles() == []
    with ash.at_work():
        assert Peer.get(origin=Origin.get(scid=name)).state == "distant"
    neighbourhood.heal()
    neighbourhood.rounds(3)
    met = known(ash, elm)
    assert met is not None
    assert met.distance is None
    assert [one.name for one in ash.neighbours()] == ["Fir", "Oak"]


def test_the_same_bytes_and_numbers_by_either_road(
    neighbourhood: Neighbourhood, row: list[Ward]
) -> None:
    elm, oak, ash, _ = row
    neighbourhood.cut(elm, ash)
    ash.shows(elm)
    neighbourhood.rounds(2)
    assert ash.titles() == ["Ladder"]
    name = scid(elm)
    found = []
    for ward in (elm, oak, ash):
        with ward.at_work():
            origin = Origin.get(scid=name)
            feed = Feed.get(origin=origin, scope="public")
            entry = Entry.get(origin=origin, scope="public")
            found.append((feed.seq, feed.head, entry.seq, entry.digest, bytes(entry.document)))
    assert found[0] == found[1] == found[2]


def test_a_withdrawal_goes_the_same_way(neighbourhood: Neighbourhood, row: list[Ward]) -> None:
    """And the next one at once: a copy of a feed tells of removals as the feed itself does."""
    elm, oak, ash, _ = row
    ash.shows(elm)
    neighbourhood.rounds(2)
    lids = [next(iter(elm.typed)), *(elm.posts("work", title) for title in ("Baan", "Klus"))]
    neighbourhood.rounds(2)
    neighbourhood.asked.clear()
    for lid, left in zip(lids, (["Baan", "Klus"], ["Klus"], []), strict=True):
        elm.withdraws(lid)
        neighbourhood.rounds(3)
        assert ash.titles() == left
    assert not [one.path for one in neighbourhood.asked if "/manifest" in one.path]
    with oak.at_work():
        rows = list(Entry.select().join(Origin).where(Origin.scid == scid(elm)))
        assert {row.document for row in rows if row.lid in lids} == {None}


def test_what_came_back_is_gone_no_more(neighbourhood: Neighbourhood, row: list[Ward]) -> None:
    elm, _, ash, _ = row
    ash.shows(elm)
    lid = next(iter(elm.typed))
    for reach, titles in (("adjacent", []), ("everyone", ["Ladder"]), ("ward", [])):
        elm.edits(lid, reach=reach)
        neighbourhood.rounds(3)
        assert ash.titles() == titles


def test_removals_are_forgotten_in_time_and_above_a_bound(
    neighbourhood: Neighbourhood, row: list[Ward], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks from before what was forgotten takes the manifest, and misses nothing."""
    elm, oak, ash, _ = row
    ash.shows(elm)
    lids = [*elm.posts_many(4, "Doos"), next(iter(elm.typed))]
    neighbourhood.rounds(3)
    monkeypatch.setattr(removals, "MOST", 2)
    neighbourhood.cut(oak, ash)
    for lid in lids[:4]:
        elm.withdraws(lid)
    neighbourhood.rounds(2)
    assert gone(oak, elm) == lids[2:4]
    assert ash.asks(oak, f"/fed/origins/{scid(elm)}/feed?after=1").status == 410
    neighbourhood.heal()
    neighbourhood.rounds(3)
    assert ash.titles() == ["Ladder"]
    neighbourhood.clock.forward(days=61)
    for ward in (oak, ash):
        with ward.at_work() as world:
            removals.forget_old(world)
        assert gone(ward, elm) == []


def gone(ward: Ward, of: Ward) -> list[str]:
    """The removals that a ward can tell of, in their order."""
    name = scid(of)
    with ward.at_work():
        rows = Entry.select().join(Origin).where(Origin.scid == name, Entry.digest.is_null())
        return [row.lid for row in list(rows.order_by(Entry.seq))]


def test_FI_15_a_ring_ends_by_itself(neighbourhood: Neighbourhood) -> None:
    wards = [neighbourhood.ward(name) for name in ("elm", "oak", "ash")]
    elm, oak, ash = wards
    for one, other in ((elm, oak), (oak, ash), (ash, elm)):
        neighbourhood.befriend(one, other)
    elm.posts("lending", "Ladder")
    neighbourhood.rounds(4)
    for ward in wards:
        assert ward.titles() == ["Ladder"]
        with ward.at_work():
            assert Entry.select().count() == 1
    neighbourhood.rounds(2)
    with elm.at_work():
        assert not Offer.select().where(Offer.scid == Origin.get(own=True).scid).exists()


def test_only_peers_are_told_what_we_relay(neighbourhood: Neighbourhood, row: list[Ward]) -> None:
    elm, oak, _, fir = row
    name = scid(elm)
    for path in ("", f"/{name}/feed", f"/{name}/head", f"/{name}/manifest", f"/{name}/did.jsonl"):
        for answer in (
            fir.asks(oak, f"/fed/origins{path}"),
            oak.answers(f"/fed/origins{path}", {}),
        ):
            assert (answer.status, json.loads(answer.body)["code"]) == (403, "not_a_peer")


def test_what_was_for_neighbours_is_given_back_to_its_origin_alone(row: list[Ward]) -> None:
    """PROTOCOL §13."""
    elm, oak, ash, _ = row
    elm.posts("lending", "Tent", reach="adjacent")
    assert oak.pulls() == []
    place = f"/fed/origins/{scid(elm)}/adjacent"
    items = read_page(elm.asks(oak, f"{place}/feed").body).items
    assert sorted(json.loads(item)["name"] for item in items) == ["Soep", "Tent"]
    with elm.at_work():
        assert elm.asks(oak, f"{place}/head").body == bytes(
            Feed.get(origin=Origin.get(own=True), scope="adjacent").head
        )
    for path in (
        f"{place}/feed",
        f"{place}/head",
        "/fed/origins/" + "Qm" + "a" * 44 + "/adjacent/feed",
    ):
        answer = ash.asks(oak, path)
        assert (answer.status, json.loads(answer.body)["code"]) == (403, "not_for_us")


@pytest.mark.parametrize("how", ["level", "relaying"])
def test_what_is_not_to_be_handed_on_is_not(
    neighbourhood: Neighbourhood, row: list[Ward], how: str
) -> None:
    elm, oak, ash, _ = row
    name = scid(elm)
    with oak.at_work() as world:
        if how == "level":
            levels.set_level(world, name, "hidden")
        else:
            levels.set_relaying(world, name, on=False)
    answer = ash.asks(oak, f"/fed/origins/{name}/feed")
    assert (answer.status, json.loads(answer.body)["code"]) == (403, "not_for_us")
    assert scid(elm) not in ash.asks(oak, "/fed/origins").body.decode()
    ash.shows(elm)
    neighbourhood.clock.forward(hours=25)
    neighbourhood.rounds(3)
    origin = known(ash, elm)
    assert origin is not None
    assert origin.distance is None
    assert ash.titles() == []


def test_what_is_hidden_here_goes_on_as_a_stub_and_the_text_comes_from_elsewhere(
    neighbourhood: Neighbourhood, row: list[Ward]
) -> None:
    elm, oak, ash, _ = row
    [ladder, *_] = elm.typed
    with oak.at_work() as world:
        levels.decide(world, scid(elm), ladder, "hidden")
    [item] = read_page(ash.asks(oak, f"/fed/origins/{scid(elm)}/feed").body).items
    assert json.loads(item)["type"] == "wijk:Stub"
    neighbourhood.cut(elm, ash)
    ash.shows(elm)
    neighbourhood.rounds(2)
    assert ash.titles() == []
    neighbourhood.heal()
    neighbourhood.clock.forward(hours=25)
    neighbourhood.rounds(2)
    assert ash.titles() == ["Ladder"]


def test_PE_11_who_ceases_to_be_a_neighbour_takes_along_what_came_through_it(
    neighbourhood: Neighbourhood, row: list[Ward]
) -> None:
    elm, oak, ash, _ = row
    ash.shows(elm)
    neighbourhood.rounds(2)
    assert ash.titles() == ["Ladder"]
    with ash.at_work() as world:
        handshake.end(world, scid(oak))
    assert ash.titles() == []
    with ash.at_work():
        assert Entry.select().count() == 0


def test_FI_25_a_blocked_ward_stays_away_by_every_road(
    neighbourhood: Neighbourhood, row: list[Ward]
) -> None:
    elm, _, ash, _ = row
    ash.shows(elm)
    neighbourhood.rounds(2)
    ash.shows(elm, "blocked")
    assert ash.titles() == []
    elm.posts("work", "Baan")
    neighbourhood.clock.forward(hours=25)
    neighbourhood.rounds(3)
    assert ash.titles() == ash.residents_see() == []


def test_a_relay_that_an_admin_does_not_want(neighbourhood: Neighbourhood, row: list[Ward]) -> None:
    elm, oak, ash, _ = row
    ash.shows(elm)
    neighbourhood.rounds(2)
    with ash.at_work() as world:
        levels.take_through(world, scid(oak), on=False)
    assert ash.titles() == []
    with ash.at_work() as world:
        levels.take_through(world, scid(oak), on=True)
    neighbourhood.rounds(2)
    assert ash.titles() == ["Ladder"]


def test_a_host_that_does_not_answer_is_neither_shown_nor_linked(
    neighbourhood: Neighbourhood,
) -> None:
    wards = [neighbourhood.ward(name) for name in ("elm", "oak", "ash")]
    elm, oak, ash = wards
    elm.posts("lending", "Ladder")
    neighbourhood.befriend(elm, oak)
    neighbourhood.befriend(oak, ash)
    neighbourhood.cut(elm, ash)
    neighbourhood.rounds(3)
    origin = known(ash, elm)
    assert origin is not None
    assert origin.unbound
    ash.shows(elm)
    neighbourhood.rounds(3)
    assert ash.titles() == []
    with ash.at_work():
        assert Peer.select().where(Peer.state == "distant").count() == 0
        with pytest.raises(neighbours.UnknownOriginError):
            neighbours.scid_at(elm.url)
    neighbourhood.heal()
    neighbourhood.clock.forward(hours=1)
    neighbourhood.rounds(2)
    assert ash.titles() == ["Ladder"]


def test_who_moved_before_its_host_was_asked_is_bound_where_it_lives_now(
    neighbourhood: Neighbourhood, row: list[Ward]
) -> None:
    elm, _, ash, _ = row
    with ash.at_work():
        Origin.update(unbound=True, bind_next=ash.world.now()).where(
            Origin.scid == scid(elm)
        ).execute()
    elm.changes(request.MOVE, "http://iepen.localhost:8002")
    assert ash.binds() == 1
    met = known(ash, elm)
    assert met is not None
    assert (met.unbound, met.host) == (False, "iepen.localhost:8002")


def test_FI_14_a_relay_that_changes_a_text_is_passed_over(
    neighbourhood: Neighbourhood, row: list[Ward]
) -> None:
    elm, _, ash, _ = row
    neighbourhood.tamper("/fed/origins/", lambda body: body.replace(b"Ladder", b"Radler"))
    neighbourhood.cut(elm, ash)
    ash.shows(elm)
    neighbourhood.rounds(3)
    assert ash.titles() == []
    origin = known(ash, elm)
    assert origin is not None
    assert origin.quarantined is None
    neighbourhood.heal()
    neighbourhood.clock.forward(hours=25)
    neighbourhood.rounds(2)
    assert ash.titles() == ["Ladder"]


def test_PE_08_a_relay_brings_twenty_unknown_wards_a_day(
    neighbourhood: Neighbourhood, row: list[Ward]
) -> None:
    _, oak, ash, _ = row
    with ash.at_work() as world:
        peer = Peer.select().join(Origin).where(Origin.scid == scid(oak)).get()
        for number in range(20):
            Offer.create(
                peer=peer,
                scid=f"Qm{number}",
                did_version="1-x",
                seq=1,
                distance=1,
                introduced=world.now(),
            )
    yew = neighbourhood.ward("yew")
    neighbourhood.befriend(oak, yew)
    yew.posts("lending", "Trap")
    neighbourhood.rounds(2)
    assert known(ash, yew) is None
    neighbourhood.clock.forward(hours=25)
    neighbourhood.rounds(2)
    assert known(ash, yew) is not None


def test_PE_08_what_a_relay_makes_up_is_not_asked_for_without_end(
    neighbourhood: Neighbourhood, row: list[Ward]
) -> None:
    _, oak, ash, _ = row
    yew = neighbourhood.ward("yew")
    neighbourhood.befriend(oak, yew)
    yew.posts("lending", "Trap")
    neighbourhood.rounds()
    neighbourhood.tamper("/fed/origins?", with_many_made_up)
    neighbourhood.asked.clear()
    neighbourhood.clock.forward(hours=25)
    assert ash.hears_offers() > 0
    made_up = [one for one in neighbourhood.asked if one.path.startswith("/fed/origins/Qm")]
    assert 0 < len(made_up) <= 60  # of three neighbours
    neighbourhood.heal()
    neighbourhood.clock.forward(hours=25)
    neighbourhood.rounds(2)
    assert known(ash, yew) is not None


def with_many_made_up(body: bytes) -> bytes:
    """The offer of a relay with five hundred wards that are none, the nearest last."""
    offer = json.loads(body)
    far = [made_up("f", number, distance=50) for number in range(100)]
    near = [made_up("n", number, distance=1) for number in range(500)]
    return json.dumps({**offer, "origins": [*far, *near]}).encode()


def made_up(name: str, number: int, *, distance: int) -> dict[str, object]:
    digits = f"{name}{number + 111}".replace("0", "o").ljust(44, "x")
    scid = f"Qm{digits}"
    return {"scid": scid, "didVersion": f"1-{scid}", "seq": number, "distance": distance}
