"""What mail could not bring, for admins: to hand over, to try again, to put aside."""

from flask import Response, abort, make_response, redirect, render_template, request

from node.notices import undelivered
from node.notices.kinds import KINDS
from node.translations.catalogue import N_
from node.upkeep import mailing
from node.web.converters import row
from node.web.here import world
from node.web.language import say

NEWS = {
    "opnieuw": N_("Wij proberen het binnen een minuut opnieuw."),
    "klaar": N_("Weggelegd."),
}
PROBLEMS = {
    "no_mailbox": N_("Er is geen mailadres."),
    "no_server": N_("Deze wijksite verstuurt geen mail."),
    "over": N_("Het kwam niet op tijd weg. Wat erin staat, geldt niet meer."),
    "unknown": N_("De verbinding brak af. Misschien kwam het aan, misschien niet."),
    "unreachable": N_("De mailserver was niet bereikbaar."),
    "no_tls": N_("De mailserver biedt geen veilige verbinding."),
    "login_refused": N_("De mailserver weigert ons wachtwoord."),
    "server_refuses": N_("De mailserver neemt geen mail van ons aan."),
    "later": N_("De mailserver zegt: nu niet."),
    "refused": N_("De mailserver weigert dit adres."),
    "bad_letter": N_("Deze mail kan niet worden gemaakt, of niet voor dit adres."),
}


def notices_undelivered() -> Response:
    """The list, and what is done with one of it."""
    if request.method != "POST":
        return make_response(_page())
    number = request.form.get("number", 0, type=row)
    if request.form.get("what") == "retry":
        done, news = undelivered.retry(world(), notice_id=number), "opnieuw"
    else:
        done, news = undelivered.put_aside(world(), notice_id=number), "klaar"
    if not done:
        abort(404)
    return make_response(redirect(f"/beheer/seintjes?net={news}", 303))


def _page() -> str:
    return render_template(
        "admin/undelivered.html",
        lines=mailing.lines(world()),
        kinds=KINDS,
        reasons=PROBLEMS,
        site=world().config.url,
        news=say(NEWS.get(request.args.get("net", ""), "")),
    )
