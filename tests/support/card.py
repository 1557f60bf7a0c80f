"""A sound card without hardware: a private PulseAudio server, which PortAudio plays and records on.

    with VirtualCard() as card:
        subprocess.run([...], env={**os.environ, **card.environ})

It has a loudspeaker, PortAudio's device `vspk`, heard through `record`, and a microphone, `vmic`,
spoken into through `play` or a `Feeder`. Both are the system's defaults too. Nothing connects the
two unless `loopback` does. The server can freeze, die and come back, and devices can come and go.

Needs Linux with the Debian packages in `PACKAGES`; no session bus, no particular user, no display.
"""

from __future__ import annotations

import ctypes.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self

PACKAGES: Final = "pulseaudio pulseaudio-utils libasound2-plugins libportaudio2"

SPEAKER: Final = "vspk"
"""What PortAudio calls the loudspeaker."""

MICROPHONE: Final = "vmic"
"""What PortAudio calls the microphone."""

SINK, EAR, MOUTH, SOURCE = "spk", "spk.monitor", "micfeed", "mic"
"""The server's names: the loudspeaker and what it plays; what is fed into the microphone, and the
microphone."""

RATE: Final = 48_000
"""Hertz of both; the server resamples for whoever asks for another rate."""

LIMIT_S: Final = 60.0
"""Seconds for anything the server is asked for; it takes some 10 ms."""

STILL_S: Final = 0.5
"""Seconds without a sample, of which there are thousands a second, that mean standstill."""

POLL_S: Final = 0.02
"""Seconds between two looks at something that cannot be waited for."""

LONGEST_S: Final = 300.0
"""Seconds a `Recording` may last, 14 MB at 24 kHz; whoever needs more has forgotten to stop it."""

_PLUGIN: Final = "alsa-lib/libasound_module_pcm_pulse.so"

# norewinds: the sinks buffer two seconds without it, and callbacks stall.
_MODULES: Final = (
    f"module-null-sink sink_name={SINK} rate={RATE} channels=2 norewinds=1",
    f"module-null-sink sink_name={MOUTH} rate={RATE} channels=1 norewinds=1",
    f"module-remap-source master={MOUTH}.monitor source_name={SOURCE}",
)

_ALSA: Final = """\
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse hint { show on description "default" } }
ctl.!default { type pulse }
"""

# PortAudio lists only what has a hint.
_NAMED: Final = """\
pcm.%s { type pulse device %s hint { show on description "%s" } }
"""

# Nobody may start a server of their own when this one is dead.
_CLIENT: Final = "autospawn = no\nenable-shm = no\n"


class CardMissing(Exception):  # noqa: N818 - not an error where nobody needs one
    """There can be no card here; the text says why and what to do."""


class CardError(Exception):
    """The card does not do what it is asked for."""


def require() -> None:
    """Return if there can be a card on this system.

    Raises:
        CardMissing: something is not installed.
    """
    if not sys.platform.startswith("linux"):
        raise CardMissing("The virtual sound card needs Linux with PulseAudio.")
    programs = ("pulseaudio", "pactl", "pacat", "parec")
    missing = [name for name in programs if shutil.which(name) is None]
    places = (*Path("/usr/lib").glob(f"*/{_PLUGIN}"), *Path("/usr").glob(f"lib*/{_PLUGIN}"))
    if not places:
        missing.append("ALSA's plugin for PulseAudio")
    if ctypes.util.find_library("portaudio") is None:
        missing.append("PortAudio")
    if missing:
        raise CardMissing(
            f"The virtual sound card needs {', '.join(missing)}: "
            f"apt-get install --no-install-recommends {PACKAGES}"
        )


