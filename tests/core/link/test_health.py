"""When a connection is left, and what is told of it; ordinary conversations are left in peace."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.link.departure import CHANGE_S, MARGIN_S, NOTICE_S, YOUNG_S
from livechat.core.link.handles import HANDLE_S
from livechat.core.link.health import (
    LEAVE_S,
    NO_ANSWER_S,
    QUIET_S,
    STALLED_S,
    WORK_S,
    Health,
    Leaving,
)
from livechat.core.link.items import Activity, Item, Sound, SoundEnd, ToolResult, Typed
from livechat.core.link.unheard import NOTICED_S, TRANSCRIBED_S
from livechat.core.talk.events import (
    AudioReceived,
    Event,
    GenerationComplete,
    GoingAway,
    InputTranscribed,
    Interrupted,
    OutputTranscribed,
    ResumptionUpdated,
    ServiceTroubled,
    SourcesCited,
    TextReceived,
    ToolCall,
    ToolCallCancelled,
    ToolCalled,
    TurnComplete,
    UsageReported,
    VoiceActivity,
)
from livechat.core.talk.turns import Turns
from livechat.core.talk.usage import Usage

VOICE = Sound(b"\x00\x20" * 320, 0.0, voiced=True, dbfs=-12.0)
FAINT = Sound(b"\x14\x00" * 320, 0.0, voiced=True, dbfs=-64.3)
HUSH = Sound(bytes(640), 0.0)
SOUND = AudioReceived(at=0, pcm=bytes(4_800))
MINUTE = AudioReceived(at=0, pcm=bytes(60 * 48_000))
HEARD = InputTranscribed(at=0, text="What time is it?")
GENERATED = GenerationComplete(at=0)
PART = TurnComplete(at=0, more=True)
DONE = TurnComplete(at=0)
CUT = Interrupted(at=0)
CALL = ToolCalled(at=0, calls=(ToolCall("1", "f", {}),))
RESULT = ToolResult(0, "1", "f", {"output": "x"})
CANCELLED = ToolCallCancelled(at=0, ids=("1", "other"))
HANDLE = ResumptionUpdated(at=0, resumable=True, handle="h")
NO_HANDLE = ResumptionUpdated(at=0, resumable=False)
USAGE = UsageReported(at=0, usage=Usage())
SPEAKS = VoiceActivity(at=0, speaking=True)
PRESS, RELEASE = Activity(True), Activity(False)
TICK_S = 0.25

Moment = tuple[float, Event | Item]
Story = list[Moment]


def words(text: str) -> OutputTranscribed:
    return OutputTranscribed(at=0, text=text)


def away(left: float | None) -> GoingAway:
    return GoingAway(at=0, time_left_s=left)


def every(step_s: float, until: float, one: Event | Item, since: float = 0.0) -> Story:
    return [(since + n * step_s, one) for n in range(round((until - since) / step_s))]


class Call:
    """A connection's health behind the ledger of turns, looked at as often as a session does."""

    def __init__(
        self,
        *story: Moment,
        up_at: float = 0.0,
        may_be_silent: bool = False,
        refreshes: bool = True,
        owed: bool = False,
    ) -> None:
        self.turns = Turns()
        self.health = Health(up_at, may_be_silent=may_be_silent, refreshes=refreshes, owed=owed)
        self.now = self.ticked = 0.0
        self.troubles: list[ServiceTroubled] = []
        self.go_on(*story)

    def go_on(self, *story: Moment) -> None:
        for when, one in story:
            self.wait(when)
            self.take(when, one)

    def take(self, when: float, one: Event | Item) -> None:
        if isinstance(one, Event):
            for event in self.turns.number(replace(one, at=when)):
                self.hear(self.health.fold(event))
            return
        match one:
            case Sound(voiced=True) | Activity(speaking=True):
                self.turns.user_spoke(when)
            case Typed() | Activity() | ToolResult():
                self.turns.user_asked(when)
            case _:
                pass
        self.hear(self.health.sent(one, when))

    def wait(self, until: float) -> None:
        while self.ticked + TICK_S <= until:
            self.ticked += TICK_S
            for event in self.turns.tick(self.ticked):
                self.hear(self.health.fold(event))
            self.hear(self.health.tell(self.ticked))
        self.now = max(self.now, until)

    def hear(self, trouble: ServiceTroubled | None) -> None:
        if trouble is not None:
            self.troubles.append(trouble)

    def told(self) -> list[tuple[float, str]]:
        """What is told, and when, until ten minutes later."""
        self.wait(self.now + 600)
        return [(trouble.at, trouble.what) for trouble in self.troubles]

    def leaves(self) -> tuple[float, Leaving] | None:
        """When it is left, and why, if nothing more happens."""
        for tenths in range(10_000):
            when = round(self.now + tenths / 10, 3)
            why = self.leave(when)
            if why is not None:
                return when, why
        return None

    def leave(self, now: float) -> Leaving | None:
        for event in self.turns.tick(now):
            self.health.fold(event)
        return self.health.leave(now)


