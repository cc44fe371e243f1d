"""Sentences of the catalogues for the command line, which speaks English.

Rule: a refusal's sentence is made in ``node.translations.refusals`` and nowhere else.
"""

from collections.abc import Mapping
from functools import cache

from federation.errors import FederationError
from node.listings.days import ZONE
from node.listings.fields import Problem
from node.translations.catalogue import Catalogue, load
from node.translations.refusals import SENTENCES


def said(problem: Problem) -> str:
    """What is wrong with a field."""
    return _english().say(problem.sentence, problem.values)


def refusal(code: str, facts: Mapping[str, object]) -> str:
    """What a refusal of PROTOCOL §15 means."""
    return _english().say(SENTENCES[code], facts)


def refused(error: FederationError) -> str:
    """The same, of a refusal at hand."""
    return refusal(error.code, vars(error))


@cache
def _english() -> Catalogue:
    return load(ZONE)["en"]
