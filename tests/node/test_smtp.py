"""The door of mail, against a real server on the loopback that has good and bad days."""

import email
import email.policy
import ssl
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
import trustme

from node.config import Config
from node.doors.smtp import SmtpMail, written
from node.world import Letter, NotSentError, PerhapsSentError
from tests.mailserver import Day, Server, mail_server
from tests.world import NOON, make_world

LETTER = Letter(
    id="abc123",
    to="alice@elm.test",
    sender="Dapperbuurt",
    subject="Iemand wil je boor lenen, op zaterdag 10 mei",
    text="Hallo Alice,\n\n.een punt vooraan\nëén regel met accenten\n",
    html="<p>Hallo Alice,</p>\n<p>.een punt vooraan</p>\n",
    date=NOON,
    stop="http://elm.localhost:8001/seintjes",
)


def config_for(server: Server, **changes: object) -> Config:
    plain = make_world(Path("unused"), "").config
    return replace(
        plain,
        mail_host="127.0.0.1",
        mail_port=server.port,
        mail_from="wijk@elm.test",
        mail_security="none",
        **changes,  # type: ignore[arg-type]
    )


def door(server: Server, **changes: object) -> SmtpMail:
    return SmtpMail(config_for(server, **changes), step_seconds=0.5, all_seconds=3)


def read(data: bytes) -> EmailMessage:
    found = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_one_click_stops_only_what_one_click_can_stop() -> None:
    for one_click in (False, True):
        with mail_server() as server:
            door(server)(replace(LETTER, one_click=one_click))
        (data,) = server.taken
        told = read(data)["List-Unsubscribe-Post"]
        assert told == ("List-Unsubscribe=One-Click" if one_click else None)


