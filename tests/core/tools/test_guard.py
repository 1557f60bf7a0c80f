"""What becomes of function calls: leave, the hold, stops, repeats, lost sessions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.face.hands import Hands
from livechat.core.setup_spec import Declaration, SetupSpec
from livechat.core.talk.events import (
    ActivityMarked,
    CallEnded,
    CallEvent,
    CallHeld,
    CallProgressed,
    CallStarted,
    Connected,
    Disconnected,
    Event,
    InputTranscribed,
    LeaveAnswered,
    LeaveAsked,
    LineEntered,
    Notice,
    PlaybackFinished,
    PlaybackStarted,
    SetupAccepted,
    SpeechDetected,
    ToolCall,
    ToolCallCancelled,
    ToolCalled,
    VoiceActivity,
)
from livechat.core.tools.call import Answer
from livechat.core.tools.deeds import Cancel, Deed, Emit, Inform, Respond, Run
from livechat.core.tools.guard import (
    AGAIN_S,
    LONGEST_HOLD_S,
    MOST_PENDING,
    MOST_RUNNING,
    REMEMBERED,
    WITHDRAWN_S,
    Guard,
)
from livechat.core.tools.tool import Level, Result, Tool

E = TypeVar("E", bound=Event)

SPEC = SetupSpec(model="gemini-3.8-live")
GLOVES = {"item": "gloves", "count": 12}


def tool(name: str, level: Level = "allow", *, writes: bool = True, key: bool = False) -> Tool:
    declaration = Declaration(name=name)
    return Tool(
        declaration=declaration,
        server="shop",
        origin="shop.py",
        level=level,
        writes=writes,
        key=key,
    )


TOOLS = {
    one.name: one
    for one in (
        tool("order"),
        tool("price", writes=False),
        tool("pay", "ask"),
        tool("refund", "ask"),
        tool("wire", "ask", key=True),
        tool("transfer", "allow", key=True),
        tool("erase", "never"),
    )
}


class Scene:
    """A guard, a clock, and what it has done so far."""

    def __init__(
        self,
        *,
        hold_s: float = 1.5,
        voice: bool = False,
        can_ask: bool = True,
        blocks: bool = False,
    ) -> None:
        self.now = 100.0
        self.deeds: list[Deed] = []
        self.tools = dict(TOOLS)
        self.guard = Guard(
            self.tools.get, hold_s=hold_s, voice=voice, can_ask=can_ask, blocks=lambda: blocks
        )
        self.session = 1
        self.calls = 0
        self.connect()

    def take(self, deeds: list[Deed]) -> None:
        self.deeds += deeds
        for deed in deeds:
            if isinstance(deed, Emit):  # as a conversation does
                self.take(self.guard.fold(deed.event, self.now))

    def feed(self, *events: Event) -> None:
        for event in events:
            self.take(self.guard.fold(event, self.now))

    def connect(self, session: int = 1) -> None:
        self.session = session
        connected = Connected(at=self.now, model=SPEC.model, practice=False)
        self.feed(connected, SetupAccepted(at=self.now, spec=SPEC, session=session))

    def drop(self) -> None:
        self.feed(Disconnected(at=self.now, code=1006, reason=""))

    def call(self, name: str = "order", args: Mapping[str, object] = GLOVES) -> int:
        self.calls += 1
        asked = ToolCall(f"id{self.calls}", name, args)
        self.feed(ToolCalled(at=self.now, turn=1, calls=(asked,), session=self.session))
        return self.calls

    def wait(self, seconds: float) -> None:
        """Let time go by, looking whenever something is due."""
        until = self.now + seconds
        while (due := max(self.now, self.guard.due_at)) <= until:
            self.now = due
            self.take(self.guard.tick(self.now))
            assert self.guard.due_at > self.now, "it is looked at again and again"
        self.now = until

    def say(
        self, words: str, *, seconds: float = 0.6, late: float = 1.2, seen: bool = True
    ) -> None:
        """Speech, and its words when a service has written them down."""
        kind = SpeechDetected if seen else VoiceActivity
        self.feed(kind(at=self.now, speaking=True))
        self.wait(seconds)
        self.feed(kind(at=self.now, speaking=False))
        self.wait(late)
        if words:
            self.feed(InputTranscribed(at=self.now, text=words))

    def finish(
        self, call: int, value: object = "ok", *, failed: bool = False, timed_out: bool = False
    ) -> None:
        result = Result(value=value, failed=failed, timed_out=timed_out)
        self.take(self.guard.finished(call, result, self.now))

    def key(self, answer: Answer) -> None:
        self.take(self.guard.answer(answer, "key", self.now))

    def withdraw(self, by: Literal["key", "line"] = "key") -> None:
        self.take(self.guard.withdraw(by, self.now))

    @property
    def ran(self) -> list[str]:
        return [deed.tool.name for deed in self.deeds if isinstance(deed, Run)]

    def of(self, kind: type[E]) -> list[E]:
        events = [deed.event for deed in self.deeds if isinstance(deed, Emit)]
        return [event for event in events if isinstance(event, kind)]

    @property
    def answers(self) -> list[Respond]:
        return [deed for deed in self.deeds if isinstance(deed, Respond)]

    @property
    def told(self) -> list[tuple[str, str]]:
        """Ids and statuses of what the model was answered."""
        return [(one.id, str(one.response["status"])) for one in self.answers]

    @property
    def ends(self) -> list[tuple[str, str]]:
        return [(event.outcome, event.by) for event in self.of(CallEnded)]

    @property
    def notes(self) -> list[str]:
        return [deed.text for deed in self.deeds if isinstance(deed, Inform)]


# --- leave ---


def test_what_only_reads_and_is_allowed_runs_at_once() -> None:
    scene = Scene()
    call = scene.call("price")
    assert scene.ran == ["price"]
    scene.finish(call, {"eur": 4})
    assert scene.answers == [Respond(1, "id1", "price", {"status": "ok", "result": {"eur": 4}})]
    assert scene.ends == [("done", "")]
    assert not scene.guard.pending


def test_what_needs_leave_waits_for_it_however_long() -> None:
    scene = Scene()
    scene.call("pay")
    scene.wait(3_600)
    assert scene.ran == []
    assert scene.guard.pending
    assert scene.of(LeaveAsked) == [
        LeaveAsked(at=100.0, call=1, name="pay", args=GLOVES, server="shop")
    ]
    scene.key("once")
    assert scene.ran == ["pay"]
    assert scene.of(LeaveAnswered) == [
        LeaveAnswered(at=scene.now, call=1, name="pay", answer="once", by="key")
    ]


def test_leave_within_the_hold_does_not_shorten_it() -> None:
    scene = Scene()
    scene.call("pay")
    scene.wait(0.5)
    scene.key("once")
    scene.wait(0.9)
    assert scene.ran == []
    scene.wait(0.2)
    assert scene.ran == ["pay"]


def test_a_no_is_told_and_nothing_runs() -> None:
    scene = Scene()
    scene.call("pay")
    scene.key("no")
    scene.wait(60)
    assert scene.ran == []
    assert scene.told == [("id1", "refused")]
    assert scene.ends == [("refused", "key")]


def test_once_is_asked_again_the_next_time_and_always_is_not() -> None:
    scene = Scene(hold_s=0)
    scene.call("pay")
    scene.key("once")
    scene.finish(1)
    scene.call("pay", {"count": 2})
    assert len(scene.of(LeaveAsked)) == 2
    scene.key("always")
    scene.finish(2)
    scene.call("pay", {"count": 3})
    assert len(scene.of(LeaveAsked)) == 2
    assert scene.ran == ["pay"] * 3
    scene.call("refund")
    assert len(scene.of(LeaveAsked)) == 3


def test_always_for_the_server_covers_its_other_functions_and_those_that_wait() -> None:
    scene = Scene(hold_s=0)
    scene.call("pay")
    scene.call("refund")
    scene.call("wire")
    scene.key("server")
    assert scene.ran == ["pay", "refund"], "the third demands its own key"
    scene.key("no")
    assert scene.told == [("id3", "refused")]


def test_leave_for_good_is_taken_back_with_the_call_where_it_was_a_mistake() -> None:
    answers: tuple[Answer, ...] = ("always", "server")
    for answer in answers:
        scene = Scene()
        scene.call("pay")
        scene.key(answer)
        scene.wait(0.5)
        scene.withdraw()
        scene.call("pay", {"count": 1})
        assert len(scene.of(LeaveAsked)) == 2
    scene.key("server")
    scene.wait(10)
    scene.finish(2)
    scene.withdraw()
    scene.call("refund")
    assert len(scene.of(LeaveAsked)) == 2, "long after, it is no mistake any more"


def test_answers_are_for_the_oldest_question() -> None:
    scene = Scene(hold_s=0)
    scene.call("pay")
    scene.call("refund")
    scene.key("no")
    scene.key("once")
    assert scene.ran == ["refund"]


def test_an_answer_without_a_question_is_nothing() -> None:
    scene = Scene()
    scene.key("always")
    scene.call("pay")
    assert len(scene.of(LeaveAsked)) == 1


def test_a_function_that_demands_the_key_is_asked_for_though_settings_allow_it() -> None:
    scene = Scene(voice=True, hold_s=0)
    scene.call("transfer")
    assert [asked.voice for asked in scene.of(LeaveAsked)] == [False]
    scene.wait(0.5)
    scene.say("Yes.")
    scene.wait(5)
    assert scene.ran == []
    scene.key("always")
    assert scene.ran == ["transfer"]
    scene.finish(1)
    scene.wait(AGAIN_S + 1)
    scene.call("transfer")
    assert len(scene.of(LeaveAsked)) == 2


def test_where_nobody_can_be_asked_the_answer_is_no() -> None:
    scene = Scene(can_ask=False)
    scene.call("pay")
    assert scene.told == [("id1", "refused")]
    assert scene.of(LeaveAsked) == []
    assert [(one.answer, one.by) for one in scene.of(LeaveAnswered)] == [("no", "nobody")]


@pytest.mark.parametrize("name", ["erase", "unknown", ""])
def test_what_is_forbidden_or_does_not_exist_is_refused_at_once(name: str) -> None:
    scene = Scene()
    scene.call(name)
    assert scene.told == [("id1", "refused")]
    assert scene.ran == []
    assert scene.of(LeaveAsked) == []


# --- a spoken yes ---


def test_a_plain_yes_after_the_question_is_leave_where_that_is_switched_on() -> None:
    scene = Scene(voice=True)
    scene.call("pay")
    scene.wait(0.5)
    scene.say("Yes, please")
    scene.wait(1)
    assert scene.ran == ["pay"]
    assert [one.by for one in scene.of(LeaveAnswered)] == ["voice"]


def _said(scene: Scene) -> None:
    scene.say("Yes")


def _not_heard_here(scene: Scene) -> None:
    scene.say("Yes", seen=False)


def _over_the_voice(scene: Scene) -> None:
    scene.feed(PlaybackStarted(at=scene.now, turn=1))
    scene.say("Yes")
    scene.feed(PlaybackFinished(at=scene.now, turn=1, heard=1))


def _typed(scene: Scene) -> None:
    scene.feed(LineEntered(at=scene.now, text="Yes"))


def _with_more(scene: Scene) -> None:
    scene.say("Yes, I have been to Paris")


@pytest.mark.parametrize(
    ("voice", "act"),
    [
        (False, _said),
        (True, _not_heard_here),
        (True, _over_the_voice),
        (True, _typed),
        (True, _with_more),
    ],
)
def test_no_other_yes_is_leave(voice: bool, act: Callable[[Scene], None]) -> None:
    scene = Scene(voice=voice)
    scene.call("pay")
    scene.wait(0.5)
    act(scene)
    scene.wait(10)
    assert scene.ran == []


def test_a_yes_from_before_the_question_is_none() -> None:
    scene = Scene(voice=True)
    scene.feed(SpeechDetected(at=scene.now, speaking=True))
    scene.wait(0.3)
    scene.call("pay")
    scene.feed(SpeechDetected(at=scene.now, speaking=False))
    scene.feed(InputTranscribed(at=scene.now, text="Yes"))
    scene.wait(5)
    assert scene.ran == []


def test_one_yes_answers_one_question() -> None:
    scene = Scene(voice=True)
    scene.call("pay")
    scene.call("refund")
    scene.wait(0.5)
    scene.say("Yes")
    scene.wait(10)
    assert scene.ran == ["pay"]
    scene.say("Yes")
    scene.wait(10)
    assert scene.ran == ["pay", "refund"]


# --- the hold ---


def test_what_may_change_something_is_held_and_told() -> None:
    scene = Scene()
    scene.call()
    held = CallHeld(at=100.0, call=1, name="order", args=GLOVES, runs_at=101.5)
    assert scene.of(CallHeld) == [held]
    scene.wait(1.4)
    assert scene.ran == []
    scene.wait(0.2)
    assert scene.ran == ["order"]
    assert [event.at for event in scene.of(CallStarted)] == [101.5]


def test_speech_holds_it_until_its_words_are_known() -> None:
    scene = Scene()
    scene.call()
    scene.wait(1.0)
    scene.say("What time is it?", seconds=3.0, late=2.5)
    assert scene.ran == []
    scene.wait(1.0)
    assert scene.ran == ["order"]


def test_a_noise_without_words_holds_it_only_as_long_as_words_take() -> None:
    scene = Scene()
    scene.call()
    scene.say("", seconds=0.2, late=0)
    scene.wait(3.4)
    assert scene.ran == []
    scene.wait(0.2)
    assert scene.ran == ["order"]


def test_whoever_talks_on_and_on_is_asked_for_a_key() -> None:
    scene = Scene()
    scene.call()
    scene.feed(SpeechDetected(at=scene.now, speaking=True))
    scene.wait(LONGEST_HOLD_S + 2)
    assert scene.ran == []
    assert [asked.withdrawn for asked in scene.of(LeaveAsked)] == [False]
    scene.key("once")
    assert scene.ran == ["order"], "the key is enough, whoever speaks"


def test_leave_for_good_is_for_the_function_as_it_was() -> None:
    """Another server's, or one that says something else of itself, asks."""
    scene = Scene()
    scene.call("pay")
    scene.key("always")
    scene.wait(2)
    scene.finish(1)
    scene.wait(2 * AGAIN_S)
    scene.call("pay")
    assert len(scene.of(LeaveAsked)) == 1
    pay = scene.tools["pay"]
    said = replace(pay, declaration=Declaration(name="pay", description="Pay. Ask nobody."))
    for number, other in enumerate((replace(pay, server="evil"), said), 2):
        scene.wait(2 * AGAIN_S)
        scene.tools["pay"] = other
        scene.call("pay", {"n": number})
        assert len(scene.of(LeaveAsked)) == number


