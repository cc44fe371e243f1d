"""Forms: every field at its limit, above it, empty, and with what should not be in it."""

from datetime import UTC, datetime, timedelta

import pytest

from federation import limits
from federation.kinds import KINDS
from node.listings import fields
from tests.node.filling import LADDER, read

NOW = datetime(2031, 5, 10, 12, tzinfo=UTC)


def problems(**typed: str) -> dict[str, str]:
    reading = fields.read(LADDER | typed, (), NOW)
    assert (reading.fields is None) == bool(reading.problems)
    return {name: problem.sentence for name, problem in reading.problems.items()}


def test_a_good_form_is_read() -> None:
    values = read(LADDER, NOW)
    assert (values.title, values.reach, values.language) == ("Ladder", "ward", "nl")
    assert values.details == {"days": 7}
    assert values.end == datetime(2031, 6, 30, 21, 59, 59, tzinfo=UTC)


def test_what_is_not_chosen_reaches_no_further_than_the_ward() -> None:
    assert read({k: v for k, v in LADDER.items() if k != "reach"}, NOW).reach == "ward"


@pytest.mark.parametrize(
    ("name", "limit"),
    [("title", limits.NAME_POINTS), ("text", limits.CONTENT_POINTS), ("place", 80)],
)
def test_text_at_its_limit_passes_and_above_it_does_not(name: str, limit: int) -> None:
    assert problems(**{name: "é" * limit}) == {}
    found = fields.read(LADDER | {name: "é" * (limit + 1)}, (), NOW).problems[name]
    assert found.values == {"length": limit + 1, "most": limit}


@pytest.mark.parametrize("name", ["title", "text"])
@pytest.mark.parametrize("empty", ["", "   ", "\n\t"])
def test_empty_is_told(name: str, empty: str) -> None:
    assert list(problems(**{name: empty})) == [name]


@pytest.mark.parametrize("name", ["title", "text", "place", "detail_condition", "tags"])
@pytest.mark.parametrize(
    "bad", ["a\x00b", "a\x1bb", "a\x7fb", "a\ud800b", "a\x85b".replace("\x85", "\x86")]
)
def test_control_characters_are_told(name: str, bad: str) -> None:
    assert problems(**{name: bad}) == {name: fields.CONTROL.sentence}


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "a & b < c", "{{ 7 * 7 }}", "%s %(x)s"]
)
def test_markup_is_text_like_any_other(text: str) -> None:
    assert read(LADDER | {"title": text, "text": text}, NOW).title == text


def test_line_ends_are_written_one_way() -> None:
    assert read(LADDER | {"text": "een\r\ntwee\rdrie"}, NOW).text == "een\ntwee\ndrie"


@pytest.mark.parametrize("name", ["kind", "purpose", "terms", "reach"])
def test_a_choice_is_one_of_the_choices(name: str) -> None:
    assert problems(**{name: "anything"}) == {name: fields.CHOOSE.sentence}


@pytest.mark.parametrize("name", ["kind", "purpose", "terms"])
def test_a_choice_must_be_made(name: str) -> None:
    assert name in problems(**{name: ""})


@pytest.mark.parametrize(
    ("end", "sentence"),
    [
        ("", fields.NO_DAY),
        ("ooit", fields.NO_DAY),
        ("9-5-2031", fields.PAST),
        ("2031-02-30", fields.NO_DAY),
        ("31-12-9999", fields.NO_DAY),
        ("1-1-0001", fields.NO_DAY),
    ],
)
def test_an_end_is_a_day_to_come(end: str, sentence: fields.Problem) -> None:
    assert problems(end=end) == {"end": sentence.sentence}


def test_a_listing_lives_no_longer_than_the_protocol_lets_it() -> None:
    last = NOW.date() + limits.LISTING_LIFE - timedelta(days=1)
    assert problems(end=last.isoformat()) == {}
    assert "end" in problems(end=(last + timedelta(days=1)).isoformat())
    assert read(LADDER | {"end": last.isoformat()}, NOW).end - NOW <= limits.LISTING_LIFE


