"""Which words of an answer were heard."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from livechat.core.pcm import OUTPUT_RATE
from livechat.core.play.word_alignment import SpokenWords

WORD = OUTPUT_RATE // 3
"""Samples of one word, all of the same length."""

TEXT = [f" w{number:03d}" for number in range(60)]


def heard_words(spoken: SpokenWords, samples: int) -> int:
    heard, unheard = spoken.split(samples)
    assert heard + unheard == "".join(TEXT)
    return len(heard.split())


@given(st.lists(st.integers(1, 8), min_size=1), st.integers(0, 60 * WORD))
def test_words_after_their_sound_are_at_most_one_off(sizes: list[int], heard: int) -> None:
    """However the service cuts an answer, as long as words come with the sound they belong to."""
    spoken, at, turn = SpokenWords(), 0, 0
    while at < len(TEXT):
        count = min(sizes[turn % len(sizes)], len(TEXT) - at)
        spoken.sound(count * WORD)
        spoken.words("".join(TEXT[at : at + count]))
        at, turn = at + count, turn + 1
    assert abs(heard_words(spoken, heard) - heard / WORD) <= 1


@given(st.integers(0, 60 * WORD))
def test_words_ahead_of_their_sound_are_at_most_one_off(heard: int) -> None:
    """Some services send the words first."""
    spoken = SpokenWords()
    for at in range(0, len(TEXT), 4):
        spoken.words("".join(TEXT[at : at + 4]))
        spoken.sound(4 * WORD)
    assert abs(heard_words(spoken, heard) - heard / WORD) <= 1


@given(st.integers(2 * WORD // 10, WORD), st.integers(2 * WORD, 60 * WORD))
def test_words_that_come_with_their_first_sound_are_at_most_one_off(piece: int, heard: int) -> None:
    """The first piece of sound comes a breath earlier than the words it begins."""
    spoken, sound = SpokenWords(), 0
    for at in range(0, len(TEXT), 4):
        while sound <= at * WORD:
            spoken.sound(piece)
            sound += piece
        spoken.words("".join(TEXT[at : at + 4]))
    spoken.sound(60 * WORD - sound)
    assert abs(heard_words(spoken, heard) - heard / WORD) <= 2


def test_a_transcript_in_one_piece_is_spread_over_the_sound() -> None:
    """Before it or after it."""
    for first in (True, False):
        spoken = SpokenWords()
        if first:
            spoken.words("".join(TEXT))
        spoken.sound(60 * WORD)
        if not first:
            spoken.words("".join(TEXT))
        assert abs(heard_words(spoken, 20 * WORD) - 20) <= 1


def test_nothing_played_is_nothing_heard_and_all_is_all() -> None:
    """The two ends are exact, silence after the last word included."""
    spoken = SpokenWords()
    spoken.sound(WORD * 60)
    spoken.words("".join(TEXT))
    spoken.sound(WORD)
    assert heard_words(spoken, 0) == 0
    assert heard_words(spoken, WORD * 60) == 60
    assert heard_words(spoken, WORD * 61) == 60


def test_words_without_sound_count_as_heard() -> None:
    """Nothing is known about them, so nothing is taken from them."""
    spoken = SpokenWords()
    spoken.words("".join(TEXT))
    assert heard_words(spoken, 0) == 60
    assert spoken.samples == 0


@given(st.lists(st.text("ab .\n山は。", max_size=5), max_size=20), st.integers(0, 1000))
def test_nothing_of_a_text_is_lost_and_the_word_that_sounds_is_one(
    fragments: list[str], heard: int
) -> None:
    """The word that sounds lies where the text is divided, and has no space in it."""
    spoken = SpokenWords()
    for fragment in fragments:
        spoken.words(fragment)
        spoken.sound(50)
    text = "".join(fragments)
    before, after = spoken.split(heard)
    begin, end = spoken.sounding(heard)
    assert before + after == text
    assert not text[begin:end] or not any(map(str.isspace, text[begin:end]))
    assert len(before.rstrip()) in (len(text[:begin].rstrip()), len(text[:end].rstrip()))


def test_a_script_without_spaces_is_followed_sign_by_sign() -> None:
    """A sentence of Japanese is no single word; its full stop belongs to the last sign."""
    spoken = SpokenWords()
    spoken.words("山は青い。空も")
    spoken.sound(700)
    assert [spoken.sounding(at) for at in (0, 100, 350, 650)] == [(0, 1), (1, 2), (3, 5), (6, 7)]
    assert spoken.split(200) == ("山は", "青い。空も")
