"""JSON lines: a schema that programs can trust."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.setup_spec import SetupSpec
from livechat.core.state import ConversationState
from livechat.core.talk import events as e
from livechat.core.talk.codec import public_fields
from livechat.core.talk.records import VERSION, event_name
from livechat.core.talk.usage import Price, Usage
from livechat.ui.jsonl import JsonDisplay
from livechat.ui.summary import Summary

Fields = dict[str, object]

PCM = b"QRSTQRST"
SECRET = "a handle as good as a password"
USAGE = Usage(prompt=9, response=5, total=14, prompt_by=MappingProxyType({"AUDIO": 7}))

SPEC = SetupSpec(model="m", voice="Kore", thinking="low")
SPEC_FIELDS = asdict(SPEC) | {"tools": []}

FORMS: list[tuple[e.Event, str, Fields]] = [
    (e.Connecting(at=1, model="m", host="h"), "connecting", {"model": "m", "host": "h"}),
    (
        e.Connected(at=1, model="m", practice=True),
        "connected",
        {
            "model": "m",
            "practice": True,
            "llm": "",
            "how": "new",
            "gap_s": 0.0,
            "resent_s": 0.0,
            "dropped_s": 0.0,
        },
    ),
    (
        e.SettingChanged(at=1, key="voice", value="Kore"),
        "setting_changed",
        {"key": "voice", "value": "Kore"},
    ),
    (e.HandingOver(at=1, why="limit"), "handing_over", {"why": "limit"}),
    (
        e.Retrying(at=1, in_s=1.5, attempt=2, reason="x"),
        "retrying",
        {"in_s": 1.5, "attempt": 2, "reason": "x"},
    ),
    (
        e.ServiceTroubled(at=1, what="no_answer", doing="x"),
        "service_troubled",
        {"what": "no_answer", "doing": "x", "reason": ""},
    ),
    (
        e.SetupAccepted(at=1, spec=SPEC, session=2),
        "setup_accepted",
        {"spec": SPEC_FIELDS, "session": 2},
    ),
    (
        e.SetupRefused(at=1, spec=SPEC, reason="x"),
        "setup_refused",
        {"spec": SPEC_FIELDS, "reason": "x"},
    ),
    (e.Disconnected(at=1, code=1000, reason="x"), "disconnected", {"code": 1000, "reason": "x"}),
    (e.GoingAway(at=1, time_left_s=9.5), "going_away", {"time_left_s": 9.5}),
    (
        e.ResumptionUpdated(at=1, resumable=True, handle=SECRET),
        "resumption_updated",
        {"resumable": True},
    ),
    (e.Notice(at=1, text="x"), "notice", {"text": "x", "level": "info"}),
    (e.NotUnderstood(at=1, detail="x"), "not_understood", {"detail": "x"}),
    (e.LineEntered(at=1, text="x"), "line_entered", {"text": "x"}),
    (e.TextSent(at=1, text="x"), "text_sent", {"text": "x"}),
    (e.InputPaused(at=1, last=True), "input_paused", {"last": True}),
    (
        e.InputTranscribed(at=1, text="x", language="de-DE"),
        "input_transcribed",
        {"text": "x", "finished": False, "interim": False, "language": "de-DE"},
    ),
    (e.VoiceActivity(at=1, speaking=True), "voice_activity", {"speaking": True}),
    (
        e.AudioReceived(at=1, turn=3, pcm=PCM),
        "audio_received",
        {"turn": 3, "refused": False, "samples": 4, "rate": 24_000},
    ),
    (
        e.TextReceived(at=1, turn=3, text="x", thought=True),
        "text_received",
        {"turn": 3, "text": "x", "thought": True},
    ),
    (
        e.OutputTranscribed(at=1, turn=3, text="x"),
        "output_transcribed",
        {"turn": 3, "text": "x", "finished": False},
    ),
    (e.Interrupted(at=1, turn=3), "interrupted", {"turn": 3}),
    (e.GenerationComplete(at=1, turn=3), "generation_complete", {"turn": 3}),
    (
        e.TurnComplete(at=1, turn=3, more=True, reason="x"),
        "turn_complete",
        {"turn": 3, "more": True, "reason": "x", "lost": False, "empty": False},
    ),
    (e.TurnSettled(at=1, turn=3), "turn_settled", {"turn": 3}),
    (e.WaitingForInput(at=1, turn=3), "waiting_for_input", {"turn": 3}),
    (
        e.UsageReported(at=1, turn=3, usage=USAGE),
        "usage_reported",
        {
            "turn": 3,
            "usage": {
                "prompt": 9,
                "response": 5,
                "thoughts": 0,
                "tool_use_prompt": 0,
                "cached": 0,
                "total": 14,
                "prompt_by": {"AUDIO": 7},
                "response_by": {},
            },
        },
    ),
    (
        e.SourcesCited(
            at=1,
            turn=3,
            queries=("q",),
            sources=(e.Source("t", "u"),),
            supports=(e.Support(0, 4, "é a", (0,)),),
        ),
        "sources_cited",
        {
            "turn": 3,
            "queries": ["q"],
            "sources": [{"title": "t", "uri": "u"}],
            "supports": [{"begin": 0, "end": 4, "text": "é a", "sources": [0]}],
        },
    ),
    (
        e.ToolCalled(at=1, turn=3, calls=(e.ToolCall("7", "f", {"a": [1, {"b": None}]}),)),
        "tool_called",
        {
            "turn": 3,
            "calls": [{"id": "7", "name": "f", "args": {"a": [1, {"b": None}]}}],
            "session": 0,
        },
    ),
    (
        e.ToolAnswered(at=1, turn=3, id="7", name="f", error="x"),
        "tool_answered",
        {"turn": 3, "id": "7", "name": "f", "error": "x", "silent": False},
    ),
    (
        e.ToolCallCancelled(at=1, turn=3, ids=("7",)),
        "tool_call_cancelled",
        {"turn": 3, "ids": ["7"]},
    ),
    (
        e.LeaveAsked(at=1, call=2, name="f", args={"a": 1}, server="s", voice=True),
        "leave_asked",
        {
            "call": 2,
            "name": "f",
            "args": {"a": 1},
            "writes": True,
            "server": "s",
            "voice": True,
            "withdrawn": False,
        },
    ),
    (
        e.LeaveAnswered(at=1, call=2, name="f", answer="once", by="key"),
        "leave_answered",
        {"call": 2, "name": "f", "answer": "once", "by": "key"},
    ),
    (
        e.CallHeld(at=1, call=2, name="f", args={"a": 1}, runs_at=2.5),
        "call_held",
        {"call": 2, "name": "f", "args": {"a": 1}, "runs_at": 1.5},
    ),
    (
        e.CallStarted(at=1, call=2, name="f", args={"a": 1}),
        "call_started",
        {"call": 2, "name": "f", "args": {"a": 1}},
    ),
    (
        e.CallProgressed(at=1, call=2, name="f", text="40 %"),
        "call_progressed",
        {"call": 2, "name": "f", "text": "40 %"},
    ),
    (
        e.CallEnded(at=1, call=2, name="f", outcome="done", result="x", took_s=0.5, pictures=1),
        "call_ended",
        {
            "call": 2,
            "name": "f",
            "outcome": "done",
            "result": "x",
            "took_s": 0.5,
            "by": "",
            "pictures": 1,
        },
    ),
    (e.PlaybackStarted(at=1, turn=3), "playback_started", {"turn": 3}),
    (
        e.PlaybackFinished(at=1, turn=3, heard=5, unheard=2),
        "playback_finished",
        {"turn": 3, "heard": 5, "unheard": 2},
    ),
    (e.SpeechDetected(at=1, speaking=True), "speech_detected", {"speaking": True}),
    (e.MicrophoneHeld(at=1, on=True), "microphone_held", {"on": True}),
    (e.SpeechUnanswered(at=1), "speech_unanswered", {}),
    (e.ActivityMarked(at=1, speaking=False), "activity_marked", {"speaking": False}),
    (e.Muted(at=1, on=True), "muted", {"on": True}),
    (e.Ducked(at=1, on=True), "ducked", {"on": True}),
    (e.VolumeChanged(at=1, percent=80), "volume_changed", {"percent": 80}),
    (
        e.Preparing(at=1, what="google-genai", done=True),
        "preparing",
        {"what": "google-genai", "done": True},
    ),
    (
        e.DeviceOpened(at=1, device="microphone", name="USB", rate=48_000, latency_ms=20.0),
        "device_opened",
        {"device": "microphone", "name": "USB", "rate": 48_000, "latency_ms": 20.0},
    ),
    (
        e.DeviceMissing(at=1, device="microphone", reason="None found.", remedy="Connect one."),
        "device_missing",
        {"device": "microphone", "reason": "None found.", "remedy": "Connect one."},
    ),
    (
        e.DeviceLost(at=1, device="loudspeaker", name="USB", reason="gone"),
        "device_lost",
        {"device": "loudspeaker", "name": "USB", "reason": "gone"},
    ),
    (
        e.SoundTroubled(at=1, device="microphone", what="overrun", count=2),
        "sound_troubled",
        {"device": "microphone", "what": "overrun", "count": 2},
    ),
    (
        e.EchoControlled(at=1, rung="aec", cancelled_db=31.0),
        "echo_controlled",
        {"rung": "aec", "cancelled_db": 31.0},
    ),
]
"""The promise to programs: each event, its name and its fields. Add; never change."""

OWN_FORM = {e.AudioSent, e.Ended}
"""Not told (fifty a second), and the last line of all."""


def tell(display: JsonDisplay, events: Iterable[e.Event]) -> None:
    """Fold events that are numbered already, and show them to the display."""
    state = ConversationState()
    for event in events:
        display.observe(event, state.fold(event), state)


def lines(*events: e.Event, summary: Summary | None = None) -> list[Fields]:
    """The parsed lines of a display that was told the events."""
    return [parsed(line) for line in raw(events, summary).splitlines()]


def raw(events: Iterable[e.Event], summary: Summary | None = None) -> str:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii", newline="")
    tell(JsonDisplay(summary or Summary(), out), events)
    out.seek(0)
    return out.read()


def parsed(line: str) -> Fields:
    """Like a strict reader: numbers are numbers and characters are whole."""

    def refuse(constant: str) -> object:
        raise AssertionError(f"not JSON: {constant}")

    found = json.loads(line, parse_constant=refuse)
    json.dumps(found, ensure_ascii=False).encode()
    assert isinstance(found, dict)
    return found


BASES = (e.Event, e.TurnEvent, e.CallEvent)

KINDS = [
    kind
    for kind in vars(e).values()
    if isinstance(kind, type) and issubclass(kind, e.Event) and kind not in BASES
]
"""Every event that can happen: all classes but the bases."""


@pytest.mark.parametrize("kind", KINDS, ids=event_name)
def test_every_event_has_a_form(kind: type[e.Event]) -> None:
    """A new event is a decision about the schema: it needs a row above."""
    assert kind in OWN_FORM or kind in {type(event) for event, _, _ in FORMS}


@pytest.mark.parametrize(("event", "name", "fields"), FORMS, ids=[name for _, name, _ in FORMS])
def test_an_event_is_this_line(event: e.Event, name: str, fields: Fields) -> None:
    """Name, time and fields, in full and no more: neither sound nor secrets."""
    text = raw([event])
    assert SECRET not in text
    assert "QRST" not in text
    first = parsed(text.splitlines()[0])
    assert first == {"v": VERSION, "event": name, "at": 0.0} | fields
    assert list(first)[:3] == ["v", "event", "at"]


def test_no_field_takes_the_place_of_the_frame() -> None:
    """`v`, `event` and `at` mean the same on every line."""
    for _, _, fields in FORMS:
        assert not fields.keys() & {"v", "event", "at"}


def test_names_are_one_to_one() -> None:
    """No two events share a name, and none has one of the extra lines'."""
    names = [event_name(kind) for kind in KINDS]
    assert len(set(names)) == len(names)
    assert not {"utterance", "summary"} & set(names)


