"""Every fault over real sockets, as a raw client meets it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from livechat.sim.faults import Faults
from livechat.sim.faults.shapes import UNKNOWN_FIELD
from livechat.sim.mind.brain import HELLO
from livechat.sim.scenario import Scripted
from livechat.sim.server import Server, ServerOptions
from tests.sim.peer import (
    AT_ONCE_S,
    GEMINI,
    QUICK,
    Answered,
    Peer,
    faulty,
    limited,
    peer,
    recording,
)
from tests.support.hostile import chosen, together

pytestmark = pytest.mark.network

QUIET_S = 1.0
"""Seconds after which nothing more is expected."""

MODEL = "gemini-3.8-live"

WEATHER = {"functionDeclarations": [{"name": "get_weather"}]}


async def said_next(client: Peer) -> str:
    """The answer to a question, when everything is in order."""
    return (await client.ask("hello")).said


async def frames(client: Peer) -> AsyncIterator[bytes | str]:
    """What comes until nothing more does, or the connection ends."""
    try:
        while True:
            async with asyncio.timeout(QUIET_S):
                frame = await client.socket.recv()
            yield frame
    except (TimeoutError, ConnectionClosed):
        return


def read(frame: bytes | str) -> dict[str, Any] | None:
    """A message, or None for what is no JSON object."""
    try:
        message = json.loads(frame)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None


@dataclass
class Seen:
    """What a raw client saw of one question."""

    frames: list[bytes | str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    """When each frame came, in seconds since the question."""

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [message for frame in self.frames if (message := read(frame)) is not None]

    @property
    def answered(self) -> Answered:
        return Answered([m for m in self.messages if isinstance(m.get("serverContent", {}), dict)])

    @property
    def signs(self) -> list[str]:
        return self.answered.signs

    def usage(self) -> list[dict[str, Any]]:
        return [message["usageMetadata"] for message in self.messages if "usageMetadata" in message]


async def question(client: Peer, text: str = "hello") -> Seen:
    """Ask, and take whatever comes until nothing more does."""
    seen = Seen()
    start = time.monotonic()
    await client.send({"realtimeInput": {"text": text}})
    async for frame in frames(client):
        seen.frames.append(frame)
        seen.times.append(time.monotonic() - start)
    return seen


# The handshake


@pytest.mark.parametrize("with_tls", [False, True])
@pytest.mark.parametrize(
    ("line", "status"),
    [("unauthorized", 401), ("forbidden", 403), ("too-many-requests", 429), ("unavailable", 503)],
)
def test_a_handshake_is_refused(line: str, status: int, with_tls: bool) -> None:
    """With its status, every time; a client that may wait is told how long."""

    async def main() -> None:
        async with faulty(line) as server:
            for _ in range(2):
                with pytest.raises(InvalidStatus) as refused:
                    async with peer(server, tls=with_tls):
                        pass
                assert refused.value.response.status_code == status
                retry = refused.value.response.headers.get("Retry-After")
                assert retry == ("1" if status == 429 else None)

    limited(main())


@pytest.mark.parametrize("with_tls", [False, True])
def test_a_connection_is_cut_before_any_answer(with_tls: bool) -> None:
    """The first one; whoever tries again comes in."""

    async def main() -> None:
        async with faulty("refuse:connection=1") as server:
            with pytest.raises((InvalidHandshake, OSError)) as cut:
                async with peer(server, tls=with_tls):
                    pass
            assert not isinstance(cut.value, InvalidStatus)
            async with peer(server, tls=with_tls) as client:
                await client.setup()
                assert await said_next(client) == HELLO

    limited(main())


def test_a_handshake_takes_its_time() -> None:
    """No longer than asked for, and not for whoever has gone or when the server ends."""

    async def main() -> None:
        start = time.monotonic()
        async with faulty("slow-handshake:seconds=0.3") as server, peer(server) as client:
            assert time.monotonic() - start >= 0.3
            await client.setup()
            assert await said_next(client) == HELLO
        start = time.monotonic()
        async with faulty("slow-handshake:seconds=60") as server:
            with pytest.raises(TimeoutError):
                await connect(server.ws_url + GEMINI, proxy=None, open_timeout=0.1)
            waiting = asyncio.create_task(_rejected(server))
            await asyncio.sleep(0.1)
        await waiting
        assert time.monotonic() - start < 5

    limited(main())


async def _rejected(server: Server) -> None:
    with pytest.raises((InvalidHandshake, OSError)):
        await connect(server.ws_url + GEMINI, proxy=None)


# Endings

ENDINGS = [
    ("close:code=4001,reason=Enough.", 4001, "Enough."),
    ("close:when=setup,code=1008", 1008, "Operation is not implemented"),
    ("close:when=before", 1011, "Internal error"),
    ("close:when=after,code=1000", 1000, ""),
    ("internal-error", 1011, "Internal error encountered."),
    ("quota", 1011, "quota"),
    ("deadline", 1011, "Deadline expired"),
    ("invalid-argument", 1007, "Request contains an invalid argument."),
    ("not-found", 1008, "models/gemini-3.8-live is not found for API version"),
    ("abort", 1006, ""),
    ("abort:when=setup", 1006, ""),
    ("abort:when=after", 1006, ""),
    ("go-away:seconds=0.1", 1011, "Deadline expired"),
    ("go-away-untimed:seconds=0.1", 1011, "Deadline expired"),
    ("aborted-at-age:seconds=0.1", 1008, "The operation was aborted."),
    ("rate-limit", 1011, "Rate limit exceeded; try again in 5 s"),
    ("too-many-sessions", 1011, "too many concurrent sessions"),
    ("no-credits", 1011, "credits are depleted"),
    ("go-away:when=setup,seconds=0.1", 1011, "Deadline expired"),
]


@pytest.mark.parametrize("with_tls", [False, True])
@pytest.mark.parametrize(("line", "code", "reason"), ENDINGS)
def test_a_connection_ends(line: str, code: int, reason: str, with_tls: bool) -> None:
    """With its code and reason; the next connection does not suffer."""

    async def main() -> None:
        async with faulty(f"{line}{',' if ':' in line else ':'}connection=1") as server:
            async with peer(server, tls=with_tls) as client:
                await client.socket.send(json.dumps({"setup": {"model": f"models/{MODEL}"}}))
                await client.socket.send(json.dumps({"realtimeInput": {"text": "hello"}}))
                found = await client.closed()
                assert found[0] == code
                assert reason in (found[1] or "")
            async with peer(server, tls=with_tls) as client:
                await client.setup()
                assert await said_next(client) == HELLO

    limited(main())


def test_an_answer_is_cut_off_in_the_middle() -> None:
    """Some of it comes, its end does not."""

    async def main() -> None:
        async with faulty("abort") as server, peer(server) as client:
            await client.setup()
            seen = await question(client)
            assert seen.answered.pcm
            assert seen.signs == []

    limited(main())


async def _read_on(client: Peer) -> None:
    while True:
        await client.socket.recv()


def test_an_abort_is_a_reset() -> None:
    """Not only the end of the stream."""

    async def main() -> None:
        async with faulty("abort:when=setup") as server, peer(server) as client:
            await client.send({"setup": {"model": f"models/{MODEL}"}})
            with pytest.raises(ConnectionClosed) as cut:
                await _read_on(client)
            assert isinstance(cut.value.__cause__, ConnectionResetError)

    limited(main())


def test_after_an_ending_the_session_can_be_resumed_at_once() -> None:
    """The handle of a connection that was closed, or reset, is free."""

    async def main() -> None:
        for line in ("close", "abort"):
            async with faulty(f"{line}:turn=2,connection=1") as server:
                async with peer(server) as client:
                    handle = await _handle(client)
                    await client.send({"realtimeInput": {"text": "hello"}})
                    await client.closed()
                async with peer(server) as client:
                    resumed = await client.setup(sessionResumption={"handle": handle})
                    assert "setupComplete" in resumed
                    await client.turn()  # what was cut off is said

    limited(main())


def test_going_away_is_announced() -> None:
    """With the time that is left, in which the answer goes on; not sooner, not much later."""

    async def main() -> None:
        async with faulty("go-away:seconds=0.2") as server, peer(server) as client:
            await client.setup()
            seen = await question(client)
            assert {"goAway": {"timeLeft": "0.200s"}} in seen.messages
            assert seen.signs == ["generationComplete", "turnComplete"]
            assert client.socket.close_code == 1011

    limited(main())


def test_going_away_across_a_tool_call() -> None:
    """Nothing comes of the function's result."""

    async def main() -> None:
        line = "tool-call-across-go-away:seconds=0.2"
        async with faulty(line) as server, peer(server) as client:
            await client.setup(tools=[WEATHER])
            await client.send({"realtimeInput": {"text": "call get_weather"}})
            called = await _until(client, "toolCall")
            assert (await client.receive()) == {"goAway": {"timeLeft": "0.200s"}}
            (function,) = called["toolCall"]["functionCalls"]
            response = {"id": function["id"], "name": "get_weather", "response": {"output": 1}}
            await client.send({"toolResponse": {"functionResponses": [response]}})
            assert [frame async for frame in frames(client)] == []
            assert client.socket.close_code == 1011

    limited(main())


