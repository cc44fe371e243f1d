"""My account, safe: password, mailbox, second step, ways back, and where I am signed in.

Rule: whatever changes how one comes in asks for the password that is.
"""

from collections.abc import Callable

from flask import Response, abort, make_response, redirect, render_template, request

from node.residents import (
    changing,
    helpers,
    passwords,
    recovery,
    secondstep,
    sessions,
    tickets,
    together,
)
from node.residents.errors import AccountError, SignInRefusedError, TicketError
from node.residents.models import Resident
from node.settings import values
from node.shown import aside
from node.translations.catalogue import N_
from node.upkeep import inviting
from node.web import agent, limited, onward, said, session
from node.web.converters import row
from node.web.here import resident, signed_in, world
from node.web.joining import gone
from node.web.language import say

HERE = "/van-mij/veilig"
NEWS = {
    "wachtwoord": N_("Je wachtwoord is veranderd. Op andere apparaten ben je uitgelogd."),
    "mail": N_("Je mailadres is veranderd."),
    "zonder-mail": N_("Je mailadres is weg."),
    "stap-uit": N_("Inloggen gaat weer in één stap."),
    "helpers": N_("Bewaard. Wij hebben het hun verteld."),
    "geen-helpers": N_("Bewaard. Niemand kan je zo nog binnenlaten."),
    "uitgelogd": N_("Dat apparaat is uitgelogd."),
    "gestopt": N_("Het is gestopt. Niemand komt zo in je account."),
    "help-niet": N_("Bewaard. Je helpt hier niet meer. Wij hebben het verteld."),
}
Problems = dict[str, str]


def safety() -> str:
    """All of it at a glance."""
    person = signed_in()
    return render_template(
        "account/safety.html",
        person=person,
        second_step=secondstep.is_on(person.id),
        backups=secondstep.backups_left(person.id),
        paper=recovery.has_paper(person.id),
        helpers=helpers.names_of(person.id),
        helped=helpers.helped_by(person.id),
        places=sessions.places(world(), person.id, session.here()),
        news=_news(),
    )


def change_password() -> Response:
    """Another password; this browser stays in, all others go out."""
    person = signed_in()

    def change() -> Response:
        shared = sessions.is_shared(world(), session.here())
        changing.change_password(
            world(),
            person,
            current=request.form.get("current", ""),
            new=request.form.get("password", ""),
        )
        return _in_again(person, "wachtwoord", shared=shared)

    return _form("account/password.html", change, person=person, least=_least(person))


def change_email() -> Response:
    """Another mailbox, or none."""
    person = signed_in()

    def change() -> Response:
        current = request.form.get("current", "")
        if request.form.get("what") == "none":
            changing.remove_email(world(), person, password=current)
            return _back("zonder-mail")
        email = changing.ask_email(
            world(), person, password=current, email=request.form.get("email", "")
        )
        limited.went_well()
        return make_response(render_template("account/email_mailed.html", email=email, problems={}))

    return _form(
        "account/email.html", change, person=person, without_email=values.is_on("without_email")
    )


def email_code() -> Response:
    """The code of the mail to the new mailbox."""
    person = signed_in()
    try:
        changing.confirm_email_code(world(), person, request.form.get("code", ""))
    except AccountError as error:
        page = render_template("account/email_mailed.html", email="", problems=said.problems(error))
        return make_response(page, said.status(error))
    limited.went_well()
    return _back("mail")


def email_finish(token: str) -> Response:
    """The link of that mail, with a button."""
    try:
        if request.method == "POST":
            changing.confirm_email(world(), token)
            return _back("mail")
        email = tickets.look(world(), "email", token).email
    except TicketError:
        return gone("/van-mij/e-mail")
    return make_response(render_template("account/email_confirm.html", email=email))


def set_up_second_step() -> Response:
    """The square for the app, then its first number; then the codes for on paper, this once."""
    person = signed_in()
    if secondstep.is_on(person.id):
        return make_response(redirect(HERE, 303))
    secret = secondstep.proposed(person.id)
    if secret is None:
        return _begin_second_step(person)
    address = secondstep.address(secret, name=person.name, site=world().config.host_name)

    def confirm() -> Response:
        codes = secondstep.confirm(world(), person, request.form.get("code", ""))
        limited.went_well()
        return _codes(codes, new=True)

    return _form(
        "account/second_step_set_up.html",
        confirm,
        field="code",
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        address=address,
        square=inviting.square(address),
        admin=person.role == "admin",
        then=onward.wanted(HERE),
    )


def _begin_second_step(person: Resident) -> Response:
    """What it is, with a button: the secret is made when somebody wants it, not by looking."""
    then = onward.wanted(HERE)
    if request.method == "POST":
        secondstep.propose(world(), person)
        limited.went_well()
        return make_response(redirect(onward.to("/van-mij/tweede-stap", then), 303))
    page = render_template(
        "account/second_step_begin.html", admin=person.role == "admin", then=then
    )
    return make_response(page)


