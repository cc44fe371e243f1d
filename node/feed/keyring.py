"""The node's private keys: one file each, which only the node's own account can read.

Rule 1: which of them speaks, the identity log decides: the last key named there that we hold. So a
change of keys is a change of one row, and no moment exists in which files and log disagree.
Rule 2: they are in no table, no page, no backup's list and no error.
"""

import os
from base64 import b32decode, b32encode
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from federation.keys import PrivateKey, PublicKey
from node.feed.errors import NoKeyError
from node.world import World

SIGN, HTTP = "sign", "http"
SEED_BYTES = 32


def make(world: World, role: str) -> PrivateKey:
    """A new key in a file of its own, for a line of the log that is still to come."""
    key = PrivateKey(world.random(SEED_BYTES))
    write(world, f"{role}-{key.public.multikey}", key)
    return key


def write(world: World, name: str, key: PrivateKey) -> None:
    """Keep a key under this name; never over another."""
    folder = world.config.keys
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / f"{name}.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(b32encode(key.seed) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def held(world: World, role: str) -> dict[str, PrivateKey]:
    """The keys for this that we hold, by Multikey."""
    keys = (_read(path) for path in _files(world, role))
    return {key.public.multikey: key for key in keys}


def speaking(world: World, role: str, named: Iterable[PublicKey]) -> PrivateKey:
    """The key that speaks for us: the last of those ``named`` in the log that we hold.

    :raises NoKeyError: we hold none of them.
    """
    ours = held(world, role)
    found = [key.multikey for key in named if key.multikey in ours]
    if not found:
        raise NoKeyError(role=role)
    return ours[found[-1]]


def forget(world: World, role: str, *, keep: Iterable[str]) -> None:
    """Delete the keys whose Multikey is not among ``keep``."""
    kept = set(keep)
    for path in _files(world, role):
        if _read(path).public.multikey not in kept:
            path.unlink()


def _files(world: World, role: str) -> list[Path]:
    return sorted(world.config.keys.glob(f"{role}*.key"))


def _read(path: Path) -> PrivateKey:
    return _parsed(path.read_bytes())


@cache
def _parsed(data: bytes) -> PrivateKey:
    return PrivateKey(b32decode(data.strip()))
