"""What the screen shows, without a screen.

The pictures in `golden/` are written anew with LIVECHAT_GOLDEN=write in the environment.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from livechat.config.options import Theme
from livechat.config.settings import Settings
from livechat.core.setup_spec import SetupSpec
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    Connected,
    DeviceLost,
    DeviceMissing,
    DeviceOpened,
    EchoControlled,
    Event,
    InputPaused,
    InputTranscribed,
    LineEntered,
    MicrophoneHeld,
    Muted,
    OutputTranscribed,
    Preparing,
    SettingChanged,
    SetupAccepted,
    SoundTroubled,
    UsageReported,
)
from livechat.core.talk.usage import Usage
from livechat.ui.panels import KEYS, TROUBLED_S, Facts, meter_cell, region
from livechat.ui.themes import DARK, THEMES, theme_for
from tests.support.scenes import FACTS, SCENES, picture, scene

GOLDEN = Path(__file__).parent / "golden"


def plain(
    state: ConversationState,
    now: float,
    width: int = 80,
    facts: Facts = FACTS,
    *,
    numbers: bool = False,
    aside: str = "",
    line: str | None = None,
) -> list[str]:
    """The panels as text."""
    lines = region(state, now, width, 24, DARK, facts, numbers=numbers, aside=aside, line=line)
    return [line.plain for line in lines]


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
@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_screen_looks_as_it_was_drawn(width: int, theme: str) -> None:
    """At every moment of a conversation, the transcript's end above the region."""
    drawn = []
    for name in SCENES:
        lines = picture(name, width, THEMES[theme], numbers=name.endswith("numbers"))
        drawn.append("\n".join([f"--- {name}", *map(styled, lines)]))
    shown = "\n".join(drawn) + "\n"
    path = GOLDEN / f"{theme}-{width}.txt"
    if os.environ.get("LIVECHAT_GOLDEN") == "write":
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


def test_every_state_is_told_without_colour() -> None:
    """No two scenes of different states begin their status alike."""
    told = {}
    for name in SCENES:
        state, now = scene(name)
        told[name] = plain(state, now)[0].partition("  ")[0]
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
        "reconnecting": "↻ reconnecting in 3 s",
        "going away, with losses": "○ listening",
        "a call that is over": "… thinking",
        "a call that failed": "… thinking",
        "leave is asked": "○ listening",
        "leave is asked for several, one long": "○ listening",
        "about to run": "○ listening",
        "running": "○ listening",
        "listening, with numbers": "○ listening",
    }


texts = st.text(st.characters(exclude_categories=()), max_size=300) | st.text(
    st.sampled_from("aא م漢👩\u200d👧🏽e\u0301\ufe0f☁🇵🇹\x1b[\u202e\ud83d "), max_size=200
)


@given(
    text=texts,
    name=st.sampled_from([*SCENES]),
    width=st.integers(20, 200),
    height=st.integers(0, 60),
    aside=st.just("") | texts,
)
@settings(max_examples=150, deadline=None)
def test_nothing_leaves_its_place(
    text: str, name: str, width: int, height: int, aside: str
) -> None:
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
    lines = region(state, now, width, height, DARK, FACTS, numbers=True, aside=aside)
    assert len(lines) <= min(4, height)
    for line in lines:
        assert cell_len(line.plain) <= width
        assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in line.plain)


LABEL = re.compile(r"[a-z]{2,}")


def test_the_state_keeps_its_places() -> None:
    """However the numbers grow, and whatever the state."""
    state, now = scene("listening")

    def places(now: float) -> list[tuple[int, str]]:
        status = f"{'':13}{plain(state, now)[0][13:55]}"
        return [(found.start(), found[0]) for found in LABEL.finditer(status)]

    before = places(now)
    state.fold(UsageReported(at=now, usage=Usage(prompt=90_000, prompt_by={"AUDIO": 90_000})))
    state.fold(LineEntered(at=now, text="?"))
    state.fold(AudioReceived(at=now + 30, pcm=b""))
    state.fold(AudioSent(at=now + 30, pcm=b""))
    assert places(now + 30) == before