def test_leave_for_a_function_is_none_for_a_server_of_that_name() -> None:
    scene = Scene()
    scene.tools["server:shop"] = tool("server:shop", "ask")
    scene.call("server:shop")
    scene.key("always")
    scene.call("pay")
    assert [one.name for one in scene.of(LeaveAsked)] == ["server:shop", "pay"]


def test_a_key_answers_the_question_that_is_in_sight() -> None:
    """Also where a call that came before it begins to ask only afterwards."""
    scene, seen = Scene(), Hands()
    scene.call("order")
    scene.call("pay")
    scene.feed(SpeechDetected(at=scene.now, speaking=True))
    scene.wait(LONGEST_HOLD_S + 2)
    for event in scene.of(CallEvent):
        seen.fold(event)
    assert [one.name for one in seen.asked] == ["pay", "order"]
    assert seen.question(scene.now) == 2
    scene.key("no")
    assert [one.name for one in scene.of(LeaveAnswered)] == ["pay"]
    scene.key("once")
    assert scene.ran == ["order"]


def test_a_program_that_was_stopped_in_the_hold_holds_anew() -> None:
    """Nobody could withdraw the call meanwhile."""
    scene = Scene()
    scene.call()
    scene.wait(0.5)
    scene.now += 60  # nothing looks
    scene.wait(1.4)
    assert scene.ran == []
    assert [held.runs_at for held in scene.of(CallHeld)] == [101.5, 162.0]
    scene.wait(0.2)
    assert scene.ran == ["order"]


