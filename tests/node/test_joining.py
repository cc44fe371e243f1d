"""Joining: four doors, with a mailbox and without."""

from datetime import timedelta

import pytest

from node.notices.models import Notice
from node.residents import (
    accounts,
    applications,
    errors,
    forgetting,
    invitations,
    joining,
    sessions,
    tickets,
)
from node.residents.joining import Wanted
from node.residents.models import Application, Asked, Resident, Ticket
from node.settings import values
from node.world import World
from tests.node.conftest import PASSWORD
from tests.node.post import answered, newest, outbox
from tests.world import Clock

CARLA = Wanted(name="Carla", password=PASSWORD, language="nl", about="Ik woon op het plein.")
BOX = "carla@elm.test"


@pytest.fixture
def open_door(world: World) -> World:
    values.put("joining", "open")
    return world


def ask(world: World, email: str = BOX, **more: object) -> str:
    given = {"language": "nl", "old_enough": True} | more
    return joining.ask(world, email=email, **given)  # type: ignore[arg-type]


def asked_and_mailed(world: World, email: str = BOX) -> str:
    ask(world, email)
    answered(world)
    return newest("join").token


def test_by_link_an_account_is_made_and_can_sign_in(open_door: World) -> None:
    token = asked_and_mailed(open_door)
    made = joining.finish(open_door, token=token, wanted=CARLA)
    assert made is not None
    assert (made.name, made.email, made.role) == ("Carla", BOX, "resident")
    for who in ("Carla", "CARLA@elm.test"):
        assert sessions.sign_in(open_door, name_or_email=who, password=PASSWORD)
    assert newest("welcome").to == BOX


def test_by_code_too(open_door: World) -> None:
    asked_and_mailed(open_door)
    code = newest("join").code
    token = tickets.by_code(open_door, "join", "Carla@ELM.test ", f" {code.replace(' ', '-')} ")
    assert joining.finish(open_door, token=token, wanted=CARLA)


def test_AC_04_a_link_to_join_is_good_once_and_for_an_hour(open_door: World) -> None:
    token = asked_and_mailed(open_door)
    for _ in range(5):
        assert tickets.look(open_door, "join", token)
    assert token not in str([vars(row) for row in Ticket.select()])
    joining.finish(open_door, token=token, wanted=CARLA)
    with pytest.raises(errors.TicketError):
        joining.finish(open_door, token=token, wanted=Wanted("Dirk", PASSWORD, "nl"))
    other = asked_and_mailed(open_door, "dirk@elm.test")
    clock(open_door).forward(minutes=60, seconds=1)
    with pytest.raises(errors.TicketError):
        tickets.look(open_door, "join", other)
    forgetting.forget_over(open_door)
    assert Ticket.select().count() == 0


def test_AC_04_a_newer_link_ends_the_older(open_door: World) -> None:
    older = asked_and_mailed(open_door)
    newer = asked_and_mailed(open_door)
    with pytest.raises(errors.TicketError):
        tickets.look(open_door, "join", older)
    assert tickets.look(open_door, "join", newer)


def test_AC_01_asking_is_the_same_for_an_address_that_is_known(
    open_door: World, alice: Resident
) -> None:
    suspended = accounts.create(open_door, name="Eva", password=PASSWORD, email="eva@elm.test")
    accounts.suspend(open_door, suspended)
    boxes = ("alice@elm.test", "eva@elm.test", "niemand@elm.test")
    for box in boxes:
        assert ask(open_door, box) == box
    assert Asked.select().count() == 3
    found = {mail.to: mail.template for mail in answered(open_door)}
    assert found == {
        "alice@elm.test": "join-known",
        "eva@elm.test": "join-known",
        "niemand@elm.test": "join",
    }
    assert Ticket.select().count() == 1


def test_AC_08_who_does_not_read_the_mail_holds_nothing(open_door: World) -> None:
    """A squatter asks for the victim's address; the victim then joins as if nothing had been."""
    ask(open_door, BOX)
    squatted = answered(open_door)[-1]
    mine = asked_and_mailed(open_door)
    with pytest.raises(errors.TicketError):
        joining.finish(open_door, token=squatted.token, wanted=CARLA)
    made = joining.finish(open_door, token=mine, wanted=CARLA)
    assert made is not None
    assert made.email == BOX
    assert Resident.select().where(Resident.email_key == BOX).count() == 1


