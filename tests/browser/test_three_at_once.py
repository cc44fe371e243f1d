"""Three people at once, by hand on a phone: something is lent and comes back, a meeting with three
places, work that two would do, and somebody who leaves in the middle.

One walk is always made, without a script; ``--long`` makes each of them both ways.
"""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from node.listings import days
from node.world import system_clock
from tests.browser import walks
from tests.browser.conftest import Visitor
from tests.browser.test_answering import someone
from tests.running import PASSWORD, Node

pytestmark = pytest.mark.browser

WAYS = [
    pytest.param(False, id="plain"),
    pytest.param(True, id="script", marks=pytest.mark.long),
]
LONG_WAYS = [
    pytest.param(way, id=id_, marks=pytest.mark.long)
    for way, id_ in ((False, "plain"), (True, "script"))
]
LADDER = {
    "kind": "lending",
    "purpose": "offer",
    "title": "Trap van zes treden",
    "text": "Van hout. Haal hem op wanneer je wilt.",
    "terms": "loan",
    "detail_days": "7",
    "reach": "ward",
}
COFFEE = {
    "kind": "meeting",
    "purpose": "offer",
    "title": "Koffie in de tuin",
    "text": "Neem een stoel mee.",
    "terms": "gift",
    "start_time": "10.00",
    "detail_places": "3",
    "reach": "ward",
}
BAKERY = {
    "kind": "work",
    "purpose": "offer",
    "title": "Een dag helpen in de winkel",
    "text": "Vakken vullen en afrekenen.",
    "terms": "paid",
    "detail_pay": "€ 15 per uur",
    "reach": "ward",
}


@pytest.mark.parametrize("script", WAYS)
def test_a_ladder_is_lent_comes_back_and_goes_to_who_waits(
    wards: tuple[Node, Node], visitor: Visitor, *, script: bool
) -> None:
    elm, _ = wards
    lena, bas, cas = three(elm, visitor, ("Lena", "Bas", "Cas"), script=script)
    lid = walks.place(lena, elm, LADDER)
    answers(bas, elm, lid, day=day_of(0), days="2", text="Ik hang een lamp op.")
    answers(cas, elm, lid, day=day_of(0), days="1")
    says_yes(lena, elm, lid, "Bas", "Afgesproken.")
    says_yes(lena, elm, lid, "Cas", "op de wachtlijst")

    slip_of(lena, elm, lid, "Bas").get_by_role("link", name="Het is meegegeven").click()
    lena.get_by_label("Hoe ziet het eruit?").fill("Er zit een kras op.")
    lena.get_by_role("button", name="Ja, het is meegegeven").click()
    expect(lena.get_by_role("status")).to_contain_text("Wij hebben het opgeschreven.")
    mine = agreement(bas, elm, LADDER)
    expect(mine).to_contain_text("Jij hebt het nu")
    expect(mine).to_contain_text("Er zit een kras op.")
    expect(agreement(cas, elm, LADDER)).to_contain_text("Op de wachtlijst")

    agreement(bas, elm, LADDER).get_by_role("link", name="Het is terug").click()
    bas.get_by_label("Hoe ziet het eruit?").fill("Geen kras erbij.")
    bas.get_by_role("button", name="Ja, het is terug").click()
    bas.get_by_role("button", name="Het ging goed").click()
    expect(bas.get_by_role("status")).to_contain_text("Dank je.")
    expect(agreement(cas, elm, LADDER)).to_contain_text("Afgesproken")
    lena.goto(f"{elm.url}/afspraken?deel=jij")
    expect(lena.locator(".slip", has_text="Cas")).to_contain_text("Wacht op jou")
    over = lena.locator(".slip", has_text="Bas")
    expect(over).to_contain_text("Geen kras erbij.")
    over.get_by_role("button", name="Het ging goed").click()
    expect(lena.get_by_role("status")).to_contain_text("Dank je.")


