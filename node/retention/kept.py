"""One line of the table: something that is kept, of whom, why, and until when.

Rule 1: every column of the database stands in exactly one line; a test walks them all.
Rule 2: how long is what the job itself goes by (``lasts`` is its own number, not a second one), and
the job that lets go is made from the line (:mod:`node.jobs`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from node.translations.catalogue import N_
from node.world import World

DAY: Final = 24 * 60 * 60

# Whose it is.
RESIDENTS, OUTSIDERS, REPORTERS, NEIGHBOURS, ADMINS, NOBODY = (
    "residents",
    "outsiders",
    "reporters",
    "neighbours",
    "admins",
    "nobody",
)
WHOSE: Final[Mapping[str, str]] = {
    RESIDENTS: N_("bewoners met een account"),
    OUTSIDERS: N_("mensen zonder account"),
    REPORTERS: N_("wie iets meldt, en over wie het gaat"),
    NEIGHBOURS: N_("bewoners van buurwijken"),
    ADMINS: N_("beheerders en moderators"),
    NOBODY: N_("niemand: het gaat niet over mensen"),
}

# Why that is allowed (AVG, article 6, paragraph 1).
ASKED, FAIR, LAW, CHOSEN, NO_PERSON = "asked", "fair", "law", "chosen", "no-person"
GROUNDS: Final[Mapping[str, str]] = {
    ASKED: N_("nodig voor wat je zelf vraagt (AVG artikel 6 lid 1 onder b)"),
    FAIR: N_("nodig om de site veilig en eerlijk te houden (AVG artikel 6 lid 1 onder f)"),
    LAW: N_("moet van de wet (AVG artikel 6 lid 1 onder c)"),
    CHOSEN: N_("je koos er zelf voor (AVG artikel 6 lid 1 onder a)"),
    NO_PERSON: N_("het gaat niet over mensen"),
}

# Who else gets to see it.
SEEN: Final[Mapping[str, str]] = {
    "": N_("niemand anders"),
    "reach": N_("wie jij kiest: de wijk, ook de buurwijken, of iedereen"),
    "other": N_("de ander in het gesprek"),
    "moderators": N_("moderators en beheerders van deze wijk"),
    "admins": N_("beheerders van deze wijk"),
    "mail": N_("de mailserver van deze wijk, en die van jou"),
    "neighbours": N_("de sites van onze buurwijken"),
    "ward": N_("bewoners van deze wijk"),
    "trusted": N_("moderators, en als de wijk dat wil bewoners die wij vertrouwen"),
}


@dataclass(frozen=True)
class Kept:
    """``what`` it is, ``whose``, ``why`` it is kept, on which ``ground``, ``until`` when.

    ``until`` may say ``%(time)s``: ``lasts`` in words, and ``%(after)s``: what it is kept still
    once it was decided. ``columns``: by table, with spaces between.
    ``files``: where it stands when that is not the database. ``forget`` lets go of what is over,
    every ``every`` seconds (``quick``: on a development node); ``by``: the job that does so as part
    of its own work. What has neither goes with its owner, or stays.
    """

    name: str
    what: str
    whose: str
    why: str
    ground: str
    until: str
    lasts: timedelta | None = None
    after: timedelta | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    files: str = ""
    seen: str = ""
    forget: Callable[[World], object] | None = None
    every: int = DAY
    quick: int = DAY
    by: str = ""

    @property
    def values(self) -> dict[str, timedelta]:
        """For the sentence ``until``."""
        given = {"time": self.lasts, "after": self.after}
        return {name: span for name, span in given.items() if span is not None}

    def named(self) -> set[tuple[str, str]]:
        """Each table and column that it is about."""
        return {(table, one) for table, names in self.columns.items() for one in names.split()}
