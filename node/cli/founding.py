"""``wijk setup``: the questions of the set-up, in a terminal; and another code for the browser."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from federation.kinds import PURPOSES
from federation.sheet import Sheet
from node.cli import people, settings
from node.cli.mail import PROBLEMS
from node.cli.running import SHEETS, new_config, tell_code
from node.cli.sheets import check_folder, hand_out
from node.cli.words import english
from node.cli.world import CommandError, Place, check_tables, real_world
from node.config import FILE_NAME
from node.residents import names
from node.residents.errors import AccountError
from node.settings import values
from node.settings.table import SettingError
from node.store import migrate, occupied
from node.store.database import Store
from node.translations.catalogue import NAMES
from node.upkeep import charters, firstlisting, founding, inviting, mailing, setup
from node.upkeep import sheets as papers
from node.upkeep.charters import CHARTERS
from node.upkeep.founding import OverError, Step, WrongWordError
from node.world import NotSentError, PerhapsSentError, World

OWN = "own"


@click.group("setup", invoke_without_command=True)
@click.option("--url", help="In an empty folder: where the site will be.")
@click.option("--development", is_flag=True, help="With --url: allow http and *.localhost.")
@click.option("--sheets", type=click.Path(file_okay=False), help="Write the recovery sheets here.")
@click.pass_context
def setup_(
    context: click.Context, *, url: str | None, development: bool, sheets: str | None
) -> None:
    """Set a node up by answering questions here, as the pages do in a browser.

    What was answered stays: stop with Ctrl-C at any moment, and go on later, here or there.
    """
    if context.invoked_subcommand is not None:
        return
    place: Place = context.obj
    if not (place.data / FILE_NAME).exists():
        check_folder(sheets, SHEETS)
        if not url:
            raise CommandError("Say where the site will be: wijk setup --url https://example.nl")
        setup.prepare(real_world(new_config(place, url=url, development=development)))
    with unfinished(place) as world:
        _answer_all(world, sheets)
        founding.finish(world)
        click.echo(f"\nDone. Start the node with `wijk serve`; it will be at {world.config.url}.")


@setup_.command("code")
@click.pass_obj
def code(place: Place) -> None:
    """Another code for the set-up in a browser; the one of before opens nothing."""
    with unfinished(place) as world:
        tell_code(world.config, founding.new_code(world))


@contextmanager
def unfinished(place: Place) -> Iterator[World]:
    """The world of a node whose set-up is open, with its database current.

    :raises CommandError: it is set up.
    """
    config = place.config()
    migrate.check_file(config.database_url)
    held, store = occupied.hold(config.data), Store(config.database_url)
    try:
        with store.active() as database:
            check_tables(database)
            if not founding.is_open():
                raise CommandError("This node is set up already. `wijk --help` says what is next.")
            yield real_world(config)
    finally:
        store.close()
        os.close(held)


def _answer_all(world: World, sheets: str | None) -> None:
    asks: dict[str, Callable[[], None]] = {
        founding.NAME: lambda: _name(world),
        founding.WARDS: lambda: _wards(world),
        founding.CENTRE: _centre,
        founding.LANGUAGE: lambda: _language(world),
        founding.RULES: lambda: _rules(world),
        founding.PRIVACY: lambda: _privacy(world),
        founding.ADMIN: lambda: _admin(world),
        founding.SECOND: lambda: _second(world),
        founding.MAIL: lambda: _mail(world),
        founding.SHEETS: lambda: _sheets(world, sheets),
        founding.LISTING: lambda: _listing(world),
    }
    while (step := _next(world)) is not None:
        try:
            asks[step.name]()
        except OverError:  # it may be done in both places at once
            if founding.is_open():
                click.echo("That was answered in the browser.")


def _next(world: World) -> Step | None:
    """The question that is open; nothing when there is none.

    :raises CommandError: the set-up was finished in the browser meanwhile.
    """
    try:
        return founding.standing(world).next
    except OverError:
        raise CommandError("The set-up was finished in the browser. Nothing more to do.") from None


def _again(ask: Callable[[], None], *errors: type[Exception]) -> None:
    """Ask until the answer will do."""
    while True:
        try:
            ask()
        except errors as error:
            click.echo(_said(error))
        else:
            return


def _said(error: Exception) -> str:
    if isinstance(error, AccountError):
        return people.sentence(error)
    return settings.sentence(error) if isinstance(error, SettingError) else str(error)


def _name(world: World) -> None:
    def ask() -> None:
        name = click.prompt("What is the ward called?")
        setup.check_ward(name, ())
        founding.call_ward(world, name=name)

    _again(ask, setup.SetupError)


def _wards(world: World) -> None:
    def ask() -> None:
        typed = click.prompt("Its CBS codes with their year (may be empty)", default="")
        codes = setup.codes_in(typed)
        setup.check_ward(founding.standing(world).name, codes)
        founding.call_ward(world, codes=codes)

    _again(ask, setup.SetupError)


def _centre() -> None:
    def ask() -> None:
        typed = click.prompt("Its middle, as 52.364, 4.939 (may be empty)", default="")
        founding.put(founding.CENTRE, "centre", typed)

    _again(ask, SettingError)


def _language(world: World) -> None:
    chosen = click.prompt("The language of the site", default="nl", type=click.Choice(list(NAMES)))
    founding.speak(world, chosen)


def _rules(world: World) -> None:
    chosen = click.prompt(
        "House rules to begin with", default="short", type=click.Choice([*CHARTERS, OWN])
    )
    if chosen == OWN:
        founding.pass_over(founding.RULES)
        return
    say = mailing.desk(world).catalogues[founding.standing(world).language].say
    founding.put(founding.RULES, "house_rules", CHARTERS[chosen].text(say))
    click.echo(values.get("house_rules"))


def _privacy(world: World) -> None:
    say = mailing.desk(world).catalogues[founding.standing(world).language].say
    founding.put(founding.PRIVACY, "privacy_text", charters.privacy(say))
    click.echo(f"{values.get('privacy_text')}\n(Both texts can be changed on the site.)")


def _admin(world: World) -> None:
    language = founding.standing(world).language

    def ask() -> None:
        name = click.prompt("Your name, to sign in with")
        password = click.prompt("A password", hide_input=True, confirmation_prompt=True)
        email = click.prompt("Your e-mail address (may be empty)", default="")
        founding.make_admin(world, name=name, password=password, email=email, language=language)

    _again(ask, AccountError)


def _second(world: World) -> None:
    def ask() -> None:
        name = click.prompt("Who is the second admin? (empty: later)", default="")
        if not name:
            founding.pass_over(founding.SECOND)
            return
        email = click.prompt("Their e-mail address (may be empty)", default="")
        made = founding.ask_second(
            world, name=name, email=email, language=founding.standing(world).language
        )
        click.echo(f"Code for {name}: {made}  {inviting.address(world, made)}")

    _again(ask, AccountError)


def _mail(world: World) -> None:
    if world.mail is None:
        click.echo(
            f"There is no mail server. To have one, write mail_host and mail_from in"
            f" {world.config.data / FILE_NAME} (deploy/README.md); it works without, by hand."
        )
        founding.pass_over(founding.MAIL)
        return
    to = click.prompt("Send a mail to try it, to (empty: later)", default="")
    if not to:
        founding.pass_over(founding.MAIL)
        return
    try:
        language = founding.standing(world).language
        mailing.send_test(world, address=names.check_email(to), language=language)
    except AccountError as error:
        click.echo(_said(error))
        return
    except NotSentError as error:
        click.echo(f"Not sent: {PROBLEMS[error.code]}.")
        return
    except PerhapsSentError:
        click.echo(f"Perhaps sent: {PROBLEMS['unknown']}. Look in the mailbox.")
        return
    founding.done(founding.MAIL)
    click.echo("The mail server took it. Look in the mailbox.")


def _sheets(world: World, folder: str | None) -> None:
    if not founding.standing(world).asked or not click.confirm(
        "Sheets were made already. Do you have both on paper? (no: others are made, and those are"
        " worth nothing)"
    ):
        _make_sheets(world, folder)
    click.echo("Each sheet has fourteen words of four signs; two are asked back.")
    _ask_back(world)


def _make_sheets(world: World, folder: str | None) -> None:
    check_folder(folder, SHEETS)
    ward = founding.standing(world).name
    made: tuple[Sheet, Sheet] = founding.make_sheets(world)
    for number, one in zip(SHEETS, made, strict=True):
        title = papers.TITLE.format(number=number)
        hand_out(one, name=number, title=title, ward=ward, folder=folder)
    click.echo("Print both now.")


def _ask_back(world: World) -> None:
    def ask() -> None:
        asked = founding.standing(world).asked
        typed = [click.prompt(f"Sheet {sheet}, word {word}") for sheet, word in enumerate(asked, 1)]
        try:
            founding.confirm_words(world, typed)
        except WrongWordError as error:
            where = " and ".join(str(sheet) for sheet in error.sheets)
            raise CommandError(f"That is not on sheet {where}. Count again.") from None
        except OverError:
            click.echo("They were confirmed in the browser.")

    _again(ask, CommandError)


def _listing(world: World) -> None:
    title = click.prompt("The first listing, in a few words (empty: later)", default="")
    if not title:
        founding.pass_over(founding.LISTING)
        return
    typed = {
        "title": title,
        "kind": click.prompt("Its kind", type=click.Choice(list(firstlisting.FIRST_KINDS))),
        "purpose": click.prompt("Offered or asked", type=click.Choice(list(PURPOSES))),
        "text": click.prompt("What is to be told about it"),
    }
    for problem in firstlisting.place(world, typed).values():
        click.echo(english(problem.sentence, problem.values))
