"""The node as a WSGI application: everything is handed in, nothing happens on import.

Two of these in one process do not know of each other.
"""

from collections.abc import Collection
from contextlib import ExitStack
from urllib.parse import urlsplit

from flask import Flask, g, request

from node.config import Config, templates_folder
from node.feed.identity import ward
from node.listings.days import ZONE
from node.store.database import Store
from node.translations import catalogue
from node.web import (
    csrf,
    errors,
    founding,
    headers,
    icons,
    installed,
    language,
    looks,
    moved,
    notes,
    onmap,
    packing,
    prose,
    routes,
    safety,
    seats,
    session,
    setting_aside,
    static,
    statistics,
    ways,
)
from node.web import labels as names
from node.web.compiled import Compiled
from node.web.here import EXTENSION, WITHOUT_DATABASE, Here, here, resident, sends_mail
from node.world import World

LOOPBACK = ["localhost", "127.0.0.1"]  # whoever watches the machine asks from there


def create_app(
    config: Config, world: World, store: Store, *, former: Collection[str] = ()
) -> Flask:
    """The pages of one node. ``former`` are the hosts it had before: they still lead here."""
    app = Flask("node", static_folder=None, template_folder=str(templates_folder()))
    app.config.update(
        DEBUG=False,  # whatever FLASK_DEBUG says: what broke is told to the log alone
        PROPAGATE_EXCEPTIONS=False,
        SECRET_KEY=config.secret,
        TRUSTED_HOSTS=[urlsplit(config.url).hostname, *map(moved.name_of, former), *LOOPBACK],
    )
    app.extensions[EXTENSION] = Here(world, store, catalogue.load(ZONE))
    app.jinja_env.bytecode_cache = Compiled()
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        labels=names,
        notes=notes,
        resident=resident,
        rescue_waiting=safety.rescue_waiting,
        sends_mail=sends_mail,
    )
    moved.install(app, config, former)
    app.before_request(routes.bound)
    app.before_request(_open)
    app.teardown_request(_close)
    language.install(app)
    looks.install(app)
    session.install(app)
    # Answers pass these from the last to the first.
    packing.install(app)
    headers.install(app)
    csrf.install(app, https=config.url.startswith("https:"))
    static.install(app)
    icons.install(app)
    ways.install(app)
    installed.install(app)
    onmap.install(app)
    setting_aside.install(app)
    prose.install(app)
    statistics.install(app)
    seats.install(app)
    routes.install(app)
    errors.install(app)
    app.context_processor(lambda: {"ward": g.get("ward")})
    return app


def _open() -> None:
    """Make this node's database the current one, and note what the ward is called."""
    if request.endpoint in WITHOUT_DATABASE:
        return
    g.closing = ExitStack()
    g.closing.enter_context(here().store.active())
    g.ward = ward()


def _close(_error: BaseException | None) -> None:
    closing = g.pop("closing", None)
    if closing is not None:
        closing.close()


def create_founding(config: Config, world: World, store: Store) -> Flask:
    """The set-up of a node that is not made yet: these pages and no other."""
    app = Flask("node", static_folder=None, template_folder=str(templates_folder()))
    app.config.update(
        SECRET_KEY=config.secret,
        TRUSTED_HOSTS=[urlsplit(config.url).hostname, *LOOPBACK],
    )
    app.extensions[EXTENSION] = Here(world, store, catalogue.load(ZONE))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.before_request(_open_store)
    app.teardown_request(_close)
    language.install(app)
    looks.install(app)
    session.install(app)
    packing.install(app)
    headers.install(app)
    csrf.install(app, https=config.url.startswith("https:"))
    static.install(app)
    icons.install(app)
    founding.install(app)
    return app


def _open_store() -> None:
    if request.endpoint in WITHOUT_DATABASE:
        return
    g.closing = ExitStack()
    g.closing.enter_context(here().store.active())
