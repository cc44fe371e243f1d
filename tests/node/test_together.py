"""Let back in by two residents whom the owner named beforehand."""

import threading
import time

import pytest

from node.residents import (
    accounts,
    errors,
    forgetting,
    helpers,
    recovery,
    rescues,
    sessions,
    together,
)
from node.residents.models import Rescue, Resident
from node.residents.together import Codes
from node.store.database import Store
from node.upkeep import leaving
from node.world import World
from tests.node.conftest import PASSWORD
from tests.node.post import answered, newest, outbox
from tests.world import Clock

OTHER = "nog een zin die niemand raadt"


@pytest.fixture
def owner(world: World, alice: Resident, bob: Resident, carla: Resident) -> Resident:
    """Alice, who named Bob and Carla."""
    helpers.name_two(world, alice, helper_names=("Bob", "Carla"), password=PASSWORD)
    return alice


@pytest.fixture
def carla(world: World) -> Resident:
    return accounts.create(world, name="Carla", password=PASSWORD, email="carla@elm.test")


def ask(world: World, who: str = "Alice Jansen") -> Codes:
    codes = together.ask(world, who=who, language="nl")
    answered(world)
    return codes


def confirm_both(
    world: World, owner: Resident, bob: Resident, carla: Resident, codes: Codes
) -> None:
    assert not together.confirm(world, bob, owner_id=owner.id, typed=codes.read_out)
    assert together.confirm(world, carla, owner_id=owner.id, typed=codes.read_out)


def test_after_both_and_72_hours_the_kept_code_opens(
    world: World, owner: Resident, bob: Resident, carla: Resident
) -> None:
    token = sessions.begin(world, owner)
    codes = ask(world)
    told = {mail.to for mail in outbox() if mail.template == "helper-asked"}
    assert told == {None, "carla@elm.test"}
    assert together.state_of(world, who="Alice Jansen", kept=codes.kept) is None
    confirm_both(world, owner, bob, carla, codes)
    opens = together.state_of(world, who="alice@elm.test", kept=codes.kept)
    assert opens == newest("rescue-started").values["opens"]
    assert rescues.waiting_for(owner.id)
    clock(world).forward(hours=71, minutes=59)
    with pytest.raises(errors.TicketError):
        together.finish(world, who="Alice Jansen", kept=codes.kept, password=OTHER)
    clock(world).forward(minutes=2)
    with pytest.raises(errors.PasswordTooShortError):
        together.finish(world, who="Alice Jansen", kept=codes.kept, password="kort")
    found = together.finish(world, who="Alice Jansen", kept=codes.kept, password=OTHER)
    assert found == owner
    assert sessions.resident_by_token(world, token) is None
    assert sessions.sign_in(world, name_or_email="Alice Jansen", password=OTHER)
    with pytest.raises(errors.CodeError):
        together.finish(world, who="Alice Jansen", kept=codes.kept, password=PASSWORD)


@pytest.mark.parametrize("engine", ["postgresql"])
@pytest.mark.usefixtures("engine")
def test_two_who_confirm_at_the_same_moment_are_two(
    world: World, owner: Resident, bob: Resident, carla: Resident
) -> None:
    """On PostgreSQL; SQLite lets one write at a time."""
    codes, begun = ask(world), threading.Event()

    def first() -> None:
        store = Store(world.config.database_url)
        with store.active() as held, held.atomic():
            together.confirm(world, bob, owner_id=owner.id, typed=codes.read_out)
            begun.set()
            time.sleep(0.3)  # the other one waits for this
        store.close()

    confirming = threading.Thread(target=first)
    confirming.start()
    begun.wait(10)
    assert together.confirm(world, carla, owner_id=owner.id, typed=codes.read_out)
    confirming.join(10)
    assert rescues.waiting_for(owner.id)


def test_one_helper_twice_is_not_two(world: World, owner: Resident, bob: Resident) -> None:
    codes = ask(world)
    for _ in range(2):
        assert not together.confirm(world, bob, owner_id=owner.id, typed=codes.read_out)
    clock(world).forward(days=5)
    with pytest.raises(errors.TicketError):
        together.finish(world, who="Alice Jansen", kept=codes.kept, password=OTHER)


