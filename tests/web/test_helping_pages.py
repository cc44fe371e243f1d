"""What the two who let somebody back in read, and those who look after the site."""

import re

import pytest

from node.residents import answering, helpers, together
from node.residents.accounts import named
from tests.neighbourhood import PASSWORD, Ward
from tests.web.markup import Page
from tests.web.visitor import Visitor

OWNER = "Alice Jansen"


@pytest.fixture
def alice(elm: Ward) -> Visitor:
    """Alice, without a mailbox, who named Bob and Carla; one of whom is asked to help."""
    made = Visitor(elm, OWNER)
    for name in ("Bob", "Carla"):
        Visitor(elm, name)
    with elm.at_work() as world:
        both = ("Bob", "Carla")
        helpers.name_two(world, named(OWNER), helper_names=both, password=PASSWORD)
        together.ask(world, who=OWNER, language="nl")
        answering.answer_all(world)
    return made


def test_what_waits_for_somebody_stands_on_their_own_page(elm: Ward, alice: Visitor) -> None:
    page = Visitor(elm, "Bob").page("/van-mij")
    assert f"{OWNER} vraagt jou om hulp" in page.text
    assert "/van-mij/helpen" in page.links
    assert "vraagt jou om hulp" not in alice.page("/van-mij").text
    assert "Weer binnenlaten (1)" in Visitor(elm, "Mo", role="moderator").page("/van-mij").text


def test_who_has_no_mailbox_is_led_to_the_code_on_paper(alice: Visitor) -> None:
    page = alice.page("/van-mij")
    assert "Maak een code op papier" in page.text
    assert "/van-mij/papier" in page.links
    alice.post("/van-mij/papier", {"current": PASSWORD})
    assert "Maak een code op papier" not in alice.page("/van-mij").text


def test_a_helper_steps_back(elm: Ward, alice: Visitor) -> None:
    bob = Visitor(elm, "Bob")
    owner = re.search(r'name="owner" value="(\d+)"', bob.get("/van-mij/helpen").text)
    assert owner
    leaving = {"owner": owner[1], "what": "leave"}
    answer = bob.post("/van-mij/helpen", leaving)
    assert answer.status_code == 303
    assert "Je helpt hier niet meer" in bob.page(answer.headers["Location"]).text
    assert OWNER not in bob.page("/van-mij/helpen").text
    assert bob.post("/van-mij/helpen", leaving).status_code == 404
    with elm.at_work():
        assert helpers.names_of(int(owner[1])) == ["Carla"]


@pytest.mark.parametrize("field", ["helper_1", "helper_2"])
def test_an_unknown_name_is_said_beside_its_own_field(alice: Visitor, field: str) -> None:
    typed = {"helper_1": "Bob", "helper_2": "Carla", "current": PASSWORD}
    answer = alice.post("/van-mij/helpers", typed | {field: "Niemand Zo"})
    assert answer.status_code == 422
    inputs = [one.attributes for one in Page(answer.text).all("input")]
    assert [one["name"] for one in inputs if "aria-invalid" in one] == [field]
