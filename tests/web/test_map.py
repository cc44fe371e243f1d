"""The map: what is on the list by place, for whoever may see it; without a script it is a list."""

import re
from collections.abc import Iterator
from hashlib import sha256

import pytest
from playhouse.test_utils import count_queries

from node.listings import publicplaces
from node.settings import values
from node.settings.table import BadValueError
from tests.neighbourhood import Neighbourhood, Ward
from tests.tools import ROOT
from tests.web.markup import Page
from tests.web.visitor import Visitor

SECRET = "Zeepkist"
TILES = "https://kaart.voorbeeld.nl/{z}/{x}/{y}.png"
LEAFLET = ROOT / "node" / "web" / "static" / "leaflet"
# npm's leaflet 1.9.4; the SHA-256 of its tarball is
# 84c65a256e50657896f54c33bd857b6849ebe94c817803be818bf32a3dde0b77
HASHES = {
    "LICENSE": "53e8dc25862014e4324741ca18fbe3611e11d42ef69f59f86ea8c5389647d4cb",
    "leaflet.js": "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a",
    "leaflet.css": "a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6",
    "images/layers.png": "1dbbe9d028e292f36fcba8f8b3a28d5e8932754fc2215b9ac69e4cdecf5107c6",
    "images/layers-2x.png": "066daca850d8ffbef007af00b06eac0015728dee279c51f3cb6c716df7c42edf",
    "images/marker-icon.png": "574c3a5cca85f4114085b6841596d62f00d7c892c7b03f28cbfa301deb1dc437",
    "images/marker-icon-2x.png": "00179c4c1ee830d3a108412ae0d294f55776cfeb085c60129a39aa6fc4ae2528",
    "images/marker-shadow.png": "264f5c640339f042dd729062cfc04c17f8ea0f29882b538e3848ed8f10edb4da",
}


@pytest.fixture(scope="module")
def elm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    neighbourhood = Neighbourhood(tmp_path_factory.mktemp("map"))
    ward, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    with ward.at_work() as world:
        values.put("centre", "52.364,4.939")
        place = publicplaces.add(
            world, {"name": "De Linde", "address": "Lindeplein 1", "point": "52.370,4.939"}
        )
    maker = Visitor(ward, "Maker Visser")
    maker.places(title="Ladder", geo="52.3612,4.9381", place="Javaplein")
    maker.places(title="Boor", geo="52.3613,4.9382", place="Javastraat")
    maker.places(title="Koffie", public_place=str(place), place="")
    maker.places(title="Nergens", geo="", place="")
    for reach in ("ward", "adjacent"):
        maker.places(title=f"{SECRET} {reach}", geo="52.390,4.990", reach=reach)
    oak.posts("sharing", "Soep", geo="52.350,4.920", place="Eikplein")
    ward.follows(oak)
    ward.pulls()
    yield ward
    neighbourhood.close()


def spots(page: Page) -> list[tuple[str, str, str]]:
    """Each spot: where, how many, and its heading."""
    found = []
    for one in page.all("div", **{"class": "spot"}):
        heading = page.by_id(one.attributes["aria-labelledby"])
        assert heading is not None
        where, count = one.attributes.get("data-at", ""), one.attributes["data-count"]
        found.append((where, count, heading.text))
    return found


def test_what_hangs_in_one_cell_is_one_spot(elm: Ward) -> None:
    page = Visitor(elm).page("/kaart")
    assert page.faults == []
    assert {(where, count) for where, count, _ in spots(page)} == {
        ("52.362,4.94", "2"),
        ("52.371,4.94", "1"),
        ("52.35,4.92", "1"),
        ("", "1"),
    }
    headings = " ".join(heading for _, _, heading in spots(page))
    assert {"Javastraat, Javaplein", "Javaplein, Javastraat"} & {
        heading.partition(" 2 ")[0] for _, _, heading in spots(page)
    }, "placed in one second: in either order"
    for words in ("De Linde Lindeplein 1", "Eikplein Oak", "Zonder plek"):
        assert words in headings, headings
    assert spots(page)[-1][0] == ""
    [map_] = page.all("div", id="kaart")
    assert map_.attributes["data-centre"] == "52.365,4.94"
    assert "hidden" in map_.attributes


def test_nothing_finer_than_a_cell_is_on_the_page(elm: Ward) -> None:
    text = Visitor(elm, "Alice Jansen").get("/kaart").text
    assert not re.search(r"52\.\d{4}|4\.\d{4}|52\.361|4\.938", text)


