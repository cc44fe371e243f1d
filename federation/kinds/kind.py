"""What a kind of listing is: its name, its own fields, and what it naturally asks in return.

Rule 1: forms, checks, the help page and the tests walk these values; nobody asks ``if kind ==``.
Rule 2: labels are keys; words stand in the catalogues.
"""

from dataclasses import dataclass
from typing import Literal

from federation.shape import is_language

Action = Literal["transfer", "deliverService"]
Form = Literal["line", "text", "number", "choice", "language"]
TERMS = ("gift", "paid", "hours", "swap", "loan", "none")
PURPOSES = ("offer", "request")
MOST_PLACES = 100_000  # more people or portions than a ward has


@dataclass(frozen=True)
class Field:
    """One field of ``wijk:details``. All are optional: a person need not know.

    ``form``: how it is asked; a number travels as an integer, all else as a string. ``limit``: the
    most code points, or the largest number. ``terms``: a question only with these; empty: with any.
    """

    name: str
    form: Form = "line"
    limit: int = 120
    choices: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()

    def label(self, kind: str) -> str:
        """The key of the question in the form."""
        return f"kind.{kind}.{self.name}"

    def goes_with(self, terms: str) -> bool:
        """Whether it is a question at all when this is what is wanted in return."""
        return not self.terms or terms in self.terms

    def accepts(self, value: object) -> bool:
        """Whether our own form may send ``value``."""
        if self.form == "number":
            return type(value) is int and 0 <= value <= self.limit
        if not isinstance(value, str) or not 0 < len(value) <= self.limit:
            return False
        if self.form == "language":
            return is_language(value)
        return not self.choices or value in self.choices


@dataclass(frozen=True)
class Kind:
    """One kind. ``terms`` are the natural ones, the first is the form's suggestion.

    ``actions`` are what ``publishes`` may say; the first is what our own listings say.
    ``counted``: the field that says for how many it is, where a kind has one.
    """

    name: str
    terms: tuple[str, ...]
    actions: tuple[Action, ...]
    fields: tuple[Field, ...] = ()
    type: Literal["Proposal", "Event"] = "Proposal"
    counted: str = ""

    @property
    def label(self) -> str:
        """The key of its name."""
        return f"kind.{self.name}"

    def field(self, name: str) -> Field | None:
        """The field of that name, if this kind has one."""
        return next((field for field in self.fields if field.name == name), None)
