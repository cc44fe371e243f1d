"""Ten broken installations: each is found, named, and whole again by doing what its sentence says.

The table of checks itself: what the page, the command, ``/readyz`` and the mail say comes of it.
"""

import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from node import jobs
from node.app import create_app
from node.backups import making, nightly, shelf
from node.backups.errors import BackupError
from node.config import ZONE
from node.health import checks, machine, mirror, seeing, telling
from node.health.finding import BAD, GOOD, WARN, Finding
from node.health.looking import Look
from node.notices.models import Notice
from node.residents import accounts
from node.steady import STUCK_SECONDS, Watched
from node.store import damage, facts, heartbeat
from node.store.database import database
from node.translations.catalogue import load
from node.upkeep import mailing
from node.world import Fetched, Letter, NotSentError
from tests.neighbourhood import Neighbourhood, Road, Ward
from tests.tools import ROOT

PASSWORD = "een lange zin die niemand raadt"


@pytest.fixture
def neighbourhood(tmp_path: Path) -> Iterator[Neighbourhood]:
    """On SQLite: what a check says hangs on no engine but for the one of its database."""
    made = Neighbourhood(tmp_path)
    yield made
    made.close()


@pytest.fixture
def elm(neighbourhood: Neighbourhood) -> Ward:
    """A node at work, with an admin, a copy, and everything seen."""
    made = neighbourhood.ward("elm")
    with made.at_work() as world:
        for name in ("Ada", "Ben"):
            accounts.create(
                world, name=name, password=PASSWORD, email=f"{name}@elm.test", role="admin"
            )
        making.make(world, shelf.NIGHTLY)
        nightly.look(world)
    see(made)
    return made


def see(ward: Ward) -> None:
    """One round of every job that looks at how the node is."""
    with ward.at_work() as world:
        heartbeat.beat(world.now(), "jobs")
        seeing.look(world)
        seeing.look_through(world)
        jobs.note_late(world)


def found(ward: Ward, name: str) -> Finding:
    with ward.at_work() as world:
        return next(one for one in checks.CHECKS if one.name == name).measure(Look(world))


def sentence(finding: Finding) -> str:
    """What an admin reads: why, and what to do."""
    words = load(ZONE)["en"]
    return " ".join(words.say(one, finding.values) for one in (finding.why, finding.do))


