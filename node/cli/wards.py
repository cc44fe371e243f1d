"""Neighbouring wards: ``wijk peer …`` and ``wijk pull``."""

import sys
from typing import NamedTuple

import click

from federation.errors import FederationError, WrongHostError
from federation.hosts import NOT_A_HOST, canonical_host
from node.cli.output import table
from node.cli.words import english, moment, refused
from node.cli.world import CommandError, Place
from node.peering import add as adding
from node.peering import neighbours
from node.peering import pull as pulling
from node.peering.errors import PeerError
from node.world import World


@click.group()
def peer() -> None:
    """The neighbouring wards this node follows."""


@peer.command("add")
@click.argument("url")
@click.option("--yes", is_flag=True, help="Do not ask; the words were compared already.")
@click.pass_obj
def add(place: Place, *, url: str, yes: bool) -> None:
    """Follow the ward at URL, after comparing its four words."""
    with place.node() as world:
        try:
            met = adding.introduce(world, url)
        except (FederationError, PeerError) as error:
            raise CommandError(_sentence(url, error)) from None
        click.echo(f"{met.name or met.url} says it is: {met.words}")
        if not yes:
            click.confirm("Are these the words its admin told you?", abort=True)
        try:
            adding.follow(world, met)
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
    return f"{url}: {refused(error)}" if isinstance(error, FederationError) else f"{error}."
