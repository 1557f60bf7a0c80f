"""The ledger: whose turn an event belongs to, whatever order things come in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.pcm import OUTPUT_RATE, SAMPLE_BYTES
from livechat.core.setup_spec import SetupSpec
from livechat.core.talk.events import (
    AudioReceived,
    Event,
    GenerationComplete,
    InputTranscribed,
    Interrupted,
    OutputTranscribed,
    PlaybackFinished,
    ResumptionUpdated,
    Source,
    SourcesCited,
    TextReceived,
    ToolCall,
    ToolCalled,
    TurnComplete,
    TurnEvent,
    TurnSettled,
    UsageReported,
    VoiceActivity,
    WaitingForInput,
)
from livechat.core.talk.late_sound import BREATH_S
from livechat.core.talk.newest_turn import CALL_S, QUIET_S, SETTLE_S, TRAIL_S, UNASKED_S
from livechat.core.talk.pending import NEVER
from livechat.core.talk.transcript import LATE_INPUT_S
from livechat.core.talk.turn_course import DEAD_S
from livechat.core.talk.turn_phases import TABLE, Deed, Phase, Signal
from livechat.core.talk.turns import Turns, is_output
from livechat.core.talk.usage import Usage

SECOND = AudioReceived(at=0, pcm=bytes(OUTPUT_RATE * SAMPLE_BYTES))
GENERATED = GenerationComplete(at=0)
DONE = TurnComplete(at=0)
PART = TurnComplete(at=0, more=True)
CUT = Interrupted(at=0)
CALL = ToolCalled(at=0, calls=(ToolCall("1", "f", {}),))
USAGE = UsageReported(at=0, usage=Usage(prompt=5))
SPEAKS, WRITES = SetupSpec(model="m"), SetupSpec(model="m", modality="text")
SPOKE, PAUSED, ASKED, TICK, LOST, LEFT = "spoke", "paused", "asked", "tick", "lost", "left"
Step = tuple[float, Event | str]


def words(text: str) -> OutputTranscribed:
    return OutputTranscribed(at=0, text=text)


def text(written: str, *, thought: bool = False) -> TextReceived:
    return TextReceived(at=0, text=written, thought=thought)


def heard(said: str, *, finished: bool = False) -> InputTranscribed:
    return InputTranscribed(at=0, text=said, finished=finished)


def go_on(turns: Turns, story: Iterable[Step]) -> list[Event]:
    told: list[Event] = []
    for when, one in story:
        match one:
            case "spoke":
                turns.user_spoke(when)
            case "paused":
                turns.user_paused(when)
            case "asked":
                turns.user_asked(when)
            case "tick":
                told += turns.tick(when)
            case "lost" | "left":
                told += turns.close(when, lost=one == "lost")
            case Event():
                told += turns.number(replace(one, at=when))
            case _:
                raise AssertionError(one)
    return told


def shown(events: Iterable[Event]) -> list[str]:
    """The events in a few letters each, with their turns."""
    found = []
    for event in events:
        match event:
            case AudioReceived():
                sign = "refused" if event.refused else "sound"
            case OutputTranscribed():
                sign = f"“{event.text}”"
            case TextReceived():
                sign = f"({event.text})" if event.thought else f"‘{event.text}’"
            case TurnComplete():
                marks = {"empty": event.empty, "lost": event.lost, "more": event.more}
                sign = " ".join(["end", *(name for name, on in marks.items() if on)])
            case TurnSettled():
                sign = "settled"
            case _:
                sign = type(event).__name__
        found.append(f"{event.turn} {sign}" if isinstance(event, TurnEvent) else sign)
    return found


def told(*story: Step) -> list[str]:
    return shown(go_on(Turns(), story))


def test_an_answer_is_one_turn_from_its_first_output_to_its_end() -> None:
    """It settles soon, because its words end like a sentence and all of it was generated."""
    turns = Turns()
    events = go_on(turns, [(0, ASKED), (1, SECOND), (1, words("Noon.")), (1.1, GENERATED)])
    assert shown(events) == ["1 sound", "1 “Noon.”", "1 GenerationComplete"]
    assert (turns.turn, turns.open, turns.generated, turns.said) == (1, True, True, True)
    assert (turns.output_at, turns.sounds_until) == (1, 2)
    assert shown(go_on(turns, [(2, DONE)])) == ["1 end"]
    assert (turns.open, turns.said, turns.ended_by) == (False, False, "service")
    assert (turns.closed_at, turns.wakes_at) == (2, 2 + SETTLE_S)
    assert go_on(turns, [(2 + SETTLE_S - 0.01, TICK)]) == []
    assert shown(go_on(turns, [(2 + SETTLE_S, TICK), (9, TICK)])) == ["1 settled"]


def test_an_answer_settles_at_once_when_the_user_asks() -> None:
    """What comes then is new."""
    story: list[Step] = [(0, ASKED), (1, SECOND), (1, words("Noon")), (2, DONE), (2.1, TICK)]
    assert told(*story)[2:] == ["1 end"]
    assert told(*story, (2.2, ASKED), (2.2, TICK))[2:] == ["1 end", "1 settled"]


def test_nothing_is_known_before_the_first_turn() -> None:
    """And what belongs to no turn passes as it is; what does belongs to the first."""
    turns = Turns()
    update = ResumptionUpdated(at=1, resumable=True)
    assert turns.number(update) == [update]
    assert (turns.turn, turns.open, turns.interrupted, turns.working) == (0, False, False, False)
    assert (turns.output_at, turns.closed_at, turns.ended_by) == (NEVER, NEVER, "")
    assert turns.wakes_at == float("inf")
    assert told((1, WaitingForInput(at=0)), (1, SourcesCited(at=0)), (1, USAGE)) == [
        "1 WaitingForInput",
        "1 SourcesCited",
        "1 UsageReported",
    ]


@pytest.mark.parametrize("late", [0.2, 2.0])
def test_words_that_trail_an_answer_belong_to_it(late: float) -> None:
    """It settles when they end like a sentence; no phantom turn is left (case 2)."""
    turns = Turns()
    story: list[Step] = [(0, ASKED), (1, SECOND), (1, words("Hello wor")), (1, GENERATED)]
    story += [(2, DONE), (2 + late / 2, TICK), (2 + late, words("ld.")), (2 + late, TICK)]
    assert shown(go_on(turns, story))[3:] == ["1 end", "1 “ld.”"]
    assert shown(go_on(turns, [(2 + late + SETTLE_S, TICK)])) == ["1 settled"]
    assert (turns.open, turns.turn) == (False, 1)
    assert turns.wakes_at == float("inf")


def test_words_without_sound_trail_however_late_if_nobody_asked() -> None:
    """Transcripts have come a minute late; each time the turn settles anew."""
    assert told(
        (0, ASKED), (1, SECOND), (2, DONE), (5, TICK), (57, words("Late.")), (60, TICK)
    ) == ["1 sound", "1 end", "1 settled", "1 “Late.”", "1 settled"]  # fmt: skip


@pytest.mark.parametrize("asked", [[(2.1, ASKED)], [(2.1, SPOKE)], [(4, heard("And?"))]])
def test_words_after_the_user_has_said_something_open_the_next_turn(asked: list[Step]) -> None:
    """Whoever noticed it: what was handed over, this machine, the service."""
    story: list[Step] = [(0, ASKED), (1, SECOND), (2, DONE), *asked, (4.5, words("Here."))]
    assert told(*story)[-2:] == ["1 settled", "2 “Here.”"]


def test_words_while_the_user_speaks_are_no_answer_yet() -> None:
    """Nobody answers before the voice pauses."""
    story: list[Step] = [(0, ASKED), (1, SECOND), (2, DONE), (2.1, SPOKE), (2.2, words("late"))]
    assert told(*story)[-1] == "1 “late”"


def test_the_words_of_the_question_may_come_late_as_well() -> None:
    """They are not news, so they ask for nothing."""
    late = heard("What time is it?")
    story: list[Step] = [(1, SECOND), (1.2, late), (2, DONE), (2.4, late), (3, words("ld."))]
    assert told(*story)[-1] == "1 “ld.”"


COUGH: list[Step] = [(1.2, SPOKE), (1.4, PAUSED)]
"""Noticed here, told to the service as the end of speech, and ignored there."""


@pytest.mark.parametrize("generated_at", [1.1, 1.5])
def test_a_cough_over_an_answer_asks_nothing(generated_at: float) -> None:
    """Its trailing words and its end told again belong to it, before and after its end."""
    begun: list[Step] = [(0, ASKED), (1, SECOND), (1, words("Hello"))]
    middle: list[Step] = sorted([*COUGH, (generated_at, GENERATED)], key=lambda step: step[0])
    rest: list[Step] = [(2, words(" wor")), (2.4, DONE), (3, words("ld.")), (3.1, DONE)]
    assert told(*begun, *middle, *rest)[3:] == ["1 “ wor”", "1 end", "1 “ld.”"]


def test_what_is_said_over_an_answer_and_interrupts_it_asks() -> None:
    """The end of speech is told before the service has interrupted, or after."""
    begun: list[Step] = [(0, ASKED), (1, SECOND), (1.2, SPOKE)]
    before: list[Step] = [(1.4, PAUSED), (1.5, CUT)]
    after: list[Step] = [(1.5, CUT), (1.6, PAUSED)]
    for said in (before, after):
        story: list[Step] = [*begun, *said, (1.7, DONE), (2.3, SECOND)]
        assert told(*story)[-2:] == ["1 settled", "2 sound"]


def test_sound_always_opens_the_next_turn() -> None:
    """What began the one before is settled first."""
    assert told((0, ASKED), (1, SECOND), (2, DONE), (2, SECOND), (2, words("x")))[1:] == [
        "1 end",
        "1 settled",
        "2 sound",
        "2 “x”",
    ]


def test_written_words_trail_for_a_while_only() -> None:
    """Then they are new."""
    turns = Turns()
    turns.accepted(WRITES, 1)
    story: list[Step] = [(0, ASKED), (1, text("One")), (2, DONE), (3, text(" two"))]
    story += [(3 + TRAIL_S + 0.1, text("New"))]
    assert shown(go_on(turns, story)) == [
        "1 ‘One’",
        "1 end",
        "1 ‘ two’",
        "1 settled",
        "2 ‘New’",
    ]


def test_a_repeated_end_is_dropped() -> None:
    """With usage or without; usage belongs to the turn that it counts."""
    assert told((0, ASKED), (1, SECOND), (2, USAGE), (2, DONE), (2.1, USAGE), (2.1, DONE)) == [
        "1 sound",
        "1 UsageReported",
        "1 end",
        "1 UsageReported",
    ]
    assert told((0, DONE), (1, DONE)) == []


def test_a_reason_for_an_end_is_told_whoever_asked() -> None:
    """Once."""
    broken = TurnComplete(at=0, reason="MALFORMED_FUNCTION_CALL")
    assert told((0, broken), (0.1, broken)) == ["1 end empty"]
    assert told((0, ASKED), (1, SECOND), (2, broken), (2, broken), (3, DONE))[1:] == ["1 end"]


@pytest.mark.parametrize("late", [0.05, 1.0])
def test_usage_after_the_end_belongs_to_the_ended_turn(late: float) -> None:
    """Even if the user has asked already (case 12)."""
    story: list[Step] = [(0, ASKED), (1, SECOND), (2, DONE), (2.01, ASKED), (2 + late, USAGE)]
    assert told(*story)[-1] == "1 UsageReported"


def test_usage_of_an_answer_that_has_not_begun_belongs_to_it() -> None:
    """The turn before has its own."""
    story: list[Step] = [(0, ASKED), (1, SECOND), (2, USAGE), (2, DONE), (3, ASKED), (4, USAGE)]
    assert told(*story, (4, DONE))[-3:] == ["2 UsageReported", "1 settled", "2 end empty"]


def test_an_end_with_nothing_before_it_is_an_empty_turn() -> None:
    """If the user has said something since the last turn."""
    assert told((0, ASKED), (1, DONE), (1.1, DONE)) == ["1 end empty"]
    assert told((0, SPOKE), (1, DONE)) == ["1 end empty"]
    assert told((0, heard("Hello?")), (1, DONE))[1:] == ["1 end empty"]
    assert told((0, ASKED), (1, DONE), (1, TICK), (2, TICK))[-1] == "1 settled"


def test_a_thought_alone_is_empty_and_a_call_alone_is_not() -> None:
    """The user waits for an answer; a call is one to the program."""
    assert told((0, ASKED), (1, text("Hm.", thought=True)), (2, DONE)) == [
        "1 (Hm.)",
        "1 end empty",
    ]
    assert told((0, ASKED), (1, CALL), (1, DONE)) == ["1 ToolCalled", "1 end"]


def test_an_answer_that_follows_an_empty_turn_does_not_trail_it() -> None:
    """Services end turns too early."""
    assert told((0, ASKED), (1, DONE), (2, words("Noon.")))[-1] == "2 “Noon.”"
    assert told((0, ASKED), (1, CALL), (1, DONE), (2, words("Noon.")))[-1] == "2 “Noon.”"


def test_an_exchange_in_parts_is_one_turn() -> None:
    """Words of a part may trail it while the model works; told twice, a part is over once."""
    turns = Turns()
    story: list[Step] = [(0, ASKED), (1, SECOND), (2, GENERATED), (2, PART), (2, PART)]
    assert shown(go_on(turns, story)) == ["1 sound", "1 GenerationComplete", "1 end more"]
    assert (turns.open, turns.working, turns.generated) == (True, True, False)
    assert turns.wakes_at == float("inf")
    assert shown(go_on(turns, [(2.1, words("see.")), (2.1, GENERATED)])) == ["1 “see.”"]
    assert turns.working
    assert shown(go_on(turns, [(60, SECOND), (60, GENERATED)])) == [
        "1 sound",
        "1 GenerationComplete",
    ]
    assert (turns.open, turns.working) == (True, False)
    assert shown(go_on(turns, [(61, DONE)])) == ["1 end"]
    assert told((0, ASKED), (1, PART), (2, SECOND), (3, DONE)) == [
        "1 end more",
        "1 sound",
        "1 end",
    ]


def test_late_output_of_an_interrupted_turn_is_refused() -> None:
    """Its words still belong to it; its end ends it; then the next turn is heard."""
    turns = Turns()
    events = go_on(turns, [(0, ASKED), (1, SECOND), (1.5, SPOKE), (1.6, CUT), (1.6, CUT)])
    assert shown(events) == ["1 sound", "1 Interrupted"]
    assert (turns.open, turns.interrupted, turns.sounds_until) == (False, True, NEVER)
    assert turns.wakes_at == 1.6 + DEAD_S
    story: list[Step] = [(1.7, SECOND), (1.7, words("a time")), (1.8, PART), (1.8, DONE)]
    assert shown(go_on(turns, story)) == ["1 refused", "1 “a time”", "1 end"]
    assert shown(go_on(turns, [(4, SECOND)])) == ["1 settled", "2 sound"]
    assert turns.sounds_until == 5


@pytest.mark.parametrize(
    "says",
    [
        [(3.0, ASKED)],
        [(2.0, SPOKE), (2.5, SPOKE)],
        [(2.2, heard("Stop."))],
        [(2.0 + n / 10, SPOKE) for n in range(11)],
    ],
)
def test_what_the_user_says_next_ends_an_interrupted_turn(says: list[Step]) -> None:
    """The service never does, and the whole second answer must be heard (case 4)."""
    before: list[Step] = [(0, ASKED), (1, SECOND), (1.1, words("x")), (1.5, CUT)]
    after: list[Step] = [(4, SECOND), (4, words("y")), (4, GENERATED), (5, DONE)]
    assert told(*before, *says, *after)[-6:] == [
        "1 end",
        "1 settled",
        "2 sound",
        "2 “y”",
        "2 GenerationComplete",
        "2 end",
    ]


def test_a_line_that_interrupted_is_answered_though_the_end_never_comes() -> None:
    """After a moment, in which late sound has come; without a line, when it must be over."""
    before: list[Step] = [(0, ASKED), (1, SECOND), (1.4, ASKED), (1.5, CUT), (1.6, SECOND)]
    assert told(*before, (2.5, SECOND))[2:] == ["1 refused", "1 end", "1 settled", "2 sound"]
    alone: list[Step] = [(0, ASKED), (1, SECOND), (1.5, CUT), (1.5 + DEAD_S - 0.1, SECOND)]
    assert told(*alone, (1.5 + DEAD_S, SECOND))[2:] == [
        "1 refused",
        "1 end",
        "1 settled",
        "2 sound",
    ]


def test_an_interrupted_turn_that_is_never_ended_is_over_in_time() -> None:
    """Nobody waits for ever."""
    turns = Turns()
    go_on(turns, [(0, ASKED), (1, SECOND), (2, CUT)])
    assert go_on(turns, [(2 + DEAD_S - 0.1, TICK)]) == []
    assert shown(go_on(turns, [(2 + DEAD_S, TICK)])) == ["1 end"]
    assert turns.ended_by == "quiet"
    assert shown(go_on(turns, [(2 + DEAD_S, SECOND)])) == ["1 settled", "2 sound"]
    go_on(turns, [(7, DONE), (8, ASKED), (9, SECOND), (10, CUT), (11, ASKED)])
    assert turns.wakes_at <= 11
    assert shown(go_on(turns, [(11, TICK)])) == ["3 end"]


def test_the_late_end_of_a_turn_that_was_ended_without_it_ends_nothing() -> None:
    """Neither the turn that has begun meanwhile nor an empty one."""
    turns = Turns()
    go_on(turns, [(0, ASKED), (1, SECOND), (1.5, CUT), (2, ASKED), (2.1, SECOND)])
    assert go_on(turns, [(2.2, DONE)]) == []
    assert (turns.open, turns.turn) == (True, 2)
    assert shown(go_on(turns, [(2.3, words("y")), (2.4, DONE)])) == ["2 “y”", "2 end"]
    go_on(turns, [(3, ASKED), (4, SECOND), (4, GENERATED), (9, TICK), (9.5, ASKED)])
    assert go_on(turns, [(9.6, DONE)]) == []


def test_a_turn_whose_end_was_taken_for_another_is_over_by_quiet() -> None:
    """A service without `generationComplete` that never ended the turn before."""
    turns = Turns()
    go_on(turns, [(0, ASKED), (1, SECOND), (1.5, CUT), (2, ASKED), (2.1, SECOND), (2.2, DONE)])
    assert shown(go_on(turns, [(2.1 + 1 + QUIET_S, TICK)])) == ["2 end"]


def test_an_interruption_of_nothing_hides_no_answer() -> None:
    """Where no turn had begun, what comes next begins one, whether or not an end comes first."""
    assert told((0, ASKED), (1, CUT), (2, SECOND), (3, DONE)) == ["1 sound", "1 end"]
    assert told((0, ASKED), (1, CUT), (1, DONE), (2, SECOND)) == ["1 sound"]


def test_an_interruption_after_the_end_stops_what_still_sounds() -> None:
    """Once; the end that comes with it ends nothing."""
    story: list[Step] = [(0, ASKED), (1, SECOND), (1, DONE), (1.5, SPOKE), (1.6, CUT), (1.6, DONE)]
    assert told(*story, (1.7, CUT), (1.7, DONE))[2:] == ["1 Interrupted"]


def test_words_of_the_answer_to_a_line_that_interrupted_do_not_trail() -> None:
    """They may come in the same breath as the end of the interrupted turn."""
    story: list[Step] = [(0, ASKED), (1, SECOND), (2, ASKED), (2, CUT), (2, DONE), (2, words("y"))]
    assert told(*story)[2:] == ["1 end", "1 settled", "2 “y”"]


def test_a_generated_turn_that_is_never_ended_is_over_when_it_was_heard() -> None:
    """And some quiet has passed (case 3)."""
    turns = Turns()
    story: list[Step] = [(0, ASKED), (1, SECOND), (1, SECOND), (1, words("All of it."))]
    go_on(turns, [*story, (1.1, GENERATED)])
    assert turns.wakes_at == 3 + QUIET_S
    assert go_on(turns, [(3 + QUIET_S - 0.1, TICK)]) == []
    assert shown(go_on(turns, [(3 + QUIET_S, TICK), (3 + QUIET_S + SETTLE_S, TICK)])) == [
        "1 end",
        "1 settled",
    ]
    assert (turns.ended_by, turns.open) == ("quiet", False)


@pytest.mark.parametrize(
    ("generated", "says"),
    [
        ([(1, GENERATED)], [(3, ASKED)]),
        ([(1, GENERATED)], [(3, SPOKE)]),
        ([], [(2 + QUIET_S, ASKED)]),
        ([], [(2 + QUIET_S, SPOKE)]),
    ],
)
def test_the_answer_to_the_next_question_is_a_turn_of_its_own(
    generated: list[Step], says: list[Step]
) -> None:
    """Though the service never ended the one before (case 3)."""
    story: list[Step] = [(0, ASKED), (1, SECOND), (1, words("x")), *generated, *says]
    assert told(*story, (6, SECOND))[-3:] == ["1 end", "1 settled", "2 sound"]


def test_what_is_said_in_the_middle_of_an_answer_does_not_end_it() -> None:
    """Nor do more words after it was generated."""
    story: list[Step] = [(0, ASKED), (1, SECOND), (1.5, ASKED), (2, SECOND), (2, GENERATED)]
    assert told(*story, (2.1, SPOKE), (3, words("trailing")))[1:] == [
        "1 sound",
        "1 GenerationComplete",
        "1 “trailing”",
    ]


def test_a_turn_that_waits_for_a_result_is_not_over() -> None:
    """As long as a function may take. What the model makes of a later result is another turn."""
    turns = Turns()
    go_on(turns, [(0, ASKED), (1, SECOND), (1, GENERATED), (1, CALL)])
    assert turns.wakes_at == 2 + CALL_S
    assert go_on(turns, [(1.9 + CALL_S, TICK)]) == []
    assert shown(go_on(turns, [(2 + CALL_S, TICK), (900, ASKED), (901, SECOND)])) == [
        "1 end",
        "1 settled",
        "2 sound",
    ]


def test_a_piece_that_nobody_asked_for_does_not_stay_open() -> None:
    """Services have been seen to send a sound once more behind an answer."""
    turns = Turns()
    story: list[Step] = [(0, ASKED), (1, SECOND), (2, DONE), (2.1, SECOND), (3, TICK)]
    assert shown(go_on(turns, story))[-1] == "2 sound"
    assert shown(go_on(turns, [(3.1 + UNASKED_S, TICK)])) == ["2 end"]


def test_sound_of_a_stopped_turn_is_refused() -> None:
    """Of a later part as well (A7); the next turn's is not."""
    turns = Turns()
    go_on(turns, [(0, ASKED), (1, words("Well, "))])
    turns.stopped(1)
    story: list[Step] = [(1.1, SECOND), (1.2, words("a story")), (2, PART), (3, SECOND), (4, DONE)]
    assert shown(go_on(turns, [*story, (5, ASKED), (6, SECOND)])) == [
        "1 refused",
        "1 “a story”",
        "1 end more",
        "1 refused",
        "1 end",
        "1 settled",
        "2 sound",
    ]
    turns.stopped(1)
    assert turns.sounds_until == 7


