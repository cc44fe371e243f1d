"""How the site is: two questions of whoever watches the machine, and a page for the admins.

Rule: nothing secret is answered to anybody; only we ourselves hear how we came in.
"""

import json
from collections import Counter

from flask import Response, jsonify, make_response, redirect, render_template, request

from node.backups.making import program
from node.health import checks, mirror, seeing
from node.health.finding import WORST_FIRST
from node.health.looking import Look
from node.store import facts
from node.store.migrate import is_up_to_date
from node.translations.catalogue import N_
from node.web import client
from node.web.here import here, world
from node.web.language import say

HOME = "/beheer/gezondheid"
STATES = {"bad": N_("Kapot"), "warn": N_("Let op"), "good": N_("Goed")}
NEWS = {"kijk": N_("Wij kijken nu opnieuw. Dat duurt een minuut.")}


def livez() -> Response:
    """Alive: this process answers. Our own visit also hears how it came in."""
    text = "ok\n"
    if mirror.is_ours(world(), request.headers.get(mirror.HEADER, "")):
        seen = {
            "host": request.host,
            "peer": request.remote_addr,
            "found": client.address(),
            "trusted": client.is_trusted(request.remote_addr or "", world().config.trusted_proxies),
            "forwarded": "X-Forwarded-For" in request.headers,
        }
        text += json.dumps(seen)
    return Response(text, mimetype="text/plain")


def readyz() -> tuple[Response, int]:
    """Ready: the database answers and fits this program, and what the node cannot do without is."""
    found = {"database": False, "migrated": False, "jobs": False, "disk": False}
    try:
        with here().store.active() as database:
            found["migrated"] = is_up_to_date(database)
            if found["migrated"]:
                found |= checks.readiness(Look(world()))
    except Exception:  # noqa: BLE001  # whatever is wrong, the answer is "not ready"
        found["database"] = False
    ready = all(found.values())
    return jsonify(ready=ready, version=running_version(), **found), 200 if ready else 503


def health_here() -> Response:
    """Each check, the worst first; and looking again."""
    if request.method == "POST":
        facts.note(world().now(), seeing.WANTED)
        return make_response(redirect(f"{HOME}?net=kijk", 303))
    look = Look(world())
    lines = checks.run(look)
    counted = Counter(line.finding.state for line in lines)
    page = render_template(
        "admin/health.html",
        lines=lines,
        counts={state: counted[state] for state in WORST_FIRST},
        states=STATES,
        at=look.now,
        news=say(NEWS.get(request.args.get("net", ""), "")),
    )
    return make_response(page)


def running_version() -> str:
    """The version of this program."""
    return program()
