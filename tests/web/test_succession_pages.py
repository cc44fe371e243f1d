"""The page of a ward whose admins are gone, and the question to an admin."""

from datetime import timedelta

from node.residents import accounts, watching
from node.residents.models import Resident
from node.store import heartbeat
from node.trust import stillthere, succession
from node.trust.models import Candidate, Trust
from tests.neighbourhood import Ward
from tests.web.visitor import Visitor

PAGE = "/opvolging"


def voter(elm: Ward, name: str) -> Visitor:
    made = Visitor(elm, name)
    with elm.at_work() as world:
        since = world.now() - timedelta(days=200)
        Trust.create(resident=accounts.named(name).id, since=since)
    return made


def gone(elm: Ward) -> None:
    """For sixty days no admin was here."""
    with elm.at_work() as world:
        heartbeat.beat(world.now() - timedelta(days=60), watching.ADMIN)
        heartbeat.beat(world.now(), succession.LOOKED)


def test_while_there_is_an_admin_the_page_tells_how_it_would_go(elm: Ward) -> None:
    Visitor(elm, "Ada Doet", role="admin")
    bea = voter(elm, "Bea")
    page = bea.page(PAGE)
    assert "Er is een beheerder." in page.text
    assert "Minstens 3 bewoners" in page.text
    assert bea.post(PAGE, {"what": "klaar"}).headers["Location"] == f"{PAGE}?net=kan-niet"
    assert "Er is nu geen beheerder" not in bea.page("/van-mij").text


def test_three_residents_choose_one_of_them(elm: Ward) -> None:
    bea, cas, dirk = (voter(elm, name) for name in ("Bea", "Cas", "Dirk"))
    rik = Visitor(elm, "Rik Bewoner")
    gone(elm)
    assert PAGE in rik.page("/van-mij").links
    assert "Je kunt niet meestemmen" in rik.page(PAGE).text
    assert "Nog niemand" in bea.page(PAGE).text
    sent = bea.post(PAGE, {"what": "klaar"})
    assert "Nu kunnen anderen op je stemmen" in bea.page(sent.headers["Location"]).text
    for one in (cas, dirk):
        filled = one.page(PAGE).filled()
        one.post(PAGE, {"number": filled["number"], "what": "stem"})
    assert "Binnen een uur" in dirk.page(PAGE).text
    number = dirk.page(PAGE).filled()["number"]
    back = dirk.post(PAGE, {"number": number, "what": "terug"})
    assert back.headers["Location"] == f"{PAGE}?net=terug"
    assert "2 stemmen" in rik.page(PAGE).text
    dirk.post(PAGE, {"number": number, "what": "stem"})
    with elm.at_work() as world:
        succession.look(world)
        assert Candidate.get().announced == world.now()
    assert "als er voor die tijd geen beheerder inlogt" in rik.page(PAGE).text
    assert "Cas" not in rik.page(PAGE).text  # who voted is told nobody
    assert bea.post(PAGE, {"what": "niet"}).headers["Location"] == f"{PAGE}?net=niet"
    assert "Nog niemand" in cas.page(PAGE).text


def test_an_admin_answers_with_one_confirmed_tap(elm: Ward) -> None:
    Visitor(elm, "Ada Doet", role="admin")
    gone(elm)
    with elm.at_work() as world:
        path = stillthere.path_of(world, accounts.named("Ada Doet").id)
    anybody = Visitor(elm)
    assert "Ben je er nog?" in anybody.page(path).text
    with elm.at_work() as world:
        assert succession.is_vacant(world)
    assert "Dank je wel" in anybody.post(path, {}).text
    with elm.at_work() as world:
        assert not succession.is_vacant(world)
    assert anybody.get(path[:-1] + "_").status_code == 410
    with elm.at_work():
        Resident.update(role="resident").where(Resident.name == "Ada Doet").execute()
    assert anybody.post(path, {}).status_code == 410
