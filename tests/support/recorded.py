"""What a practice partner wrote down while it was talked with."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

LIMIT_S: Final = 90.0
"""Seconds for anything that is waited for."""

POLL_S: Final = 0.05
"""Seconds between two looks at the recording."""


class Recorded:
    """Reads a partner's recording, also one that still grows.

    The partner writes it in a thread that lets all others go first. On a busy machine the recording
    is seconds behind what has happened, so what must be in it is waited for.

    Args:
        recording: The file.
    """

    def __init__(self, recording: Path) -> None:
        self.recording = recording

    def heard(self, session: int) -> bytes:
        """All sound that came in a session so far: s16le mono, 16 kHz."""
        return b"".join(
            base64.b64decode(message["realtime_input"]["audio"]["data"])
            for message in self._messages(session, "client")
            if "audio" in message.get("realtime_input", {})
        )

    def pauses(self, session: int) -> int:
        """How often the client has said that its microphone stops."""
        return sum(
            not {"audioStreamEnd", "audio_stream_end"}.isdisjoint(message.get("realtime_input", {}))
            for message in self._messages(session, "client")
        )

    def presses(self, session: int) -> list[bytes]:
        """What came between each press of the talk key and its release: s16le mono, 16 kHz."""
        presses: list[bytes] = []
        held = False
        for message in self._messages(session, "client"):
            sent = message.get("realtime_input", {})
            if not {"activityStart", "activity_start"}.isdisjoint(sent):
                held = True
                presses.append(b"")
            elif not {"activityEnd", "activity_end"}.isdisjoint(sent):
                held = False
            elif held and "audio" in sent:
                presses[-1] += base64.b64decode(sent["audio"]["data"])
        return presses

    def over(self, session: int) -> bool:
        """Whether a session has ended, so that all of it is written down."""
        return any("close" in line and line["session"] == session for line in self._lines())

    def until_heard(self, pcm: bytes) -> None:
        """Wait until that sound, sample for sample, has come in one of the sessions."""
        self.until(
            lambda: any(pcm in self.heard(session) for session in self.sessions()),
            f"{len(pcm)} bytes of sound",
        )

    def until(self, fits: Callable[[], bool], what: str) -> None:
        """Wait until what was written down fits."""
        limit = time.monotonic() + LIMIT_S
        while not fits():
            assert time.monotonic() < limit, f"no {what} in {LIMIT_S} s"
            time.sleep(POLL_S)

    def spoke(self, session: int) -> list[bytes]:
        """The sound of each answer of a session so far: s16le mono, 24 kHz."""
        answers = [b""]
        for message in self._messages(session, "server"):
            content = message.get("serverContent", {})
            for part in content.get("modelTurn", {}).get("parts", ()):
                answers[-1] += base64.b64decode(part.get("inlineData", {}).get("data", ""))
            if content.get("turnComplete"):
                answers.append(b"")
        return [answer for answer in answers if answer]

    def sessions(self) -> list[int]:
        """Numbers of the sessions so far, one a connection."""
        return [line["session"] for line in self._lines() if "open" in line]

    def _messages(self, session: int, side: str) -> list[dict[str, Any]]:
        return [
            line["message"]
            for line in self._lines()
            if (line["session"], line["from"]) == (session, side) and "message" in line
        ]

    def _lines(self) -> list[dict[str, Any]]:
        """What was written down, but its header and a line that is under way."""
        lines = self.recording.read_bytes().splitlines(keepends=True)
        return [json.loads(line) for line in lines[1:] if line.endswith(b"\n")]
