"""Listings that somebody is still making: kept at every step, found again, nobody else's to see."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import peewee as pw

from node.listings.errors import NotFoundError
from node.listings.models import Draft as Row
from node.store.single import Value
from node.world import World, new_uuid7

KEPT = timedelta(days=365)  # since somebody last wrote on it
MOST_DRAFTS = 20  # a resident; the oldest makes room
LONGEST_VALUE = 20_000  # of one field as typed; what is longer is told beside the field, cut


@dataclass(frozen=True)
class Draft:
    """What was typed so far, field by field, and the pictures already taken in."""

    id: str
    typed: Mapping[str, str]
    updated: datetime


def save(world: World, *, owner: int, typed: Mapping[str, str], draft_id: str | None = None) -> str:
    """Keep what was typed, in place of what this draft held; returns the draft's id.

    :raises NotFoundError: when ``draft_id`` is not a draft of this resident.
    """
    fields = json.dumps({name: value[:LONGEST_VALUE] for name, value in typed.items()})
    if draft_id is None:
        _make_room(owner)
        draft_id = new_uuid7(world)
        Row.create(id=draft_id, owner=owner, fields=fields, updated=world.now())
        return draft_id
    changed = (
        Row.update(fields=fields, updated=world.now())
        .where(Row.id == draft_id, Row.owner == owner)
        .execute()
    )
    if not changed:
        raise NotFoundError(draft_id)
    return draft_id


def load(*, owner: int, draft_id: str) -> Draft:
    """One draft of this resident.

    :raises NotFoundError: when there is none.
    """
    row = Row.get_or_none(id=draft_id, owner=owner)
    if row is None:
        raise NotFoundError(draft_id)
    return _draft(row)


def of(*, owner: int) -> list[Draft]:
    """This resident's drafts, the newest first."""
    return [_draft(row) for row in _newest_first(owner)]


def number_of(owner: int) -> Value[int]:
    """How many they have."""
    return Value(Row.select(pw.fn.COUNT(Row.id)).where(Row.owner == owner), int)


def discard(*, owner: int, draft_id: str) -> None:
    """Throw a draft away."""
    Row.delete().where(Row.id == draft_id, Row.owner == owner).execute()


def forget_old(world: World) -> int:
    """The job: drafts that nobody wrote on for a year; returns how many."""
    count: int = Row.delete().where(Row.updated < world.now() - KEPT).execute()
    return count


def _make_room(owner: int) -> None:
    for row in _newest_first(owner)[MOST_DRAFTS - 1 :]:
        discard(owner=owner, draft_id=row.id)


def _newest_first(owner: int) -> list[Row]:
    return list(Row.select().where(Row.owner == owner).order_by(Row.updated.desc(), Row.id.desc()))


def _draft(row: Row) -> Draft:
    return Draft(id=row.id, typed=json.loads(row.fields), updated=row.updated)