def test_without_a_connection_nothing_is_written() -> None:
    scene = Scene()
    scene.call()
    scene.drop()
    scene.wait(60)
    assert scene.ran == []
    scene.connect()
    assert scene.ran == ["order"]


def test_words_that_a_lost_connection_kept_back_are_waited_for() -> None:
    scene = Scene()
    scene.call()
    scene.wait(0.3)
    scene.drop()
    scene.say("", seconds=0.5, late=4)
    scene.connect()
    scene.wait(1.5)
    assert scene.ran == []
    scene.feed(InputTranscribed(at=scene.now, text="Stop!"))
    scene.wait(10)
    assert scene.ran == []
    assert scene.told == [("id1", "withdrawn")]


def test_several_run_side_by_side_up_to_a_bound() -> None:
    scene = Scene()
    for count in range(MOST_RUNNING + 2):
        scene.call("price", {"count": count})
    assert len(scene.ran) == MOST_RUNNING
    scene.wait(5)
    scene.finish(1)
    assert len(scene.ran) == MOST_RUNNING + 1


def test_a_model_that_asks_for_too_much_is_refused() -> None:
    scene = Scene()
    for count in range(MOST_PENDING + 1):
        scene.call("pay", {"count": count})
    assert scene.told == [(f"id{MOST_PENDING + 1}", "refused")]


