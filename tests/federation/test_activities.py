"""§11.1, §12: what nodes say to each other."""

import json
from typing import Any

import pytest

from federation import activities
from federation.activities import Activity
from federation.canonical import canonical
from federation.errors import FederationError, WrongHostError
from tests.federation.origin import NOON, lid

UUID = "01900000-0000-7000-8000-0000000000aa"
ELM, OAK, IEP = "elm.example", "oak.example", "iep.example"
LISTING = f"https://{OAK}/l/{lid(1)}"

FOLLOW = activities.follow(host=ELM, uuid=UUID, other=OAK, now=NOON, invite="abcdefgh")
FLAG = activities.flag(host=ELM, uuid=UUID, listing=LISTING, reason="spam", now=NOON)


def answer(about: Activity, *, host: str = OAK, accepted: bool = True, **values: Any) -> Activity:
    return activities.answer(about, host=host, uuid=UUID, accepted=accepted, now=NOON, **values)


def code(data: bytes, *, sender: str = ELM, ours: str = OAK) -> str:
    try:
        activities.read(data, sender=sender, ours=ours)
    except FederationError as error:
        return f"{error.code} {getattr(error, 'where', '')}".strip()
    return "accepted"


def test_a_follow() -> None:
    raw = json.loads(FOLLOW.to_json())
    assert raw.pop("@context")
    assert raw == {
        "id": f"https://{ELM}/a/{UUID}",
        "type": "Follow",
        "actor": f"https://{ELM}/actor",
        "object": f"https://{OAK}/actor",
        "published": "2026-11-24T12:00:00Z",
        "wijk:invite": "abcdefgh",
    }


@pytest.mark.parametrize(
    ("activity", "sender", "ours"),
    [
        (FOLLOW, ELM, OAK),
        (activities.follow(host=ELM, uuid=UUID, other=OAK, now=NOON), ELM, OAK),
        (answer(FOLLOW), OAK, ELM),
        (answer(FOLLOW, accepted=False), OAK, ELM),
        (activities.undo(FOLLOW, host=ELM, uuid=UUID, now=NOON), ELM, OAK),
        (activities.undo(FOLLOW, host=OAK, uuid=UUID, now=NOON), OAK, ELM),
        (FLAG, ELM, OAK),
        (answer(FLAG, result="Verwijderd. Dank voor het melden."), OAK, ELM),
    ],
)
def test_what_is_written_is_read(activity: Activity, sender: str, ours: str) -> None:
    assert activities.read(activity.to_json(), sender=sender, ours=ours) == activity


@pytest.mark.parametrize(
    ("activity", "sender", "ours", "expected"),
    [
        (FOLLOW, IEP, OAK, "wrong_host"),
        (FOLLOW, ELM, IEP, "not_for_us"),
        (activities.follow(host=ELM, uuid=UUID, other=ELM, now=NOON), ELM, ELM, "not_for_us"),
        (FLAG, ELM, IEP, "not_for_us"),
        (answer(FOLLOW), OAK, IEP, "not_for_us"),
        (answer(FOLLOW, host=IEP), IEP, ELM, "not_for_us"),
        (answer(FOLLOW, host=ELM), ELM, OAK, "not_for_us"),
        (answer(FLAG, host=IEP), IEP, ELM, "not_for_us"),
        (activities.undo(FOLLOW, host=IEP, uuid=UUID, now=NOON), IEP, OAK, "not_for_us"),
    ],
)
def test_it_is_between_the_sender_and_us(
    activity: Activity, sender: str, ours: str, expected: str
) -> None:
    assert code(activity.to_json(), sender=sender, ours=ours) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"@context": "https://www.w3.org/ns/activitystreams"}, "unsupported_version"),
        ({"type": "Like"}, "bad_source type"),
        ({"type": 5}, "bad_source type"),
        ({"actor": f"https://{ELM}/users/bea"}, "bad_source actor"),
        ({"actor": None}, "bad_source actor"),
        ({"id": f"https://{ELM}/a/1"}, "bad_source id"),
        ({"id": f"https://{OAK}/a/{UUID}"}, "bad_source id"),
        ({"id": 5}, "bad_source id"),
        ({"published": "now"}, "bad_source published"),
        ({"published": None}, "bad_source published"),
        ({"object": None}, "bad_source object"),
        ({"object": [f"https://{OAK}/actor"]}, "bad_source object"),
        ({"type": "Accept"}, "bad_source object"),
        ({"type": "Accept", "object": {"type": "Accept"}}, "bad_source type"),
        ({"type": "Flag"}, "bad_source object"),
        ({"type": "Flag", "object": [5]}, "bad_source object"),
        ({"type": "Flag", "object": [LISTING, LISTING]}, "bad_source object"),
        ({"type": "Flag", "object": [f"https://{OAK}/x"]}, "bad_source object"),
        ({"type": "Flag", "object": [LISTING], "content": 5}, "bad_source content"),
        ({"type": "Flag", "object": [LISTING], "content": "x" * 201}, "bad_source content"),
        ({"result": "x" * 1001}, "bad_source result"),
        ({"wijk:invite": "short"}, "bad_source wijk:invite"),
        ({"wijk:invite": "a code"}, "bad_source wijk:invite"),
        ({"wijk:invite": 5}, "bad_source wijk:invite"),
        ({"wijk:more": {"x": 1}}, "accepted"),
    ],
)
def test_one_member_changed(change: dict[str, Any], expected: str) -> None:
    raw = json.loads(FOLLOW.to_json())
    assert code(canonical(raw | change)) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"[]", "bad_source activity"),
        (b"{", "not_json"),
        (b'{"a":1,"a":1}', "duplicate_name"),
        (b" " * 65537, "too_large"),
    ],
)
def test_what_is_no_activity(data: bytes, expected: str) -> None:
    assert code(data) == expected


def test_as_long_as_a_reason_and_an_answer_may_be() -> None:
    raw = json.loads(FLAG.to_json())
    assert code(canonical(raw | {"content": "x" * 200})) == "accepted"
    raw = json.loads(answer(FLAG).to_json())
    assert code(canonical(raw | {"result": "x" * 1000}), sender=OAK, ours=ELM) == "accepted"


def test_a_strangers_actor_is_shown_short() -> None:
    actor = "https://" + "x" * 250 + "/actor"
    raw = json.loads(FOLLOW.to_json()) | {"actor": actor}
    raw["id"] = actor.removesuffix("actor") + f"a/{UUID}"
    with pytest.raises(WrongHostError) as caught:
        activities.read(canonical(raw), sender=ELM, ours=OAK)
    assert caught.value.found == actor[:200]


@pytest.mark.parametrize(("text", "good"), [("x" * 43, True), ("short", False), ("a code", False)])
def test_what_can_be_the_code_of_an_invitation(text: str, good: bool) -> None:
    assert activities.is_invite(text) is good
