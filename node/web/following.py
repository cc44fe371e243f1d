"""A search in other forms: a table, a feed, a calendar.

Rule: they hold what the list holds for whoever asks; a program without a session sees what anybody
sees.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from flask import Response, g, request

from node.formats import atom, csv, ics
from node.formats.listed import Listed
from node.listings import nearby, search
from node.web.filters import Filters
from node.web.here import resident, viewer, words, world

MOST: Final = 200  # of the newest
TABLE, FEED, CALENDAR = "/oproepen.csv", "/oproepen.atom", "/oproepen.ics"


def listings_csv() -> Response:
    """What is on this list, for a spreadsheet."""
    return _answer(csv.render, csv.MEDIA_TYPE, TABLE)


def listings_atom() -> Response:
    """What is new on this list, for a feed reader."""
    return _answer(atom.render, atom.MEDIA_TYPE, FEED)


def listings_ics() -> Response:
    """The meetings on this list, for a calendar."""
    return _answer(ics.render, ics.MEDIA_TYPE, CALENDAR)


def _answer(render: Callable[[Listed], bytes], media_type: str, path: str) -> Response:
    filters = Filters.read(request.args)
    response = Response(render(_listed(filters, path)), content_type=f"{media_type}; charset=utf-8")
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Content-Disposition"] = f'inline; filename="{path[1:]}"'
    response.vary.update(("Accept-Language", "Cookie"))
    if resident() is None:  # what anybody may see, programs on other sites may read
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.add_etag(weak=True)
        response.make_conditional(request)
    return response


def _listed(filters: Filters, path: str) -> Listed:
    query = filters.query(nearby.centre(g.ward.centre))
    if path == CALENDAR and query.kind is None:
        query = replace(query, kind="meeting")  # no other kind has a day
    found = search.find(world(), viewer(), replace(query, sort="new", limit=MOST))
    return Listed(
        title=f"{filters.title()} · {g.ward.name}",
        site=world().config.url,
        page=filters.address(),
        file=filters.at(path),
        language=words().language,
        now=world().now(),
        cards=found.cards,
    )
