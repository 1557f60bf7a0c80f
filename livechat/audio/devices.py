"""Sound devices: which there are, which one a name means, which rates each takes.

One machine may offer the same device several times, once for each host API: Windows has a
microphone under MME, DirectSound, WASAPI and WDM-KS. A name chooses the device, livechat the API.

PortAudio looks for devices once, when it starts, and starts anew only when no stream is open. A
child process sees what has changed since, and prints the devices as JSON.

Whatever asks PortAudio here runs in the sound thread (`sound_thread`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, NoReturn

from livechat.audio import portaudio, sound_server
from livechat.audio.names import is_file
from livechat.core.text import visible
from livechat.errors import SoundError

Kind = Literal["input", "output"]
"""Which end of a conversation a device is to be."""

RATES = (8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000)
"""Hertz that are tried: telephony, the service's own two, CD and its half, DAT, studio."""

_BEST_API = "wasapi"

_API_ORDER = (_BEST_API, "core audio", "alsa", "pulse", "directsound", "mme", "jack", "oss")
"""Parts of host API names, best first: WASAPI is quicker than DirectSound and MME, which stand on
it. Whatever is not here comes later, WDM-KS last: it takes the device for itself alone."""

_LAST_API = "wdm-ks"

_MUTE_API: Final = "directsound"
"""PortAudio's blocking writes to it are a stub that plays nothing (pa_win_ds.c, WriteStream). Every
device of it is also one of WASAPI and MME."""

_MME_CHARS = 31
"""Characters to which MME cuts a name (MAXPNAMELEN, mmeapi.h)."""

_LISTED = 8
"""Devices that an error sentence names at most: more is a table, and there is a command for it."""

_WORDS = {"input": "microphone", "output": "speaker"}

_INSTEAD = {
    "input": "use a recording with --mic FILE.wav.",
    "output": "save the voice with --speaker FILE.wav.",
}

_FILES = {
    "input": "To use a recording: livechat talk --mic FILE.wav",
    "output": "To save the voice: livechat say -o FILE.wav",
}
"""What to do with a file where only a device will do."""


@dataclass(frozen=True, slots=True)
class Device:
    """One entry of PortAudio's list."""

    index: int
    """Its place in the list; another after devices came or went."""
    name: str
    """Fit for a terminal."""
    host_api: str
    """The system's sound interface, such as ALSA, Core Audio, Windows WASAPI."""
    inputs: int
    """Channels it records; 0: no microphone."""
    outputs: int
    """Channels it plays; 0: no speaker."""
    default_rate: int
    """Hertz that it likes best."""
    default_input: bool
    """Whether it is the system's own choice of a microphone."""
    default_output: bool
    """Whether it is the system's own choice of a speaker."""

    def channels(self, kind: Kind) -> int:
        """Channels in one direction; 0 if the device has none."""
        return self.inputs if kind == "input" else self.outputs

    def is_default(self, kind: Kind) -> bool:
        """Whether the system chooses it for one direction."""
        return self.default_input if kind == "input" else self.default_output

    @property
    def label(self) -> str:
        """How sentences name it: "3 USB Headset, ALSA"."""
        return f"{self.index} {self.name}, {self.host_api}"


def devices() -> list[Device]:
    """Every device that PortAudio saw when it started, in its order.

    Raises:
        SoundError: PortAudio is missing, or cannot tell.
    """
    sounddevice = portaudio.load()
    try:
        found = list(sounddevice.query_devices())
        apis = list(sounddevice.query_hostapis())
        default_input, default_output = _defaults(apis, sounddevice.default.device)
    except (sounddevice.PortAudioError, UnicodeError) as error:
        raise SoundError(
            f"Cannot list the sound devices: {portaudio.reason(error)}.",
            "Check that other programs can use sound.",
        ) from error
    return [
        Device(
            index=index,
            name=visible(str(info["name"])).strip(),
            host_api=visible(str(apis[info["hostapi"]]["name"])),
            inputs=int(info["max_input_channels"]),
            outputs=int(info["max_output_channels"]),
            default_rate=round(info["default_samplerate"]),
            default_input=index == default_input,
            default_output=index == default_output,
        )
        for index, info in enumerate(found)
    ]


