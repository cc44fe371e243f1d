"""Who is at work in a node's folder: many at a time, or one that must be alone.

Rule: a lock of the kernel, which goes with its process; there is nothing to tidy up after a crash.
"""

import fcntl
import os
from pathlib import Path

FILE = "at-work"


class OccupiedError(Exception):
    """A sentence: somebody is at work here."""


def hold(folder: Path, *, alone: bool = False) -> int:
    """Be at work in this folder until the descriptor that is returned is closed.

    :raises OccupiedError: somebody else must be alone here, or we must and are not.
    """
    descriptor = os.open(folder / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        change(descriptor, alone=alone)
    except OccupiedError:
        os.close(descriptor)
        raise
    return descriptor


def change(descriptor: int, *, alone: bool) -> None:
    """Be alone from now on, or let others in.

    :raises OccupiedError: the others are still there.
    """
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        raise OccupiedError(
            "This node is at work. Stop it first."
            if alone
            else "This node is being upgraded, or a copy is being put back. Wait for that."
        ) from None
