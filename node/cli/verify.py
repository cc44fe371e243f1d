"""Checking documents with nothing but files: ``wijk verify …`` (PROTOCOL §16).

Rule 1: no node, no network, no database. Rule 2: the first line of standard output is ``accepted``
and the exit status 0, or one code of §15 and 1; wrong usage is 2.
"""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from federation import limits, times
from federation import verify as judging
from federation.errors import FederationError
from node.world import system_clock

REFUSED = 1
MOST_BYTES = limits.PULL_BYTES  # of one file; the judgement has its own, smaller bounds


class Moment(click.ParamType[datetime]):
    """A time as the protocol writes it."""

    name = "T"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The time, or wrong usage."""
        try:
            return value if isinstance(value, datetime) else times.from_text(value)
        except ValueError:
            self.fail(f"{value!r} is not a moment such as 2031-05-01T18:00:00Z", param, ctx)


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NOW = click.option("--now", type=Moment(), help="Judge as if it were this moment.")


@click.group()
def verify() -> None:
    """Check documents offline: accepted, or the code of what is wrong."""


@verify.command("json")
@click.argument("file", type=FILE)
def json_(file: Path) -> None:
    """FILE is strict JSON in its canonical form."""
    _say(lambda: judging.verify_json(_read(file)))


@verify.command()
@click.argument("file", type=FILE)
@click.option("--key", required=True, metavar="zMULTIKEY")
@click.option("--any-context", is_flag=True, help="Whatever @context the document has.")
def proof(file: Path, *, key: str, any_context: bool) -> None:
    """FILE is a document with a proof by the key."""
    _say(lambda: judging.verify_proof(_read(file), key=key, any_context=any_context))


@verify.command()
@click.argument("file", type=FILE)
@NOW
@click.option("--general", is_flag=True, help="did:webvh 1.0 alone, without our profile.")
def did(file: Path, *, now: datetime | None, general: bool) -> None:
    """FILE is an identity log."""
    moment = now or system_clock()
    _say(lambda: judging.verify_did(_read(file), now=moment, general=general))


@verify.command()
@click.argument("file", type=FILE)
def root(file: Path) -> None:
    """FILE is an array of [lid, seq, digest]; prints its root."""
    _say(lambda: judging.verify_root(_read(file)))


@verify.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@NOW
def feed(folder: Path, *, now: datetime | None) -> None:
    """FOLDER holds did.jsonl, head.json, pages/N.json, and held/ with what was held before."""
    held = folder / "held"
    archive = _archive(folder)
    before = _archive(held) if held.is_dir() else None
    _say(lambda: judging.verify_feed(archive, now=now, held=before))


def _say(judge: Callable[[], list[str]]) -> None:
    try:
        lines = judge()
    except FederationError as error:
        click.echo(error.code)
        sys.exit(REFUSED)
    click.echo("\n".join(["accepted", *lines]))


def _archive(folder: Path) -> judging.Archive:
    pages = [page for page in (folder / "pages").glob("*.json") if page.stem.isdecimal()]
    return judging.Archive(
        log=_read(folder / "did.jsonl"),
        head=_read(folder / "head.json"),
        pages=[_read(page) for page in sorted(pages, key=lambda page: int(page.stem))],
    )


def _read(path: Path) -> bytes:
    """The file's bytes; one byte too many is read, so that the judgement sees it is too large."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read: {error.strerror}.") from None
