"""Asking for a change of our identity: a small file to carry to whoever holds a recovery sheet.

Rule 1: new private keys are made here and stay here; the file says their public halves alone.
Rule 2: the sheet never comes to this machine (PROTOCOL §4.3).
Rule 3: asking changes nothing; what was asked before is asked again, unless it is of another kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from federation import request
from federation.errors import FederationError
from federation.hosts import canonical_host, refuse_development
from federation.request import Request
from node.feed import keyring
from node.feed.identity import own_origin, verified, ward
from node.listings import resign
from node.translations.catalogue import N_
from node.world import World

FILE: Final = "request.json"


class PlanError(Exception):
    """Nothing was asked."""


@dataclass(eq=False)
class StillSigningError(PlanError):
    """Some listings still carry the old key; dropping it now would hide them."""

    left: int


@dataclass(eq=False)
class NothingToDropError(PlanError):
    """The log names one key for documents: there is no old one."""


@dataclass(eq=False)
class RetiredAlreadyError(PlanError):
    """Nothing follows the last line of a log."""


@dataclass(eq=False)
class NoSuchHostError(PlanError):
    """A move goes to another address that other nodes can reach."""

    host: str


@dataclass(frozen=True)
class Kind:
    """One kind of change. ``fresh``: for which roles the server makes a new key."""

    title: str
    explained: str
    fresh: tuple[str, ...] = ()
    moves: bool = False


KINDS: Final[Mapping[str, Kind]] = {
    request.ROTATE: Kind(
        N_("Een nieuwe sleutel, op tijd"),
        N_(
            "De site krijgt een nieuwe sleutel naast de oude. Alle oproepen worden rustig opnieuw"
            " ondertekend. Daarna laat je de oude sleutel vallen."
        ),
        fresh=(keyring.SIGN,),
    ),
    request.DROP: Kind(
        N_("De oude sleutel laten vallen"),
        N_("Als alle oproepen opnieuw zijn ondertekend, geldt de oude sleutel niet meer."),
    ),
    request.HTTP: Kind(
        N_("Een nieuwe sleutel voor vragen aan buurwijken"),
        N_("De site krijgt een nieuwe sleutel om zich bij buurwijken te melden."),
        fresh=(keyring.HTTP,),
    ),
    request.SHEET: Kind(
        N_("Een nieuw herstelblad"),
        N_("Is een blad kwijt of gezien? Met het andere blad maak je een nieuw in de plaats."),
    ),
    request.EMERGENCY: Kind(
        N_("Noodwissel: er is een sleutel gestolen"),
        N_(
            "Beide sleutels van de site worden meteen vervangen. Alle oproepen worden in één keer"
            " opnieuw ondertekend. Buurwijken weigeren de gestolen sleutel zodra zij dit zien."
        ),
        fresh=(keyring.SIGN, keyring.HTTP),
    ),
    request.MOVE: Kind(
        N_("Verhuizen naar een ander adres"),
        N_(
            "De site gaat verder op een ander webadres. Buurwijken komen vanzelf mee, zolang het"
            " oude adres nog even blijft werken of zij een seintje krijgen."
        ),
        moves=True,
    ),
    request.RETIRE: Kind(
        N_("Stoppen, voorgoed"),
        N_(
            "Deze wijksite houdt op. Buurwijken gooien alles van deze wijk weg. Bewoners krijgen"
            " bericht. Dit kan niet worden teruggedraaid."
        ),
    ),
}


def ask(world: World, kind: str, *, host: str | None = None) -> Request:
    """The request for a change, kept until its line comes back.

    :raises PlanError: it makes no sense now.
    """
    row = own_origin()
    ours = verified(bytes(row.log))
    if ours.deactivated:
        raise RetiredAlreadyError
    place = _place(world, host) if KINDS[kind].moves else None
    open_ = asked(world)
    if open_ and (open_.kind, open_.host, open_.log) == (kind, place, ours.log):
        return open_
    if kind == request.DROP:
        _check_drop(row.id, len(ours.sign_keys))
    _forget_unused(world)
    fresh = {role: keyring.make(world, role).public for role in KINDS[kind].fresh}
    sign = tuple(ours.sign_keys.values())
    if kind == request.DROP:
        sign = (keyring.speaking(world, keyring.SIGN, sign).public,)
    elif keyring.SIGN in fresh:
        kept = sign if kind == request.ROTATE else ()
        sign = (*kept, fresh[keyring.SIGN])
    made = Request(
        kind=kind,
        log=ours.log,
        name=ward().name,
        sign=sign if kind in {request.DROP, request.ROTATE, request.EMERGENCY} else (),
        http=(fresh[keyring.HTTP],) if keyring.HTTP in fresh else (),
        host=place,
    )
    _keep(world, made)
    return made


def asked(world: World) -> Request | None:
    """What was asked and has not been answered."""
    found = _kept(world)
    return found if found is not None and found.log == bytes(own_origin().log) else None


def has_moved(world: World) -> bool:
    """Whether the move that was asked was taken, and the settings were not told before we ended."""
    found, log = _kept(world), bytes(own_origin().log)
    return (
        found is not None
        and found.kind == request.MOVE
        and found.host == verified(log).host
        and log.startswith(found.log)
    )


def forget(world: World) -> None:
    """The line came, or nobody waits for it any more."""
    (world.config.keys / FILE).unlink(missing_ok=True)
    _forget_unused(world)


def _kept(world: World) -> Request | None:
    try:
        return Request.read((world.config.keys / FILE).read_bytes())
    except (FileNotFoundError, FederationError):
        return None


def _check_drop(origin_id: int, keys: int) -> None:
    left = resign.progress(origin_id).left
    if left:
        raise StillSigningError(left)
    if keys == 1:
        raise NothingToDropError


def _place(world: World, host: str | None) -> str:
    try:
        place = canonical_host(host or "")
        if not world.config.development:
            refuse_development(place)
    except FederationError:
        raise NoSuchHostError(host or "") from None
    if place == world.config.host_name:
        raise NoSuchHostError(place)
    return place


def _forget_unused(world: World) -> None:
    """Keys that were made for a line that never came."""
    ours = verified(bytes(own_origin().log))
    for role, named in ((keyring.SIGN, ours.sign_keys), (keyring.HTTP, ours.http_keys)):
        held = keyring.held(world, role)
        keep = {key.multikey for key in named.values()}
        if keep & held.keys():  # a log of a backup may name none of ours: then all are kept
            keyring.forget(world, role, keep=keep)


def _keep(world: World, made: Request) -> None:
    path = world.config.keys / FILE
    temporary = path.with_suffix(".part")
    temporary.write_bytes(made.to_json())
    temporary.replace(path)