HUM = AudioReceived(at=0, pcm=b"\1\0" * OUTPUT_RATE)


def test_the_last_sound_that_comes_once_more_is_dropped() -> None:
    """Nobody has asked for it; sound that is new opens a turn, and so does what was asked for."""
    story: list[Step] = [(0, ASKED), (1, HUM), (2, DONE)]
    assert told(*story, (2, HUM), (9, HUM), (10, TICK))[2:] == ["1 settled"]
    assert told(*story, (2, SECOND))[-1] == "2 sound"
    assert told(*story, (3, ASKED), (4, HUM))[-1] == "2 sound"


def test_sound_that_comes_with_the_end_of_an_interrupted_turn_is_refused() -> None:
    """As long as no words come with it, or the user still speaks."""
    typed: list[Step] = [(0, ASKED), (1, SECOND), (2, ASKED), (2, CUT), (2, DONE), (2, SECOND)]
    turns = Turns()
    assert shown(go_on(turns, typed))[2:] == ["1 end"]
    assert turns.wakes_at == 2 + BREATH_S
    assert shown(go_on(turns, [(2.05, SECOND), (2 + BREATH_S, TICK)])) == ["1 refused"] * 2
    assert shown(go_on(turns, [(3, SECOND)])) == ["1 settled", "2 sound"]
    assert told(*typed, (3, SECOND))[3:] == ["1 refused", "1 settled", "2 sound"]
    assert told(*typed, (2.1, LOST))[3:] == ["1 refused", "1 settled"]
    spoken: list[Step] = [(0, ASKED), (1, SECOND), (1.9, SPOKE), (2, CUT), (2, DONE)]
    assert told(*spoken, (2.2, SPOKE), (2.3, SECOND))[3:] == ["1 refused"]
    assert told(*spoken, (2.2, SPOKE), (2.6, SECOND))[3:] == ["1 settled", "2 sound"]