@pytest.mark.parametrize("script", LONG_WAYS)
def test_a_meeting_with_three_places_and_who_waits_for_one(
    wards: tuple[Node, Node], visitor: Visitor, *, script: bool
) -> None:
    elm, _ = wards
    host, ans, bea, cor = three(elm, visitor, ("Hanna", "Ans", "Bea", "Cor"), script=script)
    lid = walks.place(host, elm, COFFEE | {"start": day_of(9)})
    answers(ans, elm, lid, number="2")
    answers(bea, elm, lid)
    says_yes(host, elm, lid, "Ans", "Afgesproken.")
    says_yes(host, elm, lid, "Bea", "Afgesproken.")
    cor.goto(f"{elm.url}/l/{lid}")
    expect(cor.locator("main")).to_contain_text("Er is nu geen plek meer.")
    answers(cor, elm, lid)
    says_yes(host, elm, lid, "Cor", "op de wachtlijst")
    expect(agreement(cor, elm, COFFEE)).to_contain_text("Op de wachtlijst")

    calls_off(agreement(bea, elm, COFFEE), "Ik ben ziek. Sorry dat ik afzeg.")
    expect(agreement(cor, elm, COFFEE)).to_contain_text("Afgesproken")
    calls_off(agreement(ans, elm, COFFEE), "Het spijt me, ik kan toch niet.")
    bea.goto(f"{elm.url}/l/{lid}")
    expect(bea.locator("main")).not_to_contain_text("Er is nu geen plek meer.")
    host.goto(f"{elm.url}/l/{lid}/reacties")
    expect(host.locator(".slip", has_text="Cor")).to_contain_text("Afgesproken")
    expect(host.locator(".slip", has_text="Ans")).to_contain_text("Afgezegd")


@pytest.mark.parametrize("script", LONG_WAYS)
def test_work_that_two_would_do(
    wards: tuple[Node, Node], visitor: Visitor, *, script: bool
) -> None:
    """One is asked for another day and calls it off, is declined the next time; one never came."""
    elm, _ = wards
    shop, dirk, evi = three(elm, visitor, ("Winnie", "Dirk", "Evi"), script=script)
    lid = walks.place(shop, elm, BAKERY)
    answers(dirk, elm, lid, day=day_of(0))
    answers(evi, elm, lid, day=day_of(1), text="Ik werkte in een winkel.")
    says_yes(shop, elm, lid, "Dirk", "Afgesproken.")
    slip_of(shop, elm, lid, "Evi").get_by_role("link", name="Een andere dag").click()
    shop.locator("main [name=day]").fill(day_of(3))
    shop.get_by_role("button", name="Stuur mijn voorstel").click()
    expect(shop.get_by_role("status")).to_contain_text("Je voorstel is verstuurd.")
    agreement(evi, elm, BAKERY).get_by_role("button", name="Ja, afspreken").click()
    expect(evi.get_by_role("status")).to_contain_text("Afgesproken.")
    calls_off(agreement(evi, elm, BAKERY), "Het spijt me, ik kan toch niet.")

    answers(evi, elm, lid, day=day_of(4))
    slip_of(shop, elm, lid, "Evi").get_by_role("link", name="Nee, dit keer niet").click()
    walks.tap(shop.get_by_label("Er is al iemand anders. Bedankt voor je reactie."))
    shop.get_by_role("button", name="Nee, dit keer niet").click()
    evi.goto(f"{elm.url}/afspraken?deel=voorbij")
    declined = evi.locator(".slip", has_text="Dit keer niet")
    declined.get_by_role("link", name=BAKERY["title"]).click()
    expect(evi.locator(".talk")).to_contain_text("Er is al iemand anders.")

    slip_of(shop, elm, lid, "Dirk").get_by_role("link", name="Nee, er kwam niemand").click()
    shop.get_by_role("button", name="Nee, er kwam niemand").click()
    expect(shop.get_by_role("status")).to_contain_text("Wij hebben het opgeschreven.")
    missed = agreement(dirk, elm, BAKERY, part="voorbij")
    expect(missed).to_contain_text("Niet gekomen")
    missed.get_by_role("button", name="Het ging niet goed").click()
    expect(dirk.get_by_role("status")).to_contain_text("Dank je.")


