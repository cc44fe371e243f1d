"""Plain values become a document."""

from typing import Any

import pytest

from federation.drafting import compose, listing_url
from tests.federation.origin import Origin, lid


def test_what_is_left_empty_is_left_out() -> None:
    document = Origin().document(by="", details={}, tags=(), place_name=None)
    assert {"publishes", "url", "to"} < set(document)
    assert not {"wijk:by", "wijk:details", "tag", "location", "attachment"} & set(document)


def test_zero_is_not_empty() -> None:
    assert Origin().document(details={"days": 0})["wijk:details"] == {"days": 0}


@pytest.mark.parametrize(
    ("point", "text"),
    [
        ((52361, 4938), "geo:52.361,4.938;u=200"),
        ((52300, 5000), "geo:52.3,5;u=200"),
        ((-100, -70005), "geo:-0.1,-70.005;u=200"),
    ],
)
def test_points(point: tuple[int, int], text: str) -> None:
    elm = Origin()
    assert elm.document(geo=point)["location"] == {"type": "Place", "wijk:geo": text}
    assert elm.posts(geo=point).geo == point


def test_the_page_may_stand_elsewhere_on_the_host() -> None:
    address = "https://elm.example/en/l/1"
    assert Origin().posts(url=address).url == address


def test_addressees() -> None:
    elm = Origin()
    assert elm.document()["to"] == ["https://www.w3.org/ns/activitystreams#Public"]
    assert elm.document(scope="adjacent")["to"] == ["https://elm.example/actor/followers"]


def test_the_kinds_form() -> None:
    elm = Origin()
    event: dict[str, Any] = compose(elm.draft(kind="meeting", start=elm.now))
    assert (event["type"], "publishes" in event) == ("Event", False)
    assert compose(elm.draft())["publishes"] == {
        "type": "Intent",
        "id": f"https://elm.example/l/{lid(1)}#primary",
        "action": "transfer",
        "resourceQuantity": {"hasUnit": "one"},
    }


def test_development_addresses() -> None:
    assert listing_url("elm.localhost:8001", "x") == "http://elm.localhost:8001/l/x"


def test_a_tag_has_one_mark() -> None:
    tags = Origin().document(tags=("ladder", "#klussen", "Xylofoon"))["tag"]
    assert [tag["name"] for tag in tags] == ["#ladder", "#klussen", "#Xylofoon"]


def test_whole_degrees_keep_their_zeros() -> None:
    assert Origin().document(geo=(50000, 10000))["location"]["wijk:geo"] == "geo:50,10;u=200"
