"""What the parts of an address may look like; anything else is no address of ours. And what a form
may say of a row.
"""

from typing import Any

from werkzeug.routing import BaseConverter, IntegerConverter, Map

from node.store.database import HIGHEST_ROW


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


class RowConverter(IntegerConverter):
    """The number of a row."""

    def __init__(self, url_map: Map, **bounds: Any) -> None:
        super().__init__(url_map, **{"max": HIGHEST_ROW, **bounds})


def row(text: str) -> int:
    """The number of a row, as the ``type`` of what a form or an address says.

    :raises ValueError: no database looks for this.
    """
    number = int(text)
    if not 0 <= number <= HIGHEST_ROW:
        raise ValueError
    return number


CONVERTERS = {
    "lid": LidConverter,
    "scid": ScidConverter,
    "digest": DigestConverter,
    "token": TokenConverter,
    "row": RowConverter,
}
