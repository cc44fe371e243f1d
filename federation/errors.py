"""Every reason for which the protocol says no (PROTOCOL.md §15).

Rule 1: one class a code; the fields are the facts, never prose. Sentences are made where somebody
reads them. Rule 2: nothing else leaves ``federation``, whatever comes in.

``blame`` says whose fault it is: the ``source`` that handed us the bytes, the ``origin`` that
signed them, ``us``, or the ``caller`` of a function or an endpoint. ``status`` is the HTTP status
that fits when the refusal is an answer.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

Blame = Literal["source", "origin", "us", "caller"]

CODES: dict[str, type["FederationError"]] = {}
"""Every code and its class, in the order of §15: of several faults the first is reported."""


class FederationError(Exception):
    """A refusal. Nothing was changed by what was refused."""

    code: ClassVar[str]
    blame: ClassVar[Blame] = "source"
    status: ClassVar[int] = 400

    def __init_subclass__(cls) -> None:
        CODES[cls.code] = cls


# Bytes (§1)


@dataclass(eq=False)
class TooLargeError(FederationError):
    code = "too_large"
    status = 413
    size: int
    limit: int


@dataclass(eq=False)
class NotUtf8Error(FederationError):
    code = "not_utf8"


@dataclass(eq=False)
class NotJsonError(FederationError):
    code = "not_json"
    at: int = 0


@dataclass(eq=False)
class DuplicateNameError(FederationError):
    code = "duplicate_name"
    name: str


@dataclass(eq=False)
class BadNameError(FederationError):
    code = "bad_name"
    name: str


@dataclass(eq=False)
class BadNumberError(FederationError):
    code = "bad_number"
    number: str


@dataclass(eq=False)
class BadStringError(FederationError):
    code = "bad_string"
    at: int = 0


@dataclass(eq=False)
class TooDeepError(FederationError):
    code = "too_deep"
    limit: int


@dataclass(eq=False)
class NotCanonicalError(FederationError):
    code = "not_canonical"


# Documents (§1.7, §4.8, §5, §6)


@dataclass(eq=False)
class UnsupportedVersionError(FederationError):
    code = "unsupported_version"


@dataclass(eq=False)
class BadHeadError(FederationError):
    code = "bad_head"
    where: str


@dataclass(eq=False)
class BadListingError(FederationError):
    code = "bad_listing"
    blame: ClassVar[Blame] = "origin"
    status = 422
    where: str


@dataclass(eq=False)
class NotForUsError(FederationError):
    code = "not_for_us"
    status = 403


@dataclass(eq=False)
class WrongHostError(FederationError):
    code = "wrong_host"
    found: str
    expected: str


# Identity and signatures (§2, §3, §4)


@dataclass(eq=False)
class DidInvalidError(FederationError):
    code = "did_invalid"
    where: str
    entry: int = 0


@dataclass(eq=False)
class DidRewrittenError(FederationError):
    code = "did_rewritten"
    blame: ClassVar[Blame] = "origin"
    version: str


@dataclass(eq=False)
class DidUnknownVersionError(FederationError):
    code = "did_unknown_version"
    status = 401
    version: str


@dataclass(eq=False)
class KeyRevokedError(FederationError):
    code = "key_revoked"
    status = 401
    version: str


@dataclass(eq=False)
class BadKeyError(FederationError):
    code = "bad_key"


@dataclass(eq=False)
class BadProofError(FederationError):
    code = "bad_proof"
    where: str


@dataclass(eq=False)
class WrongSignerError(FederationError):
    code = "wrong_signer"
    method: str


@dataclass(eq=False)
class BadSignatureError(FederationError):
    code = "bad_signature"


# Order of heads (§6.4, §8.3)


@dataclass(eq=False)
class RollbackError(FederationError):
    code = "rollback"
    blame: ClassVar[Blame] = "origin"
    status = 409
    offered: int
    held: int


@dataclass(eq=False)
class StaleError(FederationError):
    code = "stale"
    status = 409
    offered: int
    held: int


@dataclass(eq=False)
class EquivocationError(FederationError):
    """Two signed documents that cannot both be true. ``ours`` and ``theirs`` are the proof."""

    code = "equivocation"
    blame: ClassVar[Blame] = "origin"
    status = 409
    seq: int
    ours: bytes = b""
    theirs: bytes = b""


# Time (§1.5, §5, §8.3)


@dataclass(eq=False)
class FromFutureError(FederationError):
    code = "from_future"
    blame: ClassVar[Blame] = "origin"
    at: str


@dataclass(eq=False)
class ExpiredError(FederationError):
    code = "expired"
    blame: ClassVar[Blame] = "origin"
    status = 410
    end: str


@dataclass(eq=False)
class TooLongLivedError(FederationError):
    code = "too_long_lived"
    blame: ClassVar[Blame] = "origin"
    status = 422
    end: str


# Feed (§7, §8)


@dataclass(eq=False)
class PageOrderError(FederationError):
    code = "page_order"
    seq: int


@dataclass(eq=False)
class CursorExpiredError(FederationError):
    code = "cursor_expired"
    blame: ClassVar[Blame] = "caller"
    status = 410
    after: int
    minimum: int


@dataclass(eq=False)
class CountMismatchError(FederationError):
    code = "count_mismatch"
    announced: int
    found: int


@dataclass(eq=False)
class RootMismatchError(FederationError):
    code = "root_mismatch"
    announced: str
    found: str


@dataclass(eq=False)
class BadSourceError(FederationError):
    code = "bad_source"
    where: str


# Peers and requests (§11, §12, §14)


@dataclass(eq=False)
class NotAPeerError(FederationError):
    code = "not_a_peer"
    blame: ClassVar[Blame] = "caller"
    status = 403


@dataclass(eq=False)
class OverQuotaError(FederationError):
    code = "over_quota"
    status = 429
    limit: int


@dataclass(eq=False)
class BlockedError(FederationError):
    code = "blocked"
    blame: ClassVar[Blame] = "us"
    status = 403


@dataclass(eq=False)
class BadHttpSignatureError(FederationError):
    code = "bad_http_signature"
    blame: ClassVar[Blame] = "caller"
    status = 401
    where: str


@dataclass(eq=False)
class DigestMismatchError(FederationError):
    code = "digest_mismatch"
    announced: str
    found: str


@dataclass(eq=False)
class ReplayedError(FederationError):
    code = "replayed"
    blame: ClassVar[Blame] = "caller"
    status = 401


# Transport (§7, §14)


@dataclass(eq=False)
class UnreachableError(FederationError):
    code = "unreachable"
    status = 502
    host: str


@dataclass(eq=False)
class ForbiddenAddressError(FederationError):
    code = "forbidden_address"
    status = 403
    host: str


@dataclass(eq=False)
class TooSlowError(FederationError):
    code = "too_slow"
    status = 504
    host: str
    seconds: int


@dataclass(eq=False)
class BadContentTypeError(FederationError):
    code = "bad_content_type"
    status = 415
    found: str
