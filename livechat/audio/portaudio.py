"""PortAudio, the library behind sound devices: the one door to it.

It is loaded when a device is wanted, never before: many machines have no sound, and need none
for files and pipes. Whatever calls it here runs in the sound thread (`sound_thread`).

The libraries below it (libasound, JACK) write to the process's descriptor 2 from C, whenever they
like; `keep_quiet` sees to it that no screen shows that.
"""

from __future__ import annotations

import atexit
import ctypes
import faulthandler
import os
import platform
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final, TextIO

from livechat import installing
from livechat.audio import alsa
from livechat.core.text import visible
from livechat.errors import SoundError

_PACKAGES: Final[Mapping[installing.Family, str]] = {
    "debian": "libportaudio2",
    "fedora": "portaudio",
    "arch": "portaudio",
    "alpine": "portaudio",
    "suse": "libportaudio2",
}
"""What PortAudio is called."""

_WHEEL = "sounddevice"
"""The package, of which the library is part on macOS and Windows."""

_STDERR = 2
"""The file descriptor to which C libraries print."""


def version() -> str | None:
    """PortAudio's own words for its version; None where it is not installed."""
    try:
        alsa.check()
        import sounddevice  # loads the C library, which may be missing, and starts it
    except OSError:
        return None
    except SoundError:
        return "PortAudio crashes"
    except Exception as error:  # noqa: BLE001 - its own class, which failed to be imported
        return f"PortAudio failed to start: {error}"
    return str(sounddevice.get_portaudio_version()[1])


def load() -> Any:
    """The module `sounddevice`, imported now if it was not before.

    Raises:
        SoundError: The C library is missing, with the command that installs it; it does not
            start, or would crash.
    """
    try:
        alsa.check()
        import sounddevice
    except SoundError:
        raise
    except OSError as error:
        raise SoundError(
            "PortAudio, the library behind sound devices, is not installed.", how_to_install()
        ) from error
    except ImportError as error:
        raise SoundError(
            "The Python package sounddevice is missing or damaged.",
            f"Reinstall it: {installing.again(_WHEEL)}",
        ) from error
    except Exception as error:  # its own class, which failed to be imported
        raise SoundError(
            f"PortAudio failed to start: {reason(error)}.",
            "Check that other programs can use sound.",
        ) from error
    return sounddevice


def refresh() -> None:
    """Start PortAudio anew, which is the only way for it to see new devices.

    No stream may be open: PortAudio closes them all without a word.

    Raises:
        SoundError: PortAudio is missing, or does not start again; another call may succeed.
    """
    sounddevice = load()
    try:
        if sounddevice._initialized:  # not after a failed refresh
            sounddevice._terminate()
        sounddevice._initialize()
    except sounddevice.PortAudioError as error:
        raise SoundError(
            f"PortAudio failed to restart: {reason(error)}.",
            "Check that other programs can use sound.",
        ) from error


def end() -> None:
    """End PortAudio, if it was started. Streams that are open are closed without a word."""
    sounddevice = sys.modules.get("sounddevice")
    while getattr(sounddevice, "_initialized", 0):
        sounddevice._terminate()  # type: ignore[union-attr]


def abandon() -> None:
    """Do not end PortAudio when the program ends: a device that hangs would hang it too."""
    sounddevice = sys.modules.get("sounddevice")
    # Missing while it is still being imported, or was never.
    handler = getattr(sounddevice, "_exit_handler", None)
    if handler is None:
        return
    atexit.unregister(handler)
    # A thread still runs in the library. Python's end would unload it, but for this handle, which
    # is never closed.
    ctypes.CDLL(sounddevice._libname)  # type: ignore[union-attr]


_MEANINGS: Final = {
    -9999: "the system reports an error",
    -9998: "it has another number of channels",
    -9997: "it does not run at the sampling rates tried",
    -9996: "it is gone",
    -9993: "the system refuses it",
    -9985: "it is in use or gone",
}
"""PortAudio's numbers (`PaErrorCode`) whose own words mislead: ALSA's part has -9993, "Illegal
combination of I/O devices", for every device that does not open, unless it is busy."""


