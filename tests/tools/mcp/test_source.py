"""MCP servers, good and bad, side by side over their pipes: each is a process of its own."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

import pytest

from livechat.core.tools.tool import CALL_S
from livechat.tools.source import Offer

pytest.importorskip("mcp", reason="the MCP SDK is not installed (extra mcp)")

from tests.support.mcp_servers import HERE, Heard, good, hostile, lives, running, stdio, written

pytestmark = pytest.mark.process

T = TypeVar("T")

LIMIT_S = 60.0

PNG = ("image/png", b"\x89PNG")

SECRET = "a-very-secret-thing"


class Room:
    """A loop in a thread, in which servers run for all tests of this file."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._stack = AsyncExitStack()
        self.heard: Heard

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something in the loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(LIMIT_S)

    def call(self, server: str, name: str, **args: object) -> Any:
        """Call a function."""
        return self.do(self.heard.call(server, name, **args))

    def open(self, *servers: dict[str, Any]) -> None:
        self.heard = self.do(self._stack.enter_async_context(running(*servers)))

    def close(self) -> None:
        self.do(self._stack.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """All servers, started side by side."""
    room = Room()
    orders = tmp_path_factory.mktemp("orders") / "orders.txt"
    room.open(
        good(env={"ORDERS": str(orders), "API_KEY": SECRET}),
        good("few", include=["check_*", "order(urgent)"], exclude=["check_s*"], timeout_s=45.0),
        hostile("hang-start", timeout_s=1.0),
        hostile("die-start"),
        hostile("die-list"),
        hostile("banner"),
        hostile("junk"),
        hostile("chatty"),
        hostile("lies"),
        hostile("many"),
        hostile("pages"),
        hostile("too-many"),
        hostile("markup"),
        hostile("modern"),
        hostile("hang-call"),
        hostile("die-call"),
        hostile("big"),
        hostile("long"),
        hostile("progress"),
        hostile("odd-result"),
        hostile("junk-call"),
        hostile("secret", env={"API_KEY": SECRET}),
        stdio("nowhere", command="no-such-program-here"),
        stdio("folder", command=str(HERE)),
        stdio("no-folder", cwd=str(HERE / "gone")),
    )
    yield room
    room.close()


def names(offers: list[Offer]) -> list[str]:
    return [offer.name for offer in offers]


def test_a_good_server_offers_its_functions_with_their_hints(room: Room) -> None:
    offers = {offer.name: offer for offer in room.heard.of("shop")}
    stock = offers["check_stock"]
    assert stock == Offer(
        name="check_stock",
        server="shop",
        origin="MCP server shop",
        description="Say how many of an item there are.",
        parameters={
            "type": "object",
            "properties": {"item": {"type": "string"}},
            "required": ["item"],
        },
        reads=True,
        timeout_s=CALL_S,
    )
    assert not offers["order"].reads
    assert room.heard.about("shop") == []


def test_a_pydantic_parameter_fits_the_service(room: Room) -> None:
    [order] = [offer for offer in room.heard.of("shop") if offer.name == "order"]
    assert order.parameters["properties"] == {
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "size": {
                        "type": "string",
                        "enum": ["S", "M", "L"],
                        "description": '(default: "M")',
                    },
                    "note": {"type": ["string", "null"]},
                },
                "required": ["name"],
            },
        },
        "urgent": {"type": "boolean", "description": "(default: false)"},
    }


def test_only_the_functions_that_a_file_names_are_offered(room: Room) -> None:
    offers = room.heard.of("few")
    assert names(offers) == ["order"]
    assert offers[0].timeout_s == 45.0


def test_a_call_returns_values_texts_and_pictures(room: Room) -> None:
    assert room.call("shop", "check_stock", item="gloves").value == {"item": "gloves", "count": 12}
    assert room.call("shop", "count", word="four").value == 4
    ordered = room.call("shop", "order", items=[{"name": "gloves"}, {"name": "hat"}])
    assert ordered.value == "Ordered gloves, hat."
    shown = room.call("shop", "picture", item="gloves")
    assert [(one.mime_type, one.data[:4]) for one in shown.pictures] == [PNG]
    assert not shown.failed


def test_a_function_that_fails_is_a_failed_result(room: Room) -> None:
    failed = room.call("shop", "fail")
    assert failed.failed
    assert "fail" in failed.value


def test_wrong_arguments_are_a_failed_result(room: Room) -> None:
    failed = room.call("shop", "count")
    assert failed.failed
    assert "word" in failed.value


