"""Where a photo or a square is chosen, the page carries what its scripts say, and works without."""

import json

from node.listings import publicplaces
from node.settings import values
from tests.neighbourhood import Ward
from tests.web.visitor import Visitor, photo


def test_the_question_where_offers_a_map_with_what_is_around(elm: Ward) -> None:
    with elm.at_work() as world:
        values.put("centre", "52.364,4.939")
        publicplaces.add(world, {"name": "De Linde's", "point": "52.370,4.939"})
    maker = Visitor(elm, "Maker Visser")
    draft = maker.begins()
    page = maker.page(f"/plaatsen/{draft}/waar")
    [box] = [one for one in page.all("div") if "data-choose" in one.attributes]
    assert page.by_id(box.attributes["data-for"]) is not None
    assert "hidden" in box.attributes
    assert box.attributes["data-centre"] == "52.365,4.94"
    assert json.loads(box.attributes["data-places"]) == [[52.371, 4.94, "De Linde's"]]
    for address in json.loads(box.attributes["data-load"]):
        assert maker.get(address).status_code == 200
    scripts = [one.attributes["src"] for one in page.all("script")]
    assert any("kiezen.js" in src for src in scripts)
    assert not any("leaflet" in src for src in scripts)


def test_a_background_may_be_loaded_where_a_square_is_chosen_too(elm: Ward) -> None:
    maker = Visitor(elm, "Maker Visser")
    draft = maker.begins()
    with elm.at_work():
        values.put("tiles", "https://kaart.voorbeeld.nl/{z}/{x}/{y}.png")
        values.put("tiles_credit", "© Kadaster")
    for step, wider in (("waar", True), ("tekst", False)):
        policy = maker.get(f"/plaatsen/{draft}/{step}").headers["Content-Security-Policy"]
        assert ("https://kaart.voorbeeld.nl" in policy) is wider


def test_a_photo_is_sent_without_a_script_as_well(elm: Ward) -> None:
    maker = Visitor(elm, "Maker Visser")
    draft = maker.begins()
    page = maker.page(f"/plaatsen/{draft}/foto")
    [box] = [one for one in page.all("div") if "data-upload" in one.attributes]
    assert all(
        box.attributes[f"data-{name}"] for name in ("busy", "stop", "stopped", "again", "failed")
    )
    sent = {"photo": photo(), "photo_description": "Een ladder", "more": "1"}
    assert maker.post(f"/plaatsen/{draft}/foto", sent).status_code == 303
    assert len(maker.page(f"/plaatsen/{draft}/foto").all("img")) == 1
