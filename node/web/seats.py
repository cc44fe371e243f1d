"""At which side of an answer somebody sits here: a resident, or who came by the link of a mail.

Rule: pages about an answer ask here who it is, and where their conversations are.
"""

from dataclasses import dataclass

from flask import Flask, g

from node.agreements.parties import Party
from node.web.here import signed_in


@dataclass(frozen=True)
class Seat:
    """Who sits here. ``home``: where all of theirs is. ``by_mail``: they have no account."""

    who: Party
    talks: str
    home: str
    contact: str  # how they may want to be reached
    by_mail: bool = False

    def address(self, key: str) -> str:
        """Where this conversation is, for them."""
        return f"{self.talks}/{key}"


def install(app: Flask) -> None:
    """For every page about an answer."""
    app.jinja_env.globals["seat"] = seat


def seat() -> Seat:
    """Who sits here now: by a link, or signed in."""
    taken: Seat | None = g.get("seat")
    if taken is not None:
        return taken
    person = signed_in()
    return Seat(person.id, "/reactie", "/afspraken", person.email or "")


def take(found: Seat) -> None:
    """This request is by who came by a link."""
    g.seat = found
