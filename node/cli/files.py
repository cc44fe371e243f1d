"""Files that a command writes and reads for whoever typed it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from node.cli.world import CommandError


@contextmanager
def new_file(path: Path) -> Iterator[TextIO]:
    """A file that was not there, for its owner alone to read.

    It is opened before what goes in it is made, which may be shown only once; what fails meanwhile
    leaves no file.

    :raises CommandError: there is one already, or it cannot be made.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise CommandError(f"{path} is there already; nothing was done.") from None
    except OSError as error:
        raise CommandError(f"{path} cannot be made: {error.strerror}.") from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            yield file
    except BaseException:
        path.unlink()
        raise


def text_in(path: Path) -> str:
    """What stands in a file.

    :raises CommandError: it cannot be read, or is no text.
    """
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{path} cannot be read as text.") from None
