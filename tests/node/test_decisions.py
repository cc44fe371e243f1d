"""Every decision and its undoing, appeals, and the log: on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner

from node.cli import logbook
from node.health import seeing, work
from node.health.looking import Look
from node.listings import again, compose, read, withdrawing
from node.listings.fields import Fields
from node.listings.models import Listing
from node.moderation import (
    appeals,
    deciding,
    forgetting,
    log,
    queue,
    reporting,
    telling,
    undoing,
    waiting,
)
from node.moderation.actions import ACTIONS
from node.moderation.deciding import Chosen
from node.moderation.errors import FormError, NoCaseError
from node.moderation.models import Appeal, Case, LogEntry, Ruling
from node.moderation.reporting import Told
from node.moderation.telling import OWNER
from node.notices.models import Notice
from node.notices.outbox import unpacked
from node.residents import accounts, sessions
from node.residents.errors import SignInRefusedError
from node.residents.models import Resident
from node.shown.viewer import ANYONE
from node.store.database import database
from node.upkeep import expelling, leaving, starting
from node.world import World
from tests.node.conftest import PASSWORD
from tests.node.test_set_aside import places, viewer

WHY = "Deze ladder is niet van jou."


@pytest.fixture
def mo(world: World) -> Resident:
    """A moderator with a mailbox."""
    return accounts.create(
        world, name="Mo", password=PASSWORD, email="mo@elm.test", role="moderator"
    )


@pytest.fixture
def ada(world: World) -> Resident:
    """An admin with a mailbox."""
    return accounts.create(world, name="Ada", password=PASSWORD, email="ada@elm.test", role="admin")


def reported(world: World, lid: str, by: Resident | None = None, **more: Any) -> Case:
    told = Told(**({"once": lid, "reason": "untrue", "language": "nl"} | more))
    reporting.report(world, viewer(by) if by else ANYONE, told, lid=lid)
    return Case.get(lid=lid, state="open")


def chosen(action: str, **more: Any) -> Chosen:
    return Chosen(action, "untrue", WHY, **({"days": "7", "password": PASSWORD} | more))


def state(lid: str) -> str:
    return str(Listing.get(lid=lid).state)


def sent(to: str) -> list[str]:
    rows = Notice.select().where(Notice.address == to).order_by(Notice.id)
    return [row.template for row in list(rows)]


def said(template: str, to: str) -> dict[str, Any]:
    rows = Notice.select().where(Notice.address == to, Notice.template == template)
    return dict(unpacked(list(rows.order_by(Notice.id))[-1].values))


def path_parts(path: str) -> dict[str, Any]:
    ruling, side, token = path.split("/")[2:]
    return {"ruling": int(ruling), "side": int(side), "token": token}


BECOMES = {
    "hide": "hidden",
    "change": "asked",
    "remove": "removed",
    "warn": "open",
    "pause": "resting",
    "expel": "resting",
    "nothing": "open",
}


@pytest.mark.parametrize("action", BECOMES)
def test_each_decision_is_done_told_logged_and_undone(
    world: World, alice: Resident, bob: Resident, mo: Resident, action: str
) -> None:
    lid = places(world, alice, "Ladder")
    case = reported(world, lid, bob)
    reported(world, lid, email="eva@else.test", name="Eva", good_faith=True)
    ruling = deciding.decide(world, mo, case.id, chosen(action, reply="Dank je."))
    assert state(lid) == BECOMES[action]
    assert (Resident.get_by_id(alice.id).suspended is None) == (not ACTIONS[action].account)
    assert sent("eva@else.test") == ["report-received", "report-decided"]
    assert said("report-decided", "eva@else.test")["reply"] == "Dank je."
    told = [name for name in sent("alice@elm.test") if name != "welcome"]
    if action == "nothing":
        assert told == []
    else:
        values = said(told[-1], "alice@elm.test")
        assert (values["what"], values["text"]) == (ACTIONS[action].what, WHY)
        assert "Wees eerlijk" in values["rule"]
        assert "Eva" not in str(values)
        assert "Bob" not in str(values)
    assert [one.action for one in log.page().lines] == [action]
    withdrawing.sign_due(world)  # the neighbours were told, before somebody thinks again
    undoing.undo(world, mo, ruling.id)
    assert state(lid) == "open"
    assert read.one(world, ANYONE, lid=lid).title == "Ladder"
    assert Resident.get_by_id(alice.id).suspended is None
    assert sent("eva@else.test")[-1] == "report-ended"
    assert [one.action for one in log.page().lines] == ["undone", action]
    assert log.check() is None
    assert queue.page(world, mo).total == 1  # it waits anew
    with pytest.raises(NoCaseError):
        undoing.undo(world, mo, ruling.id)


def test_what_somebody_is_asked_to_change_hangs_again_when_changed_and_is_looked_at(
    world: World, alice: Resident, mo: Resident
) -> None:
    lid = places(world, alice, "Ladder")
    deciding.decide(world, mo, reported(world, lid).id, chosen("change"))
    assert undoing.end_due(world) == 0
    compose.edit(world, owner=alice.id, lid=lid, fields=fields_of(lid, title="Trap"))
    assert read.one(world, ANYONE, lid=lid).title == "Trap"
    assert undoing.end_due(world) == 1
    assert undoing.end_due(world) == 0
    [one] = queue.page(world, mo).cases
    assert (one.title, one.item.about) == ("Trap", "changed")
    deciding.decide(world, mo, one.id, Chosen("nothing"))
    assert queue.page(world, mo).cases == []


def fields_of(lid: str, **more: Any) -> Fields:
    return replace(again.fields_of(Listing.get(lid=lid)), **more)


def test_overlapping_decisions_let_go_only_of_what_none_holds(
    world: World, alice: Resident, mo: Resident
) -> None:
    first, second = places(world, alice, "Ladder"), places(world, alice, "Boor")
    hidden = deciding.decide(world, mo, reported(world, first).id, chosen("hide"))
    paused = deciding.decide(world, mo, reported(world, second).id, chosen("pause"))
    assert (state(first), state(second)) == ("hidden", "resting")
    undoing.undo(world, mo, hidden.id)
    assert state(first) == "resting"  # its maker's account stands still
    undoing.undo(world, mo, paused.id)
    assert (state(first), state(second)) == ("open", "open")
    once = deciding.decide(world, mo, reported(world, first, once="a").id, chosen("hide"))
    anew = reporting_of_hidden(world, first)
    twice = deciding.decide(world, mo, anew.id, chosen("remove"))
    undoing.undo(world, mo, once.id)
    assert state(first) == "removed"
    undoing.undo(world, mo, twice.id)
    assert state(first) == "open"


def reporting_of_hidden(world: World, lid: str) -> Case:
    row = Listing.get(lid=lid)
    return Case.create(
        open_key=f"listing {row.origin_id} {lid}",
        origin=row.origin_id,
        lid=lid,
        owner=row.owner_id,
        title=row.title,
        opened=world.now(),
    )


def test_a_pause_ends_by_itself_and_what_ended_meanwhile_stays_so(
    world: World, alice: Resident, mo: Resident
) -> None:
    lid = places(world, alice, "Ladder")
    deciding.decide(world, mo, reported(world, lid).id, chosen("pause"))
    with pytest.raises(SignInRefusedError):
        sessions.sign_in(world, name_or_email="Alice Jansen", password=PASSWORD)
    world.clock.forward(days=6)  # type: ignore[attr-defined]  # the clock of tests
    assert undoing.end_due(world) == 0
    Listing.update(ends=world.now()).where(Listing.lid == lid).execute()
    world.clock.forward(days=2)  # type: ignore[attr-defined]
    assert undoing.end_due(world) == 1
    assert sessions.sign_in(world, name_or_email="Alice Jansen", password=PASSWORD)
    assert state(lid) == "expired"
    assert sent("alice@elm.test")[-2:] == ["account-paused", "decision-ended"]
    assert log.page().lines[0].action == "over"


def test_an_account_is_erased_after_two_weeks_unless_somebody_appeals(
    world: World, alice: Resident, mo: Resident, ada: Resident
) -> None:
    lid = places(world, alice, "Ladder")
    deciding.decide(world, mo, reported(world, lid).id, chosen("expel"))
    parts = path_parts(said("account-leaving", "alice@elm.test")["path"])
    appeals.appeal(world, **parts, text="Ik heb hem geleend.")
    world.clock.forward(days=15)  # type: ignore[attr-defined]
    assert expelling.erase_due(world) == 0
    appeals.decide(world, ada, Appeal.get().id, outcome="upheld", answer="Toch niet.")
    assert expelling.erase_due(world) == 1
    assert Resident.get_or_none(id=alice.id) is None
    assert not Listing.select().where(Listing.lid == lid).exists()
    assert expelling.erase_due(world) == 0
    assert log.page().lines[0].action == "gone"
    assert log.check() is None
    assert all("Alice" not in row.said for row in list(LogEntry.select()))


def test_who_may_shut_out_whom(world: World, mo: Resident, ada: Resident) -> None:
    lid = places(world, ada, "Van Ada")
    case = reported(world, lid)
    with pytest.raises(FormError) as refused:
        deciding.decide(world, mo, case.id, chosen("pause"))
    assert set(refused.value.problems) == {"action"}
    eva = accounts.create(world, name="Eva", password=PASSWORD, role="admin")
    deciding.decide(world, eva, case.id, chosen("pause"))
    own = reported(world, places(world, eva, "Van Eva"))
    Resident.update(role="admin").where(Resident.id == mo.id).execute()
    accounts.suspend(world, eva)
    with pytest.raises(NoCaseError):
        deciding.decide(world, eva, own.id, chosen("warn"))
    assert Ruling.select().count() == 1


def test_nobody_decides_on_what_they_reported(world: World, alice: Resident, mo: Resident) -> None:
    lid = places(world, alice, "Ladder")
    case = reported(world, lid, mo)
    assert queue.page(world, mo).cases == []
    with pytest.raises(NoCaseError):
        deciding.decide(world, mo, case.id, chosen("warn"))


def test_an_appeal_goes_to_another_who_reverses_and_everybody_hears(
    world: World, alice: Resident, bob: Resident, mo: Resident, ada: Resident
) -> None:
    lid = places(world, alice, "Ladder")
    case = reported(world, lid, email="eva@else.test", good_faith=True)
    deciding.decide(world, mo, case.id, chosen("remove"))
    withdrawing.sign_due(world)
    parts = path_parts(said("decision", "alice@elm.test")["path"])
    assert parts["side"] == OWNER
    with pytest.raises(FormError):
        appeals.appeal(world, **parts, text=" ")
    for _ in range(2):
        appeals.appeal(world, **parts, text="Hij is van mij.")
    assert Appeal.select().count() == 1
    assert sent("ada@elm.test")[-1] == "appeal-new"
    assert "appeal-new" not in sent("mo@elm.test")
    appeal = Appeal.get().id
    assert queue.page(world, mo).cases == []
    assert [one.item.sort for one in queue.page(world, ada).cases] == [waiting.APPEAL]
    with pytest.raises(NoCaseError):
        appeals.decide(world, mo, appeal, outcome="reversed", answer="Ja.")
    for wrong in ({"outcome": "", "answer": "Ja."}, {"outcome": "reversed", "answer": ""}):
        with pytest.raises(FormError):
            appeals.decide(world, ada, appeal, **wrong)
    assert state(lid) == "removed"
    appeals.decide(world, ada, appeal, outcome="reversed", answer="Klopt.")
    assert read.one(world, ANYONE, lid=lid).title == "Ladder"
    assert sent("alice@elm.test")[-2:] == ["decision-ended", "appeal-decided"]
    assert said("appeal-decided", "alice@elm.test")["text"] == "Klopt."
    assert sent("eva@else.test")[-1] == "report-ended"
    assert [one.action for one in log.page().lines] == ["reversed", "appealed", "remove"]
    statement = appeals.look(world, **parts)
    assert (statement.appeal, statement.ended_how) == ("reversed", "reversed")
    with pytest.raises(NoCaseError):
        appeals.decide(world, ada, appeal, outcome="upheld", answer="Toch.")


def test_who_reported_appeals_too_and_when_right_the_case_waits_anew(
    world: World, alice: Resident, mo: Resident, ada: Resident
) -> None:
    lid = places(world, alice, "Ladder")
    case = reported(world, lid, email="eva@else.test", good_faith=True)
    deciding.decide(world, mo, case.id, Chosen("nothing"))
    parts = path_parts(said("report-decided", "eva@else.test")["path"])
    appeals.appeal(world, **parts, text="Kijk nog eens.")
    appeals.decide(world, ada, Appeal.get().id, outcome="reversed", answer="Je hebt gelijk.")
    assert sent("eva@else.test")[-2:] == ["report-ended", "appeal-decided"]
    assert [one.item.sort for one in queue.page(world, ada).cases] == [waiting.CASE]
    deciding.decide(world, ada, case.id, chosen("hide"))
    assert state(lid) == "hidden"


def test_a_path_that_was_not_sent_opens_nothing_and_after_two_months_none_appeals(
    world: World, alice: Resident, mo: Resident
) -> None:
    lid = places(world, alice, "Ladder")
    ruling = deciding.decide(world, mo, reported(world, lid).id, chosen("hide"))
    parts = path_parts(telling.path_of(world, ruling.id, OWNER))
    for wrong in ({"token": "x" * 43}, {"side": 1}, {"ruling": 2**40}, {"side": 2**40}):
        with pytest.raises(NoCaseError):
            appeals.look(world, **(parts | wrong))
    assert not appeals.look(world, **parts).anybody_else
    world.clock.forward(days=61)  # type: ignore[attr-defined]
    with pytest.raises(NoCaseError):
        appeals.appeal(world, **parts, text="Te laat.")


def test_AD_07_the_log_is_a_chain_that_shows_what_was_changed_and_lets_names_go(
    world: World, alice: Resident, bob: Resident, mo: Resident
) -> None:
    for title in ("Een", "Twee", "Drie"):
        lid = places(world, alice, title)
        deciding.decide(world, mo, reported(world, lid, bob, once=title).id, chosen("warn"))
    assert [one.number for one in log.page().lines] == [3, 2, 1]
    assert log.check() is None
    assert log.check(last=1) is None
    world.clock.forward(days=366)  # type: ignore[attr-defined]
    forgetting.forget_old(world)
    assert all(one.faded and not one.who for one in log.page().lines)
    assert log.check() is None  # names are gone, the chain holds
    for harm, number, problem in (
        ("UPDATE log_entry SET action = 'nothing' WHERE number = 2", 2, "link"),
        ("UPDATE log_entry SET at = at + 1 WHERE number = 1", 1, "link"),
        ("UPDATE log_entry SET said = 'x', salt = 'y' WHERE number = 3", 3, "words"),
        ("DELETE FROM log_entry WHERE number = 2", 2, "missing"),
        ("DELETE FROM log_entry WHERE number = 3", 3, "missing"),
        ("UPDATE log_end SET link = ''", 3, "end"),
    ):
        with database.atomic() as step:
            database.execute_sql(harm)
            broken = log.check()
            step.rollback()
        assert broken == log.Broken(number, problem), harm
    assert log.check() is None


def test_AD_07_the_log_is_checked_at_start_and_by_a_command(
    world: World, mo: Resident, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        log.note(world, "warn", by=mo)
    starting.begin(world)
    assert not caplog.records
    checked = CliRunner().invoke(logbook.log, ["check"], obj=Here(world))
    assert (checked.exit_code, checked.output) == (0, "The log is whole: 2 lines.\n")
    database.execute_sql("UPDATE log_entry SET action = 'hide' WHERE number = 2")
    starting.begin(world)
    assert "was changed: line 2, link" in caplog.text
    found = CliRunner().invoke(logbook.log, ["check", "--last", "1"], obj=Here(world))
    assert "line 2 is not what it was" in str(found.exception)
    seeing.look_at_log(world)
    assert work.log(Look(world)).values == {"line": 2}


class Here:
    """The node of this test, for a command."""

    def __init__(self, world: World) -> None:
        self.world = world

    @contextmanager
    def node(self) -> Iterator[World]:
        yield self.world


def test_counts_are_of_the_last_twelve_months_and_by_kind(world: World, mo: Resident) -> None:
    for _ in range(3):
        log.note(world, "warn", by=mo)
    world.clock.forward(days=300)  # type: ignore[attr-defined]
    log.note(world, "hide", by=mo)
    counts = log.counts(world.now())
    assert (counts["warn"], counts["hide"], counts["remove"]) == (3, 1, 0)
    world.clock.forward(days=90)  # type: ignore[attr-defined]
    assert log.counts(world.now())["warn"] == 0
    with pytest.raises(KeyError):
        log.note(world, "zomaar", by=mo)


def test_who_leaves_is_in_the_log_no_more(
    world: World, alice: Resident, mo: Resident, ada: Resident
) -> None:
    lid = places(world, alice, "Ladder")
    deciding.decide(world, mo, reported(world, lid).id, chosen("hide"))
    log.note(world, "warn", by=ada, about="Iets anders")
    leaving.erase(world, resident_id=alice.id)
    newest, oldest = log.page().lines
    assert (newest.who, oldest.who, oldest.about, oldest.faded) == ("Ada", "", "", True)
    assert log.check() is None
