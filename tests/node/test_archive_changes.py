"""An archive of a full node is accepted; with any one thing in it changed it is refused."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from federation.canonical import canonical
from node.cli.verify import verify
from node.store.database import Store
from node.upkeep import archive, importing, setup
from tests.tools import ROOT, run_wijk
from tests.world import make_world

SAMPLES = ROOT / "deploy" / "samples" / "dapperbuurt.csv"
LOG, HEAD, PAGE = "did.jsonl", "head.json", "pages/1.json"
AT_LEAST = 30  # single changes
Change = Callable[[bytes], bytes]


def swap(old: bytes, new: bytes) -> Change:
    """The first ``old`` becomes ``new``."""

    def change(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return change


def within(edit: Callable[[Any], object]) -> Change:
    """The document is edited and written canonically again."""

    def change(data: bytes) -> bytes:
        document = json.loads(data)
        edit(document)
        return canonical(document)

    return change


def put(*path: str | int, value: Any) -> Change:
    """The member at the end of a path gets another value, or is made."""
    *way, last = path

    def edit(document: Any) -> None:
        inner = document
        for step in way:
            inner = inner[step]
        inner[last] = value(inner[last]) if callable(value) else value

    return within(edit)


def other(text: str) -> str:
    """The text with another last letter."""
    return text[:-1] + ("A" if text[-1] != "A" else "Q")


def by_http_key(head: Any) -> None:
    """The proof says that the key for requests made it."""
    head["proof"]["verificationMethod"] = head["attributedTo"] + "#" + "z6Mk" + "x" * 44


def beyond(page: Any) -> None:
    """A removal above the head's number."""
    listing, above = page["orderedItems"][-1], page["wijk:head"]["wijk:seq"] + 1
    page["orderedItems"].append({"type": "Tombstone", "id": listing["id"], "wijk:seq": above})


CHANGES: tuple[tuple[str, str, Change, str], ...] = (
    ("an empty log", LOG, lambda _: b"", "did_invalid"),
    ("a log that is not UTF-8", LOG, lambda data: b"\xff" + data, "not_utf8"),
    ("a log cut off", LOG, lambda data: data[:-20], "not_json"),
    ("a line of the log twice", LOG, lambda data: data * 2, "did_invalid"),
    ("another time in the log", LOG, put("versionTime", value="2031-01-01T00:00:00Z"), "did_invalid"),
    ("another key in the log", LOG, swap(b'"publicKeyMultibase":"z6Mk', b'"publicKeyMultibase":"z6Ml'), "did_invalid"),
    ("another service in the log", LOG, swap(b"WijkFeed", b"WijkFood"), "did_invalid"),
    ("another signature in the log", LOG, put("proof", 0, "proofValue", value=other), "bad_signature"),
    ("no proof in the log", LOG, put("proof", value=[]), "bad_proof"),
    ("an empty head", HEAD, lambda _: b"", "not_json"),
    ("a head cut off", HEAD, lambda data: data[:-1], "not_json"),
    ("a space in the head", HEAD, swap(b'":', b'": '), "not_canonical"),
    ("a member of the head twice", HEAD, swap(b'"type":', b'"type":"x","type":'), "duplicate_name"),
    ("another context of the head", HEAD, put("@context", value="https://www.w3.org/ns/activitystreams"), "unsupported_version"),
    ("another number of the head", HEAD, put("wijk:seq", value=lambda seq: seq + 1), "bad_signature"),
    ("another count of the head", HEAD, put("wijk:count", value=lambda count: count - 1), "bad_signature"),
    ("another root of the head", HEAD, put("wijk:root", value=other), "bad_signature"),
    ("another name of the head", HEAD, put("name", value="Oak"), "bad_signature"),
    ("another ward of the head", HEAD, put("wijk:wards", value=["WK0363MF@2025"]), "bad_signature"),
    ("another minSeq of the head", HEAD, put("wijk:minSeq", value=7), "bad_signature"),
    ("a member more in the head", HEAD, put("x", value=1), "bad_signature"),
    ("a later end of the head", HEAD, put("endTime", value="2032-01-01T00:00:00Z"), "bad_head"),
    ("another scope of the head", HEAD, put("wijk:scope", value="adjacent"), "bad_head"),
    ("another place of the head", HEAD, put("id", value="https://oak.example/fed/head/public"), "bad_head"),
    ("another node of the head", HEAD, put("attributedTo", value=other), "bad_head"),
    ("another version of the head", HEAD, put("wijk:didVersion", value=lambda text: "2" + text[1:]), "did_unknown_version"),
    ("another signer of the head", HEAD, within(by_http_key), "wrong_signer"),
    ("another purpose of the head's proof", HEAD, put("proof", "proofPurpose", value="authentication"), "bad_proof"),
    ("another signature of the head", HEAD, put("proof", "proofValue", value=other), "bad_signature"),
    ("a page cut off", PAGE, lambda data: data[:-1], "not_json"),
    ("a page that is a list", PAGE, lambda data: b"[" + data + b"]", "bad_source"),
    ("another context of the page", PAGE, put("@context", value="x"), "bad_source"),
    ("a page without its head", PAGE, within(lambda page: page.pop("wijk:head")), "bad_head"),
    ("a page that goes on", PAGE, put("next", value="http://elm.localhost:8001/fed/feed/public?after=9"), "bad_head"),
    ("another number of the page's head", PAGE, put("wijk:head", "wijk:seq", value=lambda seq: seq + 1), "bad_signature"),
    ("another title", PAGE, put("orderedItems", 0, "name", value=other), "root_mismatch"),
    ("another text", PAGE, put("orderedItems", 3, "content", value=other), "root_mismatch"),
    ("another end of a listing", PAGE, put("orderedItems", 2, "endTime", value="2031-12-31T00:00:00Z"), "root_mismatch"),
    ("another signature of a listing", PAGE, put("orderedItems", 1, "proof", "proofValue", value=other), "root_mismatch"),
    ("a member more in a listing", PAGE, put("orderedItems", 1, "x", value=1), "root_mismatch"),
    ("a fraction in a listing", PAGE, swap(b'"name":"', b'"n":1.5,"name":"'), "bad_number"),
    ("U+0000 in a listing", PAGE, swap(b'"content":"', b'"content":"\\u0000'), "bad_string"),
    ("another type of a listing", PAGE, put("orderedItems", 0, "type", value="Note"), "bad_source"),
    ("a listing left out", PAGE, within(lambda page: page["orderedItems"].pop(1)), "count_mismatch"),
    ("a listing twice", PAGE, within(lambda page: page["orderedItems"].append(page["orderedItems"][0])), "page_order"),
    ("the listings the wrong way round", PAGE, within(lambda page: page["orderedItems"].reverse()), "page_order"),
    ("a removal above the head", PAGE, within(beyond), "page_order"),
)  # fmt: skip


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of a node with a neighbourhood's sample listings, without their pictures."""
    folder = tmp_path_factory.mktemp("elm")
    world = make_world(folder, f"sqlite:///{folder / 'wijk.db'}")
    setup.make(world, name="Elm", codes=["WK0363ME@2025"], language="nl")
    rows = [{**row, "picture": "", "picture_alt": ""} for row in importing.rows_of(SAMPLES)]
    store = Store(world.config.database_url)
    with store.active():
        result = importing.import_rows(world, rows, folder=folder)
        assert not result.wrong
        count = archive.write(world, folder / "archive")
        assert 0 < count <= result.placed
        assert archive.write(world, folder / "digests", digests=True) == count
    store.close()
    return folder


