"""Following a feed from page to page (PROTOCOL §8.1).

Rule: where the next page is we compute ourselves; the page only says whether there is one.
"""

from dataclasses import dataclass, field

from federation.errors import TooLargeError
from federation.hosts import base_url
from federation.limits import PAGE_BYTES, PULL_PAGES
from federation.page import next_cursor, read_page
from node.peering.road import GONE, NOT_MODIFIED, Road


@dataclass
class Walk:
    """What one walk brought: nothing new, pages up to the last, or an end before that."""

    scope: str
    after: int
    pages: list[bytes] = field(default_factory=list)
    unchanged: bool = False
    expired: int | None = None  # the cursor for which removals were forgotten


def walk(road: Road, scope: str, *, after: int, etag: str | None = None) -> Walk:
    """Fetch all pages after number ``after``, unless the feed is still at ``etag``.

    :raises FederationError: the other node does not answer, or not with a feed.
    """
    found = Walk(scope, after)
    cursor: int | None = after
    while cursor is not None:
        fetched = road.get(
            f"{road.feed(scope)}?after={cursor}",
            limit=PAGE_BYTES,
            etag=etag if cursor == after else None,
            may_be=(GONE,),
        )
        if fetched.status == NOT_MODIFIED:
            found.unchanged = True
            return found
        if fetched.status == GONE:
            found.expired = cursor
            return found
        cursor = _add(found, fetched.body, base_url(road.host) + road.feed(scope), cursor)
    return found


def _add(found: Walk, body: bytes, address: str, cursor: int) -> int | None:
    found.pages.append(body)
    following = next_cursor(read_page(body), address=address, after=cursor)
    if following is not None and len(found.pages) == PULL_PAGES:
        raise TooLargeError(size=PULL_PAGES + 1, limit=PULL_PAGES)
    return following
