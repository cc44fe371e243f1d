"""The database: its history, its two engines, its one file."""

import threading
from pathlib import Path

import peewee as pw
import pytest

import node.agreements.models
import node.feed.models
import node.insight.models
import node.listings.models
import node.matching.models
import node.moderation.models
import node.notices.models
import node.peering.models
import node.residents.models
import node.settings.models
import node.shown.models
import node.store.models
import node.trust.models
import node.upkeep.models
from node.feed.models import Entry, Origin
from node.residents.models import Resident
from node.store import bulk, heartbeat, migrate, search
from node.store.database import Store, database, in_passing, is_full, seconds
from node.store.models import Heartbeat
from node.world import World
from tests.world import make_world

ADDS = 60  # of each of three who add at the same time

MODELS = [
    model
    for room in (
        node.store.models,
        node.settings.models,
        node.feed.models,
        node.residents.models,
        node.listings.models,
        node.insight.models,
        node.moderation.models,
        node.matching.models,
        node.notices.models,
        node.shown.models,
        node.agreements.models,
        node.peering.models,
        node.trust.models,
        node.upkeep.models,
    )
    for model in room.MODELS
]


def test_migrations_make_what_the_models_say(world: World) -> None:
    assert database.obj is not None
    assert migrate.drift(database.obj, MODELS) == ""
    assert migrate.bring_up_to_date(database.obj) == []
    assert migrate.is_up_to_date(database.obj)


def test_drift_is_seen(world: World) -> None:
    assert database.obj is not None
    database.execute_sql("ALTER TABLE peer DROP COLUMN failures")
    assert "failures" in migrate.drift(database.obj, MODELS)


def test_ST_12_an_older_program_refuses_a_newer_database(world: World) -> None:
    assert database.obj is not None
    sql = "INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2040-01-01')"
    database.execute_sql(sql)
    assert not migrate.is_up_to_date(database.obj)
    with pytest.raises(migrate.SchemaError, match="9999_later"):
        migrate.bring_up_to_date(database.obj)


def test_SQLite_is_set_as_the_house_wants_it(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'with space.db'}")
    with store.active() as active:
        values = {
            name: active.pragma(name)
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert values == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }
    assert (tmp_path / "with space.db").exists()


def test_two_databases_in_one_process_do_not_mix(tmp_path: Path) -> None:
    stores = []
    for name in ("elm", "oak"):
        world = make_world(tmp_path / name, "", name=name)
        store = Store(f"sqlite:///{tmp_path / name}.db")
        with store.active() as active:
            migrate.bring_up_to_date(active)
            heartbeat.beat(world.now(), name)
        stores.append(store)
    for store, name, other in ((stores[0], "elm", "oak"), (stores[1], "oak", "elm")):
        with store.active():
            assert heartbeat.last(name)
            assert heartbeat.last(other) is None
    with stores[0].active(), stores[1].active():
        assert heartbeat.last("oak")


