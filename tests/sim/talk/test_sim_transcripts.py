"""Transcriptions with what a client may ask for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.protocol.terms import Transcription
from livechat.sim.talk.transcripts import corrected, described, duration, in_pieces

PLAIN = Transcription()


@given(st.lists(st.text("abc", min_size=1, max_size=5), min_size=1, max_size=40))
def test_the_pieces_joined_are_the_text(words: list[str]) -> None:
    """Whatever its length."""
    text = " ".join(words)
    assert "".join(piece["text"] for piece in in_pieces(text, PLAIN, 0.0, 1.0)) == text


def test_nothing_is_told_that_was_not_asked_for() -> None:
    """A plain transcription is its text."""
    assert in_pieces("hello there", PLAIN, 1.0, 2.0) == [{"text": "hello there"}]


def test_language_speaker_and_times_are_told_when_asked_for() -> None:
    """The words share the utterance's time, over all pieces."""
    options = Transcription(languages=("en-GB", "de-DE"), timestamps=True, diarization=True)
    first, second = in_pieces("a b c d e", options, 10.0, 5.0)
    assert (first["languageCode"], first["speakerLabel"]) == ("en-GB", "1")
    assert [word["startOffset"] for word in first["words"]] == ["10s", "11s", "12s", "13s"]
    assert second["words"] == [{"word": "e", "startOffset": "14s", "endOffset": "15s"}]


@pytest.mark.parametrize(
    ("vocabulary", "heard", "written"),
    [
        (("livechat",), "I like live chat.", "I like live chat."),
        (("Kubernetes",), "open kubernetis, please", "open Kubernetes, please"),
        (("New Amsterdam",), "to new amstadam today", "to New Amsterdam today"),
        (("Anna",), "and another banana", "and another banana"),
        ((), "as it is", "as it is"),
        (("",), "as it is", "as it is"),
    ],
)
def test_the_vocabulary_corrects_what_sounds_like_it(
    vocabulary: tuple[str, ...], heard: str, written: str
) -> None:
    """Word for word, punctuation kept, and nothing that only shares some letters."""
    assert corrected(heard, Transcription(vocabulary=vocabulary)) == written


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("um, I I want uh tea", "I want tea"),
        ("Hmm. well, well", "Well"),
        ("thumbs up", "Thumbs up"),
        ("", ""),
    ],
)
def test_smart_mode_leaves_hesitations_out(heard: str, written: str) -> None:
    """And what was said twice."""
    assert corrected(heard, Transcription(smart=True)) == written
    assert corrected(heard, PLAIN) == heard


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "0s"), (1.0, "1s"), (1.5, "1.500s"), (60.0, "60s"), (0.1604, "0.160s")],
)
def test_durations_are_written_as_protobuf_does(seconds: float, text: str) -> None:
    """Milliseconds at most: three decimals or none."""
    assert duration(seconds) == text


def test_an_empty_piece_has_no_words() -> None:
    """Nor does it fail."""
    assert described("", Transcription(timestamps=True), 0.0, 1.0) == {"text": "", "words": []}