def test_sound_that_is_sent_is_not_told() -> None:
    """Fifty lines a second would bury the rest."""
    assert lines(e.AudioSent(at=1, pcm=PCM)) == []


def test_a_finished_utterance_follows_what_finished_it() -> None:
    """With times that count from the first event."""
    _, said, _, done, utterance = lines(
        e.InputPaused(at=100, last=True),
        e.OutputTranscribed(at=101.5, turn=1, text=" It is\nnoon."),
        e.TurnComplete(at=103, turn=1),
        e.TurnSettled(at=103.25, turn=1),
    )
    assert said["at"] == 1.5
    assert (done["event"], done["at"]) == ("turn_settled", 3.25)
    assert utterance == {
        "v": VERSION,
        "event": "utterance",
        "at": 3.25,
        "speaker": "model",
        "text": "It is noon.",
        "began_at": 1.5,
        "turn": 1,
        "kind": "speech",
        "interrupted": False,
        "lost": False,
        "unheard": "",
        "number": 1,
    }


def test_the_summary_and_the_end_come_last() -> None:
    """What was still open is told before."""
    found = lines(
        e.LineEntered(at=10, text="Hi"),
        e.OutputTranscribed(at=11, turn=1, text="Hel"),
        e.Ended(at=12),
        summary=Summary(
            lambda _: Price(text_in=1, audio_in=1, video_in=1, text_out=1, audio_out=1),
            saved=lambda: "a.wav",
        ),
    )
    assert [line["event"] for line in found] == [
        "line_entered",
        "utterance",
        "output_transcribed",
        "utterance",
        "summary",
        "ended",
    ]
    assert found[-2]["saved"] == "a.wav"
    assert found[-2]["usd"] is None
    assert found[-1] == {"v": VERSION, "event": "ended", "at": 2.0}