@pytest.mark.parametrize(
    ("width", "kept"),
    [
        (20, ["listening"]),
        (40, ["listening", "● you", "3:10"]),
        (60, ["listening", "● you", "model", "3:10", "$0.0104"]),
        (80, ["listening", "● you", "model", "3:10", "$0.0104", "Kore · 3.8-live"]),
    ],
)
def test_narrow_terminals_lose_the_least_important_first(width: int, kept: list[str]) -> None:
    """The names go first, then the cost, the model's level, the time and the microphone."""
    state, now = scene("listening")
    status = plain(state, now, width)[0]
    assert all(word in status for word in kept)


def test_low_terminals_lose_the_least_important_first() -> None:
    """The keys, the tokens, the waits; the state stays."""
    state, now = scene("speaking")
    words = ("◆ speaking", "answer", "out", "space")
    for height in range(5):
        lines = region(state, now, 80, height, DARK, FACTS, numbers=True)
        shown = "\n".join(line.plain for line in lines)
        assert [word for word in words if word in shown] == [*words[:height]]


def test_at_rest_there_are_two_rows_and_numbers_are_two_more() -> None:
    """What was said is the product; numbers come when they are asked for."""
    state, now = scene("listening")
    assert len(plain(state, now)) == 2
    assert plain(state, now, numbers=True)[1:3] == [
        "  answer 0.61 s · heard 0.73 s · stopped 1× · echo cancellation −31 dB",
        "  in 1,204 (audio 980, text 224) · out 611 (audio 600) · context 1,815",
    ]


def test_what_is_not_known_is_not_shown() -> None:
    """No zeros for numbers that nobody has told; only the state and what can be typed."""
    state = ConversationState()
    lines = plain(state, 0, facts=Facts())
    assert lines[0].startswith("↻ starting…")
    assert lines[1].startswith("  i stop · q end")
    assert plain(state, 0, numbers=True)[1:3] == ["  no answer yet", "  no tokens counted yet"]


def test_cost_is_told_by_the_model_in_use() -> None:
    """Unknown where nobody knows, and nothing for practice."""
    state, now = scene("listening")
    shown = [plain(state, now, facts=facts)[0] for facts in (FACTS, Facts(), Facts(free=True))]
    assert ["$0.0104" in shown[0], "cost unknown" in shown[1]] == [True, True]
    assert not re.search(r"\$|cost", shown[2])


def test_the_time_is_told_beside_what_it_may_be() -> None:
    """A connection that ends is no end of the call, and told in other words."""
    state, now = scene("going away, with losses")
    shown = [plain(state, now, 120, Facts(max_s=most), numbers=True) for most in (None, 9000.0)]
    assert "  3:10  " in shown[0][0]
    assert "  3:10 of 2:30:00  " in shown[1][0]
    assert all("reconnects in 0:50" in lines[1] for lines in shown)
    state, now = scene("listening")
    assert "reconnects" not in "\n".join(plain(state, now, numbers=True))


def test_what_a_call_waits_for_is_told_until_it_is_there() -> None:
    """Each step with a sign, the ones that are missing last to go where it is narrow."""
    state, now = scene("starting")
    wide, narrow = (plain(state, now, width) for width in (80, 40))
    assert wide[0].startswith("↻ starting…")
    assert wide[1] == "✓ speaker  … microphone  ✓ google-genai  … practice partner"
    assert narrow[1] == "… microphone  … practice partner"
    for event in (
        Connected(at=1, model="m", practice=True),
        DeviceOpened(at=2, device="microphone", name="USB", rate=48_000, latency_ms=9),
        Preparing(at=3, what="practice partner", done=True),
    ):
        assert "google-genai" in "".join(plain(state, now))
        state.fold(event)
    assert "google-genai" not in "".join(plain(state, now))


def test_the_voice_in_use_is_shown() -> None:
    """Also when it was changed in the call; not before the service has taken it."""
    state, now = scene("listening")
    state.fold(SettingChanged(at=now, key="voice", value="Puck"))
    assert "Kore · 3.8-live" in plain(state, now)[0]
    state.fold(SetupAccepted(at=now, spec=SetupSpec(model="m", voice="Puck")))
    assert "Puck · 3.8-live" in plain(state, now)[0]
    state.fold(Connected(at=now, model="m", practice=True))
    assert "Puck · practice partner" in plain(state, now)[0]


