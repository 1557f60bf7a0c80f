"""Calling a function, whatever kind it is, and what comes of it."""

from __future__ import annotations

import asyncio
import io
import threading
import time
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from functools import wraps
from typing import Any

import pytest

from livechat.core.picture import Picture
from livechat.core.tools.tool import Result
from livechat.tools import wire
from livechat.tools.functions.calling import call
from livechat.tools.functions.describing import describe

LIMIT_S = 20.0

PNG = b"\x89PNG\r\n\x1a\n"


def ran(function: Callable[..., Any], **args: object) -> tuple[Result, list[str]]:
    """What comes of a call, and its progress."""

    async def main() -> tuple[Result, list[str]]:
        told: list[str] = []
        async with asyncio.timeout(LIMIT_S):
            result = await call(describe("order", function), args, told.append)
        return result, told

    return asyncio.run(main())


def result_of(function: Callable[..., Any], **args: object) -> Result:
    return ran(function, **args)[0]


def test_a_function_runs_in_a_thread_of_its_own() -> None:
    def order() -> bool:
        return threading.current_thread() is threading.main_thread()

    assert result_of(order) == Result(value=False)


def test_an_async_function_runs_on_the_loop() -> None:
    async def order(count: int) -> list[object]:
        await asyncio.sleep(0)
        return [count, threading.current_thread() is threading.main_thread()]

    assert result_of(order, count="3") == Result(value=[3, True])


def test_an_async_function_behind_another_callable_is_awaited() -> None:
    async def order(count: int) -> int:
        return count

    @wraps(order)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return order(*args, **kwargs)

    assert result_of(wrapper, count=3) == Result(value=3)


def test_the_last_that_a_generator_yields_is_its_result() -> None:
    def order() -> Iterator[object]:
        yield "looking"
        yield {"left": 3}
        yield ["done"]

    result, told = ran(order)
    assert result == Result(value=["done"])
    assert told[-1] == '{"left": 3}'
    assert '["done"]' not in told


def test_what_a_generator_returns_is_its_result() -> None:
    def order() -> Generator[str, None, dict[str, int]]:
        yield "looking"
        return {"left": 3}

    assert ran(order) == (Result(value={"left": 3}), ["looking"])


def test_a_generator_that_yields_nothing_has_no_result() -> None:
    def order() -> Iterator[str]:
        yield from ()

    assert ran(order) == (Result(value=None), [])


def test_the_last_that_an_async_generator_yields_is_its_result() -> None:
    async def order() -> AsyncIterator[object]:
        yield "looking"
        await asyncio.sleep(0)
        yield 3

    assert ran(order) == (Result(value=3), ["looking"])


def test_progress_is_told_while_the_generator_goes_on() -> None:
    """It does not wait for what is yielded next: that may take long."""
    seen = threading.Event()

    def order() -> Iterator[str]:
        yield "looking"
        assert seen.wait(LIMIT_S)
        yield "done"

    async def main() -> Result:
        return await call(describe("order", order), {}, lambda text: seen.set())

    assert asyncio.run(main()) == Result(value="done")


def test_a_generator_without_end_ends_when_its_call_is_cancelled() -> None:
    closed = threading.Event()

    def order() -> Iterator[int]:
        try:
            number = 0
            while True:
                yield number
                number += 1
        finally:
            closed.set()

    async def main() -> None:
        begun = asyncio.Event()
        task = asyncio.create_task(call(describe("order", order), {}, lambda text: begun.set()))
        await begun.wait()
        task.cancel()
        async with asyncio.timeout(LIMIT_S):
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())
    assert closed.is_set()


def test_an_async_generator_without_end_lets_others_run() -> None:
    async def order() -> AsyncIterator[int]:
        while True:
            yield 1

    async def main() -> None:
        task = asyncio.create_task(call(describe("order", order), {}, lambda text: None))
        for _ in range(100):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())


def test_a_cancelled_function_in_a_thread_runs_on_and_has_its_result() -> None:
    """Nobody can end it, and whoever waits must not believe that it had no effect."""
    begun, go_on = threading.Event(), threading.Event()

    def order() -> str:
        begun.set()
        assert go_on.wait(LIMIT_S)
        return "ordered"

    async def main() -> None:
        task = asyncio.create_task(call(describe("order", order), {}, lambda text: None))
        await asyncio.to_thread(begun.wait, LIMIT_S)
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=0.05)
        assert not done
        go_on.set()
        assert await task == Result(value="ordered")

    asyncio.run(main())


