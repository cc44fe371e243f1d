"""Taking one's data along: all of one's own, nothing of others, for a few days."""

import json
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from node.agreements.models import Response
from node.feed.identity import own_origin
from node.listings import compose, drafts
from node.listings.fields import NamedPicture
from node.matching.models import Match, SavedSearch
from node.moderation import log
from node.moderation.models import Appeal, Case, Feedback, Report, Ruling, SettingChange
from node.notices import outbox
from node.notices.models import Notice, NoticeChoice
from node.notices.outbox import Recipient
from node.residents import accounts, profile, sessions
from node.residents.models import (
    Address,
    AdminCall,
    Application,
    ApplicationMessage,
    Device,
    Helper,
    Invitation,
    PaperCode,
    Rescue,
    RescueVote,
    Resident,
    SecondStep,
)
from node.shown import aside
from node.shown.models import Hidden, OutsideBlock
from node.trust.models import Candidate, Support, Trust, Welcome
from node.upkeep import exports, leaving, taking
from node.upkeep.models import Export
from node.upkeep.privacy import HOLDINGS
from node.web.called import WORDS
from node.world import World
from tests.mailbox import Mailbox
from tests.node.conftest import PASSWORD
from tests.node.filling import ladder
from tests.node.test_leaving import picture
from tests.world import Clock


def furnish(world: World, person: Resident, word: str, colour: str) -> None:
    """Something of everything, with ``word`` in each."""
    shown = NamedPicture(picture(world, person, colour), f"Foto van {word}")
    typed = replace(
        ladder(world, title=f"Titel {word}", text=f"Tekst {word}", place=word, tags=word),
        pictures=(shown,),
        details={"pay": f"Loon {word}"},
    )
    compose.place(world, owner=person.id, fields=typed)
    drafts.save(world, owner=person.id, typed={"title": f"Concept {word}", "kind": "work"})
    for name, given in (("about", f"Over {word}"), ("talents", "cooking"), ("interests", "work")):
        reach = profile.BY_NAME[name].usual
        profile.answer(world, resident_id=person.id, name=name, given=[given], reach=reach)
    to = Recipient("nl", resident=person.id, address=person.email)
    outbox.put(world, template="mail-test", to=to, values={"path": "/"}) if person.email else None
    sessions.sign_in(world, name_or_email=person.name, password=PASSWORD)
    ways_in(world, person)
    between_residents(world, person, word)
    in_the_ward(world, person, word)


def ways_in(world: World, person: Resident) -> None:
    """A row of each table about coming in and coming back."""
    if Device.select().where(Device.resident == person.id).exists():
        return
    now, other = world.now(), accounts.node_organisation()
    name = person.name
    Device.create(token_hash=f"device {name}", resident=person, seen=now)
    SecondStep.create(resident=person, secret=f"SECRET{name}", confirmed=now)
    PaperCode.create(resident=person, kind="backup", code_hash=f"paper {name}", made=now)
    Invitation.create(code_hash=f"invite {name}", maker=person, uses_left=1, made=now, ends=now)
    AdminCall.create(name=name, resident=person, made=now)
    AdminCall.create(name=f"van {name}", maker=person, made=now)
    Helper.create(owner=person, helper=other, made=now)
    Helper.create(owner=other, helper=person, made=now)
    secrets = {"secret_hash": f"rescue {name}", "check_hash": f"check {name}"}
    rescue = Rescue.create(owner=person, **secrets, made=now, ends=now)
    RescueVote.create(rescue=rescue, helper=person, at=now)


def between_residents(world: World, person: Resident, word: str) -> None:
    """Answers, searches, what is hidden, and what was reported and ruled."""
    if Hidden.select().where(Hidden.resident == person.id).exists():
        return
    now, own = world.now(), own_origin().id
    aside.hide(resident_id=person.id, origin_id=own, lid=f"lid {word}", now=now)
    aside.block(resident_id=person.id, blocked_id=accounts.node_organisation().id, now=now)
    SavedSearch.create(resident=person, name=word, choices="{}", created=now, looked=now)
    found = {"lid": f"found {word}", "listing": 1, "reason": "wish", "what": word}
    Match.create(origin=own, resident=person, made=now, **found)
    NoticeChoice.create(resident=person, name="alerts", value="none")
    said = dict.fromkeys(("lid", "kind", "purpose", "language", "noted", "turn"), "")
    for side in ("lister", "responder"):
        Response.create(
            key=f"{side} {word}",
            title=word,
            state="declined",
            made=now,
            changed=now,
            **{side: person},
            **said,
        )
    case = Case.create(
        origin=own, lid=word, owner=person, title=word, state="decided", opened=now, closed=now
    )
    Report.create(case=case, key=word, reporter=person, reason="other", sentence=word, made=now)
    ruling = Ruling.create(case=case, moderator=person, action="nothing", text=word, at=now)
    looked = {"state": "upheld", "decider": person, "decided": now}
    Appeal.create(ruling=ruling, person=person, text=word, made=now, **looked)
    mail = f"buur{person.id}@else.test"
    address = Address.create(email=mail, email_key=mail, language="nl", confirmed=now)
    OutsideBlock.create(resident=person, address=address, called=word, at=now)
    log.note(world, "warn", by=person, concerned=person.id, about=word)


