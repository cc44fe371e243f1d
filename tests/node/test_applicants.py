"""Who asks to join: questions of the ward, a conversation, and let in by whoever is trusted."""

from collections.abc import Mapping

import pytest

from node.moderation import log
from node.notices.models import Notice
from node.notices.outbox import unpacked
from node.residents import accounts, applicants, applications, errors, joining, sessions
from node.residents.applicants import NothingSaidError
from node.residents.joining import Question, Wanted
from node.residents.models import Application, ApplicationMessage, Resident
from node.retention.table import TABLE
from node.settings import values
from node.settings.table import BadValueError
from node.store import single
from node.trust import admitting
from node.trust.models import Trust, Welcome
from node.trust.welcoming import NotTrustedError
from node.upkeep.privacy import HOLDINGS
from node.world import World
from tests.node.agreeing import forward
from tests.node.conftest import PASSWORD
from tests.node.post import answered, newest
from tests.node.traces import traces

QUESTIONS = "Waar woon je?\nWat doe je graag?"


@pytest.fixture
def on_application(world: World) -> World:
    values.put("joining", "application")
    values.put("questions", QUESTIONS)
    return world


@pytest.fixture
def mo(world: World) -> Resident:
    return accounts.create(
        world, name="Mo", password=PASSWORD, email="mo@elm.test", role="moderator"
    )


@pytest.fixture
def trudy(world: World) -> Resident:
    """A resident who is trusted."""
    made = accounts.create(world, name="Trudy", password=PASSWORD, email="trudy@elm.test")
    Trust.create(resident=made.id, since=world.now())
    return made


def applies(
    world: World,
    name: str = "Carla",
    email: str = "",
    answers: Mapping[Question, str] | None = None,
) -> int:
    wanted = Wanted(name, PASSWORD, "nl", about="Van het plein.", answers=answers or {})
    if email:
        joining.ask(world, email=email, language="nl", old_enough=True)
        answered(world)
        made = joining.finish(world, token=newest("join").token, wanted=wanted)
    else:
        made = joining.join_without_mailbox(world, wanted=wanted, old_enough=True)
    assert made is None
    return applications.by_name(name)


def parts(path: str) -> tuple[int, str]:
    _, _, number, token = path.split("/")
    return int(number), token


def mails(template: str) -> list[str]:
    rows = Notice.select().where(Notice.template == template).order_by(Notice.id)
    return [str(row.address) for row in list(rows)]


def test_the_questions_of_the_ward_are_answered_and_kept_as_they_were_asked(
    on_application: World, mo: Resident
) -> None:
    where, what = joining.questions(on_application)
    assert (where.text, what.text) == ("Waar woon je?", "Wat doe je graag?")
    values.put("questions", "Ken je hier iemand?")  # before the answers come
    never = Question("Anders", where.seal)
    answers = {where: " Aan het plein.\0 ", what: "", never: "x"}
    number = applies(on_application, answers=answers)
    values.put("questions", "")
    found = admitting.one(mo, number).applied
    assert (found.about, found.answers) == ("Van het plein.", {"Waar woon je?": "Aan het plein."})
    assert mails("application-new") == ["mo@elm.test"]


@pytest.mark.parametrize("typed", ["a\nb\nc\nd\ne\nf", "x" * 201])
def test_too_many_questions_or_too_long_ones_are_refused(world: World, typed: str) -> None:
    with pytest.raises(BadValueError):
        values.put("questions", typed)
    assert values.put("questions", "Waar?\r\n\r\n  Waar?\n Hoe dan? ") == "Waar?\nHoe dan?"


