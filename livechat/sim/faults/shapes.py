"""Faults that change how a connection speaks, whatever it says."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any, Final

from livechat.sim.effects import Effect, Hush, Send, SendRaw, Throttle
from livechat.sim.faults.mulaw import mulaw
from livechat.sim.faults.places import Place, Sign
from livechat.sim.faults.rule import Rule
from livechat.sim.talk.handles import UNKNOWN

UNKNOWN_FIELD: Final = "livechatUnknown"
"""Name of every field, and of the message, that no client knows."""

_DATA: Final = ("args", "response")
"""Fields whose contents are the client's own."""


class SilentSetup(Rule):
    """Lets no message out."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect, unless it would be sent."""
        return [] if isinstance(effect, Send) and self.meets(place.turn) else [effect]


class SlowLink(Rule):
    """Makes the link narrow from the setup on."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect; before the answer to the setup, the link becomes narrow."""
        if place.sign is not Sign.SETUP or not self.meets(place.turn):
            return [effect]
        return [Throttle(self.fault.bytes_per_second), effect]


class LostSession(Rule):
    """Refuses every handle."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect; instead of the answer to a setup with a handle, the refusal."""
        resumption = place.terms.resumption if place.terms is not None else None
        resumes = resumption is not None and resumption.handle
        return [Hush(), UNKNOWN] if resumes and self.meets(place.turn) else [effect]


class NeverResumable(Rule):
    """Gives no handle."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect; a handle is replaced by the word that there is none."""
        gives = isinstance(effect, Send) and "sessionResumptionUpdate" in effect.message
        if not gives or not self.meets(place.turn):
            return [effect]
        return [Send({"sessionResumptionUpdate": {"resumable": False}})]


class UnknownFields(Rule):
    """Adds what no client knows."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect with unknown fields; before an answer, an unknown message."""
        if not self.meets(place.turn):
            return [effect]
        found: list[Effect] = [Send({UNKNOWN_FIELD: {"text": "?"}})] if place.opens else []
        if not isinstance(effect, Send):
            return [*found, effect]
        return [*found, Send(_extended(effect.message))]


class TextFrames(Rule):
    """Writes messages as compact JSON in text frames."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect, written in its own way if it is a message."""
        if not isinstance(effect, Send) or not self.meets(place.turn):
            return [effect]
        text = json.dumps(effect.message, separators=(",", ":"), ensure_ascii=False)
        return [SendRaw(text.encode(errors="replace").decode())]


class SoundFormat(Rule):
    """Names the format of sound in another way."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect with the format in the place of the usual one."""
        if not isinstance(effect, Send) or not self.meets(place.turn):
            return [effect]
        return [Send(_renamed(effect.message, self.fault.mime))]


class SnakeCase(Rule):
    """Writes keys in the other spelling."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect with words of keys parted by underscores."""
        if not isinstance(effect, Send) or not self.meets(place.turn):
            return [effect]
        return [Send(_respelt(effect.message))]


WRITING: Final = (UnknownFields, SoundFormat, SnakeCase, TextFrames)
"""Rules that change how any message is written, also one that is sent later."""


def _extended(value: Any) -> Any:
    """`value` with an unknown field in every table."""
    if isinstance(value, Mapping):
        inner = {
            key: content if key in _DATA else _extended(content) for key, content in value.items()
        }
        return {**inner, UNKNOWN_FIELD: [1, {"text": "?"}]}
    return [_extended(item) for item in value] if isinstance(value, list) else value


def _respelt(value: Any) -> Any:
    """`value` with every key in snake case."""
    if isinstance(value, Mapping):
        return {
            _CAPITAL.sub(lambda found: "_" + found[0].lower(), key): (
                inner if key in _DATA else _respelt(inner)
            )
            for key, inner in value.items()
        }
    return [_respelt(item) for item in value] if isinstance(value, list) else value


_CAPITAL: Final = re.compile(r"(?<=[a-z])[A-Z]")


def _coded(data: Any, mime: str) -> Any:
    """Sound in base64, coded anew where its format is another."""
    if not isinstance(data, str) or not mime.lower().startswith("audio/pcmu"):
        return data
    try:
        pcm = base64.b64decode(data)
    except ValueError:  # a scenario sends what is no sound
        return data
    return base64.b64encode(mulaw(pcm)).decode("ascii")


def _renamed(value: Any, mime: str) -> Any:
    """`value` with another format for its sound; PCM is coded where the format asks for it."""
    if isinstance(value, list):
        return [_renamed(item, mime) for item in value]
    if not isinstance(value, Mapping):
        return value
    if str(value.get("mimeType", "")).startswith("audio/pcm"):
        data = value.get("data", "")
        return {**value, "mimeType": mime, "data": _coded(data, mime)}
    return {key: inner if key in _DATA else _renamed(inner, mime) for key, inner in value.items()}
