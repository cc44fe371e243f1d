"""Accounts and sessions."""

from datetime import timedelta

import pytest

from node.residents import accounts, errors, names, passwords, sessions
from node.residents.models import Resident, Session
from node.world import World
from tests.node.conftest import PASSWORD
from tests.world import Clock


def sign_in(world: World, who: str, password: str = PASSWORD) -> str:
    return sessions.sign_in(world, name_or_email=who, password=password)


@pytest.mark.parametrize("who", ["Alice Jansen", "alice jansen", "ALICEJANSEN", "Alice@Elm.test"])
def test_signing_in_by_name_or_email(world: World, alice: Resident, who: str) -> None:
    token = sign_in(world, who)
    found = sessions.resident_by_token(world, token)
    assert found == alice


@pytest.mark.parametrize(
    ("who", "password"),
    [("Alice Jansen", PASSWORD + " "), ("Alice Jansen", ""), ("Niemand", PASSWORD), ("", "")],
)
def test_a_wrong_name_and_a_wrong_password_are_the_same_answer(
    world: World, alice: Resident, who: str, password: str
) -> None:
    with pytest.raises(errors.SignInRefusedError):
        sign_in(world, who, password)


def test_an_organisation_has_no_way_in(world: World) -> None:
    assert accounts.node_organisation().password is None
    with pytest.raises(errors.SignInRefusedError):
        sign_in(world, "Elm", "")


def test_AC_07_addresses_and_names_differ_by_more_than_case(world: World, alice: Resident) -> None:
    with pytest.raises(errors.NameTakenError):
        accounts.create(world, name="alice JANSEN", password=PASSWORD)
    with pytest.raises(errors.EmailTakenError):
        accounts.create(world, name="Eva", password=PASSWORD, email="ALICE@elm.test")


def test_AC_06_only_ascii_letters_are_folded() -> None:
    assert names.fold_email("mıke@x.nl") != names.fold_email("mike@x.nl")
    assert names.fold_email(names.fold_email("MIKE@X.nl")) == names.fold_email("MIKE@X.nl")
    assert names.fold_email("MIKE@X.nl") == "mike@x.nl"


@pytest.mark.parametrize("name", ["", "  ", "Beheer", "ge meente", "x" * 41, "<b>jan</b>", "a\nb@"])
def test_names_that_will_not_do(world: World, name: str) -> None:
    with pytest.raises(errors.BadNameError):
        accounts.create(world, name=name, password=PASSWORD)


@pytest.mark.parametrize(
    "email", ["x", "a@b", "a b@c.nl", "a@b@c.nl", "<a@b.nl>", "a@b.nl\nBcc: c"]
)
def test_addresses_that_will_not_do(world: World, email: str) -> None:
    with pytest.raises(errors.BadEmailError):
        accounts.create(world, name="Eva", password=PASSWORD, email=email)


@pytest.mark.parametrize("password", ["", "x" * 14, "x" * 1001])
def test_AC_15_passwords_have_a_length(world: World, password: str) -> None:
    with pytest.raises((errors.PasswordTooShortError, errors.PasswordTooLongError)):
        accounts.create(world, name="Eva", password=password)


@pytest.mark.parametrize(
    "password",
    [
        "vijftien tekens",
        " spaties blijven ",
        "🙂🎈🌳🚲🐕" * 3,
        "drie\x00 nullen\x00 erin\x00",
        "héél lang " * 100,
    ],
)
def test_AC_15_every_character_of_a_password_counts(world: World, password: str) -> None:
    accounts.create(world, name="Eva", password=password)
    assert sessions.resident_by_token(world, sign_in(world, "Eva", password))
    with pytest.raises(errors.SignInRefusedError):
        sign_in(world, "Eva", password.strip() + "x")


def test_the_database_does_not_hold_what_the_cookie_holds(world: World, alice: Resident) -> None:
    token = sign_in(world, "Alice Jansen")
    row = Session.get()
    assert token not in (row.token_hash, alice.password)


def test_AC_11_a_session_ends_on_the_server(world: World, alice: Resident) -> None:
    token, other = sign_in(world, "Alice Jansen"), sign_in(world, "Alice Jansen")
    sessions.sign_out(token)
    assert sessions.resident_by_token(world, token) is None
    assert sessions.resident_by_token(world, other) == alice
    sessions.sign_out_everywhere(alice.id)
    assert sessions.resident_by_token(world, other) is None


def test_AC_11_suspended_is_out_at_once(world: World, alice: Resident) -> None:
    token = sign_in(world, "Alice Jansen")
    Resident.update(suspended=world.now()).where(Resident.id == alice.id).execute()
    assert sessions.resident_by_token(world, token) is None
    with pytest.raises(errors.SignInRefusedError):
        sign_in(world, "Alice Jansen")


def test_a_session_lasts_as_long_as_it_is_used(world: World, alice: Resident) -> None:
    assert isinstance(world.clock, Clock)
    token = sign_in(world, "Alice Jansen")
    for _ in range(4):
        world.clock.forward(days=29)
        assert sessions.resident_by_token(world, token) == alice
    world.clock.forward(days=31)
    assert sessions.resident_by_token(world, token) is None
    assert sessions.forget_ended(world) == 1


def test_on_a_shared_computer_it_is_short(world: World, alice: Resident) -> None:
    assert isinstance(world.clock, Clock)
    token = sessions.sign_in(world, name_or_email="Alice Jansen", password=PASSWORD, shared=True)
    world.clock.forward(minutes=59)
    assert sessions.resident_by_token(world, token) == alice
    world.clock.forward(minutes=2)
    assert sessions.resident_by_token(world, token) is None
    assert timedelta(hours=1) == sessions.LASTS_ON_SHARED


def test_a_planted_session_is_nobodys(world: World) -> None:
    assert sessions.resident_by_token(world, "x" * 43) is None


def test_a_missing_account_costs_a_hash_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str | None] = []
    real = passwords.is_password
    monkeypatch.setattr(
        passwords, "is_password", lambda w, p, stored: (seen.append(stored), real(w, p, stored))[1]
    )
    with pytest.raises(errors.SignInRefusedError):
        sign_in(world, "Niemand")
    assert seen == [None]
    assert not passwords.is_password(world, "", None)


def test_outside_the_ward_a_name_is_first_name_and_initial() -> None:
    assert names.outside("Alice van den Jansen") == "Alice J."
    assert names.outside("Bob") == "Bob"
