"""Every kind of notice: one line each, and a text and a HTML template of the same name.

Rule 1: what varies between notices stands here; nothing else asks which kind one is.
Rule 2: ``values`` are examples as well: their names are what the template needs, and tests render
each kind with them in each language.
Rule 3: ``path`` among the values is where the notice's one link goes, on this site; ``link`` says
where that is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from node.translations.catalogue import N_

Value = str | int | datetime

SOON = datetime(2031, 5, 10, 12, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Kind:
    """One kind of notice.

    ``subject``: the mail's, with the values in it. ``label``: what an admin sees of it.
    ``why``: why somebody gets it, in the foot. ``secret``: which values an admin may hand over
    when there is no other way; they are deleted once sent or over. ``lasts``: how long these hold.
    ``limited``: somebody without an account can set it off, so beyond the limit it is dropped; one
    that is not waits its turn. ``by_hand``: shown to an admin where mail cannot bring it.
    ``stop``: the page where somebody stops this kind, if they can.
    """

    subject: str
    label: str
    why: str
    values: Mapping[str, Value] = field(default_factory=dict)
    secret: tuple[str, ...] = ()
    lasts: timedelta | None = None
    limited: bool = True
    by_hand: bool = True
    stop: str = ""


KINDS: Mapping[str, Kind] = {
    "mail-test": Kind(
        subject=N_("Proefmail van %(ward)s"),
        label=N_("Proefmail"),
        why=N_("Een beheerder probeert of de mail van de wijksite aankomt."),
        values={"path": "/"},
        limited=False,
        by_hand=False,
    ),
    "export-ready": Kind(
        subject=N_("Je gegevens staan klaar"),
        label=N_("Gegevens staan klaar"),
        why=N_("Je vroeg om een kopie van je gegevens."),
        values={"name": "Alice", "until": SOON, "path": "/van-mij/meenemen"},
        by_hand=False,
    ),
    "account-gone": Kind(
        subject=N_("Je account is weg"),
        label=N_("Account is weg"),
        why=N_("Dit is de laatste mail: wij hebben je adres nu ook weggehaald."),
        values={"name": "Alice", "path": "/over"},
        limited=False,
        by_hand=False,
    ),
}
