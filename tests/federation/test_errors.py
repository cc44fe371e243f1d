"""§15: every code, in its order."""

import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import federation
from federation.errors import CODES, FederationError, TooLargeError

PROTOCOL = (Path(federation.__path__[0]) / "PROTOCOL.md").read_text(encoding="utf-8")


def test_the_codes_are_those_of_the_protocol_in_its_order() -> None:
    section = PROTOCOL.partition("## 15. Refusal codes")[2].partition("Every code has")[0]
    assert list(CODES) == re.findall(r"`([a-z0-9_]+)`", section.replace("(with `where`)", ""))


def test_every_code_has_a_class_that_carries_facts() -> None:
    for code, error in CODES.items():
        assert issubclass(error, FederationError)
        assert is_dataclass(error)
        assert error.code == code
        assert error.blame in {"source", "origin", "us", "caller"}
        assert 400 <= error.status < 600
        words = "".join(part.title() for part in code.split("_"))
        assert error.__name__.lower() == f"{words}error".lower()
        assert all(field.name not in {"code", "blame", "status"} for field in fields(error))


def test_an_error_shows_its_facts_and_can_be_put_in_a_set() -> None:
    error = TooLargeError(size=3, limit=2)
    assert repr(error) == "TooLargeError(size=3, limit=2)"
    assert vars(error) == {"size": 3, "limit": 2}
    assert len({error, TooLargeError(size=3, limit=2)}) == 2
