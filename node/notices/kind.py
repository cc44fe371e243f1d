"""What a kind of notice is.

Rule: ``values`` are examples as well: their names are what the template needs, and tests render
each kind with them in each language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from node.translations.catalogue import N_

Plain = str | int | datetime
Line = Mapping[str, Plain]
Value = Plain | Sequence[Line]

LINES = "account"  # of a letter of lines: it is made when it is time, and goes at once
HOUR = timedelta(hours=1)  # how long a code in a mail holds; node.residents.tickets
TWO_MONTHS = timedelta(days=60)  # an invitation; node.residents.invitations
SOON = datetime(2031, 5, 10, 12, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Kind:
    """One kind of notice.

    ``subject``: the mail's, with the values in it. ``label``: what an admin sees of it.
    ``why``: why somebody gets it, in the foot. ``secret``: which values an admin may hand over
    when there is no other way; they are deleted once sent or over. ``lasts``: how long these hold.
    ``limited``: somebody without an account can set it off, so beyond the limit it is dropped; one
    that is not waits its turn. ``by_hand``: shown to an admin where mail cannot bring it.
    ``sort``: of which sort it is, and so how often it comes (:mod:`node.notices.sorts`); a letter
    of several lines is of the sorts of its lines.
    ``calendar``: it brings what begins at the value ``starts`` as a file for a calendar.
    ``whole``: it is a letter made when it is time, so it waits for quiet hours alone.
    ``stop``: the page where somebody stops this kind, if they can; ``stop_words`` lead there.
    """

    subject: str
    label: str
    why: str
    values: Mapping[str, Value] = field(default_factory=dict)
    sort: str = field(kw_only=True)
    secret: tuple[str, ...] = ()
    lasts: timedelta | None = None
    limited: bool = True
    by_hand: bool = True
    calendar: bool = False
    whole: bool = False
    stop: str = ""
    stop_words: str = N_("Geen seintjes meer? Eén tik en het stopt:")
