"""Everything that happens in a conversation, as frozen values.

An event says what happened, whose it is (`turn`, where it belongs to one) and when (`at`,
seconds on the conversation's one monotonic clock). Displays, recordings, meters and tests all
read the same stream. What a connection yields carries turn 0; the ledger (`core.talk.turns`)
numbers and cleans it before anybody else sees it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from livechat.core.levels import QUIETEST_DBFS
from livechat.core.setup_spec import SetupSpec
from livechat.core.talk.usage import Usage

PRIVATE: Mapping[str, bool] = MappingProxyType({"private": True})
"""Metadata of a field that must never be written, shown or logged: sound, handles."""

Device = Literal["microphone", "loudspeaker"]
"""Which of the two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened."""

    at: float
    """Seconds on the conversation's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnEvent(Event):
    """Something that belongs to one turn of the model's."""

    turn: int = 0
    """Counts the model's turns from 1. 0: not numbered, only between a connection and the
    ledger."""


# --- the session ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparing(Event):
    """Something that the conversation needs is loading, which explains a wait."""

    what: str
    """In words for the user: google-genai, microphone."""
    done: bool = False
    """Whether it is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connecting(Event):
    """The link began to connect."""

    model: str
    host: str
    """Host name of the service; never a whole URL, which could carry a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected(Event):
    """The service accepted the setup."""

    model: str
    practice: bool
    """Whether this is the practice partner, not Gemini: the embedded one, or `livechat sim`."""
    llm: str = ""
    """The language model that answers for it; empty: a few rules do."""
    how: Literal["new", "resumed", "seeded"] = "new"
    """new: nothing went before; resumed: the session goes on where it was; seeded: a new session
    that was told what has been said."""
    gap_s: float = 0.0
    """Seconds without a connection before this one; 0 for the first."""
    resent_s: float = 0.0
    """Seconds of the microphone that had been sent before, or were kept meanwhile, and are sent
    now."""
    dropped_s: float = 0.0
    """Seconds of the microphone that were too many to keep, and are lost; long silence, which goes
    first, is not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupAccepted(Event):
    """The service accepted this setup, which is in force from now on."""

    spec: SetupSpec
    session: int = 0
    """Counts the service's sessions from 1; a resumed one keeps its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupRefused(Event):
    """The service refused a changed setup; the previous one stays in force."""

    spec: SetupSpec
    """What was refused."""
    reason: str
    """In one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disconnected(Event):
    """The connection ended; the session may continue over another one."""

    code: int
    """WebSocket close code; 1006 when there was none."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandingOver(Event):
    """livechat leaves the connection on purpose and opens another one."""

    why: Literal["limit", "settings", "asleep", "stalled", "silent"]
    """limit: the service will close it; settings: something was changed that needs a new setup;
    asleep: this machine was suspended; stalled: the service does not answer; silent: it gives no
    sign of life at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrying(Event):
    """There is no connection; livechat retries."""

    in_s: float
    """Seconds until then."""
    attempt: int
    """Counts the tries from 1."""
    reason: str
    """What happened, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTroubled(Event):
    """The service does not answer as it should."""

    what: Literal[
        "no_answer",
        "empty_turn",
        "stalled",
        "repeated_transcript",
        "nothing_heard",
        "not_heard",
        "too_quiet",
        "forgotten",
        "given_up",
    ]
    """no_answer: nothing came in answer to what the user said; empty_turn: a turn without a sound
    or a word; stalled: an answer stopped in the middle; repeated_transcript: a sentence came again
    and again; nothing_heard: the push-to-talk key was pressed and released in silence; not_heard:
    the service takes no notice of speech; too_quiet: the same, and the speech is very quiet;
    forgotten: a resumed session has lost what was said; given_up: a question was asked often enough
    and is let go."""
    doing: str
    """What is being done about it, or what the user can do: one sentence."""
    reason: str = ""
    """Why, where another one is known than the service's silence: one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Event):
    """The conversation is over; nothing follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingAway(Event):
    """The service will close the connection soon (`goAway`)."""

    time_left_s: float | None
    """Seconds; None: the service did not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumptionUpdated(Event):
    """The service said whether, and by which handle, the session can be resumed."""

    resumable: bool
    handle: str = field(default="", repr=False, metadata=PRIVATE)
    """Empty while the session cannot be resumed. As good as a password for two hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Event):
    """Something the user should know; the conversation continues."""

    text: str
    level: Literal["info", "warning"] = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUnderstood(Event):
    """The service sent an unknown message, which livechat logged and skipped."""

    detail: str


