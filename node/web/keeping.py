"""The addresses where admins keep the site well: how it is, and its copies."""

from flask import request

from node.store import damage
from node.store.damage import DamagedError
from node.web import copying, health
from node.web.here import world
from node.web.route import ADMIN, ANYBODY, BOTH, GET, NOTHING, Route

# What goes on when the database is damaged: an admin comes in and sees how it is.
WITH_DAMAGE = {"sign_in", "second_step", "sign_out", "health_here"}

ROUTES = (
    Route("/livez", health.livez, GET, ANYBODY, shows=NOTHING),
    Route("/readyz", health.readyz, GET, ANYBODY, shows=NOTHING),
    Route(health.HOME, health.health_here, BOTH, ADMIN, shows=NOTHING),
    Route(copying.HOME, copying.copies_here, BOTH, ADMIN, shows=NOTHING),
    Route(
        f"{copying.HOME}/<name>", copying.copy_away, BOTH, ADMIN, limit="password", shows=NOTHING
    ),
)


def refuse_on_damage() -> None:
    """:raises DamagedError: something would be written to a database that is damaged."""
    if request.method == "POST" and request.endpoint not in WITH_DAMAGE and damage.found(world()):
        raise DamagedError
