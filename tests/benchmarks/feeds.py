"""A feed to judge: signed listings of the size that the samples have, in pages."""

from tests.federation.origin import Origin

SENTENCE = "Te leen voor een paar dagen; ophalen bij het buurthuis, tussen negen en vijf uur. "
TEXT = SENTENCE * 4
PLACE = {"place_name": "Javaplein", "geo": (52_361, 4_938), "ward": "WK0363ME@2025"}


def origin(count: int) -> Origin:
    """A ward with ``count`` listings."""
    made = Origin()
    for number in range(1, count + 1):
        post(made, number)
    return made


def post(ward: Origin, number: int) -> None:
    """Place the listing with this number, or change it."""
    ward.posts(
        number,
        name=f"Ladder {number} van drie meter",
        content=f"{TEXT}Versie {ward.seq}.",
        details={"days": 7, "condition": "goed"},
        by="Buurthuis de Meevaart",
        tags=("ladder", "klussen"),
        **PLACE,
    )
