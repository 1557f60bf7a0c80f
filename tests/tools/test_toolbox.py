"""One toolbox for all sources: names, levels, starts, failures and calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

import pytest

from livechat.core.talk.events import Event, Notice, Preparing
from livechat.core.tools.levels import Rules
from livechat.core.tools.tool import Result, Tool
from livechat.errors import FileError, LivechatError
from livechat.tools.builtin import FETCH_URL
from livechat.tools.source import Events, Offer, Progress
from livechat.tools.toolbox import READY_S, BuiltIn, Origin, Toolbox
from tests.support.virtual_time import run


class FakeSource:
    """Offers what it is told to, after some time; says what it was asked."""

    def __init__(
        self, *offers: Offer, after_s: float = 0.0, failure: LivechatError | None = None
    ) -> None:
        self.offers = offers
        self.after_s = after_s
        self.failure = failure
        self.calls: list[tuple[Offer, Mapping[str, object]]] = []
        self.events: Events | None = None
        self.result: Result | Exception = Result(value="done")

    async def run(self, events: Events) -> None:
        self.events = events
        await asyncio.sleep(self.after_s)
        if self.failure:
            raise self.failure
        events.offers(self.offers)
        await asyncio.Event().wait()

    async def call(self, offer: Offer, args: Mapping[str, object], progress: Progress) -> Result:
        self.calls.append((offer, args))
        progress("half")
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


def offer(name: str, server: str = "shop", **more: Any) -> Offer:
    """Return a function of a file."""
    return Offer(name=name, server=server, origin=f"{server}.py", **more)


def origins(*sources: FakeSource, needed: bool = False) -> list[Origin]:
    """Return sources with labels."""
    return [Origin(source, f"source {n}", needed) for n, source in enumerate(sources)]


class Shown:
    """What the user is told, and how often the functions changed."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.changes = 0

    @property
    def notices(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, Notice)]

    @property
    def steps(self) -> list[tuple[str, bool]]:
        return [(e.what, e.done) for e in self.events if isinstance(e, Preparing)]

    def changed(self) -> None:
        self.changes += 1


def running(toolbox: Toolbox, then: Callable[[], Coroutine[Any, Any, None]]) -> Shown:
    """Run a toolbox, do something once it is ready, and end it."""
    shown = Shown()

    async def main() -> None:
        task = asyncio.create_task(toolbox.run(shown.events.append, shown.changed))
        try:
            await then()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    run(main())
    return shown


def listed(toolbox: Toolbox) -> list[str]:
    """Return the names of the functions."""
    return [tool.name for tool in toolbox.tools]


def test_sources_start_side_by_side_and_share_one_name_space() -> None:
    """Whatever the order in which they come."""
    slow = FakeSource(offer("search"), offer("buy"), after_s=3)
    quick = FakeSource(offer("search", "web"), after_s=1)
    toolbox = Toolbox(origins(slow, quick))

    async def then() -> None:
        await toolbox.ready()
        assert asyncio.get_running_loop().time() == 1003.0
        assert listed(toolbox) == ["shop__search", "buy", "web__search"]
        await asyncio.sleep(1)

    shown = running(toolbox, then)
    assert shown.steps == [("functions", False), ("functions", True)]
    assert shown.changes == 2
    assert shown.notices == []


def test_a_file_that_the_user_named_and_that_is_late_is_told_when_it_fails() -> None:
    """Nobody waits for it any more who could raise it."""
    late = FakeSource(after_s=READY_S + 5, failure=FileError("It hangs."))
    toolbox = Toolbox(origins(late, needed=True))

    async def then() -> None:
        await toolbox.ready()
        await asyncio.sleep(6)

    notices = running(toolbox, then).notices
    assert notices[1:] == ["It hangs."]


def test_what_is_told_twice_alike_changes_nothing() -> None:
    """The service need not be told."""
    source = FakeSource(offer("a"))
    toolbox = Toolbox(origins(source))

    async def then() -> None:
        await toolbox.ready()
        assert source.events
        source.events.offers([offer("a")])
        source.events.offers([offer("a"), offer("b")])
        assert listed(toolbox) == ["a", "b"]
        source.events.trouble("The server had to be started again.")

    shown = running(toolbox, then)
    assert shown.changes == 2
    assert shown.notices == ["The server had to be started again."]