def test_a_conversation_that_never_began_is_told_too() -> None:
    """A refusal before the first event leaves a summary of nothing."""
    summary, ended = lines(e.Ended(at=5))
    assert (summary["turns"], summary["seconds"], summary["tokens_in"]) == (0, 0.0, None)
    assert ended["event"] == "ended"


@given(text=st.text(st.characters(exclude_categories=()), max_size=20))
def test_one_event_is_one_harmless_line(text: str) -> None:
    """Whatever the service says: no line break, no escape code, no half character."""
    out = raw(
        [
            e.Notice(at=1, text=text),
            e.ToolCalled(at=1, calls=(e.ToolCall(text, text, {text: [text, {text: text}]}),)),
            e.SourcesCited(at=1, queries=(text,), sources=(e.Source(text, text),)),
        ]
    )
    assert out.count("\n") == 3
    assert all(" " <= char <= "~" for char in out.replace("\n", ""))
    told = parsed(out.split("\n")[0])["text"]
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert told == whole


def test_ordinary_text_comes_back_unchanged() -> None:
    """ASCII on the line, the same words when parsed; a pair of halves becomes its character."""
    [line] = lines(e.Notice(at=1, text="Grüße, 世界 👋 \ud83d\ude00 \ud83d"))
    assert line["text"] == "Grüße, 世界 👋 😀 \ufffd"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_null(number: float) -> None:
    """NaN is not JSON, though Python would write it."""
    args: Mapping[str, object] = {"a": number, "b": [number]}
    [line] = lines(e.ToolCalled(at=1, calls=(e.ToolCall("7", "f", args),)))
    assert line["calls"] == [{"id": "7", "name": "f", "args": {"a": None, "b": [None]}}]