def test_an_answer_in_the_same_breath_is_heard_from_its_first_sound() -> None:
    """Its words tell that it is one."""
    story: list[Step] = [(0, ASKED), (1, SECOND), (2, ASKED), (2, CUT), (2, DONE), (2, SECOND)]
    assert told(*story, (2, words("Fine.")), (2, SECOND))[3:] == [
        "1 settled",
        "2 sound",
        "2 “Fine.”",
        "2 sound",
    ]


def test_a_lost_connection_ends_what_was_under_way() -> None:
    """Only what was neither generated nor interrupted has lost anything; it settles at once."""
    begun: list[Step] = [(0, ASKED), (1, SECOND)]
    assert told(*begun, (2, LOST))[1:] == ["1 end lost", "1 settled"]
    assert told(*begun, (2, LEFT))[1:] == ["1 end", "1 settled"]
    assert told(*begun, (1, GENERATED), (2, LOST))[2:] == ["1 end", "1 settled"]
    assert told(*begun, (1, CUT), (2, LOST))[2:] == ["1 end", "1 settled"]
    assert told(*begun, (1, PART), (2, LOST))[2:] == ["1 end lost", "1 settled"]
    assert told(*begun, (1, DONE), (2, LOST))[1:] == ["1 end", "1 settled"]
    assert told((0, ASKED), (1, LOST)) == []


