"""Why a report or a ruling could not be taken. Nothing was changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a field, as a sentence of the catalogues and its values."""

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)


class ModerationError(Exception):
    """Nothing was changed."""


@dataclass(eq=False)
class FormError(ModerationError):
    """Some fields will not do: field name to what is wrong with it."""

    problems: dict[str, Wrong]


class NoCaseError(ModerationError):
    """There is no such open case for this moderator; why is not told."""