def test_only_the_newest_calls_are_remembered_and_none_that_is_under_way_is_forgotten() -> None:
    scene = Scene()
    scene.call("pay")
    for count in range(REMEMBERED + 5):
        scene.finish(scene.call("price", {"count": count}))
    scene.key("once")
    scene.wait(2)
    assert scene.ran[-1] == "pay"
    assert len(scene.guard.account().splitlines()) <= REMEMBERED


# --- stop ---


@pytest.mark.parametrize("name", ["order", "pay"])
@pytest.mark.parametrize("after_s", [0.0, 0.3, 1.0])
def test_stop_withdraws_what_has_not_begun(name: str, after_s: float) -> None:
    scene = Scene()
    scene.call(name)
    scene.wait(after_s)
    scene.say("Stop!")
    scene.wait(60)
    assert scene.ran == []
    assert scene.told == [("id1", "withdrawn")]
    assert scene.ends == [("withdrawn", "voice")]


def test_a_key_withdraws_at_once_and_so_does_a_typed_line() -> None:
    scene = Scene()
    scene.call()
    scene.withdraw()
    assert scene.told == [("id1", "withdrawn")]
    scene.call("refund")
    scene.now += 0.01
    scene.feed(LineEntered(at=scene.now, text="stop"))
    assert scene.told[1:] == [("id2", "withdrawn")]
    assert scene.ends == [("withdrawn", "key"), ("withdrawn", "line")]


