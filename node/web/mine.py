"""What is mine: my listings in every state, and those I have not finished."""

from typing import Any

from flask import abort, render_template, request

from node.agreements.read import counts
from node.feed.identity import is_stopped
from node.listings import again, drafts, read, stilltrue
from node.moderation import queue
from node.peering import receipts
from node.residents import applications, recovery, together
from node.residents.models import Resident
from node.translations.catalogue import N_
from node.web.here import signed_in, world
from node.web.language import say

NOW = ""
PARTS = {NOW: N_("Nu"), "concepten": N_("Nog niet af"), "voorbij": N_("Voorbij")}
OF_NOW = ("open", "paused", "full")
NEWS = {
    "bewaard": N_("Bewaard. Je kunt later verdergaan."),
    "weggegooid": N_("Weggegooid."),
    "welkom": N_("Welkom. Je account is klaar."),
    "nieuw-wachtwoord": N_("Je nieuwe wachtwoord is bewaard. Je bent ingelogd."),
}


def mine() -> str:
    """My page; one part at a time."""
    part = request.args.get("deel", NOW)
    if part not in PARTS:
        abort(404)
    person = signed_in()
    cards = read.mine(world(), resident_id=person.id)
    parts: dict[str, list[Any]] = {
        NOW: [card for card in cards if card.state in OF_NOW],
        "concepten": drafts.of(owner=person.id),
        "voorbij": [card for card in cards if card.state not in OF_NOW],
    }
    ways = [
        (
            f"/van-mij?deel={name}" if name else "/van-mij",
            say(words),
            len(parts[name]),
            name == part,
        )
        for name, words in PARTS.items()
    ]
    return render_template(
        "account/mine.html",
        person=person,
        **_asked_of(person),
        stopped=not parts[NOW] and is_stopped(),
        part=part,
        ways=ways,
        removed=[c for c in cards if c.state == "removed" and c.ends > world().now()],
        cards_now=parts[NOW],
        cards_past=parts["voorbij"],
        drafts=parts["concepten"],
        asked={
            card.lid: stilltrue.path_of(world(), card.lid, card.ends)
            for card in cards
            if stilltrue.is_asked(world(), card)
        },
        answers=counts([card.lid for card in cards], person.id),
        moves={card.lid: again.moves(card, world().now()) for card in cards},
        deliveries=receipts.of_listings([one.lid for one in cards if one.state != "open"]),
        news=say(NEWS.get(request.args.get("net", ""), "")),
    )


def _asked_of(person: Resident) -> dict[str, Any]:
    """What waits for this resident: a neighbour to help back in, a way back of their own, and for
    who looks after the site the reports, rescues and applications that nobody has seen to.
    """
    looks_after = person.role in ("moderator", "admin")
    return {
        "calls": [call for call in together.calls(world(), person) if not call.confirmed],
        "no_way_back": not person.email and not recovery.has_paper(person.id),
        "cases": queue.count(person) if looks_after else 0,
        "rescues": len(together.listed(world())) if looks_after else 0,
        "applications": len(applications.listed()) if person.role == "admin" else 0,
    }
