"""What a page wants to know besides its listings, in one question with what its head says."""

from typing import Any

from flask import g

from node.store import single
from node.store.single import Value
from node.web.here import resident
from node.web.ways import WAYS


def together(**wanted: Value[Any]) -> dict[str, Any]:
    """Each of these under its name. What is new on the ways through the site is known with it."""
    person = resident()
    new = {
        way.address: way.counts(person.id)
        for way in WAYS
        if way.counts is not None and person is not None
    }
    found = single.together({**wanted, **new})
    g.new_on = {address: found[address] for address in new}
    return {name: found[name] for name in wanted}
