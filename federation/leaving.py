"""The last look at a listing of ours before it is signed and leaves the ward (PROTOCOL.md §5.4).

Rule 1: this binds us alone; nobody refuses a neighbour's listing for it. Rule 2: every text of the
document is looked at, whichever form it came from; the public place's ``address`` alone may name a
street and a number.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from federation.errors import BadListingError
from federation.privacy import find


def check(document: Mapping[str, Any]) -> None:
    """Return if no text of ``document`` gives away where to write, call or ring the bell.

    :raises BadListingError: the member in which one does.
    """
    for where, text in _texts(document):
        if find(text) is not None:
            raise BadListingError(where=where)


def _texts(document: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for where in ("name", "content", "wijk:by"):
        yield where, document.get(where, "")
    for where in ("nameMap", "contentMap", "wijk:details"):
        for value in document.get(where, {}).values():
            yield where, str(value)
    for where in ("tag", "attachment"):
        for item in document.get(where, []):
            yield where, item["name"]
    for where in ("location", "wijk:initiative"):
        yield where, document.get(where, {}).get("name", "")
