"""Reports of listings: who may, what is kept, who hears, and how a case is ruled on."""

from typing import Any

import pytest

from node.feed.models import Entry, Origin
from node.listings import again, read, withdrawing
from node.listings.errors import NotFoundError, TooLateError
from node.listings.models import Listing
from node.moderation import deciding, forgetting, queue, reporting, telling, told
from node.moderation.deciding import Chosen
from node.moderation.errors import FormError, NoCaseError
from node.moderation.models import Case, Report, Ruling
from node.moderation.reporting import Told
from node.moderation.subjects import NOTHING, REMOVE
from node.notices.models import Notice
from node.notices.outbox import unpacked
from node.peering import reports as between
from node.residents import accounts
from node.residents.models import Resident
from node.shown.viewer import ANYONE, Viewer
from node.upkeep import leaving
from node.world import World
from tests.neighbourhood import Neighbourhood
from tests.node.conftest import PASSWORD
from tests.node.test_set_aside import places, viewer

WHY = "Deze ladder is niet van jou."


@pytest.fixture
def mo(world: World) -> Resident:
    """A moderator with a mailbox."""
    return accounts.create(
        world, name="Mo", password=PASSWORD, email="mo@elm.test", role="moderator"
    )


def told_of(once: str = "1", **more: Any) -> Told:
    return Told(**({"once": once, "reason": "untrue"} | more))


def mails(to: str | None = None) -> list[tuple[str, str | None]]:
    rows = Notice.select().where(Notice.template.contains("report") | (Notice.template == DECISION))
    return [(row.template, row.address) for row in list(rows.order_by(Notice.id))]


DECISION = "decision"


def case_of(world: World, moderator: Resident) -> int:
    [found] = queue.page(world, moderator).cases
    return found.id


def test_reports_of_one_listing_are_one_case_and_sent_twice_is_sent_once(
    world: World, alice: Resident, bob: Resident, mo: Resident
) -> None:
    lid = places(world, alice, "Ladder")
    for _ in range(2):
        reporting.report(world, viewer(bob), told_of("a"), lid=lid)
        reporting.report(world, ANYONE, told_of("b", reason="selling"), lid=lid)
    reporting.report(world, viewer(bob), told_of("c"), lid=lid)  # again, from a form of its own
    [case] = queue.page(world, mo).cases
    assert (case.title, case.ward, dict(case.reasons)) == (
        "Ladder",
        "",
        {"untrue": 1, "selling": 1},
    )
    assert mails() == [("report-new", "mo@elm.test")]
    whole = queue.one(world, mo, case.id)
    assert [one.who for one in whole.reports] == ["resident", "visitor"]
    assert whole.card is not None
    assert not whole.changed


@pytest.mark.parametrize(
    ("filled", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "zomaar"}, "reason"),
        ({"reason": "other"}, "sentence"),
        ({"reason": "other", "sentence": " \u200b "}, "sentence"),
        ({"sentence": "x" * 501}, "sentence"),
        ({"name": "x" * 81, "good_faith": True}, "name"),
        ({"email": "geen adres", "good_faith": True}, "email"),
        ({"email": "eva@else.test"}, "good_faith"),
        ({"name": "Eva"}, "good_faith"),
    ],
)
def test_what_will_not_do_is_said_beside_its_field_and_changes_nothing(
    world: World, alice: Resident, mo: Resident, filled: dict[str, Any], field: str
) -> None:
    lid = places(world, alice, "Ladder")
    with pytest.raises(FormError) as refused:
        reporting.report(world, ANYONE, told_of(**filled), lid=lid)
    assert set(refused.value.problems) == {field}
    assert not Case.select().exists()
    assert mails() == []
    assert mo.role == "moderator"


def test_only_what_somebody_sees_and_never_their_own(
    world: World, alice: Resident, bob: Resident
) -> None:
    lid = places(world, alice, "Ladder", reach="ward")
    for who in (ANYONE, viewer(alice)):
        with pytest.raises(NotFoundError):
            reporting.report(world, who, told_of(), lid=lid)
    reporting.report(world, viewer(bob), told_of(), lid=lid)


def test_who_has_no_account_gets_a_receipt_and_hears_what_came_of_it(
    world: World, alice: Resident, mo: Resident
) -> None:
    lid = places(world, alice, "Ladder")
    filled = told_of(name="Eva", email="eva@else.test", good_faith=True, language="en")
    reporting.report(world, ANYONE, filled, lid=lid)
    deciding.decide(world, mo, case_of(world, mo), Chosen(NOTHING))
    assert mails()[1:] == [
        ("report-received", "eva@else.test"),
        ("report-decided", "eva@else.test"),
    ]
    [row] = list(Report.select())
    assert (row.name, row.language, row.reporter_id) == ("Eva", "en", None)
    assert read.one(world, ANYONE, lid=lid).title == "Ladder"
    assert queue.page(world, mo).cases == []


