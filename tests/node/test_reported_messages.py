"""One message that is reported, and how it went for moderators alone: who reads what (ME-09)."""

from dataclasses import fields

import pytest

from node.agreements import conversing, forgetting, read
from node.agreements.models import Message, Response
from node.listings.errors import NotFoundError
from node.moderation import deciding, messages, queue, told, undoing
from node.moderation.deciding import Chosen
from node.moderation.errors import FormError, NoCaseError
from node.moderation.models import Case, Report
from node.moderation.queue import Waiting, Whole
from node.moderation.reporting import Told
from node.moderation.subjects import NOTHING, UNSAY
from node.notices.models import Notice
from node.residents import accounts
from node.residents.models import Resident
from node.upkeep import leaving
from node.upkeep.privacy import HOLDINGS
from node.world import World
from tests.node.agreeing import Talk, answer, people, place
from tests.node.conftest import PASSWORD

THREAT = "Ik weet waar je woont."
SECRETS = ("Mag ik hem lenen?", "Ja hoor.", "Tot zaterdag.")


def talks(world: World) -> tuple[Resident, Resident, Resident, Talk]:
    """Lotte and Rik write each other, and a moderator who is neither."""
    lotte, rik, mo = people(world, "Lotte", "Rik", "Mo")
    Resident.update(role="moderator").where(Resident.id == mo.id).execute()
    talk = answer(world, rik, place(world, lotte), text=SECRETS[0])
    for who, text in ((lotte, SECRETS[1]), (rik, THREAT), (lotte, SECRETS[2])):
        conversing.write(world, key=talk.key, who=who.id, text=text)
    return lotte, rik, Resident.get_by_id(mo.id), talk


def number_of(text: str) -> int:
    return int(Message.get(text=text).id)


def report(world: World, talk: Talk, who: Resident, text: str = THREAT) -> None:
    told_ = Told("", "hurtful", "Dit is eng.")
    messages.report(world, told_, key=talk.key, who=who.id, number=number_of(text))


def mails() -> list[tuple[str, str | None]]:
    rows = Notice.select().where(
        Notice.template.contains("report") | Notice.template.contains("decision")
    )
    return [(row.template, row.address) for row in list(rows.order_by(Notice.id))]


def only(world: World, moderator: Resident) -> int:
    [waiting] = queue.page(world, moderator).cases
    return waiting.id


def test_ME_09_a_moderator_sees_only_the_reported_message(world: World) -> None:
    lotte, _, mo, talk = talks(world)
    for _ in range(2):
        report(world, talk, lotte)
    [waiting] = queue.page(world, mo).cases
    whole = queue.one(world, mo, waiting.id)
    assert (whole.text, whole.maker, whole.card) == (THREAT, "Rik", None)
    assert [(one.reason, one.sentence) for one in whole.reports] == [("hurtful", "Dit is eng.")]
    seen = " ".join(
        str(getattr(one, field.name))
        for one, kind in ((waiting, Waiting), (whole, Whole))
        for field in fields(kind)
    )
    for secret in (*SECRETS, "Lotte", talk.key, talk.row.title, talk.row.lid):
        assert secret not in seen
    with pytest.raises(NotFoundError):
        read.one(talk.key, mo.id)
    assert mails() == [("report-new", "mo@elm.test")]


def test_ME_09_only_a_message_of_the_other_in_ones_own_conversation(world: World) -> None:
    lotte, rik, mo, talk = talks(world)
    bo, ans = people(world, "Bo", "Ans")
    elsewhere = answer(world, ans, place(world, bo, title="Zaag"), text="Iets van een ander")
    for who, at, text in (
        (rik, talk, THREAT),  # one's own
        (mo, talk, THREAT),
        (bo, talk, THREAT),
        (lotte, talk, "Iets van een ander"),
        (bo, elsewhere, THREAT),
    ):
        with pytest.raises(NotFoundError):
            report(world, at, who, text)
    with pytest.raises(NotFoundError):
        messages.report(world, Told("", "hurtful"), key=talk.key, who=lotte.id, number=9**9)
    number = number_of(THREAT)
    with pytest.raises(FormError):
        messages.report(world, Told("", "zomaar"), key=talk.key, who=lotte.id, number=number)
    assert not Case.select().exists()


