"""How the practice partner behaves: from nothing (the defaults), or from a TOML file:

```toml
seed = 7                    # makes the sizes of audio pieces repeatable
voice = "synthetic"         # auto | synthetic | neural
ears = "none"               # auto | whisper | none
playback_pause = 0.0        # 1.0: wait as long as the audio plays; 0: do not wait
usage = "gateway"           # gemini | vertex | gateway: names of the usage fields
after_setup = ['{"goAway": {"timeLeft": "50s"}}']

[audio]
smallest = 2                # bytes in a piece of audio
largest = 15360
speed = 8.0                 # seconds of audio sent in a second; 0: all at once

[[turn]]                    # the first answer, the second, ...
hears = "what the ears are to understand"
says = "what the partner answers"
before = ['{"toolCall": {"functionCalls": []}}']    # sent ahead of the answer
after = ['{"unknownMessage": {}}']                  # sent after its last word
close = { code = 1011, reason = "Internal error encountered." }
```
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, NoReturn, get_args

from livechat.errors import FileError, SettingsError
from livechat.sim.protocol.usage import Spelling
from livechat.sim.protocol.wire import Close

VoiceChoice = Literal["auto", "synthetic", "neural"]
EarsChoice = Literal["auto", "whisper", "none"]

LARGEST_PIECE: Final = 15_360
"""Bytes of the largest audio piece users saw from the hosted service."""

DEFAULT_SPEED: Final = 8.0
"""Seconds of audio sent in a second: several times faster than it plays, as the service does."""


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


@dataclass(frozen=True, slots=True)
class Scenario:
    """How the partner behaves in every session of one server."""

    seed: int = 0
    voice: VoiceChoice = "auto"
    ears: EarsChoice = "auto"
    playback_pause: float = 1.0
    """Share of the audio's duration to wait for before `turnComplete`; 0 does not wait."""
    usage: Spelling | None = None
    """Names of the usage fields; None: as the path's service has them."""
    smallest: int = 2
    """Bytes of the smallest audio piece, even."""
    largest: int = LARGEST_PIECE
    """Bytes of the largest audio piece, even."""
    speed: float = DEFAULT_SPEED
    """Seconds of audio sent in a second; 0 sends it all at once."""
    after_setup: tuple[Mapping[str, Any], ...] = ()
    """Server messages sent right after `setupComplete`."""
    turns: tuple[Scripted, ...] = ()
    """The first turns of each session, in order."""

    def hears(self) -> tuple[str, ...]:
        """What the ears are to understand, utterance by utterance; may be empty."""
        return tuple(turn.hears for turn in self.turns if turn.hears is not None)


