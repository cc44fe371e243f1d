"""``wijk mail test`` and ``wijk notices …``, against a mail server on the loopback."""

import json
from datetime import timedelta

import pytest

from node.cli.mail import PROBLEMS
from node.notices import outbox
from node.notices.models import Notice
from node.notices.outbox import Recipient
from node.world import World
from tests.mailserver import Day, mail_server
from tests.tools import ROOT, run_wijk


@pytest.fixture
def engine() -> str:
    return "sqlite"


def settings(port: int) -> dict[str, str]:
    return {
        "WIJK_MAIL_HOST": "127.0.0.1",
        "WIJK_MAIL_PORT": str(port),
        "WIJK_MAIL_FROM": "wijk@elm.test",
        "WIJK_MAIL_SECURITY": "none",
    }


def wijk(world: World, *arguments: str, port: int = 0, expect: int = 0) -> tuple[str, str]:
    done = run_wijk(
        "--data",
        world.config.data,
        *arguments,
        expect=expect,
        environment=settings(port) if port else {},
    )
    return done.stdout, done.stderr


def test_a_proof_arrives(world: World) -> None:
    with mail_server() as server:
        said, _ = wijk(world, "mail", "test", "bea@elm.test", port=server.port)
        assert "took it" in said
        assert b"To: bea@elm.test" in server.taken[0]


@pytest.mark.parametrize(
    ("day", "complaint"),
    [
        (Day(rcpt="550 no"), "refuses this address"),
        (Day(mail="530 no"), "takes no mail from us"),
        (Day(dot=""), "Perhaps sent"),
    ],
)
def test_what_the_server_says_is_said(world: World, day: Day, complaint: str) -> None:
    with mail_server(day) as server:
        _, said = wijk(world, "mail", "test", "bea@elm.test", port=server.port, expect=1)
        assert complaint in said


def test_without_a_server_or_an_address(world: World) -> None:
    assert "no mail server" in wijk(world, "mail", "test", "bea@elm.test", expect=1)[1]
    assert "not an e-mail address" in wijk(world, "mail", "test", "bea", expect=1)[1]
    assert "no mail server" in wijk(world, "notices", "retry", expect=1)[1]


def test_what_did_not_arrive_is_listed_and_put_aside(world: World) -> None:
    to = Recipient("nl", address="bea@elm.test")
    values = {"name": "Bea", "code": "1234 5678", "path": "/herstel/abc"}
    outbox.put(world, template="recover", to=to, values=values)
    (row,) = json.loads(wijk(world, "notices", "list", "--json")[0])
    assert (row["who"], row["what"], row["why"]) == ("bea@elm.test", "recover", "no_server")
    assert row["code"] == "1234 5678"
    assert "no mail server" in wijk(world, "notices", "list")[0]
    with mail_server() as server:
        assert "1 will be tried" not in wijk(world, "notices", "retry", port=server.port)[0]
        wijk(world, "notices", "retry", "9", port=server.port, expect=1)
    wijk(world, "notices", "done", str(row["id"]))
    wijk(world, "notices", "done", str(row["id"]), expect=1)
    assert json.loads(wijk(world, "notices", "list", "--json")[0]) == []
    assert "Nothing" in wijk(world, "notices", "list")[0]


def test_once_a_proof_arrives_what_the_server_kept_waiting_is_due(world: World) -> None:
    to = Recipient("nl", address="bea@elm.test")
    values = {"name": "Bea", "code": "1234 5678", "path": "/herstel/abc"}
    for _ in range(3):
        outbox.put(world, template="recover", to=to, values=values)
    due = world.now() + timedelta(hours=4)
    Notice.update(due=due).execute()
    Notice.update(problem="login_refused").where(Notice.id == 1).execute()
    Notice.update(problem="server_refuses", state="stuck").where(Notice.id == 2).execute()
    with mail_server() as server:
        wijk(world, "mail", "test", "ada@elm.test", port=server.port)
    assert [row.due < due for row in Notice.select().order_by(Notice.id)] == [True, True, False]
    assert {row.state for row in Notice.select()} == {"waiting"}


def test_each_problem_has_its_sentence() -> None:
    source = (ROOT / "node" / "doors" / "smtp.py").read_text("utf-8")
    codes = {word for word in source.split('"') if word.replace("_", "").isalpha()}
    raised = {code for code in codes if f'NotSentError("{code}"' in source}
    assert raised
    assert raised <= PROBLEMS.keys()
