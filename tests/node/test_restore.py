"""A node that comes back from a backup, and a node that lives twice (PROTOCOL §13)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from federation import request
from federation.limits import PAGE_ITEMS
from node.agreements import following
from node.agreements.models import Message
from node.feed import keyring, mark
from node.feed.errors import ClockBehindError, NoKeyError, RestoringError, TwoCopiesError
from node.feed.identity import own_origin
from node.feed.models import Counter, Entry, Feed
from node.listings import compose
from node.listings import fields as forms
from node.listings.errors import NotFoundError
from node.listings.models import Listing
from node.notices.models import Notice
from node.residents import accounts, sessions
from node.residents.models import Resident, Session
from node.upkeep import erasures, givenback, leaving, mailing, restore, twins
from tests.backups import Backup, back_up, put_back, throw_away
from tests.mailbox import Mailbox
from tests.neighbourhood import PASSWORD, Neighbourhood, Ward
from tests.node.agreeing import answer, people, place


@dataclass
class Story:
    """A ward, two neighbours, and a backup from before some of it."""

    elm: Ward
    neighbours: list[Ward]
    backup: Backup
    kept: str
    edited: str
    withdrawn: str
    placed: str

    def restores(self) -> None:
        put_back(self.elm, self.backup)
        self.elm.restarts()

    def pulls(self) -> None:
        for ward in self.neighbours:
            assert ward.pulls() == []
            assert [card.quarantined for card in ward.neighbours()] == [None]


def before_the_backup(neighbourhood: Neighbourhood) -> None:
    elm = neighbourhood.ward("elm")
    with elm.at_work() as world:
        accounts.create(world, name="Wilma", password=PASSWORD, email="a@elm.test", role="admin")
    for title in ("Boor", "Lader", "Soep"):
        elm.posts("lending", title)
    elm.posts("lending", "Geheim", reach="ward")
    neighbours = [neighbourhood.ward(name) for name in ("oak", "ash")]
    for ward in neighbours:
        ward.follows(elm)
    elm.follows(neighbours[0])
    elm.follows(neighbours[1])
    neighbours[0].posts("lending", "Eik")
    assert elm.pulls() == []


@pytest.fixture
def story(neighbourhood: Neighbourhood) -> Iterator[Story]:
    """Three days between the backup and now; neighbours have all of it."""
    elm, *neighbours = neighbourhood.begins(before_the_backup).values()
    kept, edited, withdrawn, _ = elm.typed
    backup = back_up(elm, "backup_elm")
    neighbourhood.clock.forward(days=3)
    elm.edits(edited, title="Ladder")
    elm.withdraws(withdrawn)
    placed = elm.posts("lending", "Zaag")
    made = Story(elm, neighbours, backup, kept, edited, withdrawn, placed)
    made.pulls()
    assert neighbours[0].titles() == ["Boor", "Eik", "Ladder", "Zaag"]
    yield made
    throw_away(elm, backup)


def numbers(ward: Ward) -> set[int]:
    with ward.at_work():
        return {row.seq for row in Entry.select().where(Entry.origin == own_origin().id)} | {
            row.seq for row in Feed.select().where(Feed.origin == own_origin().id)
        }


def highest(ward: Ward) -> int:
    with ward.at_work():
        return int(Counter.get().last)


def step(ward: Ward) -> bool:
    with ward.at_work() as world:
        return restore.step(world)


def test_BR_03_nothing_is_signed_before_the_neighbours_were_asked(story: Story) -> None:
    given = highest(story.elm)
    story.restores()
    with pytest.raises(RestoringError):
        story.elm.posts("lending", "Te vroeg")
    with story.elm.at_work():
        assert restore.state().since is not None
    assert step(story.elm)
    assert highest(story.elm) > given
    assert [title for title in story.elm.titles() if title != "Eik"] == ["Boor", "Ladder", "Zaag"]
    with story.elm.at_work():
        rows = {row.lid: row for row in Listing.select().where(Listing.origin == own_origin().id)}
        assert story.withdrawn not in rows  # text and all
        assert rows[story.edited].owner_id == accounts.node_organisation().id
        assert rows[story.placed].owner_id is None
        assert [one.lid for one in givenback.orphans()] == [story.placed]
        assert [row.title for row in rows.values() if row.reach == "ward"] == ["Geheim"]
    story.pulls()
    story.elm.posts("lending", "Verder")
    story.pulls()
    assert story.neighbours[1].titles() == ["Boor", "Ladder", "Verder", "Zaag"]


def test_a_database_that_is_not_lower_asks_nobody(story: Story) -> None:
    story.elm.neighbourhood.asked.clear()
    story.elm.restarts()
    with story.elm.at_work():
        assert restore.state() == restore.State(None)
    assert not step(story.elm)
    story.elm.posts("lending", "Verder")
    assert [one for one in story.elm.neighbourhood.asked if one.by == "elm"] == []


def test_without_a_mark_a_node_that_has_published_asks_first(story: Story) -> None:
    story.elm.world.config.mark.unlink()
    story.elm.restarts()
    with pytest.raises(RestoringError):
        story.elm.posts("lending", "Te vroeg")
    assert step(story.elm)
    with story.elm.at_work() as world:
        assert mark.read(world) == mark.of_database(world)
    story.pulls()


def cut_off(story: Story) -> None:
    for ward in story.neighbours:
        story.elm.neighbourhood.cut(story.elm, ward)


def test_BR_04_with_nobody_there_it_waits_a_day_and_uses_no_number_twice(story: Story) -> None:
    given = highest(story.elm)
    cut_off(story)
    story.restores()
    clock = story.elm.neighbourhood.clock
    for _ in range(23):
        assert not step(story.elm)
        clock.forward(hours=1)
    clock.forward(hours=1, minutes=1)
    assert step(story.elm)
    assert highest(story.elm) > given
    story.elm.posts("lending", "Verder")
    assert min(set(numbers(story.elm)) - {given}) > 0
    story.elm.neighbourhood.heal()
    story.pulls()
    with story.elm.at_work():
        mine = Listing.select().where(
            Listing.reach == "everyone",
            Listing.origin == own_origin().id,
            Listing.state == "open",
        )
        ours = sorted(row.title for row in mine)
    assert [title for title in story.neighbours[1].titles() if title != "Eik"] == ours


def test_BR_04_the_admins_word_is_enough(story: Story) -> None:
    cut_off(story)
    given = highest(story.elm)
    story.restores()
    with story.elm.at_work() as world:
        assert restore.go_on(world)
        assert restore.state().since is None
    assert highest(story.elm) > given
    story.elm.neighbourhood.heal()
    story.pulls()


def test_BR_05_who_was_erased_since_is_erased_again_before_the_site_opens(story: Story) -> None:
    """Neighbours that had not heard of it give all back; what was hers stays away."""
    elm, oak = story.elm, story.neighbours[0]
    elm.neighbourhood.befriend(elm, oak)
    with elm.at_work() as world:
        alice = accounts.create(world, name="Alice", password=PASSWORD)
    hers = {
        places(elm, alice, "Van Alice"),
        places(elm, alice, "Van Alice, om de hoek", "adjacent"),
    }
    backup = back_up(elm, "backup_alice")
    tent = elm.posts("lending", "Tent", reach="adjacent")
    zeil = elm.posts("lending", "Zeil")
    story.pulls()
    assert {"Tent", "Van Alice, om de hoek"} < set(oak.residents_see())
    with elm.at_work() as world:
        leaving.erase(world, resident_id=alice.id)
    put_back(elm, backup)
    elm.restarts()
    with elm.at_work():
        assert Resident.get_or_none(name="Alice") is None
        assert not Listing.select().where(Listing.lid.in_(hers)).exists()
        assert all(row.document is None for row in Entry.select().where(Entry.lid.in_(hers)))
    assert step(elm)
    with elm.at_work():
        rows = Listing.select().where(Listing.lid.in_({tent, zeil, *hers}))
        assert {row.lid: row.reach for row in rows} == {tent: "adjacent", zeil: "everyone"}
        assert Entry.get(lid=tent).scope == "adjacent"
    story.pulls()  # they had not heard of it: now they do
    assert {"Tent", "Zeil"} < set(oak.residents_see())
    for ward in (elm, *story.neighbours):
        assert not [title for title in ward.residents_see() if title.startswith("Van Alice")]
    throw_away(elm, backup)


def test_BR_05_who_was_erased_stays_so_where_nothing_was_signed_since(story: Story) -> None:
    """What was for the ward alone leaves no number by which a backup is known to be older."""
    elm = story.elm
    with elm.at_work() as world:
        alice = accounts.create(world, name="Alice", password=PASSWORD)
    hers = places(elm, alice, "Van Alice", "ward")
    backup = back_up(elm, "backup_alice")
    with elm.at_work() as world:
        signed = mark.of_database(world)
        leaving.erase(world, resident_id=alice.id)
        assert mark.of_database(world) == signed
    put_back(elm, backup)
    elm.restarts()
    with elm.at_work():
        assert Resident.get_or_none(name="Alice") is None
        assert not Listing.select().where(Listing.lid == hers).exists()
        assert restore.state().since is not None
    assert step(elm)
    throw_away(elm, backup)


def places(ward: Ward, owner: Resident, title: str, reach: str = "everyone") -> str:
    end = ward.neighbourhood.clock.now + timedelta(days=60)
    typed = {
        "kind": "lending",
        "purpose": "offer",
        "terms": "loan",
        "title": title,
        "text": "Van hout, drie meter.",
        "reach": reach,
        "end": f"{end.day}-{end.month}-{end.year}",
    }
    with ward.at_work() as world:
        reading = forms.read(typed, (), world.now())
        assert reading.fields is not None
        return compose.place(world, owner=owner.id, fields=reading.fields)


def test_BR_05_nobody_is_told_anew_that_somebody_left_and_no_word_of_hers_comes_back(
    story: Story,
) -> None:
    elm = story.elm
    with elm.at_work() as world:
        alice, bob = people(world, "Alice", "Bob")
        talks = [
            answer(world, bob, place(world, alice), text="Mag ik hem lenen?"),
            answer(world, alice, place(world, bob, title="Zeis"), text="Ik ben Alice."),
        ]
        assert talks[0].lister_does("accept", text="Kom maar langs.") == "accepted"
    backup = back_up(elm, "backup_talks")
    with elm.at_work() as world:
        assert mailing.deliver_due(replace(world, mail=Mailbox())) > 0
        leaving.erase(world, resident_id=alice.id)
    elm.posts("lending", "Daarna")
    put_back(elm, backup)
    elm.restarts()
    box = Mailbox()
    with elm.at_work() as world:
        assert {talk.state for talk in talks} == {"cancelled"}
        words = {row.text for row in Message.select()}
        assert words == {"Mag ik hem lenen?", ""}
        following.follow(world)
        mailing.deliver_due(replace(world, mail=box))
        waiting = Notice.select().where(Notice.state == "waiting").count()
        doubted = {row.problem for row in Notice.select().where(Notice.state == "stuck")}
    assert [letter.to for letter in box.letters] == ["a@elm.test"]  # that it was put back
    assert (waiting, doubted) == (0, {"unknown"})
    throw_away(elm, backup)


def test_another_account_with_that_id_is_not_erased(story: Story) -> None:
    with story.elm.at_work() as world:
        admin = Resident.get(name="Wilma")
        before = admin.created - timedelta(days=900)
        erasures.note(world, resident=admin.id, created=before, lids=[])
        with (world.config.beside / "erased").open("ab") as file:
            file.write(b"[12, half a li")
        erasures.note(world, resident=99, created=before, lids=["01"])
        assert [one.resident for one in erasures.noted(world)] == [admin.id, 99]
    story.restores()
    with story.elm.at_work():
        assert Resident.get(name="Wilma") is not None


def test_BR_06_sessions_of_the_backup_are_void_and_admins_are_told(story: Story) -> None:
    elm = story.elm
    with elm.at_work() as world:
        token = sessions.sign_in(world, name_or_email="Wilma", password=PASSWORD)
    backup = back_up(elm, "backup_in")
    elm.posts("lending", "Nog een")
    put_back(elm, backup)
    elm.restarts()
    with elm.at_work() as world:
        assert sessions.resident_by_token(world, token) is None
        assert Session.select().count() == 0
        assert [row.template for row in Notice.select()] == ["node-trouble"]
    throw_away(elm, backup)


def test_BR_07_what_nobody_claims_ends_after_two_weeks(story: Story) -> None:
    story.elm.posts("lending", "Van Bob")
    story.pulls()
    story.restores()
    assert step(story.elm)
    clock = story.elm.neighbourhood.clock
    with story.elm.at_work() as world:
        bobs = next(one.lid for one in givenback.orphans() if one.title == "Van Bob")
        bob = accounts.create(world, name="Bob", password=PASSWORD)
        givenback.claim(world, lid=bobs, resident=bob.id)
        with pytest.raises(NotFoundError):
            givenback.claim(world, lid=bobs, resident=bob.id)
        with pytest.raises(NotFoundError):
            givenback.claim(world, lid=story.placed, resident=12345)
        assert [one.lid for one in givenback.orphans()] == [story.placed]
        clock.forward(days=13)
        assert givenback.end_unclaimed(world) == 0
        clock.forward(days=1, minutes=1)
        assert givenback.end_unclaimed(world) == 1
        assert givenback.orphans() == []
        compose.withdraw(world, owner=bob.id, lid=bobs)
    story.pulls()
    assert story.neighbours[1].titles() == ["Boor", "Ladder"]


def test_listings_of_others_are_hidden_until_their_head_was_seen(story: Story) -> None:
    assert "Eik" in story.elm.titles()
    story.restores()
    assert "Eik" not in story.elm.titles()
    assert story.elm.pulls() == []
    assert "Eik" in story.elm.titles()


def test_more_than_a_page_comes_back_although_removals_were_forgotten(story: Story) -> None:
    """Whoever holds nothing reads its own feed to the end; others would be sent to the manifest."""
    story.elm.posts_many(PAGE_ITEMS + 1, "Plank")
    story.pulls()
    for ward in story.neighbours:
        with ward.at_work():
            Feed.update(removed=Feed.seq).execute()
    before = story.elm.titles()
    story.restores()
    assert step(story.elm)
    assert story.elm.titles() == [title for title in before if title != "Eik"]
    story.pulls()


def test_a_change_that_one_neighbour_alone_has_seen_counts(story: Story) -> None:
    story.elm.posts("lending", "Alleen ash")
    assert story.neighbours[1].pulls() == []
    story.restores()
    assert step(story.elm)
    assert "Alleen ash" in story.elm.titles()
    story.pulls()


def test_it_waits_for_a_silent_neighbour_unless_all_is_proven(story: Story) -> None:
    story.elm.neighbourhood.cut(story.elm, story.neighbours[0])
    story.elm.posts("lending", "Door niemand gezien")
    story.restores()
    assert not step(story.elm)
    with story.elm.at_work():
        state = restore.state()
        assert (state.asked, state.answered, len(state.gave)) == (2, 1, 1)
    story.elm.neighbourhood.clock.forward(minutes=11)
    assert step(story.elm)


def test_it_does_not_wait_when_all_that_was_signed_is_proven(story: Story) -> None:
    story.elm.neighbourhood.cut(story.elm, story.neighbours[0])
    story.restores()
    assert step(story.elm)


def test_a_neighbour_that_lies_is_not_believed(story: Story) -> None:
    story.elm.neighbourhood.tamper("/fed/origins/", lambda body: body.replace(b'"Zaag"', b'"Bijl"'))
    story.restores()
    assert not step(story.elm) or "Bijl" not in story.elm.titles()
    assert "Bijl" not in story.elm.titles()


def test_keys_that_were_changed_since_are_found_by_the_longer_log(story: Story) -> None:
    story.elm.changes(request.EMERGENCY)
    story.elm.posts("lending", "Onder de nieuwe")
    story.pulls()
    story.restores()
    with story.elm.at_work() as world, pytest.raises(NoKeyError):
        compose_anything(world)
    assert step(story.elm)
    with story.elm.at_work():
        assert own_origin().version == 2
    assert "Onder de nieuwe" in story.elm.titles()
    story.pulls()


def compose_anything(world: object) -> None:
    from node.feed.identity import own  # noqa: PLC0415
    from node.world import World  # noqa: PLC0415

    assert isinstance(world, World)
    own(world)


def test_a_log_that_names_other_keys_asks_for_a_sheet(story: Story) -> None:
    story.elm.changes(request.EMERGENCY)
    story.pulls()
    with story.elm.at_work() as world:
        keyring.forget(world, keyring.SIGN, keep=[])
    story.restores()
    assert not step(story.elm)
    with story.elm.at_work() as world:
        assert restore.state().problem == restore.KEYS
        with pytest.raises(NoKeyError):
            restore.go_on(world)


def test_an_older_log_than_the_mark_waits_for_a_person(story: Story) -> None:
    story.elm.changes(request.HTTP)
    story.pulls()
    cut_off(story)
    story.restores()
    story.elm.neighbourhood.clock.forward(days=2)
    assert not step(story.elm)
    with story.elm.at_work():
        assert restore.state().problem == restore.OLDER_LOG
    story.elm.neighbourhood.heal()
    assert step(story.elm)
    story.pulls()


def test_a_clock_that_is_behind_keeps_the_restore_open(story: Story) -> None:
    story.restores()
    story.elm.neighbourhood.clock.forward(days=-2)
    assert not step(story.elm)
    with story.elm.at_work() as world:
        assert restore.state().problem == restore.CLOCK
        with pytest.raises(ClockBehindError):
            restore.go_on(world)
    story.elm.neighbourhood.clock.forward(days=2)
    assert step(story.elm)


# Two living copies


def test_PE_14_a_copy_that_finds_a_number_it_never_gave_stops(story: Story) -> None:
    elm = story.elm
    backup, held = back_up(elm, "backup_twin"), elm.world.config.mark.read_bytes()
    story.pulls()
    with elm.at_work() as world:
        assert not twins.look(world)
    elm.posts("lending", "Van de ander")
    story.pulls()
    put_back(elm, backup)
    elm.world.config.mark.write_bytes(held)
    elm.restarts()  # the copy: database and mark agree, so it goes on at once
    with elm.at_work() as world:
        assert restore.state().since is None
        assert twins.look(world)
        assert [row.template for row in Notice.select()] == ["node-trouble"]
        assert not twins.look(world)
    with pytest.raises(TwoCopiesError):
        elm.posts("lending", "Dubbel")
    with elm.at_work() as world:  # the other copy is off: what it signed comes back
        restore.begin(world)
        assert restore.step(world)
    assert "Van de ander" in elm.titles()
    elm.posts("lending", "Verder")
    story.pulls()
    throw_away(elm, backup)


def test_PE_14_a_copy_is_found_by_one_feed_while_the_other_goes_on(story: Story) -> None:
    elm = story.elm
    elm.neighbourhood.befriend(elm, story.neighbours[0])
    backup, held = back_up(elm, "backup_twin"), elm.world.config.mark.read_bytes()
    elm.withdraws(elm.posts("lending", "Van de ander", reach="adjacent"))
    story.pulls()
    put_back(elm, backup)
    elm.world.config.mark.write_bytes(held)
    elm.restarts()
    elm.neighbourhood.clock.forward(days=1)
    elm.posts("lending", "Van ons")  # to everybody, and under a number above all of the other's
    assert story.neighbours[0].pulls() == ["rollback"]  # what is for neighbours alone goes back
    with elm.at_work() as world:
        assert any(twins.look(world) for _ in range(10))  # one of both neighbours, by chance
        restore.begin(world)
        assert restore.step(world)
    story.pulls()
    throw_away(elm, backup)


def test_new_keys_end_a_copy_that_a_thief_made(story: Story) -> None:
    with story.elm.at_work() as world:
        Counter.update(copies=world.now()).execute()
    with pytest.raises(TwoCopiesError):
        story.elm.posts("lending", "Dubbel")
    story.elm.changes(request.EMERGENCY)
    story.elm.posts("lending", "Verder")
    story.pulls()
