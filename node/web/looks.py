"""How pages look to one person: colours, size of letters, contrast; kept in their own browser.

Rule 1: each is one line in :data:`LOOKS`; the page where it is chosen, its cookie and the mark on
each page (``data-NAME``, which the style sheet reads) follow from that.
Rule 2: a choice is a cookie of its own; it says nothing about who somebody is.
"""

from dataclasses import dataclass

from flask import Flask, request

from node.translations.catalogue import N_


@dataclass(frozen=True)
class Option:
    """One answer; the empty ``value`` is what the device does by itself."""

    value: str
    words: str
    icon: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Look:
    """One thing to choose, and in which cookie the choice is kept."""

    cookie: str
    question: str
    icon: str
    options: tuple[Option, ...]

    def known(self, value: str) -> str:
        """The value if it is one of ours, else the device's own."""
        return value if value in {one.value for one in self.options} else ""


LOOKS = {
    "size": Look(
        "letters",
        N_("Letters"),
        "search",
        (
            Option("", N_("Zoals mijn toestel")),
            Option("large", N_("Groter")),
            Option("largest", N_("Nog groter")),
        ),
    ),
    "contrast": Look(
        "contrast",
        N_("Duidelijkheid"),
        "screen",
        (
            Option("", N_("Zoals mijn toestel")),
            Option(
                "more",
                N_("Extra duidelijk"),
                hint=N_("Geen grijze letters, en een rand om alles."),
            ),
        ),
    ),
    "theme": Look(
        "kleur",
        N_("Kleuren"),
        "sun",
        (
            Option("", N_("Zoals mijn toestel"), "screen"),
            Option("light", N_("Licht"), "sun"),
            Option("dark", N_("Donker"), "moon"),
        ),
    ),
}


def install(app: Flask) -> None:
    """For the first line of each page."""
    app.context_processor(lambda: {"looks": chosen()})


def chosen() -> dict[str, str]:
    """What this browser chose, by name; without what its device does by itself."""
    kept = {name: look.known(request.cookies.get(look.cookie, "")) for name, look in LOOKS.items()}
    return {name: value for name, value in kept.items() if value}
