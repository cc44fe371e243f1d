"""A database that was found damaged: it is read and not written, until it was found whole again.

Rule: this stands in a file outside the database, which must not be written, and outside backups.
"""

from node.world import World

FILE = "damaged"


class DamagedError(Exception):
    """Nothing is written: the database is damaged."""


def note(world: World, wrong: str) -> None:
    """It is damaged, in this way."""
    world.config.beside.mkdir(mode=0o700, parents=True, exist_ok=True)
    (world.config.beside / FILE).write_text(wrong, "utf-8")


def forget(world: World) -> None:
    """It is whole."""
    (world.config.beside / FILE).unlink(missing_ok=True)


def found(world: World) -> str:
    """What is wrong with it; empty when nothing is known to be."""
    try:
        return (world.config.beside / FILE).read_text("utf-8") or "?"
    except FileNotFoundError:
        return ""
