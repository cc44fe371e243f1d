"""Keeping who seeks what: from profiles, kept searches and own listings, whenever these change.

Rule 1: what stands here is made from what somebody told or asked, and is never more than that.
Rule 2: all of one profile, search or listing is put in place of what there was, in the caller's
transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import peewee as pw

from node.listings import choices
from node.listings.models import Listing
from node.listings.query import FREE
from node.matching import fitting, kept, sought
from node.matching.fitting import NEAR
from node.matching.models import SavedSearch, Seeker, Wanted
from node.matching.sought import ALL, Facts, Sought
from node.residents import profile
from node.residents.models import ProfileAnswer, Resident
from node.residents.profile import Value
from node.residents.talents import TALENTS
from node.store import bulk
from node.store.database import database
from node.store.search import fold, words_of
from node.world import World

WISH, TALENT, SEARCH, ASKED, OFFERED = "wish", "talent", "search", "asked", "offered"
OPPOSITE: Final = {"offer": "request", "request": "offer"}
NONE: Final = "none"  # of a search: its owner does not want to hear of it
TOLD: Final = (
    (WISH, "offer", "wishes", "more_wishes"),
    (TALENT, "request", "talents", "more_talents"),
)
ASKED_OF: Final = (*(name for told in TOLD for name in told[2:]), *fitting.ABOUT)
MOST_WORDS = 3  # of a title: who needs more of them to say it finds nothing with all of them
# Of a title: words that say that something is sought or offered, not what.
_IDLE: Final = fitting.IDLE | frozenset(
    fold(
        "zoek zoekt zoeken gezocht gevraagd vraag bied biedt bieden aangeboden te leen huur koop"
        " gratis ruil ruilen lenen uitlenen delen gezellig nieuwe oude kleine grote wie wil jij"
        " je jouw uit tot per bij door nodig zo snel mogelijk vandaag morgen week iemand die"
        " heeft mijn mij ons onze jullie hier vanaf elke iedere er dat deze dit niet"
        " wanted need needed looking lend borrow offer offered free swap who"
    )
)

Owner = Mapping[pw.Field, int | None]


@dataclass(frozen=True)
class Line:
    """Something sought, why we know, and of what of theirs."""

    sought: Sought
    reason: str
    what: str = ""


def answer(world: World, *, resident_id: int, name: str, given: Sequence[str], reach: str) -> None:
    """Keep an answer of somebody's profile, and seek accordingly from now on.

    :raises AnswerError: when it cannot be kept.
    """
    with database.atomic():
        profile.answer(world, resident_id=resident_id, name=name, given=given, reach=reach)
        if name in ASKED_OF:
            of_profile(resident_id)


def of_profile(resident_id: int) -> None:
    """Seek what this resident would like, and who needs what they can do."""
    answers = profile.answers_of(resident_id=resident_id, names=ASKED_OF)
    theirs = (Seeker.resident == resident_id) & Seeker.reason.in_([WISH, TALENT])
    language = Resident.get_by_id(resident_id).language
    _replace(theirs, lines_of(answers, language), {Seeker.resident: resident_id})


def of_all_profiles() -> None:
    """Each in a transaction of its own."""
    told = ProfileAnswer.select(ProfileAnswer.resident).where(ProfileAnswer.name.in_(ASKED_OF))
    for number in sorted({row.resident_id for row in list(told)}):
        with database.atomic():
            of_profile(number)


def of_search(row: SavedSearch) -> None:
    """Seek what this search asks for, if its owner wants to hear of it."""
    heard = row.alert != NONE and row.gone is None
    lines = [Line(sought_by(kept.read(row.choices)), SEARCH)] if heard else []
    owner: Owner = {Seeker.resident: row.resident_id, Seeker.search: row.id}
    _replace(Seeker.search == row.id, lines, owner)


def of_listing(row: Listing, facts: Facts, *, again: bool) -> None:
    """Seek the opposite of this listing of a resident. ``again``: it was sought before."""
    owner: Owner = {Seeker.resident: row.owner_id, Seeker.listing: row.id}
    _replace(Seeker.listing == row.id if again else None, opposites(row, facts), owner)


def forget_unsought() -> int:
    """The job: what nobody seeks any more is deleted; how many."""
    sought_still = pw.fn.EXISTS(Seeker.select(pw.SQL("1")).where(Seeker.wanted == Wanted.id))
    count: int = Wanted.delete().where(~sought_still).execute()
    return count


def lines_of(answers: Mapping[str, Value], language: str) -> list[Line]:
    """What a profile seeks: each wish and talent, of each kind that it wants to hear of."""
    tongues = sorted({*answers.get("languages", ()), language}) if "languages" in answers else ()
    shared: dict[str, Any] = {
        "near": choices.WARD if answers.get("distance") in NEAR else ALL,
        "tongues": tuple(tongues),
    }
    kinds = [*answers.get("interests", ())] or [ALL]
    found = []
    for reason, purpose, listed, typed in TOLD:
        chosen: list[tuple[str, dict[str, Any]]] = [
            (key, {"talent": key}) for key in answers.get(listed, ()) if key in TALENTS
        ]
        own = fitting.own_words(answers.get(typed, ""))
        chosen += [(one.words, {"words": tuple(phrase)}) for one in own for phrase in one.phrases]
        found += [
            Line(Sought(kind=kind, purpose=purpose, **part, **shared), reason, what)
            for what, part in chosen
            for kind in kinds
        ]
    return found


def sought_by(chosen: Mapping[str, str]) -> Sought:
    """What a kept search asks for, without choices that we have no more."""
    values = choices.tidy(chosen)
    values |= dict.fromkeys(choices.strange(values), "")
    facets = ("kind", "purpose", "terms", "language", "near", "when")
    return Sought(words=tuple(words_of(values["q"])), **{name: values[name] for name in facets})


def opposites(row: Listing, facts: Facts) -> list[Line]:
    """What fits this listing: the other side of the same talent, or of its own few words."""
    purpose = OPPOSITE[row.purpose]
    free = row.purpose == "request" and row.terms in FREE
    shared = {"kind": row.kind, "purpose": purpose, "terms": choices.FREE if free else ALL}
    title = fold(row.title)
    words = tuple(dict.fromkeys(word for word in title if word not in _IDLE))
    talents = sought.talents_in(sought.beginnings(title)) if facts.talents else []
    reason = OFFERED if row.purpose == "offer" else ASKED
    found = [Line(Sought(talent=one, **shared), reason) for one in talents]
    if words and len(words) <= MOST_WORDS:
        found.append(Line(Sought(words=words, **shared), reason))
    return found


def _replace(theirs: Any, lines: Iterable[Line], owner: Owner) -> None:
    if theirs is not None:
        Seeker.delete().where(theirs).execute()
    by_text = {line.sought.text: line for line in lines}
    if not by_text:
        return
    rows = sorted((text, line.sought.key) for text, line in by_text.items())
    bulk.put(Wanted, [Wanted.key], [Wanted.asked], [(key, text) for text, key in rows])
    numbers = bulk.select(Wanted, [Wanted.asked, Wanted.id], (Wanted.asked, list(by_text)))
    fields: list[pw.Field] = [Seeker.wanted, Seeker.reason, Seeker.what, *owner]
    bulk.insert(
        Seeker,
        fields,
        ((n, by_text[text].reason, by_text[text].what, *owner.values()) for text, n in numbers),
    )