# --- what the user does ---


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioSent(Event):
    """Sound from the microphone has left for the service; told once, when it leaves."""

    pcm: bytes = field(repr=False, metadata=PRIVATE)
    """s16le mono, 16 kHz."""
    captured_at: float = 0.0
    """Seconds: when it was in the air; earlier than `at` by what it waited."""
    voiced: bool = False
    """Whether somebody speaks in it, as this machine hears it."""
    dbfs: float = QUIETEST_DBFS
    """How loud it is: root mean square, −96.0 to 0.0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineEntered(Event):
    """The user typed a line; it leaves as soon as there is a connection."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSent(Event):
    """A typed line left for the service; reported once, when it leaves."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InputPaused(Event):
    """You or the microphone paused: the service need not wait (`audioStreamEnd`)."""

    last: bool
    """Whether nothing more will come from this microphone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputTranscribed(Event):
    """Words the service heard the user say; a fragment to append."""

    text: str
    finished: bool = False
    """Whether the service called the utterance complete; most never say."""
    interim: bool = False
    """A guess that a later fragment replaces."""
    language: str = ""
    """BCP-47, where the service says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceActivity(Event):
    """The service's own voice detection spoke (`voiceActivity`)."""

    speaking: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechDetected(Event):
    """Voice detection on this machine: you started or stopped speaking."""

    speaking: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrophoneHeld(Event):
    """livechat holds back silence from now on until you speak, or stops holding it back."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechUnanswered(Event):
    """livechat treats your words as not meant for the model, which did not answer them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityMarked(Event):
    """Push to talk: the key went down or up (`activityStart`, `activityEnd`)."""

    speaking: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Muted(Event):
    """The microphone was muted or unmuted; while muted, nothing of it leaves the machine."""

    on: bool


# --- what the model does ---


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioReceived(TurnEvent):
    """Sound of the model's voice."""

    pcm: bytes = field(repr=False, metadata=PRIVATE)
    """s16le mono, 24 kHz."""
    refused: bool = False
    """Whether it comes too late to be played: the turn was interrupted, or stopped by the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReceived(TurnEvent):
    """Words the model wrote; a fragment to append."""

    text: str
    thought: bool = False
    """Whether it is thinking aloud, or stands beside a spoken answer: then it is not the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputTranscribed(TurnEvent):
    """Words of the model's voice; a fragment to append."""

    text: str
    finished: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted(TurnEvent):
    """The user spoke over the model, which stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationComplete(TurnEvent):
    """The model has said everything; it may still be playing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnComplete(TurnEvent):
    """The model's turn is over."""

    more: bool = False
    """Whether the exchange goes on all the same (`interactionStatus` not IDLE)."""
    reason: str = ""
    """`turnCompleteReason`, where the service gave one."""
    lost: bool = False
    """Whether the connection broke before the service was done with it."""
    empty: bool = False
    """Whether nothing came in it: no sound, no word, no function call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnSettled(TurnEvent):
    """A turn that is over is whole: late parts have had their time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingForInput(TurnEvent):
    """The model expects the user to continue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageReported(TurnEvent):
    """The service counted tokens."""

    usage: Usage


@dataclass(frozen=True, slots=True)
class Source:
    """A page the model leant on."""

    title: str
    uri: str


@dataclass(frozen=True, slots=True)
class Support:
    """A part of the answer's words that sources stand behind."""

    begin: int
    """Its first byte in the answer's words (UTF-8), as the service counts."""
    end: int
    """Its last byte, exclusive."""
    text: str = ""
    """Its words, as the service has them; a transcription may differ."""
    sources: tuple[int, ...] = ()
    """Indices into the sources of the same event; where that names none, into those that the turn
    has named before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesCited(TurnEvent):
    """The model searched or read pages.

    May be told several times in a turn, with more each time, and after the turn has ended.
    """

    queries: tuple[str, ...] = ()
    """What was searched for."""
    sources: tuple[Source, ...] = ()
    supports: tuple[Support, ...] = ()
    """Where in the answer's words the sources stand."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One function the model wants called."""

    id: str
    name: str
    args: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCalled(TurnEvent):
    """The model asked for functions to be called."""

    calls: tuple[ToolCall, ...]
    session: int = 0
    """Number of the service's session that asked: calls survive a resumption, not a new session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolAnswered(TurnEvent):
    """A function call of that turn was answered."""

    id: str
    name: str
    error: str = ""
    """Why there is no result; empty when there is one."""
    silent: bool = False
    """Whether the model need not speak of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCallCancelled(TurnEvent):
    """The model no longer wants these calls answered."""

    ids: tuple[str, ...]


