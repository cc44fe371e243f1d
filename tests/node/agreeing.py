"""Answering and agreeing, short enough to write many of them."""

from dataclasses import dataclass
from datetime import timedelta

from node.agreements import moving, responding
from node.agreements.asking import Wish
from node.agreements.models import Response, Seats
from node.agreements.parties import Outsider, Party
from node.listings import compose, days
from node.listings.models import Listing
from node.residents import accounts, addresses
from node.residents.models import Address, Resident
from node.shown.viewer import ANYONE, Viewer
from node.world import World
from tests.node.conftest import PASSWORD
from tests.node.filling import ladder
from tests.world import Clock

SOUP = {"kind": "sharing", "terms": "gift", "title": "Soep", "detail_days": ""}


def forward(world: World, **by: float) -> None:
    assert isinstance(world.clock, Clock)
    world.clock.forward(**by)


def place(world: World, owner: Resident, **typed: str) -> str:
    """A listing that hangs four weeks."""
    day = days.day_of(world.now() + timedelta(days=28))
    end = f"{day.day}-{day.month}-{day.year}"
    return compose.place(world, owner=owner.id, fields=ladder(world, **{"end": end} | typed))


def soup(world: World, owner: Resident, portions: int, **typed: str) -> str:
    """Portions to give away: a listing with places."""
    return place(world, owner, **SOUP, detail_number=str(portions), **typed)


def people(world: World, *names: str) -> list[Resident]:
    """Residents with a mailbox, who are not new any more."""
    made = [
        accounts.create(
            world, name=name, password=PASSWORD, email=f"{name.split()[0].lower()}@elm.test"
        )
        for name in names
    ]
    for one in made:
        past = world.now() - timedelta(days=30)
        Resident.update(created=past).where(Resident.id == one.id).execute()
    return made


@dataclass(frozen=True)
class Talk:
    """One answer, and both who can move it."""

    world: World
    key: str
    lister: int
    responder: Party

    @property
    def row(self) -> Response:
        return Response.get(key=self.key)

    @property
    def state(self) -> str:
        return str(self.row.state)

    def lister_does(self, name: str, **more: object) -> str:
        return moving.move(self.world, key=self.key, who=self.lister, name=name, **more)  # type: ignore[arg-type]

    def responder_does(self, name: str, **more: object) -> str:
        return moving.move(self.world, key=self.key, who=self.responder, name=name, **more)  # type: ignore[arg-type]


def answer(world: World, person: Resident, lid: str, **wish: object) -> Talk:
    """Answer a listing."""
    listing = responding.listing_to_answer(world, Viewer(person.id, person.role), lid)
    made = Wish(**wish)  # type: ignore[arg-type]
    key = responding.respond(world, who=person.id, listing=listing, wish=made)
    return Talk(world, key, int(listing.owner_id or 0), person.id)


def answer_by_mail(world: World, address: Address, lid: str, **wish: object) -> Talk:
    """Answer a listing without an account, by a confirmed address."""
    listing, who = responding.listing_to_answer(world, ANYONE, lid), Outsider(address.id)
    made = Wish(**wish)  # type: ignore[arg-type]
    key = responding.respond(world, who=who, listing=listing, wish=made, called="Noor")
    return Talk(world, key, int(listing.owner_id or 0), who)


def outsider(world: World, email: str = "noor@far.test") -> Address:
    """Somebody without an account, whose address is confirmed."""
    token = addresses.ask(world, purpose="test", email=email, language="nl", about="")
    return addresses.confirm(world, purpose="test", token=token)


def state_of(lid: str) -> str:
    return str(Listing.get(lid=lid).state)


def agreed(lid: str) -> int:
    """Places that were agreed on."""
    rows = Response.select().where(
        Response.lid == lid, Response.state.in_(["accepted", "done", "no_show"])
    )
    return sum(row.quantity for row in list(rows))


def taken(lid: str) -> int:
    """Places that are counted as taken."""
    row = Seats.get_or_none(key=f"{lid} 0")
    return int(row.taken) if row else 0
