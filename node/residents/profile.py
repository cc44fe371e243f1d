"""What somebody tells about themselves, and who sees it.

Rule 1: everything may be left out; what is left out is not kept.
Rule 2: each answer has its own reach, and every page asks :func:`seen_by` for it.
Rule 3: what leaves this ward's own people tells no address, telephone or e-mail (PROTOCOL §5.4).
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from federation import privacy
from node.residents import tongues
from node.residents.models import Profile as Row
from node.residents.models import ProfileAnswer, Resident
from node.residents.talents import GROUPS, TALENTS
from node.store import single
from node.store.database import database
from node.translations.catalogue import N_
from node.translations.kinds import KINDS
from node.world import World, new_uuid7

REACHES: Mapping[str, str] = {
    "me": N_("Alleen ik"),
    "ward": N_("Bewoners van deze wijk"),
    "adjacent": N_("Ook bewoners van onze buurwijken"),
    "everyone": N_("Iedereen, ook zonder account"),
}
ORDER = tuple(REACHES)  # whoever sees the later sees less
USUAL = "ward"

LONGEST_LINE = 200
LONGEST_TEXT = 2_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")

Form = Literal["many", "one", "line", "text"]
Value = str | list[str]


@dataclass(frozen=True)
class Field:
    """One thing that may be told. ``choices`` are sentences of ours, unless not ``translated``."""

    name: str
    label: str
    heading: str
    form: Form
    icon: str
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    translated: bool = True
    reaches: tuple[str, ...] = ORDER

    @property
    def usual(self) -> str:
        """Who sees it, unless chosen otherwise."""
        return USUAL if USUAL in self.reaches else self.reaches[0]

    def words(self, value: Value) -> list[str]:
        """The answer as people read it."""
        if isinstance(value, str):
            return [self.choices.get(value, value)]
        return [self.choices.get(one, one) for one in value]


DISTANCES = {
    "street": N_("Mijn eigen straat"),
    "quarter": N_("Een kwartier lopen"),
    "ward": N_("Deze wijk"),
    "adjacent": N_("Ook de buurwijken"),
    "town": N_("De hele stad"),
}

FIELDS: tuple[Field, ...] = (
    Field(
        "about",
        N_("Over mij"),
        N_("Wat wil je over jezelf vertellen?"),
        "text",
        "person",
        N_("Een paar zinnen. Zet er geen adres of telefoonnummer bij."),
    ),
    Field(
        "talents",
        N_("Dit kan ik"),
        N_("Wat kun je goed, of doe je graag?"),
        "many",
        "offer",
        N_("Kies zo veel je wilt. Een diploma hoeft niet."),
        choices=TALENTS,
        groups=GROUPS,
    ),
    Field(
        "more_talents",
        N_("Dit kan ik ook"),
        N_("Wat kun je nog meer?"),
        "line",
        "offer",
        N_("Stond het niet op de lijst? Schrijf het hier in je eigen woorden."),
    ),
    Field(
        "wishes",
        N_("Dit zou ik willen"),
        N_("Wat zou je willen doen, leren of krijgen?"),
        "many",
        "request",
        N_("Kies zo veel je wilt."),
        choices=TALENTS,
        groups=GROUPS,
    ),
    Field(
        "more_wishes",
        N_("Dit zou ik ook willen"),
        N_("Wat zou je nog meer willen?"),
        "line",
        "request",
        N_("Stond het niet op de lijst? Schrijf het hier in je eigen woorden."),
    ),
    Field(
        "languages",
        N_("Mijn talen"),
        N_("Welke talen spreek je?"),
        "many",
        "language",
        choices=tongues.TONGUES,
        translated=False,
    ),
    Field(
        "neighbourhood",
        N_("Mijn buurt"),
        N_("In welke buurt woon je?"),
        "line",
        "wards",
        N_("De naam van een buurt of een plein. Geen huisnummer."),
    ),
    Field(
        "distance",
        N_("Zo ver ga ik"),
        N_("Hoe ver wil je gaan?"),
        "one",
        "pin",
        choices=DISTANCES,
    ),
    Field(
        "interests",
        N_("Hier wil ik van horen"),
        N_("Waar wil je van horen?"),
        "many",
        "bell",
        N_("Dit ziet niemand anders. Wij zoeken ermee wat bij je past."),
        choices=KINDS,
        reaches=("me",),
    ),
)
BY_NAME = {one.name: one for one in FIELDS}


@dataclass(frozen=True)
class Wrong:
    """What is wrong with an answer, as a sentence of the catalogues and its values."""

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)


CONTROL = Wrong(N_("Hier staan tekens in die wij niet kunnen lezen. Typ de tekst opnieuw."))
UNKNOWN = Wrong(N_("Dit staat niet op onze lijst. Kies opnieuw."))
NO_REACH = Wrong(N_("Kies wie dit mag zien."))
BEYOND = {
    "email": Wrong(N_("Er staat een e-mailadres in. Haal het weg, of kies: alleen deze wijk.")),
    "telephone": Wrong(
        N_("Er staat een telefoonnummer in. Haal het weg, of kies: alleen deze wijk.")
    ),
    "address": Wrong(
        N_("Er staat een straat met huisnummer in. Haal het nummer weg, of kies: alleen deze wijk.")
    ),
}


class AnswerError(Exception):
    """The answer was not kept; ``wrong`` says why, ``place`` beside which field."""

    def __init__(self, place: str, wrong: Wrong) -> None:
        super().__init__(place)
        self.place = place
        self.wrong = wrong


@dataclass(frozen=True)
class Answer:
    """What somebody told, and who sees it."""

    value: Value
    reach: str


@dataclass(frozen=True)
class Profile:
    """Somebody's names and answers. ``handle`` is empty until there is something to show."""

    resident_id: int
    handle: str
    shown_name: str
    outside_name: str
    answers: Mapping[str, Answer]