def in_the_ward(world: World, person: Resident, word: str) -> None:
    """Who is trusted, who asked to join, and what was said about the ward."""
    if Trust.select().where(Trust.resident == person.id).exists():
        return
    now, other, name = world.now(), accounts.node_organisation(), person.name
    Trust.create(resident=person, since=now)
    Welcome.create(newcomer=person, host=other, at=now)
    Welcome.create(newcomer=other, host=person, at=now)
    stands = Candidate.create(resident=person, made=now)
    Support.create(candidate=stands, voter=person, at=now)
    called = {"name": f"Nieuw {name}", "name_key": f"nieuw {name}", "name_look": f"nieuw {name}"}
    asks = Application.create(**called, password="", language="nl", made=now)
    ApplicationMessage.create(application=asks, host=person, who=name, text=word, at=now)
    Feedback.create(once=f"feedback {name}", about="idea", text=word, resident=person, made=now)
    SettingChange.create(name="own_words", was="", became=word, by=person, who=name, at=now)


@pytest.fixture
def world(world: World) -> World:
    """A node that has a mail server."""
    return replace(world, mail=Mailbox())


@pytest.fixture
def carla(world: World) -> Resident:
    """A second resident with a mailbox."""
    return accounts.create(world, name="Carla", password=PASSWORD, email="carla@elm.test")


def made(world: World, person: Resident, language: str = "nl") -> zipfile.ZipFile:
    exports.ask(world, resident_id=person.id, language=language)
    assert taking.make_asked(world, WORDS) == 1
    held = exports.of(world, resident_id=person.id)
    assert held is not None
    path = exports.file_of(world, resident_id=person.id, export_id=held.id)
    assert path is not None
    assert path.stat().st_size == held.size
    return zipfile.ZipFile(path)


