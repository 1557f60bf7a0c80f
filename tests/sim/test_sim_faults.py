"""Faults as a filter: what becomes of what a session wants done."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livechat.errors import SettingsError
from livechat.sim import faults
from livechat.sim.effects import (
    Abort,
    Alarm,
    Effect,
    Freeze,
    Hear,
    Hush,
    Imagine,
    Later,
    Replay,
    Send,
    SendRaw,
    Speak,
    Throttle,
    Wait,
)
from livechat.sim.events import AlarmKind, SpeechBegan, SpeechEnded
from livechat.sim.faults import KINDS, Fault, Faults, Memory, make, parse
from livechat.sim.protocol import wire
from livechat.sim.protocol.wire import Close, StreamEnd
from livechat.sim.recordings.script import Timed
from tests.sim.line import (
    CUT_OFF,
    GENERATED,
    GROUNDING,
    INTERRUPTED,
    PIECES,
    USAGE,
    WHOLE,
    Line,
    complete,
    content,
    handle,
    heard,
    names,
    opened,
    said,
    sound,
    tool_call,
)

SDK_LIMIT_BYTES = 1 << 20

HANDSHAKES = ["refuse", "unauthorized", "forbidden", "too-many-requests", "unavailable"]


def test_without_faults_everything_passes() -> None:
    """The very same effects."""
    line = Line()
    assert line.setup() == ["setupComplete", "openears"]
    assert line.answer() == WHOLE


# When


ENDINGS = {
    "close": "close 1011",
    "close:code=1000": "close 1000",
    "internal-error": "close 1011",
    "quota:when=during": "close 1011",
    "deadline": "close 1011",
    "invalid-argument:when=during": "close 1007",
    "not-found:when=during": "close 1008",
    "abort": "abort",
    "half-open": "freeze",
}


@pytest.mark.parametrize(("line", "end"), ENDINGS.items())
def test_an_ending_during_an_answer(line: str, end: str) -> None:
    """Comes after some of its content, before its end; nothing follows, and the voice stops."""
    broken = Line(line)
    broken.setup()
    answer = broken.answer()
    assert answer[-2:] == ["hush", end]
    assert answer[:-2] == WHOLE[: len(answer) - 2]
    assert "sound" in answer
    assert "generationComplete" not in answer
    assert broken.answer(2) == []


@pytest.mark.parametrize("kind", ["close", "abort", "half-open", "quota", "not-found"])
def test_an_ending_instead_of_the_answer_to_the_setup(kind: str) -> None:
    """The client never learns that its setup was fine."""
    broken = Line(f"{kind}:when=setup")
    assert broken.setup()[0] == "hush"
    assert "setupComplete" not in broken.setup()
    assert broken.answer() == []


def test_an_ending_before_and_after_an_answer() -> None:
    """Before its first message; after turnComplete."""
    before = Line("close:when=before,code=4321,reason=No.")
    before.setup()
    assert before.answer() == ["heard Hm?", "hush", "close 4321"]
    assert before.done[-1] == Close(4321, "No.")
    after = Line("abort:when=after,turn=2")
    after.setup()
    assert after.answer(1) == WHOLE
    assert after.answer(2) == [*WHOLE, "hush", "abort"]


def test_the_seed_decides_after_how_many_pieces() -> None:
    """Not always after the first."""

    def pieces(seed: int) -> int:
        broken = Line("abort", seed=seed)
        broken.setup()
        return len(broken.answer())

    assert len({pieces(seed) for seed in range(30)}) == 3


def test_an_ending_during_an_answer_of_a_single_piece() -> None:
    """Comes even though there are too few pieces to come after."""
    for seed in range(10):
        broken = Line("close", seed=seed)
        broken.setup()
        done = broken.do([Speak(1, "Hi"), said("Hi"), GENERATED, complete()], 1)
        assert "close 1011" in names(done)
        assert "turnComplete" not in names(done)


@pytest.mark.parametrize(
    ("code", "reason"),
    [(1011, "Internal error encountered."), (1007, "Request contains an invalid argument.")],
)
def test_a_close_has_the_usual_reason_of_its_code(code: int, reason: str) -> None:
    """Unless another is given; the empty one is another."""
    usual, empty = Line(f"close:code={code},when=setup"), Line("close:reason=,when=setup")
    usual.setup()
    empty.setup()
    assert usual.done[-1] == Close(code, reason)
    assert empty.done[-1] == Close(1011, "")


def test_a_long_reason_is_cut_to_what_a_close_can_carry() -> None:
    """123 bytes."""
    broken = Line(f"close:when=setup,reason={'ä' * 100}")
    broken.setup()
    assert broken.done[-1] == Close(1011, "ä" * 61)


def test_not_found_names_the_model() -> None:
    """As the client wrote it."""
    broken = Line("not-found")
    broken.setup()
    close = broken.done[-1]
    assert isinstance(close, Close)
    assert close.reason.startswith("models/gemini-3.8-live is not found for API version in use")


@pytest.mark.parametrize(("turn", "struck"), [(1, [1]), (2, [2]), (0, [1, 2, 3]), (9, [])])
def test_the_answer_is_chosen_by_its_number(turn: int, struck: list[int]) -> None:
    """Counted from 1; 0 is every one."""
    broken = Line(f"empty-frame:turn={turn}")
    broken.setup()
    hit = [at for at in (1, 2, 3) if "sendraw" in broken.answer(at)]
    assert hit == struck


@pytest.mark.parametrize(("connection", "struck"), [(0, [1, 2, 3]), (2, [2])])
def test_the_connection_is_chosen_by_its_number(connection: int, struck: list[int]) -> None:
    """Counted from 1; 0 is every one."""
    hit = []
    for number in (1, 2, 3):
        broken = Line(f"empty-frame:connection={connection}", connection=number)
        broken.setup()
        hit += [number] if "sendraw" in broken.answer() else []
    assert hit == struck


def test_chance_is_drawn_for_every_answer_by_the_seed() -> None:
    """About as often as asked for; the same every time."""

    def hits(seed: int) -> list[int]:
        broken = Line("empty-frame:turn=0,chance=0.3", seed=seed)
        broken.setup()
        return [at for at in range(1, 301) if "sendraw" in broken.answer(at)]

    assert 60 < len(hits(1)) < 120
    assert hits(1) == hits(1) != hits(2)


def test_a_share_of_the_connections_gets_one_fault_of_any_kind() -> None:
    """Drawn by the seed: the same for the same connection, all kinds in the long run."""
    plans = [Faults((), 7, number, 0.5).plan for number in range(1, 2001)]
    assert plans == [Faults((), 7, number, 0.5).plan for number in range(1, 2001)]
    drawn = [plan[0] for plan in plans if plan]
    assert 900 < len(drawn) < 1100
    assert {fault.kind for fault in drawn} == set(KINDS)
    assert all(fault == make(fault.kind) for fault in drawn)
    assert Faults((), 7, 1, 1.0).plan
    assert Faults((), 7, 1, 0.0).plan == ()


def test_how_fast_pieces_come_does_not_change_what_chance_decides() -> None:
    """One by one or all at once: the second answer goes wrong in the same way."""
    slow = Line("transcripts-shuffled:turn=0", "usage-mismatched:turn=0", "stall:turn=2", seed=3)
    fast = Line("transcripts-shuffled:turn=0", "usage-mismatched:turn=0", "stall:turn=2", seed=3)
    for one in (slow, fast):
        one.setup()
    slow.answer(1)
    fast.do([Speak(1, "Hi"), complete()], 1)
    start = len(slow.done), len(fast.done)
    assert slow.answer(2) == fast.answer(2)
    assert slow.done[start[0] :] == fast.done[start[1] :]


# One kind after the other


def during(kind: str, **fields: Any) -> list[str]:
    """The first answer with a fault that leaves the next one as it is."""
    broken = Line(kind)
    broken.setup(**fields)
    answer = broken.answer(1)
    assert broken.answer(2) == WHOLE
    assert not broken.faults.over
    return answer


@pytest.mark.parametrize(
    ("kind", "blow"),
    [
        ("stall", ["stall 3.0"]),
        ("stall:seconds=0", ["stall None"]),
        ("malformed", ["sendraw"] * 2),
        ("oversized", ["sendraw"]),
        ("empty-frame", ["sendraw"]),
        ("go-away", ["goAway", "alarm"]),
        (
            "wrong-types",
            ["outputTranscription", "sound", "sound", "turnComplete", "usageMetadata"],
        ),
    ],
)
@pytest.mark.parametrize("when", ["before", "during", "after"])
def test_what_comes_once_between_the_pieces_of_an_answer(
    kind: str, blow: list[str], when: str
) -> None:
    """The answer itself is whole, and so is the next."""
    if kind.startswith("stall") and when == "after":
        return  # there would be nothing to hold back
    separator = "," if ":" in kind else ":"
    answer = during(f"{kind}{separator}when={when}")
    starts = {"before": {1}, "during": {3, 4, 5}, "after": {len(WHOLE)}}[when]
    at = next(at for at in starts if answer[at : at + len(blow)] == blow)
    assert answer[:at] + answer[at + len(blow) :] == WHOLE


def test_a_slow_start_comes_before_the_first_sound() -> None:
    """And before everything else of the answer."""
    assert during("slow-start:seconds=0.5") == [WHOLE[0], "stall 0.5", *WHOLE[1:]]


def test_malformed_frames_are_no_json() -> None:
    """One was cut off, one never was any."""
    broken = Line("malformed")
    broken.setup()
    broken.answer()
    frames = [effect.frame for effect in broken.done if isinstance(effect, SendRaw)]
    assert len(frames) == 2
    for frame in frames:
        with pytest.raises(ValueError, match=r".+"):
            json.loads(frame)


def test_an_oversized_message_is_larger_than_the_sdk_takes() -> None:
    """And good JSON; it is made once, however often it is sent."""
    broken = Line("oversized:turn=0")
    broken.setup()
    broken.answer(1)
    broken.answer(2)
    first, second = (effect.frame for effect in broken.done if isinstance(effect, SendRaw))
    assert len(first) > 2 * SDK_LIMIT_BYTES
    assert "serverContent" in json.loads(first)
    assert first is second


def test_a_silent_setup() -> None:
    """Nothing is sent, ever, but the connection is left open."""
    broken = Line("silent-setup")
    assert broken.setup() == ["openears"]
    assert broken.answer() == ["speak One two three four five."]
    assert not broken.faults.over


def test_going_away_at_the_setup_follows_its_answer() -> None:
    """A client that is to go must have come."""
    broken = Line("go-away:when=setup,seconds=2.5")
    assert broken.setup() == ["setupComplete", "goAway", "alarm", "openears"]
    assert broken.done[1:3] == [
        Send({"goAway": {"timeLeft": "2.500s"}}),
        Alarm(AlarmKind.LIMIT, 2.5),
    ]


def test_going_away_across_a_tool_call() -> None:
    """The call goes out, goAway follows, then nothing, whatever the client answers."""
    broken = Line("tool-call-across-go-away")
    broken.setup()
    assert names(broken.do([tool_call()], 1)) == ["toolCall", "goAway", "alarm"]
    assert names(broken.do([Speak(1, "Two."), said("Two."), complete()], 1)) == ["speak Two."]
    assert broken.do([Hush(), Close(1011, "Over.")], 1) == [Hush(), Close(1011, "Over.")]


def test_an_answer_without_a_tool_call_is_no_occasion_to_go() -> None:
    """The fault waits for one that has a call, if it may."""
    broken = Line("tool-call-across-go-away:turn=0")
    broken.setup()
    assert broken.answer(1) == WHOLE
    assert "goAway" in names(broken.do([tool_call()], 2))


def test_a_session_is_lost() -> None:
    """Whoever brings a handle is refused; whoever begins anew is not."""
    refused, fresh = Line("lost-session"), Line("lost-session")
    assert refused.setup(sessionResumption={"handle": "h"}) == ["hush", "close 1008"]
    assert refused.done[-1] == Close(1008, "BidiGenerateContent session not found")
    assert fresh.setup(sessionResumption={}) == ["setupComplete", "openears"]
    assert fresh.answer() == WHOLE


def test_a_session_can_never_be_resumed() -> None:
    """Every update says so; there is no handle in it."""
    broken = Line("never-resumable")
    update = Send({"sessionResumptionUpdate": {"newHandle": "h", "resumable": True}})
    assert broken.do([*opened(), update], 0)[-1] == Send(
        {"sessionResumptionUpdate": {"resumable": False}}
    )


def test_half_open_at_the_setup() -> None:
    """No answer to it."""
    broken = Line("half-open:when=setup")
    broken.setup()
    assert broken.done == [Hush(), Freeze()]


def test_an_abort_ends_everything() -> None:
    """No close frame."""
    broken = Line("abort")
    broken.setup()
    broken.answer()
    assert broken.done[-1] == Abort()


def test_a_narrow_link() -> None:
    """From the answer to the setup on."""
    broken = Line("slow-link:bytes_per_second=4000")
    assert broken.setup() == ["throttle", "setupComplete", "openears"]
    assert broken.done[0] == Throttle(4000)
    assert broken.answer() == WHOLE


def test_text_frames_hold_compact_json() -> None:
    """All messages, and characters as they are; half a pair becomes a question mark."""
    broken = Line("text-frames")
    broken.do([*opened(), said("é \ud83d")], 1)
    frames = [effect.frame for effect in broken.done if isinstance(effect, SendRaw)]
    assert frames == [
        '{"setupComplete":{}}',
        '{"serverContent":{"outputTranscription":{"text":"é ?"}}}',
    ]


def test_unknown_fields_are_everywhere_but_in_what_belongs_to_the_client() -> None:
    """Arguments of a function are its own."""
    broken = Line("unknown-fields")
    broken.setup()
    unknown, call = broken.do([tool_call()], 1)
    complete_one = broken.do([complete()], 1)[0]
    assert isinstance(unknown, Send)
    assert isinstance(call, Send)
    assert isinstance(complete_one, Send)
    assert not {"serverContent", "toolCall", "setupComplete"} & unknown.message.keys()
    assert len(call.message) == 2
    (function,) = call.message["toolCall"]["functionCalls"]
    assert function["args"] == {"a": 1}
    assert len(function) == 4
    assert len(complete_one.message["serverContent"]) == 2
    assert complete_one.message["usageMetadata"]["promptTokenCount"] == 10
    assert broken.answer(2) == WHOLE


def test_audio_comes_late_after_an_interruption() -> None:
    """After interrupted and after turnComplete: the last sound again."""
    broken = Line("late-audio")
    broken.setup()
    broken.do([Speak(1, "One two."), sound(1), sound(2), sound(3)], 1)
    done = broken.do([Hush(), INTERRUPTED, complete()], 1)
    late = [sound(2), sound(3)]
    assert done == [Hush(), INTERRUPTED, *late, complete(), *late]
    assert broken.answer(2) == WHOLE


def test_late_audio_is_of_the_answer_that_was_interrupted() -> None:
    """Not of the one before, even if there is nothing else."""
    broken = Line("late-audio:turn=0")
    broken.setup()
    broken.answer(1)
    own: list[Effect] = [Speak(2, "Two."), INTERRUPTED, complete()]
    assert broken.do(own, 2) == own
    broken.do([Speak(3, "Three."), sound(1), GENERATED], 3)
    assert broken.do([complete()], 3) == [complete()]


def test_audio_is_not_late_without_an_interruption() -> None:
    """The fault has nothing to do."""
    assert during("late-audio") == WHOLE


def test_audio_after_the_end() -> None:
    """One piece, which was there before."""
    broken = Line("audio-after-complete")
    broken.setup()
    assert broken.answer() == [*WHOLE, "sound"]
    assert broken.done[-1] == sound(3)


def test_transcripts_out_of_order() -> None:
    """Each piece once, in another order and at other places; the sound stays as it is."""
    answer = during("transcripts-shuffled")
    transcript = [name for name in answer if name.startswith(("said", "heard"))]
    before = [name for name in WHOLE if name.startswith(("said", "heard"))]
    assert sorted(transcript) == sorted(before)
    assert transcript != before
    assert [n for n in answer if n not in transcript] == [n for n in WHOLE if n not in transcript]
    assert answer[-1] == "turnComplete"


def test_a_transcript_of_one_piece_comes_late() -> None:
    """After the sound it belongs to, and before the end."""
    broken = Line("transcripts-shuffled")
    broken.setup()
    done = broken.do([said("Hi"), sound(1), GENERATED, complete()], 1)
    assert names(done) == ["sound", "generationComplete", "said Hi", "turnComplete"]


def test_transcripts_that_come_with_their_sound_are_parted_from_it() -> None:
    """One event may carry both."""
    both = content(modelTurn={"parts": []}, outputTranscription={"text": "Hi"})
    repeated, shuffled = Line("transcripts-repeated"), Line("transcripts-shuffled")
    assert names(repeated.do([both, complete()], 1)) == ["sound+said Hi", "said Hi", "turnComplete"]
    assert names(shuffled.do([both, complete()], 1)) == ["sound", "said Hi", "turnComplete"]


def test_transcripts_repeated() -> None:
    """Of the user and of the model."""
    twice = [
        name for word in WHOLE for name in [word] * (2 if word.startswith(("said", "heard")) else 1)
    ]
    assert during("transcripts-repeated") == twice


def test_an_empty_turn() -> None:
    """Nothing is said, and nothing but turnComplete is sent."""
    assert during("empty-turn") == ["heard Hm?", "speak", "turnComplete"]


def test_an_empty_turn_with_everything_in_one_message() -> None:
    """The content is taken out of the last message, too."""
    broken = Line("empty-turn")
    last = Send(
        {
            "serverContent": {"modelTurn": {"parts": []}, "turnComplete": True},
            "usageMetadata": USAGE,
        }
    )
    assert broken.do([last], 1) == [complete()]


def test_a_short_turn() -> None:
    """The voice is told the first words only; the rest of the turn goes its way."""
    broken = Line("short-turn")
    broken.setup()
    assert broken.answer()[1] == "speak One two three"
    assert names(broken.do([Speak(2, "More of it.")], 2)) == ["speak More of it."]


def test_a_short_turn_has_no_second_helping() -> None:
    """What a function's result adds is not said."""
    broken = Line("short-turn")
    assert names(broken.do([Speak(1, "a b c d")], 1)) == ["speak a b c"]
    assert names(broken.do([Speak(2, "e f g h")], 1)) == ["speak"]


