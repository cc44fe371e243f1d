"""Why a neighbour could not be followed, beside what the protocol refuses. Nothing was changed."""

from dataclasses import dataclass


class PeerError(Exception):
    """Nothing was changed."""


@dataclass(eq=False)
class OurselvesError(PeerError):
    """The address, or the identity behind it, is our own."""

    url: str

    def __str__(self) -> str:
        return f"{self.url} is this node itself"


@dataclass(eq=False)
class RetiredError(PeerError):
    """The node there has said that it stops for good (PROTOCOL §4.10)."""

    url: str

    def __str__(self) -> str:
        return f"{self.url} has been retired"


@dataclass(eq=False)
class OvertakenError(PeerError):
    """Another process applied a newer head of the same origin meanwhile."""

    url: str

    def __str__(self) -> str:
        return f"{self.url} was pulled by another process just now"


@dataclass(eq=False)
class HalfwayError(PeerError):
    """So much came that it is the turn of others: the walk goes on later from what is kept."""

    host: str

    def __str__(self) -> str:
        return f"the walk at {self.host} goes on later"


@dataclass(eq=False)
class UnknownOriginError(PeerError):
    """There is no other node here by this identity or address."""

    name: str

    def __str__(self) -> str:
        return f"no other node is known here as {self.name}"


class NotACodeError(PeerError):
    """What was given as the code of an invitation can be none: it was cut off, or is another text.

    A Follow with it would be refused by whoever reads it, ourselves included.
    """

    def __str__(self) -> str:
        return "this is not the code of an invitation: look whether all of it was copied"


@dataclass(eq=False)
class WrongWordsError(PeerError):
    """The words that were told are not those of this node: ``wrong`` are their places, from 1.

    None are named when it is not four words at all.
    """

    wrong: tuple[int, ...]

    def __str__(self) -> str:
        return "these are not its four words"
