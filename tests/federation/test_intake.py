"""§8: what a neighbour's feed changes here, and what changes nothing."""

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from federation import intake
from federation.canonical import canonical, digest
from federation.errors import CODES, EquivocationError, FederationError, TooLargeError
from federation.head import root
from federation.intake import ORIGIN, RELAY, Change, Held, Source
from federation.keys import PrivateKey
from federation.limits import PULL_BYTES
from federation.page import Stub, Tombstone
from tests.federation.origin import DAY, NOON, Origin, lid, seed

DEEP = b"[" * 12 + b"]" * 12
ITEMS = "orderedItems"
LARGE = b'["%s"]' % b'","'.join([b"x" * 16000] * 3)


class Receiver:
    """A neighbour that pulls: it holds what ``intake`` tells it to hold."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.held = Held(origin.identity)
        self.changes: list[Change] = []

    def pulls(self, pages: Sequence[bytes] | None = None, *, source: Source = ORIGIN) -> Change:
        pages = self.origin.pages(self.held.cursor) if pages is None else pages
        change = intake.judge(
            self.held, pages, scope=self.origin.scope, now=self.origin.now, source=source
        )
        missing = (self.held.missing - {item.lid for item in change.listings}) | {
            stub.lid for stub in change.stubs
        }
        self.held = Held(
            self.held.identity,
            change.head,
            change.entries,
            frozenset(missing & set(change.entries)),
        )
        self.changes.append(change)
        return change

    def refuses(self, pages: Sequence[bytes], *, source: Source = ORIGIN) -> str:
        before = self.held
        try:
            self.pulls(pages, source=source)
        except FederationError as error:
            assert self.held is before
            return error.code
        return "accepted"

    @property
    def lids(self) -> set[str]:
        return set(self.held.entries)


def ward(*numbers: int) -> tuple[Origin, Receiver]:
    """A ward with listings, and a neighbour that has seen them."""
    elm = Origin()
    for number in numbers or (1, 2, 3):
        elm.posts(number)
    oak = Receiver(elm)
    oak.pulls()
    return elm, oak


def test_the_first_pull_takes_everything() -> None:
    elm, oak = ward()
    assert oak.lids == set(elm.live)
    assert {item.data for item in oak.changes[0].listings} == {
        item.data for item in elm.live.values()
    }
    assert oak.held.cursor == elm.seq
    assert oak.changes[0].removed == ()


def test_later_pulls_take_what_changed() -> None:
    elm, oak = ward()
    elm.withdraws(2)
    changed = elm.posts(3, name="Trap")
    new = elm.posts(4)
    change = oak.pulls()
    assert set(change.listings) == {changed, new}
    assert change.removed == (lid(2),)
    assert oak.lids == {lid(1), lid(3), lid(4)}
    assert change.cursor == elm.seq


def test_nothing_new_is_no_change() -> None:
    elm, oak = ward()
    elm.now += DAY
    change = oak.pulls()
    assert (change.listings, change.removed) == ((), ())
    assert change.head.published == elm.now


def test_pages_in_parts() -> None:
    elm = Origin()
    for number in range(7):
        elm.posts(number)
    oak = Receiver(elm)
    oak.pulls(elm.pages(size=3))
    assert len(oak.lids) == 7


def test_an_empty_ward() -> None:
    oak = Receiver(Origin())
    assert oak.pulls().listings == ()
    assert oak.lids == set()


def test_the_cursor_is_always_the_heads_number() -> None:
    """FI-17: a removal of what nobody knows changes nothing, and the cursor still moves."""
    elm, oak = ward()
    elm.posts(9)
    elm.withdraws(9)
    change = oak.pulls()
    assert (change.listings, change.removed, change.cursor) == ((), (), elm.seq)


def test_placed_and_withdrawn_between_two_pulls_and_back_again() -> None:
    elm, oak = ward()
    elm.withdraws(1)
    again = elm.posts(1)
    change = oak.pulls()
    assert change.listings == (again,)
    assert change.removed == ()


@pytest.mark.parametrize("part", ["first", "middle", "last"])
def test_an_item_left_out(part: str) -> None:
    elm = Origin()
    items = [elm.posts(number).data for number in range(3)]
    del items[{"first": 0, "middle": 1, "last": 2}[part]]
    assert Receiver(elm).refuses([elm.page(items=items)]) == "count_mismatch"


def test_a_removed_listing_still_in_the_page() -> None:
    elm = Origin()
    gone = elm.posts(1)
    elm.posts(2)
    elm.withdraws(1)
    page = elm.page(items=[gone.data, *elm.items()])
    assert Receiver(elm).refuses([page]) == "count_mismatch"


def test_an_old_version_in_place_of_the_new() -> None:
    elm = Origin()
    old = elm.posts(1)
    elm.posts(2)
    elm.posts(1, name="Trap")
    page = elm.page(items=[old.data, elm.live[lid(2)].data])
    assert Receiver(elm).refuses([page]) == "root_mismatch"


def test_any_byte_of_a_listing_in_a_page_changed() -> None:
    """FI-01, FI-14: nothing that people see changes, whatever is said about it."""
    elm = Origin()
    data = elm.posts().data
    oak = Receiver(elm)
    for at in range(0, len(data), 3):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert oak.refuses([elm.page(items=[changed])]) in CODES, at


def test_a_removal_changed_changes_nothing_that_people_see() -> None:
    elm, oak = ward()
    elm.withdraws(2)
    good = elm.pages(oak.held.cursor)[0]
    removal = Tombstone(lid(2), elm.seq).to_json(elm.host)
    for other in (
        Tombstone(lid(1), elm.seq).to_json(elm.host),
        Tombstone(lid(2), elm.seq + 1).to_json(elm.host),
        removal.replace(b"Tombstone", b"Tombstona"),
    ):
        assert oak.refuses([good.replace(removal, other)]) != "accepted"
    assert lid(2) in oak.lids
    assert oak.pulls().removed == (lid(2),)


def test_an_older_head_is_a_rollback_from_the_origin_and_stale_from_a_relay() -> None:
    """FI-06, FI-19."""
    elm, oak = ward()
    old = elm.pages()
    elm.posts(4)
    oak.pulls()
    assert oak.refuses(old) == "rollback"
    assert oak.refuses(old, source=RELAY) == "stale"


def test_the_order_of_heads_is_looked_at_before_the_clock() -> None:
    """FI-20: order never depends on it."""
    elm, oak = ward()
    old = elm.head(now=NOON + DAY).data
    elm.posts(4)
    oak.pulls()
    assert oak.refuses([elm.page(head=old)]) == "rollback"
    elm.posts(5)
    ahead = elm.head(now=NOON + DAY).data
    assert oak.refuses([elm.page(oak.held.cursor, head=ahead)]) == "from_future"


def test_two_heads_with_one_number() -> None:
    """FI-08: whatever their times, and both are the proof."""
    elm, oak = ward()
    twin = Origin()
    for number in (1, 2, 9):
        twin.posts(number)
    twin.now -= timedelta(minutes=5)
    assert twin.seq == elm.seq
    with pytest.raises(EquivocationError) as caught:
        oak.pulls(twin.pages())
    assert (caught.value.ours, caught.value.theirs) == (elm.head().data, twin.head().data)
    assert caught.value.blame == "origin"


def test_an_altered_copy_that_nobody_signed_is_the_relays_fault() -> None:
    """FI-08, FI-14."""
    elm, oak = ward()
    altered = elm.head().data.replace(b'"wijk:count":3', b'"wijk:count":2')
    page = elm.page(oak.held.cursor, head=altered)
    assert oak.refuses([page], source=RELAY) == "bad_signature"
    assert CODES["bad_signature"].blame == "source"


def test_between_heads_that_agree_the_later_is_merely_fresher() -> None:
    elm, oak = ward()
    early = elm.pages()
    elm.now += DAY
    late = elm.head()
    oak.pulls()
    assert oak.held.head == late
    again = intake.judge(oak.held, early, scope="public", now=elm.now, after=0)
    assert (again.head, again.listings, again.removed) == (late, (), ())


def test_a_head_of_another_node() -> None:
    """FI-11."""
    elm, oak = ward()
    page = elm.page(oak.held.cursor, head=Origin(host="oak.example", name="oak").head().data)
    assert oak.refuses([page]) == "bad_head"


def test_a_listing_of_another_node_is_held_back() -> None:
    elm = Origin()
    other = Origin(host="oak.example", name="oak").posts(7)
    elm.live[other.lid] = other
    elm.seq = other.seq
    change = Receiver(elm).pulls()
    assert [(item.lid, item.code) for item in change.held_back] == [(lid(7), "wrong_host")]
    assert change.listings == ()


def test_pages_of_two_generations_joined() -> None:
    """FI-09."""
    elm = Origin()
    for number in range(4):
        elm.posts(number)
    old = elm.pages(size=2)
    elm.withdraws(0)
    new = elm.pages(size=2)
    assert Receiver(elm).refuses([old[0], new[-1]]) == "root_mismatch"


def test_a_transfer_cut_anywhere() -> None:
    """FI-10: half of it is none of it."""
    elm = Origin()
    for number in range(2):
        elm.posts(number)
    (page,) = elm.pages()
    oak = Receiver(elm)
    for at in range(0, len(page), 97):
        assert oak.refuses([page[:at]]) == "not_json"
    parts = elm.pages(size=1)
    assert oak.refuses(parts[:1]) == "bad_head"
    assert oak.refuses(parts[1:]) == "count_mismatch"
    assert oak.refuses(parts) == "accepted"


def bad(elm: Origin, number: int, change: Callable[[dict[str, Any]], object]) -> bytes:
    """A listing that breaks the rules and counts in the set all the same."""
    document = elm.document(number)
    change(document)
    return elm.secured(document)


def with_bytes(elm: Origin, *items: tuple[str, bytes], after: int = 0) -> list[bytes]:
    """The only page of a feed whose set has these bytes in it, whatever they are."""
    entries = elm.entries() + [(name, elm.seq, digest(data)) for name, data in items]
    head = elm.head(count=len(entries), root=root(entries)).data
    fresh = [*elm.items(after), *(data for _, data in items)]
    return [elm.page(items=fresh, head=head)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda raw: raw.__setitem__("name", "x" * 121), "bad_listing"),
        (lambda raw: raw.__setitem__("to", []), "not_for_us"),
        (lambda raw: raw.__setitem__("endTime", "2027-11-24T12:00:00Z"), "too_long_lived"),
        (lambda raw: raw.__setitem__("updated", "2026-11-25T12:00:00Z"), "from_future"),
        (lambda raw: raw.__setitem__("@context", ["https://example.org"]), "unsupported_version"),
    ],
)
def test_one_bad_listing_is_held_back_and_the_rest_goes_on(
    change: Callable[[dict[str, Any]], object], code: str
) -> None:
    """FI-22, FI-32."""
    elm = Origin()
    for number in range(99):
        elm.posts(number)
    spoiled = bad(elm, 99, change)
    pages = with_bytes(elm, (lid(99), spoiled))
    oak = Receiver(elm)
    found = oak.pulls(pages)
    assert len(found.listings) == 99
    (held,) = found.held_back
    assert (held.lid, held.code, held.data) == (lid(99), code, spoiled)
    assert held.digest == digest(spoiled)
    assert oak.held.cursor == elm.seq


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: data.replace(b'"id":', b'"id": ', 1), "not_canonical"),
        (
            lambda data: data.replace(b'"name":', b'"n":[[[[[[[[[[[[1]]]]]]]]]]]],"name":', 1),
            "too_deep",
        ),
        (
            lambda data: data.replace(
                b'"name":', b'"n":["%s"],"name":' % b'","'.join([b"x" * 16000] * 3)
            ),
            "too_large",
        ),
    ],
)
def test_bytes_that_are_no_signed_document_are_held_back_too(
    change: Callable[[bytes], bytes], code: str
) -> None:
    elm = Origin()
    elm.posts(1)
    spoiled = change(elm.secured(elm.document(2)))
    (held,) = Receiver(elm).pulls(with_bytes(elm, (lid(2), spoiled))).held_back
    assert held.code == code


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (b"{}", "bad_source"),
        (b'{"type":"Note"}', "bad_source"),
        (b'{"type":"Proposal"}', "bad_source"),
        (b'{"type":"Proposal","id":"https://elm.example/l/x","wijk:seq":1001}', "bad_source"),
        (b'{"type":"Proposal","type":"Event"}', "duplicate_name"),
        (b'{"type":1.5}', "bad_number"),
        (b'"\xff"', "not_utf8"),
        (b'{"a":' + b"[" * 14 + b"]" * 14 + b"}", "too_deep"),
    ],
)
def test_an_item_without_a_place_in_the_set(item: bytes, code: str) -> None:
    elm = Origin()
    elm.posts(1)
    assert Receiver(elm).refuses([elm.page(items=[item, *elm.items()])]) == code


def test_a_later_version_that_is_right_replaces_one_held_back() -> None:
    elm, oak = ward(1)
    spoiled = bad(elm, 2, lambda raw: raw.__setitem__("name", "x" * 121))
    assert oak.pulls(with_bytes(elm, (lid(2), spoiled), after=oak.held.cursor)).held_back
    mended = elm.posts(2)
    assert oak.pulls().listings == (mended,)


def test_an_item_above_the_heads_number() -> None:
    elm = Origin()
    first = elm.posts(1)
    head = elm.head().data
    later = elm.posts(2)
    page = elm.page(items=[first.data, later.data], head=head)
    assert Receiver(elm).refuses([page]) == "page_order"
    removal = Tombstone(lid(5), elm.seq + 1).to_json(elm.host)
    assert Receiver(elm).refuses([elm.page(items=[removal], head=head)]) == "page_order"


def test_items_out_of_order() -> None:
    elm = Origin()
    first, second = elm.posts(1), elm.posts(2)
    assert Receiver(elm).refuses([elm.page(items=[second.data, first.data])]) == "page_order"
    assert Receiver(elm).refuses([elm.page(items=[first.data, first.data])]) == "page_order"


def test_items_below_the_cursor() -> None:
    elm, oak = ward()
    elm.posts(4)
    assert oak.refuses(elm.pages(0)) == "page_order"


@pytest.mark.parametrize("source", [ORIGIN, RELAY])
def test_a_stub_is_a_relays_word_only(source: Source) -> None:
    elm = Origin()
    elm.posts(1)
    left_out = elm.posts(2)
    stub = Stub(left_out.lid, left_out.seq, left_out.digest)
    pages = [elm.page(items=[elm.live[lid(1)].data, stub.to_json()])]
    oak = Receiver(elm)
    if source == ORIGIN:
        assert oak.refuses(pages) == "bad_source"
        return
    change = oak.pulls(pages, source=source)
    assert change.stubs == (stub,)
    assert oak.held.missing == {lid(2)}
    again = intake.judge(oak.held, pages, scope="public", now=NOON, source=RELAY, after=0)
    assert again.stubs == ()
    whole = intake.judge(oak.held, elm.pages(), scope="public", now=NOON, after=0)
    assert whole.listings == (left_out,)


def test_a_relay_does_not_hand_on_a_head_past_its_end() -> None:
    """FI-07: from the origin itself it is applied, and the origin is merely unconfirmed."""
    elm = Origin()
    elm.posts(1)
    pages = elm.pages()
    elm.now += 8 * DAY
    oak = Receiver(elm)
    assert oak.refuses(pages, source=RELAY) == "expired"
    assert oak.pulls(pages).head.ended(elm.now)


def test_a_new_version_of_the_identity_starts_anew() -> None:
    """FI-05: a thief gave the highest number there is; the emergency entry ends that."""
    elm, oak = ward()
    elm.seq = 2**53 - 2
    elm.posts(9)
    oak.pulls()
    assert oak.held.cursor == 2**53 - 1
    thief, elm.sign = elm.sign, PrivateKey(seed("new sign"))
    elm.changes(sign=[elm.sign.public], http=[PrivateKey(seed("new http")).public])
    elm.live.clear()
    elm.seq = 5000
    mine = elm.posts(1)
    oak.held = Held(elm.identity, oak.held.head, oak.held.entries)
    assert oak.held.cursor == 0
    change = oak.pulls()
    assert change.listings == (mine,)
    assert set(change.removed) == {lid(2), lid(3), lid(9)}
    assert change.cursor == elm.seq
    elm.sign = thief
    with pytest.raises(FederationError) as caught:
        elm.head()
    assert caught.value.code == "wrong_signer"


def test_a_head_of_a_version_not_yet_known_asks_for_the_log() -> None:
    elm, oak = ward()
    elm.changes()
    assert oak.refuses(elm.pages(oak.held.cursor)) == "did_unknown_version"


@pytest.mark.parametrize(
    ("pages", "code"),
    [
        (lambda elm: [], "bad_source"),
        (lambda elm: elm.pages() * 201, "too_large"),
        (lambda elm: [b" " * (PULL_BYTES // 100)] * 101, "too_large"),
        (lambda elm: elm.pages() * 2, "bad_source"),
        (lambda elm: [elm.page(items=[], next_after=5), *elm.pages()], "bad_source"),
        (lambda elm: [elm.page(next_after=5, head=elm.head().data), *elm.pages()], "bad_source"),
        (lambda elm: [elm.page(next_after=5)], "bad_head"),
        (lambda elm: [elm.page(next_after=5, head=elm.head().data)], "bad_head"),
        (lambda elm: [elm.page(head=b"5")], "bad_head"),
    ],
)
def test_pages_that_do_not_belong_together(
    pages: Callable[[Origin], list[bytes]], code: str
) -> None:
    elm = Origin()
    elm.posts(1)
    assert Receiver(elm).refuses(pages(elm)) == code


@pytest.mark.parametrize(
    ("pages", "where"),
    [
        (lambda elm: [], "pages"),
        (lambda elm: elm.pages() * 2, "next"),
        (lambda elm: [elm.page(next_after=5)], "wijk:head"),
        (lambda elm: [elm.page(items=[Stub(lid(1), 1001, "uEi" + "A" * 44).to_json()])], ITEMS),
        (lambda elm: [elm.page(items=[b'{"type":"Event"}'])], ITEMS),
    ],
)
def test_a_refusal_says_where(pages: Callable[[Origin], list[bytes]], where: str) -> None:
    elm = Origin()
    elm.posts(1)
    with pytest.raises(FederationError) as caught:
        Receiver(elm).pulls(pages(elm))
    assert getattr(caught.value, "where", "") == where


def test_as_much_as_may_come_in_one_pull(monkeypatch: pytest.MonkeyPatch) -> None:
    elm = Origin()
    for number in range(3):
        elm.posts(number)
    pages = elm.pages(size=1)
    size = sum(map(len, pages))
    for name, bound in (("PULL_PAGES", len(pages)), ("PULL_BYTES", size)):
        monkeypatch.setattr(intake, name, bound)
        assert Receiver(elm).refuses(pages) == "accepted"
        monkeypatch.setattr(intake, name, bound - 1)
        with pytest.raises(TooLargeError) as caught:
            Receiver(elm).pulls(pages)
        assert (caught.value.size, caught.value.limit) == (bound, bound - 1)
        monkeypatch.undo()


def test_as_many_removals_as_may_come_in_one_pull(monkeypatch: pytest.MonkeyPatch) -> None:
    """The head's count and so many more."""
    monkeypatch.setattr(intake, "PULL_EXTRA_ITEMS", 2)
    elm = Origin()
    posted = elm.posts(1)
    removals = [Tombstone(lid(n), 2000 + n).to_json(elm.host) for n in range(2, 5)]
    head = elm.head(seq=8000).data
    allowed = elm.page(items=[posted.data, *removals[:2]], head=head)
    assert Receiver(elm).pulls([allowed]).listings == (posted,)
    with pytest.raises(TooLargeError) as caught:
        Receiver(elm).pulls([elm.page(items=[posted.data, *removals], head=head)])
    assert (caught.value.size, caught.value.limit) == (4, 3)


