"""When the admins are gone: the rule by itself, and a ward whose clock moves."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from node.moderation import log
from node.notices.models import Notice
from node.notices.outbox import unpacked
from node.residents import accounts, sessions, watching
from node.residents.models import Resident
from node.store import heartbeat
from node.store.database import Store, database
from node.trust import stillthere, succession, takeover
from node.trust.models import Candidate, Support, Trust
from node.trust.stillthere import NoQuestionError
from node.trust.succession import NoVacancyError
from node.upkeep import restore
from node.world import World
from tests.node.agreeing import forward
from tests.node.conftest import PASSWORD

DAY = timedelta(days=1)
NOW = datetime(2031, 5, 10, 12, tzinfo=UTC)


def test_at_least_three_and_more_than_half() -> None:
    assert [takeover.needed(voters) for voters in (0, 1, 3, 4, 5, 6, 7, 100, 101)] == [
        *(3, 3, 3, 3, 3, 4, 4, 51, 51)
    ]
    assert takeover.carries({1, 2, 3}, {1, 2, 3, 4, 5})
    assert not takeover.carries({1, 2, 3}, {1, 2, 3, 4, 5, 6})
    assert not takeover.carries({1, 2, 9}, {1, 2, 3})  # who may not vote does not count
    assert not takeover.carries({1, 2}, {1, 2})


@pytest.mark.parametrize(
    ("gone", "announced", "carried", "turn"),
    [
        (59, None, True, "closed"),
        (59, 20, True, "closed"),
        (60, None, False, "open"),
        (60, None, True, "announce"),
        (70, 13, True, "wait"),
        (74, 14, True, "take"),
        (74, 14, False, "drop"),
    ],
)
def test_what_is_to_be_done(gone: int, announced: int | None, turn: str, *, carried: bool) -> None:
    since = None if announced is None else NOW - announced * DAY
    assert takeover.turn(NOW, NOW - gone * DAY, since, carried=carried) == turn


class Ward:
    """A ward with an admin, five residents who may vote, and one who may not."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.admin = accounts.create(
            world, name="Ada Doet", password=PASSWORD, email="ada@elm.test", role="admin"
        )
        names = ("Bea", "Cas", "Dirk", "Eva", "Fien")
        self.voters = [self._resident(name) for name in names]
        for one in self.voters:
            Trust.create(resident=one.id, since=world.now() - 200 * DAY)
        self.fresh = self._resident("Gerrit")
        Trust.create(resident=self.fresh.id, since=world.now() - 5 * DAY)
        succession.look(world)
        self.admin_here()

    def _resident(self, name: str) -> Resident:
        return accounts.create(
            self.world, name=name, password=PASSWORD, email=f"{name.lower()}@elm.test"
        )

    def admin_here(self) -> None:
        """She signs in."""
        watching.note(self.world, Resident.get_by_id(self.admin.id))

    def here(self, *people: Resident) -> None:
        for one in people or (*self.voters, self.fresh):
            watching.note(self.world, Resident.get_by_id(one.id))

    def days(self, count: int, *, visits: bool = True) -> None:
        """Days on which the job looks and residents are here."""
        for _ in range(count):
            forward(self.world, days=1)
            if visits:
                self.here()
            succession.look(self.world)

    def admins(self) -> list[str]:
        rows = Resident.select().where(Resident.role == "admin").order_by(Resident.id)
        return [row.name for row in list(rows)]

    def mails(self, template: str) -> int:
        return int(Notice.select().where(Notice.template == template).count())

    def votes(self, candidate: Resident, *voters: Resident) -> None:
        number = Candidate.get(resident=candidate.id).id
        for one in voters:
            succession.support(self.world, one, number)


@pytest.fixture
def ward(world: World) -> Ward:
    return Ward(world)


