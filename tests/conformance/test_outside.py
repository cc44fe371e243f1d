"""The vectors of others, none silently left out, judged alike by both verifiers."""

import csv
import json
from pathlib import Path

import pytest

from federation import multibase, webvh
from tests import outside
from tests.conformance.both import first_says, second_says
from tests.conformance.vector import Vector
from tests.federation.origin import NOON

COUNTS = {
    ("jcs", "input/*.json"): 6,
    ("jcs", "output/*.json"): 6,
    ("vc-di-eddsa", "eddsa-jcs-2022/*"): 9,
    ("fep", "*.feature"): 2,
    ("wycheproof", "*.json"): 1,
    ("ed25519-speccheck", "*.json"): 1,
    ("multibase", "*.csv"): 4,
    ("didwebvh", "*/*/did.jsonl"): 46,
    ("didwebvh", "negative-*/*/did.jsonl"): 6,
    ("didwebvh", "portable-move/*/did.jsonl"): 5,
    ("didwebvh", "*/*/resolutionResult.?.json"): 10,
}
LOGS = outside.cases("didwebvh", "*/*/did.jsonl")
VERSIONS = outside.cases("didwebvh", "*/*/resolutionResult.?.json")
NOW = "2026-11-24T12:00:00Z"


@pytest.mark.parametrize(("folder", "pattern"), COUNTS)
def test_nothing_is_left_out(folder: str, pattern: str) -> None:
    assert len(list(outside.vectors(folder).glob(pattern))) == COUNTS[folder, pattern]


def test_each_published_case_is_counted() -> None:
    groups = json.loads((outside.vectors("wycheproof") / "ed25519_test.json").read_text())
    assert sum(len(group["tests"]) for group in groups["testGroups"]) == 151
    assert len(json.loads((outside.vectors("ed25519-speccheck") / "cases.json").read_text())) == 12


@pytest.mark.parametrize("path", LOGS, ids=lambda path: f"{path.parts[-3]}-{path.parts[-2]}")
def test_both_verifiers_judge_a_log_alike(path: Path) -> None:
    """``--general`` takes the positive ones and refuses the others; our profile refuses all."""
    files = {"FILE": path.read_bytes()}
    for command, accepted in (
        (f"did FILE --general --now {NOW}", not path.parts[-3].startswith("negative-")),
        (f"did FILE --now {NOW}", False),
    ):
        vector = Vector("outside", "", "16", command, (), files)
        one, other = first_says(vector, files), second_says(vector, files)
        assert (one[0] == "accepted") == (other[0] == "accepted") == accepted, (one, other)
        assert not accepted or one == other
        if accepted:
            document = json.loads((path.parent / "resolutionResult.json").read_text())
            assert one[1] == f"did {document['didDocument']['id']}"


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: f"{path.parts[-2]}-{path.stem[-1]}")
def test_each_version_that_others_resolve_is_one_of_ours(path: Path) -> None:
    expected = json.loads(path.read_text())
    entries: list[webvh.Entry] = []
    for line in webvh.split((path.parent / "did.jsonl").read_bytes()):
        before = entries[-1] if entries else None
        entries.append(webvh.read_entry(line, before, now=NOON))
    found = {entry.version_id: entry.did for entry in entries}
    assert len(found) == len(entries) == 3
    assert found[expected["didDocumentMetadata"]["versionId"]] == expected["didDocument"]["id"]


def test_both_verifiers_accept_the_example_of_the_w3c() -> None:
    folder = outside.vectors("vc-di-eddsa")
    files = {"FILE": (folder / "eddsa-jcs-2022" / "signedJCS.json").read_bytes()}
    key = json.loads((folder / "keyPair.json").read_text())["publicKeyMultibase"]
    for options, code in ((" --any-context", "accepted"), ("", "not_canonical")):
        vector = Vector("outside", "", "16", f"proof FILE --key {key}{options}", (), files)
        assert first_says(vector, files) == second_says(vector, files) == [code]


def test_letters_that_others_take_in_both_sizes_are_not_ours() -> None:
    path = outside.vectors("multibase") / "case_insensitivity.csv"
    rows = list(csv.reader(path.read_text().splitlines(), skipinitialspace=True))[1:]
    assert len(rows) == 12
    for _, text in rows:
        for read in (multibase.from_z, multibase.from_u):
            with pytest.raises(ValueError, match="not base"):
                read(text)
