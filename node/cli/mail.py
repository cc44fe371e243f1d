"""Mail: ``wijk mail test`` and ``wijk notices …``."""

import click

from node.cli.output import ROW, table
from node.cli.world import CommandError, Place
from node.feed.identity import ward
from node.notices import undelivered
from node.residents import names
from node.residents.errors import BadEmailError
from node.upkeep import mailing
from node.world import NotSentError, PerhapsSentError

PROBLEMS = {
    "unreachable": "the mail server cannot be reached, or broke off",
    "no_tls": "the mail server offers no encryption that can be trusted (mail_security)",
    "login_refused": "the mail server refuses the name or password (mail_user, mail_password)",
    "server_refuses": "the mail server takes no mail from us (mail_from)",
    "later": "the mail server says: not now",
    "refused": "the mail server refuses this address",
    "bad_letter": "the mail cannot be made, or not for this address",
    "unknown": "the mail server broke off at the very end: it may or may not have arrived",
    "no_mailbox": "there is no address",
    "no_server": "this node has no mail server (mail_host)",
    "over": "it was not sent in time, and what it said no longer holds",
}


@click.group()
def mail() -> None:
    """Mail that this node sends."""


@mail.command("test")
@click.argument("address")
@click.pass_obj
def test(place: Place, *, address: str) -> None:
    """Send one mail to ADDRESS now, and say what the mail server answered."""
    with place.node() as world:
        try:
            to = names.check_email(address)
            mailing.send_test(world, address=to, language=ward().language)
        except BadEmailError:
            raise CommandError(f"{address!r} is not an e-mail address.") from None
        except LookupError:
            raise CommandError(f"Not sent: {PROBLEMS['no_server']}.") from None
        except NotSentError as error:
            raise CommandError(f"Not sent: {PROBLEMS[error.code]}.") from None
        except PerhapsSentError:
            raise CommandError(f"Perhaps sent: {PROBLEMS['unknown']}.") from None
        click.echo(f"The mail server {world.config.mail_host} took it. Look in the mailbox.")


@click.group()
def notices() -> None:
    """Notices that mail could not bring."""


@notices.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def list_(place: Place, *, as_json: bool) -> None:
    """Each notice that did not arrive: who, what, since when, why, and the code to hand over."""
    with place.node() as world:
        rows = [
            {
                "id": line.notice.id,
                "who": line.who,
                "what": line.notice.template,
                "since": line.notice.since,
                "why": line.notice.problem,
                "until": line.notice.ends,
                "code": _handed_over(line, world.config.url),
            }
            for line in mailing.lines(world)
        ]
        table(rows, as_json=as_json)
        if not as_json:
            for problem in dict.fromkeys(str(row["why"]) for row in rows):
                click.echo(f"{problem}: {PROBLEMS.get(problem, problem)}.")


@notices.command("retry")
@click.argument("notice_id", metavar="[ID]", required=False, type=ROW)
@click.pass_obj
def retry(place: Place, *, notice_id: int | None) -> None:
    """Have one notice sent again, or all that certainly did not arrive."""
    with place.node() as world:
        if world.mail is None:
            raise CommandError(f"Not sent: {PROBLEMS['no_server']}.")
        if notice_id is None:
            click.echo(f"{undelivered.retry_all(world)} will be tried again within a minute.")
        elif undelivered.retry(world, notice_id=notice_id):
            click.echo("It will be tried again within a minute.")
        else:
            raise CommandError(f"There is no notice {notice_id} that can be sent again.")


@notices.command("done")
@click.argument("notice_id", metavar="ID", type=ROW)
@click.pass_obj
def done(place: Place, *, notice_id: int) -> None:
    """Put a notice aside that was handed over or is not needed; its code is deleted."""
    with place.node() as world:
        if not undelivered.put_aside(world, notice_id=notice_id):
            raise CommandError(f"There is no notice {notice_id} that did not arrive.")
        click.echo("Put aside.")


def _handed_over(line: mailing.Line, url: str) -> str | None:
    """The code, or where its link leads."""
    parts = [
        f"{url}{value}" if name == "path" else str(value)
        for name, value in line.notice.secret.items()
    ]
    return " ".join(parts) or None
