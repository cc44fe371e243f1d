"""The words of one language, and how it writes days, times and numbers.

Rule 1: a sentence is known by its Dutch; a language without it shows the Dutch.
Rule 2: every day says its weekday, and never parts from its month at the end of a line.
Rule 3: catalogues are read once, when the program starts; there is nothing to compile.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from babel.units import format_unit

FOLDER = Path(__file__).parent
SOURCE = "nl"
# A language on the site, and the country whose way of writing days it takes.
LOCALES = {"nl": "nl_NL", "en": "en_GB"}
NAMES = {"nl": "Nederlands", "en": "English"}
TIMES = {"nl": "H.mm 'uur'"}
OTHER_TIMES = "HH:mm"
YEAR_MATTERS_DAYS = 300  # further away than this, a day without its year could be two days

_GLUED = re.compile(r"(?<=\d) (?=\w)")
NO_BREAK = "\u00a0"


def N_(text: str) -> str:  # noqa: N802  # gettext's own name for "translate this later"
    """Mark a sentence for the catalogues."""
    return text


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802  # its fellow for numbers
    """Mark a sentence that has two forms, for one and for more."""
    return one, many


SPANS = (
    (365 * 86_400, NN_("%(num)s jaar", "%(num)s jaar")),
    (86_400, NN_("%(num)s dag", "%(num)s dagen")),
    (3_600, NN_("%(num)s uur", "%(num)s uur")),
    (60, NN_("%(num)s minuut", "%(num)s minuten")),
    (1, NN_("%(num)s seconde", "%(num)s seconden")),
)


@dataclass(frozen=True)
class Catalogue:
    """One language of the interface."""

    language: str
    locale: Locale
    messages: NullTranslations
    zone: ZoneInfo

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return "rtl" if self.locale.text_direction == "rtl" else "ltr"

    def say(self, sentence: str, values: Mapping[str, object] | None = None) -> str:
        """The sentence in this language; days and numbers among ``values`` as it writes them."""
        translated: str = self.messages.gettext(sentence) if sentence else ""
        shown = {name: self.written(value) for name, value in (values or {}).items()}
        return translated % shown if shown else translated

    def count(self, one: str, many: str, number: int) -> str:
        """The sentence for this many, with ``%(num)s`` as this language writes numbers."""
        translated: str = self.messages.ngettext(one, many, number)
        return translated % {"num": self.number(number)}

    def written(self, value: object) -> str:
        """A value inside a sentence."""
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, timedelta):
            return self.span(value)
        return self.number(value) if isinstance(value, int) else str(value)

    def number(self, value: int) -> str:
        """1.250 or 1,250."""
        return str(format_decimal(value, locale=self.locale))

    def distance(self, metres: int) -> str:
        """600 meter; from a kilometre on 1,4 kilometer."""
        far = metres >= 1_000
        value, unit = (round(metres / 1_000, 1), "kilometer") if far else (metres, "meter")
        shown = format_unit(value, f"length-{unit}", "long", locale=self.locale)
        return shown.replace(" ", NO_BREAK)

    def span(self, value: timedelta) -> str:
        """30 dagen; 1 jaar: in the largest unit in which it is a whole number."""
        seconds = int(value.total_seconds())
        length, (one, many) = next(span for span in SPANS if seconds % span[0] == 0)
        return self.count(one, many, seconds // length).replace(" ", NO_BREAK)

    def day(self, value: date | datetime, today: date | None = None) -> str:
        """zaterdag 28 november; with the year when it is far from ``today``."""
        day = value.astimezone(self.zone).date() if isinstance(value, datetime) else value
        far = today is not None and abs((day - today).days) > YEAR_MATTERS_DAYS
        pattern = "EEEE d MMMM y" if far else "EEEE d MMMM"
        return _GLUED.sub(NO_BREAK, format_date(day, pattern, locale=self.locale))

    def month(self, value: date | datetime) -> str:
        """mei 2031."""
        day = value.astimezone(self.zone).date() if isinstance(value, datetime) else value
        return format_date(day, "MMMM y", locale=self.locale).replace(" ", NO_BREAK)

    def clock(self, value: datetime | time) -> str:
        """10.00 uur; of a moment, the time in the ward."""
        at = value.astimezone(self.zone).time() if isinstance(value, datetime) else value
        pattern = TIMES.get(self.language, OTHER_TIMES)
        return format_time(at, pattern, locale=self.locale).replace(" ", NO_BREAK)

    def moment(self, value: datetime) -> str:
        """zaterdag 28 november, 10.00 uur."""
        return f"{self.day(value)}, {self.clock(value)}"


def of(language: str, zone: ZoneInfo) -> Catalogue:
    """The words of this language; of one that we do not have, the Dutch."""
    known = load(zone)
    return known.get(language, known[SOURCE])


@cache
def load(zone: ZoneInfo) -> Mapping[str, Catalogue]:
    """Every language of the interface, the source language first."""
    return {
        language: Catalogue(language, Locale.parse(name), _messages(language), zone)
        for language, name in LOCALES.items()
    }


@cache
def _messages(language: str) -> NullTranslations:
    path = FOLDER / f"{language}.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