def reason(error: BaseException) -> str:
    """Why PortAudio failed, in plain words: a part of a sentence, without a full stop.

    Its own words, without what it was doing, where there are no better ones. What the system says
    about an error of its own is quoted.
    """
    words, code, host = (*error.args, None, None, None)[:3]
    own = str(words or "").removeprefix("Error ").partition(": ")[2] or str(words or "")
    own = visible(own).rstrip(". ") or type(error).__name__
    if code not in _MEANINGS:
        return own
    said = visible(str(host[2])).strip(". ") if isinstance(host, tuple) and len(host) == 3 else ""
    return f"{_MEANINGS[code]} ({said})" if said else _MEANINGS[code]


def how_to_install() -> str:
    """One sentence: how PortAudio comes onto this system."""
    if platform.system() in ("Darwin", "Windows"):
        return f"Reinstall the Python package that brings it: {installing.again(_WHEEL)}"
    if command := installing.of_system(_PACKAGES):
        return f"Install it: {command}"
    return "Install it with the system's package manager; it is called portaudio or libportaudio2."


_restore: Callable[[], None] | None = None


def keep_quiet(log_fd: int | None = None) -> Callable[[], None]:
    """Keep what C libraries print off the screen, from now on; Python's stderr stays as it is.

    `sys.stderr` and `sys.__stderr__` move to a duplicate of descriptor 2, terminal or not, and
    descriptor 2 itself becomes the null device. A second call changes nothing. Three things are
    to be known:

    - A child process inherits descriptor 2, and with it the silence: give it `stderr=sys.stderr`.
    - A logging handler made before still holds the old `sys.stderr`, and is silent too: make it
      afterwards, or let it look at `sys.stderr` each time.
    - A `faulthandler` that was enabled is enabled again on the new stream.

    Args:
        log_fd: A file descriptor that gets what the libraries print; None throws it away.

    Returns:
        What puts everything back as it was.
    """
    global _restore
    if _restore is not None:
        return _restore
    try:
        screen = os.dup(_STDERR)
    except OSError:  # closed: there is no screen to protect
        return lambda: None
    held = {name: getattr(sys, name) for name in ("stderr", "__stderr__")}
    ours = {name: old for name, old in held.items() if _writes_to_stderr(old)}
    moved: TextIO | None = None
    for name, old in ours.items():
        old.flush()
        if moved is None:
            moved = open(  # noqa: PTH123, SIM115 - lives as long as the program
                screen, "w", buffering=1, encoding=old.encoding, errors=old.errors
            )
        setattr(sys, name, moved)
    _redirect(log_fd)
    if faulthandler.is_enabled() and moved is not None:
        faulthandler.enable(file=moved)

    def restore() -> None:
        global _restore
        _restore = None
        if moved is not None:
            moved.flush()
        os.dup2(screen, _STDERR)
        for name, old in ours.items():
            if getattr(sys, name) is moved:  # somebody may have put something else there
                setattr(sys, name, old)
        if faulthandler.is_enabled() and moved is not None:
            faulthandler.enable(file=_STDERR)
        if moved is None:
            os.close(screen)
        else:
            moved.close()

    _restore = restore
    return restore


def _writes_to_stderr(stream: object) -> bool:
    """Whether a stream is the ordinary one, and not what somebody put in its place."""
    try:
        return stream is not None and stream.fileno() == _STDERR  # type: ignore[attr-defined]
    except (AttributeError, OSError, ValueError):  # no file behind it, or closed
        return False


def _redirect(log_fd: int | None) -> None:
    if log_fd is not None:
        os.dup2(log_fd, _STDERR)
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
    except OSError:  # a bare chroot: untidy lines are better than no program
        return
    os.dup2(nowhere, _STDERR)
    os.close(nowhere)
