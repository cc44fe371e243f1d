"""Our own feed: numbers, heads, removals."""

import pytest

from federation import did, head, listing
from federation.errors import FederationError
from node.feed import identity, publish
from node.feed.errors import ClockBehindError
from node.feed.models import Counter, Entry, Feed
from node.listings import compose
from node.residents import accounts
from node.world import World
from tests.node.filling import ladder
from tests.world import Clock


def place(world: World, **typed: str) -> str:
    owner = accounts.node_organisation().id
    return compose.place(world, owner=owner, fields=ladder(world, **typed))


def the_head(world: World, scope: str = "public") -> head.Head:
    """Our head, judged as a neighbour judges it."""
    ours = did.read_log(identity.own_origin().log, now=world.now())
    return head.read_head(Feed.get(scope=scope).head, identity=ours, scope=scope, now=world.now())


def live(scope: str = "public") -> list[head.Entry]:
    rows = Entry.select(Entry.lid, Entry.seq, Entry.digest).where(
        Entry.scope == scope, Entry.digest.is_null(is_null=False)
    )
    return list(rows.tuples())


def agrees(world: World, scope: str = "public") -> bool:
    ours = the_head(world, scope)
    entries = live(scope)
    return ours.count == len(entries) and ours.root == head.root(entries)


def test_a_new_node_has_two_empty_feeds(world: World) -> None:
    for scope in publish.SCOPES:
        assert the_head(world, scope).count == 0
        assert agrees(world, scope)


def test_a_listing_and_its_head_become_visible_together(world: World) -> None:
    lid = place(world, reach="everyone")
    entry = Entry.get(lid=lid)
    assert agrees(world)
    assert the_head(world).seq == entry.seq
    ours = did.read_log(identity.own_origin().log, now=world.now())
    read = listing.judge(entry.document, identity=ours, scope="public", now=world.now())
    listing.check_proof(read, ours)
    assert (read.name, read.by, read.geo) == ("Ladder", "Elm", (52362, 4936))


def test_a_failure_publishes_nothing(world: World) -> None:
    before = the_head(world).data
    owner = accounts.node_organisation().id
    good, bad = ladder(world, reach="everyone"), ladder(world, reach="everyone")
    wanted = [
        compose.Wanted(owner=owner, fields=good),
        compose.Wanted(owner=owner, fields=bad, lid="not-a-uuid"),
    ]
    with pytest.raises(FederationError):
        compose.place_many(world, wanted)
    assert the_head(world).data == before
    assert Entry.select().count() == Counter.get().last == 0


def test_a_withdrawal_is_a_removal_with_a_new_number(world: World) -> None:
    lid = place(world, reach="everyone")
    first = Entry.get(lid=lid).seq
    compose.withdraw(world, owner=accounts.node_organisation().id, lid=lid)
    entry = Entry.get(lid=lid)
    assert (entry.digest, entry.document) == (None, None)
    assert entry.seq > first
    assert the_head(world).seq == entry.seq
    assert agrees(world)


def test_numbers_only_rise_whatever_the_clock_does(world: World) -> None:
    """ST-18."""
    assert isinstance(world.clock, Clock)
    seqs = []
    for hours in (0, -0.5, 8, -0.9, 0.001):
        world.clock.forward(hours=hours)
        seqs.append(Entry.get(lid=place(world, reach="everyone")).seq)
    assert seqs == sorted(set(seqs))
    assert Counter.get().last == seqs[-1]


def test_a_clock_that_is_far_behind_does_not_sign(world: World) -> None:
    assert isinstance(world.clock, Clock)
    place(world, reach="everyone")
    before = the_head(world)
    world.clock.forward(hours=-2)
    with pytest.raises(ClockBehindError):
        place(world, reach="everyone")
    world.clock.forward(hours=2)
    assert the_head(world).data == before.data


def test_FI_28_a_ward_listing_is_in_no_feed(world: World) -> None:
    place(world)
    assert Entry.select().count() == 0
    assert the_head(world).count == 0


def test_an_edit_moves_a_listing_to_the_end_and_between_feeds(world: World) -> None:
    owner = accounts.node_organisation().id
    lid = place(world, reach="everyone")
    other = place(world, reach="everyone")
    compose.edit(world, owner=owner, lid=lid, fields=ladder(world, reach="everyone", title="Trap"))
    assert Entry.get(lid=lid).seq > Entry.get(lid=other).seq
    compose.edit(world, owner=owner, lid=lid, fields=ladder(world, reach="adjacent"))
    assert [entry[0] for entry in live("public")] == [other]
    assert [entry[0] for entry in live("adjacent")] == [lid]
    compose.edit(world, owner=owner, lid=lid, fields=ladder(world, reach="ward"))
    assert live("adjacent") == []
    assert agrees(world)
    assert agrees(world, "adjacent")


def test_a_batch_is_one_head(world: World) -> None:
    owner = accounts.node_organisation().id
    wanted = [compose.Wanted(owner=owner, fields=ladder(world, reach="everyone")) for _ in range(5)]
    compose.place_many(world, wanted)
    assert the_head(world).count == 5
    assert the_head(world).seq == max(entry[1] for entry in live())


def test_a_head_is_signed_anew_every_day(world: World) -> None:
    assert isinstance(world.clock, Clock)
    place(world, reach="everyone")
    before = the_head(world)
    assert publish.freshen_heads(world) == 0
    world.clock.forward(hours=21)
    assert publish.freshen_heads(world) == 2
    after = the_head(world)
    assert (after.seq, after.root) == (before.seq, before.root)
    assert after.published > before.published


def test_removals_are_forgotten_after_sixty_days_and_the_head_says_so(world: World) -> None:
    assert isinstance(world.clock, Clock)
    lid = place(world, reach="everyone", end="30-10-2031")
    place(world, reach="everyone", end="30-10-2031")
    compose.withdraw(world, owner=accounts.node_organisation().id, lid=lid)
    removed = Entry.get(lid=lid).seq
    assert publish.forget_removals(world) == 0
    world.clock.forward(days=61)
    assert publish.forget_removals(world) == 1
    assert the_head(world).min_seq == removed + 1
    assert agrees(world)


def test_keys_are_files_of_the_node_alone(world: World) -> None:
    for name in ("sign.key", "http.key"):
        assert (world.config.keys / name).stat().st_mode & 0o777 == 0o600
    assert world.config.keys.stat().st_mode & 0o777 == 0o700
    assert (world.config.data / "wijk.toml").stat().st_mode & 0o777 == 0o600
