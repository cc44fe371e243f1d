"""Alerts without an account: a search, kept for whoever reads mail at a confirmed address.

Rule 1: it is kept once the button behind the link of a mail was pressed, and not before.
Rule 2: asking is the same whoever reads the address, and the mail holds no word that was typed.
Rule 3: it finds what anybody may see, and nothing else.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from node.matching import saved, seeking
from node.matching.models import SavedSearch
from node.matching.saved import FullError, Saved, UnknownError
from node.notices import outbox
from node.notices.outbox import Recipient
from node.residents import addresses, names
from node.store.database import database
from node.world import World

PURPOSE: Final = "alert"
MAIL: Final = "alert-confirm"
MOST: Final = 10  # for one address
ALERTS: Final = ("now", "daily", "weekly")


@dataclass(frozen=True)
class Wanted:
    """What somebody would hear of, how soon, and at which address."""

    name: str
    choices: Mapping[str, str]
    alert: str
    email: str


def ask(
    world: World, *, email: str, language: str, name: str, chosen: Mapping[str, str], alert: str
) -> None:
    """Note it, and mail the link where it is confirmed. ``name``: what the search is called.

    :raises BadEmailError: when it is no address.
    """
    about = json.dumps(
        {"name": saved.readable(name), "choices": saved.written(chosen), "alert": alert},
        ensure_ascii=False,
    )
    with database.atomic():
        token = addresses.ask(world, purpose=PURPOSE, email=email, language=language, about=about)
        outbox.put(
            world,
            template=MAIL,
            to=Recipient(language, address=names.check_email(email)),
            values={"path": f"{addresses.PAGE}/{token}"},
        )


def waiting(world: World, token: str) -> Wanted:
    """What waits for the button.

    :raises TicketError: when nothing does.
    """
    found = addresses.waiting(world, purpose=PURPOSE, token=token)
    said = json.loads(found.about)
    return Wanted(said["name"], saved.chosen_in(said["choices"]), said["alert"], found.email)


def confirm(world: World, token: str) -> None:
    """Keep it; what is kept already is heard of as was asked now.

    :raises TicketError: when nothing waits (any more); :raises FullError: there are as many as fit.
    """
    wanted = waiting(world, token)
    with database.atomic():
        address = addresses.confirm(world, purpose=PURPOSE, token=token)
        written = saved.written(wanted.choices)
        row = _of(address.id).where(SavedSearch.choices == written).first()
        if row is None and _of(address.id).count() >= MOST:
            raise FullError
        row = row or SavedSearch(
            address=address.id,
            name=wanted.name,
            choices=written,
            created=world.now(),
            looked=world.now(),
        )
        row.alert = wanted.alert if wanted.alert in ALERTS else ALERTS[-1]
        row.save()
        seeking.of_search(row)


def listed(address_id: int) -> list[Saved]:
    """All of theirs, the newest first."""
    return [saved.shown(row) for row in list(_of(address_id).order_by(SavedSearch.id.desc()))]


def drop(*, address_id: int, number: int) -> None:
    """Not kept any more, at once.

    :raises UnknownError: when it is not theirs.
    """
    with database.atomic():
        if not _of(address_id).where(SavedSearch.id == number).exists():
            raise UnknownError
        SavedSearch.delete().where(SavedSearch.id == number).execute()
        seeking.forget_unsought()


def _of(address_id: int) -> Any:
    return SavedSearch.select().where(SavedSearch.address == address_id, SavedSearch.gone.is_null())