async def _until(client: Peer, kind: str) -> dict[str, Any]:
    message: dict[str, Any] = {}
    while kind not in message:
        message = await client.receive()
    return message


async def _handle(client: Peer) -> str:
    """Hold a turn, and get a handle to resume with."""
    await client.setup(sessionResumption={})
    handle = ""
    for message in (await question(client)).messages:
        handle = message.get("sessionResumptionUpdate", {}).get("newHandle") or handle
    assert handle
    return handle


def test_a_session_is_lost() -> None:
    """The handle of a moment ago is not known; a new session is."""

    async def main() -> None:
        async with faulty("lost-session") as server:
            async with peer(server) as client:
                handle = await _handle(client)
            async with peer(server) as client:
                setup = {"model": f"models/{MODEL}", "sessionResumption": {"handle": handle}}
                await client.send({"setup": setup})
                assert await client.closed() == (1008, "BidiGenerateContent session not found")

    limited(main())


def test_a_session_can_never_be_resumed() -> None:
    """Updates come, without a handle."""

    async def main() -> None:
        async with faulty("never-resumable") as server, peer(server) as client:
            await client.setup(sessionResumption={})
            seen = await question(client)
            updates = [
                m["sessionResumptionUpdate"]
                for m in seen.messages
                if len(m) == 1 and "sessionResumptionUpdate" in m
            ]
            assert updates
            assert all(update == {"resumable": False} for update in updates)

    limited(main())