REPLAYED = (
    *(Timed(0.1, said(str(at)).message) for at in range(5)),
    Timed(0.1, complete().message),
)


@pytest.mark.parametrize(("kind", "left"), [("short-turn", 4), ("empty-turn", 1), ("deaf", 1)])
def test_recorded_answers_are_cut_too(kind: str, left: int) -> None:
    """The end is kept: the session waits for it."""
    (replay,) = Line(kind).do([Replay(1, REPLAYED)], 1)
    assert isinstance(replay, Replay)
    assert len(replay.messages) == left
    assert replay.messages[-1] == REPLAYED[-1]


def test_deaf() -> None:
    """Not even the transcript of what was said; the session goes through it quickly."""
    assert during("deaf") == ["speak"]


def test_deaf_for_a_question_that_is_interrupted() -> None:
    """The interruption of an answer nobody saw is not seen, and the next answer is."""
    broken = Line("deaf")
    broken.setup()
    broken.do([Speak(1, "One."), sound(1)], 1)
    cancelled = Send({"toolCallCancellation": {"ids": ["1"]}})
    assert broken.do([Hush(), cancelled, INTERRUPTED, complete()], 1) == [Hush()]
    assert broken.answer(2) == WHOLE


def test_deaf_does_not_swallow_what_concerns_the_connection() -> None:
    """Such as goAway."""
    broken = Line("deaf:turn=0")
    broken.setup()
    go_away = Send({"goAway": {}})
    assert broken.do([Speak(1, ""), go_away, said("x")], 1)[1:] == [go_away]


