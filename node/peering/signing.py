"""Our name under what we ask of other nodes (PROTOCOL §11.2).

Rule 1: only requests that we made ourselves are signed here; no bytes of somebody else's (a body
that is posted is an activity of our own). Rule 2: the key for requests signs nothing but requests.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass

from federation.did import method_of
from federation.hosts import did_of
from federation.httpsig import sign_request
from federation.keys import PrivateKey
from node.feed import keyring
from node.feed.identity import own, own_origin
from node.world import World

ACTIVITY = "application/activity+json"
NONCE_BYTES = 18


@dataclass(frozen=True)
class Signer:
    """Signs requests as this node."""

    world: World
    did: str
    key: PrivateKey

    @property
    def keyid(self) -> str:
        """The name of our key for requests."""
        return method_of(self.did, self.key.public)

    def get(self, url: str) -> dict[str, str]:
        """The headers that make a GET ours."""
        return sign_request("GET", url, key=self.key, keyid=self.keyid, now=self.world.now())

    def post(self, url: str, body: bytes) -> dict[str, str]:
        """The headers that make a POST of an activity ours."""
        return sign_request(
            "POST",
            url,
            key=self.key,
            keyid=self.keyid,
            now=self.world.now(),
            body=body,
            content_type=ACTIVITY,
            nonce=urlsafe_b64encode(self.world.random(NONCE_BYTES)).decode(),
        )


def signer(world: World) -> Signer:
    """A signer with the keys of now."""
    us = own(world)
    return Signer(world, us.identity.did, us.http)


def signer_of_before(world: World) -> Signer | None:
    """For a log that came back from a backup and names none of our keys (§13).

    Our neighbours know the log that came after it, and in that our key has this name.
    """
    ours = keyring.held(world, keyring.HTTP)
    if not ours:
        return None
    did = did_of(own_origin().scid, world.config.host_name)
    return Signer(world, did, ours[min(ours)])
