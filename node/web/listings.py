"""Looking: the board with its search, and one listing.

Rule: what somebody may see is decided by the use case, from who they are; nothing is hidden here.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from node.listings import read, search
from node.listings.cards import Card
from node.listings.errors import NotFoundError
from node.translations.catalogue import N_
from node.web import fed, labels
from node.web.here import resident, viewer, words, world
from node.web.language import say

HIGHEST_ID = 2**63 - 1
LONGEST_SEARCH = 500  # characters shown again in the field; the first words are what is sought
NEAR = {"all": N_("Ook buurwijken"), "ward": N_("Alleen deze wijk")}
ACTIVITY = "application/activity+json"


@dataclass(frozen=True)
class Filters:
    """What the address asks for."""

    q: str = ""
    kind: str = ""
    purpose: str = ""
    terms: str = ""
    near: str = ""

    def address(self, **changes: str | int) -> str:
        """The board with these filters, and changes; what is empty is left out."""
        values = {**vars(self), **changes}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"/?{query}" if query else "/"

    def chosen(self) -> list[tuple[str, str]]:
        """Each filter that is on, in words, with the address that takes it away."""
        shown = {
            "q": f"“{self.q}”",
            "kind": say(labels.KINDS.get(self.kind, "")),
            "purpose": say(labels.PURPOSES_OF_OTHERS.get(self.purpose, "")),
            "terms": say(labels.TERMS.get(self.terms, "")),
            "near": say(NEAR.get(self.near, "")),
        }
        return [
            (text, self.address(**{name: ""}))
            for name, text in shown.items()
            if getattr(self, name)
        ]


def board() -> str:
    """The list: everything this viewer may see, the newest first, or what they look for."""
    filters = _filters()
    found = search.find(
        world(),
        viewer(),
        search.Query(
            words=filters.q,
            kind=filters.kind or None,
            purpose=filters.purpose or None,
            terms=filters.terms or None,
            nearby=filters.near != "ward",
            before=_before(),
        ),
    )
    return render_template(
        "listings/board.html",
        filters=filters,
        found=found,
        count=_count(found),
        further="after" in request.args,
        near=NEAR,
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
        return _see(redirect(f"/l/{lid}", 301))
    shown = render_template("listings/listing.html", card=card, own=_is_mine(card), new=_is_new())
    response = make_response(shown)
    response.vary.add("Accept")
    return response


def _see(response: AnyResponse) -> Response:
    return make_response(response)


def _is_mine(card: Card) -> bool:
    person = resident()
    return person is not None and card.owner_id == person.id


def _is_new() -> str:
    """Whether it was placed or changed just now, to say so."""
    news = request.args.get("net", "")
    return news if news in {"geplaatst", "veranderd"} else ""


def _filters() -> Filters:
    """What the address asks for; 400 for what nothing on our pages can ask."""
    chosen = {name: request.args.get(name, "").strip() for name in vars(Filters())}
    allowed = {
        "kind": labels.KINDS,
        "purpose": labels.PURPOSES,
        "terms": labels.TERMS,
        "near": NEAR,
    }
    for name, known in allowed.items():
        if chosen[name] and chosen[name] not in known:
            abort(400)
    chosen["q"] = " ".join(chosen["q"].replace("\0", " ").split())[:LONGEST_SEARCH]
    chosen["near"] = "" if chosen["near"] == "all" else chosen["near"]
    return Filters(**chosen)


def _before() -> int | None:
    value = request.args.get("after", "")
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 20 and int(value) <= HIGHEST_ID):
        abort(400)
    return int(value)


def _count(found: search.Found) -> str:
    if found.more_than_counted:
        return say(N_("Meer dan %(most)s oproepen"), most=search.MOST_COUNTED)
    return words().count(N_("%(num)s oproep"), N_("%(num)s oproepen"), found.total)


def _wants_document() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", ACTIVITY, "application/ld+json"])
    return best in {ACTIVITY, "application/ld+json"}
