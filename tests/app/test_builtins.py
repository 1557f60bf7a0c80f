"""A timer that rings in the conversation, and a call that the model ends."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from livechat.app.builtins import GOODBYE_S, MOST_TIMERS, QUIET_S, Builtins
from livechat.app.hands import Functions
from livechat.audio.optional import NoMicrophone
from livechat.core.face.commands import Say
from livechat.core.link.items import Note, ToolResult
from livechat.core.talk.events import (
    AudioReceived,
    Connected,
    Ended,
    Event,
    Notice,
    ToolCall,
    ToolCalled,
    TurnComplete,
)
from livechat.core.tools.tool import Result
from tests.support.conversing import sound, steer
from tests.support.fakes import FakeLink, Reply
from tests.support.toolboxes import FakeToolbox, function
from tests.support.virtual_time import run

TIMER = function("timer", writes=False, server="built-in")
HANG_UP = function("hang_up", writes=False, server="built-in")


def asks(name: str, *, then_speaks_s: float = 0.0, **args: object) -> Reply:
    def reply() -> Iterable[tuple[float, Event]]:
        yield 0.2, ToolCalled(at=0, calls=(ToolCall("id1", name, args),))
        yield 0, TurnComplete(at=0)
        if then_speaks_s:
            yield 0.5, AudioReceived(at=0, pcm=sound(then_speaks_s))
            yield then_speaks_s, TurnComplete(at=0)

    return reply


def own() -> Functions:
    """A toolbox whose functions are those of the conversation itself."""
    builtins = Builtins()
    return Functions(FakeToolbox(TIMER, HANG_UP, work=builtins.functions), builtins)


def call_of(link: FakeLink) -> dict[str, object]:
    [answer] = [one for one in link.sent if isinstance(one, ToolResult)]
    return dict(answer.response)


def test_a_timer_rings_when_it_is_time_for_the_user_and_the_model() -> None:
    link = FakeLink(asks("timer", seconds=60, label="tea"))
    held = steer(Say("Tea."), 70.0, link=link, functions=own())
    assert call_of(link)["result"] == {"rings_in_s": 60, "label": "tea", "other_timers": []}
    assert 'The timer "tea" rings.' in held.notices
    [note] = [one for one in link.sent if isinstance(one, Note)]
    assert note.answered
    assert '"tea", set 60 s ago' in note.text
    [ring] = held.notebook.of(Notice)
    assert ring.level == "warning"  # stays in the transcript


def test_the_model_is_told_of_a_timer_at_once_where_nobody_says_anything() -> None:
    link, told = FakeLink(asks("timer", seconds=60)), list[int]()

    def look() -> None:
        told.append(sum(isinstance(one, Note) for one in link.sent))

    script = (Say("Tea."), 60.0, look, 1.0, look, 9.0)
    steer(*script, link=link, microphone=NoMicrophone(), functions=own())
    assert told == [0, 1]


def test_a_timer_that_has_not_rung_is_told_at_the_end() -> None:
    held = steer(Say("Tea."), 5.0, link=FakeLink(asks("timer", seconds=60)), functions=own())
    assert held.notices == ["The timer had not rung yet."]


def test_a_timer_without_a_label_rings_without_one() -> None:
    link = FakeLink(asks("timer", seconds=60))
    held = steer(Say("Tea."), 70.0, link=link, functions=own())
    assert call_of(link)["result"] == {"rings_in_s": 60, "other_timers": []}
    assert "The timer rings." in held.notices


def test_a_label_of_several_lines_is_told_in_one() -> None:
    link = FakeLink(asks("timer", seconds=60, label=" green\n tea"))
    held = steer(Say("Tea."), 5.0, link=link, functions=own())
    assert held.notices == ['The timer "green tea" had not rung yet.']


@pytest.mark.parametrize("seconds", [0, -1, 1e9, float("nan"), "60", True, None, [1]])
def test_a_timer_for_no_time_is_refused(seconds: object) -> None:
    result = ask("timer", {"seconds": seconds})
    assert (result.failed, result.retry) == (True, True)


def test_timers_have_a_bound() -> None:
    async def main() -> Result:
        builtins = Builtins()
        builtins.bind(Idle())
        for _ in range(MOST_TIMERS):
            await builtins.functions["timer"]({"seconds": 5}, print)
        assert len(builtins.left()) == MOST_TIMERS
        return await builtins.functions["timer"]({"seconds": 5}, print)

    assert run(main()).failed


def test_the_call_ends_after_the_goodbye_was_heard() -> None:
    link = FakeLink(asks("hang_up", then_speaks_s=4.0))
    held = steer(Say("Bye."), 60.0, link=link, functions=own())
    [connected], [ended] = held.notebook.of(Connected), held.notebook.of(Ended)
    assert ended.at - connected.at == pytest.approx(0.2 + 0.5 + 4.0 + QUIET_S, abs=1.5)


def test_a_goodbye_without_an_end_does_not_keep_the_call() -> None:
    link = FakeLink(asks("hang_up", then_speaks_s=90.0))
    held = steer(Say("Bye."), 100.0, link=link, functions=own())
    [connected], [ended] = held.notebook.of(Connected), held.notebook.of(Ended)
    assert ended.at - connected.at == pytest.approx(GOODBYE_S, abs=1.5)


def test_hanging_up_twice_is_hanging_up() -> None:
    async def main() -> int:
        builtins, host = Builtins(), Idle()
        builtins.bind(host)
        for _ in range(2):
            await builtins.functions["hang_up"]({}, print)
        return host.spawned

    assert run(main()) == 1


class Idle:
    """A conversation in which nothing happens."""

    quiet = True

    def __init__(self) -> None:
        self.spawned = 0

    def ring(self, label: str, seconds: float) -> None:
        raise AssertionError

    def stop(self) -> None:
        raise AssertionError

    def spawn(self, work: Any) -> None:
        self.spawned += 1
        work.close()


def ask(name: str, args: dict[str, object]) -> Result:
    async def main() -> Result:
        await asyncio.sleep(0)
        return await Builtins().functions[name](args, print)

    return run(main())
