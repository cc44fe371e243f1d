"""What is mine: my listings, and those I have not finished."""

from flask import render_template

from node.listings import drafts, read
from node.web.here import signed_in, world


def mine() -> str:
    """My page."""
    person = signed_in()
    cards = read.mine(world(), resident_id=person.id)
    return render_template(
        "account/mine.html",
        person=person,
        open_cards=[card for card in cards if card.state == "open"],
        past_cards=[card for card in cards if card.state != "open"],
        drafts=drafts.of(owner=person.id),
    )
