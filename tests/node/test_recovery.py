"""Getting back in, and changing how one comes in."""

import pytest

from node.moderation import commanding
from node.residents import (
    accounts,
    answering,
    changing,
    devices,
    errors,
    recovery,
    secondstep,
    sessions,
    tickets,
)
from node.residents.models import Asked, Resident, Session, Ticket
from node.settings import values
from node.world import World
from tests.node.conftest import PASSWORD
from tests.node.post import answered, newest, outbox
from tests.world import Clock

OTHER = "nog een zin die niemand raadt"


def ask(world: World, who: str) -> None:
    recovery.ask(world, who=who, language="nl")
    answered(world)


@pytest.mark.parametrize("who", ["Alice Jansen", " alice@ELM.test "])
def test_by_name_or_address_the_mailbox_on_record_gets_link_and_code(
    world: World, alice: Resident, who: str
) -> None:
    ask(world, who)
    mail = newest("recover")
    assert (mail.to, mail.values["name"]) == ("alice@elm.test", "Alice Jansen")
    recovery.finish(world, token=mail.token, password=OTHER)
    assert sessions.sign_in(world, name_or_email="alice@elm.test", password=OTHER)
    with pytest.raises(errors.SignInRefusedError):
        sessions.sign_in(world, name_or_email="alice@elm.test", password=PASSWORD)
    assert newest("password-changed").to == "alice@elm.test"


def test_AC_01_asking_leaves_the_same_row_for_known_unknown_and_suspended(
    world: World, alice: Resident, bob: Resident
) -> None:
    accounts.suspend(world, bob)
    for who in ("Alice Jansen", "Bob", "Niemand", "Elm", "x@y.test", ""):
        recovery.ask(world, who=who, language="nl")
    rows = list(Asked.select())
    assert [row.kind for row in rows] == ["recover"] * 6
    assert {row.resident_id for row in rows} == {None}
    assert [mail.to for mail in answered(world)] == ["alice@elm.test"]
    assert Asked.select().count() == 0


def test_AC_04_a_link_is_good_once_and_an_hour_and_looking_changes_nothing(
    world: World, alice: Resident
) -> None:
    ask(world, "Alice Jansen")
    token = newest("recover").token
    for _ in range(5):
        assert recovery.look(world, token) == alice
    assert token not in str([vars(row) for row in Ticket.select()])
    recovery.finish(world, token=token, password=OTHER)
    with pytest.raises(errors.TicketError):
        recovery.finish(world, token=token, password=PASSWORD)
    ask(world, "Alice Jansen")
    late = newest("recover").token
    clock(world).forward(minutes=61)
    with pytest.raises(errors.TicketError):
        recovery.finish(world, token=late, password=PASSWORD)


def test_AC_04_older_links_die(world: World, alice: Resident) -> None:
    ask(world, "Alice Jansen")
    older = newest("recover").token
    ask(world, "Alice Jansen")
    with pytest.raises(errors.TicketError):
        recovery.look(world, older)
    assert recovery.look(world, newest("recover").token)


def test_AC_05_every_session_and_known_browser_is_over(world: World, alice: Resident) -> None:
    tokens = [sessions.begin(world, alice) for _ in range(3)]
    device = devices.remember(world, alice, "")
    ask(world, "Alice Jansen")
    recovery.finish(world, token=newest("recover").token, password=OTHER)
    assert [sessions.resident_by_token(world, token) for token in tokens] == [None] * 3
    assert devices.known(device, "Alice Jansen") == ""


def test_AC_05_changing_the_password_ends_sessions_too(world: World, alice: Resident) -> None:
    token = sessions.begin(world, alice)
    with pytest.raises(errors.SignInRefusedError):
        changing.change_password(world, alice, current=OTHER, new=OTHER)
    changing.change_password(world, alice, current=PASSWORD, new=OTHER)
    assert sessions.resident_by_token(world, token) is None


@pytest.mark.parametrize("change", ["role", "command", "suspend"])
def test_AC_05_what_an_admin_changes_ends_sessions(
    world: World, alice: Resident, change: str
) -> None:
    token = sessions.begin(world, alice)
    if change == "role":
        accounts.set_role(alice, "moderator")
    elif change == "command":
        commanding.give_password(world, "Alice Jansen", OTHER)
    else:
        accounts.suspend(world, alice)
        accounts.restore(Resident.get_by_id(alice.id))
    assert sessions.resident_by_token(world, token) is None


