"""A ward changes its keys, moves and stops; its neighbours follow without a hand."""

import json
from collections.abc import Callable

import pytest

from federation import did, listing, request
from federation.sheet import Sheet
from node.feed import identity, keyring, mark
from node.feed.errors import StoppedError
from node.feed.models import Counter, Entry, Feed, Origin
from node.listings import resign
from node.listings.models import Listing
from node.notices.models import Notice
from node.peering import handshake, neighbours, reports
from node.peering.models import Peer
from node.residents import accounts
from node.upkeep import care, plan, starting, take
from tests.neighbourhood import PASSWORD, Neighbourhood, Ward

TITLES = ["Boor", "Ladder", "Soep"]


@pytest.fixture
def elm(neighbourhood: Neighbourhood) -> Ward:
    """A ward with three listings, and two neighbours that hold them."""
    return neighbourhood.begins(three_listings)["elm"]


def three_listings(neighbourhood: Neighbourhood) -> None:
    made = neighbourhood.ward("elm")
    for title in TITLES:
        made.posts("lending", title)
    made.posts("lending", "Tent", reach="adjacent")
    for name in ("oak", "ash"):
        neighbourhood.ward(name).follows(made)
        assert neighbourhood.wards[name].pulls() == []


def both(elm: Ward) -> list[Ward]:
    return [elm.neighbourhood.wards[name] for name in ("oak", "ash")]


def ours(ward: Ward) -> did.Identity:
    with ward.at_work():
        return identity.verified(bytes(identity.own_origin().log))


def times_of(ward: Ward) -> dict[str, tuple[str, str, str]]:
    with ward.at_work():
        raws = [json.loads(bytes(row.document)) for row in Entry.select() if row.document]
        return {raw["name"]: (raw["published"], raw["updated"], raw["endTime"]) for raw in raws}


def seqs_of(ward: Ward) -> dict[str, int]:
    with ward.at_work():
        return {row.lid: row.seq for row in Entry.select() if row.digest}


def every_proof_holds(ward: Ward) -> bool:
    with ward.at_work() as world:
        us = identity.own(world).identity
        for row in list(Entry.select().where(Entry.digest.is_null(is_null=False))):
            read = listing.judge(bytes(row.document), identity=us, scope=row.scope, now=world.now())
            listing.check_proof(read, us)
            assert Listing.get(lid=row.lid).seq == row.seq == read.seq
        return True


def shows_all(ward: Ward, elm: Ward) -> None:
    """The neighbour shows everything, quarantines nobody, and has nothing against anybody."""
    assert ward.titles() == TITLES
    [card] = ward.neighbours()
    assert (card.quarantined, card.last_error) == (None, None)
    with ward.at_work():
        assert Origin.get(scid=ours(elm).scid).version == ours(elm).number


# Planned


def test_a_planned_change_signs_anew_in_its_own_time(elm: Ward) -> None:
    """PROTOCOL §4.4."""
    before, seqs = times_of(elm), seqs_of(elm)
    with elm.at_work() as world:
        old = identity.own(world).sign.public.multikey
    elm.changes(request.ROTATE)
    with elm.at_work() as world:
        new = identity.own(world).sign.public.multikey
        us = identity.own_origin()
        assert new != old
        assert resign.progress(us.id) == resign.Progress(4, 4)
        assert [key.speaks for key in care.standing(world).keys] == [False, True, True]
        with pytest.raises(plan.StillSigningError):
            plan.ask(world, request.DROP)
    for ward in both(elm):
        assert ward.pulls() == []
        shows_all(ward, elm)
    assert every_proof_holds(elm)
    with elm.at_work() as world:
        assert resign.go_on(world) == 4
        assert resign.progress(us.id) == resign.Progress(4, 0)
        assert resign.go_on(world) == 0
    assert times_of(elm) == before
    assert all(seq > seqs[lid] for lid, seq in seqs_of(elm).items())
    elm.changes(request.DROP)
    assert [key.multikey for key in ours(elm).sign_keys.values()] == [new]
    with elm.at_work() as world:
        assert set(keyring.held(world, keyring.SIGN)) == {new}
    assert every_proof_holds(elm)
    for ward in both(elm):
        assert ward.pulls() == []
        shows_all(ward, elm)


