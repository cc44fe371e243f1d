"""A week of a made-up ward, by its real use cases and its real outbox: ``python -m tests.node.week
DIR`` writes every mail that was sent there, for somebody to read.

People chose how they hear of things, a fifth each way; what there was to tell and what was sent is
noted, so that a test can hold the one beside the other.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random  # noqa: TID251  # the same week each time
from typing import Any

import pytest

from node.agreements import asking, conversing, moving, responding
from node.agreements.errors import AgreementError
from node.agreements.models import Response
from node.jobs import JOBS
from node.listings import days
from node.listings.errors import NotFoundError
from node.listings.models import Listing
from node.matching import saved, seeking
from node.notices import choices, letters, outbox
from node.notices.choices import Person
from node.notices.hours import Quiet
from node.notices.kinds import KINDS
from node.notices.letters import Told
from node.notices.sorts import CHOOSABLE, DAILY, NONE, NOW, SORTS, WEEKLY
from node.residents import accounts
from node.residents.models import Resident
from node.shown.viewer import Viewer
from node.store.database import Store
from node.upkeep import setup
from node.world import Letter, World
from tests.kinds import ANSWERS
from tests.node.agreeing import forward, place
from tests.node.conftest import PASSWORD
from tests.world import make_world

MONDAY = datetime(2031, 5, 12, 4, tzinfo=UTC)  # six in the morning
END = MONDAY + timedelta(days=6, hours=17)  # late on Sunday: what was told by day has gone
LAST_DEED = timedelta(days=6, hours=13)  # and nobody does anything more
WORKS = (
    "withdraw",
    "end-listings",
    "still-true",
    "answers",
    "lapse-answers",
    "reminders",
    "settle-listings",
    "next-dates",
    "match",
    "alerts",
    "digest",
)
USUAL = "usual"
WAYS = (USUAL, NOW, DAILY, WEEKLY, NONE)
HOURS = (Quiet(22, 7), None, Quiet(12, 18))
FIRST = ("Aad", "Bea", "Cem", "Dina", "Esra", "Fons", "Gül", "Hans", "Ine", "Joost", "Kiki", "Loes")
FIRST += ("Mo", "Noor", "Omar", "Petra", "Rosa", "Sjaak", "Truus", "Yara")
LAST = ("Aalbers", "Bakker", "Celik", "Dijkstra", "Evers", "Faber", "Groot", "Haan", "Idrissi")
LAST += ("Jansen",)
TITLES: Mapping[str, tuple[str, ...]] = {
    "lending": ("Ladder van vier meter", "Boormachine met kist", "Partytent", "Bakfiets"),
    "learning": ("Fietsles in het park", "Nederlands oefenen", "Gitaarles voor beginners"),
    "sharing": ("Soep over", "Stekjes van kamerplanten", "Rabarber uit de tuin"),
    "volunteering": ("Wandelen met meneer De Wit", "Voorlezen op woensdag", "Zwerfvuil prikken"),
    "exchange": ("Puzzels ruilen", "Kinderkleding ruilen"),
    "work": ("Hulp in de bakkerij",),
}
TEXTS = ("Kom gerust langs.", "Het is vlakbij het plein.", "Voor iedereen uit de buurt.")
WISHES = ("cycling-lessons", "dutch", "houseplants", "walking-together", "instrument")
SEARCHES = ("ladder", "fietsles", "soep", "puzzels", "boormachine")
SAID = ("Hoi, mag ik?", "Past het jou om tien uur?", "Fijn, tot dan!", "Zal ik iets meenemen?")


@dataclass(frozen=True)
class Size:
    """How much of a week: people, listings, answers, and minutes between two rounds of the jobs."""

    people: int
    listings: int
    answers: int
    minutes: int


WHOLE, BRIEF = Size(200, 100, 60, 30), Size(15, 10, 10, 180)


@dataclass(frozen=True)
class Due:
    """Something that there was to tell a resident."""

    resident: int
    template: str
    at: datetime


@dataclass(frozen=True)
class Sent:
    """A letter, of which template, with what values."""

    letter: Letter
    told: Told

    @property
    def templates(self) -> list[str]:
        """What it told: itself, or each of its lines."""
        if self.told.template != "gathered":
            return [self.told.template]
        lines: Any = self.told.values["lines"]
        return [str(line["template"]) for line in lines]


@dataclass
class Week:
    """What happened."""

    world: World
    residents: list[Resident] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)

    def chose(self, number: int) -> str:
        """How this resident, by their place in the list, wants to hear of things."""
        return WAYS[number % len(WAYS)]

    def quiet(self, number: int) -> Quiet | None:
        """In which hours not."""
        return HOURS[number % len(HOURS)]

    def of(self, person: Resident) -> list[Sent]:
        """What came in somebody's mailbox."""
        return [one for one in self.sent if one.letter.to == person.email]


