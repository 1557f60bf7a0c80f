"""A limit on calls to a sound server: a frozen one blocks whoever asks it anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from livechat.audio import portaudio
from livechat.errors import SoundError
from livechat.threads import bounded

T = TypeVar("T")

ANSWER_S = 10.0
"""Seconds to wait for the sound server: a slow one takes 2, a frozen one for ever."""


def within(seconds: float, work: Callable[[], T]) -> T:
    """Do `work` with sound devices, `bounded`.

    When they hang, PortAudio cannot be ended either, so the end of the program no longer tries.

    Args:
        seconds: How long to wait at most.
        work: What to do; whatever it raises is raised here.

    Raises:
        SoundError: It takes too long.
    """
    try:
        return bounded(seconds, work)
    except TimeoutError as error:
        portaudio.abandon()
        raise SoundError(
            "The sound devices do not respond.", "Restart the sound server, which may be stuck."
        ) from error
