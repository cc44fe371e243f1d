"""§5.4: what must not leave the ward in a text, and what must not be mistaken for it."""

import time

import pytest

from federation.privacy import find


@pytest.mark.parametrize(
    "text",
    [
        "Mail naar bea@elm.example",
        "bea.van.der-berg+ladder@mail.elm.example.",
        "BEA@ELM.EXAMPLE",
        "bea @ elm.example",
        "bea(at)elm.example",
        "bea [at] elm.example",
        "bea at elm punt example",
        "bea apenstaartje elm punt nl",
    ],
)
def test_where_to_write(text: str) -> None:
    assert find(text) == "email"


@pytest.mark.parametrize(
    "text",
    [
        "Bel 06 12345678",
        "06-12345678",
        "06 12 34 56 78",
        "0612345678.",
        "020-6123456",
        "(020) 612 34 56",
        "+31 6 12345678",
        "+31(0)20 612 3456",
        "0031 6 12345678",
        "+49 30 1234567",
        "0475/12.34.56",
        "app naar 06.12.34.56.78 na zes uur",
    ],
)
def test_where_to_call(text: str) -> None:
    assert find(text) == "telephone"


@pytest.mark.parametrize(
    "text",
    [
        "Javastraat 12",
        "kom naar de Javastraat 12-hs",
        "Javastraat 12 III",
        "Eerste Oosterparkstraat 104",
        "Zeeburgerdijk 53a",
        "Javaplein 2",
        "Kortenaerkade 7",
        "Molenweg 1",
    ],
)
def test_where_to_ring_the_bell(text: str) -> None:
    assert find(text) == "address"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ladder van drie meter",
        "Sinds 2019 in de buurt",
        "van 1998 tot 2024",
        "€ 15,20 per uur",
        "€ 1.234,50",
        "om 19:30 uur",
        "van 9.00 tot 17.30 uur",
        "24-11-2026",
        "2026-11-24",
        "24/11/2026 19:30",
        "1094 HA",
        "1094HA Amsterdam",
        "6 x 20 cm",
        "100 x 200 cm",
        "30.000 stappen per dag",
        "Nummer 1, 2 en 3",
        "in de Javastraat",
        "op het Javaplein om 12 uur",
        "Javaplein 12 uur",
        "Javaplein 24 november",
        "in het Oosterpark, 10 minuten lopen",
        "20 % korting",
        "3e verdieping",
        "Tram 14",
        "voor 0 tot 4 jaar",
        "ISBN 9789045012345",
    ],
)
def test_what_neighbours_write_about(text: str) -> None:
    assert find(text) is None


def test_the_longest_text_takes_no_time() -> None:
    """Whatever somebody pastes, the field answers at once."""
    for letter in (
        "a",
        "0",
        "06 ",
        "A",
        ".",
        "Aa ",
        "a@",
        "(0",
        "A.",
        "A-",
        "a at ",
        "Straat ",
        "+0",
    ):
        text = (letter * 4000)[:4000]
        start = time.perf_counter()
        find(text)
        assert time.perf_counter() - start < 0.5, letter


@pytest.mark.parametrize(
    ("digits", "found"), [(8, None), (9, "telephone"), (15, "telephone"), (16, None)]
)
def test_how_many_digits_a_telephone_number_has(digits: int, found: str | None) -> None:
    assert find("bel 0" + "1" * (digits - 1)) == found