@pytest.mark.parametrize("before", [True, False])
def test_deaf_says_nothing_of_handles(before: bool) -> None:
    """Of the answer it swallows; those of the setup and of the next answer come.

    The handle comes before or after turnComplete; the next answer may begin together with it.
    """
    broken = Line("deaf")
    first, last = handle("0"), handle("2")
    assert broken.do([*opened(), first], 0)[-1] == first
    assert broken.do([CUT_OFF, Speak(1, "One.")], 1) == [Speak(1, "")]
    assert broken.do([sound(1)], 1) == []
    end = [handle("1"), complete()] if before else [complete(), handle("1")]
    assert broken.do([*end, CUT_OFF, Speak(2, "Two.")], 2) == [CUT_OFF, Speak(2, "Two.")]
    assert broken.do([complete(), last], 2) == [complete(), last]


def test_deaf_gives_no_handle_while_functions_are_running() -> None:
    """That it cannot be resumed is not said either."""
    broken = Line("deaf")
    broken.setup()
    assert broken.do([Speak(1, "")], 1) == [Speak(1, "")]
    assert broken.do([tool_call(), complete(), CUT_OFF], 1) == []


def test_a_turn_is_complete_twice() -> None:
    """The same message."""
    assert during("repeated-turn-complete") == [*WHOLE, "turnComplete"]


