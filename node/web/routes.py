"""Every address of the site, and who may use it: one line each.

Rule 1: an address that is not in this table does not exist. :mod:`node.web.route` has what a line
says.
Rule 2: who may use it is checked here, before the page is asked; whose a listing is, the use case
checks (``OWNER`` says so).
"""

from flask import Flask, Request, Response, abort, g, make_response, redirect, request

from node.residents import secondstep
from node.web import (
    about,
    account,
    admins,
    admitting,
    again,
    agreements,
    alerting,
    bymail,
    caring,
    choices,
    converters,
    editing,
    errors,
    everybody,
    fairness,
    fed,
    fitting,
    following,
    installed,
    introducing,
    joining,
    keeping,
    limited,
    listings,
    mine,
    neighbouring,
    noticing,
    onmap,
    onward,
    outside,
    overview,
    photo,
    places,
    placing,
    profiles,
    recovering,
    responding,
    safety,
    saved,
    settling,
    stilltrue,
    taking,
    talking,
    undelivered,
    welcoming,
)
from node.web.here import resident, sends_mail
from node.web.route import (
    ADMIN,
    ANYBODY,
    BOARD,
    BOTH,
    FORM_BYTES,
    GET,
    MODERATOR,
    NOTHING,
    OWNER,
    POST,
    RESIDENT,
    ROLES,
    Route,
)

ROUTES: tuple[Route, ...] = (
    Route("/", listings.board, GET, ANYBODY, shows=BOARD),
    Route("/l/<lid:lid>", listings.listing, GET, ANYBODY, shows=BOARD),
    Route("/n/<scid:scid>/l/<lid:lid>", listings.listing_from, GET, ANYBODY, shows=BOARD),
    Route("/foto/<digest:digest>", photo.picture, GET, ANYBODY, shows=BOARD),
    Route("/van-mij", mine.mine, GET, RESIDENT, shows=BOARD),
    Route("/inloggen", account.sign_in_form, GET, ANYBODY, shows=NOTHING),
    Route("/inloggen", account.sign_in, POST, ANYBODY, limit="sign-in", shows=NOTHING),
    Route("/uitloggen", account.sign_out, POST, ANYBODY, shows=NOTHING),
    Route("/uitloggen/overal", account.sign_out_everywhere, POST, RESIDENT, shows=NOTHING),
    Route("/taal", choices.choices, GET, ANYBODY, shows=NOTHING),
    Route("/taal", choices.choose, POST, ANYBODY, shows=NOTHING),
    Route("/buurwijken", about.neighbours, GET, ANYBODY, shows=NOTHING),
    Route("/over", about.about, GET, ANYBODY, shows=NOTHING),
)

