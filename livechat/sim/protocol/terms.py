"""What a setup agreed on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from livechat.catalog.models import Model
from livechat.sim.protocol.toolbox import Toolbox

Sensitivity = Literal["HIGH", "LOW"]


@dataclass(frozen=True, slots=True)
class Detection:
    """How the server is to find the user's speech in the sound."""

    automatic: bool
    """False: the client brackets speech with activityStart and activityEnd."""
    start: Sensitivity
    """How readily speech is taken to begin."""
    end: Sensitivity
    """How readily speech is taken to be over."""
    prefix_ms: int | None
    """Milliseconds of speech before its start is believed; None: by `start`."""
    silence_ms: int | None
    """Milliseconds of silence before its end is believed; None: by `end`."""


@dataclass(frozen=True, slots=True)
class Resumption:
    """How a session is to be resumed."""

    handle: str | None
    """Handle of the state to go on from; None begins anew."""
    transparent: bool
    """Whether updates tell the index of the last client message they cover."""


@dataclass(frozen=True, slots=True)
class Compression:
    """When the oldest turns are forgotten."""

    trigger: int
    """Tokens of context from which it is shortened."""
    target: int
    """Tokens it is shortened to, or less."""


@dataclass(frozen=True, slots=True)
class Transcription:
    """Options of one transcription."""

    languages: tuple[str, ...] = ()
    """BCP-47 hints; the first is told back as `languageCode`."""
    vocabulary: tuple[str, ...] = ()
    """Phrases to be recognised, as they are to be written."""
    smart: bool = False
    """Whether hesitations and repetitions are left out (`mode: SMART`)."""
    timestamps: bool = False
    """Whether `words` carry their times (`wordTimestamp`)."""
    diarization: bool = False
    """Whether the speaker is labelled."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a setup agreed on."""

    model: str
    """As the client wrote it."""
    instruction: str
    """System instruction; may be empty."""
    speaks: bool
    """Whether answers are sound; otherwise they are text."""
    transcribe_input: bool
    transcribe_output: bool
    voice: str
    """Name of a prebuilt voice; empty when none was asked for."""
    language: str
    """BCP-47; empty when none was asked for."""
    detection: Detection
    interruptible: bool
    """Whether speech and realtime text cut an answer short."""
    seeds_history: bool
    """Whether the first client content is history, not a prompt."""
    content: Literal["yes", "seed-only", "no"]
    """Whether client content is taken: always, before the first answer, never."""
    scheduling: bool
    """Whether function responses may carry `scheduling`."""
    task: Literal["conversation", "translation", "transcription"] = "conversation"
    """What the model is for."""
    target: str = ""
    """BCP-47 of the language to translate into; empty when none was asked for."""
    echo_target: bool = False
    """Whether speech in the target language is said again rather than passed over."""
    toolbox: Toolbox = field(default_factory=Toolbox)
    row: Model | None = None
    """The model's row; None on a gateway's path."""
    thinks: bool = False
    """Whether the model thinks, and is billed for it."""
    thoughts: bool = False
    """Whether thoughts are shown."""
    level: str = ""
    """Thinking level, lower case; empty when none was asked for."""
    calls_end_turn: bool = False
    """Whether a turn is complete with a blocking function call, before its result comes."""
    works: bool = False
    """Whether the model goes on working after it has spoken (`interactionStatus`)."""
    proactive: bool = False
    """Whether the model may leave unanswered what was not said to it."""
    joined: bool = False
    """Whether one event carries sound and its words together."""
    resumption: Resumption | None = None
    """None: no `sessionResumptionUpdate` is sent."""
    compression: Compression | None = None
    coverage: Literal["everything", "activity", "activity-and-video"] = "everything"
    """Which input joins the context. Everything unless the client says otherwise."""
    picture_tokens: int = 258
    """Tokens of one picture, by `mediaResolution`."""
    max_tokens: int | None = None
    """Most tokens of an answer (`maxOutputTokens`)."""
    temperature: float | None = None
    seed: int | None = None
    """For what temperature leaves to chance."""
    signals_activity: bool = False
    """Whether `voiceActivity` tells when speech begins and ends (`explicitVadSignal`)."""
    interim: bool = False
    """Whether the user's words are sent while they are still being spoken."""
    input_options: Transcription = field(default_factory=Transcription)
    output_options: Transcription = field(default_factory=Transcription)

    @property
    def all_sound(self) -> bool:
        """Whether all sound joins the context, silence too.

        A proactive model listens for whether it is meant, and that is billed; only who asks for
        activity alone is spared it.
        """
        listens = self.proactive and self.coverage != "activity"
        return listens or self.coverage == "everything"

    @property
    def spoken(self) -> str:
        """BCP-47 of what the user speaks; empty where the client did not say, or named several."""
        hints = self.input_options.languages
        return (hints[0] if len(hints) == 1 else "") if hints else self.language
