"""What a practice partner wrote down while it was talked with."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any


class Recorded:
    """Reads a partner's recording, also one that still grows.

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
