"""PortAudio's version, wherever and however it is missing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

from livechat.audio import portaudio


class Failing:
    """Makes the import of sounddevice fail as the C library would."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name == "sounddevice":
            raise self._error
        return None


def fail(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Failing(error), *sys.meta_path])


def test_the_version_is_told_in_portaudios_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """For bug reports."""
    module = ModuleType("sounddevice")
    module.__dict__["get_portaudio_version"] = lambda: (1246976, "PortAudio V19.7.0")
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    assert portaudio.version() == "PortAudio V19.7.0"


def test_a_missing_library_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many machines have no sound, and need none for files and pipes."""
    fail(monkeypatch, OSError("PortAudio library not found"))
    assert portaudio.version() is None


def test_a_library_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is started when it is imported; its error is news for the report, not its end."""
    fail(monkeypatch, RuntimeError("Error initializing PortAudio: Host error"))
    assert portaudio.version() == (
        "PortAudio does not start: Error initializing PortAudio: Host error"
    )
