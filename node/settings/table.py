"""Every setting of the community: one line each.

Rule 1: a setting is a line here and nowhere else; pages, commands and tests walk this table.
Rule 2: what only the machine needs to know stands in :mod:`node.config`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from node.translations.catalogue import N_

LONGEST_TEXT = 2_000
LONGEST_PAGE = 20_000  # a text that is a page of its own
JOINING = ("open", "application", "invitation", "closed")
YES_NO = ("yes", "no")
ADMITTERS = ("trusted", "moderators")
MOST_QUESTIONS = 5
LONGEST_QUESTION = 200
_POINT = re.compile(r"(-?\d{1,2})(?:\.(\d{1,6}))?\s*,\s*(-?\d{1,3})(?:\.(\d{1,6}))?", re.ASCII)

_OF_A_TILE = ("{z}", "{x}", "{y}")
_TILES = re.compile(r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?/[A-Za-z0-9._~/{}?&=%-]+")


def point(value: str) -> str:
    """Degrees north and east as ``52.364,4.939``: three decimals are enough for a ward.

    :raises ValueError: when it is no place on earth.
    """
    match = _POINT.fullmatch(value)
    if value and match is None:
        raise ValueError
    if match is None:
        return ""
    north, east = (float(part) for part in value.split(","))
    if abs(north) > 90 or abs(east) > 180:
        raise ValueError
    return f"{north:.3f},{east:.3f}"


def tiles(value: str) -> str:
    """Where the pictures of a map are: https, with ``{z}``, ``{x}`` and ``{y}`` in its path.

    :raises ValueError: when it is not.
    """
    if value and not (_TILES.fullmatch(value) and all(part in value for part in _OF_A_TILE)):
        raise ValueError
    return value


def few(value: str) -> str:
    """A number from 1 to 99, or nothing.

    :raises ValueError: when it is not.
    """
    if value and not (value.isascii() and value.isdigit() and 1 <= int(value) <= 99):
        raise ValueError
    return value


def whole(lowest: int, highest: int) -> Callable[[str], str]:
    """Reads a number from ``lowest`` to ``highest``, or raises ``ValueError``."""

    def read(value: str) -> str:
        if not (value.isascii() and value.isdigit() and len(value) <= 4):
            raise ValueError
        if not lowest <= int(value) <= highest:
            raise ValueError
        return str(int(value))

    return read


def questions(value: str) -> str:
    """A few questions, one a line, each once.

    :raises ValueError: when there are too many, or one is too long.
    """
    asked = list(dict.fromkeys(line for line in value.splitlines() if line))
    if len(asked) > MOST_QUESTIONS or any(len(one) > LONGEST_QUESTION for one in asked):
        raise ValueError
    return "\n".join(asked)


@dataclass(frozen=True)
class Setting:
    """One thing to decide. ``choices``: the values it may have; none: any text.

    ``sentence``: the question, as a page asks it. ``read``: makes a text tidy, or raises
    ``ValueError``; ``problem`` is then what the page says. ``lines``: it is a text of several
    lines, which stay as they were typed. ``longest``: in characters. ``group``: under which heading
    it stands. ``hint``: what to know before answering.
    """

    default: str
    sentence: str
    choices: tuple[str, ...] = ()
    read: Callable[[str], str] = str
    problem: str = N_("Kies een van de antwoorden, of maak het korter.")
    lines: bool = False
    longest: int = LONGEST_TEXT
    group: str = "ward"
    hint: str = ""


GROUPS: Mapping[str, str] = {
    "joining": N_("Meedoen"),
    "newcomers": N_("Wie nieuw is"),
    "ward": N_("De wijk"),
    "map": N_("De kaart"),
}

SETTINGS: Mapping[str, Setting] = {
    "joining": Setting(
        "invitation",
        N_("Wie kan een account maken?"),
        JOINING,
        group="joining",
        hint=N_(
            "Kies je Iedereen, en was er een week lang geen moderator en geen beheerder? Dan zegt "
            "iemand van de wijk eerst ja, tot er weer een is."
        ),
    ),
    "without_email": Setting(
        "yes", N_("Mag iemand zonder e-mail een account maken?"), YES_NO, group="joining"
    ),
    "who_admits": Setting(
        "trusted",
        N_("Op aanvraag: wie mag ja zeggen?"),
        ADMITTERS,
        group="joining",
        hint=N_("Nee zeggen kan alleen een moderator of een beheerder."),
    ),
    "questions": Setting(
        "",
        N_("Op aanvraag: wat wil je weten van wie mee wil doen?"),
        read=questions,
        problem=N_("Zet elke vraag op een eigen regel. Hoogstens 5 vragen van 200 tekens."),
        group="joining",
        lines=True,
        hint=N_("Eén vraag op een regel. Wij vragen altijd al wie iemand is."),
    ),
    "own_words": Setting(
        "",
        N_("Welke woorden van de wijk mogen geen wachtwoord zijn? Zet er spaties tussen."),
        group="joining",
    ),
    "contact": Setting(
        "",
        N_("Bij wie kunnen bewoners terecht? Zet er een naam bij, en een telefoon of mailadres."),
    ),
    "house_rules": Setting(
        "",
        N_(
            "Welke afspraken maakt jullie wijk zelf? Laat een regel leeg tussen twee stukken. "
            "Een streepje vooraan maakt een lijst. Leeg mag ook: de regels van het bord gelden "
            "altijd."
        ),
        problem=N_("Maak deze tekst korter: er passen 20.000 tekens."),
        lines=True,
        longest=LONGEST_PAGE,
    ),
    "privacy_text": Setting(
        "",
        N_(
            "Wat wil je zelf zeggen over privacy? Dit komt boven het overzicht dat wij zelf maken "
            "van wat we bewaren. Leeg mag ook."
        ),
        problem=N_("Maak deze tekst korter: er passen 20.000 tekens."),
        lines=True,
        longest=LONGEST_PAGE,
    ),
    "centre": Setting(
        "",
        N_("Waar is het midden van de wijk? Zet het zo: 52.364, 4.939. Leeg mag ook."),
        read=point,
        problem=N_("Zet twee getallen met een komma ertussen, zoals 52.364, 4.939."),
    ),
    "hold_newcomers": Setting(
        "no",
        N_("Kijkt een moderator eerst naar de eerste oproep van wie nieuw is?"),
        YES_NO,
        group="newcomers",
    ),
    "newcomer_day": Setting(
        "",
        N_(
            "Hoeveel oproepen hangt wie nieuw is op één dag op, voordat een moderator eerst kijkt? "
            "Leeg mag ook."
        ),
        read=few,
        problem=N_("Kies een getal van 1 tot 99, of laat het leeg."),
        group="newcomers",
    ),
    "trust_welcomes": Setting(
        "1",
        N_("Door hoeveel bewoners is iemand welkom geheten, voordat wij die vertrouwen?"),
        read=whole(0, 9),
        problem=N_("Kies een getal van 0 tot 9."),
        group="newcomers",
        hint=N_(
            "Wie vertrouwd is, mag zelf anderen welkom heten. Lees het op de bladzijde Vertrouwen."
        ),
    ),
    "trust_agreements": Setting(
        "1",
        N_("Met hoeveel buren ging een afspraak goed, voordat wij iemand vertrouwen?"),
        read=whole(0, 9),
        problem=N_("Kies een getal van 0 tot 9."),
        group="newcomers",
    ),
    "trust_days": Setting(
        "60",
        N_("Hoeveel dagen is iemand hier, voordat wij die vertrouwen?"),
        read=whole(7, 730),
        problem=N_("Kies een getal van 7 tot 730."),
        group="newcomers",
    ),
    "watch_words": Setting(
        "",
        N_(
            "Bij welke woorden in een oproep wil je dat een moderator kijkt? Zet er spaties "
            "tussen. De oproep hangt gewoon."
        ),
    ),
    "tiles": Setting(
        "",
        N_(
            "Van welke kaartserver komt de achtergrond van de kaart? Die ziet dan wie kijkt. "
            "Leeg is het beste: dan komt er niets van een ander."
        ),
        read=tiles,
        problem=N_(
            "Zet hier een adres met https en met {z}, {x} en {y} erin, "
            "zoals https://kaart.voorbeeld.nl/{z}/{x}/{y}.png."
        ),
        group="map",
    ),
    "tiles_credit": Setting(
        "",
        N_("Van wie is die kaart? Zet het zo: © Kadaster. Zonder dit tonen wij hem niet."),
        group="map",
    ),
}


class SettingError(Exception):
    """Nothing was changed."""


@dataclass(eq=False)
class UnknownSettingError(SettingError):
    """There is no setting called ``name``."""

    name: str


@dataclass(eq=False)
class BadValueError(SettingError):
    """``value`` is not one of the ``choices`` of ``name``, cannot be read, or is too long."""

    name: str
    value: str
    choices: tuple[str, ...]


def check(name: str, value: str) -> str:
    """The value as it is kept.

    :raises UnknownSettingError: or :raises BadValueError: when it will not do.
    """
    if name not in SETTINGS:
        raise UnknownSettingError(name)
    setting = SETTINGS[name]
    tidy = _tidy(value.replace("\0", ""), lines=setting.lines)
    if (setting.choices and tidy not in setting.choices) or len(tidy) > setting.longest:
        raise BadValueError(name, value[:80], setting.choices)
    try:
        return setting.read(tidy)
    except ValueError as error:
        raise BadValueError(name, value[:80], setting.choices) from error


def _tidy(value: str, *, lines: bool) -> str:
    """One space between words; lines stay, with at most one empty line between two of them."""
    if not lines:
        return " ".join(value.split())
    text = "\n".join(" ".join(line.split()) for line in value.splitlines())
    return re.sub(r"\n{3,}", "\n\n", text).strip()
