"""Holding to the limits of routes: counted before a page is asked, given back when it went well.

Rule: the table is :data:`node.residents.limits.LIMITS`; here is only who it is about.
"""

from flask import g, request

from node.residents import devices, limits, names
from node.residents.limits import LIMITS, Subject
from node.web import client, session
from node.web.here import resident, world


def spend(name: str) -> None:
    """Count this request.

    :raises TooManyError: when it is one too many.
    """
    subject = Subject(client.address(), _account(name))
    limits.spend(world(), name, subject)
    g.spent = (name, subject)


def went_well() -> None:
    """Do not hold this request against anybody."""
    spent = g.pop("spent", None)
    if spent is not None:
        limits.refund(world(), *spent)


def _account(name: str) -> str:
    field = LIMITS[name].field
    if field:
        typed = request.form.get(field, "")
        known = request.cookies.get(session.known_name(), "") if name == "sign-in" else ""
        return devices.known(known, typed) or names.who_key(typed) if typed else ""
    person = resident() or session.halfway()
    return f"resident {person.id}" if person else ""
