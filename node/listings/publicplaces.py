"""The ward's own list of public places: a community centre, a square, a school.

Rule 1: only from this list a listing gets an address (PROTOCOL §5.2); admins keep it.
Rule 2: of where a place is on the map, its cell is kept, as of everything else.
Rule 3: what hangs already keeps the words it was placed with; a place that goes is let go of.
"""

from collections.abc import Mapping
from datetime import datetime

from federation import privacy
from node.listings import fields, places
from node.listings.errors import FieldsError, NotFoundError
from node.listings.fields import Problem
from node.listings.models import Listing
from node.listings.models import PublicPlace as Row
from node.listings.places import PublicPlace
from node.store.database import database
from node.translations.catalogue import N_
from node.world import World

MOST = 200  # more than somebody reads through
EMPTY_NAME = Problem(N_("Hier staat nog niets. Schrijf hoe de plek heet."))
NUMBER_IN_NAME = Problem(
    N_("Dit lijkt op een adres. Zet dat bij het adres, en hier alleen de naam.")
)
TAKEN = Problem(N_("Deze plek staat al op de lijst."))
TOO_MANY = Problem(N_("De lijst is vol. Haal eerst een plek weg."))


def listed() -> list[PublicPlace]:
    """All of them, by name."""
    return [_place(row) for row in list(Row.select().order_by(Row.name_key))]


def one(number: int) -> PublicPlace:
    """The place with this number.

    :raises NotFoundError: when there is none.
    """
    row = Row.get_or_none(id=number)
    if row is None:
        raise NotFoundError(str(number))
    return _place(row)


def by_number() -> Mapping[str, PublicPlace]:
    """All of them by their number, as a form sends it."""
    return {str(place.id): place for place in listed()}


def add(world: World, typed: Mapping[str, str]) -> int:
    """Put a place on the list: ``name``, ``address`` and ``point`` as typed; returns its number.

    :raises FieldsError: when something will not do.
    """
    if Row.select().count() >= MOST:
        raise FieldsError({"name": TOO_MANY})
    number: int = Row.insert(_read(world.now(), typed, None)).execute()
    return number


def change(world: World, number: int, typed: Mapping[str, str]) -> None:
    """Say it otherwise, from now on.

    :raises NotFoundError: when there is no such place; :raises FieldsError: when it will not do.
    """
    one(number)
    Row.update(_read(world.now(), typed, number)).where(Row.id == number).execute()


def remove(number: int) -> None:
    """Take it off the list.

    :raises NotFoundError: when there is no such place.
    """
    one(number)
    with database.atomic():
        Listing.update(public_place=None).where(Listing.public_place == number).execute()
        Row.delete().where(Row.id == number).execute()


def _read(now: datetime, typed: Mapping[str, str], number: int | None) -> dict[str, object]:
    reader = fields.Reader(typed, now)
    name = reader.line("name", fields.LONGEST_PLACE, EMPTY_NAME)
    address = reader.line("address", fields.LONGEST_ADDRESS)
    geo = reader.geo("point")
    key = name.casefold()
    if privacy.find(name):
        reader.problems.setdefault("name", NUMBER_IN_NAME)
    if Row.select().where(Row.name_key == key, Row.id != (number or 0)).exists():
        reader.problems.setdefault("name", TAKEN)
    if reader.problems:
        raise FieldsError(reader.problems)
    latitude, longitude = geo or (None, None)
    values = {"name": name, "name_key": key, "address": address}
    return values | {"latitude": latitude, "longitude": longitude}


def _place(row: Row) -> PublicPlace:
    return PublicPlace(row.id, row.name, row.address, places.kept(row.latitude, row.longitude))
