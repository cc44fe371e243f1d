"""One address of the site: who may use it, what may stand on it, which limit holds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from node.listings.pictures import MOST_BYTES
from node.shown.reach import REACHES

ANYBODY, RESIDENT, OWNER, MODERATOR, ADMIN = "anybody", "resident", "owner", "moderator", "admin"
ROLES = {MODERATOR: {"moderator", "admin"}, ADMIN: {"admin"}}

# Listings of which reach a page may show, to who may see them.
NOTHING: tuple[str, ...] = ()
BOARD = REACHES

GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
FORM_BYTES = 512 * 1024  # every field at its limit, each letter four bytes and escaped
PHOTO_BYTES = MOST_BYTES + 2 * FORM_BYTES  # a photograph, its form, and room to say "too large"


@dataclass(frozen=True)
class Route:
    """One address.

    ``who`` may use it; somebody who was suspended is nobody here. ``shows``: listings of which
    reach may stand on it, to who may see them (:mod:`node.shown.reach` decides that). ``limit``:
    the line of :data:`node.residents.limits.LIMITS` that holds for what is sent to it.
    ``mails``: all it does is done by mail; without a mail server it is not there.
    ``secret``: its address alone opens what is somebody's, so no other page hears it and nobody
    keeps it. ``bare``: what is sent to it need not come from a page of ours; its address opens it.
    """

    path: str
    view: Callable[..., Any]
    methods: tuple[str, ...]
    who: str
    most_bytes: int = FORM_BYTES
    shows: tuple[str, ...] | None = None
    limit: str = ""
    mails: bool = False
    bare: bool = False
    secret: bool = False

    @property
    def endpoint(self) -> str:
        """Its name."""
        return self.view.__name__
