"""Changing one line of the settings file, when the node itself decided it.

Rule: the rest of the file stays as somebody wrote it; all of the new file is there or none of it.
"""

import os
import re

from node.config import FILE_NAME, Config

_URL = re.compile(r"^url\s*=.*$", re.MULTILINE)


def change_url(config: Config, url: str) -> None:
    """Let the settings say that the site is at ``url``; it holds from the next start on."""
    path = config.data / FILE_NAME
    text = _URL.sub(f'url = "{url}"', path.read_text("utf-8"))
    temporary = path.with_suffix(".part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