# Making an account, coming back, and keeping it safe.
ROUTES += (
    Route(
        "/inloggen/tweede-stap",
        account.second_step,
        BOTH,
        ANYBODY,
        limit="second-step",
        shows=NOTHING,
    ),
    Route("/account-maken", joining.join, BOTH, ANYBODY, limit="join", shows=NOTHING),
    Route(
        "/account-maken/code", joining.join_code, POST, ANYBODY, limit="join-code", shows=NOTHING
    ),
    Route(
        "/account-maken/zonder-mail",
        joining.join_without_mailbox,
        BOTH,
        ANYBODY,
        limit="new-account",
        shows=NOTHING,
    ),
    Route(
        "/account-maken/<token:token>",
        joining.join_finish,
        BOTH,
        ANYBODY,
        limit="new-account",
        shows=NOTHING,
    ),
    Route("/herstel", recovering.recover, BOTH, ANYBODY, limit="recover", shows=NOTHING),
    Route(
        "/herstel/code", recovering.recover_code, BOTH, ANYBODY, limit="recover-code", shows=NOTHING
    ),
    Route(
        "/herstel/papier",
        recovering.recover_paper,
        BOTH,
        ANYBODY,
        limit="paper-code",
        shows=NOTHING,
    ),
    Route(
        "/herstel/samen", recovering.ask_together, BOTH, ANYBODY, limit="together", shows=NOTHING
    ),
    Route(
        "/herstel/samen/afmaken",
        recovering.finish_together,
        BOTH,
        ANYBODY,
        limit="together-code",
        shows=NOTHING,
    ),
    Route(
        "/herstel/stop/<token:token>",
        recovering.stop_together,
        BOTH,
        ANYBODY,
        limit="link",
        shows=NOTHING,
    ),
    Route(
        "/herstel/<token:token>",
        recovering.recover_finish,
        BOTH,
        ANYBODY,
        limit="link",
        shows=NOTHING,
    ),
    Route("/van-mij/veilig", safety.safety, GET, RESIDENT, shows=NOTHING),
    Route(
        "/van-mij/wachtwoord",
        safety.change_password,
        BOTH,
        RESIDENT,
        limit="password",
        shows=NOTHING,
    ),
    Route(
        "/van-mij/e-mail", safety.change_email, BOTH, RESIDENT, limit="change-email", shows=NOTHING
    ),
    Route(
        "/van-mij/e-mail/code", safety.email_code, POST, RESIDENT, limit="email-code", shows=NOTHING
    ),
    Route(
        "/van-mij/e-mail/<token:token>",
        safety.email_finish,
        BOTH,
        ANYBODY,
        limit="link",
        shows=NOTHING,
    ),
    Route(
        "/van-mij/tweede-stap",
        safety.set_up_second_step,
        BOTH,
        RESIDENT,
        limit="second-step",
        shows=NOTHING,
    ),
    Route(
        "/van-mij/tweede-stap/uit",
        safety.second_step_off,
        BOTH,
        RESIDENT,
        limit="password",
        shows=NOTHING,
    ),
    Route("/van-mij/papier", safety.paper, BOTH, RESIDENT, limit="password", shows=NOTHING),
    Route("/van-mij/helpers", safety.my_helpers, BOTH, RESIDENT, limit="password", shows=NOTHING),
    Route("/van-mij/helpen", safety.helping, BOTH, RESIDENT, limit="confirm-helper", shows=NOTHING),
    Route("/van-mij/herstel/stop", safety.stop_mine, POST, RESIDENT, shows=NOTHING),
    Route("/van-mij/apparaat/uitloggen", safety.sign_out_place, POST, RESIDENT, shows=NOTHING),
    Route("/beheer/uitnodigingen", admitting.invite, BOTH, ADMIN, shows=NOTHING),
    Route("/beheer/buurwijken", neighbouring.wards, GET, ADMIN, shows=NOTHING),
    Route("/beheer/buurwijken/nieuw", introducing.add_ward, BOTH, ADMIN, shows=NOTHING),
    Route("/beheer/buurwijken/vraag", introducing.ward_asks, BOTH, ADMIN, shows=NOTHING),
    Route("/beheer/buurwijken/uitnodigen", introducing.invite_ward, BOTH, ADMIN, shows=NOTHING),
    Route("/beheer/buurwijken/<scid:scid>", neighbouring.ward_here, BOTH, ADMIN, shows=NOTHING),
    Route(
        "/beheer/buurwijken/<scid:scid>/stil", neighbouring.ward_quiet, POST, ADMIN, shows=NOTHING
    ),
    Route(
        "/beheer/buurwijken/<scid:scid>/oproep",
        neighbouring.ward_listing,
        POST,
        ADMIN,
        shows=NOTHING,
    ),
    Route("/beheer/buurwijken/vrij", neighbouring.ward_free, POST, ADMIN, shows=NOTHING),
    Route("/beheer/buurwijken/<scid:scid>/weg", neighbouring.ward_away, BOTH, ADMIN, shows=NOTHING),
    Route("/buurwijken/uitnodiging", introducing.invited, GET, ANYBODY, shows=NOTHING),
    Route("/beheer/identiteit", caring.identity_here, GET, ADMIN, shows=NOTHING),
    Route("/beheer/identiteit/bestand", caring.identity_file, GET, ADMIN, shows=NOTHING),
    Route("/beheer/identiteit/regel", caring.identity_line, BOTH, ADMIN, shows=NOTHING),
    Route("/beheer/identiteit/<kind>", caring.identity_change, BOTH, ADMIN, shows=NOTHING),
    Route("/beheer/beheerders", admins.admins, GET, ADMIN, shows=NOTHING),
    Route("/beheer/beheerders", admins.change_admins, POST, ADMIN, limit="password", shows=NOTHING),
    Route("/beheer/herstel", admitting.rescues, BOTH, MODERATOR, shows=NOTHING),
)

