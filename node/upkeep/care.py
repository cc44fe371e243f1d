"""How our identity stands, for an admin's page and command; and why a change of it was refused.

Rule: only public halves of keys leave this module.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from federation.did import Identity, Version
from federation.keys import PublicKey
from federation.request import DROP, Request
from federation.words import FourWords, four_words
from node.feed import gate, keyring
from node.feed.errors import PublishError
from node.feed.identity import own, own_origin, verified, ward
from node.feed.models import Counter
from node.listings import resign
from node.listings.resign import Progress
from node.translations.catalogue import N_
from node.translations.refusals import NOT_NOW
from node.upkeep import plan, restore
from node.world import World

WHY: Final[Mapping[str, str]] = {
    "RefusedLineError": N_(
        "Deze regel past niet achter de regels die er zijn (%(code)s). Is hij met het goede blad"
        " gemaakt, en voor deze aanvraag?"
    ),
    "StillSigningError": N_(
        "Nog niet alle oproepen zijn opnieuw ondertekend (nog %(left)s). Wacht daarop."
    ),
    "NothingToDropError": N_("Er is geen oude sleutel om te laten vallen."),
    "RetiredAlreadyError": N_("Deze identiteit is gestopt. Er kan niets meer bij."),
    "NoSuchHostError": N_(
        "%(host)s is geen ander adres waar andere wijken deze site kunnen bereiken."
    ),
    "NotOneLineError": N_("Dit bestand is niet één regel van een identiteit."),
    "TakenAlreadyError": N_("Deze regel is al verwerkt; de identiteit heeft er %(number)s."),
    "KeysElsewhereError": N_(
        "Deze regel noemt geen sleutel die deze server heeft. Hij hoort bij een andere aanvraag."
    ),
}


@dataclass(frozen=True)
class Key:
    """A public key of the newest version: for what, since when, and whether we hold and use it."""

    role: str
    multikey: str
    since: datetime
    ours: bool
    speaks: bool


@dataclass(frozen=True)
class Standing:
    """Our identity as it stands. ``closed``: sentences on why nothing is signed now.

    ``back``: how far the neighbours were asked what we signed after a backup.
    """

    name: str
    host: str
    scid: str
    words: FourWords
    number: int
    changed: datetime
    retired: bool
    sheets: int
    keys: tuple[Key, ...]
    progress: Progress
    asked: Request | None
    closed: tuple[str, ...]
    back: restore.State

    @property
    def kinds(self) -> tuple[str, ...]:
        """The changes that make sense now."""
        if self.retired:
            return ()
        old = sum(key.role == keyring.SIGN for key in self.keys) > 1
        return tuple(kind for kind in plan.KINDS if old or kind != DROP)


def standing(world: World) -> Standing:
    """Everything an admin wants to know of it."""
    origin = own_origin()
    ours = verified(bytes(origin.log))
    return Standing(
        name=ward().name,
        host=ours.host,
        scid=ours.scid,
        words=four_words(ours.scid),
        number=ours.number,
        changed=ours.newest.time,
        retired=ours.deactivated,
        sheets=len(ours.newest.entry.next_key_hashes),
        keys=(*_keys(world, ours, keyring.SIGN), *_keys(world, ours, keyring.HTTP)),
        progress=resign.progress(origin.id),
        asked=plan.asked(world),
        closed=_closed(world),
        back=restore.state(),
    )


def why(error: Exception) -> str:
    """The sentence of a refusal of ``plan`` or ``take``, to be completed by its facts."""
    return WHY[type(error).__name__]


def _keys(world: World, ours: Identity, role: str) -> list[Key]:
    held = keyring.held(world, role)
    named = [key.multikey for key in _named(ours.newest, role)]
    speaking = next((name for name in reversed(named) if name in held), None)
    return [
        Key(role, name, _since(ours, role, name), name in held, name == speaking) for name in named
    ]


def _named(version: Version, role: str) -> list[PublicKey]:
    keys = version.sign_keys if role == keyring.SIGN else version.http_keys
    return list(keys.values())


def _since(ours: Identity, role: str, multikey: str) -> datetime:
    """When the newest row of versions that name this key began."""
    began = ours.newest.time
    for version in reversed(ours.versions):
        if multikey not in {key.multikey for key in _named(version, role)}:
            break
        began = version.time
    return began


def _closed(world: World) -> tuple[str, ...]:
    try:
        gate.check(world, Counter.get(), own(world))
    except PublishError as error:
        return (NOT_NOW[type(error).__name__],)
    return ()
