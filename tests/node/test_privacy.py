"""The table of what is held of a resident: nothing that points to one is missing from it."""

import pytest

from node.residents.models import Resident
from node.store.database import database
from node.store.holding import Holding, nothing
from node.upkeep.privacy import HOLDINGS
from node.world import World
from tests.node.traces import tables

# Columns that hold a resident's id without the database knowing, by their name.
NAMES = {"resident", "resident_id", "owner", "owner_id", "author_id", "helper_id", "moderator_id"}


def entered() -> set[tuple[str, str]]:
    return {
        (one.model._meta.table_name, one.column.column_name)
        for one in HOLDINGS
        if one.model is not Resident
    }


def pointing() -> set[tuple[str, str]]:
    """Every column that points to a resident, as the database itself says."""
    found = set()
    for table in tables():
        found |= {
            (table, key.column)
            for key in database.get_foreign_keys(table)
            if key.dest_table == "resident"
        }
        found |= {(table, c.name) for c in database.get_columns(table) if c.name in NAMES}
    return found


def test_every_column_that_points_to_a_resident_is_entered(world: World) -> None:
    assert pointing() == entered()


def test_a_column_that_nobody_entered_is_found(world: World) -> None:
    database.execute_sql("CREATE TABLE diary (id INTEGER PRIMARY KEY, owner_id INTEGER)")
    assert pointing() - entered() == {("diary", "owner_id")}


@pytest.mark.parametrize("one", HOLDINGS, ids=lambda one: one.name)
def test_each_entry_is_told_or_says_why_not(one: Holding) -> None:
    assert (one.tell is nothing) == bool(one.untold)
    assert one.label


def test_each_entry_has_its_own_name_and_the_account_is_the_last() -> None:
    assert len({one.name for one in HOLDINGS}) == len(HOLDINGS)
    assert HOLDINGS[-1].model is Resident
