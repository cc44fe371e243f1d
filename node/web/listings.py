"""Looking: the board with its search, and one listing.

Rule: what somebody may see is decided by the use case, from who they are; nothing is hidden here.
"""

from dataclasses import replace
from typing import Any

from flask import Response, abort, g, make_response, redirect, render_template, request

from node.agreements import responding
from node.agreements.read import waiting
from node.feed import identity
from node.listings import again, counting, nearby, read, search, withdrawing
from node.listings.cards import Card
from node.listings.errors import NotFoundError
from node.listings.hints import for_now
from node.moderation import told
from node.moderation.actions import ACTIONS
from node.moderation.rules import RULES
from node.peering import receipts
from node.translations.catalogue import N_, NN_
from node.web import asking, fed
from node.web.filters import Filters, search_address
from node.web.here import resident, signed_in, viewer, words, world
from node.web.language import say
from node.web.profiles import handle_of
from node.web.stilltrue import to_try

HIGHEST_ID = 2**63 - 1
ACTIVITY = "application/activity+json"
NEWS = {
    "geplaatst": N_("Je oproep hangt op het bord."),
    "veranderd": N_("Je oproep is veranderd."),
    "gepauzeerd": N_("Je oproep is gepauzeerd. Niemand anders ziet hem nu."),
    "hervat": N_("Je oproep hangt weer op het bord."),
    "verlengd": N_("Je oproep blijft langer hangen."),
    "gelukt": N_("Mooi dat het gelukt is. Je oproep is van het bord."),
}


def board() -> str:
    """The list: everything this viewer may see, the newest first, or what they look for."""
    filters = Filters.read(request.args)
    middle = nearby.centre(g.ward.centre)
    query = filters.query(middle)
    after, beyond = _further()
    found = search.find(world(), viewer(), replace(query, before=after, beyond=beyond))
    empty = not found.cards and asking.together(stopped=identity.stopped())["stopped"]
    counts = counting.of(world(), viewer(), query)
    return render_template(
        "listings/board.html",
        filters=filters,
        counts=counts,
        groups=filters.groups(counts, measured=middle is not None),
        found=found,
        stopped=empty,
        centre=middle,
        count=_count(found, query),
        place=_place(found),
        further="after" in request.args,
        site=world().config.url,
        next=filters.address(after=_onward(found)) if found.next else "",
        more=_more(found),
    )


def listing(lid: str) -> Response:
    """A listing of this ward: a page for people, the signed document for other nodes."""
    if _wants_document():
        document: Response = fed.listing_document(lid)
        return document
    return _page(lid, None)


def listing_from(scid: str, lid: str) -> Response:
    """A listing that came from a neighbouring ward."""
    return _page(lid, scid)


def _page(lid: str, scid: str | None) -> Response:
    try:
        card = read.one(world(), viewer(), lid=lid, origin_scid=scid)
    except NotFoundError:
        if scid is None and read.was_public(lid=lid):
            abort(410)
        raise
    if scid is not None and card.is_own:
        return make_response(redirect(f"/l/{lid}", 301))
    own = _is_mine(card)
    page = render_template(
        "listings/listing.html",
        card=card,
        own=own,
        **(_for_owner(card) if own else _for_others(card)),
        news=say(NEWS.get(request.args.get("net", ""), "")) if own else "",
        search_address=search_address,
    )
    response = make_response(page)
    response.vary.add("Accept")
    return response


def _for_owner(card: Card) -> dict[str, Any]:
    """What only its maker reads: what they may do with it, and how far it has come."""
    if card.state in withdrawing.BY_MODERATORS:
        kept = told.away(world(), owner=signed_in().id, lid=card.lid)
        moves = again.moves(card, world().now())
        return {"kept": kept, "away": card.state, "rules": RULES, "known": ACTIONS, "moves": moves}
    asked = asking.together(
        until=withdrawing.back_until(card.lid), answers=waiting(card.lid, signed_in().id)
    )
    until = asked["until"]
    if until is not None:  # nobody was told yet
        return {"gone": True, "until": until if until > world().now() else None, "moves": []}
    return {
        "late": request.args.get("net") == "te-laat" and card.state == "withdrawn",
        "moves": again.moves(card, world().now()),
        "hints": to_try(card, for_now(card, world().now())),
        "delivery": receipts.of_listing(card.lid),
        "answers": asked["answers"],
    }


def _for_others(card: Card) -> dict[str, Any]:
    """Whether it can be answered here, the answer of who did, and where more about its maker is."""
    return asking.together(
        can_answer=responding.answerable(card, viewer()),
        answered=responding.running_of(card.lid, viewer().resident_id),
        maker=handle_of(card.owner_id),
    )


def _is_mine(card: Card) -> bool:
    person = resident()
    return person is not None and card.owner_id == person.id


def _further() -> tuple[int | None, int | None]:
    """From where the page goes on: ``after`` is a listing, and in another order where it stood."""
    value = request.args.get("after", "")
    if not value:
        return None, None
    number, ordered, stood = value.partition("-")
    return _whole(number), _whole(stood) if ordered else None


def _whole(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 20 and int(value) <= HIGHEST_ID):
        abort(400)
    return int(value)


def _onward(found: search.Found) -> str:
    return str(found.next) if found.beyond is None else f"{found.next}-{found.beyond}"


ORDERS = {
    "new": NN_("%(num)s oproep", "%(num)s oproepen, de nieuwste eerst"),
    "near": NN_("%(num)s oproep, dichtbij eerst", "%(num)s oproepen, dichtbij eerst"),
    "ending": NN_(
        "%(num)s oproep, wat bijna afloopt eerst", "%(num)s oproepen, wat bijna afloopt eerst"
    ),
}


NEWEST = {
    "near": N_("De %(most)s nieuwste oproepen, dichtbij eerst"),
    "ending": N_("De %(most)s nieuwste oproepen, wat bijna afloopt eerst"),
}


def _count(found: search.Found, query: search.Query) -> str:
    if not found.total:
        return say(N_("Geen oproepen"))
    if found.more_than_counted and query.sort in NEWEST:
        return say(NEWEST[query.sort], most=search.MOST_COUNTED)
    if found.more_than_counted:
        return say(N_("Meer dan %(most)s oproepen"), most=search.MOST_COUNTED)
    return words().count(*ORDERS[query.sort], found.total)


def _place(found: search.Found) -> str:
    """Which page this is, as far as it was counted."""
    if found.page is None:
        return ""
    if found.more_than_counted:
        return say(N_("Bladzijde %(page)s"), page=found.page)
    return say(N_("Bladzijde %(page)s van %(pages)s"), page=found.page, pages=found.pages)


def _more(found: search.Found) -> str:
    """What the way on brings."""
    return words().count(*NN_("Volgende oproep", "Volgende %(num)s oproepen"), found.coming)


def _wants_document() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", ACTIVITY, "application/ld+json"])
    return best in {ACTIVITY, "application/ld+json"}
