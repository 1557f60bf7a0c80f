"""Messages taken apart: some of their content, the rest of it, or only their beginning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from livechat.sim.effects import Effect, Replay, Send, Speak
from livechat.sim.faults.places import Sign, content_of, sign_of

TRANSCRIPTS: Final = ("inputTranscription", "outputTranscription")


def only(effect: Effect, *keys: str) -> Send:
    """A message with nothing but some keys of the content, and the counts at an answer's end."""
    assert isinstance(effect, Send)
    content = {key: value for key, value in content_of(effect).items() if key in keys}
    usage = ("usageMetadata",) if "turnComplete" in keys else ()
    rest = {key: effect.message[key] for key in usage if key in effect.message}
    return Send({"serverContent": content, **rest})


def without(effect: Effect, *keys: str) -> list[Effect]:
    """The message without some keys of its content; nothing if nothing is left."""
    assert isinstance(effect, Send)
    content = {key: value for key, value in content_of(effect).items() if key not in keys}
    rest = {key: value for key, value in effect.message.items() if key != "serverContent"}
    message: Mapping[str, Any] = {"serverContent": content, **rest} if content else rest
    return [Send(message)] if message else []


def without_usage(effect: Effect) -> list[Effect]:
    """The message without its counts; nothing if nothing is left."""
    assert isinstance(effect, Send)
    rest = {key: value for key, value in effect.message.items() if key != "usageMetadata"}
    return [Send(rest)] if rest else []


def usage_of(effect: Effect) -> Mapping[str, Any] | None:
    """The counts in a message; None when there are none."""
    usage = effect.message.get("usageMetadata") if isinstance(effect, Send) else None
    return usage if isinstance(usage, Mapping) else None


def words_of(effect: Effect, key: str) -> str:
    """The words of a transcription in a message; empty when there are none."""
    transcription = content_of(effect).get(key)
    text = transcription.get("text") if isinstance(transcription, Mapping) else None
    return text if isinstance(text, str) else ""


def calls_of(effect: Effect) -> list[Mapping[str, Any]]:
    """The function calls in a message."""
    called = effect.message.get("toolCall") if isinstance(effect, Send) else None
    calls = called.get("functionCalls") if isinstance(called, Mapping) else None
    return [one for one in calls if isinstance(one, Mapping)] if isinstance(calls, list) else []


def update_of(effect: Effect) -> Mapping[str, Any]:
    """What a message says about resuming; empty when it says nothing."""
    found = effect.message.get("sessionResumptionUpdate") if isinstance(effect, Send) else None
    return found if isinstance(found, Mapping) else {}


def server_content(**fields: Any) -> Send:
    """A message of some content."""
    return Send({"serverContent": fields})


def cut(effect: Effect, *, words: int, messages: int) -> Effect:
    """What is to be said or replayed, but only its beginning, and the end of the answer."""
    match effect:
        case Speak():
            return replace(effect, text=" ".join(effect.text.split()[:words]))
        case Replay():
            kept = [
                timed
                for at, timed in enumerate(effect.messages)
                if at < messages or sign_of(Send(timed.message)) is Sign.COMPLETE
            ]
            return replace(effect, messages=tuple(kept))
    return effect