def test_the_map_shows_what_the_list_shows(elm: Ward) -> None:
    for who in (Visitor(elm), Visitor(elm, "Alice Jansen")):
        for search in ("", "?q=ladder", "?kind=sharing", "?near=ward", "?near=1000&sort=near"):
            listed = {one.text for one in who.page(f"/{search}").all("h3")}
            mapped = {
                one.text
                for one in who.page(f"/kaart{search}").all("a")
                if re.match(r"/l/|/n/", one.attributes["href"])
            }
            assert mapped == listed, search
            assert mapped


def test_who_may_not_see_it_finds_no_mark_of_it(elm: Ward) -> None:
    assert SECRET in Visitor(elm, "Alice Jansen").get("/kaart").text
    text = Visitor(elm).get("/kaart").text
    assert SECRET not in text
    assert "52.39,4.99" not in text


def test_list_and_map_lead_to_each_other_with_the_same_search(elm: Ward) -> None:
    stranger = Visitor(elm)
    assert "/kaart?q=ladder&kind=lending" in stranger.page("/?q=ladder&kind=lending").links
    page = stranger.page("/kaart?q=ladder&kind=lending")
    assert "/?q=ladder&kind=lending" in page.links
    assert "/kaart?kind=lending" in page.links
    assert {form.attributes["action"] for form in page.all("form", method="get")} == {"/kaart"}
    assert "Hier hangt niets dat past" in stranger.page("/kaart?q=zeppelin").text
    assert stranger.get("/kaart?kind=iets").status_code == 400


def test_a_map_of_many_is_cut_and_says_so(elm: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = Visitor(elm)
    with count_queries() as counted:
        assert "Dit zijn er" not in stranger.page("/kaart").text
    assert counted.count <= 6
    monkeypatch.setattr("node.web.onmap.MOST_SPOTS", 2)
    page = stranger.page("/kaart")
    assert len(spots(page)) == 2
    assert re.search(r"Dit zijn er \d van 5\.", page.text)
    monkeypatch.setattr("node.web.onmap.MOST", 3)
    assert sum(int(count) for _, count, _ in spots(stranger.page("/kaart"))) <= 3


def test_nothing_is_loaded_from_elsewhere_unless_the_ward_says_so(elm: Ward) -> None:
    stranger = Visitor(elm)
    answer = stranger.get("/kaart")
    assert "img-src 'self';" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert "Niets op deze site komt van een ander bedrijf" in stranger.page("/over").text
    with elm.at_work():
        values.put("tiles", TILES)
    assert "data-tiles" not in stranger.get("/kaart").text
    with elm.at_work():
        values.put("tiles_credit", "© Kadaster")
    try:
        answer = stranger.get("/kaart")
        policy = answer.headers["Content-Security-Policy"]
        assert "img-src 'self' https://kaart.voorbeeld.nl;" in policy
        assert answer.headers["Cross-Origin-Embedder-Policy"] == "credentialless"
        assert Page(answer.text).all("div", id="kaart")[0].attributes["data-credit"] == "© Kadaster"
        assert "kaart.voorbeeld.nl" not in stranger.get("/").headers["Content-Security-Policy"]
        about = stranger.page("/over").text
        assert "dan ziet kaart.voorbeeld.nl je internetadres" in about
        assert "Niets op deze site komt" not in about
    finally:
        with elm.at_work():
            values.put("tiles", "")
            values.put("tiles_credit", "")


@pytest.mark.parametrize(
    "value",
    [
        "http://kaart.voorbeeld.nl/{z}/{x}/{y}.png",
        "https://kaart.voorbeeld.nl/{z}/{x}.png",
        "https://kaart.voorbeeld.nl; script-src */{z}/{x}/{y}",
        "https://a@kaart.voorbeeld.nl/{z}/{x}/{y}",
        "https://*.voorbeeld.nl/{z}/{x}/{y}",
        "https://localhost/{z}/{x}/{y}",
        "//kaart.voorbeeld.nl/{z}/{x}/{y}",
    ],
)
def test_what_is_no_map_server_is_not_taken(elm: Ward, value: str) -> None:
    with elm.at_work(), pytest.raises(BadValueError):
        values.put("tiles", value)


def test_the_script_of_the_map_is_loaded_by_the_map_alone(elm: Ward) -> None:
    stranger = Visitor(elm)
    scripts = {
        one.attributes["src"].partition("?")[0] for one in stranger.page("/kaart").all("script")
    }
    assert {"/static/leaflet/leaflet.js", "/static/kaart.js"} <= scripts
    assert "leaflet" not in stranger.get("/").text
    for name in HASHES:
        assert stranger.get(f"/static/leaflet/{name}").status_code == 200


def test_leaflet_is_what_its_makers_published() -> None:
    kept = {
        path.relative_to(LEAFLET).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in LEAFLET.rglob("*")
        if path.is_file()
    }
    assert kept == HASHES
    assert 't.version="1.9.4"' in (LEAFLET / "leaflet.js").read_text("utf-8")
