"""Choosing to hear of a kept search, and stopping it from a mail, without signing in."""

import pytest

from node.matching import stopping
from node.matching.models import SavedSearch
from tests.neighbourhood import Ward
from tests.web.visitor import Visitor

LIST = "/van-mij/bewaard"
KEEP = f"{LIST}/nieuw?q=ladder"


@pytest.fixture
def alice(elm: Ward) -> Visitor:
    return Visitor(elm, "Alice Jansen")


def kept(ward: Ward) -> tuple[str, str]:
    """How soon its owner hears of it, and where that stops."""
    with ward.at_work() as world:
        row = SavedSearch.get()
        return row.alert, stopping.path_of(world, row)


def test_it_is_chosen_when_it_is_kept_and_changed_after(elm: Ward, alice: Visitor) -> None:
    page = alice.page(KEEP)
    assert page.faults == []
    assert page.filled()["alert"] == "weekly"
    alice.post(KEEP, page.filled() | {"alert": "now"})
    assert kept(elm)[0] == "now"
    page = alice.page(LIST)
    assert "Je krijgt meteen mail als er iets nieuws is." in page.text
    [change] = [one.attributes["href"] for one in page.all("a") if one.text.startswith("Naam en")]
    page = alice.page(change)
    assert page.filled()["alert"] == "now"
    alice.post(change, page.filled() | {"alert": "daily"})
    assert kept(elm)[0] == "daily"
    alice.post(change, page.filled() | {"alert": "elk uur", "name": "Trap"})
    assert kept(elm)[0] == "daily"
    assert "hooguit één mail per dag" in alice.page(LIST).text


def test_ME_07_looking_at_the_link_stops_nothing_and_one_tap_does(
    elm: Ward, alice: Visitor
) -> None:
    alice.post(KEEP, {"name": "Ladder", "alert": "now"})
    path, anybody = kept(elm)[1], Visitor(elm)
    page = anybody.page(path)
    assert page.faults == []
    assert "Ladder" in page.text
    assert "Alice" not in page.text
    assert anybody.client.head(path, base_url=elm.url).status_code == 200
    assert kept(elm)[0] == "now"
    for _ in range(2):  # as a mailbox does it: no form of ours, no cookie
        answer = elm.app.test_client().post(
            path, base_url=elm.url, data={"List-Unsubscribe": "One-Click"}
        )
        assert answer.status_code == 200
        assert "Je krijgt geen mail meer over “Ladder”." in answer.text
        assert kept(elm)[0] == "none"
    assert "Je krijgt er geen mail over." in alice.page(LIST).text
    assert "Nu krijg je mail" not in anybody.page(path).text


@pytest.mark.parametrize("change", ["token", "number", "large"])
def test_another_link_is_not_there(elm: Ward, alice: Visitor, change: str) -> None:
    alice.post(KEEP, {"name": "Ladder", "alert": "now"})
    _, page, number, token = kept(elm)[1].split("/")
    changed = {
        "token": f"/{page}/{number}/{token[::-1]}",
        "number": f"/{page}/{int(number) + 1}/{token}",
        "large": f"/{page}/{2**70}/{token}",
    }[change]
    assert Visitor(elm).get(changed).status_code == 404
    assert elm.app.test_client().post(changed, base_url=elm.url).status_code == 404
    assert kept(elm)[0] == "now"


def test_anybody_can_read_how_it_is_done(elm: Ward, alice: Visitor) -> None:
    for visitor in (alice, Visitor(elm)):
        [link] = [one for one in visitor.page("/over").all("a") if "Hoe wij iets" in one.text]
        page = visitor.page(link.attributes["href"])
        assert page.faults == []
        assert "Elke oproep hooguit één keer." in page.text
