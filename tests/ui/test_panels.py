"""What the screen shows, without a screen.

The pictures in `golden/` are written anew with LIVECHAT_GOLDEN=write in the environment.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from livechat.cli.options import ThemeName
from livechat.config.settings import Settings
from livechat.core.setup_spec import SetupSpec
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    Connected,
    DeviceOpened,
    EchoControlled,
    InputTranscribed,
    Interrupted,
    LineEntered,
    OutputTranscribed,
    PlaybackFinished,
    Preparing,
    SettingChanged,
    SetupAccepted,
    SoundTroubled,
    Source,
    SourcesCited,
    ToolAnswered,
    ToolCall,
    ToolCallCancelled,
    ToolCalled,
    TurnComplete,
    UsageReported,
)
from livechat.core.talk.transcript import Utterance
from livechat.core.talk.usage import Usage
from livechat.ui.panels import (
    KEYS,
    METER_CELLS,
    MOST_LINES,
    Facts,
    doings,
    meter_cells,
    note_rows,
    region,
    utterance_rows,
)
from livechat.ui.themes import DARK, THEMES, theme_for
from tests.support.scenes import FACTS, SCENES, scene

GOLDEN = Path(__file__).parent / "golden"


def styled(line: Text) -> str:
    """A line with each style before what it is laid on: `‹cyan›you‹›`."""
    marks: dict[int, list[str]] = {}
    plain = line.plain
    if line.style:
        marks[0] = [f"‹{line.style}›"]
    for span in line.spans:
        if span.style:
            marks.setdefault(span.start, []).append(f"‹{span.style}›")
            marks.setdefault(span.end, []).insert(0, "‹›")
    return "".join("".join(marks.get(n, [])) + plain[n : n + 1] for n in range(len(plain) + 1))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [40, 80, 160])
def test_the_screen_looks_as_it_was_drawn(width: int, theme: str) -> None:
    """At every moment of a conversation, the transcript's end above the region."""
    drawn = []
    for name in SCENES:
        state, now = scene(name)
        rows = [
            row
            for said in state.transcript.finished
            for row in utterance_rows(said, width, THEMES[theme], FACTS)
        ]
        lines = [*rows, *region(state, now, width, 24, THEMES[theme], FACTS)]
        drawn.append("\n".join([f"--- {name}", *map(styled, lines)]))
    picture = "\n".join(drawn) + "\n"
    path = GOLDEN / f"{theme}-{width}.txt"
    if os.environ.get("LIVECHAT_GOLDEN") == "write":
        path.write_text(picture, encoding="utf-8")
    assert picture == path.read_text(encoding="utf-8")


def test_every_state_is_told_without_colour() -> None:
    """No two scenes of different states begin their status alike."""
    told = {}
    for name in SCENES:
        state, now = scene(name)
        lines = [line.plain for line in region(state, now, 80, 24, DARK, FACTS)]
        [status] = [line for line in lines if " mic " in line]
        told[name] = status.partition("  ")[0]
    assert told == {
        "starting": "↻ starting…",
        "connecting": "↻ connecting to example.org…",
        "first words": "○ listening",
        "listening": "○ listening",
        "hearing": "● hearing you",
        "thinking": "… thinking",
        "thinking aloud": "… thinking",
        "speaking": "◆ speaking",
        "interrupted": "✕ interrupted",
        "stopped": "✕ stopped",
        "muted": "✕ muted",
        "reconnecting": "↻ reconnecting 3 s…",
        "going away, with losses": "○ listening",
    }


texts = st.text(st.characters(exclude_categories=()), max_size=300) | st.text(
    st.sampled_from("aא م漢👩\u200d👧🏽e\u0301\ufe0f☁🇵🇹\x1b[\u202e\ud83d "), max_size=200
)


@given(
    text=texts,
    name=st.sampled_from([*SCENES]),
    width=st.integers(20, 200),
    height=st.integers(0, 60),
)
@settings(max_examples=150, deadline=None)
def test_nothing_leaves_its_place(text: str, name: str, width: int, height: int) -> None:
    """Whatever is said, no line is too wide, none too many, none a command to the terminal."""
    state, now = scene(name)
    for event in (
        InputTranscribed(at=now, text=text),
        InputTranscribed(at=now, text=text, interim=True),
        OutputTranscribed(at=now, text=text),
        SettingChanged(at=now, key="voice", value=text),
        EchoControlled(at=now, rung=text, cancelled_db=None),
    ):
        state.fold(event)
    lines = region(state, now, width, height, DARK, FACTS)
    assert len(lines) <= max(0, min(MOST_LINES, height - 1))
    said = Utterance("model", text, now, interrupted=True, unheard=text, lost=True)
    lines += utterance_rows(said, width, DARK, FACTS)
    lines += note_rows(text, now, width, "dim", FACTS)
    for line in lines:
        assert cell_len(line.plain) <= width
        assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in line.plain)


