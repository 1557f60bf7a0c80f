"""What can go wrong on demand, as data: one row a kind.

The reasons of closes are those users saw from the hosted service.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

When = Literal["handshake", "setup", "before", "during", "after"]
"""The moment: before the connection is open; at the answer to the setup, or from it on; or before
the first, after some, or after the last message of an answer."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One way in which things go wrong."""

    name: str
    does: str
    """What the server does, in a sentence."""
    client: str
    """What a good client does about it, in a sentence."""
    whens: tuple[When, ...]
    """Moments it can come at; the first is the default."""
    turns: bool = True
    """Whether it concerns single answers, and takes `turn`; else the connection."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Its own options with their defaults; None: the kind finds a value that fits."""

    @property
    def defaults(self) -> Mapping[str, Any]:
        """Every option it takes, with its default."""
        turn = {"turn": 1} if self.turns else {}
        return {"when": self.whens[0], **turn, "connection": 0, "chance": 1.0, **self.options}


_ANYWHERE: Final[tuple[When, ...]] = ("during", "setup", "before", "after")
_FIRST: Final[tuple[When, ...]] = ("setup", "before", "during", "after")
_IN_ANSWER: Final[tuple[When, ...]] = ("during", "before", "after")

_SKIP: Final = "Reports the message once, skips it and goes on with the next."
_BACK_OFF: Final = "Tries again after a pause that grows, and says so; no more than a few times."