def test_a_false_interruption() -> None:
    """The session is made to hear somebody, after all that it wanted until then."""
    broken = Line("false-interruption")
    broken.setup()
    done = broken.do([Speak(1, "x"), *PIECES], 1)
    assert done == [Speak(1, "x"), *PIECES, Imagine(SpeechBegan()), Imagine(SpeechEnded(b""))]


# Counts


def counted(kind: str, *records: Mapping[str, Any]) -> list[Mapping[str, Any] | None]:
    """The counts of one answer after the other."""
    line = Line(kind)
    found: list[Mapping[str, Any] | None] = []
    for turn, record in enumerate(records, 1):
        message = {"serverContent": {"turnComplete": True}, "usageMetadata": record}
        done = line.do([Send(message)], turn)
        found += [one.message.get("usageMetadata") for one in done if isinstance(one, Send)]
    return found


def test_usage_accumulates_and_is_repeated() -> None:
    """Totals and details; what appears later is added too."""
    second = {
        "promptTokenCount": 5,
        "responseTokenCount": 2,
        "promptTokensDetails": [
            {"modality": "AUDIO", "tokenCount": 4},
            {"modality": "TEXT", "tokenCount": 1},
        ],
    }
    both = {
        "promptTokenCount": 15,
        "totalTokenCount": 10,
        "responseTokenCount": 2,
        "promptTokensDetails": [
            {"modality": "TEXT", "tokenCount": 11},
            {"modality": "AUDIO", "tokenCount": 4},
        ],
    }
    assert counted("usage-cumulative", USAGE, second) == [USAGE, USAGE, both, both]


