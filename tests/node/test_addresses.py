"""Mail addresses of people without an account: asked, confirmed, opened, forgotten."""

import pytest

from node.residents import addresses, forgetting
from node.residents.errors import BadEmailError, TicketError
from node.residents.models import Address, AddressTicket, Resident
from node.store.database import database
from node.upkeep import erasures, outsiders
from node.world import World
from tests.node.agreeing import forward
from tests.node.traces import everything_in_tables, tables

RIK = "Rik@oak.test"


def ask(world: World, email: str = RIK, about: str = "een fiets") -> str:
    return addresses.ask(world, purpose="alert", email=email, language="nl", about=about)


def confirm(world: World, token: str) -> Address:
    with database.atomic():
        return addresses.confirm(world, purpose="alert", token=token)


def test_nothing_stands_before_it_is_confirmed_and_looking_changes_nothing(world: World) -> None:
    token = ask(world)
    for _twice in range(2):
        found = addresses.waiting(world, purpose="alert", token=token)
        assert (found.email, found.about) == (RIK, "een fiets")
    with pytest.raises(TicketError):
        addresses.opened(world, token)
    assert Address.select().count() == 0
    assert token not in {value for _place, value in everything_in_tables()}


def test_confirmed_once_the_same_link_opens_what_is_theirs(world: World) -> None:
    token = ask(world)
    address = confirm(world, token)
    assert addresses.opened(world, token).id == address.id
    with pytest.raises(TicketError):
        confirm(world, token)
    assert confirm(world, ask(world, "rik@OAK.test")).id == address.id
    assert addresses.opened(world, addresses.link_for(world, address.id)).email == RIK
    forward(world, days=31)
    with pytest.raises(TicketError):
        addresses.opened(world, token)
    forgetting.forget_over(world)
    assert AddressTicket.select().count() == 0


def test_another_purpose_another_token_and_a_late_one_confirm_nothing(world: World) -> None:
    token = ask(world)
    with pytest.raises(TicketError):
        addresses.waiting(world, purpose="answer", token=token)
    with pytest.raises(TicketError):
        addresses.waiting(world, purpose="alert", token="x" * 43)
    forward(world, hours=49)
    with pytest.raises(TicketError):
        confirm(world, token)
    with pytest.raises(BadEmailError):
        ask(world, "rik")
    assert Address.select().count() == 0


def test_forgotten_nothing_of_it_is_left_and_no_backup_brings_it_back(
    world: World, alice: Resident
) -> None:
    address = confirm(world, ask(world))
    other = confirm(world, ask(world, "mo@oak.test"))
    ask(world, about="nog iets")
    row = {**address.__data__}
    outsiders.forget(world, address)
    assert [one.id for one in list(Address.select())] == [other.id]
    assert not [place for place, value in everything_in_tables() if "rik" in value.lower()]
    assert "rik" not in (world.config.beside / erasures.ADDRESSES).read_text().lower()
    assert not outsiders.is_undone(world)
    Address.insert(row).execute()
    assert outsiders.is_undone(world)
    assert outsiders.again(world) == 1
    forward(world, seconds=2)
    later = confirm(world, ask(world))  # who comes anew is there again
    assert outsiders.again(world) == 0
    assert addresses.of_email(RIK) == later


def test_every_column_that_points_to_an_address_is_entered(world: World) -> None:
    pointing = {
        (table, key.column)
        for table in tables()
        for key in database.get_foreign_keys(table)
        if key.dest_table == "address"
    }
    entered = {(one.model._meta.table_name, one.column.column_name) for one in outsiders.HOLDINGS}
    assert pointing == entered | {("address_ticket", "address_id")}
