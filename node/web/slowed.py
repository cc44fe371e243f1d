"""How often one address may do something in a minute, before anything is looked up for it.

Rule: it holds for one process and is forgotten with it; it saves work, and guards no secret.
"""

import threading
from datetime import datetime

MOST_ADDRESSES = 10_000  # beyond that all begin anew: memory is bounded


class Slowed:
    """So many times a minute for each address."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._minute = ""
        self._counts: dict[str, int] = {}

    def may(self, address: str, now: datetime) -> bool:
        """Whether this address may once more in this minute."""
        minute = f"{now:%Y-%m-%d %H:%M}"
        with self._lock:
            if minute != self._minute or len(self._counts) >= MOST_ADDRESSES:
                self._minute, self._counts = minute, {}
            self._counts[address] = self._counts.get(address, 0) + 1
            return self._counts[address] <= self.most