def test_usage_of_a_gateway_accumulates() -> None:
    """Its details are tables."""
    gateway = {"inputTokenCount": 3, "inputTokenDetails": {"textTokens": 3}}
    doubled = {"inputTokenCount": 6, "inputTokenDetails": {"textTokens": 6}}
    assert counted("usage-cumulative", gateway, gateway)[2:] == [doubled, doubled]


def test_usage_is_missing() -> None:
    """In the answer it is to be missing from."""
    assert counted("usage-missing", USAGE, USAGE) == [None, USAGE]
    assert Line("usage-missing").do([said("x"), Send({"usageMetadata": USAGE})], 1) == [said("x")]


def test_usage_details_do_not_add_up() -> None:
    """Neither those of Google nor those of a gateway."""
    wrong, right = counted("usage-mismatched", USAGE, USAGE)
    assert right == USAGE
    assert wrong is not None
    assert wrong["promptTokenCount"] == 10
    assert wrong["promptTokensDetails"][0]["tokenCount"] > 10
    gateway = {"inputTokenCount": 3, "inputTokenDetails": {"textTokens": 3}}
    (other,) = counted("usage-mismatched", gateway)
    assert other is not None
    assert other["inputTokenDetails"]["textTokens"] > 3 == other["inputTokenCount"]


