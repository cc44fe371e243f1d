"""Lending from handing over to back, and what people are reminded of."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes

import pytest

from node.agreements import lapsing, reminding
from node.agreements.asking import Wish
from node.agreements.errors import OverdueError, RefusedError, TooEarlyError
from node.doors import smtp
from node.listings import days
from node.notices import ics
from node.notices.models import Notice
from node.upkeep import mailing
from node.world import World
from tests.mailbox import Mailbox
from tests.node.agreeing import Talk, answer, forward, people, place, soup
from tests.node.post import outbox
from tests.world import Clock


def reminded(world: World) -> list[tuple[str, str | None]]:
    """What the job sends now; done twice, the second time there is nothing."""
    before = len(outbox())
    reminding.remind_due(world)
    found = [(mail.template, mail.to) for mail in outbox()[before:]]
    assert reminding.remind_due(world) == 0
    return found


@pytest.fixture
def loan(world: World) -> Talk:
    """Lotte lends Rik a ladder: from the 13th, ten o'clock, until the end of the 15th."""
    lotte, rik = people(world, "Lotte", "Rik")
    starts = datetime(2031, 5, 13, 8, tzinfo=UTC)
    until = days.end_of(date(2031, 5, 15))
    talk = answer(world, rik, place(world, lotte), starts=starts, timed=True, until=until)
    talk.lister_does("accept")
    return talk


def at(world: World, day: int, hour: int) -> None:
    assert isinstance(world.clock, Clock)
    world.clock.now = datetime(2031, 5, day, hour, tzinfo=UTC)


def test_B19_from_handing_over_to_back_with_its_condition_at_both_ends(
    world: World, loan: Talk
) -> None:
    with pytest.raises(TooEarlyError):
        loan.lister_does("hand-over")
    at(world, 13, 7)  # an hour before: it is the day
    assert loan.lister_does("hand-over", handed_as="heel") == "accepted"
    for name in ("cancel", "no-show", "hand-over"):
        with pytest.raises(RefusedError):
            loan.responder_does(name)
    assert loan.lister_does("done", back_as="een kras") == "done"
    assert (loan.row.handed_as, loan.row.back_as) == ("heel", "een kras")
    assert [mail.template for mail in outbox()][-2:] == ["loan-handed", "answer-how"]


def test_only_a_loan_is_handed_over(world: World) -> None:
    lotte, rik = people(world, "Lotte", "Rik")
    talk = answer(world, rik, place(world, lotte, kind="exchange", terms="swap", detail_days=""))
    talk.lister_does("accept")
    with pytest.raises(RefusedError):
        talk.lister_does("hand-over")


def test_nobody_hears_of_tomorrow_on_the_day_itself(world: World, loan: Talk) -> None:
    at(world, 15, 8)
    loan.lister_does("hand-over")
    assert reminded(world) == []


def test_B1_the_day_before_both_are_reminded_once_by_day(world: World, loan: Talk) -> None:
    at(world, 11, 12)
    assert reminded(world) == []
    at(world, 12, 3)  # at night
    assert reminded(world) == []
    at(world, 12, 9)
    assert reminded(world) == [
        ("answer-remind", "lotte@elm.test"),
        ("answer-remind", "rik@elm.test"),
    ]
    at(world, 12, 17)
    assert reminded(world) == []


def test_B19_the_borrower_is_reminded_and_both_are_when_it_is_late(
    world: World, loan: Talk
) -> None:
    at(world, 13, 12)
    loan.lister_does("hand-over")
    at(world, 14, 12)
    assert reminded(world) == [("loan-remind", "rik@elm.test")]
    late = [("loan-late", "lotte@elm.test"), ("loan-late", "rik@elm.test")]
    at(world, 16, 12)
    assert reminded(world) == late
    at(world, 20, 12)
    assert reminded(world) == []
    at(world, 24, 12)
    assert reminded(world) == late
    loan.lister_does("done")
    at(world, 31, 12)
    assert reminded(world) == []


def test_B19_no_new_loan_while_one_is_late(world: World, loan: Talk) -> None:
    rik = loan.row.responder
    other = place(world, loan.row.lister, title="Zaag")
    waiting = answer(world, rik, other)
    at(world, 13, 12)
    loan.lister_does("hand-over")
    at(world, 16, 12)
    with pytest.raises(OverdueError) as late:
        waiting.lister_does("accept")
    assert late.value.key == loan.key
    waiting.responder_does("cancel")
    with pytest.raises(OverdueError):
        answer(world, rik, other)
    loan.lister_does("done")
    assert answer(world, rik, other).lister_does("accept") == "accepted"


def test_what_is_out_is_nobody_elses_however_late_it_is(world: World, loan: Talk) -> None:
    [bo] = people(world, "Bo")
    at(world, 13, 12)
    loan.lister_does("hand-over")
    at(world, 18, 12)
    starts = world.now() + timedelta(days=5)
    next_one = answer(world, bo, loan.row.lid, starts=starts, until=starts + timedelta(days=1))
    assert next_one.lister_does("accept") == "waiting"
    loan.responder_does("done")
    assert next_one.state == "accepted"


