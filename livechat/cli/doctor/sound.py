"""What `livechat doctor` finds out about sound: devices, microphone, room, streams, echo."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from livechat.cli.doctor.checks import Finding, problem
from livechat.core.levels import QUIETEST_DBFS, VOICED_DBFS
from livechat.core.pcm import INPUT_RATE, OUTPUT_RATE
from livechat.errors import SoundError

if TYPE_CHECKING:
    from livechat.audio.acoustic import Measured
    from livechat.audio.devices import Device, Kind
    from livechat.config.settings import Sound

WORDS: dict[Kind, str] = {"input": "microphone", "output": "speaker"}

_ASKED: dict[Kind, int] = {"input": INPUT_RATE, "output": OUTPUT_RATE}

_NO_ECHO_DB = -50.0
"""Echo below this needs no canceller: a voice played at −20 dBFS comes back at −70, which is what
a quiet room sounds like."""

_LOUD_ECHO_DB = -6.0
"""Echo above this is as loud as what is played: the speaker distorts or the microphone does, and
what is distorted is not cancelled."""

_WORSE_ECHO_DB = 6.0
"""Echo above this drowns whoever speaks into it: a gate would not tell them apart."""

_GOOD_ECHO_DB = -10.0
"""Where a lower volume brings a loud echo to."""

_QUIETEST_PERCENT = 10
"""Volume that is suggested at least: below it nobody hears the model."""

_PERMISSION = {
    "Darwin": "Allow your terminal in System Settings, Privacy & Security, Microphone, and start "
    "it again.",
    "Windows": "Let desktop apps use the microphone in Settings, Privacy & security, Microphone, "
    "and unmute it.",
}
_UNMUTE = "Unmute it in the system's sound settings, or choose another one with --mic."


def check_portaudio(version: Callable[[], str | None], load: Callable[[], object]) -> Finding:
    """Whether the library behind sound devices is there and starts."""
    try:
        load()
    except SoundError as error:
        return problem("portaudio", error)
    words = (version() or "").partition(", revision ")[0]  # which the versions tell
    return Finding("portaudio", "ok", f"{words}.", data={"version": words})


def check_device(
    kind: Kind,
    wanted: str | None,
    found: Sequence[Device],
    rates: Callable[[Device, Kind], tuple[int, ...]],
) -> tuple[Finding, Device | None]:
    """Which device is chosen, and which rates it takes.

    Returns:
        The finding, and the device unless there is a problem.
    """
    from livechat.audio.devices import choose

    part = WORDS[kind]
    try:
        device = choose(kind, wanted, found)
        takes = rates(device, kind)
    except SoundError as error:
        return problem(part, error), None
    data = {
        "index": device.index,
        "name": device.name,
        "host_api": device.host_api,
        "rates": list(takes),
        "default_rate": device.default_rate,
    }
    if not takes:
        return Finding(
            part,
            "problem",
            f"{device.label} does not open at any rate.",
            f"Close other programs that use it, or choose another one with "
            f"--{'mic' if kind == 'input' else 'speaker'}.",
            SoundError.exit_code,
            data,
        ), None
    listed = ", ".join(f"{rate / 1000:g}" for rate in takes)
    asked = _ASKED[kind]
    via = "" if asked in takes else f"; {asked // 1000} kHz is resampled"
    return Finding(part, "ok", f"{device.label}, takes {listed} kHz{via}.", data=data), device


def check_hearing(measured: Measured, system: str | None = None) -> Finding:
    """Whether the microphone gives sound at all: exact zeros are a permission not granted.

    Args:
        measured: What was recorded.
        system: The operating system, as `platform.system` calls it; None asks it.
    """
    data = {"silent": measured.silent, "clipped": measured.clipped}
    if measured.silent:
        return Finding(
            "permission",
            "problem",
            "The microphone delivers exact silence: it is muted or blocked.",
            _PERMISSION.get(system or platform.system(), _UNMUTE),
            SoundError.exit_code,
            data,
        )
    if measured.clipped:
        return Finding(
            "permission",
            "warning",
            "The microphone works, but is so loud that its sound is clipped.",
            "Lower its level in the system's sound settings, or the speaker's volume.",
            data=data,
        )
    return Finding("permission", "ok", "The microphone works.", data=data)


def check_room(measured: Measured) -> Finding:
    """How loud the room is when nobody speaks."""
    level = measured.room_dbfs
    data = {"noise_dbfs": round(level, 1)}
    if level > VOICED_DBFS:
        return Finding(
            "room",
            "warning",
            f"The room is as loud as speech, at {level:.0f} dBFS.",
            "Come closer to the microphone and lower its level, or use a headset.",
            data=data,
        )
    if level <= QUIETEST_DBFS:
        return Finding(
            "room",
            "warning",
            "The microphone delivers exact silence between sounds: something cuts off quiet sound.",
            "Turn off noise suppression in the system's sound settings, or words lose their "
            "beginnings.",
            data=data,
        )
    return Finding("room", "ok", f"The room is quiet, at {level:.0f} dBFS.", data=data)


def check_streams(measured: Measured, sound: Sound) -> Finding:
    """Whether sound was lost while both devices ran at once."""
    data = {
        "seconds": round(measured.seconds, 1),
        "input_rate": measured.input_rate,
        "output_rate": measured.output_rate,
        "overruns": measured.overruns,
        "underruns": measured.underruns,
        "late_blocks": measured.late,
    }
    ways = [
        ("recording", measured.overruns, f"sound.mic_latency_ms ({sound.mic_latency_ms})"),
        ("playback", measured.underruns, f"sound.speaker_latency_ms ({sound.speaker_latency_ms})"),
    ]
    lost = [(what, count) for what, count, _ in ways if count]
    too_small = [setting for _, count, setting in ways if count]
    if lost:
        (first, count), *others = lost
        words = [f"{first.capitalize()} lost sound {_times(count)}"]
        words += [f"{what} {_times(count)}" for what, count in others]
        return Finding(
            "streams",
            "warning",
            f"{' and '.join(words)} in {measured.seconds:.1f} s.",
            f"Close busy programs, or raise {' and '.join(too_small)}.",
            data=data,
        )
    return Finding(
        "streams",
        "ok",
        f"Both ran for {measured.seconds:.1f} s, at {measured.input_rate / 1000:g} and "
        f"{measured.output_rate / 1000:g} kHz, and lost nothing.",
        data=data,
    )


def check_echo(measured: Measured, sound: Sound) -> Finding:
    """What comes back of what is played, and what is best done about it."""
    if measured.silent:
        return Finding(
            "echo",
            "warning",
            "Cannot measure the echo while the microphone is silent.",
            "Fix the microphone first.",
        )
    echo = measured.echo
    if echo is None and measured.unsteady:
        return Finding(
            "echo",
            "warning",
            "There is an echo, but it is broken up or hidden by other sounds.",
            "Run this again when the room is quiet and the machine idle; if nothing changes, set "
            'sound.echo = "half-duplex".',
            data={"found": False, "suggested": {"sound.echo": "half-duplex"}},
        )
    if echo is None:
        return Finding(
            "echo",
            "ok",
            "No echo was found: these are headphones, which need no echo cancellation, or the "
            "speaker is turned down.",
            data={"found": False, "suggested": {"sound.echo": "off"}},
        )
    suggested = _suggested(measured, echo.level_db, sound)
    delay_ms = 1000 * echo.delay_s
    data = {
        "found": True,
        "delay_ms": round(delay_ms, 1),
        "path_ms": round(measured.path_ms, 1),
        "spread_ms": round(1000 * echo.spread_s, 1),
        "level_db": round(echo.level_db, 1),
        "suggested": suggested,
    }
    words = (
        f"The echo returns after {delay_ms:.0f} ms, {measured.path_ms:.0f} of them between "
        f"the devices, at {echo.level_db:z.0f} dB."
    )
    if suggested["sound.echo"] in ("gate", "half-duplex"):
        volume = suggested.get("sound.volume")
        lower = f" with sound.volume = {volume}" if volume is not None else ""
        return Finding(
            "echo",
            "warning",
            f"{words[:-1]}, which is too loud to cancel well.",
            f"Turn the speaker down, use headphones, or set sound.echo = "
            f'"{suggested["sound.echo"]}"{lower}.',
            data=data,
        )
    if sound.echo == "off" and suggested["sound.echo"] != "off":
        fix = 'Set sound.echo = "auto", or use headphones.'
        return Finding("echo", "warning", f"{words[:-1]}, and sound.echo is off.", fix, data=data)
    return Finding("echo", "ok", words, data=data)


def _suggested(measured: Measured, level_db: float, sound: Sound) -> dict[str, object]:
    """Settings that suit an echo."""
    if level_db <= _NO_ECHO_DB:
        return {"sound.echo": "off"}
    if level_db <= _LOUD_ECHO_DB and not measured.clipped:
        return {"sound.echo": "aec"}
    rung = "half-duplex" if measured.clipped or level_db > _WORSE_ECHO_DB else "gate"
    lower = sound.volume * 10 ** (min(0.0, _GOOD_ECHO_DB - level_db) / 20)
    return {"sound.echo": rung, "sound.volume": max(_QUIETEST_PERCENT, round(lower))}


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
