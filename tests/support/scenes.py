"""A conversation at each of its moments, for looking at displays."""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from rich.text import Text

from livechat.core.pcm import from_samples
from livechat.core.play.level_meter import LevelMeter
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    CallEnded,
    CallHeld,
    CallProgressed,
    CallStarted,
    Connected,
    Connecting,
    DeviceOpened,
    Disconnected,
    EchoControlled,
    Event,
    GoingAway,
    InputTranscribed,
    Interrupted,
    LeaveAsked,
    LineEntered,
    Muted,
    OutputTranscribed,
    PlaybackFinished,
    PlaybackStarted,
    Preparing,
    Retrying,
    SoundTroubled,
    TextReceived,
    ToolCall,
    ToolCalled,
    TurnComplete,
    UsageReported,
    VoiceActivity,
)
from livechat.core.talk.usage import Price, Usage
from livechat.ui import calls
from livechat.ui.flow import Flow
from livechat.ui.leave import LeaveRows
from livechat.ui.panels import Facts, region
from livechat.ui.rows import utterance
from livechat.ui.themes import Theme
from tests.support.story import numbered

FACTS = Facts(
    voice="Kore",
    keys=lambda talk: (
        ("space", "talk" if talk else "pause"),
        ("enter", "type"),
        ("i", "stop"),
        ("t", "numbers"),
        ("?", "keys"),
    ),
    price=lambda _: Price(text_in=0.5, audio_in=3, video_in=1, text_out=2, audio_out=12),
    wall=lambda at: datetime.fromtimestamp(1_800_000_000 + at, UTC),
)


def tone(seconds: float, rate: int, level: float) -> bytes:
    """A hum, 0 to 1 loud."""
    samples = (round(32_767 * level * math.sin(n / 9)) for n in range(round(seconds * rate)))
    return from_samples(array("h", samples))


_CALL: list[Event] = [
    Connecting(at=0, model="gemini-3.8-live", host="example.org"),
    Connected(at=0.5, model="gemini-3.8-live", practice=False),
]

_TALK: list[Event] = [
    *_CALL,
    EchoControlled(at=1, rung="aec", cancelled_db=31.4),
    AudioSent(at=2, pcm=tone(0.02, 16_000, 0.3), voiced=True, dbfs=-13.5),
    InputTranscribed(at=2.2, text="Had he married a more amiable woman?"),
    AudioReceived(at=2.61, pcm=tone(2, 24_000, 0.2)),
    OutputTranscribed(at=2.62, text="That is Austen on John Dashwood. She goes on to say more."),
    PlaybackStarted(at=2.73, turn=1),
    UsageReported(
        at=3,
        usage=Usage(
            prompt=1204,
            response=611,
            thoughts=40,
            prompt_by={"AUDIO": 980, "TEXT": 224},
            response_by={"AUDIO": 600},
        ),
    ),
    TurnComplete(at=3.5),
    PlaybackFinished(at=3.6, turn=1, heard=24_000, unheard=24_000),
]

_NOW = 190.0
_SAID = AudioSent(at=_NOW, pcm=tone(0.02, 16_000, 0.1), voiced=True, dbfs=-23.0)

_WEATHER = ToolCall("1", "get_weather", {"city": "Paris"})
_ORDER = ToolCall("2", "order", {"item": "work gloves", "count": 12})
_LONG = {
    "item": "work gloves",
    "note": "Please leave the parcel with the neighbours. " * 40,
    "to": "Eve",
    ")   writes   y once": "\x1b[31m[red]\u202e",
}


def _asked(call: int, args: Mapping[str, object], **more: bool) -> LeaveAsked:
    at = _NOW - 0.5
    return LeaveAsked(at=at, call=call, name="order", args=args, server="shop.py", **more)