_ROWS: Final = (
    # The connection is not opened
    Kind(
        "refuse",
        "Cuts the connection before any HTTP answer.",
        _BACK_OFF,
        ("handshake",),
        turns=False,
    ),
    Kind(
        "unauthorized",
        "Answers the handshake with HTTP 401.",
        "Names where the credential came from, never its value, and does not try again.",
        ("handshake",),
        turns=False,
    ),
    Kind(
        "forbidden",
        "Answers the handshake with HTTP 403.",
        "Says that the credential lacks a permission, and does not try again.",
        ("handshake",),
        turns=False,
    ),
    Kind(
        "too-many-requests",
        "Answers the handshake with HTTP 429 and a Retry-After of `seconds`, rounded up.",
        "Waits as long as Retry-After says before it tries again.",
        ("handshake",),
        turns=False,
        options={"seconds": 1.0},
    ),
    Kind(
        "unavailable",
        "Answers the handshake with HTTP 503.",
        _BACK_OFF,
        ("handshake",),
        turns=False,
    ),
    Kind(
        "slow-handshake",
        "Waits `seconds` before it answers the handshake.",
        "Has a time limit for connecting, shows that it is connecting, and can be cancelled.",
        ("handshake",),
        turns=False,
        options={"seconds": 2.0},
    ),
    # The connection ends
    Kind(
        "silent-setup",
        "Never answers the setup; the connection stays open, and pings are answered.",
        "Has a time limit for setupComplete of its own: the SDKs have none.",
        ("setup",),
        turns=False,
    ),
    Kind(
        "close",
        "Closes the connection with `code` and `reason`, which is by default the code's usual one.",
        "Shows the reason, resumes with the last handle after 1000, 1001, 1006 and 1011, and does "
        "not repeat what was refused with 1007 or 1008.",
        _ANYWHERE,
        options={"code": 1011, "reason": None},
    ),
    Kind(
        "internal-error",
        "Closes with 1011 `Internal error encountered.`",
        _BACK_OFF,
        _ANYWHERE,
    ),
    Kind(
        "quota",
        "Closes with 1011 and the words of a spent quota.",
        "Says that the quota is spent; trying again at once only spends more.",
        _FIRST,
    ),
    Kind(
        "deadline",
        "Closes with 1011 `Deadline expired before operation could complete.`",
        "Connects again with the last handle.",
        _ANYWHERE,
    ),
    Kind(
        "invalid-argument",
        "Closes with 1007 `Request contains an invalid argument.`",
        "Says which settings may not fit the model, and never sends the same again.",
        _FIRST,
    ),
    Kind(
        "not-found",
        "Closes with 1008 and says that the model is not found.",
        "Names the model and the API version, and suggests one that exists.",
        _FIRST,
    ),
    Kind(
        "abort",
        "Resets the TCP connection without a close frame: code 1006 to the client.",
        "Connects again after a pause, with the last handle.",
        _ANYWHERE,
    ),
    Kind(
        "go-away",
        "Sends goAway with `seconds` left, and closes the connection when they are over.",
        "Takes goAway by a timer, closes the connection itself in a pause, and resumes.",
        _ANYWHERE,
        options={"seconds": 1.0},
    ),
    Kind(
        "tool-call-across-go-away",
        "Sends goAway right after a toolCall, then nothing, and closes `seconds` later; acts only "
        "on answers with a tool call.",
        "Keeps the result, and after resuming does not send it for a call id that nobody knows.",
        ("during",),
        options={"seconds": 0.5},
    ),
    Kind(
        "lost-session",
        "Refuses any resumption handle with 1008 `BidiGenerateContent session not found`.",
        "Drops the handle and begins anew, with the transcript it kept as history.",
        ("setup",),
        turns=False,
    ),
    Kind(
        "never-resumable",
        "Says resumable=false in every sessionResumptionUpdate, and gives no handle.",
        "Says that the conversation cannot be resumed, and begins anew when it is cut.",
        ("setup",),
        turns=False,
    ),
    # Nothing comes, or late
    Kind(
        "stall",
        "Sends nothing for `seconds`, 0 for ever; what waits follows then. Pings are answered.",
        "Notices that nothing comes, says so, and lets the user cancel or ask again.",
        ("during", "setup", "before"),
        options={"seconds": 3.0},
    ),
    Kind(
        "half-open",
        "Does nothing any more, not even for pings and closes, while the TCP connection stays.",
        "Notices by a ping or by the missing answer, and does not wait for ever for its close.",
        _ANYWHERE,
    ),
    Kind(
        "slow-link",
        "Lets only `bytes_per_second` through, in each direction.",
        "Buffers sound before it plays, and drops old microphone sound rather than fall behind.",
        ("setup",),
        turns=False,
        options={"bytes_per_second": 16_000},
    ),
    Kind(
        "slow-start",
        "Holds the answer back for `seconds` before its first message.",
        "Shows that it is waiting for the answer.",
        ("before",),
        options={"seconds": 2.0},
    ),
    # Messages that are not right
    Kind(
        "malformed",
        "Sends a frame of JSON that was cut off, and one that never was JSON.",
        _SKIP,
        _IN_ANSWER,
    ),
    Kind(
        "wrong-types",
        "Sends messages with wrong types in known fields: a list as text, sound that is not "
        "base64, words as a boolean and as a count.",
        _SKIP,
        _IN_ANSWER,
    ),
    Kind(
        "oversized",
        "Sends a message of more than 2 MiB, mostly silence; the Python SDK takes 1 MiB.",
        "Takes messages as large as they come, or connects again and says why.",
        _IN_ANSWER,
    ),
    Kind(
        "empty-frame",
        "Sends a frame of no bytes.",
        "Ignores it.",
        _IN_ANSWER,
    ),
    Kind(
        "unknown-fields",
        "Adds unknown fields to the messages of an answer, and sends a message of unknown kind.",
        "Ignores what it does not know.",
        ("during",),
    ),
    Kind(
        "text-frames",
        "Sends compact JSON in text frames instead of indented JSON in binary ones.",
        "Reads both.",
        ("setup",),
        turns=False,
    ),
    # Answers that are not right
    Kind(
        "late-audio",
        "Sends more sound of an interrupted answer after interrupted, and after its turnComplete.",
        "Drops sound of an answer that was interrupted, until the next one begins.",
        ("after",),
    ),
    Kind(
        "audio-after-complete",
        "Sends the last sound of an answer again, after its turnComplete.",
        "Does not take it for a new answer to wait for.",
        ("after",),
    ),
    Kind(
        "transcripts-shuffled",
        "Sends pieces of transcripts out of order, and late against the sound.",
        "Shows them as they come, and never cuts or drops sound by them.",
        ("during",),
    ),
    Kind(
        "transcripts-repeated",
        "Sends every piece of a transcript twice.",
        "Shows what it gets, and still ends the answer at turnComplete.",
        ("during",),
    ),
    Kind(
        "empty-turn",
        "Completes an answer that has no content.",
        "Says that nothing was answered, and is ready for the next question.",
        ("during",),
    ),
    Kind(
        "short-turn",
        "Completes an answer after its first words.",
        "Shows what there is, and is ready for the next question.",
        ("during",),
    ),
    Kind(
        "deaf",
        "Ignores what was said or typed: nothing comes, not even a transcript.",
        "Notices that nothing comes, says so, and lets the user ask again.",
        ("during",),
    ),
    Kind(
        "repeated-turn-complete",
        "Sends turnComplete twice.",
        "Does not take the second one for the end of the next answer.",
        ("after",),
    ),
    Kind(
        "false-interruption",
        "Interrupts an answer though nobody spoke, unless the client does not let it be "
        "interrupted.",
        "Stops the sound, and is ready for the next question.",
        ("during",),
    ),
    # Counts that are not right
    Kind(
        "usage-cumulative",
        "Adds the counts of all answers up, and sends every count twice.",
        "Does not bill twice what is repeated, and says what its sum is made of.",
        ("after",),
        turns=False,
    ),
    Kind(
        "usage-missing",
        "Leaves usageMetadata out.",
        "Says that the usage is unknown, never 0.",
        ("after",),
    ),
    Kind(
        "usage-mismatched",
        "Sends details that do not add up to their totals.",
        "Trusts the totals, and does not fail.",
        ("after",),
    ),
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.name: kind for kind in _ROWS})
"""Every kind by its name, in the order in which they are best explained."""