def test_a_conversation_by_the_link_of_the_mail(
    on_application: World, mo: Resident, trudy: Resident
) -> None:
    world = on_application
    number = applies(world, email="carla@elm.test")
    admitting.ask(world, trudy, number, " Waar woon je?\r\n\0 ")
    assert mails("application-asked") == ["carla@elm.test"]
    [row] = list(Notice.select().where(Notice.template == "application-asked"))
    link = parts(str(unpacked(row.values)["path"]))
    applicants.answer(world, *link, "Op nummer 3.")
    said = [(one.who, one.text) for one in applicants.by_link(world, *link).said]
    assert said == [("Trudy", "Waar woon je?"), ("", "Op nummer 3.")]
    assert mails("application-answered") == ["trudy@elm.test"]  # who asked, and nobody else
    admitting.ask(world, mo, number, "Dank je.")
    applicants.answer(world, *link, "Graag gedaan.")
    assert set(mails("application-answered")[1:]) == {"trudy@elm.test", "mo@elm.test"}


def test_an_answer_before_any_question_goes_to_who_looks_after_the_ward(
    on_application: World, mo: Resident
) -> None:
    number = applies(on_application)
    link = parts(applicants.path_of(on_application, number))
    applicants.answer(on_application, *link, "Ik vergat iets.")
    assert mails("application-answered") == ["mo@elm.test"]


def test_without_a_mailbox_a_code_opens_the_same_and_is_given_once(
    on_application: World, mo: Resident
) -> None:
    world = on_application
    number = applies(world)
    code = applicants.give_code(world, "carla")
    assert len(code) == 14
    assert applicants.give_code(world, "Carla") == ""
    assert applicants.give_code(world, "Niemand") == ""
    assert parts(applicants.by_code(world, f" {code.lower().replace('-', ' ')} "))[0] == number
    for wrong in ("", "AAAA-AAAA-AAAA", "é" * 12):
        with pytest.raises(errors.CodeError):
            applicants.by_code(world, wrong)
    row = Application.get_by_id(number)
    assert code.replace("-", "") not in str(vars(row))
    with_mail = applies(world, "Dirk", "dirk@elm.test")
    assert applicants.give_code(world, "Dirk") == ""
    assert Application.get_by_id(with_mail).code_hash is None


def test_the_right_password_leads_there_too(on_application: World) -> None:
    number = applies(on_application)
    with pytest.raises(errors.ApplicationWaitsError) as waits:
        sessions.sign_in(on_application, name_or_email="Carla", password=PASSWORD)
    assert waits.value.number == number


def test_a_link_opens_one_application_and_not_the_next_with_its_number(
    on_application: World, mo: Resident
) -> None:
    world = on_application
    number = applies(world)
    _, token = parts(applicants.path_of(world, number))
    for wrong in ((number, "abc"), (number + 1, token), (2**40, token)):
        with pytest.raises(errors.UnknownNameError):
            applicants.by_link(world, *wrong)
    applicants.withdraw(world, number, token)
    assert Application.select().count() == ApplicationMessage.select().count() == 0
    forward(world, seconds=1)
    wanted = Application(
        id=number, name="Dirk", name_key="dirk", name_look="dirk", password="x", language="nl"
    )
    wanted.made = world.now()
    wanted.save(force_insert=True)
    with pytest.raises(errors.UnknownNameError):
        applicants.by_link(world, number, token)


def test_nothing_and_too_much_are_not_sent(on_application: World, mo: Resident) -> None:
    world = on_application
    number = applies(world, email="carla@elm.test")
    link = parts(applicants.path_of(world, number))
    for empty in ("", " \0\n "):
        with pytest.raises(NothingSaidError):
            admitting.ask(world, mo, number, empty)
    for _ in range(applicants.MOST):
        applicants.answer(world, *link, "x" * 3_000)
    with pytest.raises(NothingSaidError):
        applicants.answer(world, *link, "Nog een.")
    admitting.ask(world, mo, number, "Wij lezen het wel.")
    assert max(len(one.text) for one in applicants.of(number).said) == applicants.LONGEST


