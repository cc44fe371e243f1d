"""§7, §8.4, §8.5: pages, items, count and root."""

from collections.abc import Iterator

from federation.canonical import digest
from federation.page import Stub
from tests.conformance.facts import archives
from tests.conformance.facts.archives import page_of
from tests.conformance.facts.naming import Change, drop, put
from tests.conformance.vector import Vector
from tests.federation.origin import Origin, lid

ENVELOPE: tuple[tuple[str, str, Change, str], ...] = (
    ("7.1", "another context", put("@context", value=["https://www.w3.org/ns/activitystreams"]), "bad_source"),
    ("7.1", "no context", drop("@context"), "bad_source"),
    ("7.1", "another type", put("type", value="OrderedCollection"), "bad_source"),
    ("7.1", "no id", drop("id"), "bad_source"),
    ("7.1", "no partOf", drop("partOf"), "bad_source"),
    ("7.1", "an id that is a number", put("id", value=1), "bad_source"),
    ("7.1", "no items", drop("orderedItems"), "bad_source"),
    ("7.1", "items in an object", put("orderedItems", value={}), "bad_source"),
    ("7.1", "a last page without a head", drop("wijk:head"), "bad_head"),
    ("7.1", "a last page with a next", put("next", value="https://elm.example/fed/feed/public?after=2"), "bad_head"),
    ("7.1", "a next that is null", put("next", value=None), "bad_source"),
    ("1.6", "a member that we do not know", put("x", value=1), "accepted"),
    ("7.1", "an item that is a number", put("orderedItems", value=[1]), "bad_source"),
    ("7.1", "an item that is null", put("orderedItems", value=[None]), "bad_source"),
    ("7.1", "an item that is a text", put("orderedItems", value=["x"]), "bad_source"),
    ("7.1", "an item without a type", drop("orderedItems", 0, "type"), "bad_source"),
    ("7.1", "an item of another type", put("orderedItems", 0, "type", value="Note"), "bad_source"),
    ("7.1", "an item whose type is a list", put("orderedItems", 0, "type", value=["Proposal"]), "bad_source"),
    ("8.8", "a listing without an id", drop("orderedItems", 0, "id"), "bad_source"),
    ("8.8", "a listing without a number", drop("orderedItems", 0, "wijk:seq"), "bad_source"),
    ("8.8", "a listing whose number is zero", put("orderedItems", 0, "wijk:seq", value=0), "bad_source"),
    ("8.8", "a listing whose number is a text", put("orderedItems", 0, "wijk:seq", value="1"), "bad_source"),
    ("8.8", "a listing whose id ends in no lid", put("orderedItems", 0, "id", value="https://elm.example/l/1"), "bad_source"),
    ("8.4", "a listing above the head", put("orderedItems", 0, "wijk:seq", value=9999), "page_order"),
    ("8.5", "a listing changed by the source", put("orderedItems", 0, "name", value="Ladders"), "root_mismatch"),
    ("8.5", "a listing left out", put("orderedItems", value=[]), "count_mismatch"),
)  # fmt: skip


def posted(count: int = 1) -> Origin:
    """A node with some listings."""
    elm = Origin()
    for number in range(1, count + 1):
        elm.posts(number)
    return elm


def vectors() -> Iterator[Vector]:
    """One vector a fact."""
    for section, fact, change, code in ENVELOPE:
        elm = posted()
        yield _vector(section, fact, archives.files(elm, pages=[page_of(elm, change)]), code)
    yield from _whole()
    yield from _bytes()
    yield from _several()
    yield from _orders()
    yield from _removals()
    yield from _stubs()
    yield from _roots()


def _whole() -> Iterator[Vector]:
    yield _vector("8.5", "an empty feed", archives.files(Origin()), "accepted")
    yield _vector("8.5", "a feed of one listing", archives.files(posted()), "accepted")
    yield _vector("8.5", "a feed of three listings", archives.files(posted(3)), "accepted")
    elm = posted()
    elm.posts(1)
    yield _vector("7.1", "a listing that was edited", archives.files(elm), "accepted")
    elm = Origin()
    elm.posts(2)
    elm.posts(1)
    yield _vector(
        "6.3", "the root goes by lid, the page by number", archives.files(elm), "accepted"
    )
    elm = Origin()
    elm.scope = "adjacent"
    elm.posts(1)
    yield _vector("6.1", "an adjacent feed", archives.files(elm), "accepted")
    elm = Origin(host="elm.localhost:8001")
    elm.posts(1)
    yield _vector("4.9", "a feed of a development host", archives.files(elm), "accepted")
    elm = Origin(host="elm.example:8443")
    elm.posts(1)
    yield _vector("4.9", "a feed of a host with a port", archives.files(elm), "accepted")


