"""What nodes say to each other in the inbox: peering and reports (PROTOCOL.md §11.1, §12).

Rule 1: an activity is worth what the signature of its request is worth: its actor is the host of
the identity that signed. Rule 2: residents are never actors, and a report never names who made it.
Rule 3: nothing here decides; both admins do.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from federation import strictjson, times
from federation.canonical import canonical
from federation.context import CONTEXT
from federation.errors import (
    BadSourceError,
    NotForUsError,
    UnsupportedVersionError,
    WrongHostError,
)
from federation.hosts import actor_url, base_url
from federation.limits import DEPTH, INBOX_BYTES
from federation.shape import UUID7

FOLLOW: Final = "Follow"
ACCEPT: Final = "Accept"
REJECT: Final = "Reject"
UNDO: Final = "Undo"
FLAG: Final = "Flag"
ANSWERS: Final = (ACCEPT, REJECT)
_ID: Final = re.compile(
    r"(https?://[^/]{1,260})/a/[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z"
)
_LISTING: Final = re.compile(rf"https?://[^/]{{1,260}}/l/{UUID7}\Z")
_INVITE: Final = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")
_RESULT_POINTS: Final = 1000  # of an answer to a report
_REASON_POINTS: Final = 200  # the house rule that was broken


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One activity. ``about`` is the Follow or Flag that an answer or an Undo is about.

    ``to`` is the actor that a Follow asks, or the listing that a Flag reports.
    """

    id: str
    type: str
    actor: str
    published: datetime
    to: str | None = None
    about: "Activity | None" = None
    invite: str | None = None
    content: str | None = None
    result: str | None = None

    def to_json(self) -> bytes:
        """As it is posted."""
        return canonical({"@context": CONTEXT, **_members(self)})


def follow(
    *, host: str, uuid: str, other: str, now: datetime, invite: str | None = None
) -> Activity:
    """Ask the node at ``other`` to be peers."""
    return Activity(
        id=activity_url(host, uuid),
        type=FOLLOW,
        actor=actor_url(host),
        published=now,
        to=actor_url(other),
        invite=invite,
    )


def answer(
    about: Activity,
    *,
    host: str,
    uuid: str,
    accepted: bool,
    now: datetime,
    result: str | None = None,
) -> Activity:
    """Say yes or no to a Follow or a Flag."""
    return Activity(
        id=activity_url(host, uuid),
        type=ACCEPT if accepted else REJECT,
        actor=actor_url(host),
        published=now,
        about=about,
        result=result,
    )


def undo(about: Activity, *, host: str, uuid: str, now: datetime) -> Activity:
    """Take back a Follow, or one's acceptance of it: the peering ends."""
    return Activity(
        id=activity_url(host, uuid), type=UNDO, actor=actor_url(host), published=now, about=about
    )


def flag(*, host: str, uuid: str, listing: str, reason: str, now: datetime) -> Activity:
    """Report a listing to its origin, by a reason of the house rules."""
    return Activity(
        id=activity_url(host, uuid),
        type=FLAG,
        actor=actor_url(host),
        published=now,
        to=listing,
        content=reason,
    )


def is_invite(text: str) -> bool:
    """Whether this can be the code of an invitation: what else a Follow has, nobody reads."""
    return _INVITE.match(text) is not None


def activity_url(host: str, uuid: str) -> str:
    """The id of an activity of ``host``."""
    return f"{base_url(host)}/a/{uuid}"


def _members(activity: Activity) -> dict[str, Any]:
    members: dict[str, Any] = {
        "id": activity.id,
        "type": activity.type,
        "actor": activity.actor,
        "published": times.to_text(activity.published),
    }
    if activity.about is not None:
        members["object"] = _members(activity.about)
    else:
        members["object"] = [activity.to] if activity.type == FLAG else activity.to
    optional = {
        "wijk:invite": activity.invite,
        "content": activity.content,
        "result": activity.result,
    }
    return members | {name: value for name, value in optional.items() if value is not None}