def test_nothing_trails_over_another_connection() -> None:
    """What was asked is asked again, and answered from the beginning."""
    story: list[Step] = [(0, ASKED), (1, SECOND), (1.1, words("It is")), (1.2, LOST)]
    assert told(*story, (2, GENERATED), (2.1, words("It is")))[-1] == "2 “It is”"
    assert told(*story, (2.1, DONE))[-1] == "2 end empty"


def test_text_beside_speech_is_thinking_aloud() -> None:
    """Whichever came first: what was spoken is the answer (case 9)."""
    aside, spoken = (1, text("Greeting the user.")), (1.5, words("Hi there."))
    for pieces in ([aside, (1.2, SECOND), spoken], [spoken, aside], [(1, SECOND), spoken, aside]):
        assert [one for one in told((0, ASKED), *pieces, (2, DONE), (5, TICK)) if "sound" not in one
                ] == ["1 “Hi there.”", "1 end", "1 (Greeting the user.)", "1 settled"]  # fmt: skip


def test_text_before_a_spoken_part_is_thinking_aloud_too() -> None:
    """Whether anything is spoken is known when the last part is over."""
    turns = Turns()
    turns.accepted(SPEAKS, 1)
    before: list[Step] = [(0, ASKED), (1, text("Planning.")), (1, PART)]
    assert shown(go_on(turns, before)) == ["1 end more"]
    spoken: list[Step] = [(2, SECOND), (2, words("Hi there.")), (3, DONE), (6, TICK)]
    assert shown(go_on(turns, spoken))[2:] == ["1 end", "1 (Planning.)", "1 settled"]
    turns = Turns()
    turns.accepted(SPEAKS, 1)
    told = go_on(turns, [*before, (2, DONE)])
    assert shown(told) == ["1 end more", "1 ‘Planning.’", "1 end"]


