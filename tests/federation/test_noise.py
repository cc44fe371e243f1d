"""Whatever a peer sends, we return a value or refuse: never another exception.

Random bytes find little. These are documents that are nearly right: one or two places hold
something else, or a few bytes are changed, gone or doubled.
"""

import copy
import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from federation import (
    activities,
    did,
    evidence,
    head,
    hint,
    intake,
    page,
    relaying,
    repair,
    verify,
)
from federation.errors import CODES, FederationError
from federation.intake import Held
from federation.keys import PublicKey
from federation.relaying import Offered
from federation.verify import Archive
from tests.federation.origin import NOON, Origin
from tests.federation.test_activities import ELM as ELM_HOST
from tests.federation.test_activities import FOLLOW, OAK, answer
from tests.federation.test_listing import places

ELM = Origin()
ELM.posts(1, geo=(52361, 4938), tags=("ladder",), details={"days": 3})
ELM.posts(2, kind="meeting", start=NOON)
GENESIS = ELM.identity
HELD = Held(GENESIS)
TWIN = Origin()
TWIN.posts(1, name="Trap")
TWIN.posts(2)
LATER = Origin()
LATER.changes()

READERS: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "log": (LATER.log, lambda data: did.read_log(data, now=NOON)),
    "longer log": (LATER.log, lambda data: did.continue_log(GENESIS, data, now=NOON)),
    "general log": (LATER.log, lambda data: verify.verify_did(data, now=NOON, general=True)),
    "head": (
        ELM.head().data,
        lambda data: head.read_head(data, identity=GENESIS, scope="public", now=NOON),
    ),
    "page": (ELM.page(), lambda data: intake.judge(HELD, [data], scope="public", now=NOON)),
    "manifest": (
        page.build_manifest(entries=ELM.entries(), head=ELM.head().data),
        lambda data: repair.plan(HELD, data, scope="public", now=NOON),
    ),
    "offer": (
        relaying.build_offer(cursor=5, origins=[Offered(GENESIS.scid, GENESIS.version_id, 5, 1)]),
        relaying.read_offer,
    ),
    "activity": (
        answer(FOLLOW).to_json(),
        lambda data: activities.read(data, sender=OAK, ours=ELM_HOST),
    ),
    "hint": (
        hint.build(head=ELM.head().data, lines=LATER.log.splitlines()[1:]),
        lambda data: hint.read(data).continued(GENESIS, now=NOON),
    ),
    "evidence": (
        evidence.build(GENESIS, ELM.head().data, TWIN.head(seq=ELM.seq).data),
        lambda data: evidence.check(data, now=NOON),
    ),
    "archive": (
        ELM.head().data,
        lambda data: verify.verify_feed(Archive(ELM.log, data, ELM.pages())),
    ),
    "root": (json.dumps(ELM.entries()).encode(), verify.verify_root),
}

odd_values = st.sampled_from(
    [None, True, 0, -1, 2**53, 1.5, "", "x", "\0", "\ud800", "é", [], {}, [[]], {"a": 1}]
) | st.sampled_from(
    ["2026-11-24T12:00:00Z", "did:webvh:x:y", "https://elm.example/", "z6Mk", "x" * 17000]
)
odd_bytes = st.sampled_from(
    [b'"', b"{", b"}", b"[", b"]", b",", b":", b"\\ud800", b"1e5", b"\xff", b"\xef\xbb\xbf"]
) | st.sampled_from([b"\n", b" ", b'"a":1,', b"[" * 20, b"null", b""])


@st.composite
def spoiled(draw: st.DrawFn, data: bytes) -> bytes:
    """``data`` with something wrong in it."""
    if draw(st.booleans()):
        at = draw(st.integers(0, len(data)))
        gone = draw(st.sampled_from([0, 0, 1, 2, 40]))
        return data[:at] + draw(odd_bytes) + data[at + gone :]
    lines = data.splitlines()
    which = draw(st.integers(0, len(lines) - 1))
    value = json.loads(lines[which])
    for _ in range(draw(st.integers(1, 2))):
        place, name = draw(st.sampled_from(places(value)))
        place[name] = copy.deepcopy(draw(odd_values))
        if not places(value):
            break
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    lines[which] = text.encode("utf-8", "surrogatepass")
    return b"\n".join(lines)


def outcome(reader: Callable[[bytes], object], data: bytes) -> str:
    try:
        reader(data)
    except FederationError as error:
        return error.code
    return "accepted"


@pytest.mark.parametrize("name", READERS)
def test_what_is_not_spoiled_is_read(name: str) -> None:
    data, reader = READERS[name]
    assert outcome(reader, data) == "accepted"


@pytest.mark.parametrize("name", READERS)
@given(data=st.data())
@settings(deadline=None)
def test_what_is_nearly_right_is_read_or_refused(name: str, data: st.DataObject) -> None:
    """FI-03."""
    seed, reader = READERS[name]
    assert outcome(reader, data.draw(spoiled(seed))) in {"accepted", *CODES}


@pytest.mark.parametrize("name", READERS)
def test_the_same_with_every_signature_taken_for_true(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind the signatures stand checks too, and they hold alone."""
    monkeypatch.setattr(PublicKey, "verify", lambda key, signature, message: None)
    seed, reader = READERS[name]

    @given(data=st.data())
    @settings(deadline=None)
    def every(data: st.DataObject) -> None:
        assert outcome(reader, data.draw(spoiled(seed))) in {"accepted", *CODES}

    every()