# What belongs to an answer


def test_an_answer_in_two_parts_is_one() -> None:
    """Extended thinking: only IDLE ends it."""
    broken = Line("repeated-turn-complete")
    broken.setup()
    part = complete(interactionStatus="IN_PROGRESS")
    last = complete(interactionStatus="IDLE")
    assert broken.do([Speak(1, "Hm."), part], 1) == [Speak(1, "Hm."), part]
    assert broken.do([Speak(2, "Two."), last], 1) == [Speak(2, "Two."), last, last]


def test_the_end_of_one_answer_and_the_start_of_the_next_can_come_together() -> None:
    """Each piece is told which it belongs to."""
    broken = Line("close:turn=2,when=before")
    broken.setup()
    broken.do([Speak(1, "One."), said("One.")], 1)
    done = broken.do([GENERATED, complete(), Speak(2, "Two.")], 2)
    assert names(done) == ["generationComplete", "turnComplete", "hush", "close 1011"]


def test_what_is_sent_before_the_first_question_is_no_answer() -> None:
    """A scenario may send content right after the setup, and leave it at that."""
    broken = Line("close")
    assert names(broken.do([*opened(), said("Welcome.")], 0))[-1] == "said Welcome."
    assert "close 1011" in broken.answer(1)


def test_a_session_that_closes_is_over() -> None:
    """Nothing can go wrong after that."""
    line = Line("stall")
    assert line.do([Hush(), Close(1007, "x")], 0) == [Hush(), Close(1007, "x")]
    assert line.faults.over
    assert line.answer() == []


