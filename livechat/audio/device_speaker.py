"""A real loudspeaker behind the speaker port: it plays, whatever becomes of the device."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from livechat.app.ports import Emit
from livechat.audio.audio_stream import Opening
from livechat.audio.device_manager import DeviceManager
from livechat.audio.device_supervisor import DeviceSupervisor
from livechat.audio.output_stream import open_output
from livechat.audio.playback_queue import PlaybackQueue
from livechat.audio.streams import cannot_open
from livechat.core.pcm import OUTPUT_RATE
from livechat.core.play.bargein import DUCKED_DB
from livechat.core.talk.events import Event, PlaybackFinished

if TYPE_CHECKING:
    from livechat.audio.loudspeaker import Loudspeaker
    from livechat.audio.tap import Tap
    from livechat.dsp.gain import Gain

_DUCKED = 10 ** (DUCKED_DB / 20)


class DeviceSpeaker:
    """Plays on a sound device. Cheap to make: what takes time is imported when it runs.

    Args:
        wanted: Which device, as for `devices.choose`.
        manager: Where the conversation's devices are.
        taps: Makes, or has, what is given everything that is played; called in a thread.
        volume: Percent.
        latency_s: Seconds the driver can hold.
        fill_s: Seconds it is kept filled with.
        steady: Whether silence is played between answers, for an echo canceller's sake.
        ducks: Whether it is ducked when somebody speaks over it, and so knows of that.
    """

    def __init__(
        self,
        wanted: str | None,
        manager: DeviceManager,
        *,
        taps: Callable[[], Sequence[Tap]] = tuple,
        volume: int = 100,
        latency_s: float = 0.02,
        fill_s: float = 0.01,
        steady: bool = False,
        ducks: bool = False,
    ) -> None:
        self._taps = taps
        self._steady = steady
        self._latency_s = latency_s
        self._fill_s = fill_s
        self._volume = volume / 100
        self._ducks = ducks
        self._ducked = False
        self._gain: Gain | None = None
        self._queue = PlaybackQueue()
        self._supervisor = DeviceSupervisor("output", wanted, self._open, manager, self._prepare)
        self._tell: Callable[[Event], None] = lambda _: None

    @property
    def pending_s(self) -> float:
        """Seconds of sound that wait to be heard."""
        return self._queue.pending_s

    @property
    def idle(self) -> bool:
        """Whether every turn has finished playing."""
        return self._queue.idle

    def play(self, turn: int, pcm: bytes) -> None:
        """Queue s16le mono 24 kHz sound of a turn; an interrupted turn's is refused."""
        self._queue.play(turn, pcm)

    def complete(self, turn: int) -> None:
        """Say that nothing more comes for a turn."""
        self._queue.complete(turn)

    def interrupt(self, turn: int) -> None:
        """Fade out, drop what waits, refuse what still comes up to this turn."""
        self._queue.interrupt(turn)

    def duck(self, on: bool) -> None:
        """Lower the voice at once, or bring it back to full."""
        self._ducked = on
        self._set_gain()

    def set_volume(self, percent: int) -> None:
        """Make the voice louder or quieter, 0 to 200 percent."""
        self._volume = percent / 100
        self._set_gain()

    async def run(self, emit: Emit) -> None:
        """Play until cancelled.

        Raises:
            SoundError: The device cannot be opened the first time.
        """
        loop = asyncio.get_running_loop()

        over = False

        def take(event: Event) -> None:
            if over:  # a frozen device came back to life too late
                return
            if isinstance(event, PlaybackFinished):
                self._queue.told()
            emit(event)

        def tell(event: Event) -> None:
            try:
                loop.call_soon_threadsafe(take, event)
            except RuntimeError:  # the loop has closed while a device was frozen
                return

        self._tell = tell
        try:
            await self._supervisor.run(emit)
        finally:
            over = True
            for one in self._queue.abandon():
                emit(
                    PlaybackFinished(
                        at=loop.time(), turn=one.turn, heard=one.heard, unheard=one.unheard
                    )
                )

    def _set_gain(self) -> None:
        if self._gain is not None:
            self._gain.target = self._volume * (_DUCKED if self._ducked else 1.0)

    def _prepare(self) -> None:
        import livechat.audio.loudspeaker  # noqa: F401 - numpy, soxr and what stands on them
        from livechat.dsp.gain import Gain

        self._taps()
        self._gain = Gain()
        self._set_gain()

    def _open(self, opening: Opening) -> Loudspeaker:
        from livechat.audio.loudspeaker import Loudspeaker

        assert self._gain is not None
        latency_s = self._latency_s * opening.room
        stream = open_output(opening.device, opening.rate(OUTPUT_RATE), latency_s)
        try:
            return Loudspeaker(
                opening.device.name, stream, self._queue, self._gain, self._fill_s, self._tell,
                self._taps(), lambda: self._ducked if self._ducks else None, steady=self._steady,
            )  # fmt: skip
        except Exception as error:  # soxr's own, for a rate that it does not take
            stream.close()
            raise cannot_open("output", opening.device, error) from error
