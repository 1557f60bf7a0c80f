"""Reading what clients send and writing what they get."""

from __future__ import annotations

import base64
import json
import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.protocol import wire
from livechat.sim.protocol.schema import MESSAGE, WireError, camel

SETUP = {
    "setup": {
        "model": "models/m",
        "generationConfig": {
            "responseModalities": ["AUDIO"],
            "temperature": 0.5,
            "speechConfig": {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}}},
            "thinkingConfig": {"thinkingLevel": "LOW"},
        },
        "systemInstruction": {"parts": [{"text": "…"}]},
        "tools": [
            {"googleSearch": {}},
            {
                "functionDeclarations": [
                    {"name": "f", "parameters": {"type": "OBJECT", "my_own_key": {"a_b": 1}}}
                ]
            },
        ],
        "realtimeInputConfig": {"automaticActivityDetection": {"prefixPaddingMs": 20}},
        "sessionResumption": {},
    }
}
CONTENT = {
    "clientContent": {"turns": [{"role": "user", "parts": [{"text": "a"}]}], "turnComplete": True}
}
RESPONSE = {
    "toolResponse": {"functionResponses": [{"id": "1", "name": "f", "response": {"my_key": 1}}]}
}


def snake(key: str) -> str:
    return re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), key)


@st.composite
def respelled(draw: st.DrawFn, value: Any) -> Any:
    """The same message with some keys in snake_case; what is the user's stays as it is."""
    if isinstance(value, list):
        return [draw(respelled(item)) for item in value]
    if not isinstance(value, dict):
        return value
    mine = ("parameters", "response", "googleSearch")
    return {
        (snake(key) if draw(st.booleans()) else key): (
            item if key in mine else draw(respelled(item))
        )
        for key, item in value.items()
    }


@given(st.sampled_from([SETUP, CONTENT, RESPONSE]).flatmap(respelled))
def test_keys_may_be_spelled_either_way_at_every_level(message: Any) -> None:
    """Whatever mixture of camelCase and snake_case comes, the same is understood."""
    parsed = wire.parse(json.dumps(message))
    assert parsed in (SETUP, CONTENT, RESPONSE)


@given(st.binary(max_size=40), st.booleans(), st.booleans(), st.booleans())
def test_base64_of_every_alphabet_is_read(
    data: bytes, url_safe: bool, padded: bool, broken: bool
) -> None:
    """Standard and URL-safe, with and without padding and line breaks."""
    text = (base64.urlsafe_b64encode if url_safe else base64.b64encode)(data).decode()
    text = text if padded else text.rstrip("=")
    text = "\n".join(text[at : at + 8] for at in range(0, len(text), 8)) if broken else text
    assert wire.from_base64(text, "x") == data


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["setup", "client_content", "turns", "parts", "text", "realtimeInput",
                         "audio", "data", "mimeType", "tools", "odd"]),
        inner, max_size=4,
    ),
    max_leaves=12,
))  # fmt: skip
def test_any_json_is_read_or_refused(value: Any) -> None:
    """No JSON makes the reader fail in any other way than by refusing."""
    with suppress(WireError):
        wire.inputs(wire.parse(json.dumps(value)))


