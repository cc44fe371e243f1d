"""What must hold at every step of a simulation, and what must hold once the weather has cleared.

Rule: a promise that is broken says which node, which listing, and what was expected.
"""

from collections.abc import Iterable

from tests.simulation.mirror import Mirror
from tests.simulation.rulenode import RuleNode


class BrokenPromiseError(AssertionError):
    """Something that must never happen happened."""


def check_node(node: RuleNode, publishers: dict[str, RuleNode]) -> None:
    """At any step: nothing unsigned, of another origin, ended, or erased once known is shown."""
    now = node.now()
    for scid, mirror in node.mirrors.items():
        said = publishers[scid].feed.said
        for listing in mirror.visible(now):
            if said.get(listing.digest) != (listing.lid, listing.seq):
                raise BrokenPromiseError(f"{node.name} shows what {scid} never signed: {listing}")
            if mirror.entries.get(listing.lid) != (listing.seq, listing.digest):
                raise BrokenPromiseError(f"{node.name} shows {listing.lid}, which its set has not")


def check_bounds(node: RuleNode, most_bytes: int) -> None:
    """Storage stays bounded."""
    held = sum(mirror.bytes_held() for mirror in node.mirrors.values())
    if held > most_bytes:
        raise BrokenPromiseError(f"{node.name} holds {held} bytes of others")


def check_healed(nodes: Iterable[RuleNode], honest: set[str]) -> None:
    """After the weather cleared: everybody within the horizon holds exactly what is live."""
    by_scid = {node.scid: node for node in nodes}
    for node in by_scid.values():
        if node.name in honest:
            for scid, mirror in node.mirrors.items():
                if by_scid[scid].name in honest and mirror.distance is not None:
                    _check_same(node, by_scid[scid], mirror)


def _check_same(node: RuleNode, origin: RuleNode, mirror: Mirror) -> None:
    live = {lid: (seq, name) for lid, seq, name in origin.feed.entries()}
    where = f"{node.name} holds of {origin.name} ({node.refused})"
    if mirror.entries != live:
        lacking = sorted(live.items() - mirror.entries.items())
        extra = sorted(mirror.entries.items() - live.items())
        raise BrokenPromiseError(f"{where}: lacking {lacking}, too much {extra}")
    if set(mirror.texts) != set(live):
        owed = sorted(set(live) ^ set(mirror.texts))
        raise BrokenPromiseError(f"{where}: texts differ at {owed}")
    if mirror.quarantined:
        raise BrokenPromiseError(f"{node.name} keeps the honest {origin.name} in quarantine")
