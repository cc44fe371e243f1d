"""Neighbouring wards: ``wijk peer …`` and ``wijk pull``."""

import sys

import click

from federation.errors import FederationError
from node.cli.output import table
from node.cli.words import refusal, refused
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
                    click.echo(f"{card.url}: {refusal(card.last_error, card.last_error_facts)}")


@click.command()
@click.argument("url", required=False)
@click.pass_obj
def pull(place: Place, *, url: str | None) -> None:
    """Pull from the neighbour at URL now, or from all of them."""
    with place.node() as world:
        wanted = [card for card in neighbours.all_of(world) if url in (None, card.url)]
        if url and not wanted:
            raise CommandError(f"This node does not follow {url}.")
        refused = [card.url for card in wanted if not _pull_one(world, card)]
        if refused:
            sys.exit(1)


def _pull_one(world: World, card: neighbours.NeighbourCard) -> bool:
    try:
        pulled = pulling.pull_peer(world, card.peer_id)
    except FederationError as error:
        click.echo(error.code)
        click.echo(_sentence(card.url, error), err=True)
        return False
    click.echo(f"{card.url}: {pulled.changed} new or changed, {pulled.removed} gone.")
    return True


def _sentence(url: str, error: FederationError | PeerError) -> str:
    return f"{url}: {refused(error) if isinstance(error, FederationError) else error}"
