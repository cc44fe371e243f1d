"""Neighbours whose identity changes, or who are not who they were.

The neighbour is an origin without a node: it signs whatever the test wants to see judged.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from federation.errors import (
    DidRewrittenError,
    FederationError,
    ForbiddenAddressError,
    UnreachableError,
    WrongHostError,
)
from federation.keys import PrivateKey
from node.feed.models import Entry, Feed, Origin
from node.listings import search
from node.listings.models import Listing
from node.peering import add, binding, handshake, neighbours, pull
from node.peering.errors import OurselvesError, RetiredError
from node.peering.models import Offer, Peer
from node.peering.road import wanted_wait
from node.shown.viewer import ANYONE
from node.world import Fetched, World
from tests.federation.origin import Origin as Stranger
from tests.federation.origin import seed
from tests.world import Clock

ACTIVITY = "application/activity+json"


@dataclass
class Wire:
    """Hands addresses to strangers; ``answers`` says otherwise for some paths."""

    strangers: dict[str, Stranger] = field(default_factory=dict)
    answers: dict[str, Fetched] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(
        self,
        url: str,
        *,
        accept: tuple[str, ...],
        limit: int,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        """See :class:`node.world.Fetch`."""
        parts = urlsplit(url)
        self.asked.append(parts.path)
        if parts.path in self.answers:
            return self.answers[parts.path]
        stranger = self.strangers.get(parts.netloc)
        if stranger is None:
            raise UnreachableError(host=parts.netloc)
        return self._from(stranger, parts.path, int(parse_qs(parts.query).get("after", ["0"])[0]))

    def _from(self, stranger: Stranger, path: str, after: int) -> Fetched:
        bodies = {
            "/.well-known/did.jsonl": lambda: stranger.log,
            "/fed/head/public": lambda: stranger.head().data,
            "/fed/feed/public": lambda: stranger.page(after),
        }
        return Fetched(200, {}, bodies[path]()) if path in bodies else Fetched(404)


@pytest.fixture
def wire() -> Wire:
    """The only road there is."""
    return Wire()


@pytest.fixture
def here(world: World, wire: Wire) -> World:
    """Our own node, on that road, in the stranger's time."""
    clock = Clock(Stranger().now)
    return replace(world, fetch=wire, clock=clock)


@pytest.fixture
def oak(wire: Wire) -> Stranger:
    """A neighbour with one ladder."""
    made = Stranger("oak.example", "oak")
    made.posts(1, name="Ladder")
    wire.strangers["oak.example"] = made
    return made


@pytest.fixture
def followed(here: World, oak: Stranger) -> Peer:
    """The neighbour is followed, and its ladder is here."""
    peer = add.follow(here, add.introduce(here, "https://oak.example"))
    pull.pull_peer(here, peer.id)
    assert titles(here) == ["Ladder"]
    return peer


def titles(world: World) -> list[str]:
    found = search.find(world, ANYONE, search.Query())
    return sorted(card.title for card in found.cards)


def refused(world: World, peer: Peer) -> str:
    with pytest.raises(FederationError) as error:
        pull.pull_peer(world, peer.id)
    [card] = neighbours.all_of(world)
    assert card.last_error == error.value.code
    return error.value.code


def new_key(stranger: Stranger, name: str) -> PrivateKey:
    return PrivateKey(seed(f"{stranger.host} {name}"))


def resign(stranger: Stranger) -> None:
    """Every listing anew, under the key and the host of now."""
    for item in list(stranger.live.values()):
        stranger.posts(int(item.lid[-12:], 16), name=item.name)


# Getting to know each other


@pytest.mark.parametrize(
    "typed",
    ["https://oak.example", "oak.example", "https://OAK.example/", "oak.example.", "https://oak.example:443",
     " oak.example ", "http://oak.example"],
)  # fmt: skip
def test_FI_26_one_host_however_it_is_typed(here: World, oak: Stranger, typed: str) -> None:
    met = add.introduce(here, typed)
    assert (met.url, met.scid, met.name) == ("https://oak.example", oak.identity.scid, "Iepenbuurt")
    assert met.wards == ("WK0363ME@2025",)
    assert Origin.select().count() == 1
    add.follow(here, met)
    add.follow(here, add.introduce(here, "oak.example"))
    assert [(peer.url, peer.state) for peer in Peer.select()] == [("https://oak.example", "active")]