# What somebody tells, takes along and leaves; what mail could not bring.
ROUTES += (
    Route("/profiel", profiles.my_profile, GET, RESIDENT, shows=NOTHING),
    Route("/profiel/namen", profiles.my_names, BOTH, RESIDENT, shows=NOTHING),
    Route("/profiel/oproepen", profiles.my_name_on_listings, POST, RESIDENT, shows=NOTHING),
    Route("/profiel/bekijken", profiles.my_profile_seen, GET, RESIDENT, shows=NOTHING),
    Route("/profiel/vraag/<asked>", profiles.my_answer, BOTH, RESIDENT, shows=NOTHING),
    Route("/bewoner/<lid:handle>", profiles.somebody, GET, ANYBODY, shows=BOARD),
    Route("/gegevens", taking.my_data, GET, RESIDENT, shows=NOTHING),
    Route("/gegevens", taking.ask_my_data, POST, RESIDENT, shows=NOTHING),
    Route("/gegevens/kopie", taking.fetch_my_data, GET, RESIDENT, shows=NOTHING),
    Route(
        "/account/verwijderen",
        taking.delete_account,
        BOTH,
        RESIDENT,
        limit="password",
        shows=NOTHING,
    ),
    Route("/account/weg", taking.account_deleted, GET, ANYBODY, shows=NOTHING),
    Route("/beheer/seintjes", undelivered.notices_undelivered, BOTH, ADMIN, shows=NOTHING),
)

# A listing of one's own stands still for a while, stays longer, is placed anew.
ROUTES += (
    Route("/l/<lid:lid>/pauzeren", again.pause, POST, OWNER, shows=NOTHING),
    Route("/l/<lid:lid>/hervatten", again.resume, POST, OWNER, shows=NOTHING),
    Route("/l/<lid:lid>/verlengen", again.renew, BOTH, OWNER, shows=BOARD),
    Route("/l/<lid:lid>/opnieuw", again.place_anew, GET, OWNER, shows=BOARD),
    Route("/l/<lid:lid>/opnieuw", again.make_anew, POST, OWNER, shows=NOTHING),
)

# Answering a listing, agreeing, and writing each other.
ROUTES += (
    Route("/l/<lid:lid>/reageren", responding.respond, BOTH, RESIDENT, limit="answer", shows=BOARD),
    Route("/l/<lid:lid>/reacties", agreements.answers_to, GET, OWNER, shows=BOARD),
    Route("/l/<lid:lid>/gelukt", agreements.fulfilled, POST, OWNER, shows=NOTHING),
    Route("/afspraken", agreements.my_agreements, GET, RESIDENT, shows=BOARD),
    Route("/berichten", agreements.messages, GET, RESIDENT, shows=BOARD),
    Route("/reactie/<lid:thread>", talking.conversation, GET, OWNER, shows=BOARD),
    Route("/reactie/<lid:thread>", talking.write, POST, OWNER, limit="message", shows=NOTHING),
    Route("/reactie/<lid:thread>/<deed>", talking.deed, BOTH, OWNER, limit="message", shows=BOARD),
)

# The question of a mail: does it still hold? Its link is signed.
ROUTES += (
    Route(
        "/klopt/<lid:lid>/<int:ends>/<token:token>",
        stilltrue.still_true,
        BOTH,
        ANYBODY,
        limit="link",
        shows=BOARD,
    ),
)

# What fits somebody, and searches that are kept.
ROUTES += (
    Route("/past-bij-mij", fitting.fits_me, GET, RESIDENT, shows=BOARD),
    Route("/van-mij/bewaard", saved.saved_searches, GET, RESIDENT, shows=NOTHING),
    Route("/van-mij/bewaard/nieuw", saved.save_search, BOTH, RESIDENT, shows=NOTHING),
    Route("/van-mij/bewaard/<row:search>", saved.open_saved, GET, OWNER, shows=BOARD),
    Route("/van-mij/bewaard/<row:search>/naam", saved.rename_saved, BOTH, OWNER, shows=NOTHING),
    Route("/van-mij/bewaard/<row:search>/weg", saved.drop_saved, POST, OWNER, shows=NOTHING),
    Route("/van-mij/bewaard/terug", saved.restore_saved, POST, RESIDENT, shows=NOTHING),
)