def test_what_does_not_concern_the_client_passes() -> None:
    """Listening and waiting, whatever goes wrong."""
    own: list[Effect] = [Hear(StreamEnd()), Wait(1, 2.0), Hush()]
    for kind in KINDS:
        assert Line(kind).do(own, 1) == own


# Any message at all


def json_values() -> st.SearchStrategy[Any]:
    known = st.sampled_from(
        [
            *("serverContent", "modelTurn", "parts", "turnComplete", "usageMetadata", "text"),
            *("outputTranscription", "inputTranscription", "interrupted", "generationComplete"),
            *("promptTokensDetails", "tokenCount", "modality", "toolCall", "setupComplete"),
            *("sessionResumptionUpdate", "interactionStatus", "functionCalls", "args"),
            *("groundingMetadata", "groundingChunks", "groundingSupports", "segment"),
            *("groundingChunkIndices", "startIndex", "endIndex"),
        ]
    )
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4)
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(known, inner, max_size=4),
        max_leaves=12,
    )


def messages() -> st.SearchStrategy[dict[str, Any]]:
    keys = st.sampled_from(
        ["serverContent", "usageMetadata", "toolCall", "setupComplete", "sessionResumptionUpdate"]
    )
    return st.dictionaries(keys, json_values(), max_size=3)


@settings(max_examples=200, deadline=None)
@given(
    kinds=st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=4),
    sent=st.lists(st.tuples(messages(), st.integers(0, 3)), max_size=12),
    seed=st.integers(0, 100),
)
def test_no_message_makes_a_fault_fail(
    kinds: list[str], sent: list[tuple[dict[str, Any], int]], seed: int
) -> None:
    """Whatever a scenario sends; the messages themselves stay as they are, and it is repeatable."""
    before = copy.deepcopy(sent)

    def run() -> list[Effect]:
        line = Faults([make(kind) for kind in kinds], seed)
        done = []
        for message, turn in sent:
            line.meet(wire.ToolResponse(()), 0.0)
            done += line.filter([Speak(turn, "a b c d"), Send(message)], turn)
            done += line.meet(wire.Text("?"), 0.0)[1]
        return done + [again for one in done if isinstance(one, Later) for again in line.due(one)]

    assert repr(run()) == repr(run())
    assert repr(sent) == repr(before)


# Asking for them


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_explained(name: str) -> None:
    """What happens, and what a client does about it; its defaults can be asked for."""
    kind = KINDS[name]
    assert kind.name == name
    for text in (kind.does, kind.client):
        assert text[0].isupper()
        assert text[-1] in ".`"
    assert parse(name) == make(name) == Fault(name, **kind.defaults)
    assert str(make(name)) == name


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_does_something(name: str) -> None:
    """At the handshake, or to a conversation with everything in it."""

    def talk(*plan: Fault) -> list[object]:
        """A connection that is lost, and one that goes on from its handle long after."""
        memory = Memory()
        first, second = Faults(plan, memory=memory), Faults(plan, memory=memory)
        first.filter([*opened(sessionResumption={}), handle("h")], 0)
        first.ended(0.0, politely=False)
        later = 1.0 if name == "early-resume" else 9_000.0
        done: list[object] = [
            *second.meet(wire.Setup({"sessionResumption": {"handle": "h"}}), later)
        ]
        done += second.filter([*opened(sessionResumption={"handle": "h"}), handle("i")], 0)
        done += second.filter([heard("Hm?"), tool_call(), Speak(1, "a b c d"), *PIECES], 1)
        done += second.filter([GROUNDING], 1)
        second.meet(wire.ToolResponse(()), later)
        done += second.filter([content(interrupted=True) if interrupted else GENERATED], 1)
        return done + second.filter([complete()], 1)

    interrupted = name in ("late-audio", "interrupted-without-end")
    met = Faults([make(name)]).at_handshake()
    assert met == ([make(name)] if KINDS[name].whens == ("handshake",) else [])
    assert bool(met) != (talk(make(name)) != talk())


