"""The identity of a ward is cared for through pages: asked here, signed elsewhere, taken here."""

import zipfile
from io import BytesIO

import pytest
from click.testing import CliRunner

from federation import request
from federation.request import Request
from node.cli import wijk
from node.upkeep import plan, restore, taking
from node.web.called import WORDS
from tests.neighbourhood import Neighbourhood, Ward
from tests.web.markup import Page
from tests.web.visitor import Visitor

HOME = "/beheer/identiteit"


@pytest.fixture
def admin(elm: Ward) -> Visitor:
    """Who looks after Elm, which has a neighbour and something on its board."""
    oak = elm.neighbourhood.ward("oak")
    elm.posts("lending", "Ladder")
    oak.follows(elm)
    oak.pulls()
    return Visitor(elm, "Ada Doet", role="admin")


def asks(admin: Visitor, kind: str, **typed: str) -> Request:
    """Ask for a change by the page, and take the file along."""
    answer = admin.post(f"{HOME}/{kind}", typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{HOME}/regel")
    file = admin.get(f"{HOME}/bestand")
    assert file.headers["Content-Disposition"] == 'attachment; filename="wijk-aanvraag.json"'
    return Request.read(file.data)


def hands_in(admin: Visitor, line: bytes) -> Page:
    """Hand the finished line in as a file; the page says what will happen."""
    data = {"file": (BytesIO(line), "regel.jsonl"), "what": "kijk"}
    answer = admin.post(f"{HOME}/regel", data)
    assert answer.status_code == 200, Page(answer.text).text
    return Page(answer.text)


def agrees(admin: Visitor, page: Page) -> str:
    """Press the button below what will happen; gives where it leads."""
    answer = admin.post(f"{HOME}/regel", page.filled() | {"what": "doe"})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_how_far_a_restore_is_and_who_does_not_answer(admin: Visitor) -> None:
    elm, neighbourhood = admin.ward, admin.ward.neighbourhood
    oak, ash = neighbourhood.wards["oak"], neighbourhood.ward("ash")
    for ward in (oak, ash):
        elm.follows(ward)
    assert "gaven antwoord" not in admin.page(HOME).text
    with elm.at_work() as world:
        elm.world.config.mark.unlink()
        restore.begin(world)
    admin = Visitor(elm, "Ada Doet", role="admin")  # a restore signs everybody out
    page = admin.page(HOME).text.replace(" :", ":")
    assert "0 van de 2 gaven antwoord" in page
    assert "ash.localhost:8001: nog niet gevraagd" in page
    neighbourhood.cut(elm, ash)
    with elm.at_work() as world:
        assert not restore.step(world)
    page = admin.page(HOME).text.replace(" :", ":")
    assert "1 van de 2 gaven antwoord" in page
    assert "oak.localhost:8001: heeft iets van ons" in page
    assert "ash.localhost:8001: antwoordt niet" in page
    show = ["--data", str(elm.world.config.data), "restore", "show"]
    said = CliRunner().invoke(wijk, show).output
    assert "2 of 2 neighbours were asked" in said
    assert "ash.localhost:8001: does not answer" in said


def test_a_stolen_key_is_replaced_and_the_neighbour_follows(admin: Visitor) -> None:
    elm, oak = admin.ward, admin.ward.neighbourhood.wards["oak"]
    page = admin.page(f"{HOME}/emergency")
    assert "gestolen" in page.text
    line = elm.signs(asks(admin, request.EMERGENCY))
    assert "Wij wachten op een regel" in admin.page(HOME).text
    shown = hands_in(admin, line)
    assert "alle oproepen (1) worden nu opnieuw" in shown.text
    assert agrees(admin, shown) == f"{HOME}?net=gedaan"
    assert "Wij wachten op een regel" not in admin.page(HOME).text
    assert oak.pulls() == []
    assert oak.titles() == ["Ladder"]


def test_a_planned_change_shows_how_far_it_is(admin: Visitor) -> None:
    line = admin.ward.signs(asks(admin, request.ROTATE))
    agrees(admin, hands_in(admin, line))
    page = admin.page(HOME)
    assert "0 van de 1 oproepen zijn klaar" in page.text
    answer = admin.post(f"{HOME}/drop", {})
    assert answer.status_code == 422
    assert "Wacht daarop" in answer.text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"", "niet één regel"),
        (b"een\ntwee", "niet één regel"),
        (b"{}", "past niet achter de regels die er zijn (did_invalid)"),
        (b"\xff\xfe", "past niet achter de regels die er zijn (not_utf8)"),
    ],
)
def test_what_is_no_line_is_said_and_changes_nothing(
    admin: Visitor, line: bytes, said: str
) -> None:
    before = admin.ward.answers("/.well-known/did.jsonl", {}).body
    data = {"file": (BytesIO(line), "regel.jsonl"), "what": "doe"}
    answer = admin.post(f"{HOME}/regel", data)
    assert answer.status_code == 422
    assert said in Page(answer.text).text
    assert admin.ward.answers("/.well-known/did.jsonl", {}).body == before


def test_a_move_needs_another_address(admin: Visitor) -> None:
    answer = admin.post(f"{HOME}/move", {"host": "elm.localhost:8001"})
    assert answer.status_code == 422
    assert "geen ander adres" in Page(answer.text).text
    assert asks(admin, request.MOVE, host="linde.localhost:8001").host == "linde.localhost:8001"


def test_who_thinks_better_of_it_waits_no_longer(admin: Visitor) -> None:
    asks(admin, request.RETIRE)
    assert admin.post(f"{HOME}/regel", {"what": "vergeet"}).status_code == 303
    with admin.ward.at_work() as world:
        assert plan.asked(world) is None
    assert admin.get(f"{HOME}/bestand").status_code == 404
    assert admin.get(f"{HOME}/toveren").status_code == 404


def test_whoever_stops_says_so_and_residents_get_their_copy(neighbourhood: Neighbourhood) -> None:
    """PROTOCOL §4.10; Bea has no mailbox, and reads it on the site."""
    elm = neighbourhood.ward("elm")
    admin, bea = Visitor(elm, "Ada Doet", role="admin"), Visitor(elm, "Bea")
    bea.places(title="Kruiwagen")
    shown = hands_in(admin, elm.signs(asks(admin, request.RETIRE)))
    assert "Dit kan niet terug" in shown.text
    assert "Kruiwagen" in bea.page("/").text
    agrees(admin, shown)
    page = admin.page(HOME)
    assert page.text.count("gestopt") == 1
    assert not [link for link in page.all("a") if f"{HOME}/" in link.attributes["href"]]
    for path in ("/", "/van-mij"):
        assert "Deze wijksite is gestopt" in bea.page(path).text
    with elm.at_work() as world:
        assert taking.make_asked(world, WORDS) == 2
    assert "Je kopie is klaar" in bea.page("/gegevens").text
    with bea.get("/gegevens/kopie") as answer, zipfile.ZipFile(BytesIO(answer.data)) as copy:
        assert "Kruiwagen" in copy.read("index.html").decode()


def test_only_what_makes_sense_is_offered(admin: Visitor) -> None:
    page = admin.page(HOME)
    assert "2 bladen" in page.text
    offered = {link.attributes["href"].removeprefix(f"{HOME}/") for link in page.all("a")}
    assert offered & plan.KINDS.keys() == plan.KINDS.keys() - {request.DROP}
    agrees(admin, hands_in(admin, admin.ward.signs(asks(admin, request.ROTATE))))
    links = {link.attributes["href"] for link in admin.page(HOME).all("a")}
    assert f"{HOME}/drop" in links
