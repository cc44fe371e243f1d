"""The command line: what scripts rely on."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from federation.did import read_log
from federation.times import to_text
from node.cli import main, wijk
from node.store.database import Store
from node.world import system_clock

PASSWORD = "een lange zin die niemand raadt"
LADDER = {
    "kind": "lending",
    "purpose": "offer",
    "terms": "loan",
    "name": "Ladder",
    "content": "Van hout.",
    "reach": "everyone",
}

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run ``wijk --data FOLDER …``; the exception it ended with, if any, is in the result."""

    def run(*arguments: str, given: str | None = None) -> Result:
        data = ["--data", str(tmp_path / "elm")]
        return CliRunner().invoke(wijk, [*data, *arguments], input=given)

    return run


@pytest.fixture
def made(run: Run, tmp_path: Path) -> Run:
    """The same, with a node in the folder."""
    result = run(
        *("init", "--url", "http://elm.localhost:8001", "--name", "Elm", "--development"),
        *("--ward", "WK0363ME@2025", "--sheets", str(tmp_path / "sheets")),
    )
    assert result.exit_code == 0, result.output
    return run


def listed(run: Run, *arguments: str) -> list[dict[str, object]]:
    result = run("listing", "list", "--json", *arguments)
    assert result.exit_code == 0, result.output
    found: list[dict[str, object]] = json.loads(result.stdout)
    return found


def test_init_makes_a_node_once_and_hands_out_two_sheets(made: Run, tmp_path: Path) -> None:
    sheets = sorted((tmp_path / "sheets").iterdir())
    assert [sheet.name for sheet in sheets] == [
        "recovery-sheet-1.html",
        "recovery-sheet-2.html",
    ]
    assert all(sheet.stat().st_mode & 0o777 == 0o600 for sheet in sheets)
    assert "<svg" in sheets[0].read_text()
    before = (tmp_path / "elm" / "wijk.toml").read_bytes()
    again = made("init", "--url", "http://elm.localhost:8001", "--name", "Elm", "--development")
    assert again.exit_code != 0
    assert "already" in str(again.exception)
    assert (tmp_path / "elm" / "wijk.toml").read_bytes() == before


def test_PE_06_two_nodes_share_no_key(tmp_path: Path) -> None:
    found = []
    for name in ("elm", "oak"):
        arguments = ["init", "--url", "http://elm.localhost:8001", "--name", "Elm"]
        CliRunner().invoke(wijk, ["--data", str(tmp_path / name), *arguments, "--development"])
        files = ("keys/sign.key", "keys/http.key", "wijk.toml")
        found += [(tmp_path / name / file).read_text() for file in files]
    assert len(set(found)) == 6


def test_without_sheets_asked_for_they_are_printed_and_kept_nowhere(tmp_path: Path) -> None:
    arguments = ["init", "--url", "http://elm.localhost:8001", "--name", "Elm", "--development"]
    result = CliRunner().invoke(wijk, ["--data", str(tmp_path / "elm"), *arguments])
    assert "Recovery sheet 2 for Elm" in result.output
    printed = result.output.split("keep it apart from the other.\n")[1].splitlines()[0]
    assert len(printed.split()) == 14
    kept = b"".join(
        p.read_bytes() for p in (tmp_path / "elm").rglob("*") if p.is_file() and p.suffix != ".db"
    )
    assert printed.replace(" ", "").encode() not in kept


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("http://elm.example", "https://elm.example"),
        ("https://elm.localhost:8001", "http://elm.localhost:8001"),
        ("elm", "not a web address"),
    ],
)
def test_init_names_a_wrong_address_and_makes_nothing(
    run: Run, tmp_path: Path, url: str, complaint: str
) -> None:
    result = run("init", "--url", url, "--name", "Elm", "--development")
    assert result.exit_code != 0
    assert complaint in str(result.exception)
    assert not (tmp_path / "elm" / "wijk.toml").exists()


def test_a_listing_is_added_listed_and_withdrawn(made: Run) -> None:
    added = made("listing", "add", "-", given=json.dumps(LADDER))
    lid = added.stdout.strip()
    (line,) = listed(made)
    assert line["id"] == lid
    assert list(line) == [
        "id",
        "origin",
        "kind",
        "purpose",
        "name",
        "state",
        "reach",
        "seq",
        "end",
    ]
    assert (line["origin"], line["state"], line["reach"]) == ("own", "open", "everyone")
    assert made("listing", "withdraw", lid).exit_code == 0
    assert listed(made) == []
    assert [one["state"] for one in listed(made, "--all", "--origin", "own")] == ["withdrawn"]
    assert made("listing", "withdraw", lid).exit_code != 0


