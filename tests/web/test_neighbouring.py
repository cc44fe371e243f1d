"""Buurwijken through the pages: met, compared by four words, decided about, paused, let go."""

import re

import pytest

from node.feed import identity
from node.feed.models import Origin
from node.moderation import log
from node.peering import applications, contact, invitations, levels
from node.peering.neighbours import NeighbourCard
from node.world import Fetched, World
from tests.neighbourhood import Neighbourhood, Road, Ward
from tests.web.markup import Page
from tests.web.visitor import Visitor

HOME = "/beheer/buurwijken"


@pytest.fixture
def oak(neighbourhood: Neighbourhood) -> Ward:
    """The ward next door, with something to see."""
    made = neighbourhood.ward("oak")
    made.posts("sharing", "Soep")
    return made


@pytest.fixture
def admin(elm: Ward) -> Visitor:
    """Who looks after Elm."""
    return Visitor(elm, "Ada Doet", role="admin")


def words_of(ward: Ward) -> str:
    """What the other admin reads aloud: from the page where it stands."""
    page = Visitor(ward, "Bea Heer", role="admin").page(HOME)
    return page.all("b", **{"class": "code"})[0].text


def only(ward: Ward) -> NeighbourCard:
    [card] = ward.neighbours()
    return card


def scid_of(ward: Ward) -> str:
    with ward.at_work():
        return identity.own_origin().scid


def send(visitor: Visitor, path: str, **typed: str) -> Page:
    """A form that is not right, and the page that says so."""
    answer = visitor.post(path, typed)
    assert answer.status_code in {200, 422}, answer.status_code
    page = Page(answer.text)
    assert page.faults == []
    return page


def lids(page: Page) -> list[str]:
    """The listings that wait on a page."""
    found = page.all("input", type="hidden")
    return [one.attributes["value"] for one in found if one.attributes["name"] == "lid"]


def follow(admin: Visitor, other: Ward) -> None:
    typed = {"address": other.url, "what": "follow", "words": words_of(other)}
    assert admin.post(f"{HOME}/nieuw", typed).status_code == 303


def test_a_ward_is_seen_before_it_is_followed(admin: Visitor, oak: Ward) -> None:
    assert "nog geen buurwijk" in admin.page(HOME).text
    page = send(admin, f"{HOME}/nieuw", address=oak.url, what="look")
    assert "Oak" in page.text
    assert "Soep" in page.text
    assert not set(words_of(oak).split()) & set(page.text.split())
    assert admin.ward.neighbours() == []


def test_its_five_newest_are_shown_however_old_they_are(elm: Ward, oak: Ward) -> None:
    for number in range(6):
        oak.neighbourhood.clock.forward(days=9)
        oak.posts("work", f"Baan {number}")
    withdrawn = oak.posts("work", "Toch niet")
    oak.neighbourhood.clock.forward(days=2)
    oak.withdraws(withdrawn)
    page = send(
        Visitor(elm, "Ada Doet", role="admin"), f"{HOME}/nieuw", address=oak.url, what="look"
    )
    assert re.findall(r"Baan \d", page.text) == [f"Baan {number}" for number in (5, 4, 3, 2, 1)]
    assert "Toch niet" not in page.text
    assert "Soep" not in page.text


def test_a_wrong_word_is_noticed_and_changes_nothing(admin: Visitor, oak: Ward) -> None:
    first, *rest = words_of(oak).split()
    typed = {"address": oak.url, "what": "follow"}
    wrong = send(admin, f"{HOME}/nieuw", **typed, words=" ".join(["appel", *rest]))
    assert "Dit is anders: woord 1." in wrong.text
    short = send(admin, f"{HOME}/nieuw", **typed, words=first)
    assert "Vul vier woorden in" in short.text
    assert admin.ward.neighbours() == []
    follow(admin, oak)
    assert only(admin.ward).name == "Oak"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "lijkt geen adres"),
        ("een wijk", "lijkt geen adres"),
        ("http://elm.localhost:8001", "jullie eigen wijksite"),
        ("http://nergens.localhost:8001", "geen verbinding"),
    ],
)
def test_what_is_no_other_ward_is_said(admin: Visitor, oak: Ward, typed: str, said: str) -> None:
    page = send(admin, f"{HOME}/nieuw", address=typed, what="look")
    assert said in page.text
    assert page.all("input", id="address")[0].attributes["value"] == typed


