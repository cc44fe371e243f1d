"""§5.4: what our own exporter refuses, and no receiver does."""

from typing import Any

import pytest

from federation import leaving
from federation.errors import BadListingError
from federation.listing import Attachment, judge
from tests.federation.origin import NOON, Origin
from tests.federation.test_listing import DIGEST

NUMBER = "Bel 06 12345678"


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"name": NUMBER}, "name"),
        ({"content": "Mail bea@elm.example"}, "content"),
        ({"by": NUMBER}, "wijk:by"),
        ({"details": {"days": 3, "condition": NUMBER}}, "wijk:details"),
        ({"tags": ("ladder", NUMBER)}, "tag"),
        ({"attachments": [Attachment(DIGEST, "image/png", NUMBER, 1, 1)]}, "attachment"),
        ({"place_name": "Javastraat 12"}, "location"),
        ({"initiative": ("https://elm.example/i", NUMBER)}, "wijk:initiative"),
    ],
)
def test_what_we_do_not_sign(values: dict[str, Any], where: str) -> None:
    with pytest.raises(BadListingError) as caught:
        Origin().posts(**values)
    assert caught.value.where == where


@pytest.mark.parametrize("member", ["nameMap", "contentMap"])
def test_translations_are_looked_at_too(member: str) -> None:
    elm = Origin()
    document = elm.document() | {member: {"en": "Ladder", "tr": NUMBER}}
    with pytest.raises(BadListingError) as caught:
        leaving.check(document)
    assert caught.value.where == member


def test_the_address_of_a_public_place_may_stand() -> None:
    posted = Origin().posts(place_name="Buurthuis De Iep", address="Javastraat 12")
    assert posted.address == "Javastraat 12"


def test_a_number_that_is_no_address_may_stand() -> None:
    assert Origin().posts(details={"days": 14, "condition": "uit 2019"})


def test_no_receiver_refuses_for_it() -> None:
    elm = Origin()
    data = elm.secured(elm.document(content=NUMBER))
    assert judge(data, identity=elm.identity, scope="public", now=NOON).content == NUMBER
