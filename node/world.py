"""What a node takes from outside: settings, the time, chance, and the doors: other nodes, mail.

Rule 1: these are handed in, never reached for, so that a test or a simulation can hand in others.
Rule 2: nothing here opens a socket; ``node/doors`` does.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

from node.config import Config


@dataclass(frozen=True)
class Fetched:
    """What another node answered: status, headers by lower-case name, decoded body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Fetch(Protocol):
    """GET ``url`` and return what came, whatever its status.

    ``accept`` are the media types that a 200 may have; ``limit`` is the most bytes read, decoded.

    :raises federation.errors.FederationError: ``unreachable``, ``forbidden_address``,
        ``too_slow``, ``too_large`` or ``bad_content_type``. Nothing else may escape.
    """

    def __call__(
        self,
        url: str,
        *,
        accept: tuple[str, ...],
        limit: int,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched: ...


class Post(Protocol):
    """POST ``body`` to ``url`` and return what came, whatever its status.

    Of the answer only its status, its headers and a refusal's code are read.

    :raises federation.errors.FederationError: as for :class:`Fetch`.
    """

    def __call__(
        self, url: str, *, body: bytes, content_type: str, headers: Mapping[str, str]
    ) -> Fetched: ...


@dataclass(frozen=True)
class Letter:
    """One mail to one address. ``id`` is its own part of the Message-ID; ``stop``: where to stop,
    ``one_click``: by a post to it alone (RFC 8058); ``calendar``: a file for any calendar, that
    goes with it.

    The door sees to the headers; a line break in what becomes one is refused there.
    """

    id: str
    to: str
    sender: str
    subject: str
    text: str
    html: str
    date: datetime
    stop: str = ""
    one_click: bool = False
    calendar: str = ""


class MailError(Exception):
    """A mail did not go out, or nobody knows whether it did."""


@dataclass(eq=False)
class NotSentError(MailError):
    """Certainly not taken: ``again`` when trying later may help, ``server`` when no mail goes out.

    Codes: unreachable, no_tls, login_refused, server_refuses; later, refused, bad_letter.
    """

    code: str
    again: bool
    server: bool = False


@dataclass(eq=False)
class PerhapsSentError(MailError):
    """All of it was handed over and no answer came: sending it again could make it two."""


class SendMail(Protocol):
    """Hand one letter to the mail server.

    :raises MailError: nothing else may escape, and no address or word of the letter in it.
    """

    def __call__(self, letter: Letter) -> None: ...


class AskCertificate(Protocol):
    """Until when the certificate of our own host holds; nothing when that cannot be seen."""

    def __call__(self, host: str) -> datetime | None: ...


@dataclass(frozen=True)
class HashCost:
    """What one try of a password costs, whoever tries it: memory in KiB and passes over it.

    OWASP Password Storage Cheat Sheet: 19 MiB, t=2, p=1.
    """

    memory_kib: int = 19 * 1024
    iterations: int = 2


@dataclass(frozen=True)
class World:
    """The outside of one node. ``random(n)`` gives ``n`` bytes nobody can guess.

    Without a mail server ``mail`` is ``None``: codes are then handed over by an admin. Without
    ``post`` nothing is told to other nodes: they find out when they look.
    """

    config: Config
    clock: Callable[[], datetime]
    random: Callable[[int], bytes]
    fetch: Fetch
    mail: SendMail | None = None
    post: Post | None = None
    certificate: AskCertificate | None = None
    hash_cost: HashCost = HashCost()

    def now(self) -> datetime:
        """The time in UTC, in whole seconds, as everything that is signed or stored has it."""
        return self.clock().replace(microsecond=0)


def system_clock() -> datetime:
    """The one place that asks the machine what time it is."""
    return datetime.now(UTC)  # noqa: TID251  # this is the place that the ban points to


def system_random(count: int) -> bytes:
    """``count`` bytes from the operating system."""
    return os.urandom(count)


def new_uuid7(world: World) -> str:
    """A UUID of version 7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, the rest chance."""
    milliseconds = int(world.clock().timestamp() * 1000)
    number = milliseconds << 80 | int.from_bytes(world.random(10), "big")
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=number))