def test_the_two_cannot_come_in_without_the_kept_code(
    world: World, owner: Resident, bob: Resident, carla: Resident
) -> None:
    codes = ask(world)
    confirm_both(world, owner, bob, carla, codes)
    clock(world).forward(days=4)
    for wrong in (codes.read_out, "", "0000-0000-0000"):
        with pytest.raises(errors.CodeError):
            together.finish(world, who="Alice Jansen", kept=wrong, password=OTHER)


def test_who_was_not_named_confirms_nothing(world: World, owner: Resident) -> None:
    codes = ask(world)
    dirk = accounts.create(world, name="Dirk", password=PASSWORD)
    for helper in (dirk, owner):
        assert together.calls(world, helper) == []
        with pytest.raises(errors.CodeError):
            together.confirm(world, helper, owner_id=owner.id, typed=codes.read_out)


def test_of_two_who_ask_the_one_the_helpers_spoke_with_gets_in(
    world: World, owner: Resident, bob: Resident, carla: Resident
) -> None:
    thief, mine = ask(world), ask(world)
    (call,) = together.calls(world, bob)
    assert (call.owner, call.confirmed) == ("Alice Jansen", False)
    confirm_both(world, owner, bob, carla, mine)
    assert together.calls(world, bob)[0].confirmed
    clock(world).forward(days=4)
    with pytest.raises(errors.TicketError):
        together.finish(world, who="Alice Jansen", kept=thief.kept, password=OTHER)
    assert together.finish(world, who="Alice Jansen", kept=mine.kept, password=OTHER)


@pytest.mark.parametrize("by", ["owner", "link", "moderator", "password", "other helpers"])
def test_until_then_it_can_be_stopped(
    world: World, owner: Resident, bob: Resident, carla: Resident, by: str
) -> None:
    codes = ask(world)
    confirm_both(world, owner, bob, carla, codes)
    (underway,) = together.listed(world)
    assert (underway.owner, underway.helpers, underway.state) == (
        "Alice Jansen",
        ("Bob", "Carla"),
        "waiting",
    )
    if by == "owner":
        assert together.stop_mine(world, owner)
        assert not together.stop_mine(world, owner)
    elif by == "link":
        token = newest("rescue-started").token
        for _ in range(5):
            assert together.look_stop(world, token).state == "waiting"
        together.stop_by_link(world, token)
        with pytest.raises(errors.TicketError):
            together.stop_by_link(world, token)
    elif by == "moderator":
        assert together.stop(world, underway.id)
        assert not together.stop(world, underway.id)
        assert not together.stop(world, 9999)
    elif by == "password":
        recovery.ask(world, who="Alice Jansen", language="nl")
        answered(world)
        recovery.finish(world, token=newest("recover").token, password=OTHER)
    else:
        helpers.remove_all(world, owner)
    if by in {"owner", "link", "moderator"}:
        assert newest("rescue-stopped").to == "alice@elm.test"
    assert rescues.waiting_for(owner.id) is None
    clock(world).forward(days=4)
    with pytest.raises(errors.CodeError):
        together.finish(world, who="Alice Jansen", kept=codes.kept, password=OTHER)


def test_once_a_quarter(world: World, owner: Resident, bob: Resident, carla: Resident) -> None:
    codes = ask(world)
    confirm_both(world, owner, bob, carla, codes)
    together.stop_mine(world, owner)
    ask(world)
    assert together.listed(world) == []
    clock(world).forward(days=89)
    forgetting.forget_over(world)
    ask(world)
    assert together.listed(world) == []
    clock(world).forward(days=6)
    codes = ask(world)
    confirm_both(world, owner, bob, carla, codes)
    assert len(together.listed(world)) == 1


def test_of_two_asked_at_once_only_one_begins_to_wait(
    world: World, owner: Resident, bob: Resident, carla: Resident
) -> None:
    one, other = ask(world), ask(world)
    confirm_both(world, owner, bob, carla, one)
    together.confirm(world, bob, owner_id=owner.id, typed=other.read_out)
    with pytest.raises(errors.CodeError):
        together.confirm(world, carla, owner_id=owner.id, typed=other.read_out)


def test_asking_is_the_same_for_everybody(world: World, owner: Resident, bob: Resident) -> None:
    before = len(outbox())
    for who in ("Bob", "Niemand", "Elm", ""):
        codes = ask(world, who)
        assert (len(codes.kept), len(codes.read_out)) == (14, 6)
    assert len(outbox()) == before
    assert Rescue.select().count() == 0
    accounts.suspend(world, owner)
    ask(world)
    assert Rescue.select().count() == 0


