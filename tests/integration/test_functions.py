"""Calls with real functions: files, commands, addresses, MCP servers and built-in ones.

The conversation, the toolbox, the processes and the SDK are the real ones; the local server is the
model. What is written is a SQLite file, or a line in one: it shows what ran, and how often. All
calls are held at the same time, since they mostly wait.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import signal
import sys
import time
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

pytest.importorskip("mcp", reason="the MCP SDK is not installed (extra mcp)")

from livechat.cli.terminal import lines
from livechat.core.pcm import INPUT_RATE
from livechat.core.talk.events import (
    CallEnded,
    CallHeld,
    CallProgressed,
    CallStarted,
    Connected,
    HandingOver,
    LeaveAnswered,
    LeaveAsked,
    ToolAnswered,
)
from livechat.sim.faults import parse
from livechat.sim.scenario import Scenario
from livechat.sim.senses.ears import WhisperEars
from livechat.sim.server import Server, ServerOptions
from tests.support import web
from tests.support.beside import beside
from tests.support.beside import outcome as outcome
from tests.support.calling import User, calling, orders, shop, stock, understanding
from tests.support.link import QUIET
from tests.support.mcp_servers import HOSTILE, SHOP, written
from tests.support.program import KEY, Done, Program
from tests.support.speaking import need_speech, pronounced

PIXEL: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)

NOTE: Final = """
import os, sys
with open(os.environ["NOTES"], "a", encoding="utf-8") as file:
    file.write(repr(sys.argv[1:]) + "\\n")
print("noted", len(sys.argv) - 1)
"""
"""A command that writes down its arguments."""


def command(folder: Path) -> str:
    """A settings table of that command."""
    (folder / "note.py").write_text(NOTE, "utf-8")
    return f"""
[tools.note]
description = "Write something down."
command = [{sys.executable!r}, {str(folder / "note.py")!r}, "--", "{{text}}"]
parameters.text = "What."
env = {{ NOTES = {str(folder / "notes.txt")!r} }}
"""


def address(url: str) -> str:
    """A settings table of a web address that reads, and of one that writes."""
    return f"""
[tools.weather]
description = "The weather of a city."
url = "{url}/v1/{{city}}"
parameters.city = "Its name."

