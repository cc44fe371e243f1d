"""The eight kinds, each with its own fields, from what was typed to what neighbours hold."""

from datetime import UTC, datetime

from federation import limits
from federation.kinds import KINDS
from federation.listing import judge_for
from node.listings import fields, search
from node.listings.cards import Card, next_date
from node.listings.fields import LONGEST_PLACE, LONGEST_TAG
from node.peering.apply import placed_as
from node.shown.viewer import ANYONE
from tests.federation.origin import NOON, Origin
from tests.kinds import ANSWERS
from tests.neighbourhood import Neighbourhood, Ward
from tests.node.filling import LADDER

TEXTS = {"line", "text"}


def cards(ward: Ward) -> dict[str, Card]:
    with ward.at_work() as world:
        found = search.find(world, ANYONE, search.Query()).cards
    return {card.kind: card for card in found}


def test_each_field_of_each_kind_has_an_answer() -> None:
    for kind in KINDS.values():
        asked = {f"detail_{field.name}" for field in kind.fields}
        assert asked == {name for name in ANSWERS[kind.name] if name.startswith("detail_")}


def test_what_each_kind_tells_is_held_next_door(neighbourhood: Neighbourhood) -> None:
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    for kind, answers in ANSWERS.items():
        elm.posts(kind, **answers)
    oak.follows(elm)
    oak.pulls()
    here, there = cards(elm), cards(oak)
    assert set(here) == set(there) == set(KINDS)
    for kind in KINDS.values():
        told = {field.name: there[kind.name].details[field.name] for field in kind.fields}
        assert {f"detail_{name}": str(value) for name, value in told.items()} == {
            name: value for name, value in ANSWERS[kind.name].items() if name.startswith("detail_")
        }
        assert here[kind.name].details == there[kind.name].details
        assert all(field.accepts(told[field.name]) for field in kind.fields)
    # The first of April was a Tuesday; the clock says the tenth of May, after noon.
    tuesday = datetime(2031, 5, 13, 8, tzinfo=UTC)
    assert here["meeting"].next_date == there["meeting"].next_date == tuesday


def test_a_meeting_comes_back_until_its_end() -> None:
    starts = datetime(2031, 5, 6, 8, tzinfo=UTC)
    last = datetime(2031, 5, 20, 21, 59, 59, tzinfo=UTC)
    for day, expected in ((7, 13), (14, 20), (20, None), (28, None)):
        now = datetime(2031, 5, day, 9, tzinfo=UTC)
        following = next_date(starts, "weekly", now, last)
        assert (following.day if following else None) == expected


def test_LI_08_at_its_limit_each_text_is_whole_here_and_next_door(
    neighbourhood: Neighbourhood,
) -> None:
    """And one letter more is told, before anything is placed."""
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    oak.follows(elm)
    for kind in KINDS.values():
        longest = {"title": limits.NAME_POINTS, "text": limits.CONTENT_POINTS}
        longest |= {"place": LONGEST_PLACE, "tags": LONGEST_TAG}
        longest |= {f"detail_{one.name}": one.limit for one in kind.fields if one.form in TEXTS}
        typed = {name: "\N{BICYCLE}" * most for name, most in longest.items()}
        elm.posts(kind.name, **ANSWERS[kind.name] | typed)
        for name, text in typed.items():
            longer = {**LADDER, **ANSWERS[kind.name], "kind": kind.name, name: text + "x"}
            assert name in fields.read(longer, (), NOON).problems
    assert oak.pulls() == []
    here, there = cards(elm), cards(oak)
    for kind in KINDS.values():
        one, same = here[kind.name], there[kind.name]
        assert {len(one.title), len(one.place)} == {limits.NAME_POINTS, LONGEST_PLACE}
        assert len(one.text) == limits.CONTENT_POINTS
        for part in ("title", "text", "place", "tags", "details"):
            assert getattr(one, part) == getattr(same, part)


def test_LI_08_what_a_neighbour_sends_is_no_longer_than_our_own_form_takes() -> None:
    elm, long = Origin(), "é" * 2_000
    document = elm.document(place_name=long, by=long, tags=[long], details={"condition": long})
    image = {"type": "Image", "mediaType": "image/png", "name": long, "width": 1, "height": 1}
    document["attachment"] = [image | {"digestMultibase": "uEi" + "A" * 44}]
    data = elm.secured(document)
    listing = judge_for(data, host=elm.host, scope="public", now=NOON)
    placed = placed_as(listing, "everyone")
    shown = (placed.place, placed.by, placed.tags[0], placed.pictures[0].description)
    assert [len(text) for text in shown] == [80, 40, 40, 200]
    assert all(text.endswith("é…") for text in shown)
    assert listing.data == data
