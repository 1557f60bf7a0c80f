"""What the screen shows, as lines made of the state and the time.

Rows of the transcript go into the scrollback; the region moves below them: words that are being
said, then what is going on. A line is a row of fields, each with a weight. Where the terminal is
too narrow the lightest go; those that stay keep their places, whatever their numbers.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from livechat.core.face.commands import LINES, Act
from livechat.core.face.view import Microphone
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    Event,
    SourcesCited,
    ToolAnswered,
    ToolCallCancelled,
    ToolCalled,
)
from livechat.core.talk.latency import percentile
from livechat.core.talk.transcript import Utterance
from livechat.core.talk.turn_state import TurnState
from livechat.core.talk.usage import Price
from livechat.core.text import visible
from livechat.ui.summary import dollars, reported
from livechat.ui.themes import DARK, Theme

MOST_LINES = 8
"""Lines of the region."""

OPEN_LINES = 3
"""Lines of it for what is being said, its newest."""

TIMED_COLUMNS = 60
"""Columns from which on a row says when."""

METER_CELLS = 6
METER_RANGE_DB = 60.0
"""Decibels below full scale at which a meter is empty; speech lies at half of it."""

_OPEN_CHARS = 1000
"""Characters of an open utterance that are wrapped, once or twice as many: three lines of a wide
terminal. The beginning moves on in steps, so that the words do not wrap anew with each one that is
added."""

_ARGUMENTS_CHARS = 200
"""Characters shown of a call's arguments."""

STATES: dict[TurnState, tuple[str, str]] = {
    TurnState.LISTENING: ("○ listening", "idle"),
    TurnState.HEARING: ("● hearing you", "hearing"),
    TurnState.THINKING: ("… thinking", "idle"),
    TurnState.SPEAKING: ("◆ speaking", "speaking"),
    TurnState.FINISHING: ("◆ speaking", "speaking"),
    TurnState.INTERRUPTED: ("✕ interrupted", "stopped"),
    TurnState.STOPPED: ("✕ stopped", "stopped"),
}
"""A sign and a word for each state, and its role in a theme: colour only repeats them."""

_STATE_CELLS = max(cell_len(word) for word, _ in STATES.values())

_MICROPHONES: dict[Microphone, tuple[str, str]] = {
    "live": ("● mic live", "you"),
    "ready": ("◌ mic ready", "you"),
    "muted": ("✕ mic muted", "stopped"),
    "paused": ("‖ mic paused", "quiet"),
    "lost": ("✕ mic lost", "warning"),
    "none": ("○ no mic", "quiet"),
}
_MICROPHONE_CELLS = max(cell_len(word) for word, _ in _MICROPHONES.values())

_RUNGS = {"aec": "cancelled", "system": "left to the system"}
"""What is done against echo, where the rung's name does not say it."""

_WORDS = {
    Act.MUTE: "mute",
    Act.INTERRUPT: "interrupt",
    Act.QUIT: "end",
    Act.LOUDER: "louder",
    Act.QUIETER: "quieter",
    Act.REOPEN: "reopen",
}

KEYS: tuple[tuple[str, str], ...] = tuple(
    (next(line for line, meant in LINES.items() if line and meant is act), word)
    for act, word in _WORDS.items()
)
"""What can be typed, the most important first."""

_SPEAKERS = {"user": "you", "model": "model"}
_SPEAKER_CELLS = 5
_GAP = "  "

# Rich wants one to wrap with, and asks it nothing.
_NOWHERE = Console(file=io.StringIO(), width=80, _environ={})


@dataclass(frozen=True, slots=True)
class Facts:
    """What the screen knows that no event tells."""

    voice: str = ""
    """Who speaks; empty: the service's own choice."""
    max_s: float | None = None
    """Seconds after which livechat hangs up."""
    price: Callable[[str], Price | None] = lambda _: None
    """What a model costs, by its id; None: unknown."""
    free: bool = False
    """Whether nothing is billed: the practice partner."""
    keys: Sequence[tuple[str, str]] = KEYS
    """What can be typed and what it does, the most important first."""
    wall: Callable[[float], datetime] | None = None
    """The time of day at a time of the conversation's clock; None: rows do not say when."""


@dataclass(frozen=True, slots=True)
class _Field:
    text: Text
    weight: int
    """The lightest goes first."""


# --- rows of the transcript ---


