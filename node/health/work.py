"""What the node does: its jobs, its mail, its neighbours, its signing; who looks after it."""

from datetime import timedelta
from typing import Final

from node.health.finding import Finding, Look, bad, good, warn
from node.translations.catalogue import N_

JOBS_SILENT: Final = timedelta(minutes=3)  # they beat twice a minute
SILENT, LONG_SILENT = timedelta(days=1), timedelta(days=7)
OF_THE_SERVER: Final = {
    "unreachable": N_("De mailserver is niet bereikbaar."),
    "no_tls": N_("De mailserver biedt geen veilige verbinding."),
    "login_refused": N_("De mailserver weigert ons wachtwoord."),
    "server_refuses": N_("De mailserver neemt geen mail van ons aan."),
}
MANY: Final = 10  # letters that one person cannot hand over by the way


def jobs(look: Look) -> Finding:
    """Whether the jobs are at work, and none of them is stuck or fails each time."""
    restart = N_("Start de site opnieuw. Helpt dat niet: kijk in zijn logboek.")
    if look.beat is None or not timedelta() <= look.since(look.beat) < JOBS_SILENT:
        return bad(N_("De taken van de site staan stil."), restart)
    late = look.facts.get("late-jobs")
    told = late.value if late else {"stuck": [], "failing": []}
    if told["stuck"]:
        return bad(N_("Een taak zit vast: %(names)s."), restart, names=", ".join(told["stuck"]))
    if told["failing"]:
        return bad(
            N_("Een taak mislukt telkens: %(names)s."),
            N_(
                "Kijk in het logboek van de site waarom. Is er net iets veranderd? Draai dat terug."
            ),
            names=", ".join(told["failing"]),
        )
    return good(N_("Alle taken draaien."))


def mail(look: Look) -> Finding:
    """Whether mail goes out, and is taken."""
    if look.world.mail is None:
        return good(
            N_("Er is geen mailserver. Codes geef je met de hand, van de bladzijde Seintjes.")
        )
    for problem, why in OF_THE_SERVER.items():
        waiting = look.letters.get(problem, 0)
        if waiting:
            return bad(
                why,
                N_(
                    "Kijk naar de regels van mail in wijk.toml, start opnieuw, en probeer: wijk"
                    " mail test. Er gaat geen mail verloren: er wachten er %(waiting)s."
                ),
                waiting=waiting,
            )
    stuck = sum(look.letters.values())
    if stuck:
        return (bad if stuck > MANY else warn)(
            N_("Er zijn %(stuck)s seintjes niet aangekomen."),
            N_("Kijk op de bladzijde Seintjes die niet aankwamen, en leg weg wat klaar is."),
            stuck=stuck,
        )
    return good(N_("De mail komt aan."))


def neighbours(look: Look) -> Finding:
    """Whether the wards that we keep up with answer."""
    call = N_(
        "Bel de beheerder van die wijk. Wij blijven het proberen. Nu meteen kan ook: wijk pull."
    )
    for one in look.neighbours:
        if one.quarantined:
            return bad(
                N_("%(name)s zegt niet tegen elke wijk hetzelfde. Wij luisteren er niet naar."),
                N_("Bel de beheerder van die wijk, en kijk op de bladzijde Buurwijken beheren."),
                name=one.name,
            )
    silent = [
        one
        for one in look.neighbours
        if one.failing_since is not None and look.since(one.failing_since) > SILENT
    ]
    if silent:
        first = min(one.failing_since for one in silent if one.failing_since)
        why = N_("Geen antwoord sinds %(since)s: %(names)s.")
        found = (
            bad if look.since(first) > LONG_SILENT or len(silent) == len(look.neighbours) else warn
        )
        return found(why, call, since=first, names=", ".join(one.name for one in silent))
    if not look.neighbours:
        return good(N_("Er zijn nog geen buurwijken."))
    return good(N_("Alle buurwijken antwoorden."))


def signing(look: Look) -> Finding:
    """Whether anything keeps us from signing, so that nothing can be placed."""
    see = N_("Kijk op de bladzijde Wie wij zijn voor andere wijken, of met wijk restore show.")
    if look.counter.copies:
        return bad(
            N_("Er draait ergens een tweede kopie van deze site. Er wordt niets geplaatst."), see
        )
    if look.counter.restoring:
        return warn(
            N_("De site is teruggezet, en vraagt de buurwijken wat hij kwijt is."),
            see,
        )
    return good(N_("Oproepen worden ondertekend."))


def admins(look: Look) -> Finding:
    """Whether there is more than one person who can do something."""
    if look.admins < 2:
        return _alone(look)
    return good(N_("Er zijn %(count)s beheerders."), count=look.admins)


def _alone(look: Look) -> Finding:
    joined = [one for one in look.called if one.state == "joined"]
    if joined:
        return warn(
            N_("Er is maar één beheerder. %(name)s heeft een account, en nog geen ja van jullie."),
            N_("Is dat echt wie jullie vroegen? Zeg dan ja op de bladzijde Beheerders."),
            name=joined[0].name,
        )
    if look.called:
        return warn(
            N_("Er is maar één beheerder. %(name)s is gevraagd, en heeft nog geen account."),
            N_("Bel %(name)s. Is de code kwijt? Vraag opnieuw op de bladzijde Beheerders."),
            name=look.called[0].name,
        )
    return warn(
        N_("Er is maar één beheerder."),
        N_("Vraag iemand erbij op de bladzijde Beheerders, of met: wijk user ask-admin NAAM."),
    )


def log(look: Look) -> Finding:
    """Whether the log of what moderators decided was whole when all of it was read."""
    seen = look.facts.get("log")
    if seen and seen.value.get("line"):
        return bad(
            N_("Het logboek van besluiten is veranderd: regel %(line)s klopt niet."),
            N_(
                "Leg het naast een kopie van daarvoor, en ga na wie bij de database kon. Wat er"
                " mis is, zegt: wijk log check."
            ),
            line=seen.value["line"],
        )
    return good(N_("Het logboek van besluiten is heel."))
