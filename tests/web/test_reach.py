"""Signed out, nothing of reach ward or adjacent shows: on no page, picture, count or feed.

The whole site is walked by its own links, so that a page made later is walked too.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.neighbourhood import Neighbourhood
from tests.web.markup import Page
from tests.web.visitor import Visitor, answered, photo

SECRET = "Zeepkistrace"
OPEN = "Ladder"
REACHES = ("ward", "adjacent", "everyone")
FEEDS = (
    "/fed/head/public",
    "/fed/feed/public?after=0",
    "/fed/feed/adjacent?after=0",
    "/fed/head/adjacent",
    "/fed/manifest/public",
    "/fed/manifest/adjacent",
    "/actor",
    "/nodeinfo/2.1",
    "/.well-known/nodeinfo",
)
MOST_PAGES = 300


@dataclass
class Board:
    """Three listings with a picture, one of each reach, and who looks at them."""

    maker: Visitor
    stranger: Visitor
    neighbour: Visitor
    lids: dict[str, str]
    pictures: dict[str, str]


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    neighbourhood = Neighbourhood(tmp_path_factory.mktemp("reach"))
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    maker = Visitor(elm, "Maker Visser")
    lids, pictures = {}, {}
    for number, reach in enumerate(REACHES):
        title = f"{OPEN if reach == 'everyone' else SECRET} {reach}"
        lid = maker.places(title=title, text=title, reach=reach, tags=title)
        answer = maker.post(
            f"/l/{lid}/veranderen",
            maker.page(f"/l/{lid}/veranderen").filled()
            | {"photo": photo(60 + number, 40), "photo_description": title},
        )
        assert answer.status_code == 303
        shown = maker.page(f"/l/{lid}").all("img")[0].attributes["src"]
        lids[reach], pictures[reach] = lid, shown
    oak.follows(elm)
    assert oak.pulls() == []
    yield Board(maker, Visitor(elm), Visitor(oak), lids, pictures)
    neighbourhood.close()


def walk(visitor: Visitor) -> dict[str, str]:
    """Every page that can be come to by links, with its text."""
    seen: dict[str, str] = {}
    ahead = ["/"]
    while ahead and len(seen) < MOST_PAGES:
        path = ahead.pop()
        if path in seen:
            continue
        answer = visitor.get(path)
        html = answer.mimetype == "text/html"
        seen[path] = answer.text if html else repr(answer.data)
        links = Page(answer.text).links if html else set()
        ahead += sorted(link.partition("#")[0] for link in links if link.startswith("/"))
    return seen


def test_the_walk_sees_it_all_when_signed_in(board: Board) -> None:
    found = " ".join(walk(board.maker).values())
    for reach in REACHES:
        assert board.lids[reach] in found
        assert board.pictures[reach] in found


def test_a_stranger_who_walks_the_whole_site_sees_nothing(board: Board) -> None:
    for visitor in (board.stranger, board.neighbour):
        pages = walk(visitor)
        assert len(pages) > 20
        for path, text in pages.items():
            assert SECRET not in text, path
            for reach in ("ward", "adjacent"):
                assert board.lids[reach] not in text, path
                assert board.pictures[reach] not in text, path
        assert any(board.lids["everyone"] in text for text in pages.values())


@pytest.mark.parametrize("reach", ["ward", "adjacent"])
def test_its_own_address_is_as_one_that_never_was(board: Board, reach: str) -> None:
    never = "01a20ccd-7651-704c-98e6-2232919af6e0"
    for path in ("/l/{}", "/l/{}?net=geplaatst"):
        there = board.stranger.get(path.format(board.lids[reach]))
        nowhere = board.stranger.get(path.format(never))
        assert there.status_code == 404
        assert answered(there) == answered(nowhere)
        assert set(there.headers.keys()) == set(nowhere.headers.keys())
    there = board.stranger.get(board.pictures[reach])
    nowhere = board.stranger.get("/foto/uEi" + "A" * 44)
    assert there.status_code == 404
    assert answered(there) == answered(nowhere)


def test_what_everybody_may_see_is_seen(board: Board) -> None:
    assert board.stranger.get(f"/l/{board.lids['everyone']}").status_code == 200
    answer = board.stranger.get(board.pictures["everyone"])
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")


@pytest.mark.parametrize(
    ("path", "all_of_them"),
    [
        ("/", "3 oproepen"),
        ("/?kind=lending", "3 oproepen"),
        ("/?purpose=offer&terms=loan&near=ward", "3 oproepen"),
        (f"/?q={SECRET}", "2 oproepen"),
    ],
)
def test_counts_count_only_what_is_seen(board: Board, path: str, all_of_them: str) -> None:
    assert all_of_them in board.maker.page(path).by_id("lijst").text  # type: ignore[union-attr]
    seen = board.stranger.page(path).by_id("lijst")
    assert seen is not None
    assert seen.text == ("Geen oproepen" if SECRET in path else "1 oproep")


@pytest.mark.parametrize("path", FEEDS)
def test_feeds_give_nothing_away(board: Board, path: str) -> None:
    answer = board.stranger.get(path)
    assert SECRET not in answer.text
    assert not [
        lid for reach, lid in board.lids.items() if reach != "everyone" and lid in answer.text
    ]


def test_the_neighbours_resident_sees_what_is_for_everybody(board: Board) -> None:
    assert f"{OPEN} everyone" in board.neighbour.get("/").text
    assert "Maker V." in board.neighbour.get("/").text
    assert "Maker Visser" not in board.stranger.get("/").text
    assert "Maker Visser" in board.maker.get(f"/l/{board.lids['ward']}").text


@pytest.mark.parametrize("reach", REACHES)
def test_withdrawn_it_is_gone_but_for_its_maker(board: Board, reach: str) -> None:
    lid = board.maker.places(title="Korte tijd", reach=reach)
    assert board.maker.post(f"/l/{lid}/weghalen", {}).status_code == 303
    assert board.stranger.get(f"/l/{lid}").status_code == (410 if reach == "everyone" else 404)
    assert "Je oproep is van het bord" in board.maker.page(f"/l/{lid}").text
    assert "Korte tijd" not in board.maker.get("/").text
    past = board.maker.page("/van-mij?deel=voorbij").text
    assert "Korte tijd" in past
    assert "ingetrokken" in past
    for path in ("veranderen", "weghalen"):
        assert board.maker.get(f"/l/{lid}/{path}").status_code == 404
