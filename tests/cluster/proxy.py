"""What stands before a host's door: passes bytes on, late, torn, or with some of them changed.

Run on the host: ``python -m tests.cluster.proxy LISTEN TO``; each line on standard input is how it
behaves from then on, as JSON: ``{"closed": false, "delay": 0.1, "spoil": 0.01, "tear": 4096}``.
"""

import asyncio
import json
import sys
from dataclasses import dataclass, field

CHUNK = 16 * 1024


@dataclass
class Manner:
    """How it behaves: ``spoil`` changes a byte of every Nth chunk, ``tear`` ends after bytes.

    ``delay``: seconds before each chunk.
    """

    closed: bool = False
    delay: float = 0.0
    spoil: int = 0
    tear: int = 0


@dataclass
class Proxy:
    """Listens on one port of this host and passes on to another."""

    to: int
    manner: Manner = field(default_factory=Manner)
    chunks: int = 0

    async def take(self, come: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """One connection."""
        if self.manner.closed:
            back.close()
            return
        try:
            answer, forth = await asyncio.open_connection("127.0.0.1", self.to)
        except OSError:
            back.close()
            return
        await asyncio.gather(self._pass(come, forth, 0), self._pass(answer, back, self.manner.tear))

    async def _pass(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, most: int
    ) -> None:
        passed = 0
        try:
            while data := await source.read(CHUNK):
                await asyncio.sleep(self.manner.delay)
                passed += len(data)
                if self.manner.closed or (most and passed > most):
                    break
                sink.write(self._maybe_spoiled(data))
                await sink.drain()
        except OSError:
            pass
        finally:
            sink.close()

    def _maybe_spoiled(self, data: bytes) -> bytes:
        self.chunks += 1
        if not self.manner.spoil or self.chunks % self.manner.spoil:
            return data
        middle = len(data) // 2
        return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


async def main(listen: int, to: int) -> None:
    """Serve until standard input ends."""
    proxy = Proxy(to)
    server = await asyncio.start_server(proxy.take, "0.0.0.0", listen)
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    print("ready", flush=True)
    while line := await lines.readline():
        proxy.manner = Manner(**json.loads(line))
        print("ready", flush=True)
    server.close()


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:3])))
