"""Whose choices about mail a link opens, and by which mailbox they know that it is theirs.

Rule: of the mailbox only so much is shown that its owner knows it; nothing else of whose it is.
"""

import re
from dataclasses import dataclass

from node.notices import links, outbox
from node.notices.choices import Person
from node.residents.models import Resident
from node.world import World

_NUMBER = re.compile(r"[1-9]\d{0,8}")
_HASH = re.compile(r"[0-9a-f]{64}")
DOTS = "•••"


class LinkError(Exception):
    """The link is not ours, or not for this mailbox any more."""


@dataclass(frozen=True)
class Behind:
    """Who is behind a link, and their mailbox as it may be shown: empty where we do not know it."""

    person: Person
    mailbox: str = ""


def behind(world: World, who: str, token: str) -> Behind:
    """:raises LinkError: when it opens nothing."""
    if _HASH.fullmatch(who) and links.is_ours(world, who, who, token):
        return Behind(Person(mailbox=who))
    row = Resident.get_or_none(id=int(who)) if _NUMBER.fullmatch(who) else None
    if row is None or not row.email:
        raise LinkError
    if not links.is_ours(world, who, outbox.mailbox_of(world, row.email), token):
        raise LinkError
    return Behind(Person(row.id), masked(row.email))


def masked(address: str) -> str:
    """a•••@e•••.nl."""
    local, _, host = address.rpartition("@")
    name, dot, top = host.rpartition(".")
    return f"{local[:1]}{DOTS}@{name[:1]}{DOTS}{dot}{top}"
