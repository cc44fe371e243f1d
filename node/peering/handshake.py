"""Becoming peers and ceasing to be: Follow, Accept, Reject, Undo (PROTOCOL §11.1).

Rule 1: both admins decide; an activity says what the other one decided, and changes nothing else.
Rule 2: what ends a peering takes what was for neighbours away at once (§9.3).
"""

from federation import activities
from federation.activities import Activity
from node.feed.models import Origin
from node.peering import apply as applying
from node.peering import distances, errands, held, purging
from node.peering.errors import UnknownOriginError
from node.peering.models import Knock, Offer, Peer, Receipt
from node.store.database import database
from node.world import World, new_uuid7

PUBLIC, ADJACENT = "public", "adjacent"
ASKED, ACCEPTED, REFUSED = "asked", "accepted", "refused"


def ask(world: World, peer: Peer, *, invite: str | None = None) -> None:
    """Ask a node that we follow to be peers."""
    wanted = activities.follow(
        host=world.config.host_name,
        uuid=new_uuid7(world),
        other=peer.origin.host,
        now=world.now(),
        invite=invite,
    )
    Peer.update(follow=ASKED, our_follow=wanted.to_json().decode()).where(
        Peer.id == peer.id
    ).execute()
    errands.put(world, peer.origin.host, wanted, peer=peer)


def welcome(world: World, origin: Origin, theirs: Activity) -> Peer:
    """Our admin says yes to a node's Follow: it may have what is for neighbours."""
    with database.atomic():
        peer = Peer.get_or_none(origin=origin)
        if peer is None:
            peer = Peer.create(
                origin=origin,
                url=origin.url,
                state="guest",
                added=world.now(),
                next_attempt=world.now(),
            )
        elif peer.state == "distant":
            Peer.update(state="guest").where(Peer.id == peer.id).execute()
        _answer(world, origin, peer, theirs, accepted=True)
        Peer.update(
            accepted=peer.accepted or world.now(), their_follow=theirs.to_json().decode()
        ).where(Peer.id == peer.id).execute()
        Knock.delete().where(Knock.host == origin.host).execute()
    return peer


def turn_down(world: World, host: str, theirs: Activity | None) -> None:
    """Our admin says no. Whoever could not be read is told nothing."""
    with database.atomic():
        Knock.delete().where(Knock.host == host).execute()
        if theirs is not None:
            errands.put(world, host, _reply(world, theirs, accepted=False))


def end(world: World, scid: str, *, level: str = "hidden") -> None:
    """No longer peers: told to them, and gone from here: feeds, offers, receipts, the row itself.

    What they relay of it stays away too: its origin is hidden, or blocked, from now on.

    :raises UnknownOriginError: there is no such peer.
    """
    with database.atomic():
        peer = Peer.select(Peer, Origin).join(Origin).where(Origin.scid == scid).get_or_none()
        if peer is None:
            raise UnknownOriginError(scid)
        held.alone(peer.origin_id)
        host = world.config.host_name
        for text, theirs in ((peer.our_follow, host), (peer.their_follow, peer.origin.host)):
            other = _other(host, peer.origin.host, theirs)
            about = errands.recalled(text, sender=theirs, ours=other)
            if about is not None:
                taken_back = activities.undo(
                    about, host=host, uuid=new_uuid7(world), now=world.now()
                )
                errands.put(world, peer.origin.host, taken_back)
        for scope in (PUBLIC, ADJACENT):
            applying.forget_feed(peer.origin_id, scope)
        purging.begin(peer.origin_id)
        Offer.delete().where(Offer.peer == peer).execute()
        Receipt.delete().where(Receipt.origin == peer.origin_id).execute()
        Peer.delete().where(Peer.id == peer.id).execute()
        Origin.update(level=level, distance=None).where(Origin.id == peer.origin_id).execute()
        distances.settle(world)


def take(world: World, activity: Activity, origin: Origin) -> None:
    """What a node that we know says about a peering."""
    peer = Peer.get_or_none(origin=origin)
    if activity.type == activities.UNDO:
        _take_undo(activity, origin, peer)
    elif peer is not None and _is_ours(peer, activity.about):
        if activity.type == activities.ACCEPT:
            Peer.update(follow=ACCEPTED, next_attempt=world.now()).where(
                Peer.id == peer.id
            ).execute()
        else:
            _refused(peer)


def _take_undo(activity: Activity, origin: Origin, peer: Peer | None) -> None:
    Knock.delete().where(Knock.host == origin.host).execute()
    if peer is None:
        return
    if _is_ours(peer, activity.about):
        _refused(peer)
    elif _is(peer.their_follow, activity.about):
        Peer.update(accepted=None, their_follow="").where(Peer.id == peer.id).execute()
        Receipt.delete().where(Receipt.origin == origin).execute()
        if peer.state == "guest":
            Peer.delete().where(Peer.id == peer.id).execute()


def _refused(peer: Peer) -> None:
    with database.atomic():
        Peer.update(follow=REFUSED).where(Peer.id == peer.id).execute()
        applying.drop(peer.origin_id, ADJACENT)


def _is_ours(peer: Peer, about: Activity | None) -> bool:
    return _is(peer.our_follow, about)


def _is(text: str, about: Activity | None) -> bool:
    """Whether an activity that was kept is the one that is spoken of."""
    return about is not None and text != "" and about.to_json() == text.encode()


def _answer(world: World, origin: Origin, peer: Peer, theirs: Activity, *, accepted: bool) -> None:
    errands.put(world, origin.host, _reply(world, theirs, accepted=accepted), peer=peer)


def _reply(world: World, theirs: Activity, *, accepted: bool) -> Activity:
    return activities.answer(
        theirs,
        host=world.config.host_name,
        uuid=new_uuid7(world),
        accepted=accepted,
        now=world.now(),
    )


def _other(one: str, another: str, this: str) -> str:
    return another if this == one else one
