"""The second step."""

from datetime import UTC, datetime

import pytest

from node.residents import changing, errors, passwords, secondstep, sessions
from node.residents.models import PaperCode, Resident, SecondStep
from node.world import World
from tests.node.conftest import PASSWORD
from tests.node.post import newest
from tests.world import Clock

# RFC 6238, appendix B, SHA-1: the last six of its eight digits.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}


@pytest.mark.parametrize(("second", "expected"), RFC.items())
def test_numbers_are_those_of_the_RFC(second: int, expected: str) -> None:
    assert secondstep.number(RFC_SECRET, datetime.fromtimestamp(second, UTC)) == expected


def turn_on(world: World, resident: Resident) -> tuple[str, list[str]]:
    secret = secondstep.propose(world, resident)
    codes = secondstep.confirm(world, resident, secondstep.number(secret, world.now()))
    clock(world).forward(minutes=2)
    return secret, codes


def test_it_is_in_force_once_the_app_has_shown_its_number(world: World, alice: Resident) -> None:
    secret = secondstep.propose(world, alice)
    assert secondstep.propose(world, alice) == secret
    assert not secondstep.is_on(alice.id)
    with pytest.raises(errors.CodeError):
        secondstep.confirm(world, alice, "000000")
    assert sessions.resident_by_token(world, sessions.begin(world, alice)) == alice
    secondstep.confirm(world, alice, secondstep.number(secret, world.now()))
    assert secondstep.is_on(alice.id)
    assert newest("second-step-on").to == "alice@elm.test"
    with pytest.raises(errors.CodeError):
        secondstep.propose(world, alice)


def test_a_password_alone_opens_nothing(world: World, alice: Resident) -> None:
    secret, _ = turn_on(world, alice)
    halfway = sessions.sign_in(world, name_or_email="Alice Jansen", password=PASSWORD)
    assert sessions.resident_by_token(world, halfway) is None
    with pytest.raises(errors.CodeError):
        sessions.take_second_step(world, halfway, "123456")
    whole = sessions.take_second_step(world, halfway, secondstep.number(secret, world.now()))
    assert whole != halfway
    assert sessions.resident_by_token(world, whole) == alice
    with pytest.raises(errors.SignInRefusedError):
        sessions.take_second_step(world, halfway, "123456")


def test_halfway_holds_ten_minutes(world: World, alice: Resident) -> None:
    secret, _ = turn_on(world, alice)
    halfway = sessions.sign_in(world, name_or_email="Alice Jansen", password=PASSWORD)
    clock(world).forward(minutes=11)
    with pytest.raises(errors.SignInRefusedError):
        sessions.take_second_step(world, halfway, secondstep.number(secret, world.now()))


def test_AC_20_a_number_is_good_once(world: World, alice: Resident) -> None:
    secret, _ = turn_on(world, alice)
    number = secondstep.number(secret, world.now())
    assert secondstep.check(world, alice, number)
    assert not secondstep.check(world, alice, number)
    clock(world).forward(seconds=30)
    assert secondstep.check(world, alice, secondstep.number(secret, world.now()))


def test_AC_20_the_number_that_turned_it_on_is_used(world: World, alice: Resident) -> None:
    secret = secondstep.propose(world, alice)
    number = secondstep.number(secret, world.now())
    secondstep.confirm(world, alice, number)
    assert not secondstep.check(world, alice, number)


def test_AC_20_a_code_on_paper_is_good_once(world: World, alice: Resident, bob: Resident) -> None:
    _, codes = turn_on(world, alice)
    turn_on(world, bob)
    assert len(set(codes)) == secondstep.BACKUPS == secondstep.backups_left(alice.id)
    assert not secondstep.check(world, bob, codes[0])
    assert secondstep.check(world, alice, codes[0].lower().replace("-", ""))
    assert not secondstep.check(world, alice, codes[0])
    assert secondstep.backups_left(alice.id) == secondstep.BACKUPS - 1
    secondstep.new_backups(world, alice)
    assert not secondstep.check(world, alice, codes[1])
    assert codes[1].replace("-", "") not in str([vars(row) for row in PaperCode.select()])


def test_a_clock_may_be_half_a_minute_off(world: World, alice: Resident) -> None:
    secret, _ = turn_on(world, alice)
    now = clock(world).now
    for seconds, good in ((-60, False), (60, False), (-30, True), (30, True)):
        at = datetime.fromtimestamp(now.timestamp() + seconds, UTC)
        assert secondstep.check(world, alice, secondstep.number(secret, at)) == good


def test_with_it_a_shorter_password_will_do_and_without_it_not(
    world: World, alice: Resident
) -> None:
    turn_on(world, alice)
    with pytest.raises(errors.PasswordTooShortError):
        changing.change_password(world, alice, current=PASSWORD, new="zeven7!")
    changing.change_password(world, alice, current=PASSWORD, new="8 tekens")
    alice = Resident.get_by_id(alice.id)
    with pytest.raises(errors.SignInRefusedError):
        secondstep.turn_off(world, alice, PASSWORD)
    with pytest.raises(errors.PasswordTooShortError) as refused:
        secondstep.turn_off(world, alice, "8 tekens")
    assert refused.value.least == passwords.LEAST_CHARACTERS
    changing.change_password(world, alice, current="8 tekens", new=PASSWORD)
    secondstep.turn_off(world, Resident.get_by_id(alice.id), PASSWORD)
    assert not secondstep.is_on(alice.id)
    assert secondstep.backups_left(alice.id) == 0
    assert newest("second-step-off").to == "alice@elm.test"
    assert SecondStep.select().count() == 0


def test_an_app_reads_the_address() -> None:
    made = secondstep.address("ABC", name="Alice Jansen", site="de Dapperbuurt")
    assert made == (
        "otpauth://totp/de%20Dapperbuurt:Alice%20Jansen?secret=ABC&issuer=de%20Dapperbuurt"
    )


def clock(world: World) -> Clock:
    assert isinstance(world.clock, Clock)
    return world.clock
