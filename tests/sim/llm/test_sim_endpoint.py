"""The client of language models, against servers that behave, and those that do not."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import socket
import ssl
import tracemalloc
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import pytest

from livechat.errors import SettingsError
from livechat.sim.doors.tls import throwaway
from livechat.sim.llm import problems
from livechat.sim.llm.endpoint import Endpoint, Limits
from livechat.sim.llm.place import place_of
from livechat.sim.llm.reading import Most
from livechat.sim.mind.question import (
    Clause,
    Model,
    Over,
    Part,
    Question,
    Shown,
    Thought,
    User,
    Wish,
    Wishes,
)
from livechat.sim.protocol.toolbox import Function
from tests.support.endpoints import (
    DONE,
    Asked,
    Behaviour,
    Line,
    Server,
    chunk,
    fails,
    nothing,
    says,
    serving,
)

pytestmark = pytest.mark.network

T = TypeVar("T")

HELLO = Question((User("Hello"),))
TOOL = Question((User("Is it cold?"),), functions=(Function("weather"),))
PICTURE = Question((User("What is it?", (Shown("image/png", b"x"),)),))

QUICK = Limits(connecting=10, first=0.2, between=20, telling=10, learning=10)
"""For what never begins."""

STOPPING = Limits(connecting=10, first=20, between=0.2, telling=10, learning=10)
"""For what never goes on."""

CALM = Limits(connecting=10, first=20, between=20, telling=10, learning=10)
"""For what does come, on a machine that is busy."""


def run(work: Coroutine[Any, Any, T]) -> T:
    async def limited() -> T:
        async with asyncio.timeout(30):
            return await work

    return asyncio.run(limited())


async def parts(endpoint: Endpoint, question: Question = HELLO) -> list[Part]:
    return [part async for part in endpoint.answer(question)]


def asked(
    behaviour: Behaviour,
    *questions: Question,
    others: Behaviour = nothing,
    limits: Limits = CALM,
    name: str = "small",
    key: str = "",
) -> tuple[list[list[Part]], Server]:
    """What an endpoint answers, one question after the other."""

    async def work() -> tuple[list[list[Part]], Server]:
        async with serving(behaviour, others) as server:
            endpoint = Endpoint(server.url, name, key, limits=limits)
            try:
                found = [await parts(endpoint, question) for question in questions or (HELLO,)]
            finally:
                await endpoint.aclose(2)
            return found, server

    return run(work())


async def until(test: Callable[[], object]) -> None:
    """Wait for what a server is about to see."""
    while not test():  # noqa: ASYNC110
        await asyncio.sleep(0.01)


def told(behaviour: Behaviour, limits: Limits = CALM, question: Question = HELLO) -> list[Part]:
    return asked(behaviour, question, limits=limits)[0][0]


# What comes of an answer


def test_an_answer_comes_in_clauses() -> None:
    assert told(says("It ", "rains. It", " pours.")) == [
        Clause("It rains."),
        Clause("It pours."),
        Over(),
    ]


def test_a_clause_comes_while_the_answer_is_still_written() -> None:
    async def work() -> None:
        more = asyncio.Event()

        async def answer(_: Asked, line: Line) -> None:
            await line.head()
            await line.part(chunk(content="It rains. It"))
            await more.wait()
            await line.part(chunk("stop", content=" pours.") + DONE)
            await line.end()

        async with serving(answer) as server:
            endpoint = Endpoint(server.url, "small", limits=CALM)
            found = endpoint.answer(HELLO)
            assert await anext(found) == Clause("It rains.")
            more.set()
            assert [part async for part in found] == [Clause("It pours."), Over()]
            await endpoint.aclose(2)

    run(work())


def test_bytes_may_come_one_by_one() -> None:
    async def answer(_: Asked, line: Line) -> None:
        await line.head()
        for byte in chunk(content="Ça va. 🎉 Oui.") + chunk("stop") + DONE:
            await line.part(bytes([byte]))
        await line.end()

    assert told(answer) == [Clause("Ça va."), Clause("Oui."), Over()]


def test_thoughts_and_calls_are_told_apart_from_speech() -> None:
    call = {"index": 0, "id": "x", "function": {"name": "weather", "arguments": "{}"}}

    async def answer(_: Asked, line: Line) -> None:
        await line.head()
        await line.part(chunk(content="<think>Hm.</think>Let me look."))
        await line.part(chunk("tool_calls", tool_calls=[call]) + DONE)
        await line.end()

    assert told(answer, question=TOOL) == [
        Thought("Hm."),
        Clause("Let me look."),
        Wishes((Wish("weather", {}),)),
    ]


def test_an_answer_that_is_not_streamed_is_taken() -> None:
    message = {"role": "assistant", "content": "It rains."}
    body = {"choices": [{"message": message, "finish_reason": "stop"}]}
    assert told(fails(200, body)) == [Clause("It rains."), Over()]


def test_the_type_of_an_answer_does_not_matter() -> None:
    async def answer(_: Asked, line: Line) -> None:
        await line.head(Content_Type="image/png; nonsense")
        await line.part(chunk("stop", content="It rains.") + DONE)
        await line.end()

    assert told(answer) == [Clause("It rains."), Over()]


def test_an_answer_that_is_packed_though_nobody_asked_for_it_is_unpacked() -> None:
    data = gzip.compress(chunk("stop", content="It rains.") + DONE)
    found, server = asked(fails(200, data, Content_Encoding="gzip"))
    assert found == [[Clause("It rains."), Over()]]
    assert server.asked[0].headers["accept-encoding"] == "identity"


def test_the_end_of_a_connection_may_be_the_end_of_the_answer() -> None:
    async def answer(_: Asked, line: Line) -> None:
        await line.send(b"HTTP/1.1 200 OK\r\n\r\n" + chunk("stop", content="It rains."))
        line.writer.close()

    assert told(answer) == [Clause("It rains."), Over()]


@pytest.mark.clock
def test_a_server_that_forgets_to_end_the_stream_is_not_waited_for() -> None:
    async def answer(_: Asked, line: Line) -> None:
        await line.head()
        await line.part(chunk("stop", content="It rains."))
        await line.gone()

    assert told(answer) == [Clause("It rains."), Over()]


def test_what_the_model_makes_up_after_its_answer_is_not_waited_for() -> None:
    async def answer(_: Asked, line: Line) -> None:
        await line.head()
        await line.part(chunk(content="It rains.<|im_end|>\n<|im_start|>user\nAnd"))
        await line.gone()

    assert told(answer) == [Clause("It rains."), Over()]


def test_one_connection_serves_all_questions() -> None:
    found, server = asked(says("Yes."), HELLO, HELLO, HELLO)
    assert found == [[Clause("Yes."), Over()]] * 3
    assert server.connections == 1


def test_a_kept_connection_that_the_server_closed_is_replaced() -> None:
    async def answer(_: Asked, line: Line) -> None:
        await says("Yes.")(_, line)
        line.writer.close()

    assert asked(answer, HELLO, HELLO, HELLO)[0] == [[Clause("Yes."), Over()]] * 3


def test_a_kept_connection_that_breaks_when_it_is_used_is_replaced() -> None:
    async def work() -> None:
        lines: list[Line] = []

        async def answer(_: Asked, line: Line) -> None:
            if lines and lines[0] is line:
                line.writer.transport.abort()
                return
            lines.append(line)
            await says("Yes.")(_, line)

        async with serving(answer) as server:
            endpoint = Endpoint(server.url, "small", limits=CALM)
            assert await parts(endpoint) == [Clause("Yes."), Over()]
            assert await parts(endpoint) == [Clause("Yes."), Over()]
            assert server.connections == 2
            await endpoint.aclose(2)

    run(work())


def test_several_questions_are_asked_at_once() -> None:
    async def work() -> None:
        async with serving(says("Yes.")) as server:
            endpoint = Endpoint(server.url, "small", limits=CALM)
            found = await asyncio.gather(*(parts(endpoint) for _ in range(8)))
            assert found == [[Clause("Yes."), Over()]] * 8
            await endpoint.aclose(2)

    run(work())


def test_the_user_may_leave_in_the_middle_and_the_server_sees_it() -> None:
    async def work() -> None:
        left = asyncio.Event()

        async def answer(_: Asked, line: Line) -> None:
            await line.head()
            await line.part(chunk(content="It rains. It"))
            await line.gone()
            left.set()

        async with serving(answer) as server:
            endpoint = Endpoint(server.url, "small", limits=CALM)
            found = endpoint.answer(HELLO)
            assert await anext(found) == Clause("It rains.")
            await found.aclose()
            await left.wait()
            await endpoint.aclose(2)

    run(work())


@pytest.mark.parametrize("headed", [False, True])
def test_cancelling_a_question_that_is_waited_for_closes_its_connection(headed: bool) -> None:
    async def work() -> None:
        begun, left = asyncio.Event(), asyncio.Event()

        async def answer(_: Asked, line: Line) -> None:
            if headed:
                await line.head()
            begun.set()
            await line.gone()
            left.set()

        async with serving(answer) as server:
            endpoint = Endpoint(server.url, "small", limits=CALM)
            task = asyncio.create_task(parts(endpoint))
            await begun.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await left.wait()
            await endpoint.aclose(2)

    run(work())


# What goes wrong


async def _hangs(_: Asked, line: Line) -> None:
    await line.gone()


async def _hangs_after_the_head(_: Asked, line: Line) -> None:
    await line.head()
    await line.gone()


async def _hangs_in_the_middle(_: Asked, line: Line) -> None:
    await line.head()
    await line.part(chunk(content="It rains. It"))
    await line.gone()


async def _half_a_line(_: Asked, line: Line) -> None:
    await line.head()
    await line.part(chunk(content="It rains. It") + b'data: {"choices": [{"del')
    await line.gone()


async def _drips(_: Asked, line: Line) -> None:
    await line.head()
    while not line.writer.is_closing():
        await line.part(b"x")
        await asyncio.sleep(0.01)


async def _comments_without_end(_: Asked, line: Line) -> None:
    await line.head()
    while not line.writer.is_closing():
        await line.part(b": still here\n\n" + chunk(role="assistant", content=""))
        await asyncio.sleep(0.01)


async def _empty_lines_without_end(_: Asked, line: Line) -> None:
    await line.head()
    while not line.writer.is_closing():
        await line.part(chunk(content="\n"))
        await asyncio.sleep(0.01)


async def _drips_its_head(_: Asked, line: Line) -> None:
    await line.send(b"HTTP/1.1 200 OK\r\n")
    while not line.writer.is_closing():
        await line.send(b"X-Y: z\r\n")
        await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "behaviour",
    [
        _hangs,
        _hangs_after_the_head,
        _drips,
        _comments_without_end,
        _drips_its_head,
        _empty_lines_without_end,
    ],
)
@pytest.mark.clock
def test_an_endpoint_that_does_not_begin_is_told(behaviour: Behaviour) -> None:
    assert told(behaviour, QUICK) == [Over(problems.slow(QUICK.first, begun=False))]


@pytest.mark.parametrize("behaviour", [_hangs_in_the_middle, _half_a_line])
@pytest.mark.clock
def test_an_endpoint_that_hangs_in_the_middle_is_told(behaviour: Behaviour) -> None:
    over = Over(problems.slow(STOPPING.between, begun=True))
    assert told(behaviour, STOPPING) == [Clause("It rains."), Clause("It"), over]


@pytest.mark.clock
def test_a_listener_who_takes_their_time_is_no_hang() -> None:
    """All of the answer is there before the first clause has been listened to."""

    async def work() -> None:
        words = chunk("stop", content="It rains. It pours. Well.")
        async with serving(fails(200, words + DONE)) as server:
            endpoint = Endpoint(server.url, "small", limits=STOPPING)
            found = endpoint.answer(HELLO)
            assert await anext(found) == Clause("It rains.")
            await asyncio.sleep(1.5 * STOPPING.between)
            assert [part async for part in found][-1] == Over()
            await endpoint.aclose(2)

    run(work())


async def _dies(_: Asked, line: Line) -> None:
    line.writer.transport.abort()


async def _dies_in_the_middle(_: Asked, line: Line) -> None:
    await line.head()
    await line.part(chunk(content="It rains. It"))
    line.writer.transport.abort()


async def _closes_in_the_middle(_: Asked, line: Line) -> None:
    await line.send(b"HTTP/1.1 200 OK\r\n\r\n" + chunk(content="It rains. It"))
    line.writer.close()


async def _closes_in_a_line(_: Asked, line: Line) -> None:
    await line.send(b"HTTP/1.1 200 OK\r\n\r\n" + chunk(content="It rains. It") + b'data: {"cho')
    line.writer.close()


async def _ends_without_an_end(_: Asked, line: Line) -> None:
    await line.head()
    await line.part(chunk(content="It rains. It"))
    await line.end()


async def _fails_in_the_middle(_: Asked, line: Line) -> None:
    await line.head()
    await line.part(chunk(content="It rains. It"))
    await line.part(b'data: {"error": {"message": "Too hot"}}\n\n')
    await line.end()


async def _speaks_no_http(_: Asked, line: Line) -> None:
    await line.send(b"SSH-2.0-OpenSSH_9.6\r\n")
    await line.gone()


async def _sends_wrong_json(_: Asked, line: Line) -> None:
    await line.head()
    await line.part(b"data: {wrong}\n\n")
    await line.gone()


async def _sends_wrong_json_later(_: Asked, line: Line) -> None:
    await line.head()
    await line.part(chunk(content="It rains. It") + b"data: {wrong}\n\n")
    await line.gone()


async def _sends_wrong_gzip(_: Asked, line: Line) -> None:
    await line.whole(200, b"not packed", Content_Encoding="gzip")


async def _sends_what_nobody_unpacks(_: Asked, line: Line) -> None:
    await line.whole(200, b"xyz", Content_Encoding="br")


HUNG_UP = problems.unreachable("broken", place_of("http://127.0.0.1/v1"))
BEGAN = [Clause("It rains."), Clause("It")]


@pytest.mark.parametrize(
    ("behaviour", "found"),
    [
        (_dies, [Over(HUNG_UP)]),
        (_dies_in_the_middle, [*BEGAN, Over(problems.BROKE_OFF)]),
        (_closes_in_the_middle, [*BEGAN, Over(problems.BROKE_OFF)]),
        (_closes_in_a_line, [*BEGAN, Over(problems.BROKE_OFF)]),
        (_ends_without_an_end, [*BEGAN, Over(problems.BROKE_OFF)]),
        (_fails_in_the_middle, [*BEGAN, Over("My language model failed. It says: Too hot")]),
        (_speaks_no_http, [Over(problems.NONSENSE)]),
        (_sends_wrong_json, [Over(problems.NONSENSE)]),
        (_sends_wrong_json_later, [*BEGAN, Over(problems.BROKE_OFF)]),
        (_sends_wrong_gzip, [Over(problems.NONSENSE)]),
        (_sends_what_nobody_unpacks, [Over(problems.NONSENSE)]),
        (fails(200, "<!doctype html><p>Hi"), [Over(problems.NONSENSE)]),
        (fails(200, "Hello, world"), [Over(problems.NONSENSE)]),
        (fails(200, {"hello": "world"}), [Over(problems.NONSENSE)]),
        (fails(200, b""), [Over(HUNG_UP)]),
        (fails(200, b"\x00\xff" * 100), [Over(problems.NONSENSE)]),
        (fails(302, "", Location="http://127.0.0.1:1/"), [Over(problems.REDIRECTED)]),
    ],
)
def test_an_endpoint_that_dies_or_answers_nonsense_is_told(
    behaviour: Behaviour, found: list[Part]
) -> None:
    assert told(behaviour) == found


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (401, {"error": {"message": "Incorrect key sk-secret"}}, "refuses the key"),
        (404, {"error": {"message": "model 'small' not found"}}, "does not have the model small"),
        (404, "404 page not found", "end in /v1"),
        (429, {"error": "slow down"}, "too many questions"),
        (500, {"error": {"message": "sk-secret exploded\u001b[2J"}}, "It says: … exploded␛[2J"),
        (500, "<html>Internal</html>", "error 500"),
        (500, "[" * 60_000, "error 500"),
    ],
)
def test_an_error_is_told_without_the_key(status: int, body: object, says: str) -> None:
    found, server = asked(fails(status, body), key="sk-secret")
    [over] = found[0]
    assert isinstance(over, Over)
    assert says in over.problem
    assert "sk-secret" not in over.problem
    assert len(server.questions) == 1


def test_the_body_of_an_error_is_not_waited_for_either() -> None:
    async def answer(_: Asked, line: Line) -> None:
        await line.send(b"HTTP/1.1 500 X\r\nContent-Length: 99\r\n\r\n")
        await line.gone()

    limits = Limits(connecting=0.2, first=20, telling=2, learning=2)
    assert "error 500" in str(told(answer, limits))


def test_gigabytes_in_one_line_are_told_and_not_kept() -> None:
    async def answer(_: Asked, line: Line) -> None:
        await line.head()
        await line.part(b"data: ")
        while not line.writer.is_closing():
            await line.part(b"x" * 65_536)

    tracemalloc.start()
    try:
        assert told(answer) == [Over(problems.NONSENSE)]
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


def test_gigabytes_that_come_packed_are_told_and_not_kept() -> None:
    data = gzip.compress(b"data: " + b"x" * (64 << 20), 1)
    tracemalloc.start()
    try:
        assert told(fails(200, data, Content_Encoding="gzip")) == [Over(problems.NONSENSE)]
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


def test_gigabytes_of_headers_are_no_answer() -> None:
    async def answer(_: Asked, line: Line) -> None:
        await line.send(b"HTTP/1.1 200 OK\r\nX: ")
        while not line.writer.is_closing():
            await line.send(b"x" * 65_536)

    assert told(answer) == [Over(problems.NONSENSE)]


def test_an_answer_that_never_ends_is_ended() -> None:
    async def answer(_: Asked, line: Line) -> None:
        await line.head()
        while not line.writer.is_closing():
            await line.part(chunk(content="It rains. ") * 100)

    limits = Limits(most=Most(characters=2_000))
    found = told(answer, limits)
    assert found[-1] == Over(problems.ENDLESS)
    assert 1_700 < sum(len(part.words) for part in found if isinstance(part, Clause)) < 2_100


def test_a_stream_of_nothing_that_never_ends_is_ended() -> None:
    async def answer(_: Asked, line: Line) -> None:
        await line.head()
        while not line.writer.is_closing():
            await line.part(b": x" * 1000 + b"\n")

    assert told(answer, Limits(bytes=100_000)) == [Over(problems.ENDLESS)]


def test_nothing_that_listens_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def work() -> list[Part]:
        endpoint = Endpoint(f"http://127.0.0.1:{port}", limits=CALM)
        return await parts(endpoint)

    assert run(work()) == [
        Over(f"My language model does not answer. Is a server running at port {port}?")
    ]


def test_a_server_that_is_started_later_is_found() -> None:
    async def work() -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        endpoint = Endpoint(f"http://127.0.0.1:{port}", "small", limits=CALM)
        [over] = await parts(endpoint)
        assert isinstance(over, Over)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + chunk("stop", content="Yes."))
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", port)
        assert await parts(endpoint) == [Clause("Yes."), Over()]
        await endpoint.aclose(2)
        server.close()

    run(work())


# What an endpoint refuses


def refusing(test: Callable[[Any], bool], status: int, words: str) -> Behaviour:
    async def answer(request: Asked, line: Line) -> None:
        if test(request.body):
            await fails(status, {"error": {"message": words}})(request, line)
        else:
            await says("Yes.")(request, line)

    return answer


def sees(body: Any) -> bool:
    return "image_url" in json.dumps(body["messages"])


@pytest.mark.parametrize(
    ("test", "status", "words", "question"),
    [
        (lambda body: "tools" in body, 400, "small does not support tools", TOOL),
        (lambda body: "tools" in body, 400, "", TOOL),
        (sees, 500, "image input is not supported", PICTURE),
        (sees, 400, "", PICTURE),
        (lambda body: "stream_options" in body, 400, "unknown field stream_options", HELLO),
        (lambda body: "seed" in body, 422, "seed", Question((User("Hi"),), seed=7)),
        (
            lambda body: body["messages"][0]["role"] == "system",
            500,
            "System role not supported",
            Question((User("Hi"),), instruction="Be kind."),
        ),
    ],
)
def test_what_an_endpoint_refuses_is_left_out_once_and_for_all(
    test: Callable[[Any], bool],
    status: int,
    words: str,
    question: Question,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, "livechat.sim"):
        found, server = asked(refusing(test, status, words), question, question)
    assert found == [[Clause("Yes."), Over()]] * 2
    assert [test(body) for body in server.questions].count(False) == 2
    assert not test(server.questions[-2])
    assert len(caplog.messages) == len(set(caplog.messages)) >= 1


def test_a_refusal_inside_the_stream_is_one_too() -> None:
    async def answer(request: Asked, line: Line) -> None:
        if "tools" in request.body:
            await fails(200, 'data: {"error": {"message": "no tools here"}}\n\n')(request, line)
        else:
            await says("Yes.")(request, line)

    assert asked(answer, TOOL)[0] == [[Clause("Yes."), Over()]]


def test_an_endpoint_that_refuses_everything_is_told_after_a_few_questions() -> None:
    question = Question(
        (User("Hi", (Shown("image/png", b"x"),)),), functions=TOOL.functions, seed=1
    )
    found, server = asked(fails(400, {"error": {"message": "no"}}), question)
    assert found == [[Over("My language model failed. It says: no")]]
    assert len(server.questions) <= 6


def test_a_conversation_that_is_too_long_is_asked_again_with_half_of_it() -> None:
    words = "word " * 100
    long = [one for at in range(40) for one in (User(f"{at} {words}"), Model(words))]
    question = Question((*long, User("Well?")), instruction="Be kind.")

    def too_long(body: Any) -> bool:
        return len(json.dumps(body["messages"])) > 8_000

    message = "the request exceeds the available context size"
    found, server = asked(refusing(too_long, 400, message), question, question)
    assert found == [[Clause("Yes."), Over()]] * 2
    assert [too_long(body) for body in server.questions] == [True, False, False]
    for body in server.questions:
        assert body["messages"][0]["content"] == "Be kind."
        assert body["messages"][-1]["content"] == "Well?"


def test_a_message_that_is_too_long_by_itself_is_told() -> None:
    found, server = asked(fails(400, {"error": {"message": "context size exceeded"}}))
    assert "too long" in str(found)
    assert len(server.questions) == 2


@pytest.mark.clock
def test_a_server_that_loads_its_model_is_waited_for() -> None:
    async def work() -> None:
        times = 0

        async def answer(request: Asked, line: Line) -> None:
            nonlocal times
            times += 1
            if times < 3:
                error = {"error": {"message": "Loading model", "code": 503}}
                await fails(503, error)(request, line)
            else:
                await says("Yes.")(request, line)

        async with serving(answer) as server:
            endpoint = Endpoint(server.url, "small", limits=CALM)
            assert await parts(endpoint) == [Clause("Yes."), Over()]
            await endpoint.aclose(2)

    run(work())


# What an endpoint tells of its model


def telling(paths: dict[str, Any]) -> Behaviour:
    async def answer(request: Asked, line: Line) -> None:
        if request.path in paths:
            await fails(200, paths[request.path])(request, line)
        else:
            await fails(404, {})(request, line)

    return answer


def most(question: Question) -> Question:
    return Question(question.messages, functions=question.functions, max_tokens=10**9)


@pytest.mark.parametrize(
    ("paths", "window"),
    [
        ({"/v1/models": {"data": [{"id": "small", "max_model_len": 2000}]}}, 2000),
        ({"/props": {"default_generation_settings": {"n_ctx": 1000}}}, 1000),
        ({"/api/show": {"model_info": {"x.context_length": 600}}}, 600),
        ({"/api/v0/models": {"data": [{"id": "small", "loaded_context_length": 800}]}}, 800),
        ({}, 4096),
        ({"/v1/models": "nonsense", "/props": [], "/api/show": 5}, 4096),
    ],
)
def test_the_window_is_the_endpoints(paths: dict[str, Any], window: int) -> None:
    server = asked(says("Yes."), most(HELLO), others=telling(paths))[1]
    assert server.questions[0]["max_tokens"] == window // 2


def test_a_model_without_a_name_is_the_endpoints_first() -> None:
    async def work() -> None:
        others = telling({"/v1/models": {"data": [{"id": "first"}, {"id": "second"}]}})
        async with serving(says("Yes."), others) as server:
            endpoint = Endpoint(server.url, limits=CALM)
            place = server.url.removeprefix("http://").removesuffix("/v1")
            assert endpoint.label == place
            await parts(endpoint)
            assert server.questions[0]["model"] == "first"
            assert endpoint.label == f"first at {place}"
            await endpoint.aclose(2)

    run(work())


def test_what_a_model_cannot_do_is_not_tried() -> None:
    show = {"/api/show": {"model_info": {}, "capabilities": ["completion"]}}
    question = Question((*PICTURE.messages,), functions=TOOL.functions)
    server = asked(says("Yes."), question, others=telling(show))[1]
    [body] = server.questions
    assert not sees(body)
    assert "tools" not in body


def test_ollama_loads_the_model_before_the_first_question() -> None:
    async def work() -> None:
        paths = {"/api/show": {"model_info": {}}, "/api/generate": {"done": True}}
        async with serving(says("Yes."), telling(paths)) as server:
            endpoint = Endpoint(server.url, "small", limits=CALM)
            endpoint.warm()
            await until(lambda: server.asked[-1:] and server.asked[-1].path == "/api/generate")
            assert server.asked[-1].body == {"model": "small"}
            await endpoint.aclose(2)

    run(work())


def test_a_models_file_is_named_without_its_folder() -> None:
    endpoint = Endpoint("http://127.0.0.1:8080", "/models/small-1b.gguf")
    assert endpoint.label == "small-1b at 127.0.0.1:8080"


def test_an_endpoint_that_tells_nothing_of_its_model_is_asked_all_the_same() -> None:
    limits = Limits(telling=0.1, learning=0.2)
    assert asked(says("Yes."), others=_hangs, limits=limits)[0] == [[Clause("Yes."), Over()]]


def test_warming_connects_before_the_first_question() -> None:
    async def work() -> None:
        async with serving(says("Yes.")) as server:
            endpoint = Endpoint(server.url, "small", limits=CALM)
            endpoint.warm()
            await until(lambda: len(server.asked) == 4)
            await parts(endpoint)
            assert server.connections == 1
            await endpoint.aclose(2)

    run(work())


def test_closing_ends_what_is_under_way() -> None:
    async def work() -> None:
        async with serving(_hangs, _hangs) as server:
            endpoint = Endpoint(server.url, "small", limits=Limits(telling=0.1))
            task = asyncio.create_task(parts(endpoint))
            await until(lambda: bool(server.questions))
            await endpoint.aclose(2)
            [over] = await task
            assert isinstance(over, Over)
            assert over.problem

    run(work())


# Where it is, and who asks


def test_the_key_goes_into_its_header_and_nowhere_else(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        server = asked(says("Yes."), key=" sk-secret\n")[1]
    assert all(one.headers["authorization"] == "Bearer sk-secret" for one in server.asked)
    assert "sk-secret" not in caplog.text
    assert all("sk-secret" not in f"{one.path}{one.body}" for one in server.asked)


def test_a_name_and_password_in_the_address_are_sent_and_never_shown() -> None:
    async def work() -> None:
        async with serving(says("Yes.")) as server:
            endpoint = Endpoint(server.url.replace("//", "//me:secret@"), "small", limits=CALM)
            await parts(endpoint)
            assert server.asked[0].headers["authorization"] == "Basic bWU6c2VjcmV0"
            assert "secret" not in endpoint.label
            assert "@" not in server.asked[0].headers["host"]
            await endpoint.aclose(2)

    run(work())


@pytest.mark.parametrize("key", ["a\r\nX: y", "ключ", "a\x00b"])
def test_what_is_no_key_is_a_settings_error_that_does_not_show_it(key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Endpoint("http://127.0.0.1:1/v1", key=key)
    assert key not in str(caught.value)


def test_an_endpoint_may_speak_https() -> None:
    identity = throwaway()
    trust = ssl.create_default_context(cadata=identity.cert_pem.decode())

    async def work(context: ssl.SSLContext) -> list[Part]:
        async with serving(says("Yes."), tls=identity.server) as server:
            endpoint = Endpoint(server.url, "small", limits=CALM, trust=lambda: context)
            found = await parts(endpoint)
            assert all(one.path.startswith("/v1/") for one in server.asked)
            await endpoint.aclose(2)
            return found

    assert run(work(trust)) == [Clause("Yes."), Over()]
    [over] = run(work(ssl.create_default_context()))
    assert isinstance(over, Over)
    assert "certificate" in over.problem


def test_no_proxy_stands_before_this_machine() -> None:
    def proxy(url: str) -> str | None:
        raise AssertionError(url)

    async def work() -> list[Part]:
        async with serving(says("Yes.")) as server:
            endpoint = Endpoint(server.url, "small", limits=CALM, proxy=proxy)
            found = await parts(endpoint)
            await endpoint.aclose(2)
            return found

    assert run(work()) == [Clause("Yes."), Over()]


def test_an_endpoint_elsewhere_is_reached_through_the_proxy() -> None:
    async def work() -> None:
        async with serving(says("Yes.")) as server:
            proxy = server.url.removesuffix("/v1").replace("//", "//me:pw@")
            endpoint = Endpoint(
                "http://models.example/v1", "small", limits=CALM, proxy=lambda _: proxy
            )
            assert await parts(endpoint) == [Clause("Yes."), Over()]
            last = server.asked[-1]
            assert last.path == "http://models.example/v1/chat/completions"
            assert last.headers["proxy-authorization"] == "Basic bWU6cHc="
            await endpoint.aclose(2)

    run(work())


def test_a_secure_endpoint_elsewhere_is_reached_through_a_tunnel() -> None:
    identity = throwaway()
    trust = ssl.create_default_context(cadata=identity.cert_pem.decode())

    async def work() -> None:
        async with serving(says("Yes."), tls=identity.server) as server:
            port = int(server.url.split(":")[2].removesuffix("/v1"))
            wanted: list[bytes] = []
            copies: list[Awaitable[None]] = []

            async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                while data := await reader.read(4096):
                    writer.write(data)
                writer.close()

            async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                wanted.append((await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[0])
                there, back = await asyncio.open_connection("127.0.0.1", port)
                writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
                copies.append(asyncio.ensure_future(copy(there, writer)))
                await copy(reader, back)

            proxy = await asyncio.start_server(tunnel, "127.0.0.1", 0)
            address = f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
            endpoint = Endpoint(
                "https://127.0.0.1.nip.example/v1",
                "small",
                limits=CALM,
                trust=lambda: _any_name(trust),
                proxy=lambda _: address,
            )
            assert await parts(endpoint) == [Clause("Yes."), Over()]
            assert wanted == [b"CONNECT 127.0.0.1.nip.example:443 HTTP/1.1"]
            await endpoint.aclose(2)
            proxy.close()

    run(work())


def _any_name(context: ssl.SSLContext) -> ssl.SSLContext:
    context.check_hostname = False
    return context