def judged(folder: Path) -> tuple[int, str]:
    """Exit status and standard output of ``verify feed``, in this process."""
    result = CliRunner().invoke(verify, ["feed", str(folder)])
    return result.exit_code, result.stdout


def spoiled(exported: Path, folder: Path, file: str, change: Change) -> Path:
    """A copy of the archive, with one change."""
    copy = folder / "copy"
    shutil.copytree(exported / "archive", copy)
    data = (copy / file).read_bytes()
    changed = change(data)
    assert changed != data
    (copy / file).write_bytes(changed)
    return copy


def test_there_are_enough_changes() -> None:
    assert len({name for name, *_ in CHANGES}) == len(CHANGES) >= AT_LEAST


@pytest.mark.parametrize("name", ["archive", "digests"])
def test_what_was_exported_is_accepted(exported: Path, name: str) -> None:
    assert judged(exported / name) == (0, "accepted\n")
    assert (b'"content"' in (exported / name / PAGE).read_bytes()) == (name == "archive")


@pytest.mark.parametrize(
    ("file", "change", "code"),
    [pytest.param(*rest, id=name.replace(" ", "-")) for name, *rest in CHANGES],
)
def test_a_single_change_is_refused(
    exported: Path, tmp_path: Path, file: str, change: Change, code: str
) -> None:
    assert judged(spoiled(exported, tmp_path, file, change)) == (1, f"{code}\n")


def test_a_page_left_out_is_refused(exported: Path, tmp_path: Path) -> None:
    shutil.copytree(exported / "archive", tmp_path / "copy")
    (tmp_path / "copy" / PAGE).unlink()
    code = "bad_source" if not list((tmp_path / "copy" / "pages").iterdir()) else "count_mismatch"
    assert judged(tmp_path / "copy") == (1, f"{code}\n")


@pytest.mark.processes
def test_the_command_itself_says_so(exported: Path, tmp_path: Path) -> None:
    assert run_wijk("verify", "feed", exported / "archive").stdout == "accepted\n"
    _, file, change, code = CHANGES[-1]
    done = run_wijk("verify", "feed", spoiled(exported, tmp_path, file, change), expect=1)
    assert done.stdout == f"{code}\n"
