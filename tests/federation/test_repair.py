"""§8.5: repair through the manifest."""

from federation import repair
from federation.canonical import digest
from federation.errors import FederationError
from federation.head import root
from federation.intake import ORIGIN, RELAY, Change, Held, Source
from federation.page import Stub, build_manifest
from tests.federation.origin import DAY, NOON, Origin, lid
from tests.federation.test_intake import Receiver, bad, ward


def manifest(elm: Origin) -> bytes:
    return build_manifest(entries=elm.entries(), head=elm.head().data)


def mend(elm: Origin, held: Held, *, source: Source = ORIGIN, without: str = "") -> Change:
    found = repair.plan(held, manifest(elm), scope="public", now=elm.now, source=source)
    documents = {name: elm.live[name].data for name, _, _ in found.wanted if name != without}
    return repair.judge(held, found, documents, now=elm.now, source=source)


def code(call: object, *args: object, **values: object) -> str:
    try:
        call(*args, **values)  # type: ignore[operator]
    except FederationError as error:
        return error.code
    return "accepted"


def test_only_what_differs_is_asked_for() -> None:
    elm, oak = ward(1, 2, 3, 4)
    elm.withdraws(1)
    changed, new = elm.posts(2, name="Trap"), elm.posts(5)
    found = repair.plan(oak.held, manifest(elm), scope="public", now=NOON)
    assert [entry[0] for entry in found.wanted] == [lid(2), lid(5)]
    change = mend(elm, oak.held)
    assert set(change.listings) == {changed, new}
    assert change.removed == (lid(1),)
    assert change.cursor == elm.seq
    assert root((name, *entry) for name, entry in change.entries.items()) == elm.head().root


def test_a_repair_comes_to_the_same_as_a_pull() -> None:
    elm, oak = ward(1, 2, 3)
    elm.withdraws(3)
    elm.posts(4)
    mended = mend(elm, oak.held)
    pulled = oak.pulls()
    assert mended.entries == pulled.entries
    assert (mended.listings, mended.removed) == (pulled.listings, pulled.removed)


def test_a_text_that_is_owed_is_asked_for_again() -> None:
    elm, oak = ward(1, 2)
    held = Held(elm.identity, oak.held.head, oak.held.entries, frozenset({lid(2)}))
    assert [item.lid for item in mend(elm, held).listings] == [lid(2)]


def test_a_manifest_that_does_not_prove_itself() -> None:
    elm, oak = ward(1, 2)
    head = elm.head().data
    for entries in (
        elm.entries()[:1],
        [*elm.entries()[:1], (lid(2), elm.seq, digest(b"other"))],
        [*elm.entries()[:1], (lid(2), elm.seq + 1, elm.live[lid(2)].digest)],
    ):
        data = build_manifest(entries=entries, head=head)
        assert code(repair.plan, oak.held, data, scope="public", now=NOON) == "bad_source"


def test_entries_above_the_heads_number() -> None:
    elm, oak = ward(1)
    elm.posts(2)
    head = elm.head(seq=elm.seq - 1)
    data = build_manifest(entries=elm.entries(), head=head.data)
    held = Held(elm.identity)
    assert code(repair.plan, held, data, scope="public", now=NOON) == "bad_source"
    assert oak.held.head is not None


def test_an_older_manifest() -> None:
    elm, oak = ward(1)
    old = manifest(elm)
    elm.posts(2)
    oak.pulls()
    assert code(repair.plan, oak.held, old, scope="public", now=NOON) == "rollback"
    now = NOON + 8 * DAY
    held = Held(elm.identity)
    assert code(repair.plan, held, old, scope="public", now=now, source=RELAY) == "expired"


def test_a_document_that_is_not_the_one_announced() -> None:
    elm = Origin()
    elm.posts(1)
    held = Held(elm.identity)
    found = repair.plan(held, manifest(elm), scope="public", now=NOON)
    documents = {lid(1): elm.live[lid(1)].data + b" "}
    assert code(repair.judge, held, found, documents, now=NOON) == "bad_source"


def test_a_document_under_another_lid() -> None:
    elm = Origin()
    posted = elm.posts(1)
    entries = [(lid(2), posted.seq, posted.digest)]
    head = elm.head(root=root(entries))
    held = Held(elm.identity)
    data = build_manifest(entries=entries, head=head.data)
    found = repair.plan(held, data, scope="public", now=NOON)
    assert code(repair.judge, held, found, {lid(2): posted.data}, now=NOON) == "bad_source"


def test_a_document_left_out() -> None:
    elm = Origin()
    elm.posts(1)
    gone = elm.posts(2)
    assert code(mend, elm, Held(elm.identity), without=lid(2)) == "bad_source"
    change = mend(elm, Held(elm.identity), source=RELAY, without=lid(2))
    assert change.stubs == (Stub(lid(2), gone.seq, gone.digest),)
    assert [item.lid for item in change.listings] == [lid(1)]


def test_a_bad_listing_is_held_back() -> None:
    elm = Origin()
    data = bad(elm, 1, lambda raw: raw.__setitem__("name", "x" * 121))
    entries = [(lid(1), elm.seq, digest(data))]
    head = elm.head(count=1, root=root(entries))
    held = Held(elm.identity)
    text = build_manifest(entries=entries, head=head.data)
    found = repair.plan(held, text, scope="public", now=NOON)
    (item,) = repair.judge(held, found, {lid(1): data}, now=NOON).held_back
    assert (item.lid, item.code, item.data) == (lid(1), "bad_listing", data)


def test_a_receiver_goes_on_after_a_repair() -> None:
    elm, oak = ward(1, 2)
    elm.posts(3)
    change = mend(elm, oak.held)
    repaired = Receiver(elm)
    repaired.held = Held(elm.identity, change.head, change.entries)
    elm.withdraws(2)
    assert repaired.pulls().removed == (lid(2),)