def _defaults(apis: Sequence[Mapping[str, Any]], usual: Sequence[int]) -> tuple[int, int]:
    """The system's own microphone and speaker, by their places in the list; −1 for none.

    On Windows, PortAudio's own are MME's. WASAPI has the same ones, and is quicker.
    """
    wasapi = next((api for api in apis if _BEST_API in str(api["name"]).lower()), None)
    own = (wasapi["default_input_device"], wasapi["default_output_device"]) if wasapi else (-1, -1)
    microphone, speaker = (a if a >= 0 else b for a, b in zip(own, usual, strict=True))
    return microphone, speaker


def choose(kind: Kind, wanted: str | int | None, among: Sequence[Device] | None = None) -> Device:
    """The device that a name means.

    Args:
        kind: What it is to be.
        wanted: None, an empty text or "default": the system's own choice. An index, also as a
            text. Otherwise a name or any unique part of one, in any case; a part of the host
            API's name may stand before or behind it ("usb, wasapi"). A speaker under DirectSound
            is never chosen.
        among: The devices to choose from; None asks PortAudio.

    Raises:
        SoundError: There is none of the kind, none of the name, or more than one: the sentences
            list the candidates.
    """
    every = [d for d in (devices() if among is None else among) if d.channels(kind)]
    fit = [d for d in every if not (kind == "output" and _MUTE_API in d.host_api.lower())]
    if not fit:
        advice = sound_server.advice()
        begin = f"{advice} – or" if advice else "Connect one, or"
        raise SoundError(f"No {_WORDS[kind]} found.", f"{begin} {_INSTEAD[kind]}")
    text = "" if wanted is None else str(wanted).strip()
    if not text:
        return _default(kind, fit)
    if text.isascii() and text.isdigit():
        return _by_index(kind, int(text), fit, every)
    for matches in _matches(text.lower(), fit):
        if matches:
            return _only(kind, text, matches)
    if text.lower() == "default":
        return _default(kind, fit)
    for refused in _matches(text.lower(), every):
        if refused:
            raise _no_direct_sound(refused[0], fit)
    if is_file(text):
        raise SoundError(f'"{visible(text)}" is a file, not a {_WORDS[kind]}.', _FILES[kind])
    raise SoundError(
        f'No {_WORDS[kind]} matches "{visible(text)}", and there is no such file.',
        _there_are(fit),
    )


def rates(device: Device, kind: Kind) -> tuple[int, ...]:
    """Hertz among `RATES` at which the device opens now, lowest first.

    Empty if it does not open at all, as when another program has it for itself. Asking opens the
    device for a moment; a sound server that is frozen never answers.

    Raises:
        SoundError: PortAudio is missing.
    """
    return tuple(rate for rate in RATES if open_channels(device, kind, rate))


def best_rate(device: Device, kind: Kind, asked: int) -> int:
    """Hertz to open the device at: `asked` if it takes that, else its own rate.

    Raises:
        SoundError: PortAudio is missing.
    """
    return asked if open_channels(device, kind, asked) else device.default_rate


def open_channels(device: Device, kind: Kind, rate: int) -> int:
    """The fewest channels with which the device opens at `rate` hertz: 1, 2 or all; 0 for never.

    Raises:
        SoundError: PortAudio is missing.
    """
    sounddevice = portaudio.load()
    check = getattr(sounddevice, f"check_{kind}_settings")
    most = device.channels(kind)
    for channels in sorted({1, min(2, most), most} - {0}):
        try:
            check(device=device.index, channels=channels, dtype="int16", samplerate=rate)
        except (sounddevice.PortAudioError, ValueError):  # ValueError: the device has gone
            continue
        return channels
    return 0