@pytest.mark.parametrize(
    "typed",
    ["", "https://", "https://user@oak.example", "https://127.0.0.1", "https://[::1]:80", "oak",
     "https://oak.example/x", "https://oak.example?x", "https://oak.example#x", "oak.example&x=y",
     "oak.example\r\nX: y", "../oak", "oak.example'; DROP TABLE peer;--", '"oak".example',
     "https://oak.example@evil.example"],
)  # fmt: skip
def test_FE_20_what_is_no_host_is_asked_nothing(here: World, wire: Wire, typed: str) -> None:
    with pytest.raises(WrongHostError):
        add.introduce(here, typed)
    assert wire.asked == []


def test_FE_22_our_own_host_and_our_own_identity_are_refused(here: World, wire: Wire) -> None:
    with pytest.raises(OurselvesError):
        add.introduce(here, "http://ELM.localhost:8001/")
    assert wire.asked == []


def test_a_production_node_does_not_go_to_localhost(here: World, wire: Wire) -> None:
    outside = replace(here, config=replace(here.config, development=False))
    with pytest.raises(ForbiddenAddressError):
        add.introduce(outside, "http://oak.localhost:8002")
    assert wire.asked == []


def test_a_log_of_another_host_is_not_bound_to_this_one(
    here: World, wire: Wire, oak: Stranger
) -> None:
    """PROTOCOL §4.8: who copies a log to a host of theirs is not that node."""
    wire.strangers["evil.example"] = oak
    with pytest.raises(WrongHostError):
        add.introduce(here, "https://evil.example")
    assert Peer.select().count() == 0


def test_one_host_has_one_identity(here: World, wire: Wire, oak: Stranger, followed: Peer) -> None:
    wire.strangers["oak.example"] = Stranger("oak.example", "usurper")
    with pytest.raises(WrongHostError):
        add.follow(here, add.introduce(here, "oak.example"))
    assert refused(here, followed) == "bad_head" or refused(here, followed) == "wrong_host"
    assert titles(here) == ["Ladder"]


def test_a_retired_node_is_not_followed(here: World, wire: Wire, oak: Stranger) -> None:
    retire(oak)
    with pytest.raises(RetiredError):
        add.introduce(here, "oak.example")


def retire(stranger: Stranger) -> None:
    from federation import did, didwriting  # noqa: PLC0415

    number = stranger.identity.number
    sheet = stranger.sheets[number - 1].key
    stranger.log += didwriting.retirement(stranger.identity, sheet=sheet, now=stranger.now)
    stranger.identity = did.read_log(stranger.log, now=stranger.now)


# Keys


def test_PE_03_a_planned_change_of_keys_is_followed(
    here: World, oak: Stranger, followed: Peer
) -> None:
    old, new = oak.sign, new_key(oak, "second")
    oak.changes(sign=[old.public, new.public])
    pull.pull_peer(here, followed.id)
    assert titles(here) == ["Ladder"]
    oak.sign = new
    resign(oak)
    oak.changes(sign=[new.public])
    oak.posts(2, name="Soep")
    pull.pull_peer(here, followed.id)
    assert titles(here) == ["Ladder", "Soep"]
    assert Origin.get(scid=oak.identity.scid).version == 3


def test_a_neighbour_that_moves_is_followed_once_its_new_host_has_answered(
    here: World, wire: Wire, oak: Stranger, followed: Peer
) -> None:
    """PROTOCOL §4.5, §4.8, §10."""
    oak.changes(host="beuk.example")
    resign(oak)
    assert refused(here, followed) in {"wrong_host", "unreachable", "bad_source", "bad_head"}
    Peer.update(log_from="beuk.example").execute()
    assert binding.read_logs_due(here) == 1
    assert Origin.get(scid=oak.identity.scid).host == "oak.example"
    wire.strangers["beuk.example"] = wire.strangers.pop("oak.example")
    Peer.update(log_from="beuk.example").execute()
    assert binding.read_logs_due(here) == 1
    pull.pull_peer(here, followed.id)
    [card] = neighbours.all_of(here)
    assert (card.url, card.last_error) == ("https://beuk.example", None)
    assert titles(here) == ["Ladder"]