# Silence


def test_the_setup_is_never_answered() -> None:
    """The connection lives: pings are answered, and a close is."""

    async def main() -> None:
        async with faulty("silent-setup") as server, peer(server) as client:
            await client.send({"setup": {"model": f"models/{MODEL}"}})
            assert (await question(client)).frames == []
            await (await client.socket.ping())
            await client.socket.close()
            assert client.socket.close_code == 1000

    limited(main())


def test_an_answer_stalls() -> None:
    """Something comes, then nothing for a while, then the rest; pings are answered all the time."""

    async def main() -> None:
        async with faulty("stall:seconds=0.2") as server, peer(server) as client:
            await client.setup()
            seen = await question(client)
            assert seen.times[0] < 0.2 <= seen.times[-1]
            assert seen.answered.said == HELLO
            assert await said_next(client) == HELLO

    limited(main())


def test_an_answer_stalls_for_ever() -> None:
    """Only the client can end it, and the server is not kept from ending."""

    async def main() -> None:
        async with faulty("stall:seconds=0") as server, peer(server) as client:
            await client.setup()
            seen = await question(client)
            assert seen.frames
            assert seen.signs == []
            assert (await question(client)).frames == []
            await (await client.socket.ping())

    limited(main())


def test_an_answer_starts_late() -> None:
    """Nothing comes before its time; then all does."""

    async def main() -> None:
        async with faulty("slow-start:seconds=0.2") as server, peer(server) as client:
            await client.setup()
            seen = await question(client)
            assert seen.times[0] >= 0.2
            assert seen.answered.said == HELLO

    limited(main())