@pytest.mark.parametrize("name", [*HANDSHAKES, "slow-handshake"])
def test_faults_of_the_handshake_leave_the_session_alone(name: str) -> None:
    """They are over when it begins; they are chosen by connection and chance, too."""
    line = Line(name)
    assert line.setup() == ["setupComplete", "openears"]
    assert line.answer() == WHOLE
    assert Faults([parse(f"{name}:connection=2")], 0, 1).at_handshake() == []
    assert Faults([parse(f"{name}:chance=0")], 0, 1).at_handshake() == []


@st.composite
def fault_lines(draw: st.DrawFn) -> Fault:
    kind = KINDS[draw(st.sampled_from(sorted(KINDS)))]
    values: dict[str, st.SearchStrategy[Any]] = {
        "turn": st.integers(0, 1_000_000),
        "connection": st.integers(0, 1_000_000),
        "chance": st.sampled_from([0.0, 0.25, 1.0]),
        "code": st.sampled_from([1000, 1001, 1007, 1008, 1011, 3000, 4999]),
        # What looks like an option after a comma is taken for one.
        "reason": st.none() | st.text("abc,: .\"'ä", max_size=20),
        "seconds": st.sampled_from([0.0, 0.5, 3600.0]),
        "bytes_per_second": st.integers(100, 1_000_000_000),
        "mime": st.sampled_from(["audio/L16;codec=pcm;rate=24000", "audio/pcmu;rate=8000"]),
        "label": st.sampled_from(["<noise>", "[music], loud", "1"]),
        "when": st.sampled_from(kind.whens),
    }
    options: dict[str, Any] = {name: draw(values[name]) for name in kind.defaults}
    if options.get("reason", "") is None:
        del options["reason"]
    return make(kind.name, **options)


@given(fault_lines())
def test_a_fault_is_written_as_it_is_read(fault: Fault) -> None:
    """Whatever its options, commas in reasons included."""
    assert parse(str(fault)) == fault


def test_spaces_around_options_do_not_count() -> None:
    """A line may be typed by a person."""
    assert parse(" stall : seconds = 1.5 , turn=2") == make("stall", seconds=1.5, turn=2)


@pytest.mark.parametrize(
    ("line", "named", "remedy"),
    [
        ("clsoe", "There is no fault 'clsoe'.", "Did you mean 'close'? `livechat sim --list"),
        ("x:code=1", "There is no fault 'x'.", "`livechat sim --list-faults` shows them all."),
        ("", "There is no fault ''.", "--list-faults"),
        ("close:code=1006", "'code'", "1011"),
        ("close:code=x", "'code'", "1000"),
        ("close:code=1011.0", "'code'", "whole"),
        ("close:turn=-1", "'turn'", "0"),
        ("close:connection=1.5", "'connection'", "whole"),
        ("close:chance=2", "'chance'", "from 0 to 1"),
        ("close:chance=nan", "'chance'", "from 0 to 1"),
        ("close:when=handshake", "'when'", "during, setup, before, after"),
        ("close:seconds=1", "'seconds'", "code"),
        ("close:cod=1", "'cod'", "'code'"),
        ("close:during", "'during'", "name=value"),
        ("close:kind=abort", "'kind'", "once"),
        ("close:code=1000,code=1001", "'code'", "once"),
        ("refuse:turn=1", "'turn'", "connection"),
        ("stall:seconds=-1", "'seconds'", "from 0 to 86400"),
        ("stall:seconds=inf", "'seconds'", "from 0 to 86400"),
        ("slow-link:bytes_per_second=1", "'bytes_per_second'", "100"),
        ("text-frames:turn=2", "'turn'", "when"),
    ],
)
def test_a_wrong_fault_is_refused(line: str, named: str, remedy: str) -> None:
    """What is wrong is named, and what would be right."""
    with pytest.raises(SettingsError) as wrong:
        parse(line)
    assert named in wrong.value.what
    assert remedy in wrong.value.remedy


def test_making_a_fault_checks_it() -> None:
    """As reading it does."""
    with pytest.raises(SettingsError, match="unknown key 'seconds'"):
        make("close", seconds=1)
    with pytest.raises(SettingsError, match=r"There is no fault 'bogus'\. `livechat sim --list"):
        make("bogus")
    assert faults.make("close", code=1000).code == 1000
