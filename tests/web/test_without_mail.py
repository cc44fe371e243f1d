"""A ward without a mail server: no page promises a mail, and what only mail can do is not there."""

import pytest

from node.listings.models import Listing
from node.notices import outbox as mails
from node.notices.models import Notice
from node.residents import accounts, answering
from node.settings import values
from node.web.routes import ROUTES
from tests import links
from tests.neighbourhood import PASSWORD, Neighbourhood, Ward
from tests.web.markup import Page
from tests.web.visitor import Visitor

BY_MAIL = {route.path for route in ROUTES if route.mails}
NONE_GOES = "Deze wijksite stuurt nu geen mail."


@pytest.fixture
def quiet(neighbourhood: Neighbourhood) -> Ward:
    """It sends nothing."""
    return neighbourhood.ward("elm", sends_mail=False)


def test_answers_and_alerts_by_mail_are_not_offered(
    quiet: Ward, neighbourhood: Neighbourhood
) -> None:
    lid = Visitor(quiet, "Lotte Lener").places(reach="everyone")
    oak = neighbourhood.ward("oak")
    other = Visitor(oak, "Olga Lener").places(reach="everyone")
    for ward, listing, offered in ((quiet, lid, False), (oak, other, True)):
        noor = Visitor(ward)
        shown = noor.page(f"/l/{listing}").links
        assert f"/l/{listing}/reageren" in shown
        assert (f"/l/{listing}/reageren/per-mail" in shown) is offered
        found = noor.page("/?q=ladder").links
        assert ("/per-mail/seintje?q=ladder" in found) is offered


def test_their_pages_say_that_nothing_goes_by_mail(quiet: Ward) -> None:
    lid = Visitor(quiet, "Lotte Lener").places(reach="everyone")
    assert {"/l/<lid:lid>/reageren/per-mail", "/per-mail/seintje", "/per-mail"} == BY_MAIL
    for path in BY_MAIL:
        address = path.replace("<lid:lid>", lid)
        page = Visitor(quiet).page(address, 404)
        assert NONE_GOES in page.text
        sent = Visitor(quiet).post(address, {"email": "noor@far.test", "alert": "now"})
        assert (sent.status_code, NONE_GOES in Page(sent.text).text) == (404, True)
    with quiet.at_work():
        assert Notice.select().count() == 0


def test_a_link_of_before_still_opens_what_is_theirs(quiet: Ward) -> None:
    """The mail server was taken away after somebody had their link."""
    lid = Visitor(quiet, "Lotte Lener").places(reach="everyone")
    with quiet.at_work() as world:
        theirs = links.of_outside(world, lid)
        waiting = links.to_confirm(world, lid)
    noor = Visitor(quiet)
    assert "Van jou, zonder account" in noor.page(f"/per-mail/{theirs['token']}").text
    confirm = noor.page(waiting)
    assert "Wil je dit sturen?" in confirm.text
    assert f"/l/{lid}/reageren/per-mail" not in confirm.links
    over = noor.page(f"/per-mail/{'x' * 43}", 410)
    assert "Vraag een beheerder om hulp." in over.text
    assert "/per-mail" not in over.links


def test_a_code_comes_from_an_admin(quiet: Ward) -> None:
    with quiet.at_work():
        values.put("joining", "open")
    carla = Visitor(quiet)
    begin = carla.page("/account-maken")
    assert NONE_GOES in begin.text
    assert "/account-maken/zonder-mail" in begin.links
    asked = carla.post("/account-maken", {"email": "carla@elm.test", "old_enough": "yes"})
    said = Page(asked.text).text
    assert "Vraag een beheerder om de code" in said
    assert "Kijk in je mail" not in said
    ada = Visitor(quiet, "Ada", role="admin")
    with quiet.at_work() as world:
        answering.answer_all(world)
        code = str(mails.unpacked(Notice.get(template="join").values)["code"])
    assert code in ada.page("/beheer/seintjes").text
    typed = carla.post("/account-maken/code", {"email": "carla@elm.test", "code": code})
    finish = carla.page(typed.headers["Location"])
    assert "Je mail werkt" not in finish.text


def test_who_needs_an_address_is_not_sent_on_without_one(quiet: Ward) -> None:
    with quiet.at_work():
        values.put("joining", "open")
        values.put("without_email", "no")
    begin = Visitor(quiet).page("/account-maken")
    assert NONE_GOES in begin.text
    assert "/account-maken/zonder-mail" not in begin.links


def test_nobody_waits_for_a_mail_to_get_back_in(quiet: Ward) -> None:
    with quiet.at_work() as world:
        accounts.create(world, name="Alice", password=PASSWORD, email="alice@elm.test")
    alice = Visitor(quiet)
    assert NONE_GOES in alice.page("/herstel").text
    assert "Stuur mij mijn naam" not in alice.page("/herstel").text
    asked = Page(alice.post("/herstel", {"name": "Alice"}).text).text
    assert "Vraag een beheerder om de code" in asked
    assert "mail krijg" not in asked
    name = Page(alice.post("/herstel", {"name": "Alice", "what": "name"}).text).text
    assert "Vraag een beheerder om je naam" in name


def test_a_resident_reads_that_nothing_comes_by_mail_yet(quiet: Ward) -> None:
    alice = Visitor(quiet, "Alice")
    for path in ("/van-mij/seintjes", "/van-mij/bewaard/nieuw?q=ladder"):
        assert NONE_GOES in alice.page(path).text
    assert "geen mail. Je krijgt de code van een beheerder." in alice.page("/van-mij/e-mail").text
    assert "Elke week in je mail?" not in alice.page("/wijkoverzicht").text
    mailed = alice.post("/van-mij/e-mail", {"email": "alice@elm.test", "current": PASSWORD})
    assert "Vraag een beheerder om de code" in Page(mailed.text).text


def test_who_reports_is_asked_for_no_address(quiet: Ward) -> None:
    lid = Visitor(quiet, "Lotte Lener").places(reach="everyone")
    noor = Visitor(quiet)
    page = noor.page(f"/l/{lid}/melden")
    assert "email" not in page.filled()
    sent = noor.post(f"/l/{lid}/melden", page.filled() | {"reason": "untrue"})
    assert sent.status_code == 303
    assert "mailadres" not in noor.page(sent.headers["Location"]).text
    with quiet.at_work():
        assert Listing.get(lid=lid).state == "open"
