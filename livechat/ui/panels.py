"""What goes on beside the words: the state in a row, the keys in a row, and the numbers on request.

Fields have fixed widths, so that they keep their places whatever their numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rich.cells import cell_len
from rich.text import Text

from livechat.core.face.commands import LINES, Act
from livechat.core.face.meters import SHOWN_S
from livechat.core.face.view import Microphone
from livechat.core.play.level_meter import LevelMeter
from livechat.core.state import ConversationState
from livechat.core.talk.latency import percentile
from livechat.core.talk.turn_state import TurnState
from livechat.core.talk.usage import Price
from livechat.core.text import visible
from livechat.ui.fields import Field, row, spread
from livechat.ui.summary import clock, dollars, reported
from livechat.ui.themes import DARK, Theme

METER_CELLS = 5
"""Levels that a meter shows, the newest last."""

METER_RANGE_DB = 60.0
"""Decibels below full scale at which a meter is empty; speech lies at half of it."""

TROUBLED_S = 30.0
"""Seconds for which losses of sound are shown among the state."""

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

_MICROPHONES: dict[Microphone, tuple[str, str, str]] = {
    "live": ("●", "", "you"),
    "ready": ("◌", "", "quiet"),
    "muted": ("✕", "muted", "stopped"),
    "paused": ("‖", "paused", "quiet"),
    "lost": ("✕", "lost", "warning"),
}
"""A sign, what stands in the place of the meter, and the role in a theme."""

_LEVELS = "▁▂▃▄▅▆▇█"
_SILENT = "·"

_ECHO_MODES = {"aec": "cancellation", "system": "by the system"}
"""What is done against echo, where the mode's name does not say it."""

_WORDS = {
    Act.MUTE: "mute",
    Act.INTERRUPT: "stop",
    Act.QUIT: "end",
    Act.LOUDER: "louder",
    Act.QUIETER: "quieter",
    Act.REOPEN: "reopen",
}

KEYS: tuple[tuple[str, str], ...] = tuple(
    (next(line for line, meant in LINES.items() if line and meant is act), word)
    for act, word in _WORDS.items()
)
"""What can be typed as a line, the most important first."""

MICROPHONE_KEYS = ("space", "m")
"""Keys that do nothing without a microphone."""

_STEPS = {"loudspeaker": "speaker"}
"""What a call waits for, where the event's name is not the user's."""

_DOT = " · "

PARTNER = "practice partner"

INVENTS = "may make things up"
"""What is said of the language models behind the practice partner; most are small."""


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
    keys: Callable[[bool], Sequence[tuple[str, str]]] = lambda _: KEYS
    """What can be typed and what it does, the most important first, by whether the user says when
    speech begins and stops."""
    line_keys: Callable[[str, bool], Sequence[tuple[str, str]]] = lambda *_: ()
    """The same while a line is open, by what is in it, and by whether there is no microphone."""
    sounds: LevelMeter = field(default_factory=LevelMeter)
    """How loud what sounds of the model is."""
    wall: Callable[[float], datetime] | None = None
    """The time of day at a time of the conversation's clock; None: rows do not say when."""


def region(
    state: ConversationState,
    now: float,
    width: int,
    height: int,
    theme: Theme = DARK,
    facts: Facts | None = None,
    *,
    numbers: bool = False,
    aside: str = "",
    line: str | None = None,
) -> list[Text]:
    """What goes on: two rows, or four with the numbers. None is wider than the terminal.

    Args:
        state: The conversation's.
        now: Seconds on its clock.
        width: Columns of the terminal.
        height: Maximum number of rows; the least important go first.
        theme: The colours.
        facts: What no event tells.
        numbers: Whether the numbers are shown.
        aside: What is said for a moment in the place of the keys.
        line: What is in the line that is open; None: none is.
    """
    facts = facts or Facts()
    if height < 1:
        return []
    answers = _answers(state, now, width, theme) if numbers else []
    tokens = _tokens(state, width, theme) if numbers else []
    keys = (
        _aside(aside, width)
        or _starting(state, width, theme)
        or _keys(state, now, width, theme, facts, line)
    )
    for panel in (keys, tokens, answers):  # the least important first
        if 1 + sum(map(len, (keys, tokens, answers))) > height:
            panel.clear()
    return [_status(state, now, width, theme, facts), *answers, *tokens, *keys]


# --- the state ---


