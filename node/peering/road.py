"""The road to one node, for the length of one pull: to the origin itself, or to a relay's copy.

Rule 1: only addresses that we computed from the host we hold; nothing that the other side wrote is
ever an address here. Rule 2: all bytes of one pull count together. Rule 3: what is for anybody is
asked again without our name when our name is not taken: a clock or a key of ours may be behind.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import msgspec

from federation.errors import (
    BadHttpSignatureError,
    BlockedError,
    DidUnknownVersionError,
    FederationError,
    NotAPeerError,
    NotForUsError,
    TooLargeError,
    UnreachableError,
)
from federation.hosts import base_url
from federation.limits import PULL_BYTES
from federation.page import feed_path
from node.peering.signing import Signer
from node.world import Fetched, World

ACTIVITY: Final = ("application/activity+json",)
LOG: Final = ("text/jsonl",)
OK: Final = 200
NOT_MODIFIED: Final = 304
UNAUTHORIZED: Final = 401
GONE: Final = 410
LATER: Final = (429, 503)
LONGEST_WAIT: Final = timedelta(hours=24)  # whatever Retry-After says (§8.9)
_CODES: Final[dict[str, Callable[[], FederationError]]] = {
    "not_a_peer": NotAPeerError,
    "not_for_us": NotForUsError,
    "blocked": BlockedError,
    "bad_http_signature": lambda: BadHttpSignatureError(where="signature"),
    "did_unknown_version": lambda: DidUnknownVersionError(version="?"),
}


@dataclass
class Road:
    """Asks ``host``, and remembers how much came and when it wants to be asked again.

    With ``origin`` it is a relay, and what is asked is its copy of the feed of that SCID.
    """

    world: World
    host: str
    signer: Signer | None = None
    origin: str | None = None
    left: int = PULL_BYTES
    retry_after: datetime | None = field(default=None, init=False)
    nameless: bool = field(default=False, init=False)  # our name was not taken
    answered: bool = field(default=False, init=False)  # whether anything came, were it a refusal
    began: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.world.clock()

    def lasted(self) -> timedelta:
        """For how long we have been on it."""
        return self.world.clock() - self.began

    def feed(self, scope: str) -> str:
        """Where the feed stands."""
        return feed_path(scope, origin=self.origin)

    def manifest(self, scope: str) -> str:
        """Where the manifest stands."""
        return f"{self._copies}/manifest" if self.origin else f"/fed/manifest/{scope}"

    def head(self, scope: str) -> str:
        """Where the head stands."""
        return f"{self._copies}/head" if self.origin else f"/fed/head/{scope}"

    def log(self) -> str:
        """Where the identity log stands."""
        return f"{self._copies}/did.jsonl" if self.origin else "/.well-known/did.jsonl"

    def listing(self, lid: str) -> str:
        """Where one listing stands."""
        return f"{self._copies}/l/{lid}" if self.origin else f"/l/{lid}"

    @property
    def _copies(self) -> str:
        return f"/fed/origins/{self.origin}"

    def get(
        self,
        path: str,
        *,
        accept: tuple[str, ...] = ACTIVITY,
        limit: int,
        etag: str | None = None,
        may_be: tuple[int, ...] = (),
    ) -> Fetched:
        """What stands at ``path``: a 200, a 304 when we sent a tag, or what ``may_be`` allows.

        :raises FederationError: anything else.
        """
        headers = {"If-None-Match": f'W/"{etag}"'} if etag else {}
        fetched = self._ask(path, accept, limit, headers)
        if fetched.status == UNAUTHORIZED and self._signs(path) and not self._is_for_peers(path):
            self.nameless = True
            fetched = self._ask(path, accept, limit, headers)
        self.answered = True
        self.left -= len(fetched.body)
        if self.left <= 0:
            raise TooLargeError(size=PULL_BYTES + 1, limit=PULL_BYTES)
        expected = (OK, *may_be, NOT_MODIFIED) if etag else (OK, *may_be)
        if fetched.status not in expected:
            self._refuse(fetched)
        return fetched

    def _ask(
        self, path: str, accept: tuple[str, ...], limit: int, headers: dict[str, str]
    ) -> Fetched:
        url = base_url(self.host) + path
        signed = self.signer.get(url) if self.signer and self._signs(path) else {}
        return self.world.fetch(
            url, accept=accept, limit=min(limit, self.left), headers={**headers, **signed}
        )

    def _signs(self, path: str) -> bool:
        """Whether we say who we are: always, where nobody else is answered (Rule 3)."""
        return self.signer is not None and (not self.nameless or self._is_for_peers(path))

    def _is_for_peers(self, path: str) -> bool:
        return path.startswith("/fed/origins") or "/adjacent" in path

    def _refuse(self, fetched: Fetched) -> None:
        if fetched.status in LATER:
            self.retry_after = wanted_wait(fetched.headers.get("retry-after", ""), self.world.now())
        error = _CODES.get(_code(fetched))
        raise error() if error else UnreachableError(host=self.host)


def wanted_wait(text: str, now: datetime) -> datetime | None:
    """Until when a node asks to be left alone (RFC 9110 §10.2.3): at most a day."""
    try:
        if text.isascii() and text.isdigit():
            wait = timedelta(seconds=min(int(text[:12]), LONGEST_WAIT.total_seconds()))
        else:
            moment = parsedate_to_datetime(text)
            wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    except (ValueError, TypeError, OverflowError):
        return None
    return now + min(wait, LONGEST_WAIT) if wait > timedelta() else None


class _Problem(msgspec.Struct):
    code: str = ""


def _code(fetched: Fetched) -> str:
    """The code that a refusal carries, if it is one of ours."""
    try:
        return msgspec.json.decode(fetched.body, type=_Problem).code
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