def test_AC_06_mail_goes_to_the_address_as_it_was_typed_and_to_no_other(
    open_door: World,
) -> None:
    accounts.create(open_door, name="Mike", password=PASSWORD, email="mike@elm.test")
    ask(open_door, "mıke@elm.test")
    assert [mail.to for mail in answered(open_door)] == ["mıke@elm.test"]
    assert newest("join").to == "mıke@elm.test"


def test_a_name_that_will_not_do_leaves_the_link_good(open_door: World, bob: Resident) -> None:
    token = asked_and_mailed(open_door)
    refused = [
        (Wanted("Bob", PASSWORD, "nl"), errors.NameTakenError),
        (Wanted("Gemeente Elm", PASSWORD, "nl"), errors.PretendingNameError),
        (Wanted("Carla", "kort", "nl"), errors.PasswordTooShortError),
        (Wanted("Carla", "welkomwelkom123", "nl"), errors.PasswordCommonError),
    ]
    for wanted, error in refused:
        with pytest.raises(error):
            joining.finish(open_door, token=token, wanted=wanted)
    assert joining.finish(open_door, token=token, wanted=CARLA)


def test_a_code_dies_after_a_few_wrong_ones_and_its_link_does_not(open_door: World) -> None:
    token = asked_and_mailed(open_door)
    code = newest("join").code
    for _ in range(tickets.MOST_WRONG):
        with pytest.raises(errors.CodeError):
            tickets.by_code(open_door, "join", BOX, "0000 0001")
    with pytest.raises(errors.CodeError):
        tickets.by_code(open_door, "join", BOX, code)
    assert joining.finish(open_door, token=token, wanted=CARLA)


def test_a_mailbox_that_had_its_share_keeps_the_link_it_has(open_door: World) -> None:
    tokens = [asked_and_mailed(open_door) for _ in range(7)]
    assert len(outbox()) == 5
    assert joining.finish(open_door, token=tokens[-1], wanted=CARLA)


def test_with_an_invitation_only(world: World) -> None:
    assert joining.mode(world) == "invitation"
    with pytest.raises(errors.InvitationError):
        ask(world)
    code = invitations.new(world, label="Poststraat", uses=2)
    ask(world, invitation=code.lower().replace("-", " "))
    answered(world)
    assert joining.finish(world, token=newest("join").token, wanted=CARLA)
    join_bob(world, "Bob", invitation=code)
    with pytest.raises(errors.InvitationError):
        join_bob(world, "Dirk", invitation=code)
    assert invitations.listed(world) == []


def test_an_invitation_ends_and_can_be_taken_back(world: World) -> None:
    codes = [invitations.new(world), invitations.new(world)]
    assert invitations.take_back(invitations.listed(world)[0].id)
    assert not invitations.take_back(99)
    with pytest.raises(errors.InvitationError):
        join_bob(world, "Bob", invitation=codes[1])
    clock(world).forward(days=61)
    with pytest.raises(errors.InvitationError):
        join_bob(world, "Bob", invitation=codes[0])


def test_two_who_use_the_last_place_at_once_are_one(world: World) -> None:
    code = invitations.new(world)
    row = invitations.find(world, code)
    invitations.spend(world, row.id)
    with pytest.raises(errors.InvitationError):
        invitations.spend(world, row.id)


def test_letters_have_a_code_each(world: World) -> None:
    codes = invitations.new_letters(world, 30, label="Plein")
    assert len(set(codes)) == 30
    assert {len(code) for code in codes} == {14}
    labels = [one.label for one in invitations.listed(world)]
    assert labels[0] == "Plein 30"
    assert labels[-1] == "Plein 1"


def test_without_a_mailbox_where_the_ward_allows_it(open_door: World) -> None:
    made = join_bob(open_door, "Bob")
    assert made is not None
    assert made.email is None
    assert sessions.sign_in(open_door, name_or_email="Bob", password=PASSWORD)
    assert Notice.select().count() == 0
    values.put("without_email", "no")
    with pytest.raises(errors.EmailNeededError):
        join_bob(open_door, "Dirk")


@pytest.mark.parametrize("door", ["open", "application", "invitation"])
def test_who_is_younger_than_sixteen_waits(world: World, door: str) -> None:
    values.put("joining", door)
    with pytest.raises(errors.TooYoungError):
        ask(world, old_enough=False)
    with pytest.raises(errors.TooYoungError):
        joining.join_without_mailbox(world, wanted=CARLA, old_enough=False)


