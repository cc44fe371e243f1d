"""Who looks after the site: who was asked, who is it, and who stops.

Rule: giving or taking power asks for the admin's own password once more.
"""

from flask import Response, abort, make_response, redirect, render_template, request

from node.moderation import overseeing
from node.residents import accounts, coadmins
from node.residents.errors import AccountError, UnknownNameError
from node.translations.catalogue import N_
from node.upkeep import inviting
from node.web import limited, said
from node.web.converters import row
from node.web.here import signed_in, words, world
from node.web.language import say

HOME = coadmins.PAGE
ROLES = {
    "admin": N_("Beheerder"),
    "moderator": N_("Moderator"),
    "resident": N_("Bewoner, zonder taak"),
}
NEWS = {
    "ja": N_("Gedaan. Er is nu een beheerder bij."),
    "taak": N_("Gedaan. Wij hebben het verteld."),
    "weg": N_("Deze vraag is weg. De code opent niets meer."),
}
UNKNOWN = N_("Wij kennen hier niemand met deze naam. Typ de naam precies zo.")
CHOOSE = N_("Kies een van de taken.")
NAME = N_("Vul in hoe diegene heet.")


def admins() -> Response:
    """Who looks after the site, and who was asked to."""
    return _page({})


def change_admins() -> Response:
    """One of the forms of that page."""
    deeds = {"ask": _ask, "yes": _yes, "end": _end, "role": _role}
    deed = deeds.get(request.form.get("what", ""))
    if deed is None:
        abort(400)
    try:
        answer = deed()
    except AccountError as error:
        return _page(_told(error), said.status(error))
    limited.went_well()
    return answer


def _ask() -> Response:
    code = overseeing.ask_admin(
        world(),
        signed_in(),
        name=request.form.get("asked", ""),
        email=request.form.get("email", ""),
        language=words().language,
    )
    page = render_template(
        "admin/admin_asked.html",
        code=code,
        name=request.form.get("asked", ""),
        mailed=bool(request.form.get("email", "").strip()),
        mails=world().mail is not None,
        letter=inviting.letters(world(), [code])[0],
    )
    return make_response(page)


def _yes() -> Response:
    number = request.form.get("number", 0, type=row)
    try:
        overseeing.confirm_admin(
            world(), signed_in(), number, password=request.form.get("current", "")
        )
    except UnknownNameError:
        abort(404)
    return _back("ja")


def _end() -> Response:
    if not coadmins.take_back(request.form.get("number", 0, type=row)):
        abort(404)
    return _back("weg")


def _role() -> Response:
    role = request.form.get("role", "")
    if role not in ROLES:
        return _page({"role": say(CHOOSE)}, 422)
    overseeing.set_role(
        world(),
        signed_in(),
        name=request.form.get("name", ""),
        role=role,
        password=request.form.get("current_role", ""),
    )
    return _back("taak")


def _told(error: AccountError) -> dict[str, str]:
    what = request.form.get("what")
    if isinstance(error, UnknownNameError):
        return {"name": say(UNKNOWN)}
    if what == "ask":
        told = said.problems(error)
        return {"asked": say(NAME)} if "name" in told else told
    current = f"current_{request.form.get('number', '')}" if what == "yes" else "current_role"
    told = said.problems(error)
    return {current: told["current"]} if "current" in told else told


def _page(problems: dict[str, str], status: int = 200) -> Response:
    page = render_template(
        "admin/admins.html",
        people=accounts.moderators(),
        called=coadmins.listed(world()),
        me=signed_in(),
        roles={name: say(words_) for name, words_ in ROLES.items()},
        problems=problems,
        typed=request.form,
        mails=world().mail is not None,
        news=say(NEWS.get(request.args.get("net", ""), "")),
    )
    return make_response(page, status)


def _back(news: str) -> Response:
    return make_response(redirect(f"{HOME}?net={news}", 303))
