"""The link at the foot of a mail: to the page where its receiver chooses, without signing in.

Rule 1: a link is signed with the node's own secret and kept nowhere. A resident's is for the
mailbox it was sent to: in an old mailbox of theirs it opens nothing any more.
Rule 2: it opens the choices alone, and says nothing of whose they are.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final

from node.notices.choices import Person
from node.notices.kind import Value
from node.notices.kinds import KINDS
from node.notices.models import Notice
from node.notices.outbox import unpacked
from node.notices.sorts import SORTS
from node.world import World

PAGE: Final = "/seintjes"
STOP: Final = "/stop/"
BETWEEN: Final = "-"


def path_for(world: World, row: Notice) -> str:
    """Where the receiver of this notice chooses; of what can be stopped, where they stop it."""
    sorts = _sorts(row.template, unpacked(row.values))
    if not row.mailbox or (row.resident is None and not sorts):
        return ""
    page = path_of(world, Person(row.resident), row.mailbox)
    return page + STOP + BETWEEN.join(sorts) if sorts else page


def path_of(world: World, person: Person, mailbox: str) -> str:
    """Where somebody chooses who reads this mailbox."""
    who = mailbox if person.resident is None else str(person.resident)
    return f"{PAGE}/{who}/{token(world, who, mailbox)}"


def token(world: World, who: str, mailbox: str) -> str:
    """What makes a link ours."""
    key, message = world.config.secret.encode(), f"choices\0{who}\0{mailbox}".encode()
    made = hmac.new(key, message, sha256).digest()
    return urlsafe_b64encode(made).rstrip(b"=").decode()


def is_ours(world: World, who: str, mailbox: str, given: str) -> bool:
    """Whether this is that token."""
    return hmac.compare_digest(token(world, who, mailbox).encode(), given.encode())


def _sorts(template: str, values: Mapping[str, Value]) -> list[str]:
    """The sorts of this notice that can be stopped."""
    lines, told = values.get("lines", ()), [template]
    if not isinstance(lines, (str, int, datetime)):
        told += [str(line["template"]) for line in lines if "template" in line]
    sorts = dict.fromkeys(KINDS[name].sort for name in told if name in KINDS)
    return [sort for sort in sorts if not SORTS[sort].always]