[tools.report]
description = "Report how much of an item was sold."
url = "{url}/sold"
body = {{ item = "{{item}}", count = "{{count}}" }}
parameters.item = "What."
parameters.count = {{ type = "integer", description = "How many." }}
"""


def weather(asked: web.Asked) -> web.Reply:
    """The web service: what the weather is, and thanks for whatever else comes."""
    told = {"sky": "clear"} if asked.method == "GET" else {"thanks": True}
    return 200, {"Content-Type": "application/json"}, json.dumps(told).encode()


@asynccontextmanager
async def at_an_address(folder: Path) -> AsyncIterator[str]:
    """The good MCP server over streamable HTTP, until the end of the block."""
    listening = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port: int = listening.sockets[0].getsockname()[1]
    listening.close()
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(SHOP), str(port), cwd=folder, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.kill()
        await process.wait()


@beside
async def test_functions_of_all_sources_serve_one_call(folder: Path) -> None:
    """Each is declared by its name, called by words, and answered; what they wrote is there once.

    Two shops have the same functions: both are then called by their server's name, too.
    """
    with web.serving(weather, plain=True) as service:
        async with at_an_address(folder) as url:
            toml = 'builtin = ["timer", "hang_up"]\nfunctions = ["shop.py"]\n'
            toml += "[calls]\nhold_s = 0.1\n" + command(folder) + address(service.url)
            shop(folder)
            depot: dict[str, object] = {"command": sys.executable, "args": [str(SHOP)]}
            depot |= {"env": {"ORDERS": str(folder / "depot.txt")}}
            depot |= {"includeTools": ["check_stock", "order"]}
            servers: dict[str, dict[str, object]] = {
                "depot": depot,
                "far": {"url": url, "includeTools": ["pack", "fail"]},
            }
            flags = {"calls.allow": ["note"], "calls.never": ["far__fail"]}
            async with calling(folder, toml, servers=servers, flags=flags) as user:
                await user.until(lambda: "pack" in user.declared and "hang_up" in user.declared)
                assert sorted(user.declared) == [
                    *("depot__check_stock", "depot__order", "get_price", "hang_up", "note"),
                    *("pack", "report", "shop__check_stock", "shop__order", "timer", "weather"),
                ]
                city = user.declared["weather"]["parametersJsonSchema"]["properties"]["city"]
                assert city == {"type": "string", "description": "Its name."}
                item = user.declared["shop__check_stock"]["parametersJsonSchema"]
                assert item["properties"]["item"]["enum"][0] == "gloves"

                gloves = {"item": "gloves"}
                user.enter("Please call shop__check_stock. The item is gloves.")
                await user.hears("in stock 40")
                assert await user.ask("depot__check_stock", gloves) == "done"
                await user.hears("count 12")
                assert await user.ask("get_price", {**gloves, "count": 2}) == "done"
                assert await user.ask("weather", {"city": "New York/../x"}) == "done"
                assert await user.ask("note", {"text": "--help; $HOME 'a' ü"}) == "done"

                twelve = {"item": "gloves", "count": 12}
                assert await user.ask("report", twelve, leave="once") == "done"
                assert await user.ask("shop__order", twelve, leave="once") == "done"
                assert await user.ask("shop__order", {"item": "scarf", "count": 1}, "no") == (
                    "refused"
                )
                several = {"items": [{"name": "hat"}, {"name": "cap", "size": "L"}]}
                assert await user.ask("depot__order", several, leave="server") == "done"
                assert await user.ask("depot__order", {**several, "urgent": True}) == "done"
                assert await user.ask("pack", {"boxes": 2}, leave="always") == "done"
                assert await user.ask("pack", {"boxes": 1}) == "done"

                user.enter('call timer with {"seconds": 1, "label": "tea"}')
                await user.hears(" rings now.")
                assert await user.ask("hang_up", {}) == "done"
                await user.over()
    assert stock(folder) == 28
    assert orders(folder) == [("gloves", 12)]
    assert (folder / "depot.txt").read_text().splitlines() == [
        "['hat', 'cap'] False",
        "['hat', 'cap'] True",
    ]
    assert (folder / "notes.txt").read_text() == repr(["--", "--help; $HOME 'a' ü"]) + "\n"
    assert [(one.method, one.path) for one in service.asked] == [
        ("GET", "/v1/New%20York%2F..%2Fx"),
        ("POST", "/sold"),
    ]
    assert json.loads(service.asked[1].body) == twelve
    assert user.told("shop__check_stock") == [
        {"status": "ok", "result": {"item": "gloves", "in_stock": 40}}
    ]
    assert [one["status"] for one in user.told("shop__order")] == ["ok", "refused"]
    assert all(len(user.told(one.name)) for one in user.diary.of(CallStarted))
    assert not [one for one in user.diary.of(LeaveAsked) if not one.writes]
    assert {one.outcome for one in user.diary.of(CallEnded)} == {"done", "refused"}


# Spoken words

ASK: Final = "Please call check stock. The item is gloves."
ORDER: Final = "Please call order. The item is gloves, the count is 12."
ASK_BOOTS: Final = "Please call check stock. The item is boots."
ASK_UMBRELLA: Final = "Please call check stock. The item is umbrella."
UNHURRIED: Final = replace(QUIET, pace="real")
"""A yes is none that the model has begun to speak over, as a partner without pauses would."""
MORE: Final = "Please call order. The item is boots, the count is 1."


@beside
async def test_who_speaks_is_answered_gives_leave_and_stops(folder: Path) -> None:
    """A question is looked up at once; a spoken yes orders once; a spoken stop orders nothing."""
    toml = 'functions = ["shop.py"]\n[calls]\nconsent = "voice"\n'
    shop(folder)
    ears = understanding(ask=ASK, order=ORDER, more=MORE, yes="Yes.", stop="Stop!")
    async with calling(folder, toml, scenario=UNHURRIED, ears=ears) as user:
        await user.speak("ask")
        await user.hears("in stock 40")
        assert not user.diary.of(LeaveAsked), user.story
        await user.speak("order")
        asked = await user.reads()
        assert (asked.args, asked.voice) == ({"item": "gloves", "count": 12}, True)
        await user.speak("yes")
        assert (await user.next(LeaveAnswered)).by == "voice"
        assert (await user.next(CallEnded)).outcome == "done"
        assert stock(folder) == 28
        await user.speak("more")
        await user.reads()
        await user.speak("stop")
        ended = await user.next(CallEnded)
        assert (ended.outcome, ended.by) == ("withdrawn", "voice"), user.story
    assert orders(folder) == [("gloves", 12)]
    assert [one["status"] for one in user.told("order")] == ["ok", "withdrawn"]


@beside
async def test_a_spoken_stop_withdraws_what_is_allowed_and_held(folder: Path) -> None:
    """As long as it is held, nothing has happened; and nothing does afterwards."""
    toml = 'functions = ["shop.py"]\n[calls]\nhold_s = 10\n'
    shop(folder)
    ears = understanding(order=ORDER, stop="Stop!", ask=ASK)
    flags = {"calls.allow": ["order"]}
    async with calling(folder, toml, flags=flags, ears=ears) as user:
        await user.speak("order")
        await user.next(CallHeld)
        await user.speak("stop")
        ended = await user.next(CallEnded)
        assert (ended.outcome, ended.by) == ("withdrawn", "voice"), user.story
        await user.speak("ask")
        await user.hears("in stock 40")
    assert orders_if_any(folder) == []
    assert not user.diary.of(LeaveAsked)


@beside
async def test_words_that_are_really_spoken_and_heard_do_the_same(folder: Path) -> None:
    """By the voice and the speech recognition of the extra `offline`."""
    need_speech()
    shop(folder)
    boots, umbrella, yes, stop = [
        await asyncio.to_thread(pronounced, sentence)
        for sentence in (ASK_BOOTS, ASK_UMBRELLA, "Yes.", "Stop.")
    ]
    toml = 'functions = ["shop.py"]\n[calls]\nconsent = "voice"\nask = ["check_stock"]\n'
    async with calling(folder, toml, scenario=UNHURRIED, ears=WhisperEars()) as user:
        await user.speak(boots)
        await user.reads()
        await user.speak(yes)
        ended = await user.next(CallEnded)
        assert (ended.outcome, ended.result) == ("done", '{"item": "boots", "in_stock": 3}')
        await user.speak(umbrella)
        await user.reads()
        await user.speak(stop)
        ended = await user.next(CallEnded)
        assert (ended.outcome, ended.by) == ("withdrawn", "voice"), user.story


@beside
async def test_a_recording_calls_a_function(folder: Path) -> None:
    """As the microphone of the program, which nobody can be asked at: what reads needs no leave."""
    need_speech()
    shop(folder)
    with wave.open(str(folder / "ask.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(INPUT_RATE)
        file.writeframes(await asyncio.to_thread(pronounced, ASK_BOOTS))
    talk = ("talk", "--json", "--fast", "--mic", "ask.wav", "--functions", "shop.py")
    done = await program(folder, *talk, scenario=replace(QUIET, ears="whisper"))
    assert done.code == 0, done.notes
    [ended] = [one for one in events(done) if one["event"] == "call_ended"]
    assert (ended["name"], ended["outcome"]) == ("check_stock", "done"), done.out
    assert json.loads(ended["result"]) == {"item": "boots", "in_stock": 3}


# Sources that misbehave


def bad(manner: str, **more: object) -> dict[str, object]:
    """An MCP server that does what none should, as a file of servers has it."""
    return {"command": sys.executable, "args": [str(HOSTILE), manner], **more}


async def answered_meanwhile(user: User, call: str) -> None:
    """While a function runs, a typed line is answered."""
    before = len(user.diary.of(CallEnded))
    user.enter("Say one two three.")
    await user.hears("one two three")
    await user.answered()
    assert len(user.diary.of(CallEnded)) == before, f"{call}: {user.story}"


@beside
async def test_servers_that_die_hang_or_flood_harm_nobody_else(folder: Path) -> None:
    """One that dies is started again; one that hangs or floods is ended when its time is over."""
    servers: dict[str, dict[str, object]] = {
        "die-call": bad("die-call"),
        "hang-call": bad("hang-call", timeout=6000),
        "progress": bad("progress", timeout=6000),
    }
    toml = "[calls]\nhold_s = 0\n"
    async with calling(folder, toml, servers=servers, flags={"calls.allow": ["*"]}) as user:
        await user.until(lambda: len(user.declared) == 3)
        for word in ("first", "again"):
            assert await user.ask("die-call__go", {"x": word}) == "failed"
        for name in ("hang-call__go", "progress__go"):
            user.enter(f'call {name} with {{"x": "1"}}')
            started = await user.next(CallStarted)
            await answered_meanwhile(user, name)
            await user.until(
                lambda number=started.call: (  # type: ignore[misc]
                    number in [one.call for one in user.diary.of(CallEnded)]
                )
            )
            assert user.diary.of(CallEnded)[-1].outcome == "timed_out", user.story
        await user.until(lambda: len(user.told("progress__go")) > 1)
        flood = [one for one in user.diary.of(CallProgressed) if one.name == "progress__go"]
        assert 0 < len(flood) < 500
        assert "\x1b" not in "".join(one.text for one in flood)
    for answer in user.told("die-call__go"):
        assert answer["status"] == "error"
        assert "ended" in answer["message"]
    assert [one for one in user.notices if "die-call" in one and "Starting it again." in one]
    hung, *flooded = user.told("hang-call__go") + user.told("progress__go")
    assert hung["status"] == flooded[-1]["status"] == "unknown"
    assert "6 s" in hung["message"]
    assert "may have had an effect" in hung["message"]
    assert len(flooded) <= 4


@beside
async def test_a_function_that_a_server_adds_in_a_call_is_there_in_the_next_turn(
    folder: Path,
) -> None:
    """The setup is changed, and the call goes on in the same session."""
    servers = {"shop": {"command": sys.executable, "args": [str(SHOP)]}}
    flags = {"calls.allow": ["shop"]}
    async with calling(folder, servers=servers, flags=flags) as user:
        await user.until(lambda: "extend" in user.declared)
        assert "refund" not in user.declared
        user.enter("My name is Ada.")
        await user.answered()
        assert await user.ask("extend", {}) == "done"
        await user.until(lambda: "refund" in user.declared)
        assert await user.ask("refund", {"number": 7}) == "done"
        await user.hears("Paid back 7")
        user.enter("What is my name?")
        await user.hears("Ada")
    assert user.told("refund") == [{"status": "ok", "result": "Paid back 7."}]


STALLS: Final = '''
import os, time
from pathlib import Path


def stall() -> str:
    """Work for a long time."""
    Path(__file__).with_name("pid").write_text(f"{os.getpid()}.")
    time.sleep(3600)


def process() -> int:
    """Tell which process this is.

    Read-only.
    """
    return os.getpid()
'''


@beside
async def test_a_killed_process_and_two_hundred_functions_are_borne(folder: Path) -> None:
    """What ran has failed, and is told so; the file is read again, and called again."""
    (folder / "work.py").write_text(STALLS)
    toml = 'functions = ["work.py"]\n[calls]\nhold_s = 0\n'
    flags = {"calls.allow": ["stall"]}
    async with calling(folder, toml, servers={"many": bad("many")}, flags=flags) as user:
        await user.until(lambda: len(user.declared) == 202)
        assert [one for one in user.notices if "more than 25 functions" in one]
        assert await user.ask("tool_150", {"x": "y"}, leave="once") == "done"
        user.enter("call stall with {}")
        await user.next(CallStarted)
        said = await written(folder / "pid", lambda text: text.endswith("."))
        await answered_meanwhile(user, "stall")
        os.kill(pid := int(said[:-1]), signal.SIGKILL)
        await user.next(CallEnded)
        assert await user.ask("process", {}) == "done"
    [lost] = user.told("stall")
    assert lost["status"] == "error"
    assert "may have had an effect" in lost["message"]
    assert user.told("process")[0]["result"] != pid
    assert any("work.py ended unexpectedly (signal 9)" in one for one in user.notices)


def read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


# Slow functions

SURVEY: Final = '''
import asyncio
from pathlib import Path


async def survey(place: str):
    """Count the trees of a place, which takes eight seconds."""
    for second in range(8):
        await asyncio.sleep(1)
        yield f"{second + 1} of 8"
    with Path(__file__).with_name("surveys.txt").open("a") as file:
        file.write(f"{place}\\n")
    yield {"trees": 12}
'''

SLOW: Final = 'functions = ["survey.py"]\n[calls]\nhold_s = 0\nallow = ["survey"]\n'


def surveys(folder: Path) -> list[str]:
    """Places whose survey came to its end."""
    return read(folder / "surveys.txt").splitlines()


async def begin_survey(user: User) -> None:
    """Have it called."""
    user.enter('call survey with {"place": "the park"}')
    await user.next(CallStarted)
    await user.next(CallProgressed)


@beside
async def test_a_slow_function_outlasts_a_hand_over(folder: Path) -> None:
    """Meanwhile the user is answered; the result comes over the next connection, and is told."""
    (folder / "survey.py").write_text(SURVEY)
    scenario = replace(QUIET, faults=(parse("go-away:seconds=3,when=after,turn=2"),))
    async with calling(folder, SLOW, scenario=scenario) as user:
        await begin_survey(user)
        await answered_meanwhile(user, "before")
        await user.until(lambda: len(user.diary.of(Connected)) == 2)
        await answered_meanwhile(user, "after")
        await user.hears("trees 12")
        assert user.diary.of(HandingOver)
    assert surveys(folder) == ["the park"]
    *running, last = [one for one in user.responses if one["name"] == "survey"]
    assert last["response"] == {"status": "ok", "result": {"trees": 12}}
    assert last["scheduling"] == "WHEN_IDLE"
    assert "willContinue" not in last
    assert 1 <= len(running) <= 3
    assert {one["willContinue"] for one in running} == {True}
    assert running[0]["response"] == {"status": "running", "message": "1 of 8"}
    assert [one.text for one in user.diary.of(CallProgressed)] == [f"{n} of 8" for n in range(1, 9)]


@beside
async def test_a_slow_function_outlasts_a_lost_connection(folder: Path) -> None:
    """It runs once; who speaks meanwhile is answered."""
    (folder / "survey.py").write_text(SURVEY)
    ears = understanding(ask="Say one two three.")
    async with calling(folder, SLOW, relayed=True, ears=ears) as user:
        await begin_survey(user)
        assert user.relay is not None
        user.relay.steer("reset")
        await user.until(lambda: len(user.diary.of(Connected)) == 2)
        await user.speak("ask")
        await user.hears("one two three")
        await user.hears("trees 12")
    assert surveys(folder) == ["the park"]
    assert len(user.diary.of(CallStarted)) == 1
    assert [one["status"] for one in user.told("survey")][-1] == "ok"


@beside
async def test_what_still_runs_at_the_end_of_a_call_is_told(folder: Path) -> None:
    """It is ended with its process."""
    (folder / "survey.py").write_text(SURVEY)
    async with calling(folder, SLOW) as user:
        await begin_survey(user)
    text = "survey was still running when the call ended. It may have had an effect."
    assert text in user.notices
    assert surveys(folder) == []


async def told_in_silence(folder: Path, model: str) -> None:
    """Progress is shown, and not sent."""
    (folder / "survey.py").write_text(SURVEY)
    async with calling(folder, SLOW, flags={"model": model}) as user:
        await begin_survey(user)
        await user.next(ToolAnswered)
        await user.hears("trees 12")
    assert len(user.diary.of(CallProgressed)) == 8
    [only] = [one for one in user.responses if one["name"] == "survey"]
    assert only["response"] == {"status": "ok", "result": {"trees": 12}}
    assert not {"willContinue", "scheduling"} & set(only)


@beside
async def test_a_model_that_waits_for_results_is_told_no_progress(folder: Path) -> None:
    await told_in_silence(folder, "gemini-3.1-flash-live-preview")


@beside
async def test_an_extended_thinking_model_is_told_no_progress(folder: Path) -> None:
    await told_in_silence(folder, "gemini-3.8-live-extended-thinking")


# Results

RESULTS: Final = '''
from livechat.tools.functions import reads


@reads
def letter(length: int) -> str:
    """Write a letter."""
    return "ü" * length


@reads
def nothing() -> None:
    """Do nothing."""


@reads
def empty() -> str:
    """Return an empty text."""
    return ""


@reads
def greeting() -> dict:
    """Greet in many scripts."""
    return {"שלום": ["東京", "🧤", "\\x1b[2J\\u202e"], "of": {"depth": [1, 2.5, None, True]}}


@reads
def photo() -> list:
    """Show two pictures."""
    return [bytes.fromhex("PIXEL"), "of gloves", bytes.fromhex("PIXEL")]


@reads
def broken() -> str:
    """Fail."""
    raise ValueError("Only 3 are left. \\x1b[31m")
'''.replace("PIXEL", PIXEL.hex())


@beside
async def test_results_are_told_whole_where_they_are_short(folder: Path) -> None:
    """Texts to 8 kB, nothing as nothing, failures with their reason, pictures as pictures."""
    (folder / "results.py").write_text(RESULTS, "utf-8")
    servers = {"far": {"command": sys.executable, "args": [str(SHOP)]}}
    flags = {"calls.allow": ["fail"]}
    async with calling(folder, 'functions = ["results.py"]', servers=servers, flags=flags) as user:
        await user.until(lambda: {"picture", "letter"} <= set(user.declared))
        hat = {"item": "hat"}
        calls: dict[str, dict[str, object]] = {
            **{"letter": {"length": 20_000}, "nothing": {}, "empty": {}, "greeting": {}},
            **{"photo": {}, "broken": {}, "fail": {}, "picture": {**hat}},
            **{"check_stock": {**hat}, "count": {"word": "東京"}},
        }
        outcomes = {name: await user.ask(name, args) for name, args in calls.items()}
        await user.until(lambda: len(user.told("count")) > 0)
    told = {name: user.told(name)[0] for name in outcomes}
    assert [name for name, outcome in outcomes.items() if outcome != "done"] == ["broken", "fail"]
    assert told["letter"]["result"] == "ü" * 4_000
    assert told["letter"]["cut"] == "16,000 characters were left out."
    [letter] = [one for one in user.diary.of(CallEnded) if one.name == "letter"]
    assert letter.result == "ü" * 20_000
    assert told["nothing"] == {"status": "ok", "message": "Done. It returned nothing."}
    assert told["empty"]["status"] == "ok"
    assert told["greeting"]["result"]["שלום"][:2] == ["東京", "🧤"]
    assert told["greeting"]["result"]["of"] == {"depth": [1, 2.5, None, True]}
    assert told["broken"]["status"] == "error"
    assert "Only 3 are left." in told["broken"]["message"]
    assert told["fail"]["status"] == "error"
    assert "fail" in told["fail"]["message"]
    assert told["check_stock"] == {"status": "ok", "result": {"item": "hat", "count": 12}}
    assert told["count"]["result"] == 2
    parts = {one["name"]: one.get("parts", []) for one in user.responses}
    assert [len(parts[name]) for name in ("photo", "picture", "letter")] == [2, 1, 0]
    assert [one["inlineData"]["mimeType"] for one in parts["photo"]] == ["image/png"] * 2
    assert base64.b64decode(parts["photo"][0]["inlineData"]["data"]) == PIXEL
    assert base64.b64decode(parts["picture"][0]["inlineData"]["data"])[:4] == PIXEL[:4]
    assert told["photo"]["pictures"] == 2


# The program

READ_S: Final = lines.READ_S + 0.2
"""Seconds for which a question is in sight before it is answered."""


async def program(
    folder: Path,
    *args: str,
    scenario: Scenario = QUIET,
    terminal: tuple[int, int] | None = None,
    act: Callable[[Program], None] = lambda _: None,
) -> Done:
    """Run `livechat …` in a folder, against a server of its own, to its end."""
    options = ServerOptions(api_key=KEY, scenario=scenario)
    async with Server(options) as server:
        cert = folder.parent / f"{folder.name}.pem"
        cert.write_bytes(server.cert_pem)

        def run() -> Done:
            with Program(args, folder, server.tls_url, cert, terminal=terminal) as running:
                act(running)
                return running.end().check()

        return await asyncio.to_thread(run)


def events(done: Done) -> list[dict[str, Any]]:
    """What `--json` has printed."""
    return [json.loads(line) for line in done.out.splitlines() if line.startswith("{")]


@beside
async def test_say_tells_calls_leave_results_and_sources_as_json(folder: Path) -> None:
    """In their order; the saved session has all of a result, the model eight thousand bytes."""
    shop(folder)
    (folder / "results.py").write_text(RESULTS, "utf-8")
    say = ("say", "--json", "--functions", "shop.py", "--functions", "results.py")
    words = 'call letter with {"length": 20000} and call order with {"item": "boots", "count": 2}'
    done = await program(folder, *say, "--allow", "order", words)
    assert (done.code, stock(folder, "boots")) == (0, 1), done.notes
    told = [one for one in events(done) if one["event"].startswith(("call_", "tool_", "leave_"))]
    assert sorted(one["event"] for one in told if one.get("name") == "letter") == [
        *("call_ended", "call_started", "tool_answered"),
    ]
    assert [one["event"] for one in told if one.get("name") == "order"] == [
        *("call_held", "call_started", "call_ended", "tool_answered"),
    ]
    assert told[0]["event"] == "tool_called"
    [letter] = [one for one in told if (one["event"], one.get("name")) == ("call_ended", "letter")]
    assert letter["result"] == "ü" * 20_000
    [kept] = (folder / ".local" / "state" / "livechat" / "sessions").glob("*.jsonl")
    shown = await program(folder, "sessions", "show", kept.stem, "--json")
    assert "ü" * 20_000 in [one.get("result") for one in events(shown)]


@beside
async def test_say_refuses_where_nobody_can_be_asked(folder: Path) -> None:
    """The model is told; that is an answer, and no failure of the program's."""
    shop(folder)
    done = await program(folder, "say", "--json", "--functions", "shop.py", ORDER)
    assert done.code == 0, done.notes
    assert orders_if_any(folder) == []
    told = events(done)
    [answered] = [one for one in told if one["event"] == "leave_answered"]
    assert (answered["answer"], answered["by"]) == ("no", "nobody")
    [ended] = [one for one in told if one["event"] == "call_ended"]
    assert ended["outcome"] == "refused"
    assert "to ask" in "".join(one.get("text", "") for one in told)


