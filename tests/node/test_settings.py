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


@pytest.mark.parametrize(
    ("name", "value"), [("joining", "perhaps"), ("without_email", ""), ("own_words", "x" * 2001)]
)
def test_what_is_not_allowed_changes_nothing(world: World, name: str, value: str) -> None:
    with pytest.raises(BadValueError):
        values.put(name, value)
    assert values.get(name) == SETTINGS[name].default


def test_what_is_no_setting_is_refused(world: World) -> None:
    for use in (lambda: values.get("colour"), lambda: values.put("colour", "red")):
        with pytest.raises(UnknownSettingError):
            use()
