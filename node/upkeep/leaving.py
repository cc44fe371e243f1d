"""Deleting an account: everything of its owner's own, here and in the wards around.

The order of effects, and what is true if we die there:

1. one transaction: listings withdrawn and signed so, rows deleted, the goodbye in the outbox,
   last the account, and outside the database that it is erased, so that no backup undoes it. Dead
   before its end: nothing happened here; at most the note outside stands, and whoever asked to go
   is gone after the next restore.
2. files. Dead before this: files without a row, which no page can reach and the daily round of
   :mod:`node.upkeep.sweeping` deletes.
"""

from collections.abc import Iterable
from pathlib import Path

from node.feed import mark
from node.listings.models import Listing, Picture
from node.notices import outbox
from node.notices.outbox import Recipient
from node.residents import accounts, helpers, passwords
from node.residents.errors import SignInRefusedError
from node.residents.models import Resident
from node.store.database import database
from node.upkeep import erasures
from node.upkeep.privacy import HOLDINGS
from node.world import World


def leave(world: World, *, resident_id: int, password: str) -> None:
    """Delete the account of whoever knows its password.

    :raises SignInRefusedError: when this is not the password; :raises LastAdminError: when nobody
        else looks after this ward.
    """
    person = Resident.get_by_id(resident_id)
    if not passwords.is_password(world, password, person.password):
        raise SignInRefusedError
    erase(world, resident_id=resident_id)


def erase(world: World, *, resident_id: int) -> None:
    """Delete an account with all that is its own.

    :raises LastAdminError: when nobody else looks after this ward.
    """
    with database.atomic():
        person = Resident.get_by_id(resident_id)
        accounts.check_other_admin(person)
        helpers.step_back_everywhere(world, person)
        lids = [row.lid for row in list(Listing.select().where(Listing.owner == person))]
        files = [path for one in HOLDINGS for path in one.erased(world, resident_id)]
        if person.email:
            outbox.forget_address(world, person.email)
            outbox.put(
                world,
                template="account-gone",
                to=Recipient(person.language, address=person.email),
                values={"name": person.shown_name, "path": "/over"},
            )
        erasures.note(world, resident=person.id, created=person.created, lids=lids)
    mark.keep(world)
    delete_files(files)


def delete_files(files: Iterable[Path]) -> None:
    """Delete files whose rows are gone; one that was taken in again meanwhile stays."""
    for path in files:
        if not Picture.select().where(Picture.digest == path.name).exists():
            path.unlink(missing_ok=True)