def test_a_meeting_needs_a_day_and_a_time() -> None:
    meeting = {"kind": "meeting", "terms": "gift"}
    assert set(problems(**meeting)) == {"start", "start_time"}
    good = meeting | {"start": "20 mei", "start_time": "19.30"}
    assert problems(**good) == {}
    assert read(LADDER | good, NOW).start == datetime(2031, 5, 20, 17, 30, tzinfo=UTC)
    assert problems(**good | {"start_time": "laat"}) == {"start_time": fields.NO_TIME.sentence}
    assert problems(**good | {"end": "19 mei"}) == {"end": fields.END_BEFORE_START.sentence}
    assert problems(**good | {"start": "1-4-2031"}) == {"start": fields.PAST.sentence}
    today = good | {"start": "10-5-2031"}
    assert problems(**today) == {}
    assert problems(**today | {"start_time": "13.30"}) == {"start_time": fields.PAST_TIME.sentence}
    for start in ("20 mei", "1-4-2031"):
        assert problems(**good | {"start": start, "detail_repeat": "weekly"}) == {}
    assert problems(**good | {"detail_repeat": "hourly"}) == {
        "detail_repeat": fields.CHOOSE.sentence
    }


@pytest.mark.parametrize("start", ["1-1-0001", "31-12-9999"])
def test_a_meeting_is_in_a_time_that_can_be_reckoned_with(start: str) -> None:
    typed = {"kind": "meeting", "terms": "gift", "start": start, "start_time": "0"}
    assert problems(**typed, detail_repeat="weekly") == {"start": fields.NO_DAY.sentence}


def test_each_kind_takes_its_own_fields_at_their_limits() -> None:
    for kind in KINDS.values():
        for one in kind.fields:
            typed = {"kind": kind.name, "start": "20 mei", "start_time": "10"}
            name = f"detail_{one.name}"
            number = one.form == "number"
            at_limit = str(one.limit) if number else "x" * one.limit
            above = str(one.limit + 1) if number else "x" * (one.limit + 1)
            good = {"choice": (*one.choices, "")[0], "language": "nl"}.get(one.form, at_limit)
            assert problems(**typed | {name: good}) == {}
            assert list(problems(**typed | {name: above})) == [name]
            assert problems(**typed | {name: ""}) == {}


@pytest.mark.parametrize("number", ["-1", "1.5", "zeven", "٣", "1e3", "9" * 40])
def test_a_number_is_a_whole_number(number: str) -> None:
    assert problems(detail_days=number) == {"detail_days": fields.NO_NUMBER.sentence}


def test_LI_07_other_fields_are_ignored() -> None:
    values = read(LADDER | {"owner": "1", "origin": "2", "state": "removed", "detail_x": "y"}, NOW)
    assert values == read(LADDER, NOW)


def test_a_point_becomes_the_middle_of_its_cell() -> None:
    one = read(LADDER | {"geo": "52.3613,4.9384"}, NOW).geo
    other = read(LADDER | {"geo": "52.3607,4.9392"}, NOW).geo
    assert one == other == (52362, 4940)
    assert problems(geo="91,4") == {"geo": fields.NO_GEO.sentence}
    assert problems(geo="hier") == {"geo": fields.NO_GEO.sentence}


def test_a_language_is_no_longer_than_neighbours_take_it() -> None:
    for name in ("language", "detail_taught_in"):
        typed = {"kind": "learning", name: "nl" + "-abcdefgh" * 8}
        assert problems(**typed) == {}
        assert problems(**typed | {name: "nl" + "-abcdefgh" * 9}) == {
            name: fields.NO_LANGUAGE.sentence
        }


def test_tags_are_few_and_short() -> None:
    assert read(LADDER | {"tags": "#tuin, tuin,  plant "}, NOW).tags == ("tuin", "plant")
    assert problems(tags=",".join("abcdefghi")) == {"tags": fields.TOO_MANY_TAGS.sentence}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Mail naar jan@elm.nl", fields.EMAIL_BEYOND),
        ("Bel 06 12 34 56 78", fields.PHONE_BEYOND),
        ("Haal op in de Javastraat 12", fields.HOUSE_BEYOND),
    ],
)
def test_addresses_and_numbers_stay_in_the_ward(text: str, sentence: fields.Problem) -> None:
    assert problems(text=text) == {}
    for reach in ("adjacent", "everyone"):
        assert problems(text=text, reach=reach) == {"text": sentence.sentence}
        assert problems(title=text, reach=reach) == {"title": sentence.sentence}
        assert problems(detail_condition=text, reach=reach) == {
            "detail_condition": sentence.sentence
        }
        assert problems(tags=f"ladder, {text}", reach=reach) == {"tags": sentence.sentence}


def test_a_picture_has_a_description() -> None:
    named = (fields.NamedPicture("uEix", ""), fields.NamedPicture("uEiy", "Een ladder"))
    found = fields.read(LADDER, named, NOW).problems
    assert {name: p.sentence for name, p in found.items()} == {
        "picture_1": fields.NO_DESCRIPTION.sentence
    }
