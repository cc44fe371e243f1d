"""Who looks after the node: somebody is asked, joins, and is confirmed; and the last one stays."""

import threading
import time
from collections.abc import Callable
from functools import partial

import pytest

from node.health import work
from node.health.looking import Look
from node.moderation import deciding, log, overseeing, reporting
from node.moderation.deciding import Chosen
from node.moderation.errors import FormError
from node.moderation.models import Case, Ruling
from node.moderation.reporting import Told
from node.residents import accounts, coadmins, errors, forgetting, invitations, joining
from node.residents.joining import Wanted
from node.residents.models import AdminCall, Resident
from node.shown.viewer import ANYONE
from node.store.database import Store
from node.upkeep import expelling, leaving
from node.world import World
from tests.neighbourhood import Neighbourhood, Ward
from tests.node.conftest import PASSWORD
from tests.node.post import newest, outbox
from tests.web.visitor import Visitor
from tests.world import Clock


@pytest.fixture
def ada(world: World) -> Resident:
    """The only admin."""
    return accounts.create(world, name="Ada", password=PASSWORD, email="ada@elm.test", role="admin")


def joins(world: World, code: str, name: str = "Fatma Yilmaz") -> Resident:
    wanted = Wanted(name=name, password=PASSWORD, language="nl")
    made = joining.join_without_mailbox(world, wanted=wanted, old_enough=True, invitation=code)
    assert made is not None
    return made


def fresh(person: Resident) -> Resident:
    found: Resident = Resident.get_by_id(person.id)
    return found


def test_AD_02_who_was_asked_has_no_power_until_an_admin_says_so(
    world: World, ada: Resident
) -> None:
    code = overseeing.ask_admin(world, ada, name="Fatma", email="f@elm.test", language="nl")
    assert [one.state for one in coadmins.listed(world)] == ["asked"]
    assert newest("admin-invited").to == "f@elm.test"
    fatma = joins(world, code)
    assert fatma.role == "resident"
    [called] = coadmins.listed(world)
    assert (called.state, called.name, called.account) == ("joined", "Fatma", "Fatma Yilmaz")
    assert newest("admin-waits").to == "ada@elm.test"
    with pytest.raises(errors.SignInRefusedError):
        overseeing.confirm_admin(world, ada, called.id, password="een ander wachtwoord")
    assert fresh(fatma).role == "resident"
    overseeing.confirm_admin(world, ada, called.id, password=PASSWORD)
    assert fresh(fatma).role == "admin"
    assert coadmins.listed(world) == []
    assert [line.action for line in log.page().lines] == ["role", "admin-asked"]


def test_AD_02_nobody_confirms_who_has_no_account_or_is_shut_out(
    world: World, ada: Resident
) -> None:
    code = coadmins.ask(world, name="Fatma", maker=ada)
    [called] = coadmins.listed(world)
    with pytest.raises(errors.UnknownNameError):
        coadmins.confirm(world, called.id)
    fatma = joins(world, code)
    accounts.suspend(world, fatma)
    with pytest.raises(errors.UnknownNameError):
        coadmins.confirm(world, called.id)
    with pytest.raises(errors.UnknownNameError):
        coadmins.confirm(world, called.id + 1)
    assert fresh(fatma).role == "resident"


def test_a_call_is_answered_once_and_a_plain_invitation_calls_nobody(
    world: World, ada: Resident
) -> None:
    code = coadmins.ask(world, name="Fatma", maker=ada)
    joins(world, invitations.new(world, uses=2), "Gast")
    assert [one.state for one in coadmins.listed(world)] == ["asked"]
    joins(world, code)
    with pytest.raises(errors.InvitationError):
        joins(world, code, "Tweede Gast")
    assert [one.account for one in coadmins.listed(world)] == ["Fatma Yilmaz"]