def test_a_file_that_the_user_named_and_that_fails_ends_the_start() -> None:
    """With its own sentence; nothing is told twice."""
    toolbox = Toolbox(origins(FakeSource(failure=FileError("No.", "Mend it.")), needed=True))

    async def then() -> None:
        with pytest.raises(FileError, match="No"):
            await toolbox.ready()

    assert running(toolbox, then).notices == []


def test_another_source_that_fails_is_a_line() -> None:
    """The call goes on with the others."""
    toolbox = Toolbox(origins(FakeSource(failure=FileError("No.")), FakeSource(offer("a"))))

    async def then() -> None:
        await toolbox.ready()
        assert listed(toolbox) == ["a"]

    assert running(toolbox, then).notices == ["No."]


def test_a_source_that_is_late_is_not_waited_for() -> None:
    """Its functions come when it does."""
    toolbox = Toolbox(origins(FakeSource(offer("a"), after_s=READY_S + 5), FakeSource(offer("b"))))

    async def then() -> None:
        await toolbox.ready()
        assert asyncio.get_running_loop().time() == 1000.0 + READY_S
        assert listed(toolbox) == ["b"]
        await asyncio.sleep(6)
        assert listed(toolbox) == ["a", "b"]

    shown = running(toolbox, then)
    assert shown.notices == ["The functions of source 0 are not there yet. Going on without them."]
    assert shown.steps[-1] == ("functions", True)


def test_a_call_reaches_its_source_under_its_own_name() -> None:
    """With the time that the settings give it; progress comes back."""
    one, other = FakeSource(offer("search")), FakeSource(offer("search", "web", timeout_s=5))
    toolbox = Toolbox(origins(one, other), timeout_s=20)
    told: list[str] = []

    async def then() -> None:
        await toolbox.ready()
        tools = toolbox.tools
        assert [tool.timeout_s for tool in tools] == [20, 5]
        assert await toolbox.call(tools[1], {"q": "x"}, told.append) == Result(value="done")
        await toolbox.call(tools[0], {}, told.append)

    running(toolbox, then)
    assert [(each.name, each.server, args) for each, args in other.calls] == [
        ("search", "web", {"q": "x"})
    ]
    assert one.calls[0][0].timeout_s == 20
    assert told == ["half", "half"]


def test_a_function_that_is_gone_is_a_result() -> None:
    """So is one whose name belongs to another now."""
    source = FakeSource(offer("a"))
    toolbox = Toolbox(origins(source))

    async def then() -> None:
        await toolbox.ready()
        [tool] = toolbox.tools
        assert source.events
        source.events.offers([offer("a", "web")])
        result = await toolbox.call(tool, {}, print)
        source.events.offers([])
        assert result == await toolbox.call(tool, {}, print)
        assert result == Result(value="The function a is not there any more.", failed=True)

    running(toolbox, then)
    assert source.calls == []


def test_whatever_a_source_raises_is_a_result() -> None:
    """The conversation goes on; being cancelled is no failure."""
    source = FakeSource(offer("a"))
    toolbox = Toolbox(origins(source))

    async def then() -> None:
        await toolbox.ready()
        [tool] = toolbox.tools
        source.result = ValueError("secret")
        result = await toolbox.call(tool, {}, lambda _: None)
        assert result == Result(value="a failed inside livechat (ValueError).", failed=True)

    running(toolbox, then)


def level_of(each: Offer, **rules: tuple[str, ...]) -> Tool:
    """Return a function as the toolbox has it."""

    async def deed(args: Mapping[str, object], progress: Progress) -> Result:
        return Result(value="x")

    [tool] = Toolbox(builtin=[BuiltIn(each, deed)], rules=Rules(**rules)).tools
    return tool