@beside
async def test_say_never_calls_what_is_forbidden_and_tells_its_sources(folder: Path) -> None:
    """A function that never runs is not declared; a search is told with its sources."""
    shop(folder)
    options = ("--functions", "shop.py", "--never", "shop", "--search")
    done = await program(folder, "say", "--json", *options, "search for gloves")
    assert done.code == 0, done.notes
    told = [one["event"] for one in events(done)]
    assert "tool_called" not in told
    [cited] = [one for one in events(done) if one["event"] == "sources_cited" and one["sources"]]
    assert cited["sources"][0]["title"].startswith("Invented: gloves")
    assert told.index("sources_cited") < told.index("ended")


@beside
async def test_say_asks_at_a_terminal(folder: Path) -> None:
    """Once the question can be read, a line answers it."""
    pytest.importorskip("termios")
    shop(folder)

    def yes(running: Program) -> None:
        running.until(lambda: 'order(item="gloves", count=12)' in running.shown)
        time.sleep(READ_S)
        assert running.master is not None
        os.write(running.master, b"y\n")

    say = ("say", "--no-play", "--functions", "shop.py", ORDER)
    done = await program(folder, *say, terminal=(24, 100), act=yes)
    assert done.code == 0, done.out
    assert orders(folder) == [("gloves", 12)]


