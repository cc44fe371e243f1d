"""Neighbouring wards, for an admin: how it goes with each, and what is decided about each.

Rule: what cannot be taken back has a page of its own that asks once more.
"""

from flask import Response, abort, make_response, redirect, render_template, request

from federation.kinds import KINDS
from federation.limits import ORIGIN_LISTINGS, ORIGIN_NEW_A_DAY
from federation.words import four_words
from node.feed.identity import own_origin
from node.peering import applications, approvals, handshake, levels, neighbours
from node.peering.errors import UnknownOriginError
from node.peering.levels import LEVELS, Quota
from node.peering.neighbours import NeighbourCard
from node.peering.storing import Filters
from node.shown import decisions
from node.translations.catalogue import N_
from node.web import labels
from node.web.here import words, world
from node.web.language import say

OVERVIEW = "/beheer/buurwijken"
METRES = {"": N_("Maakt niet uit"), "1000": N_("Binnen 1 kilometer")}
METRES |= {"3000": N_("Binnen 3 kilometer"), "10000": N_("Binnen 10 kilometer")}
MOST = 10_000  # listings of one ward (PROTOCOL §14)
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
}
NOT_A_NUMBER = N_("Kies een getal van 1 tot %(most)s, of laat het leeg.")


def wards() -> str:
    """Each ward that we keep up with, and who asks to be a neighbour."""
    known = neighbours.everyone_of(world())
    return render_template(
        "admin/wards.html",
        close=[_told(one) for one in known if one.state != "distant"],
        far=[_told(one) for one in known if one.state == "distant"],
        asking=applications.waiting(),
        own=four_words(own_origin().scid),
        news=_news(),
    )


def ward_here(scid: str) -> Response:
    """One ward: how it goes, and everything that can be decided about it."""
    problems: dict[str, str] = {}
    if request.method == "POST":
        problems = _decide(_one(scid))
        if not problems:
            return _back(scid, "bewaard")
    page = render_template(
        "admin/ward.html",
        told=_told(_one(scid)),
        waiting=approvals.waiting(world(), scid),
        problems=problems,
        typed=request.form,
        levels=LEVEL_WORDS,
        hints=LEVEL_HINTS,
        metres=METRES,
        most=ORIGIN_LISTINGS,
        most_new=ORIGIN_NEW_A_DAY,
        news=_news(),
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


def ward_listing(scid: str) -> Response:
    """Yes or no to one listing of a ward whose listings wait for that."""
    card = _one(scid)
    lid, shown = request.form.get("lid", ""), request.form.get("what") == "ja"
    if lid not in {one.lid for one in approvals.waiting(world(), card.scid)}:
        abort(404)
    verdict = decisions.APPROVED if shown else decisions.HIDDEN
    levels.decide(world(), scid, lid, verdict)
    return _back(scid, "getoond" if shown else "verborgen")


def ward_away(scid: str) -> Response:
    """Be no neighbours any more: asked once more, told to the other side, and cleaned up."""
    card = _one(scid)
    blocked = request.values.get("hoe") == "blokkeren"
    if request.method == "POST":
        handshake.end(world(), scid, level="blocked" if blocked else "hidden")
        return _to(f"{OVERVIEW}?net={'dicht' if blocked else 'weg'}")
    page = render_template("admin/ward_away.html", told=_told(card), blocked=blocked)
    return make_response(page)


LEVEL_WORDS = {
    "shown": N_("Alles staat op ons bord"),
    "approval": N_("Eerst kijkt een moderator"),
    "hidden": N_("Niets staat op ons bord"),
    "blocked": N_("Geblokkeerd"),
}
LEVEL_HINTS = {
    "shown": N_("Voor een wijk die je vertrouwt."),
    "approval": N_("Elke oproep wacht op ja of nee."),
    "hidden": N_("Wij bewaren alleen dat er iets is, niet wat."),
    "blocked": N_("Ook niet als een andere wijk het doorgeeft."),
}


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
    }


def condition_of(card: NeighbourCard) -> tuple[str, str]:
    """How it goes with a ward: a look and a sentence."""
    if card.quarantined is not None:
        return "bad", say(N_("Hier klopt iets niet. Wij tonen even niets van deze wijk."))
    if card.state == "paused":
        return "off", say(N_("Wij kijken hier nu niet"))
    if card.failing_since is not None:
        return "warn", say(N_("Antwoordt niet goed sinds %(day)s"), day=card.failing_since.date())
    if card.last_contact is None and card.state != "guest":
        return "off", say(N_("Wij kijken binnenkort voor het eerst"))
    return "good", say(N_("Goed"))


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


def _decide(card: NeighbourCard) -> dict[str, str]:
    """Keep what was sent; what is wrong with it, beside its field, and then nothing is kept."""
    form, problems = request.form, dict[str, str]()
    listings = _number(form.get("most_listings", ""), "most_listings", problems)
    new = _number(form.get("most_new", ""), "most_new", problems)
    level, metres = form.get("level", card.level), form.get("metres", "")
    kinds = tuple(kind for kind in form.getlist("kinds") if kind in KINDS)
    languages = tuple(one for one in form.getlist("languages") if one in labels.TEXT_LANGUAGES)
    if level not in LEVELS or metres not in METRES:
        abort(400)
    if problems:
        return problems
    filters = Filters(kinds, languages, int(metres) if metres else None)
    quota = Quota(listings, card.quota.size, new)
    if level != card.level:
        levels.set_level(world(), card.scid, level)
    if filters != card.filters:
        levels.set_filters(world(), card.scid, filters)
    if quota != card.quota:
        levels.set_quota(world(), card.scid, quota)
    levels.set_relaying(world(), card.scid, on="relaying" in form)
    levels.take_through(world(), card.scid, on="through" in form)
    return {}


def _number(text: str, name: str, problems: dict[str, str]) -> int | None:
    tidy = text.strip().replace(".", "")
    if not tidy:
        return None
    if not (tidy.isascii() and tidy.isdigit() and len(tidy) < 6 and 1 <= int(tidy) <= MOST):
        problems[name] = say(NOT_A_NUMBER, most=MOST)
        return None
    return int(tidy)


def _news() -> str:
    return say(NEWS.get(request.args.get("net", ""), ""))


def _back(scid: str, news: str) -> Response:
    return _to(f"{OVERVIEW}/{scid}?net={news}")


def _to(address: str) -> Response:
    return make_response(redirect(address, 303))