def test_re_signing_goes_on_after_a_restart(elm: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resign, "BATCH", 1)
    monkeypatch.setattr(resign, "BATCHES_A_ROUND", 2)
    elm.changes(request.ROTATE)
    with elm.at_work() as world:
        us = identity.own_origin().id
        assert resign.go_on(world) == 2
        assert resign.progress(us) == resign.Progress(4, 2)
    elm.posts("lending", "Zaag")
    elm.restarts()
    with elm.at_work() as world:
        assert resign.progress(us) == resign.Progress(4, 2)
        assert resign.go_on(world) == 2
        resign.go_on(world)
        assert resign.progress(us).left == 0
    assert every_proof_holds(elm)


@pytest.mark.parametrize("kind", [request.HTTP, request.SHEET])
def test_small_changes(elm: Ward, kind: str) -> None:
    before = ours(elm)
    elm.changes(kind)
    after = ours(elm)
    assert (after.http_keys == before.http_keys) == (kind == request.SHEET)
    assert after.sign_keys == before.sign_keys
    for ward in both(elm):
        assert ward.pulls() == []
        shows_all(ward, elm)


# Theft


def test_PE_04_after_theft_neighbours_follow_without_a_hand(elm: Ward) -> None:
    """At the next pull both refuse the old key, show all under the new, quarantine nobody."""
    before = times_of(elm)
    with elm.at_work() as world:
        stolen = identity.own(world)
        Counter.update(last=2**53 - 100).execute()
    elm.posts("lending", "Diefstal")
    for ward in both(elm):
        assert ward.pulls() == []
        assert "Diefstal" in ward.titles()
    with elm.at_work():
        thiefs = Entry.get(Entry.seq > 2**52).lid
    elm.withdraws(thiefs)
    elm.changes(request.EMERGENCY)
    with elm.at_work() as world:
        clock = int(world.clock().timestamp() * 1000)
        assert Counter.get().last <= clock + 100
        assert all(row.seq <= clock + 100 for row in Entry.select())
        assert all(feed.version == 2 for feed in Feed.select())
        held = mark.read(world)
        assert held is not None
        assert held == mark.of_database(world)
        fresh = identity.own(world)
        assert fresh.sign.public != stolen.sign.public
        assert fresh.http.public != stolen.http.public
        assert set(keyring.held(world, keyring.SIGN)) == {fresh.sign.public.multikey}
        assert set(keyring.held(world, keyring.HTTP)) == {fresh.http.public.multikey}
    assert every_proof_holds(elm)
    after = times_of(elm)
    assert after == before
    for ward in both(elm):
        assert ward.pulls() == []
        shows_all(ward, elm)
    elm.posts("lending", "Zaag")
    for ward in both(elm):
        assert ward.pulls() == []
        assert ward.titles() == sorted([*TITLES, "Zaag"])
        refuses(ward, elm, stolen)


def refuses(ward: Ward, elm: Ward, stolen: identity.Own) -> None:
    """A head that the thief signs, with a later number and all else right."""
    from federation import head, proof  # noqa: PLC0415

    with elm.at_work() as world:
        feed = Feed.get(scope="public")
        raw = json.loads(bytes(feed.head))
        now = world.now()
    raw["wijk:seq"] += 1
    del raw["proof"]
    forged = proof.secure(raw, key=stolen.sign, method=stolen.method, created=now)
    assert head.names_version(forged) == ours(elm).version_id
    page = f"/fed/feed/public?after={feed.seq}"
    plain = elm.answers(page, {}).body
    changed = plain.replace(bytes(feed.head), forged)
    assert changed != plain
    elm.neighbourhood.tamper("/fed/feed/public", lambda _body: changed)
    with elm.at_work() as world:
        Feed.update(etag="another").where(Feed.id == feed.id).execute()
    assert ward.pulls() == ["wrong_signer"]
    with elm.at_work():
        Feed.update(etag=feed.etag).where(Feed.id == feed.id).execute()
    elm.neighbourhood.heal()
    assert ward.pulls() == []
    [card] = ward.neighbours()
    assert card.quarantined is None


