"""What a copy says of itself: when, by which program, of what, and the hash of each file.

Rule: it is written last; a folder without it is no copy.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from federation.times import to_text
from node.backups.errors import BackupError

FILE = "manifest.json"
FORMAT = 1
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Manifest:
    """One copy. ``why``: nightly, asked, upgrade or export; ``files``: size and SHA-256 by name.

    ``engine``: the form of the database in it, which may be the neutral one. ``version`` and
    ``last``: how far our own feed was, as PROTOCOL §13 counts it. ``elsewhere``: settings that did
    not stand in the settings file, so that they are not in the copy.
    """

    made: datetime
    why: str
    program: str
    engine: str
    url: str
    scid: str
    version: int
    last: int
    migrations: tuple[str, ...]
    counts: Mapping[str, int]
    files: Mapping[str, tuple[int, str]]
    elsewhere: tuple[str, ...] = ()
    format: int = field(default=FORMAT)

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(size for size, _ in self.files.values())

    def to_json(self) -> bytes:
        """As it is written."""
        plain = asdict(self) | {"made": to_text(self.made)}
        return json.dumps(plain, indent=1, ensure_ascii=False).encode() + b"\n"

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The manifest of the copy in this folder.

        :raises BackupError: there is none that can be read.
        """
        try:
            raw: dict[str, Any] = json.loads((folder / FILE).read_bytes())
            if raw["format"] != FORMAT:
                raise BackupError(
                    f"{folder} was made by a newer program ({raw['program']}). Install that one."
                )
            raw["made"] = datetime.fromisoformat(raw["made"]).astimezone(UTC)
            raw["files"] = {name: (size, digest) for name, (size, digest) in raw["files"].items()}
            raw["migrations"], raw["elsewhere"] = tuple(raw["migrations"]), tuple(raw["elsewhere"])
            return cls(**raw)
        except FileNotFoundError:
            raise BackupError(f"{folder} is not a copy of a node: it has no {FILE}.") from None
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            raise BackupError(f"{folder / FILE} cannot be read.") from None


def digest_of(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file."""
    found, size = sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
            size += len(chunk)
    return size, found.hexdigest()
