"""Faults of how messages are written, and of what connections end with."""

from __future__ import annotations

import base64
import math
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.effects import Alarm, Hush, Later, Send, SendRaw
from livechat.sim.events import AlarmKind
from livechat.sim.faults.mulaw import mulaw
from livechat.sim.protocol.wire import Close, audio_part
from tests.sim.line import USAGE, WHOLE, Line, complete, content, names, said, sound, tool_call


def part_of(effect: object) -> dict[str, str]:
    assert isinstance(effect, Send)
    (part,) = effect.message["serverContent"]["modelTurn"]["parts"]
    found: dict[str, str] = part["inlineData"]
    return found


@pytest.mark.parametrize(
    "mime", ["audio/L16;codec=pcm;rate=24000", "audio/pcm; rate=24000", "AUDIO/PCM"]
)
def test_the_format_of_sound_is_spelled_otherwise(mime: str) -> None:
    """The sound is what it was."""
    line = Line(f"sound-format:mime={mime}")
    part = part_of(line.do([sound(1)], 1)[0])
    assert part == {**part_of(sound(1)), "mimeType": mime}
    assert line.do([said("x"), complete()], 1) == [said("x"), complete()]


def test_sound_of_the_telephone_is_truly_that() -> None:
    """A byte a sample, at a third of the rate."""
    line = Line("sound-format:mime=audio/pcmu;rate=8000")
    pcm = array("h", [1000, 1000, 1000, -30_000, -30_000, -30_000]).tobytes()
    effect = content(modelTurn={"parts": [audio_part(pcm, "audio/pcm;rate=24000")]})
    part = part_of(line.do([effect], 1)[0])
    assert part["mimeType"] == "audio/pcmu;rate=8000"
    assert base64.b64decode(part["data"]) == bytes([0xCE, 0x02])


@pytest.mark.parametrize("data", ["?!", "A", None])
def test_sound_that_is_none_stays(data: object) -> None:
    """A scenario may send anything."""
    line = Line("sound-format:mime=audio/pcmu;rate=8000")
    part = {"inlineData": {"mimeType": "audio/pcm", "data": data}}
    (done,) = line.do([content(modelTurn={"parts": [part, 1, {"text": "x"}]})], 1)
    assert isinstance(done, Send)
    assert done.message["serverContent"]["modelTurn"]["parts"][1:] == [1, {"text": "x"}]


def linear(code: int) -> int:
    """A level from its µ-law byte (G.711, from the standard's table)."""
    code = ~code & 0xFF
    level = (((code & 0x0F) << 3) + 0x84 << ((code & 0x70) >> 4)) - 0x84
    return -level if code & 0x80 else level


@given(st.integers(-32_768, 32_767))
def test_mulaw_keeps_the_level(level: int) -> None:
    """Within a step, which grows with it."""
    (code,) = mulaw(array("h", [level] * 3).tobytes())
    assert math.isclose(linear(code), level, rel_tol=0.035, abs_tol=8) or abs(level) > 32_000


def test_mulaw_of_a_broken_piece() -> None:
    """What does not fill a sample is left out."""
    assert mulaw(b"") == mulaw(bytes(5)) == b""
    assert mulaw(bytes(13)) == b"\xff\xff"


def test_snake_case() -> None:
    """Every key, but for what belongs to the client."""
    line = Line("snake-case")
    assert names(line.do([*_opened(), tool_call(), complete()], 1)) == [
        *("setup_complete", "tool_call", "server_content+usage_metadata")
    ]
    call, end = line.done[1:]
    assert isinstance(call, Send)
    assert isinstance(end, Send)
    assert call.message["tool_call"]["function_calls"] == [
        {"name": "f", "args": {"a": 1}, "id": "1"}
    ]
    assert end.message["usage_metadata"].keys() == {
        *("prompt_token_count", "total_token_count", "prompt_tokens_details")
    }
    assert end.message["server_content"] == {"turn_complete": True}


def _opened() -> list[Send]:
    return [Send({"setupComplete": {}})]


def test_what_comes_later_is_written_like_the_rest() -> None:
    """As is what comes because of the user."""
    line = Line("late-usage", "snake-case", "text-frames")
    line.do([complete()], 1)
    (late,) = (one for one in line.done if isinstance(one, Later))
    (raw,) = line.faults.due(late)
    assert isinstance(raw, SendRaw)
    assert isinstance(raw.frame, str)
    assert raw.frame.startswith('{"usage_metadata":{"prompt_token_count":10,')
    assert USAGE["promptTokenCount"] == 10


def test_messages_of_nothing() -> None:
    """Between the pieces of an answer, which is whole."""
    line = Line("null-messages")
    line.answer()
    nothings = [one for one in line.done if isinstance(one, Send) and _empty(one.message)]
    assert {"serverContent": None} in [one.message for one in nothings]
    assert {"setup_complete": {}} in [one.message for one in nothings]
    assert names(one for one in line.done if one not in nothings) == WHOLE


def _empty(message: object) -> bool:
    if isinstance(message, dict):
        return all(map(_empty, message.values()))
    return message is None


REASONS = {
    "rate-limit": "Rate limit exceeded; try again in 5 s",
    "rate-limit:seconds=0.5": "Rate limit exceeded; try again in 0.5 s",
    "too-many-sessions": "There are too many concurrent sessions.",
    "no-credits": "Your prepayment credits are depleted.",
}


@pytest.mark.parametrize(("line", "reason"), REASONS.items())
@pytest.mark.parametrize("when", ["during", "after", "setup"])
def test_limits_that_are_reached(line: str, reason: str, when: str) -> None:
    """In the middle of a call, or at its beginning."""
    broken = Line(f"{line}{',' if ':' in line else ':'}when={when}")
    broken.setup()
    broken.answer()
    assert broken.done[-2:] == [Hush(), Close(1011, reason)]


def test_a_connection_is_aborted_at_an_age() -> None:
    """However the call goes; the answer to the setup comes first."""
    line = Line("aborted-at-age:seconds=9")
    assert line.setup() == ["setupComplete", "later", "openears"]
    assert line.answer() == WHOLE
    late = line.done[1]
    assert isinstance(late, Later)
    assert late.seconds == 9.0
    assert line.faults.due(late, 9.0) == [Hush(), Close(1008, "The operation was aborted.")]
    assert line.faults.over
    assert line.answer(2) == []


def test_going_away_without_a_time() -> None:
    """The connection ends all the same."""
    line = Line("go-away-untimed:when=setup,seconds=3")
    assert line.setup() == ["setupComplete", "goAway", "alarm", "openears"]
    assert line.done[1:3] == [Send({"goAway": {}}), Alarm(AlarmKind.LIMIT, 3.0)]
