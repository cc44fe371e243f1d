"""What a case can be about: one line each, with what may be ruled and who is told what.

Rule: the queue, a ruling and its mails look here for what varies.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from node.translations.catalogue import N_

REMOVE: Final = "remove"
NOTHING: Final = "nothing"
ACTIONS: Final = (REMOVE, NOTHING)
LISTING, MESSAGE, WENT = "listing", "message", "went"


@dataclass(frozen=True)
class Subject:
    """``name``: what it is called where it has no title. ``actions``: what may be ruled.
    ``tells``: which mail whoever reported gets after each; ``tells_maker``: which mail whoever
    made it gets when it is removed.
    """

    name: str
    actions: tuple[str, ...]
    tells: Mapping[str, str]
    tells_maker: str = ""


SUBJECTS: Mapping[str, Subject] = {
    LISTING: Subject(
        N_("Een oproep zonder titel"),
        ACTIONS,
        {one: f"report-{one}" for one in ACTIONS},
        tells_maker="listing-removed",
    ),
    MESSAGE: Subject(
        N_("Een bericht"),
        ACTIONS,
        {one: f"message-report-{one}" for one in ACTIONS},
        tells_maker="message-removed",
    ),
    WENT: Subject(N_("Hoe een afspraak ging"), (NOTHING,), {}),
}
