"""Neighbouring wards: ``wijk peer …`` and ``wijk pull``."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import click

from federation.errors import FederationError, WrongHostError
from federation.hosts import NOT_A_HOST, canonical_host
from federation.kinds import KINDS
from federation.limits import MIB
from node.cli.output import table
from node.cli.words import english, moment, refused
from node.cli.world import CommandError, Place
from node.moderation import overseeing
from node.peering import add as adding
from node.peering import applications as applying
from node.peering import invitations, levels, neighbours
from node.peering import pull as pulling
from node.peering.errors import PeerError, UnknownOriginError
from node.peering.storing import Filters
from node.world import World

LEVELS = {
    "shown": "shown",
    "approval": "shown when somebody approved it",
    "hidden": "hidden",
    "blocked": "blocked",
}
NUMBER_SHOWN = 12  # characters of an invitation's number: enough to take it back by


@click.group()
def peer() -> None:
    """The neighbouring wards this node follows."""


@peer.command("add")
@click.argument("url")
@click.option("--yes", is_flag=True, help="Do not ask; the words were compared already.")
@click.option("--invite", metavar="CODE", help="A code that the other ward's admin gave you.")
@click.pass_obj
def add(place: Place, *, url: str, yes: bool, invite: str | None) -> None:
    """Follow the ward at URL, after comparing its four words."""
    with place.node() as world:
        try:
            adding.check_invite(invite)
            met = adding.introduce(world, url)
        except (FederationError, PeerError) as error:
            raise CommandError(_sentence(url, error)) from None
        click.echo(f"{met.name or met.url} says it is: {met.words}")
        if not yes:
            click.confirm("Are these the words its admin told you?", abort=True)
        try:
            adding.follow(world, met, invite=invite)
        except (FederationError, PeerError) as error:
            raise CommandError(_sentence(url, error)) from None
        click.echo(f"This node follows {met.url} now.")


@peer.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def list_(place: Place, *, as_json: bool) -> None:
    """Each neighbour, the last contact, and in a sentence what was wrong, if anything was."""
    with place.node() as world:
        cards = neighbours.all_of(world)
        rows = [
            {
                "url": card.url,
                "scid": card.scid,
                "words": str(card.words),
                "state": card.state,
                "last_contact": card.last_contact,
                "last_error": card.last_error,
                "next_attempt": card.next_attempt,
                "listings": card.listings,
            }
            for card in cards
        ]
        table(rows, as_json=as_json)
        if not as_json:
            for card in cards:
                if card.last_error:
                    click.echo(_what_is_wrong(card))


def _what_is_wrong(card: neighbours.NeighbourCard) -> str:
    since = f" Since {moment(card.failing_since)}." if card.failing_since else ""
    return f"{card.url}: {neighbours.sentence(card, english)}{since}"


@peer.command()
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def applications(place: Place, *, as_json: bool) -> None:
    """Wards that ask to be neighbours, and wait for an answer."""
    with place.node():
        table([vars(one) for one in applying.waiting()], as_json=as_json)


@peer.command()
@click.argument("url")
@click.option("--yes", is_flag=True, help="Do not ask; the words were compared already.")
@click.option("--one-way", is_flag=True, help="Let it follow us, and do not follow it.")
@click.pass_obj
def accept(place: Place, *, url: str, yes: bool, one_way: bool) -> None:
    """Say yes to the ward at URL, after comparing its four words."""
    with place.node() as world, _sentences(url):
        opened = applying.open_one(world, url)
        click.echo(f"{opened.met.name or url} says it is: {opened.met.words}")
        if not yes:
            click.confirm("Are these the words its admin told you?", abort=True)
        applying.accept(world, opened, both_ways=not one_way)
        click.echo(f"{opened.met.url} is a neighbour now.")


@peer.command()
@click.argument("url")
@click.pass_obj
def refuse(place: Place, *, url: str) -> None:
    """Say no to the ward at URL that asks to be a neighbour."""
    with place.node() as world, _sentences(url):
        applying.refuse(world, url)
        click.echo(f"{url} was told no.")


@peer.command()
@click.argument("url")
@click.option("--off", is_flag=True, help="Go on with it.")
@click.pass_obj
def pause(place: Place, *, url: str, off: bool) -> None:
    """Do not look at the neighbour at URL for now; what is here stays."""
    with place.node() as world, _sentences(url):
        neighbours.pause(world, neighbours.scid_at(url), on=not off)
        if off:
            click.echo(f"{url} is looked at again.")
            return
        click.echo(f"{url} is not looked at for now. To go on: `wijk peer pause {url} --off`.")


@peer.command()
@click.argument("url")
@click.pass_obj
def block(place: Place, *, url: str) -> None:
    """Be no neighbour of the ward at URL, and show nothing of it by any road."""
    with place.node() as world, _sentences(url):
        overseeing.end_neighbours(world, None, neighbours.scid_at(url), blocked=True)
        click.echo(
            f"{url} is blocked: no neighbour, and nothing of it is shown.{_follow_again(url)}"
        )


@peer.command()
@click.argument("url")
@click.pass_obj
def remove(place: Place, *, url: str) -> None:
    """Be no neighbour of the ward at URL any more; what is here of it goes."""
    with place.node() as world, _sentences(url):
        overseeing.end_neighbours(world, None, neighbours.scid_at(url), blocked=False)
        click.echo(f"{url} is no neighbour now; what was here of it goes.{_follow_again(url)}")


def _follow_again(url: str) -> str:
    return f" To follow it again: `wijk peer add {url}`."


@peer.command()
@click.argument("url")
@click.argument("level", type=click.Choice(levels.LEVELS))
@click.option("--relaying/--no-relaying", default=None, help="Hand it on to those who follow us.")
@click.option("--through/--no-through", default=None, help="Take what it hands on of others.")
@click.pass_obj
def level(
    place: Place, *, url: str, level: str, relaying: bool | None, through: bool | None
) -> None:
    """Show the ward at URL, let each listing of it wait for approval, hide it or block it."""
    with place.node() as world, _sentences(url):
        scid = neighbours.scid_at(url)
        overseeing.set_level(world, None, scid, level)
        click.echo(f"What comes from {url} is {LEVELS[level]} now.")
        if relaying is not None:
            levels.set_relaying(world, scid, on=relaying)
            click.echo(f"It is {'' if relaying else 'not '}handed on to those who follow us.")
        if through is not None:
            levels.take_through(world, scid, on=through)
            click.echo(f"What it hands on of others is {'' if through else 'not '}taken.")


@peer.command()
@click.argument("url")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(sorted(KINDS)))
@click.option("--language", "languages", multiple=True, metavar="CODE", help="Such as nl.")
@click.option("--metres", type=click.IntRange(min=1), help="From the middle of our ward.")
@click.pass_obj
def filters(
    place: Place,
    *,
    url: str,
    kinds: tuple[str, ...],
    languages: tuple[str, ...],
    metres: int | None,
) -> None:
    """Hold of the ward at URL only what passes these; without any, hold everything."""
    with place.node() as world, _sentences(url):
        levels.set_filters(world, neighbours.scid_at(url), Filters(kinds, languages, metres))
        near = (f"within {metres} metres",) if metres else ()
        asked = [", ".join(one) for one in (kinds, languages, near) if one]
        click.echo(f"Of {url} is held: {'; '.join(asked) or 'everything'}.")


@peer.command()
@click.argument("url")
@click.option("--listings", type=click.IntRange(min=1), help="With their text, at most.")
@click.option("--megabytes", type=click.IntRange(min=1))
@click.option("--new", type=click.IntRange(min=1), help="New ones a day.")
@click.pass_obj
def quota(
    place: Place, *, url: str, listings: int | None, megabytes: int | None, new: int | None
) -> None:
    """How much of the ward at URL is held; what is not given is the protocol's own bound."""
    size = megabytes * MIB if megabytes else None
    with place.node() as world, _sentences(url):
        levels.set_quota(world, neighbours.scid_at(url), levels.Quota(listings, size, new))
        bounds = {"listings": listings, "megabytes": megabytes, "new a day": new}
        asked = [f"{most} {what}" for what, most in bounds.items() if most]
        bound = ", ".join(asked) or "what the protocol allows"
        click.echo(f"Of {url} is held, at most: {bound}.")


