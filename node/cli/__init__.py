"""The ``wijk`` command: a contract that scripts rely on.

Rule 1: a command reads its arguments, calls one use case, and says what came of it.
Rule 2: exit 0 is done; 1 is "could not", with one sentence on standard error; 2 is wrong usage.
Rule 3: whatever lists has ``--json``: one array on standard output and nothing else there.
"""

import logging
import sys
import warnings
from getpass import GetPassWarning

import click
import peewee as pw

from node.backups.errors import BackupError
from node.cli import (
    identity_server,
    joining,
    listings,
    logbook,
    mail,
    people,
    running,
    settings,
    trusting,
    wards,
)
from node.cli.archive import export_feed
from node.cli.backups import backup
from node.cli.clock import clock
from node.cli.doctor import doctor
from node.cli.figures import figures
from node.cli.founding import setup_
from node.cli.identity import identity
from node.cli.moving import export_all, import_all, move_database
from node.cli.papers import paper
from node.cli.restoring import restore_
from node.cli.verify import verify
from node.cli.words import closed
from node.cli.world import CommandError, Place
from node.config import ConfigError
from node.feed.errors import PublishError
from node.residents.errors import AccountError
from node.serve import ServeError
from node.settings.table import SettingError
from node.store.database import DATABASE_ERRORS, is_damaged
from node.store.migrate import SchemaError
from node.store.occupied import OccupiedError
from node.upkeep.setup import SetupError
from node.upkeep.starting import StartError

NAME = "wijk"
COULD_NOT = 1
SENTENCES = (
    BackupError,
    CommandError,
    ConfigError,
    OccupiedError,
    SchemaError,
    ServeError,
    SetupError,
    StartError,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", envvar="WIJK_DATA", metavar="DIR", help="The node's folder (or WIJK_DATA).")
@click.version_option(package_name="werken-in-de-wijk", message="%(version)s")
@click.pass_context
def wijk(context: click.Context, data: str | None) -> None:
    """One ward's node: make it, serve it, look after it."""
    context.obj = Place(data)


for command in (
    running.init,
    setup_,
    running.serve,
    running.worker,
    running.upgrade,
    doctor,
    running.check_config,
    people.user,
    joining.invite,
    joining.application,
    settings.settings,
    trusting.trust,
    wards.peer,
    wards.pull,
    listings.listing,
    mail.mail,
    mail.notices,
    logbook.log,
    paper,
    figures,
    listings.import_file,
    export_feed,
    export_all,
    import_all,
    move_database,
    identity,
    clock,
    backup,
    restore_,
    verify,
):
    wijk.add_command(command)
for command in identity_server.COMMANDS:
    identity.add_command(command)


def main() -> None:
    """Run the command; turn what was refused into one sentence and an exit status."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # Where no terminal hides what is typed, getpass says so in a line; not in two, with its source.
    warnings.simplefilter("ignore", GetPassWarning)
    logging.getLogger("node").setLevel(logging.INFO)  # the scheduler tells of every round
    try:
        wijk(standalone_mode=False, prog_name=NAME)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.exceptions.Abort:
        _say("Stopped.")
        sys.exit(COULD_NOT)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)  # all that can be typed, as --help says it
        sys.exit(error.exit_code)
    except click.UsageError as error:
        asked = error.ctx.command_path if error.ctx else NAME
        _say(f"{_whole(error.format_message())} See `{asked} --help`.")
        sys.exit(error.exit_code)
    except click.ClickException as error:
        _say(error.format_message())
        sys.exit(error.exit_code)
    except (AccountError, SettingError, PublishError, *SENTENCES) as error:
        _say(_sentence(error))
        sys.exit(COULD_NOT)
    except DATABASE_ERRORS as error:
        _say(f"The database could not do it: {str(error).partition(chr(10))[0]}.")
        sys.exit(COULD_NOT)
    except pw.DatabaseError as error:
        if not is_damaged(error):
            raise
        _say(f"The database is damaged: {error}. `wijk doctor` says what to do.")
        sys.exit(COULD_NOT)
    except OSError as error:
        _say(f"{error.filename or 'The machine'}: {error.strerror}.")
        sys.exit(COULD_NOT)


def _sentence(error: Exception) -> str:
    match error:
        case AccountError():
            return people.sentence(error)
        case SettingError():
            return settings.sentence(error)
        case PublishError():
            return closed(error)
    return str(error)


def _say(sentence: str) -> None:
    click.echo(f"{NAME}: {_whole(sentence)}", err=True)


def _whole(sentence: str) -> str:
    """With its full stop, which errors of others do not bring."""
    return sentence if sentence.endswith((".", "?", "!", "…")) else f"{sentence}."