def of(*, resident_id: int) -> Profile:
    """The whole profile, for its owner."""
    return _profile(Resident.get_by_id(resident_id))


def answers_of(*, resident_id: int, names: Sequence[str]) -> Mapping[str, Value]:
    """What its owner answered to these, as far as they did; one question to the database."""
    rows = ProfileAnswer.select().where(
        ProfileAnswer.resident == resident_id, ProfileAnswer.name.in_(list(names))
    )
    return {row.name: json.loads(row.value) for row in list(rows)}


def told_by(ids: Collection[int], name: str) -> Mapping[int, Value]:
    """What each of these residents answered to this, as far as they did; one question."""
    rows = ProfileAnswer.select().where(
        ProfileAnswer.name == name, ProfileAnswer.resident.in_(list(ids))
    )
    return {row.resident_id: json.loads(row.value) for row in list(rows)}


def by_handle(*, handle: str) -> Profile | None:
    """The profile at this address; not of somebody who was suspended."""
    row = Row.select(Row, Resident).join(Resident).where(Row.handle == handle).first()
    if row is None or row.resident.suspended is not None:
        return None
    return _profile(row.resident)


def handle_for(*, resident_id: int | None, reach: str) -> single.Value[str]:
    """Where the profile of this resident is, for whoever is at ``reach``; empty where there is
    nothing of it to see.
    """
    seen = ProfileAnswer.reach.in_(ORDER[ORDER.index(reach) :])
    handle = (
        Row.select(Row.handle)
        .join(Resident)
        .join(ProfileAnswer)
        .where(Row.resident == resident_id, Resident.suspended.is_null(), seen)
        .limit(1)
    )
    return single.Value(handle, lambda found: found or "")


def seen_by(profile: Profile, reach: str) -> Mapping[str, Answer]:
    """The answers for whoever is at this reach: ``me``, ``ward``, ``adjacent`` or ``everyone``."""
    least = ORDER.index(reach)
    return {
        name: answer
        for name, answer in profile.answers.items()
        if ORDER.index(answer.reach) >= least
    }


def name_for(profile: Profile, reach: str) -> str:
    """What this person is called at this reach."""
    return profile.shown_name if reach in {"me", "ward"} else profile.outside_name


def answer(world: World, *, resident_id: int, name: str, given: Sequence[str], reach: str) -> None:
    """Keep an answer in place of the one before; an empty one is forgotten.

    :raises AnswerError: when it cannot be kept; :raises KeyError: when nothing of this name is
        asked.
    """
    asked = BY_NAME[name]
    value = _read(asked, given)
    if reach not in asked.reaches:
        raise AnswerError("reach", NO_REACH)
    if reach in {"adjacent", "everyone"} and isinstance(value, str):
        found = privacy.find(value)
        if found:
            raise AnswerError(name, BEYOND[found])
    theirs = (ProfileAnswer.resident == resident_id) & (ProfileAnswer.name == name)
    with database.atomic():
        if not value:
            ProfileAnswer.delete().where(theirs).execute()
            return
        ProfileAnswer.insert(
            resident=resident_id, name=name, value=json.dumps(value), reach=reach
        ).on_conflict(
            conflict_target=[ProfileAnswer.resident, ProfileAnswer.name],
            update={ProfileAnswer.value: json.dumps(value), ProfileAnswer.reach: reach},
        ).execute()
        Row.insert(resident=resident_id, handle=new_uuid7(world)).on_conflict_ignore().execute()


def _read(asked: Field, given: Sequence[str]) -> Value:
    """The answer, in the form in which it is kept."""
    if asked.form == "many":
        chosen = set(given)
        if chosen - asked.choices.keys():
            raise AnswerError(asked.name, UNKNOWN)
        return [one for one in asked.choices if one in chosen]
    text = given[0] if given else ""
    if asked.form == "one":
        if text and text not in asked.choices:
            raise AnswerError(asked.name, UNKNOWN)
        return text
    several = asked.form == "text"
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip() if several else text
    text = text if several else " ".join(text.split())
    most = LONGEST_TEXT if several else LONGEST_LINE
    if _CONTROL.search(text):
        raise AnswerError(asked.name, CONTROL)
    if len(text) > most:
        raise AnswerError(asked.name, too_long(most, len(text)))
    return text


def too_long(most: int, length: int) -> Wrong:
    """How much has to go."""
    return Wrong(
        N_("Dit is te lang: %(length)s tekens. Er passen er %(most)s. Maak het iets korter."),
        {"length": length, "most": most},
    )


def _profile(person: Resident) -> Profile:
    rows = list(ProfileAnswer.select().where(ProfileAnswer.resident == person.id))
    held = Row.get_or_none(resident=person.id)
    kept = {row.name: Answer(json.loads(row.value), row.reach) for row in rows}
    return Profile(
        resident_id=person.id,
        handle=held.handle if held else "",
        shown_name=person.shown_name,
        outside_name=person.outside_name,
        answers={one.name: kept[one.name] for one in FIELDS if one.name in kept},
    )