def test_push_to_talk_is_speech_as_well() -> None:
    scene = Scene()
    scene.call()
    scene.wait(1)
    scene.feed(ActivityMarked(at=scene.now, speaking=True))
    scene.wait(2)
    scene.feed(ActivityMarked(at=scene.now, speaking=False))
    scene.wait(1)
    scene.feed(InputTranscribed(at=scene.now, text="wait"))
    assert scene.told == [("id1", "withdrawn")]


def test_words_that_led_to_the_call_do_not_withdraw_it() -> None:
    """A transcription may come a moment after the call it led to."""
    scene = Scene()
    scene.feed(SpeechDetected(at=scene.now, speaking=True))
    scene.wait(2)
    scene.feed(SpeechDetected(at=scene.now, speaking=False))
    scene.wait(1)
    scene.call()
    scene.feed(InputTranscribed(at=scene.now, text="No, wait. Order twelve gloves instead."))
    scene.wait(3)
    assert scene.ran == ["order"]


def test_a_stop_just_before_the_call_whose_words_come_after_it_withdraws_it() -> None:
    """The call was on its way when the user stopped it."""
    scene = Scene()
    scene.say("", seconds=0.5, late=0.1)
    scene.call()
    scene.wait(1)
    scene.feed(InputTranscribed(at=scene.now, text="Stop!"))
    scene.wait(10)
    assert scene.ran == []
    assert scene.told == [("id1", "withdrawn")]


def test_a_call_soon_after_a_stop_needs_a_key() -> None:
    """It may have been on its way, or be what stops."""
    scene = Scene(voice=True)
    scene.say("Stop!")
    scene.wait(2)
    scene.call()
    scene.call("price")
    assert scene.ran == ["price"]
    assert [(one.name, one.withdrawn, one.voice) for one in scene.of(LeaveAsked)] == [
        ("order", False, False)
    ]
    scene.key("once")
    scene.wait(2)
    assert scene.ran == ["price", "order"]


def test_what_runs_and_only_reads_is_ended() -> None:
    scene = Scene()
    call = scene.call("price")
    scene.say("stop")
    scene.say("stop")
    assert scene.deeds.count(Cancel(call)) == 1
    scene.finish(call, "It was ended.", failed=True)
    assert scene.told == [("id1", "withdrawn")]
    assert scene.ends == [("withdrawn", "voice")]


def test_what_has_begun_to_write_is_not_stopped_and_both_are_told() -> None:
    scene = Scene()
    call = scene.call()
    scene.wait(2)
    scene.say("Stop!")
    scene.say("Stop!")
    assert [one.text for one in scene.of(Notice)] == [
        "order has begun. It cannot be stopped any more."
    ]
    scene.finish(call, "12 ordered")
    assert scene.answers[0].response["status"] == "ok"
    assert scene.answers[0].response["user"] == "The user said stop, but it had begun already."