@pytest.mark.parametrize(
    "pieces",
    [
        [text("Hi there."), words("Hi there.")],
        [words("Hi there."), text("Hi there.")],
        [text("Hi th"), words("Hi"), text("ere."), words(" there.")],
        [text("hi there"), SECOND, words("Hi, there!")],
        [SECOND, text("Hi"), words("Hi there.")],
        [SECOND, text("Hi there."), words("Hi th")],
    ],
)
def test_the_same_words_written_and_spoken_are_told_once(pieces: list[Event]) -> None:
    """In either order, in pieces, however they are spelt (case 10)."""
    story: list[Step] = [(0, ASKED), *((1, piece) for piece in pieces), (2, DONE), (5, TICK)]
    assert not [one for one in told(*story) if "(" in one or "‘" in one]


def test_text_alone_is_the_answer() -> None:
    """At the end, where speech was expected; at once, where it was not."""
    story: list[Step] = [(0, ASKED), (1, text("Hi ")), (1, text("there.")), (2, DONE)]
    assert told(*story) == ["1 ‘Hi there.’", "1 end"]
    turns = Turns()
    turns.accepted(WRITES, 1)
    assert shown(go_on(turns, story)) == ["1 ‘Hi ’", "1 ‘there.’", "1 end"]
    assert told((0, ASKED), (1, SECOND), (1, text("Hi.")), (2, DONE), (5, TICK))[1:] == [
        "1 end",
        "1 ‘Hi.’",
        "1 settled",
    ]


