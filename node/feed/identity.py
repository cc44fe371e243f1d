"""Who this node is to other nodes: its identity log and its private keys.

Rule 1: the keys are files only the node's own account can read; they are in no table and no page.
Rule 2: the keys that can change the identity are not here at all (PROTOCOL §4.3): they leave on
two recovery sheets when the node is made.
"""

import json
import os
from base64 import b32decode, b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from federation import did, didwriting
from federation.keys import PrivateKey
from federation.sheet import Sheet
from node.feed.models import Counter, Origin, Ward
from node.store.database import database
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
    sign, http, update = (PrivateKey(world.random(SEED_BYTES)) for _ in range(3))
    first, second = Sheet(world.random(SEED_BYTES)), Sheet(world.random(SEED_BYTES))
    log = didwriting.genesis(
        host=world.config.host_name,
        sign=sign.public,
        http=http.public,
        update=update,
        next_keys=[first.key.public, second.key.public],
        now=world.now(),
    )
    identity = did.read_log(log, now=world.now())
    world.config.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_key(world.config.keys / "sign.key", sign)
    _write_key(world.config.keys / "http.key", http)
    with database.atomic():
        Ward.create(name=name, codes=json.dumps(list(codes)), language=language)
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
    return identity, (first, second)


def own(world: World) -> Own:
    """Our identity and keys, from the database and the key files."""
    row = own_origin()
    return Own(
        identity=_verified(bytes(row.log)),
        sign=_read_key(world.config.keys / "sign.key"),
        http=_read_key(world.config.keys / "http.key"),
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


def ward() -> Ward:
    """What this node calls itself."""
    found: Ward = Ward.select().get()
    return found


@cache
def _verified(log: bytes) -> did.Identity:
    """Our own log, read once: we made it, so its time is no question."""
    return did.read_log(log, now=ALWAYS)


def _write_key(path: Path, key: PrivateKey) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(b32encode(key.seed) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _read_key(path: Path) -> PrivateKey:
    return PrivateKey(b32decode(path.read_bytes().strip()))