def load(path: Path) -> Scenario:
    """Read a scenario file.

    Raises:
        FileError: it cannot be read.
        SettingsError: it is not TOML, or a key is unknown or holds a wrong value.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise FileError(f"The scenario {path} cannot be read: {why}.") from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The scenario {path} is not TOML: {error}.") from error
    return _Reader(path).scenario(table)


Check = Callable[["_Reader", Any, str], Any]


class _Reader:
    """Turns tables into values, naming the file and the key that do not fit."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def scenario(self, table: Mapping[str, Any]) -> Scenario:
        flat = {key: value for key, value in table.items() if key not in ("audio", "turn")}
        values = self._fields(flat, _TOP, "")
        audio = self._table(table.get("audio", {}), "audio")
        values |= self._fields(audio, _AUDIO, "audio.")
        if values.get("smallest", 2) > values.get("largest", LARGEST_PIECE):
            self.fail("audio.smallest", "no larger than audio.largest")
        turns = table.get("turn", [])
        if not isinstance(turns, list):
            self.fail("turn", "a list of tables, each headed [[turn]]")
        values["turns"] = tuple(
            Scripted(**self._fields(self._table(turn, f"turn[{at}]"), _TURN, f"turn[{at}]."))
            for at, turn in enumerate(turns)
        )
        return Scenario(**values)

    def fail(self, key: str, wanted: str) -> NoReturn:
        raise SettingsError(
            f"The scenario {self._path} has a wrong value at '{key}'.", f"It must be {wanted}."
        )

    def _fields(
        self, table: Mapping[str, Any], checks: Mapping[str, Check], prefix: str
    ) -> dict[str, Any]:
        for key in table:
            if key not in checks:
                raise SettingsError(
                    f"The scenario {self._path} has an unknown key '{prefix}{key}'.",
                    f"Known here: {', '.join(checks)}.",
                )
        return {key: checks[key](self, value, prefix + key) for key, value in table.items()}

    def _table(self, value: Any, key: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            self.fail(key, "a table")
        return value

    def text(self, value: Any, key: str) -> str:
        if not isinstance(value, str):
            self.fail(key, "text")
        return value

    def messages(self, value: Any, key: str) -> tuple[Mapping[str, Any], ...]:
        if not isinstance(value, list):
            self.fail(key, "a list of JSON objects as text")
        return tuple(self._message(item, f"{key}[{at}]") for at, item in enumerate(value))

    def _message(self, value: Any, key: str) -> Mapping[str, Any]:
        try:
            message = json.loads(value) if isinstance(value, str) else None
        except ValueError:
            message = None
        if not isinstance(message, dict):
            self.fail(key, "a JSON object as text")
        return message

    def close(self, value: Any, key: str) -> Close:
        table = self._table(value, key)
        if "code" not in table:
            self.fail(key, "a table with a code, such as { code = 1011 }")
        return Close(**self._fields(table, _CLOSE, f"{key}."))


def _number(lowest: float, highest: float) -> Check:
    def check(reader: _Reader, value: Any, key: str) -> float:
        good = isinstance(value, int | float) and not isinstance(value, bool)
        if not good or not lowest <= value <= highest:
            reader.fail(key, f"a number from {lowest:g} to {highest:g}")
        return float(value)

    return check


def _whole(lowest: int, highest: int, step: int = 1) -> Check:
    def check(reader: _Reader, value: Any, key: str) -> int:
        good = isinstance(value, int) and not isinstance(value, bool)
        if not good or not lowest <= value <= highest or value % step:
            even = "an even" if step == 2 else "a whole"
            reader.fail(key, f"{even} number from {lowest} to {highest}")
        return int(value)

    return check


def _one_of(choices: tuple[str, ...]) -> Check:
    def check(reader: _Reader, value: Any, key: str) -> str:
        if value not in choices:
            reader.fail(key, "one of " + ", ".join(choices))
        return str(value)

    return check


def _close_code(reader: _Reader, value: Any, key: str) -> int:
    code = _whole(1000, 4999)(reader, value, key)
    if code in (1004, 1005, 1006, 1015) or 1016 <= code < 3000:  # never sent: RFC 6455, 7.4
        reader.fail(key, "a close code that may be sent, such as 1000, 1007, 1008 or 1011")
    return int(code)


_TOP: Final[Mapping[str, Check]] = {
    "seed": _whole(0, 2**63 - 1),
    "voice": _one_of(get_args(VoiceChoice)),
    "ears": _one_of(get_args(EarsChoice)),
    "playback_pause": _number(0, 10),
    "usage": _one_of(get_args(Spelling)),
    "after_setup": _Reader.messages,
}
_AUDIO: Final[Mapping[str, Check]] = {
    "smallest": _whole(2, 1 << 20, 2),
    "largest": _whole(2, 1 << 20, 2),
    "speed": _number(0, 1000),
}
_TURN: Final[Mapping[str, Check]] = {
    "hears": _Reader.text,
    "says": _Reader.text,
    "before": _Reader.messages,
    "after": _Reader.messages,
    "close": _Reader.close,
}
_CLOSE: Final[Mapping[str, Check]] = {
    "code": _close_code,
    "reason": _Reader.text,
}