def test_what_is_placed_and_withdrawn_in_one_pull_is_no_news() -> None:
    elm = Origin()
    kept = elm.posts(1)
    posted = elm.posts(2)
    elm.withdraws(2)
    removal = Tombstone(lid(2), elm.gone[lid(2)]).to_json(elm.host)
    change = Receiver(elm).pulls([elm.page(items=[kept.data, posted.data, removal])])
    assert change.listings == (kept,)
    assert set(change.entries) == {lid(1)}


@pytest.mark.parametrize(("levels", "code"), [(14, "accepted"), (15, "too_deep")])
def test_how_deep_an_item_may_go(levels: int, code: str) -> None:
    """A page goes to 16, and an item stands two deep in it; what cannot be shown is held back."""
    elm = Origin()
    posted = elm.posts(1)
    deep = b"[" * (levels - 1) + b"]" * (levels - 1)
    data = posted.data.replace(b'"mediaType"', b'"deep":%s,"mediaType"' % deep)
    found = elm.head(root=root([(posted.lid, posted.seq, digest(data))]))
    assert Receiver(elm).refuses([elm.page(items=[data], head=found.data)]) == code


def test_of_two_heads_of_one_moment_the_one_held_is_kept() -> None:
    elm = Origin()
    held, again = elm.head(), elm.head(name="Iepenbuurt Zuid")
    assert held.order == again.order
    assert intake.freshest(held, again) is held
    elm.now += timedelta(seconds=1)
    later = elm.head()
    assert intake.freshest(held, later) is later