@beside
async def test_say_tells_a_question_and_its_answer_as_json(folder: Path) -> None:
    """At a terminal: what is asked is one of the events, and so is the no that is typed."""
    pytest.importorskip("termios")
    shop(folder)

    def no(running: Program) -> None:
        running.until(lambda: '"leave_asked"' in running.shown)
        time.sleep(READ_S)
        assert running.master is not None
        os.write(running.master, b"n\n")

    say = ("say", "--no-play", "--json", "--functions", "shop.py", ORDER)
    done = await program(folder, *say, terminal=(24, 100), act=no)
    assert done.code == 0, done.out
    assert orders_if_any(folder) == []
    kinds = ("tool_called", "leave_asked", "leave_answered", "call_ended", "tool_answered")
    told = [one for one in events(done) if one["event"] in kinds]
    assert [one["event"] for one in told] == list(kinds)
    assert told[4]["turn"] == told[0]["turn"] == 1
    assert (told[2]["answer"], told[2]["by"]) == ("no", "line")
    assert told[3]["outcome"] == "refused"
    assert told[4]["error"] == "The user said no. Nothing was done."


@beside
async def test_say_waits_for_a_slow_function_longer_than_for_an_answer(folder: Path) -> None:
    """As long as it works, the model is not to blame that it says nothing."""
    (folder / "survey.py").write_text(SURVEY)
    say = ("say", "--json", "--timeout", "4", "--functions", "survey.py", "--allow", "survey")
    done = await program(folder, *say, 'call survey with {"place": "the park"}')
    assert done.code == 0, done.notes
    assert surveys(folder) == ["the park"]
    assert [one["text"] for one in events(done) if one["event"] == "call_progressed"] == [
        f"{second} of 8" for second in range(1, 9)
    ]
    assert "trees 12" in "".join(
        one["text"] for one in events(done) if one["event"] == "output_transcribed"
    )


