"""Setting a node up: what opens it, what is kept, and when it is done."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from federation.sheet import Sheet
from node.config import Config
from node.feed import identity, publish
from node.feed.models import Feed, Ward
from node.listings.models import Listing
from node.residents import accounts, coadmins, errors
from node.residents.models import Invitation, Resident
from node.settings import values
from node.store.database import Store
from node.upkeep import firstlisting, founding, setup, starting
from node.upkeep.charters import CHARTERS, privacy
from node.upkeep.founding import NotYetError, OverError, WrongWordError
from node.upkeep.models import Founding
from node.upkeep.starting import StartError
from node.world import World
from tests.founders import NAME, PASSWORD, answer, confirm, needed
from tests.node.post import newest
from tests.world import make_world

NAMES = ("Noor", "Eve")
FIRST = {"kind": "volunteering", "purpose": "request", "title": "Wie helpt?", "text": "Kom langs."}


@pytest.fixture
def code_and_world(tmp_path: Path, database_url: str) -> Iterator[tuple[str, World]]:
    """An empty node that waits for its set-up."""
    made = make_world(tmp_path, database_url)
    code = setup.prepare(made)
    store = Store(made.config.database_url)
    try:
        with store.active():
            yield code, made
    finally:
        store.close()


@pytest.fixture
def bare(code_and_world: tuple[str, World]) -> World:
    return code_and_world[1]


def everything_kept(world: World) -> str:
    """All that the tables of the set-up and the settings file hold."""
    rows = [json.dumps(row, default=str) for row in list(Founding.select().dicts())]
    return "\n".join([*rows, (world.config.data / "wijk.toml").read_text("utf-8")])


def test_AD_08_the_code_opens_it_and_is_kept_as_a_hash(code_and_world: tuple[str, World]) -> None:
    code, world = code_and_world
    assert founding.is_code(code)
    assert founding.is_code(code.lower().replace("-", " "))
    for wrong in ("", "0" * 12, code[:-1], code + "0"):
        assert not founding.is_code(wrong)
    assert code not in everything_kept(world)
    assert code.replace("-", "") not in everything_kept(world)


def test_AD_08_another_code_shuts_out_the_one_before_and_its_browsers(
    code_and_world: tuple[str, World],
) -> None:
    code, world = code_and_world
    before = founding.ticket(world)
    assert founding.is_ticket(world, before)
    other = founding.new_code(world)
    assert not founding.is_code(code)
    assert not founding.is_ticket(world, before)
    assert founding.is_code(other)
    assert founding.is_ticket(world, founding.ticket(world))
    assert not founding.is_ticket(world, "")


def test_AD_08_once_it_is_done_nothing_of_it_opens(code_and_world: tuple[str, World]) -> None:
    code, world = code_and_world
    ticket = founding.ticket(world)
    answer(world)
    founding.finish(world)
    assert not founding.is_open()
    assert not founding.is_code(code)
    assert not founding.is_ticket(world, ticket)
    assert Founding.get().code_hash == ""
    for again in (
        lambda: founding.new_code(world),
        lambda: founding.make_admin(world, name="Eve", password=PASSWORD),
        lambda: founding.call_ward(world, name="Eve"),
        lambda: founding.make_sheets(world),
        lambda: founding.standing(world),
    ):
        with pytest.raises(OverError):
            again()
    assert [one.name for one in accounts.moderators()] == ["Noor"]
    assert identity.ward().name == NAME


def test_AD_08_two_who_make_the_first_admin_at_once_make_one(bare: World) -> None:
    founding.call_ward(bare, name=NAME)
    refused = at_once(
        bare,
        *(partial(founding.make_admin, bare, name=name, password=PASSWORD) for name in NAMES),
    )
    assert [type(one) for one in refused] == [OverError]
    assert Resident.select().where(Resident.role == "admin").count() == 1


def test_sheets_that_were_confirmed_stay_when_others_are_asked_for_at_once(
    bare: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two windows: one gives the words back while the other one, a moment before, asks anew."""
    founding.call_ward(bare, name=NAME)
    sheets = founding.make_sheets(bare)
    held = identity.own(bare).identity.scid
    looked, confirmed = threading.Event(), threading.Event()
    look = founding.standing

    def look_slowly(world: World) -> founding.Standing:
        found = look(world)
        if threading.current_thread().name == "anew":
            looked.set()
            confirmed.wait(1)  # as long as the other one may go on
        return found

    def anew() -> None:
        threading.current_thread().name = "anew"
        founding.make_sheets(bare)

    def confirm_meanwhile() -> None:
        looked.wait(10)
        confirm_with(bare, sheets)
        confirmed.set()

    monkeypatch.setattr(founding, "standing", look_slowly)
    refused = at_once(bare, anew, confirm_meanwhile)
    anew_ = identity.own(bare).identity.scid != held
    assert [type(one) for one in refused] == [WrongWordError if anew_ else OverError]
    assert anew_ is not look(bare).is_done(founding.SHEETS)