def test_a_call_can_be_taken_back_and_is_over_in_time(world: World, ada: Resident) -> None:
    code = coadmins.ask(world, name="Fatma", maker=ada)
    [called] = coadmins.listed(world)
    assert coadmins.take_back(called.id)
    assert not coadmins.take_back(called.id)
    with pytest.raises(errors.InvitationError):
        joins(world, code)
    coadmins.ask(world, name="Bram", maker=ada)
    clock = world.clock
    assert isinstance(clock, Clock)
    clock.forward(days=61)
    assert coadmins.listed(world) == []
    forgetting.forget_over(world)
    assert AdminCall.select().count() == 0


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "a\u202eb"])
def test_a_call_has_a_name(world: World, ada: Resident, name: str) -> None:
    with pytest.raises(errors.BadNameError):
        coadmins.ask(world, name=name, maker=ada)
    with pytest.raises(errors.BadEmailError):
        coadmins.ask(world, name="Fatma", email="fatma", maker=ada)
    assert AdminCall.select().count() == 0


def demote(world: World, ada: Resident) -> None:
    accounts.set_role(ada, "moderator")


def demote_on_the_page(world: World, ada: Resident) -> None:
    overseeing.set_role(world, ada, name="Ada", role="resident", password=PASSWORD)


def suspend(world: World, ada: Resident) -> None:
    accounts.suspend(world, ada)


def leave(world: World, ada: Resident) -> None:
    leaving.leave(world, resident_id=ada.id, password=PASSWORD)


def erase(world: World, ada: Resident) -> None:
    leaving.erase(world, resident_id=ada.id)


ROADS = (demote, demote_on_the_page, suspend, leave, erase)


@pytest.mark.parametrize("road", ROADS)
def test_AD_03_the_last_admin_cannot_go_by_any_road(
    world: World, ada: Resident, road: Callable[[World, Resident], None]
) -> None:
    shut_out = accounts.create(world, name="Sus", password=PASSWORD, role="admin")
    accounts.suspend(world, shut_out)  # is one, and can do nothing
    with pytest.raises(errors.LastAdminError):
        road(world, ada)
    assert (fresh(ada).role, fresh(ada).suspended) == ("admin", None)
    accounts.restore(shut_out)
    road(world, ada)
    assert Resident.select().where(Resident.role == "admin", Resident.suspended.is_null()).count()


@pytest.mark.parametrize(("action", "days"), [("pause", "7"), ("expel", "")])
def test_AD_03_no_decision_of_a_moderator_takes_the_last_admin(
    elm: Ward, action: str, days: str
) -> None:
    lid = Visitor(elm, "Ada Doet", role="admin").places(title="Ladder van Ada")
    with elm.at_work() as world:
        ada = accounts.named("Ada Doet")
        other = accounts.create(world, name="Bea", password=PASSWORD, role="admin")
        reporting.report(world, ANYONE, Told("once", "untrue"), lid=lid)
        case = Case.get(lid=lid)
        chosen = Chosen(action, "untrue", "Dit klopt niet.", days=days, password=PASSWORD)
        Resident.update(suspended=world.now()).where(Resident.id == other.id).execute()
        with pytest.raises(FormError):
            deciding.decide(world, other, case.id, chosen)
        assert fresh(ada).suspended is None
        accounts.restore(other)
        deciding.decide(world, other, case.id, chosen)
        assert fresh(ada).suspended is not None


def test_AD_03_an_account_that_is_to_be_erased_waits_while_it_is_the_last_admin(
    neighbourhood: Neighbourhood, elm: Ward
) -> None:
    lid = Visitor(elm, "Ada Doet", role="admin").places(title="Ladder van Ada")
    with elm.at_work() as world:
        bea = accounts.create(world, name="Bea", password=PASSWORD, role="admin")
        reporting.report(world, ANYONE, Told("once", "untrue"), lid=lid)
        chosen = Chosen("expel", "untrue", "Dit klopt niet.", password=PASSWORD)
        deciding.decide(world, bea, Case.get(lid=lid).id, chosen)
        Resident.update(role="moderator").where(Resident.id == bea.id).execute()
        neighbourhood.clock.forward(days=60)
        assert expelling.erase_due(world) == 0
        assert Ruling.get().ended is None
        assert fresh(accounts.named("Ada Doet")).role == "admin"


