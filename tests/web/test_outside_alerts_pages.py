"""Alerts without an account, by pages and mails alone."""

from node.matching import alerts, news
from node.matching.models import SavedSearch
from tests.neighbourhood import Ward
from tests.node.post import newest
from tests.web.markup import Page
from tests.web.test_answering_pages import goes
from tests.web.visitor import Visitor, answered

FORM = "/per-mail/seintje?q=ladder"
NOOR = "noor@far.test"


def test_B3_from_a_search_to_the_mail_and_stopped_with_one_tap(elm: Ward) -> None:
    lotte, noor = Visitor(elm, "Lotte Lener"), Visitor(elm)
    lotte.places(reach="everyone", title="Ladder van vroeger")
    with elm.at_work() as world:
        news.match_due(world)
    assert FORM in noor.page("/?q=ladder").links
    assert FORM not in lotte.page("/?q=ladder").links
    assert "Krijg seintjes per mail" in noor.page(FORM).text
    wrong = noor.post(FORM, {"email": "noor", "alert": "daily"})
    assert (wrong.status_code, Page(wrong.text).filled()["email"]) == (422, "noor")
    same = [
        answered(noor.post(FORM, {"email": email, "alert": "now"}))[1].replace(email, "")
        for email in ("mona@far.test", NOOR)
    ]
    assert same[0] == same[1]
    with elm.at_work():
        link = str(newest("alert-confirm").values["path"])
    for _twice in range(2):
        assert "Het staat nog niet aan." in noor.page(link).text
    with elm.at_work():
        assert SavedSearch.select().count() == 0
    page = goes(noor, link)
    assert "Gelukt." in page.text
    assert "Je seintjes" in page.text
    assert "ladder" in page.text.lower()
    elm.world.clock.forward(minutes=2)  # type: ignore[attr-defined]  # of tests
    lotte.places(reach="ward", title="Ladder voor de buren")
    lid = lotte.places(reach="everyone", title="Ladder te leen")
    with elm.at_work() as world:
        news.match_due(world)
        assert alerts.tell_due(world) == 1
        mail = newest("alert")
    assert (mail.to, mail.values["first"]) == (NOOR, "Ladder te leen")
    assert [line["path"] for line in mail.values["lines"]] == [f"/l/{lid}"]  # type: ignore[union-attr,index]
    assert "Ladder" not in noor.page(str(mail.values["path"])).all("h1")[0].text
    stop = str(mail.values["stop"])
    assert "Stop deze mail" in noor.page(stop).text
    assert noor.post(stop, {"List-Unsubscribe": "One-Click"}, token=False).status_code == 200
    with elm.at_work():
        assert SavedSearch.get().alert == "none"
        number = SavedSearch.get().id
    assert "Weg." in goes(noor, f"{link}/seintje/{number}/weg").text
    assert noor.post(f"{link}/seintje/{number}/weg", {}).status_code == 404