def test_the_code_is_good_once_for_its_own_account(
    world: World, alice: Resident, bob: Resident
) -> None:
    ask(world, "Alice Jansen")
    mail = newest("recover")
    with pytest.raises(errors.CodeError):
        recovery.by_code(world, who="Bob", typed=mail.code)
    token = recovery.by_code(world, who="alice@elm.test", typed=mail.code)
    for gone in (mail.token, ""):
        with pytest.raises(errors.TicketError):
            recovery.look(world, gone)
    with pytest.raises(errors.CodeError):
        recovery.by_code(world, who="Alice Jansen", typed=mail.code)
    assert recovery.finish(world, token=token, password=OTHER) == alice


def test_without_a_mailbox_an_admin_sees_the_code(world: World, bob: Resident) -> None:
    ask(world, "Bob")
    mail = newest("recover")
    assert mail.to is None
    token = recovery.by_code(world, who="bob", typed=mail.code)
    assert recovery.finish(world, token=token, password=OTHER) == bob


def test_my_user_name_is_sent_to_the_mailbox_on_record(
    world: World, alice: Resident, bob: Resident
) -> None:
    for who in ("ALICE@elm.test", "Bob", "niemand@elm.test"):
        recovery.ask(world, who=who, language="nl", only_name=True)
    (mail,) = answered(world)
    assert (mail.template, mail.to, mail.values["name"]) == (
        "user-name",
        "alice@elm.test",
        "Alice Jansen",
    )


def test_AC_21_five_mails_in_half_an_hour_whatever_is_asked(world: World, alice: Resident) -> None:
    for number in range(10):
        ask(world, "Alice Jansen" if number % 2 else "alice@elm.test")
    assert len(outbox()) == 5
    assert recovery.look(world, newest("recover").token) == alice


def test_a_code_on_paper_is_good_for_one_new_password(
    world: World, bob: Resident, alice: Resident
) -> None:
    assert not recovery.has_paper(bob.id)
    old, code = recovery.new_paper(world, bob), recovery.new_paper(world, bob)
    assert recovery.has_paper(bob.id)
    for who, wrong in (("Bob", old), ("Alice Jansen", code), ("Niemand", code), ("Bob", "")):
        with pytest.raises(errors.CodeError):
            recovery.by_paper(world, who=who, typed=wrong)
    token = recovery.by_paper(world, who="bob", typed=code.lower().replace("-", " "))
    with pytest.raises(errors.PasswordTooShortError):
        recovery.finish(world, token=token, password="kort")
    again = recovery.by_paper(world, who="bob", typed=code)
    recovery.finish(world, token=again, password=OTHER)
    assert not recovery.has_paper(bob.id)
    with pytest.raises(errors.CodeError):
        recovery.by_paper(world, who="bob", typed=code)


def test_with_a_second_step_a_new_password_opens_only_half(world: World, alice: Resident) -> None:
    secret = secondstep.propose(world, alice)
    secondstep.confirm(world, alice, secondstep.number(secret, world.now()))
    ask(world, "Alice Jansen")
    found = recovery.finish(world, token=newest("recover").token, password="kort maar")
    token = sessions.begin(world, found)
    assert sessions.resident_by_token(world, token) is None
    assert sessions.halfway_resident(world, token) == alice


def test_AC_09_another_address_counts_when_its_mailbox_was_opened(
    world: World, alice: Resident
) -> None:
    with pytest.raises(errors.SignInRefusedError):
        changing.ask_email(world, alice, password=OTHER, email="new@elm.test")
    changing.ask_email(world, alice, password=PASSWORD, email=" New@elm.test ")
    mails = {mail.template: mail for mail in answered(world)}
    assert mails["email-changing"].to == "alice@elm.test"
    assert mails["email-confirm"].to == "New@elm.test"
    assert Resident.get_by_id(alice.id).email == "alice@elm.test"
    changing.confirm_email(world, mails["email-confirm"].token)
    assert Resident.get_by_id(alice.id).email == "New@elm.test"
    told = {mail.to for mail in outbox() if mail.template == "email-changed"}
    assert told == {"alice@elm.test", "New@elm.test"}
    with pytest.raises(errors.TicketError):
        changing.confirm_email(world, mails["email-confirm"].token)


def test_another_address_by_its_code(world: World, bob: Resident) -> None:
    changing.ask_email(world, bob, password=PASSWORD, email="bob@elm.test")
    answered(world)
    with pytest.raises(errors.CodeError):
        changing.confirm_email_code(world, bob, "0000 0000")
    changing.confirm_email_code(world, bob, newest("email-confirm").code)
    assert Resident.get_by_id(bob.id).email == "bob@elm.test"