@pytest.mark.parametrize("with_tls", [False, True])
def test_a_connection_that_is_half_open(with_tls: bool) -> None:
    """No message, pong or close; its session stays open until the client has gone for good."""

    async def main() -> None:
        line = "half-open:turn=2,connection=1"
        async with faulty(line) as server, peer(server, tls=with_tls) as client:
            handle = await _handle(client)
            seen = await question(client)
            assert seen.frames
            assert seen.signs == []
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(await client.socket.ping(), QUIET_S)
            assert not await _resumes(server, handle)
            client.socket.transport.abort()
            await asyncio.sleep(QUIET_S)
            assert await _resumes(server, handle)

    limited(main())


async def _resumes(server: Server, handle: str) -> bool:
    async with peer(server) as client:
        setup = {"model": f"models/{MODEL}", "sessionResumption": {"handle": handle}}
        await client.send({"setup": setup})
        try:
            return "setupComplete" in await client.receive()
        except ConnectionClosed:
            assert client.socket.close_code == 1011
            return False


def test_a_half_open_connection_does_not_keep_the_server_from_ending() -> None:
    """It is cut off."""

    async def main() -> None:
        async with faulty("half-open:when=setup") as server, _raw(server) as socket:
            await socket.send(json.dumps({"setup": {"model": f"models/{MODEL}"}}))
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(socket.recv(), QUIET_S)
            start = time.monotonic()
            await server.aclose()
            assert time.monotonic() - start < AT_ONCE_S

    limited(main())


@asynccontextmanager
async def _raw(server: Server) -> AsyncIterator[ClientConnection]:
    async with connect(server.ws_url + GEMINI, proxy=None, close_timeout=0.1) as socket:
        yield socket


def test_a_narrow_link_is_narrow_both_ways() -> None:
    """An answer, and then sound of the client's, take as long as their bytes need."""

    async def main() -> None:
        rate = 1_000_000
        line = f"slow-link:bytes_per_second={rate}"
        async with faulty(line) as server, peer(server) as client:
            await client.setup()
            start = time.monotonic()
            turn = await client.ask("hello")
            assert turn.said == HELLO
            assert time.monotonic() - start >= len(turn.pcm) / rate
            start = time.monotonic()
            size = rate // 5
            await client.stream(bytes(size), chunk_bytes=size)
            await client.send({"realtimeInput": {"text": "hello"}})
            await client.receive()
            assert time.monotonic() - start >= size / rate

    limited(main())


# What is not right and leaves the connection open


def unreadable(seen: Seen) -> None:
    assert [read(frame) for frame in seen.frames].count(None) == 2
    assert seen.answered.said == HELLO


def wrong_types(seen: Seen) -> None:
    contents = [message.get("serverContent", {}) for message in seen.messages]
    assert {"turnComplete": "perhaps"} in contents
    assert {"outputTranscription": {"text": ["not", "text"]}} in contents
    assert {"promptTokenCount": "many", "promptTokensDetails": {}} in seen.usage()
    good = [c["outputTranscription"]["text"] for c in contents if "outputTranscription" in c]
    assert "".join(text for text in good if isinstance(text, str)) == HELLO


def oversized(seen: Seen) -> None:
    assert max(map(len, seen.frames)) > 2 << 20
    assert seen.answered.said == HELLO


def empty_frame(seen: Seen) -> None:
    assert b"" in seen.frames
    assert seen.answered.said == HELLO


