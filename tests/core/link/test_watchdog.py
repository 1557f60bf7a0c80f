"""What goes wrong is told; ordinary conversations are left in peace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.link.backlog import Activity, Item, Sound, Typed
from livechat.core.link.exchange import Exchange
from livechat.core.link.watchdog import NO_ANSWER_S, REPEATS, STALLED_S, Watchdog
from livechat.core.talk.events import (
    AudioReceived,
    Event,
    GenerationComplete,
    InputTranscribed,
    Interrupted,
    OutputTranscribed,
    ResumptionUpdated,
    ServiceTroubled,
    ToolCall,
    ToolCalled,
    TurnComplete,
    VoiceActivity,
)
from tests.support.fakes import at

VOICE = Sound(bytes(640), voiced=True)
SOUND = AudioReceived(at=0, pcm=bytes(4800))
MINUTE = AudioReceived(at=0, pcm=bytes(60 * 48_000))
HEARD = InputTranscribed(at=0, text="What time is it?")
GENERATED = GenerationComplete(at=0)
PART = TurnComplete(at=0, more=True)
DONE = TurnComplete(at=0)
CUT = Interrupted(at=0)
CALL = ToolCalled(at=0, calls=(ToolCall("1", "f", {}),))
HANDLE = ResumptionUpdated(at=0, resumable=True, handle="h")
TICK_S = 0.25


def words(text: str) -> OutputTranscribed:
    return OutputTranscribed(at=0, text=text)


Story = list[tuple[float, Event | Item | str]]


class Both:
    """An exchange and its watchdog, looked at as often as a session does."""

    def __init__(self) -> None:
        self.exchange = Exchange()
        self.watchdog = Watchdog(self.exchange)
        self.now = 0.0
        self.told: list[ServiceTroubled] = []

    def take(self, when: float, one: Event | Item | str) -> None:
        self.wait(when)
        if isinstance(one, str):
            self.exchange.tools_answered([one], when)
        elif isinstance(one, Event):
            self.hear(self.watchdog.fold(at(one, when)))
            self.exchange.fold(at(one, when))
        else:
            self.exchange.handed_over(one, when)

    def wait(self, until: float) -> None:
        while self.now + TICK_S <= until:
            self.now += TICK_S
            self.hear(self.watchdog.due(self.now))

    def hear(self, trouble: ServiceTroubled | None) -> None:
        if trouble is not None:
            self.told.append(trouble)


def told(*story: tuple[float, Event | Item | str]) -> list[tuple[float, str]]:
    """What was told, and when, until ten minutes later."""
    both = Both()
    for when, one in story:
        both.take(when, one)
    both.wait(both.now + 600)
    return [(trouble.at, trouble.what) for trouble in both.told]


ORDINARY: dict[str, Story] = {
    "silence": [(0, HANDLE)],
    "a spoken question and its answer": [
        (1, VOICE),
        (1.5, HEARD),
        (2, VOICE),
        (3, SOUND),
        (3, words("It is ")),
        (3.5, words("noon.")),
        (4, GENERATED),
        (6, DONE),
        (6.1, HANDLE),
    ],
    "words understood when the answer is under way, or over": [
        (1, VOICE),
        (2, SOUND),
        (2.1, HEARD),
        (3, GENERATED),
        (4, DONE),
        (4.1, HEARD),
    ],
    "speaking over an answer": [
        (1, HEARD),
        (2, SOUND),
        (3, VOICE),
        (3.2, CUT),
        (3.3, SOUND),
        (3.4, DONE),
        (3.5, HEARD),
        (5, SOUND),
        (6, GENERATED),
        (7, DONE),
    ],
    "speaking over an answer before it is heard": [
        (1, HEARD),
        (2, CUT),
        (2.1, DONE),
        (2.5, HEARD),
        (4, SOUND),
        (5, DONE),
    ],
    "a function": [
        (1, Typed("?")),
        (2, CALL),
        (2.5, "1"),
        (9, SOUND),
        (10, GENERATED),
        (11, DONE),
    ],
    "a function that nobody has answered yet": [(1, Typed("?")), (2, CALL)],
    "a function asked for in mid-speech": [
        (1, Typed("?")),
        (2, SOUND),
        (2.5, CALL),
        (2.6, "1"),
        (3, SOUND),
        (9, SOUND),
        (10, GENERATED),
        (11, DONE),
    ],
    "an exchange in parts": [
        (1, Typed("?")),
        (2, SOUND),
        (2.5, GENERATED),
        (3, PART),
        (3.1, words("One moment.")),
        (90, SOUND),
        (91, GENERATED),
        (92, DONE),
    ],
    "a part that is all silence": [(1, Typed("?")), (2, PART), (60, SOUND), (61, DONE)],
    "a long answer that comes at once": [
        (1, Typed("?")),
        (2, MINUTE),
        (4, GENERATED),
        (63, DONE),
    ],
    "a long answer whose end is not told before it was heard": [
        (1, Typed("?")),
        (2, MINUTE),
        (63, DONE),
    ],
    "a long press": [
        (1, Activity(True)),
        (2, VOICE),
        (90, VOICE),
        (91, Activity(False)),
        (93, SOUND),
        (94, GENERATED),
        (95, DONE),
    ],
    "a key that was only touched": [(1, Activity(True)), (1.2, Activity(False))],
    "noise, heard by nobody": [(1, VOICE), (2, VOICE)],
    "two ends": [(1, HEARD), (2, SOUND), (3, DONE), (3.5, DONE)],
    "an interruption and its end, when nothing was said": [
        (1, HEARD),
        (2, CUT),
        (3, SOUND),
        (4, DONE),
    ],
    "an end that nobody asked for": [(1, DONE)],
    "doubled words here and there": [
        (1, Typed("?")),
        *(
            (2, words(one))
            for one in "No no that is very very far far away bye bye".lower().split()
        ),
        (3, SOUND),
        (4, DONE),
    ],
    "punctuation": [(1, Typed("?")), (2, SOUND), *[(2, words("."))] * 20, (3, DONE)],
}


@pytest.mark.parametrize("story", ORDINARY.values(), ids=ORDINARY)
def test_it_does_not_cry_wolf(story: Story) -> None:
    """In what happens every day."""
    assert told(*story) == []


def test_no_answer_to_a_typed_line_is_told_once() -> None:
    """And again for the next."""
    assert told((0, Typed("?")), (60, Typed("?"))) == [
        (NO_ANSWER_S, "no_answer"),
        (60 + NO_ANSWER_S, "no_answer"),
    ]


def test_no_answer_to_speech_is_told_when_it_is_over() -> None:
    """Once: noise that nobody understands is no new question."""
    story: Story = [(1, HEARD), (5, VOICE), (40, VOICE), (41, VoiceActivity(at=0, speaking=True))]
    assert told(*story) == [(5 + NO_ANSWER_S, "no_answer")]
    assert told(*story, (80, HEARD))[1:] == [(80 + NO_ANSWER_S, "no_answer")]


def test_a_line_that_follows_all_of_an_answer_may_be_ignored() -> None:
    """It is told when the voice is silent."""
    story: Story = [(1, Typed("?")), (2, SOUND), (3, GENERATED), (4, Typed("And?"))]
    assert told(*story) == [(4 + NO_ANSWER_S, "no_answer")]
    story = [(1, Typed("?")), (2, MINUTE), (3, GENERATED), (4, Typed("And?"))]
    assert told(*story) == [(62 + NO_ANSWER_S, "no_answer")]


def test_what_interrupted_an_answer_may_be_ignored() -> None:
    """Then that is told, though sound of the answer still came."""
    story: Story = [(1, HEARD), (2, SOUND), (3, Typed("Stop.")), (3.1, SOUND), (3.2, CUT)]
    assert told(*story, (3.3, SOUND), (3.4, DONE)) == [(3 + NO_ANSWER_S, "no_answer")]


def test_an_answer_that_stops_is_told_once() -> None:
    """When what came of it was heard; and again if it goes on and stops again."""
    assert told((0, Typed("?")), (1, SOUND)) == [(1.25 + STALLED_S, "stalled")]
    assert told((0, Typed("?")), (1, MINUTE)) == [(61 + STALLED_S, "stalled")]
    story: Story = [(0, Typed("?")), (1, SOUND), (20, SOUND), (50, DONE)]
    assert told(*story) == [(1.25 + STALLED_S, "stalled"), (20.25 + STALLED_S, "stalled")]


def test_a_part_that_stops_is_told() -> None:
    """That the part before was complete does not count for it."""
    story: Story = [(0, Typed("?")), (1, SOUND), (2, GENERATED), (3, PART), (4, SOUND)]
    assert told(*story) == [(4.25 + STALLED_S, "stalled")]


@pytest.mark.parametrize("asked", [HEARD, Typed("?"), VOICE])
def test_a_turn_that_says_nothing_is_told(asked: Event | Item) -> None:
    """If the user had said something."""
    assert told((1, asked), (3, DONE)) == [(3, "empty_turn")]
    assert told((0, SOUND), (0.5, DONE), (3, asked), (4, DONE)) == [(4, "empty_turn")]


def test_words_that_come_twice_are_told_once_an_answer() -> None:
    """Piece by piece; whatever is between them and the other answers."""
    twice = [(2.0, words(one)) for one in ("It ", "It ", "is ", "is ", "noon", "noon", "!", "!")]
    again = [(6.0, words(one)) for one in ("A ", "A ", "B ", "B ", "c", "d", "e", "e", "f", "f")]
    more = [(6.0, words(one)) for one in ("g", "g", "h", "h", "i", "i")]
    answer: Story = [(1, Typed("?")), *twice, (2, SOUND), *twice, (3, DONE)]
    assert told(*answer) == [(2, "repeated_transcript")]
    story: Story = [*answer, (5, Typed("?")), *again, (7, DONE)]
    assert told(*story) == [(2, "repeated_transcript")]
    story = [*answer, (5, Typed("?")), *again, *more, (7, DONE)]
    assert told(*story) == [(2, "repeated_transcript"), (6, "repeated_transcript")]
    assert REPEATS == 3


EVENTS: list[Event | Item | str] = [
    SOUND,
    MINUTE,
    words("x"),
    HEARD,
    CUT,
    GENERATED,
    PART,
    DONE,
    CALL,
    "1",
    HANDLE,
    VOICE,
    Typed("?"),
    Activity(True),
    Activity(False),
]


@given(
    st.lists(
        st.tuples(st.sampled_from([0.0, 0.3, 5.0, 30.0]), st.sampled_from(EVENTS)), max_size=30
    )
)
def test_it_never_tells_of_silence_that_is_no_trouble(
    story: list[tuple[float, Event | Item | str]],
) -> None:
    """Not while the model works or was done, nor while a function is waited for; and only once."""
    both, now = Both(), 0.0
    for wait, one in story:
        now += wait
        before = len(both.told)
        both.wait(now)
        exchange = both.exchange
        silences = both.told[before:]
        assert len(silences) <= 2  # an answer that has stopped, or is late, and nothing else
        assert len({silence.what for silence in silences}) == len(silences)
        done = exchange.open and exchange.generated and exchange.owed_since is None
        if exchange.calls or exchange.working or exchange.talking or done:
            assert not silences
        both.take(now, one)