@pytest.mark.parametrize("engine", ["postgresql"])
@pytest.mark.usefixtures("engine")
def test_each_of_as_many_threads_as_there_may_be_has_a_connection(world: World) -> None:
    """``threads = 64``, and all of them at work."""
    store, meeting = Store(world.config.database_url), threading.Barrier(64)
    answers: list[bool] = []

    def work() -> None:
        with store.active():
            meeting.wait(20)
            answers.append(heartbeat.last("never") is None)

    threads = [threading.Thread(target=work) for _ in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    store.close()
    assert len(answers) == 64


def test_without_a_node_at_work_there_is_no_database() -> None:
    with pytest.raises(AttributeError):
        Resident.select().count()


def test_ST_14_what_belongs_to_a_row_goes_with_it(world: World, alice: Resident) -> None:
    session = {"token_hash": "x", "created": 0, "seen": 0, "ends": 0}
    with pytest.raises(pw.IntegrityError), database.atomic():
        node.residents.models.Session.create(resident=999, **session)
    node.residents.models.Session.create(resident=alice, **session)
    Resident.delete().where(Resident.id == alice.id).execute()
    assert node.residents.models.Session.select().count() == 0
    Origin.delete().execute()
    assert node.feed.models.Feed.select().count() == 0


def test_in_passing_hides_that_another_one_writes_and_nothing_else(
    world: World, engine: str
) -> None:
    heartbeat.beat(world.now(), "before")
    held, done = threading.Event(), threading.Event()

    def write() -> None:
        other = Store(world.config.database_url)
        with other.active(), database.atomic():
            heartbeat.beat(world.now(), "before")
            held.set()
            done.wait(20)
        other.close()

    writing = threading.Thread(target=write)
    writing.start()
    try:
        assert held.wait(20)
        if engine == "postgresql":
            database.execute_sql("SET lock_timeout = '50ms'")
        with in_passing():
            Heartbeat.update(name="after").where(Heartbeat.name == "before").execute()
    finally:
        done.set()
        writing.join()
    assert heartbeat.last("before") is not None
    with in_passing():
        Heartbeat.update(name="after").where(Heartbeat.name == "before").execute()
    assert heartbeat.last("before") is None


@pytest.mark.parametrize("engine", ["sqlite"])
def test_ST_04_on_a_full_disk_reading_goes_on_and_the_log_says_so(
    world: World, engine: str, caplog: pytest.LogCaptureFixture
) -> None:
    database.execute_sql("PRAGMA max_page_count = 1")  # not one more than there are
    reached = False
    with in_passing():
        for number in range(1000):
            heartbeat.beat(world.now(), f"{number} {'x' * 1000}")
        reached = True
    assert not reached
    assert "the disk is full" in caplog.text
    [[milliseconds]] = database.execute_sql("PRAGMA busy_timeout").fetchall()
    assert milliseconds == 10_000


def beat_without_end(world: World) -> None:
    for number in range(1000):
        heartbeat.beat(world.now(), f"{number} {'x' * 1000}")


@pytest.mark.parametrize("engine", ["sqlite"])
def test_ST_04_a_full_disk_is_said_to_be_so_also_when_all_was_undone_already(
    world: World, engine: str
) -> None:
    """SQLite undoes a whole change by itself then, and does not know what is asked to be undone."""
    pages = database.execute_sql("PRAGMA page_count").fetchone()[0]
    database.execute_sql(f"PRAGMA max_page_count = {pages + 4}")
    with pytest.raises(pw.OperationalError) as said, database.atomic(), database.atomic():
        beat_without_end(world)
    assert is_full(said.value)
    assert not database.in_transaction()
    assert Heartbeat.select().count() == 0
    with database.atomic():
        heartbeat.beat(world.now(), "after")
    assert Heartbeat.select().count() == 1


def test_what_else_goes_wrong_in_passing_is_not_hidden(world: World) -> None:
    with pytest.raises((pw.OperationalError, pw.ProgrammingError)), in_passing():
        database.execute_sql("SELECT * FROM no_such_table")


def test_many_rows_are_put_once_and_found_by_any_number_of_values(world: World) -> None:
    kept, key = [Entry.seq, Entry.at], [Entry.origin, Entry.scope, Entry.lid]
    own, now = Origin.get().id, seconds(world.now())
    bulk.put(Entry, kept, key, ((n, now, own, "public", f"lid {n}") for n in range(2000)))
    bulk.put(Entry, kept, key, ((n + 5000, now, own, "public", f"lid {n}") for n in range(3)))
    bulk.put(Entry, kept, key, [])
    assert Entry.select().count() == 2000
    lids = [f"lid {n}" for n in range(-10, 1500)]
    found = bulk.select(Entry, [Entry.lid, Entry.seq], (Entry.lid, lids), {Entry.scope: "public"})
    assert dict(found) == {f"lid {n}": n + 5000 * (n < 3) for n in range(1500)}
    assert bulk.select(Entry, [Entry.lid], (Entry.lid, lids), {Entry.scope: "adjacent"}) == []
    assert bulk.select(Entry, [Entry.lid], (Entry.seq, [5001, 17])) in (
        [("lid 1",), ("lid 17",)],
        [("lid 17",), ("lid 1",)],
    )
    assert bulk.select(Entry, [Entry.lid], (Entry.lid, [])) == []


def test_a_moment_without_its_zone_is_not_kept(world: World) -> None:
    with pytest.raises(ValueError, match="zone"):
        seconds(world.now().replace(tzinfo=None))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Een Ladder, van 3 m!", ["een", "ladder", "van", "3", "m"]),
        ("Café\u0301 «ÇA VA?»", ["cafe", "ca", "va"]),
        ("Straße ﬁets_bel ½", ["strasse", "fiets", "bel", "1", "2"]),
        ("ΟΔΟΣ İstanbul Ёлка 東京", ["οδοσ", "istanbul", "елка", "東京"]),
        ("a" * 60, ["a" * 40]),
        (" - … ", []),
    ],
)
def test_words_are_folded(text: str, words: list[str]) -> None:
    assert search.fold(text) == words


def test_letters_are_kept_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_LETTERS", 0)
    monkeypatch.setattr(search, "_LETTERS", search._Letters())
    assert search.fold("Één keer") == ["een", "keer"]
    assert search._LETTERS == {}


def test_plain_text_is_folded_as_it_is_beside_a_letter_with_an_accent() -> None:
    plain = "".join(f"a{chr(code)}b " for code in range(128))
    assert [*search.fold(plain), "e"] == search.fold(f"{plain} é")


def test_a_very_long_word_is_found_by_itself(world: World) -> None:
    word = "lang" * 30
    search.put([(1, f"een {word} een", [search.facet("kind", "work")]), (2, "een", [])])
    for typed, found in ((word, [1]), (word + "x", [1]), ("een", [1, 2]), (word[:9], [])):
        query = search.SearchIndex.select(search.SearchIndex.rowid)
        asked = search.matching(search.sought(search.Words(tuple(search.words_of(typed)))))
        rows = query.where(asked).order_by(search.SearchIndex.rowid)
        assert [row.rowid for row in rows] == found


def test_ST_13_threads_share_no_connection_and_a_store_that_was_closed_has_none(
    world: World,
) -> None:
    store = Store(world.config.database_url)
    seen: list[object] = []
    ready = threading.Barrier(3)

    def look() -> None:
        with store.active():
            seen.append(database.connection())
            ready.wait(20)  # all have theirs at the same time
        store.close()

    others = [threading.Thread(target=look) for _ in range(2)]
    for other in others:
        other.start()
    look()
    for other in others:
        other.join()
    assert len({id(one) for one in seen}) == 3
    assert store.database.is_closed()  # what is forked now takes none along


def test_ST_06_a_read_that_turns_into_a_write_is_never_refused(world: World) -> None:
    heartbeat.beat(world.now(), "count")
    Heartbeat.update(at=0).execute()
    problems: list[Exception] = []

    def add() -> None:
        store = Store(world.config.database_url)
        try:
            with store.active():
                for _ in range(ADDS):
                    with database.atomic():
                        query = Heartbeat.select()
                        row = (query if store.sqlite else query.for_update()).get()
                        Heartbeat.update(at=int(row.at.timestamp()) + 1).execute()
        except pw.OperationalError as error:
            problems.append(error)
        finally:
            store.close()

    adding = [threading.Thread(target=add) for _ in range(3)]
    for one in adding:
        one.start()
    for one in adding:
        one.join()
    assert problems == []
    assert int(Heartbeat.get().at.timestamp()) == 3 * ADDS
