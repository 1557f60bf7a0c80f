"""What is kept of a call's events, and that the call can be folded from it again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.talk import events as e
from livechat.core.talk.condenser import SUMMED_SAMPLES, Condenser
from livechat.core.talk.records import MAX_SAMPLES, Record, Records, event_of, line_of, said_in
from livechat.core.talk.transcript import Transcript, Utterance

SECOND = bytes(48_000)


def kept(events: Iterable[e.Event]) -> list[Record]:
    """The records of events alone."""
    condenser = Condenser(Records())
    return [record for event in events for record in condenser.records(event)]


def shown(said: Iterable[Utterance]) -> list[tuple[object, ...]]:
    return [
        (one.number, one.speaker, one.kind, one.words, one.unheard_words, one.interrupted)
        for one in said
    ]


def broken_off(events: Iterable[e.Event]) -> tuple[list[Utterance], list[Utterance]]:
    """What was said in a call that a crash ended: by the live transcript, and by its journal."""
    records, live, lines = Records(), Transcript(), list[str]()
    condenser, at = Condenser(records), 0.0
    for event in events:
        at = event.at
        finished = live.fold(event)
        written = [*condenser.records(event), *(records.utterance(one, at) for one in finished)]
        lines += map(line_of, written)
    live.fold(e.Ended(at=at))
    return live.finished, said_in(map(json.loads, lines))


def sound(at: float, seconds: float = 1.0, turn: int = 1, refused: bool = False) -> e.Event:
    return e.AudioReceived(at=at, turn=turn, pcm=bytes(int(48_000 * seconds)), refused=refused)


def heard(at: float, text: str) -> e.Event:
    return e.InputTranscribed(at=at, text=text)


def words(at: float, text: str, turn: int = 1) -> e.Event:
    return e.OutputTranscribed(at=at, turn=turn, text=text)


# --- what is written ---


def test_the_first_sound_of_an_answer_is_written_at_once_and_the_rest_summed_up() -> None:
    """Without its bytes; the sum stands before what comes next."""
    found = kept(
        [sound(1.0, 0.5), sound(1.1, 0.25), sound(1.2, 0.25), words(1.3, "Hi"), sound(1.4, 0.5)]
    )
    assert [(one["event"], one["at"], one.get("samples")) for one in found] == [
        ("audio_received", 0.0, 12_000),
        ("audio_received", 0.2, 12_000),
        ("output_transcribed", 0.3, None),
    ]
    assert all("pcm" not in one for one in found)


def test_sound_of_another_turn_or_another_fate_is_apart() -> None:
    """What is refused is told from what is played."""
    found = kept(
        [
            sound(1, turn=1),
            sound(2, turn=1),
            sound(3, turn=1, refused=True),
            sound(4, turn=2),
            sound(5, turn=2),
            e.TurnComplete(at=6, turn=2),
        ]
    )
    assert [(one["turn"], one.get("refused"), one["at"]) for one in found] == [
        (1, False, 0.0),
        (1, False, 1.0),
        (1, True, 2.0),
        (2, False, 3.0),
        (2, False, 4.0),
        (2, None, 5.0),
    ]


def test_a_long_answer_without_words_is_summed_up_in_pieces_that_can_be_read() -> None:
    """Each stands for less than what one record may stand for."""
    found = kept(sound(number, 10.0) for number in range(20))
    samples = [event.pcm for one in found if isinstance(event := event_of(one), e.AudioReceived)]
    assert len(samples) == len(found) == 1 + 19 // 3
    assert all(SUMMED_SAMPLES <= len(one) // 2 <= MAX_SAMPLES for one in samples[1:])


def test_a_guess_is_written_without_its_words_and_once() -> None:
    """It says when an utterance began; the words are those that follow."""
    guesses = [e.InputTranscribed(at=at, text="Hel", interim=True) for at in (1, 1.2, 1.4)]
    found = kept([*guesses, heard(1.6, "Hello"), *guesses[:1]])
    assert [(one["text"], one["interim"]) for one in found] == [
        ("", True),
        ("Hello", False),
        ("", True),
    ]


def test_what_is_sent_and_the_end_are_left_out() -> None:
    """Fifty lines a second; and a line that the journal writes itself."""
    assert kept([e.AudioSent(at=1, pcm=b"1234"), e.Ended(at=2)]) == []


# --- what comes of it ---


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (
            [heard(1, "Tell me"), sound(2), heard(2.1, " no, stop"), words(2.5, "Once"),
             e.Interrupted(at=2.6, turn=1),
             e.PlaybackFinished(at=2.65, turn=1, heard=12_000, unheard=12_000),
             e.TurnComplete(at=2.7, turn=1)],
            ["user: Tell me", "model: Once", "user: no, stop"],
        ),
        (
            [heard(1, "Tell me"), sound(2, 10), words(3.0, "Once"), heard(3.6, "wait a moment")],
            ["user: Tell me", "user: wait a moment", "model: Once"],
        ),
        (
            [heard(1, "Tell me"), sound(2, 2), words(2.1, "Once upon"), sound(2.2, 2),
             words(2.3, " a time"), heard(3.7, "stop"), e.Interrupted(at=3.9, turn=1),
             e.PlaybackFinished(at=4, turn=1, heard=48_000, unheard=48_000)],
            ["user: Tell me", "user: stop", "model: Once upon | a time"],
        ),
        (
            [heard(1, "Tell me"), sound(2), words(2.1, "Well"), e.TurnComplete(at=2.2, turn=1),
             e.PlaybackFinished(at=3, turn=1, heard=24_000),
             heard(4, "And"), heard(4.1, " then"), sound(5, turn=2), heard(5.2, "?")],
            ["user: Tell me", "model: Well", "user: And then?"],
        ),
        (
            [heard(1, "One"), sound(2), words(2.1, "First"), heard(2.2, " wait"),
             e.Interrupted(at=2.4, turn=1),
             e.PlaybackFinished(at=2.4, turn=1, heard=24_000),
             e.TurnComplete(at=2.5, turn=1), sound(3, turn=2), words(3.1, "Second", 2),
             heard(3.3, " no"), e.Interrupted(at=3.4, turn=2),
             e.PlaybackFinished(at=3.4, turn=2, heard=24_000),
             e.TurnComplete(at=3.5, turn=2)],
            ["user: One", "model: First", "user: wait", "model: Second", "user: no"],
        ),
    ],
    ids=[
        "after an interruption",
        "while the user speaks over it",
        "before the service has closed what was cut",
        "with a trailing word",
        "after two interruptions",
    ],
)  # fmt: skip
def test_a_call_that_broke_off_is_cut_as_the_live_one_was(
    events: list[e.Event], said: list[str]
) -> None:
    """Question and interruption are two, and every word is in one of them."""
    live, restored = broken_off(events)
    assert shown(restored) == shown(live)
    assert [
        f"{one.speaker}: {one.words}" + f" | {one.unheard_words}" * bool(one.unheard)
        for one in restored
    ] == said


TEXTS = st.sampled_from(["Hello", " there.", "no", " stop", "", " and then"])
TURNS = st.integers(1, 3)
HAPPENINGS = st.one_of(
    st.builds(e.InputTranscribed, at=st.just(0.0), text=TEXTS, finished=st.booleans()),
    st.builds(e.InputTranscribed, at=st.just(0.0), text=TEXTS, interim=st.just(True)),
    st.builds(e.OutputTranscribed, at=st.just(0.0), turn=TURNS, text=TEXTS),
    st.builds(e.TextReceived, at=st.just(0.0), turn=TURNS, text=TEXTS, thought=st.booleans()),
    st.builds(e.AudioReceived, at=st.just(0.0), turn=TURNS, pcm=st.just(SECOND)),
    st.builds(e.LineEntered, at=st.just(0.0), text=TEXTS),
    st.builds(e.TextSent, at=st.just(0.0), text=TEXTS),
    st.builds(e.GenerationComplete, at=st.just(0.0), turn=TURNS),
    st.builds(e.PlaybackStarted, at=st.just(0.0), turn=TURNS),
    st.builds(e.TurnSettled, at=st.just(0.0), turn=TURNS),
    st.builds(e.Interrupted, at=st.just(0.0), turn=TURNS),
    st.builds(e.TurnComplete, at=st.just(0.0), turn=TURNS, lost=st.booleans()),
    st.builds(
        e.PlaybackFinished,
        at=st.just(0.0),
        turn=TURNS,
        heard=st.integers(0, 3).map(lambda seconds: 24_000 * seconds),
    ),
    st.builds(e.AudioSent, at=st.just(0.0), pcm=st.just(b"12")),
)


@given(st.lists(st.tuples(HAPPENINGS, st.sampled_from([0, 50, 200, 1600])), max_size=25))
def test_whatever_happens_a_journal_says_what_was_said(happened: list[tuple[e.Event, int]]) -> None:
    """Wherever the call breaks off: the same words, by the same speaker, in the same pieces."""
    times = accumulate((ms for _, ms in happened), initial=0)
    told = [replace(event, at=ms / 1000) for (event, _), ms in zip(happened, times, strict=False)]
    live, restored = broken_off(told)
    assert shown(restored) == shown(live)
