"""The link of a mail with which the alerts of one kept search stop.

Rule: looking changes nothing; a button does, or a mailbox's own (RFC 8058), which sends no form of
ours. The token is what opens it.
"""

from flask import abort, render_template, request

from node.matching import seeking, stopping
from node.matching.stopping import NoSuchError
from node.web.here import world
from node.web.route import ANYBODY, BOTH, GET, NOTHING, Route


def stop_alerts(search: int, token: str) -> str:
    """It asks, and stops."""
    act = stopping.stop if request.method == "POST" else stopping.look
    try:
        found = act(world(), number=search, token=token)
    except NoSuchError:
        abort(404)
    return render_template(
        "account/alerts_stop.html",
        name=found.name,
        stopped=found.alert == seeking.NONE,
        outside=found.address_id is not None,
    )


def how_we_look() -> str:
    """How something is found for somebody."""
    return render_template("ward/matching.html")


ROUTES: tuple[Route, ...] = (
    Route(
        f"{stopping.PAGE}/<row:search>/<token:token>",
        stop_alerts,
        BOTH,
        ANYBODY,
        limit="stop-mail",
        shows=NOTHING,
        bare=True,
    ),
    Route("/over/zoeken", how_we_look, GET, ANYBODY, shows=NOTHING),
)
