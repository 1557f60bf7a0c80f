"""Who said what."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    DeviceLost,
    DeviceMissing,
    DeviceOpened,
    Ended,
    Event,
    GenerationComplete,
    InputTranscribed,
    Interrupted,
    LineEntered,
    OutputTranscribed,
    PlaybackFinished,
    PlaybackStarted,
    TextReceived,
    TurnComplete,
    TurnSettled,
)
from livechat.core.talk.question import JOIN_S
from livechat.core.talk.transcript import LATE_INPUT_S, UNANSWERED_S, Transcript


def told(*events: Event) -> list[tuple[str, str]]:
    transcript = Transcript()
    for event in events:
        transcript.fold(event)
    return [(said.speaker, said.words) for said in transcript.finished]


def over(at: float, turn: int, *, lost: bool = False) -> tuple[Event, Event]:
    """A turn ends, and nothing trails it."""
    return TurnComplete(at=at, turn=turn, lost=lost), TurnSettled(at=at, turn=turn)


def split(text: str, cuts: list[int]) -> list[str]:
    places = sorted({cut % (len(text) + 1) for cut in cuts})
    return [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]


words = st.text(min_size=1).filter(lambda text: text.split())


@given(words, words, st.lists(st.integers(0, 1000)), st.lists(st.integers(0, 1000)))
def test_transcripts_survive_any_split(
    question: str, answer: str, cuts: list[int], more_cuts: list[int]
) -> None:
    """However the fragments are cut, the words come out whole and in order."""
    events: list[Event] = [InputTranscribed(at=1, text=part) for part in split(question, cuts)]
    events += [OutputTranscribed(at=2, turn=1, text=part) for part in split(answer, more_cuts)]
    assert told(*events, *over(3, 1)) == [
        ("user", " ".join(question.split())),
        ("model", " ".join(answer.split())),
    ]


def test_words_heard_late_belong_before_the_answer() -> None:
    """The service may transcribe the question when the answer has begun."""
    assert told(
        AudioReceived(at=1.0, turn=1, pcm=b"\0\0"),
        InputTranscribed(at=1.2, text="What time "),
        OutputTranscribed(at=1.3, turn=1, text="Noon."),
        InputTranscribed(at=1.4, text="is it?"),
        *over(2.0, 1),
        PlaybackFinished(at=2.1, turn=1, heard=1),
    ) == [("user", "What time is it?"), ("model", "Noon.")]


def test_a_question_is_finished_while_its_answer_goes_on() -> None:
    """Nobody waits for the end of a long answer to see what was understood."""
    transcript = Transcript()
    transcript.fold(InputTranscribed(at=0.0, text="A story"))
    transcript.fold(OutputTranscribed(at=1.0, turn=1, text="Once"))
    done = transcript.fold(OutputTranscribed(at=1.1 + LATE_INPUT_S, turn=1, text=" upon"))
    assert [said.words for said in done] == ["A story"]
    assert [said.words for said in transcript.open] == ["Once upon"]


def test_speaking_over_the_answer_is_an_utterance_of_its_own() -> None:
    """The interrupted answer is marked and closed before the words that interrupted it."""
    transcript = Transcript()
    for event in (
        InputTranscribed(at=0, text="A story"),
        OutputTranscribed(at=1, turn=1, text="Once upon"),
        InputTranscribed(at=5, text="Stop "),
        Interrupted(at=5.1, turn=1),
        InputTranscribed(at=5.2, text="that"),
        OutputTranscribed(at=5.3, turn=1, text=" a"),
        *over(5.4, 1),
        InputTranscribed(at=5.5, text=" now."),
        OutputTranscribed(at=6, turn=2, text="Fine."),
        *over(7, 2),
    ):
        transcript.fold(event)
    assert [(said.words, said.interrupted) for said in transcript.finished] == [
        ("A story", False),
        ("Once upon a", True),
        ("Stop that now.", False),
        ("Fine.", False),
    ]


def test_interim_words_are_replaced() -> None:
    """A guess is shown but never kept."""
    transcript = Transcript()
    transcript.fold(InputTranscribed(at=0, text="Wreck a", interim=True))
    assert transcript.open[0].words == "Wreck a"
    transcript.fold(InputTranscribed(at=0, text="Recognise"))
    transcript.fold(InputTranscribed(at=0, text=" speech"))
    transcript.fold(InputTranscribed(at=0, text=" to", interim=True))
    assert [said.words for said in transcript.fold(Ended(at=1))] == ["Recognise speech"]


def test_typed_lines_and_written_answers_are_marked_as_such() -> None:
    """So are thoughts, which stay apart from the answer."""
    transcript = Transcript()
    transcript.fold(LineEntered(at=0, text="Hello"))
    transcript.fold(TextReceived(at=1, turn=1, text="A greeting.", thought=True))
    transcript.fold(TextReceived(at=1, turn=1, text="Hello!"))
    for event in over(2, 1):
        transcript.fold(event)
    assert [(said.kind, said.words) for said in transcript.finished] == [
        ("text", "Hello"),
        ("thought", "A greeting."),
        ("text", "Hello!"),
    ]


def test_the_end_of_the_conversation_loses_nothing() -> None:
    """What was open is finished; silence is no utterance."""
    assert told(
        InputTranscribed(at=0, text="Hel"),
        OutputTranscribed(at=0, turn=1, text=" \n"),
        Ended(at=1),
    ) == [("user", "Hel")]


def test_an_empty_turn_closes_the_question() -> None:
    """The next words are another utterance."""
    assert told(
        InputTranscribed(at=0, text="One"),
        TurnComplete(at=1),
        InputTranscribed(at=2, text="Two"),
        Ended(at=3),
    ) == [("user", "One"), ("user", "Two")]


def test_an_answer_is_finished_when_it_was_heard() -> None:
    """The service is done with it long before."""
    transcript = Transcript()
    for event in (
        AudioReceived(at=1.0, turn=1, pcm=bytes(48_000)),
        OutputTranscribed(at=1.0, turn=1, text="One two three four."),
        *over(1.1, 1),
    ):
        assert transcript.fold(event) == []
    assert [said.words for said in transcript.open] == ["One two three four."]
    done = transcript.fold(PlaybackFinished(at=2.0, turn=1, heard=24_000))
    assert [(said.words, said.interrupted) for said in done] == [("One two three four.", False)]


def test_words_that_were_not_heard_are_kept_apart() -> None:
    """Whether the service or the listener ends first."""
    spoken = [
        AudioReceived(at=1.0, turn=1, pcm=bytes(48_000)),
        OutputTranscribed(at=1.0, turn=1, text="One two three four."),
        Interrupted(at=1.5, turn=1),
    ]
    ended, settled = over(1.6, 1)
    heard = PlaybackFinished(at=1.6, turn=1, heard=12_000, unheard=12_000)
    for ending in ([ended, settled, heard], [ended, heard, settled], [heard, ended, settled]):
        transcript = Transcript()
        for event in (*spoken, *ending):
            transcript.fold(event)
        [said] = transcript.finished
        assert (said.words, said.unheard_words, said.interrupted) == (
            "One two",
            "three four.",
            True,
        )


def test_an_answer_in_parts_is_cut_where_it_was_cut() -> None:
    """What was heard goes over both parts."""
    transcript = Transcript()
    for event in (
        AudioReceived(at=1.0, turn=1, pcm=bytes(4800)),
        OutputTranscribed(at=1.0, turn=1, text="Let me see."),
        TurnComplete(at=1.1, turn=1, more=True),
        AudioReceived(at=1.2, turn=1, pcm=bytes(4800)),
        OutputTranscribed(at=1.2, turn=1, text=" Seven. Eight."),
        *over(1.3, 1),
        PlaybackFinished(at=2.0, turn=1, heard=3700, unheard=1100),
    ):
        transcript.fold(event)
    assert [(said.words, said.unheard_words) for said in transcript.finished] == [
        ("Let me see.", ""),
        ("Seven.", "Eight."),
    ]


def test_what_still_sounds_at_the_end_is_not_lost() -> None:
    """Nobody will say any more how much of it was heard."""
    assert told(
        AudioReceived(at=1.0, turn=1, pcm=bytes(48_000)),
        OutputTranscribed(at=1.0, turn=1, text="One two."),
        *over(1.1, 1),
        Ended(at=1.2),
    ) == [("model", "One two.")]


def test_hanging_up_in_the_middle_leaves_what_was_heard() -> None:
    """The speaker tells at the end how far it came; the service had not closed the turn."""
    transcript = Transcript()
    for event in (
        AudioReceived(at=1.0, turn=1, pcm=bytes(48_000)),
        OutputTranscribed(at=1.0, turn=1, text="One two three four."),
        PlaybackFinished(at=1.5, turn=1, heard=12_000, unheard=12_000),
        Ended(at=1.5),
    ):
        transcript.fold(event)
    [said] = transcript.finished
    assert (said.words, said.unheard_words) == ("One two", "three four.")


def test_thoughts_are_not_cut_with_the_voice() -> None:
    """They were never to be heard."""
    transcript = Transcript()
    for event in (
        TextReceived(at=1, turn=1, text="A greeting.", thought=True),
        OutputTranscribed(at=1, turn=1, text="Good"),
        AudioReceived(at=1, turn=1, pcm=bytes(2 * 100)),
        OutputTranscribed(at=1, turn=1, text=" morning."),
        AudioReceived(at=1, turn=1, pcm=bytes(2 * 100)),
        *over(2, 1),
        PlaybackFinished(at=3, turn=1, heard=100, unheard=100),
    ):
        transcript.fold(event)
    assert [(said.words, said.unheard_words) for said in transcript.finished] == [
        ("A greeting.", ""),
        ("Good", "morning."),
    ]


def test_a_question_whose_answer_is_interrupted_comes_before_it() -> None:
    """However soon: only the words that came since then are those that interrupted."""
    assert told(
        InputTranscribed(at=1.0, text="A story"),
        OutputTranscribed(at=2.0, turn=1, text="Once"),
        InputTranscribed(at=2.5, text=" Stop"),
        Interrupted(at=2.5, turn=1),
        *over(2.5, 1),
        InputTranscribed(at=2.6, text=" it."),
        OutputTranscribed(at=4.0, turn=2, text="Fine."),
        *over(5.0, 2),
    ) == [("user", "A story"), ("model", "Once"), ("user", "Stop it."), ("model", "Fine.")]


def test_words_that_interrupt_the_answer_to_a_line_go_on() -> None:
    """However soon: nothing had been asked aloud."""
    assert told(
        LineEntered(at=1.0, text="A story"),
        OutputTranscribed(at=2.0, turn=1, text="Once"),
        InputTranscribed(at=2.5, text="Stop"),
        Interrupted(at=2.5, turn=1),
        *over(2.5, 1),
        InputTranscribed(at=2.6, text=" it."),
        Ended(at=3),
    ) == [("user", "A story"), ("model", "Once"), ("user", "Stop it.")]


def test_a_question_whose_answer_is_interrupted_without_a_word_is_over() -> None:
    """What follows is another utterance."""
    assert told(
        InputTranscribed(at=1.0, text="A story"),
        OutputTranscribed(at=2.0, turn=1, text="Once"),
        Interrupted(at=2.5, turn=1),
        *over(2.5, 1),
        InputTranscribed(at=9.0, text="Stop it."),
        Ended(at=10.0),
    ) == [("user", "A story"), ("model", "Once"), ("user", "Stop it.")]


def test_an_answer_that_broke_off_is_marked_when_it_was_heard() -> None:
    """Its sound plays on, while the question is asked again and answered as another turn."""
    transcript = Transcript()
    for event in (
        InputTranscribed(at=0, text="A story"),
        AudioReceived(at=1, turn=1, pcm=bytes(48_000)),
        OutputTranscribed(at=1, turn=1, text="Once upon"),
        *over(2, 1, lost=True),
        AudioReceived(at=3, turn=2, pcm=bytes(48_000)),
        OutputTranscribed(at=3, turn=2, text="Once upon a time."),
        PlaybackFinished(at=4, turn=1, heard=24_000),
        *over(5, 2),
        PlaybackFinished(at=6, turn=2, heard=24_000),
    ):
        transcript.fold(event)
    assert [(said.words, said.lost) for said in transcript.finished] == [
        ("A story", False),
        ("Once upon", True),
        ("Once upon a time.", False),
    ]


def test_an_answer_that_broke_off_may_be_cut_as_well() -> None:
    """Only what was heard was said; that the next answer took its place interrupts nobody."""
    transcript = Transcript()
    for event in (
        AudioReceived(at=1, turn=1, pcm=bytes(48_000)),
        OutputTranscribed(at=1, turn=1, text="One two three four"),
        *over(2, 1, lost=True),
        PlaybackFinished(at=3, turn=1, heard=12_000, unheard=12_000),
    ):
        transcript.fold(event)
    [said] = transcript.finished
    assert said.words == "One two"
    assert said.unheard_words == "three four"
    assert (said.interrupted, said.lost) == (False, True)


def test_words_that_trail_an_answer_are_part_of_it() -> None:
    """It is finished when nothing can trail it any more (case 2)."""
    heard = PlaybackFinished(at=2.1, turn=1, heard=24_000)
    trailing = OutputTranscribed(at=2.2, turn=1, text="ld.")
    begun = [
        AudioReceived(at=1, turn=1, pcm=bytes(48_000)),
        OutputTranscribed(at=1, turn=1, text="Hello wor"),
    ]
    ended, settled = over(2, 1)
    for ending in ([heard, ended, trailing, settled], [ended, trailing, settled, heard]):
        transcript = Transcript()
        done = [said for event in (*begun, *ending) for said in transcript.fold(event)]
        assert [said.words for said in done] == ["Hello world."]
        assert not transcript.open


def test_words_that_come_after_all_that_are_said_all_the_same() -> None:
    """As an utterance of their turn."""
    settled = TurnSettled(at=60, turn=1)
    assert told(
        OutputTranscribed(at=1, turn=1, text="Hello."),
        *over(2, 1),
        OutputTranscribed(at=57, turn=1, text="Late."),
        settled,
        settled,
    ) == [("model", "Hello."), ("model", "Late.")]


def test_an_answer_is_finished_when_the_next_one_begins_or_a_line_is_entered() -> None:
    """Whoever folds older records has no word that it has settled."""
    answer: list[Event] = [
        OutputTranscribed(at=1, turn=1, text="One"),
        TurnComplete(at=2, turn=1),
    ]
    line = LineEntered(at=3, text="And?")
    assert told(*answer, line) == [("model", "One"), ("user", "And?")]
    assert told(*answer, OutputTranscribed(at=3, turn=2, text="Two")) == [("model", "One")]
    assert told(*answer[:1], line) == [("user", "And?")]


def test_an_answer_that_was_heard_comes_before_the_line_that_follows_it() -> None:
    """Though the service has not ended it (case 3)."""
    sound = AudioReceived(at=1, turn=1, pcm=bytes(48_000))
    words = OutputTranscribed(at=1, turn=1, text="One.")
    generated, started = GenerationComplete(at=1, turn=1), PlaybackStarted(at=1.2, turn=1)
    heard = PlaybackFinished(at=2.3, turn=1, heard=24_000)
    line, ended = LineEntered(at=2.5, text="And?"), TurnComplete(at=4, turn=1)
    both = [("model", "One."), ("user", "And?")]
    assert told(sound, words, generated, started, line, ended) == both
    assert told(sound, words, generated, started, heard, line, ended) == both
    assert told(words, generated, line, ended) == both
    assert told(sound, words, generated, line, heard, *over(4, 1)) == both[::-1]
    early = replace(line, at=2)
    assert told(sound, words, generated, started, early, heard, *over(4, 1)) == both[::-1]


@pytest.mark.parametrize("flags", [(True, True, True), (True, False, False), (True, False, True)])
def test_an_utterance_that_is_called_complete_goes_on_if_more_follows_soon(
    flags: tuple[bool, ...],
) -> None:
    """Some services call every piece complete (case 11)."""
    pieces = ["What is", " the", " time?"]
    events: list[Event] = [
        InputTranscribed(at=place / 10, text=text, finished=finished)
        for place, (text, finished) in enumerate(zip(pieces, flags, strict=True))
    ]
    assert told(*events) == []
    assert told(*events, OutputTranscribed(at=2.5, turn=1, text="Noon."), *over(3, 1)) == [
        ("user", "What is the time?"),
        ("model", "Noon."),
    ]


def test_an_utterance_that_is_called_complete_is_so_after_a_moment() -> None:
    """What comes later is another one; a guess keeps it open."""
    one = InputTranscribed(at=0, text="One", finished=True)
    two = InputTranscribed(at=1.1 + JOIN_S, text="Two")
    assert told(one, two, Ended(at=5)) == [("user", "One"), ("user", "Two")]
    guess = InputTranscribed(at=0.5, text=" and", interim=True)
    assert told(one, guess, two, Ended(at=5)) == [("user", "OneTwo")]


def test_what_nobody_answers_is_an_utterance_of_its_own() -> None:
    """A minute later something else is said."""
    transcript = Transcript()
    transcript.fold(InputTranscribed(at=1, text="Dinner "))
    transcript.fold(InputTranscribed(at=1 + UNANSWERED_S, text="is ready."))
    assert not transcript.fold(AudioSent(at=1 + 2 * UNANSWERED_S, pcm=b""))
    [said] = transcript.fold(InputTranscribed(at=61, text="What time is it?"))
    assert said.words == "Dinner is ready."
    assert [one.words for one in transcript.open] == ["What time is it?"]


def test_who_heard_all_of_it_was_not_interrupted() -> None:
    """Sound, words, all generated, all heard; then the key is pressed (case 13)."""
    spoken = [
        AudioReceived(at=1, turn=1, pcm=bytes(48_000)),
        OutputTranscribed(at=1, turn=1, text="All of it."),
    ]
    heard = PlaybackFinished(at=2.5, turn=1, heard=24_000)
    cut = Interrupted(at=2.6, turn=1)
    for generated, interrupted in ((True, False), (False, True)):
        rest = [GenerationComplete(at=1.1, turn=1)] if generated else []
        for order in ([heard, cut], [cut, heard]):
            transcript = Transcript()
            for event in (*spoken, *rest, *order, *over(2.6, 1)):
                transcript.fold(event)
            [said] = transcript.finished
            assert (said.words, said.unheard, said.interrupted) == ("All of it.", "", interrupted)


def test_a_voice_that_was_stopped_before_it_sounded_was_not_heard() -> None:
    """Its sound is refused, and nobody waits for it (A7)."""
    transcript = Transcript()
    for event in (
        OutputTranscribed(at=1, turn=1, text="Well, "),
        AudioReceived(at=1.1, turn=1, pcm=bytes(48_000), refused=True),
        OutputTranscribed(at=1.2, turn=1, text="a long story."),
        *over(2, 1),
    ):
        transcript.fold(event)
    [said] = transcript.finished
    assert (said.words, said.unheard_words) == ("", "Well, a long story.")
    assert said.interrupted
    assert transcript.heard(1) == ""


def test_what_comes_of_a_voice_that_was_stopped_was_not_heard() -> None:
    """Though all that had come by then was."""
    transcript = Transcript()
    for event in (
        AudioReceived(at=1, turn=1, pcm=bytes(48_000)),
        OutputTranscribed(at=1, turn=1, text="Well,"),
        PlaybackFinished(at=2, turn=1, heard=24_000),
        AudioReceived(at=2.1, turn=1, pcm=bytes(48_000), refused=True),
        OutputTranscribed(at=2.2, turn=1, text=" a long story"),
        *over(3, 1),
    ):
        transcript.fold(event)
    [said] = transcript.finished
    assert (said.words, said.unheard_words, said.interrupted) == ("Well,", "a long story", True)


def test_hanging_up_interrupts_nobody() -> None:
    """Unless the voice had been stopped before."""
    for ended_at, interrupted in ((1.5, False), (9, True)):
        transcript = Transcript()
        for event in (
            AudioReceived(at=1, turn=1, pcm=bytes(48_000)),
            OutputTranscribed(at=1, turn=1, text="One two three four."),
            PlaybackFinished(at=1.5, turn=1, heard=12_000, unheard=12_000),
            Ended(at=ended_at),
        ):
            transcript.fold(event)
        [said] = transcript.finished
        assert (said.words, said.interrupted) == ("One two", interrupted)


def test_words_of_a_part_may_come_after_it() -> None:
    """Unless sound of the next part has come, or a while has passed."""
    first = [
        AudioReceived(at=1, turn=1, pcm=bytes(4800)),
        OutputTranscribed(at=1, turn=1, text="Let me"),
        TurnComplete(at=2, turn=1, more=True),
    ]
    late = OutputTranscribed(at=2.1, turn=1, text=" see.")
    sound = AudioReceived(at=3, turn=1, pcm=bytes(4800))
    words = OutputTranscribed(at=9, turn=1, text=" Seven.")
    heard = PlaybackFinished(at=10, turn=1, heard=4800)
    end = (*over(10, 1), heard)
    assert told(*first, late, sound, words, *end) == [("model", "Let me see."), ("model", "Seven.")]
    assert told(*first, words, *end) == [("model", "Let me"), ("model", "Seven.")]
    silent = [first[0], first[2], replace(words, at=2.1), *end]
    assert told(*silent) == [("model", "Seven.")]


def test_a_written_part_is_finished_at_once() -> None:
    """There is no sound to wait for; a part in which nothing was said is none."""
    transcript = Transcript()
    transcript.fold(OutputTranscribed(at=1, turn=1, text="Let me think."))
    done = transcript.fold(TurnComplete(at=2, turn=1, more=True))
    assert [said.words for said in done] == ["Let me think."]
    assert transcript.fold(TurnComplete(at=2, turn=2, more=True)) == []


def test_utterances_are_counted_as_they_are_finished() -> None:
    """A question that goes on over its answer is another one."""
    transcript = Transcript()
    for event in (
        InputTranscribed(at=1, text="A story"),
        OutputTranscribed(at=2, turn=1, text="Once"),
        InputTranscribed(at=2.5, text=" Stop"),
        Interrupted(at=2.5, turn=1),
        *over(2.6, 1),
        LineEntered(at=3, text="Now."),
    ):
        transcript.fold(event)
    assert [(said.number, said.words) for said in transcript.finished] == [
        (1, "A story"),
        (2, "Once"),
        (3, "Stop"),
        (4, "Now."),
    ]


def test_the_words_heard_so_far_are_known() -> None:
    """While it plays, when it was stopped, and when it is finished (case 25)."""
    transcript = Transcript()
    assert transcript.heard(1) == ""
    transcript.fold(AudioReceived(at=1, turn=1, pcm=bytes(96_000)))
    transcript.fold(OutputTranscribed(at=1, turn=1, text="One two three four."))
    assert transcript.heard(1) == ""
    transcript.fold(PlaybackStarted(at=1.5, turn=1))
    transcript.fold(GenerationComplete(at=2.5, turn=1))
    assert transcript.heard(1) == "One two"
    transcript.fold(PlaybackFinished(at=2.5, turn=1, heard=36_000, unheard=12_000))
    assert transcript.heard(1) == "One two three"
    for event in over(3, 1):
        transcript.fold(event)
    assert transcript.heard(1) == "One two three"


def test_written_words_were_read_as_they_came() -> None:
    """Thoughts are no part of the answer."""
    transcript = Transcript()
    transcript.fold(TextReceived(at=1, turn=1, text="Hm.", thought=True))
    transcript.fold(TextReceived(at=1, turn=1, text="One "))
    transcript.fold(TextReceived(at=1, turn=1, text="two."))
    assert transcript.heard(1) == "One two."


def test_what_belongs_to_no_answer_is_ignored() -> None:
    """Playback of a finished turn, an interruption of nothing."""
    nothing = (
        Interrupted(at=1, turn=1),
        GenerationComplete(at=1, turn=1),
        PlaybackStarted(at=1, turn=1),
        PlaybackFinished(at=1, turn=1, heard=1),
        TurnSettled(at=1, turn=1),
    )
    assert told(*nothing, Ended(at=2)) == []


def test_an_interrupted_thought_is_marked_if_nothing_else_was_said() -> None:
    """Else it is the answer that was interrupted."""
    thought = TextReceived(at=1, turn=1, text="Hm.", thought=True)
    words = OutputTranscribed(at=1, turn=1, text="Once")
    for said, marks in (([thought], [True]), ([words, thought], [True, False])):
        transcript = Transcript()
        for event in (*said, Interrupted(at=2, turn=1), *over(2, 1)):
            transcript.fold(event)
        assert [one.interrupted for one in transcript.finished] == marks


PIECES = st.lists(st.sampled_from(["a", " b", "c.", " "]), max_size=5)
TURNS = st.lists(st.tuples(PIECES, PIECES, st.booleans(), st.booleans(), st.booleans()), max_size=4)


@given(TURNS)
def test_every_word_is_told_once(
    turns: list[tuple[list[str], list[str], bool, bool, bool]],
) -> None:
    """Spoken or written, cut or heard, before an end or after it."""
    transcript = Transcript()
    for turn, (before, after, sounds, cut, asked) in enumerate(turns, 1):
        now = 10.0 * turn
        events: list[Event] = [InputTranscribed(at=now - 1, text="Q")] if asked else []
        events += [OutputTranscribed(at=now, turn=turn, text=piece) for piece in before]
        events += [AudioReceived(at=now, turn=turn, pcm=bytes(4800))] if sounds else []
        events += [Interrupted(at=now, turn=turn)] if cut else []
        events += [TurnComplete(at=now, turn=turn)]
        events += [PlaybackFinished(at=now, turn=turn, heard=1200)] if sounds else []
        events += [OutputTranscribed(at=now + 1, turn=turn, text=piece) for piece in after]
        events += [TurnSettled(at=now + 2, turn=turn)]
        for event in events:
            transcript.fold(event)
    transcript.fold(Ended(at=99))
    said = [one for one in transcript.finished if one.speaker == "model"]
    for turn, (before, after, *_) in enumerate(turns, 1):
        whole = "".join(one.text + one.unheard for one in said if one.turn == turn)
        assert "".join(whole.split()) == "".join("".join(before + after).split())
    numbers = [one.number for one in transcript.finished]
    assert len({*numbers}) == len(numbers)
    assert not transcript.open


def second(turn: int = 1, at: float = 1.0) -> AudioReceived:
    return AudioReceived(at=at, turn=turn, pcm=bytes(48_000))


def sounding(transcript: Transcript, now: float) -> list[str]:
    """The words that sound; "" for what makes no sound, or of which all has sounded."""
    return [said.text[begin:end] for said, begin, end in transcript.sounding(now)]


def test_the_word_that_sounds_is_known_at_any_time() -> None:
    """From the moment at which playback begins; words and sound come long before."""
    transcript = Transcript()
    for event in (second(), OutputTranscribed(at=1, turn=1, text="one two three four")):
        transcript.fold(event)
    assert sounding(transcript, 5) == ["one"]
    transcript.fold(PlaybackStarted(at=6, turn=1))
    assert [sounding(transcript, 6 + tenth / 10)[0] for tenth in (0, 3, 6, 9, 11)] == [
        "one", "two", "three", "four", "",
    ]  # fmt: skip


def test_a_hole_in_the_sound_holds_the_words_up() -> None:
    """What came too late begins when it comes."""
    transcript = Transcript()
    for event in (
        second(),
        OutputTranscribed(at=1, turn=1, text="one "),
        PlaybackStarted(at=1, turn=1),
        second(at=5),
        OutputTranscribed(at=5, turn=1, text="two"),
    ):
        transcript.fold(event)
    assert sounding(transcript, 5.1) == ["two"]
    assert sounding(transcript, 6.1) == [""]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "one ", "two three four ", "a "]),
            st.integers(0, 12_000),
            st.floats(0, 0.5),
        ),
        max_size=12,
    )
)
def test_the_word_that_sounds_never_goes_back(pieces: list[tuple[str, int, float]]) -> None:
    """Whatever comes late, and whatever it tells of the words before."""
    transcript, now, places = Transcript(), 1.0, list[int]()
    for number, (words, samples, seconds) in enumerate(pieces):
        if words:
            transcript.fold(OutputTranscribed(at=now, turn=1, text=words))
        transcript.fold(AudioReceived(at=now, turn=1, pcm=bytes(2 * samples)))
        if number == 1:
            transcript.fold(PlaybackStarted(at=now, turn=1))
        now += seconds
        places += [begin for _, begin, _ in transcript.sounding(now)]
    assert places == sorted(places)


def test_without_a_loudspeaker_words_are_read() -> None:
    """Nothing sounds: nobody waits for a voice that is not there."""
    transcript = Transcript()
    for event in (
        DeviceMissing(at=0, device="loudspeaker", reason="None found."),
        AudioReceived(at=5, turn=1, pcm=bytes(48_000)),
        OutputTranscribed(at=5, turn=1, text="one two three"),
        PlaybackStarted(at=5, turn=1),
    ):
        transcript.fold(event)
    assert sounding(transcript, 5.1) == [""]


def test_without_a_loudspeaker_no_word_sounds_until_it_is_back() -> None:
    """What waits goes on where it was."""
    transcript = Transcript()
    opened = DeviceOpened(at=0, device="loudspeaker", name="x", rate=24_000, latency_ms=1)
    for event in (
        opened,
        second(),
        OutputTranscribed(at=1, turn=1, text="one two three four"),
        second(turn=2),
        DeviceLost(at=0.5, device="loudspeaker", name="x", reason="gone"),
        replace(opened, at=0.6),
        PlaybackStarted(at=1, turn=1),
        DeviceLost(at=1.3, device="loudspeaker", name="x", reason="gone"),
    ):
        transcript.fold(event)
    assert sounding(transcript, 9)[0] == "two"
    transcript.fold(replace(opened, at=11.3))
    assert sounding(transcript, 11.6)[0] == "three"


def test_what_makes_no_sound_has_no_word_that_sounds() -> None:
    """The user's words, and thoughts; all in the order in which they began."""
    transcript = Transcript()
    for event in (
        TextReceived(at=2, turn=1, text="hm", thought=True),
        InputTranscribed(at=1, text="hey"),
        second(at=3),
        OutputTranscribed(at=3, turn=1, text="two"),
    ):
        transcript.fold(event)
    said = [(one.text, begin, end) for one, begin, end in transcript.sounding(3)]
    assert said == [("hey", 3, 3), ("hm", 2, 2), ("two", 0, 3)]


def test_the_word_that_sounds_is_known_in_a_turn_of_parts() -> None:
    """Each part is an utterance of its own."""
    transcript = Transcript()
    for event in (
        second(at=3),
        OutputTranscribed(at=3, turn=1, text="two "),
        TurnComplete(at=3.5, turn=1, more=True),
        second(at=9),
        OutputTranscribed(at=9, turn=1, text="three"),
    ):
        transcript.fold(event)
    said = [(one.text, begin, end) for one, begin, end in transcript.sounding(9)]
    assert said == [("two ", 0, 3), ("three", 0, 0)]
    transcript.fold(PlaybackStarted(at=9, turn=1))
    said = [(one.text, begin, end) for one, begin, end in transcript.sounding(10.5)]
    assert said == [("two ", 4, 4), ("three", 0, 5)]
