"""What a row of the table of models says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from livechat.core.talk.usage import Price


@dataclass(frozen=True, slots=True)
class Thinking:
    """How a model is told to think."""

    kind: Literal["none", "budget", "level"]
    """`none`: the setting is refused (1007). `budget`: tokens. `level`: a word."""
    levels: tuple[str, ...] = ()
    """Accepted words, lower case, least first; for `level` only."""
    default: str | None = None
    """What livechat sends when the user says nothing; None leaves the field out."""
    required: bool = False
    """Whether a level must be sent."""


@dataclass(frozen=True, slots=True)
class Model:
    """One model's row."""

    id: str
    """As the service names it, without `models/`."""
    title: str
    task: Literal["conversation", "translation", "transcription"]
    """What it is for. Only conversation models answer; the others pass speech on."""
    platforms: tuple[Literal["gemini", "vertex"], ...]
    """Where its documentation offers it. livechat refuses nothing for it; its local server does."""
    vertex_locations: tuple[str, ...]
    """Locations of Vertex AI that offer it; empty: none, or none is documented."""
    status: Literal["current", "preview", "retired"]
    replacement: str | None
    """For a retired model: the id to use instead."""
    modalities: tuple[Literal["audio", "text"], ...]
    """Response modalities it takes."""
    system: bool
    """Whether it takes a system instruction."""
    thinking: Thinking
    tools: Literal["any", "blocking", "non-blocking", "none"]
    """Which function behaviours it takes."""
    tool_default: Literal["blocking", "non-blocking"]
    """How a function behaves that is declared without a behaviour."""
    tool_scheduling: bool
    """Whether a function response may carry `scheduling`."""
    tool_pictures: bool
    """Whether a function response may carry pictures as its parts."""
    search: bool
    """Whether it can search the web (`googleSearch`)."""
    affective: Literal["opt-in", "built-in", "no"]
    proactive: Literal["opt-in", "always", "no"]
    silent: bool
    """Whether it may rightly say nothing to speech: it is always proactive, or no partner in a
    conversation."""
    client_content: Literal["yes", "seed-only", "no"]
    """Whether `client_content` may come in mid-session; `seed-only`: text goes by realtime."""
    parts: Literal["one", "several"]
    """How many parts one event carries: sound and its words apart, or together."""
    turn_coverage: Literal["activity", "activity-and-video"] | None
    """What of the input counts as the user's turn where nobody says so: speech alone, or every
    picture too. None: not documented."""
    takes_ends: bool
    """Whether it may be told where each utterance ends (`audioStreamEnd`). Whether that disturbs a
    model that may choose to say nothing is not known (PROTOCOL §11.9)."""
    history: bool
    """Whether `historyConfig` makes the first client content a history; else it is answered."""
    calls_end_turn: bool
    """Whether a turn is complete with a blocking function call, before its result comes. Reported
    by a framework's authors for 2.5."""
    works: bool
    """Whether it goes on working after it has spoken, told by `interactionStatus`."""
    handles: Literal["once", "per-turn"]
    """When a connection gets a handle to resume by. `once`: at its beginning, and the handle names
    the session with everything up to the drop. `per-turn`: after turns, and each handle names the
    session as it was then."""
    early_resume_refused_s: float
    """Seconds after the drop of an idle connection in which a resume is refused with 1011."""
    session_lock: bool
    """Whether every resume is refused with 1011 while the service believes the old connection to
    be alive."""
    temperature: bool
    sampling_deprecated: bool
    """Whether the service advises against temperature, top-p and top-k, though it takes them."""
    input_tokens: int | None
    """Size of the context window; None: not documented."""
    session_s: int | None
    """Seconds a session of sound lasts without context compression; None: not documented."""
    video_session_s: int | None
    """Seconds a session with video lasts without context compression; None: not documented, or it
    takes no video."""
    price: Price | None
    """None: unknown, and then the program says so."""
    source: str
    """Which public document says so."""
    date: str
    """ISO date on which that was read."""

    def blocks(self, *, wanted: bool) -> bool:
        """Whether it waits for the result of a function.

        Args:
            wanted: Whether the user wants it to, which counts where the model leaves the choice.
        """
        return wanted if self.tools == "any" else self.tools == "blocking"