def test_who_asks_is_looked_at_and_answered(admin: Visitor, oak: Ward) -> None:
    theirs = Visitor(oak, "Bea Heer", role="admin")
    follow(theirs, admin.ward)
    oak.sends()
    assert "oak.localhost:8001" in admin.page(HOME).text
    path = f"{HOME}/vraag"
    asked = {"host": "oak.localhost:8001"}
    assert "Maak kennis" in admin.page(f"{path}?host=oak.localhost:8001").text
    assert "Soep" in send(admin, path, **asked, what="kijken").text
    assert "woord 1, 2, 3, 4" in send(admin, path, **asked, what="ja", words="a b c d").text
    answer = admin.post(path, {**asked, "what": "ja", "words": words_of(oak)})
    assert answer.status_code == 303
    admin.ward.sends()
    assert "Wij zijn buren van elkaar" in theirs.page(f"{HOME}/{only(oak).scid}").text
    assert admin.post(path, {**asked, "what": "nee"}).headers["Location"] == HOME


def test_no_is_told_too(admin: Visitor, oak: Ward) -> None:
    theirs = Visitor(oak, "Bea Heer", role="admin")
    follow(theirs, admin.ward)
    oak.sends()
    said = admin.post(f"{HOME}/vraag", {"host": "oak.localhost:8001", "what": "nee"})
    assert said.headers["Location"] == f"{HOME}?net=nee"
    admin.ward.sends()
    assert "wil geen buurwijk zijn" in theirs.page(f"{HOME}/{only(oak).scid}").text


def test_an_invitation_needs_no_second_yes(admin: Visitor, oak: Ward) -> None:
    theirs = Visitor(oak, "Bea Heer", role="admin")
    made = Page(theirs.post(f"{HOME}/uitnodigen", {}).text)
    whole = made.all("b", **{"class": "code small"})[0].text
    assert made.all("svg", **{"class": "segno"})
    assert whole in Visitor(oak).page(whole.removeprefix(oak.url)).text
    page = send(admin, f"{HOME}/nieuw", address=whole, what="look")
    held = {one.attributes["name"]: one.attributes["value"] for one in page.all("input")}
    assert held["address"] == oak.url
    sent = {"address": oak.url, "invite": held["invite"], "words": words_of(oak), "what": "follow"}
    assert admin.post(f"{HOME}/nieuw", sent).status_code == 303
    for ward in (admin.ward, oak, admin.ward):
        ward.sends()
        ward.reads_applications()
    assert only(oak).name == "Elm"
    with oak.at_work() as world:
        assert not invitations.counts(world, held["invite"])


def test_an_invitation_that_was_cut_off_makes_no_neighbour(admin: Visitor, oak: Ward) -> None:
    cut_off = f"{oak.url}/buurwijken/uitnodiging?code=kort"
    page = send(admin, f"{HOME}/nieuw", address=cut_off, what="look")
    assert "uitnodiging klopt niet" in page.text
    typed = {"address": oak.url, "invite": "kort", "words": words_of(oak), "what": "follow"}
    assert "uitnodiging klopt niet" in send(admin, f"{HOME}/nieuw", **typed).text
    assert admin.ward.neighbours() == []


def test_an_invitation_is_taken_back(admin: Visitor) -> None:
    path = f"{HOME}/uitnodigen"
    admin.post(path, {})
    page = admin.page(path)
    [number] = [one for one in page.all("input") if one.attributes["name"] == "number"]
    with admin.ward.at_work() as world:
        [made] = invitations.every_one()
        assert made.works(world.now())
    sent = {"what": "weg", "number": number.attributes["value"]}
    assert "werkt niet meer" in Page(admin.post(path, sent).text).text
    assert "Er zijn nu geen uitnodigingen" in admin.page(path).text


