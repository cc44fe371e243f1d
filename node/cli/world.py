"""Where a command works: the node's folder, its settings, its database, the real outside."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import peewee as pw

from node.config import Config
from node.doors.certificate import Certificate
from node.doors.fetch import WebFetch
from node.doors.smtp import SmtpMail
from node.store import migrate, occupied
from node.store.database import Store
from node.upkeep import starting
from node.world import World, system_clock, system_random


class CommandError(Exception):
    """A sentence: why the command could not do it."""


class Place:
    """The folder named by ``--data``, opened when a command needs it."""

    def __init__(self, data: str | None) -> None:
        self._data = data

    @property
    def data(self) -> Path:
        """The node's folder.

        :raises CommandError: when none was named.
        """
        if not self._data:
            raise CommandError("Say which node: --data DIR, or the variable WIJK_DATA.")
        return Path(self._data).expanduser().absolute()

    def config(self, **changes: object) -> Config:
        """The node's settings, with what the command line says on top."""
        given = {name: str(value) for name, value in changes.items() if value is not None}
        return Config.load(self.data, os.environ, given)

    @contextmanager
    def node(self) -> Iterator[World]:
        """The world of this node, with its database current.

        :raises SchemaError: there is none, or its tables are of another program.
        """
        config = self.config()
        migrate.check_file(config.database_url)
        held, store = occupied.hold(config.data), Store(config.database_url)
        try:
            with store.active() as database:
                check_tables(database)
                world = real_world(config)
                starting.begin(world)
                yield world
        finally:
            store.close()
            os.close(held)


def check_tables(database: pw.Database) -> None:
    """:raises SchemaError: the tables are of another program."""
    if migrate.check(database):
        raise migrate.SchemaError(
            "This program is newer than the database. Stop the node and say `wijk upgrade`, or just"
            " start it."
        )


def real_world(config: Config) -> World:
    """The machine's own clock, chance and network."""
    door = WebFetch(development=config.development, authorities=config.authorities or None)
    return World(
        config=config,
        clock=system_clock,
        random=system_random,
        fetch=door,
        mail=SmtpMail(config) if config.mail_host else None,
        post=door.post,
        certificate=Certificate(config.authorities or None),
    )
