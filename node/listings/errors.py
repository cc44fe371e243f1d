"""Why a listing could not be placed, changed, found or illustrated. Nothing was changed."""

from dataclasses import dataclass

from node.listings.fields import Problem


class ListingError(Exception):
    """Nothing was changed."""


@dataclass(eq=False)
class NotFoundError(ListingError):
    """There is no such listing for this viewer; why is not told."""

    lid: str


@dataclass(eq=False)
class NotYetError(NotFoundError):
    """It is this viewer's to see, and it did not come yet."""


@dataclass(eq=False)
class TooLateError(ListingError):
    """The minute in which a withdrawal can be undone is over."""

    lid: str


@dataclass(eq=False)
class FieldsError(ListingError):
    """Some fields will not do: field name to what is wrong with it."""

    problems: dict[str, Problem]


@dataclass(eq=False)
class PictureError(ListingError):
    """A picture could not be taken; ``problem`` says why, for beside its field."""

    problem: Problem
