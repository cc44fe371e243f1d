"""The node that answers this request: its world, its store, and who is looking.

Rule: whatever a page needs of the node it gets here; nothing is kept between requests.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import current_app, g

from node.residents.models import Resident
from node.shown.viewer import ANYONE, Viewer
from node.store.database import Store
from node.translations.catalogue import Catalogue
from node.web.packed import BYTES, Packed
from node.web.slowed import Slowed
from node.world import World

EXTENSION = "wijk"
HINTS_A_MINUTE = 30  # from one address (PROTOCOL §10)
WITHOUT_DATABASE = frozenset(
    {"static", "worker", "livez", "readyz", "alive", "ready"}
)  # pages that ask it nothing, or try it


@dataclass(frozen=True)
class Here:
    """What every request of one application shares."""

    world: World
    store: Store
    catalogues: Mapping[str, Catalogue]
    packed: Packed = field(default_factory=lambda: Packed(BYTES))
    hinting: Slowed = field(default_factory=lambda: Slowed(HINTS_A_MINUTE))


def here() -> Here:
    """The node of the application at work."""
    found: Here = current_app.extensions[EXTENSION]
    return found


def world() -> World:
    """Settings, clock, chance and the way out."""
    return here().world


def sends_mail() -> bool:
    """Whether mail goes out of here: without a mail server no page promises one."""
    return world().mail is not None


def resident() -> Resident | None:
    """Who is signed in, if anybody."""
    found: Resident | None = g.get("resident")
    return found


def signed_in() -> Resident:
    """Who is signed in, on a page that is only for residents."""
    found = resident()
    if found is None:
        raise LookupError("a page for residents was opened to somebody else")
    return found


def viewer() -> Viewer:
    """Who is looking, as the queries want to know."""
    found = resident()
    return ANYONE if found is None else Viewer(found.id, found.role)


def words() -> Catalogue:
    """The language of this page."""
    found: Catalogue = g.get("words") or here().catalogues["nl"]
    return found