def test_any_trusted_resident_lets_in_and_welcomes_and_only_moderators_refuse(
    on_application: World, mo: Resident, trudy: Resident, bob: Resident
) -> None:
    world = on_application
    carla, dirk = applies(world), applies(world, "Dirk")
    assert admitting.listed(bob) == ()
    waiting = single.one(applications.number_waiting())
    assert admitting.number_of(bob, waiting) == 0
    for use in (
        lambda: admitting.one(bob, carla),
        lambda: admitting.ask(world, bob, carla, "Hoi"),
        lambda: admitting.answer(world, bob, carla, yes=True),
        lambda: admitting.answer(world, trudy, carla, yes=False),
    ):
        with pytest.raises(NotTrustedError):
            use()
    assert admitting.number_of(trudy, waiting) == 2
    admitting.answer(world, trudy, carla, yes=True)
    made = accounts.named("Carla")
    assert sessions.sign_in(world, name_or_email="Carla", password=PASSWORD)
    assert [(row.host_id, row.newcomer_id) for row in Welcome.select()] == [(trudy.id, made.id)]
    admitting.answer(world, mo, dirk, yes=False)
    assert [one.action for one in log.page().lines] == ["application-no", "application-yes"]
    assert "Carla" not in str(log.page().lines)
    with pytest.raises(errors.UnknownNameError):
        admitting.answer(world, mo, carla, yes=True)
    with pytest.raises(errors.UnknownNameError):
        admitting.one(mo, dirk)


def test_a_ward_may_leave_it_to_its_moderators(
    on_application: World, mo: Resident, trudy: Resident
) -> None:
    number = applies(on_application)
    values.put("who_admits", "moderators")
    with pytest.raises(NotTrustedError):
        admitting.answer(on_application, trudy, number, yes=True)
    accounts.suspend(on_application, mo)
    with pytest.raises(NotTrustedError):
        admitting.one(Resident.get_by_id(mo.id), number)


def test_who_is_refused_without_a_mailbox_reads_it_by_the_code(
    on_application: World, mo: Resident
) -> None:
    world = on_application
    number = applies(world)
    code = applicants.give_code(world, "Carla")
    admitting.answer(world, mo, number, yes=False)
    link = parts(applicants.by_code(world, code))
    assert applicants.by_link(world, *link).refused
    with pytest.raises(errors.UnknownNameError):
        applicants.answer(world, *link, "Waarom?")


def test_who_asked_and_left_is_not_named_any_more(
    on_application: World, mo: Resident, trudy: Resident
) -> None:
    world = on_application
    number = applies(world)
    admitting.ask(world, trudy, number, "Waar woon je?")
    [mine] = [one for one in HOLDINGS if one.model is ApplicationMessage]
    assert "Waar woon je?" in [fact.value for fact in mine.tell(world, trudy.id)[0].facts]
    mine.erased(world, trudy.id)
    [said] = admitting.one(mo, number).said
    assert (said.who, said.text) == ("–", "Waar woon je?")


def test_an_application_that_nobody_decides_goes_and_who_has_a_mailbox_hears_it(
    on_application: World, mo: Resident
) -> None:
    world, days = on_application, applications.WAITS.days
    number = applies(world, email="carla@mail.test")
    applies(world, "Dirk")
    forward(world, days=days - 1)
    admitting.ask(world, mo, number, "Ken je iemand in de wijk?")
    forward(world, days=2)
    work(world)
    assert [one.name for one in applications.listed()] == ["Carla"]
    assert mails("application-lapsed") == []
    forward(world, days=days - 2)
    work(world)
    assert Application.select().count() == 1
    forward(world, days=1)
    work(world)
    assert Application.select().count() == ApplicationMessage.select().count() == 0
    assert mails("application-lapsed") == ["carla@mail.test"]
    assert traces(world, "Van het plein", "Ken je iemand", "Dirk") == []


def work(world: World) -> None:
    """What the table of what is kept lets go of them with."""
    forget = TABLE["applications"].forget
    assert forget is not None
    forget(world)
