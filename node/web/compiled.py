"""Templates, compiled once in a process, however many applications it has.

Rule: what is kept is found by the text of the template itself; one that changed is compiled anew.
"""

from types import CodeType
from typing import Final

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

_codes: Final[dict[tuple[str, str], CodeType]] = {}


class Compiled(BytecodeCache):
    """What Jinja asks before it compiles a template, and tells afterwards."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was made of this template, if it was."""
        bucket.code = _codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was made of it."""
        if bucket.code is not None:
            _codes[bucket.key, bucket.checksum] = bucket.code