def _bytes() -> Iterator[Vector]:
    elm = posted()
    page = elm.pages()[0]
    for section, fact, data, code in (
        ("7.1", "a page with spaces around its members", page.replace(b',"partOf"', b' , "partOf"'), "accepted"),
        ("7.1", "a page with spaces between items", page.replace(b'"orderedItems":[', b'"orderedItems": [ '), "accepted"),
        ("1.3", "a head in the page with a space", page.replace(b'"wijk:count":', b'"wijk:count": '), "not_canonical"),
        ("7.1", "a page that is an array", b"[]", "bad_source"),
        ("7.1", "a page with a double name", page[:-1] + b',"id":"x"}', "duplicate_name"),
        ("7.1", "a page with a fraction in a member that we do not know", page[:-1] + b',"x":1.5}', "bad_number"),
        ("7.1", "a listing with a double name", page.replace(b'"purpose":"offer"', b'"name":"x","purpose":"offer"'), "duplicate_name"),
        ("7.1", "a listing with U+0000 in a text", page.replace(b"Te leen", b"Te\\u0000leen"), "bad_string"),
        ("7.1", "a page that is cut off", page[:-1], "not_json"),
        ("7.1", "a page that is not UTF-8", page.replace(b"Te leen", b"Te\xffleen"), "not_utf8"),
        ("7.1", "a page seventeen deep", page[:-1] + b',"x":' + b"[" * 16 + b"]" * 16 + b"}", "too_deep"),
        ("14", "a page above 1 MiB", page + b" " * 2**20, "too_large"),
        ("1.3", "a copy of the items in another place", page[:-1] + b',"x":{"orderedItems":[],"wijk:head":{}}}', "accepted"),
    ):  # fmt: skip
        yield _vector(section, fact, archives.files(elm, pages=[data]), code)
    many = [archives.tombstone(elm, number, number) for number in range(1, 202)]
    for fact, items, code in (
        ("200 items", many[:200], "accepted"),
        ("201 items", many, "bad_source"),
    ):
        yield _vector("7.1", fact, archives.within(Origin(), items, []), code)
    yield _vector("16", "no page at all", archives.files(elm, pages=[]), "bad_source")


def _several() -> Iterator[Vector]:
    elm = posted(3)
    one, two, three = elm.pages(size=1)
    yield _vector("7.1", "three pages", archives.files(elm, pages=[one, two, three]), "accepted")
    files = archives.files(elm, pages=[one, two, three])
    files["pages/10.json"] = files.pop("pages/3.json")
    yield _vector("16", "pages go by number, not by letter", files, "accepted")
    yield _vector(
        "7.1", "a page left out", archives.files(elm, pages=[one, three]), "count_mismatch"
    )
    yield _vector(
        "7.1",
        "pages the wrong way round",
        archives.files(elm, pages=[two, one, three]),
        "page_order",
    )
    yield _vector(
        "7.1", "a page twice", archives.files(elm, pages=[one, one, two, three]), "page_order"
    )
    yield _vector(
        "7.1", "the last page left out", archives.files(elm, pages=[one, two]), "bad_head"
    )
    last = posted(1).pages()[0]
    yield _vector(
        "7.1",
        "a page without next before the last",
        archives.files(elm, pages=[last, three]),
        "bad_source",
    )
    headed = elm.page(items=elm.items()[:1], next_after=1001, head=elm.head().data)
    yield _vector(
        "7.1",
        "a head in a page before the last",
        archives.files(elm, pages=[headed, two, three]),
        "bad_source",
    )
    empty = elm.page(items=[], next_after=1001)
    yield _vector(
        "14",
        "a page without items that has a next",
        archives.files(elm, pages=[empty, one, two, three]),
        "bad_source",
    )


def _orders() -> Iterator[Vector]:
    elm = posted(2)
    items = elm.items()
    for section, fact, given, code in (
        ("7.1", "items the wrong way round", items[::-1], "page_order"),
        ("7.1", "an item twice", [*items, items[1]], "page_order"),
        ("8.5", "one of two items", items[:1], "count_mismatch"),
    ):
        yield _vector(section, fact, archives.files(elm, pages=[elm.page(items=given)]), code)


