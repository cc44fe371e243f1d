"""The first thing that is true end to end, by hand: a listing placed in one ward is found in the
other within a minute. Taken away it can be put back; once that is over the neighbours follow.
"""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser import keys, walks
from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.running import Node

pytestmark = pytest.mark.browser

MINUTE = 60.0
LOOK_AGAIN = 500  # ms
PROCESSED = "Ingetrokken, en verwerkt in 1 van 1 wijk."


@pytest.fixture(scope="module")
def taken_away() -> list[tuple[str, str]]:
    """Ids and titles of what was taken away by hand, of which the last test sees the end."""
    return []


@pytest.mark.parametrize(
    "javascript",
    [
        pytest.param(False, id="without-javascript"),
        pytest.param(True, id="with-javascript", marks=pytest.mark.long),
    ],
)
def test_a_listing_spreads_and_so_does_its_withdrawal(
    wards: tuple[Node, Node],
    visitor: Visitor,
    taken_away: list[tuple[str, str]],
    *,
    javascript: bool,
) -> None:
    elm, oak = wards
    title = f"Ladder van drie meter {'met' if javascript else 'zonder'} script"
    resident = visitor(PHONE, javascript=javascript)
    neighbour = visitor(DESKTOP, javascript=javascript)
    walks.sign_in(resident, elm)
    lid = walks.place(resident, elm, walks.LADDER | {"title": title})
    expect(resident.get_by_role("heading", level=1)).to_have_text(title)

    assert seen_within(neighbour, oak, title, there=True) < MINUTE
    neighbour.get_by_role("link", name=title).click()
    expect(neighbour.get_by_role("heading", level=1)).to_have_text(title)
    assert re.search(rf"/n/\w+/l/{lid}$", neighbour.url)
    expect(neighbour.locator("main")).to_contain_text("Elm")

    walks.withdraw(resident, elm, lid)
    gone = neighbour.goto(f"{elm.url}/l/{lid}")
    assert gone is not None
    assert gone.status == 410
    resident.get_by_role("button", name="Ongedaan maken").click()
    expect(resident.get_by_role("status")).to_contain_text("hangt weer op het bord")
    neighbour.goto(f"{elm.url}/l/{lid}")
    expect(neighbour.get_by_role("heading", level=1)).to_have_text(title)

    walks.withdraw(resident, elm, lid)
    taken_away.append((lid, title))


def test_a_wrong_password_is_a_sentence_and_the_name_stays(
    wards: tuple[Node, Node], visitor: Visitor
) -> None:
    elm, _ = wards
    page = visitor()
    walks.sign_in(page, elm, password="geen idee")
    expect(page.get_by_role("alert")).to_contain_text("klopt niet")
    expect(page.get_by_label("Naam of e-mailadres")).to_have_value("Noor")
    expect(page.get_by_label("Wachtwoord", exact=True)).to_have_value("")


def test_what_is_for_the_ward_alone_is_not_seen_signed_out_nor_next_door(
    wards: tuple[Node, Node], visitor: Visitor
) -> None:
    elm, oak = wards
    title = "Alleen voor onze eigen wijk"
    resident = visitor()
    walks.sign_in(resident, elm)
    lid = walks.place(resident, elm, walks.LADDER | {"title": title, "reach": "ward"})
    marker = elm.places(name="Daarna geplaatst, voor iedereen")

    stranger = visitor()
    stranger.goto(f"{elm.url}/?q=eigen+wijk")
    expect(stranger.get_by_role("link", name=title)).to_have_count(0)
    answer = stranger.goto(f"{elm.url}/l/{lid}")
    assert answer is not None
    assert answer.status == 404
    assert seen_within(stranger, oak, "Daarna geplaatst, voor iedereen", there=True) < MINUTE
    assert lid not in {row["id"] for row in oak.listings("--all")}
    elm.withdraws(marker)


def test_what_was_taken_away_is_gone_next_door_and_its_owner_reads_so(
    wards: tuple[Node, Node], visitor: Visitor, taken_away: list[tuple[str, str]]
) -> None:
    """The last of this file, as it ends what the others began."""
    elm, oak = wards
    resident, neighbour = visitor(), visitor(DESKTOP)
    walks.sign_in(resident, elm)
    if not taken_away:  # this test is run alone
        title = "Ladder om terug te halen"
        lid = walks.place(resident, elm, walks.LADDER | {"title": title})
        walks.withdraw(resident, elm, lid)
        taken_away.append((lid, title))
    keys.a_minute_later(elm)
    for lid, title in taken_away:
        seen_within(neighbour, oak, title, there=False)
        expect(neighbour.get_by_role("link", name=title)).to_have_count(0)
        for _ in range(int(MINUTE * 1000 / LOOK_AGAIN)):
            resident.goto(f"{elm.url}/l/{lid}")
            if resident.get_by_role("link", name=PROCESSED).count():
                break
            resident.wait_for_timeout(LOOK_AGAIN)
        expect(resident.get_by_role("link", name=PROCESSED)).to_be_visible()
        expect(resident.get_by_role("region", name="In de buurwijken")).to_contain_text("Oak")


def seen_within(page: Page, node: Node, title: str, *, there: bool) -> float:
    """Look at a ward's first page until a listing is there, or is not; gives the seconds."""
    start = time.monotonic()
    while time.monotonic() - start < MINUTE:
        page.goto(node.url)
        if bool(page.get_by_role("link", name=title).count()) == there:
            break
        page.wait_for_timeout(LOOK_AGAIN)
    return time.monotonic() - start
