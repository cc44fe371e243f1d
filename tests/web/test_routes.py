"""Every address of the site, walked by somebody who is not signed in, by the resident whose listing
it is, by another resident, and by those who look after the site.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pytest

from node.agreements import asking, responding
from node.agreements.models import Message
from node.backups import making, shelf
from node.listings import compose, inventory, publicplaces, read, stilltrue
from node.matching import saved
from node.moderation import reporting
from node.moderation.models import Case
from node.moderation.reporting import Told
from node.residents import accounts, profile
from node.shown.viewer import ANYONE, Viewer
from node.web import alerting, applying, bymail, disagreeing, noticing, succeeding
from node.web.route import ADMIN, ANYBODY, MODERATOR, OWNER, RESIDENT, Route
from node.web.routes import ROUTES
from tests import links
from tests.neighbourhood import Neighbourhood, Ward
from tests.web.markup import Page
from tests.web.visitor import LADDER, Visitor, photo

FORBIDDEN_ATTRIBUTES = re.compile(r"style|on[a-z]+")
NOT_PAGES = {
    "/livez",
    "/readyz",
    "/foto/<digest:digest>",
    "/manifest.webmanifest",
    "/dienst.js",
    "/.well-known/security.txt",
    "/cijfers.csv",
    "/oproepen.csv",
    "/oproepen.atom",
    "/oproepen.ics",
}
STILL_TRUE = "/klopt/<lid:lid>/<int:ends>/<token:token>"
TEXT_LIMIT = 60_000


@dataclass
class Street:
    """A ward with a neighbour, three people, and a value for whatever an address names."""

    elm: Ward
    anybody: Visitor
    maker: Visitor
    other: Visitor
    values: dict[str, dict[str, str]]

    def address(self, route: Route) -> str:
        """The route with the maker's own things in it."""
        values = self.values.get(route.path, {}) | self.values["*"]
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: values[part[1]], route.path)


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """Everything that an address can name is there, and is the maker's."""
    neighbourhood = Neighbourhood(tmp_path_factory.mktemp("street"))
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    theirs = oak.posts("sharing", "Soep")
    elm.follows(oak)
    elm.pulls()
    [neighbour] = elm.neighbours()
    maker = Visitor(elm, "Maker Visser")
    lid = maker.places()
    draft = maker.begins()
    maker.post(f"/plaatsen/{draft}/tekst", LADDER)
    maker.post(f"/plaatsen/{draft}/foto", {"photo": photo(), "photo_description": "Een ladder"})
    with elm.at_work() as world:
        tokens = links.of_each_sort(world)
        chosen = links.of_choices(world)
        alerts = links.of_alerts(world)
        decided = links.of_decision(world, lid)
        applied = links.of_application(world)
        asked = links.of_admin(world)
        outsider = links.of_outside(world, lid)
    shown = maker.page(f"/plaatsen/{draft}/foto").all("img")[0].attributes["src"]
    yield Street(
        elm,
        Visitor(elm),
        maker,
        Visitor(elm, "Ander Mens"),
        {
            "*": {
                "lid": lid,
                "draft": draft,
                "step": "tekst",
                "digest": shown.removeprefix("/foto/"),
                "scid": neighbour.scid,
                "asked": "about",
                "kind": "emergency",
                "name": copy_of(elm),
                "place": public_place_of(elm),
                "case": case_about(elm, lid),
                "ruling": decided["ruling"],
                "appeal": decided["appeal"],
                "search": kept_by(elm, "Maker Visser"),
                "handle": told_of(elm, "Maker Visser"),
                "thread": answered(elm, lid),
                "deed": "afwijzen",
                "message": newest_message(elm),
                "paper": "register",
            },
            "/n/<scid:scid>/l/<lid:lid>": {"lid": theirs},
            "/n/<scid:scid>/l/<lid:lid>/melden": {"lid": theirs},
            "/l/<lid:lid>/opnieuw": {"lid": withdrawn_by(elm, maker)},
            STILL_TRUE: question_of(elm, lid),
            disagreeing.STATEMENT: decided,
            applying.LINK: applied,
            succeeding.LINK: asked,
            "/nieuwe-buren/aanvraag/<row:number>": applied,
            **{path: {"token": token} for path, token in tokens.items()},
            **{route.path: chosen for route in noticing.ROUTES},
            **{route.path: alerts for route in alerting.ROUTES},
            **{route.path: outsider for route in bymail.ROUTES},
        },
    )
    neighbourhood.close()


