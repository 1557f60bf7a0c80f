"""What a call listens to, and where its voice goes: devices, files, or nothing.

| microphone | when |
|---|---|
| files, one after the other, or standard input | `--mic` names them |
| nothing | `--text` |
| device | otherwise |

| speaker | when |
|---|---|
| file, or standard output, with a device beside it for `--play` | `--speaker` names it |
| nothing | `--fast`, and `--text` unless a device is named |
| device | otherwise; where none is named and none is there, nothing |
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from livechat.app.ports import Microphone, Speaker
from livechat.audio.device_manager import DeviceManager
from livechat.audio.file_microphone import FileMicrophone
from livechat.audio.file_speaker import FileSpeaker
from livechat.audio.names import STREAM, expanded
from livechat.audio.optional import NoMicrophone, OptionalMicrophone, OptionalSpeaker
from livechat.audio.tap import Tap
from livechat.audio.tee import Tee
from livechat.audio.wav_write import WavWriter
from livechat.cli.call.listening import judges_recordings
from livechat.cli.call.sound import Devices
from livechat.cli.outputs import raw_stdout
from livechat.cli.terminal.lines import can_type
from livechat.config.settings import Settings
from livechat.core.pcm import OUTPUT_RATE
from livechat.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line says about both ends."""

    recordings: Sequence[str] = ()
    """Files, or `-`, in the place of a microphone."""
    saved: str | None = None
    """The file, or `-`, in the place of a speaker."""
    play: bool = False
    """Whether the voice is played as well as saved."""
    text: bool = False
    """Whether the user types, and no microphone is used."""
    fast: bool = False
    """Whether files are sent and written at full speed."""
    force: bool = False
    """Whether an existing file is replaced."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of a call, ready to run."""

    microphone: Microphone
    speaker: Speaker
    recorder: FileSpeaker | None
    """The file among the speakers."""
    manager: DeviceManager | None
    """The sound devices, if any is used."""
    waits_for: Sequence[str]
    """Devices that are still to be opened, as `Preparing` names them."""


def choose_ends(
    asked: Asked, settings: Settings, stack: ExitStack, taps: Sequence[Tap] = ()
) -> Ends:
    """Open what a call needs, as the tables above say.

    Args:
        asked: What the command line says.
        settings: Name the devices.
        stack: Closes the file at the end.
        taps: Given what sounds of the model.

    Raises:
        LivechatError: A recording cannot be read, the file cannot be written, or the system
            cannot cancel the echo.
    """
    recorded = _recorded(asked, settings) if asked.recordings else None
    recorder = None
    if asked.saved is not None:
        target = raw_stdout() if asked.saved == STREAM else expanded(asked.saved)
        writer = stack.enter_context(WavWriter(target, OUTPUT_RATE, force=asked.force))
        recorder = FileSpeaker(writer, fast=asked.fast, taps=() if asked.play else taps)
    listens = not (recorded or asked.text)
    silent = asked.fast or (asked.text and not settings.sound.speaker)
    plays = asked.play if recorder else not silent
    devices = Devices(settings, taps) if plays or listens else None

    microphone: Microphone = recorded or NoMicrophone()
    if listens and devices:
        microphone = devices.microphone()
        if not settings.sound.mic and can_type():
            microphone = OptionalMicrophone(microphone)
    speaker: Speaker = recorder or FileSpeaker(None, fast=silent, taps=taps)
    if plays and devices and recorder:
        device = devices.speaker_if_any(heard=listens, saved=asked.saved or "")
        speaker = Tee(device, recorder) if device else recorder
    elif plays and devices:
        speaker = devices.speaker(heard=listens)
        if not settings.sound.speaker:
            speaker = OptionalSpeaker(speaker, spare=FileSpeaker(None, fast=True))
    waits_for = ["loudspeaker"] * (plays and not recorder) + ["microphone"] * listens
    manager = devices.manager if devices else None
    return Ends(microphone, speaker, recorder, manager, waits_for)


def _recorded(asked: Asked, settings: Settings) -> Microphone:
    if STREAM in asked.recordings and len(asked.recordings) > 1:
        raise UsageError("--mic - reads all of standard input.", "Use it alone.")
    microphone = FileMicrophone(asked.recordings, fast=asked.fast)
    if not judges_recordings(settings):
        return microphone
    # The detector takes its time to import, too.
    from livechat.audio.judged_microphone import JudgedMicrophone

    return JudgedMicrophone(microphone)