@pytest.mark.parametrize("script", LONG_WAYS)
def test_who_placed_it_leaves_in_the_middle(
    wards: tuple[Node, Node], visitor: Visitor, *, script: bool
) -> None:
    elm, _ = wards
    goes, fay, gus = three(elm, visitor, ("Vera", "Fay", "Gus"), script=script)
    lid = walks.place(goes, elm, LADDER | {"title": "Steekkar"})
    answers(fay, elm, lid, day=day_of(0), days="2", text="Voor mijn kast.")
    answers(gus, elm, lid, day=day_of(5), days="2")
    says_yes(goes, elm, lid, "Fay", "Afgesproken.")
    talk = slip_of(goes, elm, lid, "Fay").locator("h2 a").get_attribute("href")
    goes.goto(f"{elm.url}{talk}")
    goes.get_by_label("Jouw bericht").fill("Bel maar aan bij nummer acht.")
    goes.get_by_role("button", name="Verstuur mijn bericht").click()
    goes.goto(f"{elm.url}/account/verwijderen")
    goes.get_by_label("Je wachtwoord").fill(PASSWORD)
    goes.get_by_role("button", name="Verwijder mijn account").click()
    goes.wait_for_url(f"{elm.url}/account/weg")

    for page in (fay, gus):
        page.goto(f"{elm.url}/afspraken?deel=voorbij")
        slip = page.locator(".slip", has_text="Steekkar")
        expect(slip).to_contain_text("Afgezegd")
        expect(slip).to_contain_text("iemand die geen account meer heeft")
    fay.goto(f"{elm.url}{talk}")
    expect(fay.locator(".talk")).to_contain_text("Voor mijn kast.")
    expect(fay.locator(".talk")).to_contain_text("Dit bericht is weg")
    expect(fay.locator("main")).not_to_contain_text("nummer acht")
    expect(fay.locator("main")).to_contain_text("De oproep hangt niet meer op het bord.")


def three(node: Node, visitor: Visitor, names: tuple[str, ...], *, script: bool) -> list[Page]:
    """Neighbours with phones, signed in; other ones for each way."""
    way = "Script" if script else "Kaal"
    return [someone(node, visitor, f"{name} {way}", script=script) for name in names]


def answers(page: Page, node: Node, lid: str, **typed: str) -> None:
    """Answer a listing, from its own page."""
    page.goto(f"{node.url}/l/{lid}")
    page.get_by_role("link", name="Reageer op deze oproep").click()
    for name, value in typed.items():
        page.locator(f"main [name={name}]").fill(value)
    page.get_by_role("button", name="Stuur mijn reactie").click()
    expect(page.get_by_role("status")).to_contain_text("Je reactie is verstuurd.")


def says_yes(page: Page, node: Node, lid: str, name: str, said: str) -> None:
    """Say yes to somebody, on the one screen that whoever placed it has."""
    slip_of(page, node, lid, name).get_by_role("button", name="Ja, afspreken").click()
    expect(page.get_by_role("status")).to_contain_text(said)


def slip_of(page: Page, node: Node, lid: str, name: str) -> Locator:
    """What somebody answered that is still running, on that screen."""
    page.goto(f"{node.url}/l/{lid}/reacties")
    return page.locator(".slip", has_text=name).first


def agreement(page: Page, node: Node, listing: Mapping[str, str], *, part: str = "") -> Locator:
    """One's own answer or agreement, among all of them."""
    page.goto(f"{node.url}/afspraken" + (f"?deel={part}" if part else ""))
    return page.locator(".slip", has_text=listing["title"]).first


def calls_off(slip: Locator, sentence: str) -> None:
    """Cancel, with a sentence that is ready."""
    slip.get_by_role("link", name="Afzeggen").click()
    page = slip.page
    walks.tap(page.get_by_label(sentence))
    page.get_by_role("button", name="Ja, ik zeg af").click()
    expect(page.get_by_role("status")).to_contain_text("Afgezegd.")


def day_of(ahead: int) -> str:
    """A day, as it is typed."""
    day = days.day_of(system_clock() + timedelta(days=ahead))
    return f"{day.day}-{day.month}-{day.year}"