def test_who_only_says_that_it_lives_somewhere_keeps_nobody_from_moving_there(
    here: World, wire: Wire, oak: Stranger, followed: Peer
) -> None:
    """Anybody can make a log that names a host, and hand it in through a relay (§4.8)."""
    liar = Stranger("beuk.example", "liar")
    Origin.create(
        scid=liar.identity.scid,
        host="beuk.example",
        url="https://beuk.example",
        log=liar.log,
        version=1,
        added=here.now(),
        unbound=True,
    )
    oak.changes(host="beuk.example")
    resign(oak)
    wire.strangers["beuk.example"] = oak
    pull.pull_peer(here, followed.id)
    [card] = neighbours.all_of(here)
    assert (card.url, card.last_error) == ("https://beuk.example", None)
    assert titles(here) == ["Ladder"]


def test_a_host_of_somebody_else_is_not_moved_to(
    here: World, wire: Wire, oak: Stranger, followed: Peer
) -> None:
    wire.strangers["ash.example"] = Stranger("ash.example", "ash")
    add.follow(here, add.introduce(here, "ash.example"))
    oak.changes(host="ash.example")
    Peer.update(log_from="ash.example").where(Peer.id == followed.id).execute()
    binding.read_logs_due(here)
    assert Origin.get(scid=oak.identity.scid).host == "oak.example"


def test_PE_04_after_an_emergency_the_stolen_key_is_refused_and_lower_numbers_hold(
    here: World, oak: Stranger, followed: Peer
) -> None:
    """FI-05: the thief signed the highest number there is."""
    honest = oak.seq
    oak.seq = 2**53 - 2
    oak.posts(9, name="Diefstal")
    pull.pull_peer(here, followed.id)
    assert "Diefstal" in titles(here)
    oak.live.popitem()
    thief = oak.sign
    oak.sign = new_key(oak, "after the theft")
    oak.changes(sign=[oak.sign.public], http=[new_key(oak, "http after the theft").public])
    oak.seq = honest
    resign(oak)
    pull.pull_peer(here, followed.id)
    assert titles(here) == ["Ladder"]
    assert Feed.get(origin=followed.origin_id).seq == oak.seq < 2**53 - 2
    oak.sign = thief
    oak.seq += 100
    assert refused_with(here, followed, oak) == "wrong_signer"
    assert titles(here) == ["Ladder"]
    assert Origin.get(scid=oak.identity.scid).quarantined is None


def refused_with(world: World, peer: Peer, stranger: Stranger) -> str:
    """What a pull says to a head that its own writer would not let pass."""
    from federation import head  # noqa: PLC0415

    sent = replace_head(stranger)
    wire = world.fetch
    assert isinstance(wire, Wire)
    wire.answers["/fed/feed/public"] = Fetched(200, {}, stranger.page(0, head=sent))
    assert head.names_version(sent) == stranger.identity.version_id
    return refused(world, peer)


def replace_head(stranger: Stranger) -> bytes:
    """A head by a key that the log does not name, with everything else right."""
    from federation import proof  # noqa: PLC0415

    keys = stranger.sign
    stranger.sign = new_key(stranger, "after the theft")
    raw = json.loads(stranger.head().data)
    stranger.sign = keys
    del raw["proof"]
    return proof.secure(raw, key=keys, method=stranger.method, created=stranger.now)


def test_a_log_that_parts_ways_puts_the_origin_in_quarantine(
    here: World, oak: Stranger, followed: Peer
) -> None:
    before = oak.log, oak.identity
    oak.changes()
    pull.pull_peer(here, followed.id)
    oak.log, oak.identity = before
    oak.now += timedelta(seconds=5)
    oak.changes(sign=[oak.sign.public, new_key(oak, "another").public])
    oak.posts(2, name="Soep")
    assert refused(here, followed) == "did_rewritten"
    assert titles(here) == []
    [card] = neighbours.all_of(here)
    assert card.quarantined is not None
    assert refused(here, followed) == "did_rewritten"


