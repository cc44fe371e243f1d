"""Hiding, blocking, and taking that back: two taps from every listing, and a list of it all.

Rule 1: it is done at once and can be undone at once, on the page that somebody comes back to.
Rule 2: whoever is hidden or blocked is told nothing.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, abort, make_response, redirect, render_template, request

from node.agreements import parting
from node.listings import aside as hiding
from node.listings.cards import Card
from node.residents.models import Resident
from node.shown import aside
from node.translations.catalogue import N_
from node.web import onward
from node.web.here import resident, signed_in, viewer, world
from node.web.language import say

OVERVIEW = "/van-mij/verborgen"
LISTING, WARD, RESIDENT, OUTSIDER, BACK = "oproep", "wijk", "bewoner", "buiten", "terug"
DONE = {
    LISTING: N_("Je ziet deze oproep niet meer. Anderen zien hem nog wel."),
    WARD: N_("Je ziet niets meer van deze buurwijk. Anderen zien het nog wel."),
    RESIDENT: N_("Jullie zien niets meer van elkaar. Wij vertellen het niet."),
    OUTSIDER: N_("Jullie krijgen niets meer van elkaar. Wij vertellen het niet."),
    BACK: N_("Ongedaan gemaakt. Je ziet het weer."),
}
_NUMBER = re.compile(r"\d{0,9}", re.ASCII)
_SAID = re.compile(rf"({LISTING}|{WARD}|{RESIDENT}|{OUTSIDER})-(\d{{1,18}})|{BACK}", re.ASCII)


@dataclass(frozen=True)
class Gone:
    """What was just set aside, for the page that somebody came back to. ``number`` undoes it."""

    what: str
    number: str | None
    back: str

    @property
    def sentence(self) -> str:
        """What happened, in the language of the page."""
        return say(DONE[self.what])


def install(app: Flask) -> None:
    """For every page with listings, and for the page after."""
    app.jinja_env.globals.update(
        just_set_aside=just_set_aside, here_without=here_without, may_mind=may_mind
    )


def hide(lid: str) -> Response:
    """Hide one listing of ours."""
    return _back(LISTING, hiding.hide(world(), viewer(), lid=lid))


def hide_from(scid: str, lid: str) -> Response:
    """Hide one listing of a neighbour."""
    return _back(LISTING, hiding.hide(world(), viewer(), lid=lid, origin_scid=scid))


def hide_ward(scid: str, lid: str) -> Response:
    """Hide everything of the ward that this listing is from."""
    number = hiding.hide(world(), viewer(), lid=lid, origin_scid=scid, whole_ward=True)
    return _back(WARD, number)


def block(lid: str) -> Response:
    """Block whoever placed this listing."""
    return _back(RESIDENT, hiding.block_maker(world(), viewer(), lid=lid))


def block_in_conversation(thread: str) -> Response:
    """Block the other one of a conversation."""
    found = parting.block_other(world(), key=thread, resident_id=signed_in().id)
    return _back(OUTSIDER if found.outside else RESIDENT, found.number)


def set_aside() -> str:
    """All that I hide and whom I block."""
    person, before = signed_in(), request.args.get("na", "")
    if not _NUMBER.fullmatch(before):
        abort(400)
    residents, outsiders = ([], []) if before else aside.blocked_by(person.id)
    listings, further = hiding.hidden_listings(
        world(), viewer(), before=int(before) if before else None
    )
    return render_template(
        "account/aside.html",
        listings=listings,
        wards=[] if before else hiding.hidden_wards(person.id),
        residents=residents,
        outsiders=outsiders,
        next=f"{OVERVIEW}?na={further}" if further else "",
        further=bool(before),
    )


def undo() -> Response:
    """See it again, or each other."""
    what, number = request.form.get("what", ""), request.form.get("number", "")
    if what not in DONE or not (number.isascii() and number.isdigit() and len(number) < 19):
        abort(400)
    ends = {RESIDENT: aside.unblock, OUTSIDER: aside.let_in_again}
    end = ends.get(what, aside.show_again)
    end(resident_id=signed_in().id, number=int(number))
    return _to(BACK)


def just_set_aside() -> Gone | None:
    """What the address of this page says was just set aside; it shows and undoes, nothing more."""
    found = _SAID.fullmatch(request.args.get("weg", ""))
    if found is None or resident() is None:
        return None
    return Gone(found[1] or BACK, found[2], here_without())


def here_without() -> str:
    """The address of this page, without what was just said on it."""
    kept = [
        part
        for part in request.query_string.decode("ascii", "replace").split("&")
        if part and not part.startswith("weg=")
    ]
    return urlunsplit(("", "", request.path, "&".join(kept), ""))


def may_mind(card: Card) -> bool:
    """Whether this card is somebody else's, so that there is something to hide or to report."""
    person: Resident | None = resident()
    return person is None or card.owner_id is None or card.owner_id != person.id


def _back(what: str, number: int) -> Response:
    return _to(f"{what}-{number}")


def _to(said: str) -> Response:
    path, query = urlsplit(onward.wanted(OVERVIEW))[2:4]
    together = "&".join(filter(None, (query, f"weg={said}")))
    return make_response(redirect(urlunsplit(("", "", path, together, "")), 303))
