"""A ward that runs a version of years from now: members and kinds that nobody else knows (§1.6).

Rule: it signs what it wrote as the node of today signs; only what is written is more.
"""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

import pytest

from federation import head as heads
from federation import proof
from federation.drafting import Draft, compose
from federation.head import Head, read_head, sign_head
from node.feed import publish
from node.store.database import database
from node.world import Fetched
from tests.simulation.town import StormyWard

MEMBER: Final = "wijk:later"
MORE: Final = {"n": [1, 2, {"deep": "ja"}], "none": None}
KIND: Final = "buurttaxi"


@contextmanager
def spoken(wards: Collection[StormyWard]) -> Iterator[None]:
    """Whatever these wards sign inside has more in it than we know."""

    def more(draft: Draft) -> dict[str, Any]:
        document = compose(draft)
        if not _is_at_work(wards):
            return document
        kind = KIND if draft.seq % 2 else draft.kind
        return document | {MEMBER: MORE, "wijk:kind": kind}

    def more_in_head(**said: Any) -> Head:
        signed = sign_head(**said)
        if not _is_at_work(wards):
            return signed
        raw = json.loads(signed.data) | {MEMBER: MORE}
        del raw["proof"]
        data = proof.secure(raw, key=said["key"], method=said["method"], created=said["now"])
        return read_head(data, identity=said["identity"], scope=said["scope"], now=said["now"])

    with pytest.MonkeyPatch.context() as instead:
        instead.setattr(publish, "compose", more)
        instead.setattr(heads, "sign_head", more_in_head)
        yield


def envelopes(_asker: str, path: str, honest: Fetched) -> Fetched:
    """What it answers has a member more around what is signed."""
    if not path.startswith("/fed/") or not honest.body.endswith(b"}") or "/l/" in path:
        return honest
    if "/head" in path or b'"code"' in honest.body:
        return honest
    return replace(honest, body=honest.body[:-1] + b',"wijk:later":{"a":[1,2]}}')


def _is_at_work(wards: Collection[StormyWard]) -> bool:
    return any(ward.store.database is database.obj for ward in wards)
