"""The link of a mail about a kept search, with which its alerts stop: without signing in.

Rule 1: looking at it changes nothing. Stopping does, as often as it is asked, with one result.
Rule 2: a link is signed with the node's own secret, for one search, and kept nowhere.
"""

from node.matching import seeking
from node.matching.models import SavedSearch
from node.residents import secrecy
from node.store.database import database
from node.world import World

PAGE = "/seintje"


class NoSuchError(Exception):
    """The link is not one of ours, or the search is gone."""


def path_of(world: World, row: SavedSearch) -> str:
    """Where the alerts of this search are stopped, on this site."""
    return f"{PAGE}/{row.id}/{_token(world, row)}"


def look(world: World, *, number: int, token: str) -> SavedSearch:
    """The search of a link.

    :raises NoSuchError: when there is none.
    """
    row: SavedSearch | None = SavedSearch.get_or_none(id=number)
    if row is None or not secrecy.same(token, _token(world, row)):
        raise NoSuchError(number)
    return row


def stop(world: World, *, number: int, token: str) -> SavedSearch:
    """No more alerts of this search; it is still kept.

    :raises NoSuchError: when there is none.
    """
    with database.atomic():
        row = look(world, number=number, token=token)
        row.alert = seeking.NONE
        if row.address_id is not None:  # from now on it is kept for a while: it has no page
            row.looked = world.now()
        row.save(only=[SavedSearch.alert, SavedSearch.looked])
        seeking.of_search(row)
    return row


def _token(world: World, row: SavedSearch) -> str:
    return secrecy.signature(world, "stop alerts", f"{row.id} {int(row.created.timestamp())}")