@peer.command("invitations")
@click.option("--json", "as_json", is_flag=True)
@click.option("--take-back", metavar="NUMBER", help="From now on nobody comes in by this one.")
@click.pass_obj
def invitations_(place: Place, *, as_json: bool, take_back: str | None) -> None:
    """Codes that were made for other wards, and who came by them."""
    with place.node() as world:
        if take_back and not invitations.take_back(world, _whole_number(take_back)):
            raise CommandError(f"No invitation that still works has the number {take_back}.")
        rows = [vars(one) for one in invitations.every_one()]
        if not as_json:
            rows = [row | {"number": row["number"][:NUMBER_SHOWN]} for row in rows]
        table(rows, as_json=as_json)


def _whole_number(typed: str) -> str:
    """The number of an invitation that begins as the list shows it."""
    found = [one.number for one in invitations.every_one() if one.number.startswith(typed)]
    return found[0] if len(found) == 1 and len(typed) >= NUMBER_SHOWN else typed


@peer.command()
@click.pass_obj
def invite(place: Place) -> None:
    """A code for one other ward's admin: good once, for seven days."""
    with place.node() as world:
        click.echo(invitations.make(world))


@contextmanager
def _sentences(url: str) -> Iterator[None]:
    """Whatever is refused, in one sentence."""
    try:
        yield
    except (FederationError, PeerError) as error:
        raise CommandError(_sentence(url, error)) from None