@dataclass
class Front:
    """A web server in front, as it was set up: it may lose things on the way."""

    ward: Ward
    host: str = ""  # another name than the visitor typed
    says: Mapping[str, str] = field(default_factory=lambda: {"X-Forwarded-For": "192.0.2.7"})
    drops: tuple[str, ...] = ()

    def __call__(
        self,
        url: str,
        *,
        accept: tuple[str, ...],
        limit: int,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        path = "/" + url.split("/", 3)[3]
        given = {**(headers or {}), **self.says}
        got = self.ward.answers(path, given, host=self.host or None)
        kept = {name: value for name, value in got.headers.items() if name not in self.drops}
        return replace(got, headers=kept)


def behind(ward: Ward, front: Front, **settings: Any) -> None:
    """Put the ward behind this web server, with these settings."""
    config = replace(ward.world.config, **settings)
    ward.world = replace(ward.world, config=config, fetch=front)
    ward.app = create_app(config, ward.world, ward.store)
    see(ward)


def test_a_node_that_is_well_says_so_in_every_line(elm: Ward) -> None:
    behind(elm, Front(elm), trusted_proxies=("127.0.0.1/32",))
    with elm.at_work() as world:
        lines = checks.run(Look(world))
    assert {line.check.name: line.finding.state for line in lines} == {
        one.name: GOOD for one in checks.CHECKS
    }
    assert not any(line.finding.do for line in lines)


@pytest.mark.parametrize("host", ["localhost.example", "127.0.0.1:8000", "localhost"])
def test_1_a_wrong_host_is_found(elm: Ward, host: str) -> None:
    front = Front(elm, host=host)
    behind(elm, front)
    assert found(elm, "address").state == BAD
    assert "proxy_set_header Host $host;" in sentence(found(elm, "address"))
    front.host = ""  # what the sentence says
    see(elm)
    assert found(elm, "address").state == GOOD


def test_1_another_site_at_our_address_and_none_are_told_apart(elm: Ward) -> None:
    def other(url: str, **_: object) -> Fetched:
        return Fetched(200, {}, b"<html>Welkom bij nginx")

    elm.world = replace(elm.world, fetch=other)
    see(elm)
    assert "something else than this site" in sentence(found(elm, "address"))
    elm.neighbourhood.cuts.append({"elm"})
    elm.world = replace(elm.world, fetch=Road(elm.neighbourhood, elm.name))
    see(elm)
    assert "we do not reach ourselves (unreachable)" in sentence(found(elm, "address"))


def test_2_visitors_who_all_seem_to_come_from_the_proxy_are_found_with_the_line_to_add(
    elm: Ward,
) -> None:
    behind(elm, Front(elm))
    assert found(elm, "proxy").state == BAD
    line = re.search(r'trusted_proxies = "([^"]+)"', sentence(found(elm, "proxy")))
    assert line
    behind(elm, Front(elm), trusted_proxies=(f"{line[1]}/32",))
    assert found(elm, "proxy").state == GOOD


def test_2_visitors_who_also_the_proxy_takes_for_itself_are_found(elm: Ward) -> None:
    over_https(elm)
    front = Front(elm, says={"X-Forwarded-For": "127.0.0.1"})
    behind(elm, front, trusted_proxies=("127.0.0.1/32",))
    assert found(elm, "proxy").state == BAD
    assert "PROXY protocol" in sentence(found(elm, "proxy"))
    front.says = {"X-Forwarded-For": "192.0.2.7"}  # nothing stands in between any more
    see(elm)
    assert found(elm, "proxy").state == GOOD


def over_https(ward: Ward) -> None:
    config = replace(ward.world.config, url="https://elm.localhost:8001")
    ward.world = replace(ward.world, config=config)


def test_2_a_proxy_without_the_headers_of_https_is_found(elm: Ward) -> None:
    over_https(elm)
    ends = elm.world.now() + timedelta(days=60)
    elm.world = replace(elm.world, certificate=lambda host: ends)
    front = Front(elm, says={}, drops=("strict-transport-security",))
    behind(elm, front)
    assert "X-Forwarded-For" in sentence(found(elm, "proxy"))
    assert "Strict-Transport-Security" in sentence(found(elm, "https"))
    front.says, front.drops = {"X-Forwarded-For": "192.0.2.7"}, ()
    behind(elm, front, trusted_proxies=("127.0.0.1/32",))
    assert (found(elm, "proxy").state, found(elm, "https").state) == (GOOD, GOOD)


@pytest.mark.parametrize(("days", "state"), [(60, GOOD), (13, WARN), (2, BAD), (-1, BAD)])
def test_2_a_certificate_that_ends_is_told_in_time(elm: Ward, days: int, state: str) -> None:
    over_https(elm)
    ends = elm.world.now() + timedelta(days=days)
    elm.world = replace(elm.world, certificate=lambda host: ends)
    behind(elm, Front(elm))
    assert found(elm, "https").state == state


@pytest.mark.parametrize(("minutes", "state"), [(0, GOOD), (-5, WARN), (-30, BAD), (30, BAD)])
def test_3_a_clock_that_is_off_is_found(elm: Ward, minutes: int, state: str) -> None:
    oak = elm.neighbourhood.ward("oak")
    elm.follows(oak)
    elm.pulls()
    right = oak.world.now() + timedelta(minutes=minutes)

    def with_date(url: str, **_: object) -> Fetched:
        return Fetched(200, {"date": f"{right:%a, %d %b %Y %H:%M:%S} GMT"}, b"ok\n")

    elm.world = replace(elm.world, fetch=with_date)
    see(elm)
    finding = found(elm, "clock")
    assert finding.state == state
    if state != GOOD:
        assert "timedatectl set-ntp true" in sentence(finding)
        assert ("behind" if minutes > 0 else "ahead") in sentence(finding)
        right = elm.world.now()  # as the sentence says
        see(elm)
        assert found(elm, "clock").state == GOOD


def test_3_a_clock_behind_our_own_last_signature_is_found_without_any_neighbour(elm: Ward) -> None:
    elm.neighbourhood.clock.forward(hours=-3)
    assert found(elm, "clock").state == BAD
    elm.neighbourhood.clock.forward(hours=3)
    assert found(elm, "clock").state == GOOD


@pytest.mark.parametrize(("free", "state"), [(10**10, GOOD), (5 * 10**8, WARN), (10**8, BAD)])
def test_4_a_full_disk_is_found(
    elm: Ward, monkeypatch: pytest.MonkeyPatch, free: int, state: str
) -> None:
    usage = shutil._ntuple_diskusage(10**11, 10**11 - free, free)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    assert found(elm, "disk").state == state
    assert f"{100} GB" in sentence(found(elm, "disk"))


def test_5_mail_that_is_refused_is_found(elm: Ward) -> None:
    refuses = True

    def door(letter: Letter) -> None:
        if refuses:
            raise NotSentError("login_refused", again=True, server=True)

    elm.world = replace(elm.world, mail=door)
    with elm.at_work() as world:
        telling._put(world, checks.run(Look(world))[:1], 1)
        mailing.deliver_due(world)
    assert "refuses our password" in sentence(found(elm, "mail"))
    assert "wijk mail test" in sentence(found(elm, "mail"))
    assert found(elm, "mail").state == BAD
    refuses = False  # the password was typed anew
    elm.neighbourhood.clock.forward(minutes=5)
    with elm.at_work() as world:
        assert mailing.deliver_due(world) == 2
    assert found(elm, "mail").state == GOOD


@pytest.mark.parametrize(("days", "state"), [(1, GOOD), (2, WARN), (4, BAD)])
def test_6_an_old_copy_is_found_and_a_new_one_mends_it(elm: Ward, days: int, state: str) -> None:
    elm.neighbourhood.clock.forward(days=days)
    assert found(elm, "copies").state == state
    with elm.at_work() as world:
        making.make(world, shelf.ASKED)
    assert found(elm, "copies").state == GOOD


def test_6_a_copy_that_failed_and_one_that_is_bent_are_found(elm: Ward) -> None:
    with elm.at_work() as world:
        facts.note(world.now(), nightly.FAILED, why="No room.")
        assert "No room." in sentence(found(elm, "copies"))
        facts.forget(nightly.FAILED)
        copy = shelf.all_of(world)[0]
        (copy.folder / "keys" / "sign.key").write_bytes(b"x")
        nightly.look(world)
        assert copy.name in sentence(found(elm, "copies"))
        shutil.rmtree(copy.folder)
        elm.neighbourhood.clock.forward(hours=1)
        making.make(world, shelf.ASKED)
        nightly.look(world)
    assert found(elm, "copies").state == GOOD


def test_7_jobs_that_stand_still_hang_or_fail_are_found() -> None:
    now = 0.0
    watched = Watched(lambda: now)
    for _ in range(3):
        watched.failed("mail")
    watched.failed("pull")
    with watched.going_on("digest"):
        assert watched.stuck() == []
        now = STUCK_SECONDS + 1
        assert (watched.stuck(), watched.failing()) == (["digest"], ["mail"])
    watched.went_well("mail")
    assert (watched.stuck(), watched.failing()) == ([], [])


def test_7_a_stuck_job_is_told_and_gone_after_a_restart(
    elm: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    watched = Watched(lambda: now)
    monkeypatch.setattr(jobs, "watched", watched)
    with watched.going_on("digest"):
        now = STUCK_SECONDS + 1
        see(elm)
        assert "A job is stuck: digest." in sentence(found(elm, "jobs"))
    monkeypatch.setattr(jobs, "watched", Watched())  # as the sentence says: start again
    see(elm)
    assert found(elm, "jobs").state == GOOD
    elm.neighbourhood.clock.forward(minutes=10)
    assert "stand still" in sentence(found(elm, "jobs"))


def test_8_a_folder_that_cannot_be_written_is_found(
    elm: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(machine, "_cannot_write", lambda folder: "Read-only file system")
        told = sentence(found(elm, "disk"))
        assert "Read-only file system" in told
        assert str(elm.world.config.data) in told
        assert "remount,rw" in told
    assert found(elm, "disk").state == GOOD
    assert machine._cannot_write(Path("/proc/nowhere"))


def test_8_ST_09_a_disk_of_the_network_is_found(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"disk / ext4 rw 0 0\nnas:/wijk {tmp_path} nfs4 rw 0 0\n")
    assert machine.kind_of(tmp_path / "elm", mounts) == "nfs4"
    assert machine.kind_of(Path("/"), mounts) == "ext4"
    assert machine.kind_of(Path("/"), tmp_path / "none") == ""


def test_8_ST_09_and_is_told_to_be_so(elm: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, state in (("nfs4", BAD), ("cifs", BAD), ("vfat", BAD), ("ext4", GOOD), ("", GOOD)):
        monkeypatch.setattr(machine, "kind_of", lambda folder, kind=kind: kind)
        assert found(elm, "filesystem").state == state, kind


def bend(ward: Ward, table: str = "resident", byte: int = 4) -> bytes:
    """Flip one byte in the head of a page; returns what the file was."""
    ward.store.close()
    path = ward.world.config.data / "wijk.db"
    with sqlite3.connect(path) as held:
        held.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = held.execute("PRAGMA page_size").fetchone()[0]
        root = held.execute("SELECT rootpage FROM sqlite_master WHERE name=?", [table])
        root = root.fetchone()
    held.close()
    aside = path.rename(path.with_name("aside"))  # not by the name that the guard minds
    data = bytearray(aside.read_bytes())
    before = bytes(data)
    data[(root[0] - 1) * size + byte] ^= 0x80  # the fourth: how many cells there are
    aside.write_bytes(data)
    aside.rename(path)
    return before


def test_9_ST_11_a_corrupted_page_is_found_writing_stops_and_good_copies_stay(elm: Ward) -> None:
    before = bend(elm)
    with elm.at_work() as world:
        seeing.look_through(world)
        told = sentence(found(elm, "database"))
        assert "The database is damaged" in told
        assert "\n" not in told
        assert [line.check.name for line in checks.run_shut(Look(world))] == ["database"]
        assert "wijk restore from" in told
        kept = [one.name for one in shelf.all_of(world)]
        with pytest.raises(BackupError):
            making.make(world, shelf.ASKED)
        assert [one.name for one in shelf.all_of(world)] == kept
        ran: list[str] = []
        job = jobs.Job("anything", 1, 1, lambda _world: ran.append("it"))
        jobs._round(job, world, elm.store)
        assert ran == []
    elm.store.close()
    path = elm.world.config.data / "wijk.db"
    path.with_name("aside").write_bytes(before)
    path.with_name("aside").rename(path)  # put back
    with elm.at_work() as world:
        seeing.look_through(world)
        assert damage.found(world) == ""
    assert found(elm, "database").state == GOOD


def test_9_ST_11_a_job_that_meets_damage_has_all_of_it_looked_through_once(
    elm: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the damage is where jobs take their turns, and none of them comes to look."""
    bend(elm, "heartbeat", 0)
    with elm.at_work() as world:
        assert damage.found(world) == ""
        look = next(job for job in jobs.JOBS if job.name == "look-through")
        jobs._round(look, world, elm.store)
        assert damage.found(world)
        monkeypatch.setattr(seeing, "is_whole", lambda _: pytest.fail("it was known already"))
        jobs._round(look, world, elm.store)


def test_10_a_neighbour_that_is_down_is_found(elm: Ward) -> None:
    oak = elm.neighbourhood.ward("oak")
    elm.follows(oak)
    elm.pulls()
    assert found(elm, "neighbours").state == GOOD
    elm.neighbourhood.cut(elm, oak)
    elm.pulls()
    elm.neighbourhood.clock.forward(days=2)
    told = sentence(found(elm, "neighbours"))
    assert "No answer since" in told
    assert "Oak" in told
    assert "Call that ward's admin" in told
    elm.neighbourhood.heal()
    elm.pulls()
    assert found(elm, "neighbours").state == GOOD


def test_each_check_has_its_heading_in_the_guide() -> None:
    guide = (ROOT / "deploy" / "README.md").read_text("utf-8")
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in guide.splitlines()
        if line.startswith("#")
    }
    assert {one.help for one in checks.CHECKS} | {"it-does-not-open"} <= headings


def test_what_is_bad_is_told_to_the_admins_once_at_the_second_look(elm: Ward) -> None:
    def looks() -> list[str]:
        with elm.at_work() as world:
            heartbeat.beat(world.now(), "jobs")
            seeing.look(world)
            return telling.tell(world)

    behind(elm, Front(elm), trusted_proxies=("127.0.0.1/32",))
    assert [looks(), looks()] == [[], []]
    elm.neighbourhood.clock.forward(days=4)
    see(elm)
    assert [looks(), looks(), looks()] == [[], ["copies"], []]
    with elm.at_work() as world:
        told = list(Notice.select().where(Notice.template == "node-health"))
        assert len(told) == 2  # both admins
        making.make(world, shelf.ASKED)
    assert looks() == []
    elm.neighbourhood.clock.forward(days=4)
    see(elm)
    assert [looks(), looks()] == [[], ["copies"]]  # anew


def test_only_who_has_our_secret_hears_how_they_came_in(elm: Ward) -> None:
    with elm.at_work() as world:
        token = mirror.token(world)
    shown = elm.answers("/livez", {mirror.HEADER: token})
    whole = mirror.told(shown.body.decode())
    assert whole is not None
    for at in range(len(shown.body)):  # one letter changed on the way
        spoilt = mirror.told((shown.body[:at] + b"t" + shown.body[at + 1 :]).decode())
        assert spoilt is None or spoilt.keys() == whole.keys()
    assert mirror.told("ok\n{}") is mirror.told("ok\n5") is mirror.told("ok\nnull") is None
    for other in ("", "x", token[:-1] + "0"):
        assert elm.answers("/livez", {mirror.HEADER: other}).body == b"ok\n"
    elm.neighbourhood.clock.forward(minutes=10)
    assert elm.answers("/livez", {mirror.HEADER: token}).body == b"ok\n"


def test_ST_07_a_log_that_grows_under_a_reader_raises_an_alarm(
    elm: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "MOST_LOG", 4_000_000)
    assert found(elm, "database").state == GOOD
    path = elm.world.config.data / "wijk.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM resident").fetchone()
        with elm.at_work() as world:
            for number in range(60):
                facts.note(world.now(), f"note {number}", text="x" * 100_000)
        told = found(elm, "database")
    assert told.state == WARN
    assert "Start the site again." in sentence(told)
    with elm.at_work():
        database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")  # as at the end of its last user
    assert found(elm, "database").state == GOOD
