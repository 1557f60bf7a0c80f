"""What the conversation is doing."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.talk.events import (
    ActivityMarked,
    AudioReceived,
    Event,
    GenerationComplete,
    InputPaused,
    InputTranscribed,
    Interrupted,
    LineEntered,
    Muted,
    OutputTranscribed,
    PlaybackFinished,
    ServiceTroubled,
    SpeechDetected,
    SpeechUnanswered,
    TextReceived,
    ToolCall,
    ToolCalled,
    TurnComplete,
    TurnSettled,
    VoiceActivity,
)
from livechat.core.talk.turn_state import (
    LET_GO_S,
    TABLE,
    UNCONFIRMED_S,
    Signal,
    TurnFold,
    TurnState,
)

S = TurnState
CALL = ToolCalled(at=0, turn=1, calls=(ToolCall("1", "f", {}),))
TYPED = LineEntered(at=0, text="?")
HEARD = InputTranscribed(at=0, text="hi")
SPEAKS, ENDS = SpeechDetected(at=0, speaking=True), SpeechDetected(at=0, speaking=False)
PRESS, RELEASE = ActivityMarked(at=0, speaking=True), ActivityMarked(at=0, speaking=False)


def sound(turn: int = 1, *, refused: bool = False) -> AudioReceived:
    return AudioReceived(at=0, turn=turn, pcm=b"\0\0", refused=refused)


def words(turn: int = 1) -> OutputTranscribed:
    return OutputTranscribed(at=0, turn=turn, text="words")


def thought(turn: int = 1) -> TextReceived:
    return TextReceived(at=0, turn=turn, text="Hm", thought=True)


def done(turn: int = 1, *, more: bool = False, empty: bool = False) -> TurnComplete:
    return TurnComplete(at=0, turn=turn, more=more, empty=empty)


def cut(turn: int = 1) -> Interrupted:
    return Interrupted(at=0, turn=turn)


def played(turn: int = 1, *, unheard: int = 0) -> PlaybackFinished:
    return PlaybackFinished(at=0, turn=turn, heard=1, unheard=unheard)


def states(*events: Event) -> list[TurnState]:
    fold = TurnFold()
    seen = []
    for event in events:
        fold.fold(event)
        seen.append(fold.state)
    return seen


def test_a_question_and_its_answer() -> None:
    """Heard, handed over, answered, closed by the service, heard to the end."""
    assert states(
        HEARD,
        InputPaused(at=0, last=True),
        sound(),
        GenerationComplete(at=0, turn=1),
        done(),
        played(),
    ) == [S.HEARING, S.THINKING, S.SPEAKING, S.SPEAKING, S.FINISHING, S.LISTENING]


def test_an_answer_in_text_ends_with_its_turn() -> None:
    """There is no sound to wait for."""
    text = TextReceived(at=0, turn=1, text="!")
    assert states(TYPED, text, done()) == [S.THINKING, S.SPEAKING, S.LISTENING]


def test_thoughts_and_calls_are_no_answer_yet() -> None:
    """Whatever went before; nor do they end one that sounds."""
    assert states(TYPED, thought(), CALL, sound()) == [S.THINKING] * 3 + [S.SPEAKING]
    assert states(thought(), done(empty=True)) == [S.THINKING, S.LISTENING]
    assert states(HEARD, CALL, done()) == [S.HEARING, S.THINKING, S.LISTENING]
    assert states(sound(), CALL)[-1] is S.SPEAKING


def test_an_interruption_then_the_interrupted_turn_closes() -> None:
    """What still arrives changes nothing; then the user has the word."""
    assert states(
        sound(),
        cut(),
        sound(refused=True),
        words(),
        played(unheard=1),
        done(),
        VoiceActivity(at=0, speaking=False),
    ) == [S.SPEAKING] + [S.INTERRUPTED] * 4 + [S.HEARING, S.THINKING]


def test_a_line_that_interrupts_is_thought_about() -> None:
    """When the interrupted turn is over; also when it ended without an interruption."""
    assert states(sound(), TYPED, cut(), done()) == [S.SPEAKING] * 2 + [S.INTERRUPTED, S.THINKING]
    assert states(sound(), cut(), TYPED, done())[-1] is S.THINKING
    assert states(sound(), TYPED, done())[-1] is S.THINKING
    assert states(sound(), TYPED, sound(refused=True), done())[-2:] == [S.STOPPED, S.THINKING]


def test_a_part_of_an_exchange_leaves_the_model_at_work() -> None:
    """All of it is one turn; between two pieces it thinks, however long."""
    fold = TurnFold()
    seen = []
    for event in (sound(), done(more=True), Muted(at=600, on=False), sound(), done(), played()):
        fold.fold(event)
        seen.append((fold.state, fold.open))
    assert seen == [
        (S.SPEAKING, True),
        (S.THINKING, True),
        (S.THINKING, True),
        (S.SPEAKING, True),
        (S.FINISHING, False),
        (S.LISTENING, False),
    ]
    assert fold.turn == 1


def test_speaking_while_the_end_still_plays() -> None:
    """The turn is over for the service: the user simply begins the next."""
    assert states(sound(), done(), VoiceActivity(at=0, speaking=True)) == [
        S.SPEAKING,
        S.FINISHING,
        S.HEARING,
    ]
    assert states(sound(), done(), cut())[-1] is S.HEARING
    assert states(sound(), done(), TYPED)[-1] is S.THINKING
    assert states(sound(), done(), sound(2), played(), done(2), played(2))[2:] == [
        S.SPEAKING,
        S.SPEAKING,
        S.FINISHING,
        S.LISTENING,
    ]


def test_transcripts_during_an_answer_do_not_take_the_turn() -> None:
    """They may belong to what was said before it."""
    assert states(sound(), HEARD)[-1] is S.SPEAKING


def test_words_that_trail_a_turn_change_nothing() -> None:
    """Neither while its end still plays nor afterwards (case 2)."""
    assert states(sound(), done(), words(), played(), words())[1:] == [
        S.FINISHING,
        S.FINISHING,
        S.LISTENING,
        S.LISTENING,
    ]


def test_a_turn_is_settled_when_nothing_trails_it() -> None:
    """Words that come nevertheless are waited for until it settles anew."""
    settled = TurnSettled(at=0, turn=1)
    fold = TurnFold()
    seen = [fold.settled]
    for event in (sound(), done(), settled, words(), settled, sound(2)):
        fold.fold(event)
        seen.append(fold.settled)
    assert seen == [True, False, False, True, False, True, False]


def test_sound_that_is_refused_does_not_sound() -> None:
    """Nobody waits for its end (A7)."""
    assert states(words(), sound(refused=True), words(), done()) == [
        S.SPEAKING,
        S.STOPPED,
        S.STOPPED,
        S.LISTENING,
    ]
    heard_so_far = [words(), sound(), played(), sound(refused=True), words(), done()]
    assert states(*heard_so_far)[2:] == [S.SPEAKING, S.STOPPED, S.STOPPED, S.LISTENING]
    assert states(words(), cut(), sound(refused=True), done())[-1] is S.HEARING


def test_a_voice_that_was_stopped_does_not_speak_however_long_its_turn_goes_on() -> None:
    """In another part neither; the next turn does."""
    first = [sound(), played(unheard=1), words(), done(more=True)]
    second = [words(), sound(refused=True), done(), sound(2)]
    assert states(*first) == [S.SPEAKING, S.STOPPED, S.STOPPED, S.THINKING]
    assert states(*first, *second)[4:] == [S.THINKING, S.THINKING, S.LISTENING, S.SPEAKING]
    assert states(sound(), played(unheard=1), cut(), done())[1:] == [
        S.STOPPED,
        S.INTERRUPTED,
        S.HEARING,
    ]
    assert states(sound(), played(unheard=1), TYPED)[-1] is S.THINKING
    assert states(sound(), done(), sound(2), played(unheard=1))[-1] is S.SPEAKING


def test_muting_hands_over_what_was_said() -> None:
    """The service finishes it; unmuting, and muting when nothing was said, change nothing."""
    on, off = Muted(at=0, on=True), Muted(at=0, on=False)
    assert states(on, off, HEARD, on, off) == [
        S.LISTENING,
        S.LISTENING,
        S.HEARING,
        S.THINKING,
        S.THINKING,
    ]


def test_the_key_says_who_speaks() -> None:
    """Push-to-talk: its press is the beginning, its release the end."""
    assert states(PRESS, RELEASE) == [S.HEARING, S.THINKING]


@pytest.mark.parametrize("what", ["nothing_heard", "not_heard", "too_quiet", "given_up"])
def test_what_nobody_answers_is_let_go(
    what: Literal["nothing_heard", "not_heard", "too_quiet", "given_up"],
) -> None:
    """A press in silence does not leave the model thinking for ever (case 19)."""
    told = ServiceTroubled(at=1, what=what, doing="")
    assert states(PRESS, RELEASE, told)[-1] is S.LISTENING
    assert states(HEARD, told)[-1] is S.LISTENING
    other = ServiceTroubled(at=1, what="no_answer", doing="")
    assert states(PRESS, RELEASE, other)[-1] is S.THINKING


def test_a_press_in_silence_lets_go_of_no_line() -> None:
    """It was typed before, and is answered."""
    silence = ServiceTroubled(at=1, what="nothing_heard", doing="")
    assert states(TYPED, PRESS, RELEASE, silence)[-1] is S.THINKING
    assert states(TYPED, words(), done(), PRESS, RELEASE, silence)[-1] is S.LISTENING


def lets_go_at(*events: Event) -> float | None:
    fold = TurnFold()
    for event in events:
        fold.fold(event)
    return fold.lets_go_at


UNANSWERED = SpeechUnanswered(at=20)


def test_speech_that_the_model_does_not_answer_is_let_go_in_time() -> None:
    """A line and a release are not: they must be answered."""
    ended = VoiceActivity(at=3, speaking=False)
    assert lets_go_at(HEARD) == LET_GO_S
    assert lets_go_at(HEARD, ended) == 3 + LET_GO_S
    assert states(HEARD, ended, UNANSWERED)[1:] == [S.THINKING, S.LISTENING]
    assert states(HEARD, UNANSWERED)[-1] is S.LISTENING
    for asked in ([TYPED], [TYPED, CALL], [PRESS, RELEASE], [HEARD, sound()], []):
        assert lets_go_at(*asked) is None


def test_who_speaks_on_is_not_let_go() -> None:
    """By the key, or as this machine hears; the service may say nothing meanwhile."""
    for begins, ends in ((PRESS, None), (SPEAKS, ENDS)):
        assert lets_go_at(begins, HEARD) is None
        assert ends is None or lets_go_at(begins, HEARD, ends) == LET_GO_S


def test_speech_that_the_service_does_not_confirm_is_let_go_sooner() -> None:
    """It may have been a cough. Whatever the service says of it confirms it."""
    assert lets_go_at(SPEAKS, ENDS) == UNCONFIRMED_S
    for sign in (HEARD, VoiceActivity(at=0, speaking=True), VoiceActivity(at=0, speaking=False)):
        assert lets_go_at(SPEAKS, sign, ENDS) == LET_GO_S
        assert lets_go_at(SPEAKS, ENDS, sign) == LET_GO_S
        assert lets_go_at(SPEAKS, sign, ENDS, SPEAKS, ENDS) == UNCONFIRMED_S


def test_who_is_heard_by_this_machine_is_answered_by_a_thinking_model() -> None:
    """And goes on when he speaks again. Over the model's voice it says nothing."""
    assert states(SPEAKS, ENDS, SPEAKS, sound(), ENDS, done(), SPEAKS, played()) == [
        S.HEARING,
        S.THINKING,
        S.HEARING,
        S.SPEAKING,
        S.SPEAKING,
        S.FINISHING,
        S.FINISHING,
        S.LISTENING,
    ]