def test_LI_19_a_removal_is_out_within_one_cycle_with_its_reason_and_notice(
    neighbourhood: Neighbourhood,
) -> None:
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    with elm.at_work() as world:
        alice = accounts.create(
            world, name="Alice", password=PASSWORD, email="alice@elm.test", language="nl"
        )
        bob = accounts.create(world, name="Bob", password=PASSWORD, email="bob@elm.test")
        mo = accounts.create(world, name="Mo", password=PASSWORD, role="moderator")
        lid = places(world, alice, "Ladder")
    oak.follows(elm)
    oak.pulls()
    assert oak.titles() == ["Ladder"]
    with elm.at_work() as world:
        reporting.report(world, viewer(bob), told_of(), lid=lid)
        deciding.decide(world, mo, case_of(world, mo), Chosen(REMOVE, "untrue", WHY))
        for who in (ANYONE, viewer(bob)):
            with pytest.raises(NotFoundError):
                read.one(world, who, lid=lid)
        assert read.one(world, viewer(alice), lid=lid).state == "removed"
        assert withdrawing.sign_due(world) == 1  # the job's next turn
        assert Entry.get(lid=lid).digest is None
        removal = told.away(world, owner=alice.id, lid=lid)
        assert removal is not None
        assert (removal.reason, removal.text) == ("untrue", WHY)
        assert mails() == [(DECISION, "alice@elm.test"), ("report-decided", "bob@elm.test")]
        values = unpacked(Notice.get(template=DECISION).values)
        assert (values["title"], values["text"]) == ("Ladder", WHY)
        assert "Wees eerlijk" in str(values["rule"])
        [mine] = told.reports_of(world, bob.id)
        assert (mine.action, mine.title) == (REMOVE, "Ladder")
    oak.pulls()
    assert oak.titles() == []


def test_what_was_removed_is_not_put_back_renewed_or_taken_up_again(
    world: World, alice: Resident, bob: Resident, mo: Resident
) -> None:
    lid = places(world, alice, "Ladder")
    reporting.report(world, viewer(bob), told_of(), lid=lid)
    withdrawing.withdraw(world, owner=alice.id, lid=lid)  # hers to put back for a minute
    deciding.decide(world, mo, case_of(world, mo), Chosen(REMOVE, "untrue", WHY))
    with pytest.raises(TooLateError):
        withdrawing.put_back(world, owner=alice.id, lid=lid)
    for move in (again.pause, again.resume):
        with pytest.raises(NotFoundError):
            move(world, owner=alice.id, lid=lid)
    assert again.moves(read.one(world, viewer(alice), lid=lid), world.now()) == []
    assert withdrawing.sign_due(world) == 1
    assert Listing.get(lid=lid).state == "removed"
    withdrawing.take_off(world, lid=lid, state="removed")
    assert withdrawing.sign_due(world) == 0


def test_nobody_decides_about_themselves_and_nobody_decides_twice(
    world: World, bob: Resident, mo: Resident
) -> None:
    lid = places(world, mo, "Ladder van Mo")
    ada = accounts.create(world, name="Ada", password=PASSWORD, role="admin")
    reporting.report(world, viewer(bob), told_of(), lid=lid)
    case = case_of(world, ada)
    assert queue.page(world, mo).cases == []
    assert queue.count(world, mo) == 0
    assert mails() == []  # Mo is not told, and Ada has no mailbox
    for refused in (
        lambda: queue.one(world, mo, case),
        lambda: deciding.decide(world, mo, case, Chosen(NOTHING)),
    ):
        with pytest.raises(NoCaseError):
            refused()
    deciding.decide(world, ada, case, Chosen(NOTHING))
    with pytest.raises(NoCaseError):
        deciding.decide(world, ada, case, Chosen(REMOVE, "untrue", WHY))
    assert Ruling.select().count() == 1
    assert read.one(world, ANYONE, lid=lid).title == "Ladder van Mo"
    reporting.report(world, ANYONE, told_of("again"), lid=lid)
    assert [one.action for one in queue.one(world, ada, case_of(world, ada)).before] == [NOTHING]


@pytest.mark.parametrize(
    ("chosen", "fields"),
    [
        (Chosen(""), {"action"}),
        (Chosen(REMOVE), {"reason", "text"}),
        (Chosen(REMOVE, "untrue", " "), {"text"}),
        (Chosen(REMOVE, "zomaar", WHY), {"reason"}),
        (Chosen("approve"), {"action"}),
        (Chosen("pause", "untrue", WHY), {"days"}),
        (Chosen("expel", "untrue", WHY, password="geraden"), {"password"}),
        (Chosen(REMOVE, "untrue", "x" * 501), {"text"}),
    ],
)
def test_a_ruling_says_why(
    world: World, alice: Resident, mo: Resident, chosen: Chosen, fields: set[str]
) -> None:
    lid = places(world, alice, "Ladder")
    reporting.report(world, ANYONE, told_of(), lid=lid)
    with pytest.raises(FormError) as refused:
        deciding.decide(world, mo, case_of(world, mo), chosen)
    assert set(refused.value.problems) == fields
    assert Case.get().state == "open"
    assert read.one(world, ANYONE, lid=lid).state == "open"