def test_what_is_answered_at_once_is_all_kept(bare: World) -> None:
    founding.call_ward(bare, name=NAME)
    given = [step.name for step in founding.STEPS if not step.needed]
    assert at_once(bare, *(partial(founding.done, step) for step in given)) == []
    assert {*founding.standing(bare).passed} == {founding.NAME, *given}


def test_two_who_ask_a_second_admin_at_once_ask_one(bare: World) -> None:
    founding.call_ward(bare, name=NAME)
    asks = (partial(founding.ask_second, bare, name=name) for name in NAMES)
    assert at_once(bare, *asks) == []
    assert len(founding.standing(bare).called) == 1
    assert Invitation.select().where(Invitation.uses_left > 0).count() == 1


def at_once(world: World, *answers: Callable[[], object]) -> list[Exception]:
    """Give these answers at the same moment; what they were refused with."""
    barrier = threading.Barrier(len(answers))
    refused: list[Exception] = []

    def give(answer_: Callable[[], object]) -> None:
        store = Store(world.config.database_url)
        with store.active():
            barrier.wait(10)
            try:
                answer_()
            except founding.FoundingError as error:
                refused.append(error)
        store.close()

    threads = [threading.Thread(target=give, args=[one]) for one in answers]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    return refused


def test_a_node_that_was_made_by_commands_counts_as_set_up(world: World) -> None:
    assert not founding.is_open()
    assert Founding.select().count() == 0
    starting.begin(world)


def test_until_it_is_done_no_other_command_or_job_begins(bare: World) -> None:
    with pytest.raises(StartError, match="/opzetten"):
        starting.begin(bare)
    answer(bare)
    with pytest.raises(StartError):
        starting.begin(bare)
    founding.finish(bare)
    starting.begin(bare)
    assert publish.freshen_heads(bare) == 0
    assert Feed.select().count() == len(publish.SCOPES)


@pytest.mark.parametrize("left", [founding.NAME, founding.ADMIN, founding.LANGUAGE])
def test_what_is_needed_cannot_be_left_out(bare: World, left: str) -> None:
    with pytest.raises(NotYetError):
        founding.pass_over(left)
    if left == founding.NAME:
        with pytest.raises(NotYetError):
            answer(bare, but=left)
        return
    answer(bare, but=left)
    with pytest.raises(NotYetError) as missing:
        founding.finish(bare)
    assert missing.value.step == left
    needed(bare)[left]()
    founding.finish(bare)
    assert not founding.is_open()


def test_it_can_be_left_and_taken_up_after_each_answer(bare: World) -> None:
    config = replace(Config.load(bare.config.data, {}), database=bare.config.database)
    for name, give in needed(bare).items():
        give()
        again = replace(bare, config=config)
        store = Store(config.database_url)
        with store.active():
            assert founding.is_ticket(again, founding.ticket(bare))
            assert founding.standing(again).passed[name] == "done"
            assert founding.standing(again).name == NAME
        store.close()
    for step in founding.STEPS:
        if not step.needed:
            founding.pass_over(step.name)
    assert founding.standing(bare).next is None
    assert {*founding.standing(bare).passed.values()} == {"done", "later"}


def test_what_was_answered_is_where_it_belongs(bare: World) -> None:
    founding.call_ward(bare, name=" Indische  Buurt ")
    founding.call_ward(bare, codes=["WK0363ME@2025"])
    founding.put(founding.CENTRE, "centre", "52.3641, 4.9392")
    rules = CHARTERS["short"].text(str)
    founding.put(founding.RULES, "house_rules", rules)
    founding.put(founding.PRIVACY, "privacy_text", privacy(str))
    founding.speak(bare, "en")
    row = Ward.get()
    assert (row.name, row.codes, row.language) == (NAME, '["WK0363ME@2025"]', "en")
    assert values.get("centre") == "52.364,4.939"
    assert values.get("house_rules") == rules
    assert values.get("privacy_text") == privacy(str)
    founding.call_ward(bare, name="Dapperbuurt")
    assert accounts.node_organisation().shown_name == "Dapperbuurt"
    assert Resident.select().where(Resident.organisation).count() == 1
    with pytest.raises(errors.NameTakenError):
        founding.make_admin(bare, name="dapperbuurt", password=PASSWORD)