def test_AD_03_two_admins_who_go_at_once_do_not_both_go(world: World, ada: Resident) -> None:
    accounts.create(world, name="Bea", password=PASSWORD, role="admin")
    barrier = threading.Barrier(2)
    refused: list[str] = []

    def go(name: str) -> None:
        store = Store(world.config.database_url)
        with store.active():
            person = accounts.named(name)
            barrier.wait(10)
            try:
                accounts.set_role(person, "resident")
            except errors.LastAdminError:
                refused.append(name)
        store.close()

    threads = [threading.Thread(target=go, args=[name]) for name in ("Ada", "Bea")]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert len(refused) == 1
    assert Resident.select().where(Resident.role == "admin").count() == 1


def test_AD_03_the_last_admin_stays_also_for_who_looked_before_they_were_one(
    world: World, ada: Resident
) -> None:
    """A page that asks the password takes its time; meanwhile Ada handed over to Mo."""
    accounts.create(world, name="Mo", password=PASSWORD)
    looked = accounts.named("Mo")
    accounts.set_role(accounts.named("Mo"), "admin")
    accounts.set_role(ada, "resident")
    for away in (
        partial(accounts.set_role, looked, "resident"),
        partial(accounts.suspend, world, looked),
    ):
        with pytest.raises(errors.LastAdminError):
            away()
    accounts.suspend(world, ada)


@pytest.mark.parametrize("engine", ["postgresql"])
@pytest.mark.usefixtures("engine")
def test_AD_02_whom_somebody_asks_no_more_at_that_moment_is_no_admin(
    world: World, ada: Resident
) -> None:
    """One admin says yes while the other one takes it back."""
    joined = accounts.create(world, name="Mo", password=PASSWORD)
    coadmins.ask(world, name="Mo", maker=ada)
    AdminCall.update(resident=joined.id).execute()
    number, begun = AdminCall.get().id, threading.Event()

    def take_back() -> None:
        store = Store(world.config.database_url)
        with store.active() as held, held.atomic():
            coadmins.take_back(number)
            begun.set()
            time.sleep(0.3)  # the other one waits for this
        store.close()

    taking = threading.Thread(target=take_back)
    taking.start()
    begun.wait(10)
    with pytest.raises(errors.UnknownNameError):
        coadmins.confirm(world, number)
    taking.join(10)
    assert accounts.named("Mo").role == "resident"


def test_an_admin_gives_somebody_a_task_and_they_are_told(world: World, ada: Resident) -> None:
    accounts.create(world, name="Mo", password=PASSWORD, email="mo@elm.test")
    overseeing.set_role(world, ada, name="mo", role="moderator", password=PASSWORD)
    assert accounts.named("Mo").role == "moderator"
    assert newest("role-changed").to == "mo@elm.test"
    with pytest.raises(errors.SignInRefusedError):
        overseeing.set_role(world, ada, name="Mo", role="admin", password="x")
    with pytest.raises(errors.UnknownNameError):
        overseeing.set_role(world, ada, name="Niemand", role="admin", password=PASSWORD)
    assert [mail.template for mail in outbox()].count("role-changed") == 1


def test_what_is_still_to_do_about_a_second_admin_stands_on_the_health_page(
    world: World, ada: Resident
) -> None:
    def found() -> tuple[str, str, object]:
        one = work.admins(Look(world))
        return one.state, one.do, one.values.get("name")

    state, advice, _ = found()
    assert (state, "ask-admin" in advice) == ("warn", True)
    code = coadmins.ask(world, name="Fatma", maker=ada)
    state, advice, name = found()
    assert (state, name) == ("warn", "Fatma")
    assert advice.startswith("Bel ")
    fatma = joins(world, code)
    state, advice, name = found()
    assert (state, name) == ("warn", "Fatma")
    assert "Zeg dan ja" in advice
    coadmins.confirm(world, coadmins.listed(world)[0].id)
    assert found()[0] == "good"
    assert fresh(fatma).role == "admin"
