"""Neighbouring wards, for an admin: how it goes with each, and what is decided about each.

Rule: what cannot be taken back has a page of its own that asks once more.
"""

from flask import Response, abort, make_response, redirect, render_template, request

from federation.words import four_words
from node.feed.identity import own_origin
from node.listings.days import day_of
from node.moderation import overseeing
from node.peering import applications, approvals, neighbours, tally
from node.peering.errors import UnknownOriginError
from node.peering.neighbours import NeighbourCard
from node.peering.storing import TEXTS
from node.translations.catalogue import N_
from node.web import deciding
from node.web.here import signed_in, words, world
from node.web.language import say

OVERVIEW = "/beheer/buurwijken"
NEWS = {
    "gevolgd": N_("Wij volgen deze wijk nu. Wij vroegen haar ook om buurwijk te worden."),
    "ja": N_("Deze wijk is nu een buurwijk. Wij hebben het haar verteld."),
    "nee": N_("Wij hebben deze wijk verteld dat het nu niet kan."),
    "bewaard": N_("Bewaard."),
    "stil": N_("Wij kijken nu niet bij deze wijk. Wat er al is, blijft staan."),
    "verder": N_("Wij kijken weer bij deze wijk."),
    "weg": N_("Deze wijk is geen buurwijk meer. Haar oproepen zijn weg."),
    "dicht": N_("Deze wijk is geblokkeerd. Haar oproepen zijn weg, ook via andere wijken."),
    "getoond": N_("Deze oproep staat nu op ons bord."),
    "verborgen": N_("Deze oproep blijft verborgen."),
    "los": N_("Deze wijk is niet meer geblokkeerd. Er staat nog niets van op ons bord."),
}


def wards() -> str:
    """Each ward that we keep up with, and who asks to be a neighbour."""
    known = neighbours.everyone_of(world())
    return render_template(
        "admin/wards.html",
        close=[_told(one) for one in known if one.state != "distant"],
        far=[_told(one) for one in known if one.state == "distant"],
        barred=neighbours.barred(),
        asking=applications.waiting(),
        own=four_words(own_origin().scid),
        news=_news(),
    )


def ward_here(scid: str) -> Response:
    """One ward: how it goes, and everything that can be decided about it."""
    card, problems = _one(scid), dict[str, str]()
    if request.method == "POST":
        problems = deciding.decide(card, request.form)
        if not problems:
            return _back(scid, "bewaard")
    page = render_template(
        "admin/ward.html",
        told=_told(card),
        tally=tally.of(card.peer_id),
        waiting=approvals.waiting(world(), scid),
        problems=problems,
        news=_news(),
        **deciding.fields(card, request.form if problems else None),
    )
    return make_response(page, 422 if problems else 200)


def ward_quiet(scid: str) -> Response:
    """Stop looking at a ward for now, or go on."""
    quiet = request.form.get("what") == "stil"
    try:
        neighbours.pause(world(), scid, on=quiet)
    except UnknownOriginError:
        abort(404)
    return _back(scid, "stil" if quiet else "verder")


def ward_free() -> Response:
    """A blocked ward is blocked no longer; nothing of it is shown before somebody decides so."""
    scid = request.form.get("scid", "")
    if scid not in {one.scid for one in neighbours.barred()}:
        abort(404)
    overseeing.set_level(world(), signed_in(), scid, "hidden")
    return _to(f"{OVERVIEW}?net=los")


def ward_listing(scid: str) -> Response:
    """Yes or no to one listing of a ward whose listings wait for that."""
    card = _one(scid)
    lid, shown = request.form.get("lid", ""), request.form.get("what") == "ja"
    try:
        overseeing.judge(world(), signed_in(), scid=card.scid, lid=lid, shown=shown)
    except UnknownOriginError:
        abort(404)
    return _back(scid, "getoond" if shown else "verborgen")


def ward_away(scid: str) -> Response:
    """Be no neighbours any more: asked once more, told to the other side, and cleaned up."""
    card = _one(scid)
    blocked = request.values.get("hoe") == "blokkeren"
    if request.method == "POST":
        overseeing.end_neighbours(world(), signed_in(), scid, blocked=blocked)
        return _to(f"{OVERVIEW}?net={'dicht' if blocked else 'weg'}")
    page = render_template("admin/ward_away.html", told=_told(card), blocked=blocked)
    return make_response(page)


def _one(scid: str) -> NeighbourCard:
    try:
        return neighbours.one(world(), scid)
    except UnknownOriginError:
        abort(404)


def _told(card: NeighbourCard) -> dict[str, object]:
    """A ward with how it goes, in words."""
    look, condition = condition_of(card)
    return {
        "card": card,
        "host": card.url.partition("://")[2],
        "look": look,
        "condition": condition,
        "wrong": neighbours.sentence(card, words().messages.gettext),
        "bond": say(bond_of(card)),
        "level": say(deciding.LEVELS[card.level]),
        "looks": card.state == "active" or (card.state == "distant" and card.level in TEXTS),
    }


def condition_of(card: NeighbourCard) -> tuple[str, str]:
    """How it goes with a ward: a look and a sentence."""
    if card.quarantined is not None:
        return "bad", say(N_("Hier klopt iets niet. Wij tonen even niets van deze wijk."))
    aside = _aside(card)
    if aside:
        return "off", say(aside)
    if card.state == "guest":
        return "good", say(N_("Zij volgt ons"))
    if card.failing_since is not None:
        return "warn", say(N_("Antwoordt niet goed sinds %(day)s"), day=day_of(card.failing_since))
    if card.unconfirmed is not None:
        return "warn", say(
            N_("Bevestigt haar oproepen niet meer sinds %(day)s"), day=day_of(card.unconfirmed)
        )
    coming = N_("Wij halen haar oproepen op")
    return "good", say(N_("Goed") if card.coming is None else coming)


def _aside(card: NeighbourCard) -> str:
    """Why nothing is fetched of a ward now; nothing when it is, or when nobody decided to."""
    if card.level == "blocked":
        return N_("Geblokkeerd. Wij kijken hier niet.")
    if card.state == "paused":
        return N_("Wij kijken hier nu niet")
    if card.state == "distant" and card.level == "hidden":
        return N_("Verborgen. Jullie beslissen of zij op ons bord komt.")
    never = (card.last_contact or card.failing_since) is None and card.state != "guest"
    if never and card.coming is None:
        return N_("Wij kijken binnenkort voor het eerst")
    return ""


def bond_of(card: NeighbourCard) -> str:
    """What the two wards are to each other."""
    if card.state == "guest":
        return N_("Zij volgt ons. Wij volgen haar niet.")
    if card.state == "distant":
        return N_("Via een buurwijk. Wij zijn geen buren.")
    return BONDS.get(card.answer, BONDS["asked"])


BONDS = {
    "accepted": N_("Wij zijn buren van elkaar."),
    "refused": N_("Wij volgen haar. Zij wil geen buurwijk zijn."),
    "asked": N_("Wij volgen haar. Zij heeft nog niet geantwoord."),
}


def _news() -> str:
    return say(NEWS.get(request.args.get("net", ""), ""))


def _back(scid: str, news: str) -> Response:
    return _to(f"{OVERVIEW}/{scid}?net={news}")


def _to(address: str) -> Response:
    return make_response(redirect(address, 303))
