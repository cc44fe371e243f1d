"""did:webvh 1.0 alone: logs by five implementations, and everything that may be wrong in one."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from federation import webvh
from federation.canonical import canonical
from federation.errors import FederationError, WrongSignerError
from federation.keys import PrivateKey
from federation.multibase import base58_multihash, to_z
from federation.proof import message_of
from tests import outside
from tests.federation.origin import NOON, seed

LOGS = outside.cases("didwebvh", "*/*/did.jsonl")
FIRST, SECOND = PrivateKey(seed("first")), PrivateKey(seed("second"))
Change = Callable[[dict[str, Any]], object]


def resolve(data: bytes, now: datetime = NOON) -> webvh.Entry:
    entry = None
    for line in webvh.split(data):
        entry = webvh.read_entry(line, entry, now=now)
    assert entry is not None
    return entry


def fault(data: bytes, now: datetime = NOON) -> tuple[str, str]:
    try:
        resolve(data, now)
    except FederationError as error:
        return error.code, getattr(error, "where", "")
    return "accepted", ""


@pytest.mark.parametrize("path", LOGS, ids=lambda path: f"{path.parts[-3]}-{path.parts[-2]}")
def test_outside_logs(path: Path) -> None:
    """Positive ones resolve to what their authors resolve them to, negative ones do not."""
    expected = json.loads((path.parent / "resolutionResult.json").read_text())
    reasons = {
        "negative-path-traversal-did": ("did_invalid", "log"),  # no log at all
        "negative-portable-scid-swap": ("did_invalid", "id"),
        "negative-pre-rotation-omit-updatekeys": ("did_invalid", "updateKeys"),
        "negative-scid-mismatch-genesis": ("did_invalid", "id"),
        "negative-versiontime-non-monotonic": ("did_invalid", "versionTime"),
        "negative-wrong-cryptosuite": ("bad_proof", "cryptosuite"),
    }
    if path.parts[-3] in reasons:
        assert fault(path.read_bytes()) == reasons[path.parts[-3]]
        return
    entry = resolve(path.read_bytes())
    metadata = expected["didDocumentMetadata"]
    assert entry.did == expected["didDocument"]["id"]
    assert entry.version_id == metadata["versionId"]
    assert entry.scid == metadata.get("scid", entry.scid)
    assert entry.deactivated == metadata.get("deactivated", False)


@pytest.mark.parametrize("author", ["java", "java-eecc"])
def test_a_move_is_followed(author: str) -> None:
    path = outside.vectors("didwebvh") / "portable-move" / author / "did.jsonl"
    assert resolve(path.read_bytes()).did.endswith(":example.org")


def test_a_path_that_climbs_is_refused() -> None:
    for path in ("..:..:admin", "%2e%2e:x", "a%2Fb", "a%5Cb", ":x", "a b", "."):
        log = Log(path=f":{path}")
        assert fault(log.data) == ("did_invalid", "id"), path
    for host in ("..", "a%2Fb", "a b"):
        name = f"did:webvh:{{SCID}}:{host}"
        assert fault(Log(change=put("state", {"id": name})).data) == ("did_invalid", "id"), host
    assert resolve(Log(path=":wijk:oost").data).did.endswith(":elm.example:wijk:oost")
    assert resolve(Log(path=":Xenia").data).did.endswith(":elm.example:Xenia")


class Log:
    """A log that is signed as it should be, whatever is in it."""

    def __init__(self, *, path: str = "", change: Change = dict, **parameters: Any) -> None:
        draft: dict[str, Any] = {
            "versionId": "{SCID}",
            "versionTime": "2026-11-01T00:00:00Z",
            "parameters": {
                "method": "did:webvh:1.0",
                "scid": "{SCID}",
                "updateKeys": [FIRST.public.multikey],
                **parameters,
            },
            "state": {"id": "did:webvh:{SCID}:elm.example" + path},
        }
        change(draft)
        self.scid = webvh.scid_of(draft, "{SCID}")
        filled = json.loads(json.dumps(draft).replace("{SCID}", self.scid))
        self.lines: list[bytes] = []
        self.previous = self.scid
        self.add(filled, FIRST)

    def add(self, entry: dict[str, Any], key: PrivateKey, change: Change = dict) -> "Log":
        number = len(self.lines) + 1
        entry["versionId"] = f"{number}-{webvh.entry_hash(entry, self.previous)}"
        self.previous = entry["versionId"]
        options = {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-jcs-2022",
            "proofPurpose": "assertionMethod",
            "verificationMethod": f"did:key:{key.public.multikey}",
        }
        signature = key.sign(message_of(canonical(entry), canonical(options)))
        finished = {**entry, "proof": [{**options, "proofValue": to_z(signature)}]}
        change(finished)
        self.lines.append(canonical(finished))
        return self

    def next(
        self,
        key: PrivateKey = FIRST,
        change: Change = dict,
        spoil: Change = dict,
        **parameters: Any,
    ) -> "Log":
        """One line more; ``change`` before signing, ``spoil`` after."""
        entry = json.loads(self.lines[-1])
        del entry["proof"]
        time = datetime.fromisoformat(entry["versionTime"]) + timedelta(days=1)
        entry["versionTime"] = time.strftime("%Y-%m-%dT%H:%M:%SZ")
        entry["parameters"] = parameters
        change(entry)
        return self.add(entry, key, spoil)

    @property
    def data(self) -> bytes:
        return b"\n".join(self.lines)


def put(name: str, value: Any) -> Change:
    return lambda entry: entry.__setitem__(name, value)


def test_a_log_of_two() -> None:
    log = Log().next(updateKeys=[SECOND.public.multikey]).next(key=SECOND)
    entry = resolve(log.data)
    assert (entry.number, entry.scid) == (3, log.scid)
    assert entry.update_keys == (SECOND.public.multikey,)
    assert resolve(log.data + b"\n") == entry


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (put("more", 1), "members"),
        (put("parameters", []), "members"),
        (put("state", []), "members"),
        (put("state", {}), "id"),
        (put("state", {"id": 5}), "id"),
        (put("state", {"id": "did:webvh:{SCID}"}), "id"),
        (put("state", {"id": "did:web:{SCID}:elm.example"}), "id"),
        (put("versionTime", "2026-11-01T00:00:00+00:00"), "versionTime"),
        (put("versionTime", "2026-02-30T00:00:00Z"), "versionTime"),
        (put("versionTime", 5), "versionTime"),
    ],
)
def test_a_first_entry_that_is_not_one(change: Change, where: str) -> None:
    assert fault(Log(change=change).data) == ("did_invalid", where)


@pytest.mark.parametrize(
    ("parameters", "where"),
    [
        ({"method": "did:webvh:0.5"}, "method"),
        ({"method": None}, "method"),
        ({"scid": "{SCID}x"}, "scid"),
        ({"scid": 5}, "scid"),
        ({"updateKeys": []}, "updateKeys"),
        ({"updateKeys": "z6Mk"}, "updateKeys"),
        ({"updateKeys": [5]}, "updateKeys"),
        ({"nextKeyHashes": None}, "nextKeyHashes"),
        ({"portable": "yes"}, "portable"),
        ({"deactivated": 1}, "deactivated"),
        ({"witness": {"threshold": 1, "witnesses": []}}, "witness"),
        ({"watchers": "https://elm.example"}, "watchers"),
        ({"ttl": "3600"}, "ttl"),
        ({"unheard": "of"}, "parameters"),
    ],
)
def test_parameters_that_are_not(parameters: dict[str, Any], where: str) -> None:
    assert fault(Log(**parameters).data) == ("did_invalid", where)


def test_parameters_that_are() -> None:
    assert fault(Log(witness={}, watchers=[], ttl=60, deactivated=False).data)[0] == "accepted"
    assert fault(Log(witness=None, watchers=None).data)[0] == "accepted"


def test_a_document_that_is_no_object() -> None:
    assert fault(b"[]") == ("did_invalid", "members")
    assert fault(b"") == ("did_invalid", "log")
    assert fault(b"\n")[0] == "not_json"
    assert fault(Log().data + b"\n\n")[0] == "not_json"


def test_a_scid_that_is_not_the_hash_of_its_entry() -> None:
    log = Log()
    other = Log(ttl=5).scid
    swapped = log.data.replace(log.scid.encode(), other.encode())
    assert fault(swapped) == ("did_invalid", "scid")


def test_a_second_entry_may_not_change_what_is_fixed() -> None:
    assert fault(Log().next(scid=Log(ttl=5).scid).data) == ("did_invalid", "scid")
    assert fault(Log().next(portable=True).data) == ("did_invalid", "portable")
    assert fault(Log().next(method="did:webvh:1.1").data) == ("did_invalid", "method")


def test_an_entry_out_of_time() -> None:
    same = Log().next(change=put("versionTime", "2026-11-01T00:00:00Z"))
    assert fault(same.data) == ("did_invalid", "versionTime")
    log = Log(change=put("versionTime", "2026-11-24T12:05:01Z"))
    assert fault(log.data)[0] == "from_future"
    assert fault(log.data, NOON + timedelta(seconds=1))[0] == "accepted"


def test_every_parameter_there_is() -> None:
    """None of them is one too many."""
    every = {"nextKeyHashes": [], "portable": True, "deactivated": False}
    log = Log(**every, witness={}, watchers=[], ttl=3600)
    assert fault(log.data) == ("accepted", "")
    assert fault(Log(**every, ttl="soon").data) == ("did_invalid", "ttl")


def test_a_strangers_method_is_shown_short() -> None:
    line = json.loads(Log().lines[0])
    line["proof"][0]["verificationMethod"] = "did:key:" + "x" * 300
    with pytest.raises(WrongSignerError) as caught:
        resolve(json.dumps(line).encode())
    assert caught.value.method == "did:key:" + "x" * 192


def test_only_keys_that_held_before_may_change_them() -> None:
    log = Log().next(key=SECOND, updateKeys=[SECOND.public.multikey])
    assert fault(log.data)[0] == "wrong_signer"


def test_keys_committed_to_must_be_shown() -> None:
    committed = [base58_multihash(SECOND.public.multikey.encode())]
    shown = {"updateKeys": [SECOND.public.multikey], "nextKeyHashes": []}
    assert resolve(Log(nextKeyHashes=committed).next(key=SECOND, **shown).data).number == 2
    for parameters, where in (
        ({"nextKeyHashes": []}, "updateKeys"),
        ({"updateKeys": [], "nextKeyHashes": []}, "updateKeys"),
        ({"updateKeys": [FIRST.public.multikey], "nextKeyHashes": []}, "updateKeys"),
        ({"updateKeys": [SECOND.public.multikey]}, "nextKeyHashes"),
    ):
        log = Log(nextKeyHashes=committed).next(key=SECOND, **parameters)
        assert fault(log.data) == ("did_invalid", where)
    log = Log(nextKeyHashes=committed).next(key=FIRST, **shown)
    assert fault(log.data)[0] == "wrong_signer"


def test_nothing_follows_the_last_entry() -> None:
    log = Log().next(deactivated=True)
    assert resolve(log.data).deactivated
    assert fault(log.next().data) == ("did_invalid", "deactivated")


def test_a_move_needs_leave_and_the_old_name() -> None:
    def moved(known_as: Any) -> Change:
        def change(entry: dict[str, Any]) -> None:
            old = entry["state"]["id"]
            new = old.replace("elm", "oak")
            names = [old] if known_as == "old" else known_as
            entry["state"] = {"id": new, "alsoKnownAs": names}

        return change

    assert resolve(Log(portable=True).next(change=moved("old")).data).did.endswith("oak.example")
    assert fault(Log(portable=True).next(change=moved([])).data) == ("did_invalid", "alsoKnownAs")
    assert fault(Log(portable=True).next(change=moved(None)).data) == ("did_invalid", "alsoKnownAs")
    assert fault(Log().next(change=moved("old")).data) == ("did_invalid", "portable")


def test_a_changed_entry_is_another_entry() -> None:
    log = Log().next(spoil=lambda entry: entry["state"].__setitem__("more", 1))
    assert fault(log.data) == ("did_invalid", "versionId")
    log = Log().next(spoil=put("versionId", "2-Qm"))
    assert fault(log.data) == ("did_invalid", "versionId")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("type", "Other", ("bad_proof", "type")),
        ("cryptosuite", "eddsa-rdfc-2022", ("bad_proof", "cryptosuite")),
        ("proofPurpose", "authentication", ("bad_proof", "proofPurpose")),
        ("verificationMethod", 5, ("bad_proof", "verificationMethod")),
        ("verificationMethod", "did:web:elm.example", ("bad_proof", "verificationMethod")),
        (
            "verificationMethod",
            f"did:key:{FIRST.public.multikey}#other",
            ("bad_proof", "verificationMethod"),
        ),
        ("proofValue", 5, ("bad_proof", "proofValue")),
        ("proofValue", "z0", ("bad_proof", "proofValue")),
        ("proofValue", "z1", ("bad_proof", "proofValue")),
        ("proofValue", to_z(bytes(range(64))), ("bad_signature", "")),
        ("created", "2026-11-01T00:00:00Z", ("bad_signature", "")),
    ],
)
def test_a_spoiled_proof(name: str, value: Any, expected: tuple[str, str]) -> None:
    log = Log().next(spoil=lambda entry: entry["proof"][0].__setitem__(name, value))
    assert fault(log.data) == expected


def test_one_proof_in_a_list_or_alone() -> None:
    alone = Log().next(spoil=lambda entry: entry.__setitem__("proof", entry["proof"][0]))
    assert fault(alone.data)[0] == "accepted"
    for value in ([], None, ["proof"]):
        log = Log().next(spoil=put("proof", value))
        assert fault(log.data) == ("bad_proof", "proof")
    twice = Log().next(spoil=lambda entry: entry["proof"].append(entry["proof"][0]))
    assert fault(twice.data) == ("bad_proof", "proof")


def test_an_update_key_that_is_no_key() -> None:
    log = (
        Log()
        .next(updateKeys=["z6Mk"])
        .next(
            spoil=lambda entry: entry["proof"][0].__setitem__("verificationMethod", "did:key:z6Mk")
        )
    )
    assert fault(log.data)[0] == "bad_key"


def test_a_log_has_an_end() -> None:
    longest = Log()
    for _ in range(63):
        longest.next()
    later = NOON + timedelta(days=100)
    assert resolve(longest.data, later).number == 64
    assert fault(longest.next().data, later)[0] == "too_large"
    assert fault((b"x" * 60_000 + b"\n") * 5)[0] == "too_large"
    assert fault(b" " * (256 * 1024))[0] == "not_json"
    assert fault(b"x" * (256 * 1024 + 1))[0] == "too_large"
    assert fault(b"\n" * 65)[0] == "too_large"


def test_the_number_of_the_faulty_entry_is_told() -> None:
    with pytest.raises(FederationError) as caught:
        resolve(Log().next(method="x").data)
    assert vars(caught.value)["entry"] == 2


def test_a_year_before_ours_is_fine_here() -> None:
    log = Log(change=put("versionTime", "2000-01-01T00:00:00Z"))
    assert resolve(log.data).time == datetime(2000, 1, 1, tzinfo=UTC)
