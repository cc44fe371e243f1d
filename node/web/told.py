"""What somebody has told so far about the listing they are making, one line for each question.

Rule: one line for each step that was answered; what cannot be read is shown as it was typed.
"""

from collections.abc import Callable, Mapping, Sequence

from node.listings import publicplaces
from node.listings.days import day_of, read_day, read_time
from node.translations.catalogue import N_, NN_
from node.web import details, labels, questions
from node.web.answers import pictures_in
from node.web.here import words, world
from node.web.language import say
from node.web.questions import Step

Typed = Mapping[str, str]
A_CELL = N_("een vak van 300 meter op de kaart")
LONGEST_NUMBER = 10  # digits
PHOTOS = NN_("%(num)s foto", "%(num)s foto’s")


def told(steps: Sequence[Step], typed: Typed) -> list[tuple[Step, str]]:
    """Each step that was answered, and the answer in short."""
    lines = [(step, LINES.get(step.name, _own(step))(typed)) for step in steps]
    return [(step, line) for step, line in lines if line]


def _own(step: Step) -> Callable[[Typed], str]:
    """The answer to one of the kind's own questions."""

    def line(typed: Typed) -> str:
        kind = typed.get("kind", "")
        answers = {
            one.name.removeprefix("detail_"): _number_or_text(typed[one.name])
            for one in questions.asked(step.name, kind)
            if typed.get(one.name)
        }
        told = details.told(kind, answers, words())
        return ", ".join(one.value for one in told if one.words.step == step.name)

    return line


def _number_or_text(text: str) -> str | int:
    """A number is told with what it counts; anything else as it was typed."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else text


def _from(table: Mapping[str, str], name: str) -> Callable[[Typed], str]:
    return lambda typed: say(table.get(typed.get(name, ""), ""))


def _day(typed: Typed, name: str) -> str:
    text, today = typed.get(name, ""), day_of(world().now())
    day = read_day(text, today=today)
    return words().day(day, today) if day else text


def _when(typed: Typed) -> str:
    day, typed_time = _day(typed, "start"), typed.get("start_time", "")
    at = read_time(typed_time)
    repeat = labels.REPEATS.get(typed.get("detail_repeat", ""))
    parts = [day, words().clock(at) if at else typed_time, say(repeat) if repeat else ""]
    return ", ".join(part for part in parts if part)


def _photos(typed: Typed) -> str:
    count = len(pictures_in(typed))
    return words().count(*PHOTOS, count) if count else ""


def _where(typed: Typed) -> str:
    public = publicplaces.by_number().get(typed.get("public_place", ""))
    point = say(A_CELL) if typed.get("geo") else ""
    named = public.name if public else typed.get("place", "")
    return ", ".join(part for part in (named, point) if part)


def _until(typed: Typed) -> str:
    day = _day(typed, "end")
    return say(N_("tot en met %(day)s"), day=day) if day else ""


LINES: Mapping[str, Callable[[Typed], str]] = {
    "soort": _from(labels.KINDS, "kind"),
    "kant": _from(labels.PURPOSES, "purpose"),
    "tekst": lambda typed: typed.get("title", ""),
    details.WHEN: _when,
    "ruil": _from(labels.TERMS_IN_FULL, "terms"),
    "waar": _where,
    "trefwoorden": lambda typed: typed.get("tags", ""),
    "foto": _photos,
    "einde": _until,
    "bereik": _from(labels.REACHES, "reach"),
}
