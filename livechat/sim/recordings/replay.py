"""A recording as a scenario: the same answers for a client that sends at its own pace.

The session decides when an answer is due, as ever; what is then sent is the recorded turn, with
its spacing. A turn is everything the server sent after the turn before, up to its `turnComplete`
(`interactionStatus: IDLE`, where there is one):

- `setupComplete`, `sessionResumptionUpdate` and `voiceActivity` are left out: the new session has
  its own.
- What came ahead of the answer (the user's transcript, `goAway`) waited for the user; it is sent
  with the answer, without the pauses in between.
- Where the client's function results came before anything else, the client is waited for.
- An answer that was interrupted ends where it was cut, without `interrupted`: this time nobody
  may have spoken.
- A close by the server ends the turn it came in, or the turn before, after what was announced in
  between. Its own end (1001 without a `goAway`) is not replayed.
- Frames that no client could read are left out.
- An answer that was never completed, because the client had gone, is completed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from livechat.errors import FileError, SettingsError
from livechat.sim.protocol.schema import camel
from livechat.sim.protocol.wire import Close
from livechat.sim.recordings import form
from livechat.sim.recordings.form import Event
from livechat.sim.recordings.script import AwaitTools, Recorded, Timed
from livechat.sim.scenario import Scenario, Scripted

LARGEST_REPLAY: Final = 256 << 20
"""Bytes of server messages kept for one replay: more than an hour of speech."""

MOST_NAMED: Final = 12
"""Sessions named when another has to be chosen."""

UNHEARD: Final = "…"
"""Stands for speech the recording has no transcript of."""

_LEFT_OUT: Final = frozenset({"setupComplete", "sessionResumptionUpdate", "voiceActivity"})
_CUT: Final = frozenset({"interrupted", "modelTurn", "outputTranscription", "generationComplete"})
_AHEAD: Final = frozenset({"goAway", "serverContent"})
_AHEAD_CONTENT: Final = frozenset({"inputTranscription", "interimInputTranscription"})
_GOING_AWAY: Final = 1001


def load(path: Path, session: int | None = None) -> Scenario:
    """Read a recording.

    Args:
        path: A file written by `livechat.sim.recordings.recorder`.
        session: Number of the session to replay; None takes the first.

    Raises:
        FileError: it cannot be read.
        SettingsError: lines are damaged, or there is nothing to replay.
    """
    try:
        with path.open("rb") as file:
            return read(file.readline(form.LONGEST_LINE), file, path, session)
    except OSError as error:
        raise FileError(f"Cannot read the recording {path}: {error.strerror}.") from error


def read(first: bytes, rest: BinaryIO, path: Path, session: int | None = None) -> Scenario:
    """Read a recording that is open.

    Args:
        first: Its first line.
        rest: What follows.
        path: Its name, for words to the user.
        session: Number of the session to replay; None takes the first.

    Raises:
        OSError: it cannot be read.
        SettingsError: lines are damaged, or there is nothing to replay.
    """
    seen: dict[int, None] = {}
    turns = _Turns()
    size = 0
    for event in form.events(first, rest, path):
        seen[event.session] = None
        if event.session != (session or next(iter(seen))):
            continue
        size += event.size if event.origin == "server" else 0
        if size > LARGEST_REPLAY:
            raise SettingsError(
                f"Session {event.session} of the recording {path} is too long to be replayed.",
                f"Record a shorter one: its answers take more than {LARGEST_REPLAY >> 20} MB.",
            )
        turns.take(event)
    found = turns.all()
    if not found:
        raise SettingsError(_nothing(path, seen, session), _choice(seen))
    return Scenario(turns=found)


def _nothing(path: Path, seen: Mapping[int, None], session: int | None) -> str:
    if not seen:
        return f"The recording {path} contains no session."
    if session is not None and session not in seen:
        return f"The recording {path} has no session {session}."
    return f"Session {session or next(iter(seen))} of the recording {path} contains no answer."


def _choice(seen: Mapping[int, None]) -> str:
    numbers = [str(number) for number in islice(seen, MOST_NAMED)]
    more = ", ..." if len(seen) > MOST_NAMED else ""
    return f"Choose one with --session: {', '.join(numbers)}{more}." if seen else ""


class _Turns:
    """Gathers one session's events into turns."""

    def __init__(self) -> None:
        self._turns: list[Scripted] = []
        self._steps: list[Recorded] = []
        self._heard = ""
        self._spoken_to = False
        self._begun = False
        self._cut = False
        self._last_s = 0.0
        self._farewell = False

    def take(self, event: Event) -> None:
        """The next event of the session; nothing follows a close."""
        if self._turns and self._turns[-1].close is not None:
            return
        if event.close is not None:
            self._closed(event.close)
        elif event.origin == "client":
            self._client(event)
        elif event.origin == "server":
            self._server(event)

    def all(self) -> tuple[Scripted, ...]:
        """All turns; one that was not completed is."""
        if self._begun:
            self._steps.append(Timed(0.0, {"serverContent": {"turnComplete": True}}))
            self._end()
        return tuple(self._turns)

    def _client(self, event: Event) -> None:
        kinds = {camel(key): value for key, value in event.message.items()}
        media = kinds.get("realtimeInput")
        if isinstance(media, dict) and {camel(key) for key in media} & {"audio", "mediaChunks"}:
            self._spoken_to = True
        if "toolResponse" in kinds and self._steps:
            match self._steps[-1]:
                case AwaitTools():
                    self._last_s = event.at
                case Timed(_, message) if "toolCall" in message:
                    self._steps.append(AwaitTools())
                    self._last_s = event.at

    def _server(self, event: Event) -> None:
        message = {key: value for key, value in event.message.items() if key not in _LEFT_OUT}
        content = message.get("serverContent", {})
        if not isinstance(content, dict):  # made wrong on purpose: `livechat.sim.faults`
            return
        self._heard += _text(content.get("inputTranscription"))
        self._cut = self._cut or bool(content.get("interrupted"))
        if self._cut:
            content = {key: value for key, value in content.items() if key not in _CUT}
            message.pop("serverContent", None)
            message |= {"serverContent": content} if content else {}
        aside = event.message.keys() & _LEFT_OUT or self._cut or not self._begun
        if not any(message.values()) and aside:  # some messages have no content of their own
            return
        ahead = message.keys() <= _AHEAD and content.keys() <= _AHEAD_CONTENT
        self._farewell = self._farewell or "goAway" in message
        after_s = max(0.0, round(event.at - self._last_s, 3)) if self._begun else 0.0
        self._steps.append(Timed(after_s, message))
        self._last_s = event.at
        self._begun = self._begun or not ahead
        if content.get("turnComplete") and content.get("interactionStatus") != "IN_PROGRESS":
            self._end()

    def _closed(self, close: Close) -> None:
        if close.code == _GOING_AWAY and not self._farewell:
            return
        if self._begun or not self._turns:
            self._end(close)
        else:
            last = self._turns[-1]
            *steps, end = last.replay or ()  # with its end the turn is over: nothing follows
            self._turns[-1] = replace(last, replay=(*steps, *self._steps, end), close=close)
            self._steps = []

    def _end(self, close: Close | None = None) -> None:
        heard = self._heard.strip() or (UNHEARD if self._spoken_to else None)
        self._turns.append(Scripted(hears=heard, replay=tuple(self._steps), close=close))
        self._steps = []
        self._heard, self._spoken_to = "", False
        self._begun = self._cut = False


def _text(transcription: Any) -> str:
    text = transcription.get("text") if isinstance(transcription, dict) else None
    return text if isinstance(text, str) else ""
