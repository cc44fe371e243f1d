"""Settings, in two places: what the ward decides here, with its history; what the machine needs.

Rule 1: what the machine needs is read here and changed there, in its file or its environment.
Rule 2: a secret of the machine is never on a page, not even how long it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Response, abort, make_response, redirect, render_template, request

from node.config import HIDDEN
from node.moderation import changes
from node.moderation.changes import ChangedSinceError, NotNewestError
from node.settings import values
from node.settings.table import GROUPS, SETTINGS, SettingError
from node.translations.catalogue import N_
from node.web.converters import row
from node.web.here import signed_in, world
from node.web.language import say
from node.web.route import ADMIN, BOTH, GET, NOTHING, Route

HOME: Final = "/beheer/instellingen"
HISTORY: Final = f"{HOME}/geschiedenis"
NEWS: Final = {"bewaard": N_("Bewaard."), "terug": N_("Teruggezet.")}
TOO_LATE: Final = N_("Dit is intussen weer veranderd. Er is niets teruggezet.")
MEANWHILE: Final = N_(
    "Een ander veranderde dit intussen. Kijk bij wat er veranderd is. Bewaar je nog eens, dan "
    "geldt wat hier staat."
)
CHOICES: Final[Mapping[str, str]] = {
    "open": N_("Iedereen"),
    "application": N_("Iedereen, maar iemand van de wijk zegt eerst ja"),
    "invitation": N_("Wie een uitnodiging heeft"),
    "closed": N_("Niemand"),
    "trusted": N_("Iedereen die wij vertrouwen"),
    "moderators": N_("Moderators en beheerders"),
    "yes": N_("Ja"),
    "no": N_("Nee"),
}
MACHINE: Final[Mapping[str, str]] = {
    "url": N_("Het adres van de site"),
    "data": N_("De map met alles van de site"),
    "database": N_("De database"),
    "backup_folder": N_("De map met reservekopieën"),
    "host": N_("Luistert op adres"),
    "port": N_("Luistert op poort"),
    "threads": N_("Zoveel bezoekers tegelijk"),
    "trusted_proxies": N_("Machines die bezoekers doorgeven"),
    "mail_host": N_("De mailserver"),
    "mail_port": N_("Poort van de mailserver"),
    "mail_security": N_("Hoe de mail versleuteld is"),
    "mail_from": N_("Afzender van de mail"),
    "mail_user": N_("Naam bij de mailserver"),
    "mail_password": N_("Wachtwoord van de mailserver"),
    "authorities": N_("Eigen lijst van certificaten"),
    "secret": N_("Het geheim van de site"),
    "development": N_("Om mee te proberen"),
}


@dataclass(frozen=True)
class Needed:
    """One thing that the machine needs. ``source``: where it was set; empty: nobody set it."""

    label: str
    name: str
    value: str
    hidden: bool
    source: str


def settings() -> Response:
    """What the ward decides about itself."""
    problems: dict[str, str] = {}
    typed: dict[str, str] = {}
    if request.method == "POST":
        since = request.form.get("since", type=row)
        sent = {name: request.form[name] for name in SETTINGS if name in request.form}
        typed = changes.touched(sent, since)
        wrong = changes.put_all(world(), signed_in(), typed, since)
        problems = {name: _problem(name, error) for name, error in wrong.items()}
        if not problems:
            return _to(f"{HOME}?net=bewaard")
    page = render_template(
        "admin/settings.html",
        groups={
            heading: {name: one for name, one in SETTINGS.items() if one.group == group}
            for group, heading in GROUPS.items()
        },
        held={**values.everything(), **typed},
        since=changes.last(),
        choices=CHOICES,
        problems=problems,
        news=_news(),
    )
    return make_response(page, 422 if problems else 200)


def _problem(name: str, error: SettingError) -> str:
    return say(MEANWHILE if isinstance(error, ChangedSinceError) else SETTINGS[name].problem)


def settings_history() -> Response:
    """Who changed what, when, from what to what; the newest of each can be set back."""
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            changes.undo(world(), signed_in(), request.form.get("number", 0, type=row))
            return _to(f"{HISTORY}?net=terug")
        except NotNewestError:
            problems = {"inhoud-veranderd": say(TOO_LATE)}
    name = request.args.get("wat", "")
    if name and name not in SETTINGS:
        abort(404)
    before = request.args.get("before", type=row)
    page = render_template(
        "admin/settings_history.html",
        page=changes.page(before=before, name=name),
        chosen=name,
        further=before is not None,
        table=SETTINGS,
        choices=CHOICES,
        problems=problems,
        news=_news(),
    )
    return make_response(page, 409 if problems else 200)


def machine_settings() -> str:
    """What the machine needs: to read."""
    config = world().config
    shown = config.shown()
    lines = [
        Needed(say(label), name, shown[name], shown[name] == HIDDEN, config.sources.get(name, ""))
        for name, label in MACHINE.items()
    ]
    return render_template("admin/machine.html", lines=lines)


def _to(address: str) -> Response:
    return make_response(redirect(address, 303))


def _news() -> str:
    return say(NEWS.get(request.args.get("net", ""), ""))


ROUTES: tuple[Route, ...] = (
    Route(HOME, settings, BOTH, ADMIN, shows=NOTHING),
    Route(HISTORY, settings_history, BOTH, ADMIN, shows=NOTHING),
    Route("/beheer/machine", machine_settings, GET, ADMIN, shows=NOTHING),
)