def test_each_line_is_flushed() -> None:
    """A reader of the pipe does not wait for the next event."""

    class Pipe(io.StringIO):
        def flush(self) -> None:
            seen.append(self.getvalue())

    seen: list[str] = []
    tell(JsonDisplay(Summary(), Pipe()), [e.Notice(at=1, text="x")])
    assert seen[-1].endswith("}\n")


def test_lines_go_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """And nothing goes beside it."""
    tell(JsonDisplay(Summary()), [e.Notice(at=1, text="x", level="warning")])
    shown = capsys.readouterr()
    assert json.loads(shown.out)["level"] == "warning"
    assert shown.err == ""


SECRETS = {"key": "AIzaSyD-00000000000000000", "deep": [{"sk": "sk-abcdefgh12345678"}]}


def test_a_credential_in_a_function_call_is_not_written() -> None:
    """Neither in arguments, however deep, nor in what was returned or told meanwhile."""
    out = raw(
        [
            e.ToolCalled(at=1, calls=(e.ToolCall("7", "f", SECRETS),)),
            e.LeaveAsked(at=1, call=1, name="f", args=SECRETS),
            e.CallHeld(at=1, call=1, name="f", args=SECRETS, runs_at=2),
            e.CallStarted(at=1, call=1, name="f", args=SECRETS),
            e.CallProgressed(at=1, call=1, name="f", text="password=hunter22hunter"),
            e.CallEnded(at=1, call=1, name="f", outcome="done", result='{"token": "ya29.abcdef"}'),
        ]
    )
    for secret in ("AIzaSyD", "abcdefgh", "hunter22", "abcdef"):
        assert secret not in out
    assert [parsed(line)["call"] for line in out.splitlines()[1:]] == [1] * 5


def test_no_event_holds_bytes_that_could_be_written() -> None:
    """Sound is private, and of pictures there is only a count."""
    for kind in KINDS:
        hints = get_type_hints(kind)
        assert not [name for name in public_fields(kind) if hints[name] is bytes]


def test_arguments_without_a_bottom_are_cut() -> None:
    """Nothing that the model sends ends the call."""
    deep: list[object] = []
    for _ in range(900):
        deep = [deep]
    [line] = lines(e.ToolCalled(at=1, calls=(e.ToolCall("7", "f", {"a": deep}),)))
    assert str(line["calls"]).count("[") < 100
