"""The pages of moderators: a decision, its undoing, an appeal, the log, and what others read."""

import re
from time import perf_counter

import pytest
from playhouse.test_utils import count_queries

from node.feed.identity import own_origin
from node.moderation import log
from node.notices.models import Notice
from node.notices.outbox import unpacked
from node.residents import accounts
from node.residents.models import Resident
from node.settings import values
from node.store.database import database, seconds
from tests.neighbourhood import PASSWORD, Ward
from tests.web.markup import Page
from tests.web.visitor import Visitor

WHY = "De ladder is niet van jou."
MOST_QUESTIONS = 6
MANY = 10_000
MOST_SECONDS = 0.5


def case_of(moderator: Visitor) -> str:
    links = moderator.page("/beheer/meldingen").links
    [path] = {one for one in links if re.fullmatch(r"/beheer/(meldingen|bezwaar)/\d+", one)}
    return path


def goes(visitor: Visitor, path: str, **sent: str) -> Page:
    answer = visitor.post(path, visitor.page(path).filled() | sent)
    assert answer.status_code == 303, Page(answer.text).text
    return visitor.page(answer.headers["Location"])


def path_in(elm: Ward, template: str, address: str) -> str:
    with elm.at_work():
        rows = Notice.select().where(Notice.template == template, Notice.address == address)
        return str(unpacked(list(rows.order_by(Notice.id))[-1].values)["path"])


def test_report_decision_appeal_another_reverses_and_everybody_reads_it(elm: Ward) -> None:
    maker, anybody = Visitor(elm, "Maker Visser"), Visitor(elm)
    mo = Visitor(elm, "Mo Deraat", role="moderator")
    ada = Visitor(elm, "Ada Doet", role="admin")
    with elm.at_work():
        for name in ("Maker Visser", "Mo Deraat", "Ada Doet"):
            Resident.update(email=f"{name.split()[0].lower()}@elm.test").where(
                Resident.name == name
            ).execute()
    lid = maker.places(title="Ladder")
    goes(
        anybody,
        f"/l/{lid}/melden",
        reason="untrue",
        sentence="Hij is van mij.",
        email="eva@else.test",
        good_faith="yes",
    )
    page = goes(mo, case_of(mo), action="hide", reason="untrue", text=WHY, reply="Dank je.")
    assert "Besloten." in page.text
    assert anybody.get(f"/l/{lid}").status_code == 404
    seen = maker.page(f"/l/{lid}")
    assert WHY in seen.text
    assert "Wij hebben je oproep verborgen." in seen.text
    statement = path_in(elm, "decision", "maker@elm.test")
    assert statement in seen.links
    page = anybody.page(statement)  # it opens without signing in
    for words in (WHY, "Wees eerlijk.", "door een mens", "Iemand meldde je oproep.", "bezwaar"):
        assert words in page.text
    wrong = anybody.post(statement, {"text": " "})
    assert (wrong.status_code, "text-fout" in wrong.text) == (422, True)
    sent = anybody.post(statement, {"text": "Hij is echt van mij."})
    assert "Je bezwaar is binnen" in Page(sent.text).text
    assert "Er wacht nu niets" in mo.page("/beheer/meldingen").text  # who decided
    appeal = case_of(ada)
    assert mo.get(appeal).status_code == 404
    assert "Hij is echt van mij." in ada.page(appeal).text
    refused = ada.post(appeal, {"outcome": "reversed"})
    assert (refused.status_code, "answer-fout" in refused.text) == (422, True)
    goes(ada, appeal, outcome="reversed", answer="Er is een bon.")
    assert anybody.get(f"/l/{lid}").status_code == 200
    assert "Je kreeg gelijk" in anybody.page(statement).text
    logged = mo.page("/beheer/logboek").text
    for words in ("van tafel", "Bezwaar gemaakt", "Verborgen", "Mo Deraat", "Ada Doet"):
        assert words in logged
    public = anybody.page("/besluiten").text
    assert "Verborgen minder dan vijf" in public
    assert "Deraat" not in public
    answered = path_in(elm, "report-ended", "eva@else.test")
    assert "Het besluit is van tafel" in path_text(elm, "report-ended", "eva@else.test")
    assert "Dank je." in anybody.page(answered).text
    assert WHY not in anybody.page(answered).text  # written to the maker


def path_text(elm: Ward, template: str, address: str) -> str:
    with elm.at_work():
        row = Notice.get(Notice.template == template, Notice.address == address)
        return str(unpacked(row.values)["what"])


def test_AD_06_an_account_goes_with_a_password_a_line_in_the_log_and_time_to_undo(
    elm: Ward,
) -> None:
    maker = Visitor(elm, "Maker Visser")
    mo = Visitor(elm, "Mo Deraat", role="moderator")
    lid = maker.places(title="Ladder")
    goes(Visitor(elm), f"/l/{lid}/melden", reason="untrue")
    path = case_of(mo)
    sent = {"action": "expel", "reason": "untrue", "text": WHY}
    for password in ("", "geraden"):
        refused = mo.post(path, mo.page(path).filled() | sent | {"password": password})
        assert (refused.status_code, "password-fout" in refused.text) == (422, True)
        assert "geraden" not in refused.text
    assert maker.get("/van-mij").status_code == 200
    goes(mo, path, **sent, password=PASSWORD)
    assert maker.get("/van-mij").status_code == 303
    assert Visitor(elm).get(f"/l/{lid}").status_code == 404
    assert "Account wordt verwijderd" in mo.page("/beheer/logboek").text
    assert "Draai dit terug" in mo.page(path).text
    [undo] = [one for one in mo.page(path).all("form") if "terug" in one.attributes["action"]]
    assert mo.post(undo.attributes["action"], {}).status_code == 303
    assert Visitor(elm).get(f"/l/{lid}").status_code == 200
    late = mo.post(undo.attributes["action"], {})
    assert late.headers["Location"].endswith("?net=al-besloten")


