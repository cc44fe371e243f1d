"""Reports of one message, and what somebody tells moderators alone about how an agreement went.

Rule 1 (ME-09): a moderator gets the one message, as it was when it was reported, and who wrote it;
the conversation stays with the two.
Rule 2: neither of the two is the one who rules on it.
"""

from dataclasses import replace

from node.agreements import moving, parties, reported
from node.agreements.models import Response
from node.agreements.parties import Outsider, Party
from node.agreements.states import other
from node.feed.identity import own_origin
from node.listings.errors import NotFoundError
from node.moderation import reporting
from node.moderation.reporting import Told
from node.moderation.subjects import MESSAGE, WENT
from node.store.database import database
from node.world import World

ENDED = ("done", "no_show")


def report(world: World, told: Told, *, key: str, who: Party, number: int) -> None:
    """Take a report of a message of the other; of each who reports, one is kept.

    :raises NotFoundError: there is no such message for them; :raises FormError: fields are wrong.
    """
    said = reported.one(key, who, number)
    by, address = _by(who)
    once = told.once if address is None else f"by address {address}"
    checked = reporting.check(replace(told, once=once), known=True)
    with database.atomic():
        facts = {
            "subject": MESSAGE,
            "origin": own_origin().id,
            "lid": "",
            "message": said.id,
            "text": said.text,
            **_of(said.writer, said.writer_name),
        }
        case = reporting.open_case(world, f"{MESSAGE} {said.id}", facts, by=by)
        reporting.add(world, case, checked, by=by, address=address)


def tell_moderators(world: World, *, key: str, who: Party, text: str, once: str) -> None:
    """Have moderators read how it went; the other is told nothing. ``once``: see :class:`Told`.

    :raises NotFoundError: it is not theirs, or not over; :raises FormError: the text will not do.
    """
    row, side = moving.own(key, who)
    if row.state not in ENDED:
        raise NotFoundError(key)
    by, address = _by(who)
    name = "" if by else parties.name_of(row, side)
    checked = reporting.check(Told(once, "other", text, name=name), known=True)
    with database.atomic():
        case = reporting.open_case(world, f"{WENT} {row.id} {side}", _facts(row, side), by=by)
        reporting.add(world, case, checked, by=by, address=address, each=True)


def _facts(row: Response, side: str) -> dict[str, object]:
    across = other(side)
    about = _of(parties.on(row, across), parties.name_of(row, across))
    return {"subject": WENT, "origin": own_origin().id, "lid": "", **about}


def _by(who: Party) -> tuple[int | None, int | None]:
    """Who reports: a resident, or an address."""
    return (None, who.address) if isinstance(who, Outsider) else (who, None)


def _of(who: Party | None, name: str) -> dict[str, object]:
    """Whose it is, as a case keeps it."""
    if isinstance(who, Outsider):
        return {"owner": None, "address": who.address, "called": name}
    return {"owner": who, "address": None, "called": ""}
