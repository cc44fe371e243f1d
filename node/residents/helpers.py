"""The two residents whom an owner names beforehand, to be let back in by them.

Rule 1: naming asks for the password; everybody concerned is told.
Rule 2: whoever was named can step back, at any moment. What was under way with them stops.
"""

from collections.abc import Collection
from dataclasses import dataclass

from node.residents import accounts, names, passwords
from node.residents.errors import (
    HelpersError,
    SignInRefusedError,
    UnknownHelperError,
    UnknownNameError,
)
from node.residents.models import Helper, Resident
from node.residents.rescues import end_all
from node.store.database import database
from node.world import World

NEEDED = 2


@dataclass(frozen=True)
class Helped:
    """Somebody who named this resident."""

    owner_id: int
    owner: str


def name_two(
    world: World,
    owner: Resident,
    *,
    helper_names: tuple[str, str],
    password: str,
    apart: Collection[int] = (),
) -> None:
    """Name the two; both are told, and the owner's mailbox. Who is ``apart`` from the owner by a
    block is as if they were not here.

    :raises SignInRefusedError: when the password is wrong.
    :raises UnknownHelperError: :raises HelpersError: when they are not two other residents.
    """
    if not passwords.is_password(world, password, owner.password):
        raise SignInRefusedError
    chosen = [_found(name, number, apart) for number, name in enumerate(helper_names, start=1)]
    if len({one.id for one in chosen} - {owner.id}) != NEEDED:
        raise HelpersError
    with database.atomic():
        before = {row.helper_id for row in list(Helper.select().where(Helper.owner == owner.id))}
        Helper.delete().where(Helper.owner == owner.id).execute()
        end_all(owner.id)
        for one in chosen:
            Helper.create(owner=owner, helper=one, made=world.now())
            if one.id not in before:
                accounts.tell(
                    world, one, "helper-named", owner=owner.shown_name, path="/van-mij/helpen"
                )
        accounts.tell(world, owner, "helpers-changed", path="/van-mij/veilig")


def remove_all(world: World, owner: Resident) -> None:
    """Name nobody any more."""
    with database.atomic():
        Helper.delete().where(Helper.owner == owner.id).execute()
        end_all(owner.id)
        accounts.tell(world, owner, "helpers-changed", path="/van-mij/veilig")


def step_back(world: World, helper: Resident, *, owner_id: int) -> bool:
    """This resident does not help that owner any more; whether they did.

    The owner is told, without a name: who is left stands on the page.
    """
    with database.atomic():
        named = (Helper.owner == owner_id) & (Helper.helper == helper.id)
        if not Helper.delete().where(named).execute():
            return False
        owner = Resident.get_by_id(owner_id)
        if end_all(owner_id):
            accounts.tell(world, owner, "rescue-stopped", path="/van-mij/veilig")
        accounts.tell(world, owner, "helper-left", path="/van-mij/helpers")
        return True


def step_back_everywhere(world: World, helper: Resident) -> None:
    """Somebody who leaves helps nobody any more; inside the caller's transaction."""
    for one in helped_by(helper.id):
        step_back(world, helper, owner_id=one.owner_id)


def rows(owner_id: int) -> list[Helper]:
    """Who can help this owner now, each with the resident."""
    return list(
        Helper.select(Helper, Resident)
        .join(Resident, on=Helper.helper)
        .where(Helper.owner == owner_id, Resident.suspended.is_null())
        .order_by(Helper.id)
    )


def names_of(owner_id: int) -> list[str]:
    """The names of the two."""
    return [row.helper.name for row in rows(owner_id)]


def helped_by(helper_id: int) -> list[Helped]:
    """Those who named this resident."""
    found = list(
        Helper.select(Helper, Resident)
        .join(Resident, on=Helper.owner)
        .where(Helper.helper == helper_id)
        .order_by(Helper.id)
    )
    return [Helped(row.owner_id, row.owner.name) for row in found]


def _found(name: str, number: int, apart: Collection[int]) -> Resident:
    try:
        one = accounts.named(name)
    except UnknownNameError as error:
        raise UnknownHelperError(error.name, number) from None
    if one.suspended is not None or one.id in apart:
        raise UnknownHelperError(name.strip()[: names.LONGEST_NAME], number)
    return one
