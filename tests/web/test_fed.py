"""What other nodes and the rest of the web read here (PROTOCOL §7)."""

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playhouse.test_utils import count_queries
from werkzeug.test import TestResponse

from federation import did, head, listing
from federation.canonical import canonical, digest
from federation.limits import PAGE_BYTES, PAGE_ITEMS
from federation.page import read_manifest, read_page
from node.feed import publish
from node.feed.models import Entry, Feed
from node.peering import outgoing
from node.web import packed
from node.web.packed import Packed
from tests.neighbourhood import Neighbourhood, Ward

ACTIVITY = {"Accept": "application/activity+json"}
PUBLIC = ("/fed/head/public", "/fed/feed/public", "/fed/manifest/public")


@pytest.fixture
def elm(tmp_path: Path) -> Iterator[Ward]:
    """A ward without neighbours."""
    alone = Neighbourhood(tmp_path)
    yield alone.ward("elm")
    alone.close()


def get(ward: Ward, path: str, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ward.client().get(path, base_url=ward.url, headers=named)


def identity(ward: Ward) -> did.Identity:
    return did.read_log(get(ward, "/.well-known/did.jsonl").data, now=ward.world.now())


def the_head(ward: Ward, data: bytes) -> head.Head:
    return head.read_head(data, identity=identity(ward), scope="public", now=ward.world.now())


def seq_of(ward: Ward, lid: str) -> int:
    with ward.at_work():
        return int(Entry.get(lid=lid).seq)


def walk(ward: Ward, after: int = 0) -> tuple[list[bytes], int, bytes]:
    """All items, how many pages, and the head of the last."""
    items: list[bytes] = []
    pages = 0
    path: str | None = f"/fed/feed/public?after={after}"
    while path is not None:
        page = read_page(get(ward, path).data)
        items.extend(page.items)
        pages += 1
        assert (page.next is None) == (page.head is not None)
        path = page.next.removeprefix(ward.url) if page.next else None
    assert page.head is not None
    return items, pages, page.head


def test_the_log_is_the_bytes_we_keep(elm: Ward) -> None:
    answer = get(elm, "/.well-known/did.jsonl")
    assert answer.mimetype == "text/jsonl"
    assert identity(elm).host == "elm.localhost:8001"
    assert answer.headers["ETag"] == f'W/"{digest(answer.data)}"'
    again = get(elm, "/.well-known/did.jsonl", If_None_Match=answer.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("path", PUBLIC)
def test_an_unchanged_feed_is_304_at_the_cost_of_two_questions(elm: Ward, path: str) -> None:
    elm.posts("lending", "Ladder")
    first = get(elm, path)
    assert first.status_code == 200
    assert first.mimetype == "application/activity+json"
    assert first.headers["Cache-Control"] == "no-cache"
    etag = first.headers["ETag"]
    for sent in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        with count_queries() as counted:
            again = get(elm, path, If_None_Match=sent)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == etag
        assert counted.count <= 2
    elm.posts("sharing", "Soep")
    assert get(elm, path, If_None_Match=etag).status_code == 200


@pytest.mark.parametrize("path", PUBLIC)
def test_the_tag_is_the_digest_of_the_head(elm: Ward, path: str) -> None:
    elm.posts("lending", "Ladder")
    tag = get(elm, path).headers["ETag"]
    assert tag == f'W/"{digest(get(elm, "/fed/head/public").data)}"'


@pytest.mark.parametrize("count", [0, 1, 199, 200, 201, 450])
def test_pages_bring_everything_once_in_order(elm: Ward, count: int) -> None:
    if count:
        elm.posts_many(count)
    items, pages, last = walk(elm)
    read = [
        listing.judge(item, identity=identity(elm), scope="public", now=elm.world.now())
        for item in items
    ]
    seqs = [one.seq for one in read]
    assert seqs == sorted(set(seqs))
    assert len(read) == count
    assert pages == max(1, -(-count // PAGE_ITEMS))
    newest = the_head(elm, last)
    assert newest.count == count
    assert newest.root == head.root((one.lid, one.seq, one.digest) for one in read)


def test_a_page_ends_before_a_mebibyte(elm: Ward) -> None:
    text = "De brug over het water is lang. " * 120
    elm.posts_many(230, text=text, tags="een, twee")
    with elm.at_work():
        Entry.update(document=_padded(bytes(Entry.select().first().document))).execute()
    sizes = []
    after = 0
    while True:
        body = get(elm, f"/fed/feed/public?after={after}").data
        sizes.append(len(body))
        page = read_page(body)
        if page.next is None:
            break
        after = int(page.next.rpartition("=")[2])
    assert max(sizes) <= PAGE_BYTES
    assert min(sizes[:-1]) > PAGE_BYTES - 64 * 1024
    assert len(sizes) > 2


def _padded(document: bytes) -> bytes:
    """Larger than our own form would ever make it, as a translation would."""
    raw = json.loads(document)
    return canonical(raw | {"contentMap": {"en": "x" * 16_000}})


def test_an_edit_moves_to_the_end_and_a_removal_says_only_which(elm: Ward) -> None:
    first, second = elm.posts("lending", "Ladder"), elm.posts("sharing", "Soep")
    cursor = seq_of(elm, second)
    elm.edits(first, title="Trap")
    elm.withdraws(second)
    edited, removal = walk(elm, cursor)[0]
    assert json.loads(edited)["name"] == "Trap"
    assert json.loads(removal) == {
        "type": "Tombstone",
        "id": f"{elm.url}/l/{second}",
        "wijk:seq": seq_of(elm, second),
    }


def test_who_begins_anew_hears_of_no_removals(elm: Ward) -> None:
    lid = elm.posts("lending", "Ladder")
    elm.withdraws(lid)
    assert walk(elm)[0] == []
    assert len(walk(elm, 1)[0]) == 1


def test_a_cursor_from_before_what_was_forgotten_is_410(elm: Ward) -> None:
    cursor = seq_of(elm, elm.posts("lending", "Ladder"))
    elm.withdraws(elm.posts("sharing", "Soep"))
    elm.neighbourhood.clock.forward(days=61)
    with elm.at_work() as world:
        assert publish.forget_removals(world) == 1
    answer = get(elm, f"/fed/feed/public?after={cursor}")
    assert answer.status_code == 410
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["code"] == "cursor_expired"
    assert get(elm, "/fed/feed/public?after=0").status_code == 200
    with elm.at_work():
        minimum = Feed.get(scope="public").min_seq
    assert get(elm, f"/fed/feed/public?after={minimum}").status_code == 200


@pytest.mark.parametrize(
    "after",
    ["", "-1", "01", "1.0", "1e3", "x", "%00", "9007199254740992", "9" * 400, "٣", " 1", "1\n"],
)
def test_FI_04_a_cursor_that_is_no_number(elm: Ward, after: str) -> None:
    answer = elm.client().get("/fed/feed/public", base_url=elm.url, query_string={"after": after})
    assert answer.status_code == 400
    assert answer.get_json()["code"] == "bad_number"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_cursor_from_the_future_gets_the_head_alone(elm: Ward) -> None:
    elm.posts("lending", "Ladder")
    items, pages, _ = walk(elm, 2**53 - 1)
    assert (items, pages) == ([], 1)


@pytest.mark.parametrize("path", ["head", "feed", "manifest"])
def test_adjacent_is_for_neighbours(elm: Ward, path: str) -> None:
    elm.posts("lending", "Ladder", reach="adjacent")
    for headers in ({}, {"If_None_Match": "*"}):
        answer = get(elm, f"/fed/{path}/adjacent", **headers)
        assert answer.status_code == 403
        assert answer.mimetype == "application/problem+json"
        assert answer.get_json()["code"] == "not_a_peer"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "Signature" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "path", ["/fed/head/secret", "/fed/feed/ward", "/fed/manifest/x", "/fed/no"]
)
def test_another_scope_is_nothing(elm: Ward, path: str) -> None:
    assert get(elm, path).status_code == 404


def test_FI_28_nothing_but_everyone_is_in_anything_public(elm: Ward) -> None:
    hidden = [
        elm.posts("lending", "Geheime ladder", reach="ward"),
        elm.posts("sharing", "Geheime soep", reach="adjacent"),
    ]
    elm.posts("work", "Baan")
    for path in (*PUBLIC, "/actor", "/nodeinfo/2.1", "/.well-known/did.jsonl"):
        body = get(elm, path).text
        assert "Geheime" not in body
        assert not [lid for lid in hidden if lid in body]
    assert get(elm, "/nodeinfo/2.1").get_json()["usage"]["localPosts"] == 1
    for lid in hidden:
        assert get(elm, f"/l/{lid}", **ACTIVITY).status_code == 404


def test_the_manifest_gives_the_root_of_the_head_beside_it(elm: Ward) -> None:
    elm.posts_many(30)
    elm.withdraws(elm.posts("sharing", "Soep"))
    manifest = read_manifest(get(elm, "/fed/manifest/public").data)
    newest = the_head(elm, manifest.head)
    assert newest.count == len(manifest.entries) == 30
    assert newest.root == head.root(manifest.entries)


def test_packed_pages_are_the_same_bytes(elm: Ward) -> None:
    elm.posts_many(40)
    for path in (*PUBLIC, "/.well-known/did.jsonl"):
        plain = get(elm, path)
        packed = get(elm, path, Accept_Encoding="br, gzip")
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert gzip.decompress(packed.data) == plain.data
        assert len(packed.data) < len(plain.data)
        assert packed.headers["ETag"] == plain.headers["ETag"]
    assert "Content-Encoding" not in get(elm, PUBLIC[1], Accept_Encoding="gzip;q=0").headers
    assert "Content-Encoding" not in get(elm, PUBLIC[1], Accept_Encoding="br").headers


def test_a_page_is_read_and_packed_once(elm: Ward) -> None:
    elm.posts_many(40)
    counts = []
    for _ in range(3):
        with count_queries() as counted:
            assert get(elm, PUBLIC[1], Accept_Encoding="gzip").status_code == 200
        counts.append(counted.count)
    assert counts[0] <= 3
    assert counts[1] == counts[2] == counts[0] - 1


def test_packed_bodies_are_bounded_and_the_oldest_go_first() -> None:
    kept = Packed(10_000)
    for number in range(50):
        kept.put(("tag", str(number)), str(number).encode() * 900)
        kept.get(("tag", "0"))
    assert kept.size <= 10_000
    assert kept.get(("tag", "49")) is not None
    assert kept.get(("tag", "48")) is not None
    assert kept.get(("tag", "1")) is None
    assert kept.get(("tag", "0")) is not None


def test_a_head_that_moves_while_a_page_is_read_is_read_again(
    elm: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    elm.posts("lending", "Ladder")
    honest = outgoing.state
    moved = []

    def state(scope: str) -> outgoing.State | None:
        found = honest(scope)
        if not moved:
            moved.append(elm.posts("sharing", "Soep"))
        return found

    monkeypatch.setattr(outgoing, "state", state)
    page = read_page(get(elm, "/fed/feed/public?after=0").data)
    assert page.head is not None
    assert len(page.items) == the_head(elm, page.head).count == 2


def test_a_listing_by_itself(elm: Ward) -> None:
    lid = elm.posts("lending", "Ladder")
    answer = get(elm, f"/l/{lid}", **ACTIVITY)
    assert answer.mimetype == "application/activity+json"
    assert "Accept" in answer.headers["Vary"]
    read = listing.judge(answer.data, identity=identity(elm), scope="public", now=elm.world.now())
    listing.check_proof(read, identity(elm))
    assert (read.lid, read.name) == (lid, "Ladder")
    tag = answer.headers["ETag"]
    assert get(elm, f"/l/{lid}", If_None_Match=tag, **ACTIVITY).status_code == 304


def test_a_listing_that_is_gone_is_410_also_when_its_removal_is_forgotten(elm: Ward) -> None:
    lid = elm.posts("lending", "Ladder")
    elm.withdraws(lid)
    for _ in range(2):
        answer = get(elm, f"/l/{lid}", **ACTIVITY)
        assert answer.status_code == 410
        assert answer.mimetype == "application/problem+json"
        elm.neighbourhood.clock.now += timedelta(days=61)
        with elm.at_work() as world:
            publish.forget_removals(world)
    unknown = "01a20ccd-7651-704c-98e6-2232919af6e0"
    assert get(elm, f"/l/{unknown}", **ACTIVITY).status_code == 404


@pytest.mark.parametrize(
    "name", ["x", "..%2f..%2fkeys%2fsign.key", "uEi" + "A" * 44, "uEi" + "." * 44]
)
def test_FE_21_a_picture_nobody_named(elm: Ward, name: str) -> None:
    answer = get(elm, f"/fed/media/{name}")
    assert answer.status_code == 404
    assert b"sign" not in answer.data


def test_the_actor_says_who_we_are(elm: Ward) -> None:
    answer = get(elm, "/actor")
    assert answer.mimetype == "application/activity+json"
    actor = answer.get_json()
    assert (actor["id"], actor["type"], actor["name"]) == (f"{elm.url}/actor", "Application", "Elm")
    assert actor["wijk:wards"] == ["WK0363ME@2025"]
    assert actor["wijk:rules"].startswith(f"{elm.url}/")
    assert actor["id"] in identity(elm).newest.entry.state["alsoKnownAs"]


def test_webfinger_leads_to_the_actor(elm: Ward) -> None:
    asked = {"resource": "acct:wijk@elm.localhost:8001"}
    answer = elm.client().get("/.well-known/webfinger", base_url=elm.url, query_string=asked)
    assert answer.mimetype == "application/jrd+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    [link] = answer.get_json()["links"]
    assert link["href"] == f"{elm.url}/actor"
    assert get(elm, "/.well-known/webfinger").status_code == 400
    assert get(elm, "/.well-known/webfinger?resource=acct:alice@elm.localhost").status_code == 404


def test_nodeinfo_counts_no_people(elm: Ward) -> None:
    [link] = get(elm, "/.well-known/nodeinfo").get_json()["links"]
    info = get(elm, link["href"].removeprefix(elm.url)).get_json()
    assert (info["version"], info["usage"]["users"]) == ("2.1", {})
    assert info["metadata"]["nodeName"] == "Elm"


def test_other_methods_are_refused(elm: Ward) -> None:
    for path in PUBLIC:
        assert elm.client().post(path, base_url=elm.url).status_code in {400, 403, 405}
        assert elm.client().head(path, base_url=elm.url).data == b""


def test_what_nodes_read_sets_no_cookie(elm: Ward) -> None:
    for path in (*PUBLIC, "/actor", "/.well-known/did.jsonl", "/fed/head/adjacent"):
        assert "Set-Cookie" not in get(elm, path).headers


def test_a_node_without_a_head_has_no_feed(elm: Ward) -> None:
    with elm.at_work():
        Feed.delete().execute()
    for path in PUBLIC:
        assert get(elm, path).status_code == 404
    assert packed.BYTES < 64 * 1024 * 1024
