"""PortAudio, the library behind sound devices."""

from __future__ import annotations


def version() -> str | None:
    """PortAudio's own words for its version; None where it is not installed."""
    try:
        import sounddevice  # loads the C library, which may be missing
    except OSError:
        return None
    return str(sounddevice.get_portaudio_version()[1])
