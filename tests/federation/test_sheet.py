"""§4.3: a key on paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import BadKeyError
from federation.sheet import Sheet
from tests.federation.origin import seed

SHEET = Sheet(seed("sheet"))


def test_as_printed() -> None:
    assert len(SHEET.groups) == 14
    assert all(len(group) == 4 for group in SHEET.groups)
    assert SHEET.text.split(" ") == list(SHEET.groups)
    assert SHEET.qr_text == "WIJK1:" + "".join(SHEET.groups)


@given(st.binary(min_size=32, max_size=32))
def test_what_is_printed_is_read(data: bytes) -> None:
    sheet = Sheet(data)
    for text in (sheet.text, sheet.qr_text, sheet.text.lower(), "-".join(sheet.groups)):
        assert Sheet.from_text(text) == sheet
    assert Sheet.from_text(f"\n {sheet.text} \n").key.public == sheet.key.public


def test_figures_that_look_like_letters_are_taken_for_them() -> None:
    misread = SHEET.text.translate(str.maketrans("OIB", "018"))
    assert Sheet.from_text(misread) == SHEET


@given(st.integers(0, 55), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_a_slip_is_noticed(at: int, letter: str) -> None:
    letters = "".join(SHEET.groups)
    changed = letters[:at] + letter + letters[at + 1 :]
    if changed == letters:
        assert Sheet.from_text(changed) == SHEET
    else:
        with pytest.raises(BadKeyError):
            Sheet.from_text(changed)


@pytest.mark.parametrize("text", ["", "AAAA", SHEET.text[:-1], SHEET.text + " AAAA", "é" * 56])
def test_what_is_no_sheet(text: str) -> None:
    with pytest.raises(BadKeyError):
        Sheet.from_text(text)


def test_a_sheet_keeps_its_key_to_itself() -> None:
    assert repr(SHEET) == f"Sheet(public={SHEET.key.public.multikey})"
    with pytest.raises(BadKeyError):
        Sheet(bytes(31))
