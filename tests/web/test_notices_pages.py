"""How often mail comes: chosen on one's own page, from the foot of a mail, and by one click."""

import pytest

from node.notices import choices, links, outbox
from node.notices.choices import Person
from node.notices.hours import Quiet
from node.notices.sorts import DAILY, NONE, NOW
from node.residents import accounts
from tests.neighbourhood import PASSWORD, Ward
from tests.web.markup import Page
from tests.web.visitor import Visitor

PAGE = "/van-mij/seintjes"
ADDRESS = "alice@elm.test"


@pytest.fixture
def alice(elm: Ward) -> Person:
    """A resident with a mailbox."""
    with elm.at_work() as world:
        made = accounts.create(world, name="Alice Jansen", password=PASSWORD, email=ADDRESS)
    return Person(made.id)


def link(ward: Ward, person: Person) -> str:
    """What stands at the foot of a mail to her."""
    with ward.at_work() as world:
        return links.path_of(world, person, outbox.mailbox_of(world, ADDRESS))


def chosen(ward: Ward, person: Person) -> choices.Choices:
    with ward.at_work():
        return choices.of(person)


def test_a_resident_chooses_and_finds_it_again(elm: Ward, alice: Person) -> None:
    visitor = Visitor(elm, "Alice Jansen")
    assert PAGE in visitor.page("/van-mij").links
    page = visitor.page(PAGE)
    assert page.faults == []
    assert "Dit sturen wij altijd" in page.text
    typed = page.filled() | {"messages": DAILY, "quiet_from": "21", "quiet_until": "9"}
    answer = visitor.post(PAGE, typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}?net=bewaard")
    assert visitor.page(PAGE).filled()["messages"] == DAILY
    found = chosen(elm, alice)
    assert (found.when("messages"), found.quiet) == (DAILY, Quiet(21, 9))
    assert visitor.post(PAGE, typed | {"quiet_from": ""}).status_code == 303
    assert chosen(elm, alice).quiet is None


@pytest.mark.parametrize("wrong", [{"messages": "hourly"}, {"quiet_from": "7", "quiet_until": "7"}])
def test_what_cannot_be_is_said_beside_its_field(
    elm: Ward, alice: Person, wrong: dict[str, str]
) -> None:
    visitor = Visitor(elm, "Alice Jansen")
    answer = visitor.post(PAGE, visitor.page(PAGE).filled() | {"answers": NONE} | wrong)
    assert answer.status_code == 422
    assert "Er is nog 1 ding" in Page(answer.text).text
    assert chosen(elm, alice).when("answers") == NOW


def test_from_the_mail_without_signing_in(elm: Ward, alice: Person) -> None:
    path, anybody = link(elm, alice), Visitor(elm)
    page = anybody.page(path)
    assert "a•••@e•••.test" in page.text
    assert "Alice" not in page.text
    typed = page.filled() | {"messages": NONE}
    del typed["csrf_token"]
    assert anybody.post(path, typed, token=False).status_code == 400
    assert anybody.post(path, typed).status_code == 303
    assert chosen(elm, alice).when("messages") == NONE
    assert anybody.post(path, {"stop": "1"}).headers["Location"] == f"{path}?net=gestopt"
    assert chosen(elm, alice).when("reminders") == NONE
    assert anybody.get(path[:-1] + "~").status_code == 404


def test_ME_07_looking_stops_nothing_and_one_click_does(elm: Ward, alice: Person) -> None:
    path, anybody = f"{link(elm, alice)}/stop/messages", Visitor(elm)
    for _twice in range(2):
        assert "Geen mail meer?" in anybody.page(path).text
    assert chosen(elm, alice).when("messages") == NOW
    answer = anybody.post(path, {"List-Unsubscribe": "One-Click"}, token=False)
    assert answer.status_code == 200
    assert "Hierover sturen wij je geen mail meer" in Page(answer.text).text
    assert chosen(elm, alice).when("messages") == NONE
    assert chosen(elm, alice).when("answers") == NOW
    for wrong in ("/stop/account", "/stop/iets"):
        assert anybody.post(link(elm, alice) + wrong, {}, token=False).status_code == 404


def test_who_has_no_mailbox_reads_that_nothing_is_sent(elm: Ward) -> None:
    page = Visitor(elm, "Zonder Mail").page(PAGE)
    assert "Wij sturen je dus geen mail" in page.text
    assert "/van-mij/e-mail" in page.links
