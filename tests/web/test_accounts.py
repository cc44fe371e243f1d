"""The pages of coming in, coming back and staying safe, walked without a window."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from node.app import create_app
from node.residents import (
    accounts,
    answering,
    devices,
    helpers,
    invitations,
    limits,
    passwords,
    secondstep,
    sessions,
    together,
)
from node.residents.limits import LIMITS
from node.residents.models import Resident
from node.settings import values
from node.web import founding
from node.web.route import ADMIN, Route
from node.web.routes import ROUTES
from tests.neighbourhood import PASSWORD, Ward
from tests.node.conftest import neighbourhood  # noqa: F401  # on both engines
from tests.node.post import newest, outbox
from tests.web.markup import Page
from tests.web.visitor import Visitor

OTHER = "nog een zin die niemand raadt"
JOINER = {"email": "carla@elm.test", "old_enough": "yes"}


@pytest.fixture
def open_elm(elm: Ward) -> Ward:
    """Elm, where everybody can join."""
    with elm.at_work():
        values.put("joining", "open")
    return elm


@pytest.fixture
def alice(elm: Ward) -> Visitor:
    """Alice, with a mailbox, signed in."""
    made = Visitor(elm, "Alice Jansen")
    with elm.at_work():
        Resident.update(email="alice@elm.test", email_key="alice@elm.test").where(
            Resident.name_key == "alicejansen"
        ).execute()
    return made


def answered(ward: Ward) -> None:
    with ward.at_work() as world:
        answering.answer_all(world)


def mail(ward: Ward, template: str) -> Any:
    answered(ward)
    with ward.at_work():
        return newest(template)


def problem(answer: TestResponse) -> str:
    found = Page(answer.text)
    return " ".join(one.text for one in found.elements if one.attributes.get("class") == "err")


def test_joining_by_link(open_elm: Ward) -> None:
    carla = Visitor(open_elm)
    answer = carla.post("/account-maken", JOINER)
    assert answer.status_code == 200
    assert "carla@elm.test" in answer.text
    path = mail(open_elm, "join").values["path"]
    assert carla.get(path).status_code == 200
    refused = carla.post(path, {"name": "Beheer", "password": PASSWORD})
    assert refused.status_code == 422
    assert "wijksite spreekt" in problem(refused)
    made = carla.post(path, {"name": "Carla", "password": PASSWORD})
    assert made.headers["Location"] == "/van-mij?net=welkom"
    assert "Carla" in carla.page("/van-mij").text
    assert carla.get(path).status_code == 410


def test_joining_by_code(open_elm: Ward) -> None:
    carla = Visitor(open_elm)
    carla.post("/account-maken", JOINER)
    code = mail(open_elm, "join").code
    wrong = carla.post("/account-maken/code", {"email": JOINER["email"], "code": "1"})
    assert (wrong.status_code, wrong.text.count(JOINER["email"])) == (422, 2)
    answer = carla.post("/account-maken/code", {"email": JOINER["email"], "code": code})
    assert answer.status_code == 303
    made = carla.post(answer.headers["Location"], {"name": "Carla", "password": PASSWORD})
    assert made.status_code == 303


def test_joining_without_a_mailbox_by_an_invitation(elm: Ward) -> None:
    with elm.at_work() as world:
        code = invitations.new(world)
    bob = Visitor(elm)
    page = bob.page(f"/account-maken?code={code}")
    assert f"/account-maken/zonder-mail?code={code}" in page.links
    typed = {"name": "Bob", "password": PASSWORD, "old_enough": "yes"}
    refused = bob.post("/account-maken/zonder-mail", typed | {"invitation": "0000"})
    assert "uitnodiging kennen wij niet" in problem(refused)
    assert "Bob" in refused.text
    young = bob.post("/account-maken/zonder-mail", typed | {"invitation": code, "old_enough": ""})
    assert "vanaf 16 jaar" in problem(young)
    assert bob.post("/account-maken/zonder-mail", typed | {"invitation": code}).status_code == 303
    assert "Bob" in bob.page("/van-mij").text


@pytest.mark.parametrize("path", ["/account-maken", "/account-maken/zonder-mail"])
def test_a_code_that_opens_nothing_any_more_can_be_taken_out_where_none_is_needed(
    open_elm: Ward, path: str
) -> None:
    bob = Visitor(open_elm)
    assert "invitation" in bob.page(f"{path}?code=0000-0000-0000").filled()
    typed = JOINER | {"name": "Bob", "password": PASSWORD, "invitation": "0000-0000-0000"}
    page = Page(bob.post(path, typed).text)
    [field] = [one for one in page.all("input") if one.attributes.get("name") == "invitation"]
    assert field.attributes["type"] != "hidden"
    assert page.faults == []
    assert bob.post(path, typed | {"invitation": ""}).status_code in {200, 303}


def test_everything_that_is_wrong_is_said_at_once(elm: Ward) -> None:
    bob = Visitor(elm)
    answer = bob.post("/account-maken/zonder-mail", {"name": "Beheer", "password": "kort"})
    page = Page(answer.text)
    summary = [one for one in page.elements if one.attributes.get("role") == "alert"]
    assert "Er zijn nog 4 dingen" in " ".join(one.text for one in page.elements)
    assert len(summary) == 1
    links = re.findall(r'href="#(invitation|name|password|old_enough)"', answer.text)
    assert links == ["invitation", "name", "password", "old_enough"]
    answer = bob.post("/account-maken", {"email": "x"})
    assert answer.text.count('class="err"') == 3


def test_on_application_an_admin_says_yes(elm: Ward) -> None:
    with elm.at_work():
        values.put("joining", "application")
    bob, admin = Visitor(elm), Visitor(elm, "Ada Beheert", role="admin")
    typed = {"name": "Bob", "password": PASSWORD, "old_enough": "yes", "about": "Van de hoek."}
    assert "aanvraag is binnen" in bob.post("/account-maken/zonder-mail", typed).text
    waits = bob.post("/inloggen", {"name": "Bob", "password": PASSWORD})
    calm = Page(waits.text)
    assert waits.status_code == 200
    assert "moet nog ja zeggen" in calm.text
    assert not [one for one in calm.elements if one.attributes.get("role") == "alert"]
    assert "Van de hoek." in admin.page("/nieuwe-buren").text
    path = next(one for one in admin.page("/nieuwe-buren").links if "/aanvraag/" in one)
    assert "Van de hoek." in admin.page(path).text
    assert admin.post(path, {"what": "yes"}).headers["Location"] == "/nieuwe-buren?net=binnen"
    late = admin.post(path, {"what": "no"})
    assert late.headers["Location"] == "/nieuwe-buren?net=weg"
    assert "Iemand besliste al" in admin.page(late.headers["Location"]).text
    assert bob.post("/inloggen", {"name": "Bob", "password": PASSWORD}).status_code == 303


def test_AC_01_the_pages_are_the_same_for_known_unknown_and_suspended(
    open_elm: Ward, alice: Visitor
) -> None:
    with open_elm.at_work() as world:
        bad = accounts.create(world, name="Eva", password=PASSWORD, email="eva@elm.test")
        accounts.suspend(world, bad)
    boxes = ("alice@elm.test", "niemand@elm.test", "eva@elm.test")
    forms: tuple[Callable[[str], dict[str, str]], ...] = (
        lambda box: {"name": box, "password": OTHER},
        lambda box: {"name": box},
        lambda box: JOINER | {"email": box},
    )
    for path, form in zip(("/inloggen", "/herstel", "/account-maken"), forms, strict=True):
        seen = set()
        for box in boxes:
            answer = Visitor(open_elm).post(path, form(box))
            seen.add(
                (
                    answer.status_code,
                    re.sub(r'nonce="[^"]+"|value="[\w.-]{60,}"', "", answer.text).replace(box, ""),
                    str(sorted((n, v) for n, v in answer.headers if n not in HEADERS_OF_CHANCE)),
                )
            )
        assert len(seen) == 1, path
    mails = outbox_of(open_elm)
    assert [one.to for one in mails if one.template == "recover"] == ["alice@elm.test"]
    assert sorted(one.to or "" for one in mails if "join" in one.template) == sorted(boxes)


HEADERS_OF_CHANCE = {"Set-Cookie", "Content-Security-Policy", "Content-Length", "ETag"}


def outbox_of(ward: Ward) -> list[Any]:
    answered(ward)
    with ward.at_work():
        return outbox()


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "Forwarded"])
def test_AC_03_a_mail_leads_to_our_own_host(elm: Ward, alice: Visitor, header: str) -> None:
    fresh = Visitor(elm)
    value = "host=evil.example" if header == "Forwarded" else "evil.example"
    answer = fresh.client.post(
        "/herstel",
        base_url=elm.url,
        data={"name": "Alice Jansen", "csrf_token": fresh.token()},
        headers={header: value},
    )
    assert answer.status_code == (400 if header == "Host" else 200)
    found = [one for one in outbox_of(elm) if one.template == "recover"]
    assert len(found) == (0 if header == "Host" else 1)
    assert all(str(one.values["path"]).startswith("/herstel/") for one in found)


def test_AC_04_a_link_opened_five_times_changes_nothing_and_works_once(
    elm: Ward, alice: Visitor
) -> None:
    stranger = Visitor(elm)
    stranger.post("/herstel", {"name": "Alice Jansen"})
    path = mail(elm, "recover").values["path"]
    for _ in range(5):
        assert stranger.get(path).status_code == 200
        assert stranger.client.head(path, base_url=elm.url).status_code == 200
    assert alice.get("/van-mij").status_code == 200
    short = stranger.post(path, {"password": "kort"})
    assert "minstens 15 tekens" in problem(short)
    assert stranger.post(path, {"password": OTHER}).status_code == 303
    assert "Je bent ingelogd" in stranger.page("/van-mij?net=nieuw-wachtwoord").text
    assert stranger.post(path, {"password": PASSWORD}).status_code == 410
    assert alice.get("/van-mij").status_code == 303


def test_coming_back_by_code_and_by_paper(elm: Ward, alice: Visitor) -> None:
    shown = alice.post("/van-mij/papier", {"current": PASSWORD}).text
    paper = re.search(r'class="code">([0-9A-Z-]{14})<', shown)
    assert paper
    stranger = Visitor(elm)
    stranger.post("/herstel", {"name": "alice@elm.test"})
    code = mail(elm, "recover").code
    wrong = stranger.post("/herstel/code", {"name": "alice@elm.test", "code": "99"})
    assert "klopt niet" in problem(wrong)
    answer = stranger.post("/herstel/code", {"name": "alice@elm.test", "code": code})
    assert stranger.get(answer.headers["Location"]).status_code == 200
    wrong = stranger.post("/herstel/papier", {"name": "alice jansen", "code": "99"})
    assert "klopt niet" in problem(wrong)
    answer = stranger.post("/herstel/papier", {"name": "alice jansen", "code": paper[1]})
    assert stranger.post(answer.headers["Location"], {"password": OTHER}).status_code == 303


def test_my_name_is_sent(elm: Ward, alice: Visitor) -> None:
    answer = Visitor(elm).post("/herstel", {"name": "alice@elm.test", "what": "name"})
    assert "mail met je naam" in answer.text
    assert mail(elm, "user-name").to == "alice@elm.test"


def test_AC_05_changing_the_password_keeps_this_browser_in_only(elm: Ward, alice: Visitor) -> None:
    other = Visitor(elm, "Alice Jansen")
    before = alice.client.get_cookie("wijk", domain="elm.localhost")
    wrong = alice.post("/van-mij/wachtwoord", {"current": OTHER, "password": OTHER})
    assert "niet je wachtwoord" in problem(wrong)
    answer = alice.post("/van-mij/wachtwoord", {"current": PASSWORD, "password": OTHER})
    assert answer.status_code == 303
    assert "wachtwoord is veranderd" in alice.page(answer.headers["Location"]).text
    after = alice.client.get_cookie("wijk", domain="elm.localhost")
    assert before
    assert after
    assert before.value != after.value
    assert other.get("/van-mij").status_code == 303


def test_AC_09_another_address(elm: Ward, alice: Visitor) -> None:
    typed = {"email": "new@elm.test", "current": PASSWORD}
    assert "niet je wachtwoord" in problem(alice.post("/van-mij/e-mail", typed | {"current": ""}))
    assert "lijkt geen mailadres" in problem(alice.post("/van-mij/e-mail", typed | {"email": "x"}))
    assert "new@elm.test" in alice.post("/van-mij/e-mail", typed).text
    path = mail(elm, "email-confirm").values["path"]
    assert newest_to(elm, "email-changing") == "alice@elm.test"
    assert "new@elm.test" in alice.page(path).text
    assert "alice@elm.test" in alice.page("/van-mij/veilig").text
    alice.post(path, {})
    assert "new@elm.test" in alice.page("/van-mij/veilig").text
    alice.post("/van-mij/e-mail", typed | {"email": "third@elm.test"})
    code = mail(elm, "email-confirm").code
    assert "klopt niet" in problem(alice.post("/van-mij/e-mail/code", {"code": "1"}))
    assert alice.post("/van-mij/e-mail/code", {"code": code}).status_code == 303
    alice.post("/van-mij/e-mail", {"current": PASSWORD, "what": "none"})
    assert "third@elm.test" not in alice.page("/van-mij/veilig").text


def newest_to(ward: Ward, template: str) -> str | None:
    with ward.at_work():
        return newest(template).to


def test_AC_10_coming_in_gives_another_number(elm: Ward, alice: Visitor) -> None:
    browser = Visitor(elm)
    browser.client.set_cookie("wijk", "planted-" + "x" * 35, domain="elm.localhost")
    answer = browser.post("/inloggen", {"name": "Alice Jansen", "password": PASSWORD})
    assert answer.status_code == 303
    cookie = browser.client.get_cookie("wijk", domain="elm.localhost")
    assert cookie
    assert not cookie.value.startswith("planted")
    again = browser.client.get_cookie("wijk", domain="elm.localhost")
    browser.post("/inloggen", {"name": "Alice Jansen", "password": PASSWORD})
    assert browser.client.get_cookie("wijk", domain="elm.localhost") != again
    with elm.at_work() as world:
        assert sessions.resident_by_token(world, cookie.value) is None


def test_AC_11_a_copied_cookie_is_dead_once_its_owner_is_out(elm: Ward, alice: Visitor) -> None:
    cookie = alice.client.get_cookie("wijk", domain="elm.localhost")
    assert cookie
    thief = Visitor(elm)
    thief.client.set_cookie("wijk", cookie.value, domain="elm.localhost")
    assert thief.get("/van-mij").status_code == 200
    alice.post("/uitloggen", {})
    assert thief.get("/van-mij").status_code == 303
    again = Visitor(elm, "Alice Jansen")
    with elm.at_work() as world:
        accounts.suspend(world, accounts.named("Alice Jansen"))
    assert again.get("/van-mij").status_code == 303


def test_AC_17_a_victim_gets_in_from_a_known_browser(elm: Ward, alice: Visitor) -> None:
    home = Visitor(elm)
    right = {"name": "Alice Jansen", "password": PASSWORD}
    assert home.post("/inloggen", right).status_code == 303
    home.post("/uitloggen", {})
    rate = LIMITS["sign-in"].account
    assert rate
    attacker = Visitor(elm)
    for number in range(rate.most + 3):
        name = ("alice jansen", "ALICE  JANSEN", "Alice-Jansen", "Älice Jansen")[number % 4]
        answer = attacker.post("/inloggen", {"name": name, "password": "fout"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "/herstel" in Page(answer.text).links
    assert Visitor(elm).post("/inloggen", right).status_code == 429
    assert home.post("/inloggen", right).status_code == 303


def test_on_a_shared_computer_nothing_stays(elm: Ward, alice: Visitor) -> None:
    browser = Visitor(elm)
    typed = {"name": "Alice Jansen", "password": PASSWORD, "shared": "yes"}
    answer = browser.post("/inloggen", typed)
    (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("wijk=")]
    assert "Max-Age" not in cookie
    assert "Expires" not in cookie
    assert not browser.client.get_cookie("wijk-known", domain="elm.localhost")


def test_AC_18_cookies_of_a_site_with_https(elm: Ward, alice: Visitor) -> None:
    config = replace(elm.world.config, url="https://elm.example", development=False)
    app = create_app(config, replace(elm.world, config=config), elm.store)
    client = app.test_client()
    page = client.get("/inloggen", base_url=config.url).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    typed = {"name": "Alice Jansen", "password": PASSWORD, "csrf_token": token[1]}
    answer = client.post("/inloggen", base_url=config.url, data=typed)
    assert answer.status_code == 303
    found = answer.headers.getlist("Set-Cookie")
    assert {one.partition("=")[0] for one in found} >= {"__Host-wijk", "__Host-wijk-known"}
    for cookie in found:
        assert cookie.startswith("__Host-"), cookie
        parts = {part.strip() for part in cookie.split(";")}
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= parts, cookie
        assert not any(part.startswith("Domain") for part in parts)
    assert answer.headers["Cache-Control"] == "no-store"
    inside = client.get("/van-mij", base_url=config.url)
    assert inside.headers["Cache-Control"] == "no-store"
    assert "max-age" in inside.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    "wanted",
    ["//evil", "/\\evil", "https:evil", "%2f%2fevil", "/%2f%2fevil", "/\t/evil", "javascript:x"],
)
def test_AC_19_after_signing_in_we_stay_here(elm: Ward, alice: Visitor, wanted: str) -> None:
    browser = Visitor(elm)
    typed = {"name": "Alice Jansen", "password": PASSWORD, "verder": wanted}
    where = browser.post("/inloggen", typed).headers["Location"]
    assert re.fullmatch(r"/(?!/)[\w%/-]*", where)
    assert not where.startswith(("/%", "/\\"))


def test_the_second_step_in_a_browser(elm: Ward, alice: Visitor) -> None:
    assert "Begin" in alice.page("/van-mij/tweede-stap").text
    alice.post("/van-mij/tweede-stap", {})
    page = alice.get("/van-mij/tweede-stap").text
    secret = re.search(r"secret=([A-Z2-7]{32})", page)
    assert secret
    assert "<svg" in page
    assert "klopt niet" in problem(alice.post("/van-mij/tweede-stap", {"code": "000000"}))
    shown = alice.post("/van-mij/tweede-stap", {"code": number(elm, secret[1])})
    assert f"wijksite van Elm. {elm.url}/inloggen" in Page(shown.text).text
    codes = re.findall(r'class="code">([0-9A-Z-]{14})<', shown.text)
    assert len(codes) == secondstep.BACKUPS
    assert alice.get("/van-mij/tweede-stap").status_code == 303
    browser = Visitor(elm)
    half = browser.post(
        "/inloggen", {"name": "Alice Jansen", "password": PASSWORD, "verder": "/over"}
    )
    assert half.headers["Location"] == "/inloggen/tweede-stap?verder=/over"
    assert browser.get("/van-mij").status_code == 303
    assert browser.get("/inloggen/tweede-stap").status_code == 200
    wrong = browser.post("/inloggen/tweede-stap", {"code": "nee"})
    assert "klopt niet" in problem(wrong)
    whole = browser.post("/inloggen/tweede-stap", {"code": codes[0], "verder": "/over"})
    assert whole.headers["Location"] == "/over"
    assert browser.get("/van-mij").status_code == 200
    assert Visitor(elm).get("/inloggen/tweede-stap").headers["Location"] == "/inloggen"
    fresh = browser.post("/van-mij/tweede-stap/uit", {"current": PASSWORD, "what": "codes"})
    assert codes[1] not in fresh.text
    assert "niet je wachtwoord" in problem(
        browser.post("/van-mij/tweede-stap/uit", {"current": ""})
    )
    assert browser.post("/van-mij/tweede-stap/uit", {"current": PASSWORD}).status_code == 303
    assert "Aanzetten" in browser.page("/van-mij/veilig").text


def number(ward: Ward, secret: str) -> str:
    return secondstep.number(secret, ward.world.now())


def test_an_admin_without_a_second_step_makes_one_first(elm: Ward) -> None:
    with elm.at_work() as world:
        accounts.create(world, name="Ada", password=PASSWORD, role="admin")
    ada = Visitor(elm)
    answer = ada.post("/inloggen", {"name": "Ada", "password": PASSWORD, "verder": "/over"})
    assert answer.headers["Location"] == "/van-mij/tweede-stap?verder=/over"
    answer = ada.get("/beheer/uitnodigingen")
    assert answer.headers["Location"] == "/van-mij/tweede-stap?verder=/beheer/uitnodigingen"
    assert "altijd in met twee stappen" in ada.page("/van-mij/tweede-stap").text
    ada.post("/van-mij/tweede-stap", {})
    secret = re.search(r"secret=([A-Z2-7]{32})", ada.get("/van-mij/tweede-stap").text)
    assert secret
    ada.post("/van-mij/tweede-stap", {"code": number(elm, secret[1])})
    assert ada.get("/beheer/uitnodigingen").status_code == 200


def test_an_admin_makes_letters_and_codes(elm: Ward) -> None:
    ada = Visitor(elm, "Ada Beheert", role="admin")
    for count in ("0", "61", "x", ""):
        refused = ada.post("/beheer/uitnodigingen", {"count": count, "what": "letters"})
        assert refused.status_code == 422
        assert "van 1 tot 60" in problem(refused)
    page = ada.post("/beheer/uitnodigingen", {"count": "2", "what": "letters", "label": "Plein"})
    assert page.text.count('class="letter"') == page.text.count("Beste buur") == 2
    until = "De code werkt tot woensdag 9\u00a0juli."
    assert page.text.count(until) == 2
    code = ada.post("/beheer/uitnodigingen", {"count": "5", "what": "code"})
    assert "5 mensen" in code.text
    assert until in code.text
    listed = ada.get("/beheer/uitnodigingen").text
    assert "Plein 2" in listed
    first = re.search(r'name="number" value="(\d+)"', listed)
    assert first
    ended = ada.post("/beheer/uitnodigingen", {"number": first[1], "what": "end"})
    assert ended.status_code == 303
    assert ada.post("/beheer/uitnodigingen", {"number": "9999", "what": "end"}).status_code == 404


def test_an_admin_changes_what_the_ward_decides(elm: Ward) -> None:
    ada = Visitor(elm, "Ada Beheert", role="admin")
    assert "Niemand" in ada.page("/beheer/instellingen").text
    refused = ada.post("/beheer/instellingen", {"joining": "perhaps"})
    assert refused.status_code == 422
    kept = ada.post("/beheer/instellingen", {"joining": "closed", "without_email": "no"})
    assert kept.status_code == 303
    for path in ("/account-maken", "/account-maken/zonder-mail"):
        assert "nu geen account maken" in Visitor(elm).page(path).text
    with elm.at_work():
        assert (values.get("joining"), values.get("without_email")) == ("closed", "no")


def test_two_residents_let_somebody_back_in(elm: Ward, alice: Visitor) -> None:
    bob, carla = Visitor(elm, "Bob"), Visitor(elm, "Carla")
    named = {"helper_1": "Bob", "helper_2": "Karla", "current": PASSWORD}
    assert "niemand met de naam Karla" in problem(alice.post("/van-mij/helpers", named))
    assert alice.post("/van-mij/helpers", named | {"helper_2": "Carla"}).status_code == 303
    assert "Bob, Carla" in alice.page("/van-mij/veilig").text
    lost = Visitor(elm)
    shown = lost.post("/herstel/samen", {"name": "Alice Jansen"}).text
    for path in ("/herstel/samen/afmaken", "/van-mij/helpen"):
        assert f"<b>{elm.url}{path}</b>" in shown
    kept, read_out = re.findall(r'class="code">([0-9A-Z-]+)<', shown)
    answered(elm)
    page = bob.get("/van-mij/helpen").text
    owner = re.search(r'name="owner" value="(\d+)"', page)
    assert owner
    typed = {"owner": owner[1], "code": read_out}
    assert "klopt niet" in problem(bob.post("/van-mij/helpen", typed | {"code": kept}))
    assert "de ander het nog" in bob.post("/van-mij/helpen", typed).text
    later = {"name": "Alice Jansen", "code": kept, "password": OTHER}
    assert "nog niet allebei" in lost.post("/herstel/samen/afmaken", later).text
    assert "allebei" in carla.post("/van-mij/helpen", typed).text
    early = lost.post("/herstel/samen/afmaken", later)
    assert early.status_code == 422
    assert "Dit kan vanaf dinsdag" in early.text
    assert kept in early.text
    assert "binnenlaten" in alice.page("/").text
    moderator = Visitor(elm, "Mo", role="moderator")
    assert "Alice Jansen" in moderator.page("/beheer/herstel").text
    elm.neighbourhood.clock.forward(hours=73)
    wrong = lost.post("/herstel/samen/afmaken", later | {"code": read_out})
    assert "klopt niet" in problem(wrong)
    assert lost.post("/herstel/samen/afmaken", later).status_code == 303
    assert "Alice" in lost.page("/van-mij").text
    assert alice.get("/van-mij").status_code == 303


@pytest.mark.parametrize("by", ["banner", "link", "moderator"])
def test_and_it_can_be_stopped(elm: Ward, alice: Visitor, by: str) -> None:
    bob, carla = Visitor(elm, "Bob"), Visitor(elm, "Carla")
    with elm.at_work() as world:
        owner = accounts.named("Alice Jansen")
        names = ("Bob", "Carla")
        helpers.name_two(world, owner, helper_names=names, password=PASSWORD)
        codes = together.ask(world, who="Alice Jansen", language="nl")
        answering.answer_all(world)
        (underway,) = together.listed(world)
    for helper in (bob, carla):
        helper.post("/van-mij/helpen", {"owner": str(owner.id), "code": codes.read_out})
    if by == "banner":
        assert "/van-mij/herstel/stop" in alice.get("/over").text
        alice.post("/van-mij/herstel/stop", {})
    elif by == "link":
        path = mail(elm, "rescue-started").values["path"]
        stranger = Visitor(elm)
        for _ in range(5):
            assert stranger.get(path).status_code == 200
        assert "gestopt" in stranger.post(path, {}).text
        assert stranger.get(path).status_code == 410
    else:
        moderator = Visitor(elm, "Mo", role="moderator")
        number = {"number": str(underway.id)}
        assert moderator.post("/beheer/herstel", number).status_code == 303
        assert moderator.post("/beheer/herstel", number).status_code == 404
    assert "/van-mij/herstel/stop" not in alice.get("/over").text
    with elm.at_work() as world:
        assert together.listed(world) == []


def test_my_own_sessions(elm: Ward, alice: Visitor) -> None:
    other = Visitor(elm)
    firefox = "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"
    other.post("/inloggen", {"name": "Alice Jansen", "password": PASSWORD}, User_Agent=firefox)
    page = alice.get("/van-mij/veilig").text
    assert "Firefox, Android" in page
    place = re.search(r'name="place" value="([0-9a-f]{16})"', page)
    assert place
    assert (
        Visitor(elm, "Bob").post("/van-mij/apparaat/uitloggen", {"place": place[1]}).status_code
        == 404
    )
    assert alice.post("/van-mij/apparaat/uitloggen", {"place": place[1]}).status_code == 303
    assert other.get("/van-mij").status_code == 303
    third = Visitor(elm, "Alice Jansen")
    alice.post("/uitloggen/overal", {})
    assert third.get("/van-mij").status_code == 303


def test_AC_12_a_form_from_elsewhere_is_refused_on_every_route(elm: Ward, alice: Visitor) -> None:
    token = alice.token()
    for route in [one for one in ROUTES if "POST" in one.methods and "<" not in one.path]:
        for headers in (
            {"Origin": "https://evil.example"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site", "Origin": elm.url},
            {"Origin": "null"},
        ):
            answer = alice.client.post(
                route.path, base_url=elm.url, data={"csrf_token": token}, headers=headers
            )
            assert answer.status_code == 403, (route.path, headers)
        old_browser = alice.client.post(route.path, base_url=elm.url, data={})
        assert old_browser.status_code == 400, route.path
    assert alice.get("/van-mij").status_code == 200


def test_AC_12_looking_changes_nothing(elm: Ward, alice: Visitor) -> None:
    admin = Visitor(elm, "Ada Beheert", role="admin")
    alice.places()

    def everything() -> dict[str, list[Any]]:
        with elm.at_work() as world, elm.store.active() as database:
            del world
            tables = [name for name in database.get_tables() if not name.startswith("search")]
            return {t: list(database.execute_sql(f'SELECT * FROM "{t}"')) for t in sorted(tables)}

    before = everything()
    for route in [one for one in ROUTES if "GET" in one.methods and "<" not in one.path]:
        for who in (alice, admin, Visitor(elm)):
            who.get(route.path)
            who.client.head(route.path, base_url=elm.url)
    assert everything() == before


# What nobody has, in the form that an address asks for.
SOMETHING = {
    "token": "x" * 43,
    "lid": "0" * 8 + "-0000-7000-8000-" + "0" * 12,
    "int": "1",
    "row": "1",
    "scid": "Q" * 46,
}


def limited_routes() -> list[Route]:
    return [route for route in ROUTES if route.limit]


@pytest.mark.parametrize("route", limited_routes(), ids=lambda route: route.path)
@pytest.mark.parametrize("by", ["address", "account"])
def test_AC_13_each_limit_bites_on_its_route(elm: Ward, route: Route, by: str) -> None:
    limit = LIMITS[route.limit]
    rate = limit.address if by == "address" else limit.account
    if rate is None:
        assert by == "account"
        return
    second = route.path == "/inloggen/tweede-stap"
    signed_in = route.who != "anybody" or (by == "account" and not limit.field and not second)
    name, role = "Alice Jansen" if signed_in else "", "admin" if route.who == ADMIN else "resident"
    visitor = halfway(elm) if second else Visitor(elm, name, role=role)
    if route.path == "/van-mij/tweede-stap":
        visitor.post(route.path, {})  # the button that begins
    path = re.sub(r"<(\w+):\w+>", lambda part: SOMETHING[part[1]], route.path)
    statuses = []
    for number in range(3):  # the first; the last that may be; one too many
        typed = {limit.field: f"persoon {number}" if by == "address" else "Alice Jansen"}
        address = "192.0.2.1" if by == "address" else f"198.51.100.{number}"
        before = tallies(elm)
        answer = visitor.client.post(
            path,
            base_url=elm.url,
            data=typed | {"csrf_token": visitor.token()},
            environ_base={"REMOTE_ADDR": address},
        )
        statuses.append(answer.status_code)
        if number == 0:
            with elm.at_work() as world:
                home = {limits._key(world, route.limit, "address", address)}
                counted = {key for key, count in tallies(elm).items() if count != before.get(key)}
                [key] = counted & home if by == "address" else counted - home
                limits.Tally.update(count=rate.most - 1).where(limits.Tally.key == key).execute()
    assert statuses[-1] == 429
    assert 429 not in statuses[:-1]


@pytest.mark.parametrize("who", ["Alice Jansen", "alice@elm.test"])
def test_AC_13_no_way_of_writing_a_name_slips_through_the_limit_of_an_account(
    elm: Ward, alice: Visitor, who: str
) -> None:
    """A NUL is taken out before anybody is looked for, and what is too long is cut."""
    rate = LIMITS["sign-in"].account
    assert rate
    thief = Visitor(elm)
    thief.client.set_cookie("wijk-known", "made up", domain="elm.localhost")
    tried = [
        thief.post("/inloggen", {"name": who[:n] + "\0" + who[n:], "password": "x"}).status_code
        for n in range(rate.most + 1)
    ]
    assert tried == [422] * rate.most + [429]
    for number in range(3):
        Visitor(elm).post("/herstel", {"name": who + " " * 300 + str(number)})
    answered(elm)
    with elm.at_work():
        assert outbox() == []


def tallies(ward: Ward) -> dict[str, int]:
    """How often each was counted."""
    with ward.at_work():
        return {row.key: row.count for row in list(limits.Tally.select())}


def halfway(ward: Ward) -> Visitor:
    with ward.at_work() as world:
        person = accounts.create(world, name="Alice Jansen", password=PASSWORD)
        secondstep.confirm(
            world, person, secondstep.number(secondstep.propose(world, person), world.now())
        )
    visitor = Visitor(ward)
    visitor.post("/inloggen", {"name": "Alice Jansen", "password": PASSWORD})
    return visitor


def test_AC_13_each_limit_is_used_and_each_form_of_strangers_has_one() -> None:
    of_set_up = [route for route in founding.ROUTES if route.limit]
    assert {route.limit for route in (*limited_routes(), *of_set_up)} == set(LIMITS)
    free = {"/uitloggen", "/taal"}
    for route in ROUTES:
        if "POST" in route.methods and route.who == "anybody" and route.path not in free:
            assert route.limit, route.path


@pytest.mark.parametrize("trusted", [(), ("10.0.0.1/32",)])
def test_AC_14_a_forged_address_neither_escapes_nor_shuts_others_out(
    elm: Ward, trusted: tuple[str, ...]
) -> None:
    config = replace(elm.world.config, trusted_proxies=trusted)
    app = create_app(config, replace(elm.world, config=config), elm.store)
    rate = LIMITS["recover"].address
    visitor = Visitor(elm)
    visitor.client = app.test_client()
    connected = "10.0.0.1" if trusted else "203.0.113.9"

    def ask(forged: str, real: str, name: str) -> int:
        forwarded = f"{forged}, {real}" if trusted else forged
        return visitor.client.post(
            "/herstel",
            base_url=elm.url,
            data={"name": name, "csrf_token": visitor.token()},
            headers={"X-Forwarded-For": forwarded},
            environ_base={"REMOTE_ADDR": connected},
        ).status_code

    for number in range(rate.most):
        assert ask(f"192.0.2.{number}", "203.0.113.9", f"a{number}") == 200
    assert ask("192.0.2.200", "203.0.113.9", "nog een") == 429
    if trusted:
        assert ask("203.0.113.9", "198.51.100.7", "iemand anders") == 200


def test_known_browsers_are_forgotten_with_the_password(elm: Ward, alice: Visitor) -> None:
    browser = Visitor(elm)
    browser.post("/inloggen", {"name": "Alice Jansen", "password": PASSWORD})
    known = browser.client.get_cookie("wijk-known", domain="elm.localhost")
    assert known
    with elm.at_work():
        assert devices.known(known.value, "Alice Jansen")
    browser.post("/van-mij/wachtwoord", {"current": PASSWORD, "password": OTHER})
    with elm.at_work():
        assert not devices.known(known.value, "Alice Jansen")


def test_AC_16_ten_megabytes_are_not_read(elm: Ward) -> None:
    answer = Visitor(elm).post("/inloggen", {"name": "x", "password": "x" * 10_000_000})
    assert answer.status_code == 413


def test_when_it_is_busy_what_was_typed_stays(elm: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_most", lambda world: 0)
    answer = Visitor(elm).post("/inloggen", {"name": "Alice", "password": PASSWORD})
    assert answer.status_code == 503
    assert "heel veel mensen" in problem(answer)
    assert 'value="Alice"' in answer.text
