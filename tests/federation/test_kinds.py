"""The kinds: one table that the form, the check and the help page walk."""

from pathlib import Path

import pytest

import federation
from federation.kinds import KINDS, TERMS
from federation.kinds.kind import Field

PROTOCOL = (Path(federation.__path__[0]) / "PROTOCOL.md").read_text(encoding="utf-8")


def test_the_kinds_of_the_protocol() -> None:
    assert list(KINDS) == [
        "work",
        "learning",
        "volunteering",
        "sharing",
        "lending",
        "exchange",
        "meeting",
        "initiative",
    ]
    assert all(name == kind.name for name, kind in KINDS.items())


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_is_whole(kind: object) -> None:
    found = KINDS[getattr(kind, "name", "")]
    assert set(found.terms) <= set(TERMS)
    assert found.terms
    assert (found.type == "Event") == (found.name == "meeting")
    assert found.label == f"kind.{found.name}"
    assert len({field.name for field in found.fields}) == len(found.fields)
    for field in found.fields:
        assert found.field(field.name) is field
        assert field.label(found.name) == f"kind.{found.name}.{field.name}"
    assert found.field("nothing") is None
    counted = found.field(found.counted)
    assert counted is None or counted.form == "number"
    assert set().union(*(field.terms for field in found.fields)) <= set(found.terms)


def test_things_change_hands_and_services_do_not() -> None:
    actions = {name: kind.actions for name, kind in KINDS.items()}
    assert actions["sharing"] == actions["lending"] == ("transfer",)
    assert actions["exchange"] == ("transfer", "deliverService")
    assert actions["work"] == actions["learning"] == ("deliverService",)


@pytest.mark.parametrize(
    ("field", "value", "accepted"),
    [
        (Field("a"), "x", True),
        (Field("a"), "", False),
        (Field("a"), 5, False),
        (Field("a", limit=3), "abcd", False),
        (Field("a", "choice", choices=("x", "y")), "y", True),
        (Field("a", "choice", choices=("x", "y")), "z", False),
        (Field("a", "text"), "x\ny", True),
        (Field("a", "language"), "nl", True),
        (Field("a", "language"), "zgh-Tfng", True),
        (Field("a", "language"), "heel veel talen", False),
        (Field("a", "language"), "nl\n", False),
        (Field("a", "number", limit=7), 7, True),
        (Field("a", "number", limit=7), 0, True),
        (Field("a", "number", limit=7), 8, False),
        (Field("a", "number", limit=7), -1, False),
        (Field("a", "number", limit=7), "7", False),
        (Field("a", "number", limit=7), True, False),
    ],
)
def test_what_a_field_takes(field: Field, value: object, accepted: bool) -> None:
    assert field.accepts(value) is accepted


def test_as_much_as_a_field_takes() -> None:
    text, number = Field("a", limit=5), Field("b", "number", limit=5)
    assert [text.accepts("x" * length) for length in (0, 1, 5, 6)] == [False, True, True, False]
    assert [number.accepts(value) for value in (-1, 0, 5, 6)] == [False, True, True, False]


def test_the_names_that_travel() -> None:
    """``wijk:details`` has these members, and neighbours go by them (§5.2)."""
    assert {name: [field.name for field in kind.fields] for name, kind in KINDS.items()} == {
        "work": ["pay", "hours_a_week", "duration", "start"],
        "learning": ["level", "cost", "taught_in", "places"],
        "volunteering": ["when", "for_whom", "needs", "places"],
        "sharing": ["what", "number", "unit", "pickup"],
        "lending": ["days", "condition", "deposit"],
        "exchange": ["for"],
        "meeting": ["repeat", "places", "accessible"],
        "initiative": ["dream", "needs"],
    }


def test_the_protocol_names_each_field_and_each_choice() -> None:
    [row] = [line for line in PROTOCOL.splitlines() if line.startswith("| `wijk:details` |")]
    for kind in KINDS.values():
        own = row.partition(f" `{kind.name}` ")[2].partition(";")[0]
        for field in kind.fields:
            assert f"`{field.name}`" in own, (kind.name, field.name)
            assert (f"`{field.name}` (integer)" in own) == (field.form == "number")
            if field.name != "repeat":  # has a row of its own
                assert all(f"`{choice}`" in own for choice in field.choices)


def test_what_is_paid_is_asked_where_something_is_wanted_in_return() -> None:
    pay, hours = Field("pay", terms=("paid",)), Field("hours")
    assert [pay.goes_with(terms) for terms in ("paid", "gift")] == [True, False]
    assert hours.goes_with("gift")
