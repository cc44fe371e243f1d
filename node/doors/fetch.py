"""The one way out to other nodes (PROTOCOL §14, "one fetch").

Rule 1: https to a public address, or nothing; a development node also reaches ``*.localhost``.
Rule 2: no redirect is followed, and nothing of the environment is used: no proxy, no netrc.
Rule 3: bytes are counted while they are read, unpacked, and a length that is announced is not
believed. Rule 4: only refusals of the protocol leave here.
"""

import re
import zlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

import requests  # noqa: TID251  # this is the door that the ban points to
from requests.adapters import HTTPAdapter  # noqa: TID251
from urllib3.exceptions import HTTPError

from federation.errors import (
    BadContentTypeError,
    FederationError,
    ForbiddenAddressError,
    TooLargeError,
    TooSlowError,
    UnreachableError,
)
from federation.hosts import base_url, is_canonical, is_development
from federation.limits import CONNECT_SECONDS, FETCH_SECONDS, READ_SECONDS
from node.doors.dialling import (
    Call,
    Dial,
    PlainPool,
    Resolve,
    SecurePool,
    calls,
    dial_directly,
    resolve_by_system,
)
from node.world import Fetched

CHUNK = 16 * 1024
PROBLEM_BYTES = 16 * 1024  # of a refusal: a code and a title
PROBLEM = "application/problem+json"
OK = 200
ORIGINS_KEPT = 64  # nodes to which connections are kept open
AGENT = "werken-in-de-wijk"
_TARGET = re.compile(
    r"(?:/[A-Za-z0-9._~:@!$&'()*+,;=%-]*)+(?:\?[A-Za-z0-9._~:@!$&'()*+,;=%/?-]*)?\Z"
)
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\Z")  # a last label that old resolvers take for an IP


