"""Routes × roles × reaches, made from the table of routes: a route that is not in order fails here.

Everybody of :data:`ROLES` walks every address. Who may not use it is sent to the door or told that
it does not exist; who may is served. And on no page stands a listing of a reach that this person
may not see, nor one that the table does not allow there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from node.residents import accounts
from node.shown.reach import REACHES
from node.web import alerting, applying, bymail, disagreeing, noticing, succeeding
from node.web.route import ADMIN, ANYBODY, MODERATOR, OWNER, RESIDENT, Route
from node.web.routes import ROUTES
from tests import links
from tests.neighbourhood import Neighbourhood, Ward
from tests.web.test_routes import (
    STILL_TRUE,
    address_of,
    answered,
    case_about,
    copy_of,
    kept_by,
    newest_message,
    public_place_of,
    question_of,
    told_of,
    withdrawn_by,
)
from tests.web.visitor import LADDER, Visitor, photo

ROLES = ("anonymous", "suspended", "resident", "owner", "moderator", "admin")
# Which roles may use what a line of the table says; OWNER: also the use case has its say.
MAY = {
    ANYBODY: set(ROLES),
    RESIDENT: {"resident", "owner", "moderator", "admin"},
    OWNER: {"owner"},
    MODERATOR: {"moderator", "admin"},
    ADMIN: {"admin"},
}
SEES = {role: {"everyone"} for role in ROLES[:2]} | {role: {*REACHES} for role in ROLES[2:]}
OWN_SCREEN = {"/inloggen", "/account-maken", "/account-maken/zonder-mail"}  # not for who is in
OF_REACH_WARD = {"/l/<lid:lid>", "/l/<lid:lid>/melden"}
MARK = "Zeepkist"
BY_MAIL = "/l/<lid:lid>/reageren/per-mail"
APPLICANT = "/nieuwe-buren/aanvraag/<row:number>"
MANAGES = {APPLICANT: {"moderator", "admin"}}  # others are not trusted here
LEADS_TO = {
    APPLICANT: "/nieuwe-buren",
    "/inloggen/tweede-stap": "/inloggen",
    "/beheer/buurwijken/vraag": "/beheer/buurwijken",  # nobody asks
    "/van-mij/bewaard/nieuw": "/",  # nothing is looked for
    "/van-mij/bewaard/<row:search>": "/?q=ladder",
}


@dataclass
class Town:
    """Everybody, and what the addresses name."""

    elm: Ward
    values: dict[str, dict[str, str]]
    people: dict[str, Visitor]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A listing of each reach, all of the owner, and one of the neighbours."""
    neighbourhood = Neighbourhood(tmp_path_factory.mktemp("town"))
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    theirs = oak.posts("sharing", f"{MARK} everyone van Oak")
    elm.follows(oak)
    elm.pulls()
    [neighbour] = elm.neighbours()
    owner = Visitor(elm, "Olga Eigenaar")
    lids = {
        reach: owner.places(title=f"{MARK} {reach}", text="Van hout.", reach=reach)
        for reach in REACHES
    }
    of_another = Visitor(elm, "Bo Buur").places(title="Van Bo", reach="ward")
    draft = owner.begins()
    owner.post(f"/plaatsen/{draft}/tekst", LADDER)
    owner.post(f"/plaatsen/{draft}/foto", {"photo": photo(), "photo_description": "Een ladder"})
    shown = owner.page(f"/plaatsen/{draft}/foto").all("img")[0].attributes["src"]
    with elm.at_work() as world:
        tokens = links.of_each_sort(world)
        chosen = links.of_choices(world)
        alerts = links.of_alerts(world)
        decided = links.of_decision(world, lids["everyone"])
        applied = links.of_application(world)
        asked = links.of_admin(world)
        outsider = links.of_outside(world, lids["everyone"])
    people = {
        "anonymous": Visitor(elm),
        "suspended": Visitor(elm, "Sus Pensie"),
        "resident": Visitor(elm, "Rik Bewoner"),
        "owner": owner,
        "moderator": Visitor(elm, "Mo Deraat", role="moderator"),
        "admin": Visitor(elm, "Ada Doet", role="admin"),
    }
    with elm.at_work() as world:
        accounts.suspend(world, accounts.named("Sus Pensie"))
    values = {
        "*": {
            "lid": lids["ward"],
            "draft": draft,
            "step": "tekst",
            "digest": shown.removeprefix("/foto/"),
            "scid": neighbour.scid,
            "asked": "about",
            "kind": "emergency",
            "name": copy_of(elm),
            "place": public_place_of(elm),
            "case": case_about(elm, lids["everyone"]),
            "ruling": decided["ruling"],
            "appeal": decided["appeal"],
            "search": kept_by(elm, "Olga Eigenaar"),
            "handle": told_of(elm, "Olga Eigenaar"),
            "thread": answered(elm, lids["ward"]),
            "deed": "afwijzen",
            "message": newest_message(elm),
            "paper": "register",
        },
        "/n/<scid:scid>/l/<lid:lid>": {"lid": theirs},
        "/n/<scid:scid>/l/<lid:lid>/melden": {"lid": theirs},
        "/l/<lid:lid>/opnieuw": {"lid": withdrawn_by(elm, owner)},
        "/l/<lid:lid>/reageren": {"lid": of_another},
        BY_MAIL: {"lid": lids["everyone"]},
        STILL_TRUE: question_of(elm, lids["everyone"]),
        disagreeing.STATEMENT: decided,
        applying.LINK: applied,
        succeeding.LINK: asked,
        APPLICANT: applied,
        **{path: {"token": token} for path, token in tokens.items()},
        **{route.path: chosen for route in noticing.ROUTES},
        **{route.path: alerts for route in alerting.ROUTES},
        **{route.path: outsider for route in bymail.ROUTES},
    }
    yield Town(elm, values, people)
    neighbourhood.close()


