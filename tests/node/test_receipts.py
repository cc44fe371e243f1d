"""What neighbours say that they have processed, and what a lister reads of it (PRODUCT N2)."""

from datetime import datetime

from node.feed.models import Entry
from node.peering import levels, receipts
from node.peering.models import Peer, Receipt
from tests.neighbourhood import Neighbourhood, Ward

PUBLIC = "/fed/feed/public"


def said(ward: Ward, lid: str) -> receipts.Delivery:
    with ward.at_work():
        found = receipts.of_listing(lid)
    assert found is not None
    return found


def reached(ward: Ward, lid: str) -> list[tuple[str, bool]]:
    return [(one.name, one.at is not None) for one in said(ward, lid).neighbours]


def pulls_and_tells(ward: Ward) -> None:
    """A neighbour says at its next look what it took at this one."""
    assert ward.pulls() == []
    assert ward.pulls() == []


def test_N2_a_receipt_is_the_peers_word_for_what_it_has_processed(
    neighbourhood: Neighbourhood, elm: Ward, peer: Ward
) -> None:
    lid = next(iter(elm.typed))
    assert reached(elm, lid) == [("Oak", False)]
    assert peer.pulls() == []
    assert reached(elm, lid) == [("Oak", False)]
    assert peer.pulls() == []
    assert reached(elm, lid) == [("Oak", True)]
    ash = neighbourhood.ward("ash")
    neighbourhood.befriend(elm, ash)
    elm.withdraws(lid)
    assert reached(elm, lid) == [("Ash", False), ("Oak", False)]
    pulls_and_tells(peer)
    delivery = said(elm, lid)
    assert delivery.withdrawn
    assert delivery.reached == 1
    assert reached(elm, lid) == [("Ash", False), ("Oak", True)]


def test_the_moment_is_when_it_was_first_said(
    neighbourhood: Neighbourhood, elm: Ward, peer: Ward
) -> None:
    lid = next(iter(elm.typed))
    pulls_and_tells(peer)
    first = moment(elm, lid)
    neighbourhood.clock.forward(hours=3)
    later = elm.posts("work", "Baan")
    pulls_and_tells(peer)
    assert moment(elm, lid) == first
    assert (moment(elm, later) - first).total_seconds() >= 3 * 3600


def moment(ward: Ward, lid: str) -> datetime:
    [one] = said(ward, lid).neighbours
    assert one.at is not None
    return one.at


def test_what_was_taken_out_of_two_feeds_is_processed_when_both_are(elm: Ward, peer: Ward) -> None:
    [lid] = elm.typed
    pulls_and_tells(peer)
    elm.edits(lid, reach="adjacent")
    assert not said(elm, lid).withdrawn
    elm.withdraws(lid)
    pulls_and_tells(peer)
    assert said(elm, lid).reached == 1
    with elm.at_work():
        Receipt.delete().where(Receipt.scope == "adjacent").execute()
    assert said(elm, lid).reached == 0


def test_who_gets_nothing_of_us_is_not_counted(
    neighbourhood: Neighbourhood, elm: Ward, peer: Ward
) -> None:
    ward = elm.posts("work", "Alleen hier", reach="ward")
    [lid, _] = elm.typed
    with elm.at_work() as world:
        assert receipts.of_listings([lid, ward]).keys() == {lid}
        assert receipts.of_listings([]) == {}
        levels.set_level(world, Peer.get().origin.scid, "blocked")
        assert receipts.of_listing(lid) is None


def test_a_number_that_was_never_given_is_no_receipt(elm: Ward, peer: Ward) -> None:
    assert peer.asks(elm, f"{PUBLIC}?after=9007199254740991").status == 200
    assert elm.answers(f"{PUBLIC}?after=1", {}).status == 200
    with elm.at_work():
        assert Receipt.select().count() == 0


def test_an_unchanged_feed_asked_under_a_name_is_written_down_once(elm: Ward, peer: Ward) -> None:
    pulls_and_tells(peer)
    with elm.at_work():
        before = list(Receipt.select().tuples())
    peer.pulls()
    with elm.at_work():
        assert list(Receipt.select().tuples()) == before


def test_only_receipts_that_tell_something_are_kept(elm: Ward, peer: Ward) -> None:
    [lid] = elm.typed
    pulls_and_tells(peer)
    first = moment(elm, lid)
    busy = elm.posts("work", "Baan")
    for number in range(4):
        elm.edits(busy, title=f"Baan {number}")
        pulls_and_tells(peer)
    with elm.at_work() as world:
        assert Receipt.select().where(Receipt.scope == "public").count() == 5
        assert receipts.forget_needless(world) == 3
        assert receipts.forget_needless(world) == 0
    assert moment(elm, lid) == first
    assert reached(elm, busy) == [("Oak", True)]


def test_who_counts_up_leaves_no_receipt_for_each_number(elm: Ward, peer: Ward) -> None:
    pulls_and_tells(peer)
    busy = elm.posts("work", "Baan")
    with elm.at_work():
        entry = Entry.get(Entry.lid == busy)
        before = Receipt.select().count()
    for number in range(30):
        assert peer.asks(elm, f"{PUBLIC}?after={entry.seq - 29 + number}").status == 200
    with elm.at_work():
        assert Receipt.select().count() == before + 1
    assert reached(elm, busy) == [("Oak", True)]
