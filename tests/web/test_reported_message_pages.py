"""From a message: report it or block in two taps; how it went, for the other or for moderators."""

import re

from playhouse.test_utils import count_queries

from tests.neighbourhood import Ward
from tests.web.markup import Page
from tests.web.test_answering_pages import Stair, goes
from tests.web.visitor import Visitor

THREAT = "Ik weet waar je woont."


def stair(elm: Ward) -> tuple[Stair, Visitor]:
    names = ("Lotte Lener", "Rik Vraagt", "Bo Buur")
    lotte, rik, bo = (Visitor(elm, name) for name in names)
    mo = Visitor(elm, "Mo Deraat", role="moderator")
    return Stair(elm, lotte, rik, bo, lotte.places(reach="ward")), mo


def case_page(moderator: Visitor) -> tuple[str, Page]:
    links = moderator.page("/beheer/meldingen").links
    [path] = {link for link in links if re.fullmatch(r"/beheer/meldingen/\d+", link)}
    return path, moderator.page(path)


def test_ME_09_a_message_is_reported_in_two_taps_and_alone_read(elm: Ward) -> None:
    here, mo = stair(elm)
    talk = here.answered()
    goes(here.rik, talk, text=THREAT)
    page = here.lotte.page(talk)
    found = [link for link in page.links if link.startswith(f"{talk}/bericht/")]
    asked, threat = sorted(found, key=lambda link: int(link.rpartition("/")[2]))
    assert not [link for link in here.rik.page(talk).links if "/bericht/" in link]  # one's own
    for sent, field in (({"reason": ""}, "reason"), ({"reason": "other"}, "sentence")):
        refused = here.lotte.post(threat, sent)
        assert refused.status_code == 422
        assert Page(refused.text).by_id(f"{field}-fout")
    thanks = goes(here.lotte, threat, reason="hurtful")
    assert "Een moderator leest alleen dat ene bericht." in thanks.text
    path, case = case_page(mo)
    assert THREAT in case.text
    assert "Rik Vraagt schreef:" in case.text
    assert case.all("html")[0].attributes["lang"] == "nl"
    for unseen in ("Mag ik hem lenen?", "Lotte", "Ladder", talk):
        assert unseen not in case.text
        assert unseen not in " ".join(case.links)
    sent = {"action": "unsay", "reason": "hurtful", "text": "Dit is een dreigement."}
    assert "Besloten." in goes(mo, path, **sent).text
    for who in (here.lotte, here.rik):
        seen = who.page(talk).text
        assert THREAT not in seen
        assert "Een moderator haalde dit bericht weg." in seen
    assert "Bericht weggehaald" in here.lotte.page("/van-mij/meldingen").text
    assert here.lotte.get(threat).status_code == 404
    assert here.lotte.get(asked).status_code == 200


def test_ME_03_blocked_in_two_taps_from_a_message(elm: Ward) -> None:
    here, _ = stair(elm)
    talk = here.answered()
    [asked] = [link for link in here.lotte.page(talk).links if f"{talk}/bericht/" in link]
    assert "Blokkeer Rik Vraagt" in here.lotte.page(asked).text
    key = talk.rpartition("/")[2]
    page = goes(here.lotte, f"/van-mij/blokkeren/{key}", verder=talk)
    assert "Jullie kunnen elkaar hier niet meer schrijven." in page.text
    buttons = [one.text for one in page.all("button")]
    assert "Ja, afspreken" not in buttons  # with whom one blocked
    assert f"{talk}/andere-dag" not in page.links
    assert f"{talk}/afwijzen" in page.links
    assert here.lotte.get(f"{talk}/andere-dag").headers["Location"] == f"{talk}?net=apart"
    seen = here.lotte.page(asked).text  # still to be reported
    assert "Blokkeer Rik Vraagt" not in seen
    assert "Een moderator leest alleen" in goes(here.lotte, asked, reason="hurtful").text


def test_ME_03_who_cannot_reach_each_other_is_offered_nothing_together_in_a_list_either(
    elm: Ward,
) -> None:
    here, _ = stair(elm)
    talk, lists = here.answered(), ("/afspraken", "/afspraken?deel=jij", f"/l/{here.lid}/reacties")
    asked = {path: _questions(here.lotte, path) for path in lists}
    other = here.bo.post(f"/l/{here.lid}/reageren", {"day": "2-6-2031", "days": "2", "text": "Ik"})
    with_bo = other.headers["Location"].partition("?")[0]
    goes(here.lotte, f"/van-mij/blokkeren/{talk.rpartition('/')[2]}", verder=talk)
    for path in lists:
        text = here.lotte.get(path).text
        for deed in ("afspreken", "andere-dag"):
            assert f'"{talk}/{deed}"' not in text, path
            assert f'"{with_bo}/{deed}"' in text, path
        assert f'"{talk}/afwijzen"' in text
        assert _questions(here.lotte, path) == asked[path]
    assert f'"{talk}/andere-dag"' not in here.rik.get("/afspraken").text


def _questions(visitor: Visitor, path: str) -> int:
    with count_queries() as counted:
        assert visitor.get(path).status_code == 200
    return int(counted.count)


def test_B1_how_it_went_is_two_taps_and_words_for_whom_one_chooses(elm: Ward) -> None:
    here, mo = stair(elm)
    talk = here.answered(day="12-5-2031", days="1", time="10")
    went = f"{talk}/hoe-ging-het"
    assert here.lotte.get(went).headers["Location"] == talk
    goes(here.lotte, f"{talk}/afspreken")
    here.elm.world.clock.forward(days=2)  # type: ignore[attr-defined]  # of tests
    goes(here.lotte, f"{talk}/meegegeven")
    page = goes(here.rik, f"{talk}/terug")
    assert "Hoe ging het voor jou?" in page.text
    for who in (here.lotte, here.rik):
        assert "Dank je. Wij hebben het opgeschreven." in goes(who, went, how="well").text
    for sent, fields in (
        ({"text": "", "reader": "other"}, ["text"]),
        ({"text": "Fijn", "reader": ""}, ["reader"]),
        ({"text": "x" * 9_000, "reader": "moderators"}, ["text"]),
    ):
        refused = here.lotte.post(went, sent)
        assert refused.status_code == 422
        assert all(Page(refused.text).by_id(f"{name}-fout") for name in fields)
    goes(here.lotte, went, text="Fijn dat het lukte.", reader="other")
    assert "Fijn dat het lukte." in here.rik.page(talk).text
    alone = goes(here.rik, went, text="Er miste een tree.", reader="moderators")
    assert "Een moderator leest het. De ander niet." in alone.text
    for path in (talk, went, "/berichten", "/van-mij/meldingen"):
        assert "Er miste een tree." not in here.lotte.get(path).text
    assert "Er miste een tree." in here.rik.page("/van-mij/meldingen").text
    path, case = case_page(mo)
    assert "Er miste een tree." in case.text
    assert "Iemand vertelt hoe een afspraak met Lotte Lener ging." in case.text
    assert "Fijn dat het lukte." not in case.text
    assert "Gelezen. De ander hoort er niets van." in goes(mo, path, **case.filled()).text