def _removals() -> Iterator[Vector]:
    elm = posted(2)
    removal = archives.tombstone(elm, 1, 1003)
    left = [(lid(2), 1002, elm.live[lid(2)].digest)]
    good = archives.within(elm, [*elm.items(), removal], left, seq=1003)
    yield _vector("7.1", "a removal", good, "accepted")
    stranger = [*elm.items(), archives.tombstone(elm, 3, 1003)]
    both = [(name, seq, found) for name, seq, found in elm.entries()]
    yield _vector(
        "7.1",
        "a removal of what was not there",
        archives.within(elm, stranger, both, seq=1003),
        "accepted",
    )
    elsewhere = removal.replace(b"elm.example", b"oak.example")
    yield _vector(
        "7.1",
        "a removal under an old host",
        archives.within(elm, [*elm.items(), elsewhere], left, seq=1003),
        "accepted",
    )
    for section, fact, data, code in (
        ("7.1", "a removal with a member more", removal[:-1] + b',"x":1}', "bad_source"),
        ("7.1", "a removal without a number", removal.replace(b',"wijk:seq":1003', b""), "bad_source"),
        ("7.1", "a removal whose id is no listing's", removal.replace(b"/l/", b"/m/"), "bad_source"),
        ("7.1", "a removal with a lid in capitals", removal.replace(b"01900000-0000-7000-8000-000000000001", b"0190000A-0000-7000-8000-000000000001"), "bad_source"),
        ("8.4", "a removal above the head", removal.replace(b"1003", b"1004"), "page_order"),
        ("7.1", "a removal that names no live listing twice", removal.replace(b"1003", b"1002"), "page_order"),
    ):  # fmt: skip
        yield _vector(
            section, fact, archives.within(elm, [*elm.items(), data], left, seq=1003), code
        )


def _stubs() -> Iterator[Vector]:
    elm = posted(2)
    stubs = [Stub(item.lid, item.seq, item.digest).to_json() for item in elm.live.values()]
    first, second = elm.items()
    for section, fact, items, code in (
        ("9.1", "only stubs", stubs, "accepted"),
        ("9.1", "a stub and a listing", [stubs[0], second], "accepted"),
        ("9.1", "a stub with a member more", [first, stubs[1][:-1] + b',"x":1}'], "bad_source"),
        ("9.1", "a stub without a digest", [first, b'{"type":"wijk:Stub","wijk:lid":"' + lid(2).encode() + b'","wijk:seq":1002}'], "bad_source"),
        ("9.1", "a stub with a lid that is none", [first, stubs[1].replace(b"-7000-", b"-4000-")], "bad_source"),
        ("9.1", "a stub with another digest", [first, Stub(lid(2), 1002, digest(b"x")).to_json()], "root_mismatch"),
        ("9.1", "a stub with another number", [stubs[0].replace(b"1001", b"1000"), second], "root_mismatch"),
        ("1.4", "a stub with a digest that is none", [first, stubs[1].replace(b"uEi", b"uEj")], "bad_source"),
    ):  # fmt: skip
        yield _vector(section, fact, archives.files(elm, pages=[elm.page(items=items)]), code)


def _roots() -> Iterator[Vector]:
    elm = posted(2)
    whole = elm.entries()
    empty = [elm.page(items=[])]
    files = archives.within(elm, elm.items(), whole)
    for section, fact, changes, code in (
        ("8.5", "a head that counts one more", {"count": 3}, "count_mismatch"),
        ("8.5", "a head with the root of something else", {"root": digest(b"x")}, "root_mismatch"),
        ("8.5", "a head with the root of nothing", {"root": digest(b"[]")}, "root_mismatch"),
        ("8.4", "a head below an item", {"seq": 1001}, "page_order"),
        ("6.3", "a head above every item", {"seq": 5000}, "accepted"),
    ):
        head = elm.head(**changes).data
        pages = [elm.page(items=elm.items(), head=head)]
        yield _vector(section, fact, archives.files(elm, head=head, pages=pages), code)
    other = {**files, "head.json": posted(1).head().data}
    yield _vector("16", "head.json with another root", other, "root_mismatch")
    yield _vector(
        "8.5", "nothing under the head of two", archives.files(elm, pages=empty), "count_mismatch"
    )


def _vector(section: str, fact: str, files: dict[str, bytes], *expected: str) -> Vector:
    return archives.vector("feed", section, fact, files, *expected)