class OddError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("Only 3 are left."), "ValueError: Only 3 are left."),
        (ValueError(), "ValueError."),
        (KeyError("gloves"), "KeyError: 'gloves'"),
        (SystemExit(3), "SystemExit: 3"),
        (KeyboardInterrupt(), "KeyboardInterrupt."),
        (StopIteration("end"), "StopIteration: end"),
        (StopAsyncIteration("end"), "StopAsyncIteration: end"),
        (GeneratorExit(), "GeneratorExit."),
        (asyncio.CancelledError("mine"), "CancelledError: mine"),
        (OddError(), "OddError: (OddError)"),
        (ValueError("a\nb\x1b[31m" + "x" * 100_000), "ValueError: a b\x1b[31mxxx"),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, BaseException) else "",
)
def test_whatever_a_function_raises_is_a_failed_result(error: BaseException, said: str) -> None:
    """Its type and message; where it happened is in the log alone."""

    def order() -> None:
        raise error

    def step() -> Iterator[int]:
        yield 1
        raise error

    async def send() -> None:
        raise error

    async def steps() -> AsyncIterator[int]:
        yield 1
        raise error

    kinds: list[Callable[..., Any]] = [order]
    if not isinstance(error, StopIteration | StopAsyncIteration | GeneratorExit):
        kinds += [step, send, steps]  # Python itself changes these
    for one in kinds:
        result = result_of(one)
        assert result.failed, one
        assert not result.retry
        assert str(result.value).startswith(said)
        assert len(str(result.value)) < 1_100


def test_what_a_coroutine_must_not_raise_is_a_failed_result_too() -> None:
    async def order() -> None:
        raise StopIteration

    assert result_of(order).failed


def test_wrong_arguments_are_a_failed_result_and_nothing_runs() -> None:
    def order(count: int) -> None:
        raise AssertionError

    assert result_of(order, count="warm") == Result(
        value='Wrong arguments for order: count is "warm", but must be a valid integer.',
        failed=True,
        retry=True,
    )


def test_a_check_of_the_users_own_that_fails_is_a_failed_result() -> None:
    class Item:
        @classmethod
        def __get_pydantic_core_schema__(cls, source: object, handler: Any) -> Any:
            from pydantic_core import core_schema

            def check(value: str) -> str:
                raise ZeroDivisionError

            return core_schema.no_info_after_validator_function(check, core_schema.str_schema())

    def order(item: object) -> None: ...

    order.__annotations__["item"] = Item
    assert result_of(order, item="a") == Result(value="ZeroDivisionError.", failed=True)


def test_recursion_without_end_is_a_failed_result() -> None:
    def order() -> None:
        order()

    assert str(result_of(order).value).startswith("RecursionError: ")


def test_pictures_go_beside_the_result() -> None:
    def order() -> dict[str, object]:
        return {"front": PNG, "left": 3}

    def look() -> bytes:
        return PNG

    picture = Picture(PNG, "image/png")
    assert result_of(order) == Result(
        value={"front": "(picture 1)", "left": 3}, pictures=(picture,)
    )
    assert result_of(look) == Result(value="(picture 1)", pictures=(picture,))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12 left", "12 left"),
        (None, None),
        ({"a": {1}}, {"a": [1]}),
        (float("nan"), "nan"),
        (io.StringIO, "StringIO"),
        ("x" * 50_000, "x" * 50_000),
    ],
)
def test_whatever_it_returns_is_a_result(value: object, expected: object) -> None:
    async def send() -> object:
        return value

    def order() -> object:
        return value

    assert result_of(order) == result_of(send) == Result(value=expected)


def test_an_enormous_result_is_cut() -> None:
    def order() -> str:
        return "x" * 30_000_000

    result = result_of(order)
    assert result.cut == 30_000_000 - wire.TEXT_CHARS


def test_functions_run_side_by_side() -> None:
    """As many as there are: none waits for a place in a pool."""
    together = threading.Barrier(16)

    def order() -> int:
        return together.wait(LIMIT_S)

    async def main() -> list[Result]:
        one = describe("order", order)
        return await asyncio.gather(*(call(one, {}, lambda text: None) for _ in range(16)))

    results = asyncio.run(main())
    assert sorted(int(str(one.value)) for one in results) == list(range(16))


def test_no_thread_is_left_behind() -> None:
    def order() -> int:
        return 3

    assert result_of(order) == Result(value=3)
    until = time.monotonic() + LIMIT_S
    while any(one.name == "function" for one in threading.enumerate()):
        assert time.monotonic() < until
        time.sleep(0.001)
