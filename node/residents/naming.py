"""What somebody is called: inside the ward by the name they choose, beyond it by a part of that.

Rule 1: the name shown is as much one's own as the name one signs in with: nobody else bears it.
Rule 2: beyond the ward goes a part of the name shown, never something else.
"""

from collections.abc import Mapping

from node.residents import former, names
from node.residents.errors import NameTakenError
from node.residents.lookalikes import look
from node.residents.models import Resident
from node.store.database import database
from node.translations.catalogue import N_
from node.world import World

STYLES: Mapping[str, str] = {
    "initial": N_("Voornaam en eerste letter van je achternaam"),
    "first": N_("Alleen je voornaam"),
    "whole": N_("Je hele naam"),
}
USUAL = "initial"


def outside(shown: str, style: str) -> str:
    """The name beyond the ward."""
    if style == "whole":
        return shown
    return shown.split(maxsplit=1)[0] if style == "first" else names.outside(shown)


def style_of(shown: str, beyond: str) -> str:
    """How ``beyond`` was made from ``shown``."""
    return next((style for style in STYLES if outside(shown, style) == beyond), USUAL)


def choose(world: World, *, resident_id: int, shown: str, style: str) -> None:
    """Be called ``shown`` from now on, and a part of that beyond the ward.

    :raises AccountError: when it cannot be a name here, or is somebody else's.
    """
    tidy = names.check_name(shown)
    beyond = outside(tidy, style if style in STYLES else USUAL)
    with database.atomic():
        if is_anothers(world, tidy, resident_id=resident_id):
            raise NameTakenError(tidy)
        Resident.update(shown_name=tidy, outside_name=beyond).where(
            Resident.id == resident_id
        ).execute()


def is_anothers(world: World, name: str, *, resident_id: int | None = None) -> bool:
    """Whether somebody else signs in with a name that looks like this one, or is called so; or
    somebody left with it lately."""
    wanted = look(name)
    for other in list(Resident.select(Resident.id, Resident.name, Resident.shown_name)):
        if other.id != resident_id and wanted in {look(other.name), look(other.shown_name)}:
            return True
    return former.is_reserved(world, wanted)
