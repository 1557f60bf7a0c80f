"""PortAudio, the library behind sound devices."""

from __future__ import annotations


def version() -> str | None:
    """PortAudio's own words for its version; None where it is not installed."""
    try:
        import sounddevice  # loads the C library, which may be missing, and starts it
    except OSError:
        return None
    except Exception as error:  # noqa: BLE001 - its own class, which failed to be imported
        return f"PortAudio does not start: {error}"
    return str(sounddevice.get_portaudio_version()[1])
