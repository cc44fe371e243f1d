"""What the ward decides about itself."""

import pytest

from node.settings import values
from node.settings.table import SETTINGS, BadValueError, UnknownSettingError
from node.world import World


def test_each_setting_has_a_default_that_it_allows_and_a_question(world: World) -> None:
    for name, setting in SETTINGS.items():
        assert values.put(name, setting.default) == setting.default
        assert setting.sentence.endswith(("?", "."))
    assert values.everything() == {name: one.default for name, one in SETTINGS.items()}


def test_a_setting_holds_from_when_it_is_set(world: World) -> None:
    assert values.get("joining") == "invitation"
    values.put("joining", "open")
    values.put("joining", "closed")
    assert values.get("joining") == "closed"
    assert values.everything()["joining"] == "closed"
    values.put("own_words", "  Javaplein \n Oost ")
    assert values.get("own_words") == "Javaplein Oost"


@pytest.mark.parametrize("name", ["house_rules", "privacy_text"])
def test_a_text_of_several_lines_keeps_its_lines(world: World, name: str) -> None:
    values.put(name, " Wees  aardig.\r\n- Groet.\r\n\r\n\r\n\r\nTot slot\0.\t \n")
    assert values.get(name) == "Wees aardig.\n- Groet.\n\nTot slot."
    long = "é" * 20_000
    assert values.put(name, long) == long


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("joining", "perhaps"),
        ("without_email", ""),
        ("own_words", "x" * 2001),
        ("house_rules", "x" * 20_001),
        ("centre", "Javaplein"),
        ("centre", "52.364"),
        ("centre", "91,4"),
        ("centre", "52,181"),
        ("centre", "٥٢,4"),
    ],
)
def test_what_is_not_allowed_changes_nothing(world: World, name: str, value: str) -> None:
    with pytest.raises(BadValueError):
        values.put(name, value)
    assert values.get(name) == SETTINGS[name].default


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("52.364, 4.939", "52.364,4.939"), ("52.3641234 ,4.9", None), ("-0.5,-71", "-0.500,-71.000")],
)
def test_the_middle_of_a_ward_has_three_decimals(
    world: World, typed: str, kept: str | None
) -> None:
    if kept is None:
        with pytest.raises(BadValueError):
            values.put("centre", typed)
    else:
        assert values.put("centre", typed) == kept
    assert values.put("centre", "") == ""


def test_what_is_no_setting_is_refused(world: World) -> None:
    for use in (lambda: values.get("colour"), lambda: values.put("colour", "red")):
        with pytest.raises(UnknownSettingError):
            use()