def live(world: World, size: Size) -> Week:
    """Live through it, from Monday to Sunday."""
    chance, week = Random(20310512), Week(world)
    forward(world, seconds=(MONDAY - timedelta(days=1) - world.now()).total_seconds())
    _settle(week, size, chance)
    forward(world, seconds=(MONDAY - world.now()).total_seconds())
    plan = _plan(week, size, chance)
    with _noting(week):
        at_work = replace(world, mail=lambda _letter: None)
        jobs = {job.name: job.work for job in JOBS}
        while world.now() < END:
            while plan and plan[0][0] <= world.now():
                _done(plan.pop(0)[1])
            for name in WORKS:
                jobs[name](at_work)
            while jobs["mail"](at_work):
                pass  # it comes by every quarter of a minute
            forward(world, minutes=size.minutes)
    return week


def _settle(week: Week, size: Size, chance: Random) -> None:
    names = [f"{first} {last}" for last in LAST for first in FIRST][: size.people]
    for number, name in enumerate(names):
        address = f"{name.replace(' ', '.').lower()}@elm.test"
        made = accounts.create(week.world, name=name, password=PASSWORD, email=address)
        before = week.world.now() - timedelta(days=30)
        Resident.update(created=before).where(Resident.id == made.id).execute()
        person = Resident.get_by_id(made.id)
        week.residents.append(person)
        way, who = week.chose(number), Person(person.id)
        if way != USUAL:
            chosen = {name: way for name in CHOOSABLE if way in SORTS[name].ways}
            choices.choose(week.world, who, chosen)
        choices.be_quiet(week.world, who, week.quiet(number))
        if number % 2 == 0:
            _seeks(week.world, person, chance)


def _seeks(world: World, person: Resident, chance: Random) -> None:
    wishes = [chance.choice(WISHES)]
    seeking.answer(world, resident_id=person.id, name="wishes", given=wishes, reach="me")
    words = chance.choice(SEARCHES)
    alert = chance.choice((NOW, DAILY, WEEKLY))
    saved.save(world, resident_id=person.id, name=words.title(), chosen={"q": words}, alert=alert)


Act = Callable[[], object]


def _plan(week: Week, size: Size, chance: Random) -> list[tuple[datetime, Act]]:
    """Listings from Monday to Thursday, answers until Saturday, and what comes of each."""
    found: list[tuple[datetime, Act]] = []
    for number in range(size.listings):
        owner, seed = chance.choice(week.residents), chance.randrange(10**6)
        at = MONDAY + timedelta(days=number % 4, minutes=chance.randrange(2, 16 * 60))
        found.append((at, lambda owner=owner, seed=seed: _places(week.world, owner, seed)))
    for number in range(size.answers):
        who, seed = chance.choice(week.residents), chance.randrange(10**6)
        at = MONDAY + timedelta(days=1 + number % 4, minutes=chance.randrange(2, 16 * 60))
        key: list[str] = []
        found.append((at, lambda who=who, seed=seed, key=key: _answers(week, who, seed, key)))
        for step in range(chance.randrange(2, 6)):
            later = at + timedelta(minutes=chance.randrange(20, 14 * 60) * (step + 1))
            if later < MONDAY + LAST_DEED:
                seed = chance.randrange(10**6)
                found.append((later, lambda seed=seed, key=key: _goes_on(week.world, seed, key)))
    return sorted(found, key=lambda one: one[0])