def test_exact_moments_are_kept(made: Run) -> None:
    end = "2999-01-01T00:00:00Z"
    refused = made("listing", "add", "-", given=json.dumps(LADDER | {"end": end}))
    assert "end" in str(refused.exception)
    exact = to_text((system_clock() + timedelta(days=10)).replace(microsecond=0, second=7))
    made("listing", "add", "-", given=json.dumps(LADDER | {"end": exact, "reach": "ward"}))
    assert [line["end"] for line in listed(made)] == [exact]


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ("nonsense", "not JSON"),
        ("[]", "not a JSON object"),
        ("{}", "kind is missing"),
        (json.dumps(LADDER | {"owner": 1}), "'owner' is not known"),
        (json.dumps(LADDER | {"kind": "theft"}), "kind"),
        (json.dumps(LADDER | {"name": ""}), "title"),
        (json.dumps(LADDER | {"content": "mail jan@elm.nl"}), "text"),
        (json.dumps(LADDER | {"end": "soon"}), "end is not a moment"),
        (json.dumps(LADDER | {"pictures": [{"file": "no.jpg", "description": "x"}]}), "no.jpg"),
    ],
)
def test_a_wrong_listing_is_told_and_not_placed(made: Run, document: str, complaint: str) -> None:
    result = made("listing", "add", "-", given=document)
    assert result.exit_code != 0
    assert complaint in str(result.exception)
    assert listed(made, "--all") == []


def test_a_user_is_added_with_a_password_from_a_file(made: Run, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(PASSWORD + "\n")
    arguments = ("--email", "a@elm.test", "--role", "admin", "--password-file")
    result = made("user", "add", "Alice", *arguments, str(tmp_path / "password"))
    assert result.exit_code == 0
    assert PASSWORD not in result.output
    again = made("user", "add", "alice", "--password-file", str(tmp_path / "password"))
    assert again.exit_code != 0


def test_check_config_hides_the_secret(made: Run, tmp_path: Path) -> None:
    result = made("check-config")
    assert "http://elm.localhost:8001" in result.stdout
    secret = (tmp_path / "elm" / "wijk.toml").read_text().split('secret = "')[1].split('"')[0]
    assert secret not in result.stdout


def test_what_goes_wrong_is_one_sentence_and_status_one(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["wijk", "--data", str(tmp_path / "nowhere"), "peer", "list"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("wijk: There is no node in")
    assert said.err.count("\n") == 1


def test_every_command_explains_itself() -> None:
    def walk(command: object, words: list[str]) -> list[list[str]]:
        found = [words]
        for name, inner in getattr(command, "commands", {}).items():
            found += walk(inner, [*words, name])
        return found

    for words in walk(wijk, []):
        result = CliRunner().invoke(wijk, [*words, "--help"])
        assert result.exit_code == 0, words
        assert "Usage:" in result.output


def test_verify_says_accepted_or_the_code(made: Run, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'elm' / 'wijk.db'}")
    with store.active() as database:
        (log,) = database.execute_sql("SELECT log FROM origin").fetchone()
    file = tmp_path / "did.jsonl"
    file.write_bytes(log)
    good = made("verify", "did", str(file))
    assert good.exit_code == 0
    lines = good.stdout.splitlines()
    identity = read_log(log, now=system_clock())
    assert lines[:3] == ["accepted", f"did {identity.did}", "version 1"]
    file.write_bytes(log.replace(b"true", b"false"))
    bad = made("verify", "did", str(file))
    assert (bad.exit_code, bad.stdout) == (1, "did_invalid\n")
    assert made("verify", "did", str(tmp_path / "none")).exit_code == 2
    (tmp_path / "x.json").write_bytes(b'{"a":1,"a":2}')
    assert made("verify", "json", str(tmp_path / "x.json")).stdout == "duplicate_name\n"
    (tmp_path / "root.json").write_bytes(b"[]")
    root = made("verify", "root", str(tmp_path / "root.json")).stdout.splitlines()
    assert root[0] == "accepted"
    assert root[1].startswith("uEi")
