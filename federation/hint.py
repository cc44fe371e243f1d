"""A nudge: "I have something new" (PROTOCOL.md §10).

Rule 1: no address in a hint is ever used; what it leads to is a pull from the address held. Rule 2:
the head in it passes every check of a head; the lines every check of a log.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
from msgspec import UNSET, Raw, UnsetType

from federation import strictjson
from federation.did import Identity, continue_log
from federation.errors import BadSourceError
from federation.head import Head, read_head, scid_named
from federation.intake import ORIGIN, compare
from federation.limits import DEPTH, HINT_BYTES, LOG_ENTRIES


class _Shape(msgspec.Struct, gc=False):
    head: Raw
    log: list[Raw] | UnsetType = UNSET


_SHAPE: Final = msgspec.json.Decoder(_Shape)
_WRITER: Final = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True)
class Hint:
    """A hint that was read and not yet judged. ``scid`` is whose it claims to be."""

    scid: str
    head: bytes
    lines: tuple[bytes, ...] = ()

    def judge(self, identity: Identity, held: Head | None, *, scope: str, now: datetime) -> Head:
        """The head, if it is newer than the one held: then a pull is due.

        :raises FederationError: it is no reason to do anything.
        """
        head = read_head(self.head, identity=identity, scope=scope, now=now)
        compare(held, head, source=ORIGIN)
        return head

    def continued(self, identity: Identity, *, now: datetime) -> Identity:
        """The identity with the lines of the hint added to its log.

        :raises FederationError: they do not continue it.
        """
        if not self.lines:
            return identity
        log = identity.log + b"".join(line + b"\n" for line in self.lines)
        return continue_log(identity, log, now=now)


def build(*, head: bytes, lines: Sequence[bytes] = ()) -> bytes:
    """Write a hint. ``lines`` are those that a neighbour may not have yet."""
    members: dict[str, object] = {"head": Raw(head)}
    if lines:
        members["log"] = [Raw(line.strip()) for line in lines]
    return _WRITER.encode(members)


def read(data: bytes) -> Hint:
    """Read a hint.

    :raises FederationError: it is not strict JSON or not a hint.
    """
    strictjson.scan(data, limit=HINT_BYTES, depth=DEPTH)
    try:
        shape = _SHAPE.decode(data)
    except strictjson.UNREADABLE as error:
        raise BadSourceError(where="hint") from error
    lines = () if shape.log is UNSET else tuple(_line(line) for line in shape.log)
    if len(lines) > LOG_ENTRIES:
        raise BadSourceError(where="log")
    head = bytes(shape.head)
    return Hint(scid=scid_named(head), head=head, lines=lines)


def _line(raw: Raw) -> bytes:
    """One log line on one line: a break outside strings is only a space."""
    return bytes(raw).replace(b"\n", b" ").replace(b"\r", b" ")