def _done(act: Act) -> None:
    with suppress(AgreementError, NotFoundError):  # what people try does not always go
        act()


def _places(world: World, owner: Resident, seed: int) -> None:
    chance = Random(seed)
    kind = chance.choice([*TITLES])
    typed = {"detail_days": "", **ANSWERS[kind], "kind": kind, "title": chance.choice(TITLES[kind])}
    typed |= {
        "text": chance.choice(TEXTS),
        "purpose": "offer" if chance.random() < 0.7 else "request",
    }
    place(world, owner, **typed, reach=chance.choice(("ward", "everyone")))


def _answers(week: Week, who: Resident, seed: int, key: list[str]) -> None:
    chance, world = Random(seed), week.world
    rows = list(Listing.select().where(Listing.state == "open", Listing.owner != who.id))
    if not rows:
        return
    card = chance.choice(rows)
    listing = responding.listing_to_answer(world, Viewer(who.id, who.role), card.lid)
    day = days.day_of(world.now() + timedelta(days=chance.randrange(1, 3)))
    typed = {
        "day": f"{day.day}-{day.month}-{day.year}",
        "days": "1",
        "time": "10.00",
        "number": "1",
    }
    wish = asking.read(listing, typed | {"text": chance.choice(SAID)}, world.now()).wish
    key.append(responding.respond(world, who=who.id, listing=listing, wish=wish))


def _goes_on(world: World, seed: int, key: list[str]) -> None:
    """Whoever's turn it is does something that there is to do, or they write each other."""
    chance = Random(seed)
    row = Response.get_or_none(key=key[0]) if key else None
    if row is None:
        return
    lister, responder = row.lister_id, row.responder_id
    mover = lister if row.turn == "lister" else responder
    if row.state == "proposed" and chance.random() < 0.7:
        name = chance.choice(("accept", "accept", "accept", "decline"))
        moving.move(world, key=row.key, who=mover, name=name)
    elif row.state == "accepted" and chance.random() < 0.35:
        name = chance.choice(("done", "hand-over", "cancel", "no-show"))
        moving.move(world, key=row.key, who=lister, name=name)
    else:
        who = chance.choice((lister, responder))
        conversing.write(world, key=row.key, who=who, text=chance.choice(SAID))


@contextmanager
def _noting(week: Week) -> Iterator[None]:
    """Note what there was to tell, once by its key, and each letter with what it was made of."""
    put, write, keys = outbox.put, letters.write, set[str]()

    def noted(world: World, **given: Any) -> None:
        key, to = given.get("key"), given["to"]
        if key is None or key not in keys:
            keys.add(key or "")
            week.due.append(Due(to.resident, given["template"], world.now()))
        put(world, **given)

    def written(desk: Any, told: Told, **given: Any) -> Letter:
        letter = write(desk, told, **given)
        week.sent.append(Sent(letter, told))
        return letter

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(outbox, "put", noted)
        patched.setattr(letters, "write", written)
        yield


def keep(week: Week, folder: Path) -> None:
    """Write every letter where somebody can read it: its text, and its page."""
    folder.mkdir(parents=True, exist_ok=True)
    names = {one.email: number for number, one in enumerate(week.residents)}
    for number, one in enumerate(week.sent):
        letter = one.letter
        way = week.chose(names[letter.to])
        name = f"{number:04}-{one.told.template}-{way}"
        head = f"To: {letter.to}\nSubject: {letter.subject}\nDate: {letter.date:%a %d %b %H:%M}\n\n"
        (folder / f"{name}.txt").write_text(head + letter.text, "utf-8")
        (folder / f"{name}.html").write_text(letter.html, "utf-8")


def sort_of(template: str) -> str:
    """Of which sort it is."""
    return KINDS[template].sort


def main(folder: Path) -> None:
    """The whole week, on SQLite."""
    made = make_world(Path(tempfile.mkdtemp()), "")
    setup.make(made, name="Elm", codes=["WK0363ME@2025"], language="nl")
    store = Store(made.config.database_url)
    with store.active():
        week = live(made, WHOLE)
    store.close()
    keep(week, folder)
    print(f"{len(week.sent)} mails to {len(week.residents)} residents, in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
