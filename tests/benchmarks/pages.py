"""The list page and search, against a bare Flask view that fetches 20 rows and renders the same.

The bare view knows the ids beforehand, asks nothing about who is looking, and has no headers,
sessions or languages to see to: it is the least that such a page can cost.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from flask import Flask, g, render_template

from node.app import create_app
from node.feed.identity import ward as our_ward
from node.feed.models import Origin
from node.listings.cards import cards
from node.listings.models import Listing
from node.listings.search import Found
from node.store.database import Store
from node.web.filters import Filters
from node.web.here import EXTENSION
from node.world import World
from tests.benchmarks.race import Row, race, row
from tests.benchmarks.wards import fill, ward

EACH = 20
ADDRESSES = {
    "list page": "/",
    "list page, one kind": "/?kind=lending",
    "list page, 500 pages deep": "/?after={deep}",
    "search, a common word": "/?q=ladder",
    "search, two words and a kind": "/?q=fiets+nummer&kind=work",
    "search, nothing found": "/?q=onvindbaar",
}


def measure(folder: Path, quick: bool) -> list[Row]:
    """At 50,000 listings (5,000 when quick)."""
    count = 5_000 if quick else 50_000
    with ward(folder / "elm") as world:
        fill(world, count)
        store = Store(world.config.database_url)
        app = create_app(world.config, world, store)
        newest = Listing.select(Listing.id).order_by(Listing.id.desc())
        ids = [line.id for line in newest.limit(EACH)]
        deep = newest.offset(count // 5).limit(1).get().id
        bare = _bare(app, world, store, ids)
        theirs = _asking(bare, "/bare", world)
        return [
            row(
                f"{name}, {count:,} listings",
                race(
                    _asking(app, address.format(deep=deep), world),
                    theirs,
                    rounds=2 if quick else 9,
                ),
                times=EACH,
                against="bare: 20 rows by id, same template",
                limited_by="counting up to 1,000, and the template",
            )
            for name, address in ADDRESSES.items()
        ]


def _asking(app: Flask, address: str, world: World) -> Callable[[], None]:
    client = app.test_client()

    def ask() -> None:
        for _ in range(EACH):
            answer = client.get(address, base_url=world.config.url)
            assert answer.status_code == 200, answer.status

    return ask


def _bare(app: Flask, world: World, store: Store, ids: Sequence[int]) -> Flask:
    bare = Flask("bare", static_folder=None)
    bare.config.update(SECRET_KEY=world.config.secret)
    bare.jinja_env = app.jinja_env  # type: ignore[misc]  # the same templates, compiled once
    bare.template_context_processors = app.template_context_processors
    bare.extensions[EXTENSION] = app.extensions[EXTENSION]
    bare.url_map = app.url_map  # the template names addresses
    bare.view_functions = dict(app.view_functions)

    def twenty() -> str:
        g.words, g.resident = app.extensions[EXTENSION].catalogues["nl"], None
        with store.active():
            g.ward = our_ward()
            rows = list(Listing.select(Listing, Origin).join(Origin).where(Listing.id.in_(ids)))
            return render_template(
                "listings/board.html",
                filters=Filters(),
                found=Found(cards(world, rows), None, EACH),
                count="20 oproepen",
                place="",
                further=False,
                next="",
                more="",
            )

    bare.add_url_rule("/bare", view_func=twenty)
    return bare
