"""One agreement as a file for any calendar (RFC 5545), written and never read.

Rule: what people typed is escaped, so that it stays one value of one line of the file.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LINE_BYTES = 73  # and a line end: a longer line goes on after a space
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Event:
    """Something on a day, or at a time of it. ``uid`` stays the same when it changes."""

    uid: str
    title: str
    url: str
    starts: datetime | date
    ends: datetime | date | None = None


def calendar(event: Event, *, made: datetime) -> str:
    """The file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Werken in de wijk//NL",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_escaped(event.uid)}",
        f"DTSTAMP:{_instant(made)}",
        f"DTSTART{_when(event.starts)}",
        f"DTEND{_when(_end(event))}",
        f"SUMMARY:{_escaped(event.title)}",
        f"URL:{event.url}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _end(event: Event) -> datetime | date:
    if event.ends is not None:
        return event.ends
    step = HOUR if isinstance(event.starts, datetime) else timedelta(days=1)
    return event.starts + step


def _when(value: datetime | date) -> str:
    if isinstance(value, datetime):
        return f":{_instant(value)}"
    return f";VALUE=DATE:{value:%Y%m%d}"


def _instant(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    line = " ".join(text.split())
    return line.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """No line longer than the standard allows, and no letter cut in two."""
    parts, part, size = [], "", 0
    for letter in line:
        width = len(letter.encode("utf-8", "replace"))
        if size + width > LINE_BYTES:
            parts.append(part)
            part, size = " ", 1
        part += letter
        size += width
    return "\r\n".join([*parts, part])