def test_a_log_that_got_shorter_is_refused_and_not_more(
    here: World, oak: Stranger, followed: Peer
) -> None:
    before = oak.log, oak.identity
    oak.changes()
    pull.pull_peer(here, followed.id)
    oak.log, oak.identity = before
    oak.posts(2, name="Soep")
    assert refused(here, followed) == DidRewrittenError.code
    assert titles(here) == ["Ladder"]


def test_quarantine_ends_with_a_newer_version(here: World, oak: Stranger, followed: Peer) -> None:
    """PROTOCOL §8.6."""
    oak.live.clear()
    assert refused(here, followed) == "equivocation"
    assert titles(here) == []
    assert refused(here, followed) == "equivocation"
    oak.changes()
    oak.posts(2, name="Soep")
    pull.pull_peer(here, followed.id)
    assert titles(here) == ["Soep"]
    [card] = neighbours.all_of(here)
    assert (card.quarantined, card.last_error) == (None, None)


def test_quarantine_ends_with_a_newer_version_whoever_read_the_log_first(
    here: World, oak: Stranger, followed: Peer
) -> None:
    """A key that was new to us, or a hint, made us read the log before the feed."""
    oak.live.clear()
    assert refused(here, followed) == "equivocation"
    oak.changes()
    oak.posts(2, name="Soep")
    Peer.update(log_from="oak.example").execute()
    assert binding.read_logs_due(here) == 1
    pull.pull_peer(here, followed.id)
    assert titles(here) == ["Soep"]
    [card] = neighbours.all_of(here)
    assert (card.quarantined, card.last_error) == (None, None)


def test_quarantine_ends_by_the_admins_word(
    here: World, wire: Wire, oak: Stranger, followed: Peer
) -> None:
    """PROTOCOL §8.6: the words were compared again, and what it says now is read anew."""
    oak.live.clear()
    assert refused(here, followed) == "equivocation"
    del wire.strangers["oak.example"]
    assert refused(here, followed) == "unreachable"
    wire.strangers["oak.example"] = oak
    oak.posts(2, name="Soep")
    assert refused(here, followed) == "equivocation"
    add.follow(here, add.introduce(here, "https://oak.example"))
    pull.pull_peer(here, followed.id)
    assert titles(here) == ["Soep"]
    [card] = neighbours.all_of(here)
    assert (card.quarantined, card.last_error) == (None, None)


def test_quarantine_does_not_end_by_ending_and_comes_back_with_the_next_lie(
    here: World, oak: Stranger, followed: Peer
) -> None:
    oak.live.clear()
    assert refused(here, followed) == "equivocation"
    handshake.end(here, oak.identity.scid)
    again = add.follow(here, add.introduce(here, "https://oak.example"))
    oak.posts(2, name="Soep")
    pull.pull_peer(here, again.id)
    assert titles(here) == ["Soep"]
    oak.live.clear()
    assert refused(here, again) == "equivocation"
    assert titles(here) == []


def test_a_retired_neighbour_leaves_nothing(
    here: World, wire: Wire, oak: Stranger, followed: Peer
) -> None:
    """PROTOCOL §4.10."""
    page = oak.page()
    retire(oak)
    wire.answers["/fed/feed/public"] = Fetched(200, {}, page)
    pull.pull_peer(here, followed.id)
    assert titles(here) == []
    assert search.find(here, ANYONE, search.Query(words="ladder")).cards == []
    for table in (Entry, Feed, Listing):
        assert table.select().where(table.origin == followed.origin_id).count() == 0
    assert pull.pull_due(here) == 0


# Time


def test_a_head_past_its_end_is_applied_and_marked(
    here: World, oak: Stranger, followed: Peer
) -> None:
    """PROTOCOL §8.3: the neighbour's clock, or its job, stands still."""
    assert isinstance(here.clock, Clock)
    oak.posts(2, name="Soep")
    here.clock.forward(days=9)
    pull.pull_peer(here, followed.id)
    assert titles(here) == ["Ladder", "Soep"]
    [card] = neighbours.all_of(here)
    assert card.unconfirmed == oak.now + timedelta(days=7)
    oak.now += timedelta(days=9)
    pull.pull_peer(here, followed.id)
    assert neighbours.all_of(here)[0].unconfirmed is None


