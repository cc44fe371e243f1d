"""How the site is seen from outside: what our own visit to it told (:mod:`node.health.seeing`)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from node.health.finding import Finding, Look, bad, good, warn
from node.health.mirror import VISIT
from node.translations.catalogue import N_

STALE: Final = timedelta(hours=2)
ENDS_SOON, ENDS_NOW = timedelta(days=14), timedelta(days=3)
NOT_YET = N_("Wij hebben nog niet van buiten naar de site gekeken.")
WAIT = N_("Wacht een paar minuten. De site doet dit zelf, als zijn taken draaien.")
WRONG_REQUEST, MISDIRECTED = 400, 421


def address(look: Look) -> Finding:
    """Whether our own address leads to us, under our own name."""
    seen = look.facts.get(VISIT)
    host = look.world.config.host_name
    if seen is None or look.since(seen.at) > STALE:
        return warn(NOT_YET, WAIT)
    told = seen.value
    if told["status"] in {WRONG_REQUEST, MISDIRECTED} or not _is_named(told, host):
        return bad(
            N_("De webserver ervoor geeft een andere naam door dan %(host)s."),
            N_(
                "Laat hem de naam van de bezoeker doorgeven. Caddy doet dat vanzelf; in nginx is"
                " het deze regel: proxy_set_header Host $host;"
            ),
            host=host,
        )
    if not told["status"]:
        return bad(
            N_("Op %(host)s komen wij niet bij onszelf uit (%(code)s)."),
            N_(
                "Kijk of deze naam naar deze machine wijst, en of de webserver ervoor draait en"
                " naar poort %(port)s leidt."
            ),
            host=host,
            code=told["code"],
            port=str(look.world.config.port),
        )
    if not told["ours"]:
        return bad(
            N_("Op %(host)s antwoordt iets anders dan deze site."),
            N_("Laat de webserver ervoor naar poort %(port)s van deze machine leiden."),
            host=host,
            port=str(look.world.config.port),
        )
    return good(N_("Wie naar %(host)s gaat, komt hier."), host=host)


def _is_named(told: Mapping[str, Any], host: str) -> bool:
    """Whether our visit came in under our name; the loopback's names are let in without it."""
    shown = told.get("host") or host
    return urlsplit(f"//{shown}").hostname == urlsplit(f"//{host}").hostname


def proxy(look: Look) -> Finding:
    """Whether visitors come in with their own address."""
    seen = look.facts.get(VISIT)
    if seen is None or not seen.value["ours"]:
        return warn(NOT_YET, WAIT)
    told = seen.value
    if told["forwarded"] and told["found"] == told["peer"]:
        if told.get("trusted"):
            return _of_one(look, told["peer"])
        return bad(
            N_("Alle bezoekers lijken van één adres te komen: %(peer)s, de webserver ervoor."),
            N_('Zet deze regel in wijk.toml, en start opnieuw: trusted_proxies = "%(peer)s"'),
            peer=told["peer"],
        )
    if not told["forwarded"] and look.world.config.url.startswith("https:"):
        return bad(
            N_("De webserver ervoor zegt niet van welk adres een bezoeker komt."),
            N_(
                "Caddy doet dat vanzelf; in nginx is het deze regel: proxy_set_header"
                " X-Forwarded-For $proxy_add_x_forwarded_for;"
            ),
        )
    return good(N_("Bezoekers komen binnen met hun eigen adres."))


def _of_one(look: Look, peer: str) -> Finding:
    """The web server is believed, and takes every visitor for itself."""
    if not look.world.config.url.startswith("https:"):  # every visitor is this machine
        return good(N_("Bezoekers komen binnen met hun eigen adres."))
    return bad(
        N_("Ook voor de webserver ervoor lijken alle bezoekers van één adres te komen: %(peer)s."),
        N_(
            "Er staat nog iets tussen dat hun adres niet doorgeeft, zoals Docker of een tunnel."
            " Laat bezoekers bij de webserver zelf binnenkomen, of zet het PROXY-protocol aan."
        ),
        peer=peer,
    )


def https(look: Look) -> Finding:
    """Whether the connection is safe, and how long its certificate lasts."""
    if not look.world.config.url.startswith("https:"):
        return good(N_("Deze site is alleen op je eigen machine te zien: een slotje hoeft niet."))
    seen = look.facts.get(VISIT)
    if seen is None or not seen.value["ours"]:
        return warn(NOT_YET, WAIT)
    if not seen.value["strict"]:
        return bad(
            N_("De webserver ervoor laat de regel weg die browsers aan het slotje houdt."),
            N_("Laat hem de regel Strict-Transport-Security van de site gewoon doorgeven."),
        )
    if seen.value["ends"] is None:
        return warn(N_("Wij konden niet zien hoe lang het slotje geldt."), WAIT)
    return _of_certificate(look, datetime.fromisoformat(seen.value["ends"]))


def _of_certificate(look: Look, ends: datetime) -> Finding:
    do = N_(
        "Kijk in het logboek van de webserver ervoor waarom hij geen nieuw certificaat haalt. Vaak"
        " is poort 80 dicht."
    )
    left = ends - look.now
    if left < ENDS_NOW:
        return bad(
            N_("Het slotje geldt tot %(ends)s. Daarna komt niemand er meer op."), do, ends=ends
        )
    if left < ENDS_SOON:
        return warn(N_("Het slotje geldt nog maar tot %(ends)s."), do, ends=ends)
    return good(N_("De beveiligde verbinding is geldig tot %(ends)s."), ends=ends)