def utterance_rows(
    said: Utterance, width: int, theme: Theme = DARK, facts: Facts | None = None
) -> list[Text]:
    """One utterance: when and who in columns, the words wrapped beside them.

    Args:
        said: Who said what.
        width: Columns of the terminal.
        theme: Its colours.
        facts: Knows the time of day.
    """
    when = _time(said.at, width, facts or Facts())
    return _rows(said, when, width, theme)


def note_rows(
    note: str, at: float, width: int, style: str, facts: Facts | None = None
) -> list[Text]:
    """One line beside the transcript, wrapped where it must be."""
    when = _time(at, width, facts or Facts())
    words = _wrapped(Text(visible(note), style=style), width - cell_len(when))
    return _beside(Text.assemble((when, style)), words)


def doings(event: Event) -> list[str]:
    """What the model does beside speaking, one line each, safe to print."""
    match event:
        case ToolCalled():
            return [f"↳ {visible(call.name)}({_arguments(call.args)})" for call in event.calls]
        case ToolAnswered(error=""):
            return [f"↳ {visible(event.name)} was answered"]
        case ToolCallCancelled():
            return [f"↳ {len(event.ids)} call{'s' * (len(event.ids) != 1)} no longer wanted"]
        case SourcesCited():
            searched = [f"searched {json.dumps(query)}" for query in event.queries]
            read = [f"{source.title} {source.uri}".strip() for source in event.sources]
            return [visible("⌕ " + " · ".join([*searched, *read]))] if searched or read else []
        case _:
            return []


def _arguments(args: Mapping[str, object]) -> str:
    said = ", ".join(
        f"{name}={json.dumps(value, ensure_ascii=False, default=str)}"
        for name, value in args.items()
    )
    return visible(said if len(said) <= _ARGUMENTS_CHARS else f"{said[:_ARGUMENTS_CHARS]}…")


def _time(at: float, width: int, facts: Facts) -> str:
    if facts.wall is None or width < TIMED_COLUMNS:
        return ""
    return f"{facts.wall(at):%H:%M:%S}{_GAP}"


@lru_cache(maxsize=MOST_LINES)
def _rows(
    said: Utterance, when: str, width: int, theme: Theme, last: int | None = None
) -> list[Text]:
    """Rows of an utterance, or the last ones. Kept: the same is asked ten times a second."""
    you = said.speaker == "user"
    head = Text.assemble((when, theme.quiet))
    head.append(f"{_SPEAKERS[said.speaker]:{_SPEAKER_CELLS}}", theme.you if you else theme.model)
    head.append(_GAP)
    words = _wrapped(_words(said, theme), width - head.cell_len)
    return _beside(head, words if last is None else words[-last:])


def _words(said: Utterance, theme: Theme) -> Text:
    words = Text(visible(said.words))
    words.stylize(theme.interim, len(" ".join(said.text.split())))
    if said.kind == "thought":
        words = Text("(thinking) ") + words
        words.stylize(theme.thought)
    if said.interrupted:
        words.append(" ╌ interrupted", theme.warning)
    if said.lost:
        words.append(" ╌ connection lost", theme.warning)
    if said.unheard_words:
        words.append(", unheard: ", theme.warning)
        words.append(visible(said.unheard_words), theme.unheard)
    return words


def _wrapped(text: Text, width: int) -> list[Text]:
    return list(text.wrap(_NOWHERE, max(2, width), overflow="fold")) or [Text()]


def _beside(head: Text, lines: Sequence[Text]) -> list[Text]:
    below = Text(" " * head.cell_len)
    return [(below if number else head) + line for number, line in enumerate(lines)]


# --- the region ---


def region(
    state: ConversationState,
    now: float,
    width: int,
    height: int,
    theme: Theme = DARK,
    facts: Facts | None = None,
) -> list[Text]:
    """What is going on: at most `MOST_LINES`, fewer than the terminal has, none wider than it.

    Args:
        state: The conversation's.
        now: Seconds on its clock.
        width: Columns of the terminal.
        height: Lines of the terminal.
        theme: Its colours.
        facts: What no event tells.
    """
    facts = facts or Facts()
    room = min(MOST_LINES, height - 1)
    if room < 1:
        return []
    said = [one for one in state.transcript.open if one.text.strip() or one.interim.strip()]
    words = _open_rows(said, min(OPEN_LINES, room - 1), width, theme, facts)
    room -= len(words) + 1
    latency = _latency(state, width, theme)
    tokens = _tokens(state, width, theme, facts)
    model = _starting(state, width, theme) or _model(state, now, width, theme, facts)
    keys = _keys(facts.keys, width, theme)
    for panel in (keys, model, tokens, latency):  # the least important first
        if sum(map(len, (keys, model, tokens, latency))) > room:
            panel.clear()
    return [*words, _status(state, now, width, theme), *model, *latency, *tokens, *keys]