def test_what_is_decided_holds(admin: Visitor, oak: Ward) -> None:
    follow(admin, oak)
    admin.ward.pulls()
    path = f"{HOME}/{only(admin.ward).scid}"
    assert admin.ward.titles() == ["Soep"]
    choice = {"level": "shown", "kinds": "work", "metres": "1000", "most_listings": "10"}
    assert admin.post(path, {**choice, "relaying": "yes"}).status_code == 303
    card = only(admin.ward)
    assert card.filters.kinds == ("work",)
    assert (card.filters.metres, card.quota.listings) == (1000, 10)
    assert (card.relaying, card.through) == (True, False)
    assert admin.ward.titles() == []
    admin.ward.pulls()
    assert "Van 1 oproep bewaren wij alleen dat zij er is." in admin.page(path).text
    typed = {"level": "approval", "kinds": "sharing", "most_listings": "veel", "most_new": "0"}
    wrong = send(admin, path, **typed)
    assert wrong.text.count("Kies een getal van 1 tot 10.000") == 4  # on top, and beside its field
    ticked = {one.attributes["value"] for one in wrong.all("input") if "checked" in one.attributes}
    assert ticked == {"approval", "sharing"}  # what was typed is still there
    assert wrong.all("input", id="most_listings")[0].attributes["value"] == "veel"
    assert only(admin.ward).filters.kinds == ("work",)
    for level in ("koning", "blocked"):
        assert admin.post(path, {"level": level}).status_code == 400


def test_each_listing_can_wait_for_yes(admin: Visitor, oak: Ward) -> None:
    oak.neighbourhood.clock.forward(minutes=1)
    oak.posts("sharing", "Brood", text="Vers van vandaag. " * 30 + "Tot zo.")
    follow(admin, oak)
    card = only(admin.ward)
    with admin.ward.at_work() as world:
        levels.set_level(world, card.scid, "approval")
    admin.ward.pulls()
    path = f"{HOME}/{card.scid}"
    page = admin.page(path)
    soup, bread = lids(page)
    assert "Tot zo." in page.text, "who says yes or no has read all of it"
    assert "Tot zo." in admin.page(f"/beheer/meldingen/wijk/{card.scid}").text
    assert admin.ward.titles() == []
    assert admin.post(f"{path}/oproep", {"lid": soup, "what": "ja"}).status_code == 303
    assert admin.post(f"{path}/oproep", {"lid": bread, "what": "nee"}).status_code == 303
    assert admin.post(f"{path}/oproep", {"lid": bread, "what": "ja"}).status_code == 404
    assert admin.ward.titles() == ["Soep"]
    assert lids(admin.page(path)) == []


def test_a_ward_met_through_a_neighbour_waits_for_a_decision(
    admin: Visitor, oak: Ward, neighbourhood: Neighbourhood
) -> None:
    ash = neighbourhood.ward("ash")
    ash.posts("work", "Baan")
    for one in (admin.ward, ash):
        neighbourhood.befriend(oak, one)
    neighbourhood.rounds(2)
    assert "Verborgen. Jullie beslissen" in admin.page(HOME).text
    path = f"{HOME}/{scid_of(ash)}"
    page = admin.page(path)
    assert "Gehoord via" in page.text
    assert "Vraag haar als buurwijk" in page.text
    assert admin.post(path, {"level": "shown"}).status_code == 303
    neighbourhood.rounds(2)
    assert admin.ward.titles() == ["Baan", "Soep"]
    assert "Wij bewaren 1 oproep met tekst." in admin.page(path).text
    assert "later terugdraaien" in admin.page(f"{path}/weg?hoe=blokkeren").text
    assert admin.post(f"{path}/weg", {"hoe": "blokkeren"}).status_code == 303
    neighbourhood.rounds(2)
    assert admin.ward.titles() == ["Soep"]
    assert "Geblokkeerd. Wij kijken hier niet." in admin.page(path).text
    assert admin.post(f"{HOME}/{scid_of(oak)}/weg", {}).status_code == 303
    assert admin.get(path).status_code == 404  # nobody tells of it any more
    assert "Geblokkeerde wijken" in admin.page(HOME).text
    assert admin.post(f"{HOME}/vrij", {"scid": scid_of(ash)}).status_code == 303
    assert "Geblokkeerde wijken" not in admin.page(HOME).text
    assert admin.post(f"{HOME}/vrij", {"scid": scid_of(ash)}).status_code == 404
    with admin.ward.at_work():
        lines = log.page().lines
    assert [(line.action, line.text) for line in lines] == [
        ("ward-level", "hidden"),
        ("ward-ended", "hidden"),
        ("ward-ended", "blocked"),
        ("ward-level", "shown"),
    ]
    assert "Geen buurwijken meer" in admin.page("/beheer/logboek").text


