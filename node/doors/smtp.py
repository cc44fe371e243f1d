"""The one way mail goes out.

Rule 1: certainly sent, certainly not sent, or unknown; the three are never mixed up, so nobody
gets a mail twice because a server was slow to say goodbye.
Rule 2: encrypted and to the server that the settings name, or not at all.
Rule 3: every wait, and all of them together, have an end; so has what a server may answer.
Rule 4: what leaves here as an error holds no address and no word of the letter.
"""

import re
import smtplib
import socket
import ssl
import threading
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any

from node.config import Config
from node.world import Letter, NotSentError, PerhapsSentError

STEP_SECONDS = 30.0  # for one answer; RFC 5321 §4.5.3.2 lets a server take minutes, ours may not
ALL_SECONDS = 90.0  # from the first packet to the last answer
CLOSE_SECONDS = 3.0  # for the goodbye, which decides nothing any more
REPLY_BYTES = 64 * 1024  # all answers of one visit
GO_AHEAD, TAKEN, LOST = 354, 250, 400
PERMANENT = 500
POLICY = SMTP.clone(cte_type="7bit", max_line_length=76)

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+")
_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]"
)  # ends a line, or is no text

Reply = tuple[int, bytes]


class SmtpMail:
    """See :class:`node.world.SendMail`."""

    def __init__(
        self,
        config: Config,
        *,
        context: ssl.SSLContext | None = None,
        step_seconds: float = STEP_SECONDS,
        all_seconds: float = ALL_SECONDS,
    ) -> None:
        self.config = config
        self.context = context or ssl.create_default_context()
        self.step_seconds = step_seconds
        self.all_seconds = all_seconds

    def __call__(self, letter: Letter) -> None:
        """Hand it over."""
        data = written(self.config, letter)
        to = _envelope(letter.to)
        server = self._visit()
        try:
            self._introduce(server)
            self._hand_over(server, to, data)
            _say_goodbye(server)
        finally:
            server.leave()

    def _visit(self) -> "_Server":
        secure = self.config.mail_security == "tls"
        server = _SecureServer(self.context) if secure else _Server()
        try:
            server.visit(self.config, step_seconds=self.step_seconds, all_seconds=self.all_seconds)
        except (OSError, smtplib.SMTPException):
            server.leave()
            raise NotSentError("unreachable", again=True, server=True) from None
        return server

    def _introduce(self, server: "_Server") -> None:
        """Say who we are, behind a closed door."""
        try:
            server.ehlo_or_helo_if_needed()
            if self.config.mail_security == "starttls":
                if not server.has_extn("starttls"):
                    raise NotSentError("no_tls", again=True, server=True)
                server.starttls(context=self.context)
                server.ehlo()
            if self.config.mail_user:
                server.login(self.config.mail_user, self.config.mail_password)
        except smtplib.SMTPAuthenticationError:
            raise NotSentError("login_refused", again=True, server=True) from None
        except ssl.SSLError:
            raise NotSentError("no_tls", again=True, server=True) from None
        except smtplib.SMTPNotSupportedError:
            raise NotSentError("server_refuses", again=True, server=True) from None
        except (OSError, smtplib.SMTPException):
            raise NotSentError("unreachable", again=True, server=True) from None

    def _hand_over(self, server: "_Server", to: str, data: bytes) -> None:
        """Sender, receiver, letter. Only after the last dot can it have been taken."""
        try:
            options = ["SMTPUTF8", "BODY=8BITMIME"] if not to.isascii() else []
            if options and not server.has_extn("smtputf8"):
                raise NotSentError("refused", again=False)
            _expect(server.mail(self.config.mail_from, options), TAKEN, server=True)
            _expect(server.rcpt(to), TAKEN)
            _expect(server.docmd("DATA"), GO_AHEAD)
            server.send(data)
        except (OSError, smtplib.SMTPException, UnicodeError):
            raise NotSentError("unreachable", again=True, server=True) from None
        try:
            server.send(b".\r\n")
            reply = server.getreply()
        except (OSError, smtplib.SMTPException):
            raise PerhapsSentError from None
        if not 200 <= reply[0] < 600 or 300 <= reply[0] < LOST:
            raise PerhapsSentError  # an answer that is no answer
        _expect(reply, TAKEN)


