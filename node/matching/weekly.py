"""The digest by mail: once a week for everybody who did not say no, made in the background.

Rule 1: a letter is put in the outbox in the transaction that notes it: whenever we die, somebody
has it or will be asked again, and nobody has it twice.
Rule 2: what there is to choose from is looked through once for all; for each reader there are at
most three questions. So the cost is that of the listings and that of the readers, added up.
Rule 3: nothing to tell is no letter.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import peewee as pw

from node.feed.identity import ward
from node.listings import nearby
from node.listings.cards import Card
from node.matching import candidates, digest
from node.matching.candidates import RESIDENTS
from node.matching.digest import Candidate, Choice, Reader
from node.matching.fitting import NEAR
from node.matching.models import DigestSent
from node.notices import choices, hours, outbox
from node.notices.choices import Choices
from node.notices.kind import Line
from node.residents import accounts, profile
from node.residents.models import Resident
from node.shown.viewer import Viewer
from node.store.database import database
from node.store.statements import Statement
from node.translations import kinds
from node.world import World

SORT: Final = "digest"
LATE: Final = timedelta(days=4)  # later than this it is better to wait for the next
BATCH: Final = 200  # readers of whom is asked together what they chose


@dataclass(frozen=True)
class Issue:
    """This week's: what there is to choose from, and how to ask who may see it."""

    moment: datetime
    pool: Sequence[Candidate]
    cards: Mapping[int, Card]
    seeing: Statement


def send_due(world: World) -> int:
    """Write to everybody who is due; returns how many letters there are."""
    moment = hours.next_weekly(world.now()) - digest.WEEK
    if world.mail is None or world.now() > moment + LATE:
        return 0
    batch, sent = _due(moment, after=0), 0
    issue = _issue(world, moment) if batch else None
    while batch and issue:
        ids = [person.id for person in batch]
        chosen, readers = choices.of_residents(ids), _readers(ids)
        for person in batch:
            sent += _tell(world, issue, person, readers[person.id], chosen[person.id])
        batch = _due(moment, after=ids[-1])
    return sent


def reader_of(resident: int) -> Reader:
    """A resident as a reader."""
    return _readers([resident])[resident]


def _readers(ids: Collection[int]) -> Mapping[int, Reader]:
    """These residents as readers; one question."""
    far = profile.told_by(ids, "distance")
    return {number: Reader(number, stays=far.get(number) in NEAR) for number in ids}


def week_of(moment: datetime) -> int:
    """The day of these letters, as a number."""
    return moment.date().toordinal()


def _issue(world: World, moment: datetime) -> Issue:
    pool = digest.pool(
        candidates.of_week(world, RESIDENTS, nearby.centre(ward().centre)), world.now()
    )
    cards = candidates.cards(world, RESIDENTS, pool)
    return Issue(moment, pool, cards, candidates.seeing(RESIDENTS, pool))


def _due(moment: datetime, *, after: int) -> list[Resident]:
    """Who has still to get this week's, from this number on."""
    week = week_of(moment)
    query = (
        Resident.select()
        .join(DigestSent, pw.JOIN.LEFT_OUTER, on=DigestSent.resident == Resident.id)
        .where(
            Resident.id > after,
            Resident.email.is_null(is_null=False),
            Resident.suspended.is_null(),
            Resident.created <= moment,
            DigestSent.week.is_null() | (DigestSent.week < week),
            ~choices.turned_off(SORT, Resident.id),
        )
        .order_by(Resident.id)
        .limit(BATCH)
    )
    return list(query)


def _tell(world: World, issue: Issue, person: Resident, reader: Reader, chosen: Choices) -> int:
    """Note that they have this week's, and put it in the outbox; 0 when there is none for them."""
    seen = candidates.seen(world, issue.seeing, Viewer(person.id, person.role))
    found = digest.choose((one for one in issue.pool if one.id in seen), reader, world.now())
    with database.atomic():
        if not _is_first(person.id, week_of(issue.moment)) or not found.all:
            return 0
        outbox.put(
            world,
            template=SORT,
            to=accounts.recipient(person),
            values={
                "name": person.shown_name,
                "path": "/wijkoverzicht",
                **_lines(issue, found),
            },
            chosen=chosen,
        )
    return 1


def _is_first(resident: int, week: int) -> bool:
    """Take this week of this resident, unless it was taken; one statement."""
    taken: Any = DigestSent.insert(resident=resident, week=week).on_conflict(
        conflict_target=[DigestSent.resident],
        update={DigestSent.week: week},
        where=DigestSent.week < week,
    )
    return bool(list(taken.returning(DigestSent.week).execute()))


def _lines(issue: Issue, found: Choice) -> dict[str, Sequence[Line]]:
    return {
        name: [_line(one, issue.cards[one.id]) for one in part if one.id in issue.cards]
        for name, part in (("ending", found.ending), ("fresh", found.fresh))
    }


def _line(one: Candidate, card: Card) -> Line:
    return {
        "title": card.title,
        "kind": kinds.KINDS.get(card.kind, card.kind),
        "purpose": kinds.PURPOSES_OF_OTHERS.get(card.purpose, card.purpose),
        "when": one.last,
        "starts": int(one.next is not None),
        "ward": card.origin_name or "",
        "path": card.page,
    }
