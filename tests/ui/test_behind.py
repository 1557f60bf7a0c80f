"""Displays on a terminal that reads nothing for a while: none waits, and each word is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TextIO, cast

import pytest
from rich.console import Console

from livechat.app.ports import Observer
from livechat.core.state import ConversationState
from livechat.core.talk.events import Ended, Event, Notice
from livechat.ui.jsonl import JsonDisplay
from livechat.ui.outlet import Outlet, WriterThread
from livechat.ui.plain import AnswerDisplay, PlainDisplay
from livechat.ui.screen import Screen
from livechat.ui.summary import Summary
from tests.support.unread import LIMIT_S, Reader, stream, stuck

MANY = 200

BEGINS = "\x1b[?2026h"
"""How a picture begins."""


def screen(out: TextIO) -> Screen:
    return Screen(Console(file=out, force_terminal=True, width=80, height=24), Summary())


DISPLAYS: dict[str, Callable[[TextIO], Observer]] = {
    "screen": screen,
    "plain": lambda out: PlainDisplay(out, out),
    "answer": lambda out: AnswerDisplay(out, out),
    "json": lambda out: JsonDisplay(Summary(), out),
}


def watch(display: Callable[[TextIO], Observer]) -> Reader:
    """Show many notices while nobody reads, then the end."""
    reader = stuck()
    out = Outlet(stream(reader), WriterThread("test"))

    async def main() -> None:
        shown, state = display(cast("TextIO", out)), ConversationState()

        def observe(event: Event) -> None:
            shown.observe(event, state.fold(event), state)

        for number in range(MANY):
            observe(Notice(at=0.0, text=f"note {number:03d}.", level="warning"))
            await asyncio.sleep(0)
        assert not reader.got
        reader.reads.set()
        assert await asyncio.to_thread(out.wait, LIMIT_S)
        await asyncio.sleep(0)  # the screen is told
        observe(Ended(at=1.0))

    asyncio.run(main())
    assert out.finish(LIMIT_S)
    return reader


@pytest.mark.parametrize("name", DISPLAYS)
def test_no_display_waits_for_its_reader_and_each_line_is_told_in_order(name: str) -> None:
    """Nobody reads before all of it has happened."""
    text = watch(DISPLAYS[name]).text
    places = [text.find(f"note {number:03d}.") for number in range(MANY)]
    assert -1 not in places
    assert places == sorted(places)


def test_no_picture_is_drawn_while_one_waits() -> None:
    """What happens meanwhile is in the next one: memory holds one picture, not hundreds."""
    assert watch(screen).text.count(BEGINS) < 10