@pytest.mark.parametrize(("minutes", "code"), [(59, None), (61, "from_future"), (-2880, None)])
def test_FI_20_a_head_from_another_time(
    here: World, oak: Stranger, followed: Peer, minutes: int, code: str | None
) -> None:
    oak.posts(
        2, name="Soep", published=oak.now - timedelta(days=9), updated=oak.now - timedelta(days=9)
    )
    oak.now += timedelta(minutes=minutes)
    if code:
        assert refused(here, followed) == code
    else:
        pull.pull_peer(here, followed.id)
    assert ("Soep" in titles(here)) == (code is None)


# What the other side says when it does not want to


@pytest.mark.parametrize("status", [400, 404, 410, 500, 502, 301, 204, 206, 304])
def test_another_status_is_unreachable(
    here: World, wire: Wire, oak: Stranger, followed: Peer, status: int
) -> None:
    wire.answers["/fed/feed/public"] = Fetched(status, {}, b"")
    if status == 304:
        pull.pull_peer(here, followed.id)
    elif status == 410:
        assert refused(here, followed) == "unreachable"  # the manifest is not there either
    else:
        assert refused(here, followed) == "unreachable"
    assert titles(here) == ["Ladder"]


@pytest.mark.parametrize("code", ["not_a_peer", "blocked"])
def test_a_refusal_of_theirs_is_told_by_its_code(
    here: World, wire: Wire, oak: Stranger, followed: Peer, code: str
) -> None:
    body = json.dumps({"code": code, "title": "x"}).encode()
    wire.answers["/fed/feed/public"] = Fetched(403, {}, body)
    assert refused(here, followed) == code


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120), ("0", None), ("-5", None), ("99999999999999999999", 86_400), ("nonsense", None),
     ("1.5", None), ("Tue, 24 Nov 2026 12:10:00 GMT", 600), ("Tue, 24 Nov 2020 12:10:00 GMT", None),
     ("Tue, 24 Nov 2099 12:10:00 GMT", 86_400), ("", None), ("²", None),
     ("Tue, 99 Nov 2026 12:10:00 GMT", None)],
)  # fmt: skip
def test_FE_17_retry_after_is_obeyed_for_a_day_at_most(
    here: World, wire: Wire, followed: Peer, said: str, seconds: int | None
) -> None:
    now = Stranger().now
    assert wanted_wait(said, now) == (seconds and now + timedelta(seconds=seconds))
    for status in (429, 503):
        wire.answers["/fed/feed/public"] = Fetched(status, {"retry-after": said}, b"")
        assert refused(here, followed) == "unreachable"
    waits = (Peer.get_by_id(followed.id).next_attempt - here.now()).total_seconds()
    assert waits >= (seconds or 0) - 5
    assert waits <= max(seconds or 0, 60) + 5


def test_FE_13_a_dead_neighbour_of_a_real_node_is_asked_at_most_a_few_times_a_day(
    here: World, wire: Wire, oak: Stranger, followed: Peer
) -> None:
    assert isinstance(here.clock, Clock)
    outside = replace(here, config=replace(here.config, development=False))
    wire.strangers.clear()
    began = here.now()
    tries = 0
    while here.now() < began + timedelta(days=30):
        attempt = Peer.get_by_id(followed.id).next_attempt
        here.clock.now = max(here.clock.now, attempt)
        tries += pull.pull_due(outside)
        assert Peer.get_by_id(followed.id).next_attempt <= here.now() + timedelta(hours=24)
    assert 30 <= tries <= 50
    assert Peer.get_by_id(followed.id).failing_since <= began + timedelta(minutes=20)
    wire.strangers["oak.example"] = oak
    pull.pull_peer(outside, followed.id)
    row = Peer.get_by_id(followed.id)
    assert (row.failures, row.failing_since, row.last_error) == (0, None, None)
    wait = row.next_attempt - here.now()
    assert timedelta(minutes=11) <= wait <= timedelta(minutes=19)


# Who pulls


