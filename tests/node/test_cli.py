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
MAKES_ONE = "`wijk init` makes one, or `wijk serve --url` with the address of the site."
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


def test_a_wrong_database_is_named_without_its_password(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AD-05: as an option, and in the log of who gave it in the environment."""
    url, wrong = "https://elm.example", "postgres://wijk:hunter2@db/elm"
    refused = str(run("init", "--url", url, "--database", wrong).exception)
    assert refused.startswith("--database='postgres://wijk:(hidden)@db/elm' is not")
    monkeypatch.setenv("WIJK_DATABASE", wrong)
    refused = str(run("serve", "--url", url).exception)
    assert refused.startswith("WIJK_DATABASE='postgres://wijk:(hidden)@db/elm' is not")


@pytest.mark.parametrize("options", [(), ("--digests",)])
def test_a_feed_is_exported_and_verified(made: Run, tmp_path: Path, options: tuple[str]) -> None:
    for number, said in enumerate(("0 listings are", "1 listing is", "2 listings are")):
        folder = tmp_path / f"archive {number}"
        exported = made("export-feed", str(folder), *options)
        assert exported.stdout == f"{said} in {folder}. Check it: wijk verify feed '{folder}'\n"
        assert made("verify", "feed", str(folder)).stdout == "accepted\n"
        assert (b"Van hout." in (folder / "pages" / "1.json").read_bytes()) == (
            number > 0 and not options
        )
        made("listing", "add", "-", given=json.dumps(LADDER))
    again = made("export-feed", str(folder))
    assert again.exit_code != 0
    assert "not empty" in str(again.exception)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        (["--name", ""], "will not do as a name"),
        (["--name", "Elm\nOak"], "will not do as a name"),
        (["--name", "x" * 81], "1 to 80 characters"),
        (["--name", "Elm", "--ward", "Javastraat"], "'Javastraat' is not a CBS code"),
        (["--name", "Elm", *["--ward", "WK0363ME@2025"] * 9], "at most 8 wards; 9"),
    ],
)
def test_init_names_what_neighbours_would_refuse_and_makes_nothing(
    run: Run, tmp_path: Path, changes: list[str], complaint: str
) -> None:
    result = run("init", "--url", "http://elm.localhost:8001", "--development", *changes)
    assert result.exit_code == 1
    assert complaint in str(result.exception)
    assert not list((tmp_path / "elm").iterdir())


def test_init_knows_its_languages(run: Run) -> None:
    result = run("init", "--url", "https://elm.example", "--name", "Elm", "--language", "xx")
    assert result.exit_code == 2
    assert "'nl', 'en'" in result.output


def test_init_leaves_what_remains_of_a_node(made: Run, tmp_path: Path) -> None:
    """Its settings lost, or its database named by another folder: nothing is written over."""
    elm = tmp_path / "elm"
    database = f"sqlite:///{elm / 'wijk.db'}"
    key = (elm / "keys" / "sign.key").read_bytes()
    again = ("init", "--url", "http://elm.localhost:8001", "--name", "Elm", "--development")
    other = CliRunner().invoke(
        wijk, ["--data", str(tmp_path / "other"), *again, "--database", database]
    )
    assert "a node in that database already" in str(other.exception)
    assert not (tmp_path / "other" / "keys").exists()
    (elm / "wijk.toml").unlink()
    assert "has the keys of a node" in str(made(*again).exception)
    assert (elm / "keys" / "sign.key").read_bytes() == key


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


@pytest.mark.parametrize("text", ["", "\n", "kind,name\n"])
def test_a_table_without_rows_is_a_mistake(made: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "ward.csv").write_text(text)
    said = str(made("import", str(tmp_path / "ward.csv")).exception)
    assert said == f"{tmp_path / 'ward.csv'} has no rows. Its first line names the columns."


def test_a_table_that_is_none_is_named(made: Run, tmp_path: Path) -> None:
    (tmp_path / "ward.csv").write_text("kind,name\nlending," + 200_000 * "x")
    said = str(made("import", str(tmp_path / "ward.csv")).exception)
    assert said.startswith(f"{tmp_path / 'ward.csv'} cannot be read: field larger")


def test_a_user_is_added_with_a_password_from_a_file(made: Run, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(PASSWORD + "\n")
    arguments = ("--email", "a@elm.test", "--role", "admin", "--password-file")
    result = made("user", "add", "Alice", *arguments, str(tmp_path / "password"))
    assert result.exit_code == 0
    assert PASSWORD not in result.output
    again = made("user", "add", "alice", "--password-file", str(tmp_path / "password"))
    assert again.exit_code != 0


def test_a_file_that_is_no_text_is_named(
    made: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG\xd0")
    monkeypatch.setenv("WIJK_PASSPHRASE_FILE", str(file))
    sealed = tmp_path / "sealed.age"
    sealed.write_bytes(b"x")
    log = str(tmp_path / "feed" / "did.jsonl")
    made("export-feed", str(tmp_path / "feed"))
    signed = ("identity", "sign", log, "--retire", "--out", str(tmp_path / "line"))
    for command in [
        ("user", "add", "Fatma", "--password-file", str(file)),
        ("backup", "check", str(sealed)),
        (*signed, "--sheet-file", str(file)),
    ]:
        assert str(made(*command).exception) == f"{file} cannot be read as text."


def test_check_config_hides_the_secret(made: Run, tmp_path: Path) -> None:
    result = made("check-config")
    assert "http://elm.localhost:8001" in result.stdout
    secret = (tmp_path / "elm" / "wijk.toml").read_text().split('secret = "')[1].split('"')[0]
    assert secret not in result.stdout
    rows = json.loads(made("check-config", "--json").stdout)
    assert {"setting": "secret", "value": "(hidden)", "from": "wijk.toml: secret"} in rows
    here = {"setting": "url", "value": "http://elm.localhost:8001", "from": "wijk.toml: url"}
    assert here in rows


End = Callable[[list[str]], tuple[int, str, str]]
GONE = "postgresql://nobody@127.0.0.1:1/none"
REFUSED = (
    'connection failed: connection to server at "127.0.0.1", port 1 failed: Connection refused'
)


@pytest.fixture
def end(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> End:
    """Run the program to its end: its status, and what it said on its two channels."""

    def end(arguments: list[str]) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["/somewhere/wijk", *arguments])
        monkeypatch.delenv("WIJK_DATA", raising=False)
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return end


@pytest.mark.parametrize(
    ("command", "status", "sentence"),
    [
        ("--data {none} peer list", 1, f"wijk: There is no node in {{none}}. {MAKES_ONE}"),
        ("peer list", 1, "wijk: Say which node: --data DIR, or the variable WIJK_DATA."),
        ("--data {elm} frob", 2, "wijk: No such command 'frob'. See `wijk --help`."),
        ("--data {elm} peer add", 2, "wijk: Missing argument 'URL'. See `wijk peer add --help`."),
        ("--data {elm} user add", 2, "wijk: Missing argument 'NAME'. See `wijk user add --help`."),
        (
            "--data {elm} listing add {none}",
            2,
            (
                "wijk: Invalid value for 'FILE': '{none}': No such file or directory."
                " See `wijk listing add --help`."
            ),
        ),
        (
            "--data {elm}/wijk.db user list",
            1,
            "wijk: {elm}/wijk.db/wijk.toml cannot be read: Not a directory.",
        ),
        ("--data {elm} backup check {elm}", 1, "wijk: {elm} is not good."),
        (
            "--data {elm} settings set trust_days many",
            1,
            "wijk: trust_days='many' will not do. Choose a number from 7 to 730.",
        ),
        (
            "--data {elm} settings set joining everybody",
            1,
            "wijk: joining='everybody' will not do; use open, application, invitation, closed.",
        ),
        ("--data {elm} pull oak.example", 1, "wijk: This node does not follow oak.example."),
        (
            "--data {elm} pull nonsense",
            1,
            "wijk: 'nonsense' is not a web address such as https://example.nl.",
        ),
        (
            "--data {elm} peer add http://10.0.0.1 --yes",
            1,
            "wijk: 'http://10.0.0.1' is not a web address such as https://example.nl.",
        ),
        (
            "--data {elm} peer add http://elm.localhost:8001",
            1,
            "wijk: http://elm.localhost:8001 is this node itself.",
        ),
        ("--data {elm} listing withdraw 7", 1, "wijk: This node has no open listing 7."),
        (
            "--data {none} init --url https://elm.example --name Elm --database " + GONE,
            1,
            f"wijk: The database could not do it: {REFUSED}.",
        ),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_a_status(
    made: Run, end: End, tmp_path: Path, *, command: str, status: int, sentence: str
) -> None:
    folders = {"none": str(tmp_path / "none"), "elm": str(tmp_path / "elm")}
    ended = end([word.format(**folders) for word in command.split()])
    assert (ended[0], ended[2]) == (status, sentence.format(**folders) + "\n")
    said = "is not a copy of a node: it has no manifest.json.\n"
    assert ended[1] == (f"{folders['elm']} {said}" if "check" in command else "")


def test_a_command_without_its_second_word_says_what_there_is(end: End) -> None:
    for words in ([], ["user"]):
        status, out, said = end(words)
        assert (status, out) == (2, "")
        assert said.startswith(f"Usage: {' '.join(['wijk', *words])} [OPTIONS] COMMAND")
        assert not said.endswith("--help`.\n")


@pytest.mark.parametrize("gone", [True, False])
def test_a_key_that_is_gone_or_cannot_be_read_is_one_sentence(
    made: Run, end: End, tmp_path: Path, *, gone: bool
) -> None:
    key = tmp_path / "elm" / "keys" / "sign.key"
    key.unlink()
    if not gone:
        key.mkdir()
    (tmp_path / "ladder.json").write_text(json.dumps(LADDER))
    ended = end(["--data", str(tmp_path / "elm"), "listing", "add", str(tmp_path / "ladder.json")])
    sentence = (
        "The identity names no key that this site has."
        " Only a recovery sheet helps now: begin an emergency change."
    )
    assert ended == (1, "", f"wijk: {sentence if gone else f'{key}: Is a directory.'}\n")


def test_an_identity_is_changed_and_ended_as_the_guide_says(made: Run, tmp_path: Path) -> None:
    asked, line = tmp_path / "asked.json", tmp_path / "line.jsonl"
    printed = tmp_path / "sheets" / "recovery-sheet-1.html"
    for kind, says in [("http", "with a new key"), ("retire", "This cannot be undone.")]:
        assert made("identity", "plan", kind, "--out", str(asked)).exit_code == 0
        assert f"not come yet: {kind}." in made("identity", "show").stdout
        (tmp_path / "sheet").write_text(printed.read_text().split("<pre>")[1].split("</pre>")[0])
        printed = tmp_path / kind / "recovery-sheet-new.html"
        files = ("--sheet-file", str(tmp_path / "sheet"), "--sheets", str(tmp_path / kind))
        signed = made("identity", "sign", str(asked), "--out", str(line), *files)
        assert signed.exit_code == 0, signed.output
        assert "signs now" in made("identity", "show").stdout
        left = made("identity", "take", str(line), given="n\n")
        assert (left.exit_code, says in left.stdout) == (1, True)
        assert made("identity", "take", str(line), given="y\n").exit_code == 0
        asked.unlink()
        line.unlink()
    shown = made("identity", "show").stdout
    assert "stopped for good" in shown
    assert "signs now" not in shown


def test_a_line_of_another_log_is_ours_to_mend_and_not_a_neighbours(
    made: Run, tmp_path: Path
) -> None:
    (tmp_path / "line.jsonl").write_text("{}\n")
    said = str(made("identity", "take", str(tmp_path / "line.jsonl")).exception)
    assert said.startswith("This line does not fit behind the lines that are there (did_invalid).")


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


def test_a_copy_is_made_listed_looked_at_and_put_back(made: Run, tmp_path: Path) -> None:
    made("listing", "add", "-", given=json.dumps(LADDER))
    said = made("backup", "make")
    assert said.exit_code == 0, said.output
    (one,) = json.loads(made("backup", "list", "--json").stdout)
    folder = tmp_path / "elm" / "backups" / one["name"]
    assert str(folder) in said.stdout
    assert made("backup", "check", str(folder)).stdout == f"{folder} is good.\n"
    again = made("restore", "from", str(folder))
    assert "is not empty" in str(again.exception)
    new = ["--data", str(tmp_path / "new")]
    put = CliRunner().invoke(wijk, [*new, "restore", "from", str(folder)])
    assert put.exit_code == 0, put.output
    assert "Everybody signs in anew" in put.stdout
    assert "beside" not in put.stdout
    shown = CliRunner().invoke(wijk, [*new, "listing", "list", "--json"])
    assert json.loads(shown.stdout) == listed(made)
    (folder / "keys" / "sign.key").write_text("x")
    bent = made("backup", "check", str(folder))
    assert bent.stdout == "keys/sign.key has changed since it was made.\n"
    assert bent.exit_code != 0
