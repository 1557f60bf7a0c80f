"""What leaves an open microphone."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.link.endpointing import ONSET_WINDOWS, Judgement, exactly
from livechat.core.link.items import Item, Sound, SoundEnd
from livechat.core.link.speech_gate import HOLD_MS, PREROLL_MS, SpeechGate, Stage
from livechat.core.pcm import CHUNK_MS

SPEECH, SILENCE = (0.9,), (0.1,)
HOLD, PREROLL = HOLD_MS // CHUNK_MS, PREROLL_MS // CHUNK_MS
RULE = exactly(320)
END_WINDOWS = 10


class Told:
    """What a gate lets out of numbered chunks, each with one window."""

    def __init__(self, gate: SpeechGate) -> None:
        self.gate = gate
        self.left: list[Item] = []
        self.given = 0

    def hear(self, *runs: tuple[int, tuple[float, ...]]) -> list[float | str]:
        """Chunks in runs of the same windows; numbers and `end`s that leave."""
        before = len(self.left)
        for count, windows in runs:
            for _ in range(count):
                self.left += self.gate.take(Sound(b"", float(self.given)), Judgement(windows))
                self.given += 1
        return [plain(one) for one in self.left[before:]]


def plain(item: Item) -> float | str:
    return item.captured_at if isinstance(item, Sound) else "end"


def numbers(first: int, count: int) -> list[float]:
    return [float(number) for number in range(first, first + count)]


def test_the_service_is_told_of_the_end_of_speech_and_sound_goes_on() -> None:
    """The silence that ends it leaves before the end, and what follows after it."""
    told = Told(SpeechGate(RULE))
    assert told.hear((5, SILENCE), (20, SPEECH)) == numbers(0, 25)
    assert told.hear((END_WINDOWS, SILENCE), (3, SILENCE)) == [
        *numbers(25, END_WINDOWS),
        "end",
        *numbers(25 + END_WINDOWS, 3),
    ]
    assert told.gate.stage is Stage.OPEN


def test_a_user_who_goes_on_at_once_loses_nothing() -> None:
    """Between the end that was told and the next word nothing is missing."""
    told = Told(SpeechGate(RULE))
    left = told.hear((20, SPEECH), (END_WINDOWS + 1, SILENCE), (20, SPEECH))
    assert [one for one in left if one != "end"] == numbers(0, 41 + END_WINDOWS)
    assert left.count("end") == 1


def test_long_silence_stays_here_after_an_end_of_the_stream() -> None:
    """Told once, however long it lasts."""
    told = Told(SpeechGate(RULE))
    told.hear((20, SPEECH), (END_WINDOWS, SILENCE))
    assert told.hear((HOLD, SILENCE))[-1] == "end"
    assert told.gate.stage is Stage.HELD
    assert told.hear((10_000, SILENCE)) == []


def test_what_was_just_before_speech_leaves_first() -> None:
    """A second of it, then every chunk."""
    told = Told(SpeechGate(RULE))
    told.hear((HOLD, SILENCE), (100, SILENCE))
    assert told.hear((ONSET_WINDOWS - 1, SPEECH)) == []
    last = HOLD + 100 + ONSET_WINDOWS
    assert told.hear((1, SPEECH)) == numbers(last - PREROLL, PREROLL)
    assert told.hear((5, SPEECH)) == numbers(last, 5)


def test_what_left_before_the_gate_closed_is_not_sent_again() -> None:
    """Where speech begins just afterwards."""
    told = Told(SpeechGate(RULE))
    told.hear((HOLD, SILENCE))
    assert told.hear((ONSET_WINDOWS, SPEECH)) == numbers(HOLD, ONSET_WINDOWS)


def test_a_click_opens_nothing() -> None:
    """Nor do many, with silence between them."""
    told = Told(SpeechGate(RULE))
    told.hear((HOLD, SILENCE))
    assert told.hear(*[(ONSET_WINDOWS - 1, SPEECH), (1, SILENCE)] * 100) == []


def test_a_microphone_in_a_silent_room_is_held_back_from_the_beginning() -> None:
    """After the same time."""
    told = Told(SpeechGate(RULE))
    assert told.hear((HOLD, SILENCE)) == [*numbers(0, HOLD), "end"]


def test_who_wants_the_room_to_be_heard_sends_it_all() -> None:
    """Ends of speech are told all the same."""
    told = Told(SpeechGate(RULE, holds=False))
    left = told.hear((20, SPEECH), (END_WINDOWS, SILENCE), (10 * HOLD, SILENCE))
    assert [one for one in left if one != "end"] == numbers(0, 20 + END_WINDOWS + 10 * HOLD)
    assert left.count("end") == 1


def test_where_the_service_finds_the_ends_only_long_silence_is_told() -> None:
    """Because the stream stops."""
    told = Told(SpeechGate(RULE, tells=False))
    assert "end" not in told.hear((20, SPEECH), (END_WINDOWS, SILENCE))
    assert not told.gate.speaking
    assert told.hear((HOLD, SILENCE)).count("end") == 1


def test_a_reset_begins_with_an_open_gate() -> None:
    """What was kept is forgotten."""
    told = Told(SpeechGate(RULE))
    told.hear((HOLD + 100, SILENCE))
    told.gate.reset()
    assert told.hear((1, SILENCE)) == [float(HOLD + 100)]
    assert told.gate.stage is Stage.OPEN


@pytest.mark.parametrize("speaking", [False, True])
def test_a_doubtful_window_counts_as_speech_while_somebody_speaks(speaking: bool) -> None:
    """As it does for the end."""
    gate = SpeechGate(RULE)
    Told(gate).hear((20 * speaking, SPEECH))
    assert gate.voiced(0.4) is speaking
    assert gate.voiced(0.5)


windows = st.lists(st.sampled_from([0.0, 0.2, 0.4, 0.6, 1.0]), max_size=2).map(tuple)
runs = st.lists(st.tuples(st.integers(1, 200), windows), max_size=30)


@given(runs, st.integers(100, 1_000), st.booleans(), st.booleans(), st.floats(0, 1))
def test_what_leaves_is_in_order_without_a_gap_within_an_utterance(
    story: Sequence[tuple[int, tuple[float, ...]]],
    end_ms: int,
    tells: bool,
    holds: bool,
    finished: float,
) -> None:
    """Whatever the detector says: a part of what was heard, each chunk once, in order.

    A gap comes only after an end of the stream; and while somebody speaks, every chunk leaves.
    """
    gate = SpeechGate(exactly(end_ms), tells=tells, holds=holds)
    left: list[Item] = []
    given, speaks = 0, 0
    for count, heard in story:
        for _ in range(count):
            before = gate.stage
            new = gate.take(Sound(b"", float(given)), Judgement(heard, finished))
            if before is not Stage.HELD:
                assert new[0] == Sound(b"", float(given))
            speaks += gate.speaking
            left += new
            given += 1
    sounds = [one.captured_at for one in left if isinstance(one, Sound)]
    assert all(a < b for a, b in itertools.pairwise(sounds))
    gaps = 0
    for one, follows in itertools.pairwise(left):
        if isinstance(one, Sound) and isinstance(follows, Sound):
            assert follows.captured_at == one.captured_at + 1
    for index, one in enumerate(left[1:-1], 1):
        before_it, after_it = left[index - 1], left[index + 1]
        if isinstance(one, SoundEnd) and isinstance(before_it, Sound):
            assert isinstance(after_it, Sound)
            gaps += after_it.captured_at != before_it.captured_at + 1
    assert gaps == 0 or holds
    assert len(sounds) >= speaks


@pytest.mark.parametrize("ms", [20, 40])
def test_time_is_counted_in_sound_however_it_is_cut(ms: int) -> None:
    """Chunks are longer while a room is quiet."""
    gate, count = SpeechGate(), HOLD_MS // ms
    sound = [Sound(bytes(32 * ms), number * ms / 1000) for number in range(3 * count)]
    left = [gate.take(one, Judgement((0.1,))) for one in sound]
    assert [bool(items) for items in left] == [True] * count + [False] * 2 * count
    items = gate.take(sound[0], Judgement((0.9, 0.9)))
    kept = [one for one in items if isinstance(one, Sound)]
    assert sum(one.ms for one in kept) == PREROLL_MS