class _Adapter(HTTPAdapter):
    """requests' own way to send, over connections that judge whom they dial."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}


class WebFetch:
    """GET and POST over the real network. Called as :class:`node.world.Fetch`.

    ``authorities``: a file of certificates to trust in place of the usual ones. ``resolve`` and
    ``dial`` are for tests, which know names and addresses of their own.
    """

    def __init__(
        self,
        *,
        development: bool,
        authorities: str | None = None,
        resolve: Resolve = resolve_by_system,
        dial: Dial = dial_directly,
    ) -> None:
        self._development = development
        self._verify: bool | str = authorities or True
        self._resolve = resolve
        self._dial = dial
        self._adapter = _Adapter(pool_connections=ORIGINS_KEPT, pool_maxsize=2, max_retries=0)

    def __call__(
        self,
        url: str,
        *,
        accept: tuple[str, ...],
        limit: int,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        """See :class:`node.world.Fetch`."""
        host = self._host(url)
        given = {"Accept": ", ".join(accept), **(headers or {})}
        return self._called(host, _request("GET", url, given), accept, limit)

    def post(
        self, url: str, *, body: bytes, content_type: str, headers: Mapping[str, str]
    ) -> Fetched:
        """See :class:`node.world.Post`. Whatever is said beside the status is left unread."""
        host = self._host(url)
        given = {"Accept": PROBLEM, "Content-Type": content_type, **headers}
        return self._called(host, _request("POST", url, given, body), (PROBLEM,), PROBLEM_BYTES)

    def _called(
        self, host: str, request: requests.PreparedRequest, accept: tuple[str, ...], limit: int
    ) -> Fetched:
        call = Call(host, self._resolve, self._dial)
        token = calls.set(call)
        call.start()
        try:
            return self._answered(call, request, accept, limit)
        finally:
            call.finish()
            calls.reset(token)

    def close(self) -> None:
        """Let go of the connections kept."""
        self._adapter.close()

    def _host(self, url: str) -> str:
        """The host of an address that we may ask.

        :raises ForbiddenAddressError: it is none.
        """
        parts = _split(url)
        host = parts.netloc
        numeric = _NUMBER.match(host.partition(":")[0].rpartition(".")[2])
        if not is_canonical(host) or numeric or not url.startswith(base_url(host) + "/"):
            raise ForbiddenAddressError(host=ascii(url)[1:200])
        if is_development(host) and not self._development:
            raise ForbiddenAddressError(host=host)
        if not _TARGET.match(url.removeprefix(base_url(host))):
            raise ForbiddenAddressError(host=host)
        return host

    def _answered(
        self, call: Call, request: requests.PreparedRequest, accept: tuple[str, ...], limit: int
    ) -> Fetched:
        try:
            with self._sent(call, request) as response:
                fetched = _read(response, accept, limit)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise _refusal(call, error) from error
        if call.expired:
            raise TooSlowError(host=call.host, seconds=FETCH_SECONDS)
        return fetched

    def _sent(self, call: Call, request: requests.PreparedRequest) -> requests.Response:
        """The answer. A kept connection may have been closed meanwhile: then a new one."""
        try:
            return self._send(request)
        except requests.ConnectionError:
            if call.dialled or call.expired:
                raise
            return self._send(request)

    def _send(self, request: requests.PreparedRequest) -> requests.Response:
        return self._adapter.send(
            request,
            stream=True,
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            verify=self._verify,
            proxies={},
        )


def _request(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
) -> requests.PreparedRequest:
    always = {"Accept-Encoding": "gzip", "User-Agent": AGENT}
    return requests.Request(method, url, headers={**always, **headers}, data=body).prepare()


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise ForbiddenAddressError(host=ascii(url)[1:200]) from error


def _refusal(call: Call, error: Exception) -> FederationError:
    if call.expired:
        return TooSlowError(host=call.host, seconds=FETCH_SECONDS)
    if isinstance(error, requests.ConnectTimeout):
        return TooSlowError(host=call.host, seconds=CONNECT_SECONDS)
    if "timed out" in str(error):  # while reading a body requests and urllib3 differ in the class
        return TooSlowError(host=call.host, seconds=READ_SECONDS)
    return UnreachableError(host=call.host)


def _read(response: requests.Response, accept: tuple[str, ...], limit: int) -> Fetched:
    headers = {name.lower(): value for name, value in response.headers.items()}
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if response.status_code == OK:
        if media_type not in accept:
            raise BadContentTypeError(found=media_type[:100])
        return Fetched(OK, headers, _body(response, headers, limit))
    if media_type == PROBLEM:
        return Fetched(response.status_code, headers, _body(response, headers, PROBLEM_BYTES))
    return Fetched(response.status_code, headers, b"")


def _body(response: requests.Response, headers: Mapping[str, str], limit: int) -> bytes:
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"identity", "gzip"}:
        raise BadContentTypeError(found=f"content-encoding: {coding}"[:100])
    reader = _Gzip(limit) if coding == "gzip" else _Identity(limit)
    announced = headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > reader.most:
        raise TooLargeError(size=int(announced[:20]), limit=limit)
    while chunk := response.raw.read(CHUNK, decode_content=False):
        reader.take(chunk)
    return reader.finish()


class _Identity:
    """Bytes as they come, counted."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.most = limit  # bytes on the road
        self.size = 0
        self.parts: list[bytes] = []

    def take(self, chunk: bytes) -> None:
        """Add some.

        :raises TooLargeError: that is too many.
        """
        self.size += len(chunk)
        if self.size > self.limit:
            raise TooLargeError(size=self.size, limit=self.limit)
        self.parts.append(chunk)

    def finish(self) -> bytes:
        """All of them."""
        return b"".join(self.parts)


class _Gzip(_Identity):
    """Bytes unpacked no further than the limit."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.most += limit // 1000 + 1000  # what will not get smaller gets a little larger
        self.packed = 0
        self.unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def take(self, chunk: bytes) -> None:
        """Unpack some.

        :raises BadContentTypeError: it is not gzip, or goes on after its end.
        """
        self.packed += len(chunk)
        if self.packed > self.most:
            raise TooLargeError(size=self.packed, limit=self.limit)
        try:
            plain = self.unpacking.decompress(chunk, self.limit - self.size + 1)
        except zlib.error as error:
            raise BadContentTypeError(found="content-encoding: gzip") from error
        super().take(plain)
        if self.unpacking.unused_data:
            raise BadContentTypeError(found="content-encoding: gzip")

    def finish(self) -> bytes:
        """All of it.

        :raises ConnectionError: it was cut off.
        """
        if not self.unpacking.eof:
            raise ConnectionError("cut off")
        return super().finish()
