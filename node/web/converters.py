"""What the parts of an address may look like; anything else is no address of ours."""

from werkzeug.routing import BaseConverter


class LidConverter(BaseConverter):
    """The id of a listing or draft: a UUID in lower case."""

    regex = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class ScidConverter(BaseConverter):
    """The identity of a node."""

    regex = "[A-Za-z0-9]{20,80}"


class TokenConverter(BaseConverter):
    """What the link of a mail holds."""

    regex = "[A-Za-z0-9_-]{43}"


class DigestConverter(BaseConverter):
    """The digest of a picture."""

    regex = "u[A-Za-z0-9_-]{40,60}"


CONVERTERS = {
    "lid": LidConverter,
    "scid": ScidConverter,
    "digest": DigestConverter,
    "token": TokenConverter,
}