def second_step_off() -> Response:
    """One step again; or new codes for on paper."""
    person = signed_in()

    def change() -> Response:
        current = request.form.get("current", "")
        if request.form.get("what") == "codes":
            changing.check_password(world(), person, current)
            limited.went_well()
            return _codes(secondstep.new_backups(world(), person), new=False)
        secondstep.turn_off(world(), person, current)
        limited.went_well()
        return _back("stap-uit")

    return _form(
        "account/second_step_off.html",
        change,
        field="current",
        backups=secondstep.backups_left(person.id),
    )


def paper() -> Response:
    """A code for on paper, shown this once."""
    person = signed_in()

    def make() -> Response:
        changing.check_password(world(), person, request.form.get("current", ""))
        limited.went_well()
        code = recovery.new_paper(world(), person)
        return make_response(
            render_template("account/paper.html", code=code, person=person, site=world().config.url)
        )

    return _form(
        "account/paper.html", make, code="", person=person, paper=recovery.has_paper(person.id)
    )


def my_helpers() -> Response:
    """The two who may let me back in together."""
    person = signed_in()
    named = helpers.names_of(person.id)

    def change() -> Response:
        current = request.form.get("current", "")
        if request.form.get("what") == "none":
            changing.check_password(world(), person, current)
            helpers.remove_all(world(), person)
            return _back("geen-helpers")
        both = (request.form.get("helper_1", ""), request.form.get("helper_2", ""))
        helpers.name_two(
            world(),
            person,
            helper_names=both,
            password=current,
            apart=aside.parted_from(person.id),
        )
        return _back("helpers")

    return _form("account/helpers.html", change, named=[*named, "", ""][:2], has=bool(named))


def helping() -> Response:
    """Those who named me, and whether one of them asks for help now; I can also step back."""
    person = signed_in()

    def answer() -> Response:
        owner_id = request.form.get("owner", 0, type=row)
        if request.form.get("what") == "leave":
            limited.went_well()
            if not helpers.step_back(world(), person, owner_id=owner_id):
                abort(404)
            return make_response(redirect("/van-mij/helpen?net=help-niet", 303))
        both = together.confirm(
            world(), person, owner_id=owner_id, typed=request.form.get("code", "")
        )
        limited.went_well()
        return make_response(
            render_template("account/helping.html", **_helping(person), done=True, both=both)
        )

    return _form(
        "account/helping.html", answer, field="code", done=False, both=False, **_helping(person)
    )


def stop_mine() -> Response:
    """Stop whoever is being let in as me."""
    together.stop_mine(world(), signed_in())
    return _back("gestopt")


def sign_out_place() -> Response:
    """End one of my sessions."""
    if not sessions.sign_out_place(signed_in().id, request.form.get("place", "")):
        abort(404)
    return _back("uitgelogd")


def rescue_waiting() -> bool:
    """For the head of each page of somebody who is being let back in elsewhere."""
    person = resident()
    return person is not None and person.being_rescued


def _form(
    template: str, change: Callable[[], Response], *, field: str = "", **given: object
) -> Response:
    """Show a form; when it was sent, do it, or show it again with what is wrong."""
    if request.method != "POST":
        return make_response(render_template(template, problems={}, typed=request.form, **given))
    try:
        return change()
    except AccountError as error:
        wrong = "current" if isinstance(error, SignInRefusedError) else field
        problems = said.problems(error, wrong)
        page = render_template(template, problems=problems, typed=request.form, **given)
        return make_response(page, said.status(error))


def _helping(person: Resident) -> dict[str, object]:
    return {
        "calls": together.calls(world(), person),
        "helped": helpers.helped_by(person.id),
        "news": _news(),
    }


def _news() -> str:
    return say(NEWS.get(request.args.get("net", ""), ""))


def _codes(codes: list[str], *, new: bool) -> Response:
    page = render_template(
        "account/codes.html",
        codes=codes,
        new=new,
        then=onward.wanted(HERE),
        site=world().config.url,
    )
    return make_response(page)


def _back(news: str) -> Response:
    limited.went_well()
    return make_response(redirect(f"{HERE}?net={news}", 303))


def _in_again(person: Resident, news: str, *, shared: bool) -> Response:
    """A new session in this browser, now that all have ended; the second step was taken here."""
    token = sessions.begin_again(
        world(), person, shared=shared, agent=agent.in_short(request.headers.get("User-Agent", ""))
    )
    response = _back(news)
    session.come_in(response, token, shared=shared)
    return response


def _least(person: Resident) -> int:
    if secondstep.is_on(person.id):
        return passwords.LEAST_WITH_SECOND_STEP
    return passwords.LEAST_CHARACTERS