def _status(state: ConversationState, now: float, width: int, theme: Theme, facts: Facts) -> Text:
    word, role = _present(state, now)
    lead = Text(f"{word:{_STATE_CELLS}}", getattr(theme, role))
    if not state.connections:  # a host's name may be long
        lead.truncate(max(_STATE_CELLS, width // 2), overflow="ellipsis")
    left = [
        Field(lead, 10),
        _microphone(state, now, theme),
        Field(Text.assemble("model ", (_meter(facts.sounds.level, now), theme.model)), 6),
        Field(Text(f"{_lasted(state, now, facts):>4}"), 8),
    ]
    return spread(left, _particulars(state, now, theme, facts), width)


def _present(state: ConversationState, now: float) -> tuple[str, str]:
    """The state as a sign and a word, and its role."""
    if not state.connections:
        host = visible(state.view.host)
        return (f"↻ connecting to {host}…" if host else "↻ starting…"), "idle"
    if not state.connected:
        left = 0.0 if state.retry_at is None else state.retry_at - now
        when = f" in {math.ceil(left)} s" if left > 0 else "…"
        return f"↻ reconnecting{when}", "stopped"
    if state.muted and state.turn in (TurnState.LISTENING, TurnState.HEARING):
        return "✕ muted", "stopped"
    return STATES[state.turn]


def _microphone(state: ConversationState, now: float, theme: Theme) -> Field:
    """Whether sound of the microphone leaves the machine, and how loud it is."""
    how = state.view.microphone(now)
    if how == "none":
        return Field(Text(f"○ {'no mic':{METER_CELLS + 4}}", theme.quiet), 9)
    sign, word, role = _MICROPHONES[how]
    meter = word or _meter(state.meters.mic, now)
    return Field(Text(f"{sign} you {meter:{METER_CELLS}}", getattr(theme, role)), 9)


def _meter(level: Callable[[float], float], now: float) -> str:
    """The levels of the last half second, a cell each."""
    step_s = SHOWN_S / METER_CELLS
    return "".join(
        meter_cell(level(now - step_s * back)) for back in range(METER_CELLS - 1, -1, -1)
    )


def meter_cell(dbfs: float) -> str:
    """How a level looks, in dB below full scale."""
    share = dbfs / METER_RANGE_DB + 1
    return _SILENT if share <= 0 else _LEVELS[min(len(_LEVELS) - 1, int(share * len(_LEVELS)))]


def _lasted(state: ConversationState, now: float, facts: Facts) -> str:
    since = now if state.started_at is None else state.started_at
    most = "" if facts.max_s is None else f" of {clock(facts.max_s)}"
    return clock(now - since) + most


def _particulars(state: ConversationState, now: float, theme: Theme, facts: Facts) -> list[Field]:
    """Who answers, what it costs, and what is wrong."""
    fields = []
    if state.view.troubled_at is not None and now < state.view.troubled_at + TROUBLED_S:
        counts = " ".join(f"{word} {count}" for word, count in _troubles(state))
        fields.append(Field(Text(f"{counts} (t: numbers)", theme.warning), 7))
    fields += [Field(Text(word, theme.quiet), rank) for word, rank in _who(state, facts)]
    total = state.usage.total
    if reported(total) and not (facts.free or state.practice):
        usd = state.usage.usd(facts.price)
        fields.append(Field(Text("cost unknown" if usd is None else dollars(usd)), 5))
    return fields


def _troubles(state: ConversationState) -> list[tuple[str, int]]:
    """How often sound was lost on its way to the model, and had gaps on its way back."""
    kinds = {"lost": ("overrun", "dropped"), "gaps": ("underrun", "starved")}
    counts = ((word, sum(state.troubles[one] for one in kind)) for word, kind in kinds.items())
    return [(word, count) for word, count in counts if count]


def _who(state: ConversationState, facts: Facts) -> list[tuple[str, int]]:
    """Who answers, in words each with its rank."""
    if not state.connections:
        return []
    if state.practice and state.llm:
        name = visible(state.llm.partition(" at ")[0])
        return [(PARTNER, 3), (name, 4), (INVENTS, 1)]
    voice = state.view.spec.voice if state.view.spec else facts.voice
    model = state.model.removeprefix("models/").removeprefix("gemini-")
    names = [voice, PARTNER if state.practice else model]
    return [(_DOT.join(visible(name) for name in names if name), 4)]


# --- the keys ---


def _aside(aside: str, width: int) -> list[Text]:
    if not aside:
        return []
    text = Text(f"  {visible(aside)}")
    text.truncate(width, overflow="ellipsis")
    return [text]


def _starting(state: ConversationState, width: int, theme: Theme) -> list[Text]:
    """What the call waits for to begin; none when it has begun."""
    steps = {_STEPS.get(what, what): done for what, done in state.view.steps.items()}
    if state.connections and all(steps.values()):
        return []
    return row(
        [
            Field(Text(f"✓ {visible(what)}", theme.quiet), -number)
            if done
            else Field(Text(f"… {visible(what)}"), len(steps) - number)
            for number, (what, done) in enumerate(steps.items())
        ],
        width,
    )


def _keys(
    state: ConversationState,
    now: float,
    width: int,
    theme: Theme,
    facts: Facts,
    line: str | None,
) -> list[Text]:
    spec = state.view.spec
    if line is not None:  # where the other keys are letters
        shown = facts.line_keys(line, "microphone" in state.view.missing)
    else:
        silent = state.view.microphone(now) == "none"
        keys = facts.keys(spec is not None and spec.manual)
        shown = [one for one in keys if not (silent and one[0] in MICROPHONE_KEYS)]
    fields = [
        Field(Text.assemble((key, theme.key), (f" {word}", theme.quiet)), -number)
        for number, (key, word) in enumerate(shown)
    ]
    return _dotted(fields, width, theme)


# --- the numbers ---


def _answers(state: ConversationState, now: float, width: int, theme: Theme) -> list[Text]:
    turns = state.latency.turns
    fields = []
    if turns:
        heard = [turn.to_first_heard for turn in turns if turn.to_first_heard is not None]
        first = [turn.to_first_output for turn in turns]
        fields.append(Field(Text(f"answer {_seconds(first[-1])}"), 9))
        if len(first) > 1:
            fields.append(Field(Text(f"median {_seconds(percentile(first, 0.5))}"), 7))
        if heard:
            fields.append(Field(Text(f"heard {_seconds(turns[-1].to_first_heard)}"), 8))
    if state.interruptions:
        fields.append(Field(Text(f"stopped {state.interruptions}×"), 6))
    echo = state.view.echo
    if echo:
        mode = _ECHO_MODES.get(echo.rung, echo.rung)
        db = "" if echo.cancelled_db is None else f" −{echo.cancelled_db:.0f} dB"
        fields.append(Field(Text(f"echo {visible(mode)}{db}"), 5))
    for word, count in _troubles(state):
        fields.append(Field(Text(f"{word} {count}", theme.warning), 8))
    if state.view.closes_at is not None:  # nothing to worry about: the session goes on
        fields.append(Field(Text(f"reconnects in {clock(state.view.closes_at - now)}"), 4))
    if not fields:
        fields.append(Field(Text("no answer yet", theme.quiet), 1))
    return _dotted(fields, width, theme)


def _tokens(state: ConversationState, width: int, theme: Theme) -> list[Text]:
    total = state.usage.total
    if not reported(total):
        return _dotted([Field(Text("no tokens counted yet", theme.quiet), 1)], width, theme)
    fields = [
        Field(_count("in", total.prompt, total.prompt_by, theme), 9),
        Field(_count("out", total.response, total.response_by, theme), 8),
    ]
    if total.thoughts:
        fields.append(Field(Text(f"thoughts {total.thoughts:,}"), 4))
    if state.usage.newest is not None:
        newest = state.usage.newest
        fields.append(Field(Text(f"context {newest.prompt + newest.response:,}"), 5))
    return _dotted(fields, width, theme)


def _count(side: str, count: int, by: Mapping[str, int], theme: Theme) -> Text:
    """A sum and its parts, sound before the rest."""
    parts = sorted(by.items(), key=lambda part: (part[0] != "AUDIO", part[0]))
    told = ", ".join(f"{visible(kind.lower())} {tokens:,}" for kind, tokens in parts if tokens)
    return Text.assemble(f"{side} {count:,}", (f" ({told})" if told else "", theme.quiet))


def _dotted(fields: Sequence[Field], width: int, theme: Theme) -> list[Text]:
    """A row that is moved in by two columns."""
    rows = row(fields, width - 2, gap=Text.assemble((_DOT, theme.quiet)))
    return [Text("  ") + one for one in rows]


def _seconds(seconds: float | None) -> str:
    return "–" if seconds is None else f"{seconds:.2f} s"