def _expect(reply: Reply, wanted: int, *, server: bool = False) -> None:
    """:raises NotSentError: when the server says no, for now or for good."""
    code = reply[0]
    if code // 100 == wanted // 100:
        return
    if server:
        raise NotSentError("server_refuses", again=True, server=True)
    if LOST <= code < PERMANENT:
        raise NotSentError("later", again=True)
    raise NotSentError("refused", again=False)


def _say_goodbye(server: smtplib.SMTP) -> None:
    """The mail is theirs; however the visit ends, it was sent."""
    try:
        if server.sock is not None:
            server.sock.settimeout(CLOSE_SECONDS)
        server.quit()
    except (OSError, smtplib.SMTPException):
        return


def written(config: Config, letter: Letter) -> bytes:
    """The letter as it goes over the wire, its dots doubled (RFC 5321 §4.5.2).

    The headers are written here: the library's own way loses spaces in long ones that are not
    ASCII, and what may stand in them must be seen to in one place anyway.

    :raises NotSentError: when a control or an impossible address is in what becomes a header.
    """
    if _STEERING.search("".join((letter.sender, letter.subject, letter.id, letter.stop))):
        raise NotSentError("bad_letter", again=False)
    host = config.host_name.partition(":")[0]
    headers = {
        "From": formataddr((letter.sender, config.mail_from)),
        "To": _envelope(letter.to),
        "Subject": Header(letter.subject, header_name="Subject").encode(linesep="\r\n"),
        "Date": format_datetime(letter.date),
        "Message-ID": f"<{letter.id}@{host}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's machine answers ours
        "X-Auto-Response-Suppress": "All",
    }
    if letter.stop:
        headers["List-Unsubscribe"] = f"<{letter.stop}>"
    if letter.stop and letter.one_click:
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    body = EmailMessage(policy=POLICY)
    body.set_content(letter.text, cte="quoted-printable")
    body.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    if letter.calendar:
        body.add_attachment(
            letter.calendar, subtype="calendar", filename="afspraak.ics", cte="base64"
        )
    return re.sub(rb"(?m)^\.", b"..", head.encode() + body.as_bytes())


def _envelope(address: str) -> str:
    """The address with its host as the mail's road knows it (IDNA), if that is the same host."""
    if not _ADDRESS.fullmatch(address) or not address.isprintable():
        raise NotSentError("bad_letter", again=False)
    local, _, host = address.rpartition("@")
    if host.isascii():
        return address
    try:
        encoded = host.encode("idna").decode("ascii")
        same = encoded.encode("ascii").decode("idna") == host
    except UnicodeError:
        same = False
    if not same:  # straße would become strasse, which is somebody else
        raise NotSentError("bad_letter", again=False)
    return f"{local}@{encoded}"


class _Server(smtplib.SMTP):
    """A visit to the server that ends when its time is over, and reads only so much."""

    def __init__(self) -> None:
        super().__init__(local_hostname="localhost")  # or it would ask the network who we are
        self._clock: threading.Timer | None = None

    def visit(self, config: Config, *, step_seconds: float, all_seconds: float) -> None:
        """Connect, and hear the greeting."""
        self._clock = threading.Timer(all_seconds, self._cut)
        self._clock.daemon = True
        self._clock.start()
        self.timeout = step_seconds
        self.local_hostname = config.host_name.partition(":")[0]
        self._host = config.mail_host  # what its certificate must say
        code, _ = self.connect(config.mail_host, config.mail_port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, b"")

    def getreply(self) -> Reply:
        """One answer, as long as all of them together stay within bounds."""
        if self.file is None and self.sock is not None:
            self.file = _Counted(self.sock.makefile("rb"))
        return super().getreply()

    def leave(self) -> None:
        """Let go of everything."""
        if self._clock is not None:
            self._clock.cancel()
        self.close()

    def _cut(self) -> None:
        """Time is over: whoever waits for an answer now hears that there is none."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


class _SecureServer(_Server):
    """The same, encrypted from the first byte."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__()
        self._context = context

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        plain = socket.create_connection((host, port), timeout)
        return self._context.wrap_socket(plain, server_hostname=host)


class _Counted:
    """What comes in, counted."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.left = REPLY_BYTES

    def readline(self, limit: int) -> bytes:
        """The next line; :raises OSError: when it was enough."""
        line: bytes = self.inner.readline(limit)
        self.left -= len(line)
        if self.left < 0:
            raise OSError("the server does not stop talking")
        return line

    def close(self) -> None:
        """Let go."""
        self.inner.close()
