"""The screen, as a person at a terminal sees it, in virtual time."""

from __future__ import annotations

import asyncio
import fcntl
import io
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise, takewhile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console, ConsoleDimensions

from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    CallEnded,
    CallHeld,
    Connected,
    Connecting,
    Disconnected,
    Ended,
    Event,
    HandingOver,
    InputPaused,
    InputTranscribed,
    Interrupted,
    LineEntered,
    Notice,
    OutputTranscribed,
    PlaybackFinished,
    PlaybackStarted,
    Preparing,
    Retrying,
    SettingChanged,
    Source,
    SourcesCited,
    Support,
    TextReceived,
    ToolCall,
    ToolCalled,
    TurnComplete,
    VoiceActivity,
)
from livechat.core.talk.turn_state import TurnState
from livechat.ui.glass import ASK
from livechat.ui.panels import STATES, Facts, region
from livechat.ui.screen import COUNTDOWN_S, MOST_BEHIND, REFRESH_S, SETTLED_S, Screen
from livechat.ui.summary import Summary
from livechat.ui.themes import DARK
from tests.support.called import asked, ended, held, started
from tests.support.fakes import at
from tests.support.story import numbered
from tests.support.terminal import Terminal
from tests.support.virtual_time import run

BEGIN: list[Event] = [
    Connecting(at=0, model="m", host="example.org"),
    Connected(at=1, model="m", practice=False),
]


class Glass(io.StringIO):
    """A terminal as Rich's file; remembers every picture and when it came."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self.terminal = Terminal(width, height)
        self.pictures: list[tuple[float, str]] = []
        self.asked: Callable[[], object] = lambda: None
        """Told when the terminal is asked where the cursor is."""

    def write(self, text: str) -> int:
        if text:
            self.terminal.feed(text)
            if ASK in text:
                self.asked()
            self.pictures.append((asyncio.get_running_loop().time(), self.terminal.shown))
        return len(text)


def watch(
    events: Iterable[Event],
    *,
    width: int = 80,
    height: int = 24,
    linger: float = 1.0,
    facts: Facts | None = None,
    sounds: Sequence[bytes] = (),
    links: bool = False,
) -> Glass:
    """Show events to a screen, each at its time (seconds from 0), and look on for a while.

    The loudspeaker plays `sounds`, of 0.05 s each, from 2 s on.
    """

    async def main() -> Glass:
        loop = asyncio.get_running_loop()
        zero = loop.time()
        glass = Glass(width, height)
        console = Console(
            file=glass,
            force_terminal=True,
            color_system="standard",
            width=width,
            height=height,
            legacy_windows=False,
            _environ={},
        )
        told = facts or Facts()
        for number, pcm in enumerate(sounds):
            told.sounds.put(pcm, zero + 2 + number * 0.05)
        screen, state = Screen(console, Summary(), told, links=links), ConversationState()
        for event in numbered(events):
            await asyncio.sleep(zero + event.at - loop.time())
            happened = at(event, loop.time())
            if isinstance(happened, CallHeld):
                happened = replace(happened, runs_at=zero + happened.runs_at)
            screen.observe(happened, state.fold(happened), state)
        await asyncio.sleep(linger)
        pictures = [(when - zero, shown) for when, shown in glass.pictures]
        if not isinstance(event, Ended):
            screen.observe(Ended(at=loop.time()), [], state)
        glass.pictures = pictures
        return glass

    return run(main())


SIGNS = (*(f"{word[0]} " for word, _ in STATES.values()), "↻ ")


def brief(shown: str) -> str:
    """A picture down to the state's sign and word; the panels below have their own tests."""
    lines = shown.splitlines()
    status = [number for number, line in enumerate(lines) if line.startswith(SIGNS)]
    if not status:
        return shown
    return "\n".join([*lines[: status[-1]], lines[status[-1]].partition("  ")[0]])


def last(events: Iterable[Event], *, width: int = 80, height: int = 24) -> str:
    """The picture that stays when nothing more happens, down to the state."""
    return brief(watch(events, width=width, height=height).pictures[-1][1])


def seen_first(glass: Glass, text: str) -> float:
    """When the first picture with the text came."""
    return next(when for when, shown in glass.pictures if text in shown)


def test_a_conversation_at_80_columns() -> None:
    """Finished turns above, the unfinished answer and the state below."""
    assert (
        last(
            [
                *BEGIN,
                InputTranscribed(at=2, text="What is the time in Lisbon?"),
                AudioReceived(at=3, pcm=b"\0\0"),
                OutputTranscribed(at=3, text="It is noon, and "),
                InputTranscribed(at=5, text="And in Rome?"),
                Interrupted(at=5.1),
                TurnComplete(at=5.2),
                PlaybackFinished(at=5.25, turn=1, heard=1),
                Notice(at=5.3, text="The disk is full.", level="warning"),
                InputTranscribed(at=5.5, text=" Or Oslo?"),
                OutputTranscribed(at=6, text="One o'clock in both, as in most of the countries "),
                OutputTranscribed(at=6.1, text="of the European Union"),
            ]
        )
        == """\
you    What is the time in Lisbon?
model  It is noon, and ╌ interrupted
you    And in Rome? Or Oslo?
The disk is full.
model  One o'clock in both, as in most of the countries of the European Union
◆ speaking"""
    )