@click.command()
@click.argument("url", required=False)
@click.pass_obj
def pull(place: Place, *, url: str | None) -> None:
    """Pull from the neighbour at URL now, or from all of them.

    What was refused comes first: its code on a line, and why on standard error.
    """
    with place.node() as world:
        pulls = [_pull_one(world, card) for card in _wanted(world, url)]
    for one in sorted(pulls, key=lambda one: not one.refused):
        click.echo(one.said)
    if not pulls:
        click.echo("This node follows nobody yet: `wijk peer add URL`.")
    if any(one.refused for one in pulls):
        sys.exit(1)


class _Pull(NamedTuple):
    refused: bool
    said: str


def _wanted(world: World, url: str | None) -> list[neighbours.NeighbourCard]:
    cards = neighbours.all_of(world)
    if url is None:
        return cards
    try:
        host = canonical_host(url)
    except FederationError as error:
        raise CommandError(_sentence(url, error)) from None
    found = [card for card in cards if canonical_host(card.url) == host]
    if not found:
        raise CommandError(f"This node does not follow {url}.")
    return found


def _pull_one(world: World, card: neighbours.NeighbourCard) -> _Pull:
    if sys.stderr.isatty():
        click.echo(f"Pulling from {card.url} …", err=True)
    try:
        pulled = pulling.pull_peer(world, card.peer_id)
    except FederationError as error:
        click.echo(_sentence(card.url, error), err=True)
        return _Pull(refused=True, said=error.code)
    changes = f"{pulled.changed} new or changed, {pulled.removed} gone"
    kept = f", {pulled.held_back} held back" if pulled.held_back else ""
    return _Pull(refused=False, said=f"{card.url}: {changes}{kept}.")


def _sentence(url: str, error: FederationError | PeerError) -> str:
    if isinstance(error, WrongHostError) and error.expected == NOT_A_HOST:
        return f"{url!r} is not a web address such as https://example.nl."
    if isinstance(error, UnknownOriginError):
        return f"{url} is no such ward: see `wijk peer list` and `wijk peer applications`."
    return f"{url}: {refused(error)}" if isinstance(error, FederationError) else f"{error}."
