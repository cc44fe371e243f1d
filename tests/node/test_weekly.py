"""The digest by mail: to whom, when, once, and at which cost."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import peewee as pw
import pytest

from node.feed.identity import own_origin
from node.listings import compose
from node.matching import weekly
from node.matching.models import DigestSent
from node.notices import choices, hours, outbox
from node.notices.choices import Person
from node.notices.hours import Quiet
from node.notices.models import Notice
from node.notices.sorts import NONE
from node.residents import accounts, profile
from node.residents.models import Resident
from node.shown import aside
from node.store.database import database
from node.world import World
from tests.mailbox import Mailbox
from tests.neighbourhood import Neighbourhood
from tests.node.conftest import PASSWORD
from tests.node.filling import ladder
from tests.node.post import outbox as mails
from tests.world import Clock

FRIDAY = datetime(2031, 5, 16, 6, tzinfo=UTC)  # eight o'clock in the ward
MOST_QUERIES = 3


@pytest.fixture
def node(world: World) -> World:
    """A node with a mail server."""
    return replace(world, mail=Mailbox())


@pytest.fixture
def carol(world: World) -> Resident:
    """Another resident with a mailbox."""
    return accounts.create(world, name="Carol", password=PASSWORD, email="carol@elm.test")


def at(world: World, moment: datetime) -> None:
    assert isinstance(world.clock, Clock)
    world.clock.now = moment


def place(world: World, owner: Resident, title: str, **typed: str) -> str:
    return compose.place(
        world, owner=owner.id, fields=ladder(world, title=title, end="30-6-2031", **typed)
    )


def told(address: str) -> list[str]:
    """The titles in the digest of this mailbox."""
    [mail] = [one for one in mails() if one.template == "digest" and one.to == address]
    parts = [mail.values["ending"], mail.values["fresh"]]
    return [str(line["title"]) for part in parts for line in part]  # type: ignore[union-attr,index]


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of the database meanwhile, but for the ends of transactions."""
    found: list[str] = []
    real = pw.Database.execute_sql

    def noted(self: pw.Database, sql: str, *more: object, **named: object) -> object:
        found.append(sql)
        return real(self, sql, *more, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pw.Database, "execute_sql", noted)
        yield found


def test_B4_on_friday_to_everybody_with_a_mailbox_once(
    node: World, alice: Resident, bob: Resident, carol: Resident
) -> None:
    at(node, FRIDAY - timedelta(days=1))
    place(node, alice, "Ladder")
    place(node, bob, "Boor")
    late = accounts.suspend
    assert weekly.send_due(node) == 0  # last week's letters are too late now
    at(node, FRIDAY + timedelta(minutes=1))
    assert weekly.send_due(node) == 2
    assert weekly.send_due(node) == 0
    assert told("alice@elm.test") == ["Boor"]
    assert sorted(told("carol@elm.test")) == ["Boor", "Ladder"]
    late(node, carol)
    at(node, FRIDAY + timedelta(days=7, minutes=1))
    assert weekly.send_due(node) == 0  # nothing is new, so nothing is said


def test_who_said_no_and_who_came_later_have_none(
    node: World, alice: Resident, bob: Resident
) -> None:
    at(node, FRIDAY + timedelta(hours=1))
    place(node, bob, "Boor")
    accounts.create(node, name="Nieuw", password=PASSWORD, email="new@elm.test")
    choices.choose(node, Person(alice.id), {"digest": NONE})
    assert weekly.send_due(node) == 0
    choices.choose(node, Person(alice.id), {"digest": "weekly"})
    assert weekly.send_due(node) == 1
    assert told("alice@elm.test") == ["Boor"]


def test_quiet_hours_hold_it_back(node: World, alice: Resident, bob: Resident) -> None:
    choices.be_quiet(node, Person(alice.id), Quiet(20, 12))
    at(node, FRIDAY + timedelta(minutes=1))
    place(node, bob, "Boor")
    assert weekly.send_due(node) == 1
    [row] = list(Notice.select().where(Notice.template == "digest"))
    assert (row.state, row.due) == ("waiting", FRIDAY + timedelta(hours=4))
    choices.be_quiet(node, Person(alice.id), None)
    assert Notice.get_by_id(row.id).due <= node.now()


