"""`wijk setup`, and a node that is made by `init` or `serve` without a name."""

import re
from pathlib import Path

import pytest

from federation.sheet import Sheet
from node.residents import accounts
from node.residents.models import Resident
from node.settings import values
from node.store.database import Store
from node.upkeep import founding, mailing
from node.upkeep.founding import OverError
from node.upkeep.models import Founding
from node.world import PerhapsSentError, World
from tests.founders import PASSWORD
from tests.node.test_cli import Run, run  # noqa: F401  # fixture

URL = ("--url", "http://elm.localhost:8001", "--development")
# Every question, in order, up to the sheets.
TYPED = (
    "Indische Buurt",
    "WK0363ME",  # refused: no year
    "WK0363ME@2025",
    "het plein",  # refused
    "",
    "nl",
    "short",
    "Beheerder",  # refused: it pretends
    PASSWORD,
    PASSWORD,
    "",
    "Noor",
    PASSWORD,
    PASSWORD,
    "",
    "F" * 81,  # refused: too long a name
    "",
    "Fatma",
    "",
)


def store_of(folder: Path) -> Store:
    return Store(f"sqlite:///{folder / 'elm' / 'wijk.db'}")


def code_in(text: str) -> str:
    found = re.search(r"code for it:\s+(\S+)", text)
    assert found
    return found[1]


def test_init_without_a_name_makes_a_node_ready_for_its_set_up(run: Run, tmp_path: Path) -> None:  # noqa: F811
    made = run("init", *URL)
    assert made.exit_code == 0, made.output
    assert "http://elm.localhost:8001/opzetten" in made.output
    with store_of(tmp_path).active():
        assert founding.is_code(code_in(made.output))
    other = run("setup", "code")
    with store_of(tmp_path).active():
        assert founding.is_code(code_in(other.output))
        assert not founding.is_code(code_in(made.output))
    refused = run("user", "list")
    assert refused.exit_code == 1
    assert "not set up yet" in str(refused.exception)
    assert run("init", *URL).exit_code == 1


def test_it_is_left_halfway_and_finished_with_the_words_of_the_sheets(
    run: Run,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left = run("setup", *URL, given="\n".join(TYPED[:5]) + "\n")
    assert left.exit_code == 1  # the questions went on, and nobody answered
    assert "is not a CBS code" in left.output
    with store_of(tmp_path).active():
        assert [*Founding.select()]

    def words(self: Sheet) -> tuple[str, ...]:
        del self
        return ("ABCD",) * 14

    monkeypatch.setattr(Sheet, "groups", property(words))
    rest = (*TYPED[5:], "AAAA", "ABCD", "abcd", "ABCD", "")
    done = run("setup", "--sheets", str(tmp_path / "sheets"), given="\n".join(rest) + "\n")
    assert done.exit_code == 0, done.output
    assert "What is the ward called?" not in done.output
    assert "not on sheet 1" in done.output
    assert "seems to speak for the site" in done.output
    assert re.search(r"Code for Fatma: \S{4}-\S{4}-\S{4}", done.output)
    assert len(list((tmp_path / "sheets").iterdir())) == 2
    assert run("setup").exit_code == 1
    assert run("setup", "code").exit_code == 1
    assert run("user", "list").exit_code == 0
    with store_of(tmp_path).active():
        assert not founding.is_open()
        assert accounts.named("Noor").role == "admin"
        assert values.get("house_rules").startswith("- ")
        assert values.get("privacy_text")


def test_sheets_that_are_on_paper_already_are_kept(
    run: Run,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Sheet, "groups", property(lambda _: ("ABCD",) * 14))
    folder = ("--sheets", str(tmp_path / "sheets"))
    left = run("setup", *URL, *folder, given="\n".join(TYPED) + "\n")
    assert "Print both now." in left.output
    other = run("setup", *folder, given="n\n")
    assert "is there already; nothing was done." in str(other.exception)
    done = run("setup", *folder, given="y\nABCD\nABCD\n\n")
    assert done.exit_code == 0, done.output
    assert "Print both now." not in done.output


def test_what_is_answered_in_the_browser_meanwhile_is_not_asked_again(
    run: Run,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make = founding.make_admin

    def make_twice(world: World, **typed: str) -> Resident:
        make(world, **typed | {"name": "Mo"})
        return make(world, **typed)

    monkeypatch.setattr(founding, "make_admin", make_twice)
    left = run("setup", *URL, given="\n".join(TYPED[:11]) + "\n")
    assert "That was answered in the browser." in left.output
    assert left.output.count("Your name, to sign in with") == 1
    assert "Who is the second admin?" in left.output

    def finish(step: str) -> None:
        Founding.update(finished=1).execute()
        raise OverError(step)

    monkeypatch.setattr(founding, "pass_over", finish)
    done = run("setup", given="\n")
    assert done.exit_code == 1
    assert "finished in the browser" in str(done.exception)


def test_a_mail_that_was_perhaps_sent_is_asked_for_again(
    run: Run,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def perhaps(*_: object, **__: object) -> None:
        raise PerhapsSentError

    run("setup", *URL, given="\n".join(TYPED[:5]) + "\n")
    monkeypatch.setattr(mailing, "send_test", perhaps)
    monkeypatch.setenv("WIJK_MAIL_HOST", "mail.elm.test")
    monkeypatch.setenv("WIJK_MAIL_FROM", "wijk@elm.test")
    rest = (*TYPED[5:7], *TYPED[11:15], "", "noor@elm.test", "")
    asked = run("setup", given="\n".join(rest) + "\n")
    assert "Perhaps sent" in asked.output, asked.output
    assert "The mail server took it" not in asked.output
    assert asked.output.count("Send a mail to try it") == 2


def test_without_an_address_nothing_is_made(run: Run, tmp_path: Path) -> None:  # noqa: F811
    for command in ("setup", "serve"):
        refused = run(command)
        assert refused.exit_code == 1
        assert "--url" in str(refused.exception)
    assert not (tmp_path / "elm").exists()
