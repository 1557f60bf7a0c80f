"""How often progress is told."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from livechat.tools.pace import Pace
from tests.support.virtual_time import run


def test_the_first_is_told_at_once_and_then_the_newest_ten_times_a_second() -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        told: list[tuple[float, str]] = []
        pace = Pace(lambda text: told.append((round(loop.time() - began, 3), text)))
        for number in range(100):
            pace.tell(str(number))
            await asyncio.sleep(0.01)
        pace.close()
        assert (told[0], told[-1][1]) == ((0.0, "0"), "99")
        gaps = [after - before for (before, _), (after, _) in pairwise(told[:-1])]
        assert gaps == pytest.approx([0.1] * 9, abs=0.01)
        late = [at - int(text) / 100 for at, text in told]
        assert late == pytest.approx([0] * 11, abs=0.02)

    run(main())


def test_what_comes_after_a_pause_is_told_at_once() -> None:
    async def main() -> None:
        told: list[str] = []
        pace = Pace(told.append)
        pace.tell("one")
        await asyncio.sleep(1)
        pace.tell("two")
        assert told == ["one", "two"]
        pace.close()

    run(main())


def test_the_newest_is_told_at_the_end_once() -> None:
    async def main() -> None:
        told: list[str] = []
        pace = Pace(told.append)
        for text in ("one", "two", "three"):
            pace.tell(text)
        pace.close()
        pace.close()
        assert told == ["one", "three"]

    run(main())