def read(data: bytes, *, sender: str, ours: str) -> Activity:
    """Read what the node at host ``sender`` posted to us at host ``ours``.

    ``sender`` is the host of the identity whose key signed the request.

    :raises FederationError: it is not an activity, not by the sender, or not for us.
    """
    raw = strictjson.loads(data, limit=INBOX_BYTES, depth=DEPTH)
    if not isinstance(raw, dict):
        raise BadSourceError(where="activity")
    if raw.get("@context") != CONTEXT:
        raise UnsupportedVersionError
    activity = _read(raw, inner=False)
    if activity.actor != actor_url(sender):
        raise WrongHostError(found=activity.actor[:200], expected=sender)
    _check_concerns(activity, sender, ours)
    return activity


def _check_concerns(activity: Activity, sender: str, ours: str) -> None:
    """Whether what was posted is between the sender and us."""
    if sender == ours:
        raise NotForUsError
    if activity.about is None:
        if activity.type == FOLLOW and activity.to != actor_url(ours):
            raise NotForUsError
        if activity.type == FLAG and not str(activity.to).startswith(base_url(ours) + "/"):
            raise NotForUsError
        return
    asked = activity.about
    ends = {asked.actor, asked.to if asked.type == FOLLOW else actor_url(_host_of(asked.to))}
    if activity.type in ANSWERS and asked.actor != actor_url(ours):
        raise NotForUsError
    if ends != {actor_url(sender), actor_url(ours)}:
        raise NotForUsError


def _host_of(address: str | None) -> str:
    return str(address).split("/")[2]


def _read(raw: dict[str, Any], *, inner: bool) -> Activity:
    kind = raw.get("type")
    if kind not in ((FOLLOW, FLAG) if inner else (FOLLOW, FLAG, UNDO, *ANSWERS)):
        raise BadSourceError(where="type")
    actor = _actor(raw)
    to, about = _object(raw, str(kind))
    return Activity(
        id=_id(raw, actor),
        type=str(kind),
        actor=actor,
        published=_published(raw),
        to=to,
        about=about,
        invite=_optional(raw, "wijk:invite", _INVITE),
        content=_prose(raw, "content", _REASON_POINTS),
        result=_prose(raw, "result", _RESULT_POINTS),
    )


def _actor(raw: dict[str, Any]) -> str:
    actor = raw.get("actor")
    if not isinstance(actor, str) or not re.match(r"https?://[^/]{1,260}/actor\Z", actor):
        raise BadSourceError(where="actor")
    return actor


def _id(raw: dict[str, Any], actor: str) -> str:
    name = raw.get("id")
    match = _ID.match(name) if isinstance(name, str) else None
    if match is None or match[1] != actor.removesuffix("/actor"):
        raise BadSourceError(where="id")
    return str(name)


def _object(raw: dict[str, Any], kind: str) -> tuple[str | None, Activity | None]:
    value = raw.get("object")
    if kind == FOLLOW and isinstance(value, str):
        return value, None
    if kind == FLAG and isinstance(value, list) and len(value) == 1:
        if isinstance(value[0], str) and _LISTING.match(value[0]):
            return value[0], None
    elif kind not in (FOLLOW, FLAG) and isinstance(value, dict):
        return None, _read(value, inner=True)
    raise BadSourceError(where="object")


def _published(raw: dict[str, Any]) -> datetime:
    try:
        return times.from_text(raw["published"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadSourceError(where="published") from error


def _optional(raw: dict[str, Any], name: str, pattern: re.Pattern[str]) -> str | None:
    value = raw.get(name)
    if value is not None and not (isinstance(value, str) and pattern.match(value)):
        raise BadSourceError(where=name)
    return value


def _prose(raw: dict[str, Any], name: str, limit: int) -> str | None:
    value = raw.get(name)
    if value is not None and not (isinstance(value, str) and len(value) <= limit):
        raise BadSourceError(where=name)
    return value