def unknown_fields(seen: Seen) -> None:
    known = {"serverContent", "usageMetadata", "sessionResumptionUpdate"}
    assert any(not known & message.keys() for message in seen.messages)
    assert all(UNKNOWN_FIELD in content for content in seen.answered.contents)
    assert seen.answered.said == HELLO


def text_frames(seen: Seen) -> None:
    assert all(isinstance(frame, str) and "\n" not in frame for frame in seen.frames)
    assert seen.answered.said == HELLO


def audio_after_complete(seen: Seen) -> None:
    assert "modelTurn" in seen.answered.contents[-1]
    assert seen.signs == ["generationComplete", "turnComplete"]


def shuffled(seen: Seen) -> None:
    assert seen.answered.said != HELLO
    assert sorted(seen.answered.said) == sorted(HELLO)
    assert seen.signs == ["generationComplete", "turnComplete"]


def repeated(seen: Seen) -> None:
    pieces = [
        content["outputTranscription"]["text"]
        for content in seen.answered.contents
        if "outputTranscription" in content
    ]
    assert pieces[::2] == pieces[1::2]
    assert "".join(pieces[::2]) == HELLO


def empty_turn(seen: Seen) -> None:
    assert seen.signs == ["turnComplete"]
    assert len(seen.messages) == 1


def short_turn(seen: Seen) -> None:
    assert seen.answered.said == " ".join(HELLO.split()[:3])
    assert seen.answered.pcm
    assert seen.signs == ["generationComplete", "turnComplete"]


def nothing(seen: Seen) -> None:
    assert seen.frames == []


def twice_complete(seen: Seen) -> None:
    assert seen.signs == ["generationComplete", "turnComplete", "turnComplete"]


def interrupted(seen: Seen) -> None:
    assert seen.signs == ["interrupted", "turnComplete"]
    assert HELLO.startswith(seen.answered.said)


def no_usage(seen: Seen) -> None:
    assert seen.usage() == []
    assert seen.answered.said == HELLO


def mismatched(seen: Seen) -> None:
    (usage,) = seen.usage()
    details = sum(detail["tokenCount"] for detail in usage["responseTokensDetails"])
    assert details > usage["responseTokenCount"] > 0


def as_ever(seen: Seen) -> None:
    assert seen.answered.said == HELLO
    assert seen.signs == ["generationComplete", "turnComplete"]


def no_end(seen: Seen) -> None:
    assert seen.answered.said == HELLO
    assert seen.signs == ["generationComplete"]


def late_end(seen: Seen) -> None:
    as_ever(seen)
    assert seen.times[-1] >= 0.2


def trailing(seen: Seen) -> None:
    as_ever(seen)
    assert "outputTranscription" in seen.answered.contents[-1]
    assert seen.times[-1] >= 0.1


def late_usage(seen: Seen) -> None:
    as_ever(seen)
    assert seen.messages[-1].keys() == {"usageMetadata"}


def thrice(seen: Seen) -> None:
    assert seen.answered.said == HELLO * 3
    assert seen.signs == ["generationComplete", "turnComplete"]
    assert seen.times[-1] >= 0.2


def aside(seen: Seen) -> None:
    as_ever(seen)
    assert seen.answered.written not in HELLO


def doubled(seen: Seen) -> None:
    as_ever(seen)
    assert seen.answered.written == HELLO


def nulls(seen: Seen) -> None:
    assert {"serverContent": None} in seen.messages
    kept = [m for m in seen.messages if isinstance(m.get("serverContent"), dict)]
    assert Answered(kept).signs == ["generationComplete", "turnComplete"]


def l16(seen: Seen) -> None:
    as_ever(seen)
    mimes = {
        part["inlineData"]["mimeType"]
        for content in seen.answered.contents
        for part in content.get("modelTurn", {}).get("parts", ())
    }
    assert mimes == {"audio/L16;codec=pcm;rate=24000"}


