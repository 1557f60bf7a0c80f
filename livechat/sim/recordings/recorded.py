"""A WebSocket connection that tells a recorder what crosses it.

It listens at the edge, where nothing has been read, made wrong or left out yet.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable
from typing import TYPE_CHECKING, Literal, overload

from websockets.asyncio.server import ServerConnection
from websockets.protocol import State

from livechat.sim.recordings.recorder import Recorder, Side

if TYPE_CHECKING:
    from websockets.typing import Data, DataLike


class RecordedConnection(ServerConnection):
    """An ordinary connection until `record` is called."""

    _recorder: Recorder | None = None
    _number = 0

    def record(self, recorder: Recorder, number: int) -> None:
        """Record from now on.

        Args:
            recorder: Told of every frame, and of the end.
            number: Number of the session: 1, 2, ...
        """
        assert self.request is not None
        self._recorder, self._number = recorder, number
        recorder.opened(number, self.request.path)

    @overload
    async def recv(self, decode: Literal[True]) -> str: ...

    @overload
    async def recv(self, decode: Literal[False]) -> bytes: ...

    @overload
    async def recv(self, decode: bool | None = None) -> Data: ...

    async def recv(self, decode: bool | None = None) -> Data:
        """Receive a message; while too much waits to be written down, no more is read."""
        message = await super().recv(decode)
        if self._recorder is not None:
            self._recorder.client(self._number, message)
            await self._recorder.room()
        return message

    async def send(
        self,
        message: DataLike | Iterable[DataLike] | AsyncIterable[DataLike],
        text: bool | None = None,
    ) -> None:
        """Send a message; it is recorded first, since an answer to it may come at once."""
        if (
            self._recorder is not None
            and isinstance(message, str | bytes)
            and self.state is State.OPEN
        ):
            self._recorder.server(self._number, message)
            await self._recorder.room()
        await super().send(message, text=text)

    def connection_lost(self, exc: Exception | None) -> None:
        """Record the end, and whose it was."""
        nobody_left = exc is None and not self.protocol.reader.eof
        super().connection_lost(exc)
        if self._recorder is not None:
            self._recorder.closed(self._number, *self._ending(nobody_left))

    def _ending(self, nobody_left: bool) -> tuple[int | None, str, Side]:
        """Code, reason, and who began it: a cut, without a close frame, is ours if nobody left."""
        end = self.protocol.close_exc
        if end.sent is not None and not end.rcvd_then_sent:
            return end.sent.code, end.sent.reason, "server"
        if end.rcvd is not None:
            return end.rcvd.code, end.rcvd.reason, "client"
        return None, "", "server" if nobody_left else "client"