def routes(method: str) -> list[Route]:
    return [route for route in ROUTES if method in route.methods]


def named(route: Route) -> str:
    return route.path


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_each_route_says_who_and_what(route: Route) -> None:
    assert route.who in MAY
    assert route.shows is not None, "say which reaches may stand on it"
    assert set(route.shows) <= set(REACHES)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", routes("GET"), ids=named)
def test_who_may_look_is_served_and_others_are_not(town: Town, route: Route, role: str) -> None:
    """AD-01."""
    path = path_for(town, route)
    answer = town.people[role].get(path)
    if role in MAY[route.who]:
        assert_served(answer.status_code, answer.headers.get("Location", ""), route, role)
    elif role in ROLES[:2]:
        assert (answer.status_code, answer.headers["Location"]) == (
            303,
            f"/inloggen?verder={path}",
        )
    else:
        assert answer.status_code == 404


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", routes("POST"), ids=named)
def test_who_may_not_send_is_refused(town: Town, route: Route, role: str) -> None:
    if role in MAY[route.who]:
        return  # what they send is tried where each page is tried
    answer = town.people[role].post(path_for(town, route), {})
    assert answer.status_code == (403 if role in ROLES[:2] else 404)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", routes("GET"), ids=named)
def test_nobody_sees_more_than_their_reach(town: Town, route: Route, role: str) -> None:
    text = town.people[role].get(path_for(town, route)).get_data().decode(errors="replace")
    seen = set(re.findall(rf"{MARK} (\w+)", text))
    assert route.shows is not None
    assert seen <= set(route.shows) & SEES[role]


@pytest.mark.parametrize("role", ROLES)
def test_and_everybody_sees_all_of_their_reach(town: Town, role: str) -> None:
    seen = set(re.findall(rf"{MARK} (\w+)", town.people[role].get("/").text))
    assert seen == SEES[role]


def path_for(town: Town, route: Route) -> str:
    """The address, with the owner's own things in it."""
    return address_of(town, route)  # type: ignore[arg-type]  # it asks for the values only


def assert_served(status: int, where: str, route: Route, role: str) -> None:
    """Served, or sent on for a reason of the page's own."""
    inside = role not in ROLES[:2]
    if route.path == "/readyz":
        assert status in {200, 503}
    elif route.path in OF_REACH_WARD and not inside:
        assert status == 404
    elif route.path == BY_MAIL and inside:
        assert (status, where[-9:]) == (303, "/reageren")  # who has an account uses it
    elif route.path == "/l/<lid:lid>/melden" and role == "owner":
        assert status == 303  # nobody reports themselves
    elif inside and route.path in OWN_SCREEN:
        assert (status, where) == (303, "/van-mij")
    elif route.path in LEADS_TO and role not in MANAGES.get(route.path, ()):
        assert (status, where) == (303, LEADS_TO[route.path])
    elif route.path == "/beheer/identiteit/bestand":
        assert status == 404  # nobody asked for a change
    elif route.path == "/foto/<digest:digest>" and role != "owner":
        assert status == 404  # of a draft
    elif route.path == "/gegevens/kopie":
        assert (status, where) in {(303, "/gegevens"), (404, "")}  # nobody asked for one
    elif route.path == "/van-mij/tweede-stap/uit" and role != "admin":
        assert status == 200
    elif route.path == "/van-mij/tweede-stap" and role == "admin":
        assert (status, where) == (303, "/van-mij/veilig")
    else:
        assert status == 200, (route.path, role, where)