def test_the_service_withdraws_calls_without_an_answer() -> None:
    scene = Scene()
    scene.call("pay")
    running = scene.call("order", {"count": 3})
    scene.wait(2)
    reading = scene.call("price")
    scene.feed(ToolCallCancelled(at=scene.now, turn=1, ids=("id1", "id2", "id3", "id77")))
    scene.finish(reading, failed=True)
    scene.finish(running, "3 ordered")
    assert scene.told == []
    assert len(scene.notes) == 2
    assert "3 ordered" in scene.notes[1], "what was done all the same is told in words"


# --- again ---


def test_the_same_call_while_the_first_waits_gets_its_result() -> None:
    scene = Scene()
    first = scene.call()
    scene.call("order", {"count": 12, "item": "Gloves"})
    scene.wait(2)
    scene.finish(first, "12 ordered")
    assert scene.ran == ["order"]
    assert scene.told == [("id1", "ok"), ("id2", "ok")]
    assert scene.ends == [("done", ""), ("repeated", "")]
    again = scene.answers[1].response
    assert (again["repeated"], again["result"]) == (True, "12 ordered")


def test_the_same_call_soon_after_is_answered_from_the_first() -> None:
    scene = Scene()
    first = scene.call()
    scene.wait(2)
    scene.finish(first, "12 ordered")
    scene.wait(AGAIN_S - 1)
    scene.call()
    assert scene.ran == ["order"]
    assert scene.ends == [("done", ""), ("repeated", "")]
    scene.wait(1.5)
    scene.call()
    scene.wait(2)
    assert scene.ran == ["order"] * 2, "after half a minute it is another wish"


def test_one_that_timed_out_is_not_tried_again_at_once_and_one_that_failed_is() -> None:
    scene = Scene()
    first = scene.call()
    scene.wait(2)
    scene.finish(first, "It took longer than 60 s.", failed=True, timed_out=True)
    scene.call()
    scene.wait(2)
    assert scene.ran == ["order"]
    assert scene.told == [("id1", "unknown"), ("id2", "unknown")]
    third = scene.call("refund", {"count": 1})
    scene.key("once")
    scene.wait(2)
    scene.finish(third, "no such order", failed=True)
    scene.call("refund", {"count": 1})
    scene.key("once")
    scene.wait(2)
    assert scene.ran == ["order", "refund", "refund"]


def test_what_only_reads_is_read_anew() -> None:
    scene = Scene()
    scene.finish(scene.call("price"))
    scene.finish(scene.call("price"))
    assert scene.ran == ["price"] * 2


@pytest.mark.parametrize("can_ask", [True, False])
def test_what_the_user_withdrew_runs_only_by_a_key(can_ask: bool) -> None:
    scene = Scene(can_ask=can_ask, voice=True)
    scene.call()
    scene.say("Stop!")
    scene.call()
    scene.wait(10)
    assert scene.ran == []
    if not can_ask:
        assert scene.told == [("id1", "withdrawn"), ("id2", "refused")]
        return
    assert [(asked.withdrawn, asked.voice) for asked in scene.of(LeaveAsked)] == [(True, False)]
    scene.say("Yes")
    scene.wait(10)
    assert scene.ran == []
    scene.key("once")
    assert scene.ran == ["order"]


def test_a_call_that_the_service_withdrew_may_come_again() -> None:
    scene = Scene()
    scene.call()
    scene.feed(ToolCallCancelled(at=scene.now, turn=1, ids=("id1",)))
    scene.call()
    scene.wait(2)
    assert scene.ran == ["order"]


def test_long_after_a_stop_the_same_call_is_another_wish() -> None:
    scene = Scene()
    scene.call()
    scene.withdraw()
    scene.wait(WITHDRAWN_S - 1)
    scene.call()
    assert len(scene.of(LeaveAsked)) == 1
    scene.key("no")
    scene.wait(WITHDRAWN_S + 1)
    scene.call()
    scene.wait(2)
    assert scene.ran == ["order"]


def test_a_joined_call_shares_the_fate_of_the_first() -> None:
    scene = Scene()
    scene.call()
    scene.call()
    scene.say("stop")
    assert scene.told == [("id1", "withdrawn"), ("id2", "withdrawn")]
    assert scene.ran == []


def test_a_joined_call_is_not_told_to_be_withdrawn_where_the_first_has_begun() -> None:
    scene = Scene()
    first = scene.call()
    scene.wait(2)
    scene.call()
    scene.say("stop")
    assert scene.told == []
    scene.finish(first, "12 ordered")
    scene.finish(first, "and again")
    assert scene.told == [("id1", "ok"), ("id2", "ok")]