@given(st.binary(max_size=30))
def test_any_bytes_are_read_or_refused(frame: bytes) -> None:
    """Frames that are not JSON are refused, not failed on."""
    with suppress(WireError):
        wire.parse(frame)


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ({"setup": {"model": 5}}, "setup.model"),
        ({"setup": {"generation_config": {"temperature": "warm"}}}, "generationConfig.temperature"),
        ({"setup": {"generationConfig": {"responseModalities": "AUDIO"}}}, "responseModalities"),
        ({"setup": {"generationConfig": {"responseModalities": [1]}}}, "responseModalities[0]"),
        ({"setup": {"system_instruction": "be kind"}}, "setup.systemInstruction"),
        ({"setup": {"sessionResumption": {"handle": None}}}, "setup.sessionResumption.handle"),
        ({"clientContent": {"turns": "hello"}}, "clientContent.turns"),
        ({"client_content": {"turn_complete": "yes"}}, "clientContent.turnComplete"),
        ({"realtimeInput": {"text": 1}}, "realtimeInput.text"),
        ({"realtimeInput": {"audio": "AAAA"}}, "realtimeInput.audio"),
        ({"realtimeInput": {"audio": {"data": "!!"}}}, "realtimeInput.audio.data"),
        ({"realtimeInput": {"audio": {"mimeType": "audio/mp3"}}}, "realtimeInput.audio.mimeType"),
        ({"realtimeInput": {"audio": {"mimeType": "audio/pcm;rate=x"}}}, "audio.mimeType"),
        ({"realtimeInput": {"audio": {"mimeType": "audio/pcm;rate=1"}}}, "audio.mimeType"),
        ({"realtimeInput": {"mediaChunks": [{"data": 1}]}}, "mediaChunks[0].data"),
        ({"realtimeInput": {"activityStart": True}}, "realtimeInput.activityStart"),
        ({"toolResponse": {"functionResponses": [{"id": 1}]}}, "functionResponses[0].id"),
        ({"setup": {"model": "a"}, "clientContent": {}}, "clientContent"),
        ({"client_content": {"turnComplete": True, "turn_complete": True}}, "turnComplete"),
    ],
)
def test_a_wrong_type_is_refused_by_the_name_of_its_field(
    message: dict[str, Any], field: str
) -> None:
    """The reason says which field it was, and fits into a close frame."""
    with pytest.raises(WireError) as refused:
        wire.inputs(wire.parse(json.dumps(message)))
    assert field in wire.close_reason(str(refused.value))


def test_unknown_fields_and_messages_are_let_pass() -> None:
    """What a newer client adds does no harm."""
    message = wire.parse('{"clientContent": {"turnComplete": true, "mood_of": 1}, "x_y": {}}')
    assert message == {"clientContent": {"turnComplete": True, "mood_of": 1}, "x_y": {}}
    assert wire.inputs(wire.parse('{"somethingNew": {}}')) == [wire.Unknown()]


def test_null_means_left_out() -> None:
    """As in protobuf's JSON."""
    assert wire.parse('{"setup": {"model": "m", "tools": null}}') == {"setup": {"model": "m"}}


@pytest.mark.parametrize("number", [64, "64", 64.0])
def test_whole_numbers_come_in_three_spellings(number: object) -> None:
    """Protobuf's JSON writes 64-bit integers as text."""
    message = {"setup": {"contextWindowCompression": {"triggerTokens": number}}}
    read = wire.parse(json.dumps(message))["setup"]["contextWindowCompression"]["triggerTokens"]
    assert read == 64
    assert isinstance(read, int)


def test_one_object_counts_as_a_list_of_one() -> None:
    """A gateway's clients send `tools` so."""
    assert wire.parse('{"setup": {"tools": {"google_search": {}}}}') == {
        "setup": {"tools": [{"googleSearch": {}}]}
    }


def test_realtime_input_may_hold_several_things() -> None:
    """They are done in the order in which they can make sense."""
    message = {
        "realtime_input": {
            "audio_stream_end": True,
            "activity_end": {},
            "text": "hi",
            "video": {"data": "_9g=", "mime_type": "image/jpeg"},
            "audio": {"data": "AQIBAgEC", "mime_type": "audio/pcm;rate=24000"},
            "media_chunks": [
                {"data": "AQI", "mime_type": "audio/pcm"},
                {"data": "_9g", "mime_type": "image/png"},
            ],
            "activity_start": {},
        }
    }
    assert wire.inputs(wire.parse(json.dumps(message))) == [
        wire.ActivityStart(),
        wire.Audio(b"\1\2", 16_000),
        wire.Video("image/png", 2),
        wire.Audio(b"\1\2\1\2\1\2", 24_000),
        wire.Video("image/jpeg", 2),
        wire.Text("hi"),
        wire.ActivityEnd(),
        wire.StreamEnd(),
    ]