def test_every_state_can_be_left() -> None:
    """No state of the table is a trap, and no signal is idle."""
    assert {state for state, _ in TABLE} == set(TurnState)
    assert {signal for _, signal in TABLE} == set(Signal)


STEPS = st.sampled_from(
    [
        sound, lambda turn: sound(turn, refused=True), words, thought, cut,
        lambda turn: done(turn, more=True), lambda turn: played(turn, unheard=1), played,
        lambda turn: TYPED, lambda turn: HEARD, lambda turn: PRESS, lambda turn: RELEASE,
        lambda turn: SPEAKS, lambda turn: ENDS, lambda turn: GenerationComplete(at=0, turn=turn),
    ]
)  # fmt: skip


@given(st.lists(st.lists(STEPS, max_size=8), max_size=4))
def test_any_order_leaves_a_conversation_that_can_go_on(turns: list[list[object]]) -> None:
    """After whatever turns, a fresh question and its answer are followed to their end."""
    fold = TurnFold()
    for turn, steps in enumerate(turns, 1):
        for step in steps:
            assert callable(step)
            fold.fold(step(turn))
        fold.fold(done(turn))
        fold.fold(played(turn))
    fresh = len(turns) + 1
    fold.fold(TYPED)
    fold.fold(sound(fresh))
    assert (fold.state, fold.open, fold.turn) == (S.SPEAKING, True, fresh)
    fold.fold(done(fresh))
    fold.fold(played(fresh))
    assert (fold.state, fold.open) == (S.LISTENING, False)