def test_a_newcomer_reads_that_somebody_looks_first(elm: Ward) -> None:
    with elm.at_work():
        values.put("hold_newcomers", "yes")
    maker, mo = Visitor(elm, "Maker Visser"), Visitor(elm, "Mo Deraat", role="moderator")
    lid = maker.places(title="Ladder")
    assert "Een moderator kijkt nog even mee" in maker.page(f"/l/{lid}").text
    assert "wacht op een moderator" in maker.page("/van-mij").text
    assert Visitor(elm).get(f"/l/{lid}").status_code == 404
    goes(mo, case_of(mo), action="change", reason="other", text="Zet erbij hoe lang hij is.")
    seen = maker.page(f"/l/{lid}")
    assert f"/l/{lid}/veranderen" in seen.links
    goes(maker, f"/l/{lid}/veranderen", text="Van hout, vier meter.")
    assert Visitor(elm).get(f"/l/{lid}").status_code == 200


def test_this_is_about_me_is_for_anybody(elm: Ward) -> None:
    anybody, mo = Visitor(elm), Visitor(elm, "Mo Deraat", role="moderator")
    assert "/over-mij" in anybody.page("/over").links
    wrong = anybody.post("/over-mij", {"where": "", "sentence": ""})
    assert wrong.status_code == 422
    assert {"where-fout", "sentence-fout"} <= set(re.findall(r'id="([\w-]+)"', wrong.text))
    thanks = goes(anybody, "/over-mij", where="die met de ladder", sentence="Mijn naam staat erin.")
    assert "Je melding is binnen" in thanks.text
    case = mo.page(case_of(mo))
    assert "Iemand zegt: dit gaat over mij" in case.text
    assert "Mijn naam staat erin." in case.text


def fill(elm: Ward, count: int) -> None:
    """Very many open cases, as one statement."""
    with elm.at_work() as world:
        origin, now = own_origin().id, seconds(world.now())
        rows = [
            ("listing", f"many {one}", origin, f"lid {one}", f"Oproep {one}", "open", now + one)
            for one in range(count)
        ]
        names = "subject, open_key, origin_id, lid, title, state, opened"
        for start in range(0, count, 100):
            some = rows[start : start + 100]
            marks = ", ".join(["(" + ", ".join("?" * 7) + ", '', '')"] * len(some))
            database.execute_sql(
                f"INSERT INTO moderation_case ({names}, text, called) VALUES {marks}",
                [value for row in some for value in row],
            )


def test_AD_09_ten_thousand_wait_and_the_page_costs_what_it_costs_with_one(elm: Ward) -> None:
    ada = Visitor(elm, "Ada Doet", role="admin")
    costs = []
    for count in (0, MANY):
        fill(elm, count)
        ada.page("/beheer/meldingen")
        with elm.at_work(), count_queries() as counted:
            started = perf_counter()
            page = ada.page("/beheer/meldingen")
            took = perf_counter() - started
        costs.append(counted.count)
    assert took < MOST_SECONDS
    assert costs[0] <= costs[1] <= costs[0] + 1 <= MOST_QUESTIONS + 1
    assert costs[1] <= MOST_QUESTIONS
    assert "Er wachten meer dan 1.000 dingen" in page.text
    [further] = [one for one in page.links if "after=" in one]
    seen = ada.page(further)
    assert "Oproep 20 " in seen.text
    assert "Oproep 19 " not in seen.text


def test_the_log_of_very_many_lines_costs_what_it_costs_with_one(elm: Ward) -> None:
    mo = Visitor(elm, "Mo Deraat", role="moderator")
    costs = []
    for count in (0, 3 * log.PAGE):
        with elm.at_work() as world:
            who = accounts.named("Mo Deraat")
            for one in range(count):
                log.note(world, "warn", by=who, about=f"Oproep {one}")
        mo.page("/beheer/logboek")
        with elm.at_work(), count_queries() as counted:
            page = mo.page("/beheer/logboek?wat=warn")
        costs.append(counted.count)
    assert costs[0] == costs[1] <= MOST_QUESTIONS
    [further] = [one for one in page.links if "before=" in one]
    assert f"Oproep {2 * log.PAGE - 1}" in mo.page(further).text
    for wrong, status in (("?before=x", 400), ("?wat=zomaar", 404)):
        assert mo.get(f"/beheer/logboek{wrong}").status_code == status
    assert "Gewaarschuwd 120" in Visitor(elm).page("/besluiten").text


@pytest.mark.parametrize("path", ["/besluit/1/0/abc", "/besluit/9/9/" + "x" * 43])
def test_a_decision_that_is_none(elm: Ward, path: str) -> None:
    assert Visitor(elm).get(path).status_code == 404
    assert Visitor(elm).post(path, {"text": "Nee"}).status_code == 404
