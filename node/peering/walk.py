"""Following a feed from page to page (PROTOCOL §8.1).

Rule: where the next page is we compute ourselves; the page only says whether there is one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from federation.errors import TooLargeError
from federation.hosts import base_url
from federation.limits import PAGE_BYTES, PULL_PAGES
from federation.page import Page, next_cursor, read_page
from node.peering.errors import HalfwayError
from node.peering.road import GONE, NOT_MODIFIED, Road

TURN = timedelta(seconds=60)  # of one walk, after which others come first


@dataclass
class Walk:
    """What one walk brought: nothing new, pages up to the last, or an end before that."""

    scope: str
    after: int
    pages: list[Page] = field(default_factory=list)
    unchanged: bool = False
    expired: int | None = None  # the cursor for which removals were forgotten

    @property
    def items(self) -> int:
        """How many the pages have."""
        return sum(len(page.items) for page in self.pages)


def walk(
    road: Road,
    found: Walk,
    *,
    etag: str | None = None,
    more: Callable[[Walk], None] = lambda _found: None,
) -> Walk:
    """Fetch all pages that ``found`` does not have yet, unless the feed is still at ``etag``.

    ``more`` is told each time that there is a page more, and another one to come.

    :raises FederationError: the other node does not answer, or not with a feed; what came before
        stands in ``found``.
    :raises HalfwayError: it answers so slowly that its turn is over; so too.
    """
    address = base_url(road.host) + road.feed(found.scope)
    cursor: int | None = found.after
    for page in found.pages:
        cursor = None if cursor is None else next_cursor(page, address=address, after=cursor)
    while cursor is not None:
        fetched = road.get(
            f"{road.feed(found.scope)}?after={cursor}",
            limit=PAGE_BYTES,
            etag=etag if cursor == found.after else None,
            may_be=(GONE,),
        )
        if fetched.status == NOT_MODIFIED:
            found.unchanged = True
            return found
        if fetched.status == GONE:
            found.expired = cursor
            return found
        page = read_page(fetched.body)
        cursor = next_cursor(page, address=address, after=cursor)
        found.pages.append(page)
        if cursor is not None:
            more(found)
        if cursor is not None and len(found.pages) == PULL_PAGES:
            raise TooLargeError(size=PULL_PAGES + 1, limit=PULL_PAGES)
        if cursor is not None and road.lasted() > TURN:
            raise HalfwayError(road.host)
    return found
