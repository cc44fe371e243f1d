"""The table of what is kept: nothing in the database is missing from it, and its jobs let go."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from node import jobs
from node.config import ZONE
from node.listings import drafts
from node.listings.models import Draft
from node.moderation import log
from node.moderation.models import LogEntry
from node.peering import reports
from node.residents import invitations
from node.residents.limits import LIMITS
from node.residents.models import Invitation, Resident
from node.retention import table
from node.retention.kept import FAIR, GROUNDS, NO_PERSON, NOBODY, SEEN, WHOSE, Kept
from node.retention.papers import PAPERS
from node.retention.table import PARTS, TABLE
from node.store.database import database
from node.translations import catalogue
from node.world import World
from tests.neighbourhood import Neighbourhood
from tests.node.traces import tables, traces
from tests.tools import run_wijk
from tests.world import Clock

LINES = list(TABLE.values())


def columns() -> set[tuple[str, str]]:
    """Every column of the database, as it says itself."""
    return {
        (name, one.name)
        for name in tables()
        for one in database.get_columns(name)
        if name != INDEX or one.name == "words"
    }


INDEX = "search_index"  # its other columns are the engine's own


def lined() -> list[tuple[str, str]]:
    return [one for line in LINES for one in line.named()]


def test_every_column_has_one_line(world: World) -> None:
    assert columns() - set(lined()) == set(), "say in node/retention how long it is kept, and why"
    assert set(lined()) - columns() == set(), "no such column"
    assert len(lined()) == len(set(lined()))


def test_a_column_without_a_line_is_found(world: World) -> None:
    database.execute_sql("CREATE TABLE diary (id INTEGER PRIMARY KEY)")
    database.execute_sql("ALTER TABLE resident ADD COLUMN shoe_size INTEGER")
    assert columns() - set(lined()) == {("diary", "id"), ("resident", "shoe_size")}


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_each_line_says_what_of_whom_why_and_until_when(line: Kept) -> None:
    assert line.whose in WHOSE
    assert line.ground in GROUNDS
    assert line.seen in SEEN
    assert (line.whose == NOBODY) == (line.ground == NO_PERSON)
    assert line.columns or line.files, "where is it?"
    assert ("%(time)s" in line.until) == (line.lasts is not None)
    assert ("%(after)s" in line.until) == (line.after is not None)
    for words in catalogue.load(ZONE).values():
        told = words.say(line.until, line.values)
        assert told.endswith(".")
        assert "%" not in told


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_what_has_an_end_has_a_job_that_lets_go(line: Kept) -> None:
    names = {job.name for job in jobs.JOBS}
    works = [job.work for job in jobs.JOBS]
    if line.lasts is not None:
        assert line.forget is not None or line.by
    if line.forget is not None:
        assert works.count(line.forget) == 1
    if line.by:
        assert line.by in names


def test_names_are_names_of_one_line_and_each_job_is_as_often_as_its_lines_say() -> None:
    assert len(TABLE) == sum(len(part.lines) for part in PARTS)
    for one in table.rounds():
        assert one.every == min(line.every for line in LINES if line.forget is one.work)
        assert one.every >= one.quick


def test_what_is_counted_of_an_internet_address_is_gone_within_a_day() -> None:
    line = TABLE["internet-addresses"]
    rates = [rate for one in LIMITS.values() for rate in (one.address, one.account) if rate]
    assert line.ground == FAIR
    assert line.lasts is not None
    assert max(rate.within for rate in rates) <= line.lasts <= timedelta(days=1)
    assert line.every == 60 * 60


def test_an_invitation_goes_a_while_after_its_end(world: World) -> None:
    invitations.new(world, label="Javastraat 7", lasts=timedelta(days=1))
    wait(world, timedelta(days=1) + invitations.KEPT - timedelta(minutes=1))
    work("invitations")(world)
    assert Invitation.select().count() == 1
    wait(world, timedelta(minutes=2))
    work("invitations")(world)
    assert Invitation.select().count() == 0


def test_a_draft_goes_a_year_after_somebody_wrote_on_it(world: World, alice: Resident) -> None:
    kept = drafts.save(world, owner=alice.id, typed={"title": "Ladder"})
    drafts.save(world, owner=alice.id, typed={"title": "Boor"})
    wait(world, drafts.KEPT - timedelta(minutes=1))
    drafts.save(world, owner=alice.id, typed={"title": "Ladder te leen"}, draft_id=kept)
    wait(world, timedelta(minutes=2))
    work("drafts")(world)
    assert [row.id for row in Draft.select()] == [kept]


def test_reports_between_wards_go_a_year_after_their_answer(neighbourhood: Neighbourhood) -> None:
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    lid = oak.posts("sharing", "Zeepkist")
    elm.follows(oak)
    elm.pulls()
    with elm.at_work() as world:
        scid = elm.neighbours()[0].scid
        reports.send(world, scid=scid, lid=lid, reason="Het klopt niet.")
        wait(world, reports.KEPT - timedelta(days=1))
        work("ward-reports")(world)
        assert len(reports.all_of()) == 1
        wait(world, timedelta(days=2))
        work("ward-reports")(world)
        assert reports.all_of() == []


def test_of_the_log_names_words_and_people_go_after_a_year_and_the_chain_holds(
    world: World, alice: Resident, bob: Resident
) -> None:
    """A line keeps what its chain is made of, and nothing else of anybody."""
    for text in ("Zeepkist eerst", "Zeepkist later"):
        log.note(world, "hide", by=alice, concerned=bob.id, about="Ladder van Bob", text=text)
        wait(world, timedelta(days=200))
    before = list(LogEntry.select().order_by(LogEntry.number).dicts())
    work("log-words")(world)
    gone, stays = list(LogEntry.select().order_by(LogEntry.number).dicts())
    assert stays == before[1]
    assert {name for name in gone if gone[name] != before[0][name]} == set(
        TABLE["log-words"].columns["log_entry"].replace("_id", "").split()
    )
    assert (gone["said"], gone["salt"], gone["moderator"], gone["concerned"]) == (
        "",
        "",
        None,
        None,
    )
    assert log.check() is None
    assert [found for found in traces(world, "Zeepkist eerst") if "log_entry" in found] == []
    wait(world, timedelta(days=200))
    work("log-words")(world)
    assert log.check() is None
    assert traces(world, "Zeepkist", "Ladder van Bob") == []


def test_the_chain_is_of_nothing_that_may_go(world: World, alice: Resident) -> None:
    """Whatever of these columns is let go of, one by one, the chain holds; what stays is held."""
    log.note(world, "hide", by=alice, concerned=alice.id, about="Ladder", text="Zeepkist")
    held = LogEntry.get()
    for column in TABLE["log"].columns["log_entry"].split():
        if column != "number":
            changed = {"at": held.at + timedelta(days=1), "case_number": 7}.get(column, "anders")
            LogEntry.update({column: changed}).execute()
            assert log.check() is not None, column
            LogEntry.update({column: getattr(held, column)}).execute()
    assert log.check() is None
    LogEntry.update(said="Iets anders").execute()
    assert log.check() == log.Broken(1, "words")
    LogEntry.update(said="", salt="", moderator=None, concerned=None).execute()
    assert log.check() is None


def test_the_command_tells_the_table_and_writes_each_paper(world: World, tmp_path: Path) -> None:
    told = run_wijk("paper", "kept", "--json").stdout
    rows = {row["name"]: row for row in json.loads(told)}
    assert rows.keys() == TABLE.keys()
    assert rows["answers"]["until"] == "183\u00a0dagen na het laatste dat er gebeurde."
    for name in PAPERS:
        file = tmp_path / f"{name}.html"
        run_wijk("--data", world.config.data, "paper", "print", name, "--file", file)
        assert "Elm" in file.read_text("utf-8")
        assert "%(" not in file.read_text("utf-8")
        assert file.stat().st_mode & 0o777 == 0o600
    again = run_wijk(
        "--data", world.config.data, "paper", "print", "dpia", "--file", file, expect=1
    )
    assert "nothing was done" in again.stderr


def wait(world: World, span: timedelta) -> None:
    assert isinstance(world.clock, Clock)
    world.clock.forward(seconds=span.total_seconds())


def work(name: str) -> Callable[[World], object]:
    """What lets go of this line, as the job does it."""
    return next(job.work for job in jobs.JOBS if job.work is TABLE[name].forget)
