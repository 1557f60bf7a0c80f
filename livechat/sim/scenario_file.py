"""How the practice partner behaves: from nothing (the defaults), from a recording
(`livechat.sim.recordings.recorder`), or from a TOML file:

```toml
seed = 7                    # makes the sizes of audio pieces repeatable
voice = "synthetic"         # auto | synthetic | neural
ears = "none"               # auto | whisper | none
pace = "real"               # real: the hosted service's times; instant: no waits
playback_pause = 1.0        # 1.0: wait as long as the audio plays; 0: do not wait
usage = "gateway"           # gemini | vertex | gateway: names of the usage fields
after_setup = ['{"goAway": {"timeLeft": "50s"}}']
connection_limit = 600.0    # seconds a connection lasts; goAway comes before its end
handle_lifetime = 7200.0    # seconds a resumption handle is valid after its session
handles = "once"            # once | per-turn: one a connection, or around every turn
handle_every = 60.0         # seconds between further handles of a connection
early_resume = "refused"    # refused | allowed: a resume at once after an idle drop
lock = "held"               # held | pings: who is silent keeps its session, or is asked
dead_after = 480.0          # seconds without a byte after which a connection is given up
after_resume = "answers"    # answers | waits: a question that was complete at the drop
cancellations = "never"     # sent | never: toolCallCancellation
unknown_result = "ignored"  # ignored | refused: a function's result that nobody knows
tokens = "any"              # any | v1alpha: API versions that know ephemeral tokens
content = "yes"             # yes | seed-only | no: whether client content is taken
sources = "after"           # after | beside | none: where among the words a search's sources come
silence = "untold"          # untold | told: by a turn without an answer, if nobody was meant
stream_end = "plain"        # plain | answered: speech ended by audioStreamEnd, whoever was meant
back_channel = "interrupts" # interrupts | passes: whether "mm-hm" stops the partner (default:
                            # passes where a language model answers)
silence_ms = 800            # milliseconds of silence that end speech, if the client does not say
prefix_padding = "needed"   # needed | kept: speech before its beginning, or sound from before it
tool_patience = 1.0         # seconds to wait for a non-blocking function before a turn ends
tool_calls = "after"        # alone | after | mid-speech: where among its words it calls
thinking_pause = 1.0        # seconds of work between two parts of an extended-thinking answer
fault_rate = 0.2            # share of connections that get one fault of any kind, by the seed

[audio]
smallest = 12000            # bytes in a piece of audio
largest = 15360
speed = 4.0                 # seconds of audio sent in a second; 0: all at once

[[turn]]                    # the first answer, the second, ...
hears = "what the ears are to understand"
says = "what the partner answers"
before = ['{"toolCall": {"functionCalls": []}}']    # sent ahead of the answer
after = ['{"unknownMessage": {}}']                  # sent after its last word
close = { code = 1011, reason = "Internal error encountered." }

[[fault]]                   # any number of them; `livechat sim --list-faults` shows what there is
kind = "close"
when = "during"             # handshake | setup | before | during | after
turn = 2                    # which answer of a session; 0: every one
connection = 1              # which connection to the server; 0: every one
chance = 1.0                # how likely, by the seed
code = 1008                 # close: its code and reason
reason = "Operation is not implemented, or supported, or enabled."

[[fault]]
kind = "stall"
seconds = 3.0               # stall, slow-start, go-away, ...

[[fault]]
kind = "slow-link"
bytes_per_second = 4000
```
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, get_args

from livechat.errors import FileError, SettingsError
from livechat.sim.checks import Check, Reader, close_code, number, one_of, text, whole
from livechat.sim.faults import fault
from livechat.sim.protocol.usage import Spelling
from livechat.sim.protocol.wire import Close
from livechat.sim.recordings import form, replay
from livechat.sim.scenario import (
    LARGEST_PIECE,
    SMALLEST_PIECE,
    BackChannelChoice,
    CallsChoice,
    CancelChoice,
    ContentChoice,
    EarlyChoice,
    EarsChoice,
    HandlesChoice,
    LockChoice,
    PaddingChoice,
    ResumeChoice,
    Scenario,
    Scripted,
    SilenceChoice,
    SourcesChoice,
    StreamEndChoice,
    TokensChoice,
    UnknownChoice,
    VoiceChoice,
)
from livechat.sim.timeline import PaceChoice

RECORDING: Final = ".jsonl"
"""How the names of files end that are never read as TOML."""


def load(path: Path, session: int | None = None) -> Scenario:
    """Read a scenario file, or a recording.

    Args:
        path: The file; a recording is known by its first line, and by its name if that is damaged.
        session: Number of the session to replay, for a recording; None takes the first.

    Raises:
        FileError: it cannot be read.
        SettingsError: it is no TOML, or a key is unknown or holds a wrong value; or it is a
            recording that cannot be replayed.
    """
    try:
        with path.open("rb") as file:
            first = file.readline(form.LONGEST_LINE)
            if path.suffix == RECORDING or form.begins(first):
                return replay.read(first, file, path, session)
            written = (first + file.read()).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise FileError(f"Cannot read the scenario {path}: {why}.") from error
    try:
        table = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The scenario {path} is not TOML: {error}.") from error
    if session is not None:
        raise SettingsError(f"The scenario {path} is not a recording.", "Leave out --session.")
    return _scenario(Reader(f"The scenario {path}"), table)


def _scenario(reader: Reader, table: Mapping[str, Any]) -> Scenario:
    flat = {key: value for key, value in table.items() if key not in ("audio", "turn", "fault")}
    values = reader.fields(flat, _TOP)
    values |= reader.fields(reader.table(table.get("audio", {}), "audio"), _AUDIO, "audio.")
    largest = values.get("largest", LARGEST_PIECE)
    if values.setdefault("smallest", min(SMALLEST_PIECE, largest)) > largest:
        reader.fail("audio.smallest", "no larger than audio.largest")
    values["turns"] = tuple(
        Scripted(**reader.fields(turn, _TURN, f"{key}."))
        for key, turn in _tables(reader, table, "turn")
    )
    values["faults"] = tuple(
        fault.read(reader, one, f"{key}.") for key, one in _tables(reader, table, "fault")
    )
    return Scenario(**values)


def _tables(
    reader: Reader, table: Mapping[str, Any], key: str
) -> list[tuple[str, Mapping[str, Any]]]:
    """Tables of a list, each with its place."""
    value = table.get(key, [])
    if not isinstance(value, list):
        reader.fail(key, f"a list of tables, each headed [[{key}]]")
    return [(f"{key}[{at}]", reader.table(item, f"{key}[{at}]")) for at, item in enumerate(value)]


def _messages(reader: Reader, value: Any, key: str) -> tuple[Mapping[str, Any], ...]:
    if not isinstance(value, list):
        reader.fail(key, "a list of JSON objects as text")
    return tuple(_message(reader, item, f"{key}[{at}]") for at, item in enumerate(value))


def _message(reader: Reader, value: Any, key: str) -> Mapping[str, Any]:
    try:
        message = json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        reader.fail(key, "a JSON object as text")
    return message


def _close(reader: Reader, value: Any, key: str) -> Close:
    table = reader.table(value, key)
    if "code" not in table:
        reader.fail(key, "a table with a code, such as { code = 1011 }")
    return Close(**reader.fields(table, _CLOSE, f"{key}."))


_TOP: Final[Mapping[str, Check]] = {
    "seed": whole(0, 2**63 - 1),
    "voice": one_of(get_args(VoiceChoice)),
    "ears": one_of(get_args(EarsChoice)),
    "pace": one_of(get_args(PaceChoice)),
    "playback_pause": number(0, 10),
    "usage": one_of(get_args(Spelling)),
    "after_setup": _messages,
    "connection_limit": number(0.01, 604_800),
    "handle_lifetime": number(0, 604_800),
    "handles": one_of(get_args(HandlesChoice)),
    "handle_every": number(0.01, 604_800),
    "early_resume": one_of(get_args(EarlyChoice)),
    "lock": one_of(get_args(LockChoice)),
    "dead_after": number(0.01, 604_800),
    "after_resume": one_of(get_args(ResumeChoice)),
    "cancellations": one_of(get_args(CancelChoice)),
    "sources": one_of(get_args(SourcesChoice)),
    "silence": one_of(get_args(SilenceChoice)),
    "stream_end": one_of(get_args(StreamEndChoice)),
    "back_channel": one_of(get_args(BackChannelChoice)),
    "silence_ms": whole(0, 60_000),
    "content": one_of(get_args(ContentChoice)),
    "prefix_padding": one_of(get_args(PaddingChoice)),
    "tokens": one_of(get_args(TokensChoice)),
    "unknown_result": one_of(get_args(UnknownChoice)),
    "tool_patience": number(0, 60),
    "tool_calls": one_of(get_args(CallsChoice)),
    "thinking_pause": number(0, 60),
    "fault_rate": number(0, 1),
}
_AUDIO: Final[Mapping[str, Check]] = {
    "smallest": whole(2, 1 << 20, 2),
    "largest": whole(2, 1 << 20, 2),
    "speed": number(0, 1000),
}
_TURN: Final[Mapping[str, Check]] = {
    "hears": text,
    "says": text,
    "before": _messages,
    "after": _messages,
    "close": _close,
}
_CLOSE: Final[Mapping[str, Check]] = {
    "code": close_code,
    "reason": text,
}