def test_closed_is_closed_also_with_an_invitation_and_halfway(open_door: World) -> None:
    code = invitations.new(open_door)
    token = asked_and_mailed(open_door)
    values.put("joining", "closed")
    with pytest.raises(errors.JoiningClosedError):
        ask(open_door, invitation=code)
    with pytest.raises(errors.JoiningClosedError):
        joining.finish(open_door, token=token, wanted=CARLA)
    values.put("joining", "invitation")
    with pytest.raises(errors.InvitationError):
        joining.finish(open_door, token=token, wanted=CARLA)


def test_on_application_an_admin_decides(world: World) -> None:
    values.put("joining", "application")
    token = asked_and_mailed(world)
    assert joining.finish(world, token=token, wanted=CARLA) is None
    assert newest("application-received").to == BOX
    with pytest.raises(errors.ApplicationWaitsError):
        sessions.sign_in(world, name_or_email=BOX, password=PASSWORD)
    with pytest.raises(errors.SignInRefusedError):
        sessions.sign_in(world, name_or_email="Carla", password="iets heel anders hier")
    with pytest.raises(errors.NameTakenError):
        join_bob(world, "CARLA")
    (waiting,) = applications.listed()
    assert (waiting.name, waiting.about) == ("Carla", "Ik woon op het plein.")
    applications.accept(world, waiting.id)
    assert sessions.sign_in(world, name_or_email="Carla", password=PASSWORD)
    assert newest("application-accepted").to == BOX
    with pytest.raises(errors.UnknownNameError):
        applications.accept(world, waiting.id)


def test_who_is_refused_hears_it(world: World) -> None:
    values.put("joining", "application")
    joining.finish(world, token=asked_and_mailed(world), wanted=CARLA)
    applications.refuse(world, applications.by_name("Carla"))
    assert newest("application-refused").to == BOX
    assert Application.select().count() == 0
    assert join_bob(world, "Dirk") is None
    number = applications.by_name("dirk")
    applications.refuse(world, number)
    for decide in (applications.refuse, applications.accept):
        with pytest.raises(errors.UnknownNameError):
            decide(world, number)
    with pytest.raises(errors.ApplicationRefusedError):
        sessions.sign_in(world, name_or_email="Dirk", password=PASSWORD)
    clock(world).forward(days=31)
    forgetting.forget_over(world)
    assert Application.select().count() == 0


@pytest.mark.parametrize("role", ["moderator", "admin", "resident"])
def test_PE_10_while_nobody_looks_after_the_ward_who_joins_applies(
    open_door: World, role: str
) -> None:
    """A week without an admin or a moderator; their next visit opens the door again."""
    keeper = accounts.create(open_door, name="Wilma", password=PASSWORD, role=role)
    cares = role != "resident"
    clock(open_door).forward(days=6)
    assert join_bob(open_door, "Bob") is not None
    token = sessions.begin(open_door, keeper)
    clock(open_door).forward(days=6)
    assert joining.mode(open_door) == ("open" if cares else "application")
    assert sessions.resident_by_token(open_door, token) == keeper
    clock(open_door).forward(days=6)
    assert joining.mode(open_door) == ("open" if cares else "application")
    clock(open_door).forward(days=1)
    assert joining.mode(open_door) == "application"
    assert join_bob(open_door, "Carla") is None
    assert [waiting.name for waiting in applications.listed()] == ["Carla"]
    sessions.begin(open_door, keeper)
    assert (join_bob(open_door, "Dirk") is not None) == cares
    for door in ("invitation", "closed"):
        values.put("joining", door)
        clock(open_door).forward(days=30)
        assert joining.mode(open_door) == door


def test_an_invitation_opens_where_others_apply(world: World) -> None:
    values.put("joining", "application")
    assert join_bob(world, "Bob", invitation=invitations.new(world)) is not None


def test_a_name_that_somebody_took_meanwhile(world: World) -> None:
    """Two processes looked and found it free; the database knows better."""
    row = {"hashed": "x", "role": "resident", "language": "nl", "email": None}
    accounts.insert(world, name="Carla", **row)  # type: ignore[arg-type]
    real, accounts.check_free = accounts.check_free, lambda world, name, email: None  # type: ignore[assignment]
    try:
        with pytest.raises(errors.NameTakenError):
            accounts.insert(world, name="Carla", **row)  # type: ignore[arg-type]
    finally:
        accounts.check_free = real  # type: ignore[assignment]


def join_bob(world: World, name: str, invitation: str = "") -> Resident | None:
    return joining.join_without_mailbox(
        world, wanted=Wanted(name, PASSWORD, "nl"), old_enough=True, invitation=invitation
    )


def clock(world: World) -> Clock:
    assert isinstance(world.clock, Clock)
    assert timedelta(hours=1) == tickets.LASTS
    return world.clock
