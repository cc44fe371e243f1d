"""Activities of ours on their way to another node's inbox (PROTOCOL §11.1).

Rule 1: put down in the transaction of what they tell, sent by a job; none is sent from a page.
Rule 2: the next attempt is moved before the work; after a week an errand is given up. Rule 3: what
was never tried goes first, and who does not answer is asked once a round, so that it keeps nobody
waiting for long.
"""

import logging
from datetime import timedelta

from federation import activities
from federation.activities import Activity
from federation.errors import FederationError, UnreachableError
from federation.hosts import base_url
from node.peering import standing, timing
from node.peering.models import Errand, Peer
from node.peering.signing import ACTIVITY, signer
from node.translations.logged import logged
from node.world import World

log = logging.getLogger(__name__)

INBOX = "/fed/inbox"
GIVEN_UP = timedelta(days=7)
AT_ONCE = 20  # in one round of the job
LOOKED_AT = 500  # of what is due
TAKEN = range(200, 300)
REFUSED = range(400, 500)
LATER = (401, 429)  # a key that is not known yet, or too many at once: worth another try


def put(world: World, host: str, activity: Activity, *, peer: Peer | None = None) -> None:
    """Put an activity down for the node at ``host``; inside the caller's transaction."""
    Errand.create(
        peer=peer,
        host=host,
        body=activity.to_json().decode(),
        due=world.now(),
        created=world.now(),
    )


def recalled(text: str, *, sender: str, ours: str) -> Activity | None:
    """An activity that was kept, to be answered or taken back; nothing where there is none, or one
    that nobody can read: it was never understood, or one of us has another address since. Whatever
    is decided here now does not wait for that.
    """
    try:
        return activities.read(text.encode(), sender=sender, ours=ours) if text else None
    except FederationError:
        return None


def send_due(world: World) -> int:
    """Post what is due; returns how many were taken."""
    if world.post is None:
        return 0
    due = Errand.select().where(Errand.due <= world.now()).order_by(Errand.attempts, Errand.due)
    silent: set[str] = set()
    tried = taken = 0
    for errand in list(due.limit(LOOKED_AT)):
        if errand.host not in silent and tried < AT_ONCE:
            tried += 1
            taken += _carry(world, errand, silent)
    return taken


def _carry(world: World, errand: Errand, silent: set[str]) -> bool:
    """Whether it was taken. ``silent``: the hosts that did not answer in this round, or where
    another of us stands.
    """
    with standing.at(world, errand.host) as free:
        if not free:
            silent.add(errand.host)
            return False
        return _claim(world, errand) and _send(world, errand, silent)


def _claim(world: World, errand: Errand) -> bool:
    again = timing.next_try(world, errand.attempts + 1)
    taken: int = (
        Errand.update(due=again, attempts=errand.attempts + 1)
        .where(Errand.id == errand.id, Errand.attempts == errand.attempts)
        .execute()
    )
    return bool(taken)


def _send(world: World, errand: Errand, silent: set[str]) -> bool:
    url, body = base_url(errand.host) + INBOX, errand.body.encode()
    try:
        status = _post(world, url, body, errand.host)
    except FederationError as error:
        log.info("errand %s to %s: %s", errand.id, errand.host, logged(error))
        silent.add(errand.host)
        _failed(world, errand, error.code, over=False)
        return False
    if status not in TAKEN:
        over = status in REFUSED and status not in LATER
        _failed(world, errand, f"http_{status}", over=over)
        return False
    Errand.delete().where(Errand.id == errand.id).execute()
    return True


def _post(world: World, url: str, body: bytes, host: str) -> int:
    if world.post is None:
        raise UnreachableError(host=host)
    headers = signer(world).post(url, body)
    headers.pop("content-type")
    return world.post(url, body=body, content_type=ACTIVITY, headers=headers).status


def _failed(world: World, errand: Errand, code: str, *, over: bool) -> None:
    if over or errand.created < world.now() - GIVEN_UP:
        Errand.delete().where(Errand.id == errand.id).execute()
    else:
        Errand.update(last_error=code).where(Errand.id == errand.id).execute()