def test_a_conversation_at_40_columns() -> None:
    """Words wrap beside the speaker, not under; all of an utterance is there while it is said."""
    story = "Once upon a time there was a small and rather curious program that talked. "
    assert (
        last(
            [
                *BEGIN,
                LineEntered(at=2, text="Tell me a story about a program, please, a short one."),
                OutputTranscribed(at=3, text=story * 2),
                OutputTranscribed(at=4, text="The end."),
            ],
            width=40,
        )
        == """\
you    Tell me a story about a program,
       please, a short one.
model  Once upon a time there was a
       small and rather curious program
       that talked. Once upon a time
       there was a small and rather
       curious program that talked. The
       end.
◆ speaking"""
    )


@pytest.mark.parametrize(
    ("state", "events"),
    [
        (TurnState.LISTENING, []),
        (TurnState.HEARING, [VoiceActivity(at=2, speaking=True)]),
        (TurnState.THINKING, [InputPaused(at=2, last=True)]),
        (TurnState.SPEAKING, [AudioReceived(at=2, pcm=b"\0\0")]),
        (TurnState.FINISHING, [AudioReceived(at=2, pcm=b"\0\0"), TurnComplete(at=3)]),
        (TurnState.INTERRUPTED, [AudioReceived(at=2, pcm=b"\0\0"), Interrupted(at=3)]),
        (
            TurnState.STOPPED,
            [
                AudioReceived(at=2, pcm=b"\0\0"),
                PlaybackFinished(at=3, turn=1, heard=0, unheard=1),
            ],
        ),
    ],
    ids=lambda value: value.name if isinstance(value, TurnState) else "",
)
def test_every_state_is_a_sign_and_a_word(state: TurnState, events: list[Event]) -> None:
    """Without colour it says the same."""
    sign, _, word = STATES[state][0].partition(" ")
    assert len(sign) == 1
    assert not sign.isalnum()
    assert word.isascii()
    assert last([*BEGIN, *events]).splitlines()[-1] == f"{sign} {word}"


def test_no_state_is_forgotten() -> None:
    """A new one needs its word."""
    assert STATES.keys() == set(TurnState)


def test_waiting_explains_itself() -> None:
    """Before the conversation there is a step, not a state."""
    assert last(BEGIN[:1]) == "↻ connecting to example.org…"
    assert last(BEGIN) == "○ listening"


def test_thoughts_are_told_apart_without_colour() -> None:
    """What it thinks is not what it says."""
    shown = last(
        [
            *BEGIN,
            TextReceived(at=2, text="Hm.", thought=True),
            TextReceived(at=3, text="Yes."),
            TurnComplete(at=4),
            TextReceived(at=5, text="Well.", thought=True),
        ]
    )
    assert shown.splitlines() == [
        "model  (thinking) Hm.",
        "model  Yes.",
        "model  (thinking) Well.",
        "… thinking",
    ]


def test_after_the_end_only_what_was_said_is_left() -> None:
    """Once, in order, with the receipt; the picture is gone and the cursor is back."""
    glass = watch(
        [
            *BEGIN,
            LineEntered(at=2, text="One."),
            OutputTranscribed(at=3, text="Two."),
            TurnComplete(at=4),
            InputTranscribed(at=5, text="Three."),
            OutputTranscribed(at=6, text="Fo"),
            Ended(at=8),
        ]
    )
    assert glass.terminal.rows == [
        "you    One.",
        "model  Two.",
        "you    Three.",
        "model  Fo",
        "0:08 · 2 turns · 1.00 s to the first sound",
        "tokens: not reported · cost unknown",
    ]
    assert glass.terminal.cursor_shown


def test_the_cursor_is_hidden_only_meanwhile() -> None:
    """It would jump about in the picture."""
    glass = Glass(80, 24)

    async def main() -> None:
        console = Console(file=glass, force_terminal=True, width=80, _environ={})
        screen, state = Screen(console, Summary()), ConversationState()
        screen.observe(BEGIN[0], [], state)
        await asyncio.sleep(1)
        assert not glass.terminal.cursor_shown
        screen.observe(Ended(at=2), [], state)
        assert glass.terminal.cursor_shown

    run(main())


def test_what_is_typed_is_seen_below_everything_at_once() -> None:
    """The help above it; neither stays behind."""
    glass = Glass(80, 24)

    async def main() -> None:
        console = Console(file=glass, force_terminal=True, width=80, height=24, _environ={})
        screen, state = Screen(console, Summary()), ConversationState()
        screen.show_line("too early", 0)
        screen.observe(BEGIN[0], [], state)
        screen.show_line("hello", 5, "  a hint")
        assert glass.terminal.rows[-2:] == ["› hello", "  a hint"]
        screen.show_help(["q end"])
        assert glass.terminal.rows[-3:] == ["q end", "› hello", "  a hint"]
        screen.show_help(())
        screen.show_line(None)
        assert "hello" not in glass.terminal.shown
        screen.show_line("late", 0)
        screen.observe(Ended(at=2), [], state)
        screen.show_line("too late", 0)
        screen.resume()
        assert not [row for row in glass.terminal.rows if "late" in row or "early" in row]

    run(main())


