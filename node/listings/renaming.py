"""A new name on listings that hang already: all of them in one change of the feed."""

from federation.errors import FederationError
from node.feed.publish import Press, publishing
from node.listings import compose
from node.listings.again import fields_of
from node.listings.models import Listing
from node.residents.models import Resident
from node.world import World


def with_another_name(world: World, *, owner: int) -> int:
    """How many of this resident's open listings carry a name that is no longer theirs."""
    return len(_stale(world, Resident.get_by_id(owner)))


def rename(world: World, *, owner: int) -> int:
    """Sign these anew, with the name as it is now; returns how many.

    One that may no longer be signed as it is (its rules changed) keeps its old name until edited.
    """
    with publishing(world) as press:
        resident = Resident.get_by_id(owner)
        return sum(_signed_anew(world, press, resident, held) for held in _stale(world, resident))


def _signed_anew(world: World, press: Press, resident: Resident, held: Listing) -> bool:
    fields, published = fields_of(held), held.published
    try:
        compose.publish(world, press, resident, fields=fields, lid=held.lid, published=published)
    except FederationError:
        return False
    return True


def _stale(world: World, resident: Resident) -> list[Listing]:
    open_ones = Listing.select().where(
        Listing.owner == resident.id, Listing.state == "open", Listing.ends > world.now()
    )
    return [held for held in list(open_ones) if held.by != compose.name_at(resident, held.reach)]