def test_the_sheets_open_the_identity_and_are_kept_nowhere(bare: World) -> None:
    founding.call_ward(bare, name=NAME)
    sheets = founding.make_sheets(bare)
    held = identity.own(bare)
    kept = everything_kept(bare)
    for sheet in sheets:
        assert not any(word in kept for word in sheet.groups)
    assert len(held.identity.newest.entry.next_key_hashes) == 2
    asked = founding.standing(bare).asked
    assert all(1 <= at <= 14 for at in asked)
    given = [sheet.groups[at - 1] for sheet, at in zip(sheets, asked, strict=True)]
    with pytest.raises(WrongWordError) as wrong:
        founding.confirm_words(bare, [given[0], "AAAA"])
    assert wrong.value.sheets == (2,)
    founding.confirm_words(bare, [f" {given[0].lower()} ", given[1]])
    assert Founding.get().asked == ""
    with pytest.raises(OverError):
        founding.confirm_words(bare, given)
    with pytest.raises(OverError):
        founding.make_sheets(bare)
    with pytest.raises(OverError):
        founding.call_ward(bare, name="Anders")
    assert identity.own(bare).identity.scid == held.identity.scid


def test_sheets_that_got_lost_are_made_anew_until_they_are_confirmed(bare: World) -> None:
    founding.call_ward(bare, name=NAME)
    first = founding.make_sheets(bare)
    before = identity.own(bare)
    second = founding.make_sheets(bare)
    after = identity.own(bare)
    assert {one.seed for one in first}.isdisjoint({one.seed for one in second})
    assert before.identity.scid != after.identity.scid
    assert before.sign.public == after.sign.public
    asked = founding.standing(bare).asked
    old = [sheet.groups[at - 1] for sheet, at in zip(first, asked, strict=True)]
    with pytest.raises(WrongWordError):
        founding.confirm_words(bare, old)
    confirm_with(bare, second)
    assert Feed.select().where(Feed.origin == after.origin_id).count() == len(publish.SCOPES)


def confirm_with(world: World, sheets: tuple[Sheet, Sheet]) -> None:
    asked = founding.standing(world).asked
    words = [sheet.groups[at - 1] for sheet, at in zip(sheets, asked, strict=True)]
    founding.confirm_words(world, words)


def test_keys_of_a_try_that_was_cut_off_are_used_again(bare: World) -> None:
    founding.call_ward(bare, name=NAME)
    with pytest.raises(RuntimeError, match="the power went"), _power_goes():
        founding.make_sheets(bare)
    assert not identity.exists()
    confirm(bare)
    assert len([*bare.config.keys.glob("*.key")]) == 2


class _power_goes:  # noqa: N801  # reads as a sentence
    """The machine stops after the keys were written and before the row was."""

    def __enter__(self) -> None:
        self.whole = identity.call_ward
        identity.call_ward = self.stop  # type: ignore[assignment]

    def __exit__(self, *_: object) -> None:
        identity.call_ward = self.whole

    def stop(self, **_: object) -> None:
        raise RuntimeError("the power went")


def test_a_second_admin_is_asked_once_and_has_no_power(bare: World) -> None:
    """AD-02."""
    founding.call_ward(bare, name=NAME)
    founding.make_admin(bare, name="Noor", password=PASSWORD)
    founding.ask_second(bare, name="Fatma")
    founding.ask_second(bare, name="Bram", email="bram@elm.test")
    assert [one.name for one in founding.standing(bare).called] == ["Bram"]
    assert newest("admin-invited").to == "bram@elm.test"
    assert Invitation.select().where(Invitation.uses_left > 0).count() == 1
    assert Resident.select().where(Resident.role == "admin").count() == 1
    with pytest.raises(errors.UnknownNameError):
        coadmins.confirm(bare, founding.standing(bare).called[0].id)


def test_a_first_listing_hangs_for_everyone_once_the_node_signs(bare: World) -> None:
    founding.call_ward(bare, name=NAME)
    with pytest.raises(NotYetError):
        firstlisting.place(bare, FIRST)
    founding.make_admin(bare, name="Noor", password=PASSWORD)
    with pytest.raises(NotYetError):
        firstlisting.place(bare, FIRST)
    confirm(bare)
    assert {*firstlisting.place(bare, {})} == {"kind", "purpose", "title", "text"}
    assert {*firstlisting.place(bare, FIRST | {"kind": "meeting"})} == {"kind"}
    assert not firstlisting.hangs()
    for kind in firstlisting.FIRST_KINDS:
        assert firstlisting.place(bare, FIRST | {"kind": kind}) == {}
    assert firstlisting.hangs()
    rows = list(Listing.select())
    assert {(row.reach, row.state) for row in rows} == {("everyone", "open")}
    assert len(rows) == len(firstlisting.FIRST_KINDS)


def test_nothing_that_is_there_is_set_up_anew(bare: World) -> None:
    with pytest.raises(setup.SetupError):
        setup.prepare(bare)
    with pytest.raises(setup.SetupError):
        setup.make(bare, name=NAME, codes=[], language="nl")


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("wk0363me@2025", ["WK0363ME@2025"]),
        (" BU1@1,bu1@1;\nBU2@1 ", ["BU1@1", "BU2@1"]),
        ("", []),
    ],
)
def test_codes_are_read_however_they_stand(typed: str, codes: list[str]) -> None:
    assert setup.codes_in(typed) == codes