def test_the_terminal_can_be_left_to_somebody_else_for_a_while() -> None:
    """The picture goes and the cursor comes; then the other way round, below what they printed."""
    glass = Glass(80, 24)

    async def main() -> None:
        console = Console(file=glass, force_terminal=True, width=80, height=24, _environ={})
        screen, state = Screen(console, Summary()), ConversationState()
        screen.observe(BEGIN[0], [], state)
        await asyncio.sleep(1)
        picture = glass.terminal.shown
        screen.pause()
        left = (glass.terminal.cursor_shown, glass.terminal.shown)
        glass.terminal.feed("Stopped\n$ fg\n")
        screen.resume()
        taken = (glass.terminal.cursor_shown, glass.terminal.shown)
        assert (left, taken) == ((True, ""), (False, f"Stopped\n$ fg\n{picture}"))
        screen.observe(Ended(at=2), [], state)

    run(main())


SIZES = {
    "narrower": [(40, 24)],
    "wider": [(160, 24)],
    "narrower and back": [(40, 24), (80, 24)],
    "narrower twice": [(60, 24), (25, 24)],
    "very low": [(80, 3)],
    "very low and back": [(80, 4), (80, 24)],
    "lower and lower, and back": [(80, 6), (80, 3), (80, 9), (80, 24)],
    "low and narrow, and back": [(80, 7), (30, 7), (80, 24)],
    "narrow and low, and back": [(50, 24), (50, 5), (80, 24)],
}


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES.keys())
@pytest.mark.parametrize("meanwhile", [False, True], ids=["", "told something meanwhile"])
@pytest.mark.parametrize("reflows", [True, False], ids=["reflowing", "cutting"])
@pytest.mark.parametrize("late", [False, True], ids=["", "told late"])
def test_a_terminal_of_another_size_shows_one_picture_and_all_that_was_told(
    sizes: list[tuple[int, int]], late: bool, reflows: bool, meanwhile: bool
) -> None:
    """At once, whatever the terminal does with the rows on it, and with those it gets before."""
    glass = Glass(80, 24)
    told = ["One", "Two", "Three"]

    async def main() -> None:
        console = Console(file=glass, force_terminal=True, width=80, height=24, _environ={})
        screen, state = Screen(console, Summary(), reflows=reflows), ConversationState()

        def tell(event: Event) -> None:
            screen.observe(event, state.fold(event), state)

        def note(text: str) -> None:
            tell(Notice(at=2, text=text, level="warning"))

        for event in BEGIN:
            tell(event)
        for word in told:
            note(word)
        tell(OutputTranscribed(at=3, turn=1, text="wave " * 30))
        for width, height in sizes:
            await asyncio.sleep(0.5)
            glass.terminal.resize(width, height, reflows=reflows)
            if late:
                tell(OutputTranscribed(at=3, turn=1, text="wave "))
                await asyncio.sleep(0.2)
            console.size = ConsoleDimensions(width, height)
            signal.raise_signal(signal.SIGWINCH)
            await asyncio.sleep(SETTLED_S + 0.01)
            seen = glass.terminal.seen
            now = asyncio.get_running_loop().time()
            present = [row.plain.rstrip() for row in region(state, now, width, height)]
            assert seen[-len(present) :] == present
            assert len([row for row in seen if row.startswith("◆ speaking")]) == 1
            assert [row for row in glass.terminal.rows if row in told] == told
            if meanwhile:
                told.append(f"At {width}")
                note(told[-1])
        if height == 24 and not meanwhile:
            assert len([row for row in glass.terminal.rows if "speaking" in row]) == 1
        tell(Ended(at=9))
        assert [row for row in glass.terminal.rows if row in told] == told
        if height == 24 and not meanwhile:
            assert not [row for row in glass.terminal.rows if "speaking" in row]

    run(main())


def windows(*seconds: float) -> st.SearchStrategy[list[tuple[int, int, float]]]:
    """Sizes of a window, each with how long it stays like that."""
    sizes = st.tuples(st.integers(24, 120), st.integers(12, 40), st.sampled_from(seconds))
    return st.lists(sizes, min_size=1, max_size=12)


TOLD_S = 0.25
"""Seconds from one size of which tmux tells programs to the next."""

WORDS = 150


