"""How often each sort of notice comes: at once, gathered, or not; and never in quiet hours."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.config import ZONE
from node.listings.days import ZONE as OF_DAYS
from node.notices import choices, deliver, gathering, hours, links, outbox
from node.notices.choices import Choices, Person
from node.notices.hours import Quiet
from node.notices.kinds import KINDS
from node.notices.letters import Desk
from node.notices.models import Notice, NoticeChoice
from node.notices.outbox import Recipient
from node.notices.sorts import CHOOSABLE, DAILY, NONE, NOW, SORTS, WAYS, WEEKLY
from node.residents import accounts, changing, mailchoices
from node.residents.mailchoices import LinkError
from node.residents.models import Resident
from node.translations import catalogue
from node.world import Letter, NotSentError, World
from tests.mailbox import Mailbox
from tests.node.conftest import PASSWORD
from tests.world import Clock

NIGHT = datetime(2031, 5, 10, 21, 30, tzinfo=UTC)  # a Saturday, half past eleven in the ward
MORNING = datetime(2031, 5, 11, 5, tzinfo=UTC)  # seven o'clock
moments = st.datetimes(datetime(2030, 1, 1), datetime(2033, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # made aware
quiets = st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda two: two[0] != two[1])


@pytest.fixture
def box() -> Mailbox:
    """A mail server."""
    return Mailbox()


@pytest.fixture
def node(world: World, box: Mailbox) -> World:
    """A node with that mail server."""
    return replace(world, mail=box)


def tell(
    world: World, who: Resident, template: str = "answer-message", title: str = "Ladder"
) -> None:
    values = {"name": who.shown_name, "other": "Bob", "title": title, "path": "/berichten"}
    to = Recipient("nl", resident=who.id, address=who.email)
    outbox.put(world, template=template, to=to, values=values)


def run(world: World) -> int:
    return deliver.deliver_due(world, Desk("Elm", world.config.url, catalogue.load(ZONE)))


def at(world: World, moment: datetime) -> None:
    assert isinstance(world.clock, Clock)
    world.clock.now = moment


def test_each_kind_has_a_sort_and_each_sort_says_how_it_comes() -> None:
    assert {kind.sort for kind in KINDS.values()} <= set(SORTS)
    for sort in SORTS.values():
        assert sort.usual in sort.ways
        assert set(sort.ways) <= set(WAYS)
        assert NONE in sort.ways or sort.always
    assert OF_DAYS is ZONE


@pytest.mark.parametrize("sort", [name for name in SORTS if name not in CHOOSABLE])
def test_what_keeps_an_account_safe_comes_at_once_whatever_is_chosen(sort: str) -> None:
    stubborn = Choices({sort: NONE}, Quiet(0, 23))
    assert stubborn.when(sort) == NOW
    assert stubborn.due(sort, NIGHT) == NIGHT


@given(quiets, moments)
def test_no_quiet_hour_has_a_mail(two: tuple[int, int], moment: datetime) -> None:
    quiet = Quiet(*two)
    chosen = Choices({"messages": DAILY, "answers": WEEKLY}, quiet)
    for sort in CHOOSABLE:
        due = chosen.due(sort, moment)
        assert due >= moment
        local = due.astimezone(ZONE)
        skipped = local.replace(tzinfo=None).month == 3  # the hour that summer time takes
        assert not quiet.has(local.hour) or skipped
    assert Quiet.read(quiet.written()) == quiet


@given(moments)
def test_letters_come_at_eight_and_weekly_ones_on_friday(moment: datetime) -> None:
    daily, weekly = hours.next_daily(moment), hours.next_weekly(moment)
    assert moment < daily <= weekly
    assert (weekly - moment).days <= 7
    assert daily.astimezone(ZONE).hour == weekly.astimezone(ZONE).hour == 8
    assert weekly.astimezone(ZONE).strftime("%A") == "Friday"


def test_who_chose_nothing_is_told_at_once_but_not_at_night(
    node: World, alice: Resident, box: Mailbox
) -> None:
    tell(node, alice)
    assert run(node) == 1
    at(node, NIGHT)
    tell(node, alice)
    assert run(node) == 0
    at(node, MORNING)
    assert run(node) == 1
    assert {one.to for one in box.letters} == {"alice@elm.test"}


def test_what_is_tried_again_is_not_tried_in_the_quiet_hours(
    node: World, alice: Resident, box: Mailbox
) -> None:
    box.failing.append(NotSentError("unreachable", again=True, server=True))
    at(node, NIGHT - timedelta(hours=2))
    tell(node, alice)
    assert run(node) == 0
    at(node, NIGHT)
    assert run(node) == 0
    assert box.letters == []
    at(node, MORNING)
    assert run(node) == 1


def test_a_day_of_notices_is_one_letter(node: World, alice: Resident, box: Mailbox) -> None:
    choices.choose(node, Person(alice.id), {"messages": DAILY, "answers": WEEKLY})
    for title in ("Ladder", "Boor"):
        tell(node, alice, title=title)
    tell(node, alice, "answer-new", "Fiets")
    assert run(node) == 0
    at(node, hours.next_daily(node.now()))
    assert run(node) == 1
    [letter] = box.letters
    assert "Nieuw bericht over: Ladder" in letter.text
    assert "Nieuw bericht over: Boor" in letter.text
    assert "Fiets" not in letter.text
    assert letter.stop.endswith("/stop/messages")
    at(node, hours.next_weekly(node.now()))
    assert run(node) == 1
    assert box.letters[-1].subject == "Reactie op je oproep: Fiets"  # alone it goes as it is
    assert run(node) == 0


def test_a_letter_comes_whole_however_many_are_due(
    node: World, alice: Resident, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "MOST", 3)
    dora = accounts.create(node, name="Dora", password=PASSWORD, email="dora@elm.test")
    for person in (alice, dora):
        choices.choose(node, Person(person.id), {"messages": DAILY})
    for title in ("Ladder", "Boor", "Fiets"):
        for person in (alice, dora):
            tell(node, person, title=title)
    at(node, hours.next_daily(node.now()))
    assert run(node) == 2
    at(node, hours.next_daily(node.now()))
    assert run(node) == 0
    for letter in box.letters:
        assert all(title in letter.text for title in ("Ladder", "Boor", "Fiets"))


def test_none_is_none_also_of_what_waits(node: World, alice: Resident, box: Mailbox) -> None:
    choices.choose(node, Person(alice.id), {"messages": DAILY})
    tell(node, alice)
    choices.choose(node, Person(alice.id), {"messages": NONE})
    tell(node, alice)
    assert Notice.select().count() == 0
    tell(node, alice, "answer-new")
    assert run(node) == 1
    assert box.letters[0].one_click


def test_what_waits_goes_at_once_when_that_is_chosen(node: World, alice: Resident) -> None:
    choices.choose(node, Person(alice.id), {"messages": WEEKLY})
    tell(node, alice)
    assert run(node) == 0
    choices.choose(node, Person(alice.id), {"messages": NOW})
    assert run(node) == 1


def test_quiet_hours_are_ones_own_or_none(node: World, alice: Resident) -> None:
    at(node, NIGHT)
    tell(node, alice)
    assert run(node) == 0
    choices.be_quiet(node, Person(alice.id), None)
    assert run(node) == 1
    choices.be_quiet(node, Person(alice.id), Quiet(9, 21))
    assert choices.of(Person(alice.id)).quiet == Quiet(9, 21)
    with pytest.raises(ValueError, match="25"):
        choices.be_quiet(node, Person(alice.id), Quiet(1, 25))


@pytest.mark.parametrize("wrong", [{"account": NONE}, {"messages": "hourly"}, {"nothing": NOW}])
def test_what_cannot_be_chosen_is_refused_and_nothing_is_kept(
    world: World, alice: Resident, wrong: dict[str, str]
) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the name of the sort
        choices.choose(world, Person(alice.id), {"answers": NONE} | wrong)
    assert NoticeChoice.select().count() == 0


def test_many_are_asked_at_once(world: World, alice: Resident, bob: Resident) -> None:
    choices.choose(world, Person(bob.id), {"digest": NONE})
    found = choices.of_residents([alice.id, bob.id])
    assert found[alice.id].when("digest") == WEEKLY
    assert found[bob.id].when("digest") == choices.when(Person(bob.id), "digest") == NONE


def test_who_has_no_account_chooses_for_a_mailbox(node: World, box: Mailbox) -> None:
    to = Recipient("nl", address="carol@elm.test")
    values = {"name": "Carol", "other": "Bob", "title": "Ladder", "path": "/berichten"}
    outbox.put(node, template="answer-new", to=to, values=values)
    assert run(node) == 1
    who, token = _link(box.letters[0])
    found = mailchoices.behind(node, who, token)
    choices.choose(node, found.person, {"answers": NONE})
    outbox.put(node, template="answer-new", to=replace(to, address="CAROL@elm.test"), values=values)
    assert Notice.select().where(Notice.state == "waiting").count() == 0


def test_a_link_opens_the_choices_of_its_mailbox_alone(
    node: World, alice: Resident, bob: Resident, box: Mailbox
) -> None:
    tell(node, alice)
    run(node)
    who, token = _link(box.letters[0])
    found = mailchoices.behind(node, who, token)
    assert (found.person, found.mailbox) == (Person(alice.id), "a•••@e•••.test")
    for other, tried in ((str(bob.id), token), (who, "x" * 43), ("0", token), ("x", token)):
        with pytest.raises(LinkError):
            mailchoices.behind(node, other, tried)
    changing._set_email(node, alice, "new@elm.test")  # what every way of changing does
    with pytest.raises(LinkError):
        mailchoices.behind(node, who, token)


def test_what_waits_follows_to_a_new_mailbox(node: World, alice: Resident, box: Mailbox) -> None:
    choices.choose(node, Person(alice.id), {"messages": DAILY})
    tell(node, alice)
    changing._set_email(node, alice, "new@elm.test")  # what every way of changing does
    run(node)
    at(node, hours.next_daily(node.now()))
    assert run(node) == 1
    assert [one.to for one in box.letters if "Nieuw bericht" in one.subject] == ["new@elm.test"]


def _link(letter: Letter) -> tuple[str, str]:
    who, token = letter.stop.partition(links.PAGE)[2].split("/")[1:3]
    return who, token


def test_ME_06_dead_in_the_middle_of_gathering_it_is_gathered_once(
    node: World, alice: Resident, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    choices.choose(node, Person(alice.id), {"messages": DAILY})
    for title in ("Ladder", "Boor"):
        tell(node, alice, title=title)
    at(node, hours.next_daily(node.now()))

    def dying(*_given: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(gathering, "_insert", dying)
        with pytest.raises(SystemExit):
            run(node)
    assert box.letters == []
    assert run(node) == 1
    assert run(node) == 0
    assert all(title in box.letters[0].text for title in ("Ladder", "Boor"))