def test_B1_both_are_asked_whether_it_went_ahead(world: World) -> None:
    lotte, rik = people(world, "Lotte", "Rik")
    lid = place(world, lotte, kind="exchange", terms="swap", detail_days="")
    talk = answer(world, rik, lid, starts=world.now() + timedelta(hours=1), timed=True)
    talk.lister_does("accept")
    forward(world, hours=2)
    assert reminded(world) == []
    forward(world, days=1)
    assert reminded(world) == [("answer-ask", "lotte@elm.test"), ("answer-ask", "rik@elm.test")]


def test_another_day_agreed_is_reminded_of_anew(world: World) -> None:
    lotte, rik = people(world, "Lotte", "Rik")
    talk = answer(world, rik, place(world, lotte), starts=world.now() + timedelta(days=9))
    later = Wish(starts=datetime(2031, 5, 21, 8, tzinfo=UTC), until=days.end_of(date(2031, 5, 22)))
    talk.lister_does("propose", wish=later)
    talk.responder_does("accept")
    at(world, 18, 12)
    assert reminded(world) == []
    at(world, 20, 12)
    assert len(reminded(world)) == 2


def test_the_reminder_brings_a_file_for_any_calendar(world: World, loan: Talk) -> None:
    Notice.delete().execute()
    at(world, 12, 12)
    reminding.remind_due(world)
    box = Mailbox()
    mailing.deliver_due(replace(world, mail=box))
    letter = box.to("rik@elm.test")[0]
    assert "dinsdag 13\xa0mei, 10.00\xa0uur" in letter.text
    lines = letter.calendar.replace("\r\n ", "").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert "DTSTART:20310513T080000Z" in lines
    assert "SUMMARY:Ladder" in lines
    assert f"UID:{loan.key}@elm.localhost" in lines
    data = smtp.written(replace(world.config, mail_from="wijk@elm.test"), letter)
    parts = list(message_from_bytes(data).walk())
    [file] = [part for part in parts if part.get_content_type() == "text/calendar"]
    assert file.get_filename() == "afspraak.ics"
    assert file.get_payload(decode=True).decode().replace("\r\n", "\n") == letter.calendar.replace(
        "\r\n", "\n"
    )


def test_what_people_typed_stays_one_value_of_the_file() -> None:
    title = "Ladder; \\ of,\r\nEND:VEVENT\r\nDTSTART:1 " + "é" * 90
    event = ics.Event("a@b", title, "https://elm.example/x", date(2031, 5, 13))
    made = ics.calendar(event, made=datetime(2031, 5, 1, tzinfo=UTC))
    assert all(len(line.encode()) <= 75 for line in made.split("\r\n"))
    lines = made.replace("\r\n ", "").split("\r\n")
    assert lines.count("END:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20310513" in lines
    assert "DTEND;VALUE=DATE:20310514" in lines
    [summary] = [line for line in lines if line.startswith("SUMMARY:")]
    assert summary.startswith("SUMMARY:Ladder\\; \\\\ of\\, END:VEVENT DTSTART:1 é")


def test_what_nobody_said_yes_to_in_time_is_closed_and_told_once(world: World) -> None:
    lotte, rik, bo = people(world, "Lotte", "Rik", "Bo")
    lid, day = place(world, lotte), timedelta(days=1)
    starts = world.now() + day
    agreed = answer(world, rik, lid, starts=starts, until=starts + day)
    agreed.lister_does("accept")
    waits = answer(world, bo, lid, starts=starts, until=starts + day)
    waits.lister_does("accept")
    asked = answer(world, rik, place(world, lotte, title="Zaag"), starts=starts)
    forward(world, days=1, hours=23)
    assert lapsing.lapse_due(world) == 0
    forward(world, hours=2)
    before = len(outbox())
    assert (lapsing.lapse_due(world), lapsing.lapse_due(world)) == (2, 0)
    assert (agreed.state, waits.state, asked.state) == ("accepted", "declined", "declined")
    assert {(mail.template, mail.to) for mail in outbox()[before:]} == {
        ("answer-lapsed", "rik@elm.test"),
        ("answer-lapsed", "bo@elm.test"),
    }


@pytest.mark.parametrize(("day", "state"), [(14, "accepted"), (15, "accepted"), (16, "waiting")])
def test_B1_what_comes_back_goes_to_who_waits_while_their_days_are_not_over(
    world: World, day: int, state: str
) -> None:
    lotte, rik, bo = people(world, "Lotte", "Rik", "Bo")
    lid, starts = place(world, lotte), days.moment(date(2031, 5, 14), time())
    until = days.end_of(date(2031, 5, 15))
    has, waits = (answer(world, who, lid, starts=starts, until=until) for who in (rik, bo))
    for one in (has, waits):
        one.lister_does("accept")
    at(world, 14, 9)
    has.lister_does("hand-over")
    at(world, day, 11)
    has.responder_does("done")
    assert (has.state, waits.state) == ("done", state)


@pytest.mark.parametrize(("day", "state"), [(14, "accepted"), (15, "waiting")])
def test_B1_on_the_day_itself_a_free_place_still_goes_to_who_waits(
    world: World, day: int, state: str
) -> None:
    lotte, rik, bo = people(world, "Lotte", "Rik", "Bo")
    lid, starts = soup(world, lotte, 1), days.moment(date(2031, 5, 14), time())
    has, waits = (answer(world, who, lid, starts=starts) for who in (rik, bo))
    for one in (has, waits):
        one.lister_does("accept")
    at(world, day, 9)
    has.responder_does("cancel")
    assert (has.state, waits.state) == ("cancelled", state)