def test_two_workers_pull_a_neighbour_once(here: World, wire: Wire, followed: Peer) -> None:
    assert isinstance(here.clock, Clock)
    here.clock.forward(minutes=1)
    wire.asked.clear()
    calls = []
    honest = wire._from

    def meanwhile(stranger: Stranger, path: str, after: int) -> Fetched:
        if not calls:
            calls.append(pull.pull_due(here))
        return honest(stranger, path, after)

    wire._from = meanwhile  # type: ignore[method-assign]
    assert pull.pull_due(here) == 1
    assert calls == [0]


def test_who_comes_second_changes_nothing(
    here: World, wire: Wire, oak: Stranger, followed: Peer
) -> None:
    """A pull by command while the job is at it: the slower one finds the feed moved on."""
    oak.posts(2, name="Soep")
    honest = wire._from
    inner = []

    def meanwhile(stranger: Stranger, path: str, after: int) -> Fetched:
        fetched = honest(stranger, path, after)
        if path == "/fed/feed/public" and not inner:
            inner.append(None)
            inner.append(pull.pull_peer(here, followed.id).changed)
        return fetched

    wire._from = meanwhile  # type: ignore[method-assign]
    assert pull.pull_peer(here, followed.id).changed == 0
    assert inner == [None, 1]
    assert titles(here) == ["Ladder", "Soep"]
    assert Entry.select().where(Entry.origin == followed.origin_id).count() == 2


def test_FE_14_after_a_start_the_first_look_is_spread_over_the_interval(
    here: World, followed: Peer
) -> None:
    outside = replace(here, config=replace(here.config, development=False))
    moments = []
    for _ in range(200):
        pull.spread_out(outside)
        moments.append((Peer.get().next_attempt - here.now()).total_seconds())
    assert min(moments) < 60
    assert max(moments) > 840
    assert max(moments) <= 901
    assert 350 < sum(moments) / len(moments) < 550


def test_a_start_does_not_hurry_what_is_failing(here: World, wire: Wire, followed: Peer) -> None:
    wire.strangers.clear()
    assert refused(here, followed) == "unreachable"
    before = Peer.get().next_attempt
    pull.spread_out(here)
    assert Peer.get().next_attempt == before


def test_the_list_of_neighbours_costs_the_same_for_many(
    here: World, wire: Wire, tmp_path: Path
) -> None:
    from playhouse.test_utils import count_queries  # noqa: PLC0415

    counts = []
    for number in range(5):
        wire.strangers[f"n{number}.example"] = Stranger(f"n{number}.example", f"n{number}")
        add.follow(here, add.introduce(here, f"n{number}.example"))
        with count_queries() as counted:
            assert len(neighbours.all_of(here)) == number + 1
        counts.append(counted.count)
    assert set(counts) == {2}


def test_every_refusal_has_a_sentence_that_its_facts_complete(here: World, followed: Peer) -> None:
    from federation.errors import CODES  # noqa: PLC0415

    for code in CODES:
        Peer.update(last_error=code, last_error_facts="{}").execute()
        [card] = neighbours.all_of(here)
        said = neighbours.sentence(card)
        assert said
        assert "%(" not in said


def test_who_was_only_heard_of_is_forgotten_after_a_month(
    here: World, oak: Stranger, followed: Peer
) -> None:
    """A relay that names ever new ones fills nobody's disk; a block is not forgotten."""
    month = binding.SILENT_KEPT

    def heard_of(name: str, *, ago: timedelta, level: str = "hidden") -> None:
        made = Stranger(f"{name}.example", name)
        Origin.create(
            scid=made.identity.scid,
            host=made.host,
            url=f"https://{made.host}",
            log=made.log,
            version=1,
            added=here.now() - ago,
            unbound=True,
            level=level,
        )
        Offer.create(peer=followed, scid=made.identity.scid, did_version="1-Qm", seq=1, distance=1)

    heard_of("old", ago=month + timedelta(days=1))
    heard_of("new", ago=month - timedelta(days=1))
    heard_of("barred", ago=month + timedelta(days=1), level="blocked")
    Origin.update(added=here.now() - 2 * month).where(~Origin.unbound).execute()
    assert binding.forget_silent(here) == 1
    left = {row.host for row in Origin.select().where(~Origin.own)}
    assert left == {"oak.example", "new.example", "barred.example"}
    assert Offer.select().count() == 2
    assert titles(here) == ["Ladder"]