STAYS: list[tuple[str, Callable[[Seen], None]]] = [
    ("malformed", unreadable),
    ("malformed:when=before", unreadable),
    ("wrong-types", wrong_types),
    ("oversized", oversized),
    ("empty-frame", empty_frame),
    ("unknown-fields", unknown_fields),
    ("text-frames", text_frames),
    ("late-audio", as_ever),
    ("audio-after-complete", audio_after_complete),
    ("transcripts-shuffled", shuffled),
    ("transcripts-repeated", repeated),
    ("empty-turn", empty_turn),
    ("short-turn", short_turn),
    ("deaf", nothing),
    ("repeated-turn-complete", twice_complete),
    ("false-interruption", interrupted),
    ("usage-missing", no_usage),
    ("usage-mismatched", mismatched),
    ("tool-call-across-go-away", as_ever),
    ("lost-session", as_ever),
    ("early-resume", as_ever),
    ("locked-session", as_ever),
    ("handle-expires", as_ever),
    ("forgotten-session", as_ever),
    ("aborted-at-age", as_ever),
    ("interrupted-without-end", as_ever),
    ("late-turn-complete:seconds=0.2", late_end),
    ("missing-turn-complete", no_end),
    ("trailing-words:seconds=0.1", trailing),
    ("late-usage:seconds=0.1", late_usage),
    ("repeated-sentence:seconds=0.1", thrice),
    ("text-aside", aside),
    ("text-doubled", doubled),
    ("null-messages", nulls),
    ("sound-format", l16),
]


CHECKS = dict(STAYS)


async def met(line: str, folder: Path) -> Seen:
    """What became of a question; the next one is answered as ever."""
    async with faulty(line) as server, peer(server) as client:
        await client.setup()
        seen = await question(client)
        assert await said_next(client) == HELLO
    return seen


@pytest.fixture(scope="module")
def questions(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Seen]:
    """What became of a question with each fault; they wait all at once."""
    cases = {name: partial(met, name) for name in chosen(request, CHECKS)}
    return together(cases, tmp_path_factory.mktemp("questions"), at_once=10)


@pytest.mark.parametrize("name", CHECKS)
def test_an_answer_goes_wrong_and_the_next_is_right(
    name: str, questions: Callable[[str], Seen]
) -> None:
    """For a client that takes it calmly."""
    CHECKS[name](questions(name))


def test_an_ignored_question_gets_no_handle_either() -> None:
    """The next one does."""

    async def main() -> None:
        older = replace(QUICK, handles="per-turn")
        async with faulty("deaf", scenario=older) as server, peer(server) as client:
            await client.setup(sessionResumption={})
            first = await client.receive()
            assert first["sessionResumptionUpdate"]["newHandle"]
            nothing(await question(client))
            updates = (await question(client)).messages
            assert any(m.get("sessionResumptionUpdate", {}).get("newHandle") for m in updates)

    limited(main())


def test_audio_comes_late() -> None:
    """After the interruption and after its turnComplete; the next answer is whole."""

    async def main() -> None:
        slow = replace(QUICK, speed=8.0)
        async with faulty("late-audio", scenario=slow) as server, peer(server) as client:
            await client.setup()
            await client.send({"realtimeInput": {"text": "tell me a story"}})
            await _until(client, "serverContent")
            seen = await question(client, "count to two")
            signs = [next(iter(content)) for content in seen.answered.contents]
            at = signs.index("interrupted")
            assert signs[at + 1] == "modelTurn"
            after = signs[signs.index("turnComplete") :]
            assert after[1] == "modelTurn"
            last = seen.answered.said[-len("1, 2.") :]
            assert last == "1, 2."

    limited(main())


def test_an_answer_is_called_interrupted_when_the_user_goes_on() -> None:
    """It had been sent to its end; the next answer is whole."""

    async def main() -> None:
        async with faulty("interrupted-when-done") as server, peer(server) as client:
            await client.setup()
            no_end(await question(client))
            assert (await client.ask("hello")).signs == ["interrupted", "turnComplete"]
            assert (await client.turn()).said == HELLO

    limited(main())


