"""What is found, for other programs: nothing in it is reckoned out, nothing breaks its form."""

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from xml.etree import ElementTree as ET

import pytest

from node.formats import atom, ics
from node.formats import csv as table
from node.formats.listed import Listed
from node.listings import compose, search
from node.listings.models import Listing
from node.residents.models import Resident
from node.shown.viewer import ANYONE
from node.world import World
from tests.node.filling import ladder
from tests.payloads import payloads

FORMULA = '=HYPERLINK("http://evil.example";"Klik")'
CONTROLS = "a\x00b\x0bc\x1bd\x7fe\x85f\u2028g\ufffeh\r\ni\rj"
KEPT = "abcde\nf\ngh\ni\nj"
ATOM = "{http://www.w3.org/2005/Atom}"


def listed(world: World) -> Listed:
    return Listed(
        title="Wat is er in de buurt? · Elm",
        site="http://elm.localhost:8001",
        page="/?kind=lending",
        file="/oproepen.atom?kind=lending",
        language="nl",
        now=world.now(),
        cards=search.find(world, ANYONE, search.Query()).cards,
    )


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "cell", [FORMULA, "+31", "-1+1", "@SUM(A1)", " =1", "\t=1", "\r=1", "\n=1", "＝1"]
)
def test_LI_13_a_cell_is_never_a_formula(cell: str) -> None:
    assert table.neutral(cell).startswith("'")
    assert table.neutral(f"Ladder {cell}").startswith("Ladder")


def test_LI_13_a_listing_that_would_be_a_formula_is_text(world: World, alice: Resident) -> None:
    compose.place(
        world, owner=alice.id, fields=ladder(world, reach="everyone", title=FORMULA, tags="@x")
    )
    [row] = rows(table.render(listed(world)))
    assert row["title"] == f"'{FORMULA}"
    assert not any(value.startswith(("=", "+", "-", "@")) for value in row.values())
    assert (row["kind"], row["end"][-1], row["ward"]) == ("lending", "Z", "")
    assert row["link"].startswith("http://elm.localhost:8001/l/")


def test_LI_14_control_characters_break_no_form(world: World, alice: Resident) -> None:
    compose.place(world, owner=alice.id, fields=ladder(world, reach="everyone"))
    found = listed(world)
    start = datetime(2031, 5, 20, 8, tzinfo=UTC)
    cards = [replace(found.cards[0], title=CONTROLS, text=f"{CONTROLS}; <b>&", starts=start)]
    odd = replace(found, title=f"{CONTROLS}\nBEGIN:VEVENT", cards=cards)

    feed = ET.fromstring(atom.render(odd))
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == KEPT
    assert feed.findtext(f"{ATOM}entry/{ATOM}summary") == f"{KEPT}; <b>&"

    lines = ics.render(odd).decode().split("\r\n")
    assert all(len(line.encode()) <= ics.LONGEST_LINE for line in lines)
    assert not any(set(line) & set("\n\r\x00\x0b\x1b\x85\u2028") for line in lines)
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    whole = "\n".join(lines).replace("\n ", "").split("\n")
    assert f"SUMMARY:{KEPT}".replace("\n", "\\n") in whole
    assert f"DESCRIPTION:{KEPT}\\; <b>&".replace("\n", "\\n") in whole

    assert rows(table.render(odd))[0]["title"] == KEPT


def test_LI_01_whatever_was_typed_is_text_in_every_form(world: World, alice: Resident) -> None:
    compose.place(world, owner=alice.id, fields=ladder(world, reach="everyone"))
    found = listed(world)
    start = datetime(2031, 5, 20, 8, tzinfo=UTC)
    texts = payloads()
    cards = [replace(found.cards[0], title=text, text=text, starts=start) for text in texts]
    odd = replace(found, cards=cards)
    entries = ET.fromstring(atom.render(odd)).findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == texts
    assert {len(entry.findall(f"{ATOM}*")) for entry in entries} == {len(entries[0])}
    assert [row["title"] for row in rows(table.render(odd))] == list(map(table.neutral, texts))
    lines = ics.render(odd).decode().split("\r\n")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(texts)


def test_a_feed_says_what_changed_and_where_it_is(world: World, alice: Resident) -> None:
    lid = compose.place(world, owner=alice.id, fields=ladder(world, reach="everyone"))
    compose.place(world, owner=alice.id, fields=ladder(world, reach="ward", title="Alleen hier"))
    feed = ET.fromstring(atom.render(listed(world)))
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"http://elm.localhost:8001/l/{lid}"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Alice J."
    assert feed.findtext(f"{ATOM}updated") == entry.findtext(f"{ATOM}updated")


@pytest.mark.parametrize(
    ("repeat", "rule"),
    [
        ("", None),
        ("weekly", "FREQ=WEEKLY;UNTIL=20310630T215959Z"),
        ("two-weekly", "FREQ=WEEKLY;INTERVAL=2;UNTIL=20310630T215959Z"),
        ("monthly", "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1;UNTIL=20310630T215959Z"),
    ],
)
def test_a_meeting_stands_in_the_calendar_at_the_hour_of_the_ward(
    world: World, alice: Resident, repeat: str, rule: str | None
) -> None:
    typed = {
        "kind": "meeting",
        "terms": "gift",
        "start": "31-5-2031",
        "start_time": "10.00",
        "end": "30-6-2031",
    }
    fields = ladder(world, reach="everyone", detail_repeat=repeat, **typed)
    compose.place(world, owner=alice.id, fields=fields)
    lines = ics.render(listed(world)).decode().replace("\r\n ", "").split("\r\n")
    assert "DTSTART;TZID=Europe/Amsterdam:20310531T100000" in lines
    assert [line[6:] for line in lines if line.startswith("RRULE:FREQ=") and "UNTIL" in line] == (
        [rule] if rule else []
    )


def test_without_a_date_nothing_is_in_the_calendar(world: World, alice: Resident) -> None:
    compose.place(world, owner=alice.id, fields=ladder(world, reach="everyone"))
    assert b"VEVENT" not in ics.render(listed(world))
    world_later = world.now() + timedelta(days=1)
    Listing.update(updated=world_later).execute()
    assert listed(world).updated == world_later
