"""``wijk identity sign``: the next line of an identity log, made from a recovery sheet.

Rule 1: no node, no network, no database: ``sign`` runs on any computer (PROTOCOL §4.3). The other
commands are in ``identity_server``.
Rule 2: the sheet is asked for and shown nowhere; the line alone goes to the server.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from federation.did import Identity
from federation.errors import FederationError
from federation.hosts import canonical_host
from federation.keys import PublicKey
from federation.limits import LOG_BYTES
from federation.request import DROP, EMERGENCY, HTTP, MOVE, RETIRE, ROTATE, SHEET, Request
from federation.sheet import Sheet
from federation.words import four_words
from node.cli.files import text_in
from node.cli.sheets import check_folder, hand_out
from node.cli.words import refused
from node.cli.world import CommandError
from node.world import system_clock, system_random

SEED_BYTES = 32
NEW = "new"
ASKED = {
    ROTATE: "a new key beside the old one",
    DROP: "letting the old key go",
    HTTP: "a new key for requests",
    SHEET: "a new recovery sheet in place of the one you use now",
    EMERGENCY: "new keys in place of stolen ones",
    MOVE: "moving to another address",
    RETIRE: "ending this identity for good",
}


@click.group()
def identity() -> None:
    """This node's identity, and changing it with a recovery sheet."""


@identity.command("sign")
@click.argument("log", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sheet-file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sign", "sign_keys", multiple=True, metavar="zMULTIKEY", help="Key for documents.")
@click.option("--http", "http_keys", multiple=True, metavar="zMULTIKEY", help="Key for requests.")
@click.option("--host", help="The new address, when the node moves.")
@click.option("--retire", is_flag=True, help="End this identity for good.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--sheets", type=click.Path(file_okay=False), help="Write the new sheet here.")
def sign(
    log: Path,
    *,
    sheet_file: Path | None,
    sign_keys: tuple[str, ...],
    http_keys: tuple[str, ...],
    host: str | None,
    retire: bool,
    out: Path,
    sheets: str | None,
) -> None:
    """Make the line that follows LOG, and write it to OUT for the server.

    LOG is the file that `wijk identity plan` wrote on the server, which says what is to change; or
    a did.jsonl, and then say it here. What is not named stays as it is. A planned change of --sign
    names the old key and the new one, a later line the new one alone; after theft, name new ones
    for both --sign and --http.
    """
    data = _read(log)
    said = bool(sign_keys or http_keys or host)
    if _is_request(data):
        if said or retire:
            raise click.UsageError("The request says what changes; say nothing beside it.")
    elif retire == said:
        raise click.UsageError("Say what changes: --sign, --http or --host; or --retire alone.")
    check_folder(sheets, (NEW,))
    try:
        new_host = canonical_host(host) if host else None
        with _judging(log):
            if _is_request(data):
                asked = Request.read(data)
            else:
                asked = Request(
                    kind=RETIRE if retire else SHEET,
                    log=data,
                    sign=_keys(sign_keys),
                    http=_keys(http_keys),
                    host=new_host,
                )
            known = asked.identity(system_clock())
        if _is_request(data):
            _say_what_is_asked(asked, known)
        sheet = _asked_sheet(sheet_file)
        new = Sheet(system_random(SEED_BYTES))
        line = asked.line(sheet=sheet.key, new_sheet=new, now=system_clock())
    except FederationError as error:
        raise CommandError(refused(error)) from None
    _write(out, line)
    if asked.kind == RETIRE:
        click.echo(f"{out} ends {four_words(known.scid)}. Nothing follows it.")
        return
    _say_what_changes(known, out)
    words = " ".join(four_words(known.scid).words)
    hand_out(new, name=NEW, title="Nieuw herstelblad", ward=asked.name or words, folder=sheets)


@contextmanager
def _judging(log: Path) -> Iterator[None]:
    """What is wrong with the file is not said as if a neighbour had sent it."""
    try:
        yield
    except FederationError as error:
        raise CommandError(
            f"{log} is neither what `wijk identity plan` wrote nor an identity log that counts"
            f" ({error.code})."
        ) from None


def _is_request(data: bytes) -> bool:
    """Whether this is what a server asks for, and not a log: a log's lines begin otherwise."""
    return b'"form":"identity-request/' in data


def _say_what_is_asked(asked: Request, known: Identity) -> None:
    """So that whoever holds the sheet sees what they lend their name to."""
    click.echo(f"{asked.name}, {four_words(known.scid)}, asks for: {ASKED[asked.kind]}")
    for role, keys in (("documents", asked.sign), ("requests", asked.http)):
        for key in keys:
            click.echo(f"  key for {role}: {key.multikey}")
    if asked.host:
        click.echo(f"  new address: {asked.host}")


def _asked_sheet(file: Path | None) -> Sheet:
    text = text_in(file) if file else click.prompt("Recovery sheet", hide_input=True)
    try:
        return Sheet.from_text(text)
    except FederationError:
        raise CommandError("These are not the letters of a recovery sheet: look again.") from None


def _keys(texts: tuple[str, ...]) -> tuple[PublicKey, ...]:
    keys = []
    for text in texts:
        try:
            keys.append(PublicKey.from_multikey(text))
        except FederationError:
            raise CommandError(f"{text} is not a key, which begins with z6Mk.") from None
    return tuple(keys)


def _read(log: Path) -> bytes:
    with log.open("rb") as file:
        return file.read(2 * LOG_BYTES)


def _write(out: Path, line: bytes) -> None:
    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except OSError as error:
        raise CommandError(f"{out} cannot be written: {error.strerror}.") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(line)


def _say_what_changes(known: Identity, out: Path) -> None:
    click.echo(f"{out} is line {known.number + 1} of {four_words(known.scid)}.")
    click.echo("Give it to the server. The sheet you used is used up; this one takes its place.")
