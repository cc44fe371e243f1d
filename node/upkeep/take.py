"""Taking the finished line of our log, and making true what it says (PROTOCOL §4.4, §4.5, §4.10).

Rule 1: the line is judged as a neighbour judges it, and we must hold the keys that it names.
Rule 2: log, listings and both heads become visible in one transaction.
Rule 3: what will happen is said before it happens, by the same reading of the line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from federation import request, webvh
from federation.did import Identity, continue_log
from federation.errors import FederationError
from federation.hosts import base_url
from node.feed import counter, keyring, mark
from node.feed.identity import own_origin, verified, ward
from node.feed.models import Counter, Entry, Feed, Origin
from node.feed.publish import SCOPES, Press
from node.listings import compose, resign
from node.listings.models import Listing
from node.notices import outbox
from node.residents.models import Resident
from node.store.database import database
from node.translations.catalogue import N_
from node.upkeep import exports, plan, settings
from node.world import World


class TakeError(Exception):
    """Nothing was changed."""


@dataclass(eq=False)
class NotOneLineError(TakeError):
    """The file is not one line of a log."""


@dataclass(eq=False)
class TakenAlreadyError(TakeError):
    """The line is in our log already."""

    number: int


@dataclass(eq=False)
class KeysElsewhereError(TakeError):
    """The line names no key that this server has: it was made for another request."""

    role: str


@dataclass(eq=False)
class RefusedLineError(TakeError):
    """The line may not follow our log; ``code``: of the refusal."""

    code: str


@dataclass(frozen=True)
class Preview:
    """What a line will do: which kind of change, its number, and what it is about."""

    kind: str
    number: int
    host: str
    listings: int
    residents: int


WILL_HAPPEN: Final[Mapping[str, str]] = {
    request.ROTATE: N_(
        "De site ondertekent voortaan met de nieuwe sleutel. Alle oproepen (%(listings)s) worden"
        " in de loop van de tijd opnieuw ondertekend; de oude sleutel geldt zolang ook."
    ),
    request.DROP: N_("De oude sleutel geldt niet meer en wordt van de server gewist."),
    request.HTTP: N_("De site meldt zich bij buurwijken met een nieuwe sleutel."),
    request.SHEET: N_("Het nieuwe herstelblad geldt; het gebruikte blad niet meer."),
    request.EMERGENCY: N_(
        "Beide sleutels worden vervangen en alle oproepen (%(listings)s) worden nu opnieuw"
        " ondertekend. Wat met de oude sleutel is ondertekend, weigert iedereen."
    ),
    request.MOVE: N_(
        "De site verhuist naar %(host)s. Alle oproepen (%(listings)s) krijgen nu een adres daar."
        " Start de site daarna opnieuw."
    ),
    request.RETIRE: N_(
        "De site stopt voorgoed. Alle oproepen (%(listings)s) verdwijnen, hier en bij alle"
        " buurwijken. Alle bewoners (%(residents)s) krijgen bericht. Dit kan niet terug."
    ),
}


def look(world: World, line: bytes) -> Preview:
    """What taking ``line`` would do. Nothing is changed.

    :raises TakeError: it cannot be taken, and why.
    """
    row = own_origin()
    known = verified(bytes(row.log))
    following = _follows(world, known, line)
    return Preview(
        kind=_kind(world, known, following),
        number=following.number,
        host=following.host,
        listings=Entry.select()
        .where(Entry.origin == row.id, Entry.digest.is_null(is_null=False))
        .count(),
        residents=Resident.select().where(~Resident.organisation).count(),
    )


def take(world: World, line: bytes) -> Preview:
    """Make it true.

    :raises TakeError: nothing was changed.
    """
    foreseen = look(world, line)
    with database.atomic():
        row = counter.lock()
        origin = own_origin()
        known = verified(bytes(origin.log))
        following = _follows(world, known, line)
        Origin.update(
            log=following.log,
            version=following.number,
            host=following.host,
            url=base_url(following.host),
        ).where(Origin.id == origin.id).execute()
        if following.deactivated:
            _retire(world, origin.id)
            risen = mark.Mark(following.number, int(row.last))
        elif row.restoring is not None:
            risen = mark.Mark(following.number, int(row.last))  # signed when the restore has ended
        else:
            risen = _publish(world, row, known, foreseen.kind)
    mark.rise(world, risen)
    if foreseen.kind == request.MOVE:
        settings.change_url(world.config, base_url(following.host))
    plan.forget(world)
    return foreseen


def _publish(world: World, row: Counter, known: Identity, kind: str) -> mark.Mark:
    """Everything under the new version: what must be signed anew, and both heads."""
    if kind == request.EMERGENCY:
        _begin_anew(row)
    press = Press(world, row)
    if kind == request.ROTATE:
        resign.begin(press)
    resign.all_at_once(press, former=known.host)
    for scope in SCOPES:
        press.touch(scope)
    press.finish()
    return press.mark


def _begin_anew(row: Counter) -> None:
    """Numbers begin at the clock again: a thief may have used up the highest there is (§4.4).

    Whoever else signed in our name has no key that counts any more, so we sign on.
    """
    row.last = 0
    row.copies = None
    row.resign_until = None
    ours = own_origin().id
    Entry.delete().where(Entry.origin == ours, Entry.digest.is_null()).execute()
    Feed.update(min_seq=0).where(Feed.origin == ours).execute()


def _retire(world: World, origin_id: int) -> None:
    """Nothing of ours is in a feed any more; who lives here is told, and gets a copy."""
    for held in list(Listing.select().where(Listing.origin == origin_id, Listing.state == "open")):
        compose.close(held, "withdrawn")
    Entry.delete().where(Entry.origin == origin_id).execute()
    Feed.delete().where(Feed.origin == origin_id).execute()
    name = ward().name
    for person in list(Resident.select().where(~Resident.organisation)):
        outbox.put(
            world,
            template="node-retired",
            to=outbox.Recipient(person.language, person.id, person.email),
            values={"name": person.shown_name, "place": name, "path": "/gegevens"},
            key=f"node-retired {person.id}",
        )
        exports.ask(world, resident_id=person.id, language=person.language)


def _follows(world: World, known: Identity, line: bytes) -> Identity:
    """Our identity with the line behind it."""
    tidy = line.strip(b"\r\n \t")
    if not tidy or b"\n" in tidy:
        raise NotOneLineError
    if any(webvh_line.strip() == tidy for webvh_line in webvh.split(known.log)):
        raise TakenAlreadyError(known.number)
    try:
        return continue_log(known, known.log + tidy + b"\n", now=world.now())
    except FederationError as error:
        raise RefusedLineError(error.code) from None


def _kind(world: World, known: Identity, following: Identity) -> str:
    """Which kind of change this is; the line alone says it."""
    if following.deactivated:
        return request.RETIRE
    _check_keys(world, following)
    sign = {key.multikey for key in following.sign_keys.values()}
    before = {key.multikey for key in known.sign_keys.values()}
    if following.host != known.host:
        return request.MOVE
    if not before & sign:
        return request.EMERGENCY
    if sign - before:
        return request.ROTATE
    if before - sign:
        return request.DROP
    same = {k.multikey for k in known.http_keys.values()} == {
        k.multikey for k in following.http_keys.values()
    }
    return request.SHEET if same else request.HTTP


def _check_keys(world: World, following: Identity) -> None:
    for role, named in ((keyring.SIGN, following.sign_keys), (keyring.HTTP, following.http_keys)):
        if not {key.multikey for key in named.values()} & keyring.held(world, role).keys():
            raise KeysElsewhereError(role)
