"""From the outbox to the mail server: once, in its time, within the mailbox's share."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from node.doors.smtp import SmtpMail
from node.health import work
from node.health.finding import WARN
from node.health.looking import Look
from node.listings.days import ZONE
from node.notices import deliver, forget, kinds, letters, outbox, undelivered
from node.notices.kinds import Kind
from node.notices.letters import Desk
from node.notices.models import Notice
from node.notices.outbox import MOST, WINDOW, Recipient
from node.residents.models import Resident
from node.translations import catalogue
from node.upkeep import mailing
from node.world import Letter, MailError, NotSentError, PerhapsSentError, World
from tests.mailbox import Mailbox
from tests.mailserver import Day, mail_server
from tests.world import Clock

EXAMPLE = Kind(
    sort="account",
    subject="Gegevens",
    label="Code",
    why="Je vroeg om een code.",
    values={"name": "x", "until": kinds.SOON, "path": "/"},
    secret=("name",),
    lasts=timedelta(hours=1),
)
NOT_NOW = NotSentError("later", again=True)
DOWN = NotSentError("unreachable", again=True, server=True)
NEVER = NotSentError("refused", again=False)


@pytest.fixture(autouse=True)
def _example(monkeypatch: pytest.MonkeyPatch) -> None:
    """The letter ``export-ready``, with a secret in it."""
    table: Mapping[str, Kind] = {**kinds.KINDS, "export-ready": EXAMPLE}
    for module in (kinds, outbox, undelivered, letters, deliver):
        monkeypatch.setattr(module, "KINDS", table)


@pytest.fixture
def box() -> Mailbox:
    """A mail server."""
    return Mailbox()


@pytest.fixture
def node(world: World, box: Mailbox) -> World:
    """A node with that mail server."""
    return replace(world, mail=box)


def put(world: World, address: str | None = "alice@elm.test", **more: object) -> None:
    to = Recipient("nl", address=address, resident=more.pop("resident", None))  # type: ignore[arg-type]
    values = {"name": "geheim-777", "until": world.now(), "path": "/van-mij"}
    outbox.put(world, template="export-ready", to=to, values=values, **more)  # type: ignore[arg-type]


def run(world: World) -> int:
    return deliver.deliver_due(world, Desk("Elm", world.config.url, catalogue.load(ZONE)))


def forward(world: World, **by: float) -> None:
    assert isinstance(world.clock, Clock)
    world.clock.forward(**by)


def the_row() -> Notice:
    row: Notice = Notice.get()
    return row


def test_what_is_due_goes_out_once_and_its_words_are_deleted(node: World, box: Mailbox) -> None:
    put(node)
    assert run(node) == 1
    assert run(node) == 0
    (letter,) = box.letters
    assert "geheim-777" in letter.text
    assert (the_row().state, the_row().values) == ("sent", "{}")


def test_later_is_later_and_always_later(node: World, box: Mailbox) -> None:
    put(node)
    box.failing = [NOT_NOW, NOT_NOW]
    assert run(node) == 0
    assert run(node) == 0
    assert len(box.failing) == 1, "not before its time"
    forward(node, minutes=1, seconds=1)
    run(node)
    forward(node, minutes=1, seconds=1)
    assert run(node) == 0
    forward(node, minutes=4)
    assert run(node) == 1
    assert len(box.letters) == 1


def test_a_code_is_not_sent_after_its_hour(node: World, box: Mailbox) -> None:
    put(node)
    box.failing = [NOT_NOW] * 20
    for _ in range(20):
        run(node)
        forward(node, minutes=16)
    row = the_row()
    assert (row.state, row.values) == ("stuck", "{}")
    assert box.letters == []
    assert undelivered.listed(node)[0].secret == {}


def test_a_code_that_waited_out_its_hour_is_deleted(world: World, box: Mailbox) -> None:
    put(world)
    assert undelivered.listed(world)[0].secret == {"name": "geheim-777"}
    forward(world, hours=2)
    run(world)
    assert (the_row().state, the_row().problem, the_row().values) == ("stuck", "over", "{}")
    assert run(replace(world, mail=box)) == 0


def test_refused_for_good_is_seen_by_an_admin(node: World, box: Mailbox) -> None:
    put(node)
    box.failing = [NEVER]
    run(node)
    (one,) = undelivered.listed(node)
    assert (one.problem, one.secret, one.can_retry) == ("refused", {"name": "geheim-777"}, True)
    assert undelivered.retry(node, notice_id=one.id)
    assert run(node) == 1
    assert undelivered.listed(node) == []


def test_tries_come_to_an_end(node: World, box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(dict(kinds.KINDS), "export-ready", EXAMPLE)
    put(node)
    Notice.update(ends=None).execute()
    box.failing = [NOT_NOW] * 50
    for _ in range(20):
        run(node)
        forward(node, days=1, minutes=1)
    assert the_row().state == "stuck"
    assert len(box.failing) == 50 - len(deliver.TRIES) - 1


def test_a_server_that_is_down_is_asked_once_a_round(node: World, box: Mailbox) -> None:
    for name in ("a", "b", "c"):
        put(node, f"{name}@elm.test")
    box.failing = [DOWN, DOWN, DOWN]
    run(node)
    assert len(box.failing) == 2
    assert {row.state for row in Notice.select()} == {"waiting"}


def test_ME_06_perhaps_is_never_tried_again_by_itself(node: World, box: Mailbox) -> None:
    put(node)
    box.failing = [PerhapsSentError()]
    for _ in range(5):
        assert run(node) == 0
        forward(node, minutes=10)
    assert box.letters == []
    (one,) = undelivered.listed(node)
    assert one.problem == "unknown"
    assert undelivered.retry_all(node) == 0


class CrashError(Exception):
    """The process ended here."""


@pytest.mark.parametrize("after", [False, True], ids=["before sending", "after sending"])
def test_ME_06_a_crash_sends_at_most_one_mail(node: World, box: Mailbox, *, after: bool) -> None:
    def crash(letter: Letter) -> None:
        if after:
            box(letter)
        raise CrashError

    put(node)
    with pytest.raises(CrashError):
        run(replace(node, mail=crash))
    for _ in range(10):
        run(node)
        forward(node, minutes=5)
    assert len(box.letters) == after
    assert [one.problem for one in undelivered.listed(node)] == ["unknown"]


@pytest.mark.parametrize(
    ("days", "taken"),
    [
        ([Day(quit="wait")], 1),
        ([Day(dot="wait")], 1),
        ([Day(dot="")], 1),
        ([Day(rcpt="450 grey"), Day(rcpt="450 grey"), Day()], 1),
        ([Day(dot="451 not now"), Day()], 2),  # the server did not keep the first
        ([Day(data=""), Day(greeting="421 busy"), Day()], 1),
        ([Day(rcpt="550 nobody")], 0),
    ],
)
def test_ME_06_at_most_one_mail_on_the_real_road(world: World, days: list[Day], taken: int) -> None:
    put(world)
    with mail_server(*days) as server:
        config = replace(
            world.config,
            mail_host="127.0.0.1",
            mail_port=server.port,
            mail_from="wijk@elm.test",
            mail_security="none",
        )
        node = replace(world, mail=SmtpMail(config, step_seconds=0.5, all_seconds=3))
        for _ in range(8):
            run(node)
            forward(world, minutes=7)
        assert len(server.taken) == taken


def test_AC_21_never_more_than_the_share_also_after_a_failure(node: World, box: Mailbox) -> None:
    sent: list[datetime] = []
    for _ in range(4):
        for _ in range(MOST + 3):
            put(node, "Alice@Elm.test" if len(sent) % 2 else "alice@elm.test")
        forward(node, minutes=31)
    Notice.update(ends=None).execute()
    for _ in range(50):
        before = len(box.letters)
        run(node)
        sent += [node.now()] * (len(box.letters) - before)
        forward(node, minutes=4)
    assert len(sent) == 4 * MOST
    for start in sent:
        within = [at for at in sent if start <= at < start + WINDOW]
        assert len(within) <= MOST


def test_the_share_is_of_one_mailbox(node: World, box: Mailbox) -> None:
    for number in range(MOST + 1):
        put(node, f"{number}@elm.test")
        put(node)
    run(node)
    assert len(box.letters) == 2 * MOST + 1


@pytest.mark.parametrize("failure", [None, NOT_NOW, NEVER, DOWN, PerhapsSentError()])
def test_the_log_tells_no_address_and_no_code(
    node: World, box: Mailbox, caplog: pytest.LogCaptureFixture, failure: MailError | None
) -> None:
    caplog.set_level(logging.DEBUG, logger="node")
    box.failing = [failure]
    put(node)
    run(node)
    said = caplog.text
    assert "export-ready" in said
    assert "alice" not in said
    assert "777" not in said


@pytest.mark.parametrize(
    ("values", "error"),
    [('{"path": "/geheim-777"}', "UndefinedError"), ("geheim-777", "JSONDecodeError")],
)
def test_a_letter_that_cannot_be_written_is_an_admins_at_once_and_stops_no_other(
    node: World,
    box: Mailbox,
    caplog: pytest.LogCaptureFixture,
    unwritten: list[str],
    *,
    values: str,
    error: str,
) -> None:
    put(node)
    put(node, "bob@elm.test")
    broken, whole = list(Notice.select().order_by(Notice.id))
    Notice.update(values=values).where(Notice.id == broken.id).execute()
    caplog.set_level(logging.DEBUG, logger="node")
    assert run(node) == 1
    assert [letter.to for letter in box.letters] == ["bob@elm.test"]
    states = {row.id: (row.state, row.problem) for row in list(Notice.select())}
    assert states == {broken.id: ("stuck", "bad_letter"), whole.id: ("sent", "")}
    assert unwritten == [f"notice {broken.id} (export-ready) cannot be written: {error}"]
    assert not any(word in caplog.text for word in ("geheim", "until", "elm.test"))
    assert work.mail(Look(node)).state == WARN
    unwritten.clear()
    forward(node, minutes=20)
    assert run(node) == 0
    assert Notice.get_by_id(broken.id).problem == "bad_letter"  # and not "perhaps arrived"


def test_without_a_mail_server_codes_are_handed_over(world: World, bob: Resident) -> None:
    put(world)
    put(world, None, resident=bob.id)
    assert run(world) == 0
    lines = mailing.lines(world)
    assert {(line.who, line.notice.problem) for line in lines} == {
        ("alice@elm.test", "no_server"),
        ("Bob", "no_mailbox"),
    }
    assert all(line.notice.secret == {"name": "geheim-777"} for line in lines)
    assert not any(line.notice.can_retry for line in lines)
    assert not undelivered.retry(world, notice_id=lines[0].notice.id) or lines[0].notice.address
    for line in lines:
        assert undelivered.put_aside(world, notice_id=line.notice.id)
        assert not undelivered.put_aside(world, notice_id=line.notice.id)
    assert mailing.lines(world) == []
    assert {row.values for row in Notice.select()} == {"{}"}


def test_without_a_mail_server_what_nobody_hands_over_is_not_kept(world: World) -> None:
    put(world)
    to = Recipient("nl", address="alice@elm.test")
    values = {"name": "Alice", "path": "/over"}
    outbox.put(world, template="account-gone", to=to, values=values)
    run(world)
    assert [row.template for row in Notice.select()] == ["export-ready"]


def test_a_code_that_mail_is_bringing_is_not_shown(node: World) -> None:
    put(node)
    assert undelivered.listed(node) == []


def test_the_job_sends_in_the_name_of_the_ward(node: World, box: Mailbox) -> None:
    put(node)
    assert mailing.deliver_due(node) == 1
    assert box.letters[0].sender == "Elm"


def test_afterwards_nothing_is_kept_but_the_key(node: World, box: Mailbox) -> None:
    put(node)
    put(node, key="once")
    run(node)
    forward(node, days=2)
    forget.forget_old(node)
    (row,) = list(Notice.select())
    assert (row.key, row.address, row.mailbox, row.values) == ("once", None, "", "{}")
    put(node, key="once")
    assert run(node) == 0


@pytest.mark.parametrize("address", [None, "alice@elm.test"])
def test_what_nobody_looks_at_is_forgotten_too(world: World, address: str | None) -> None:
    put(world, address)
    forward(world, days=31)
    assert forget.forget_old(world) == 1