def test_updates_come_instead_of_an_answer() -> None:
    """Again and again, until the next question."""

    async def main() -> None:
        async with faulty("only-updates:seconds=0.05") as server, peer(server) as client:
            await client.setup(sessionResumption={})
            await client.receive()
            await client.send({"realtimeInput": {"text": "hello"}})
            await _until(client, "serverContent")
            for _ in range(5):
                assert (await client.receive()).keys() == {"sessionResumptionUpdate"}
            as_ever(await question(client))

    limited(main())


def test_the_users_words_come_late() -> None:
    """After the answer to them."""

    async def main() -> None:
        scenario = replace(QUICK, turns=(Scripted(hears="Was he?", says="No."),))
        line = "late-transcript:seconds=1"
        async with faulty(line, scenario=scenario) as server, peer(server) as client:
            await client.setup()
            await client.stream(recording("austen-0880"))
            await client.send({"realtimeInput": {"audioStreamEnd": True}})
            turn = await client.turn()
            assert (turn.heard, turn.said) == ("", "No.")
            late = await _until(client, "serverContent")
            assert late["serverContent"]["inputTranscription"]["text"] == "Was he?"

    limited(main())


@pytest.mark.parametrize("line", ["call-in-parts", "call-doubled"])
def test_a_call_comes_as_a_part(line: str) -> None:
    """Its result is taken as any."""

    async def main() -> None:
        async with faulty(line) as server, peer(server) as client:
            await client.setup(tools=[WEATHER])
            await client.send({"realtimeInput": {"text": "call get_weather"}})
            part: dict[str, Any] = {}
            while "functionCall" not in part:
                content = (await _until(client, "serverContent"))["serverContent"]
                (part,) = content.get("modelTurn", {}).get("parts") or ({},)
            call = part["functionCall"]
            if line == "call-doubled":
                assert (await client.receive())["toolCall"]["functionCalls"] == [call]
            await client.turn()  # of the call alone
            await _respond(client, call)
            assert "sunny" in (await client.turn()).said

    limited(main())


async def _respond(client: Peer, call: dict[str, Any]) -> None:
    response = {"id": call["id"], "name": call["name"], "response": {"output": "sunny"}}
    await client.send({"toolResponse": {"functionResponses": [response]}})


def test_a_call_comes_again() -> None:
    """After its result, with another id, which nobody waits for."""

    async def main() -> None:
        async with faulty("call-again:seconds=0.3") as server, peer(server) as client:
            await client.setup(tools=[WEATHER])
            await client.send({"realtimeInput": {"text": "call get_weather"}})
            (first,) = (await _until(client, "toolCall"))["toolCall"]["functionCalls"]
            await _respond(client, first)
            (second,) = (await _until(client, "toolCall"))["toolCall"]["functionCalls"]
            assert second["name"] == first["name"]
            assert second["id"] != first["id"]
            await _respond(client, second)
            assert [frame async for frame in frames(client)] == []
            assert await said_next(client) == HELLO

    limited(main())


def test_nothing_is_said_after_a_result_until_text_comes() -> None:
    """Blank text is enough."""

    async def main() -> None:
        async with faulty("silent-after-result") as server, peer(server) as client:
            await client.setup(tools=[WEATHER])
            await client.send({"realtimeInput": {"text": "call get_weather"}})
            (call,) = (await _until(client, "toolCall"))["toolCall"]["functionCalls"]
            await client.turn()  # of the call alone
            await _respond(client, call)
            said = [json.loads(frame) async for frame in frames(client)]
            assert not any(any(message.values()) for message in said)
            await client.send({"realtimeInput": {"text": " "}})
            assert "sunny" in (await client.turn()).said

    limited(main())


def test_a_connection_speaks_in_snake_case() -> None:
    """All of it."""

    async def main() -> None:
        async with faulty("snake-case") as server, peer(server) as client:
            assert await client.setup() == {"setup_complete": {}}
            seen = await question(client)
            keys = {key for message in seen.messages for key in message}
            assert keys == {"server_content", "usage_metadata"}

    limited(main())


