"""A calendar of the meetings among what was found: iCalendar (RFC 5545).

Rule 1: a line is at most 75 bytes, and its text cannot end it (LI-14).
Rule 2: a repetition keeps the time of day in the ward, as the pages do, and stops with the listing.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from node.formats.listed import Listed, plain
from node.listings.cards import Card
from node.listings.days import local

MEDIA_TYPE: Final = "text/calendar"
LONGEST_LINE: Final = 75
ZONE: Final = "Europe/Amsterdam"
# The clock of every Dutch ward, as RFC 5545 writes it.
CLOCK: Final = f"""\
BEGIN:VTIMEZONE
TZID:{ZONE}
BEGIN:DAYLIGHT
DTSTART:19810329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE""".splitlines()


def render(listed: Listed) -> bytes:
    """The calendar; what has no date is not in it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Werken in de wijk//NL"]
    lines += ["CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{_text(listed.title)}"]
    lines += CLOCK
    for card in listed.cards:
        if card.starts is not None:
            lines += _event(listed, card, card.starts)
    lines.append("END:VCALENDAR")
    return "".join(f"{fold(line)}\r\n" for line in lines).encode()


def fold(line: str) -> str:
    """The line, broken before it is too long, never inside a letter."""
    parts, part = [], b""
    for letter in line:
        encoded = letter.encode()
        if len(part) + len(encoded) > LONGEST_LINE:
            parts.append(part)
            part = b" "
        part += encoded
    return b"\r\n".join([*parts, part]).decode()


def _event(listed: Listed, card: Card, starts: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{card.lid}@{card.origin_scid or 'wijk'}"
    yield f"DTSTAMP:{_utc(card.updated)}"
    yield f"LAST-MODIFIED:{_utc(card.updated)}"
    yield f"DTSTART;TZID={ZONE}:{local(starts):%Y%m%dT%H%M%S}"
    if rule := _repeats(str(card.details.get("repeat", "")), starts):
        yield f"RRULE:{rule};UNTIL={_utc(card.ends)}"
    yield f"SUMMARY:{_text(card.title)}"
    yield f"DESCRIPTION:{_text(card.text)}"
    where = ", ".join(filter(None, (card.place, card.address)))
    if where:
        yield f"LOCATION:{_text(where)}"
    yield f"URL:{listed.link(card)}"
    yield "END:VEVENT"


def _repeats(repeat: str, starts: datetime) -> str:
    if repeat == "monthly":
        day = local(starts).day
        # A month without that day has its last day instead.
        days = ",".join(map(str, range(28, day + 1)))
        return f"FREQ=MONTHLY;BYMONTHDAY={days};BYSETPOS=-1" if day > 28 else "FREQ=MONTHLY"
    return {"weekly": "FREQ=WEEKLY", "two-weekly": "FREQ=WEEKLY;INTERVAL=2"}.get(repeat, "")


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    text = plain(value)
    for letter in ("\\", ";", ","):
        text = text.replace(letter, f"\\{letter}")
    return text.replace("\n", "\\n")