@beside
async def test_say_that_is_interrupted_tells_what_still_ran(folder: Path) -> None:
    """Ctrl-C ends it and the function, with the exit code of an interruption."""
    (folder / "survey.py").write_text(SURVEY)

    def interrupt(running: Program) -> None:
        running.until(lambda: '"call_progressed"' in running.shown)
        running.signal(signal.SIGINT)

    say = ("say", "--json", "--functions", "survey.py", "--allow", "survey")
    words = 'call survey with {"place": "the park"}'
    done = await program(folder, *say, words, act=interrupt)
    assert done.code == 130, done.notes
    assert surveys(folder) == []
    told = [one["text"] for one in events(done) if one["event"] == "notice"]
    assert told == ["survey was still running when the call ended. It may have had an effect."]


@beside
async def test_say_ends_before_it_asks_anything_where_a_file_cannot_be_used(folder: Path) -> None:
    """The line is named, and the exit code is that of a mistake in usage."""
    (folder / "broken.py").parent.mkdir(exist_ok=True)
    (folder / "broken.py").write_text("def order(:\n    pass\n")
    done = await program(folder, "say", "--functions", "broken.py", "Hello")
    assert done.code == 2
    assert "broken.py, line 1" in done.notes


def orders_if_any(folder: Path) -> list[tuple[str, int]]:
    """What was ordered, where somebody has opened the shop at all."""
    return orders(folder) if (folder / "shop.db").exists() else []
