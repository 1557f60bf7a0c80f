"""A real microphone behind the microphone port.

One thread cleans and judges its sound, off the loop and off the sound system's own threads.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from livechat.app.ports import Chunk, Emit, Pause
from livechat.audio.audio_stream import STOP_S, Opening
from livechat.audio.chunks import chunk_of
from livechat.audio.device_manager import DeviceManager
from livechat.audio.device_supervisor import DeviceSupervisor
from livechat.audio.input_stream import InputStream
from livechat.audio.quiet_pairs import QuietPairs
from livechat.audio.tap import Tap
from livechat.core.pcm import CHUNK_MS, INPUT_RATE, SAMPLE_BYTES
from livechat.core.talk.events import EchoControlled, Notice, SoundTroubled
from livechat.errors import SoundError

if TYPE_CHECKING:
    from livechat.audio.capture_pipeline import CapturePipeline, CaptureResult
    from livechat.dsp.far_end import FarEndReference
    from livechat.dsp.frontend import Frontend

WAITING_CHUNKS = 500
"""Chunks that wait for the link: ten seconds or more, 640 kB at most. What is older is of no use to
a conversation, so the oldest give way, and are counted."""

WAITING_BLOCKS = 100
"""Chunks of 20 ms that wait for the frontend: two seconds. It takes 8 % of the time it has."""

CHUNK_BYTES = INPUT_RATE * CHUNK_MS // 1000 * SAMPLE_BYTES
"""Bytes of a chunk."""

ZEROS = 150
"""Chunks of exact silence, three seconds, after which a microphone is suspected to be muted."""

_SILENT = (
    "The microphone delivers exact silence: it is muted or blocked. "
    "Run `livechat doctor` to see what to do."
)

_Loss = Literal["overrun", "dropped"]

COUNT_S = 1.0
"""Seconds for which losses are added up before they are told."""

log = logging.getLogger(__name__)


class _Echo(NamedTuple):
    """What the worker's thread says of the frontend, which is for no other thread."""

    mode: str
    cancelled_db: float | None


class DeviceMicrophone:
    """Listens on a sound device. Cheap to make: what takes time is imported when it runs.

    Args:
        wanted: Which device, as for `devices.choose`.
        manager: Where the conversation's devices are.
        frontend: Makes what is done to the sound, in a thread; None: nothing is done.
        reference: Makes, or has, what the loudspeaker plays; called in a thread.
        echo_mode: What keeps the model from hearing itself, where no frontend does.
        latency_s: Seconds the driver may hold.
        block_s: Seconds it hands over at once.
        taps: Take its sound, mono at 16 kHz, before anything is done to it.
    """

    def __init__(
        self,
        wanted: str | None,
        manager: DeviceManager,
        frontend: Callable[[], Frontend] | None,
        reference: Callable[[], FarEndReference],
        *,
        echo_mode: str = "off",
        latency_s: float = 0.02,
        block_s: float = 0.01,
        taps: Sequence[Tap] = (),
    ) -> None:
        self._taps = taps
        self._make_frontend = frontend
        self._frontend: Frontend | None = None
        self._echo_mode = echo_mode
        self._reference = reference
        self._latency_s = latency_s
        self._block_s = block_s
        self._supervisor = DeviceSupervisor("input", wanted, self._open, manager, self._prepare)
        self._pairs = QuietPairs()
        """For the worker's thread."""
        self._waiting: deque[Chunk] = deque(maxlen=WAITING_CHUNKS)
        self._came = asyncio.Event()
        self._emit: Emit = lambda _: None
        self._loop: asyncio.AbstractEventLoop
        self._listening = False
        self._warned = False
        self._zeros: int | None = 0
        """Chunks of exact silence so far; None: that is settled."""
        self._losses: Counter[_Loss] = Counter()
        self._telling: asyncio.TimerHandle | None = None
        """When losses are told, if there are any."""

    async def run(self, emit: Emit) -> None:
        """Keep the device open until cancelled.

        Raises:
            SoundError: It cannot be opened the first time.
        """
        self._emit, self._loop = emit, asyncio.get_running_loop()
        try:
            await self._supervisor.run(emit)
        finally:
            if self._telling is not None:
                self._telling.cancel()
                self._tell_losses()
            self._emit = lambda _: None  # a frozen device may come back to life too late

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        """Yield 20 ms chunks of s16le mono 16 kHz as they come, for ever."""
        self._listening = True
        while True:
            while self._waiting:
                yield self._waiting.popleft()
            self._came.clear()
            await self._came.wait()

    # In whichever thread.

    def _prepare(self) -> None:
        import livechat.audio.capture_pipeline  # noqa: F401 - numpy, soxr and what stands on them

        self._reference()
        if self._make_frontend is not None:
            self._frontend = self._make_frontend()

    def _open(self, opening: Opening) -> InputStream:
        self._pairs = QuietPairs()
        stream = InputStream(
            opening.device,
            opening.rate(INPUT_RATE),
            self._latency_s * opening.room,
            min(0.1, self._block_s * opening.room),
            self._overrun,
        )
        try:
            self._listen_to(stream)
        except BaseException:
            stream.close()
            raise
        return stream

    def _listen_to(self, stream: InputStream) -> None:
        from livechat.audio.capture_pipeline import CapturePipeline

        try:
            pipeline = CapturePipeline(
                stream.rate, stream.channels, self._frontend, self._reference(), self._taps
            )
        except (ValueError, RuntimeError) as error:  # soxr's: there is no way from there
            raise SoundError(
                f'Cannot use the microphone "{stream.name}": its sound comes at {stream.rate} Hz.',
                "Choose another one from `livechat devices`.",
            ) from error
        self._call(self._tell_echo, self._echo())
        self._call(self._warn, pipeline.trouble)
        worker = _Worker(
            pipeline,
            self._hand_over,
            self._overrun,
            stream.fail,
            stream.rate * CHUNK_MS // 1000 * stream.channels * SAMPLE_BYTES,
        )
        stream.start(worker.take, worker.stop)

    def _hand_over(self, result: CaptureResult) -> None:
        changed = self._frontend is not None and self._frontend.changed()
        first_at = result.until - (len(result.chunks) - 1) * CHUNK_MS / 1000
        chunks = list[Chunk]()
        for number, (pcm, judgement) in enumerate(result.chunks):
            at = first_at + number * CHUNK_MS / 1000
            chunks += self._pairs.take(chunk_of(pcm, at, judgement))
        if not chunks and not changed:
            return
        self._call(self._take, chunks, result.silent, self._echo() if changed else None)

    def _echo(self) -> _Echo:
        if self._frontend is None:
            return _Echo(self._echo_mode, None)
        found = self._frontend.cancelled_db
        return _Echo(self._frontend.mode, found and round(found, 1))

    def _overrun(self) -> None:
        self._call(self._lose, "overrun")

    def _call(self, work: Callable[..., None], *what: object) -> None:
        try:
            self._loop.call_soon_threadsafe(work, *what)
        except RuntimeError:  # the loop has closed while a device was frozen
            return

    # On the loop.

    def _take(self, chunks: Sequence[Chunk], silent: bool, echo: _Echo | None) -> None:
        self._beware_of_silence(chunks, silent)
        for chunk in chunks if self._listening else ():  # before that it is for nobody
            if len(self._waiting) == WAITING_CHUNKS:
                self._lose("dropped")
            self._waiting.append(chunk)
        self._came.set()
        if echo is not None:
            self._tell_echo(echo)

    def _beware_of_silence(self, chunks: Sequence[Chunk], silent: bool) -> None:
        """Say so, once, when a microphone begins with nothing but zeros: no room is so quiet."""
        if self._zeros is None:
            return
        if not silent:
            self._zeros = None
            return
        self._zeros += sum(len(one.pcm) for one in chunks) // CHUNK_BYTES
        if self._zeros >= ZEROS:
            self._zeros = None
            self._emit(Notice(at=self._loop.time(), text=_SILENT, level="warning"))

    def _warn(self, trouble: str) -> None:
        """Tell the user once that speech is not detected."""
        if trouble and not self._warned:
            self._warned = True
            self._emit(Notice(at=self._loop.time(), text=trouble, level="warning"))

    def _tell_echo(self, echo: _Echo) -> None:
        self._emit(
            EchoControlled(at=self._loop.time(), rung=echo.mode, cancelled_db=echo.cancelled_db)
        )

    def _lose(self, what: _Loss) -> None:
        self._losses[what] += 1
        if self._telling is None:
            self._telling = self._loop.call_later(COUNT_S, self._tell_losses)

    def _tell_losses(self) -> None:
        self._telling = None
        losses, self._losses = self._losses, Counter()
        for what, count in losses.items():
            self._emit(
                SoundTroubled(at=self._loop.time(), device="microphone", what=what, count=count)
            )


