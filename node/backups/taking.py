"""An admin takes a sealed copy along; the other admins are told.

Rule: they are told before a byte goes out.
"""

from collections.abc import Iterator

from node.backups import sealing
from node.backups.shelf import Backup
from node.notices import outbox
from node.residents.models import Resident
from node.store.database import database
from node.world import World


def take(world: World, copy: Backup, *, passphrase: str, admin: Resident) -> Iterator[bytes]:
    """The sealed file, piece by piece.

    :raises BackupError: the passphrase is too short.
    """
    pieces, now = sealing.seal(world, copy, passphrase), world.now()
    with database.atomic():
        others = Resident.select().where(Resident.role == "admin", Resident.id != admin.id)
        for other in list(others):
            outbox.put(
                world,
                template="backup-fetched",
                to=outbox.Recipient(other.language, other.id, other.email),
                values={
                    "name": other.shown_name,
                    "who": admin.shown_name,
                    "at": now,
                    "path": "/beheer/reservekopieen",
                },
                key=f"backup-fetched {copy.name} {admin.id} {other.id} {int(now.timestamp())}",
            )
    return pieces
