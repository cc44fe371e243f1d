"""What a server asks of whoever holds a sheet, as a file and as a line."""

import json
from typing import Any

import pytest

from federation import did, request
from federation.errors import FederationError, WrongSignerError
from federation.keys import PrivateKey
from federation.request import Request
from tests.federation.origin import Origin, seed

NEW = PrivateKey(seed("new")).public


def asked(elm: Origin, **values: Any) -> Request:
    return Request(**{"kind": request.SHEET, "log": elm.log, "name": "Iepenbuurt"} | values)


def test_a_request_is_read_as_it_was_written() -> None:
    elm = Origin()
    for one in (
        asked(elm),
        asked(elm, kind=request.EMERGENCY, sign=(NEW,), http=(NEW,)),
        asked(elm, kind=request.MOVE, host="oak.example"),
    ):
        assert Request.read(one.to_json()) == one
        assert one.identity(elm.now).scid == elm.identity.scid


@pytest.mark.parametrize("kind", request.KINDS)
def test_its_line_does_what_it_asks_and_no_more(kind: str) -> None:
    elm = Origin()
    old = elm.sign.public
    values: dict[str, dict[str, Any]] = {
        request.ROTATE: {"sign": (old, NEW)},
        request.DROP: {"sign": (old,)},
        request.HTTP: {"http": (NEW,)},
        request.SHEET: {},
        request.EMERGENCY: {"sign": (NEW,), "http": (PrivateKey(seed("http")).public,)},
        request.MOVE: {"host": "oak.example"},
        request.RETIRE: {},
    }
    one = asked(elm, kind=kind, **values[kind])
    line = one.line(sheet=elm.sheets[0].key, new_sheet=elm.sheets[2], now=elm.now)
    after = did.read_log(elm.log + line, now=elm.now)
    assert after.number == 2
    assert after.deactivated == (kind == request.RETIRE)
    assert after.host == (one.host or "elm.example")
    assert tuple(after.sign_keys.values()) == (one.sign or (old,))
    assert tuple(after.http_keys.values()) == (one.http or (elm.http.public,))


def test_another_sheet_signs_nothing() -> None:
    elm = Origin()
    with pytest.raises(WrongSignerError):
        asked(elm).line(sheet=elm.sheets[5].key, new_sheet=elm.sheets[2], now=elm.now)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"form": "identity-request/2"}, "unsupported_version"),
        ({"kind": "conquer"}, "did_invalid"),
        ({"more": 1}, "did_invalid"),
        ({"log": 5}, "did_invalid"),
        ({"name": None}, "did_invalid"),
        ({"sign": "z6"}, "did_invalid"),
        ({"http": [1]}, "did_invalid"),
        ({"sign": ["z6"]}, "bad_key"),
        ({"host": 5}, "did_invalid"),
    ],
)
def test_what_is_no_request_is_refused(changes: dict[str, Any], code: str) -> None:
    raw = json.loads(asked(Origin()).to_json()) | changes
    with pytest.raises(FederationError) as error:
        Request.read(json.dumps(raw).encode())
    assert error.value.code == code


@pytest.mark.parametrize("data", [b"", b"[]", b'"x"', b"{}"])
def test_what_is_something_else_is_refused(data: bytes) -> None:
    with pytest.raises(FederationError):
        Request.read(data)