def test_text_without_end_does_not_wait_without_end() -> None:
    """What a hostile service sends is told in pieces."""
    turns = Turns()
    events = go_on(turns, [(1, text("x" * 60_000)), (1, text("y" * 60_000))])
    assert [len(event.text) for event in events if isinstance(event, TextReceived)] == [120_000]


def test_blank_words_open_no_turn() -> None:
    """In a turn they are its spaces."""
    assert (
        told((0, ASKED), (1, words(" ")), (1, text("\n")), (1, AudioReceived(at=0, pcm=b""))) == []
    )
    story: list[Step] = [(0, ASKED), (1, words("a")), (1, words(" ")), (1, words("b"))]
    assert told(*story) == ["1 “a”", "1 “ ”", "1 “b”"]


def test_a_call_is_told_once_and_opens_no_turn_again() -> None:
    """Wherever the service puts it (case 6)."""
    assert told((0, ASKED), (1, CALL), (1, CALL), (1, DONE), (1, CALL)) == [
        "1 ToolCalled",
        "1 end",
    ]


def test_a_call_gets_the_number_of_its_session() -> None:
    """In another one its id says nothing."""
    turns = Turns()
    sessions = []
    for session in (1, 1, 2):
        turns.accepted(SPEAKS, session)
        for event in turns.number(CALL):
            assert isinstance(event, ToolCalled)
            sessions.append(event.session)
    assert sessions == [1, 2]