@pytest.mark.parametrize(("line", "politely"), [("early-resume", True), ("locked-session", False)])
def test_a_session_is_refused_for_a_while(line: str, politely: bool) -> None:
    """Whoever closed comes too soon, or whoever was lost is believed to be there."""

    async def main() -> None:
        async with faulty(f"{line}:seconds=0.6") as server:
            async with peer(server) as client:
                handle = await _handle(client)
                if not politely:
                    client.socket.transport.abort()
            assert not await _resumes(server, handle)
            await asyncio.sleep(0.7)
            if politely:
                assert await _resumes(server, handle)
                return
            with pytest.raises(AssertionError):
                await _resumes(server, handle)

    limited(main())


def test_a_close_that_arrives_unlocks_the_session() -> None:
    """At once."""

    async def main() -> None:
        async with faulty("locked-session") as server:
            async with peer(server) as client:
                handle = await _handle(client)
            assert await _resumes(server, handle)

    limited(main())


def test_a_session_forgets() -> None:
    """Its handle is taken, and the prompt is as small as the first one was."""

    async def main() -> None:
        async with faulty("forgotten-session") as server:
            async with peer(server) as client:
                handle = await _handle(client)
                first, second = [(await question(client)).usage()[0] for _ in range(2)]
                assert second["promptTokenCount"] > first["promptTokenCount"]
            async with peer(server) as client:
                resumed = await client.setup(sessionResumption={"handle": handle})
                assert "setupComplete" in resumed
                (usage,) = (await question(client)).usage()
                assert usage["promptTokenCount"] < first["promptTokenCount"]

    limited(main())


def test_usage_accumulates() -> None:
    """Over the session, and every count comes twice."""

    async def main() -> None:
        async with faulty("usage-cumulative") as server, peer(server) as client:
            await client.setup()
            first, second = await question(client), await question(client)
            counts = [usage["responseTokenCount"] for usage in (*first.usage(), *second.usage())]
            assert counts == [counts[0], counts[0], 2 * counts[0], 2 * counts[0]]

    limited(main())


def test_no_interruption_is_no_false_interruption() -> None:
    """A client that asked not to be interrupted is not."""

    async def main() -> None:
        async with faulty("false-interruption") as server, peer(server) as client:
            await client.setup(realtimeInputConfig={"activityHandling": "NO_INTERRUPTION"})
            as_ever(await question(client))

    limited(main())


def test_faults_are_the_same_for_the_same_seed() -> None:
    """Connection by connection, drawn by chance."""

    async def codes() -> list[int | None]:
        found = []
        async with faulty("close:chance=0.5,when=setup,code=4000") as server:
            for _ in range(8):
                async with peer(server) as client:
                    await client.send({"setup": {"model": f"models/{MODEL}"}})
                    async for _ in frames(client):
                        break
                    found.append(client.socket.close_code)
        return found

    first = limited(codes())
    assert set(first) == {4000, None}
    assert limited(codes()) == first


def test_a_share_of_the_connections_has_a_fault() -> None:
    """All of them, if asked for; of any kind, as the seed and their number will have it."""

    async def status(server: Server) -> int:
        try:
            async with peer(server) as client:
                await client.socket.close()
        except InvalidStatus as refused:
            return refused.response.status_code
        return 101

    async def main() -> None:
        statuses = {"unauthorized": 401, "forbidden": 403, "too-many-requests": 429}
        scenario = replace(QUICK, fault_rate=1.0, seed=65)
        plans = [Faults((), scenario.seed, number, 1.0).plan for number in (1, 2, 3, 4)]
        expected = [statuses.get(plan[0].kind, 101) for plan in plans]
        assert len(set(expected)) == 3
        async with Server(ServerOptions(scenario=scenario)) as server:
            assert [await status(server) for _ in plans] == expected

    limited(main())
