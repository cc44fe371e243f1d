"""The ward at its writing desk: mail goes out in its name; a proof; what did not arrive, and whose.

Rule: whether mail goes out is tried with the very same letters and the very same door.
"""

from dataclasses import dataclass

from node.feed.identity import ward
from node.listings.days import ZONE
from node.notices import deliver, letters, undelivered
from node.notices.letters import Desk, Told
from node.notices.undelivered import Undelivered
from node.residents.models import Resident
from node.translations import catalogue
from node.world import World


@dataclass(frozen=True)
class Line:
    """A notice that did not arrive, and for whom."""

    notice: Undelivered
    who: str


def desk(world: World) -> Desk:
    """Who writes."""
    return Desk(ward().name, world.config.url, catalogue.load(ZONE))


def deliver_due(world: World) -> int:
    """Send what is due; returns how many mails went out."""
    return deliver.deliver_due(world, desk(world))


def send_test(world: World, *, address: str, language: str) -> None:
    """Send one mail now, and hear what the server says of it; what waited for it goes out too.

    :raises node.world.MailError: when it did not go out; :raises LookupError: without a server.
    """
    if world.mail is None:
        raise LookupError("no mail server")
    letter = letters.write(
        desk(world),
        Told("mail-test", language, {"path": "/"}),
        letter_id=world.random(deliver.ID_BYTES).hex(),
        to=address,
        date=world.now(),
    )
    world.mail(letter)
    undelivered.server_is_back(world)


def lines(world: World) -> list[Line]:
    """What did not arrive, for whom."""
    found = undelivered.listed(world)
    ids = {one.resident for one in found if one.resident is not None}
    rows = list(Resident.select(Resident.id, Resident.name).where(Resident.id.in_(list(ids))))
    names = {row.id: row.name for row in rows}
    return [Line(one, names.get(one.resident or 0) or one.address or "") for one in found]