def test_levels_come_from_patterns_then_from_the_functions_word() -> None:
    """A page that the model chooses asks, though it only reads."""
    assert level_of(offer("a")).level == "ask"
    assert level_of(offer("a", reads=True)).level == "allow"
    assert level_of(offer("a", reads=True), ask=("shop__*",)).level == "ask"
    assert level_of(offer("a"), allow=("shop",)).level == "allow"
    assert level_of(offer("a b"), never=("a b",)).level == "never"
    assert level_of(offer("a b"), never=("a_b",)).level == "never"
    assert level_of(FETCH_URL).level == "ask"
    assert not level_of(FETCH_URL).writes
    assert level_of(FETCH_URL, allow=("fetch_url",)).level == "allow"
    assert level_of(offer("timer", "built-in", reads=True)).level == "allow"


def test_a_key_is_demanded_by_the_function_or_by_a_pattern() -> None:
    """Either is enough."""
    assert not level_of(offer("a")).key
    assert level_of(offer("a", key=True)).key
    assert level_of(offer("a"), key=("a",)).key


def test_what_never_runs_is_not_called_even_if_it_is_asked_for() -> None:
    """The model may have known of it before."""
    source = FakeSource(offer("a"))
    toolbox = Toolbox(origins(source), rules=Rules(never=("*",)))

    async def then() -> None:
        await toolbox.ready()
        [tool] = toolbox.tools
        assert (await toolbox.call(tool, {}, print)).failed

    running(toolbox, then)
    assert source.calls == []


def test_a_built_in_function_is_done_here_and_within_its_time() -> None:
    """A toolbox of nothing else prepares nothing."""

    async def deed(args: Mapping[str, object], progress: Progress) -> Result:
        await asyncio.sleep(float(str(args["s"])))
        return Result(value=args["s"])

    toolbox = Toolbox(builtin=[BuiltIn(offer("wait", "built-in"), deed)], timeout_s=10)

    async def then() -> None:
        await toolbox.ready()
        [tool] = toolbox.tools
        assert await toolbox.call(tool, {"s": 9}, print) == Result(value=9)
        assert await toolbox.call(tool, {"s": 11}, print) == Result(
            value="It was stopped after 10 s.", failed=True, timed_out=True
        )
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await toolbox.call(tool, {"s": 5}, print)

    assert running(toolbox, then).steps == []


def many(count: int) -> Sequence[Offer]:
    return [offer(f"f{n}") for n in range(count)]


def test_more_functions_than_models_choose_well_among_are_told_once() -> None:
    """Those that never run do not count."""
    source = FakeSource(*many(26))
    toolbox = Toolbox(origins(source))

    async def then() -> None:
        await toolbox.ready()
        assert source.events
        source.events.offers(many(30))

    [notice] = running(toolbox, then).notices
    assert notice.startswith("There are more than 25 functions")
    quiet = Toolbox(origins(FakeSource(*many(26))), rules=Rules(never=("f1",)))
    assert running(quiet, quiet.ready).notices == []


def test_more_functions_than_the_service_takes_are_left_out() -> None:
    """And that is told."""
    toolbox = Toolbox(
        origins(FakeSource(*many(400)), FakeSource(*[offer(f"g{n}") for n in range(200)]))
    )

    async def then() -> None:
        await toolbox.ready()
        assert len(toolbox.tools) == 512

    notices = running(toolbox, then).notices
    assert "There are 600 functions, but a model takes 512. The others are left out." in notices


def test_a_server_that_calls_itself_built_in_is_asked_for_what_it_writes() -> None:
    """And another's `fetch_url` is no more than that."""
    source = FakeSource(
        offer("wipe", "built-in"), offer("look", "built-in", reads=True), offer("fetch_url")
    )
    toolbox = Toolbox(origins(source))

    async def then() -> None:
        await toolbox.ready()
        assert [tool.level for tool in toolbox.tools] == ["ask", "allow", "ask"]

    running(toolbox, then)


def test_a_trusted_server_is_allowed_and_no_other_for_its_name() -> None:
    source = FakeSource(offer("wipe", "shop"), offer("shop", "evil"))
    toolbox = Toolbox(origins(source), rules=Rules(trusted=("shop",)))

    async def then() -> None:
        await toolbox.ready()
        assert [tool.level for tool in toolbox.tools] == ["allow", "ask"]

    running(toolbox, then)
