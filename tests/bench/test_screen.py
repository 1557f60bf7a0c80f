"""What is said while the screen is measured."""

from __future__ import annotations

import asyncio
import io
from itertools import islice

import numpy as np
import pytest
from rich.console import Console

pytest.importorskip("termios")

from bench.program import lost_in
from bench.screen import LINE_S, lines, numbers, said, spaced, wobbling
from bench.terminal import COLUMNS, ROWS, text_of
from livechat.core.pcm import OUTPUT_RATE
from livechat.core.state import ConversationState
from livechat.core.talk.events import OutputTranscribed
from livechat.sim.recordings.script import Timed
from livechat.ui.screen import Screen
from livechat.ui.summary import Summary


def test_each_line_is_known_by_its_number_while_the_answer_goes_on() -> None:
    """However the screen breaks rows, and whatever else is there."""
    out = io.StringIO()

    async def draw() -> None:
        state = ConversationState()
        console = Console(
            file=out, force_terminal=True, width=COLUMNS, height=ROWS, _environ={"TERM": "xterm"}
        )
        screen = Screen(console, Summary())
        for number, line in enumerate(islice(lines(), 50)):
            text = line["serverContent"]["outputTranscription"]["text"]
            event = OutputTranscribed(at=number * LINE_S, text=text)
            screen.observe(event, state.fold(event), state)
            screen._draw()

    asyncio.run(draw())
    assert sorted(set(numbers(text_of(out.getvalue().encode())))) == [*range(1, 51)]


def test_an_answer_is_all_its_sound_at_once_and_then_its_words() -> None:
    """Two hundred lines take a minute."""
    answer = said(bytes(2 * OUTPUT_RATE), spaced(lines(), 0.3, 60.0)).replay
    assert answer is not None
    steps = [step for step in answer if isinstance(step, Timed)]
    at_once = [step for step in steps if not step.after_s]
    assert all("modelTurn" in step.message["serverContent"] for step in at_once)
    assert len(steps) - len(at_once) == 200
    assert sum(step.after_s for step in steps) == pytest.approx(60.0)


def test_no_meter_rests_while_a_tone_wobbles() -> None:
    """From its peak to a hundredth of it."""
    sound = np.frombuffer(wobbling(2.0, OUTPUT_RATE), "<i2").astype(float)
    peaks = np.abs(sound).reshape(-1, OUTPUT_RATE // 20).max(axis=1)
    assert peaks.max() > 50 * peaks.min() > 0
    assert np.abs(np.diff(np.log(peaks))).min() > 0.001


def test_losses_of_sound_are_counted_and_what_is_late_is_none() -> None:
    """Also several in one event."""
    troubles = [("underrun", 2), ("overrun", 1), ("dropped", 1), ("starved", 5)]
    events = [{"event": "sound_troubled", "what": what, "count": n} for what, n in troubles]
    assert lost_in([*events, {"event": "connected"}]) == 4
