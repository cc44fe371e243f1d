"""Copies of the whole node, for an admin: which there are, one more now, and one to take along.

Rule: a copy leaves this machine sealed, for whoever types their password anew; the others hear it.
"""

from flask import Response, abort, make_response, redirect, render_template, request

from node.backups import nightly, sealing, shelf, taking
from node.backups.errors import BackupError
from node.backups.shelf import Backup
from node.residents import changing
from node.residents.errors import AccountError
from node.store import facts
from node.translations.catalogue import N_
from node.web import limited, said
from node.web.here import signed_in, words, world
from node.web.language import say

HOME = "/beheer/reservekopieen"
WHY = {
    shelf.NIGHTLY: N_("vannacht"),
    shelf.ASKED: N_("gevraagd"),
    shelf.UPGRADE: N_("voor een nieuwe versie"),
    shelf.EXPORT: N_("om mee te nemen"),
}
NEWS = {"gevraagd": N_("Wij maken een kopie. Dat duurt meestal een minuut.")}
TOO_SHORT = N_("Maak deze zin langer: minstens %(least)s tekens.")
NOT_THE_SAME = N_("Dit is niet dezelfde zin. Typ hem nog eens.")


def copies_here() -> Response:
    """Which there are; and one more now."""
    if request.method == "POST":
        nightly.ask(world())
        return make_response(redirect(f"{HOME}?net=gevraagd", 303))
    seen = facts.everything()
    page = render_template(
        "admin/copies.html",
        copies=[(one, size(one.manifest.size)) for one in shelf.all_of(world())],
        failed=seen.get(nightly.FAILED),
        tried=seen.get(nightly.TRIED),
        why=WHY,
        news=say(NEWS.get(request.args.get("net", ""), "")),
    )
    return make_response(page)


def copy_away(name: str) -> Response:
    """One sealed copy, to keep on another machine."""
    try:
        copy = shelf.find(world(), name)
    except BackupError:
        abort(404)
    problems: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            changing.check_password(world(), signed_in(), request.form.get("current", ""))
            problems = _of_passphrase()
            status = 422 if problems else 200
        except AccountError as error:
            problems, status = said.problems(error, "current"), said.status(error)
        if not problems:
            limited.went_well()
            return _sent(copy)
    page = render_template(
        "admin/copy.html",
        copy=copy,
        size=size(copy.manifest.size),
        suggestion=sealing.suggestion(world().random),
        problems=problems,
    )
    return make_response(page, status)


def size(count: int) -> str:
    """In the unit in which people buy disks."""
    kilo = -(-count // 1000)
    return f"{words().number(kilo)} kB" if kilo < 1000 else f"{words().number(kilo // 1000)} MB"


def _of_passphrase() -> dict[str, str]:
    typed = request.form.get("sentence", "")
    if len(typed) < sealing.LEAST_CHARACTERS:
        return {"sentence": say(TOO_SHORT, least=sealing.LEAST_CHARACTERS)}
    if typed != request.form.get("again", ""):
        return {"again": say(NOT_THE_SAME)}
    return {}


def _sent(copy: Backup) -> Response:
    pieces = taking.take(world(), copy, passphrase=request.form["sentence"], admin=signed_in())
    answer = Response(pieces, mimetype="application/octet-stream")
    answer.content_length = sealing.size_of(copy)
    answer.headers["Content-Disposition"] = f'attachment; filename="{copy.name}{sealing.ENDING}"'
    return answer
