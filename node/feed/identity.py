"""Who this node is to other nodes: its identity log and its private keys.

Rule 1: the keys are files only the node's own account can read (``keyring``).
Rule 2: the keys that can change the identity are not here at all (PROTOCOL §4.3): they leave on
two recovery sheets when the node is made.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import peewee as pw

from federation import did, didwriting
from federation.keys import PrivateKey
from federation.sheet import Sheet
from node.feed import keyring
from node.feed.models import Counter, Origin, Ward
from node.settings.models import Setting
from node.store import single
from node.store.database import database
from node.store.single import Value
from node.store.statements import kept
from node.world import World

SEED_BYTES = 32
ALWAYS = datetime(2999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True)
class Own:
    """Our identity, the keys that sign, and our row among the origins."""

    identity: did.Identity
    sign: PrivateKey
    http: PrivateKey
    origin_id: int

    @property
    def method(self) -> str:
        """The verification method of what we sign (§3)."""
        return did.method_of(self.identity.did, self.sign.public)


def create(
    world: World, *, name: str, codes: Sequence[str], language: str
) -> tuple[did.Identity, tuple[Sheet, Sheet]]:
    """Make this node's identity, once. Returns it, with the two recovery sheets to print."""
    log, sheets = _first_line(world)
    identity = did.read_log(log, now=world.now())
    with database.atomic():
        call_ward(name=name, codes=codes, language=language)
        Counter.create(last=0)
        Origin.create(
            scid=identity.scid,
            host=identity.host,
            url=world.config.url,
            name=name,
            codes=json.dumps(list(codes)),
            own=True,
            level="shown",
            log=log,
            version=identity.number,
            added=world.now(),
        )
    return identity, sheets


def begin_anew(world: World) -> tuple[Sheet, Sheet]:
    """Other sheets, and so another identity: only while nothing was signed and nobody has seen it.

    Returns the sheets to print; those of before are worth nothing.
    """
    log, sheets = _first_line(world)
    identity = did.read_log(log, now=world.now())
    Origin.update(scid=identity.scid, log=log, version=identity.number, added=world.now()).where(
        Origin.own
    ).execute()
    return sheets


def call_ward(*, name: str, codes: Sequence[str], language: str) -> None:
    """What the ward calls itself, of which wards it is, and its language."""
    said = {"name": name, "codes": json.dumps(list(codes)), "language": language}
    with database.atomic():
        if not Ward.update(said).execute():
            Ward.create(**said)
        Origin.update(name=name, codes=said["codes"]).where(Origin.own).execute()


def _first_line(world: World) -> tuple[bytes, tuple[Sheet, Sheet]]:
    """The first line of the log. Keys that are here already are those it names: a line before it
    came to nothing.
    """
    roles = (keyring.SIGN, keyring.HTTP)
    there = {role: [*keyring.held(world, role).values()] for role in roles}
    sign, http = (
        there[role][0] if there[role] else PrivateKey(world.random(SEED_BYTES)) for role in roles
    )
    update = PrivateKey(world.random(SEED_BYTES))
    first, second = Sheet(world.random(SEED_BYTES)), Sheet(world.random(SEED_BYTES))
    log = didwriting.genesis(
        host=world.config.host_name,
        sign=sign.public,
        http=http.public,
        update=update,
        next_keys=[first.key.public, second.key.public],
        now=world.now(),
    )
    for role, key in zip(roles, (sign, http), strict=True):
        if not there[role]:
            keyring.write(world, role, key)
    return log, (first, second)


def own(world: World) -> Own:
    """Our identity and keys, from the database and the key files.

    :raises NoKeyError: the log names no key that we hold.
    """
    row = own_origin()
    ours = verified(bytes(row.log))
    return Own(
        identity=ours,
        sign=keyring.speaking(world, keyring.SIGN, ours.sign_keys.values()),
        http=keyring.speaking(world, keyring.HTTP, ours.http_keys.values()),
        origin_id=row.id,
    )


def exists() -> bool:
    """Whether this database has a node's identity."""
    found: bool = Origin.select().where(Origin.own).exists()
    return found


def own_origin() -> Origin:
    """Our own row among the origins."""
    found: Origin = Origin.select().where(Origin.own).get()
    return found


def is_stopped() -> bool:
    """Whether this node is retired for good (PROTOCOL §4.10)."""
    return single.one(stopped())


def stopped() -> Value[bool]:
    """The same, to be asked together with more."""
    log = Origin.select(Origin.log).where(Origin.own).limit(1)
    return Value(log, lambda found: verified(bytes(found)).deactivated)


ON_PAGES: Final = ("centre", "tiles", "tiles_credit")  # settings


def ward() -> Ward:
    """What this node calls itself; as far as an admin said so, also where its middle is
    (``centre``) and whose maps it uses (``tiles``, ``tiles_credit``).
    """
    [row] = _ward().ask()
    fields = Ward._meta.sorted_fields  # noqa: SLF001  # peewee's documented name
    found = Ward(**{field.name: value for field, value in zip(fields, row, strict=False)})
    for name, value in zip(ON_PAGES, row[len(fields) :], strict=True):
        setattr(found, name, value)
    return found


@kept
def _ward() -> Any:
    asked: Any = Ward.select(*Ward._meta.sorted_fields)  # noqa: SLF001
    for name in ON_PAGES:
        held = Setting.alias()
        asked = asked.select_extend(held.value).join_from(
            Ward, held, pw.JOIN.LEFT_OUTER, on=(held.name == name)
        )
    return asked.limit(1)


@cache
def verified(log: bytes) -> did.Identity:
    """Our own log, read once: we made it, so its time is no question."""
    return did.read_log(log, now=ALWAYS)
