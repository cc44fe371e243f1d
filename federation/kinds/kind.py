"""What a kind of listing is: its name, its own fields, and what it naturally asks in return.

Rule 1: forms, checks, the help page and the tests walk these values; nobody asks ``if kind ==``.
Rule 2: labels are keys; words stand in the catalogues.
"""

from dataclasses import dataclass
from typing import Literal

Action = Literal["transfer", "deliverService"]
TERMS = ("gift", "paid", "hours", "swap", "loan", "none")
PURPOSES = ("offer", "request")


@dataclass(frozen=True)
class Field:
    """One field of ``wijk:details``. All are optional: a person need not know."""

    name: str
    type: Literal["string", "integer"] = "string"
    limit: int = 120  # code points, or the largest number
    choices: tuple[str, ...] = ()

    def label(self, kind: str) -> str:
        """The key of the question in the form."""
        return f"kind.{kind}.{self.name}"

    def accepts(self, value: object) -> bool:
        """Whether our own form may send ``value``."""
        if self.type == "integer":
            return type(value) is int and 0 <= value <= self.limit
        if not isinstance(value, str) or not 0 < len(value) <= self.limit:
            return False
        return not self.choices or value in self.choices


@dataclass(frozen=True)
class Kind:
    """One kind. ``terms`` are the natural ones, the first is the form's suggestion.

    ``actions`` are what ``publishes`` may say; the first is what our own listings say.
    """

    name: str
    terms: tuple[str, ...]
    actions: tuple[Action, ...]
    fields: tuple[Field, ...] = ()
    type: Literal["Proposal", "Event"] = "Proposal"

    @property
    def label(self) -> str:
        """The key of its name."""
        return f"kind.{self.name}"

    def field(self, name: str) -> Field | None:
        """The field of that name, if this kind has one."""
        return next((field for field in self.fields if field.name == name), None)
