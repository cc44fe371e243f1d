"""A listing that is about to end: its maker is asked once, and answers once."""

from datetime import timedelta

import pytest

from node.feed.models import Entry
from node.listings import again, compose, ending, hints, read, stilltrue
from node.listings.errors import NotFoundError
from node.residents import accounts
from node.residents.models import Resident
from node.shown.viewer import ANYONE, Viewer
from node.store.database import database
from node.world import World
from tests.node.filling import ladder
from tests.node.post import newest, outbox
from tests.world import Clock

MEETING = {"kind": "meeting", "terms": "gift", "start": "12-5-2031", "start_time": "10.00"}


def place(world: World, owner: Resident, **typed: str) -> str:
    return compose.place(world, owner=owner.id, fields=ladder(world, reach="everyone", **typed))


def forward(world: World, **by: int) -> None:
    assert isinstance(world.clock, Clock)
    world.clock.forward(**by)


def link(world: World, owner: Resident, lid: str) -> dict[str, object]:
    """What the link of now says."""
    card = read.one(world, Viewer(owner.id, owner.role), lid=lid)
    token = stilltrue.path_of(world, lid, card.ends).rpartition("/")[2]
    return {"lid": lid, "ends": card.ends, "token": token}


def test_B5_three_days_before_by_day_and_once(world: World, alice: Resident, bob: Resident) -> None:
    lid = place(world, alice, title="Ladder", end="30-5-2031")
    place(world, alice, title="Later", end="30-6-2031")
    place(world, bob, title="Zonder mailbox", end="30-5-2031")
    place(world, alice, **MEETING, title="Eén keer", end="30-5-2031")
    forward(world, days=16)  # the 26th, after noon
    assert stilltrue.ask_due(world) == 0
    forward(world, hours=12)  # the 27th, at night
    assert stilltrue.ask_due(world) == 0
    forward(world, hours=8)
    assert stilltrue.ask_due(world) == 1
    assert stilltrue.ask_due(world) == 0
    [mail] = outbox()
    assert (mail.template, mail.to) == ("still-true", "alice@elm.test")
    card = read.one(world, ANYONE, lid=lid)
    assert mail.values == {
        "name": "Alice Jansen",
        "title": "Ladder",
        "until": card.ends,
        "path": stilltrue.path_of(world, lid, card.ends),
    }


def test_what_was_placed_for_a_few_days_or_is_over_asks_nothing(
    world: World, alice: Resident
) -> None:
    place(world, alice, title="Kort", end="13-5-2031")
    lid = place(world, alice, title="Gestopt", end="20-5-2031")
    weekly = place(
        world, alice, **MEETING, title="Wekelijks", end="20-5-2031", detail_repeat="weekly"
    )
    compose.withdraw(world, owner=alice.id, lid=lid)
    assert stilltrue.ask_due(world) == 0
    forward(world, days=8)
    assert stilltrue.ask_due(world) == 1
    assert newest("still-true").values["title"] == "Wekelijks"
    accounts.suspend(world, alice)
    again.renew(world, owner=alice.id, lid=weekly, end=world.now() + timedelta(days=9))
    forward(world, days=7)
    assert stilltrue.ask_due(world) == 0


def test_yes_makes_it_longer_once_and_looking_changes_nothing(
    world: World, alice: Resident
) -> None:
    lid = place(world, alice, end="20-5-2031")
    forward(world, days=8)
    said = link(world, alice, lid)
    before = read.one(world, ANYONE, lid=lid)
    for _again in range(2):
        asked = stilltrue.look(world, **said)  # type: ignore[arg-type]
        assert asked.open
        assert asked.card == read.one(world, ANYONE, lid=lid) == before
    stilltrue.yes(world, **said)  # type: ignore[arg-type]
    after = read.one(world, ANYONE, lid=lid)
    assert after.ends == asked.until > before.ends
    assert not stilltrue.look(world, **said).open  # type: ignore[arg-type]
    for answer in (stilltrue.yes, stilltrue.no):
        with pytest.raises(NotFoundError):
            answer(world, **said)  # type: ignore[arg-type]
    assert read.one(world, ANYONE, lid=lid).ends == after.ends


def test_no_withdraws_it_from_the_feed_too(world: World, alice: Resident) -> None:
    lid = place(world, alice, end="20-5-2031")
    said = link(world, alice, lid)
    stilltrue.no(world, **said)  # type: ignore[arg-type]
    assert read.one(world, Viewer(alice.id, "resident"), lid=lid).state == "withdrawn"
    assert not stilltrue.look(world, **said).open  # type: ignore[arg-type]


def test_no_withdraws_what_was_paused_meanwhile_too(world: World, alice: Resident) -> None:
    lid = place(world, alice, end="30-5-2031")
    again.pause(world, owner=alice.id, lid=lid)
    stilltrue.no(world, **link(world, alice, lid))  # type: ignore[arg-type]
    assert read.one(world, Viewer(alice.id), lid=lid).state == "withdrawn"


def test_while_an_account_stands_still_a_link_hangs_nothing_of_it(
    world: World, alice: Resident
) -> None:
    lid = place(world, alice, end="30-5-2031")
    again.pause(world, owner=alice.id, lid=lid)
    Resident.update(suspended=world.now()).where(Resident.id == alice.id).execute()
    answer = link(world, alice, lid)
    assert not stilltrue.look(world, **answer).open  # type: ignore[arg-type]
    with pytest.raises(NotFoundError):
        stilltrue.yes(world, **answer)  # type: ignore[arg-type]
    assert read.one(world, Viewer(alice.id), lid=lid).state == "paused"


def test_B5_who_says_nothing_has_said_no_and_may_still_say_yes(
    world: World, alice: Resident
) -> None:
    lid = place(world, alice, end="20-5-2031")
    said = link(world, alice, lid)
    forward(world, days=12)
    with pytest.raises(NotFoundError):
        read.one(world, ANYONE, lid=lid)
    assert ending.end_past(world) == 1
    assert Entry.select().where(Entry.document.is_null(is_null=False)).count() == 0
    stilltrue.yes(world, **said)  # type: ignore[arg-type]
    assert read.one(world, ANYONE, lid=lid).state == "open"


def test_a_link_that_is_not_ours_opens_nothing(world: World, alice: Resident) -> None:
    lid = place(world, alice, end="20-5-2031")
    other = place(world, alice, end="20-5-2031", title="Andere")
    said = link(world, alice, lid)
    end = read.one(world, ANYONE, lid=lid).ends
    for change in ({"token": "x" * 43}, {"lid": other}, {"ends": end + timedelta(days=1)}):
        with pytest.raises(NotFoundError):
            stilltrue.look(world, **said | change)  # type: ignore[arg-type]
    with database.atomic():
        Resident.delete().where(Resident.id == alice.id).execute()
    with pytest.raises(NotFoundError):
        stilltrue.look(world, **said)  # type: ignore[arg-type]


def test_hints_are_about_what_is_not_there_and_come_after_a_while(
    world: World, alice: Resident
) -> None:
    lid = place(world, alice, tags="klussen", text="Van hout. " * 20, end="30-6-2031")
    card = read.one(world, ANYONE, lid=lid)
    assert hints.hints(card) == ["photo"]
    assert hints.for_now(card, world.now()) == []
    assert hints.for_now(card, world.now() + hints.A_WHILE) == ["photo"]
    bare = compose.place(world, owner=alice.id, fields=ladder(world, place="", geo=""))
    found = hints.hints(read.one(world, Viewer(alice.id, "resident"), lid=bare))
    assert found == ["photo", "text", "reach"]
