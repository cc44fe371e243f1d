"""Until when the certificate of a host holds.

Rule: only our own host is asked; who else's it is, is nobody's question.
"""

import socket
import ssl
from datetime import UTC, datetime

SECONDS = 10.0
PORT = 443


class Certificate:
    """Asks over the real network. Called as :class:`node.world.AskCertificate`."""

    def __init__(self, authorities: str | None) -> None:
        self._authorities = authorities

    def __call__(self, host: str) -> datetime | None:
        """The end of it; nothing when there is no connection that can be trusted."""
        name, _, port = host.partition(":")
        context = ssl.create_default_context(cafile=self._authorities)
        try:
            with (
                socket.create_connection((name, int(port or PORT)), SECONDS) as plain,
                context.wrap_socket(plain, server_hostname=name) as secure,
            ):
                shown = secure.getpeercert() or {}
        except (OSError, ValueError):
            return None
        ends = shown.get("notAfter")
        seconds = ssl.cert_time_to_seconds(ends) if isinstance(ends, str) else None
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
