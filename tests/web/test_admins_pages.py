"""The page of who looks after the site."""

import pytest

from node.residents import accounts, coadmins
from node.residents.models import Resident
from tests.neighbourhood import PASSWORD, Ward
from tests.web.visitor import Visitor

HOME = "/beheer/beheerders"


def role_of(ward: Ward, name: str) -> str:
    with ward.at_work():
        return str(Resident.get(name=name).role)


def code_in(text: str) -> str:
    return text.partition('<p class="code">')[2].partition("<")[0]


def test_AD_02_asked_joined_and_confirmed_on_the_page(elm: Ward) -> None:
    ada = Visitor(elm, "Ada Doet", role="admin")
    assert "Er is maar één beheerder" in ada.page(HOME).text
    answer = ada.post(HOME, {"what": "ask", "asked": "Fatma"})
    assert answer.status_code == 200
    assert "gevraagd, nog geen account" in ada.page(HOME).text
    guest = Visitor(elm)
    joins = {
        "invitation": code_in(answer.text),
        "name": "Fatma Yilmaz",
        "password": PASSWORD,
        "old_enough": "yes",
    }
    assert guest.post("/account-maken/zonder-mail", joins).status_code == 303
    assert guest.get(HOME).status_code == 404
    with elm.at_work() as world:
        [called] = coadmins.listed(world)
    yes = {"what": "yes", "number": str(called.id)}
    assert guest.post(HOME, yes | {"current": PASSWORD}).status_code == 404
    assert ada.post(HOME, yes | {"current": "mis"}).status_code == 422
    assert role_of(elm, "Fatma Yilmaz") == "resident"
    assert ada.post(HOME, yes | {"current": PASSWORD}).status_code == 303
    assert role_of(elm, "Fatma Yilmaz") == "admin"
    assert ada.post(HOME, yes | {"current": PASSWORD}).status_code == 404


def test_AD_03_the_last_admin_stays_on_the_page(elm: Ward) -> None:
    ada = Visitor(elm, "Ada Doet", role="admin")
    change = {"what": "role", "name": "Ada Doet", "role": "resident", "current_role": PASSWORD}
    answer = ada.post(HOME, change)
    assert answer.status_code == 422
    assert "Dit is de laatste beheerder" in answer.text
    assert ada.post("/account/verwijderen", {"current": PASSWORD}).status_code == 422
    assert role_of(elm, "Ada Doet") == "admin"
    Visitor(elm, "Bea Helpt", role="admin")
    assert ada.post(HOME, change).status_code == 303
    assert role_of(elm, "Ada Doet") == "resident"
    assert ada.get(HOME).status_code == 303


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"what": "ask", "asked": " "}, "asked"),
        ({"what": "ask", "asked": "Fatma", "email": "fatma"}, "email"),
        ({"what": "role", "name": "Niemand", "role": "admin", "current_role": PASSWORD}, "name"),
        ({"what": "role", "name": "Ada Doet", "role": "baas", "current_role": PASSWORD}, "role"),
        (
            {"what": "role", "name": "Ada Doet", "role": "admin", "current_role": "x"},
            "current_role",
        ),
    ],
)
def test_what_is_wrong_stands_beside_its_field(elm: Ward, sent: dict[str, str], field: str) -> None:
    ada = Visitor(elm, "Ada Doet", role="admin")
    answer = ada.post(HOME, sent)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-fout"' in answer.text or field == "email"
    with elm.at_work() as world:
        assert coadmins.listed(world) == []


def test_the_log_says_in_words_which_task_somebody_got(elm: Ward) -> None:
    ada, _mo = Visitor(elm, "Ada Doet", role="admin"), Visitor(elm, "Mo Deraat")
    change = {"what": "role", "name": "Mo Deraat", "role": "moderator", "current_role": PASSWORD}
    assert ada.post(HOME, change).status_code == 303
    logged = Visitor(elm, "Bea Helpt", role="moderator").page("/beheer/logboek").text
    assert "Iemand kreeg een andere taak Mo Deraat Dat is nu: Moderator" in logged
    assert "Aan de maker" not in logged


def test_a_question_is_taken_back_once_and_nonsense_is_refused(elm: Ward) -> None:
    ada = Visitor(elm, "Ada Doet", role="admin")
    ada.post(HOME, {"what": "ask", "asked": "Fatma"})
    with elm.at_work() as world:
        [called] = coadmins.listed(world)
        assert accounts.find("Fatma") is None
    end = {"what": "end", "number": str(called.id)}
    assert ada.post(HOME, end).status_code == 303
    assert ada.post(HOME, end).status_code == 404
    assert ada.post(HOME, {"what": "iets"}).status_code == 400
