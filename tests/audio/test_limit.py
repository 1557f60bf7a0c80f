"""A call that may never return is left behind."""

from __future__ import annotations

import threading

import pytest

from livechat.audio import portaudio
from livechat.audio.limit import within
from livechat.errors import SoundError
from livechat.threads import bounded


@pytest.mark.parametrize("limited", [bounded, within])
def test_what_returns_in_time_is_returned(limited: object) -> None:
    """None too."""
    assert callable(limited)
    assert limited(30, lambda: 42) == 42
    assert limited(30, lambda: None) is None


@pytest.mark.parametrize("limited", [bounded, within])
def test_what_is_raised_is_raised(limited: object) -> None:
    """As it was."""

    def work() -> None:
        raise KeyError("mine")

    assert callable(limited)
    with pytest.raises(KeyError, match="mine"):
        limited(30, work)


def test_what_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Said in a sentence, and PortAudio is not ended any more."""
    abandoned = []
    monkeypatch.setattr(portaudio, "abandon", lambda: abandoned.append(True))
    frozen = threading.Event()
    with pytest.raises(TimeoutError):
        bounded(0, frozen.wait)
    assert abandoned == []
    with pytest.raises(SoundError, match="do not respond"):
        within(0, frozen.wait)
    assert abandoned == [True]
    frozen.set()
