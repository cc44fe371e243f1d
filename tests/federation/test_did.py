"""§4: the identity of a node, by our profile."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from federation import did, didwriting
from federation.canonical import canonical
from federation.errors import (
    DidInvalidError,
    DidRewrittenError,
    DidUnknownVersionError,
    FederationError,
    FromFutureError,
    StaleError,
    WrongHostError,
)
from federation.keys import PrivateKey
from federation.webvh import key_hash
from tests import outside
from tests.federation.origin import DAY, NOON, Origin, seed
from tests.federation.test_webvh import FIRST, LOGS, Log

SHEETS = [key_hash(PrivateKey(seed(f"sheet {number}")).public) for number in range(2)]
SIGN, HTTP = PrivateKey(seed("sign")).public, PrivateKey(seed("http")).public
Change = Callable[[dict[str, Any]], object]


def log(change: Change = dict, **parameters: Any) -> bytes:
    """A log of one entry that keeps our profile, unless something is changed before signing."""

    def state(entry: dict[str, Any]) -> None:
        name = "did:webvh:{SCID}:elm.example"
        entry["state"] = did.document(name, host="elm.example", sign=(SIGN,), http=(HTTP,))
        change(entry)

    facts = {"portable": True, "nextKeyHashes": SHEETS} | parameters
    return Log(change=state, **facts).data


def fault(data: bytes) -> tuple[str, str]:
    try:
        did.read_log(data, now=NOON)
    except FederationError as error:
        return error.code, getattr(error, "where", "")
    return "accepted", ""


def state(name: str, value: Any) -> Change:
    return lambda entry: entry["state"].__setitem__(name, value)


def key(name: str, value: Any) -> Change:
    return lambda entry: entry["state"]["verificationMethod"][0].__setitem__(name, value)


def test_an_identity() -> None:
    data = log()
    identity = did.read_log(data, now=NOON)
    assert identity.log == data + b"\n"
    assert identity.did == f"did:webvh:{identity.scid}:elm.example"
    assert (identity.host, identity.number, identity.deactivated) == ("elm.example", 1, False)
    assert identity.version_id == identity.versions[0].version_id
    assert identity.newest.time < NOON
    assert dict(identity.sign_keys) == {did.method_of(identity.did, SIGN): SIGN}
    assert dict(identity.http_keys) == {did.method_of(identity.did, HTTP): HTTP}


@pytest.mark.parametrize("path", LOGS, ids=lambda path: f"{path.parts[-3]}-{path.parts[-2]}")
def test_our_profile_refuses_every_outside_log(path: Any) -> None:
    assert fault(path.read_bytes())[0] in {"did_invalid", "bad_proof"}
    assert outside.vectors("didwebvh").is_dir()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (state("id", "did:webvh:{SCID}:Elm.example"), "id"),
        (state("id", "did:webvh:{SCID}:elm.example:path"), "id"),
        (state("alsoKnownAs", None), "alsoKnownAs"),
        (state("alsoKnownAs", ["https://oak.example/actor"]), "alsoKnownAs"),
        (state("service", []), "service"),
        (
            state(
                "service",
                [
                    {
                        "id": "did:webvh:{SCID}:elm.example#feed",
                        "type": "WijkFeed",
                        "serviceEndpoint": "https://oak.example/fed/",
                    }
                ],
            ),
            "service",
        ),
        (state("verificationMethod", None), "verificationMethod"),
        (state("verificationMethod", ["key"]), "verificationMethod"),
        (key("id", 5), "verificationMethod"),
        (key("id", "did:webvh:{SCID}:oak.example#key"), "verificationMethod"),
        (key("type", "Ed25519VerificationKey2020"), "verificationMethod"),
        (key("controller", "did:webvh:{SCID}:oak.example"), "verificationMethod"),
        (state("assertionMethod", []), "assertionMethod"),
        (state("assertionMethod", "key"), "assertionMethod"),
        (state("assertionMethod", [5]), "assertionMethod"),
        (state("authentication", []), "authentication"),
        (state("authentication", ["did:webvh:{SCID}:elm.example#other"]), "authentication"),
        (lambda entry: entry.__setitem__("versionTime", "2019-01-01T00:00:00Z"), "versionTime"),
    ],
)
def test_outside_our_profile(change: Change, where: str) -> None:
    assert fault(log(change)) == ("did_invalid", where)


def test_a_key_has_one_name_and_one_task() -> None:
    def twice(entry: dict[str, Any]) -> None:
        entry["state"]["verificationMethod"] *= 2

    def both(entry: dict[str, Any]) -> None:
        entry["state"]["authentication"] = entry["state"]["assertionMethod"]

    assert fault(log(twice)) == ("did_invalid", "verificationMethod")
    assert fault(log(both)) == ("did_invalid", "authentication")


@pytest.mark.parametrize("value", [5, "z6Mk", "z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd0"])
def test_a_key_that_is_none(value: Any) -> None:
    assert fault(log(key("publicKeyMultibase", value)))[0] == "bad_key"


@pytest.mark.parametrize(
    ("parameters", "where"),
    [
        ({"portable": False}, "portable"),
        ({"watchers": ["https://elm.example"]}, "watchers"),
        ({"nextKeyHashes": []}, "nextKeyHashes"),
        ({"nextKeyHashes": SHEETS[:1]}, "nextKeyHashes"),
        ({"nextKeyHashes": SHEETS[:1] * 2}, "nextKeyHashes"),
        ({"nextKeyHashes": [*SHEETS, key_hash(SIGN)]}, "nextKeyHashes"),
    ],
)
def test_parameters_outside_our_profile(parameters: dict[str, Any], where: str) -> None:
    assert fault(log(**parameters)) == ("did_invalid", where)


def test_update_keys_are_keys() -> None:
    keys = [FIRST.public.multikey, "z6Mk"]
    assert fault(log(updateKeys=keys))[0] == "bad_key"


def test_the_number_of_the_faulty_entry_is_told() -> None:
    with pytest.raises(DidInvalidError) as caught:
        did.read_log(log(state("service", [])), now=NOON)
    assert caught.value.entry == 1


def test_versions_by_name() -> None:
    identity = did.read_log(log(), now=NOON)
    assert identity.version(identity.version_id) is identity.newest
    with pytest.raises(DidUnknownVersionError):
        identity.version("2-Qm")


def test_any_byte_changed_is_refused() -> None:
    """FI-01, for a log: every byte of the first line, one at a time."""
    data = log()
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert fault(changed)[0] != "accepted", at


def test_only_new_lines_are_judged() -> None:
    elm = Origin()
    held = elm.identity
    elm.changes()
    longer = did.continue_log(held, elm.log, now=NOON)
    assert longer.log == elm.log
    assert longer.number == 2
    assert longer.versions[0] is held.versions[0]
    assert did.continue_log(longer, elm.log, now=NOON) == longer


def test_the_same_lines_with_other_spaces_agree_and_the_held_bytes_stay() -> None:
    elm = Origin()
    spaced = json.dumps(json.loads(elm.log)).encode()
    assert spaced + b"\n" != elm.log
    assert did.continue_log(elm.identity, spaced, now=NOON).log == elm.log


def test_a_shorter_log() -> None:
    elm = Origin()
    short = elm.log
    elm.changes()
    with pytest.raises(StaleError):
        did.continue_log(elm.identity, short, now=NOON, relayed=True)
    with pytest.raises(DidRewrittenError):
        did.continue_log(elm.identity, short, now=NOON)


def test_logs_that_part_ways() -> None:
    ours, theirs = Origin(), Origin()
    ours.changes()
    theirs.changes(sign=[PrivateKey(seed("stolen")).public])
    with pytest.raises(DidRewrittenError) as caught:
        did.continue_log(ours.identity, theirs.log, now=NOON)
    assert caught.value.version == theirs.identity.version_id
    assert caught.value.blame == "origin"


def test_a_log_that_parts_ways_and_does_not_verify_harms_nobody() -> None:
    elm = Origin()
    elm.changes()
    first, second, _ = elm.log.split(b"\n")
    entry = json.loads(second)
    entry["versionId"] = "2-QmZ2dFA4o8guVLDjzdrptBZwUgqyXgEz7KKjVdKuABzTiV"
    with pytest.raises(DidInvalidError):
        did.continue_log(elm.identity, first + b"\n" + canonical(entry), now=NOON)
    with pytest.raises(DidInvalidError):
        did.continue_log(elm.identity, first + b"\n[]", now=NOON)


def test_another_identity_on_the_host() -> None:
    with pytest.raises(WrongHostError):
        did.continue_log(Origin().identity, Origin(name="thief").log, now=NOON)


def test_an_entry_in_the_future_may_pass_later() -> None:
    elm = Origin()
    held = elm.identity
    elm.now = NOON + timedelta(minutes=6)
    elm.changes()
    with pytest.raises(FromFutureError):
        did.continue_log(held, elm.log, now=NOON)
    assert did.continue_log(held, elm.log, now=NOON + timedelta(minutes=1)).number == 2


def test_development_hosts_have_identities_too() -> None:
    elm = Origin(host="elm.localhost:8001")
    assert elm.identity.did.endswith(":elm.localhost%3A8001")
    assert elm.identity.host == "elm.localhost:8001"
    assert elm.identity.newest.entry.state["service"][0]["serviceEndpoint"].startswith("http://")


def test_after_retirement() -> None:
    elm = Origin()
    line = didwriting.retirement(elm.identity, sheet=elm.sheets[1].key, now=NOON + DAY)
    identity = did.continue_log(elm.identity, elm.log + line, now=NOON + DAY)
    assert identity.deactivated


def test_a_version_that_nobody_knows_is_shown_short() -> None:
    with pytest.raises(DidUnknownVersionError) as caught:
        Origin().identity.version("9" * 100)
    assert caught.value.version == "9" * 80


def test_the_fixed_words_of_a_did_document() -> None:
    """Written in each log that we make; whoever reads it elsewhere goes by them (§4.2)."""
    document = json.loads(Origin().log)["state"]
    assert document["@context"] == [
        "https://www.w3.org/ns/did/v1",
        "https://w3id.org/security/multikey/v1",
    ]
    assert [service["type"] for service in document["service"]] == ["WijkFeed"]
