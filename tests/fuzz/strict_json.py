"""The JSON reader. What it reads is what the standard library reads, and can be written back."""

import json

from federation.canonical import canonical_of_strict, loads_canonical
from federation.strictjson import loads
from tests.fuzz.chance import Chance
from tests.fuzz.changes import ODD_BYTES, change_document, load, written
from tests.fuzz.harness import Harness

LONGEST = 384
DEPTH = 5

SEEDS = (
    b"{}",
    b"[]",
    b"0",
    b"-9007199254740991",
    b'""',
    b' { "a" : [ 1 , -2 , true , false , null , "x" ] } \r\n\t',
    b'"\\u00e9\\ud83d\\ude00\\"\\\\\\/\\b\\f\\n\\r\\t"',
    '{"é":"é😀\U0010ffff"}'.encode(),
    b'[[[[["deep"]]]]]',
    b'[{"a":{"b":1}},{"a":{"b":1,"c":2}}]',
    b'{"type":"Tombstone","id":"https://elm.example/l/1","wijk:seq":1790000001042}',
    b'{"a":"%s"}' % (b"a" * 200),
)


def read(data: bytes) -> object:
    """Read, and hold what was read against another reader and our own writer."""
    value = loads(data, limit=LONGEST, depth=DEPTH)
    assert json.loads(data) == value
    if len(data) % 8 == 0:  # a second reading takes as long as the first
        assert loads_canonical(canonical_of_strict(value), limit=8 * LONGEST) == value
    return value


def change(data: bytes, chance: Chance) -> bytes | None:
    """Change a document as a document."""
    try:
        box = [load(data)]
    except ValueError:
        return None
    change_document(box, chance)
    return written(box[0] if box else None)


HARNESS = Harness(
    read=read, seeds=SEEDS, change=change, words=ODD_BYTES, longest=LONGEST, rare="bad_string"
)