@pytest.mark.parametrize("action", [UNSAY, NOTHING])
def test_ME_09_what_was_ruled_is_done_and_both_hear_it(world: World, action: str) -> None:
    lotte, rik, mo, talk = talks(world)
    report(world, talk, lotte)
    chosen = Chosen(action, "hurtful", "Dit is een dreigement.")
    deciding.decide(world, mo, only(world, mo), chosen)
    for who in (lotte, rik):
        said = [(one.text, one.removed) for one in read.one(talk.key, who.id).messages]
        gone = ("", True) if action == UNSAY else (THREAT, False)
        assert said == [(SECRETS[0], False), (SECRETS[1], False), gone, (SECRETS[2], False)]
    expected = [("report-new", "mo@elm.test")]
    if action == UNSAY:
        expected.append(("decision-message", "rik@elm.test"))
    assert mails() == [*expected, ("report-decided", "lotte@elm.test")]
    [mine] = told.reports_of(world, lotte.id)
    assert (mine.subject, mine.title, mine.action) == ("message", "", action)


def test_ME_09_neither_of_the_two_rules_on_it(world: World) -> None:
    lotte, rik, mo, talk = talks(world)
    for one in (lotte, rik):
        Resident.update(role="moderator").where(Resident.id == one.id).execute()
    report(world, talk, lotte)
    case = only(world, mo)
    for one in (lotte, rik):
        person = Resident.get_by_id(one.id)
        assert queue.page(world, person).cases == []
        with pytest.raises(NoCaseError):
            deciding.decide(world, person, case, Chosen(NOTHING))
    assert mails() == [("report-new", "mo@elm.test")]


def test_ME_09_ME_10_what_is_kept_for_a_moderator_goes_with_who_wrote_it(world: World) -> None:
    lotte, rik, mo, talk = talks(world)
    report(world, talk, lotte)
    leaving.erase(world, resident_id=rik.id)
    assert queue.page(world, mo).cases == []
    [case] = list(Case.select())
    assert (case.state, case.text, case.owner_id) == ("gone", "", None)


def test_ME_09_an_old_conversation_goes_and_an_open_report_of_it_stays(world: World) -> None:
    lotte, _, mo, talk = talks(world)
    report(world, talk, lotte)
    world.clock.forward(days=190)  # type: ignore[attr-defined]  # the clock of tests
    assert forgetting.forget_old(world) == 1
    assert queue.one(world, mo, only(world, mo)).text == THREAT
    deciding.decide(world, mo, only(world, mo), Chosen(UNSAY, "hurtful", "Dit is een dreigement."))
    assert ("decision-message", "rik@elm.test") in mails()


def ended(world: World, talk: Talk) -> None:
    Response.update(state="done").where(Response.key == talk.key).execute()


def test_B1_how_it_went_is_for_moderators_alone_when_that_is_chosen(world: World) -> None:
    lotte, rik, mo, talk = talks(world)
    words = {"key": talk.key, "who": lotte.id, "text": "Hij was onaardig."}
    with pytest.raises(NotFoundError):
        messages.tell_moderators(world, **words, once="1")  # type: ignore[arg-type]
    ended(world, talk)
    for once in ("1", "1", "2"):
        messages.tell_moderators(world, **words, once=once)  # type: ignore[arg-type]
    whole = queue.one(world, mo, only(world, mo))
    assert (whole.subject, whole.maker, whole.actions) == ("went", "Rik", (NOTHING,))
    assert [one.sentence for one in whole.reports] == ["Hij was onaardig."] * 2
    assert "onaardig" not in " ".join(one.text for one in read.one(talk.key, rik.id).messages)
    with pytest.raises(FormError):
        deciding.decide(world, mo, whole.id, Chosen(UNSAY, "hurtful", "Weg"))
    read_it = deciding.decide(world, mo, whole.id, Chosen(NOTHING))
    undoing.undo(world, mo, read_it.id)
    assert mails() == [("report-new", "mo@elm.test")]
    told_rik = [piece for one in HOLDINGS for piece in one.tell(world, rik.id)]
    assert "onaardig" not in str(told_rik)
    assert "Hoe een afspraak ging" not in str(told_rik)


def test_B1_who_leaves_takes_along_what_they_told_moderators(world: World) -> None:
    lotte, _, mo, talk = talks(world)
    ended(world, talk)
    messages.tell_moderators(world, key=talk.key, who=lotte.id, text="Hij was onaardig.", once="1")
    leaving.erase(world, resident_id=lotte.id)
    assert queue.page(world, mo).cases == []
    assert [row.sentence for row in list(Report.select())] == [""]
    assert accounts.create(world, name="Lotte Nieuw", password=PASSWORD)