def spoken_in(
    sizes: list[tuple[int, int, float]], rows_above: int, *, helps: bool, late_s: float = 0.0
) -> tuple[Terminal, list[int]]:
    """Have an answer spoken while the window has these sizes, in turn.

    The terminal does as tmux does: it wraps at once, tells of a size a quarter of a second after
    the one before, keeps blank rows, and says where the cursor is and how large it is.

    Args:
        sizes: The window's.
        rows_above: How full the screen is before.
        helps: Whether the picture is high.
        late_s: Seconds by which it always tells of a size too late, and ten times those of an
            answer.

    Returns:
        The terminal afterwards, and how often each word is there.
    """
    glass = Glass(100, 40)

    async def main() -> None:
        loop = asyncio.get_running_loop()
        glass.terminal.feed("shell\n" * rows_above)
        console = Console(file=glass, force_terminal=True, width=100, height=40, _environ={})
        screen, state = Screen(console, Summary(), keeps_blanks=True), ConversationState()
        told_at = float("-inf")

        def tell(event: Event) -> None:
            event = at(event, loop.time())
            screen.observe(event, state.fold(event), state)

        def report() -> None:
            row, size = glass.terminal.cursor_row, (glass.terminal.height, glass.terminal.width)
            loop.call_later(late_s / 10, screen.cursor_is_at, row, 1)
            loop.call_later(late_s / 10, screen.cursor_is_at, *size)

        def told() -> None:
            console.size = ConsoleDimensions(glass.terminal.width, glass.terminal.height)
            signal.raise_signal(signal.SIGWINCH)

        glass.asked = report
        for event in numbered(BEGIN):
            tell(event)
        screen.report_cursor(True)
        tell(LineEntered(at=2, text="tell me a story"))
        tell(AudioReceived(at=2, turn=1, pcm=bytes(48_000 * WORDS // 4)))
        tell(OutputTranscribed(at=2, turn=1, text=" ".join(f"w{n:03}" for n in range(WORDS))))
        tell(PlaybackStarted(at=2, turn=1))
        if helps:
            screen.show_help(["what a key does"] * 8)
        await asyncio.sleep(3)
        for width, height, seconds in sizes:
            glass.terminal.resize(width, height, keeps_blanks=True)
            when = max(loop.time() + late_s, told_at + TOLD_S)
            told_at = when
            loop.call_at(when, told)
            await asyncio.sleep(seconds)
        screen.show_help(())
        await asyncio.sleep(WORDS)
        tell(PlaybackFinished(at=3, turn=1, heard=24_000 * WORDS // 4))
        tell(TurnComplete(at=3, turn=1))
        tell(Ended(at=9))

    run(main())
    found = "".join("".join(glass.terminal.rows).split())
    return glass.terminal, [found.count(f"w{number:03}") for number in range(WORDS)]


STEPS = (90, 80, 70, 60, 50, 40)

STORIES = {
    "narrower in small steps": (
        [(columns, 40, 0.31) for columns in range(95, 59, -5)],
        3,
        False,
        0.003,
    ),
    "narrower in steps": ([(columns, 40, 0.4) for columns in STEPS], 0, True, 0.0),
    "dragged": ([(97 - 3 * step, 40, 0.05) for step in range(20)], 0, True, 0.0),
    "small at once": ([(40, 8, 1.0)], 60, False, 0.0),
    "narrower before a picture comes": (
        [(columns, 40, SETTLED_S) for columns in STEPS],
        0,
        False,
        0.01,
    ),
    "narrower as it comes": ([(columns, 40, 0.275) for columns in STEPS], 0, False, 0.01),
    "narrower after it": ([(columns, 40, 0.29) for columns in STEPS], 0, False, 0.003),
    "narrower and wider": (
        [(columns, 40, 0.285) for columns in (90, 80, 70, 60, 70, 80, 90, 100)],
        0,
        False,
        0.02,
    ),
}


@pytest.mark.parametrize(("sizes", "rows_above", "helps", "late_s"), STORIES.values(), ids=STORIES)
def test_each_word_is_there_once_whatever_the_window_does(
    sizes: list[tuple[int, int, float]], rows_above: int, helps: bool, late_s: float
) -> None:
    """Dragged or set, while an answer is spoken, also where a picture meets the next size."""
    terminal, counts = spoken_in(sizes, rows_above, helps=helps, late_s=late_s)
    assert counts == [1] * WORDS, terminal.shown
    assert not [row for row in terminal.rows if row.startswith(SIGNS)]


@given(
    windows(0.02, 0.07, SETTLED_S, SETTLED_S + 0.01, 0.4, 1.1),
    st.sampled_from([0, 7, 60]),
    st.booleans(),
    st.sampled_from([0.0, 0.01]),
)
@settings(max_examples=15, deadline=None)
def test_no_word_is_lost_whatever_the_window_does(
    sizes: list[tuple[int, int, float]], rows_above: int, helps: bool, late_s: float
) -> None:
    """Where nobody can know what the terminal has taken, a word may be there twice."""
    terminal, counts = spoken_in(sizes, rows_above, helps=helps, late_s=late_s)
    assert min(counts) == 1, terminal.shown
    assert max(counts) <= 2, terminal.shown


def test_another_size_than_the_terminals_is_drawn_for_in_the_end() -> None:
    """COLUMNS may say one; and it is asked no oftener than pictures come."""
    glass = Glass(80, 24)
    asked: list[float] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        console = Console(file=glass, force_terminal=True, width=60, height=24, _environ={})
        screen, state = Screen(console, Summary(), keeps_blanks=True), ConversationState()

        def report() -> None:
            asked.append(loop.time())
            loop.call_soon(screen.cursor_is_at, glass.terminal.cursor_row, 1)
            loop.call_soon(screen.cursor_is_at, 24, 80)

        glass.asked = report
        for event in numbered(BEGIN):
            screen.observe(event, state.fold(event), state)
        screen.report_cursor(True)
        await asyncio.sleep(MOST_BEHIND * SETTLED_S + 1)
        assert brief(glass.terminal.shown) == "○ listening"
        screen.show_line("typed")
        assert "› typed" in glass.terminal.shown
        screen.observe(Ended(at=9), [], state)

    run(main())
    assert len(asked) < 20


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("before", [[], BEGIN[:1]], ids=["at the door", "while connecting"])
def test_an_early_end_leaves_nothing(before: list[Event], times: int) -> None:
    """The error that follows stands on a clean line; ending twice is ending once."""
    glass = watch([*before, *[Ended(at=1)] * times])
    assert glass.terminal.shown == ""
    assert glass.terminal.cursor_shown


def test_a_picture_is_never_left_stale() -> None:
    """What happens just after a picture is drawn soon, even if nothing follows."""
    glass = watch(
        [
            *BEGIN,
            OutputTranscribed(at=2, text="First"),
            OutputTranscribed(at=2.01, text=" and last."),
        ]
    )
    assert brief(glass.pictures[-1][1]) == "model  First and last.\n◆ speaking"
    assert seen_first(glass, "and last.") == pytest.approx(2 + REFRESH_S)


def test_a_first_event_is_drawn_at_once() -> None:
    """After a silence nobody waits for the next picture."""
    glass = watch([*BEGIN, PlaybackStarted(at=5), OutputTranscribed(at=9.5, text="Hi")])
    assert seen_first(glass, "Hi") == pytest.approx(9.5)


def test_a_flood_of_events_is_ten_pictures_a_second() -> None:
    """Sound in both directions and a fast talker do not keep the loop busy with drawing."""
    flood: list[Event] = []
    for number in range(250):
        now = 2 + number * 0.02
        flood += [
            AudioSent(at=now, pcm=b"\0\0"),
            AudioReceived(at=now, pcm=b"\0\0"),
            OutputTranscribed(at=now, text=f"{number} "),
        ]
    glass = watch([*BEGIN, *flood])
    drawn = [when for when, _ in glass.pictures if 2 <= when < 7]
    assert 40 <= len(drawn) <= 51
    assert brief(glass.pictures[-1][1]).endswith("248 249\n◆ speaking")


def test_nothing_is_seen_in_two_places() -> None:
    """An utterance leaves the picture in the same write that puts it into the scrollback."""
    glass = watch(
        [
            *BEGIN,
            OutputTranscribed(at=2, text="Hello."),
            TurnComplete(at=3),
            OutputTranscribed(at=4, text="Bye."),
            Ended(at=5),
        ]
    )
    assert all(shown.count("Hello.") <= 1 for _, shown in glass.pictures)
    assert all(shown.count("Bye.") <= 1 for _, shown in glass.pictures)


def test_a_long_conversation_scrolls_and_keeps_every_line() -> None:
    """Small terminal, many turns: nothing is eaten and nothing is repeated."""
    events: list[Event] = list(BEGIN)
    for number in range(30):
        begin = 2.0 + 3 * number
        events += [
            LineEntered(at=begin, text=f"Question {number}?"),
            AudioReceived(at=begin + 0.5, pcm=b"\0\0"),
            OutputTranscribed(at=begin + 1, text=f"Answer {number}, " + "and so on, " * 20),
            PlaybackFinished(at=begin + 2, turn=number + 1, heard=1),
            TurnComplete(at=begin + 2.5),
        ]
    glass = watch([*events, Ended(at=100)], width=40, height=6)
    rows = glass.terminal.rows
    said = [row.split()[2].rstrip(",?") for row in rows if row[:5].strip() in ("you", "model")]
    assert said == [str(number) for number in range(30) for _ in range(2)]
    assert not any("speaking" in row or "thinking" in row for row in rows)


@pytest.mark.parametrize("height", [3, 5, 24])
def test_the_picture_fits_the_terminal(height: int) -> None:
    """The state stays in sight, however much is being said at once."""
    events = [
        *BEGIN,
        OutputTranscribed(at=2, text="spoken " * 500),
        TextReceived(at=2, text="written " * 500),
        InputTranscribed(at=9, text="heard " * 500),
    ]
    glass = watch(events, width=40, height=height)
    shown = glass.pictures[-1][1].splitlines()
    assert [row for row in shown[-height:] if "speaking" in row] == [
        shown[-2 if height > 2 else -1]
    ]
    assert sum("speaking" in row for row in shown) == 1
    end = watch([*events, Ended(at=10)], width=40, height=height).terminal.rows
    assert not any(row.startswith(("◆", "...")) for row in end)
    assert sum(row.startswith(("you", "model")) for row in end) == 3


def test_a_long_answer_does_not_reflow_with_every_word() -> None:
    """The words shown stay where they are until a line is full."""
    words = [OutputTranscribed(at=2 + n, text=f"word{n:05} ") for n in range(300)]
    glass = watch([*BEGIN, *words])
    rows = [shown.splitlines() for _, shown in glass.pictures]
    said = [[row for row in shown if "word" in row] for shown in rows]
    for before, after in pairwise(said):
        assert after[: len(before) - 1] == before[:-1]


MARKUP = "[red]x[/red] [link=http://x]y[/link] [/] :smile: \\[z]"


@pytest.mark.parametrize("finished", [False, True], ids=["open", "finished"])
def test_markup_and_escape_codes_show_as_text(finished: bool) -> None:
    """Words are data: they neither colour, link nor clear anything."""
    text = f"{MARKUP} \x1b[2J\x9b1A\x07\r\b \u202e\ud83d"
    events = [
        *BEGIN,
        OutputTranscribed(at=2, text=text),
        *[TurnComplete(at=3, reason=text)] * finished,
        Notice(at=4, text=text, level="warning"),
    ]
    rows = last(events).splitlines()
    plain = f"{MARKUP} ␛[2J�1A␇ ␈ ��"
    assert f"model  {plain}" in rows
    assert " ".join(row.strip() for row in rows).count(plain) == 2 + finished


@given(
    text=st.text(st.characters(exclude_categories=()), min_size=1, max_size=60),
    width=st.sampled_from([20, 40, 80]),
)
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_the_terminal(text: str, width: int) -> None:
    """No unknown escape code, nothing written over, nothing wider than the screen."""
    events = [
        *BEGIN,
        LineEntered(at=2, text=text),
        OutputTranscribed(at=3, text=text),
        Notice(at=4, text=text),
        TurnComplete(at=5),
        Ended(at=6),
    ]
    glass = watch(events, width=width)
    assert glass.terminal.cursor_shown
    assert all(cell_len(row) <= width for row in glass.terminal.rows)


@pytest.mark.parametrize(
    "text",
    [
        "今日はとても良い天気ですね、散歩に行きましょうか。",
        "مرحبا كيف حالك اليوم، هل تريد أن نتحدث قليلا؟",
        "שלום, מה שלומך היום? בוא נדבר קצת על מזג האוויר.",
        "👋🏽 👩‍👩‍👧 🇵🇹 thumbs 👍 up and down 👎 again 👍 and 👎",
        "e\u0301te\u0301 a\u0308o\u0308u\u0308 " * 8,
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenband",
    ],
    ids=["wide", "Arabic", "Hebrew", "emoji", "combining", "one long word"],
)
def test_scripts_of_the_world_keep_their_column(text: str) -> None:
    """Every row begins where it should and ends inside the screen, and no word is lost."""
    glass = watch(
        [*BEGIN, OutputTranscribed(at=2, text=text), TurnComplete(at=3), Ended(at=4)], width=30
    )
    said = [*takewhile(lambda row: not row.startswith("0:04 · 1 turn"), glass.terminal.rows)]
    assert said[0].startswith("model  ")
    assert all(row.startswith(" " * 7) for row in said[1:])
    assert all(cell_len(row) <= 30 for row in said)
    assert "".join("".join(row[7:].split()) for row in said) == "".join(text.split())


SCRIPT = """
import asyncio, sys
from rich.console import Console
from livechat.core.talk.events import *
from livechat.core.state import ConversationState
from livechat.ui.screen import Screen
from livechat.ui.summary import Summary

async def main():
    screen, state = Screen(Console(), Summary()), ConversationState()
    now = asyncio.get_running_loop().time
    def tell(event):
        screen.observe(event, state.fold(event), state)
    tell(Connecting(at=now(), model="m", host="h"))
    tell(OutputTranscribed(at=now(), turn=1, text="Hello"))
    await asyncio.sleep(0.15)
    print("a library's warning", file=sys.stderr)
    tell(OutputTranscribed(at=now(), turn=1, text=" there."))
    await asyncio.sleep(0.15)
    tell(TurnComplete(at=now(), turn=1))
    tell(Ended(at=now()))

asyncio.run(main())
print("livechat: an error", file=sys.stderr)
"""


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("log", [False, True], ids=["stderr shown", "stderr in a file"])
def test_on_a_real_terminal(tmp_path: Path, log: bool) -> None:
    """What others say on stderr is neither hidden by the picture nor taken from its file."""
    shown, written = on_a_terminal(tmp_path / "err", log=log)
    assert shown.cursor_shown
    said = ["model  Hello there."]
    receipt = ["0:00 · 1 turn", "tokens: not reported · cost unknown"]
    if log:
        assert shown.rows == [*said, *receipt]
        assert written == "a library's warning\nlivechat: an error\n"
    else:
        assert shown.rows == ["a library's warning", *said, *receipt, "livechat: an error"]


def on_a_terminal(err: Path, *, log: bool) -> tuple[Terminal, str]:
    """Run the script on a pseudo-terminal; what is on it at the end, and in its error file."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with err.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            stdin=slave,
            stdout=slave,
            stderr=file if log else slave,
            env={**os.environ, "TERM": "xterm-256color", "PYTHONPATH": os.pathsep.join(sys.path)},
        )
    os.close(slave)
    received = b""
    while piece := _read(master):
        received += piece
    os.close(master)
    assert process.wait(10) == 0
    terminal = Terminal(80, 24)
    terminal.feed(received.decode().replace("\r\n", "\n"))
    return terminal, err.read_text()


def _read(master: int) -> bytes:
    try:
        return os.read(master, 4096)
    except OSError:  # how Linux says that the other side has closed
        return b""


LOST: list[Event] = [
    *BEGIN,
    Disconnected(at=2, code=1006, reason=""),
    Retrying(at=2, in_s=3, attempt=4, reason="It broke."),
]


def test_the_wait_for_the_next_try_is_counted_down() -> None:
    """Though nothing else happens; the seconds that are left are rounded up."""
    glass = watch(LOST, linger=4)
    below = [
        (round(when, 3), brief(shown).splitlines()[-1])
        for when, shown in glass.pictures
        if when >= 2
    ]
    at_times = dict(below)
    assert at_times[2] == "↻ reconnecting in 3 s"
    assert at_times[3] == "↻ reconnecting in 2 s"
    assert at_times[4] == "↻ reconnecting in 1 s"
    assert below[-1][1] == "↻ reconnecting…"
    assert len(below) <= 3 + 4 / COUNTDOWN_S


def test_another_connection_is_no_first_one() -> None:
    """Where it goes is known; what was said stays, and the state comes back."""
    connecting = Connecting(at=5, model="m", host="example.org")
    assert last([*LOST, connecting]).splitlines()[-1] == "↻ reconnecting…"
    shown = last([*LOST, connecting, Connected(at=6, model="m", practice=False, gap_s=4)])
    assert shown.splitlines() == [
        "It broke. Retrying in 3 s (attempt 4).",
        "Reconnected after 4.0 s: new session.",
        "○ listening",
    ]


def test_a_connection_that_is_left_is_no_countdown() -> None:
    """The next one is made at once."""
    shown = watch([*BEGIN, HandingOver(at=2, why="settings")]).pictures[-1][1].splitlines()
    assert [row[:17].rstrip() for row in shown] == ["↻ reconnecting…", "  Reconnecting wi"]


def test_a_countdown_ends_with_the_call() -> None:
    """Nothing is drawn below the receipt."""
    glass = watch([*LOST, Ended(at=3)], linger=4)
    assert glass.terminal.rows[0] == "It broke. Retrying in 3 s (attempt 4)."
    assert "reconnecting" not in glass.terminal.shown
    assert glass.terminal.cursor_shown
    assert not [when for when, _ in glass.pictures if when > 3]


def test_an_answer_that_broke_off_says_so() -> None:
    """In words, not in colour alone."""
    shown = last([*BEGIN, OutputTranscribed(at=2, text="It is"), TurnComplete(at=3, lost=True)])
    assert shown.splitlines()[0] == "model  It is ╌ connection lost"


def test_doings_stand_between_the_rows_with_the_time_of_day() -> None:
    """A call when it is over."""
    events = [
        *BEGIN,
        LineEntered(at=2, text="Weather?"),
        ToolCalled(at=3, calls=(ToolCall("1", "weather", {"city": "Paris"}),)),
        CallEnded(at=3.2, call=1, name="weather", outcome="done", result="18 °C", took_s=0.2),
    ]
    glass = watch(events, facts=Facts(wall=lambda _: datetime(2026, 1, 1, 9, 30, tzinfo=UTC)))
    assert brief(glass.pictures[-1][1]).splitlines()[:2] == [
        "09:30:00  you    Weather?",
        '09:30:00    ↳    weather(city="Paris") → 18 °C · 0.2 s',
    ]


def grounded(at: float, *parts: tuple[str, int], text: str) -> SourcesCited:
    """Two pages, and the ends of the words that they stand behind."""
    return SourcesCited(
        at=at,
        queries=("wind",),
        sources=(Source("meteo.example", "https://meteo.example/x"), Source("B", "javascript:b")),
        supports=tuple(
            Support(0, len(text[: text.index(part) + len(part)].encode()), part, (index,))
            for part, index in parts
        ),
    )


@pytest.mark.parametrize("links", [True, False])
def test_sources_stand_beside_the_words_and_under_the_answer(links: bool) -> None:
    """As links where the terminal shows them; told twice, listed once."""
    text = "Là-bas: windy. Clear."
    cited = grounded(2, ("windy.", 0), ("Clear.", 1), text=text)
    events = [
        *BEGIN,
        OutputTranscribed(at=2, text=text),
        cited,
        replace(cited, at=2.5),
        TurnComplete(at=3),
        Ended(at=4),
    ]
    glass = watch(events, links=links, linger=0)
    assert [row for row in glass.terminal.rows if row][:4] == [
        "model  Là-bas: windy.[1] Clear.[2]",
        '       ⌕ searched "wind"',
        "       [1] meteo.example" + " · https://meteo.example/x" * (not links),
        "       [2] B · javascript:b",
    ]
    assert glass.terminal.links == ({"https://meteo.example/x": "meteo.example"} if links else {})


def test_an_answer_that_grows_has_marks_and_late_sources_are_listed_where_they_come() -> None:
    """While it is being said, and when something else has been said since."""
    text = "Clear. Windy."
    events = [
        *BEGIN,
        OutputTranscribed(at=2, text="Clear. "),
        grounded(2.1, ("Clear.", 0), text=text),
        OutputTranscribed(at=3, text="Windy."),
        TurnComplete(at=4),
        LineEntered(at=5, text="Thanks."),
        replace(grounded(6, text=text), turn=1, sources=(Source("late", ""),)),
    ]
    glass = watch(events)
    growing = next(shown for when, shown in glass.pictures if 2.2 < when < 3 and "Clear" in shown)
    assert "model  Clear.[1]" in growing
    assert brief(glass.pictures[-1][1]).splitlines()[:6] == [
        "model  Clear.[1] Windy.",
        '       ⌕ searched "wind"',
        "       [1] meteo.example · https://meteo.example/x",
        "       [2] B · javascript:b",
        "you    Thanks.",
        "       [3] late",
    ]


def test_a_search_that_named_no_source_says_so() -> None:
    """When nothing trails the answer any more."""
    searched = SourcesCited(at=2, queries=("wind",))
    events = [*BEGIN, OutputTranscribed(at=2, text="Windy."), searched, TurnComplete(at=3)]
    assert brief(last(events)).splitlines()[:2] == [
        "model  Windy.",
        '       ⌕ searched "wind" · no sources were named',
    ]


def test_meters_move_though_nothing_happens() -> None:
    """An answer that came all at once is seen as it sounds."""
    loud, silent = b"\x00\x40\x00\xc0" * 600, bytes(2400)
    sounds = [*[loud] * 4, *[silent] * 4] * 5
    glass = watch(BEGIN, sounds=sounds, linger=6)
    moving = [when for when, _ in glass.pictures if 2.1 < when < 4.2]
    resting = {round(when, 3) for when, _ in glass.pictures if when > 4.6}
    assert 8 <= len(moving) <= 22
    assert len(resting) <= 3  # the clock's seconds


def test_silence_draws_nothing_but_the_clock() -> None:
    """A microphone that hears nothing moves no meter, though it sends fifty chunks a second."""
    silence: list[Event] = [AudioSent(at=2 + n / 50, pcm=bytes(640)) for n in range(250)]
    glass = watch([*BEGIN, *silence])
    drawn = {round(when, 3) for when, _ in glass.pictures if 2.5 < when < 6.9}
    assert len(drawn) <= 5


def test_the_first_picture_needs_no_loop_and_goes_with_an_early_end() -> None:
    """What becomes known afterwards counts from the next picture on."""
    glass = Terminal(80, 24)

    class Feed(io.StringIO):
        def write(self, text: str) -> int:
            glass.feed(text)
            return len(text)

    console = Console(
        file=Feed(), force_terminal=True, width=80, height=24, legacy_windows=False, _environ={}
    )
    screen = Screen(console)
    screen.open()
    assert glass.shown.startswith("↻ starting…")
    assert not glass.cursor_shown
    assert "pause mic" not in glass.shown
    with screen.aside():
        meanwhile = glass.shown, glass.cursor_shown
    assert meanwhile == ("", True)
    assert glass.shown.startswith("↻ starting…")

    async def main() -> None:
        screen.settle(Summary(), Facts(keys=lambda _: (("space", "pause mic"),)), DARK)
        state = ConversationState()
        event = Preparing(at=asyncio.get_running_loop().time(), what="google-genai")
        screen.observe(event, state.fold(event), state)
        assert "pause mic" not in glass.shown
        await asyncio.sleep(0)
        rows = glass.rows
        assert rows[0].startswith("↻ starting…")
        assert rows[1:] == ["… google-genai"]

    run(main())
    screen.pause()
    assert glass.shown == ""
    assert glass.cursor_shown


def test_what_was_changed_stays_in_sight_while_a_connection_follows_it() -> None:
    """It is told for a while in the place of the keys, and nothing of it among the words."""
    again = Connected(at=3.1, model="m", practice=False, how="resumed", gap_s=0.1)
    glass = watch(
        [
            *BEGIN,
            SettingChanged(at=3, key="voice", value="Puck"),
            HandingOver(at=3, why="settings"),
            again,
        ],
        linger=0.5,
    )
    assert "  voice: Puck" in glass.pictures[-1][1].splitlines()
    later = watch([*BEGIN, HandingOver(at=3, why="limit"), again], linger=0.5).pictures[-1][1]
    assert "close this connection" in later.splitlines()[-1]
    assert len(later.splitlines()) == 2


def test_what_is_about_to_run_counts_down_and_is_a_row_when_it_is_over() -> None:
    """In its place above the state; a tenth of a second at a time."""
    story = [*BEGIN, held(2), started(3.5), ended(3.7, result="12 ordered", took_s=0.2)]
    glass = watch(story, linger=1)
    seen = (re.search(r"(\d\.\d) s · esc", shown) for _, shown in glass.pictures)
    counted = [found[1] for found in seen if found]
    assert len(dict.fromkeys(counted)) >= 12
    assert sorted(counted, reverse=True) == counted
    rows = glass.pictures[-1][1].splitlines()
    assert rows[0] == '  ↳    order(item="work gloves", count=12) → 12 ordered · 0.2 s'
    assert rows[1].startswith("○ listening")


def test_a_question_stands_above_the_state_and_says_how_it_is_answered_in_a_line() -> None:
    """Keys are letters while a line is open."""
    events = [*BEGIN, asked(2)]
    shown = last(events).splitlines()
    assert shown[0] == '? order(item="work gloves", count=12)   writes'
    assert shown[1] == "  y once · a always · s always all of shop.py · n no"
    screen, state = Screen(Console(file=Glass(80, 24), width=80, height=24)), ConversationState()
    for event in events:
        state.fold(event)
    screen._state, screen._line = state, ("", 0, "")
    assert "n no · then Enter" in "\n".join(row.plain for row in screen._present(3))


@pytest.mark.parametrize("height", range(4, 12))
def test_however_low_the_window_the_keys_of_a_question_are_there(height: int) -> None:
    """And the call that they are for, beside the state."""
    shown = last([*BEGIN, asked(2, args={"text": "x " * 9_999})], height=height)
    assert "? order(" in shown
    assert "y once" in shown
    assert "listening" in shown