def test_a_flood_of_removals_has_an_end() -> None:
    elm = Origin()
    removals = [Tombstone(lid(n), 2000 + n).to_json(elm.host) for n in range(5001)]
    slices = [removals[at : at + 200] for at in range(0, len(removals), 200)]
    head = elm.head(seq=8000).data
    pages = [elm.page(items=part, next_after=9999) for part in slices[:-1]]
    pages.append(elm.page(items=slices[-1], head=head))
    assert Receiver(elm).refuses(pages) == "too_large"


def test_the_adjacent_feed_is_judged_the_same() -> None:
    elm = Origin()
    elm.scope = "adjacent"
    elm.posts(1)
    oak = Receiver(elm)
    assert len(oak.pulls().listings) == 1
    with pytest.raises(FederationError) as caught:
        intake.judge(Held(elm.identity), elm.pages(), scope="public", now=NOON)
    assert caught.value.code == "bad_head"
    assert Receiver(elm).refuses(elm.pages(), source=RELAY) == "not_for_us"


def test_the_held_entries_are_not_touched() -> None:
    elm, oak = ward()
    before = dict(oak.held.entries)
    held = oak.held
    elm.withdraws(1)
    oak.pulls()
    assert dict(held.entries) == before


def test_an_envelope_with_more_in_it_changes_nothing() -> None:
    elm = Origin()
    elm.posts(1)
    raw = json.loads(elm.page())
    loose = json.dumps({**raw, "wijk:more": [1]}, ensure_ascii=False).encode()
    assert Receiver(elm).refuses([loose]) == "not_canonical"
    tight = canonical({**raw, "aaa": [1]})
    assert Receiver(elm).refuses([tight]) == "accepted"
