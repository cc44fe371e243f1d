"""Why nothing came of what somebody wanted with an answer. Nothing was changed."""

from dataclasses import dataclass


class AgreementError(Exception):
    """Nothing was changed."""


@dataclass(eq=False)
class RefusedError(AgreementError):
    """This cannot follow what is now: the table has no such move, or the other was first."""

    state: str
    move: str


@dataclass(eq=False)
class TooEarlyError(AgreementError):
    """How it went is told once it has begun."""

    key: str


@dataclass(eq=False)
class PartedError(AgreementError):
    """One of the two blocked the other: nothing is delivered any more (ME-03)."""

    key: str


@dataclass(eq=False)
class OverdueError(AgreementError):
    """They have something that should have been back: ``key`` says which."""

    key: str


@dataclass(eq=False)
class NotToAnswerError(AgreementError):
    """This listing is not one to answer here: one's own, a neighbour's, or nobody reads answers."""

    lid: str
