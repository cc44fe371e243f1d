"""Pages of what the ward decides, of how that changed, and of what the machine needs."""

from node.config import HIDDEN, READERS
from node.settings.table import GROUPS, SETTINGS
from node.web import settling
from tests.neighbourhood import Ward
from tests.web.markup import Page
from tests.web.visitor import Visitor

HOME, HISTORY, MACHINE = "/beheer/instellingen", settling.HISTORY, "/beheer/machine"


def test_every_setting_stands_once_under_a_heading(elm: Ward) -> None:
    page = Visitor(elm, "Ada Doet", role="admin").page(HOME)
    named = [one.attributes.get("name") for one in page.all("input") + page.all("textarea")]
    assert set(SETTINGS) <= set(named)
    assert {one.group for one in SETTINGS.values()} == set(GROUPS)
    choices = {choice for one in SETTINGS.values() for choice in one.choices}
    assert choices == set(settling.CHOICES)


def test_PE_10_it_is_said_that_open_joining_turns_into_asking(elm: Ward) -> None:
    ada = Visitor(elm, "Ada Doet", role="admin")
    for path in (HOME, "/opvolging"):
        assert "een week lang geen moderator en geen beheerder" in ada.page(path).text


def test_what_was_typed_stays_when_something_is_wrong(elm: Ward) -> None:
    ada = Visitor(elm, "Ada Doet", role="admin")
    filled = ada.page(HOME).filled() | {"contact": "Bij Ada", "newcomer_day": "heel veel"}
    answer = ada.post(HOME, filled)
    assert answer.status_code == 422
    assert "Bij Ada" in answer.text
    assert "heel veel" in answer.text
    assert "Kies een getal van 1 tot 99" in answer.text
    assert "Er is nog niets veranderd" in ada.page(HISTORY).text


def test_a_form_that_was_open_for_long_changes_only_what_its_reader_changed(elm: Ward) -> None:
    ada, ben = (Visitor(elm, name, role="admin") for name in ("Ada Doet", "Ben Doet"))
    old = ben.page(HOME).filled()
    ada.post(HOME, ada.page(HOME).filled() | {"joining": "closed", "contact": "Bij Ada"})
    assert ben.post(HOME, old | {"newcomer_day": "3"}).status_code == 303
    now = ada.page(HOME).filled()
    assert (now["joining"], now["contact"], now["newcomer_day"]) == ("closed", "Bij Ada", "3")

    late = ben.post(HOME, old | {"contact": "Bij Ben", "trust_days": "90"})
    assert (late.status_code, late.text.count("Een ander veranderde dit intussen")) == (422, 2)
    shown = Page(late.text).filled()
    assert (shown["joining"], shown["contact"], shown["trust_days"]) == ("closed", "Bij Ben", "90")
    assert ada.page(HOME).filled()["contact"] == "Bij Ada"
    assert ben.post(HOME, shown).status_code == 303
    now = ada.page(HOME).filled()
    assert (now["joining"], now["contact"], now["trust_days"]) == ("closed", "Bij Ben", "90")


def test_the_history_is_read_and_set_back(elm: Ward) -> None:
    ada = Visitor(elm, "Ada Doet", role="admin")
    sent = ada.page(HOME).filled() | {"joining": "closed", "contact": "<b>Ada</b>"}
    assert ada.post(HOME, sent).headers["Location"] == f"{HOME}?net=bewaard"
    page = ada.page(HISTORY)
    for words in ("Wie een uitnodiging heeft", "Niemand", "<b>Ada</b>", "Ada Doet", "leeg"):
        assert words in page.text
    only = ada.page(f"{HISTORY}?wat=joining")
    assert "<b>Ada</b>" not in only.text
    number = only.filled()["number"]
    assert ada.post(HISTORY, {"number": number}).headers["Location"] == f"{HISTORY}?net=terug"
    assert ada.page(HOME).filled()["joining"] == "invitation"
    late = ada.post(HISTORY, {"number": number})
    assert (late.status_code, "niets teruggezet" in late.text) == (409, True)
    assert ada.get(f"{HISTORY}?wat=colour").status_code == 404


def test_what_the_machine_needs_is_read_with_where_it_was_said(elm: Ward) -> None:
    """AD-05: and the secrets never, whatever their length."""
    ada = Visitor(elm, "Ada Doet", role="admin")
    with elm.at_work() as world:
        config = world.config
    page = ada.page(MACHINE)
    assert set(READERS) | {"data"} == set(settling.MACHINE)
    assert config.url in page.text
    assert "Niet ingevuld: dit is de gewone waarde" in page.text
    assert page.all("form") == [] or not any(
        MACHINE in one.attributes.get("action", "") for one in page.all("form")
    )
    for path in (HOME, HISTORY, MACHINE):
        text = ada.get(path).text
        assert config.secret not in text
        assert HIDDEN not in text  # said in the words of the page
    assert "Geheim" in page.text
