"""§4.7: an identity as people compare it."""

import hashlib

import pytest

from federation.errors import DidInvalidError
from federation.words import four_words, word_list

SCID = "QmZ2dFA4o8guVLDjzdrptBZwUgqyXgEz7KKjVdKuABzTiV"


def test_the_words_are_the_first_44_bits_of_scrypt() -> None:
    key = hashlib.scrypt(SCID.encode(), salt=b"wijk/1 words", n=16384, r=8, p=1, dklen=64)
    bits = "".join(f"{byte:08b}" for byte in key)[:44]
    expected = tuple(word_list()[int(bits[at : at + 11], 2)] for at in range(0, 44, 11))
    assert four_words(SCID).words == expected


def test_as_read_aloud() -> None:
    found = four_words(SCID)
    assert found.tail == SCID[2:10] == "Z2dFA4o8"
    assert str(found) == f"{' '.join(found.words)} · Z2dFA4o8"


def test_another_identity_has_other_words() -> None:
    assert four_words(SCID[:-1] + "W").words != four_words(SCID).words


def test_the_list_has_one_word_for_each_of_11_bits() -> None:
    assert len(set(word_list())) == 2**11


@pytest.mark.parametrize("text", ["", "Qm", SCID + "x", "did:webvh:" + SCID])
def test_what_is_no_identity_has_no_words(text: str) -> None:
    with pytest.raises(DidInvalidError):
        four_words(text)
