"""What a resident fills in for a listing, and what is wrong with it in words.

Rule 1: what is typed is never thrown away; reading it gives values, or a sentence for each field.
Rule 2: bounds are the protocol's (``federation.limits``, ``federation.kinds``), the same for every
reach, so a listing that widens its reach later still fits.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from federation import limits, privacy
from federation.kinds import KINDS, PURPOSES, TERMS, Field
from node.listings import days, places
from node.listings.legible import legible
from node.listings.places import PublicPlace
from node.shown.reach import REACHES
from node.translations.catalogue import N_

DEFAULT_REACH = "ward"
LONGEST_TAG = 40
LONGEST_PLACE = 80
LONGEST_ADDRESS = 120  # of a public place
LONGEST_DESCRIPTION = 200  # of a picture
NONE: Mapping[str, PublicPlace] = {}

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,8}")


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field, as a Dutch sentence of the catalogue and its values."""

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class NamedPicture:
    """A picture of the listing: the digest it is kept under, and its description."""

    digest: str
    description: str


@dataclass(frozen=True)
class Fields:
    """A listing as its maker means it. Times are in UTC; ``geo`` in thousandths of a degree."""

    kind: str
    purpose: str
    terms: str
    title: str
    text: str
    end: datetime
    reach: str = DEFAULT_REACH
    language: str = "nl"
    place: str = ""
    geo: tuple[int, int] | None = None
    address: str = ""
    public_place: int | None = None
    start: datetime | None = None
    tags: tuple[str, ...] = ()
    details: Mapping[str, str | int] = field(default_factory=dict)
    pictures: tuple[NamedPicture, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What came of reading a form: the values, or what is wrong, field by field."""

    fields: Fields | None
    problems: Mapping[str, Problem]


EMPTY_TITLE = Problem(N_("Hier staat nog niets. Schrijf in een paar woorden waar het om gaat."))
EMPTY_TEXT = Problem(N_("Hier staat nog niets. Vertel in een paar zinnen wat je bedoelt."))
CHOOSE = Problem(N_("Je hebt nog niets gekozen. Kies er één."))
CONTROL = Problem(N_("Hier staan tekens in die wij niet kunnen lezen. Typ de tekst opnieuw."))
NO_DAY = Problem(N_("Dit is geen dag die wij kennen. Schrijf bijvoorbeeld 28 november."))
NO_TIME = Problem(N_("Dit is geen tijd die wij kennen. Schrijf bijvoorbeeld 19.30."))
PAST = Problem(N_("Deze dag is al voorbij. Kies vandaag of een dag daarna."))
PAST_TIME = Problem(N_("Deze tijd is al voorbij. Kies een latere."))
END_BEFORE_START = Problem(N_("De oproep stopt voor de afspraak begint. Kies een latere dag."))
NO_NUMBER = Problem(N_("Dit is geen getal. Schrijf het in cijfers, bijvoorbeeld 8."))
NO_DESCRIPTION = Problem(N_("Vertel in een paar woorden wat er op de foto staat."))
NO_GEO = Problem(
    N_("Dit punt kennen wij niet. Schrijf het bijvoorbeeld zo: 52.361,4.938. Of laat het leeg.")
)
NO_PLACE = Problem(N_("Deze plek staat niet meer op de lijst. Kies een andere."))
TWO_PLACES = Problem(N_("Je koos al een plek van de lijst. Maak dit leeg, of kies daar niets."))
NO_LANGUAGE = Problem(N_("Deze taal kennen wij niet. Kies er een uit de lijst."))
TOO_MANY_TAGS = Problem(
    N_("Dit zijn te veel trefwoorden. Houd er %(most)s over."), {"most": limits.TAGS}
)
EMAIL_BEYOND = Problem(
    N_(
        "Er staat een e-mailadres in je tekst. Haal het weg, of laat de oproep alleen in deze"
        " wijk zien. Mensen kunnen je via de site een bericht sturen."
    )
)
PHONE_BEYOND = Problem(
    N_(
        "Er staat een telefoonnummer in je tekst. Haal het weg, of laat de oproep alleen in deze"
        " wijk zien. Mensen kunnen je via de site een bericht sturen."
    )
)
HOUSE_BEYOND = Problem(
    N_(
        "Er staat een straat met huisnummer in je tekst. Haal het nummer weg, of laat de oproep"
        " alleen in deze wijk zien."
    )
)
BEYOND = {"email": EMAIL_BEYOND, "telephone": PHONE_BEYOND, "address": HOUSE_BEYOND}


def too_long(most: int, length: int) -> Problem:
    """How much has to go."""
    return Problem(
        N_("Dit is te lang: %(length)s tekens. Er passen er %(most)s. Maak het iets korter."),
        {"length": length, "most": most},
    )


def read(
    raw: Mapping[str, str],
    pictures: tuple[NamedPicture, ...],
    now: datetime,
    public: Mapping[str, PublicPlace] = NONE,
) -> Reading:
    """Read a whole form: names as in :class:`Fields`; ``end`` and ``start`` as days,
    ``start_time`` as a time, ``detail_NAME`` for the kind's own fields, ``tags`` with commas;
    ``public_place`` as its number in ``public``, the ward's own list.
    """
    reader = Reader(raw, now)
    kind = reader.choice("kind", tuple(KINDS))
    start, where = reader.start(kind), reader.where(public)
    values = Fields(
        kind=kind,
        purpose=reader.choice("purpose", PURPOSES),
        terms=reader.choice("terms", TERMS),
        title=reader.line("title", limits.NAME_POINTS, EMPTY_TITLE),
        text=reader.text("text", limits.CONTENT_POINTS, EMPTY_TEXT),
        end=reader.end(kind, start),
        reach=reader.choice("reach", REACHES, DEFAULT_REACH),
        language=reader.language(),
        place=where.name,
        geo=where.geo,
        address=where.address,
        public_place=where.id or None,
        start=start,
        tags=reader.tags(),
        details=reader.details(kind),
        pictures=reader.pictures(pictures),
    )
    reader.keep_private(values)
    return Reading(None if reader.problems else values, reader.problems)


def read_end(raw: Mapping[str, str], now: datetime) -> datetime | Problem:
    """The last moment of the day in ``end`` alone, for a listing that is otherwise as it is."""
    reader = Reader(raw, now)
    kind = raw.get("kind", "")
    end = reader.end(kind, reader.start(kind))
    return reader.problems.get("end", end)


class Reader:
    """Reads field by field and gathers what is wrong, in ``problems``."""

    def __init__(self, raw: Mapping[str, str], now: datetime) -> None:
        self.raw = raw
        self.now = now
        self.today = days.day_of(now)
        self.problems: dict[str, Problem] = {}

    def choice(self, name: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        value = self.raw.get(name, "").strip()
        if not value and default is not None:
            return default
        if value not in allowed:
            self.problems[name] = CHOOSE
        return value

    def line(self, name: str, most: int, empty: Problem | None = None) -> str:
        """One line: white space of any kind becomes single spaces."""
        value = " ".join(legible(self.raw.get(name, "")).split())
        self._check_text(name, value, most, empty)
        return value

    def text(self, name: str, most: int, empty: Problem | None = None) -> str:
        """Several lines; their ends are written one way."""
        value = self.raw.get(name, "").replace("\r\n", "\n").replace("\r", "\n")
        value = legible(value).strip()
        self._check_text(name, value, most, empty)
        return value

    def _check_text(self, name: str, value: str, most: int, empty: Problem | None) -> None:
        if _CONTROL.search(value):
            self.problems[name] = CONTROL
        elif len(value) > most:
            self.problems[name] = too_long(most, len(value))
        elif not value and empty is not None:
            self.problems[name] = empty

    def language(self) -> str:
        return self._language("language") or "nl"

    def _language(self, name: str) -> str:
        value = self.raw.get(name, "").strip()
        if value and not _LANGUAGE.fullmatch(value):
            self.problems[name] = NO_LANGUAGE
        return value

    def where(self, public: Mapping[str, PublicPlace]) -> PublicPlace:
        """A place of the ward's own list, or what was typed, which has no number and no address."""
        typed = PublicPlace(0, self.line("place", LONGEST_PLACE), geo=self.geo("geo"))
        chosen = self.raw.get("public_place", "").strip()
        if not chosen:
            return typed
        if chosen not in public:
            self.problems["public_place"] = NO_PLACE
        elif typed.name or typed.geo:
            self.problems.setdefault("place" if typed.name else "geo", TWO_PLACES)
        return public.get(chosen, typed)

    def geo(self, name: str) -> tuple[int, int] | None:
        """The cell of a point; it is nowhere else than here that the point was."""
        value = self.raw.get(name, "").strip()
        cell = places.cell_in(value)
        if value and cell is None:
            self.problems[name] = NO_GEO
        return cell

    def start(self, kind: str) -> datetime | None:
        """When it begins; asked of a meeting only."""
        if kind != "meeting":
            return None
        again = bool(self.raw.get("detail_repeat"))
        day = self._day("start", past=again)
        typed = self.raw.get("start_time", "")
        at = days.read_time(typed)
        if at is None:
            self.problems["start_time"] = NO_TIME
        if day is None or at is None:
            return None
        start = days.moment(day, at)
        if day >= self.today and start <= self.now and not again:
            self.problems["start_time"] = PAST_TIME
        return start

    def end(self, kind: str, start: datetime | None) -> datetime:
        """The last day, until midnight; at most what the protocol lets a listing live."""
        life = limits.EVENT_LIFE if kind == "meeting" else limits.LISTING_LIFE
        last = self.today + life - timedelta(days=1)
        day = self._day("end")
        if day is None:
            return self.now
        if day > last:
            self.problems["end"] = Problem(
                N_("Dat is te ver weg. Kies uiterlijk %(last)s. Later kun je de oproep verlengen."),
                {"last": last},
            )
        if start is not None and days.end_of(day) < start:
            self.problems["end"] = END_BEFORE_START
        return days.end_of(day)

    def _day(self, name: str, *, past: bool = False) -> date | None:
        """The day typed; ``past``: it may have been, for what comes back."""
        day = days.read_day(self.raw.get(name, ""), today=self.today)
        if day is None:
            self.problems[name] = NO_DAY
        elif day < self.today and not past:
            self.problems[name] = PAST
        return day

    def tags(self) -> tuple[str, ...]:
        typed = legible(self.raw.get("tags", ""))
        parts = (" ".join(part.split()) for part in typed.split(","))
        tags = tuple(dict.fromkeys(part.lstrip("#") for part in parts if part.lstrip("#")))
        if len(tags) > limits.TAGS:
            self.problems["tags"] = TOO_MANY_TAGS
        for tag in tags:
            self._check_text("tags", tag, LONGEST_TAG, None)
        return tags

    def details(self, kind: str) -> dict[str, str | int]:
        known = KINDS[kind].fields if kind in KINDS else ()
        values = ((f.name, self._detail(f)) for f in known)
        return {name: value for name, value in values if value != ""}

    def _detail(self, wanted: Field) -> str | int:
        name = f"detail_{wanted.name}"
        if wanted.form == "number":
            return self._number(name, wanted.limit)
        if wanted.form == "choice":
            return self.choice(name, wanted.choices, "")
        if wanted.form == "language":
            return self._language(name)
        return (self.text if wanted.form == "text" else self.line)(name, wanted.limit)

    def _number(self, name: str, most: int) -> str | int:
        value = self.raw.get(name, "").strip()
        if value and not (
            value.isascii() and value.isdigit() and len(value) < 10 and int(value) <= most
        ):
            self.problems[name] = NO_NUMBER
        return int(value) if value and name not in self.problems else ""

    def pictures(self, pictures: tuple[NamedPicture, ...]) -> tuple[NamedPicture, ...]:
        read = []
        for number, picture in enumerate(pictures[: limits.IMAGES], start=1):
            described = NamedPicture(picture.digest, legible(picture.description))
            name = f"picture_{number}"
            self._check_text(name, described.description, LONGEST_DESCRIPTION, NO_DESCRIPTION)
            read.append(described)
        return tuple(read)

    def keep_private(self, values: Fields) -> None:
        """Beyond the ward no address or number leaves (PROTOCOL §5.4)."""
        if values.reach == DEFAULT_REACH:
            return
        texts = [("title", values.title), ("text", values.text), ("place", values.place)]
        texts += [("tags", tag) for tag in values.tags]
        texts += [(f"detail_{name}", str(value)) for name, value in values.details.items()]
        texts += [(f"picture_{n}", p.description) for n, p in enumerate(values.pictures, start=1)]
        for name, text in texts:
            found = privacy.find(text)
            if found and name not in self.problems:
                self.problems[name] = BEYOND[found]
