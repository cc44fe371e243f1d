"""What somebody has told so far about the listing they are making, one line for each question.

Rule: one line for each step that was answered; what cannot be read is shown as it was typed.
"""

from collections.abc import Callable, Mapping, Sequence

from node.listings.days import day_of, read_day, read_time
from node.translations.catalogue import N_, NN_
from node.web import labels, questions
from node.web.answers import pictures_in
from node.web.here import words, world
from node.web.language import say
from node.web.questions import Step

Typed = Mapping[str, str]
PHOTOS = NN_("%(num)s foto", "%(num)s foto’s")


def told(steps: Sequence[Step], typed: Typed) -> list[tuple[Step, str]]:
    """Each step that was answered, and the answer in short."""
    lines = [(step, LINES[step.name](typed)) for step in steps]
    return [(step, line) for step, line in lines if line]


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


def _more(typed: Typed) -> str:
    names = [one.name for one in questions.asked("meer", typed.get("kind", ""))]
    return ", ".join(typed[name] for name in names if typed.get(name))


def _photos(typed: Typed) -> str:
    count = len(pictures_in(typed))
    return words().count(*PHOTOS, count) if count else ""


def _until(typed: Typed) -> str:
    day = _day(typed, "end")
    return say(N_("tot en met %(day)s"), day=day) if day else ""


LINES: Mapping[str, Callable[[Typed], str]] = {
    "soort": _from(labels.KINDS, "kind"),
    "kant": _from(labels.PURPOSES, "purpose"),
    "tekst": lambda typed: typed.get("title", ""),
    "wanneer": _when,
    "ruil": _from(labels.TERMS_IN_FULL, "terms"),
    "meer": _more,
    "foto": _photos,
    "einde": _until,
    "bereik": _from(labels.REACHES, "reach"),
}
