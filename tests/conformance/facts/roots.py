"""§6.3: the root of a list of what is live."""

from collections.abc import Iterator
from typing import Any

from federation.canonical import canonical, digest
from tests.conformance.facts.naming import named
from tests.conformance.vector import Vector
from tests.federation.origin import lid

ONE: list[Any] = [lid(1), 1, digest(b"one")]
TWO: list[Any] = [lid(2), 7, digest(b"two")]


def written(*entries: Any) -> bytes:
    """The entries as JSON, whatever is in them."""
    return canonical(list(entries))


GOOD: tuple[tuple[str, bytes, bytes], ...] = (
    ("the root of nothing", b"[]", b"[]"),
    ("the root of one listing", written(ONE), written(ONE)),
    ("the root of two listings", written(ONE, TWO), written(ONE, TWO)),
    ("the order of the list does not matter", written(TWO, ONE), written(ONE, TWO)),
    ("spaces do not matter", b" [ " + written(ONE)[1:-1] + b" ] ", written(ONE)),
)
BAD: tuple[tuple[str, str, bytes, str], ...] = (
    ("16", "a list that is an object", b"{}", "bad_source"),
    ("16", "an entry of two", written(ONE[:2]), "bad_source"),
    ("16", "an entry of four", written([*ONE, 1]), "bad_source"),
    ("16", "a lid in capitals", written([lid(10).upper(), *ONE[1:]]), "bad_source"),
    ("16", "a lid of version 4", written([lid(1).replace("-7", "-4"), *ONE[1:]]), "bad_source"),
    ("16", "a number that is a text", written([lid(1), "1", ONE[2]]), "bad_source"),
    ("16", "the number zero", written([lid(1), 0, ONE[2]]), "bad_source"),
    ("16", "a number that is true", written([lid(1), True, ONE[2]]), "bad_source"),
    ("1.4", "a digest of another length", written([lid(1), 1, ONE[2] + "A"]), "bad_source"),
    ("1.4", "a digest with stray bits", written([lid(1), 1, ONE[2][:-1] + "B"]), "bad_source"),
    ("1.4", "a digest of another hash", written([lid(1), 1, "uFi" + ONE[2][3:]]), "bad_source"),
    ("1.4", "a digest in base58", written([lid(1), 1, "z" + ONE[2][1:]]), "bad_source"),
    ("16", "a lid twice", written(ONE, [lid(1), 2, ONE[2]]), "bad_source"),
    ("1.1", "a list that is not JSON", b"[", "not_json"),
    ("1.1", "a number with a fraction in the list", b"[[1.5]]", "bad_number"),
    ("14", "a list of a byte more than 4 MiB", b"[" + b" " * (4 * 2**20 - 1) + b"]", "too_large"),
)


def vectors() -> Iterator[Vector]:
    """One vector a fact."""
    for fact, data, plain in GOOD:
        lines = ("accepted", digest(plain))
        yield Vector(named("root", fact), fact, "6.3", "root FILE", lines, {"FILE": data})
    for section, fact, data, code in BAD:
        yield Vector(named("root", fact), fact, section, "root FILE", (code,), {"FILE": data})
