"""The list page and search, against a bare Flask view that fetches 20 rows and renders the same.

The bare view knows the ids beforehand, asks nothing about who is looking, and has no headers,
sessions or languages to see to: it is the least that such a page can cost. It renders the very same
page: words, choices and counts beside them were worked out before. Time is the processor's own: a
page waits for nothing else, and what one page costs is how many fit in a second.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from time import process_time

from flask import Flask, g, render_template

from node.app import create_app
from node.feed.identity import ward as our_ward
from node.feed.models import Origin
from node.listings import counting, nearby
from node.listings.cards import cards
from node.listings.models import Listing
from node.listings.search import Found
from node.settings import values
from node.shown.viewer import ANYONE
from node.store.database import Store
from node.web.filters import Filters
from node.web.here import EXTENSION
from node.world import World
from tests.benchmarks.crowding import KINDS, LANGUAGES, NOUNS, TERMS, crowd
from tests.benchmarks.race import Row, race, row
from tests.benchmarks.wards import ward

EACH = 20  # pages in a turn, and listings on a page
ADDRESSES = {
    "list page": "/",
    "list page, one kind": "/?kind=lending",
    "list page, far down": "/?after={deep}",
    "list page, this ward": "/?near=ward",
    "list page, within 1 km": "/?near=1000",
    "list page, what ends first": "/?sort=ending",
    "search, a common word": "/?q=ladder",
    "search, two words and a kind": "/?q=fiets+nummer&kind=work",
    "search, nothing found": "/?q=onvindbaar",
}
ON_THE_MAP = {"map": "/kaart", "map, one kind": "/kaart?kind=lending"}
"""With up to 300 listings: more than the bare view has, so how much more is no fault."""
MOST_OF_BARE, MOST_OF_BROWSING = "2.00", "3.00"
TYPED = (
    *NOUNS,
    *(noun[:3] for noun in NOUNS),
    *(f"zeldzaam{number}" for number in (3, 77, 500)),
    "buurt",
    "in de buurt",
    "een",
    "een fiets in de buurt",
    "zeld",
    "num jav bew",
    "ladder bij de kast",
    "soep javaplein",
    "een bew in bu bij de num jav zel",
    "niets te vinden",
    # What somebody types by mistake, or pastes.
    "",
    " ",
    "%E3%80%80",
    "b",
    "n",
    "%F0%9F%9A%B2",
    "de het een en in van op met voor bij",
    "the a of and in",
    " ".join(f"woord{number}" for number in range(200)),
    " ".join([*NOUNS] * 20),
    "x" * 500,
    "سلم في الحي",
    "велосипед",
    "ብሽክለታ",
    "自転車",
    "dès qu’il",
    "num* AND NOT (bew OR jav)",
)
ALL_AT_ONCE = (
    "kind=lending&purpose=offer&terms=free&near=3000&when=week&language=nl&sort=near",
    "kind=meeting&purpose=offer&terms=free&near=1000&when=week&language=nl&sort=ending",
    "kind=work&purpose=request&terms=paid&near=ward&when=week&language=ar",
)
DEEP = (
    "after={deep}",
    "kind=work&after={deep}",
    "near=ward&after={deep}",
    "sort=near&after={deep}-9",
)


def measure(folder: Path, quick: bool) -> list[Row]:
    """At 50,000 listings, a fifth of them of this ward (1,000 when quick)."""
    count = 1_000 if quick else 50_000
    with ward(folder / "elm") as world:
        crowd(world, count)
        values.put("centre", "52.364, 4.939")
        store = Store(world.config.database_url)
        app = create_app(world.config, world, store)
        newest = Listing.select(Listing.id).order_by(Listing.id.desc())
        ids = [line.id for line in newest.limit(EACH)]
        deep = newest.offset(count // 5).limit(1).get().id
        rounds, each = (2, 4) if quick else (9, EACH)
        theirs = _asking(_bare(app, world, store, ids), ["/bare"] * each, world)
        rows = [
            row(
                f"{name}, {count:,} listings",
                race(
                    _asking(app, [address.format(deep=deep)] * each, world),
                    theirs,
                    rounds=rounds,
                    clock=process_time,
                ),
                times=each,
                against="bare: 20 rows by id, same page",
                limited_by="the template",
                bound=MOST_OF_BARE if name in ADDRESSES else "-",
            )
            for name, address in (ADDRESSES | ON_THE_MAP).items()
        ]
        return [*rows, _any_search(app, world, deep, count, one_in=10 if quick else 1)]


def _any_search(app: Flask, world: World, deep: int, count: int, *, one_in: int) -> Row:
    """Whatever a person can type and choose, each once: nothing of it was asked before."""
    browsed = ["/", *(f"/?kind={kind}" for kind in KINDS), f"/?after={deep}"] * 8
    browsing = sorted(_seconds_of_each(app, browsed, world))
    searches = [address.format(deep=deep) for address in [*_searches()][::one_in]]
    searching = sorted(_seconds_of_each(app, searches, world))
    middle, slow = browsing[len(browsing) // 2], searching[len(searching) * 95 // 100]
    return Row(
        name=f"any search, p95 of {len(searching)}, {count:,} listings",
        ours=f"{slow * 1000:.2f} ms",
        against=f"{middle * 1000:.2f} ms p50 of browsing",
        ratio=f"{slow / middle:.2f}",
        noise=f"worst {searching[-1] / middle:.1f}",
        limited_by="gathering words that begin alike; counting 500",
        bound=MOST_OF_BROWSING,
    )


def _searches() -> Iterator[str]:
    """Every text by itself and with filters, and filters by themselves; no two alike."""
    filters = [
        *(f"kind={kind}" for kind in KINDS),
        *(f"terms={terms}" for terms in (*TERMS, "free")),
        *(f"language={language}" for language in dict.fromkeys(LANGUAGES)),
        *(f"near={near}" for near in ("ward", "500", "1000", "3000")),
        *(f"sort={sort}" for sort in ("near", "ending")),
        "when=week",
        "purpose=request",
        "kind=meeting&purpose=offer&terms=paid&language=ar",
        "near=3000&kind=work",
    ]
    yield from (f"/?{one}" for one in filters)
    for number, typed in enumerate(TYPED):
        words = typed.replace(" ", "+")
        yield f"/?q={words}"
        yield from (f"/?q={words}&{one}" for one in islice(cycle(filters), number, number + 3))
        further = DEEP[number % len(DEEP)]
        yield f"/?q={words}&{ALL_AT_ONCE[number % len(ALL_AT_ONCE)]}"
        yield f"/?q={words}&{further}"


def _asking(app: Flask, addresses: Sequence[str], world: World) -> Callable[[], None]:
    def ask() -> None:
        _seconds_of_each(app, addresses, world)

    return ask


def _seconds_of_each(app: Flask, addresses: Sequence[str], world: World) -> list[float]:
    client = app.test_client()
    seconds = []
    for address in addresses:
        begin = process_time()
        answer = client.get(address, base_url=world.config.url)
        seconds.append(process_time() - begin)
        assert answer.status_code == 200, answer.status
    return seconds


def _bare(app: Flask, world: World, store: Store, ids: Sequence[int]) -> Flask:
    bare = Flask("bare", static_folder=None)
    bare.config.update(SECRET_KEY=world.config.secret)
    bare.jinja_env = app.jinja_env  # type: ignore[misc]  # the same templates, compiled once
    bare.template_context_processors = app.template_context_processors
    bare.extensions[EXTENSION] = app.extensions[EXTENSION]
    bare.url_map = app.url_map  # the template names addresses
    bare.view_functions = dict(app.view_functions)
    middle = nearby.centre(our_ward().centre)
    counts = counting.of(world, ANYONE, Filters().query(middle))

    def twenty() -> str:
        g.words, g.resident = app.extensions[EXTENSION].catalogues["nl"], None
        with store.active():
            g.ward = our_ward()
            rows = list(Listing.select(Listing, Origin).join(Origin).where(Listing.id.in_(ids)))
            return render_template(
                "listings/board.html",
                filters=Filters(),
                counts=counts,
                groups=Filters().groups(counts, measured=True),
                found=Found(cards(world, rows), None, EACH),
                centre=middle,
                count="20 oproepen",
                place="Bladzijde 1",
                further=False,
                next="/?after=1",
                more="Volgende 20 oproepen",
            )

    bare.add_url_rule("/bare", view_func=twenty)
    return bare
