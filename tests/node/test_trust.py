"""When somebody is trusted: the rule by itself, and as the ward keeps it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.moderation import deciding, reporting
from node.moderation.deciding import Chosen
from node.moderation.models import Case, Ruling
from node.moderation.reporting import Told
from node.notices.models import Notice
from node.residents import accounts
from node.residents.models import Resident
from node.settings import values
from node.shown import aside
from node.shown.viewer import Viewer
from node.trust import knowing, welcoming
from node.trust.models import Trust, Welcome
from node.trust.rule import Facts, Missing, Rule, missing, since
from node.world import World
from tests.node import agreeing
from tests.node.agreeing import forward
from tests.node.conftest import PASSWORD

DAY = timedelta(days=1)
CAME = datetime(2031, 1, 1, 12, tzinfo=UTC)
RULE = Rule(welcomes=1, agreements=2, days=60)


def day(number: int) -> datetime:
    return CAME + number * DAY


def test_who_was_welcomed_agreed_twice_and_is_here_sixty_days_is_trusted_from_then() -> None:
    facts = Facts(CAME, welcomes=[day(3)], agreements=[day(10), day(20)])
    assert since(facts, RULE) == day(60)


def test_whatever_comes_last_counts() -> None:
    assert since(Facts(CAME, [day(90)], [day(10), day(20)]), RULE) == day(90)
    assert since(Facts(CAME, [day(3)], [day(10), day(75)]), RULE) == day(75)
    assert since(Facts(CAME, [day(3), day(99)], [day(80), day(10), day(20)]), RULE) == day(60)


def test_without_one_of_them_it_does_not_come() -> None:
    assert since(Facts(CAME, [], [day(10), day(20)]), RULE) is None
    assert since(Facts(CAME, [day(3)], [day(10)]), RULE) is None


def test_a_ward_may_ask_for_time_alone() -> None:
    assert since(Facts(CAME), Rule(welcomes=0, agreements=0, days=7)) == day(7)


def test_for_who_looks_after_the_ward_only_the_time_counts() -> None:
    assert since(Facts(CAME, looks_after=True), RULE) == day(60)


def test_a_decision_against_somebody_begins_the_time_anew() -> None:
    facts = Facts(CAME, [day(3)], [day(10), day(20)], fault=day(30))
    assert since(facts, RULE) == day(90)


def test_what_is_missing_is_said_in_the_same_words() -> None:
    facts = Facts(CAME, [], [day(10)])
    assert missing(facts, RULE, day(20)) == Missing(welcomes=1, agreements=1, until=day(60))
    assert missing(facts, RULE, day(60)) == Missing(welcomes=1, agreements=1, until=None)
    carer = Facts(CAME, looks_after=True)
    assert missing(carer, RULE, day(20)) == Missing(0, 0, day(60))
    assert not missing(Facts(CAME, [day(1)], [day(2), day(3)]), RULE, day(60))


MOMENTS = st.integers(0, 400).map(day)
FACTS = st.builds(
    Facts,
    came=MOMENTS,
    welcomes=st.lists(MOMENTS, max_size=4),
    agreements=st.lists(MOMENTS, max_size=4),
    fault=st.none() | MOMENTS,
    looks_after=st.booleans(),
)
RULES = st.builds(
    Rule, welcomes=st.integers(0, 3), agreements=st.integers(0, 3), days=st.integers(7, 90)
)


@given(FACTS, RULES, MOMENTS)
def test_what_is_missing_and_since_when_agree(facts: Facts, rule: Rule, now: datetime) -> None:
    moment = since(facts, rule)
    seen = Facts(
        facts.came,
        [one for one in facts.welcomes if one <= now],
        [one for one in facts.agreements if one <= now],
        facts.fault,
        facts.looks_after,
    )
    assert (moment is not None and moment <= now) == (not missing(seen, rule, now))


@given(FACTS, RULES, MOMENTS)
def test_more_of_anything_good_is_never_later(facts: Facts, rule: Rule, when: datetime) -> None:
    before = since(facts, rule)
    for more in (
        Facts(facts.came, [*facts.welcomes, when], facts.agreements, facts.fault),
        Facts(facts.came, facts.welcomes, [*facts.agreements, when], facts.fault),
    ):
        after = since(more, rule)
        if before is not None and not facts.looks_after:
            assert after is not None
            assert after <= before


@pytest.fixture
def mo(world: World) -> Resident:
    return accounts.create(world, name="Mo", password=PASSWORD, role="moderator")


def well(world: World, one: Resident, other: Resident, *, says: bool = True) -> None:
    """An agreement of these two, of which both say that it went well."""
    talk = agreeing.answer(world, other, agreeing.place(world, one), text="Graag.")
    went_well(talk, says=says)


def went_well(talk: agreeing.Talk, *, says: bool = True) -> None:
    talk.lister_does("accept")
    talk.lister_does("done")
    went = {"lister_went": "well", "responder_went": "well"} if says else {}
    for column, how in went.items():
        type(talk.row).update({column: how}).where(type(talk.row).key == talk.key).execute()


def trusted(person: Resident) -> bool:
    return knowing.is_trusted(Resident.get_by_id(person.id))


def test_trust_is_written_down_told_once_and_outlives_what_it_came_of(
    world: World, alice: Resident, mo: Resident
) -> None:
    [bob] = agreeing.people(world, "Bob Buur")
    welcoming.welcome(world, mo, alice.id)
    well(world, alice, bob)
    knowing.keep(world)
    assert not trusted(alice)
    forward(world, days=59)
    assert knowing.keep(world) == 0
    assert knowing.missing_of(world, alice).until == alice.created + 60 * DAY
    forward(world, days=1)
    assert knowing.keep(world) >= 1
    assert trusted(alice)
    assert not trusted(bob)  # nobody welcomed him
    assert {one.name for one in knowing.listed()} == {"Mo", "Alice Jansen"}
    told = Notice.select().where(Notice.template == "trusted")
    assert [row.address for row in told] == ["alice@elm.test"]
    values.put("trust_days", "365")  # a stricter rule is for who comes after
    Welcome.delete().execute()
    knowing.keep(world)
    assert trusted(alice)
    assert told.count() == 1


def test_an_agreement_counts_once_a_neighbour_and_only_as_the_other_says(
    world: World, alice: Resident, mo: Resident
) -> None:
    values.put("trust_agreements", "2")
    welcoming.welcome(world, mo, alice.id)
    bob, carla = agreeing.people(world, "Bob Buur", "Carla")
    well(world, alice, bob)
    well(world, alice, bob)
    well(world, carla, alice, says=False)
    noor, lid = agreeing.outsider(world), agreeing.place(world, alice, reach="everyone")
    went_well(agreeing.answer_by_mail(world, noor, lid, text="Graag."))
    forward(world, days=61)
    knowing.keep(world)
    assert not trusted(alice)
    assert knowing.missing_of(world, alice) == Missing(0, 1, None)
    well(world, carla, alice)
    knowing.keep(world)
    assert trusted(alice)


def test_a_warning_ends_trust_until_the_time_is_over_again_and_its_undoing_gives_it_back(
    world: World, alice: Resident, bob: Resident, mo: Resident
) -> None:
    values.put("trust_agreements", "0")
    welcoming.welcome(world, mo, alice.id)
    forward(world, days=60)
    knowing.keep(world)
    lid = agreeing.place(world, alice)
    reporting.report(world, Viewer(bob.id, "resident"), Told("once", "untrue"), lid=lid)
    case = Case.get(lid=lid)
    ruling = deciding.decide(world, mo, case.id, Chosen("warn", "untrue", "Dit klopt niet."))
    knowing.keep(world)
    assert not trusted(alice)
    forward(world, days=59)
    knowing.keep(world)
    assert not trusted(alice)
    Ruling.update(ended=world.now(), ended_how="undone").where(Ruling.id == ruling.id).execute()
    knowing.keep(world)
    assert trusted(alice)


def test_who_is_shut_out_is_not_trusted_meanwhile(
    world: World, alice: Resident, mo: Resident
) -> None:
    Trust.create(resident=alice.id, since=world.now())
    accounts.suspend(world, alice)
    assert not trusted(alice)
    accounts.restore(alice)
    assert trusted(alice)
    assert trusted(mo)
    accounts.suspend(world, mo)
    assert not trusted(mo)


def test_any_trusted_resident_welcomes_and_who_is_new_hears_it_once(
    world: World, alice: Resident, bob: Resident, mo: Resident
) -> None:
    with pytest.raises(welcoming.NotTrustedError):
        welcoming.page(world, alice)
    with pytest.raises(welcoming.NotTrustedError):
        welcoming.welcome(world, bob, alice.id)
    Trust.create(resident=bob.id, since=world.now())
    assert [one.name for one in welcoming.page(world, bob).people] == ["Alice Jansen"]
    assert welcoming.number_of(world, bob) == 1
    for _ in range(2):
        welcoming.welcome(world, bob, alice.id)
    [row] = list(Notice.select().where(Notice.template == "welcomed"))
    assert row.address == "alice@elm.test"
    assert welcoming.number_of(world, bob) == 0
    [one] = welcoming.page(world, bob).people
    assert one.welcomed
    assert welcoming.take_back(bob, alice.id)
    assert not welcoming.take_back(bob, alice.id)
    for nobody in (bob.id, mo.id, 0, 2**40):
        with pytest.raises(welcoming.NobodyNewError):
            welcoming.welcome(world, bob, nobody)


def test_who_is_parted_by_a_block_or_long_here_is_not_new(
    world: World, alice: Resident, bob: Resident, mo: Resident
) -> None:
    aside.block(resident_id=alice.id, blocked_id=mo.id, now=world.now())
    assert [one.name for one in welcoming.page(world, mo).people] == ["Bob"]
    forward(world, days=184)
    assert welcoming.page(world, mo).people == []


def test_a_long_list_of_who_is_new_comes_in_pages(world: World, mo: Resident) -> None:
    row = {"hashed": "x", "role": "resident", "language": "nl", "email": None}
    for number in range(welcoming.PAGE + 3):
        letters = "abdefghkmnprstuw"
        name = f"Buur {letters[number // 16]}{letters[number % 16]}"
        accounts.insert(world, name=name, **row)  # type: ignore[arg-type]
    first = welcoming.page(world, mo)
    assert len(first.people) == welcoming.PAGE
    rest = welcoming.page(world, mo, before=first.next)
    assert (len(rest.people), rest.next) == (3, None)
