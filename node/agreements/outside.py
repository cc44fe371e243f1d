"""Answering without an account: written on a page, mailed, and sent once its button was pressed.

Rule 1: until then it stands with the link alone; whoever placed the listing hears nothing.
Rule 2: asking is the same whoever reads the address, and the mail holds no word that was typed.
Rule 3: they answer what anybody may see, and nothing else; what holds for a resident whose address
it is, holds for them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from node.agreements import responding
from node.agreements.asking import Wish
from node.agreements.errors import NotToAnswerError
from node.agreements.parties import Outsider
from node.listings.models import Listing
from node.notices import outbox
from node.notices.outbox import Recipient
from node.residents import addresses, names, naming
from node.residents.errors import AccountError, BadEmailError, NameTakenError
from node.residents.models import Address
from node.shown import aside
from node.shown.viewer import ANYONE
from node.store.database import database
from node.world import World

PURPOSE: Final = "answer"
MAIL: Final = "answer-confirm"


@dataclass(frozen=True)
class Wanted:
    """What somebody would answer, to which listing, and as whom."""

    lid: str
    called: str
    wish: Wish
    email: str


def problems(world: World, *, called: str, email: str) -> Mapping[str, AccountError]:
    """What is wrong with how somebody wants to be called, and with their address."""
    found: dict[str, AccountError] = {}
    try:
        name = names.check_name(called)
        if naming.is_anothers(world, name):
            found["called"] = NameTakenError(name)
    except AccountError as error:
        found["called"] = error
    try:
        names.check_email(email)
    except BadEmailError as error:
        found["email"] = error
    return found


def ask(
    world: World, *, listing: Listing, called: str, email: str, language: str, wish: Wish
) -> None:
    """Note it, and mail the link where it is confirmed.

    :raises AccountError: when the name or the address will not do.
    """
    for error in problems(world, called=called, email=email).values():
        raise error
    about = _written(listing.lid, names.check_name(called), wish)
    with database.atomic():
        token = addresses.ask(world, purpose=PURPOSE, email=email, language=language, about=about)
        outbox.put(
            world,
            template=MAIL,
            to=Recipient(language, address=names.check_email(email)),
            values={"title": listing.title, "path": f"{addresses.PAGE}/{token}"},
        )


def waiting(world: World, token: str) -> Wanted:
    """What waits for the button.

    :raises TicketError: when nothing does.
    """
    found = addresses.waiting(world, purpose=PURPOSE, token=token)
    return _read(found.about, found.email)


def confirm(world: World, token: str) -> str:
    """Send it; returns where the conversation is.

    :raises TicketError: when nothing waits (any more); :raises NotFoundError: the listing is gone;
    :raises NotToAnswerError: it is not for them to answer; :raises TooManyError: when they, or who
        placed it, had enough today; :raises OverdueError: they have something that is late.
    """
    wanted = waiting(world, token)
    listing = responding.listing_to_answer(world, ANYONE, wanted.lid)
    with database.atomic():
        address = addresses.confirm(world, purpose=PURPOSE, token=token)
        _check_may(address, listing)
        return responding.respond(
            world,
            who=Outsider(address.id),
            listing=listing,
            wish=wanted.wish,
            called=wanted.called,
        )


def _check_may(address: Address, listing: Listing) -> None:
    """:raises NotToAnswerError: as for the resident with this address, or who is blocked."""
    owner, person = listing.owner_id or 0, addresses.resident_of(address)
    shut_out = aside.is_shut_out(owner, address.id)
    if person is not None:
        shut_out |= person.id == owner or person.suspended is not None
        shut_out |= aside.are_parted(person.id, owner)
    if shut_out:
        raise NotToAnswerError(listing.lid)


def _written(lid: str, called: str, wish: Wish) -> str:
    said = {
        "lid": lid,
        "called": called,
        "text": wish.text,
        "quantity": wish.quantity,
        "starts": _seconds(wish.starts),
        "timed": wish.timed,
        "until": _seconds(wish.until),
        "occasion": wish.occasion,
    }
    return json.dumps(said, ensure_ascii=False)


def _read(about: str, email: str) -> Wanted:
    said = json.loads(about)
    wish = Wish(
        text=said["text"],
        quantity=said["quantity"],
        starts=_moment(said["starts"]),
        timed=said["timed"],
        until=_moment(said["until"]),
        occasion=said["occasion"],
    )
    return Wanted(said["lid"], said["called"], wish, email)


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
