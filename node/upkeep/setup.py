"""Making a node in an empty folder.

Rule 1: nothing that is there already is touched; a folder with a node in it is refused.
Rule 2: the recovery keys are handed back to be printed and are kept nowhere (PROTOCOL §4.3).
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from federation.did import Identity
from federation.limits import HEAD_NAME_POINTS, HEAD_WARDS
from federation.shape import WARD
from federation.sheet import Sheet
from node.config import FILE_NAME, Config
from node.feed import identity, publish
from node.residents import accounts
from node.store.database import Store
from node.store.migrate import bring_up_to_date
from node.upkeep import founding, settings
from node.world import World

SECRET_BYTES = 32


class SetupError(Exception):
    """A sentence: why no node was made."""


class WardNameError(SetupError):
    """Neighbours would refuse a ward that is called this."""


class WardCodeError(SetupError):
    """This is no code of a ward."""


class TooManyWardsError(SetupError):
    """Neighbours would refuse a node of so many wards."""


@dataclass(frozen=True)
class Made:
    """A new node: who it is, and the two sheets that must be printed now."""

    identity: Identity
    sheets: tuple[Sheet, Sheet]


def check_empty(data: Path) -> None:
    """:raises SetupError: when there is a node in this folder, or it cannot be written."""
    if (data / FILE_NAME).exists():
        raise SetupError(f"There is a node in {data} already; it was left as it is.")
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(f"{data} cannot be made: {error.strerror}.") from None
    if not os.access(data, os.W_OK):
        raise SetupError(f"{data} cannot be written to.")
    if (data / "keys").exists():
        raise SetupError(
            f"{data} has the keys of a node and no {FILE_NAME}: put that back, or make the node in"
            " an empty folder."
        )


def codes_in(typed: str) -> list[str]:
    """The codes in what somebody typed: any signs between them, and each once."""
    return [*dict.fromkeys(re.findall(r"[^\s,;]+", typed.upper()))]


def check_ward(name: str, codes: Sequence[str]) -> None:
    """:raises SetupError: when neighbours would refuse a ward that is called this."""
    if not name.strip() or not name.isprintable() or len(name) > HEAD_NAME_POINTS:
        raise WardNameError(
            f"{name!r} will not do as a name: use 1 to {HEAD_NAME_POINTS} characters."
        )
    wrong = [code for code in codes if not re.match(WARD, code)]
    if wrong:
        raise WardCodeError(f"{wrong[0]!r} is not a CBS code with its year, such as WK0363ME@2025.")
    if len(codes) > HEAD_WARDS:
        raise TooManyWardsError(
            f"A node is of at most {HEAD_WARDS} wards; {len(codes)} were named."
        )


def make(world: World, *, name: str, codes: Sequence[str], language: str) -> Made:
    """Database, identity, keys, the node's own organisation, empty feeds; settings file last.

    The settings file makes the folder a node: a crash before that leaves none.
    """
    check_empty(world.config.data)
    check_ward(name, codes)
    store = Store(world.config.database_url)
    with store.active() as database:
        bring_up_to_date(database)
        if identity.exists():
            raise SetupError("There is a node in that database already; it was left as it is.")
        ours, sheets = identity.create(world, name=name, codes=codes, language=language)
        accounts.create_organisation(world, name=name, language=language)
        publish.freshen_heads(world)
    store.close()
    _write_settings(world.config)
    return Made(ours, sheets)


def prepare(world: World) -> str:
    """An empty node, to be set up in a browser: database, code, and the settings file last.

    Returns the code that opens the set-up, as people read it.

    :raises SetupError: there is a node in the folder or in the database.
    """
    check_empty(world.config.data)
    store = Store(world.config.database_url)
    with store.active() as database:
        bring_up_to_date(database)
        if identity.exists():
            raise SetupError("There is a node in that database already; it was left as it is.")
        code = founding.begin(world)
    store.close()
    _write_settings(world.config)
    return code


def _write_settings(config: Config) -> None:
    lines = [
        "# What this machine needs to know. What the ward decides is set on its own pages.",
        settings.line("url", config.url),
        settings.line("secret", config.secret),
    ]
    if config.development:
        lines.append("development = true")
    if config.database:
        lines.append(settings.line("database", config.database))
    lines.append(f"port = {config.port}")
    settings.write(config.data / FILE_NAME, "\n".join(lines) + "\n")