@pytest.mark.parametrize("tell_home", [True, False])
def test_a_neighbours_listing_goes_here_and_its_home_hears_when_that_is_chosen(
    neighbourhood: Neighbourhood, tell_home: bool
) -> None:
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    lid = elm.posts("lending", "Ladder")
    neighbourhood.befriend(elm, oak)
    oak.pulls()
    with oak.at_work() as world:
        mo = accounts.create(world, name="Mo", password=PASSWORD, role="moderator")
        scid = Origin.get(~Origin.own).scid
        filled = told_of(tell_home=tell_home)
        reporting.report(world, ANYONE, filled, lid=lid, origin_scid=scid)
        [case] = queue.page(world, mo).cases
        assert case.ward == "Elm"
        assert queue.one(world, mo, case.id).tell_home == tell_home
        deciding.decide(world, mo, case.id, Chosen("hide", "untrue", tell_home=tell_home))
    assert oak.titles() == []
    elm.edits(lid, title="Andere ladder")
    oak.pulls()
    assert oak.titles() == []
    assert elm.titles() == ["Andere ladder"]
    oak.sends()
    with elm.at_work() as world:
        mo = accounts.create(world, name="Mo", password=PASSWORD, role="moderator")
        assert reporting.take_flags(world) == tell_home
        assert reporting.take_flags(world) == 0
        if not tell_home:
            assert queue.page(world, mo).cases == []
            return
        whole = queue.one(world, mo, case_of(world, mo))
        assert [(one.who, one.name) for one in whole.reports] == [("ward", "Oak")]
        assert "klopt niet" in whole.reports[0].sentence
        deciding.decide(world, mo, whole.id, Chosen(REMOVE, "untrue", WHY))
    assert elm.titles() == []
    elm.sends()
    with oak.at_work():
        [flag] = between.all_of()
        assert (flag.state, flag.result) == ("accepted", telling.RESULTS[True])


def test_a_report_by_a_ward_of_what_is_gone_is_answered(neighbourhood: Neighbourhood) -> None:
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    lid = elm.posts("lending", "Ladder")
    neighbourhood.befriend(elm, oak)
    oak.pulls()
    with oak.at_work() as world:
        scid = Origin.get(~Origin.own).scid
        between.send(world, scid=scid, lid=lid, reason="reclame")
    oak.sends()
    elm.withdraws(lid)
    with elm.at_work() as world:
        assert reporting.take_flags(world) == 1
        assert not Case.select().exists()
        assert between.all_of()[0].state == "accepted"


def test_names_addresses_and_sentences_go_first_and_the_case_after_a_year(
    world: World, alice: Resident, bob: Resident, mo: Resident
) -> None:
    lid = places(world, alice, "Ladder")
    filled = told_of(name="Eva", email="eva@else.test", sentence="Nep.", good_faith=True)
    reporting.report(world, ANYONE, filled, lid=lid)
    still_open = places(world, bob, "Boor")
    deciding.decide(world, mo, case_of(world, mo), Chosen(NOTHING))
    reporting.report(world, ANYONE, told_of("2", sentence="Ook nep."), lid=still_open)
    world.clock.forward(days=61)  # type: ignore[attr-defined]  # the clock of tests
    assert forgetting.forget_old(world) == 0
    first, second = list(Report.select().order_by(Report.id))
    assert (first.name, first.email, first.sentence) == ("", None, "")
    assert second.sentence == "Ook nep."
    world.clock.forward(days=310)  # type: ignore[attr-defined]
    assert forgetting.forget_old(world) == 1
    assert [row.lid for row in list(Case.select())] == [still_open]


def test_who_leaves_takes_along_what_was_written_and_what_was_said_to_them(
    world: World, alice: Resident, bob: Resident, mo: Resident
) -> None:
    lid, other = places(world, alice, "Ladder"), places(world, alice, "Boor")
    reporting.report(world, viewer(bob), told_of(sentence="Nep."), lid=lid)
    deciding.decide(world, mo, case_of(world, mo), Chosen(REMOVE, "untrue", WHY))
    reporting.report(world, viewer(bob), told_of("2", sentence="Ook nep."), lid=other)
    leaving.erase(world, resident_id=alice.id)
    leaving.erase(world, resident_id=bob.id)
    leaving.erase(world, resident_id=mo.id)
    assert [(row.state, row.title, row.owner_id) for row in list(Case.select())] == [
        ("decided", "", None),
        ("gone", "", None),
    ]
    assert [(row.sentence, row.reporter_id) for row in list(Report.select())] == [("", None)] * 2
    [ruling] = list(Ruling.select())
    assert (ruling.text, ruling.moderator_id, ruling.reason) == ("", None, "untrue")


def test_the_queue_goes_on_page_by_page(
    world: World, alice: Resident, mo: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "PAGE", 2)
    for title in ("Een", "Twee", "Drie"):
        lid = places(world, alice, title)
        reporting.report(world, Viewer(), told_of(title), lid=lid)
    first = queue.page(world, mo)
    assert ([one.title for one in first.cases], first.total) == (["Een", "Twee"], 3)
    assert first.next is not None
    second = queue.page(world, mo, after=first.next)
    assert ([one.title for one in second.cases], second.next) == (["Drie"], None)
