"""What the values and fields of listings are called, for those who write them out elsewhere.

Rule: no table of its own; only which table is whose.
"""

from collections.abc import Mapping

from node.translations.catalogue import NAMES
from node.web import labels, questions

_ASKED = (
    questions.KIND,
    questions.PURPOSE,
    questions.TITLE,
    questions.TEXT,
    questions.LANGUAGE,
    questions.PLACE,
    questions.TAGS,
    questions.START,
    questions.START_TIME,
    questions.REPEAT,
    questions.END,
    questions.REACH,
    questions.terms(""),
)

WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": labels.KINDS,
    "purpose": labels.PURPOSES,
    "terms": labels.TERMS_IN_FULL,
    "reach": labels.REACHES,
    "state": labels.STATES,
    "language": labels.TEXT_LANGUAGES | NAMES,
    "detail_repeat": labels.REPEATS,
    "field": {question.name: question.label for question in _ASKED}
    | {f"detail_{name}": label for name, (label, _hint) in questions.DETAILS.items()},
}