def labels(state: ConversationState, now: float) -> list[list[tuple[int, str]]]:
    """The words of the panels and where they stand, without the state's."""
    lines = [line.plain for line in region(state, now, 80, 24, DARK, FACTS)]
    lines[0] = f"{'':20}{lines[0][20:]}"
    return [[(found.start(), found[0]) for found in LABEL.finditer(line)] for line in lines]


LABEL = re.compile(r"[a-z]{2,}")


def test_numbers_keep_their_places() -> None:
    """However they grow, and whatever the state."""
    state, now = scene("listening")
    before = labels(state, now)
    state.fold(UsageReported(at=now, usage=Usage(prompt=90_000, prompt_by={"AUDIO": 90_000})))
    state.fold(LineEntered(at=now, text="?"))
    state.fold(AudioReceived(at=now + 30, pcm=b""))
    state.fold(SoundTroubled(at=now + 30, device="microphone", what="overrun", count=9))
    state.fold(AudioSent(at=now + 30, pcm=b""))
    after = labels(state, now + 30)
    assert [word for word in after[1] if word[1] != "lost"] == before[1]
    assert after[:1] + after[2:] == before[:1] + before[2:]


@pytest.mark.parametrize(
    ("width", "kept"), [(20, ["listening"]), (40, ["listening", "mic", "3:10"]), (80, ["▮", "▯"])]
)
def test_narrow_terminals_lose_the_least_important_first(width: int, kept: list[str]) -> None:
    """The state first, then the microphone, then the clock, then the meters."""
    state, now = scene("listening")
    status = region(state, now, width, 24, DARK, FACTS)[0].plain
    assert all(word in status for word in kept)


def test_low_terminals_lose_the_least_important_first() -> None:
    """The keys, the names, the tokens, the latency; state and newest words stay."""
    state, now = scene("speaking")
    pictures = [
        "\n".join(line.plain for line in region(state, now, 80, height, DARK, FACTS))
        for height in range(1, 12)
    ]
    seen = {
        word: min(number for number, shown in enumerate(pictures, 1) if word in shown)
        for word in ("◆ speaking", "clear,", "first sound", "tokens in", "Kore", "interrupt")
        if any(word in shown for shown in pictures)
    }
    assert [*seen.values()] == sorted(seen.values())
    assert pictures[0] == ""


def test_what_is_not_known_is_not_shown() -> None:
    """No zeros for numbers that nobody has told; only the state and what can be typed."""
    state = ConversationState()
    lines = [line.plain for line in region(state, 0, 80, 24)]
    assert len(lines) == 2
    assert lines[0].startswith("↻ starting…")
    assert lines[1].startswith("m mute  i interrupt  q end")


def test_cost_is_told_by_the_model_in_use() -> None:
    """Unknown where nobody knows, and nothing for practice."""
    state, now = scene("listening")
    shown = [
        "\n".join(line.plain for line in region(state, now, 80, 24, DARK, facts))
        for facts in (FACTS, Facts(), Facts(free=True))
    ]
    for words, picture in zip(("$0.0", "cost unknown", "not billed"), shown, strict=True):
        assert words in picture


def test_time_left_is_until_livechat_hangs_up() -> None:
    """A connection that ends is no end of the call, and told in other words."""
    state, now = scene("going away, with losses")
    shown = [
        "\n".join(line.plain for line in region(state, now, 120, 24, DARK, Facts(max_s=max_s)))
        for max_s in (None, 200.0, 9000.0)
    ]
    assert ["left" in picture for picture in shown] == [False, True, True]
    assert "0:10 left" in shown[1]
    assert "2:26:50 left" in shown[2]
    assert all("reconnects in 0:50" in picture for picture in shown)
    state, now = scene("listening")
    assert "reconnects" not in "\n".join(line.plain for line in region(state, now, 80, 24))


def test_what_a_call_waits_for_is_told_until_it_is_there() -> None:
    """Each step with a sign, the ones that are missing last to go where it is narrow."""
    state, now = scene("starting")
    wide, narrow = (
        [line.plain for line in region(state, now, width, 24, DARK, FACTS)] for width in (80, 40)
    )
    assert wide[0].startswith("↻ starting…")
    assert wide[1] == "✓ loudspeaker  … microphone  ✓ google-genai  … practice partner"
    assert narrow[1] == "… microphone  … practice partner"
    for event in (
        Connected(at=1, model="m", practice=True),
        DeviceOpened(at=2, device="microphone", name="USB", rate=48_000, latency_ms=9),
        Preparing(at=3, what="practice partner", done=True),
    ):
        assert "google-genai" in "".join(line.plain for line in region(state, now, 80, 24, DARK))
        state.fold(event)
    assert "google-genai" not in "".join(line.plain for line in region(state, now, 80, 24, DARK))