def test_ME_05_a_letter_arrives_as_it_was_written_and_no_machine_answers_it() -> None:
    with mail_server() as server:
        door(server)(LETTER)
    (data,) = server.taken
    assert data.isascii()
    message = read(data)
    assert message["From"] == "Dapperbuurt <wijk@elm.test>"
    assert message["To"] == "alice@elm.test"
    assert message["Subject"] == LETTER.subject
    assert message["Message-ID"] == "<abc123@elm.localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["List-Unsubscribe"] == "<http://elm.localhost:8001/seintjes>"
    assert message["Date"].datetime == NOON
    text, html = (message.get_body([kind]) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == LETTER.text
    assert html.get_content().replace("\r\n", "\n") == LETTER.html
    assert "MAIL FROM:<wijk@elm.test>" in " ".join(server.heard).upper().replace(
        "WIJK@ELM.TEST", "wijk@elm.test"
    )


@pytest.mark.parametrize("ending", ["wait", "", "421 busy", "garbage"])
def test_ME_06_slow_or_rude_at_goodbye_is_sent_all_the_same(ending: str) -> None:
    with mail_server(Day(quit=ending)) as server:
        door(server)(LETTER)
        assert len(server.taken) == 1


@pytest.mark.parametrize("answer", ["wait", "", "garbage", "199 hm", "354 more"])
def test_ME_06_no_answer_after_the_last_dot_is_perhaps(answer: str) -> None:
    with mail_server(Day(dot=answer)) as server:
        with pytest.raises(PerhapsSentError):
            door(server)(LETTER)
        assert len(server.taken) == 1


@pytest.mark.parametrize(
    ("day", "code", "again", "whole_server"),
    [
        (Day(greeting="554 no"), "unreachable", True, True),
        (Day(greeting="wait"), "unreachable", True, True),
        (Day(greeting=""), "unreachable", True, True),
        (Day(greeting="chatter"), "unreachable", True, True),
        (Day(hello=""), "unreachable", True, True),
        (Day(mail="530 no"), "server_refuses", True, True),
        (Day(mail="451 later"), "server_refuses", True, True),
        (Day(rcpt="450 grey"), "later", True, False),
        (Day(rcpt="550 nobody"), "refused", False, False),
        (Day(rcpt=""), "unreachable", True, True),
        (Day(data="451 no"), "later", True, False),
        (Day(data="wait"), "unreachable", True, True),
        (Day(dot="452 full"), "later", True, False),
        (Day(dot="554 spam"), "refused", False, False),
    ],
)
def test_ME_06_certainly_not_sent(day: Day, code: str, *, again: bool, whole_server: bool) -> None:
    with mail_server(day) as server, pytest.raises(NotSentError) as refused:
        door(server)(LETTER)
    assert (refused.value.code, refused.value.again) == (code, again)
    assert refused.value.server == whole_server
    assert "alice" not in repr(refused.value).lower()


def test_ME_06_a_line_that_breaks_in_the_middle_was_not_sent() -> None:
    long = replace(LETTER, text=f"{'x' * 70}\n" * 120_000)
    with mail_server(Day(tear_after=2_000)) as server:
        with pytest.raises((NotSentError, PerhapsSentError)) as failed:
            door(server)(long)
        assert server.taken == []
    assert isinstance(failed.value, NotSentError)
    assert failed.value.again


def test_nobody_listens() -> None:
    with mail_server() as server:
        pass
    with pytest.raises(NotSentError) as refused:
        door(server)(LETTER)
    assert refused.value.code == "unreachable"


@pytest.fixture
def certificates() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What the server shows, and what we trust."""
    authority = trustme.CA()
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(shown)
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)
    return shown, trusted


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_encrypted_and_with_a_name(
    certificates: tuple[ssl.SSLContext, ssl.SSLContext], security: str
) -> None:
    shown, trusted = certificates
    day = Day(hello="250-sink\r\n250-STARTTLS\r\n250 AUTH PLAIN")
    with mail_server(day, context=shown, implicit=security == "tls") as server:
        config = replace(
            config_for(server), mail_security=security, mail_user="wijk", mail_password="geheim"
        )
        SmtpMail(config, context=trusted, step_seconds=2)(LETTER)
        assert len(server.taken) == 1
        assert any(line.startswith("AUTH") for line in server.heard)
        server.days = [replace(day, auth="535 no")]
        with pytest.raises(NotSentError) as refused:
            SmtpMail(config, context=trusted, step_seconds=2)(LETTER)
        assert refused.value.code == "login_refused"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for(
    certificates: tuple[ssl.SSLContext, ssl.SSLContext], security: str
) -> None:
    day = Day(hello="250-sink\r\n250 STARTTLS")
    with mail_server(day, context=certificates[0], implicit=security == "tls") as server:
        config = replace(config_for(server), mail_security=security)
        with pytest.raises(NotSentError):
            SmtpMail(config, step_seconds=2)(LETTER)
        assert server.taken == []


def test_no_encryption_offered_is_no_mail() -> None:
    with mail_server() as server:
        with pytest.raises(NotSentError) as refused:
            SmtpMail(replace(config_for(server), mail_security="starttls"))(LETTER)
        assert refused.value.code == "no_tls"
        assert not any(line.startswith("MAIL") for line in server.heard)


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Hallo\r\nBcc: eve@evil.test"},
        {"subject": "Hallo\nX: y"},
        {"sender": "Elm\r\nBcc: eve@evil.test"},
        {"to": "alice@elm.test\r\nRCPT TO:<eve@evil.test>"},
        {"to": "alice@elm.test>\r\nBcc: eve@evil.test"},
        {"to": "no address"},
        {"to": "a@b@c d"},
        {"id": "x>\r\nBcc: eve@evil.test"},
        {"stop": "http://elm.localhost/\r\nBcc: eve@evil.test"},
        {"to": "a@straße.test"},
    ],
)
def test_LI_17_ME_05_nothing_that_was_typed_makes_a_header(changes: dict[str, str]) -> None:
    with mail_server() as server:
        with pytest.raises(NotSentError) as refused:
            door(server)(replace(LETTER, **changes))  # type: ignore[arg-type]
        assert refused.value.code == "bad_letter"
        assert server.taken == []


def test_AC_06_an_address_in_other_letters_stays_that_address() -> None:
    with mail_server() as server:
        door(server)(replace(LETTER, to="a@bücher.test"))
        assert read(server.taken[0])["To"] == "a@xn--bcher-kva.test"
        with pytest.raises(NotSentError):
            door(server)(replace(LETTER, to="mıke@elm.test"))
        server.days = [Day(hello="250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8")]
        door(server)(replace(LETTER, to="mıke@elm.test"))
        assert "mıke@elm.test" in server.taken[1].decode("utf-8")
        assert any("mıke@elm.test" in line for line in server.heard)


def test_long_and_strange_subjects_are_folded(tmp_path: Path) -> None:
    subject = "Ｌange 🚲 titel met “tekens” " * 12
    with mail_server() as server:
        door(server)(replace(LETTER, subject=subject.strip(), sender='Wijk "de, <x>'))
    assert read(server.taken[0])["Subject"] == subject.strip()
    assert max(map(len, server.taken[0].splitlines())) <= 78


def test_the_wire_has_no_lone_line_ends() -> None:
    with mail_server() as server:
        data = written(config_for(server), LETTER)
    assert data.replace(b"\r\n", b"").count(b"\n") == 0
    assert b"\r\n.\r\n" not in data
    assert data.endswith(b"\r\n")
