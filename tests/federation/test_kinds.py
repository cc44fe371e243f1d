"""The kinds: one table that the form, the check and the help page walk."""

import pytest

from federation.kinds import KINDS, TERMS
from federation.kinds.kind import Field


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
        (Field("a", choices=("x", "y")), "y", True),
        (Field("a", choices=("x", "y")), "z", False),
        (Field("a", type="integer", limit=7), 7, True),
        (Field("a", type="integer", limit=7), 0, True),
        (Field("a", type="integer", limit=7), 8, False),
        (Field("a", type="integer", limit=7), -1, False),
        (Field("a", type="integer", limit=7), "7", False),
        (Field("a", type="integer", limit=7), True, False),
    ],
)
def test_what_a_field_takes(field: Field, value: object, accepted: bool) -> None:
    assert field.accepts(value) is accepted


def test_as_much_as_a_field_takes() -> None:
    text, number = Field("a", limit=5), Field("b", type="integer", limit=5)
    assert [text.accepts("x" * length) for length in (0, 1, 5, 6)] == [False, True, True, False]
    assert [number.accepts(value) for value in (-1, 0, 5, 6)] == [False, True, True, False]


def test_the_names_that_travel() -> None:
    """``wijk:details`` has these members, and neighbours go by them (§5.2)."""
    assert {name: [field.name for field in kind.fields] for name, kind in KINDS.items()} == {
        "work": ["pay", "hours_a_week", "duration"],
        "learning": ["level", "cost"],
        "volunteering": ["when", "needs"],
        "sharing": ["amount", "pickup"],
        "lending": ["days", "condition"],
        "exchange": ["for"],
        "meeting": ["places", "repeat"],
        "initiative": ["dream", "needs"],
    }
