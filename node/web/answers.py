"""What somebody filled in: taken from a request, read, and put back on the page as it was typed.

Rule 1: only what was asked is taken; a field that we did not ask for is not there (LI-07).
Rule 2: which picture is meant comes from what we keep; what a form says about it is looked up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Self

from flask import request

from federation import limits
from node.listings import days, fields, pictures, places, publicplaces
from node.listings.cards import Card, Shown
from node.listings.errors import PictureError
from node.listings.fields import NamedPicture, Problem, Reading
from node.translations.catalogue import N_
from node.web.here import signed_in, viewer, world
from node.web.language import say
from node.web.questions import NO_PUBLIC_PLACE, PUBLIC_PLACE, Question

WEEKS = (
    (7, N_("één week, tot en met %(day)s")),
    (28, N_("vier weken, tot en met %(day)s")),
    (84, N_("twaalf weken, tot en met %(day)s")),
)
AFTERWARDS = N_("tot het is geweest, op %(day)s")
OTHER, OTHER_DAY = "other", N_("een andere dag")
TOO_MANY = Problem(N_("Er passen drie foto’s bij een oproep. Haal er eerst een weg."))


@dataclass
class Answers:
    """What was typed, by field, and what is wrong with it."""

    typed: dict[str, str]
    problems: dict[str, Problem] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.typed.get(name, "")

    def but(self, **typed: str) -> Self:
        """The same, with other words in some fields."""
        return replace(self, typed=self.typed | typed)

    def problem(self, name: str) -> str:
        """What is wrong with this field, in the language of the page; empty when nothing is."""
        found = self.problems.get(name)
        return say(found.sentence, **found.values) if found else ""

    def sentences(self) -> dict[str, str]:
        """All that is wrong, in the language of the page, for the top of it."""
        return {name: self.problem(name) for name in self.problems}

    def shown(self) -> list[Shown]:
        """The pictures so far."""
        return pictures.shown(pictures_in(self.typed))

    @property
    def most_pictures(self) -> int:
        """How many go with one listing."""
        return limits.IMAGES


def taken(asked: Iterable[Question]) -> dict[str, str]:
    """The answers to these questions that the request has; of a day with choices, the chosen."""
    found = {q.name: request.form[q.name] for q in asked if q.name in request.form}
    if "geo" in found:
        found["geo"] = places.blurred(found["geo"])
    chosen = request.form.get("end_choice", OTHER)
    if "end" in found and chosen != OTHER:
        found["end"] = chosen
    return found


def read(typed: Mapping[str, str]) -> Reading:
    """The values, or what is wrong with them."""
    now = world().now()
    return fields.read(typed, pictures_in(typed), now, publicplaces.by_number())


def askable(asked: Iterable[Question]) -> list[Question]:
    """These questions with what can be chosen now; the ward's list of places only if it has any."""
    found = []
    for question in asked:
        if question is not PUBLIC_PLACE:
            found.append(question)
        elif listed := publicplaces.listed():
            choices = {"": say(NO_PUBLIC_PLACE), **{str(one.id): one.name for one in listed}}
            found.append(replace(question, choices=choices, translated=False))
    return found


def pictures_in(typed: Mapping[str, str]) -> tuple[NamedPicture, ...]:
    """The pictures among what was typed."""
    found = []
    for number in range(1, limits.IMAGES + 1):
        digest = typed.get(f"picture_{number}_digest", "")
        if digest:
            found.append(NamedPicture(digest, " ".join(typed.get(f"picture_{number}", "").split())))
    return tuple(found)


def take_pictures(held: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Problem]]:
    """What the request says about pictures: other words, one less, one more. Sent twice, as by a
    second click, it is the same as sent once.
    """
    kept, problems = _left(held), {}
    upload = request.files.get("photo")
    if upload is not None and upload.filename:
        if len(kept) >= limits.IMAGES:
            problems["photo"] = TOO_MANY
        else:
            try:
                new = pictures.keep(world(), stream=upload.stream, owner=signed_in().id)
            except PictureError as error:
                problems["photo"] = error.problem
            else:
                if new.digest not in {one.digest for one in kept}:
                    said = request.form.get("photo_description", "")
                    kept.append(NamedPicture(new.digest, said))
    return _without_pictures(held) | _as_typed(kept), problems


def _left(held: Mapping[str, str]) -> list[NamedPicture]:
    """The pictures but those to be taken away, each in the words of the request. Where the page
    that was sent had another picture, it says nothing about this one.
    """
    kept = []
    for number, picture in enumerate(pictures_in(held), start=1):
        about = request.form.get(f"picture_{number}_digest", picture.digest)
        if about != picture.digest:
            kept.append(picture)
        elif f"remove_{number}" not in request.form:
            said = request.form.get(f"picture_{number}", picture.description)
            kept.append(NamedPicture(picture.digest, said))
    return kept


def claimed_pictures() -> dict[str, str]:
    """The pictures that a form without a draft carries with it; each must be ours to see."""
    found = {}
    for number in range(1, limits.IMAGES + 1):
        digest = request.form.get(f"picture_{number}_digest", "")
        if digest:
            pictures.read(world(), viewer(), digest)
            found[f"picture_{number}_digest"] = digest
            found[f"picture_{number}"] = request.form.get(f"picture_{number}", "")
    return found


def of_card(card: Card) -> dict[str, str]:
    """A listing as if its maker had just typed it."""
    typed = {
        name: str(getattr(card, name))
        for name in ("kind", "purpose", "terms", "title", "text", "language", "reach")
    }
    if card.public_place is not None:
        typed |= {"public_place": str(card.public_place), "place": "", "geo": ""}
    else:
        typed |= {"public_place": "", "place": card.place, "geo": places.written(card.at)}
    typed |= {f"detail_{name}": str(value) for name, value in card.details.items()}
    typed |= {"tags": ", ".join(card.tags), "end": as_typed(days.day_of(card.ends))}
    if card.starts is not None:
        local = card.starts.astimezone(days.ZONE)
        typed |= {"start": as_typed(local.date()), "start_time": local.strftime("%H.%M")}
    named = [NamedPicture(shown.digest, shown.description) for shown in card.pictures]
    return typed | _as_typed(named)


def as_typed(day: date) -> str:
    """A day as people here type it."""
    return f"{day.day}-{day.month}-{day.year}"


def end_choices(typed: Mapping[str, str]) -> dict[str, str]:
    """The days to choose from, as whole sentences, under what the form sends for each."""
    today = days.day_of(world().now())
    found = [(today + timedelta(days=number), sentence) for number, sentence in WEEKS]
    start = days.read_day(typed.get("start", ""), today=today)
    if typed.get("kind") == "meeting" and start is not None and start >= today:
        found.insert(0, (start, AFTERWARDS))
    chosen = {as_typed(day): say(sentence, day=day) for day, sentence in found}
    return chosen | {OTHER: say(OTHER_DAY)}


def end_choice(typed: Mapping[str, str], offered: Mapping[str, str]) -> str:
    """Which of these was chosen: one of the days, another day, or none yet."""
    end = typed.get("end", "")
    return end if end in offered or not end else OTHER


def _without_pictures(held: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in held.items() if not name.startswith("picture_")}


def _as_typed(named: Iterable[NamedPicture]) -> dict[str, str]:
    found = {}
    for number, picture in enumerate(named, start=1):
        found[f"picture_{number}_digest"] = picture.digest
        found[f"picture_{number}"] = picture.description
    return found
