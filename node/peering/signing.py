"""Our name under what we ask of other nodes (PROTOCOL §11.2).

Rule 1: only requests that we made ourselves are signed here; no bytes of somebody else's (a body
that is posted is an activity of our own). Rule 2: the key for requests signs nothing but requests.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass

from federation.did import method_of
from federation.httpsig import sign_request
from node.feed.identity import Own, own
from node.world import World

ACTIVITY = "application/activity+json"
NONCE_BYTES = 18


@dataclass(frozen=True)
class Signer:
    """Signs requests as this node."""

    world: World
    own: Own

    @property
    def keyid(self) -> str:
        """The name of our key for requests."""
        return method_of(self.own.identity.did, self.own.http.public)

    def get(self, url: str) -> dict[str, str]:
        """The headers that make a GET ours."""
        return sign_request("GET", url, key=self.own.http, keyid=self.keyid, now=self.world.now())

    def post(self, url: str, body: bytes) -> dict[str, str]:
        """The headers that make a POST of an activity ours."""
        return sign_request(
            "POST",
            url,
            key=self.own.http,
            keyid=self.keyid,
            now=self.world.now(),
            body=body,
            content_type=ACTIVITY,
            nonce=urlsafe_b64encode(self.world.random(NONCE_BYTES)).decode(),
        )


def signer(world: World) -> Signer:
    """A signer with the keys of now."""
    return Signer(world, own(world))