class VirtualCard:
    """A running card, for the time of a `with` statement. It leaves nothing behind.

    Raises:
        CardMissing: something is not installed.
        CardError: the server does not start, or does not do what it is asked for.
    """

    def __init__(self) -> None:
        require()
        # Not where pytest keeps its files: a socket's path has 107 bytes at most.
        self.folder = Path(tempfile.mkdtemp(prefix="card-"))
        self.environ: dict[str, str] = {
            "PULSE_RUNTIME_PATH": str(self.folder),
            "PULSE_STATE_PATH": str(self.folder),
            "PULSE_COOKIE": str(self.folder / "cookie"),
            "PULSE_CLIENTCONFIG": str(self.folder / "client.conf"),
            "PULSE_SERVER": f"unix:{self.folder / 'native'}",
            "ALSA_CONFIG_PATH": str(self.folder / "asound.conf"),
        }
        """Variables that lead a process to the card. PULSE_LATENCY_MSEC must not be beside them:
        streams under-run with it, and end."""
        self._named = {SPEAKER: (SINK, "virtual speaker"), MICROPHONE: (SOURCE, "virtual mic")}
        self._plugged: dict[str, int] = {}
        self._children: list[subprocess.Popen[bytes]] = []
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            (self.folder / "client.conf").write_text(_CLIENT)
            self._name_devices()
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End everything that was started, and remove the folder."""
        for child in self._children:
            _end(child)
        self._children.clear()
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    # What goes wrong

    def pause(self) -> None:
        """Freeze the server: streams stay open, and nothing moves."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let the server go on."""
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """Let the server die, if it lives, as in a crash."""
        server, self._server = self._server, None
        if server is not None:
            _end(server, signal.SIGKILL)
        self._plugged.clear()

    def restart(self) -> None:
        """Bring the server back, dead or alive, with its two devices and no others."""
        self.kill()
        self._start()

    # Devices that come and go

    def plug(self, name: str, kind: Literal["output", "input"] = "output") -> None:
        """Add a device that PortAudio calls `name`; processes that look from now on see it."""
        module = "module-null-sink"
        index = self.load(module, f"sink_name={name}", f"rate={RATE}", "norewinds=1")
        device = name if kind == "output" else f"{name}.monitor"
        self._plugged[name], self._named[name] = index, (device, f"plugged {name}")
        self._name_devices()

    def unplug(self, name: str) -> None:
        """Take such a device away again; the server moves its streams to another one."""
        del self._named[name]
        self._name_devices()
        self.unload(self._plugged.pop(name))

    def load(self, module: str, *arguments: str) -> int:
        """Load a module of the server and return its index."""
        return int(self.ask("load-module", module, *arguments))

    def unload(self, index: int) -> None:
        """Unload a module."""
        self.ask("unload-module", str(index))

    @contextmanager
    def loopback(self, latency_ms: int = 20) -> Iterator[None]:
        """Let the microphone hear the loudspeaker, `latency_ms` later, as in a room."""
        index = self.load(
            "module-loopback",
            f"source={EAR}",
            f"sink={MOUTH}",
            f"latency_msec={latency_ms}",
            "adjust_time=0",  # else its clock wanders by 500 ppm, as that of no room does
        )
        try:
            yield
        finally:
            self.unload(index)

    def ask(self, *command: str, limit_s: float = LIMIT_S) -> str:
        """What `pactl` answers.

        Raises:
            CardError: the server refuses, is dead, or does not answer within the limit.
        """
        try:
            done = subprocess.run(
                ["pactl", *command],
                env=self.whole_environ(),
                capture_output=True,
                text=True,
                check=True,
                timeout=limit_s,
            )
        except subprocess.TimeoutExpired as error:
            raise CardError(f"pactl {command[0]}: no answer in {limit_s:g} s") from error
        except subprocess.CalledProcessError as error:
            raise CardError(f"pactl {command[0]}: {error.stderr.strip()}") from error
        return done.stdout.strip()

    # Sound

    def play(self, sound: Path | bytes, rate: int = 16_000) -> None:
        """Speak into the microphone, and return when all of it was spoken.

        Args:
            sound: A WAV file, or s16le mono.
            rate: Hertz of the latter.
        """
        pcm, rate = _read_wav(sound) if isinstance(sound, Path) else (sound, rate)
        with self.feeder(MOUTH, rate, latency_ms=30) as mouth:
            mouth.write(pcm)
            mouth.finish(len(pcm) / 2 / rate + LIMIT_S)

    @contextmanager
    def feeder(self, sink: str = MOUTH, rate: int = RATE, latency_ms: int = 10) -> Iterator[Feeder]:
        """A stream into the microphone (or into another sink) that stays open."""
        command = ["pacat", "--playback", f"--device={sink}", *_form(rate, latency_ms)]
        child = self.spawn(command, stdin=subprocess.PIPE)
        try:
            yield Feeder(child)
        finally:
            self._end(child)

    @contextmanager
    def record(self, device: str = EAR, rate: int = 24_000) -> Iterator[Recording]:
        """Record what the loudspeaker plays (or any other source), from now to the end of the
        context at most.

        Raises:
            CardError: nothing comes.
        """
        command = ["parec", f"--device={device}", *_form(rate, 20)]
        child = self.spawn(command, stdout=subprocess.PIPE)
        recording = Recording(child, rate)
        try:
            recording.wait_for_seconds(0.001)
            yield recording
        finally:
            self._end(child)
            recording.finish()

    def whole_environ(self) -> dict[str, str]:
        """This process's environment with the card, and without what others set for PulseAudio."""
        others = {key: value for key, value in os.environ.items() if not key.startswith("PULSE_")}
        return others | self.environ

    def spawn(
        self, command: list[str], *, stdin: int = subprocess.DEVNULL, stdout: int | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a process that uses the card and ends with it at the latest."""
        child = subprocess.Popen(
            command,
            env=self.whole_environ(),
            stdin=stdin,
            stdout=subprocess.DEVNULL if stdout is None else stdout,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        self._children.append(child)
        return child

    # The server

    def _start(self) -> None:
        (self.folder / "native").unlink(missing_ok=True)
        protocol = f"module-native-protocol-unix auth-anonymous=1 socket={self.folder / 'native'}"
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit"]
        command += ["--use-pid-file=no", "--disable-shm=yes", "--realtime=no", "--high-priority=no"]
        for module in (*_MODULES, protocol):  # the door last: who gets in finds all devices
            command += ["-L", module]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                command,
                env=self.whole_environ() | {"HOME": str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._wait_for_the_door(self._server)
        self.ask("set-default-sink", SINK)
        self.ask("set-default-source", SOURCE)

    def _wait_for_the_door(self, server: subprocess.Popen[bytes]) -> None:
        limit = time.monotonic() + LIMIT_S
        while server.poll() is None and time.monotonic() < limit:
            with socket.socket(socket.AF_UNIX) as door, suppress(OSError):  # not open yet
                door.connect(str(self.folder / "native"))
                return
            time.sleep(POLL_S)
        said = (self.folder / "log").read_text(errors="replace")[-1000:].strip()
        raise CardError(f"PulseAudio does not start. {said}")

    def _name_devices(self) -> None:
        """Write ALSA's file anew, in one step: somebody may be reading it."""
        lines = (_NAMED % (name, *named) for name, named in self._named.items())
        new = self.folder / "asound.new"
        new.write_text(_ALSA + "".join(lines))
        new.replace(self.folder / "asound.conf")

    def _signal(self, number: signal.Signals) -> None:
        if self._server is None or self._server.poll() is not None:
            raise CardError("The server is dead.")
        self._server.send_signal(number)

    def _end(self, child: subprocess.Popen[bytes]) -> None:
        _end(child)
        self._children.remove(child)


class Feeder:
    """A running stream: silent until something is written, and again after it."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child

    def write(self, pcm: bytes) -> None:
        """Have s16le mono played now; returns when the stream has taken all but the last 64 KiB."""
        assert self._child.stdin
        while pcm:
            pcm = pcm[self._child.stdin.write(pcm) :]

    def finish(self, limit_s: float = LIMIT_S) -> None:
        """Wait until all was played; nothing can be written any more."""
        assert self._child.stdin
        self._child.stdin.close()
        self._child.wait(limit_s)


class Recording:
    """What has been recorded so far."""

    def __init__(self, child: subprocess.Popen[bytes], rate: int) -> None:
        self.rate = rate
        """Hertz."""
        self._child = child
        self._pcm = bytearray()
        self._most = round(LONGEST_S * rate) * 2
        self._more = threading.Condition()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    @property
    def pcm(self) -> bytes:
        """s16le mono."""
        with self._more:
            return bytes(self._pcm[: len(self._pcm) // 2 * 2])

    @property
    def seconds(self) -> float:
        """Its length."""
        with self._more:
            return len(self._pcm) / 2 / self.rate

    def wait_for_seconds(self, seconds: float) -> None:
        """Wait until it is that long.

        Raises:
            CardError: the card does not deliver.
        """
        with self._more:
            wanted = seconds * self.rate * 2
            if not self._more.wait_for(lambda: len(self._pcm) >= wanted, seconds + LIMIT_S):
                raise CardError("Nothing can be recorded.")

    def wait_for_stillness(self) -> None:
        """Wait until nothing has come for `STILL_S`: what was on its way comes all the same.

        Raises:
            CardError: it never ends.
        """
        limit = time.monotonic() + LIMIT_S
        with self._more:
            while self._more.wait(STILL_S):
                if time.monotonic() > limit:
                    raise CardError("The recording goes on and on.")

    def finish(self) -> None:
        """Take what is left after the process has ended."""
        self._thread.join(LIMIT_S)
        assert self._child.stdout
        self._child.stdout.close()

    def _read(self) -> None:
        assert self._child.stdout
        while piece := self._child.stdout.read(4096):
            with self._more:
                if len(self._pcm) < self._most:
                    self._pcm += piece
                self._more.notify_all()


def _read_wav(path: Path) -> tuple[bytes, int]:
    """Sound and rate of a 16-bit mono file."""
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return file.readframes(file.getnframes()), file.getframerate()


def _form(rate: int, latency_ms: int) -> list[str]:
    process_ms = max(1, latency_ms // 5)
    return [
        "--raw",
        "--format=s16le",
        "--channels=1",
        f"--rate={rate}",
        f"--latency-msec={latency_ms}",
        f"--process-time-msec={process_ms}",
    ]


def _end(child: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
    """End a process of our own, politely unless it takes too long, and close its pipes.

    Standard output is left to whoever reads it: it ends there with the process.
    """
    if child.poll() is None:
        child.send_signal(how)
        child.send_signal(signal.SIGCONT)  # it may have been stopped
        try:
            child.wait(LIMIT_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait(LIMIT_S)
    if child.stdin:
        with suppress(BrokenPipeError):  # unbuffered: nothing is lost
            child.stdin.close()