def question_of(ward: Ward, lid: str) -> dict[str, str]:
    """What stands in the link of the mail about this listing."""
    with ward.at_work() as world:
        card = read.one(world, ANYONE, lid=lid)
        parts = stilltrue.path_of(world, lid, card.ends).split("/")
    return dict(zip(("lid", "ends", "token"), parts[2:], strict=True))


def public_place_of(ward: Ward) -> str:
    """A place on the ward's list."""
    with ward.at_work() as world:
        return str(publicplaces.add(world, {"name": "Buurthuis De Linde"}))


def copy_of(ward: Ward) -> str:
    """A copy of the whole node."""
    with ward.at_work() as world:
        return making.make(world, shelf.ASKED).name


def case_about(ward: Ward, lid: str) -> str:
    """A case that waits for a moderator."""
    with ward.at_work() as world:
        reporting.report(world, ANYONE, Told("once", "untrue"), lid=lid)
        return str(Case.get(lid=lid).id)


def kept_by(ward: Ward, name: str) -> str:
    """A search that somebody keeps."""
    with ward.at_work() as world:
        person = accounts.named(name)
        saved.save(world, resident_id=person.id, name="Ladders", chosen={"q": "ladder"})
        viewer = Viewer(person.id, person.role)
        [found] = saved.listed(world, viewer, resident_id=person.id, centre=None)
    return str(found.id)


def withdrawn_by(ward: Ward, maker: Visitor) -> str:
    """A listing that its maker took away: only such a one is placed anew."""
    lid = maker.places(title="Ladder van vroeger")
    with ward.at_work() as world:
        compose.withdraw(world, owner=inventory.owner_of(lid), lid=lid)
    return lid


def told_of(ward: Ward, name: str) -> str:
    """What somebody told for everyone has an address."""
    with ward.at_work() as world:
        person = accounts.named(name)
        profile.answer(
            world, resident_id=person.id, name="about", given=["Ik bouw."], reach="everyone"
        )
        return profile.of(resident_id=person.id).handle


def answered(elm: Ward, lid: str) -> str:
    """The address of an answer to this listing, by somebody else."""
    Visitor(elm, "Rea Geert")
    with elm.at_work() as world:
        person = accounts.named("Rea Geert")
        seen = Viewer(person.id, person.role)
        listing = responding.listing_to_answer(world, seen, lid)
        typed = {"day": "20-5-2031", "days": "2", "text": "Graag"}
        wish = asking.read(listing, typed, world.now()).wish
        return responding.respond(world, who=person.id, listing=listing, wish=wish)


def newest_message(elm: Ward) -> str:
    """The number of the newest message of all."""
    with elm.at_work():
        return str(Message.select().order_by(Message.id.desc()).get().id)


def address_of(street: Street, route: Route) -> str:
    own = street.values["*"] | street.values.get(route.path, {})
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: own[part[1]], route.path)


def gets(*, who: set[str]) -> list[Route]:
    return [route for route in ROUTES if "GET" in route.methods and route.who in who]


def posts(*, who: set[str]) -> list[Route]:
    return [route for route in ROUTES if "POST" in route.methods and route.who in who]


def named(route: Route) -> str:
    return route.path


INSIDE = {RESIDENT, OWNER, MODERATOR, ADMIN}


def test_each_address_says_who_may_use_it() -> None:
    assert {route.who for route in ROUTES} <= {ANYBODY, *INSIDE}
    pairs = [(route.path, method) for route in ROUTES for method in route.methods]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize("route", gets(who=INSIDE), ids=named)
def test_who_is_not_signed_in_is_sent_to_the_door(street: Street, route: Route) -> None:
    path = address_of(street, route)
    answer = street.anybody.get(path)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/inloggen?verder={path}"