def list_in_child(timeout_s: float) -> list[Device] | None:
    """The devices as a process that starts now sees them; None if it does not say in time.

    It costs a fraction of a second of another core, disturbs no open stream, and ends by itself
    even if this program is killed meanwhile.

    Args:
        timeout_s: Seconds to wait at most.
    """
    # It finds the modules that this program finds, also in a checkout that is not installed.
    path = [str(folder) for folder in sys.path]
    begin = f"import sys; sys.path[:] = {path!r}; from livechat.audio import devices"
    command = [sys.executable, "-P", "-c", f"{begin}; devices.print_list({timeout_s!r})"]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=timeout_s,
            check=True,
        )
        return [Device(**entry) for entry in json.loads(done.stdout)]
    # It cannot start, does not end, fails, or prints something else: nothing is known then.
    except (OSError, subprocess.SubprocessError, ValueError, TypeError):
        return None


def _default(kind: Kind, fit: Sequence[Device]) -> Device:
    return next((device for device in fit if device.is_default(kind)), min(fit, key=_rank))


def _no_direct_sound(device: Device, fit: Sequence[Device]) -> SoundError:
    return SoundError(
        f'Cannot use "{device.name}" under DirectSound: PortAudio plays nothing through it.',
        _there_are(fit),
    )


def _by_index(kind: Kind, index: int, fit: Sequence[Device], every: Sequence[Device]) -> Device:
    for device in fit:
        if device.index == index:
            return device
    for device in every:
        if device.index == index:
            raise _no_direct_sound(device, fit)
    raise SoundError(f"Device {index} is not a {_WORDS[kind]}.", _there_are(fit))


def _matches(wanted: str, fit: Sequence[Device]) -> Iterator[list[Device]]:
    """What a text in lower case may mean, from the strictest reading to the loosest."""
    yield [d for d in fit if wanted in (d.name.lower(), f"{d.name}, {d.host_api}".lower())]
    yield [d for d in fit if wanted in d.name.lower()]
    for name, api in _with_api(wanted):
        yield [d for d in fit if name in d.name.lower() and api in d.host_api.lower()]


def _with_api(wanted: str) -> Iterator[tuple[str, str]]:
    """The ways to read a text as a part of a name and a part of a host API's name."""
    for mark in (",", " "):
        if mark in wanted:
            before, _, behind = wanted.rpartition(mark)
            yield before.strip(), behind.strip()
            before, _, behind = wanted.partition(mark)
            yield behind.strip(), before.strip()


def _only(kind: Kind, wanted: str, matches: Sequence[Device]) -> Device:
    """The one device among matches, under its best host API."""
    best = min(matches, key=_rank)
    # WDM-KS calls the same devices by their drivers' names: those are no second device.
    others = [d for d in matches if d is best or _LAST_API not in d.host_api.lower()]
    same_api = [d for d in others if d.host_api == best.host_api]
    if len(same_api) == 1 and all(_same_name(d.name, best.name) for d in others):
        return best
    raise SoundError(
        f'"{visible(wanted)}" matches more than one {_WORDS[kind]}.', _there_are(matches)
    )


def _same_name(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return shorter == longer or (len(shorter) >= _MME_CHARS and longer.startswith(shorter))


def _rank(device: Device) -> tuple[int, int]:
    api = device.host_api.lower()
    if _LAST_API in api:
        return len(_API_ORDER) + 1, device.index
    places = (at for at, part in enumerate(_API_ORDER) if part in api)
    return next(places, len(_API_ORDER)), device.index


def _there_are(fit: Sequence[Device]) -> str:
    several_apis = len({device.host_api for device in fit}) > 1
    named = [d.label if several_apis else f"{d.index} {d.name}" for d in fit[:_LISTED]]
    more = f" and {len(fit) - _LISTED} more" if len(fit) > _LISTED else ""
    return f"Choose one of: {'; '.join(named)}{more}."


def print_list(limit_s: float) -> NoReturn:
    """Be the child of `list_in_child`: print the devices, and end within `limit_s` seconds."""
    # Whoever asked may have been killed, and the sound server may be frozen.
    limit = threading.Timer(limit_s, os._exit, args=(1,))
    limit.daemon = True
    limit.start()
    try:
        found: list[dict[str, Any]] = [asdict(device) for device in devices()]
    except SoundError as error:
        sys.exit(str(error))
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()
    # PortAudio's own ending may block as its beginning may, and nothing is left to close.
    os._exit(0)
