"""An answer to a listing, made beside the running node, for walks that begin in the middle."""

from datetime import timedelta

from node.agreements import moving, responding
from node.agreements.asking import Wish
from node.agreements.models import Message, Response
from node.cli.world import Place
from node.listings import compose
from node.residents import accounts
from node.residents.errors import UnknownNameError
from node.residents.models import Resident
from node.shown.viewer import Viewer
from node.world import World
from tests.node.filling import ladder
from tests.running import PASSWORD, RESIDENT, Node

OTHER = "Rea Geert"


def answered(node: Node, lid: str) -> str:
    """Somebody answers the resident's listing, wrote something and has it today."""
    with Place(str(node.folder)).node() as world:
        person = somebody(world)
        listing = responding.listing_to_answer(world, Viewer(person.id, person.role), lid)
        wish = Wish(text="Mag ik hem lenen?\n\nIk hang een plank op.", starts=world.now())
        key = responding.respond(world, who=person.id, listing=listing, wish=wish)
        if Response.get(key=key).state == "proposed":
            lister = accounts.named(RESIDENT)
            moving.move(world, key=key, who=lister.id, name="accept", text="Dat mag.")
        return key


def message_of(node: Node, key: str) -> str:
    """Where a message of the other stands by itself."""
    with Place(str(node.folder)).node():
        said = Message.select().join(Response).where(Response.key == key).order_by(Message.id)
        return f"/reactie/{key}/bericht/{said.get().id}"


def asked(node: Node) -> tuple[str, str]:
    """Somebody else's listing, and one of theirs that the resident answered and waits for."""
    with Place(str(node.folder)).node() as world:
        other, mine = somebody(world), accounts.named(RESIDENT)
        lids = [place(world, other, title) for title in ("Zaag", "Kruiwagen")]
        listing = responding.listing_to_answer(world, Viewer(mine.id, mine.role), lids[1])
        wish = Wish(text="Graag", starts=world.now() + timedelta(days=2))
        key = responding.respond(world, who=mine.id, listing=listing, wish=wish)
        later = Wish(starts=world.now() + timedelta(days=3))
        moving.move(world, key=key, who=other.id, name="propose", wish=later)
        return lids[0], key


def place(world: World, owner: Resident, title: str, reach: str = "ward") -> str:
    """Something to borrow."""
    end = world.now() + timedelta(days=20)
    typed = ladder(world, title=title, reach=reach, end=f"{end.day}-{end.month}-{end.year}")
    return compose.place(world, owner=owner.id, fields=typed)


def somebody(world: World) -> Resident:
    """The other one."""
    try:
        return accounts.named(OTHER)
    except UnknownNameError:
        return accounts.create(world, name=OTHER, password=PASSWORD)
