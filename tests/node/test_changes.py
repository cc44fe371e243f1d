"""What the ward changed about itself: who, when, from what to what, and setting it back."""

from datetime import timedelta

import pytest

from node.moderation import changes, forgetting, log
from node.moderation.changes import NotNewestError
from node.moderation.models import LogEntry, SettingChange
from node.residents import accounts
from node.residents.models import Resident
from node.settings import values
from node.settings.table import SETTINGS, BadValueError
from node.upkeep import privacy
from node.world import World
from tests.node.conftest import PASSWORD
from tests.world import Clock


@pytest.fixture
def ada(world: World) -> Resident:
    return accounts.create(world, name="Ada Doet", password=PASSWORD, role="admin")


def lines() -> list[tuple[str, str, str, str]]:
    return [(one.name, one.was, one.became, one.who) for one in changes.page().lines]


def forward(world: World, **by: float) -> None:
    assert isinstance(world.clock, Clock)
    world.clock.forward(**by)


def test_each_change_says_who_when_from_what_to_what(world: World, ada: Resident) -> None:
    changes.put(world, ada, "joining", "open")
    forward(world, hours=1)
    changes.put(world, None, "contact", "Ada, 020 555 01 23")
    assert lines() == [
        ("contact", "", "Ada, 020 555 01 23", ""),
        ("joining", "invitation", "open", "Ada Doet"),
    ]
    newest, oldest = changes.page().lines
    assert newest.at - oldest.at == timedelta(hours=1)
    assert [line.action for line in log.page().lines] == ["setting", "setting"]
    assert log.check() is None


def test_the_same_again_is_no_change(world: World, ada: Resident) -> None:
    changes.put(world, ada, "joining", "invitation")
    changes.put(world, ada, "contact", "  ")
    assert lines() == []
    assert log.length() == 0


def test_when_one_answer_will_not_do_nothing_is_changed(world: World, ada: Resident) -> None:
    wrong = changes.put_all(world, ada, {"joining": "open", "newcomer_day": "veel", "x": "y"})
    assert set(wrong) == {"newcomer_day", "x"}
    assert values.get("joining") == "invitation"
    assert lines() == []
    assert changes.put_all(world, ada, {"joining": "open", "newcomer_day": "3"}) == {}
    assert (values.get("joining"), values.get("newcomer_day")) == ("open", "3")
    with pytest.raises(BadValueError):
        changes.put(world, ada, "joining", "perhaps")


def test_the_newest_of_each_is_set_back_and_that_is_a_change_too(
    world: World, ada: Resident
) -> None:
    for door in ("open", "closed"):
        changes.put(world, ada, "joining", door)
    changes.put(world, ada, "contact", "Ada")
    contact, closed, opened = changes.page().lines
    assert [one.undoable for one in (contact, closed, opened)] == [True, True, False]
    with pytest.raises(NotNewestError):
        changes.undo(world, ada, opened.id)
    assert changes.undo(world, ada, closed.id) == "joining"
    assert values.get("joining") == "open"
    assert lines()[0] == ("joining", "closed", "open", "Ada Doet")
    for number in (closed.id, 0, 2**40):
        with pytest.raises(NotNewestError):
            changes.undo(world, ada, number)
    changes.undo(world, ada, changes.page().lines[0].id)  # and the setting back is set back
    assert values.get("joining") == "closed"


def test_after_a_year_names_and_typed_texts_go_and_answers_stay(
    world: World, ada: Resident
) -> None:
    changes.put(world, ada, "joining", "open")
    changes.put(world, ada, "contact", "Ada, 020 555 01 23")
    forward(world, days=300)
    changes.put(world, ada, "contact", "Bob")
    forgetting.forget_old(world)
    assert "Ada, 020 555 01 23" in [became for _n, _w, became, _who in lines()]
    forward(world, days=66)
    assert changes.forget_old(world) == 2
    assert lines() == [
        ("contact", "Ada, 020 555 01 23", "Bob", "Ada Doet"),
        ("contact", "", "", ""),
        ("joining", "invitation", "open", ""),
    ]
    assert changes.forget_old(world) == 0
    forward(world, days=300)
    changes.forget_old(world)
    assert lines()[0] == ("contact", "", "", "")
    assert values.get("contact") == "Bob"  # what holds is not history
    newest, _older, joining = changes.page().lines
    assert not newest.undoable  # what it was is not kept any more
    changes.undo(world, ada, joining.id)
    assert values.get("joining") == "invitation"


def test_who_leaves_is_not_in_the_history_any_more(world: World, ada: Resident) -> None:
    changes.put(world, ada, "joining", "open")
    [mine] = [one for one in privacy.HOLDINGS if one.model is SettingChange]
    [told] = mine.tell(world, ada.id)
    assert told.title == SETTINGS["joining"].sentence
    assert [fact.value for fact in told.facts][:2] == ["invitation", "open"]
    mine.erased(world, ada.id)
    assert lines() == [("joining", "invitation", "open", "")]
    assert mine.tell(world, ada.id) == []
    assert SettingChange.select().where(SettingChange.by.is_null(is_null=False)).count() == 0


def test_a_long_history_comes_in_pages_of_one_setting_or_all(world: World, ada: Resident) -> None:
    for number in range(changes.PAGE + 5):
        changes.put(world, ada, "newcomer_day", str(number + 1))
    changes.put(world, ada, "joining", "open")
    first = changes.page()
    assert len(first.lines) == changes.PAGE
    rest = changes.page(before=first.next)
    assert (len(rest.lines), rest.next) == (6, None)
    assert [one.name for one in changes.page(name="joining").lines] == ["joining"]
    assert LogEntry.select().count() == changes.PAGE + 6
