"""What the values and fields of listings are called, for those who write them out elsewhere.

Rule: no table of its own; only which table is whose.
"""

from collections.abc import Mapping

from node.translations.catalogue import NAMES
from node.web import details, labels, questions

_ASKED = (
    questions.KIND,
    questions.PURPOSE,
    questions.TITLE,
    questions.TEXT,
    questions.LANGUAGE,
    questions.PUBLIC_PLACE,
    questions.PLACE,
    questions.POINT,
    questions.TAGS,
    questions.START,
    questions.START_TIME,
    questions.REPEAT,
    questions.END,
    questions.REACH,
    questions.terms(""),
)

# Where two kinds have a field of one name, the later one's question fits both.
_DETAILS = [pair for fields in details.DETAILS.values() for pair in fields.items()]

WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": labels.KINDS,
    "purpose": labels.PURPOSES,
    "terms": labels.TERMS_IN_FULL,
    "reach": labels.REACHES,
    "state": labels.STATES,
    "language": labels.TEXT_LANGUAGES | NAMES,
    "field": {question.name: question.label for question in _ASKED}
    | {f"detail_{name}": one.question for name, one in _DETAILS},
    **{f"detail_{name}": one.choices for name, one in _DETAILS if one.choices},
}
