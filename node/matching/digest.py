"""What stands in somebody's digest: chosen from what there is, for them, at a moment.

Rule 1: nothing is asked here: listings, reader and moment come in, the choice comes out.
Rule 2: nothing of one's own, nothing past, nothing twice.
Rule 3: what is there only this week comes first; then what is new, near before far.
Rule 4: everybody who placed something has one line before anybody has two, and nobody has more
than :data:`EACH`. Neighbouring wards take turns: one that makes up many names gains nothing by it.
Who comes first among equals differs for each reader and each week.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zlib import crc32

WEEK: Final = timedelta(days=7)
ENDING: Final = 6  # lines
FRESH: Final = 10
EACH: Final = 3  # lines of one author, in both parts together
POOL: Final = 300  # of which everybody's are chosen
NEAR_M: Final = (1_000, 3_000)  # what is as near as this comes before what is not


@dataclass(frozen=True)
class Candidate:
    """A listing as it is chosen by. ``key``: its origin and lid, whichever road it came by.

    ``owner``: its resident here, if any; ``author``: who placed it, here or elsewhere. ``metres``:
    from the middle of the ward, where that is known; ``here``: it is of this ward. ``dated``: it
    is at a time, and ``next`` when.
    """

    id: int
    key: tuple[int, str]
    author: str
    owner: int | None
    title: str
    published: datetime
    ends: datetime
    next: datetime | None = None
    dated: bool = False
    here: bool = True
    metres: int | None = None

    @property
    def last(self) -> datetime:
        """Until when there is something to do: it is, or it ends."""
        return self.next or self.ends

    @property
    def far(self) -> int:
        """0 near, then further; what says nothing and is not of this ward is far."""
        if self.here:
            return 0
        if self.metres is None:
            return len(NEAR_M)
        return sum(self.metres > bound for bound in NEAR_M)


@dataclass(frozen=True)
class Reader:
    """For whom. ``stays``: they go no further than this ward."""

    resident: int | None = None
    stays: bool = False


ANYBODY: Final = Reader()


@dataclass(frozen=True)
class Choice:
    """``ending``: only this week, the soonest first; ``fresh``: new since a week."""

    ending: Sequence[Candidate] = ()
    fresh: Sequence[Candidate] = ()

    @property
    def all(self) -> list[Candidate]:
        """Both."""
        return [*self.ending, *self.fresh]


def choose(found: Iterable[Candidate], reader: Reader, moment: datetime) -> Choice:
    """The digest of this reader."""
    theirs = [one for one in found if _is_for(one, reader)]
    there = _once(one for one in theirs if not is_past(one, moment))
    seed, told = f"{reader.resident} {moment.date().isocalendar()[:2]}", Counter[str]()
    ending = _fair([one for one in there if one.last <= moment + WEEK], ENDING, seed, told)
    fresh = _fair(_new_besides(there, ending, moment), FRESH, seed, told)
    return Choice(sorted(ending, key=lambda one: (one.last, one.id)), fresh)


def pool(found: Iterable[Candidate], moment: datetime) -> list[Candidate]:
    """Of very many, those from which each reader's are chosen: by the same rules."""
    there = _once(one for one in found if not is_past(one, moment))
    seed = f"{moment.date().isocalendar()[:2]}"
    ending = _fair([one for one in there if one.last <= moment + WEEK], POOL // 2, seed, Counter())
    rest = _new_besides(there, ending, moment)
    return [*ending, *_fair(rest, POOL - len(ending), seed, Counter())]


def is_past(one: Candidate, moment: datetime) -> bool:
    """Whether it is over: its last day, or the only time that it was."""
    return one.ends <= moment or (one.dated and (one.next is None or one.next < moment))


def _new_besides(
    there: Iterable[Candidate], ending: Iterable[Candidate], moment: datetime
) -> list[Candidate]:
    told = {one.id for one in ending}
    return [one for one in there if one.published > moment - WEEK and one.id not in told]


def _is_for(one: Candidate, reader: Reader) -> bool:
    own = one.owner is not None and one.owner == reader.resident
    return not own and (one.here or not reader.stays)


def _once(found: Iterable[Candidate]) -> list[Candidate]:
    """Each listing once, and what one author placed again under the same title once: the newest."""
    by_key = {one.key: one for one in sorted(found, key=lambda one: one.id)}
    by_words = {(one.author, one.title.casefold().strip()): one for one in by_key.values()}
    return list(by_words.values())


def _fair(found: Iterable[Candidate], most: int, seed: str, told: Counter[str]) -> list[Candidate]:
    """At most so many, turn by turn; ``told`` counts how many lines each author has."""
    ranked, wards = [], Counter[int]()
    by_author: dict[str, list[Candidate]] = {}
    for one in sorted(found, key=lambda one: (one.far, -one.id)):
        by_author.setdefault(one.author, []).append(one)

    def turn(author: str) -> tuple[int, int]:
        return by_author[author][0].far, crc32(f"{seed} {author}".encode("utf-8", "replace"))

    for author in sorted(by_author, key=turn):
        first, room = by_author[author][0], by_author[author][: EACH - told[author]]
        before = wards[first.key[0]]  # of their neighbouring ward
        ranked += [
            (told[author] + at, before, *turn(author), at, one) for at, one in enumerate(room)
        ]
        wards[first.key[0]] += not first.here
    chosen = [line[-1] for line in sorted(ranked, key=lambda line: line[:-1])[:most]]
    told.update(one.author for one in chosen)
    return chosen