# --- function calls on this machine ---


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent(Event):
    """Something that happened to one function call."""

    call: int
    """Counts the function calls of this conversation from 1."""
    name: str
    """Of the function, as it was declared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveAsked(CallEvent):
    """A function call waits for the user's permission."""

    args: Mapping[str, object]
    writes: bool = True
    """Whether it may change something."""
    server: str = ""
    """Whose functions are allowed by the answer `server`: a file, an MCP server."""
    voice: bool = False
    """Whether a spoken yes is enough."""
    withdrawn: bool = False
    """Whether the user has withdrawn the same call before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveAnswered(CallEvent):
    """A function call was allowed or refused."""

    answer: Literal["once", "always", "server", "no"]
    """always, server: from now on, in this conversation, for this function or all of its server."""
    by: Literal["key", "line", "voice", "nobody"]
    """nobody: there is no terminal to ask at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallHeld(CallEvent):
    """A function call that may change something is about to run; the user can withdraw it."""

    args: Mapping[str, object]
    runs_at: float
    """Seconds: when it runs, unless the user speaks meanwhile. Told again when that changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStarted(CallEvent):
    """A function runs."""

    args: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallProgressed(CallEvent):
    """A function that runs told how far it is."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded(CallEvent):
    """A function call is over on this machine; the model is told (`tool_answered`)."""

    outcome: Literal["done", "failed", "refused", "withdrawn", "repeated", "timed_out", "lost"]
    """done, failed: it ran; refused: it did not run, for want of leave or because there is no such
    function; withdrawn: the user stopped it before it ran; repeated: the same call ran just before,
    and its result was given again; timed_out: it ran too long and was ended; lost: the session that
    asked is gone, and it did not run."""
    result: str = ""
    """All that it returned, as text: JSON where it has a structure."""
    took_s: float = 0.0
    """Seconds that it ran."""
    by: Literal["", "key", "line", "voice", "nobody", "rule", "service"] = ""
    """Who refused or withdrew it; rule: the settings."""
    pictures: int = 0
    """Pictures among what it returned."""


# --- what the listener hears ---


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybackStarted(TurnEvent):
    """The first sample of a turn reached the listener."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybackFinished(TurnEvent):
    """The last sample of a turn reached the listener, or the rest was dropped."""

    heard: int
    """Samples at 24 kHz that were played, a fade included."""
    unheard: int = 0
    """Samples at 24 kHz that were received but will never be played."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChanged(Event):
    """The user asked for another setting, which applies once the service accepts it."""

    key: str
    """As in a settings file: `voice`."""
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ducked(Event):
    """The model's voice was lowered because you speak, or came back to full."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeChanged(Event):
    """The model's voice was made louder or quieter."""

    percent: int


# --- the sound devices ---


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceOpened(Event):
    """A sound device works, for the first time or again."""

    device: Device
    name: str
    rate: int
    """Hertz at which the device itself runs."""
    latency_ms: float
    """Milliseconds between us and the device, by its driver's word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceMissing(Event):
    """The call goes on without this sound device: none was found, or none is wanted."""

    device: Device
    reason: str
    """Why, in a sentence; empty: none is wanted."""
    remedy: str = ""
    """What to do about it, in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLost(Event):
    """A sound device failed or froze; livechat reopens it as soon as it can."""

    device: Device
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundTroubled(Event):
    """Sound did not flow as it should; counted, never silent."""

    device: Device
    what: Literal["overrun", "underrun", "dropped", "starved"]
    """overrun: the microphone's sound was fetched too late, and some is lost; underrun: the
    loudspeaker ran dry; dropped: the microphone's sound waited too long for the link; starved:
    the answer's sound came more slowly than it plays."""
    count: int
    """How often since the last such event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EchoControlled(Event):
    """What keeps the model from hearing itself, and how well that works."""

    rung: str
    """The echo mode in use: aec, system, gate, half-duplex or off."""
    cancelled_db: float | None
    """Decibels by which the echo is weaker than it came in; None: not known yet."""
