"""Why ALSA sees no device of a sound server: it has no plug-in for it, or the server has died."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from livechat import installing

_PULSE: Final[Mapping[installing.Family, str]] = {
    "debian": "libasound2-plugins",
    "fedora": "alsa-plugins-pulseaudio",
    "arch": "alsa-plugins",
    "alpine": "alsa-plugins-pulse",
    "suse": "alsa-plugins-pulse",
}
_PIPEWIRE: Final[Mapping[installing.Family, str]] = {
    "debian": "pipewire-alsa",
    "fedora": "pipewire-alsa",
    "arch": "pipewire-alsa",
    "alpine": "pipewire-alsa",
    "suse": "pipewire-alsa",
}
"""The package with the plug-in for each server."""

_START_PULSE: Final = "PulseAudio has stopped. Start it: pulseaudio --start"
_START_PIPEWIRE: Final = (
    "PipeWire has stopped. Start it: systemctl --user restart pipewire pipewire-pulse"
)

_ANSWER_S: Final = 0.2
"""Seconds in which a server that lives takes a connection, or is too busy to be called dead."""

_WSLG = Path("/mnt/wslg/PulseServer")
"""Where Windows plays and records for Linux (WSLg)."""

_PLUGINS: Final = (
    "/usr/lib/*/alsa-lib",
    "/usr/lib64/alsa-lib",
    "/usr/lib/alsa-lib",
    "/usr/local/lib/alsa-lib",
)
"""Folders in which distributions keep ALSA's plug-ins."""


def advice(environ: Mapping[str, str] = os.environ) -> str:
    """What to do so that ALSA reaches the server, without a full stop; empty: nothing."""
    if sys.platform != "linux":
        return ""
    pulse, pipewire = (any(map(_is_there, where(environ))) for where in (_pulse, _pipewire))
    if not (pulse or pipewire):
        return ""
    if _has_plugin(environ):
        return _start(environ)
    packages, name = (_PIPEWIRE, "PipeWire") if pipewire else (_PULSE, "PulseAudio")
    if pulse and _is_there(_WSLG):
        packages, name = _PULSE, "WSLg's sound server"
    command = installing.of_system(packages) or packages["debian"]
    return f"{name} runs, but ALSA has no plug-in for it. Install it: {command}"


def _start(environ: Mapping[str, str]) -> str:
    """How to start a server that has died, and left the socket that it listened at."""
    for where, advice in ((_pipewire, _START_PIPEWIRE), (_pulse, _START_PULSE)):
        there = [path for path in where(environ) if _is_there(path)]
        if there and all(map(_is_deserted, there)):
            return advice
    return ""


def _pulse(environ: Mapping[str, str]) -> Iterable[Path]:
    """Where PulseAudio's socket may be."""
    server = environ.get("PULSE_SERVER", "").removeprefix("unix:")
    if server.startswith("/"):
        yield Path(server)
    if folder := environ.get("PULSE_RUNTIME_PATH"):
        yield Path(folder) / "native"
    for folder in _runtime(environ):
        yield Path(folder) / "pulse/native"
    yield _WSLG


def _pipewire(environ: Mapping[str, str]) -> Iterable[Path]:
    """Where PipeWire's socket may be."""
    for folder in _runtime(environ):
        yield Path(folder) / "pipewire-0"


def _runtime(environ: Mapping[str, str]) -> Iterable[str]:
    if folder := environ.get("XDG_RUNTIME_DIR"):
        yield folder
    if hasattr(os, "getuid"):
        yield f"/run/user/{os.getuid()}"


def _has_plugin(environ: Mapping[str, str]) -> bool:
    if folder := environ.get("ALSA_PLUGIN_DIR"):
        return _holds_plugin(Path(folder))
    return any(_holds_plugin(folder) for folder in _folders())


def _folders() -> Iterable[Path]:
    for pattern in _PLUGINS:
        yield from Path("/").glob(pattern.lstrip("/"))


def _holds_plugin(folder: Path) -> bool:
    names = (f"libasound_module_pcm_{server}.so" for server in ("pulse", "pipewire"))
    return any(_is_there(folder / name) for name in names)


def _is_deserted(path: Path) -> bool:
    """Whether this is a socket at which nobody listens."""
    if not path.is_socket():
        return False
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(_ANSWER_S)
        try:
            door.connect(str(path))
        except ConnectionRefusedError:
            return True
        except OSError:  # it is busy, or somebody else's
            return False
    return False


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder of somebody else's
        return False
