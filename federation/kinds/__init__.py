"""The kinds of listing: one file each, one line in this table.

A kind that is not in the table is shown by its title and passed on, never refused (PROTOCOL.md
§1.6).
"""

from typing import Final

from federation.kinds.exchange import EXCHANGE
from federation.kinds.initiative import INITIATIVE
from federation.kinds.kind import PURPOSES, TERMS, Field, Kind
from federation.kinds.learning import LEARNING
from federation.kinds.lending import LENDING
from federation.kinds.meeting import MEETING, REPEATS
from federation.kinds.sharing import SHARING
from federation.kinds.volunteering import VOLUNTEERING
from federation.kinds.work import WORK

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        WORK,
        LEARNING,
        VOLUNTEERING,
        SHARING,
        LENDING,
        EXCHANGE,
        MEETING,
        INITIATIVE,
    )
}

__all__ = ["KINDS", "PURPOSES", "REPEATS", "TERMS", "Field", "Kind"]