def test_after_sixty_days_everybody_is_told_once_and_three_of_five_choose(ward: Ward) -> None:
    world = ward.world
    bea, cas, dirk, *_ = ward.voters
    ward.days(59)
    assert ward.mails("no-admin") == 0
    with pytest.raises(NoVacancyError):
        succession.stand(world, bea)
    ward.days(1)
    assert ward.mails("no-admin") == 7
    ward.days(2)
    assert ward.mails("no-admin") == 7
    succession.stand(world, bea)
    succession.stand(world, bea)  # twice is once
    ward.votes(bea, cas)
    ward.days(1)
    assert ward.mails("takeover-announced") == 0
    [stands] = succession.state(world, dirk).stands
    assert (stands.votes, stands.mine, stands.opens) == (2, False, None)
    ward.votes(bea, dirk)
    ward.days(1)
    assert ward.mails("takeover-announced") == 7
    ward.days(13)
    assert ward.admins() == ["Ada Doet"]
    ward.days(1)
    assert ward.admins() == ["Ada Doet", "Bea"]
    assert ward.mails("takeover-done") == 7
    assert Candidate.select().count() == Support.select().count() == 0
    assert not succession.is_vacant(world)
    actions = [line.action for line in log.page().lines]
    assert actions == ["takeover", "takeover-announced"]
    ward.days(59)
    assert ward.mails("no-admin") == 7  # from the new admin on it counts anew


def test_an_admin_who_signs_in_ends_it_at_the_last_moment(ward: Ward) -> None:
    bea, cas, dirk, *_ = ward.voters
    ward.days(60)
    succession.stand(ward.world, bea)
    ward.votes(bea, cas, dirk)
    ward.days(14)
    forward(ward.world, hours=23)
    sessions.begin(ward.world, Resident.get_by_id(ward.admin.id))
    assert not succession.state(ward.world, bea).vacant
    forward(ward.world, hours=1)
    succession.look(ward.world)
    assert ward.admins() == ["Ada Doet"]
    assert Candidate.select().count() == Support.select().count() == 0
    assert ward.mails("takeover-ended") == 7
    assert log.page().lines[0].action == "takeover-ended"
    ward.days(3)
    assert ward.mails("takeover-ended") == 7


def test_an_admin_who_comes_while_another_is_being_made_is_not_passed_over(ward: Ward) -> None:
    """The job looked, and then she signed in: the transaction looks again."""
    bea, cas, dirk, *_ = ward.voters
    ward.days(60)
    succession.stand(ward.world, bea)
    ward.votes(bea, cas, dirk)
    ward.days(1)
    row = Candidate.select(Candidate, Resident).join(Resident).get()
    ward.admin_here()
    assert not succession._take(ward.world, row)
    assert ward.admins() == ["Ada Doet"]


@pytest.mark.parametrize("what", ["vote", "stands", "suspended", "notice"])
def test_what_ends_it_while_somebody_is_being_made_an_admin_ends_it(ward: Ward, what: str) -> None:
    """The job counted, and then this came: all of the rule is looked at once more."""
    bea, cas, dirk, *_ = ward.voters
    ward.days(60)
    succession.stand(ward.world, bea)
    ward.votes(bea, cas, dirk)
    ward.days(14)
    forward(ward.world, days=1)
    ward.here()
    row = Candidate.select(Candidate, Resident).join(Resident).get()
    if what == "vote":
        succession.take_back(cas, row.id)
    elif what == "stands":
        succession.stop_standing(bea)
    elif what == "suspended":
        accounts.suspend(ward.world, bea)
    else:
        Candidate.update(announced=ward.world.now() - 13 * DAY).execute()
    assert not succession._take(ward.world, row)
    if what == "stands":
        succession._announce(ward.world, row)
        assert ward.mails("takeover-announced") == 7  # as before
    assert ward.admins() == ["Ada Doet"]
    assert succession.is_vacant(ward.world)


def test_of_two_who_are_announced_at_the_same_moment_everybody_is_told_both(ward: Ward) -> None:
    bea, cas, dirk, *_ = ward.voters
    ward.days(60)
    for one in (bea, cas):
        succession.stand(ward.world, one)
        ward.votes(one, bea, cas, dirk)
    ward.days(1)
    rows = Notice.select().where(Notice.template == "takeover-announced")
    told = sorted(str(unpacked(row.values)["candidate"]) for row in rows)
    assert told == ["Bea"] * 7 + ["Cas"] * 7


def test_a_vote_for_who_thinks_again_at_the_same_moment_is_none(ward: Ward) -> None:
    bea, cas, *_ = ward.voters
    ward.days(60)
    succession.stand(ward.world, bea)
    number, begun = Candidate.get().id, threading.Event()

    def think_again() -> None:
        with database.atomic():
            succession.stop_standing(bea)
            begun.set()
            time.sleep(0.3)  # the other one waits for this

    def vote() -> None:
        begun.wait(10)
        succession.support(ward.world, cas, number)

    assert at_once(ward.world, think_again, vote) == [NoVacancyError]
    assert Support.select().count() == 0


