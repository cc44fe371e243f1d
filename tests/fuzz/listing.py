"""A listing, alone and with its own proof."""

import json

from federation import listing, proof
from tests.federation.origin import NOON, Origin
from tests.fuzz.chance import Chance
from tests.fuzz.changes import ODD_BYTES, change_document, load, written
from tests.fuzz.harness import Harness

ELM = Origin()
LONGEST = 8192

PICTURE = listing.Attachment("uEi" + "A" * 43 + "A", "image/png", "Een ladder", 640, 480)
SEEDS = tuple(
    ELM.posts(number, **values).data
    for number, values in enumerate(
        (
            {},
            {"kind": "meeting", "start": NOON, "repeat": "weekly", "details": {"places": 8}},
            {"geo": (52361, 4938), "place_name": "Iepenplein", "ward": "WK0363ME@2025"},
            {"tags": ("ladder", "klussen"), "by": "Noor", "details": {"days": 3}},
            {"attachments": (PICTURE,), "initiative": ("https://elm.example/i/1", "Tuin")},
            {"kind": "exchange", "terms": "swap", "action": "deliverService"},
        ),
        start=1,
    )
)
WORDS = tuple(
    b'"%s":' % name.encode()
    for name in sorted({name for data in SEEDS for name in json.loads(data)})
)


def read(data: bytes) -> object:
    """Judge it, and its proof."""
    found = listing.judge(data, identity=ELM.identity, scope="public", now=NOON)
    listing.check_proof(found, ELM.identity)
    return found


def change(data: bytes, chance: Chance) -> bytes | None:
    """Change it as a document; every second time it is signed again."""
    try:
        document = load(data)
    except ValueError:
        return None
    change_document(document, chance)
    if isinstance(document, dict) and chance.one_in(2):
        return signed(document)
    return written(document)


def signed(document: dict[str, object]) -> bytes:
    """The document with a true proof, where one can be made."""
    rest = {name: value for name, value in document.items() if name != "proof"}
    try:
        return proof.secure(rest, key=ELM.sign, method=ELM.method, created=NOON)
    except Exception:  # noqa: BLE001 - what cannot be signed is tried unsigned
        return written(document)


HARNESS = Harness(
    read=read,
    seeds=SEEDS,
    change=change,
    words=(*ODD_BYTES, *WORDS),
    longest=LONGEST,
    rare="not_for_us",
)