def test_B7_nothing_that_they_may_not_see(
    node: World, alice: Resident, bob: Resident, carol: Resident
) -> None:
    at(node, FRIDAY + timedelta(minutes=1))
    place(node, bob, "Van Bob")
    lid = place(node, carol, "Verborgen")
    place(node, carol, "Van Carol")
    own = own_origin().id
    aside.hide(resident_id=alice.id, origin_id=own, lid=lid, now=node.now())
    aside.block(resident_id=bob.id, blocked_id=alice.id, now=node.now())
    assert weekly.send_due(node) == 2
    assert told("alice@elm.test") == ["Van Carol"]


def test_N3_one_line_for_what_came_by_two_roads_and_none_from_afar_for_who_stays(
    neighbourhood: Neighbourhood,
) -> None:
    elm, oak, ash = (neighbourhood.ward(name) for name in ("elm", "oak", "ash"))
    neighbourhood.clock.now = FRIDAY + timedelta(minutes=1)
    ash.posts("lending", "Ladder")
    oak.follows(ash)
    oak.pulls()
    for other in (oak, ash):
        elm.follows(other)
        elm.pulls()
    with elm.at_work() as world:
        made = replace(world, mail=Mailbox())
        for name in ("near", "far"):
            accounts.create(made, name=name, password=PASSWORD, email=f"{name}@elm.test")
        Resident.update(created=FRIDAY - timedelta(days=9)).execute()
        near = accounts.named("near").id
        profile.answer(made, resident_id=near, name="distance", given=["ward"], reach="me")
        assert weekly.send_due(made) == 1
        assert told("far@elm.test") == ["Ladder"]


def test_a_crash_in_the_middle_leaves_nobody_out_and_tells_nobody_twice(
    node: World, bob: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        accounts.create(node, name=f"P{number}", password=PASSWORD, email=f"p{number}@elm.test")
    at(node, FRIDAY + timedelta(minutes=1))
    place(node, bob, "Boor")
    real, left = outbox.put, [3]

    def dying(*given: object, **named: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise SystemExit
        real(*given, **named)  # type: ignore[arg-type]
        if left[0] == 0:
            raise SystemExit  # it lay in the outbox, and was not committed

    monkeypatch.setattr(outbox, "put", dying)
    with pytest.raises(SystemExit):
        weekly.send_due(node)
    assert Notice.select().where(Notice.template == "digest").count() == 2
    monkeypatch.setattr(outbox, "put", real)
    assert weekly.send_due(node) == 4
    got = [mail.to for mail in mails() if mail.template == "digest"]
    assert sorted(map(str, got)) == [f"p{number}@elm.test" for number in range(6)]


def test_two_at_once_take_a_week_once(node: World, alice: Resident) -> None:
    week = weekly.week_of(FRIDAY)
    assert weekly._is_first(alice.id, week)
    assert not weekly._is_first(alice.id, week)
    assert not weekly._is_first(alice.id, week - 7)
    assert weekly._is_first(alice.id, week + 7)
    assert DigestSent.get().week == week + 7


def test_at_most_three_questions_a_person(node: World, bob: Resident) -> None:
    at(node, FRIDAY + timedelta(minutes=1))
    for number in range(4):
        place(node, bob, f"Ding {number}")
    costs = []
    for count in (2, 7):
        for number in range(count):
            name = f"P{count}{number}"
            made = accounts.create(node, name=name, password=PASSWORD, email=f"{name}@elm.test")
            Resident.update(created=FRIDAY).where(Resident.id == made.id).execute()
        with statements() as found:
            assert weekly.send_due(node) == count
        ours = [sql for sql in found if not sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT"))]
        costs.append(len(ours))
    assert costs[1] - costs[0] == 5 * MOST_QUERIES


def test_without_a_mail_server_or_days_late_nothing_is_made(
    node: World, alice: Resident, bob: Resident
) -> None:
    at(node, FRIDAY + timedelta(minutes=1))
    place(node, bob, "Boor")
    assert weekly.send_due(replace(node, mail=None)) == 0
    at(node, FRIDAY + timedelta(days=5))
    assert weekly.send_due(node) == 0
    assert hours.next_weekly(node.now()) == FRIDAY + timedelta(days=7)
    with database.atomic():
        assert DigestSent.select().count() == 0