def meter_cells(dbfs: float) -> int:
    """How much of a meter is filled."""
    return max(0, min(METER_CELLS, math.ceil((dbfs / METER_RANGE_DB + 1) * METER_CELLS)))


def _open_rows(
    said: list[Utterance], room: int, width: int, theme: Theme, facts: Facts
) -> list[Text]:
    """The newest words, the newest utterance with what the others leave."""
    said = said[-room:] if room > 0 else []
    rows: list[Text] = []
    for number, one in enumerate(said, 1):
        share = room - len(rows) if number == len(said) else room // len(said)
        begin = max(0, len(one.text) // _OPEN_CHARS - 1) * _OPEN_CHARS
        newest = replace(one, text=one.text[begin:], interim=one.interim[-2 * _OPEN_CHARS :])
        rows += _rows(newest, _time(one.at, width, facts), width, theme, share)
    return rows


def _status(state: ConversationState, now: float, width: int, theme: Theme) -> Text:
    word, role = _present(state, now)
    sign, colour = _MICROPHONES[state.view.microphone(now)]
    mic = Text(f"{sign:{_MICROPHONE_CELLS}}", getattr(theme, colour))
    since = now if state.started_at is None else state.started_at
    fields = [
        _Field(mic, 9),
        _Field(_meter("you", state.meters.mic(now), theme.you), 6),
        _Field(_meter("model", state.meters.voice(now), theme.model), 7),
        _Field(Text(f"{_clock(now - since):>7}"), 8),
    ]
    lead = Text(word, getattr(theme, role))
    # What is waited for is worth more than meters that rest.
    return _spread(lead, max(_STATE_CELLS, min(lead.cell_len, width // 2)), fields, width)


def _present(state: ConversationState, now: float) -> tuple[str, str]:
    """The state as a sign and a word, and its role."""
    if not state.connections:
        host = visible(state.view.host)
        return (f"↻ connecting to {host}…" if host else "↻ starting…"), "idle"
    if not state.connected:
        left = 0.0 if state.retry_at is None else state.retry_at - now
        when = f" {math.ceil(left)} s" if left > 0 else ""
        return f"↻ reconnecting{when}…", "stopped"
    if state.muted and state.turn in (TurnState.LISTENING, TurnState.HEARING):
        return "✕ muted", "stopped"
    return STATES[state.turn]


def _meter(name: str, dbfs: float, style: str) -> Text:
    cells = meter_cells(dbfs)
    return Text.assemble(f"{name} ", ("▮" * cells + "▯" * (METER_CELLS - cells), style))


def _starting(state: ConversationState, width: int, theme: Theme) -> list[Text]:
    """What the call waits for to begin; none when it has begun."""
    steps = state.view.steps
    if state.connections and all(steps.values()):
        return []
    return _flow(
        [
            _Field(Text(f"✓ {visible(what)}", theme.quiet), -number)
            if done
            else _Field(Text(f"… {visible(what)}"), len(steps) - number)
            for number, (what, done) in enumerate(steps.items())
        ],
        width,
    )


def _model(
    state: ConversationState, now: float, width: int, theme: Theme, facts: Facts
) -> list[Text]:
    if not state.connections:
        return []
    voice = state.view.spec.voice if state.view.spec else facts.voice
    names = ["practice partner" if state.practice else state.model, voice]
    who = Text(" · ".join(visible(name) for name in names if name), theme.quiet)
    fields = []
    if facts.max_s is not None and state.started_at is not None:
        left = state.started_at + facts.max_s - now
        fields.append(_Field(Text(f"{_clock(left):>7} left"), 9))
    if state.view.closes_at is not None:  # nothing to worry about: the session goes on
        soon = _clock(state.view.closes_at - now)
        fields.append(_Field(Text(f"reconnects in {soon:>4}", theme.quiet), 4))
    troubles = state.troubles
    for word, count in (
        ("lost", troubles["overrun"] + troubles["dropped"]),
        ("gaps", troubles["underrun"] + troubles["starved"]),
    ):
        if count:
            fields.append(_Field(Text(f"{word} {count:>3}", theme.warning), 8))
    echo = state.view.echo
    if echo:
        rung = _RUNGS.get(echo.rung, echo.rung)
        db = " " * 7 if echo.cancelled_db is None else f" {echo.cancelled_db:>3.0f} dB"
        fields.append(_Field(Text(f"echo {visible(rung)}{db}", theme.quiet), 7))
    return [_spread(who, min(who.cell_len, width // 2), fields, width)]


def _latency(state: ConversationState, width: int, theme: Theme) -> list[Text]:
    turns = state.latency.turns
    fields = []
    if turns:
        heard = [turn.to_first_heard for turn in turns if turn.to_first_heard is not None]
        first = [turn.to_first_output for turn in turns]
        fields += [
            _Field(Text(f"first sound {_seconds(first[-1])}"), 9),
            _Field(Text(f"p50 {_seconds(percentile(first, 0.5))}", theme.quiet), 7),
            _Field(Text(f"heard {_seconds(turns[-1].to_first_heard)}"), 8),
            _Field(Text(f"p50 {_seconds(percentile(heard, 0.5))}", theme.quiet), 5),
        ]
    if state.interruptions:
        fields.append(_Field(Text(f"spoken over {state.interruptions:>3}×"), 6))
    return _flow(fields, width)


def _tokens(state: ConversationState, width: int, theme: Theme, facts: Facts) -> list[Text]:
    total = state.usage.total
    if not reported(total):
        return []
    fields = [
        *_count("in", total.prompt, total.prompt_by, theme),
        *_count("out", total.response, total.response_by, theme),
    ]
    if total.thoughts:
        fields.append(_Field(Text(f"thoughts {total.thoughts:>7,}", theme.quiet), 3))
    usd = state.usage.usd(facts.price)
    if facts.free or state.practice:
        cost = "not billed"
    else:
        cost = "cost unknown" if usd is None else dollars(usd)
    fields.append(_Field(Text(f"{cost:>12}"), 8))
    return _flow(fields, width)


def _count(side: str, count: int, by: Mapping[str, int], theme: Theme) -> list[_Field]:
    """A sum and its parts, sound before the rest."""
    parts = sorted(by.items(), key=lambda part: (part[0] != "AUDIO", part[0]))
    return [
        _Field(Text(f"{side} {count:>9,}"), 9),
        *(
            _Field(
                Text(f"{visible(kind.lower())} {tokens:>7,}", theme.quiet),
                6 if kind == "AUDIO" else 4,
            )
            for kind, tokens in parts
            if tokens
        ),
    ]


def _keys(keys: Sequence[tuple[str, str]], width: int, theme: Theme) -> list[Text]:
    return _flow(
        [
            _Field(Text.assemble((key, theme.key), (f" {word}", theme.quiet)), -number)
            for number, (key, word) in enumerate(keys)
        ],
        width,
    )


def _seconds(seconds: float | None) -> str:
    return f"{'–':>5}  " if seconds is None else f"{seconds:>5.2f} s"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


# --- lines of fields ---


def _fitting(fields: Sequence[_Field], width: int) -> list[_Field]:
    """The heaviest that fit beside one another."""
    fields = list(fields)
    while fields and sum(field.text.cell_len + len(_GAP) for field in fields) > width + len(_GAP):
        fields.remove(min(fields, key=lambda field: field.weight))
    return fields


def _flow(fields: Sequence[_Field], width: int) -> list[Text]:
    """A line of fields from the left; none for no fields."""
    texts = [field.text for field in _fitting(fields, width)]
    return [Text(_GAP).join(texts)] if texts else []


def _spread(lead: Text, least: int, fields: Sequence[_Field], width: int) -> Text:
    """A line that begins with a text, at least so many columns of it, and ends with fields."""
    right = Text(_GAP).join(
        field.text for field in _fitting(fields, width - min(width, least) - len(_GAP))
    )
    room = width - right.cell_len - (len(_GAP) if right else 0)
    lead.truncate(room, overflow="ellipsis")
    space = " " * (width - right.cell_len - lead.cell_len) if right else ""
    return Text.assemble(lead, space, right)