def test_a_joined_call_that_the_service_withdraws_is_not_answered() -> None:
    scene = Scene()
    first = scene.call()
    scene.call()
    scene.wait(2)
    scene.feed(ToolCallCancelled(at=scene.now, turn=1, ids=("id2",)))
    scene.finish(first, "12 ordered")
    assert scene.told == [("id1", "ok")]


# --- sessions ---


def test_what_had_not_begun_does_not_run_for_another_session() -> None:
    scene = Scene()
    scene.call()
    scene.call("pay")
    scene.call()
    scene.drop()
    account = scene.guard.account()
    assert "not run; it was about to" in account
    assert "not run; the user was being asked" in account
    scene.connect(session=2)
    scene.wait(60)
    assert scene.ran == []
    assert scene.told == []
    assert scene.ends == [("lost", "")] * 3
    assert "not run" in scene.guard.account()


def test_what_runs_goes_on_for_another_session() -> None:
    scene = Scene()
    call = scene.call()
    scene.wait(2)
    scene.drop()
    assert "still running; its result follows" in scene.guard.account()
    scene.connect(session=2)
    scene.finish(call, "12 ordered")
    assert scene.told == [("id1", "ok")]
    assert "done" in scene.guard.account()
    scene.call()
    assert scene.ends == [("done", ""), ("repeated", "")]


def test_what_was_sent_once_more_is_the_same_wish_however_late() -> None:
    scene = Scene()
    call = scene.call()
    scene.wait(2)
    scene.finish(call, "12 ordered")
    scene.drop()
    scene.wait(AGAIN_S + 60)
    scene.connect(session=2)
    scene.call()
    scene.wait(5)
    assert scene.ran == ["order"]
    assert scene.told[1:] == [("id2", "ok")]
    scene.say("Order twelve more.")
    scene.wait(AGAIN_S + 1)
    scene.call()
    scene.wait(2)
    assert scene.ran == ["order"] * 2


def test_a_resumed_session_goes_on_with_what_was_held() -> None:
    scene = Scene()
    scene.call()
    scene.drop()
    scene.connect()
    scene.wait(2)
    assert scene.ran == ["order"]


# --- blocking calls ---


def test_speech_over_a_blocking_call_has_its_fate_told_in_words() -> None:
    scene = Scene(blocks=True)
    call = scene.call()
    scene.wait(2)
    scene.say("How is the weather?")
    scene.finish(call, "12 ordered")
    assert len(scene.notes) == 1
    assert "12 ordered" in scene.notes[0]


def test_no_note_is_needed_where_the_model_calls_again() -> None:
    scene = Scene(blocks=True)
    call = scene.call()
    scene.wait(2)
    scene.say("How is the weather?")
    scene.call()
    scene.finish(call, "12 ordered")
    assert scene.notes == []
    assert scene.told == [("id1", "ok"), ("id2", "ok")]


@pytest.mark.parametrize("blocks", [True, False])
def test_without_speech_or_blocking_there_is_no_note(blocks: bool) -> None:
    scene = Scene(blocks=blocks)
    call = scene.call()
    if not blocks:
        scene.say("How is the weather?")
    scene.wait(2)
    scene.finish(call)
    assert scene.notes == []


# --- progress, and the end ---


def test_progress_is_shown_each_time_and_told_to_the_model_now_and_then() -> None:
    scene = Scene()
    call = scene.call("price")
    for text in ("1 of 3", "2 of 3"):
        scene.take(scene.guard.progressed(call, text, scene.now))
        scene.wait(1)
    scene.wait(5)
    scene.take(scene.guard.progressed(call, "3 of 3", scene.now))
    scene.finish(call)
    scene.take(scene.guard.progressed(call, "late", scene.now))
    assert len(scene.of(CallProgressed)) == 3
    assert [(one.more, one.response["status"]) for one in scene.answers] == [
        (True, "running"),
        (True, "running"),
        (False, "ok"),
    ]


def test_at_the_end_what_has_not_begun_does_not_and_what_reads_is_ended() -> None:
    scene = Scene()
    scene.call("pay")
    scene.call()
    reading = scene.call("price")
    scene.call()
    scene.take(scene.guard.close(scene.now))
    assert scene.ends == [("lost", "")] * 3
    assert [deed for deed in scene.deeds if isinstance(deed, Cancel)] == [Cancel(reading)]
    scene.wait(60)
    assert scene.ran == ["price"]


