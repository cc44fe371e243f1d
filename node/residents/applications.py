"""Deciding about who asks to join."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import peewee as pw

from node.notices import outbox
from node.notices.outbox import Recipient
from node.residents import accounts, names
from node.residents.errors import UnknownNameError
from node.residents.models import Application, ApplicationMessage, Resident
from node.store.database import database
from node.store.single import Value
from node.world import World

WAITS = timedelta(days=90)  # since the last word of either side; then nobody decides it any more
REFUSED_KEPT = timedelta(days=30)  # so that who has no mailbox hears it when signing in


@dataclass(frozen=True)
class Applied:
    """Somebody who asks to join. ``answers``: to the questions of the ward, as they were asked."""

    id: int
    name: str
    email: str | None
    about: str
    made: datetime
    answers: Mapping[str, str] = field(default_factory=dict)


def listed(most: int | None = None) -> list[Applied]:
    """Those who wait, the longest waiting first; all, or so many."""
    waiting = Application.select().where(Application.refused.is_null()).order_by(Application.id)
    return [shown_as(row) for row in list(waiting.limit(most))]


def number_waiting() -> Value[int]:
    """How many wait."""
    waits = Application.select(pw.fn.COUNT(Application.id)).where(Application.refused.is_null())
    return Value(waits, int)


def shown_as(row: Application) -> Applied:
    """An application as who decides it reads it."""
    return Applied(row.id, row.name, row.email, row.about, row.made, json.loads(row.answers))


def by_name(name: str) -> int:
    """The id of the application of this name.

    :raises UnknownNameError: when nobody of that name waits.
    """
    row = Application.get_or_none(name_key=names.fold_name(name))
    if row is None or row.refused is not None:
        raise UnknownNameError(name)
    return int(row.id)


def accept(world: World, application_id: int) -> Resident:
    """Make the account; who has a mailbox is told.

    :raises UnknownNameError: when somebody else has decided already.
    """
    with database.atomic():
        row = _take(application_id)
        made = accounts.insert(
            world,
            name=row.name,
            email=row.email,
            hashed=row.password,
            role="resident",
            language=row.language,
        )
        accounts.tell(world, made, "application-accepted", path="/inloggen")
        return made


def refuse(world: World, application_id: int) -> None:
    """Not now; who has a mailbox is told, others hear it when they try to sign in.

    :raises UnknownNameError: when somebody else has decided already.
    """
    with database.atomic():
        changed = (
            Application.update(refused=world.now())
            .where(Application.id == application_id, Application.refused.is_null())
            .execute()
        )
        if not changed:
            raise UnknownNameError("")
        row = Application.get_by_id(application_id)
        if row.email:
            outbox.put(
                world,
                template="application-refused",
                to=Recipient(row.language, address=row.email),
                values={"name": row.name, "path": "/over"},
            )
            Application.delete().where(Application.id == application_id).execute()


def forget_over(world: World) -> int:
    """Delete what was refused a while ago, and what nobody decided; returns how many."""
    over = Application.refused < world.now() - REFUSED_KEPT
    count: int = Application.delete().where(over).execute()
    return count + sum(
        _lapse(world, row) for row in list(Application.select().where(_silent(world)))
    )


def _silent(world: World) -> Any:
    """Those that wait, and about which nobody wrote anything for as long as they may."""
    since = world.now() - WAITS
    lately = ApplicationMessage.select(ApplicationMessage.application).where(
        ApplicationMessage.at >= since
    )
    return (
        Application.refused.is_null() & (Application.made < since) & Application.id.not_in(lately)
    )


def _lapse(world: World, row: Application) -> bool:
    """Nobody decided; who has a mailbox is told. Whether it still was so."""
    with database.atomic():
        gone = Application.delete().where(Application.id == row.id, _silent(world)).execute()
        if gone and row.email:
            outbox.put(
                world,
                template="application-lapsed",
                to=Recipient(row.language, address=row.email),
                values={"name": row.name, "path": "/over"},
            )
    return bool(gone)


def _take(application_id: int) -> Application:
    row: Application | None = Application.get_or_none(id=application_id, refused=None)
    taken = Application.delete().where(
        Application.id == application_id, Application.refused.is_null()
    )
    if row is None or not taken.execute():
        raise UnknownNameError("")
    return row
