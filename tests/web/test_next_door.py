"""A signed-out visitor and a resident of the next ward look for what is not for everybody, on every
address that may show listings (B7). An open address that may show them has a line in ``LOOKS``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from itertools import product

import pytest

from node.listings import compose, fields, pictures, read, stilltrue
from node.listings.fields import NamedPicture
from node.peering import pictures as neighbours_pictures
from node.residents import accounts, profile
from node.shown.viewer import Viewer
from node.web.route import ANYBODY, Route
from node.web.routes import ROUTES
from tests.neighbourhood import Neighbourhood, Ward
from tests.web.visitor import LADDER, LID, Visitor, answered, photo

MARK = "Zeepkist"
REACHES = ("ward", "adjacent", "everyone")
HIDDEN = REACHES[:2]
FOUND = REACHES[1:]
KINDS = ("lending", "meeting")  # a calendar has meetings alone
SEARCH = f"?q={MARK}"
SAVED = "/van-mij/bewaard"
LOOKS = {
    "/": ("", SEARCH, "?kind=lending", "?near=ward", "?when=week", f"{SEARCH}&sort=ending"),
    "/l/<lid:lid>": ("",),
    "/n/<scid:scid>/l/<lid:lid>": ("",),
    "/foto/<digest:digest>": ("",),
    "/bewoner/<lid:handle>": ("",),
    "/klopt/<lid:lid>/<int:ends>/<token:token>": ("",),
    "/l/<lid:lid>/melden": ("",),
    "/n/<scid:scid>/l/<lid:lid>/melden": ("",),
    "/l/<lid:lid>/reageren/per-mail": ("",),
    "/per-mail/<token:token>": ("",),
    "/per-mail/<token:token>/<lid:thread>": ("",),
    "/per-mail/<token:token>/<lid:thread>/<deed>": ("",),
    "/besluit/<row:ruling>/<row:side>/<token:token>": ("",),
    "/kaart": ("", SEARCH),
    "/zonder-verbinding": ("",),
    "/wijkoverzicht": ("",),
    "/wijkoverzicht/blad": ("",),
    "/oproepen.csv": ("", SEARCH),
    "/oproepen.atom": ("", SEARCH),
    "/oproepen.ics": ("", SEARCH),
}
# Where everything that somebody may see is found, and what each kind of paper is called there.
LISTS = {
    "/": KINDS,
    f"/{SEARCH}": KINDS,
    "/kaart": KINDS,
    "/oproepen.csv": KINDS,
    "/oproepen.atom": KINDS,
    "/oproepen.ics": ("meeting",),
}
SHOWING = [route for route in ROUTES if route.shows and "GET" in route.methods]
NAMING = [route for route in SHOWING if re.search(r"<(?:lid:lid|digest:\w+)>", route.path)]


@dataclass
class Fence:
    """Who looks, and what there is to find: ids and pictures by kind and reach."""

    elm: Visitor
    elm_resident: Visitor
    oak: Visitor
    olga: Visitor
    scid: str
    handle: str
    token: str
    ends: str
    lids: dict[tuple[str, str], str]
    pictures: dict[tuple[str, str], str]

    def addresses(self, route: Route, reach: str) -> list[str]:
        """The route with a listing of this reach in it, as often as it has a line."""
        one = ("lending", reach)
        path = self.address(route, self.lids[one], self.pictures[one])
        return [path + asked for asked in LOOKS.get(route.path, ("",))]

    def address(self, route: Route, lid: str, picture: str) -> str:
        """The route with this listing and picture in it; all else in it is as good as it can be."""
        values = {
            "digest": picture.rpartition("/")[2],
            "scid": self.scid,
            "handle": self.handle,
            "token": self.token,
            "ends": self.ends,
            "search": "1",
        }
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: values.get(part[1], lid), route.path)


@pytest.fixture(scope="module")
def fence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fence]:
    neighbourhood = Neighbourhood(tmp_path_factory.mktemp("fence"))
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    Visitor(elm, "Maker Visser")
    olga = Visitor(oak, "Olga Buur")
    for sort in ("", "&sort=ending"):  # one that is opened while walking, and one that is not
        answer = olga.post(f"{SAVED}/nieuw{SEARCH}{sort}", {"name": MARK})
        assert answer.headers["Location"] == f"{SAVED}?net=bewaard"
    neighbourhood.clock.forward(minutes=1)
    lids, shown = {}, {}
    for number, (kind, reach) in enumerate(product(KINDS, REACHES)):
        lids[kind, reach], shown[kind, reach] = place(elm, kind, reach, photo(60 + number))
    neighbourhood.befriend(elm, oak)
    assert oak.pulls() == []
    [scid] = {card.scid for card in oak.neighbours()}
    for path in shown.values():
        assert olga.get(path).status_code == 404  # what is looked for is fetched
    with oak.at_work() as world:
        assert neighbours_pictures.fetch_due(world) == len(FOUND) * len(KINDS)
    handle = tells(elm)
    ends, token = klopt(elm, lids["lending", "everyone"])
    yield Fence(
        Visitor(elm), Visitor(elm, "Nel Buur"), Visitor(oak), olga,
        scid, handle, token, ends, lids, shown,
    )  # fmt: skip
    neighbourhood.close()


def place(ward: Ward, kind: str, reach: str, picture: tuple[BytesIO, str]) -> tuple[str, str]:
    """Something of this kind and reach, called so, with a picture; its id and where that is."""
    title = f"{MARK} {kind} {reach}"
    typed = LADDER | {"kind": kind, "title": title, "text": title, "reach": reach, "tags": title}
    if kind == "meeting":
        day = ward.world.now() + timedelta(days=5)
        typed |= {"terms": "gift", "start": f"{day:%d-%m-%Y}", "start_time": "12.00"}
    with ward.at_work() as world:
        owner = accounts.named("Maker Visser").id
        kept = pictures.keep(world, stream=picture[0], owner=owner)
        named = (NamedPicture(kept.digest, title),)
        wanted = fields.read(typed, named, world.now()).fields
        assert wanted is not None
        return compose.place(world, owner=owner, fields=wanted), f"/foto/{kept.digest}"


def tells(ward: Ward) -> str:
    """Their maker tells everybody something; where that is read."""
    with ward.at_work() as world:
        person = accounts.named("Maker Visser").id
        profile.answer(world, resident_id=person, name="talents", given=["cooking"],
                       reach="everyone")  # fmt: skip
        return str(profile.of(resident_id=person).handle)


def klopt(ward: Ward, lid: str) -> tuple[str, str]:
    """Of the mail about a listing for everybody: the end in its link, and its token."""
    with ward.at_work() as world:
        card = read.one(world, Viewer(1, "resident"), lid=lid)
        ends, token = stilltrue.path_of(world, lid, card.ends).split("/")[-2:]
        return ends, token


def named(route: Route) -> str:
    return route.path


def test_each_open_address_that_shows_listings_has_a_line() -> None:
    assert {route.path for route in SHOWING if route.who == ANYBODY} == set(LOOKS)


@pytest.mark.parametrize("route", SHOWING, ids=named)
def test_signed_out_nothing_but_what_is_for_everybody_is_found(fence: Fence, route: Route) -> None:
    for visitor in (fence.elm, fence.oak):
        for reach in HIDDEN:
            for path in fence.addresses(route, reach):
                gives_away(fence, visitor, path, HIDDEN)


@pytest.mark.parametrize("route", SHOWING, ids=named)
def test_next_door_nothing_of_the_ward_alone_is_found(fence: Fence, route: Route) -> None:
    for path in fence.addresses(route, "ward"):
        gives_away(fence, fence.olga, path, ("ward",))


@pytest.mark.parametrize("route", NAMING, ids=named)
def test_its_own_addresses_answer_as_of_one_that_never_was(fence: Fence, route: Route) -> None:
    never = fence.address(route, "01a20ccd-7651-704c-98e6-2232919af6e0", "/foto/uEi" + "A" * 44)
    looks = [(fence.elm, reach) for reach in HIDDEN] + [(fence.oak, reach) for reach in HIDDEN]
    for visitor, reach in [*looks, (fence.olga, "ward")]:
        [path, *_] = fence.addresses(route, reach)
        status, text = answered(visitor.get(path))
        nowhere, other = answered(visitor.get(never))
        assert status in {303, 404}, path  # or on to the door, as everybody
        asked, unknown = (re.sub(LID, "", said) for said in (text.replace(path, never), other))
        assert (status, asked) == (nowhere, unknown), path


@pytest.mark.parametrize("path", LISTS)
def test_everybody_finds_what_is_for_them(fence: Fence, path: str) -> None:
    for visitor, found in who_finds(fence):
        text = visitor.get(path).text
        for kind in LISTS[path]:
            seen = [reach for reach in REACHES if f"{MARK} {kind} {reach}" in text]
            assert seen == found, (visitor.ward.name, kind)


def who_finds(fence: Fence) -> list[tuple[Visitor, list[str]]]:
    """Each who looks, and the reaches of what is for them."""
    return [
        (fence.elm, ["everyone"]),
        (fence.oak, ["everyone"]),
        (fence.olga, [*FOUND]),
        (fence.elm_resident, [*REACHES]),
    ]


def test_what_is_found_is_counted_and_nothing_else(fence: Fence) -> None:
    for visitor, found in who_finds(fence):
        page = visitor.page(f"/{SEARCH}")
        told = page.by_id("lijst")
        assert told is not None
        assert told.text.split()[0] == str(len(found) * len(KINDS))
        chips = [chip.text for chip in page.all("label") if "Iemand biedt" in chip.text]
        assert [int(re.findall(r"\d+", chip)[0]) for chip in chips] == [len(found) * len(KINDS)]
        marks = re.findall(r'data-count="(\d+)"', visitor.get(f"/kaart{SEARCH}").text)
        assert sum(map(int, marks)) == len(found) * len(KINDS)


def test_a_kept_search_counts_what_is_for_neighbours(fence: Fence) -> None:
    new = len(FOUND) * len(KINDS)
    assert f"{new} nieuw sinds je keek" in fence.olga.page(SAVED).text


def test_a_picture_is_there_for_whom_its_listing_is(fence: Fence) -> None:
    for visitor, found in who_finds(fence):
        for (_kind, reach), path in fence.pictures.items():
            answer = visitor.get(path)
            wanted = (200, "image/jpeg") if reach in found else (404, "text/html")
            assert (answer.status_code, answer.mimetype) == wanted, (visitor.ward.name, reach)


def test_on_the_page_of_who_made_them_hang_those_that_are_for_who_looks(fence: Fence) -> None:
    path = f"/bewoner/{fence.handle}"
    for visitor, found in ((fence.elm, ["everyone"]), (fence.elm_resident, [*REACHES])):
        text = visitor.page(path).text
        assert [reach for reach in REACHES if f"lending {reach}" in text] == found
    assert fence.olga.get(path).status_code == 404


def test_the_link_of_a_mail_opens_that_listing_alone(fence: Fence) -> None:
    [route] = [one for one in SHOWING if one.path.startswith("/klopt/")]
    [path] = fence.addresses(route, "everyone")
    assert fence.elm.get(path).status_code == 200
    assert fence.oak.get(path).status_code == 404


def gives_away(fence: Fence, visitor: Visitor, path: str, hidden: tuple[str, ...]) -> None:
    """Fails when the answer has a title, an id that was not asked for, or a picture."""
    text = visitor.get(path).get_data().decode(errors="replace")
    for reach in hidden:
        for kind in KINDS:
            assert fence.pictures[kind, reach] not in text, path
            assert f"{MARK} {kind} {reach}" not in text, path
            lid = fence.lids[kind, reach]
            assert lid in path or lid not in text, path
