"""What other nodes post to us (PROTOCOL §11.1, §12).

Rule 1: an activity counts once, and only under the signature of the node whose it says it is. Its
id and what comes of it are one transaction: whoever was told to come again later is heard then.
Rule 2: what a stranger posts is kept unread; nothing is fetched for it until an admin opens it or
an invitation of ours stands in it. Rule 3: a refusal is kept nowhere.
"""

import json
from collections.abc import Mapping
from datetime import timedelta

from federation import activities, strictjson
from federation.activities import Activity
from federation.errors import (
    BadHttpSignatureError,
    FederationError,
    OverQuotaError,
    TooLargeError,
)
from federation.hosts import base_url, host_of
from federation.limits import DEPTH, INBOX_BYTES, OPEN_APPLICATIONS
from node.feed.models import Origin
from node.peering import callers, handshake, invitations, reports
from node.peering.models import Knock, Peer, Said
from node.store.database import database
from node.world import World

KEPT = ("signature-input", "signature", "content-digest", "content-type")
PATH = "/fed/inbox"
DAY = timedelta(days=1)
A_DAY = 100  # activities of one node: ten reports, as many answers, and some changes of mind
SAID_KEPT = timedelta(days=7)  # errands are tried for as long


def receive(world: World, *, headers: Mapping[str, str], body: bytes) -> None:
    """Take one activity in.

    :raises FederationError: it changes nothing.
    """
    if len(body) > INBOX_BYTES:
        raise TooLargeError(size=len(body), limit=INBOX_BYTES)
    caller = callers.identify(world, method="POST", target=PATH, headers=headers, body=body)
    if caller is None:
        _keep_unread(world, headers, body)
        return
    activity = activities.read(body, sender=caller.host, ours=world.config.host_name)
    with database.atomic():
        if first_time(world, activity):
            _check_few(world, caller.host)
            origin = Origin.get_by_id(caller.origin_id)
            if activity.type == activities.FOLLOW:
                _followed(world, origin, activity, headers, body)
            else:
                _take(world, origin, activity)


def _take(world: World, origin: Origin, activity: Activity) -> None:
    if activity.type == activities.FLAG:
        reports.take(world, activity, origin)
    elif activity.about is not None and activity.about.type == activities.FLAG:
        reports.take_answer(world, activity, origin)
    else:
        handshake.take(world, activity, origin)


def _check_few(world: World, host: str) -> None:
    """Return while this node has not said too much today, with what it says now.

    :raises OverQuotaError: it has; what it says now it may say again tomorrow.
    """
    theirs = Said.id.startswith(f"{base_url(host)}/")
    if Said.select().where(theirs, Said.at > world.now() - DAY).count() > A_DAY:
        raise OverQuotaError(limit=A_DAY)


def first_time(world: World, activity: Activity) -> bool:
    """Remember an activity's id; whether it is new."""
    adding = Said.insert(id=activity.id, at=world.now()).on_conflict_ignore()
    added: int = adding.as_rowcount().execute()
    return bool(added)


def forget_said(world: World) -> int:
    """The job: ids of activities that no signature would carry in again; returns how many."""
    forgotten: int = Said.delete().where(Said.at < world.now() - SAID_KEPT).execute()
    return forgotten


def invited(world: World, origin: Origin, activity: Activity) -> bool:
    """Whether this Follow brings an invitation of ours that still counts; it is used up."""
    return activity.invite is not None and invitations.use(world, activity.invite, host=origin.host)


def _followed(
    world: World, origin: Origin, activity: Activity, headers: Mapping[str, str], body: bytes
) -> None:
    """A node that we know asks to be peers: our admin may have said yes before."""
    peer = Peer.get_or_none(origin=origin)
    if (peer is not None and peer.accepted is not None) or invited(world, origin, activity):
        handshake.welcome(world, origin, activity)
        return
    _keep(world, origin.host, headers, body)


def _keep_unread(world: World, headers: Mapping[str, str], body: bytes) -> None:
    """Where a stranger says it lives is all that is looked at."""
    host = _host_named(headers.get("signature-input", ""))
    if host is None or "signature" not in headers:
        raise BadHttpSignatureError(where="signature-input")
    _keep(world, host, headers, body)
    code = _invitation(body)
    if code is not None and invitations.counts(world, code):
        Knock.update(due=world.now()).where(Knock.host == host).execute()


def _keep(world: World, host: str, headers: Mapping[str, str], body: bytes) -> None:
    """One a host: the newest, and at most so many in all."""
    others = Knock.select().where(Knock.host != host).count()
    if others >= OPEN_APPLICATIONS:
        raise OverQuotaError(limit=OPEN_APPLICATIONS)
    values = {
        "url": PATH,
        "headers": json.dumps({name: headers[name] for name in KEPT if name in headers}),
        "body": body.decode("utf-8", "replace").replace("\0", "\ufffd"),
        "received": world.now(),
        "due": None,
        "last_error": None,
    }
    Knock.insert(host=host, **values).on_conflict(
        conflict_target=[Knock.host],
        update={getattr(Knock, name): value for name, value in values.items()},
    ).execute()


def _host_named(text: str) -> str | None:
    _, _, rest = text.partition('keyid="')
    return host_of(rest.partition('"')[0].partition("#")[0])


def _invitation(body: bytes) -> str | None:
    try:
        raw = strictjson.loads(body, limit=INBOX_BYTES, depth=DEPTH)
    except FederationError:
        return None
    code = raw.get("wijk:invite") if isinstance(raw, dict) else None
    return code if isinstance(code, str) else None
