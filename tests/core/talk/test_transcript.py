"""Who said what."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from livechat.core.talk.events import (
    AudioReceived,
    Ended,
    Event,
    InputTranscribed,
    Interrupted,
    OutputTranscribed,
    PlaybackFinished,
    TextReceived,
    TextSent,
    TurnComplete,
)
from livechat.core.talk.transcript import LATE_INPUT_S, Transcript


def told(*events: Event) -> list[tuple[str, str]]:
    transcript = Transcript()
    for event in events:
        transcript.fold(event)
    return [(said.speaker, said.words) for said in transcript.finished]


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
    assert told(*events, TurnComplete(at=3, turn=1)) == [
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
        TurnComplete(at=2.0, turn=1),
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
        TurnComplete(at=5.4, turn=1),
        InputTranscribed(at=5.5, text=" now."),
        OutputTranscribed(at=6, turn=2, text="Fine."),
        TurnComplete(at=7, turn=2),
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
    done = transcript.fold(InputTranscribed(at=0, text=" speech", finished=True))
    assert [said.words for said in done] == ["Recognise speech"]


def test_typed_lines_and_written_answers_are_marked_as_such() -> None:
    """So are thoughts, which stay apart from the answer."""
    transcript = Transcript()
    transcript.fold(TextSent(at=0, text="Hello"))
    transcript.fold(TextReceived(at=1, turn=1, text="A greeting.", thought=True))
    transcript.fold(TextReceived(at=1, turn=1, text="Hello!"))
    transcript.fold(TurnComplete(at=2, turn=1))
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
        TurnComplete(at=1.1, turn=1),
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
    over = TurnComplete(at=1.6, turn=1)
    heard = PlaybackFinished(at=1.6, turn=1, heard=12_000, unheard=12_000)
    for ending in ([over, heard], [heard, over]):
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
        TurnComplete(at=1.3, turn=1),
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
        TurnComplete(at=1.1, turn=1),
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
        TurnComplete(at=2, turn=1),
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
        TurnComplete(at=2.5, turn=1),
        InputTranscribed(at=2.6, text=" it."),
        OutputTranscribed(at=4.0, turn=2, text="Fine."),
        TurnComplete(at=5.0, turn=2),
    ) == [("user", "A story"), ("model", "Once"), ("user", "Stop it."), ("model", "Fine.")]


def test_a_question_whose_answer_is_interrupted_without_a_word_is_over() -> None:
    """What follows is another utterance."""
    assert told(
        InputTranscribed(at=1.0, text="A story"),
        OutputTranscribed(at=2.0, turn=1, text="Once"),
        Interrupted(at=2.5, turn=1),
        TurnComplete(at=2.5, turn=1),
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
        TurnComplete(at=2, turn=1, lost=True),
        AudioReceived(at=3, turn=2, pcm=bytes(48_000)),
        OutputTranscribed(at=3, turn=2, text="Once upon a time."),
        PlaybackFinished(at=4, turn=1, heard=24_000),
        TurnComplete(at=5, turn=2),
        PlaybackFinished(at=6, turn=2, heard=24_000),
    ):
        transcript.fold(event)
    assert [(said.words, said.lost) for said in transcript.finished] == [
        ("A story", False),
        ("Once upon", True),
        ("Once upon a time.", False),
    ]


def test_an_answer_that_broke_off_may_be_cut_as_well() -> None:
    """Only what was heard was said."""
    transcript = Transcript()
    for event in (
        AudioReceived(at=1, turn=1, pcm=bytes(48_000)),
        OutputTranscribed(at=1, turn=1, text="One two three four"),
        TurnComplete(at=2, turn=1, lost=True),
        PlaybackFinished(at=3, turn=1, heard=12_000, unheard=12_000),
    ):
        transcript.fold(event)
    [said] = transcript.finished
    assert said.words == "One two"
    assert said.unheard_words == "three four"
    assert said.interrupted
    assert said.lost
