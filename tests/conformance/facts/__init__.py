"""The facts that the vectors state, one group a file, and the order in which they are made."""

from collections.abc import Callable, Iterator

from tests.conformance.facts import (
    documents,
    feeds,
    heads,
    identities,
    listings,
    logs,
    members,
    pulls,
    roots,
    signatures,
)
from tests.conformance.vector import Vector

GROUPS: tuple[Callable[[], Iterator[Vector]], ...] = (
    documents.vectors,
    signatures.vectors,
    logs.vectors,
    identities.vectors,
    roots.vectors,
    members.vectors,
    listings.vectors,
    heads.vectors,
    feeds.vectors,
    pulls.vectors,
)
