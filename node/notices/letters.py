"""Making a letter from a notice: its subject, its text, and the same words as simple HTML.

Rule 1: what people typed is one line here, without anything that steers; it can make no header,
no tag and no address that a mailbox turns into a link.
Rule 2: links go to this site alone; no picture is loaded; nobody is counted.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from node.notices import ics, links
from node.notices.kind import Line, Plain, Value
from node.notices.kinds import KINDS
from node.translations import printed
from node.translations.catalogue import SOURCE, Catalogue
from node.world import Letter

LONGEST_VALUE = 500  # characters; what is longer is read on the site
_OPENS = re.compile(r"/[A-Za-z0-9_-]{43}(/.*)?$")  # a link that opens is not for a calendar
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Desk:
    """Who writes: the ward's name, where its site is, and the languages it knows."""

    ward: str
    url: str
    catalogues: Mapping[str, Catalogue]


@dataclass(frozen=True)
class Told:
    """A notice as it is to be told: which, in which language, with which values."""

    template: str
    language: str
    values: Mapping[str, Value]
    choose: str = ""  # where its receiver chooses how often it comes, on this site


def write(desk: Desk, told: Told, *, letter_id: str, to: str, date: datetime) -> Letter:
    """The letter for ``to``."""
    kind = KINDS[told.template]
    words = desk.catalogues.get(told.language, desk.catalogues[SOURCE])
    values = {name: _tamed(value, words, desk) for name, value in told.values.items()}
    ward = str(tame(desk.ward))
    choose = desk.url + told.choose if told.choose else ""
    own = str(values.get("stop", ""))
    stop = desk.url + (own or kind.stop) if own or kind.stop else ""
    shared = {
        **values,
        "ward": ward,
        "site": desk.url,
        "words": words,
        "why": words.say(kind.why, {"ward": ward}),
        "stop": stop,
        "stop_words": words.say(kind.stop_words),
        "choose": choose,
    }
    pages = printed.environment(words, "mail")
    text = pages.get_template(f"{told.template}.txt").render(shared)
    html = pages.get_template(f"{told.template}.html").render(shared)
    return Letter(
        id=letter_id,
        to=to,
        sender=ward,
        subject=words.say(kind.subject, {**values, "ward": ward}),
        text=_BLANK_LINES.sub("\n\n", text).strip() + "\n",
        html=html.strip() + "\n",
        date=date,
        stop=choose if links.STOP in choose and not own else stop,
        one_click=bool(own) or links.STOP in choose,
        calendar=_calendar(desk, values, date, words.zone) if kind.calendar else "",
    )


def _calendar(desk: Desk, values: Mapping[str, Value], made: datetime, zone: ZoneInfo) -> str:
    """What begins at ``starts``: at that moment, or some time on that day."""
    starts = values["starts"]
    if not isinstance(starts, datetime):
        raise TypeError("an agreement begins at a moment")
    path, host = str(values["path"]), urlsplit(desk.url).hostname
    event = ics.Event(
        uid=f"{path.rpartition('/')[2]}@{host}",
        title=str(values["title"]),
        url=f"{desk.url}{_OPENS.sub('', path)}",
        starts=starts if values["timed"] else starts.astimezone(zone).date(),
    )
    return ics.calendar(event, made=made)


def _tamed(value: Value, words: Catalogue, desk: Desk) -> Any:
    """The value; of lines each with its subject, as a letter of its own would have it."""
    if isinstance(value, (str, int, datetime)):
        return tame(value)
    return [_line(line, words, desk) for line in value]


def _line(line: Line, words: Catalogue, desk: Desk) -> Line:
    tamed = {name: tame(value) for name, value in line.items()}
    if "template" not in tamed:
        return tamed
    subject = KINDS[str(tamed["template"])].subject
    return {**tamed, "subject": words.say(subject, {**tamed, "ward": tame(desk.ward)})}


def tame(value: Plain) -> Plain:
    """One line of plain characters: no controls, no turning of the direction, no web address."""
    if not isinstance(value, str):
        return value
    plain = "".join(
        " " if unicodedata.category(c)[0] in "CZ" and c not in "\u200c\u200d" else c for c in value
    )
    line = " ".join(plain.split()).replace("://", ": //")
    return line if len(line) <= LONGEST_VALUE else line[: LONGEST_VALUE - 1] + "…"