@pytest.mark.parametrize("route", posts(who=INSIDE), ids=named)
def test_a_form_of_who_is_not_signed_in_changes_nothing(street: Street, route: Route) -> None:
    answer = street.anybody.post(address_of(street, route), {})
    assert answer.status_code == 403
    page = Page(answer.text)
    assert page.all("h1")[0].text == "Je bent niet ingelogd."
    assert f"/inloggen?verder={address_of(street, route)}" in page.links
    assert street.maker.get(f"/l/{street.values['*']['lid']}").status_code == 200


@pytest.mark.parametrize("route", gets(who={OWNER}) + posts(who={OWNER}), ids=named)
def test_LI_06_what_is_of_somebody_else_does_not_exist(street: Street, route: Route) -> None:
    path = address_of(street, route)
    sent = {"GET": lambda: street.other.get(path), "POST": lambda: street.other.post(path, LADDER)}
    for answer in (sent[method]() for method in route.methods):
        assert answer.status_code == 404
        assert "Ladder" not in Page(answer.text).text
    assert "Ladder" in street.anybody.get(f"/l/{street.values['*']['lid']}").text


@pytest.mark.parametrize("route", gets(who={MODERATOR, ADMIN}), ids=named)
def test_what_is_for_who_looks_after_the_site_does_not_exist(street: Street, route: Route) -> None:
    assert street.other.get(address_of(street, route)).status_code == 404


@pytest.mark.parametrize("route", gets(who={ANYBODY, RESIDENT, OWNER}), ids=named)
def test_a_page_is_whole(street: Street, route: Route) -> None:
    path = address_of(street, route)
    for who in (street.maker, street.anybody):
        answer = who.get(path)
        if answer.status_code == 200 and route.path not in NOT_PAGES:
            check_page(answer.text, path)
            check_headers(dict(answer.headers), path)
    expected = {200, 503} if route.path == "/readyz" else {200, 303}
    assert street.maker.get(path).status_code in expected


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_another_method_is_refused(street: Street, route: Route) -> None:
    path = address_of(street, route)
    client = street.maker.client
    for method in ("PUT", "PATCH", "DELETE"):
        sent = {"X-CSRFToken": street.maker.token()}
        answer = client.open(path, method=method, base_url=street.elm.url, headers=sent)
        assert answer.status_code == 405, (method, path)
        assert "Allow" in answer.headers
    if "GET" in route.methods:
        head = client.head(path, base_url=street.elm.url)
        assert head.data == b""
        assert head.status_code == client.get(path, base_url=street.elm.url).status_code


def check_page(text: str, path: str) -> None:
    """What holds for every page."""
    page = Page(text)
    assert page.faults == [], path
    assert len(page.all("h1")) == 1, path
    [title] = page.all("title")
    assert title.text.endswith("· Elm"), path
    assert page.all("html")[0].attributes["lang"] == "nl"
    assert text.startswith("<!doctype html>")
    for one in page.elements:
        for name in one.attributes:
            assert not FORBIDDEN_ATTRIBUTES.fullmatch(name), f"{path}: {one.name} {name}"
    assert not page.all("style")
    assert all("nonce" in script.attributes for script in page.all("script"))
    outside = [link for link in page.links if not link.startswith(("/", "#", "otpauth:"))]
    assert all(re.match(r"http://oak\.localhost:8001/", link) for link in outside), path
    levels = [int(one.name[1]) for one in page.elements if re.fullmatch("h[1-6]", one.name)]
    deeper = [(one, two) for one, two in pairwise(levels) if two > one + 1]
    assert not deeper, f"{path}: a heading skips a level"
    assert len(text) < TEXT_LIMIT


SECRET = tuple({route.path.partition("<")[0] for route in ROUTES if route.secret})


def check_headers(headers: dict[str, str], path: str) -> None:
    """What every page tells the browser."""
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; "), path
    assert "unsafe" not in policy
    assert "*" not in policy
    assert re.search(r"script-src 'nonce-[A-Za-z0-9+/=]{24}'", policy)
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    secret = path.startswith(SECRET) and re.search(r"/[\w-]{43}(/|$)", path) is not None
    assert headers["Referrer-Policy"] == ("strict-origin" if secret else "same-origin")
    assert headers["Cache-Control"] == "no-store" or not secret
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert {"Accept-Language", "Cookie"} <= {part.strip() for part in headers["Vary"].split(",")}