def test_a_ward_is_left_alone_and_let_go(admin: Visitor, oak: Ward) -> None:
    follow(admin, oak)
    admin.ward.pulls()
    path = f"{HOME}/{only(admin.ward).scid}"
    assert admin.post(f"{path}/stil", {"what": "stil"}).status_code == 303
    assert "Wij kijken hier nu niet" in admin.page(HOME).text
    assert admin.ward.titles() == ["Soep"]
    assert admin.post(f"{path}/stil", {"what": "verder"}).status_code == 303
    assert only(admin.ward).state == "active"
    assert "geen buurwijk meer" in admin.page(f"{path}/weg?hoe=stoppen").text
    assert admin.ward.titles() == ["Soep"]
    assert admin.post(f"{path}/weg", {"hoe": "stoppen"}).status_code == 303
    assert admin.ward.titles() == []
    assert admin.get(path).status_code == 404
    assert admin.post(f"{path}/weg", {"hoe": "stoppen"}).status_code == 404


def test_how_far_a_first_feed_has_come_is_seen_while_it_comes(
    admin: Visitor, oak: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    oak.posts_many(450)
    follow(admin, oak)
    path = f"{HOME}/{only(admin.ward).scid}"
    whole, seen, asked = Road.__call__, list[tuple[str, str]](), list[str]()

    def watched(road: Road, url: str, **how: object) -> Fetched:
        asked.append(url)
        if "/fed/feed/public" in url:
            seen.append((admin.page(HOME).text, admin.page(path).text))
            oak.neighbourhood.clock.forward(seconds=40)
        return whole(road, url, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(Road, "__call__", watched)
    assert admin.ward.pulls() == []
    for many, one in ((seen[1][0], seen[1][1]), (admin.page(HOME).text, admin.page(path).text)):
        assert "Wij halen haar oproepen op" in many
        assert "van ongeveer 451 oproepen zijn er" in many
        assert "van ongeveer 451 oproepen zijn er" in one
        assert "Laad deze bladzijde opnieuw" in one
    assert "200 van" in seen[1][0]
    assert "400 van" in admin.page(path).text  # it is the turn of others now
    assert admin.ward.titles() == []
    assert admin.ward.pulls() == []
    assert len(admin.ward.titles()) == 451
    for page in (admin.page(HOME).text, admin.page(path).text):
        assert "ophalen" not in page
    assert sum(url.endswith("/fed/head/public") for url in asked) == 1


def test_anybody_reads_at_which_level_a_ward_is(admin: Visitor, oak: Ward) -> None:
    follow(admin, oak)
    assert "Alles staat op ons bord" in Visitor(admin.ward).page("/buurwijken").text


def test_whoever_answers_later_at_that_host_is_not_let_in_instead(
    admin: Visitor, oak: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was compared is what is accepted: nothing is fetched between the two."""
    follow(Visitor(oak, "Bea Heer", role="admin"), admin.ward)
    oak.sends()
    words = words_of(oak)
    fetched: list[str] = []
    real = applications.open_one

    def once(world: World, name: str) -> applications.Opened:
        assert not fetched
        fetched.append(name)
        return real(world, name)

    monkeypatch.setattr(applications, "open_one", once)
    sent = {"host": "oak.localhost:8001", "what": "ja", "words": words}
    assert admin.post(f"{HOME}/vraag", sent).status_code == 303
    assert fetched == ["oak.localhost:8001"]


def test_who_is_in_quarantine_is_believed_again_once_the_words_are_compared(
    elm: Ward, admin: Visitor, oak: Ward
) -> None:
    follow(admin, oak)
    elm.pulls()
    with elm.at_work() as world:
        contact.quarantine(world, Origin.get(scid=scid_of(oak)).id)
    assert elm.titles() == []
    page = admin.page(f"{HOME}/{scid_of(oak)}")
    [way] = [one for one in page.all("a") if one.text == "Vergelijk de vier woorden"]
    [address] = admin.page(way.attributes["href"]).all("input", id="address")
    assert address.attributes["value"] == oak.url
    follow(admin, oak)
    assert only(elm).quarantined is None
    assert elm.pulls() == []
    assert elm.titles() == ["Soep"]
