"""The road to one node, for the length of one pull.

Rule 1: only addresses that we computed from the host we hold; nothing that the other side wrote is
ever an address here. Rule 2: all bytes of one pull count together.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import msgspec

from federation.errors import (
    BlockedError,
    FederationError,
    NotAPeerError,
    TooLargeError,
    UnreachableError,
)
from federation.hosts import base_url
from federation.limits import PULL_BYTES
from node.world import Fetched, World

ACTIVITY: Final = ("application/activity+json",)
LOG: Final = ("text/jsonl",)
OK: Final = 200
NOT_MODIFIED: Final = 304
GONE: Final = 410
LATER: Final = (429, 503)
LONGEST_WAIT: Final = timedelta(hours=24)  # whatever Retry-After says (§8.9)
_CODES: Final[dict[str, type[FederationError]]] = {
    "not_a_peer": NotAPeerError,
    "blocked": BlockedError,
}


@dataclass
class Road:
    """Asks ``host``, and remembers how much came and when it wants to be asked again."""

    world: World
    host: str
    left: int = PULL_BYTES
    retry_after: datetime | None = None

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
        fetched = self.world.fetch(
            base_url(self.host) + path,
            accept=accept,
            limit=min(limit, self.left),
            headers=headers,
        )
        self.left -= len(fetched.body)
        if self.left <= 0:
            raise TooLargeError(size=PULL_BYTES + 1, limit=PULL_BYTES)
        expected = (OK, *may_be, NOT_MODIFIED) if etag else (OK, *may_be)
        if fetched.status not in expected:
            self._refuse(fetched)
        return fetched

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
