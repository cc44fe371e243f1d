"""Two wards in one process: what is placed in one is seen in the other, and goes with it.

And whatever goes wrong on the road: nothing people see changes, the admin reads what it was, and
once the road is whole both agree again.
"""

import json
from collections.abc import Callable

import pytest

from federation.page import read_page
from node.feed.models import Entry, Feed, Origin
from node.listings.models import Listing
from node.peering import levels, neighbours
from node.peering.models import Peer
from tests.neighbourhood import Neighbourhood, Ward

FEED, LOG, HEAD = "/fed/feed/public", "/.well-known/did.jsonl", "/fed/head/public"


def card(ward: Ward) -> neighbours.NeighbourCard:
    [only] = ward.neighbours()
    return only


def replacing(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(body: bytes) -> bytes:
        assert old in body
        return body.replace(old, new)

    return change


def refused_then_heals(neighbourhood: Neighbourhood, elm: Ward, oak: Ward, code: str) -> None:
    """Nothing changes while the road lies, the admin reads why, and afterwards both agree."""
    before = oak.titles()
    assert oak.pulls() == [code]
    assert oak.titles() == before
    assert card(oak).last_error == code
    assert card(oak).failing_since is not None
    said = neighbours.sentence(card(oak))
    assert said
    assert "%(" not in said
    neighbourhood.heal()
    neighbourhood.clock.forward(hours=2)
    assert oak.pulls() == []
    assert oak.titles() == elm.titles()
    assert card(oak).last_error is None
    assert card(oak).failing_since is None


def test_a_listing_spreads_and_its_withdrawal_follows(neighbourhood: Neighbourhood) -> None:
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    oak.follows(elm)
    lid = elm.posts("lending", "Ladder")
    oak.pulls()
    assert "Ladder" in oak.page("/")
    elm.withdraws(lid)
    oak.pulls()
    assert "Ladder" not in oak.page("/")


def test_an_edit_replaces_what_was_there(elm: Ward, oak: Ward) -> None:
    [lid] = elm.typed
    elm.edits(lid, title="Trap")
    assert oak.pulls() == []
    assert oak.titles() == ["Trap"]


@pytest.mark.parametrize("reach", ["ward", "adjacent"])
def test_what_is_not_for_everyone_does_not_arrive(elm: Ward, oak: Ward, reach: str) -> None:
    elm.posts("sharing", "Soep", reach=reach)
    assert oak.pulls() == []
    assert oak.titles() == ["Ladder"]
    [ladder] = [lid for lid, typed in elm.typed.items() if typed["title"] == "Ladder"]
    elm.edits(ladder, reach=reach)
    assert oak.pulls() == []
    assert oak.titles() == []


def test_all_kinds_arrive_as_they_were(neighbourhood: Neighbourhood, elm: Ward, oak: Ward) -> None:
    for kind in ("work", "learning", "volunteering", "sharing", "exchange", "meeting"):
        elm.posts(kind, f"Iets van {kind}", tags="buurt, samen")
    assert oak.pulls() == []
    assert oak.titles() == elm.titles()
    assert shown(oak, elm) == shown(elm, elm)


def shown(ward: Ward, of: Ward) -> list[tuple[object, ...]]:
    """What stands on the shelf, but for where it came from and who placed it."""
    left_out = {"id", "origin", "owner", "ward_code"}
    columns = [f for f in Listing._meta.sorted_fields if f.name not in left_out]
    with ward.at_work():
        rows = Listing.select(*columns).join(Origin).where(Origin.url == of.url)
        return sorted(rows.tuples())


def test_FE_16_an_unchanged_feed_costs_one_question(
    neighbourhood: Neighbourhood, oak: Ward
) -> None:
    neighbourhood.asked.clear()
    assert oak.pulls() == []
    [only] = neighbourhood.asked
    assert (only.status, only.size) == (304, 0)


def test_k_changes_cost_what_k_changes_cost(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    elm.posts_many(450)
    assert oak.pulls() == []
    assert len(oak.titles()) == 451
    with oak.at_work():
        ids = {entry.lid: entry.id for entry in Entry.select()}
    neighbourhood.asked.clear()
    elm.posts("sharing", "Soep")
    assert oak.pulls() == []
    assert [asked.path.partition("?")[0] for asked in neighbourhood.asked] == [FEED, LOG]
    assert sum(asked.size for asked in neighbourhood.asked) < 8_000
    with oak.at_work():
        rows = Entry.select().where(Entry.lid.in_(list(ids)))
        assert {entry.lid: entry.id for entry in rows} == ids


@pytest.mark.parametrize("path", [FEED, LOG, HEAD])
def test_FI_01_one_changed_byte_is_refused_wherever_it_stands(
    neighbourhood: Neighbourhood, path: str
) -> None:
    """Of whatever is fetched to follow a ward and to pull from it, a byte here and there."""
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    lid = elm.posts("lending", "Ladder")
    oak.follows(elm)
    assert oak.pulls() == []
    elm.withdraws(lid)
    elm.posts("sharing", "Soep")
    size = len(elm.answers(path, {}).body)
    for position in range(0, size, 61):
        neighbourhood.heal()
        neighbourhood.tamper(path, flipping(position))
        oak.pulls()
        assert set(oak.titles()) <= {"Ladder", "Soep"}
        assert oak.titles() in (["Ladder"], ["Soep"])
    neighbourhood.heal()
    neighbourhood.clock.forward(hours=2)
    assert oak.pulls() == []
    assert oak.titles() == ["Soep"]


def flipping(position: int) -> Callable[[bytes], bytes]:
    def change(body: bytes) -> bytes:
        at = position % len(body)
        return body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]

    return change


def test_FI_01_a_byte_of_the_log(neighbourhood: Neighbourhood, elm: Ward, oak: Ward) -> None:
    elm.posts("sharing", "Soep")
    neighbourhood.tamper(LOG, replacing(b'"portable":true', b'"portable":trve'))
    refused_then_heals(neighbourhood, elm, oak, "not_json")


def test_FI_01_a_key_in_the_log(neighbourhood: Neighbourhood, elm: Ward, oak: Ward) -> None:
    elm.posts("sharing", "Soep")

    def change(body: bytes) -> bytes:
        raw = json.loads(body)
        raw["state"]["assertionMethod"] = raw["state"]["authentication"]
        return json.dumps(raw).encode() + b"\n"

    neighbourhood.tamper(LOG, change)
    refused_then_heals(neighbourhood, elm, oak, "did_invalid")


def test_a_log_in_other_spaces_says_the_same(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    elm.posts("sharing", "Soep")
    neighbourhood.tamper(LOG, lambda body: json.dumps(json.loads(body)).encode() + b"\n")
    assert oak.pulls() == []
    assert oak.titles() == ["Ladder", "Soep"]


def test_FI_01_a_byte_of_the_head(neighbourhood: Neighbourhood, elm: Ward, oak: Ward) -> None:
    elm.posts("sharing", "Soep")
    neighbourhood.tamper(FEED, replacing(b'"wijk:count":2', b'"wijk:count":3'))
    refused_then_heals(neighbourhood, elm, oak, "bad_signature")


def test_FI_01_a_byte_of_a_listing(neighbourhood: Neighbourhood, elm: Ward, oak: Ward) -> None:
    elm.posts("sharing", "Soep")
    neighbourhood.tamper(FEED, replacing(b'"name":"Soep"', b'"name":"Soap"'))
    neighbourhood.tamper("/l/", replacing(b'"name":"Soep"', b'"name":"Soap"'))
    refused_then_heals(neighbourhood, elm, oak, "root_mismatch")


def test_a_changed_listing_is_mended_through_the_manifest(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    elm.posts("sharing", "Soep")
    neighbourhood.tamper(FEED, replacing(b'"name":"Soep"', b'"name":"Soap"'))
    neighbourhood.asked.clear()
    assert oak.pulls() == []
    assert oak.titles() == ["Ladder", "Soep"]
    asked = [one.path for one in neighbourhood.asked]
    assert asked[-2] == "/fed/manifest/public"
    assert asked[-1].startswith("/l/")
    assert len(asked) == 4


def test_what_is_hidden_here_is_no_hindrance_to_mending(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    with oak.at_work() as world:
        scid = str(Origin.get(~Origin.own).scid)
        levels.decide(world, scid, next(iter(elm.typed)), "hidden")
    elm.posts("sharing", "Soep")
    neighbourhood.tamper(FEED, replacing(b'"name":"Soep"', b'"name":"Soap"'))
    assert oak.pulls() == []
    assert oak.titles() == ["Soep"]


def test_the_manifest_is_asked_once_an_hour(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    elm.posts("sharing", "Soep")
    neighbourhood.tamper(FEED, replacing(b'"name":"Soep"', b'"name":"Soap"'))
    neighbourhood.tamper("/l/", replacing(b'"name":"Soep"', b'"name":"Soap"'))
    for _ in range(5):
        neighbourhood.clock.forward(minutes=5)
        assert oak.pulls() == ["root_mismatch"]
    asked = [one.path for one in neighbourhood.asked]
    assert asked.count("/fed/manifest/public") == 1


def test_a_manifest_that_does_not_add_up_is_not_followed(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    elm.posts("sharing", "Soep")
    neighbourhood.tamper(FEED, replacing(b'"name":"Soep"', b'"name":"Soap"'))

    def shortened(body: bytes) -> bytes:
        raw = json.loads(body)
        raw["entries"] = raw["entries"][:1]
        head = body[body.index(b'"head":') + 7 : -1]
        entries = json.dumps(raw["entries"], separators=(",", ":")).encode()
        return b'{"entries":' + entries + b',"head":' + head + b"}"

    neighbourhood.tamper("/fed/manifest/public", shortened)
    neighbourhood.asked.clear()
    refused_then_heals(neighbourhood, elm, oak, "bad_source")
    assert not [one for one in neighbourhood.asked if one.path.startswith("/l/")]


def test_a_removed_listing_that_still_stands_in_the_page(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    soup = elm.posts("sharing", "Soep")
    with elm.at_work():
        document = Entry.get(lid=soup).document
    elm.withdraws(soup)
    elm.posts("work", "Baan")
    neighbourhood.tamper(FEED, lambda body: put_in(body, bytes(document)))
    neighbourhood.tamper("/fed/manifest/", lambda _: b"{}")
    refused_then_heals(neighbourhood, elm, oak, "bad_source")
    assert oak.titles() == ["Baan", "Ladder"]


def put_in(body: bytes, document: bytes) -> bytes:
    """The page with the removal taken out and the listing back in its place."""
    items = [item for item in read_page(body).items if b"Tombstone" not in item]
    start = body.index(b'"orderedItems":[') + 16
    end = body.index(b'],"partOf"')
    return body[:start] + b",".join([document, *items]) + body[end:]


def test_a_page_that_was_left_out(neighbourhood: Neighbourhood, elm: Ward, oak: Ward) -> None:
    elm.posts_many(450)

    def without_next(body: bytes) -> bytes:
        pages = [elm.answers(f"{FEED}?after={n}", {}).body for n in (0, last_seq(elm))]
        return body if b'"wijk:head"' in body else join(body, pages[-1])

    neighbourhood.tamper(FEED, without_next)
    neighbourhood.tamper("/fed/manifest/", lambda _: b"{}")
    refused_then_heals(neighbourhood, elm, oak, "bad_source")
    assert len(oak.titles()) == 451


def last_seq(ward: Ward) -> int:
    with ward.at_work():
        return int(Feed.get(scope="public", origin=Origin.get(own=True)).seq)


def join(first: bytes, last: bytes) -> bytes:
    """The first page as if it were the last: with the last page's head and without a next."""
    head = last[last.index(b',"wijk:head":') :]
    start, end = first.index(b',"next":'), first.index(b',"orderedItems":')
    return (first[:start] + first[end:-1]) + head


def test_FI_06_an_older_head(neighbourhood: Neighbourhood, elm: Ward, oak: Ward) -> None:
    older = elm.answers(f"{FEED}?after=0", {}).body
    elm.posts("sharing", "Soep")
    assert oak.pulls() == []
    elm.posts("work", "Baan")
    neighbourhood.tamper(FEED, lambda _: older)
    failures = []
    for _ in range(3):
        assert oak.pulls() == ["rollback"]
        with oak.at_work():
            failures.append(Peer.get().failures)
    assert failures == [1, 2, 3]
    refused_then_heals(neighbourhood, elm, oak, "rollback")


@pytest.mark.parametrize("case", ["FI_11"])
def test_a_feed_signed_by_another_node(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward, case: str
) -> None:
    ash = neighbourhood.ward("ash")
    ash.posts("sharing", "Soep")
    stranger = ash.answers(f"{FEED}?after=0", {}).body
    elm.posts("work", "Baan")
    neighbourhood.tamper(FEED, lambda _: stranger)
    refused_then_heals(neighbourhood, elm, oak, "bad_head")


def test_FI_11_an_item_of_another_node_under_our_neighbours_name(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    ash = neighbourhood.ward("ash")
    soup = ash.posts("sharing", "Soep")
    with ash.at_work():
        document = bytes(Entry.get(lid=soup).document)
    elm.posts("work", "Baan")

    def slipped_in(body: bytes) -> bytes:
        start = body.index(b'"orderedItems":[') + 16
        return body[:start] + document + b"," + body[start:]

    neighbourhood.tamper(FEED, slipped_in)
    neighbourhood.tamper("/fed/manifest/", lambda _: b"{}")
    before = oak.titles()
    assert oak.pulls()[0] in {"page_order", "bad_source"}
    assert oak.titles() == before


def test_FI_10_a_transfer_cut_at_any_byte(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    [ladder] = elm.typed
    elm.withdraws(ladder)
    elm.posts("sharing", "Soep")
    whole = len(elm.answers(f"{FEED}?after=1", {}).body)
    neighbourhood.tamper("/fed/manifest/", lambda _: b"{}")
    for length in range(0, whole, 97):
        neighbourhood.tampering[1:] = []
        neighbourhood.tamper(FEED, lambda body, length=length: body[:length])  # type: ignore[misc]
        assert oak.pulls()
        assert oak.titles() == ["Ladder"]
    neighbourhood.heal()
    assert oak.pulls() == []
    assert oak.titles() == ["Soep"]


def test_FI_16_a_listing_that_comes_again_is_one_row(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    with oak.at_work():
        before = [(row.id, row.lid) for row in Listing.select()]
    for _ in range(20):
        with oak.at_work():
            Feed.update(etag="").execute()
            Peer.update(manifest_asked=None).execute()
        assert oak.pulls() == []
    with oak.at_work():
        assert [(row.id, row.lid) for row in Listing.select()] == before
        assert Entry.select().count() == 1


def test_FI_17_a_removal_of_something_unknown_does_nothing(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    for title in ("Soep", "Baan"):
        elm.withdraws(elm.posts("sharing", title))
    assert oak.pulls() == []
    assert oak.titles() == ["Ladder"]
    with oak.at_work():
        assert Feed.get(origin=Origin.get(url=elm.url)).seq == last_seq(elm)
        assert Entry.select().count() == 1


def test_FI_17_a_removal_above_the_heads_number(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    elm.withdraws(elm.posts("sharing", "Soep"))

    def later(body: bytes) -> bytes:
        [removal] = read_page(body).items
        raw = json.loads(removal)
        raw["wijk:seq"] += 1
        return body.replace(
            removal, json.dumps(raw, separators=(",", ":"), sort_keys=True).encode()
        )

    neighbourhood.tamper(FEED, later)
    refused_then_heals(neighbourhood, elm, oak, "page_order")


def break_profile(ward: Ward, *lids: str) -> None:
    """Sign listings that break §5, and a head over them, as a careless implementation might."""
    from federation import proof  # noqa: PLC0415
    from federation.canonical import digest  # noqa: PLC0415
    from node.feed import identity, publish  # noqa: PLC0415

    with ward.at_work() as world:
        us = identity.own(world)
        for row in list(Entry.select().where(Entry.lid.in_(lids))):
            raw = json.loads(bytes(row.document))
            del raw["proof"]
            raw["wijk:terms"] = "whatever"
            data = proof.secure(raw, key=us.sign, method=us.method, created=world.now())
            Entry.update(document=data, digest=digest(data)).where(Entry.id == row.id).execute()
        seq = Feed.get(scope="public", origin=us.origin_id).seq
        publish.sign_head(world, us, "public", seq)


def test_FI_22_one_bad_listing_among_a_hundred(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    lids = elm.posts_many(100)
    break_profile(elm, lids[50])
    assert oak.pulls() == []
    assert len(oak.titles()) == 100
    assert "Ladder 50" not in oak.titles()
    with oak.at_work():
        held_back = Entry.get(lid=lids[50])
        assert held_back.code == "bad_listing"
        assert Feed.get(origin=Origin.get(url=elm.url)).seq == last_seq(elm)
    elm.posts("sharing", "Soep")
    assert oak.pulls() == []
    assert len(oak.titles()) == 101


def test_a_new_version_that_is_held_back_takes_the_old_one_away(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    [ladder] = elm.typed
    elm.edits(ladder, title="Trap")
    break_profile(elm, ladder)
    assert oak.pulls() == []
    assert oak.titles() == []
    elm.edits(ladder, title="Keukentrap")
    assert oak.pulls() == []
    assert oak.titles() == ["Keukentrap"]


def test_FI_32_a_page_of_bad_listings_does_not_end_the_walk(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    lids = elm.posts_many(250)
    break_profile(elm, *lids[:200])
    assert oak.pulls() == []
    assert len(oak.titles()) == 51


def test_a_ward_that_is_down_is_asked_less_and_less(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    neighbourhood.cut(elm, oak)
    began = neighbourhood.clock.now
    waits = []
    for _ in range(6):
        assert oak.pulls() == ["unreachable"]
        waits.append((card(oak).next_attempt - neighbourhood.clock.now).total_seconds())
    assert waits[0] < 15
    assert waits[3] > 2 * waits[0]
    assert max(waits) <= 61
    assert card(oak).failing_since == began.replace(microsecond=0)
    assert oak.titles() == ["Ladder"]
    elm.posts("sharing", "Soep")
    refused_then_heals(neighbourhood, elm, oak, "unreachable")


def test_nobody_is_asked_before_the_time(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    elm.posts("sharing", "Soep")
    assert oak.pulls_when_due() == 0
    neighbourhood.clock.forward(seconds=13)
    assert oak.pulls_when_due() == 1
    assert oak.pulls_when_due() == 0
    assert oak.titles() == ["Ladder", "Soep"]


def test_two_heads_with_one_number_put_the_origin_in_quarantine(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    """A clone, or a bad restore: the same number, another set."""
    from node.feed import identity, publish  # noqa: PLC0415

    before = last_seq(elm)
    lid = elm.posts("sharing", "Soep")
    with elm.at_work() as world:
        Entry.update(seq=before).where(Entry.lid == lid).execute()
        publish.sign_head(world, identity.own(world), "public", before)
    assert oak.pulls() == ["equivocation"]
    assert oak.titles() == []
    assert card(oak).last_error == "equivocation"
    assert card(oak).quarantined is not None
    for name in ("ours", "theirs"):
        assert json.loads(card(oak).last_error_facts[name])["wijk:seq"] == before
    neighbourhood.clock.forward(hours=2)
    elm.posts("work", "Baan")
    assert oak.pulls() == ["equivocation"]
    assert oak.titles() == []
