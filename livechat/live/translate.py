"""The service's messages as events. One message may carry several: each part counts."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from google.genai import types

from livechat.core.pcm import OUTPUT_RATE
from livechat.core.talk.events import (
    AudioReceived,
    Event,
    GenerationComplete,
    GoingAway,
    InputTranscribed,
    Interrupted,
    NotUnderstood,
    OutputTranscribed,
    ResumptionUpdated,
    TextReceived,
    ToolCall,
    ToolCallCancelled,
    ToolCalled,
    TurnComplete,
    UsageReported,
    VoiceActivity,
    WaitingForInput,
)
from livechat.core.talk.usage import Usage
from livechat.live.grounding import cited_in
from livechat.live.sound_format import rate_of

if TYPE_CHECKING:
    from livechat.dsp.resample import StreamResampler

_OVER = (types.InteractionStatus.IDLE, types.InteractionStatus.INTERACTION_STATUS_UNSPECIFIED)
"""Statuses that do not keep the exchange open (as in google-genai's own `receive`)."""

_DEEPEST = 32
"""Levels of a function's arguments: no function takes more, and displays walk through all."""

_MOST_CALLS = 1_000
"""Function calls that are remembered."""

_MOST_TYPES = 8
"""Media types that are told to be none that can be played."""

_MOST_TOKENS = 10**9
"""Of one count: more is no count, and no price can be made of it. Contexts hold some millions."""


class Translator:
    """Turns messages into events. Keeps the resampler of a voice that is not 24 kHz."""

    def __init__(self) -> None:
        self._resampler: tuple[int, StreamResampler] | None = None
        self._more = False
        """Whether the last `turnComplete` left its exchange open."""
        self._ids: deque[str] = deque(maxlen=_MOST_CALLS)
        """Of function calls that were told: some services tell them twice."""
        self._asked: deque[ToolCall] = deque(maxlen=_MOST_CALLS)
        """Function calls of this turn."""
        self._unplayable: set[str] = set()
        """Media types that were told to be none that can be played."""

    def translate(self, message: types.LiveServerMessage, at: float) -> Iterator[Event]:
        """Yield the events of one message, in the order in which they happened.

        What ends a turn comes last: words, sound and usage in the same message belong to it.
        """
        content = message.server_content
        if content:
            yield from self._content(content, at)
        yield from self._called(message, at)
        cancelled = message.tool_call_cancellation
        if cancelled and cancelled.ids:
            yield ToolCallCancelled(at=at, ids=tuple(cancelled.ids))
        if message.usage_metadata:
            yield UsageReported(at=at, usage=_usage(message.usage_metadata))
        if message.session_resumption_update:
            yield from _resumption(message.session_resumption_update, at)
        if message.voice_activity:
            yield from _voice_activity(message.voice_activity, at)
        if message.voice_activity_detection_signal:
            yield from _vad_signal(message.voice_activity_detection_signal, at)
        if message.go_away:
            yield GoingAway(at=at, time_left_s=_seconds(message.go_away.time_left))
        if content:
            yield from self._endings(content, at)

    def _content(self, content: types.LiveServerContent, at: float) -> Iterator[Event]:
        if content.interim_input_transcription:
            yield _heard(content.interim_input_transcription, at, interim=True)
        if content.input_transcription:
            yield _heard(content.input_transcription, at)
        turn = content.model_turn
        for part in (turn.parts if turn else None) or []:
            yield from self._part(part, at)
        if content.output_transcription:
            words = content.output_transcription
            yield OutputTranscribed(at=at, text=words.text or "", finished=bool(words.finished))
        cited = cited_in(content, at)
        if cited:
            yield cited

    def _endings(self, content: types.LiveServerContent, at: float) -> Iterator[Event]:
        if content.interrupted:
            self._resampler = None
            yield Interrupted(at=at)
        if content.generation_complete:
            yield from self._rest_of_voice(at)
            yield GenerationComplete(at=at)
        if content.waiting_for_input:
            yield WaitingForInput(at=at)
        status = content.interaction_status
        if content.turn_complete:
            self._asked.clear()
            yield from self._rest_of_voice(at)
            reason = content.turn_complete_reason
            self._more = status is not None and status not in _OVER
            yield TurnComplete(at=at, more=self._more, reason=reason.value if reason else "")
        elif self._more and status is types.InteractionStatus.IDLE:
            self._more = False
            yield TurnComplete(at=at)

    def _part(self, part: types.Part, at: float) -> Iterator[Event]:
        if part.text:
            yield TextReceived(at=at, text=part.text, thought=bool(part.thought))
        if part.inline_data and part.inline_data.data:
            yield from self._sound(part.inline_data.data, part.inline_data.mime_type or "", at)
        if part.executable_code and part.executable_code.code:
            yield TextReceived(at=at, text=part.executable_code.code, thought=True)
        if part.code_execution_result and part.code_execution_result.output:
            yield TextReceived(at=at, text=part.code_execution_result.output, thought=True)

    def _sound(self, data: bytes, media_type: str, at: float) -> Iterator[Event]:
        rate = rate_of(media_type)
        if rate is not None:
            pcm = self._at_output_rate(data, rate)
            if pcm:
                yield AudioReceived(at=at, pcm=pcm)
        elif media_type not in self._unplayable and len(self._unplayable) < _MOST_TYPES:
            self._unplayable.add(media_type)
            detail = f"{media_type}, which cannot be played"
            yield NotUnderstood(at=at, detail=detail)

    def _called(self, message: types.LiveServerMessage, at: float) -> Iterator[Event]:
        """Tell function calls once, wherever and however often the service asks for them."""
        turn = message.server_content and message.server_content.model_turn
        parts = (turn.parts if turn else None) or []
        calls = message.tool_call and message.tool_call.function_calls
        new = self._fresh(calls or [])
        # Some services ask here, and some of those ask in both places.
        new += self._fresh([part.function_call for part in parts if part.function_call])
        if new:
            yield ToolCalled(at=at, calls=tuple(new))

    def _fresh(self, calls: Sequence[types.FunctionCall]) -> list[ToolCall]:
        """The calls that are new: by their id; without one, by what was asked in this turn."""
        if not calls:
            return []
        before = [(call.name, call.args) for call in self._asked]
        new = []
        for call in calls:
            told = ToolCall(call.id or "", call.name or "", _pruned(call.args or {}))
            if told.id in self._ids if told.id else (told.name, told.args) in before:
                continue
            new.append(told)
            self._asked.append(told)
            if told.id:
                self._ids.append(told.id)
        return new

    def _at_output_rate(self, pcm: bytes, rate: int) -> bytes:
        rest = b""
        if self._resampler is not None and self._resampler[0] != rate:
            rest, self._resampler = self._resampler[1].flush(), None
        if rate == OUTPUT_RATE:
            return rest + pcm
        # Imported late: a voice that needs it is rare, and numpy costs every start 100 ms.
        from livechat.dsp.resample import StreamResampler

        if self._resampler is None:
            self._resampler = (rate, StreamResampler(rate, OUTPUT_RATE))
        return rest + self._resampler[1].process(pcm)

    def _rest_of_voice(self, at: float) -> Iterator[Event]:
        if self._resampler:
            rest = self._resampler[1].flush()
            self._resampler = None
            if rest:
                yield AudioReceived(at=at, pcm=rest)


def _pruned(value: Any, left: int = _DEEPEST) -> Any:
    """The value with what is nested too deep in it left out."""
    match value:
        case dict() | list() if not left:
            return "…"
        case dict():
            return {key: _pruned(inner, left - 1) for key, inner in value.items()}
        case list():
            return [_pruned(inner, left - 1) for inner in value]
        case _:
            return value


def _resumption(
    update: types.LiveServerSessionResumptionUpdate, at: float
) -> Iterator[ResumptionUpdated]:
    handle = update.new_handle or ""
    # Resumable by no handle at all: nothing new, so that the handle before stays good.
    if handle or not update.resumable:
        yield ResumptionUpdated(at=at, resumable=bool(update.resumable), handle=handle)


def _heard(words: types.Transcription, at: float, *, interim: bool = False) -> InputTranscribed:
    return InputTranscribed(
        at=at,
        text=words.text or "",
        finished=bool(words.finished),
        interim=interim,
        language=words.language_code or "",
    )


def _voice_activity(activity: types.VoiceActivity, at: float) -> Iterator[Event]:
    kind = activity.voice_activity_type
    if kind in (types.VoiceActivityType.ACTIVITY_START, types.VoiceActivityType.ACTIVITY_END):
        yield VoiceActivity(at=at, speaking=kind is types.VoiceActivityType.ACTIVITY_START)


def _vad_signal(signal: types.VoiceActivityDetectionSignal, at: float) -> Iterator[Event]:
    kind = signal.vad_signal_type
    if kind in (types.VadSignalType.VAD_SIGNAL_TYPE_SOS, types.VadSignalType.VAD_SIGNAL_TYPE_EOS):
        yield VoiceActivity(at=at, speaking=kind is types.VadSignalType.VAD_SIGNAL_TYPE_SOS)


def _usage(usage: types.UsageMetadata) -> Usage:
    return Usage(
        prompt=_tokens(usage.prompt_token_count),
        response=_tokens(usage.response_token_count),
        thoughts=_tokens(usage.thoughts_token_count),
        tool_use_prompt=_tokens(usage.tool_use_prompt_token_count),
        cached=_tokens(usage.cached_content_token_count),
        total=_tokens(usage.total_token_count),
        prompt_by=_by_modality(usage.prompt_tokens_details),
        response_by=_by_modality(usage.response_tokens_details),
    )


def _by_modality(details: list[types.ModalityTokenCount] | None) -> dict[str, int]:
    counts: dict[str, int] = {}
    for detail in details or []:
        name = detail.modality.value if detail.modality else "MODALITY_UNSPECIFIED"
        counts[name] = counts.get(name, 0) + _tokens(detail.token_count)
    return counts


def _tokens(count: int | None) -> int:
    return count if count and 0 < count <= _MOST_TOKENS else 0


def _seconds(duration: str | None) -> float | None:
    """Seconds in a protobuf duration such as `50s` or `1.5s`; None where it says none."""
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)s", (duration or "").strip())
    return float(match[1]) if match else None