class _Worker:
    """The thread that does what is to be done.

    Args:
        pipeline: Does it.
        post: Takes what came of it, in this thread.
        lost: Called in PortAudio's thread when a block found no place.
        failed: Called in this thread when it ends although nobody stopped it.
        chunk_bytes: Bytes of the device's frames in a chunk for the wire.
    """

    def __init__(
        self,
        pipeline: CapturePipeline,
        post: Callable[[CaptureResult], None],
        lost: Callable[[], None],
        failed: Callable[[str], None],
        chunk_bytes: int,
    ) -> None:
        self._pipeline = pipeline
        self._post = post
        self._lost = lost
        self._failed = failed
        self._stopped = False
        self._chunk_bytes = chunk_bytes
        self._gathered = b""
        self._since = 0.0
        """When the first of what is gathered was in the air."""
        self._blocks: queue.SimpleQueue[tuple[bytes, float] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="frontend", daemon=True)
        self._thread.start()

    def take(self, frames: bytes, at: float) -> None:
        """Take a block, in PortAudio's thread; two of 10 ms are one piece of work.

        The chunk on the wire is 20 ms long, so the first of them would have to wait in any case.
        """
        if not self._gathered:
            self._since = at
        self._gathered += frames
        if len(self._gathered) < self._chunk_bytes:
            return
        frames, at, self._gathered = self._gathered, self._since, b""
        if self._blocks.qsize() < WAITING_BLOCKS:
            self._blocks.put((frames, at))
        else:
            self._lost()

    def stop(self) -> None:
        """End the thread: the next device's must not share the frontend with it."""
        self._stopped = True
        self._blocks.put(None)  # in case it waits for a block
        self._thread.join(STOP_S)

    def _run(self) -> None:
        try:
            while (block := self._blocks.get()) is not None and not self._stopped:
                result = self._pipeline.process(*block)
                if result.chunks:
                    self._post(result)
        except Exception:  # the thread's edge: logged, and the device is opened anew
            log.exception("the microphone's sound cannot be processed")
            self._failed("its sound cannot be processed")