# The ward's own list of public places.
ROUTES += (
    Route("/beheer/plekken", places.public_places, BOTH, ADMIN, shows=NOTHING),
    Route("/beheer/plekken/<row:place>", places.public_place, BOTH, ADMIN, shows=NOTHING),
)

ROUTES += outside.ROUTES + bymail.ROUTES
ROUTES += fairness.ROUTES + noticing.ROUTES + overview.ROUTES + alerting.ROUTES
ROUTES += keeping.ROUTES + settling.ROUTES + everybody.ROUTES + placing.ROUTES + editing.ROUTES

# The list as a map, and in other forms.
ROUTES += onmap.ROUTES + installed.ROUTES + welcoming.ROUTES
ROUTES += (
    Route(following.TABLE, following.listings_csv, GET, ANYBODY, shows=BOARD),
    Route(following.FEED, following.listings_atom, GET, ANYBODY, shows=BOARD),
    Route(following.CALENDAR, following.listings_ics, GET, ANYBODY, shows=BOARD),
)

# Addresses that other rooms bring with them: the protocol's own, and our files.
BROUGHT = {"fed": ANYBODY, "static": ANYBODY}


class BoundedRequest(Request):
    """A request whose fields in memory are bounded too."""

    max_form_memory_size = FORM_BYTES
    max_form_parts = 100


def install(app: Flask) -> None:
    """Make the table true."""
    app.request_class = BoundedRequest
    app.config["MAX_CONTENT_LENGTH"] = FORM_BYTES
    app.url_map.converters |= converters.CONVERTERS
    app.before_request(guard)
    for route in ROUTES:
        if route.bare:
            app.extensions["csrf"].exempt(route.view)
        app.add_url_rule(route.path, route.endpoint, route.view, methods=list(route.methods))
    app.register_blueprint(fed.blueprint)
    app.extensions["csrf"].exempt(fed.blueprint)  # nodes sign what they post; they have no form


def bound() -> None:
    """How much this address takes, before anything of it is read."""
    route = _BY_ENDPOINT.get(request.endpoint or "")
    if route is not None:
        request.max_content_length = route.most_bytes
        g.secret_address = route.secret


def guard() -> Response | None:
    """Let in who may use this address, as often as they may; send on who first has to sign in."""
    if request.endpoint is None:
        return None  # the error is already known
    keeping.refuse_on_damage()
    elsewhere = let_in(who_may(request.endpoint))
    route = _BY_ENDPOINT.get(request.endpoint)
    if elsewhere is None and route is not None and route.mails and not sends_mail():
        return errors.page(404, errors.NO_MAIL)
    if elsewhere is None and route is not None and route.limit and request.method == "POST":
        limited.spend(route.limit)
    return elsewhere


def let_in(who: str) -> Response | None:
    """``None`` for who may use it; the way to the door, or to the second step, for who may after.

    An admin has a second step before anything that is only for admins opens.
    """
    if who == ANYBODY:
        return None
    person = resident()
    if person is None:
        if request.method == "POST":
            g.signed_out = True
            abort(403)
        return make_response(redirect(f"/inloggen?verder={request.path}", 303))
    if who in ROLES and person.role not in ROLES[who]:
        abort(404)
    if who == ADMIN and not secondstep.is_on(person.id):
        return make_response(redirect(onward.to(account.SET_UP, request.path), 303))
    return None


def who_may(endpoint: str) -> str:
    """Who may use what the endpoint names; :raises KeyError: when it is in no table."""
    if endpoint in _BY_ENDPOINT:
        return _BY_ENDPOINT[endpoint].who
    return BROUGHT[endpoint.split(".", maxsplit=1)[0]]


_BY_ENDPOINT = {route.endpoint: route for route in ROUTES}