def test_log_listings_and_heads_of_an_emergency_are_one_transaction(
    elm: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    with elm.at_work() as world:
        line = elm.signs(plan.ask(world, request.EMERGENCY))
        before = bytes(identity.own_origin().log), seqs_of(elm), Feed.get(scope="public").etag

        def fails(*_arguments: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr("node.feed.publish.Press.finish", fails)
        with pytest.raises(ZeroDivisionError):
            take.take(world, line)
        assert before == (
            bytes(identity.own_origin().log),
            seqs_of(elm),
            Feed.get(scope="public").etag,
        )
        monkeypatch.undo()
        take.take(world, line)
        assert identity.own_origin().version == 2


# Moving


@pytest.mark.parametrize("reachable", [True, False])
def test_a_move_is_followed_without_a_hand(elm: Ward, *, reachable: bool) -> None:
    """PROTOCOL §4.5: through the old host's log."""
    lids = set(seqs_of(elm))
    before = times_of(elm)
    old = elm.world.config.host_name
    elm.changes(request.MOVE, "http://iepen.localhost:8002")
    assert elm.url == "http://iepen.localhost:8002"
    assert set(seqs_of(elm)) == lids
    assert times_of(elm) == before
    assert every_proof_holds(elm)
    if not reachable:
        elm.abandoned.add(old)
        for ward in both(elm):
            assert ward.pulls() == ["unreachable"]
            assert ward.titles() == TITLES
        elm.abandoned.clear()
    for ward in both(elm):
        assert ward.pulls() == []
        shows_all(ward, elm)
        with ward.at_work():
            assert Origin.get(scid=ours(elm).scid).host == "iepen.localhost:8002"
            assert Peer.get().url == elm.url
    elm.abandoned.add(old)
    elm.posts("lending", "Zaag")
    for ward in both(elm):
        assert ward.pulls() == []
        assert ward.titles() == sorted([*TITLES, "Zaag"])


def test_a_move_whose_settings_were_not_written_is_ended_by_the_next_start(
    elm: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCutError(Exception):
        pass

    def fails(*_: object) -> None:
        raise PowerCutError

    with monkeypatch.context() as instead:
        instead.setattr(take.settings, "change_url", fails)
        with pytest.raises(PowerCutError):
            elm.changes(request.MOVE, "http://iepen.localhost:8002")
    with pytest.raises(starting.MovedError):
        elm.restarts()
    elm.restarts()
    assert elm.url == "http://iepen.localhost:8002"
    for ward in both(elm):
        assert ward.pulls() == []
        shows_all(ward, elm)


def test_who_comes_to_the_old_address_is_led_on(elm: Ward) -> None:
    old = elm.url
    elm.changes(request.MOVE, "http://iepen.localhost:8002")
    answer = elm.app.test_client().get("/over?x=1", base_url=old)
    assert (answer.status_code, answer.location) == (308, f"{elm.url}/over?x=1")
    assert elm.app.test_client().get("/.well-known/did.jsonl", base_url=old).status_code == 200
    assert elm.app.test_client().get("/", base_url="http://evil.localhost:8002").status_code == 400


def test_PE_02_a_move_to_a_host_that_has_another_identity_is_not_followed(elm: Ward) -> None:
    """PROTOCOL §4.8."""
    beech = elm.neighbourhood.ward("beech")
    oak = both(elm)[0]
    oak.follows(beech)
    assert oak.pulls() == []
    elm.changes(request.MOVE, beech.url)
    elm.neighbourhood.wards = {"beech": beech, **elm.neighbourhood.wards}
    assert oak.pulls() == ["wrong_host"]
    assert set(TITLES) <= set(oak.titles())


@pytest.mark.parametrize("who", ["theirs", "ours"])
def test_a_neighbourship_ends_and_a_report_is_answered_after_a_move(elm: Ward, who: str) -> None:
    """What was said before the move stands under the old address."""
    oak, _ = both(elm)
    elm.neighbourhood.befriend(elm, oak)
    oak.pulls()
    lid = next(iter(elm.typed))
    with oak.at_work() as world:
        flag = reports.send(world, scid=ours(elm).scid, lid=lid, reason="reclame")
    assert oak.sends() == 1
    mover, other = (oak, elm) if who == "theirs" else (elm, oak)
    mover.changes(request.MOVE, "http://iepen.localhost:8002")
    assert other.pulls() == []
    with elm.at_work() as world:
        reports.answer(world, flag, accepted=True, result="Wij keken ernaar.")
        assert [one.state for one in reports.all_of()] == ["accepted"]
    with elm.at_work() as world:
        handshake.end(world, ours(oak).scid)
        assert [one.scid for one in neighbours.everyone_of(world)] == []
    elm.sends()
    assert oak.pulls() == []
    assert "Tent" not in oak.residents_see()


# Stopping


def test_who_stops_is_gone_everywhere_and_residents_are_told(elm: Ward) -> None:
    """PROTOCOL §4.10."""
    with elm.at_work() as world:
        accounts.create(world, name="Alice", password=PASSWORD, email="alice@elm.test")
    elm.changes(request.RETIRE)
    assert elm.titles() == []
    with elm.at_work():
        assert [row.template for row in Notice.select()] == ["node-retired"]
    with pytest.raises(StoppedError):
        elm.posts("lending", "Zaag")
    for ward in both(elm):
        assert ward.pulls() == []
        assert ward.titles() == []
        with ward.at_work():
            theirs = Origin.get(scid=ours(elm).scid)
            assert Entry.select().where(Entry.origin == theirs.id).count() == 0
            Peer.update(state="active").where(Peer.origin == theirs.id).execute()
        assert ward.pulls() == []  # who is asked again all the same, stays who has stopped
        with ward.at_work():
            assert Peer.get(origin=theirs.id).state == "paused"
    with elm.at_work() as world, pytest.raises(plan.RetiredAlreadyError):
        plan.ask(world, request.ROTATE)


# What is refused


def line_for(elm: Ward, kind: str = request.SHEET) -> bytes:
    with elm.at_work() as world:
        return elm.signs(plan.ask(world, kind))


Spoiling = Callable[[Ward], bytes]
SPOILED: dict[str, tuple[Spoiling, type[take.TakeError]]] = {
    "nothing": (lambda _elm: b"\n", take.NotOneLineError),
    "two lines": (lambda elm: line_for(elm) * 2, take.NotOneLineError),
    "our own log": (lambda elm: ours(elm).log, take.TakenAlreadyError),
    "a changed line": (
        lambda elm: line_for(elm).replace(b"elm", b"oak"),
        take.RefusedLineError,
    ),
    "no line at all": (lambda _elm: b'{"a":1}', take.RefusedLineError),
}


@pytest.mark.parametrize("name", SPOILED)
def test_PE_03_what_does_not_follow_is_refused_and_changes_nothing(elm: Ward, name: str) -> None:
    spoil, error = SPOILED[name]
    before = ours(elm).log
    line = spoil(elm)
    with elm.at_work() as world, pytest.raises(error):
        take.take(world, line)
    assert ours(elm).log == before


def test_a_line_is_taken_once(elm: Ward) -> None:
    line = line_for(elm)
    elm.hands_in(line)
    with elm.at_work() as world, pytest.raises(take.TakenAlreadyError):
        take.take(world, line)


@pytest.mark.parametrize("role", ["sign", "http"])
def test_a_line_for_keys_that_are_elsewhere_is_refused(elm: Ward, role: str) -> None:
    with elm.at_work() as world:
        asked = plan.ask(world, request.EMERGENCY)
        keyring.forget(world, role, keep=[])
        line = elm.signs(asked)
        with pytest.raises(take.KeysElsewhereError) as error:
            take.look(world, line)
    assert error.value.role == role


def test_the_sheet_of_another_ward_signs_nothing(elm: Ward) -> None:
    from federation.errors import WrongSignerError  # noqa: PLC0415

    with elm.at_work() as world:
        asked = plan.ask(world, request.SHEET)
    with pytest.raises(WrongSignerError):
        asked.line(sheet=Sheet(bytes(32)).key, new_sheet=Sheet(bytes(32)), now=elm.world.now())


@pytest.mark.parametrize("host", ["", "elm.localhost:8001", "not a host", "http://1.2.3.4"])
def test_a_move_goes_somewhere_else(elm: Ward, host: str) -> None:
    with elm.at_work() as world, pytest.raises(plan.NoSuchHostError):
        plan.ask(world, request.MOVE, host=host)


def test_asking_twice_is_asking_once_and_other_keys_are_forgotten(elm: Ward) -> None:
    with elm.at_work() as world:
        first = plan.ask(world, request.ROTATE)
        assert plan.ask(world, request.ROTATE) == first
        assert plan.asked(world) == first
        assert len(keyring.held(world, keyring.SIGN)) == 2
        second = plan.ask(world, request.EMERGENCY)
        assert set(second.sign).isdisjoint(first.sign)
        assert len(keyring.held(world, keyring.SIGN)) == 2
        plan.forget(world)
        assert plan.asked(world) is None
        assert len(keyring.held(world, keyring.SIGN)) == 1
        with pytest.raises(plan.NothingToDropError):
            plan.ask(world, request.DROP)


def test_every_refusal_and_every_kind_has_its_sentence() -> None:
    errors = [*plan.PlanError.__subclasses__(), *take.TakeError.__subclasses__()]
    assert {one.__name__ for one in errors} == set(care.WHY)
    assert set(plan.KINDS) == set(take.WILL_HAPPEN) == set(request.KINDS)
