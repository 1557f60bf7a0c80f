"""A server that says a minute to whoever connects, in a process of its own.

    python -m bench.minute PACE

`PACE` is how many seconds of sound it sends in a second; 0 sends all of it at once. It prints where
it listens and what to trust, as JSON, and ends with its standard input.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys
from contextlib import suppress
from typing import Final

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from livechat.core.pcm import OUTPUT_RATE, SAMPLE_BYTES
from livechat.sim.doors import tls
from livechat.sim.doors.addresses import HOST

MINUTE_S: Final = 60.0

MESSAGE_S: Final = 0.04
"""Seconds of sound in one message."""

MESSAGES: Final = round(MINUTE_S / MESSAGE_S)

MESSAGE_BYTES: Final = round(OUTPUT_RATE * MESSAGE_S) * SAMPLE_BYTES


def message() -> bytes:
    """Sound as the hosted service sends it: indented, in a binary frame."""
    sound = bytes(range(1, 241)) * (MESSAGE_BYTES // 240)
    data = base64.b64encode(sound).decode()
    part = {"inlineData": {"mimeType": f"audio/pcm;rate={OUTPUT_RATE}", "data": data}}
    return json.dumps({"serverContent": {"modelTurn": {"parts": [part]}}}, indent=2).encode()


async def run(pace: float) -> None:
    """Serve until standard input ends."""
    said = message()

    async def session(socket: ServerConnection) -> None:
        loop = asyncio.get_running_loop()
        with suppress(ConnectionClosed):
            await socket.recv()
            await socket.send(b'{"setupComplete": {}}')
            due = loop.time()
            for _ in range(MESSAGES):
                if pace:
                    due += MESSAGE_S / pace
                    await asyncio.sleep(due - loop.time())
                await socket.send(said)
            await socket.wait_closed()

    identity = tls.throwaway()
    async with serve(session, HOST, 0, ssl=identity.server, compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        sys.stdout.write(json.dumps({"port": port, "trust": identity.cert_pem.decode()}) + "\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(run(float(sys.argv[1])))