def test_strangers_cannot_fill_the_list(world: World, owner: Resident) -> None:
    for _ in range(together.MOST_ASKED + 3):
        codes = ask(world)
    assert Rescue.select().count() == together.MOST_ASKED
    assert together.state_of(world, who="Alice Jansen", kept=codes.kept) is None
    clock(world).forward(days=15)
    forgetting.forget_over(world)
    assert Rescue.select().count() == 0


@pytest.mark.parametrize(
    ("helper_names", "error"),
    [
        (("Bob", "Bob"), errors.HelpersError),
        (("Bob", "Alice Jansen"), errors.HelpersError),
        (("Bob", "Niemand"), errors.UnknownHelperError),
        (("Bob", "Elm"), errors.UnknownHelperError),
        (("Bob", "Dirk"), errors.UnknownHelperError),
    ],
)
def test_two_other_residents_are_needed(
    world: World,
    alice: Resident,
    bob: Resident,
    helper_names: tuple[str, str],
    error: type[Exception],
) -> None:
    accounts.suspend(world, accounts.create(world, name="Dirk", password=PASSWORD))
    with pytest.raises(error):
        helpers.name_two(world, alice, helper_names=helper_names, password=PASSWORD)
    assert helpers.names_of(alice.id) == []


def test_naming_asks_for_the_password_and_tells_the_two(
    world: World, owner: Resident, bob: Resident, carla: Resident
) -> None:
    with pytest.raises(errors.SignInRefusedError):
        helpers.name_two(world, owner, helper_names=("Bob", "Carla"), password=OTHER)
    assert helpers.names_of(owner.id) == ["Bob", "Carla"]
    assert [one.owner for one in helpers.helped_by(bob.id)] == ["Alice Jansen"]
    assert newest("helper-named").to == "carla@elm.test"
    assert newest("helpers-changed").to == "alice@elm.test"
    count = len([mail for mail in outbox() if mail.template == "helper-named"])
    helpers.name_two(world, owner, helper_names=("Carla", "Bob"), password=PASSWORD)
    assert len([mail for mail in outbox() if mail.template == "helper-named"]) == count


def test_who_may_stop_it_is_told_that_it_waits(
    world: World, owner: Resident, bob: Resident, carla: Resident
) -> None:
    for name, role in (("Mo", "moderator"), ("Ada", "admin"), ("Sus", "moderator")):
        email = f"{name.lower()}@elm.test"
        made = accounts.create(world, name=name, password=PASSWORD, email=email, role=role)
    accounts.suspend(world, made)
    Resident.update(role="moderator").where(Resident.id == owner.id).execute()
    codes = ask(world)
    assert "rescue-watched" not in {mail.template for mail in outbox()}
    confirm_both(world, owner, bob, carla, codes)
    told = [mail for mail in outbox() if mail.template == "rescue-watched"]
    assert [mail.to for mail in told] == ["mo@elm.test", "ada@elm.test"]
    assert {mail.values["opens"] for mail in told} == {newest("rescue-started").values["opens"]}
    assert {mail.values["owner"] for mail in told} == {"Alice Jansen"}


def test_a_helper_steps_back_and_what_was_under_way_stops(
    world: World, owner: Resident, bob: Resident, carla: Resident
) -> None:
    codes = ask(world)
    confirm_both(world, owner, bob, carla, codes)
    assert not helpers.step_back(world, bob, owner_id=bob.id)
    assert helpers.step_back(world, bob, owner_id=owner.id)
    assert not helpers.step_back(world, bob, owner_id=owner.id)
    assert helpers.names_of(owner.id) == ["Carla"]
    assert together.listed(world) == []
    assert newest("rescue-stopped").to == newest("helper-left").to == "alice@elm.test"
    assert together.calls(world, carla) == []


def test_the_owner_hears_it_when_a_helper_leaves_the_ward(
    world: World, owner: Resident, carla: Resident
) -> None:
    leaving.leave(world, resident_id=carla.id, password=PASSWORD)
    assert newest("helper-left").to == "alice@elm.test"
    assert "Carla" not in str(newest("helper-left").values)
    assert helpers.names_of(owner.id) == ["Bob"]


def clock(world: World) -> Clock:
    assert isinstance(world.clock, Clock)
    return world.clock
