"""A conversation at each of its moments, for looking at displays."""

from __future__ import annotations

import math
from array import array
from datetime import UTC, datetime

from rich.text import Text

from livechat.core.pcm import from_samples
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    Connected,
    Connecting,
    DeviceOpened,
    Disconnected,
    EchoControlled,
    Event,
    GoingAway,
    InputTranscribed,
    Interrupted,
    LineEntered,
    Muted,
    OutputTranscribed,
    PlaybackFinished,
    PlaybackStarted,
    Preparing,
    Retrying,
    SoundTroubled,
    TextReceived,
    TurnComplete,
    UsageReported,
    VoiceActivity,
)
from livechat.core.talk.usage import Price, Usage
from livechat.ui.flow import Flow
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
    AudioSent(at=2, pcm=tone(0.02, 16_000, 0.3), voiced=True),
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
_SAID = AudioSent(at=_NOW, pcm=tone(0.02, 16_000, 0.1), voiced=True)

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
    "listening, with numbers": [*_TALK, _SAID],
}
"""By their names; each is looked at when its last event happens."""


def scene(name: str) -> tuple[ConversationState, float]:
    """The state at a moment, and when that is."""
    state = ConversationState()
    for event in numbered(SCENES[name]):
        state.fold(event)
    return state, SCENES[name][-1].at


def picture(
    name: str, width: int, theme: Theme, *, height: int = 24, numbers: bool = False
) -> list[Text]:
    """All that a terminal shows at a moment: what was said, and what goes on below."""
    state, flow = ConversationState(), Flow()
    for event in numbered(SCENES[name]):
        for said in state.fold(event):
            flow.add(utterance(said, theme))
    now = SCENES[name][-1].at
    flow.follow(state.transcript.sounding(now), theme)

    def clock(at: float) -> str:
        return "" if FACTS.wall is None or width < 60 else f"{FACTS.wall(at):%H:%M:%S}  "

    below = region(state, now, width, height, theme, FACTS, numbers=numbers)
    return [*flow.write(width, clock), *flow.show(width, height - len(below), clock), *below]
