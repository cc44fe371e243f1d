"""What is mine: my listings in every state, and those I have not finished."""

from typing import Any

from flask import abort, render_template, request

from node.agreements.read import counts
from node.feed import identity
from node.listings import again, drafts, read, stilltrue
from node.moderation import feedback, queue
from node.peering import receipts
from node.residents import applications, recovery, together
from node.residents.models import Resident
from node.translations.catalogue import N_
from node.trust import admitting, succession
from node.web import asking
from node.web.here import signed_in, world
from node.web.language import say

NOW = ""
PARTS = {NOW: N_("Nu"), "concepten": N_("Nog niet af"), "voorbij": N_("Voorbij")}
OF_NOW = ("open", "paused", "full", "asked", "held", "hidden", "resting")
AWAY = ("removed", "hidden", "asked")  # by a moderator, with a reason to read
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
    now = [card for card in cards if card.state in OF_NOW]
    past = [card for card in cards if card.state not in OF_NOW]
    asked = _asked_of(person, stopped=not now)
    numbers = {NOW: len(now), "concepten": asked["number_of_drafts"], "voorbij": len(past)}
    shown = {NOW: now, "voorbij": past}.get(part, [])
    ways = [
        (
            f"/van-mij?deel={name}" if name else "/van-mij",
            say(words),
            numbers[name],
            name == part,
        )
        for name, words in PARTS.items()
    ]
    return render_template(
        "account/mine.html",
        person=person,
        **asked,
        part=part,
        ways=ways,
        removed=[c for c in cards if c.state in AWAY and c.ends > world().now()],
        cards_now=now,
        cards_past=past,
        drafts=drafts.of(owner=person.id) if part == "concepten" else [],
        asked={
            card.lid: stilltrue.path_of(world(), card.lid, card.ends)
            for card in cards
            if stilltrue.is_asked(world(), card)
        },
        answers=counts([card.lid for card in shown], person.id),
        moves={card.lid: again.moves(card, world().now()) for card in cards},
        deliveries=receipts.of_listings([one.lid for one in shown if one.state != "open"]),
        news=say(NEWS.get(request.args.get("net", ""), "")),
    )


def _asked_of(person: Resident, *, stopped: bool) -> dict[str, Any]:
    """What waits for this resident: their drafts, a neighbour to help back in, a way back of their
    own, and for who looks after the site the reports, rescues and applications that nobody has seen
    to. ``stopped``: also whether the whole site has.
    """
    looks_after = person.role in ("moderator", "admin")
    of_site: dict[str, Any] = {"stopped": identity.stopped()} if stopped else {}
    if looks_after:
        of_site["asked_us"] = feedback.number_open()
    asked = asking.together(
        drafts=drafts.number_of(person.id),
        papers=recovery.papers(person.id),
        calls=together.number_of_calls(world(), person.id),
        newcomers=applications.number_waiting(),
        vacant=succession.vacant(world()),
        **of_site,
    )
    calls = together.calls(world(), person) if asked["calls"] else []
    return {
        "stopped": asked.get("stopped", False),
        "number_of_drafts": asked["drafts"],
        "calls": [call for call in calls if not call.confirmed],
        "no_way_back": not person.email and not asked["papers"],
        "cases": queue.count(world(), person) if looks_after else 0,
        "rescues": len(together.listed(world())) if looks_after else 0,
        "asked_us": asked.get("asked_us", 0),
        "newcomers": admitting.number_of(person, asked["newcomers"]),
        "vacant": asked["vacant"],
    }
