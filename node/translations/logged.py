"""Refusals as the log tells them: a sentence in English, and the code behind it.

Rule: the sentence is made in ``node.translations.refusals``; whoever looks a code up finds it too.
"""

from functools import cache
from zoneinfo import ZoneInfo

from federation.errors import FederationError
from node.translations.catalogue import Catalogue, load
from node.translations.refusals import SENTENCES


def logged(error: Exception) -> str:
    """What a refusal of PROTOCOL §15 means, for a line of the log; another mistake as it is."""
    if not isinstance(error, FederationError):
        return repr(error)
    return f"{_english().say(SENTENCES[error.code], vars(error))} ({error.code})"


@cache
def _english() -> Catalogue:
    return load(ZoneInfo("UTC"))["en"]