def test_a_microphone_that_stops_hands_over_what_was_said() -> None:
    """Silence is no question."""
    for said, ends in ((True, ["1 end empty"]), (False, [])):
        turns = Turns()
        if said:
            turns.user_spoke(0)
        turns.user_paused(0.1)
        assert shown(go_on(turns, [(0.2, DONE)])) == ends


def test_what_has_its_number_keeps_it() -> None:
    """Playback knows its turn."""
    played = PlaybackFinished(at=1, turn=7, heard=1)
    assert Turns().number(played) == [played]


def test_labels_alone_are_not_heard() -> None:
    """Nor do they ask for anything (case 8)."""
    story: list[Step] = [(0, heard("<noise>")), (1, heard("<noise>")), (2, DONE)]
    assert told(*story) == []


def test_the_service_may_hear_what_this_machine_does_not() -> None:
    """Its word that the user speaks is passed on, and counts as a voice."""
    start = VoiceActivity(at=0, speaking=True)
    assert told((0, start), (1, DONE)) == ["VoiceActivity", "1 end empty"]
    assert told((0, VoiceActivity(at=0, speaking=False)), (1, DONE)) == ["VoiceActivity"]
    assert told((0, InputTranscribed(at=0, text="He", interim=True)), (1, DONE)) == [
        "InputTranscribed"
    ]


def test_a_word_to_the_end_of_generation_may_come_after_the_end() -> None:
    """Then the turn settles as it would have; told twice, it is told once."""
    turns = Turns()
    story: list[Step] = [(0, ASKED), (1, SECOND), (1, words("Noon.")), (2, DONE), (2, GENERATED)]
    assert shown(go_on(turns, [*story, (2, GENERATED)]))[2:] == ["1 end", "1 GenerationComplete"]
    assert turns.wakes_at == 2 + SETTLE_S
    assert told((1, GENERATED)) == []
    story = [(0, ASKED), (1, SECOND), (1.5, CUT), (1.5, GENERATED), (1.6, DONE)]
    assert told(*story)[2:] == ["1 GenerationComplete", "1 end"]


@pytest.mark.parametrize(
    ("event", "is_it"),
    [
        (SECOND, True),
        (words("a"), True),
        (text("a"), True),
        (AudioReceived(at=0, pcm=b"ab", refused=True), False),
        (AudioReceived(at=0, pcm=b""), False),
        (words(" "), False),
        (text("a", thought=True), False),
        (CALL, False),
        (DONE, False),
    ],
)
def test_what_is_an_answer(event: Event, is_it: bool) -> None:
    """Sound that can be played, and words; neither thoughts nor calls."""
    assert is_output(event) is is_it