# It does not cry wolf

ANSWER: Story = [(3, SOUND), (3, words("It is noon.")), (4, GENERATED), (6, DONE)]
ORDINARY: dict[str, Story] = {
    "silence": [(0, HANDLE), (1, NO_HANDLE), (2, HUSH), (3, SoundEnd())],
    "a spoken question and its answer": [
        (1, VOICE),
        (1.5, HEARD),
        (2, VOICE),
        *ANSWER,
        (6, HANDLE),
    ],
    "a written answer": [(1, Typed("?")), (2, TextReceived(at=0, text="Yes.")), (3, DONE)],
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
    "a function": [(1, Typed("?")), (2, CALL), (2.5, RESULT), *ANSWER],
    "a function that nobody has answered yet": [(1, Typed("?")), (2, CALL), (2, DONE)],
    "a function asked for in mid-speech": [
        (1, Typed("?")),
        (2, SOUND),
        (2.5, CALL),
        (2.6, RESULT),
        *ANSWER,
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
    "a long answer that comes at once": [(1, Typed("?")), (2, MINUTE), (4, GENERATED), (63, DONE)],
    "a long answer whose end is not told before it was heard": [
        (1, Typed("?")),
        (2, MINUTE),
        (63, DONE),
    ],
    "a long press": [
        (1, PRESS),
        (2, VOICE),
        (90, VOICE),
        (91, RELEASE),
        (93, SOUND),
        (94, GENERATED),
        (95, DONE),
    ],
    "a key that is held for long in the middle of a sentence": [
        (1, PRESS),
        *every(0.02, 5, VOICE, since=1),
        (30, RELEASE),
        (31, SOUND),
        (32, DONE),
    ],
    "noise, heard by nobody": [
        moment for at in range(0, 600, 5) for moment in ((at, VOICE), (at + 0.02, HUSH))
    ],
    "somebody types on a keyboard": [
        moment for at in range(300) for moment in ((at / 5, VOICE), (at / 5 + 0.02, HUSH))
    ],
    "the echo of a long answer": [
        (1, Typed("?")),
        (2, MINUTE),
        (3, GENERATED),
        (3.5, DONE),
        *every(0.02, 60, VOICE, since=4),
    ],
    "the echo of an answer that is still coming": [
        (1, Typed("?")),
        *((2.0 + n, SOUND) for n in range(10)),
        *every(0.02, 20, VOICE, since=12),
        (20, DONE),
    ],
    "two ends": [(1, HEARD), (2, SOUND), (3, DONE), (3.5, DONE)],
    "an interruption and its end, when nothing was said": [
        (1, HEARD),
        (2, CUT),
        (3, SOUND),
        (4, DONE),
    ],
    "an end that nobody asked for": [(1, DONE)],
    "an answer whose end never comes": [
        (1, HEARD),
        (2, SOUND),
        (3, words("Noon.")),
        (4, GENERATED),
    ],
    "words that trail an answer": [
        (1, HEARD),
        *ANSWER,
        (6.2, words(" And")),
        (8, words(" so on.")),
    ],
    "words that trail an interrupted answer": [
        (1, HEARD),
        (2, SOUND),
        (2, words("It")),
        (3, SPEAKS),
        (3.2, CUT),
        (3.3, words(" is")),
        (3.3, DONE),
        (4, words(" late.")),
        (5, HEARD),
        (6, SOUND),
        (7, DONE),
    ],
    "doubled words here and there": [
        (1, Typed("?")),
        *((2, words(one)) for one in ("no", "no", "that is", "very", "very", "far", "far", "away")),
        (3, SOUND),
        (4, DONE),
    ],
    "punctuation": [(1, Typed("?")), (2, SOUND), *[(2, words("."))] * 20, (3, DONE)],
    "speech that the service begins to answer late": [
        *every(0.02, 3, VOICE),
        (3 + NOTICED_S - 0.5, HEARD),
        (14, SOUND),
        (15, DONE),
    ],
    "faint speech that is transcribed late": [
        *every(0.02, 3, FAINT),
        (6, HEARD),
        (7, SOUND),
        (8, DONE),
    ],
    "faint speech of which the service marks the beginning": [
        *every(0.02, 3, FAINT),
        (3, SPEAKS),
    ],
    "long speech of which the service marks beginning and end": [
        *every(0.02, 0.2, VOICE),
        (0.2, SPEAKS),
        *every(0.02, 4, VOICE, since=0.2),
        (4.5, VoiceActivity(at=0, speaking=False)),
    ],
}


@pytest.mark.parametrize("story", ORDINARY.values(), ids=ORDINARY)
def test_it_does_not_cry_wolf(story: Story) -> None:
    """In what happens every day; nor is the connection left."""
    assert Call(*story).told() == []
    assert Call(*story, refreshes=False).leaves() is None


@pytest.mark.parametrize("story", [[(1, HEARD)], [(1, VOICE), (2, DONE)]])
def test_a_model_that_may_be_silent_is_left_in_peace(story: Story) -> None:
    """It chose not to answer what it heard; a typed line and a press are meant for it."""
    assert Call(*story).told()
    assert Call(*story, may_be_silent=True).told() == []
    for asked in ([(5.0, Typed("?"))], [(5.0, PRESS), (5.1, VOICE), (5.2, RELEASE)]):
        [(_, what)] = Call(*story, *asked, may_be_silent=True).told()
        assert what == "no_answer"
        [(_, what)] = Call(*asked, (7, DONE), may_be_silent=True).told()
        assert what == "empty_turn"


# What is told

LONG_VOICE = every(0.02, 2, VOICE)
LONG_FAINT = every(0.02, 2, FAINT)
TOLD: dict[str, tuple[Story, list[tuple[float, str]]]] = {
    "no answer to a typed line, once each": (
        [(0, Typed("?")), (60, Typed("?"))],
        [(NO_ANSWER_S, "no_answer"), (60 + NO_ANSWER_S, "no_answer")],
    ),
    "no answer to speech, when it is over; noise is no new question": (
        [(1, HEARD), (5, VOICE), (40, VOICE), (41, SPEAKS), (80, HEARD)],
        [(5 + NO_ANSWER_S, "no_answer"), (80 + NO_ANSWER_S, "no_answer")],
    ),
    "no answer to words between press and release, though quiet ones were heard": (
        [(1, PRESS), (2, SPEAKS), (3, RELEASE)],
        [(3 + NO_ANSWER_S, "no_answer")],
    ),
    "a line that follows all of an answer": (
        [(1, Typed("?")), (2, SOUND), (3, GENERATED), (4, Typed("And?"))],
        [(4 + NO_ANSWER_S, "no_answer")],
    ),
    "a line that follows a long one is told when the voice is silent": (
        [(1, Typed("?")), (2, MINUTE), (3, GENERATED), (4, Typed("And?"))],
        [(62 + NO_ANSWER_S, "no_answer")],
    ),
    "a line that came during an answer is not answered by its end": (
        [(1, Typed("?")), (2, SOUND), (3, Typed("And?")), (4, SOUND), (5, DONE)],
        [(4.25 + NO_ANSWER_S, "no_answer")],
    ),
    "what interrupted an answer is not answered by late sound, words and ends of it": (
        [
            (1, HEARD),
            (2, SOUND),
            (3, Typed("Stop.")),
            (3.1, SOUND),
            (3.2, CUT),
            (3.3, SOUND),
            (3.3, words("late")),
            (3.4, DONE),
        ],
        [(3 + NO_ANSWER_S, "no_answer")],
    ),
    "words after an interruption are news": (
        [(1, HEARD), (2, SOUND), (3, CUT), (3.1, DONE), (3.2, HEARD)],
        [(13.25, "no_answer")],
    ),
    "words after an interruption are news, whatever went before": (
        [
            (1, Typed("?")),
            (2, SOUND),
            (3, DONE),
            (3.1, Typed("And?")),
            (3.2, SOUND),
            (3.3, CUT),
            (3.4, DONE),
            (3.5, HEARD),
        ],
        [(13.5, "no_answer")],
    ),
    "words soon after a turn are news where somebody has spoken since": (
        [(1, SOUND), (2, DONE), (2.1, VOICE), (2.2, HEARD)],
        [(12.25, "no_answer")],
    ),
    "an answer that stops": ([(0, Typed("?")), (1, SOUND)], [(11.25, "stalled")]),
    "an answer that stops, when what came of it was heard": (
        [(0, Typed("?")), (1, MINUTE)],
        [(61 + STALLED_S, "stalled")],
    ),
    "an answer that stops, goes on and stops": (
        [(0, Typed("?")), (1, SOUND), (20, SOUND), (50, DONE)],
        [(11.25, "stalled"), (30.25, "stalled")],
    ),
    "a part that stops, though the part before was complete": (
        [(0, Typed("?")), (1, SOUND), (2, GENERATED), (3, PART), (4, SOUND)],
        [(14.25, "stalled")],
    ),
    "an answer that stops after the result of a function": (
        [(0, Typed("?")), (1, CALL), (5, RESULT)],
        [(5 + STALLED_S, "stalled")],
    ),
    "an answer that stops when a function is not wanted any more": (
        [(0, Typed("?")), (1, CALL), (5, CANCELLED)],
        [(5 + STALLED_S, "stalled")],
    ),
    "work that was interrupted is over": (
        [(0, Typed("?")), (1, SOUND), (2, PART), (3, HEARD), (3, CUT)],
        [(3 + NO_ANSWER_S, "no_answer")],
    ),
    "work without an end": (
        [(0, Typed("?")), (1, SOUND), (2, PART)],
        [(2 + WORK_S, "stalled")],
    ),
    "a line while a function of the turn before runs": (
        [(0, Typed("?")), (1, CALL), (1, DONE), (200, Typed("And?"))],
        [(200 + NO_ANSWER_S, "no_answer")],
    ),
    "an empty turn after a line": ([(1, Typed("?")), (3, DONE)], [(3, "empty_turn")]),
    "an empty turn after speech": ([(1, VOICE), (3, DONE)], [(3, "empty_turn")]),
    "an empty turn after a long speech is sign enough": (
        [*LONG_VOICE, (3, DONE)],
        [(3, "empty_turn")],
    ),
    "an empty turn after words": ([(1, HEARD), (3, DONE)], [(3, "empty_turn")]),
    "an empty turn after an answer": (
        [(0, SOUND), (0.5, DONE), (3, VOICE), (4, DONE)],
        [(4, "empty_turn")],
    ),
    "a sentence that comes again and again, once an answer": (
        [
            (0, Typed("?")),
            (1, SOUND),
            *((1.0 + n, words("Please hold the line. ")) for n in range(8)),
            (9, DONE),
            (10, Typed("?")),
            *((11.0 + n, words("Please hold the line. ")) for n in range(8)),
            (19, DONE),
        ],
        [(3, "repeated_transcript"), (13, "repeated_transcript")],
    ),
    "an answer that stops, though what nobody waits for is cancelled": (
        [(0, Typed("?")), (1, SOUND), *every(2, 11, CANCELLED, since=1)],
        [(11.25, "stalled")],
    ),
    "a press in silence": ([(1, PRESS), (1.2, HUSH), (2, RELEASE)], [(2, "nothing_heard")]),
    "a press in silence after speech": (
        [(0, VOICE), (1, PRESS), (2, RELEASE)],
        [(2, "nothing_heard")],
    ),
    "speech of which no notice is taken, once": (
        [*LONG_VOICE, *every(0.02, 32, VOICE, since=30)],
        [(12, "not_heard")],
    ),
    "it is told again after a sign that it was heard": (
        [*LONG_VOICE, (20, SPEAKS), *every(0.02, 32, VOICE, since=30)],
        [(12, "not_heard"), (42, "not_heard")],
    ),
    "speech that is too quiet, soon": (LONG_FAINT, [(2 + TRANSCRIBED_S, "too_quiet")]),
    "quiet speech between press and release has a reason and no answer": (
        [(0, PRESS), *LONG_FAINT, (2, RELEASE)],
        [(2 + TRANSCRIBED_S, "too_quiet"), (2 + NO_ANSWER_S, "no_answer")],
    ),
    "speech between press and release has no answer, told once": (
        [(0, PRESS), *LONG_VOICE, (2, RELEASE)],
        [(2 + NO_ANSWER_S, "no_answer")],
    ),
}


@pytest.mark.parametrize(("story", "told"), TOLD.values(), ids=TOLD)
def test_what_goes_wrong_is_told(story: Story, told: list[tuple[float, str]]) -> None:
    """What, when, and not more often."""
    assert Call(*story).told() == told


def test_written_sentences_may_come_again_and_again_too() -> None:
    """Where the answer is text; a thought may turn in circles."""
    for thought in (False, True):
        health = Health(0)
        pieces = [
            TextReceived(at=n, turn=1, text="Hold the line. ", thought=thought) for n in range(4)
        ]
        told = [trouble.what for trouble in map(health.fold, pieces) if trouble is not None]
        assert told == ([] if thought else ["repeated_transcript"])


def test_a_resumed_session_owes_what_it_was_asked() -> None:
    """From the time at which the connection was up."""
    assert Call(owed=True).told() == [(NO_ANSWER_S, "no_answer")]
    assert Call(owed=True).leaves() == (LEAVE_S, "stalled")


def test_words_that_nobody_answers_are_due_for_a_while() -> None:
    """They were meant for somebody else, also where the model may not be silent; a line is not."""
    for may_be_silent in (True, False):
        spoken = Call((1, HEARD), (3, VOICE), may_be_silent=may_be_silent).health
        assert spoken.due(3 + NO_ANSWER_S - 0.1)
        assert not spoken.due(3 + NO_ANSWER_S)
        assert Call((1, Typed("?")), may_be_silent=may_be_silent).health.due(1000)


def test_what_was_given_up_is_not_waited_for() -> None:
    """Neither told nor a reason to leave."""
    for asked in (Typed("?"), HEARD):
        call = Call((0, asked))
        assert call.health.due(0)
        call.health.give_up()
        assert not call.health.due(0)
        assert call.told() == []
        assert call.leaves() is None


@pytest.mark.parametrize(
    "chatter",
    [
        HANDLE,
        NO_HANDLE,
        USAGE,
        away(600),
        VoiceActivity(at=0, speaking=False),
        SourcesCited(at=0, queries=("q",)),
        InputTranscribed(at=0, text=" "),
        InputTranscribed(at=0, text="<noise>"),
        InputTranscribed(at=0, text="a guess", interim=True),
        words(" "),
        TextReceived(at=0, text=""),
        AudioReceived(at=0, pcm=b""),
        HUSH,
    ],
)
def test_only_what_moves_an_answer_on_puts_the_alarm_off(chatter: Event | Item) -> None:
    """Sound, words, calls and ends do; updates, counts and blanks do not, however often."""
    story: Story = [(0, Typed("?")), (1, words("Well")), *every(0.9, 60, chatter, since=1.5)]
    assert Call(*story).told() == [(1 + STALLED_S, "stalled")]


@pytest.mark.parametrize(
    "progress", [SOUND, words("x"), TextReceived(at=0, text="x", thought=True), HEARD, CALL]
)
def test_what_moves_an_answer_on_puts_the_alarm_off(progress: Event) -> None:
    """Then it has begun to stop later."""
    call = Call((0, Typed("?")), (1, words("Well")), (8, progress), (8, RESULT))
    assert call.told()[0][0] >= 8 + STALLED_S


# When it is left


def test_a_connection_where_nothing_is_wrong_is_kept() -> None:
    """A question, an answer, silence for a quarter of an hour."""
    assert Call((1, VOICE), (2, HEARD), (3, SOUND), (4, DONE), (4.1, HANDLE)).leaves() is None


LEAVES: dict[str, tuple[Story, tuple[float, Leaving] | None]] = {
    "notice is obeyed at once where it is quiet": ([(100, away(60))], (100, "limit")),
    "a breath is waited for": ([(99.5, VOICE), (100, away(60))], (99.5 + QUIET_S, "limit")),
    "an answer is heard out, and its handle waited for": (
        [(95, Typed("?")), (99, SOUND), (100, away(60)), (110, DONE)],
        (110 + HANDLE_S, "limit"),
    ),
    "no handle is none": (
        [(95, Typed("?")), (99, SOUND), (100, away(60)), (110, DONE), (110.5, NO_HANDLE)],
        (110 + HANDLE_S, "limit"),
    ),
    "with a handle nothing is waited for": (
        [(95, Typed("?")), (99, SOUND), (100, away(60)), (110, DONE), (110.6, HANDLE)],
        (110.6, "limit"),
    ),
    "an answer that is over sounds until it is heard": (
        [(99, MINUTE), (99, GENERATED), (99.5, DONE), (99.6, HANDLE), (100, away(100))],
        (159, "limit"),
    ),
    "words that nobody answers are waited for, but not for ever": (
        [(95, HEARD), (100, away(60))],
        (95 + NO_ANSWER_S, "limit"),
    ),
    "notice without a time: the next pause": (
        [(99, SOUND), (100, away(None)), (104, DONE), (104.5, HANDLE)],
        (104.5, "limit"),
    ),
    "notice without a time in a long answer: some seconds": (
        [(99, MINUTE), (100, away(None))],
        (100 + NOTICE_S - MARGIN_S, "limit"),
    ),
    "a typed line without an answer": ([(10, Typed("?"))], (10 + LEAVE_S, "stalled")),
    "words with the key down without an answer": (
        [(9, PRESS), (9.5, VOICE), (10, RELEASE)],
        (10 + LEAVE_S, "stalled"),
    ),
    "an answer that stops": ([(9, Typed("?")), (10, SOUND)], (35.1, "stalled")),
    "an answer that stops while the user speaks": (
        [(9, Typed("?")), (10, SOUND), (11, HEARD)],
        (11 + LEAVE_S, "stalled"),
    ),
    "a line that follows all of an answer": (
        [(9, Typed("?")), (10, SOUND), (11, GENERATED), (12, Typed("And?"))],
        (13 + LEAVE_S, "stalled"),  # the turn was over then
    ),
    "a line that follows all of an answer that sounds": (
        [(9, Typed("?")), (10, MINUTE), (11, GENERATED), (12, Typed("And?"))],
        (72 + LEAVE_S, "stalled"),
    ),
    "an update is no answer": ([(10, Typed("?")), (20, HANDLE)], (10 + LEAVE_S, "stalled")),
    "a voice that sounds is not stalled": (
        [(9, Typed("?")), (10, MINUTE)],
        (70 + LEAVE_S, "stalled"),
    ),
    "a part that stops, though the part before was complete": (
        [(8, Typed("?")), (9, SOUND), (10, GENERATED), (11, PART), (12, SOUND)],
        (37.1, "stalled"),
    ),
    "work without an end": ([(9, SOUND), (10, PART)], (10 + WORK_S, "stalled")),
    "a line while a function of the turn before runs": (
        [(9, Typed("?")), (10, CALL), (10, DONE), (500, Typed("And?"))],
        (500 + LEAVE_S, "stalled"),
    ),
    "a function may take any time": ([(9, Typed("?")), (10, CALL)], None),
    "a line waits for a function as its turn does": (
        [(9, Typed("?")), (10, CALL), (20, Typed("And?"))],
        None,
    ),
    "speech may be meant for others": ([(9, HEARD)], None),
    "a voice alone says little": ([(9, VOICE)], None),
    "a key that was only touched": ([(9, PRESS), (10, RELEASE)], None),
    "a model that was done": ([(9, Typed("?")), (10, MINUTE), (10.5, GENERATED)], None),
    "a function whose turn is over": ([(9, Typed("?")), (10, CALL), (10, DONE)], None),
    "what follows an interruption": ([(9, SOUND), (10, CUT), (10.1, DONE), (10.2, HEARD)], None),
    "an interruption of what is over": (
        [(9, SOUND), (10, DONE), (10.1, HANDLE), (10.2, CUT), (10.2, DONE), (100, away(60))],
        (100, "limit"),
    ),
    "nobody waits with the key down": ([(9, Typed("?")), (10, PRESS)], None),
    "after a touch of the key a line is still owed an answer": (
        [(9, Typed("?")), (10, PRESS), (40, RELEASE)],
        (40, "stalled"),
    ),
    "words that trail": ([(9, SOUND), (10, DONE), (10.2, words("late"))], None),
}


@pytest.mark.parametrize(("story", "left"), LEAVES.values(), ids=LEAVES)
def test_when_a_connection_is_left(story: Story, left: tuple[float, Leaving] | None) -> None:
    """At a quiet moment where there is time, and when the service does not answer."""
    assert Call(*story).leaves() == left


@pytest.mark.parametrize(
    "story",
    [
        [(90, Typed("?")), (91, SOUND)],
        [(90, SOUND), (91, GENERATED), (92, PART)],
        [(90, CALL)],
        [(90, Typed("?"))],
        [(98, HEARD), (99.9, SPEAKS)],
        [(90, PRESS)],
    ],
)
def test_whatever_is_going_on_ends_shortly_before_the_time_is_over(story: Story) -> None:
    """Speech, answers, functions: the deadline is the service's, and has no mercy."""
    assert Call(*story, (100, away(7))).leaves() == (107 - 0.7, "limit")


def test_an_interrupted_turn_may_end_before_the_connection_is_left() -> None:
    """It takes a moment, if it comes."""
    assert Call((99, SOUND), (99.9, CUT), (100, away(2))).leaves() == (102 - 0.2, "limit")


def test_a_connection_that_ends_when_it_has_hardly_begun_is_used() -> None:
    """For half of its notice: the next one may be no better."""
    assert Call((101, away(60)), up_at=100).leaves() == (131, "limit")
    assert Call((100 + YOUNG_S, away(60)), up_at=100).leaves() == (100 + YOUNG_S, "limit")


def test_a_changed_setting_waits_for_a_quiet_moment() -> None:
    """Some seconds, no more."""
    for one, left in ((VOICE, 100), (Typed("?"), 99.5 + CHANGE_S)):
        call = Call((99, one))
        call.health.want(99.5)
        assert call.leaves() == (left, "settings")


# What a resumed session knows


@pytest.mark.parametrize(
    ("story", "stale"),
    [
        ([], False),
        ([(0, HANDLE), *ANSWER], True),
        ([(0, HANDLE), *ANSWER, (6.5, HANDLE)], False),
        ([(0, HANDLE), *ANSWER, (6.5, ResumptionUpdated(at=0, resumable=True))], True),
        ([(0, NO_HANDLE), *ANSWER], True),
        ([(0, HANDLE), (3, SOUND)], False),  # what it answers is asked again
        ([(0, HANDLE), (1, CALL)], True),
        ([(0, HANDLE), (1, CALL), (2, RESULT)], True),
    ],
)
def test_a_handle_is_out_of_date_where_newer_ones_come_after_turns(
    story: Story, stale: bool
) -> None:
    """Then it knows nothing of the newest answer, nor of a function that was called since."""
    assert Call(*story, refreshes=True).health.handle_is_stale is stale
    assert Call((0, HANDLE), (1, NO_HANDLE), *ANSWER, refreshes=False).health.handle_is_stale
    names_the_session = Call(*story, refreshes=False).health
    assert not names_the_session.handle_is_stale
    assert names_the_session.refreshes is ((6.5, HANDLE) in story)


@pytest.mark.parametrize(
    ("story", "quiet"),
    [
        ([], True),
        ([(1, HANDLE), (2, VOICE), (2.1, HUSH)], True),
        ([(2, SOUND)], False),
        ([(2, CALL), (2.5, DONE)], False),
        ([(5, VOICE)], False),
        ([(1, VOICE), (2, PART)], False),
    ],
)
def test_whether_a_resumed_session_goes_on_with_what_it_was_asked(
    story: Story, quiet: bool
) -> None:
    """It speaks, works, or is spoken to; else what was asked before is asked again."""
    call = Call(*story)
    assert call.health.quiet_since_up(13) is quiet


# Whatever happens, in whatever order

EVENTS: list[Event | Item] = [
    SOUND,
    MINUTE,
    words("x"),
    TextReceived(at=0, text="x"),
    HEARD,
    SPEAKS,
    CUT,
    GENERATED,
    PART,
    DONE,
    CALL,
    CANCELLED,
    RESULT,
    HANDLE,
    NO_HANDLE,
    VOICE,
    HUSH,
    FAINT,
    Typed("?"),
    PRESS,
    RELEASE,
    SoundEnd(),
]


def busy(health: Health, now: float) -> bool:
    return health._blocked or health._works(now)


waits = st.sampled_from([0.0, 0.1, 0.3, 1.0, 5.0, 30.0])
stories = st.lists(st.tuples(waits, st.sampled_from(EVENTS)), max_size=40)
switches = st.tuples(st.booleans(), st.booleans())


def begun(may_be_silent: bool, refreshes: bool) -> Call:
    return Call(may_be_silent=may_be_silent, refreshes=refreshes)


@pytest.mark.long
@given(switches, stories)
def test_nothing_stays_open_or_owed_for_ever(switch: tuple[bool, bool], story: Story) -> None:
    """After whatever odd order, a question, an answer and its end leave everything settled."""
    call, now = begun(*switch), 0.0
    for wait, one in story:
        now += wait
        call.go_on((now, one))
    call.go_on((now, DONE), (now, RELEASE))
    now += 60.0 * len(story) + 10  # whatever sounds was heard by then
    call.go_on((now, Typed("?")), (now + 1, SOUND))
    assert call.health.turn_open
    assert not call.health.owed
    call.go_on((now + 2, DONE), (now + 2, RESULT), (now + 2.1, HANDLE))
    now += 2 + NO_ANSWER_S
    call.wait(now)
    health = call.health
    assert not any((health.turn_open, health.owed, health.due(now), health.handle_is_stale))
    told = len(call.troubles)
    assert len(call.told()) == told
    assert call.leaves() is None


@given(switches, stories)
def test_it_never_tells_of_silence_that_is_no_trouble(
    switch: tuple[bool, bool], story: Story
) -> None:
    """Not while the model works or was done, nor while a function is waited for; each once."""
    call, now = begun(*switch), 0.0
    for wait, one in story:
        since, told = len(call.troubles), now
        now += wait
        while told < now:
            told = min(now, told + TICK_S)
            before = len(call.troubles)
            call.wait(told)
            silences = {"stalled", "no_answer"} & {one.what for one in call.troubles[before:]}
            done = call.turns.open and call.turns.generated and not call.health.owed
            assert not (silences and (done or busy(call.health, told)))
        names = [trouble.what for trouble in call.troubles[since:]]
        assert len(set(names)) == len(names)
        call.take(now, one)


@given(switches, stories, st.integers(0, 40), st.sampled_from([0.0, 1.0, 10.0, 60.0, None]))
def test_the_limit_is_obeyed_in_time_and_never_invented(
    switch: tuple[bool, bool], story: Story, place: int, left: float | None
) -> None:
    """Never before the service has said so, always by its deadline; stalled only when it is."""
    call, now = begun(*switch), 1.0
    deadline: float | None = None
    for index, (wait, one) in enumerate([*story, (0.0, HANDLE)]):
        now += wait
        call.go_on((now, one))
        if index == min(place, len(story)):
            call.go_on((now, away(left)))
            deadline = now + (NOTICE_S if left is None else left)
        why = call.leave(now)
        if deadline is None:
            assert why in (None, "stalled")
        if busy(call.health, now) or (call.turns.generated and not call.health.owed):
            assert why != "stalled"
    assert deadline is not None
    assert call.health.leave(deadline + 0.001) == "limit"
