"""Sentences of the catalogues for the command line, which speaks English.

Rule: a refusal's sentence is made in ``node.translations.refusals`` and nowhere else.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

import click

from federation.errors import FederationError
from node.feed.errors import PublishError
from node.listings.days import ZONE
from node.listings.fields import Problem
from node.translations.catalogue import LOCALES, Catalogue, load
from node.translations.refusals import NOT_NOW, SENTENCES

LANGUAGE = click.Choice(list(LOCALES))  # of what a command makes for others to read


def said(problem: Problem) -> str:
    """What is wrong with a field."""
    return _english().say(problem.sentence, problem.values)


def refused(error: FederationError) -> str:
    """What a refusal of PROTOCOL §15 means."""
    return _english().say(SENTENCES[error.code], vars(error))


def english(sentence: str, values: Mapping[str, object] | None = None) -> str:
    """A sentence as it stands in the catalogue; without values its facts are not filled in."""
    return _english().say(sentence, values) if values else _english().say(sentence)


def moment(at: datetime) -> str:
    """A day with its weekday, and the time in the ward."""
    return _english().moment(at)


def closed(error: PublishError) -> str:
    """Why nothing is published now."""
    return _english().say(NOT_NOW[type(error).__name__], vars(error))


@cache
def _english() -> Catalogue:
    return load(ZONE)["en"]