def test_the_voice_in_use_is_shown() -> None:
    """Also when it was changed in the call; not before the service has taken it."""
    state, now = scene("listening")
    state.fold(SettingChanged(at=now, key="voice", value="Puck"))
    assert any(
        "gemini-3.8-live · Kore" in line.plain for line in region(state, now, 80, 24, DARK, FACTS)
    )
    state.fold(SetupAccepted(at=now, spec=SetupSpec(model="m", voice="Puck")))
    assert any("gemini-3.8-live · Puck" in line.plain for line in region(state, now, 80, 24))
    state.fold(Connected(at=now, model="m", practice=True))
    assert any("practice partner · Puck" in line.plain for line in region(state, now, 80, 24))


@pytest.mark.parametrize(
    ("dbfs", "cells"), [(-96, 0), (-60, 0), (-59, 1), (-30, 3), (-1, METER_CELLS), (0, METER_CELLS)]
)
def test_a_meter_is_empty_in_silence_and_full_at_full_scale(dbfs: float, cells: int) -> None:
    """And never more than that."""
    assert meter_cells(dbfs) == cells


def test_rows_tell_when_where_there_is_room() -> None:
    """Hours, minutes and seconds go first."""
    said = Utterance("user", "Hello.", 0)
    [wide] = utterance_rows(said, 80, DARK, FACTS)
    [narrow] = utterance_rows(said, 40, DARK, FACTS)
    assert wide.plain == "08:00:00  you    Hello."
    assert narrow.plain == "you    Hello."


def test_what_was_not_heard_is_told_and_struck() -> None:
    """Words say it; the style repeats it."""
    state = ConversationState()
    for event in (
        OutputTranscribed(at=1, text="One two."),
        Interrupted(at=2),
        TurnComplete(at=2),
        PlaybackFinished(at=2, turn=1, heard=1, unheard=1),
    ):
        state.fold(event)
    said = Utterance("model", "One ", 1, interrupted=True, unheard="two.")
    [row] = utterance_rows(said, 80)
    assert row.plain == "model  One ╌ interrupted, unheard: two."
    assert row.spans[-1].style == DARK.unheard


def test_guesses_are_dim_until_they_are_sure() -> None:
    """Only they are."""
    [row] = utterance_rows(Utterance("user", "Sure ", 1, interim="perhaps"), 80)
    dim = [row.plain[span.start : span.end] for span in row.spans if span.style == DARK.interim]
    assert dim == [" perhaps"]


def test_doings_are_one_quiet_line_each() -> None:
    """Calls, their answers, and searches with what was read."""
    call = ToolCall("1", "get\x1b_weather", {"city": "Paris", "days": 2})
    assert doings(ToolCalled(at=0, calls=(call, ToolCall("2", "f", {"x": "y" * 999})))) == [
        '↳ get␛_weather(city="Paris", days=2)',
        f'↳ f(x="{"y" * 197}…)',
    ]
    assert doings(ToolAnswered(at=0, id="1", name="f")) == ["↳ f was answered"]
    assert doings(ToolAnswered(at=0, id="1", name="f", error="none")) == []
    assert doings(ToolCallCancelled(at=0, ids=("1",))) == ["↳ 1 call no longer wanted"]
    cited = SourcesCited(at=0, queries=("q",), sources=(Source("T", "https://example.org"),))
    assert doings(cited) == ['⌕ searched "q" · T https://example.org']
    assert doings(SourcesCited(at=0)) == []


def test_no_colour_means_none() -> None:
    """NO_COLOR wins over every theme, and mono has no colour to begin with."""
    assert theme_for("dark", {"NO_COLOR": "1"}) == theme_for("mono", {})
    assert theme_for("light", {"NO_COLOR": ""}) == THEMES["light"]
    styles = {getattr(THEMES["mono"], name) for name in THEMES["mono"].__slots__}
    assert {word for style in styles for word in style.split()} <= {
        "bold", "dim", "italic", "strike", "reverse", "underline",
    }  # fmt: skip


def test_every_key_shown_is_one_that_counts() -> None:
    """Letters are those of the intents."""
    assert dict(KEYS)["m"] == "mute"
    assert len(KEYS) == 6


def test_every_theme_can_be_chosen() -> None:
    """By a flag and in the settings, and no other."""
    assert {name.value for name in ThemeName} == THEMES.keys()
    assert {Settings.model_validate({"theme": name}).theme for name in THEMES} == THEMES.keys()
    assert theme_for(Settings().theme, {}) == DARK