def test_a_nonce_is_used_once(street: Street) -> None:
    found = {street.anybody.get("/").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(found) == 3


def test_what_is_private_is_kept_nowhere(street: Street) -> None:
    for path in ("/", "/van-mij", "/taal"):
        assert street.maker.get(path).headers["Cache-Control"] == "no-store"
    assert street.anybody.get("/").headers["Cache-Control"] == "no-cache"
    assert street.anybody.get("/inloggen").headers["Cache-Control"] == "no-store"
    assert "Content-Encoding" not in street.maker.get("/", Accept_Encoding="gzip").headers


def test_looking_around_leaves_no_cookie(street: Street) -> None:
    fresh = Visitor(street.elm)
    for path in ("/", "/over", "/buurwijken", f"/l/{street.values['*']['lid']}", "/er-is-niets"):
        assert "Set-Cookie" not in fresh.get(path).headers


@pytest.mark.parametrize("path", ["/er-is-niets", "/l/geen-lid", "/..%2f..%2fkeys", "/L/", "/%00"])
def test_an_unknown_page_is_our_own_404(street: Street, path: str) -> None:
    answer = street.anybody.get(path)
    assert answer.status_code == 404
    check_page(answer.text, path)
    check_headers(dict(answer.headers), path)
    assert Page(answer.text).all("h1")[0].text == "Hier hangt niets."


def test_an_unknown_file_is_told_without_asking_the_database(street: Street) -> None:
    answer = street.anybody.get("/static/..%2fwijk.db")
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")


def test_another_host_is_not_ours(street: Street) -> None:
    answer = street.anybody.client.get("/", base_url="http://evil.example")
    assert answer.status_code == 400
    assert "evil" not in answer.text
    check_page(answer.text, "/")


def test_a_fault_of_ours_is_a_page_that_tells_nothing(
    street: Street, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> str:
        raise RuntimeError("the inside")

    monkeypatch.setitem(street.elm.app.view_functions, "about", fails)
    answer = street.anybody.get("/over")
    assert answer.status_code == 500
    assert "the inside" not in answer.text
    check_page(answer.text, "/over")
    assert "the inside" in caplog.text


def test_english_for_who_asks_for_it(street: Street) -> None:
    answer = street.anybody.get("/", Accept_Language="en-US,en;q=0.8")
    page = Page(answer.text)
    assert page.all("html")[0].attributes["lang"] == "en"
    assert page.all("h1")[0].text == "What is there nearby?"
    assert "nieuwste" not in answer.text
    assert (
        Page(street.anybody.get("/", Accept_Language="fi").text).all("html")[0].attributes["lang"]
        == "nl"
    )


def test_a_choice_of_language_and_looks_is_kept(street: Street) -> None:
    visitor = Visitor(street.elm)
    chosen = {"language": "en", "theme": "dark", "size": "largest", "contrast": "more"}
    answer = visitor.post("/taal", chosen | {"verder": "/over"})
    assert answer.status_code == 303
    page = visitor.page(answer.headers["Location"])
    english = {"lang": "en", "dir": "ltr", "data-typed": ""}
    marks = {"data-theme": "dark", "data-size": "largest", "data-contrast": "more"}
    assert page.all("html")[0].attributes == english | marks
    assert "/over" in page.links
    visitor.post("/taal", {"size": ""})
    visitor.post("/taal", {"language": "xx", "theme": "<b>"})
    left = english | {"data-contrast": "more"}
    assert visitor.page("/").all("html")[0].attributes == left


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example/", "/\\evil.example", "/%0d%0aX: y", "", "x"]
)
def test_nobody_is_sent_to_another_site(street: Street, wanted: str) -> None:
    visitor = Visitor(street.elm)
    page = Page(visitor.client.get("/taal", base_url=street.elm.url,
                                   query_string={"verder": wanted}).text)  # fmt: skip
    assert not [link for link in page.links if "evil" in link or "X:" in link]
    answer = street.maker.client.get(
        "/inloggen", base_url=street.elm.url, query_string={"verder": wanted}
    )
    assert answer.headers["Location"] == "/van-mij"