def test_a_turn_is_its_text_and_its_pictures() -> None:
    """Frameworks put pictures into client content."""
    parts = [{"text": "look"}, {"inlineData": {"data": "AAA", "mimeType": "image/png"}}]
    message = {"clientContent": {"turns": [{"parts": parts}, {"role": "model", "parts": []}]}}
    assert wire.inputs(wire.parse(json.dumps(message))) == [
        wire.Content((wire.Turn("user", "look", 1), wire.Turn("model", "", 0)), complete=False)
    ]


def test_every_known_message_is_understood() -> None:
    """No kind in the table is without a reading."""
    for kind in MESSAGE:
        if kind != "realtimeInput":
            assert wire.inputs(wire.parse(json.dumps({kind: {}})))


def test_frames_are_pretty_printed_json() -> None:
    """As recorded from the hosted service."""
    frame = wire.frame_of({"serverContent": {"inputTranscription": {"text": "né"}}})
    assert frame.startswith(b'{\n  "serverContent": {\n')
    assert json.loads(frame) == {"serverContent": {"inputTranscription": {"text": "né"}}}


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_can_be_read_written_and_be_a_reason(text: str) -> None:
    """Half a surrogate pair, which JSON can spell and UTF-8 cannot, stops nothing."""
    (read,) = wire.inputs(wire.parse(json.dumps({"realtimeInput": {"text": text}})))
    assert isinstance(read, wire.Text)
    read.text.encode()
    whole = text.encode(errors="replace").decode()
    # Two halves that json.dumps put side by side are one character again.
    assert read.text == whole or len(read.text) < len(whole)
    assert json.loads(wire.frame_of({"text": text})) == {"text": whole}
    assert len(wire.close_reason(text).encode()) <= wire.REASON_BYTES


@pytest.mark.parametrize("text", ["\ud800", "a\udfff b"])
def test_half_a_character_becomes_a_question_mark(text: str) -> None:
    """In escapes and in bytes alike."""
    for frame in (
        json.dumps({"realtimeInput": {"text": text}}),
        json.dumps({"realtimeInput": {"text": text}}, ensure_ascii=False).encode(
            errors="surrogatepass"
        ),
    ):
        (read,) = wire.inputs(wire.parse(frame))
        assert read == wire.Text(re.sub("[\ud800-\udfff]", "?", text))


@pytest.mark.parametrize("opening", ["[", '{"setup":', '{"setup": {"labels": ['])
@pytest.mark.parametrize("depth", [500, 5_000, 100_000])
def test_deep_nesting_is_an_invalid_argument(opening: str, depth: int) -> None:
    """However deep, it is the client's mistake and no failure of ours."""
    with pytest.raises(WireError):
        wire.parse(opening * depth)
    with suppress(WireError):  # some depths can be read; nothing else may be raised
        wire.inputs(wire.parse('{"setup": {"labels": ' + "[" * depth + "]" * depth + "}}"))


@given(st.text(max_size=200))
def test_reasons_fit_into_a_close_frame(text: str) -> None:
    """Cut at a whole character, never longer than the frame takes."""
    encodable = text.encode(errors="ignore").decode()
    reason = wire.close_reason(encodable)
    assert encodable.startswith(reason)
    assert len(reason.encode()) <= 123


@pytest.mark.parametrize(
    ("key", "expected"), [("a_b", "aB"), ("aB", "aB"), ("turn__complete", "turnComplete"),
                          ("_x", "_x"), ("x_", "x_"), ("top_1_k", "top1K")],
)  # fmt: skip
def test_camel(key: str, expected: str) -> None:
    """Both spellings of a key become one."""
    assert camel(key) == expected