def test_progress_is_told_as_it_comes(room: Room) -> None:
    told: list[str] = []
    [pack] = [offer for offer in room.heard.of("shop") if offer.name == "pack"]
    result = room.do(room.heard.source.call(pack, {"boxes": 3}, told.append))
    assert result.value == "Packed."
    assert told == ["box 1 of 3", "box 2 of 3", "box 3 of 3"]


def test_a_server_sees_few_variables_and_its_own(room: Room) -> None:
    seen = room.call("shop", "environment").value
    assert seen["API_KEY"] == SECRET
    usual = {"HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "ORDERS", "API_KEY"}
    assert {name for name in seen if not name.startswith(("LC_", "__"))} <= usual


def test_cancelling_a_call_tells_the_server_to_stop(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "state"

    async def begin_and_stop() -> None:
        call = asyncio.create_task(room.heard.call("shop", "wait", file=str(file)))
        await written(file, "waiting".__eq__)
        call.cancel()
        await asyncio.wait([call])
        assert call.cancelled()
        await written(file, "told to stop".__eq__)

    room.do(begin_and_stop())


def test_a_call_that_takes_too_long_is_ended(room: Room) -> None:
    from dataclasses import replace

    [go] = room.heard.of("hang-call")
    result = room.do(room.heard.source.call(replace(go, timeout_s=0.1), {}, lambda _: None))
    assert (result.failed, result.timed_out) == (True, True)
    assert str(result.value).startswith("It did not answer within 0.1 s")


def test_a_changed_list_is_followed(room: Room) -> None:
    assert room.call("shop", "extend").value == "There is refund now."
    room.do(room.heard.offering("refund"))
    assert room.call("shop", "refund", number=7).value == "Paid back 7."


@pytest.mark.parametrize(
    ("server", "words"),
    [
        ("hang-start", "did not start within 1 s."),
        ("die-start", "ended while starting (exit code 2): \"KeyError: 'TOKEN'\". Trying again."),
        ("die-list", "ended while starting (exit code 4). Trying again."),
        ("banner", 'does not speak MCP: it wrote "Welcome to the server!". Trying again.'),
        ("junk", "was stopped: it kept writing output that is not MCP. Not trying again."),
        (
            "nowhere",
            "cannot be started: command not found: no-such-program-here. Not trying again.",
        ),
        ("folder", f"cannot be started: no permission to run {HERE}. Not trying again."),
        (
            "no-folder",
            f"cannot be started: there is no folder {HERE / 'gone'}. Not trying again.",
        ),
    ],
)
def test_a_server_that_cannot_be_used_is_a_sentence(room: Room, server: str, words: str) -> None:
    assert room.heard.of(server) == []
    # On a busy machine one that hangs may not even have come to its last line.
    assert room.heard.about(server)[0].startswith(words)


def test_a_server_that_prints_its_log_is_used_all_the_same(room: Room) -> None:
    assert names(room.heard.of("chatty")) == ["go"]
    assert room.heard.about("chatty") == []


def test_one_wrong_schema_does_not_cost_the_others(room: Room) -> None:
    offers = {offer.name: offer for offer in room.heard.of("lies")}
    assert list(offers) == ["none", "text", "list", "array", "ring", "deep", "fine", "reads"]
    assert offers["none"].parameters == {}
    assert (offers["fine"].description, offers["fine"].reads) == ("", False)
    assert offers["reads"].reads
    assert room.heard.about("lies") == ["lists functions that are not valid. Ignored them."]
    assert room.call("lies", "fine").value == "gone"


def test_a_list_of_many_pages_is_read_to_its_end(room: Room) -> None:
    assert names(room.heard.of("many")) == [f"tool_{n}" for n in range(200)]


def test_a_list_without_end_has_one(room: Room) -> None:
    assert len(room.heard.of("pages")) == 64
    assert len(room.heard.of("too-many")) == 512
    assert room.heard.about("too-many") == ["offers too many functions. Ignored some."]


def test_names_and_descriptions_steer_no_terminal(room: Room) -> None:
    clean, twice = room.heard.of("markup")
    assert (clean.name, clean.description) == ("clean", "␛[2Jwipe␇ [red]me[/red]\nsecond �line")
    assert (twice.name, twice.description) == ("twice", "first")
    assert room.heard.about("markup") == [
        "offers a function with an invalid name. Ignored it.",
        'offers "twice" twice. Using the first.',
    ]


def test_a_server_that_knows_only_the_newest_protocol_is_spoken_to_in_it(room: Room) -> None:
    assert room.call("modern", "go").value == "gone"


def test_a_server_that_dies_in_a_call_is_started_again(room: Room) -> None:
    result = room.call("die-call", "go")
    assert result.failed
    assert result.value == "Its MCP server ended during the call. It may have had an effect."
    room.do(room.heard.until("out of cheese"))
    assert room.heard.about("die-call") == [
        'ended (exit code 3): "out of cheese". Starting it again.'
    ]
    # The next call waits for it, and finds it alive: it dies of this one, too.
    again = room.call("die-call", "go")
    assert again.value == result.value
    assert len(room.heard.about("die-call")) == 1


def test_a_result_of_100_mb_is_refused_in_words(room: Room) -> None:
    result = room.call("big", "go")
    assert (result.failed, result.value) == (True, "It failed: its answer is larger than 16 MB")
    assert room.call("shop", "count", word="x").value == 1


def test_a_long_result_is_cut_and_says_so(room: Room) -> None:
    result = room.call("long", "go")
    assert len(result.value) == 1_000_000
    assert result.cut == 1_000_000


def test_endless_progress_is_thinned_and_ends_with_its_call(room: Room) -> None:
    from dataclasses import replace

    told: list[str] = []
    [go] = room.heard.of("progress")
    short = replace(go, timeout_s=0.5)
    result = room.do(room.heard.source.call(short, {}, told.append))
    assert result.timed_out
    assert told[0] == "␛[31mstep 1"
    assert len(told) < 20
    assert room.call("shop", "count", word="x").value == 1


def test_an_answer_that_is_no_answer_is_a_failed_result(room: Room) -> None:
    result = room.call("odd-result", "go")
    assert result.value.startswith("It answered in a way that MCP does not know.")


def test_a_server_that_floods_in_a_call_is_ended(room: Room) -> None:
    result = room.call("junk-call", "go")
    assert result.value == "Its MCP server ended during the call. It may have had an effect."
    room.do(room.heard.until("junk-call"))
    assert room.heard.about("junk-call") == [
        "was stopped: it kept writing output that is not MCP. Not trying again."
    ]
    gone = room.do(
        room.heard.source.call(Offer(name="go", server="junk-call", origin=""), {}, lambda _: None)
    )
    assert (gone.failed, gone.retry) == (True, False)


def test_credentials_in_what_a_server_says_are_not_shown(room: Room) -> None:
    result = room.call("secret", "go")
    assert result.value == "It failed: wrong key …"


def test_a_call_to_no_server_is_a_failed_result(room: Room) -> None:
    offer = Offer(name="go", server="gone", origin="")
    assert room.do(room.heard.source.call(offer, {}, lambda _: None)).failed


@pytest.mark.skipif(sys.platform == "win32", reason="processes are asked for by signal 0")
def test_at_the_end_no_process_of_a_server_is_left(tmp_path: Path) -> None:
    """Neither the server nor what it has started, even where both ignore being asked."""
    stubborn = tmp_path / "stubborn.py"
    stubborn.write_text(
        "import os, signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import signal, time; '\n"
        "    'signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)'])\n"
        f"open({str(tmp_path / 'pids')!r}, 'w').write(f'{{os.getpid()}} {{child.pid}} .')\n"
        "time.sleep(600)\n"
    )
    pids = tmp_path / "pids"

    async def live() -> None:
        async with running(stdio("stubborn", str(stubborn)), patience_s=0.01):
            await written(pids, lambda text: text.endswith("."))

    asyncio.run(asyncio.wait_for(live(), LIMIT_S))
    for pid in map(int, pids.read_text().split()[:2]):
        deadline = time.monotonic() + LIMIT_S
        while lives(pid) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not lives(pid)


def test_the_first_offers_do_not_wait_for_the_slowest() -> None:
    """Who waits for them wants to talk; what comes later is told when it comes."""

    async def live() -> None:
        servers = hostile("chatty"), hostile("hang-start")
        async with running(*servers, patience_s=0.05) as heard:
            await heard.offering("go")
            assert heard.about("hang-start") == []

    asyncio.run(asyncio.wait_for(live(), LIMIT_S))


def test_two_servers_of_one_name_are_refused() -> None:
    from livechat.errors import LivechatError

    async def live() -> None:
        async with running(hostile("chatty"), hostile("chatty")):
            pass

    with pytest.raises(LivechatError, match="Two MCP servers"):
        asyncio.run(asyncio.wait_for(live(), LIMIT_S))


def test_endless_changes_of_the_list_are_followed_at_leisure() -> None:
    async def live() -> None:
        async with running(hostile("changes")) as heard:
            assert (await heard.call("changes", "go")).value == "gone"
            await heard.until_told(2)
            assert len(heard.told) < 5

    asyncio.run(asyncio.wait_for(live(), LIMIT_S))
