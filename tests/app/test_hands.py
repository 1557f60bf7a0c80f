"""Function calls in conversations over stand-ins, in virtual time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from livechat.app.conversation import Conversation
from livechat.app.hands import GRACE_S, LONGEST_READY_S, MOST_NOTES, READY_S, Functions
from livechat.app.ports import Emit
from livechat.core.face.commands import Act, Leave, Say
from livechat.core.link.items import Note, ToolResult
from livechat.core.setup_spec import SetupSpec
from livechat.core.talk.events import (
    AudioReceived,
    CallEnded,
    CallEvent,
    CallHeld,
    CallProgressed,
    CallStarted,
    Connected,
    Event,
    InputTranscribed,
    LeaveAsked,
    OutputTranscribed,
    ToolCall,
    ToolCalled,
    TurnComplete,
)
from livechat.errors import SettingsError
from tests.support.conversing import hold, sound, spoken, steer, try_to_hold
from tests.support.fakes import FakeLink, OpenMicrophone, Reply
from tests.support.toolboxes import ORDER, PAY, PRICE, FakeToolbox, after, function

GLOVES = {"item": "gloves"}


def asks(name: str, **args: object) -> Reply:
    """A turn in which the model only calls a function, as 3.8 does."""

    def reply() -> Iterable[tuple[float, Event]]:
        yield 0.2, ToolCalled(at=0, calls=(ToolCall("id1", name, args),))
        yield 0, TurnComplete(at=0)

    return reply


def results(link: FakeLink) -> list[ToolResult]:
    return [one for one in link.sent if isinstance(one, ToolResult)]


def notes(link: FakeLink) -> list[Note]:
    return [one for one in link.sent if isinstance(one, Note)]


def told(link: FakeLink) -> list[tuple[str, object]]:
    return [(one.id, one.response["status"]) for one in results(link) if not one.more]


def test_a_function_is_declared_called_and_answered() -> None:
    toolbox = FakeToolbox(PRICE)
    link = FakeLink(asks("price", item="gloves"))
    held = steer(Say("What do gloves cost?"), 3.0, link=link, functions=Functions(toolbox))
    assert [one.tools for one in link.sent if isinstance(one, SetupSpec)] == [(PRICE.declaration,)]
    assert toolbox.calls == [("price", GLOVES)]
    assert results(link) == [ToolResult(1, "id1", "price", {"status": "ok", "result": "done"})]
    assert [type(one) for one in held.notebook.of(CallEvent)] == [CallStarted, CallEnded]


def test_what_may_change_something_is_held_and_withdrawn_by_a_key() -> None:
    for act in (Act.WITHDRAW, Act.INTERRUPT):
        toolbox = FakeToolbox(ORDER)
        link = FakeLink(asks("order"))
        held = steer(Say("Order."), 1.5, act, 5.0, link=link, functions=Functions(toolbox))
        assert toolbox.calls == []
        assert told(link) == [("id1", "withdrawn")]
        assert len(held.notebook.of(CallHeld)) == 1


def test_it_runs_when_its_time_has_come() -> None:
    toolbox = FakeToolbox(ORDER)
    link = FakeLink(asks("order"))
    held = steer(Say("Order."), 4.0, link=link, functions=Functions(toolbox, hold_s=1.0))
    [at_hold], [at_start] = held.notebook.of(CallHeld), held.notebook.of(CallStarted)
    assert at_start.at == pytest.approx(at_hold.at + 1.0)
    assert told(link) == [("id1", "ok")]


def test_leave_is_asked_and_given() -> None:
    toolbox = FakeToolbox(PAY)
    link = FakeLink(asks("pay"))
    held = steer(Say("Pay."), 9.0, Leave("once"), 1.0, link=link, functions=Functions(toolbox))
    assert len(held.notebook.of(LeaveAsked)) == 1
    assert toolbox.calls == [("pay", {})]


def test_where_nobody_can_be_asked_it_is_refused() -> None:
    toolbox = FakeToolbox(PAY)
    link = FakeLink(asks("pay"))
    steer(Say("Pay."), 3.0, link=link, functions=Functions(toolbox, can_ask=False))
    assert told(link) == [("id1", "refused")]


def test_a_spoken_stop_ends_what_only_reads() -> None:
    toolbox = FakeToolbox(PRICE, work={"price": after(60)})

    def stops() -> Iterable[tuple[float, Event]]:
        yield 2.0, InputTranscribed(at=0, text="Stop!")

    link = FakeLink(asks("price"), stops)
    steer(Say("Price?"), 1.0, Say("And please."), 5.0, link=link, functions=Functions(toolbox))
    assert toolbox.ended == ["price"]
    assert told(link) == [("id1", "withdrawn")]


def test_a_call_that_is_stopped_before_its_first_step_is_over_and_told() -> None:
    toolbox = FakeToolbox(PRICE)
    calls: list[Conversation] = []

    def asks_and_stops() -> Iterable[tuple[float, Event]]:
        yield 0.2, ToolCalled(at=0, calls=(ToolCall("id1", "price", {}),))
        calls[0].wish(Act.WITHDRAW)

    link = FakeLink(asks_and_stops)
    held = steer(Say("A"), 5.0, link=link, began=calls.append, functions=Functions(toolbox))
    assert toolbox.calls == []
    assert [one.outcome for one in held.notebook.of(CallEnded)] == ["withdrawn"]
    assert told(link) == [("id1", "withdrawn")]
    assert held.notices == []


def test_progress_goes_to_the_screen_and_to_the_model() -> None:
    toolbox = FakeToolbox(PRICE, work={"price": after(2)})
    link = FakeLink(asks("price"))
    held = steer(Say("Price?"), 5.0, link=link, functions=Functions(toolbox))
    assert [one.text for one in held.notebook.of(CallProgressed)] == ["half of it"]
    assert [(one.more, one.silent) for one in results(link)] == [(True, True), (False, False)]


def test_functions_that_come_later_are_declared_later() -> None:
    toolbox = FakeToolbox(PRICE, ready_after_s=READY_S + 2)
    held = steer(READY_S + 1, 3.0, link=(link := FakeLink()), functions=Functions(toolbox))
    [connected] = held.notebook.of(Connected)
    assert connected.at == pytest.approx(1000 + READY_S)
    assert link.spec.tools == (PRICE.declaration,)


def test_whoever_says_one_thing_waits_longer_for_functions() -> None:
    toolbox = FakeToolbox(PRICE, ready_after_s=10)
    link = FakeLink(spoken("Hello."))
    held = hold(link, lines=("Hi",), functions=Functions(toolbox))
    assert held.notebook.of(Connected)[0].at == pytest.approx(1010)
    slow = FakeToolbox(PRICE, ready_after_s=LONGEST_READY_S + 10)
    held = hold(FakeLink(spoken("Hello.")), lines=("Hi",), functions=Functions(slow))
    assert held.notebook.of(Connected)[0].at == pytest.approx(1000 + LONGEST_READY_S)


def test_other_functions_are_declared_when_they_change_and_forbidden_ones_never() -> None:
    toolbox = FakeToolbox(PRICE)
    link = FakeLink()
    change = [1.0, lambda: toolbox.change(PRICE, ORDER, function("erase", "never")), 1.0]
    steer(*change, link=link, functions=Functions(toolbox))  # type: ignore[arg-type]
    assert link.spec.tools == (PRICE.declaration, ORDER.declaration)


@pytest.mark.parametrize("ready_after_s", [0.5, READY_S + 1])
def test_a_file_that_cannot_be_used_ends_the_call(ready_after_s: float) -> None:
    error = SettingsError("shop.py, line 3: no such module.")
    toolbox = FakeToolbox(ready_after_s=ready_after_s, error=error)
    held = try_to_hold(
        FakeLink(), microphone=OpenMicrophone(), functions=Functions(toolbox), lines=()
    )
    assert held.error is error


@pytest.mark.parametrize(("blocking", "notes_of"), [(True, 1), (False, 0)])
def test_speech_over_a_blocking_call_is_followed_by_a_note(blocking: bool, notes_of: int) -> None:
    toolbox = FakeToolbox(ORDER, work={"order": after(4)})
    spec = SetupSpec(model="gemini-3.8-live", blocking=blocking)

    def speaks() -> Iterable[tuple[float, Event]]:
        yield 0.1, InputTranscribed(at=0, text="How is the weather?")
        yield 0.1, AudioReceived(at=0, pcm=sound(6))
        yield 0.0, OutputTranscribed(at=0, text="Fine.")
        yield 6.0, TurnComplete(at=0)

    link = FakeLink(asks("order"), speaks, spec=spec)
    steer(Say("Order."), 3.0, Say("Weather?"), 12.0, link=link, functions=Functions(toolbox))
    assert told(link) == [("id1", "ok")]
    assert [one.answered for one in notes(link)] == [False] * notes_of
    if blocking:
        assert link.sent.index(notes(link)[0]) > link.sent.index(results(link)[-1])


def test_a_model_that_takes_no_notes_is_told_in_a_way_that_it_answers() -> None:
    toolbox = FakeToolbox(ORDER, work={"order": after(4)})
    spec = SetupSpec(model="gemini-3.1-flash-live-preview")
    link = FakeLink(asks("order"), spoken("Fine."), spec=spec)
    steer(Say("Order."), 3.0, Say("Weather?"), 12.0, link=link, functions=Functions(toolbox))
    assert [one.answered for one in notes(link)] == [True]


def test_only_the_newest_notes_wait_for_the_model_to_be_silent() -> None:
    def talks() -> Iterable[tuple[float, Event]]:
        yield 0.1, AudioReceived(at=0, pcm=sound(3))
        yield 3.0, TurnComplete(at=0)

    link = FakeLink(talks)
    told_all: list[Conversation] = []

    def inform() -> None:
        for count in range(MOST_NOTES + 5):
            told_all[0].ring(f"{count}", 1)

    steer(
        Say("Talk."),
        1.0,
        inform,
        5.0,
        link=link,
        functions=Functions(FakeToolbox()),
        began=told_all.append,
    )
    assert len(notes(link)) == MOST_NOTES
    assert '"5"' in notes(link)[0].text


@pytest.mark.parametrize("seconds", [GRACE_S - 1, GRACE_S + 60])
def test_at_the_end_what_writes_has_a_moment_and_what_still_runs_is_told(seconds: float) -> None:
    toolbox = FakeToolbox(ORDER, work={"order": after(seconds)})
    link = FakeLink(asks("order"))
    held = steer(Say("Order."), 1.0, link=link, functions=Functions(toolbox, hold_s=0))
    still = "order was still running when the call ended. It may have had an effect."
    assert (still in held.notices) is (seconds > GRACE_S)
    ended = [one.outcome for one in held.notebook.of(CallEnded)]
    assert ended == ["done" if seconds < GRACE_S else "timed_out"]


def test_at_the_end_what_reads_is_ended() -> None:
    toolbox = FakeToolbox(PRICE, work={"price": after(60)})
    held = steer(Say("Price?"), 1.0, link=FakeLink(asks("price")), functions=Functions(toolbox))
    assert toolbox.ended == ["price"]
    assert held.notices == []


def test_a_new_session_is_told_of_the_calls() -> None:
    class Asking(FakeLink):
        async def run(self, emit: Emit, said: Any, account: Callable[[], str]) -> None:
            self.account = account
            await super().run(emit, said, account)

    link = Asking(asks("price", item="gloves"))
    steer(Say("Price?"), 2.0, link=link, functions=Functions(FakeToolbox(PRICE)))
    assert link.account() == '- price({"item": "gloves"}): done: "done"'