def test_what_writes_and_has_begun_is_left_alone_at_the_end() -> None:
    scene = Scene()
    scene.call()
    scene.wait(2)
    scene.take(scene.guard.close(scene.now))
    assert not [deed for deed in scene.deeds if isinstance(deed, Cancel)]


# --- whatever happens ---

_STEPS = st.one_of(
    st.tuples(st.sampled_from(["order", "pay", "price", "transfer", "erase"]), st.integers(1, 2)),
    st.sampled_from(
        ["once", "always", "server", "no", "withdraw", "stop", "yes", "words", "begin", "end"]
    ),
    st.sampled_from(["drop", "resume", "renew", "finish", "fail", "cancel"]),
    st.floats(0.05, 40.0),
)


class Chaos(Scene):
    """Does whatever it is told."""

    def do(self, step: object) -> None:
        running = [deed.call for deed in self.deeds if isinstance(deed, Run)]
        over = {event.call for event in self.of(CallEnded)}
        open_ = [call for call in running if call not in over]
        match step:
            case str(name), int(count):
                self.call(name, {"count": count})
            case float():
                self.wait(step)
            case "once" | "always" | "server" | "no":
                self.key(step)
            case "withdraw":
                self.withdraw()
            case "stop" | "yes" | "words":
                text = {"stop": "Stop!", "yes": "Yes.", "words": "It rains."}[str(step)]
                self.feed(InputTranscribed(at=self.now, text=text))
            case "begin" | "end":
                self.feed(SpeechDetected(at=self.now, speaking=step == "begin"))
            case "drop":
                self.drop()
            case "resume" | "renew":
                self.connect(self.session + (step == "renew"))
            case "finish" | "fail" if open_:
                self.finish(open_[0], failed=step == "fail")
            case "cancel" if self.calls:
                ids = (f"id{self.calls}",)
                self.feed(ToolCallCancelled(at=self.now, turn=1, ids=ids))
            case _:
                pass


@given(st.lists(_STEPS, max_size=25), st.booleans(), st.booleans(), st.booleans())
def test_whatever_happens_calls_run_with_leave_once_and_are_told_truly(
    steps: list[object], voice: bool, can_ask: bool, blocks: bool
) -> None:
    scene = Chaos(voice=voice, can_ask=can_ask, blocks=blocks)
    for step in steps:
        scene.do(step)
    scene.do("end")
    scene.connect(scene.session)
    scene.wait(60)
    while runs := [one for one in scene.of(CallStarted) if one.call not in _over(scene)]:
        scene.finish(runs[0].call)
        scene.wait(1)
    scene.withdraw()
    ran = [deed.call for deed in scene.deeds if isinstance(deed, Run)]
    assert len(set(ran)) == len(ran)
    assert "erase" not in scene.ran
    assert sorted(_over(scene)) == list(range(1, scene.calls + 1)), "each call ends"
    ends = {event.call: event for event in scene.of(CallEnded)}
    assert len(ends) == len(scene.of(CallEnded)), "and ends once"
    answered = [one.id for one in scene.answers if not one.more]
    assert len(set(answered)) == len(answered), "no call is answered twice"
    leave = {one.call: one for one in scene.of(LeaveAnswered)}
    for call, end in ends.items():
        unrun = end.outcome in ("refused", "lost", "repeated")
        if unrun or (end.outcome == "withdrawn" and end.name != "price"):
            assert call not in ran, "what is told not to have run has not run"
        if call in ran and end.name in ("pay", "transfer"):
            allowed = any(
                one.answer in ("always", "server") and one.at <= end.at for one in leave.values()
            )
            mine = leave.get(call)
            assert (mine and mine.answer != "no") or (allowed and end.name == "pay")
    _never_twice(scene)


def _over(scene: Scene) -> set[int]:
    return {event.call for event in scene.of(CallEnded)}


def _never_twice(scene: Scene) -> None:
    """The same call does not run again soon after it was done, unless a key has said so."""
    ends = {event.call: event for event in scene.of(CallEnded)}
    asked = {one.call for one in scene.of(LeaveAsked)}
    writes = [one for one in scene.of(CallStarted) if one.name != "price"]
    for index, one in enumerate(writes):
        for other in writes[index + 1 :]:
            if (one.name, one.args) == (other.name, other.args) and other.call not in asked:
                end = ends[one.call]
                assert other.at >= end.at
                assert end.outcome == "failed" or other.at > end.at + AGAIN_S - 1.5