def test_every_row_of_the_table_is_used() -> None:
    """No phase is a trap, and no signal or deed is idle."""
    assert {phase for phase, _ in TABLE} == set(Phase)
    assert {signal for _, signal in TABLE} == set(Signal)
    assert {deed for deed, _ in TABLE.values()} == set(Deed)
    assert {phase for _, phase in TABLE.values()} == set(Phase)


STEPS = st.sampled_from(
    [
        SECOND, HUM, words("word"), words(" and"), words("."), words(" "), text("text"),
        text("hm", thought=True), CALL, ToolCalled(at=0, calls=(ToolCall("2", "g", {}),)), CUT,
        GENERATED, PART, DONE, USAGE, heard("hi"), heard("<noise>"), WaitingForInput(at=0),
        VoiceActivity(at=0, speaking=True), SPOKE, ASKED, TICK, LOST, LEFT, "stopped",
    ]
)  # fmt: skip
STORIES = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.5, 1.0, 3.0, 30.0]), STEPS), max_size=40)


@given(STORIES, st.booleans())
def test_whatever_comes_turns_go_on(story: list[Step], spoken: bool) -> None:
    """Numbers never fall, each turn ends once and settles, stopped sound is refused, no word is
    lost or told twice, and in the end nothing is open.
    """
    turns, now, stopped = Turns(), 0.0, 0
    turns.accepted(SPEAKS if spoken else WRITES, 1)
    events: list[Event] = []
    sent = ""
    for wait, one in story:
        now += wait
        if one == "stopped":
            turns.stopped(turns.turn)
            stopped = turns.turn
            continue
        if isinstance(one, OutputTranscribed):
            sent += one.text.strip()
        new = go_on(turns, [(now, one)])
        events += new
        assert not (turns.open and turns.interrupted)
        assert all(
            event.refused
            for event in new
            if isinstance(event, AudioReceived) and event.turn <= stopped
        )
    events += go_on(turns, [(now + 10, LOST)])
    assert turns.wakes_at == float("inf")
    assert (turns.open, turns.interrupted) == (False, False)
    own = [event for event in events if isinstance(event, TurnEvent)]
    numbers = [
        event.turn for event in own if not isinstance(event, UsageReported | WaitingForInput)
    ]
    assert numbers == sorted(numbers)
    assert min(numbers, default=1) >= 1
    ends = [event.turn for event in own if isinstance(event, TurnComplete) and not event.more]
    assert ends == list(range(1, turns.turn + 1))
    settled = [event.turn for event in own if isinstance(event, TurnSettled)]
    assert sorted({*settled}) == ends
    spoken_words = [event.text.strip() for event in own if isinstance(event, OutputTranscribed)]
    assert "".join(spoken_words) == sent


@given(STORIES)
def test_time_alone_ends_what_is_generated_or_interrupted(story: list[Step]) -> None:
    """And settles what has ended."""
    turns, now = Turns(), 0.0
    for wait, one in story:
        now += wait
        if one != "stopped":
            go_on(turns, [(now, one)])
    go_on(turns, [(now + 100, TICK), (now + 200, TICK)])
    assert not turns.interrupted
    assert turns.wakes_at == float("inf")


def test_a_late_question_is_one_after_a_while() -> None:
    """The transcription of what an answer answers comes with its first sound."""
    begun: list[Step] = [(1, SECOND), (1, GENERATED), (1 + LATE_INPUT_S + 0.1, heard("More"))]
    assert told(*begun, (5, SECOND))[-1] == "2 sound"


def cited(*names: str) -> SourcesCited:
    sources = tuple(Source(name, f"https://{name}.example/") for name in names)
    return SourcesCited(at=0, queries=("q",), sources=sources)


def turns_of_sources(*story: Step) -> list[int]:
    turns = Turns()
    return [one.turn for one in go_on(turns, list(story)) if isinstance(one, SourcesCited)]


def test_sources_belong_to_the_turn_that_is_under_way_or_was() -> None:
    """They may come beside the words, and long after them."""
    story: list[Step] = [(0, ASKED), (1, words("Noon.")), (1.1, cited("a")), (2, DONE)]
    assert turns_of_sources(*story, (2.1, cited("a", "b")), (60, cited("c"))) == [1, 1, 1]


def test_sources_may_come_ahead_of_the_words() -> None:
    """Once the user has asked again: others than before are of the answer that is to come."""
    story: list[Step] = [(0, ASKED), (0.5, cited("a")), (1, words("Noon.")), (2, DONE), (3, ASKED)]
    again: list[Step] = [(3.1, cited("a"))]  # with what has been told
    ahead: list[Step] = [
        (3.2, SourcesCited(at=0, queries=("r",))),
        (3.3, SourcesCited(at=0, queries=("r",), sources=(Source("", "u"),))),
        (4, words("One.")),
        (4.1, SourcesCited(at=0, queries=("r",))),
        (5, DONE),
        (5.1, SourcesCited(at=0, sources=(Source("", "u"),))),
    ]
    assert turns_of_sources(*story, *again, *ahead) == [1, 1, 2, 2, 2, 2]