def at_once(world: World, *doings: Callable[[], object]) -> list[type[Exception]]:
    """Do these at the same moment; what they ended with."""
    ended: list[type[Exception]] = []

    def work(do: Callable[[], object]) -> None:
        store = Store(world.config.database_url)
        try:
            with store.active():
                do()
        except Exception as error:  # noqa: BLE001  # told by the test
            ended.append(type(error))
        finally:
            store.close()

    threads = [threading.Thread(target=work, args=[one]) for one in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return ended


def test_a_vote_taken_back_stops_the_notice_and_it_begins_anew(ward: Ward) -> None:
    bea, cas, dirk, eva, _ = ward.voters
    ward.days(60)
    succession.stand(ward.world, bea)
    ward.votes(bea, cas, dirk)
    ward.days(10)
    succession.take_back(dirk, Candidate.get().id)
    ward.days(1)
    assert Candidate.get().announced is None
    ward.votes(bea, eva)
    ward.days(14)
    assert ward.admins() == ["Ada Doet"]
    ward.days(1)
    assert ward.admins() == ["Ada Doet", "Bea"]


def test_who_may_not_vote_does_not_and_who_is_shut_out_counts_no_more(ward: Ward) -> None:
    world = ward.world
    bea, cas, dirk, eva, fien = ward.voters
    ward.days(60)
    for nobody in (ward.fresh, ward.admin):
        with pytest.raises(NoVacancyError):
            succession.stand(world, nobody)
    succession.stand(world, bea)
    with pytest.raises(NoVacancyError):
        ward.votes(bea, ward.fresh)
    with pytest.raises(NoVacancyError):
        succession.support(world, cas, 2**40)
    assert not succession.state(world, ward.fresh).may_vote
    ward.votes(bea, cas, dirk)
    ward.days(1)
    accounts.suspend(world, cas)
    ward.days(1)
    assert Candidate.get().announced is None
    assert [one.votes for one in succession.state(world, dirk).stands] == [2]
    accounts.suspend(world, bea)  # nobody who is shut out becomes an admin
    ward.votes(bea, eva, fien)
    ward.days(20)
    assert ward.admins() == ["Ada Doet"]


def test_who_was_away_for_ninety_days_has_no_vote(ward: Ward) -> None:
    bea, *_others = ward.voters
    ward.days(100, visits=False)
    assert succession.state(ward.world, bea).voters == 0
    ward.here(bea)
    assert succession.state(ward.world, bea).voters == 1
    succession.stand(ward.world, bea)
    ward.days(30, visits=False)
    assert ward.admins() == ["Ada Doet"]  # one is not three


def test_votes_of_a_copy_that_is_put_back_make_nobody_an_admin(ward: Ward) -> None:
    """An admin may have come since, or somebody may have thought again: it is voted anew."""
    bea, cas, dirk, *_ = ward.voters
    ward.days(60)
    succession.stand(ward.world, bea)
    ward.votes(bea, cas, dirk)
    ward.days(10)
    with database.atomic():
        restore.void(ward.world)
    ward.days(20)
    assert ward.admins() == ["Ada Doet"]
    succession.stand(ward.world, bea)
    ward.votes(bea, cas, dirk)
    ward.days(15)
    assert ward.admins() == ["Ada Doet", "Bea"]


def test_days_on_which_the_site_was_off_do_not_count(ward: Ward) -> None:
    bea, cas, dirk, eva, _ = ward.voters
    ward.days(30)
    forward(ward.world, days=100)
    succession.look(ward.world)
    assert not succession.is_vacant(ward.world)
    ward.days(30)
    assert succession.is_vacant(ward.world)
    succession.stand(ward.world, bea)
    ward.votes(bea, cas, dirk, eva)
    ward.days(5)
    forward(ward.world, days=50)
    ward.here()
    succession.look(ward.world)
    ward.days(9)
    assert ward.admins() == ["Ada Doet"]
    ward.days(1)
    assert ward.admins() == ["Ada Doet", "Bea"]


def test_an_admin_who_comes_when_the_site_is_on_again_was_here(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job looked when she was here last, and then she signed in."""
    ward.days(30)
    forward(ward.world, days=50)
    last, before = heartbeat.last, heartbeat.last(watching.ADMIN)
    ward.admin_here()
    here = last(watching.ADMIN)
    with monkeypatch.context() as patch:
        stale = {watching.ADMIN: before}
        patch.setattr(heartbeat, "last", lambda name: stale.get(name) or last(name))
        succession.look(ward.world)
    assert last(watching.ADMIN) == here


def test_a_clock_that_was_a_year_ahead_keeps_nobody_waiting_for_a_year(ward: Ward) -> None:
    bea, cas, dirk, *_ = ward.voters
    ward.days(60)
    succession.stand(ward.world, bea)
    ward.votes(bea, cas, dirk)
    ward.days(1)
    for days in (365, -365):
        forward(ward.world, days=days)
        succession.look(ward.world)
    assert not succession.is_vacant(ward.world)
    ward.days(60)
    assert succession.is_vacant(ward.world)
    succession.stand(ward.world, bea)
    ward.votes(bea, cas, dirk)
    ward.days(15)
    assert ward.admins() == ["Ada Doet", "Bea"]


@pytest.mark.parametrize("number", [0, -1, 2**31 - 1])
def test_there_is_nobody_of_such_a_number(ward: Ward, number: int) -> None:
    ward.days(60)
    with pytest.raises(NoVacancyError):
        succession.support(ward.world, ward.voters[0], number)
    succession.take_back(ward.voters[0], number)


def test_who_stands_may_think_again(ward: Ward) -> None:
    bea, cas, *_ = ward.voters
    ward.days(60)
    succession.stand(ward.world, bea)
    ward.votes(bea, cas)
    succession.stop_standing(bea)
    assert succession.state(ward.world, cas).stands == []
    assert Support.select().count() == 0


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["days", "days", "stand", "vote", "vote", "back", "admin", "suspend"]),
        st.integers(0, 4),
        st.integers(0, 4),
    ),
    max_size=12,
)


BEGUN = [("stand", 0, 0), ("vote", 1, 0), ("vote", 2, 0), ("days", 0, 0)]


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(EVENTS)
def test_nobody_becomes_an_admin_but_by_all_of_the_rule(
    world: World, events: list[tuple[str, int, int]]
) -> None:
    """Whatever happens, in whatever order, while the clock moves."""
    with database.atomic() as kept:
        held = Held(Ward(world))
        held.passes(31)
        for what, one, other in [*BEGUN, *events]:
            held.does[what](one, other)
            held.check()
        kept.rollback()


class Held:
    """A ward under random events, and what has to be true of it."""

    def __init__(self, ward: Ward) -> None:
        self.ward = ward
        self.seen = ward.world.now()
        self.enough: dict[int, datetime] = {}
        self.does: dict[str, Callable[[int, int], None]] = {
            "days": lambda one, other: self.passes(1 + one + other),
            "stand": lambda one, _: self.tries(lambda: succession.stand(self.world, self.of(one))),
            "vote": lambda one, other: self.tries(lambda: self.votes(one, other)),
            "back": self.takes_back,
            "admin": lambda one, _: self.admin() if one == 0 else None,
            "suspend": lambda one, _: accounts.suspend(self.world, self.of(one)),
        }

    @property
    def world(self) -> World:
        return self.ward.world

    def of(self, number: int) -> Resident:
        return Resident.get_by_id(self.ward.voters[number].id)

    def tries(self, what: Callable[[], None]) -> None:
        try:
            what()
        except (NoVacancyError, Candidate.DoesNotExist):
            return

    def votes(self, one: int, other: int) -> None:
        self.ward.votes(self.of(other), self.of(one))

    def takes_back(self, one: int, other: int) -> None:
        found = Candidate.get_or_none(resident=self.ward.voters[other].id)
        if found is not None:
            succession.take_back(self.of(one), found.id)

    def admin(self) -> None:
        self.ward.admin_here()
        self.seen = self.world.now()

    def passes(self, days: int) -> None:
        for _ in range(days):
            forward(self.world, days=2)
            able = [one for one in self.ward.voters if self.of_id(one).suspended is None]
            if able:
                self.ward.here(*able)
            before = self.ward.admins()
            succession.look(self.world)
            self.note_enough()
            self.judge(before)

    def of_id(self, one: Resident) -> Resident:
        return Resident.get_by_id(one.id)

    def note_enough(self) -> None:
        """Since when each candidate has had enough votes, as this test counts them."""
        able = {one.id for one in self.ward.voters if self.of_id(one).suspended is None}
        for row in list(Candidate.select()):
            votes = {s.voter_id for s in Support.select().where(Support.candidate == row.id)}
            good = len(votes & able) >= 3 and 2 * len(votes & able) > len(able)
            if not good or row.resident_id not in able:
                self.enough.pop(row.resident_id, None)
            else:
                self.enough.setdefault(row.resident_id, self.world.now())

    def judge(self, before: list[str]) -> None:
        now = self.world.now()
        for name in set(self.ward.admins()) - set(before):
            made = accounts.named(name)
            assert now - self.seen >= takeover.GONE + takeover.NOTICE
            assert made.id in self.enough
            assert now - self.enough[made.id] >= takeover.NOTICE
            assert made.suspended is None
            self.seen = now
            self.enough.clear()

    def check(self) -> None:
        assert "Ada Doet" in self.ward.admins()
        if self.world.now() - self.seen < takeover.GONE:
            assert not succession.is_vacant(self.world)


def question(world: World) -> tuple[int, int, str]:
    [row] = list(Notice.select().where(Notice.template == "still-there"))
    number, ends, token = str(unpacked(row.values)["path"]).split("/")[2:]
    return int(number), int(ends), token


def test_an_admin_who_was_not_here_for_a_month_is_asked_once_a_month(ward: Ward) -> None:
    world = ward.world
    assert stillthere.ask_due(world) == 0
    ward.days(29)
    assert stillthere.ask_due(world) == 0
    ward.days(3)
    for _ in range(2):
        stillthere.ask_due(world)
    assert ward.mails("still-there") == 1
    assert Notice.get(template="still-there").address == "ada@elm.test"
    ward.days(31)
    stillthere.ask_due(world)
    assert ward.mails("still-there") == 2


def test_an_admin_is_not_asked_again_because_another_month_begins(ward: Ward) -> None:
    ward.days(21)
    ward.admin_here()  # on the last of May
    asked = []
    for day in range(1, 70):
        ward.days(1, visits=False)
        before = ward.mails("still-there")
        stillthere.ask_due(ward.world)
        asked += [day] if ward.mails("still-there") > before else []
    assert asked == [30, 60]


def test_one_tap_answers_and_ends_a_vote_that_is_going_on(ward: Ward) -> None:
    world = ward.world
    ward.days(40)
    stillthere.ask_due(world)
    asked = question(world)
    ward.days(22)
    assert succession.is_vacant(world)
    assert stillthere.look(world, *asked).name == "Ada Doet"
    assert succession.is_vacant(world)  # looking is no answer
    stillthere.yes(world, *asked)
    assert not succession.is_vacant(world)
    assert stillthere.ask_due(world) == 0


def test_a_link_that_is_not_ours_or_over_or_of_no_admin_answers_nothing(ward: Ward) -> None:
    world = ward.world
    ward.days(40)
    stillthere.ask_due(world)
    number, ends, token = question(world)
    bea = ward.voters[0]
    for wrong in ((number, ends, "x"), (number, ends + 1, token), (bea.id, ends, token)):
        with pytest.raises(NoQuestionError):
            stillthere.yes(world, *wrong)
    accounts.set_role(bea, "admin")
    accounts.set_role(ward.admin, "resident")
    with pytest.raises(NoQuestionError):
        stillthere.yes(world, number, ends, token)
    accounts.set_role(ward.admin, "admin")
    ward.days(46)
    with pytest.raises(NoQuestionError):
        stillthere.yes(world, number, ends, token)


def test_of_a_resident_only_the_day_is_kept_and_of_nobody_twice_a_day(
    world: World, alice: Resident
) -> None:
    sessions.begin(world, alice)
    seen = Resident.get_by_id(alice.id).seen
    assert seen == world.now().replace(hour=0, minute=0, second=0)
    assert heartbeat.last(watching.ADMIN) is None
