"""How the partner behaves: from nothing (the defaults), from a recording, or from a file
(`livechat.sim.scenario_file`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from livechat.sim.faults.fault import Fault
from livechat.sim.protocol.usage import Spelling
from livechat.sim.protocol.wire import Close
from livechat.sim.recordings.script import Recorded
from livechat.sim.talk.handles import LIFETIME_S
from livechat.sim.timeline import TIMELINES, PaceChoice, Timeline

VoiceChoice = Literal["auto", "synthetic", "neural"]
EarsChoice = Literal["auto", "whisper", "none"]
CallsChoice = Literal["alone", "after", "mid-speech"]
HandlesChoice = Literal["once", "per-turn"]
EarlyChoice = Literal["refused", "allowed"]
LockChoice = Literal["held", "pings"]
ResumeChoice = Literal["answers", "waits"]
CancelChoice = Literal["sent", "never"]
UnknownChoice = Literal["ignored", "refused"]
SourcesChoice = Literal["after", "beside", "none"]
SilenceChoice = Literal["untold", "told"]
StreamEndChoice = Literal["plain", "answered"]
ContentChoice = Literal["yes", "seed-only", "no"]
BackChannelChoice = Literal["interrupts", "passes"]
PaddingChoice = Literal["needed", "kept"]
TokensChoice = Literal["any", "v1alpha"]

LARGEST_PIECE: Final = 15_360
"""Bytes of the largest audio piece users saw from the hosted service."""

SMALLEST_PIECE: Final = 12_000
"""Bytes of the smallest audio piece, a quarter of a second: answers of some three seconds come in
nine to fourteen pieces, as measured. Others have seen pieces of 2 bytes."""

DEAD_AFTER_S: Final = 480.0
"""Seconds without a sign of life after which the hosted service gave a connection up: 8 minutes."""


@dataclass(frozen=True, slots=True)
class Scripted:
    """What one turn is told to do; None and () leave it to the partner."""

    hears: str | None = None
    """Words the ears understand."""
    says: str | None = None
    """Words of the answer; "" is an empty turn."""
    before: tuple[Mapping[str, Any], ...] = ()
    """Server messages sent ahead of the answer."""
    after: tuple[Mapping[str, Any], ...] = ()
    """Server messages sent after the last word and before `generationComplete`."""
    close: Close | None = None
    """Closes the connection instead of completing the turn."""
    replay: tuple[Recorded, ...] | None = None
    """What was recorded of an answer, sent again instead of one of the partner's own."""

    @property
    def acts(self) -> bool:
        """Whether anything is to be done besides hearing."""
        told = (self.says, self.close, self.replay)
        return bool(self.before or self.after) or any(one is not None for one in told)


@dataclass(frozen=True, slots=True)
class Scenario:
    """How the partner behaves in every session of one server."""

    seed: int = 0
    voice: VoiceChoice | str = "auto"
    """Or an .onnx file with a Piper voice."""
    ears: EarsChoice | str = "auto"
    """Or a folder with a Whisper model."""
    pace: PaceChoice = "real"
    """Whether what the partner does takes the time the hosted service takes, or none."""
    playback_pause: float | None = None
    """Share of the audio's duration to wait for before `turnComplete`; None: by the pace."""
    usage: Spelling | None = None
    """Names of the usage fields; None: as the path's service has them."""
    smallest: int = SMALLEST_PIECE
    """Bytes of the smallest audio piece, even."""
    largest: int = LARGEST_PIECE
    """Bytes of the largest audio piece, even."""
    speed: float | None = None
    """Seconds of audio sent in a second; 0 sends it all at once; None: by the pace."""
    after_setup: tuple[Mapping[str, Any], ...] = ()
    """Server messages sent right after `setupComplete`."""
    turns: tuple[Scripted, ...] = ()
    """The first turns of each session, in order."""
    connection_limit: float | None = None
    """Seconds a connection lasts; goAway comes before its end. None: without limit."""
    handle_lifetime: float = LIFETIME_S
    """Seconds a resumption handle is valid after its session has ended."""
    handles: HandlesChoice | None = None
    """When handles come; None: as the model's row has it."""
    handle_every: float | None = None
    """Seconds between the further handles of a connection; None: no more come."""
    early_resume: EarlyChoice | None = None
    """Whether a resume at once after an idle drop is refused; None: as the model's row has it."""
    lock: LockChoice | None = None
    """What becomes of the session of a connection that has fallen silent; None: by the row."""
    dead_after: float = DEAD_AFTER_S
    """Seconds without a byte of the client after which a silent connection is given up."""
    after_resume: ResumeChoice = "answers"
    """Whether a question that was complete at the drop is answered by itself after a resume."""
    cancellations: CancelChoice | None = None
    """Whether `toolCallCancellation` is sent; None: by the row."""
    unknown_result: UnknownChoice = "ignored"
    """What becomes of a function's result whose call the session does not know."""
    tokens: TokensChoice = "any"
    """API versions that know ephemeral tokens; whether the newest does for everybody is not
    known."""
    sources: SourcesChoice = "after"
    """Where among its words a search's sources come, if they do."""
    silence: SilenceChoice = "untold"
    """Whether a turn without an answer tells that a proactive model leaves something alone."""
    stream_end: StreamEndChoice = "plain"
    """Whether speech ended by audioStreamEnd is answered, whoever it was meant for: a client that
    tells the end of every utterance would then have a partner that never keeps silent."""
    silence_ms: int | None = None
    """Milliseconds of silence that end speech where the client does not say; None: by the
    sensitivity. The answer comes when it ever did: how much of the time until then the hosted
    service waits for silence was not measured; integrators speak of 800."""
    content: ContentChoice | None = None
    """Whether client content is taken: always, before the first answer, never; None: by the row."""
    back_channel: BackChannelChoice | None = None
    """Whether "mm-hm", said while the partner speaks, interrupts it, as it does with the hosted
    service; None: it passes where a language model answers."""
    prefix_padding: PaddingChoice = "needed"
    """What `prefixPaddingMs` is: speech needed before its beginning is believed, or sound kept from
    before it."""
    tool_patience: float | None = None
    """Seconds a turn waits for a non-blocking function's result before it ends; None: by the
    row."""
    tool_calls: CallsChoice | None = None
    """Whether a non-blocking function is called instead of words, after the words that announce it
    or amid them, which the protocol allows and some frameworks do not bear; None: by the row."""
    thinking_pause: float | None = None
    """Seconds the extended-thinking model works between the two parts of an answer; None: by the
    pace."""
    faults: tuple[Fault, ...] = ()
    """What is to go wrong."""
    fault_rate: float = 0.0
    """Share of connections that get one fault more, drawn by the seed from all kinds."""

    @property
    def line(self) -> Timeline:
        """The times of its turns."""
        usual = TIMELINES[self.pace]
        return replace(
            usual,
            speed=usual.speed if self.speed is None else self.speed,
            playback=usual.playback if self.playback_pause is None else self.playback_pause,
            work=usual.work if self.thinking_pause is None else self.thinking_pause,
        )

    def hears(self) -> tuple[str, ...]:
        """What the ears are to understand, utterance by utterance; may be empty."""
        return tuple(turn.hears for turn in self.turns if turn.hears is not None)
