"""How often mail comes: the page of a resident, and the same behind the link of a mail.

Rule 1: looking changes nothing; a button does. A mailbox's own stop button sends no form of ours
(RFC 8058), so that address alone takes a bare post; its token is what opens it.
Rule 2: a link says nothing of whose it is, but a mailbox that only its owner recognises.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import Response, abort, make_response, redirect, render_template, request

from node.notices import choices, links
from node.notices.choices import Choices, Person
from node.notices.hours import Quiet
from node.notices.kinds import KINDS
from node.notices.sorts import CHOOSABLE, NONE, SORTS, WAYS
from node.residents import mailchoices
from node.residents.mailchoices import Behind, LinkError
from node.translations.catalogue import N_
from node.web.here import signed_in, world
from node.web.language import say
from node.web.route import ANYBODY, BOTH, NOTHING, RESIDENT, Route

MINE: Final = "/van-mij/seintjes"
FROM, UNTIL = "quiet_from", "quiet_until"
NO_SUCH = N_("Kies hoe vaak je deze mail wilt.")
SAME_HOUR = N_("Kies twee verschillende uren. Of kies: geen stille uren.")


def my_notices() -> Response:
    """What I chose, and how I change it."""
    person = signed_in()
    return _page_or_kept(Behind(Person(person.id)), MINE, mine=True, has_mailbox=bool(person.email))


def notices_by_link(who: str, token: str) -> Response:
    """The same for who has the link of a mail."""
    return _page_or_kept(_behind(who, token), f"{links.PAGE}/{who}/{token}")


def stop_notices(who: str, token: str, sorts: str) -> Response:
    """No more of what this mail was: it asks, and a button or a mailbox's own stop does."""
    found = _behind(who, token)
    chosen = [sort for sort in dict.fromkeys(sorts.split(links.BETWEEN)) if sort in CHOOSABLE]
    if not chosen:
        abort(404)
    stopped = request.method == "POST"
    if stopped:
        choices.choose(world(), found.person, dict.fromkeys(chosen, NONE))
    page = render_template(
        "account/notices_stop.html",
        sorts=[SORTS[sort] for sort in chosen],
        mailbox=found.mailbox,
        stopped=stopped,
        page=f"{links.PAGE}/{who}/{token}",
    )
    return make_response(page)


def _behind(who: str, token: str) -> Behind:
    try:
        return mailchoices.behind(world(), who, token)
    except LinkError:
        abort(404)


def _page_or_kept(
    found: Behind, address: str, *, mine: bool = False, has_mailbox: bool = True
) -> Response:
    asked = _asked(found.person)
    if request.method != "POST":
        return _page(found, address, {}, {}, mine=mine, has_mailbox=has_mailbox)
    if "stop" in request.form:
        choices.choose(world(), found.person, dict.fromkeys(asked, NONE))
        return make_response(redirect(f"{address}?net=gestopt", 303))
    typed = {name: request.form.get(name, "") for name in (*asked, FROM, UNTIL)}
    problems = _problems(asked, typed)
    if problems:
        return _page(found, address, typed, problems, mine=mine, has_mailbox=has_mailbox)
    choices.be_quiet(world(), found.person, _quiet(typed))
    choices.choose(world(), found.person, {name: typed[name] for name in asked})
    return make_response(redirect(f"{address}?net=bewaard", 303))


def _asked(person: Person) -> list[str]:
    """The sorts of which they may get something."""
    told = {kind.sort for kind in KINDS.values()}
    outside = person.resident is None
    return [name for name in CHOOSABLE if name in told and (SORTS[name].outside or not outside)]


def _problems(asked: Sequence[str], typed: Mapping[str, str]) -> dict[str, str]:
    found = {name: say(NO_SUCH) for name in asked if typed[name] not in SORTS[name].ways}
    if typed[FROM] and _quiet(typed) is None:
        found[UNTIL] = say(SAME_HOUR)
    return found


def _quiet(typed: Mapping[str, str]) -> Quiet | None:
    return Quiet.read(f"{typed[FROM]}-{typed[UNTIL]}") if typed[FROM] else None


def _page(
    found: Behind,
    address: str,
    typed: Mapping[str, str],
    problems: Mapping[str, str],
    *,
    mine: bool,
    has_mailbox: bool,
) -> Response:
    asked, kept = _asked(found.person), choices.of(found.person)
    page = render_template(
        "account/notices.html",
        sorts=[(name, SORTS[name], _ways(name)) for name in asked],
        always=[sort for sort in SORTS.values() if sort.always] if found.person.resident else [],
        typed=typed or _kept(asked, kept),
        hours=_hours(),
        from_hours={"": say(N_("Geen stille uren"))} | _hours(),
        problems=problems,
        address=address,
        mine=mine,
        has_mailbox=has_mailbox,
        mailbox=found.mailbox,
        net=request.args.get("net", ""),
    )
    return make_response(page, 422 if problems else 200)


def _ways(name: str) -> dict[str, str]:
    return {way: say(WAYS[way]) for way in SORTS[name].ways}


def _kept(asked: Sequence[str], kept: Choices) -> dict[str, str]:
    quiet = kept.quiet
    hours = {FROM: str(quiet.begins), UNTIL: str(quiet.ends)} if quiet else {FROM: "", UNTIL: "7"}
    return {name: kept.when(name) for name in asked} | hours


def _hours() -> dict[str, str]:
    return {str(hour): say(N_("%(hour)s uur"), hour=hour) for hour in range(24)}


ROUTES: tuple[Route, ...] = (
    Route(MINE, my_notices, BOTH, RESIDENT, shows=NOTHING),
    Route(
        f"{links.PAGE}/<who>/<token:token>",
        notices_by_link,
        BOTH,
        ANYBODY,
        limit="link",
        shows=NOTHING,
    ),
    Route(
        f"{links.PAGE}/<who>/<token:token>{links.STOP}<sorts>",
        stop_notices,
        BOTH,
        ANYBODY,
        limit="stop-mail",
        shows=NOTHING,
        bare=True,
    ),
)