class Page(HTMLParser):
    """A page and what it leads to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sources: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: dict[str, Any] = dict(attrs)
        self.tags.add(tag)
        self.sources += [given["src"]] if "src" in given else []
        self.links += [given["href"]] if "href" in given else []

    def handle_data(self, data: str) -> None:
        self.text += data


def test_AC_23_all_of_mine_and_nothing_of_others(
    world: World, alice: Resident, carla: Resident
) -> None:
    furnish(world, alice, "appelboom", "red")
    furnish(world, carla, "kersenpit", "blue")
    with made(world, alice) as archive:
        names = archive.namelist()
        texts = {name: archive.read(name).decode("utf-8", "replace") for name in names}
    data = json.loads(texts["data.json"])
    told = {one.name for one in HOLDINGS if not one.untold}
    assert told <= data.keys()
    with made(world, carla) as archive:
        assert told <= json.loads(archive.read("data.json")).keys()
    for where in ("index.html", "data.json"):
        for word in ("Titel", "Tekst", "Concept", "Over", "Foto van", "Loon"):
            assert f"{word} appelboom" in texts[where], (where, word)
        assert "alice@elm.test" in texts[where]
        for foreign in ("kersenpit", "carla", "Carla"):
            assert foreign not in texts[where], where
    assert {name for name in names if name.startswith("pictures/")} == {
        "pictures/foto-van-appelboom.jpg"
    }
    secrets = [alice.password, *(s.token_hash for s in alice.sessions)]
    assert not [secret for secret in secrets if secret in "".join(texts.values())]


def test_AC_23_each_thing_that_is_held_is_told(world: World, alice: Resident) -> None:
    furnish(world, alice, "appelboom", "red")
    with made(world, alice) as archive:
        data = json.loads(archive.read("data.json"))
    assert data["profile"][0] == {"field": "about", "value": "Over appelboom", "reach": "ward"}
    assert data["account"][0]["name"] == "Alice Jansen"
    listing = data["listings"][0]
    assert (listing["kind"], listing["tags"]) == ("lending", ["appelboom"])
    assert listing["files"] == ["pictures/foto-van-appelboom.jpg"]
    assert data["drafts"][0]["title"] == "Concept appelboom"
    assert data["made"].startswith("2031-05-10T12:00:0")


@pytest.mark.parametrize(
    ("language", "heading", "kind"),
    [("nl", "Mijn gegevens bij Elm", "Lenen"), ("en", "My data at Elm", "Lending")],
)
def test_it_reads_well_without_this_site(
    world: World, alice: Resident, language: str, heading: str, kind: str
) -> None:
    furnish(world, alice, "appelboom <b>dik</b>", "red")
    with made(world, alice, language) as archive:
        html = archive.read("index.html").decode()
        page = Page(html)
        assert all(source in archive.namelist() for source in page.sources)
    assert page.sources
    assert all(link.startswith("#") for link in page.links)
    assert not page.tags & {"script", "b", "link", "iframe"}
    assert heading in page.text
    assert kind in page.text
    assert "appelboom <b>dik</b>" in page.text
    assert page.text.index("alice@elm.test") < page.text.index("Over appelboom")
    days = re.findall(r"\d{1,2}\W(?:mei|juni|May|June)\W+(\w+)", page.text)
    assert days
    assert set(days) == {"2031"}, "a copy is read years later"
    assert f'lang="{language}"' in html
    words = [line for line in page.text.splitlines() if "detail_" in line or "%(" in line]
    assert not words


def test_AC_23_it_is_for_its_owner_and_ends(world: World, alice: Resident, bob: Resident) -> None:
    made(world, alice).close()
    held = exports.of(world, resident_id=alice.id)
    assert held is not None
    assert exports.file_of(world, resident_id=bob.id, export_id=held.id) is None
    assert exports.file_of(world, resident_id=alice.id, export_id="other") is None
    path = exports.path_of(world, held.id)
    assert path.stat().st_mode & 0o777 == 0o600
    assert isinstance(world.clock, Clock)
    world.clock.forward(seconds=exports.KEPT.total_seconds() + 1)
    assert exports.file_of(world, resident_id=alice.id, export_id=held.id) is None
    assert exports.of(world, resident_id=alice.id) is None
    assert exports.forget_over(world) == 1
    assert not path.exists()
    assert Export.select().count() == 0


def test_its_owner_is_told_once_that_it_is_ready(world: World, alice: Resident) -> None:
    made(world, alice).close()
    (notice,) = list(Notice.select())
    assert (notice.template, notice.resident) == ("export-ready", alice.id)


def test_who_asks_again_gets_the_same_until_it_is_old(world: World, alice: Resident) -> None:
    made(world, alice).close()
    first = exports.of(world, resident_id=alice.id)
    exports.ask(world, resident_id=alice.id, language="nl")
    assert exports.of(world, resident_id=alice.id) == first
    assert taking.make_asked(world, WORDS) == 0
    assert isinstance(world.clock, Clock)
    world.clock.forward(minutes=11)
    made(world, alice).close()
    second = exports.of(world, resident_id=alice.id)
    assert first is not None
    assert second is not None
    assert first.id != second.id
    assert not exports.path_of(world, first.id).exists()


class CrashError(Exception):
    """The process ended here."""


@pytest.mark.parametrize("where", ["write", "ready"])
def test_a_crash_while_it_is_made_is_done_again(
    world: World, alice: Resident, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def crash(*_given: object, **_named: object) -> None:
        raise CrashError

    with monkeypatch.context() as broken:
        broken.setattr(taking if where == "write" else exports, where, crash)
        exports.ask(world, resident_id=alice.id, language="nl")
        with pytest.raises(CrashError):
            taking.make_asked(world, WORDS)
    assert taking.make_asked(world, WORDS) == 0
    held = exports.of(world, resident_id=alice.id)
    assert held is not None
    assert not held.ready
    assert isinstance(world.clock, Clock)
    world.clock.forward(minutes=16)
    assert taking.make_asked(world, WORDS) == 1
    assert Notice.select().count() == 1


def test_who_leaves_while_it_is_made_leaves_no_file(
    world: World, alice: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    exports.ask(world, resident_id=alice.id, language="nl")
    row = exports.claim(world)
    assert row is not None
    path = exports.path_of(world, row.id)
    taking.write(world, row, path, WORDS)
    leaving.leave(world, resident_id=alice.id, password=PASSWORD)
    path.write_bytes(b"late")
    exports.ready(world, row, size=4)
    assert not path.exists()


def test_pictures_of_the_same_name_do_not_overwrite_each_other(
    world: World, alice: Resident
) -> None:
    furnish(world, alice, "boom", "red")
    furnish(world, alice, "boom", "blue")
    with made(world, alice) as archive:
        found = sorted(name for name in archive.namelist() if name.startswith("pictures/"))
    assert found == ["pictures/foto-van-boom-2.jpg", "pictures/foto-van-boom.jpg"]
