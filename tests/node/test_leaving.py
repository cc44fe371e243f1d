"""Deleting an account: nothing is left, here or next door, and nobody inherits."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from node.feed.models import Entry
from node.listings import compose, drafts, pictures
from node.listings.fields import NamedPicture
from node.listings.models import Listing, ListingPicture, Picture
from node.notices import outbox
from node.notices.models import Notice
from node.notices.outbox import MOST, Recipient
from node.residents import accounts, former, naming, profile, sessions
from node.residents.errors import LastAdminError, NameTakenError, SignInRefusedError
from node.residents.models import Resident, Session
from node.upkeep import exports, leaving, mailing, sweeping, taking
from node.web.called import WORDS
from node.world import World
from tests.mailbox import Mailbox
from tests.neighbourhood import Neighbourhood, Ward
from tests.node.conftest import PASSWORD
from tests.node.filling import ladder
from tests.node.traces import traces
from tests.world import Clock

NEEDLES = ("Zilverberg", "zilverberg", "zeppelin", "Kwikstaart")


def picture(world: World, owner: Resident, colour: str) -> str:
    data = BytesIO()
    Image.new("RGB", (60, 40), colour).save(data, "PNG")
    data.seek(0)
    return pictures.keep(world, stream=data, owner=owner.id).digest


@pytest.fixture
def world(world: World) -> World:
    """A node that has a mail server."""
    return replace(world, mail=Mailbox())


@pytest.fixture
def zora(world: World) -> Resident:
    """Somebody with something of everything, all of it with words that nobody else uses."""
    made = accounts.create(
        world, name="Zora Zilverberg", password=PASSWORD, email="zora@zilverberg.test"
    )
    naming.choose(world, resident_id=made.id, shown="Zora Zilverberg-Kwikstaart", style="whole")
    sessions.sign_in(world, name_or_email=made.name, password=PASSWORD)
    shown = NamedPicture(picture(world, made, "red"), "Een zeppelin van rood papier")
    for reach in ("ward", "adjacent", "everyone"):
        typed = ladder(world, title=f"Zeppelin {reach}", text="Zeppelin, te leen", reach=reach)
        compose.place(world, owner=made.id, fields=replace(typed, pictures=(shown,)))
    gone = compose.place(world, owner=made.id, fields=ladder(world, title="Zeppelin weg"))
    compose.withdraw(world, owner=made.id, lid=gone)
    only_draft = picture(world, made, "blue")
    typed = {"title": "Zeppelin half af", "picture_1_digest": only_draft}
    drafts.save(world, owner=made.id, typed=typed)
    profile.answer(
        world, resident_id=made.id, name="about", given=["Ik vlieg zeppelin"], reach="everyone"
    )
    to = Recipient("nl", resident=made.id, address=made.email)
    values = {"name": "Zilverberg", "until": world.now(), "path": "/"}
    outbox.put(world, template="export-ready", to=to, values=values, key="zeppelin 1")
    outbox.put(world, template="export-ready", to=replace(to, resident=None), values=values)
    exports.ask(world, resident_id=made.id, language="nl")
    taking.make_asked(world, WORDS)
    return made


def test_AC_22_nothing_is_left(world: World, zora: Resident, alice: Resident) -> None:
    theirs = compose.place(world, owner=alice.id, fields=ladder(world, title="Van Alice"))
    assert len(traces(world, *NEEDLES)) > 20
    digests = {row.digest for row in Picture.select()}
    leaving.leave(world, resident_id=zora.id, password=PASSWORD)
    goodbye = set(traces(world, *NEEDLES))
    assert goodbye == {"notice.address", "notice.values"}, "only the goodbye knows the name"

    box = Mailbox()
    mailing.deliver_due(replace(world, mail=box))
    assert [letter.to for letter in box.letters] == ["zora@zilverberg.test"]
    assert "Je account is weg" in box.letters[0].subject
    assert traces(world, *NEEDLES) == []
    assert not any(pictures.path_of(world, digest).exists() for digest in digests)
    assert list(world.config.exports.iterdir()) == []
    assert [row.lid for row in Listing.select()] == [theirs]
    assert Session.select().count() == 0
    assert {row.document for row in Entry.select().where(Entry.lid != theirs)} == {None}


def test_AC_22_the_wards_around_let_go_of_it_too(neighbourhood: Neighbourhood) -> None:
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    oak.follows(elm)
    with elm.at_work() as world:
        person = accounts.create(world, name="Zora Zilverberg", password=PASSWORD)
        typed = ladder(world, title="Zeppelin", reach="everyone")
        compose.place(world, owner=person.id, fields=typed)
    oak.pulls()
    assert oak.titles() == ["Zeppelin"]
    with elm.at_work() as world:
        leaving.leave(world, resident_id=person.id, password=PASSWORD)
    assert oak.pulls() == []
    assert oak.titles() == []
    for ward in (elm, oak):
        assert _traces(ward) == []


def _traces(ward: Ward) -> list[str]:
    with ward.at_work() as world:
        return traces(world, *NEEDLES)


def test_AC_22_a_namesake_comes_a_year_later_and_inherits_nothing(
    world: World, zora: Resident
) -> None:
    leaving.leave(world, resident_id=zora.id, password=PASSWORD)
    for name in ("Zora Zilverberg", "ZORA ZILVERBERG", "Zora Zilverberg-Kwikstaart"):
        with pytest.raises(NameTakenError):
            accounts.create(world, name=name, password=PASSWORD)
    accounts.create(world, name="Teruggekomen", password=PASSWORD, email="zora@zilverberg.test")
    assert isinstance(world.clock, Clock)
    world.clock.forward(days=366)
    former.forget_over(world)
    again = accounts.create(world, name="Zora Zilverberg", password=PASSWORD)
    found = profile.of(resident_id=again.id)
    assert (found.answers, found.handle) == ({}, "")
    assert drafts.of(owner=again.id) == []
    assert Listing.select().where(Listing.owner == again.id).count() == 0
    assert Notice.select().where(Notice.resident == again.id).count() == 0
    assert exports.of(world, resident_id=again.id) is None


def test_a_wrong_password_changes_nothing(world: World, zora: Resident) -> None:
    before = traces(world, *NEEDLES)
    with pytest.raises(SignInRefusedError):
        leaving.leave(world, resident_id=zora.id, password="wrong")
    assert traces(world, *NEEDLES) == before


def test_the_only_admin_makes_another_first(world: World, alice: Resident, bob: Resident) -> None:
    Resident.update(role="admin").where(Resident.id == alice.id).execute()
    with pytest.raises(LastAdminError):
        leaving.leave(world, resident_id=alice.id, password=PASSWORD)
    Resident.update(role="admin").where(Resident.id == bob.id).execute()
    leaving.leave(world, resident_id=alice.id, password=PASSWORD)
    assert Resident.get_or_none(id=alice.id) is None


@pytest.mark.parametrize("last_kept_by", ["alice", "bob"])
def test_a_picture_that_somebody_else_shows_stays(
    world: World, alice: Resident, bob: Resident, last_kept_by: str
) -> None:
    for owner in (alice, bob) if last_kept_by == "bob" else (bob, alice):
        shown = NamedPicture(picture(world, owner, "green"), "Groen")
        typed = replace(ladder(world, title=owner.name), pictures=(shown,))
        compose.place(world, owner=owner.id, fields=typed)
    leaving.leave(world, resident_id=alice.id, password=PASSWORD)
    assert pictures.path_of(world, shown.digest).exists()
    assert ListingPicture.select().count() == 1
    leaving.leave(world, resident_id=bob.id, password=PASSWORD)
    assert not pictures.path_of(world, shown.digest).exists()
    assert Picture.select().count() == 0


def test_a_crash_before_the_files_leaves_what_the_round_finds(
    world: World, zora: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "delete_files", lambda _files: None)
    leaving.leave(world, resident_id=zora.id, password=PASSWORD)
    left = [path for path in world.config.pictures.rglob("*") if path.is_file()]
    assert len(left) == 2
    monkeypatch.setattr(sweeping, "OLD_SECONDS", -(10**10))
    assert sweeping.sweep(world) == 3
    assert not [path for path in world.config.pictures.rglob("*") if path.is_file()]
    assert list(world.config.exports.iterdir()) == []


def test_what_belongs_to_somebody_is_not_swept(
    world: World, zora: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "OLD_SECONDS", -(10**10))
    assert sweeping.sweep(world) == 0


def test_AC_21_the_share_of_a_mailbox_is_not_won_back_by_leaving(
    world: World, zora: Resident
) -> None:
    node = replace(world, mail=Mailbox())
    to = Recipient("nl", resident=zora.id, address=zora.email)
    values = {"name": "x", "until": world.now(), "path": "/"}
    for _ in range(MOST):
        outbox.put(world, template="export-ready", to=to, values=values)
    mailing.deliver_due(node)
    leaving.leave(world, resident_id=zora.id, password=PASSWORD)
    mailing.deliver_due(node)
    assert isinstance(node.mail, Mailbox)
    assert len(node.mail.letters) == MOST
    assert isinstance(world.clock, Clock)
    world.clock.forward(seconds=timedelta(minutes=31).total_seconds())
    mailing.deliver_due(node)
    assert node.mail.letters[-1].subject == "Je account is weg"