SCENES: dict[str, list[Event]] = {
    "starting": [
        Preparing(at=0, what="loudspeaker"),
        Preparing(at=0, what="microphone"),
        Preparing(at=0, what="google-genai"),
        DeviceOpened(at=0.2, device="loudspeaker", name="USB", rate=48_000, latency_ms=9),
        Preparing(at=0.5, what="google-genai", done=True),
        Preparing(at=0.5, what="practice partner"),
    ],
    "connecting": _CALL[:1],
    "first words": [*_CALL, _SAID],
    "listening": [*_TALK, _SAID],
    "hearing": [
        *_TALK,
        VoiceActivity(at=189, speaking=True),
        _SAID,
        InputTranscribed(at=_NOW, text="What's the weather "),
        InputTranscribed(at=_NOW, text="in Paris", interim=True),
    ],
    "thinking": [*_TALK, LineEntered(at=189, text="Why?"), _SAID],
    "thinking aloud": [
        *_TALK,
        TextReceived(at=_NOW, text="Hm, why…", thought=True),
        _SAID,
    ],
    "speaking": [
        *_TALK,
        LineEntered(at=188, text="And then?"),
        AudioReceived(at=189, pcm=tone(4, 24_000, 0.3)),
        PlaybackStarted(at=189.1, turn=2),
        OutputTranscribed(at=189.2, text="Eighteen degrees and clear, " * 9),
        _SAID,
    ],
    "interrupted": [
        *_TALK,
        AudioReceived(at=189, pcm=tone(4, 24_000, 0.3)),
        OutputTranscribed(at=189.2, text="Eighteen degrees and"),
        Interrupted(at=_NOW),
        _SAID,
    ],
    "stopped": [
        *_TALK,
        AudioReceived(at=189, pcm=tone(4, 24_000, 0.3)),
        OutputTranscribed(at=189.2, text="Eighteen degrees and clear."),
        PlaybackFinished(at=_NOW, turn=2, heard=24_000, unheard=72_000),
        _SAID,
    ],
    "muted": [*_TALK, _SAID, Muted(at=_NOW, on=True)],
    "reconnecting": [
        *_TALK,
        Disconnected(at=_NOW, code=1006, reason=""),
        Retrying(at=_NOW, in_s=3, attempt=2, reason="It broke."),
    ],
    "going away, with losses": [
        *_TALK,
        SoundTroubled(at=5, device="microphone", what="dropped", count=3),
        SoundTroubled(at=5, device="loudspeaker", what="underrun", count=12),
        GoingAway(at=_NOW, time_left_s=50),
        _SAID,
    ],
    "a call that is over": [
        *_TALK,
        LineEntered(at=186, text="What's the weather in Paris?"),
        ToolCalled(at=187, calls=(_WEATHER, _ORDER)),
        CallStarted(at=187, call=1, name="get_weather", args=_WEATHER.args),
        CallEnded(
            at=187.2,
            call=1,
            name="get_weather",
            outcome="done",
            result="18 °C, clear, with a light wind from the west; rain tomorrow",
            took_s=0.2,
        ),
        CallEnded(at=188, call=2, name="order", outcome="refused", by="key"),
        _SAID,
    ],
    "a call that failed": [
        *_TALK,
        ToolCalled(at=187, calls=(_ORDER,)),
        CallStarted(at=187, call=1, name="order", args=_ORDER.args),
        CallEnded(
            at=189,
            call=1,
            name="order",
            outcome="failed",
            result="The shop is closed. " * 20,
            took_s=2.0,
        ),
        _SAID,
    ],
    "leave is asked": [*_TALK, _asked(1, _ORDER.args), _SAID],
    "leave is asked for several, one long": [
        *_TALK,
        _asked(1, _LONG, voice=True, withdrawn=True),
        *(_asked(call, _ORDER.args) for call in range(2, 7)),
        _SAID,
    ],
    "about to run": [
        *_TALK,
        CallHeld(at=_NOW - 0.3, call=1, name="order", args=_ORDER.args, runs_at=_NOW + 1.2),
        _SAID,
    ],
    "running": [
        *_TALK,
        CallStarted(at=_NOW - 8, call=1, name="get_weather", args=_WEATHER.args),
        CallProgressed(at=_NOW - 2, call=1, name="get_weather", text="asking three stations"),
        CallStarted(at=_NOW - 3, call=2, name="order", args=_ORDER.args),
        _SAID,
    ],
    "listening, with numbers": [*_TALK, _SAID],
}
"""By their names; each is looked at when its last event happens."""


def scene(name: str) -> tuple[ConversationState, float]:
    """The state at a moment, and when that is."""
    state = ConversationState()
    for event in numbered(SCENES[name]):
        state.fold(event)
    return state, SCENES[name][-1].at


def _sounding(events: Sequence[Event]) -> LevelMeter:
    """What a loudspeaker plays then: the newest answer, if it has begun and is not over."""
    meter = LevelMeter()
    received = [event for event in events if isinstance(event, AudioReceived)]
    if isinstance(newest := _newest(events), PlaybackStarted):
        for number in range(100):
            pcm = received[-1].pcm[number * 1920 : (number + 1) * 1920]
            meter.put(pcm, newest.at + number * 0.04)
    return meter


def _newest(events: Sequence[Event]) -> Event | None:
    played = (PlaybackStarted, PlaybackFinished)
    return next((event for event in reversed(events) if isinstance(event, played)), None)


def picture(
    name: str, width: int, theme: Theme, *, height: int = 24, numbers: bool = False
) -> list[Text]:
    """All that a terminal shows at a moment: what was said, and what goes on below."""
    state, flow = ConversationState(), Flow()
    for event in numbered(SCENES[name]):
        for said in state.fold(event):
            flow.add(utterance(said, theme))
        if isinstance(event, CallEnded):
            room = width - (10 if width >= 60 else 0)
            flow.add(calls.passage(state.hands.over[-1], room, theme))
    now = SCENES[name][-1].at
    flow.follow(state.transcript.sounding(now), theme)

    def clock(at: float) -> str:
        return "" if FACTS.wall is None or width < 60 else f"{FACTS.wall(at):%H:%M:%S}  "

    asks = LeaveRows().rows(state.hands, now, width, height, theme)
    facts = replace(FACTS, sounds=_sounding(SCENES[name]))
    panels = region(state, now, width, height - len(asks), theme, facts, numbers=numbers)
    below = [*asks, *panels]
    return [*flow.write(width, clock), *flow.show(width, height - len(below), clock), *below]
