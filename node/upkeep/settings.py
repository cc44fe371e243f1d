"""Changing one line of the settings file, when the node itself decided it.

Rule: the rest of the file stays as somebody wrote it; all of the new file is there or none of it.
"""

import json
import os
import re
from pathlib import Path

from node.config import FILE_NAME, Config
from node.store.keeping import sync_folder

_URL = re.compile(r"^url\s*=.*$", re.MULTILINE)
_DATABASE = re.compile(r"^database\s*=.*\n?", re.MULTILINE)


def change_url(config: Config, url: str) -> None:
    """Let the settings say that the site is at ``url``; it holds from the next start on."""
    path = config.data / FILE_NAME
    write(path, _URL.sub(line("url", url), path.read_text("utf-8")))


def with_database(text: str, url: str) -> str:
    """The same settings, which name another database; "" for the one in the folder."""
    others = _DATABASE.sub("", text)
    if not url:
        return others
    end = "" if others.endswith("\n") or not others else "\n"
    return f"{others}{end}{line('database', url)}\n"


def line(name: str, value: str) -> str:
    """A setting as the file has it, whatever signs are in it."""
    return f"{name} = {json.dumps(value, ensure_ascii=False)}"  # also TOML's


def write(path: Path, text: str) -> None:
    """Write a file of settings, which nobody else may read."""
    temporary = path.with_suffix(".part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)
