"""Accounts, invitations, applications and settings by command."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from node.cli import people
from node.cli import settings as settings_commands
from node.moderation import log
from node.residents import errors, joining, recovery, sessions, watching
from node.residents.joining import Wanted
from node.settings import table, values
from node.store import heartbeat
from node.store.database import Store
from node.world import World, system_clock, system_random
from tests.node.conftest import PASSWORD
from tests.node.test_cli import Run, made, run  # noqa: F401  # fixtures
from tests.world import make_world

OTHER = "nog een zin die niemand raadt"


@pytest.fixture
def admin(made: Run, tmp_path: Path) -> Run:  # noqa: F811
    """A node with an admin called Alice."""
    (tmp_path / "password").write_text(PASSWORD)
    added = made(
        *("user", "add", "Alice", "--role", "admin"),
        *("--password-file", str(tmp_path / "password")),
    )
    assert added.exit_code == 0, added.output
    return made


def rows(run: Run, *arguments: str) -> list[dict[str, object]]:  # noqa: F811
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: list[dict[str, object]] = json.loads(result.stdout)
    return found


def test_each_refusal_has_a_sentence() -> None:
    kinds, left = set(), [errors.AccountError]
    while left:
        found = left.pop().__subclasses__()
        kinds |= {*found}
        left += found
    assert kinds == set(people.SENTENCES)
    unknown = table.UnknownSettingError("x")
    wrong = table.BadValueError("joining", "x", ("open",))
    assert "joining" in settings_commands.sentence(unknown)
    assert "use open" in settings_commands.sentence(wrong)


def test_the_last_admin_stays_and_others_come_and_go(admin: Run, tmp_path: Path) -> None:
    """AD-03."""
    for done in (("role", "Alice", "resident"), ("suspend", "Alice")):
        assert isinstance(admin("user", *done).exception, errors.LastAdminError)
    (tmp_path / "other").write_text(OTHER)
    file = ("--password-file", str(tmp_path / "other"))
    admin("user", "add", "Bob", *file)
    for done in (
        ("role", "bob", "moderator"),
        ("suspend", "Bob"),
        ("restore", "Bob"),
        ("sign-out", "Bob"),
        ("no-second-step", "Bob"),
        ("password", "Bob", *file),
    ):
        assert admin("user", *done).exit_code == 0, done
    found = {row["name"]: row["role"] for row in rows(admin, "user", "list")}
    assert found == {"Alice": "admin", "Bob": "moderator"}
    assert isinstance(admin("user", "suspend", "Nobody").exception, errors.UnknownNameError)


def test_who_is_made_an_admin_by_command_ends_that_there_is_none(
    admin: Run, tmp_path: Path
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'elm' / 'wijk.db'}")
    file = ("--password-file", str(tmp_path / "password"))
    admin("user", "add", "Bob", *file)
    for made_one in (("role", "Bob", "admin"), ("add", "Cas", "--role", "admin", *file)):
        with store.active():
            heartbeat.beat(system_clock() - timedelta(days=61), watching.ADMIN)
        assert admin("trust", "succession").stdout != "There is an admin.\n"
        assert admin("user", *made_one).exit_code == 0
        assert admin("trust", "succession").stdout == "There is an admin.\n"
    store.close()


def test_a_code_to_hand_over_opens_a_new_password(admin: Run, tmp_path: Path) -> None:
    said = admin("user", "code", "Alice").stdout
    code = said.splitlines()[0].partition(": ")[2]
    (secret,) = [
        line.partition('"')[2].rstrip('"')
        for line in (tmp_path / "elm" / "wijk.toml").read_text().splitlines()
        if line.startswith("secret")
    ]
    world = _world(tmp_path, secret)
    store = Store(world.config.database_url)
    with store.active():
        token = recovery.by_code(world, who="Alice", typed=code)
        recovery.finish(world, token=token, password=OTHER)
        assert sessions.sign_in(world, name_or_email="alice", password=OTHER)
    store.close()


def test_invitations_are_made_listed_and_taken_back(admin: Run, tmp_path: Path) -> None:
    said = admin("invite", "new", "--uses", "3", "--label", "Buurthuis").stdout
    code, address = said.split()
    assert address.endswith(f"/account-maken?code={code}")
    (row,) = rows(admin, "invite", "list")
    assert (row["label"], row["uses_left"]) == ("Buurthuis", 3)
    assert code not in str(row)
    assert admin("invite", "end", str(row["id"])).exit_code == 0
    assert rows(admin, "invite", "list") == []
    assert admin("invite", "end", str(row["id"])).exit_code == 1


def test_letters_are_a_page_to_print(admin: Run, tmp_path: Path) -> None:
    file = tmp_path / "letters.html"
    assert admin("invite", "new", "--letters", "3").exit_code == 1
    assert (
        admin("invite", "new", "--letters", "3", "--days", "365", "--file", str(file)).exit_code
        == 0
    )
    page = file.read_text()
    assert page.count("<svg") == page.count('<article class="letter">') == 3
    assert "Doe mee met Elm" in page
    until = re.findall(r"De code werkt tot \w+ [\w\u00a0]+ (\d{4})\.", page)
    assert until == [str((system_clock() + timedelta(days=365)).year)] * 3
    assert file.stat().st_mode & 0o777 == 0o600
    again = admin("invite", "new", "--letters", "3", "--file", str(file))
    assert again.exit_code == 1
    assert len(rows(admin, "invite", "list")) == 3


def test_letters_that_cannot_be_written_are_not_made(admin: Run, tmp_path: Path) -> None:
    """Their codes are shown once: nobody would have them."""
    nowhere = tmp_path / "nowhere" / "letters.html"
    refused = admin("invite", "new", "--letters", "3", "--file", str(nowhere))
    assert str(refused.exception) == f"{nowhere} cannot be made: No such file or directory."
    assert rows(admin, "invite", "list") == []


@pytest.mark.parametrize(
    "command",
    [
        "invite new --language xx",
        "user ask-admin Noor --language xx",
        "paper print dpia --file dpia.html --language xx",
        "paper kept --language xx",
        "invite end 99999999999999999999",
        "notices done 99999999999999999999",
        "notices retry 99999999999999999999",
    ],
)
def test_a_language_and_a_number_that_cannot_be_are_wrong_usage(admin: Run, command: str) -> None:
    assert admin(*command.split()).exit_code == 2


def test_the_history_says_what_was_done_by_command(admin: Run) -> None:
    assert admin("settings", "set", "joining", "open").exit_code == 0
    assert "by command" in admin("settings", "history").stdout
    assert [row["who"] for row in rows(admin, "settings", "history")] == [""]


def test_who_is_asked_by_mail_without_a_mail_server_is_said(admin: Run) -> None:
    said = admin("user", "ask-admin", "Noor", "--email", "noor@elm.test").stdout
    assert "Hand the code over yourself." in said
    assert "mail" not in admin("user", "ask-admin", "Bea").stdout
    for row in rows(admin, "invite", "list"):
        admin("invite", "end", str(row["id"]))
    assert rows(admin, "user", "asked") == []


def test_settings_are_set_and_applications_decided(admin: Run, tmp_path: Path) -> None:
    assert admin("settings", "set", "joining", "application").exit_code == 0
    found = {row["name"]: row["value"] for row in rows(admin, "settings", "list")}
    assert found["joining"] == "application"
    assert isinstance(admin("settings", "set", "joining", "x").exception, table.BadValueError)
    world = _world(tmp_path, "s" * 40)
    store = Store(world.config.database_url)
    with store.active():
        assert values.get("joining") == "application"
        for name in ("Carla", "Dirk"):
            wanted = Wanted(name, PASSWORD, "nl")
            joining.join_without_mailbox(world, wanted=wanted, old_enough=True)
    store.close()
    assert [row["name"] for row in rows(admin, "application", "list")] == ["Carla", "Dirk"]
    assert admin("application", "accept", "carla").exit_code == 0
    assert admin("application", "refuse", "Dirk").exit_code == 0
    assert rows(admin, "application", "list") == []
    assert isinstance(admin("application", "accept", "Eva").exception, errors.UnknownNameError)
    logged = [line.action for line in _log(tmp_path)]
    assert logged == ["application-no", "application-yes", "setting", "role"]


def test_AD_06_who_gets_power_by_command_is_in_the_log(admin: Run, tmp_path: Path) -> None:
    file = str(tmp_path / "password")
    assert admin("user", "add", "Bob", "--password-file", file).exit_code == 0
    assert admin("user", "role", "Bob", "moderator").exit_code == 0
    assert admin("user", "ask-admin", "Fatma").exit_code == 0
    lines = _log(tmp_path)
    assert [(line.action, line.about, line.text) for line in lines] == [
        ("admin-asked", "", ""),
        ("role", "Bob", "moderator"),
        ("role", "Alice", "admin"),
    ]
    assert {line.who for line in lines} == {""}


def test_AD_06_who_is_shut_out_by_command_or_let_in_again_is_in_the_log(
    admin: Run, tmp_path: Path
) -> None:
    assert admin("user", "add", "Bob", "--password-file", str(tmp_path / "password")).exit_code == 0
    assert isinstance(admin("user", "suspend", "Alice").exception, errors.LastAdminError)
    assert admin("user", "suspend", "bob").exit_code == 0
    assert admin("user", "restore", "bob").exit_code == 0
    lines = _log(tmp_path)
    assert [(line.action, line.about, line.who) for line in lines] == [
        ("let-back", "Bob", ""),
        ("shut-out", "Bob", ""),
        ("role", "Alice", ""),
    ]


def test_AD_06_what_is_done_to_an_account_by_command_is_in_the_log(
    admin: Run, tmp_path: Path
) -> None:
    file = ("--password-file", str(tmp_path / "password"))
    for done in (("password", "alice", *file), ("code", "alice"), ("sign-out", "alice")):
        assert admin("user", *done).exit_code == 0, done
    assert admin("user", "no-second-step", "alice").exit_code == 0
    assert isinstance(admin("user", "sign-out", "Bob").exception, errors.UnknownNameError)
    (tmp_path / "short").write_text("kort")
    short = admin("user", "password", "alice", "--password-file", str(tmp_path / "short"))
    assert isinstance(short.exception, errors.PasswordTooShortError)
    lines = _log(tmp_path)
    assert [(line.action, line.about, line.who, line.text) for line in lines] == [
        ("second-step-off", "Alice", "", ""),
        ("signed-out", "Alice", "", ""),
        ("code-made", "Alice", "", ""),
        ("password-set", "Alice", "", ""),
        ("role", "Alice", "", "admin"),
    ]


def _log(folder: Path) -> list[log.Line]:
    """The log of decisions, the newest first."""
    store = Store(_world(folder, "s" * 40).config.database_url)
    with store.active():
        lines = log.page().lines
    store.close()
    return lines


def _world(folder: Path, secret: str) -> World:
    """The node of the command, with the machine's own clock."""
    other = make_world(folder / "elm", f"sqlite:///{folder / 'elm' / 'wijk.db'}")
    config = replace(other.config, secret=secret)
    return replace(other, config=config, clock=system_clock, random=system_random)
