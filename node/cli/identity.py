"""``wijk identity sign``: the next line of an identity log, made from a recovery sheet.

Rule 1: no node, no network, no database: this runs on any computer (PROTOCOL §4.3).
Rule 2: the sheet is asked for and shown nowhere; the line alone goes to the server.
"""

import os
from pathlib import Path

import click

from federation import didwriting
from federation.did import Identity, read_log
from federation.errors import FederationError
from federation.hosts import canonical_host
from federation.keys import PublicKey
from federation.limits import LOG_BYTES
from federation.sheet import Sheet
from federation.words import four_words
from node.cli.sheets import check_folder, hand_out
from node.cli.words import refused
from node.cli.world import CommandError
from node.world import system_clock, system_random

SEED_BYTES = 32
NEW = "new"


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
    """Make the line that follows LOG (a did.jsonl), and write it to OUT for the server.

    What is not named stays as it is. A planned change of --sign names the old key and the new
    one, a later line the new one alone; after theft, name new ones for both --sign and --http.
    """
    if retire == bool(sign_keys or http_keys or host):
        raise click.UsageError("Say what changes: --sign, --http or --host; or --retire alone.")
    check_folder(sheets, (NEW,))
    sheet = _asked_sheet(sheet_file)
    try:
        known = read_log(_read(log), now=system_clock())
        if retire:
            line = didwriting.retirement(known, sheet=sheet.key, now=system_clock())
            _write(out, line)
            click.echo(f"{out} ends {four_words(known.scid)}. Nothing follows it.")
            return
        new = Sheet(system_random(SEED_BYTES))
        line = didwriting.next_entry(
            known,
            sheet=sheet.key,
            new_sheet=new.key.public,
            now=system_clock(),
            sign=_keys(sign_keys),
            http=_keys(http_keys),
            host=canonical_host(host) if host else None,
        )
    except FederationError as error:
        raise CommandError(refused(error)) from None
    _write(out, line)
    _say_what_changes(known, out)
    words = " ".join(four_words(known.scid).words)
    hand_out(new, name=NEW, title="Nieuw herstelblad", ward=words, folder=sheets)


def _asked_sheet(file: Path | None) -> Sheet:
    text = file.read_text("utf-8") if file else click.prompt("Recovery sheet", hide_input=True)
    try:
        return Sheet.from_text(text)
    except FederationError:
        raise CommandError("These are not the letters of a recovery sheet: look again.") from None


def _keys(texts: tuple[str, ...]) -> list[PublicKey] | None:
    return [PublicKey.from_multikey(text) for text in texts] or None


def _read(log: Path) -> bytes:
    with log.open("rb") as file:
        return file.read(LOG_BYTES + 1)


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
