"""Reading what clients send and writing what they get."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.protocol import wire
from livechat.sim.protocol.fields import MESSAGE
from livechat.sim.protocol.schema import WireError


def read(message: dict[str, Any]) -> list[wire.ClientInput]:
    return wire.inputs(wire.parse(json.dumps(message)))


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


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ({"clientContent": {"turns": "hello"}}, "clientContent.turns"),
        ({"client_content": {"turn_complete": "yes"}}, "clientContent.turnComplete"),
        ({"realtimeInput": {"text": 1}}, "realtimeInput.text"),
        ({"realtimeInput": {"audio": "AAAA"}}, "realtimeInput.audio"),
        ({"realtimeInput": {"audio": {"data": "!!"}}}, "realtimeInput.audio.data"),
        ({"realtimeInput": {"audio": {"mimeType": "audio/mp3"}}}, "realtimeInput.audio.mimeType"),
        ({"realtimeInput": {"audio": {"mimeType": "audio/pcm;rate=x"}}}, "audio.mimeType"),
        ({"realtimeInput": {"audio": {"mimeType": "audio/pcm;rate=1"}}}, "audio.mimeType"),
        ({"realtimeInput": {"mediaChunks": [{"data": 1}]}}, "mediaChunks[0].data"),
        (
            {"clientContent": {"turns": [{}, {"parts": [{}, {"inlineData": {"data": "!"}}]}]}},
            "clientContent.turns[1].parts[1].inlineData.data",
        ),
        ({"realtimeInput": {"video": {"data": "!"}}}, "realtimeInput.video.data"),
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
        read(message)
    assert field in wire.close_reason(str(refused.value))


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
        wire.Video("image/png", b"\xff\xd8"),
        wire.Audio(b"\1\2\1\2\1\2", 24_000),
        wire.Video("image/jpeg", b"\xff\xd8"),
        wire.Text("hi"),
        wire.ActivityEnd(),
        wire.StreamEnd(),
    ]


def test_pictures_tell_their_size() -> None:
    """In bytes, as they came."""
    assert wire.Video("image/jpeg", b"\xff\xd8").size == 2


def test_media_chunks_without_a_type_are_sound() -> None:
    """Old clients leave it out."""
    chunks = [{"data": "AQI"}, {"data": "AQI", "mime_type": "IMAGE/PNG"}]
    assert read({"realtimeInput": {"mediaChunks": chunks}}) == [
        wire.Audio(b"\1\2", 16_000),
        wire.Video("IMAGE/PNG", b"\1\2"),
    ]


def test_a_turn_is_its_text_and_its_pictures() -> None:
    """Frameworks put pictures into client content; other data is no picture."""
    parts = [
        {"text": "look"},
        {"inlineData": {"data": "AAAA", "mimeType": "image/png"}},
        {"text": "there"},
        {"inline_data": {"data": "_9g=", "mime_type": "video/mp4"}},
        {"inlineData": {"data": "AAAA", "mimeType": "application/pdf"}},
        {"inlineData": {"data": "AAAA"}},
        {"inlineData": {}},
    ]
    assert read({"clientContent": {"turns": [{"parts": parts}, {"role": "model"}]}}) == [
        wire.Content(
            (
                wire.Turn(
                    "user", "look there", (("image/png", b"\0\0\0"), ("video/mp4", b"\xff\xd8"))
                ),
                wire.Turn("model", ""),
            ),
            complete=False,
        )
    ]


def test_thoughts_are_not_said() -> None:
    """A client sends back what the model thought, as part of the history."""
    parts = [{"text": "hm", "thought": True, "thoughtSignature": "AAAA"}, {"text": "Yes."}]
    turns = [{"role": "model", "parts": parts}]
    assert read({"clientContent": {"turns": turns, "turnComplete": True}}) == [
        wire.Content((wire.Turn("model", "Yes."),), complete=True)
    ]


@pytest.mark.parametrize(
    "part",
    [
        {"functionCall": {"id": "1", "name": "f", "args": {"a_b": 1}}},
        {"functionResponse": {"id": "1", "name": "f", "response": {"a_b": 1}}},
        {"executableCode": {"language": "PYTHON", "code": "1 + 1"}},
        {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "2"}},
        {"fileData": {"fileUri": "files/1", "mimeType": "image/png"}},
        {},
    ],
)
def test_other_parts_are_tolerated(part: dict[str, Any]) -> None:
    """They say nothing that can be heard here."""
    assert read({"clientContent": {"turns": [{"parts": [part]}]}}) == [
        wire.Content((wire.Turn("user", ""),), complete=False)
    ]


@pytest.mark.parametrize(
    ("fields", "complete"),
    [({}, False), ({"turns": []}, False), ({"turns": None, "turnComplete": True}, True)],
)
def test_content_may_have_no_turns(fields: dict[str, Any], complete: bool) -> None:
    """Then it only says whether the model is to answer."""
    assert read({"clientContent": fields}) == [wire.Content((), complete)]


def test_tool_responses_come_with_everything_but_other_keys() -> None:
    """What the user's function returned is not rewritten."""
    response = {"id": "1", "name": "f", "response": {"my_key": 1}, "willContinue": True}
    message = {"tool_response": {"function_responses": [{**response, "scheduling": "silent"}]}}
    assert read(message) == [wire.ToolResponse(({**response, "scheduling": "SILENT"},))]
    assert read({"toolResponse": {}}) == [wire.ToolResponse(())]


@pytest.mark.parametrize(
    ("fields", "update"),
    [
        ({}, wire.ContextUpdate()),
        ({"systemInstruction": {"parts": [{"text": "new"}]}}, wire.ContextUpdate("new")),
        ({"systemInstruction": {}}, wire.ContextUpdate("")),
        ({"tools": {"tools": []}}, wire.ContextUpdate(tools=[])),
        ({"tools": {}}, wire.ContextUpdate(tools=[])),
        (
            {"tools": {"tools": [{"google_search": {}}]}},
            wire.ContextUpdate(tools=[{"googleSearch": {}}]),
        ),
    ],
)
def test_a_context_update_tells_what_it_replaces(
    fields: dict[str, Any], update: wire.ContextUpdate
) -> None:
    """Nothing given is another thing than nothing any more."""
    assert read({"contextUpdate": fields}) == [update]


def test_unknown_messages_are_let_pass_unless_it_is_strict() -> None:
    """What a newer client sends does no harm."""
    assert read({"somethingNew": {}}) == [wire.Unknown()]
    assert read({}) == [wire.Unknown()]
    for frame in ('{"somethingNew": {}}', "{}"):
        with pytest.raises(WireError):
            wire.parse(frame, strict=True)


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


@given(st.text(max_size=200))
def test_reasons_fit_into_a_close_frame(text: str) -> None:
    """Cut at a whole character, never longer than the frame takes."""
    encodable = text.encode(errors="ignore").decode()
    reason = wire.close_reason(encodable)
    assert encodable.startswith(reason)
    assert len(reason.encode()) <= 123