def test_who_answers_for_the_practice_partner_is_named() -> None:
    """Where there is room, with what is to be thought of it; where it runs is said elsewhere."""
    state, now = scene("listening")
    state.fold(Connected(at=now, model="m", practice=True, llm="Small-135M-Instruct at [::1]:1"))
    wide = "practice partner  Small-135M-Instruct  may make things up"
    assert plain(state, now, 120)[0].endswith(wide)
    assert plain(state, now, 100)[0].endswith("practice partner  Small-135M-Instruct")
    assert plain(state, now)[0].endswith("  Small-135M-Instruct")


def test_the_space_bar_is_explained_as_it_acts() -> None:
    """Push-to-talk may be turned on and off in the call."""
    state, now = scene("listening")
    assert "space pause" in plain(state, now)[1]
    state.fold(SetupAccepted(at=now, spec=SetupSpec(model="m", manual=True)))
    assert "space talk" in plain(state, now)[1]


@pytest.mark.parametrize(
    ("events", "shown"),
    [
        ([], "○ no mic"),
        ([AudioSent(at=190, pcm=b"", dbfs=-12.0)], "● you ····▇"),
        ([AudioSent(at=100, pcm=b""), MicrophoneHeld(at=101, on=True)], "◌ you ·····"),
        ([AudioSent(at=100, pcm=b""), InputPaused(at=101, last=False)], "‖ you paused"),
        ([AudioSent(at=100, pcm=b""), Muted(at=101, on=True)], "✕ you muted"),
        ([DeviceLost(at=101, device="microphone", name="m", reason="r")], "✕ you lost"),
    ],
)
def test_it_is_never_in_doubt_whether_the_microphone_is_sent(
    events: list[Event], shown: str
) -> None:
    """A sign and a word, in the place of a meter where there is nothing to measure."""
    state = ConversationState()
    for event in events:
        state.fold(event)
    assert f"  {shown}" in plain(state, 190)[0]


def test_a_number_that_asks_for_action_is_shown_by_itself() -> None:
    """For a while; among the numbers it stays."""
    state, now = scene("listening")
    state.fold(SoundTroubled(at=now, device="loudspeaker", what="underrun", count=4))
    assert "gaps 4 (t: numbers)" in plain(state, now + 1, 100)[0]
    both, _ = scene("listening")
    for device, what in (("microphone", "overrun"), ("loudspeaker", "underrun")):
        both.fold(SoundTroubled(at=now, device=device, what=what, count=2))  # type: ignore[arg-type]
    assert "lost 2 gaps 2 (t: numbers)" in plain(both, now + 1, 100)[0]
    assert "gaps" not in plain(state, now + TROUBLED_S + 1, 100)[0]
    assert "gaps 4" in plain(state, now + TROUBLED_S + 1, 100, numbers=True)[1]


def test_what_has_just_changed_is_told_in_the_place_of_the_keys() -> None:
    """It takes no row of its own, and is cut where it is too long."""
    state, now = scene("listening")
    assert plain(state, now, aside="Volume 90 %.")[1:] == ["  Volume 90 %."]
    assert plain(state, now, 20, aside="x" * 99)[1:] == ["  " + "x" * 17 + "…"]


def test_while_a_line_is_open_its_keys_are_shown() -> None:
    """Those of the call are letters then; which they are depends on the line and the microphone."""

    def keys(line: str, only_types: bool) -> tuple[tuple[str, str], ...]:
        return (("enter", f"{line!r} {only_types}"), ("esc", "cancel"))

    facts = Facts(keys=lambda _: (("i", "stop"),), line_keys=keys)
    state, now = scene("listening")
    assert plain(state, now, facts=facts)[1:] == ["  i stop"]
    assert plain(state, now, facts=facts, line="")[1:] == ["  enter '' False · esc cancel"]
    state.fold(DeviceMissing(at=now, device="microphone", reason=""))
    assert plain(state, now, facts=facts, line="/")[1:] == ["  enter '/' True · esc cancel"]


@pytest.mark.parametrize(
    ("dbfs", "cell"), [(-96, "·"), (-60, "·"), (-59, "▁"), (-30, "▅"), (-1, "█"), (0, "█")]
)
def test_a_meter_is_empty_in_silence_and_full_at_full_scale(dbfs: float, cell: str) -> None:
    """And never more than that."""
    assert meter_cell(dbfs) == cell


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
    assert set(get_args(Theme)) == THEMES.keys()
    assert {Settings.model_validate({"theme": name}).theme for name in THEMES} == THEMES.keys()
    assert theme_for(Settings().theme, {}) == DARK
