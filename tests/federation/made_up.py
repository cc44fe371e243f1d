"""Documents made up by chance, a million in a few minutes: values that are strict, and texts that
may not be.

Rule 1: the same number makes the same document, so that what fails can be had again.
"""

import json
from typing import Any

from federation.limits import MAX_INTEGER
from tests.fuzz.chance import Chance

DEPTH = 5  # of what is made up; a depth too far is made on purpose
LETTERS = (
    *("a", "b", "Z", "0", " ", "/", "é", "€", "ß", "\u2028", "\ufeff", "\uffff", "\U0001f600"),
    *('"', "\\", "\b", "\f", "\n", "\r", "\t", "\x01", "\x1f", "\x7f", "\x80", "\U0010ffff"),
)
FAULTS = ("\0", "\ud800", "\udc00")
NAMES = ("", "a", "b", "aa", "A", "@context", "id", "wijk:seq", " ", "~", '"', "\\", "/", "0", "10")
NUMBERS = (0, 1, -1, 7, 42, 2**31, -(2**31), 2**53 - 1, 1 - 2**53, 1790000001042)
ODD = (
    *("1.0", "1e5", "-0", "0.1", "1E400", "9007199254740992", "-9007199254740992", "01", "+1"),
    *(
        "NaN",
        "Infinity",
        "tru",
        "[",
        "}",
        ",",
        '"\\x"',
        '"\\u12"',
        "'a'",
        "\ufeff1",
        "[1,]",
        '{"a"}',
    ),
    *('{"a":1,"a":1}', '{"a":1,"\\u0061":2}', '{"é":1}', '{"\\n":1}', '"\\ud800"', '"\\u0000"'),
    *(
        '"\\ud83d\\ude00"',
        '"\\/"',
        '"\\u00e9"',
        "{ }",
        "[ ]",
        "[[[[[[[[[[[[[]]]]]]]]]]]]]",
        "",
        '{"a"}',
    ),
)


def value(chance: Chance, depth: int = DEPTH) -> Any:
    """A strict value."""
    match chance.below(8 if depth else 5):
        case 0:
            return chance.pick((None, True, False))
        case 1:
            return chance.pick(NUMBERS)
        case 2:
            return chance.below(2 * MAX_INTEGER + 1) - MAX_INTEGER
        case 3 | 4:
            return "".join(chance.pick(LETTERS) for _ in range(chance.below(8)))
        case 5:
            return [value(chance, depth - 1) for _ in range(chance.below(4))]
        case _:
            return {chance.pick(NAMES): value(chance, depth - 1) for _ in range(chance.below(5))}


def text(chance: Chance, depth: int = DEPTH) -> str:
    """A document written in some way; one in a few has something in it that is not strict."""
    if chance.one_in(40):
        return chance.pick(ODD)
    match chance.below(8 if depth else 4):
        case 0 | 1:
            return json.dumps(value(chance, 0), ensure_ascii=chance.one_in(2))
        case 2:
            return str(chance.below(2**60) - 2**59 if chance.one_in(8) else chance.pick(NUMBERS))
        case 3:
            letters = "".join(chance.pick(LETTERS) for _ in range(chance.below(6)))
            return json.dumps(letters + (chance.pick(FAULTS) if chance.one_in(20) else ""))
        case 4:
            inner = (text(chance, depth - 1) for _ in range(chance.below(4)))
            return f"[{_space(chance)}{f',{_space(chance)}'.join(inner)}]"
        case _:
            members = (
                f"{json.dumps(chance.pick(NAMES))}{_space(chance)}:{text(chance, depth - 1)}"
                for _ in range(chance.below(4))
            )
            return f"{{{_space(chance)}{','.join(members)}{_space(chance)}}}"


def _space(chance: Chance) -> str:
    return chance.pick((" ", "\n", "\t\r ")) if chance.one_in(10) else ""