@pytest.mark.parametrize("kind", ["recover", "email"])
def test_each_code_dies_after_a_few_wrong_ones(world: World, bob: Resident, kind: str) -> None:
    if kind == "recover":
        ask(world, "Bob")
        right = newest("recover").code
    else:
        changing.ask_email(world, bob, password=PASSWORD, email="bob@elm.test")
        answered(world)
        right = newest("email-confirm").code

    def give(code: str) -> None:
        if kind == "recover":
            recovery.by_code(world, who="Bob", typed=code)
        else:
            changing.confirm_email_code(world, bob, code)

    for _ in range(tickets.MOST_WRONG):
        with pytest.raises(errors.CodeError):
            give("0000 0001")
    with pytest.raises(errors.CodeError):
        give(right)


def test_somebody_elses_address_is_not_told_and_not_taken(
    world: World, alice: Resident, bob: Resident
) -> None:
    changing.ask_email(world, bob, password=PASSWORD, email="alice@elm.test")
    assert answered(world) == []
    changing.ask_email(world, bob, password=PASSWORD, email="new@elm.test")
    answered(world)
    Resident.update(email="new@elm.test", email_key="new@elm.test").where(
        Resident.id == alice.id
    ).execute()
    with pytest.raises(errors.TicketError):
        changing.confirm_email(world, newest("email-confirm").token)
    assert Resident.get_by_id(bob.id).email is None


def test_an_address_can_be_taken_off_where_the_ward_allows_it(
    world: World, alice: Resident
) -> None:
    values.put("without_email", "no")
    with pytest.raises(errors.EmailNeededError):
        changing.remove_email(world, alice, password=PASSWORD)
    values.put("without_email", "yes")
    changing.remove_email(world, alice, password=PASSWORD)
    assert Resident.get_by_id(alice.id).email is None
    assert newest("email-changed").to == "alice@elm.test"


def test_what_cannot_be_answered_is_forgotten_and_the_others_are_answered(
    world: World, alice: Resident, caplog: pytest.LogCaptureFixture
) -> None:
    Asked.create(kind="nonsense", typed="x", language="nl", at=world.now())
    recovery.ask(world, who="Alice Jansen", language="nl")
    assert answering.answer_all(world) == 2
    assert newest("recover")
    assert "could not be answered" in caplog.text
    assert Asked.select().count() == 0


def test_a_resident_sees_and_ends_their_own_sessions(
    world: World, alice: Resident, bob: Resident
) -> None:
    here = sessions.begin(world, alice, agent="Firefox op Android")
    there = sessions.begin(world, alice, shared=True, agent="x" * 500)
    theirs = sessions.begin(world, bob)
    found = sessions.places(world, alice.id, here)
    assert {(one.agent[:9], one.shared, one.here) for one in found} == {
        ("Firefox o", False, True),
        ("x" * 9, True, False),
    }
    (other,) = [one for one in found if not one.here]
    (bobs,) = sessions.places(world, bob.id, theirs)
    assert not sessions.sign_out_place(alice.id, bobs.handle)
    assert not sessions.sign_out_place(alice.id, "")
    assert sessions.sign_out_place(alice.id, other.handle)
    assert sessions.resident_by_token(world, there) is None
    assert sessions.resident_by_token(world, here) == alice
    assert Session.select().count() == 2


def test_the_last_admin_stays(world: World, alice: Resident) -> None:
    accounts.set_role(alice, "admin")
    admin = Resident.get_by_id(alice.id)
    for lose in (
        lambda: accounts.set_role(admin, "resident"),
        lambda: accounts.suspend(world, admin),
    ):
        with pytest.raises(errors.LastAdminError):
            lose()
    accounts.create(world, name="Eva", password=PASSWORD, role="admin")
    accounts.suspend(world, admin)
    assert {row["name"] for row in accounts.listed()} == {"Alice Jansen", "Eva"}


def test_tickets_of_who_is_shut_out_open_nothing(world: World, alice: Resident) -> None:
    ask(world, "Alice Jansen")
    mail = newest("recover")
    accounts.suspend(world, alice)
    with pytest.raises(errors.TicketError):
        recovery.look(world, mail.token)
    with pytest.raises(errors.CodeError):
        tickets.by_code(world, "recover", "Alice Jansen", mail.code)


def clock(world: World) -> Clock:
    assert isinstance(world.clock, Clock)
    return world.clock
