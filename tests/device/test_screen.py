"""Calls as a person at a terminal sees them: the real program in tmux, on a sound card."""

from __future__ import annotations

import base64
import re
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from livechat.core.levels import rms_dbfs
from tests.support import talking
from tests.support.card import VirtualCard
from tests.support.likeness import check_heard
from tests.support.partner import Partner
from tests.support.program import SPEECH
from tests.support.remote import recording
from tests.support.shell import Shell, at_a_shell

STORY = " ".join(f"wave{number}" for number in range(60))
"""22 seconds, each word 0.37."""

AT_ONCE_S = 2.0
"""Seconds within which something must be seen that waits for nothing; it takes some 0.05."""

TOLD_S = 0.3
"""Seconds between two sizes: tmux tells programs of one in a quarter of a second."""

CLOCK = re.compile(r"[●◌] you .* (\d+:\d\d)\b", re.MULTILINE)

OFF = "--echo off --no-duck"

STATE = re.compile(r"(?:○|●|…|◆|✕) (listening|hearing you|thinking|speaking|interrupted|muted)")

SAID = re.compile(r"^\d\d:\d\d:\d\d  ((?:you|model) .*)$", re.MULTILINE)
"""A row of the transcript, without its time."""

STOPPED = re.compile(r"model  (wave\d+ )+╌ interrupted, not heard:( wave\d+)+")

MARKED = re.compile(r"▌(?:\x1b\[[\d;]*m)*wave(\d+)")
"""The word that sounds, as it is written to the terminal."""

TIMED = re.compile(r"^\d\d:\d\d:\d\d(?=  )", re.MULTILINE)

NO_DEVICE = """\
ctl.!default { type pulse }
"""
"""ALSA's settings."""

ONE_WAY = """\
pcm.!default { type asym %s.pcm { type pulse } hint { show on description "default" } }
"""
"""More of them: a device that only plays, or only records."""

PICTURE = re.compile(r"[●◌✕‖] you |enter type")
"""What only the live region says."""


def test_a_whole_conversation(card: VirtualCard, tmp_path: Path) -> None:
    """Spoken, heard, typed, spoken over, muted, in another voice; and then it is all there."""
    says = f"""
        [[turn]]
        hears = "he was not ill disposed"
        says = "Nor was she at all."
        [[turn]]
        says = "{STORY}"
        [[turn]]
        hears = "stop that"
        says = "As you wish."
        [[turn]]
        says = "Goodbye. It was nice to practise."
        """
    with Partner(tmp_path / "partner", says) as partner, card.record() as ear:
        environ = talking.environment(card.environ, tmp_path) | partner.environ
        with at_a_shell(tmp_path, environ) as shell:
            shell.call("--vad-silence-ms 1500")  # a busy card leaves gaps in what is said
            shell.until("● you")
            shell.until("○ listening")

            card.play(SPEECH)
            shell.until("you    he was not ill disposed")
            shell.until("model  Nor was she at all.")
            shell.until("○ listening")

            shell.say("tell me a story")
            shell.until("◆ speaking")
            shell.until("wave5")
            card.play(SPEECH)
            shell.until("╌ interrupted, not heard: wave")
            shell.until("model  As you wish.")
            shell.until("○ listening")

            shell.type("m")
            shell.until("✕ you muted")
            shell.until("✕ muted")
            partner.until(lambda: partner.pauses(1) > 0, "end of the microphone's sound")
            before = len(partner.heard(1))
            card.play(recording(SPEECH)[:32_000], 16_000)
            ear.wait_for_seconds(ear.seconds + 1)  # a busy machine is late with what it hears
            shell.type("m")
            shell.until("● you")
            # What was said while muted would come before this.
            partner.until(lambda: len(partner.heard(1)) > before + 32_000, "sound after the mute")
            muted = partner.heard(1)[before:]

            shell.type("?")
            shell.until("copy the last reply")
            shell.type("c")
            shell.until_it(lambda glass: "copy the last reply" not in glass, "end of the help")

            shell.type("/")
            shell.until("› /")
            shell.type("voice Puc", "Tab")
            shell.until("› /voice Puck")
            shell.type("Enter")
            shell.until("voice: Puck")
            shell.until("Puck · ")
            shell.say("good bye")
            shell.until("model  Goodbye. It was nice to practise.")  # the same session
            shell.until("○ listening")

            shell.type("qq")
            assert shell.left() == 0
            whole, written = shell.whole, shell.written
        partner.until(lambda: partner.over(1) and partner.over(2), "end of both sessions")
        answers = [*partner.spoke(1), *partner.spoke(2)]

    assert rms_dbfs(muted) < -60
    assert answers[0] != answers[-1]  # in Puck's voice
    check_heard(ear.pcm, answers[0], 24_000)
    check_heard(ear.pcm, answers[-1], 24_000)

    asked, told = ["listening", "speaking", "listening"], ["thinking", "speaking"]
    stopped = ["hearing you", "speaking", "listening", "muted", "listening"]
    states = iter(STATE.findall(written))
    for state in (*asked, *told, *stopped, *told, "listening"):
        assert state in states, f"{state} comes too late"

    assert f"\x1b]52;c;{base64.b64encode(b'As you wish.').decode()}\x07" in written

    conversation, receipt = whole.partition("4 turns · interrupted 1×")[::2]
    said = SAID.findall(conversation.replace("\n" + 17 * " ", " "))
    assert STOPPED.fullmatch(said.pop(3))
    assert said == [
        "you    he was not ill disposed",
        "model  Nor was she at all.",
        "you    tell me a story",
        "you    stop that",
        "model  As you wish.",
        "you    good bye",
        "model  Goodbye. It was nice to practise.",
    ]
    assert re.match(r"tokens: [\d,]+ in, [\d,]+ out · ", receipt.splitlines()[1])
    assert not PICTURE.search(whole)


def test_the_screen_follows_the_size_of_its_window(card: VirtualCard, tmp_path: Path) -> None:
    """One picture as wide as the window, at once, in the middle of a story; and all that was said.

    However low it is; and where it is high again, nothing of older pictures has come back.
    """
    script = tmp_path / "scenario.toml"
    script.write_text(f'[[turn]]\nsays = "Good day to you."\n[[turn]]\nsays = "{STORY}"\n')
    with at_a_shell(tmp_path, talking.environment(card.environ, tmp_path, script)) as shell:
        shell.call(f"--offline {OFF}")
        shell.until("○ listening")
        shell.say("hello")
        shell.until("model  Good day to you.")
        shell.until("The microphone delivers exact silence")  # else it is told in the middle
        shell.until("○ listening")
        for rows in (4, 24):
            until_the_clock_moves(shell)  # a picture on its way would be too high
            shell.resize(100, rows)
            fits = partial(is_one_picture, "○ listening", 100)
            shell.until_it(fits, f"{rows} rows", AT_ONCE_S)
        shell.say("tell me a story")
        shell.until("wave5")
        for columns in (40, 80, 160, 100):
            time.sleep(TOLD_S)
            shell.resize(columns, 24)
            fits = partial(is_one_picture, "◆ speaking", columns)
            shell.until_it(fits, f"{columns} columns", AT_ONCE_S)
            # What fits may be the picture before, which is about to be taken away.
            shell.until_it(lambda _: shell.whole.count("model  wave") == 1, "one answer")
        with card.record() as ear:
            shell.type("i")
            shell.until("✕ stopped")
            ear.wait_for_seconds(ear.seconds + 0.5)
        shell.type("qq")
        assert shell.left() == 0
        whole = shell.whole
    assert rms_dbfs(ear.pcm[-9_600:]) < -60  # the last 0.2 s
    said = ["you    hello", "model  Good day to you.", "you    tell me a story"]
    assert SAID.findall(whole)[:3] == said
    assert [whole.count(one) for one in said] == [1, 1, 1]


def test_each_utterance_is_in_the_scrollback_once_whatever_the_window_does(
    card: VirtualCard, tmp_path: Path
) -> None:
    """Narrowed in steps and back, or made small at once, full above or empty; side by side."""
    steps = [(columns, 40) for columns in (90, 80, 70, 60, 70, 80, 90, 100)]
    drag = [(100 - 2 * step, 40 - step) for step in range(20)]
    windows = {
        "steps, empty": (False, (100, 40), steps, TOLD_S),
        "steps, full": (True, (100, 40), steps, TOLD_S),
        "at once": (False, (80, 24), [(40, 8)], TOLD_S),
        "dragged": (True, (100, 40), drag, 0.05),
    }
    with ExitStack() as stack:
        shells = {}
        for name, (full, start, *_) in windows.items():
            folder = tmp_path / name.replace(", ", "-").replace(" ", "-")
            folder.mkdir()
            script = folder / "scenario.toml"
            script.write_text(f'[[turn]]\nsays = "{STORY}"\n')
            environ = talking.environment(card.environ, folder, script)
            shells[name] = shell = stack.enter_context(at_a_shell(folder, environ))
            shell.resize(*start)
            if full:
                shell.type("seq -f line%g 60", "Enter")
                shell.until("line60")
            shell.call(f"--offline {OFF}")
        for shell in shells.values():
            shell.until("○ listening")
            shell.say("tell me a story")
            shell.until("wave3")
        for name, (_, _, sizes, pause_s) in windows.items():
            for columns, rows in sizes:
                shells[name].resize(columns, rows)
                time.sleep(pause_s)
        for shell in shells.values():
            shell.until("○ listening")
            shell.type("C-c")
            assert shell.left() == 0
        for name, shell in shells.items():
            whole = " ".join(shell.whole.replace("▌", " ").split())
            said = ["you tell me a story", *(f" wave{number} " for number in range(60))]
            assert {one: whole.count(one) for one in said if whole.count(one) != 1} == {}, name
            assert not PICTURE.search(shell.whole), name


def test_a_long_answer_can_be_followed_to_its_end(card: VirtualCard, tmp_path: Path) -> None:
    """In a window lower than it: the mark goes from word to word, and what was said goes up."""
    words = 45
    script = tmp_path / "scenario.toml"
    story = " ".join(f"wave{number}" for number in range(words))
    script.write_text(f'[[turn]]\nsays = "{story}"\n')
    with at_a_shell(tmp_path, talking.environment(card.environ, tmp_path, script)) as shell:
        shell.resize(60, 7)
        shell.call(f"--offline {OFF}")
        shell.until("○ listening")
        shell.say("tell me a story")
        shell.until(f"▌wave{words - 5}")
        assert "wave0 " not in shell.glass
        shell.until("○ listening")
        shell.type("C-c")
        assert shell.left() == 0
        whole, written = " ".join(shell.whole.split()), shell.written
    assert story in whole
    marks = [int(number) for number in MARKED.findall(written)]
    assert marks == sorted(marks)
    assert marks[0] == 0
    assert len(set(marks)) > words / 2  # a busy machine draws fewer pictures


def test_settings_that_change_leave_nothing_among_what_was_said(
    card: VirtualCard, tmp_path: Path
) -> None:
    """Muted and unmuted, louder and quieter, in another voice; the times are in order."""
    with at_a_shell(tmp_path, talking.environment(card.environ, tmp_path)) as shell:
        shell.call(f"--offline {OFF}")
        shell.until("○ listening")
        for _ in range(5):
            shell.say("/mute")  # no finger is as fast as this test, and faster keys are words
            shell.until("✕ you muted")
            shell.say("/mute")
            shell.until_it(lambda glass: "✕" not in glass, "unmuted microphone")
        for key, volume in (("-", 90), ("+", 100)) * 5:
            shell.type(key)
            shell.until(f"Volume {volume}%")
        shell.say("/voice Puck")
        shell.until("Puck · ")
        shell.say("hello")
        shell.until("model  ")
        shell.until("○ listening")
        shell.type("C-c")
        assert shell.left() == 0
        whole = shell.whole
    assert not re.search(r"Volume \d|Microphone (?:un)?muted|voice: Puck", whole)
    assert len(SAID.findall(whole)) == 2
    times = TIMED.findall(whole)
    assert times == sorted(times)


@pytest.mark.parametrize(
    ("options", "has", "told"),
    [
        ("", "playback", "No microphone found. Type instead."),
        ("", "capture", "No speaker found. Answers are shown, not spoken."),
        ("", "", "Type instead."),
        ("--text", "playback", "○ no mic"),
    ],
    ids=["no microphone", "no loudspeaker", "neither", "as wished"],
)
def test_a_call_without_a_device_is_typed_or_read(
    card: VirtualCard, tmp_path: Path, options: str, has: str, told: str
) -> None:
    """It says so, and goes on with what there is."""
    script = tmp_path / "scenario.toml"
    script.write_text('[[turn]]\nsays = "Good day to you."\n')
    environ = talking.environment(card.environ, tmp_path, script)
    devices = tmp_path / "asound.conf"
    devices.write_text(NO_DEVICE + (ONE_WAY % has if has else ""))
    with at_a_shell(tmp_path, environ | {"ALSA_CONFIG_PATH": str(devices)}) as shell:
        shell.call(f"--offline {OFF} {options}")
        shell.until(told)
        shell.until("○ listening")
        if has == "capture":
            shell.until("● you")
            shell.type("Enter")
        shell.until("›")
        shell.type("hello")
        shell.until("› hello")
        shell.type("Enter")
        shell.until("model  Good day to you.")
        shell.until("○ listening")
        shell.type("C-c")
        assert shell.left() == 0


def is_one_picture(state: str, columns: int, glass: str) -> bool:
    """Whether there is one line with the state, and the window has so many columns."""
    rows = [row for row in glass.split("\n") if row.startswith(state)]
    microphones = len(re.findall("[●◌] you ", glass))
    return len(rows) == 1 and len(rows[0]) <= columns and microphones == 1


def until_the_clock_moves(shell: Shell) -> None:
    """Wait for the second's picture: while nothing happens, the next comes a second later."""
    before = CLOCK.findall(shell.until_it(lambda glass: bool(CLOCK.search(glass)), "clock"))
    shell.until_it(lambda glass: CLOCK.findall(glass) not in ([], before), f"time after {before}")


def test_lost_devices_are_told_and_taken_again(fresh_card: VirtualCard, tmp_path: Path) -> None:
    """The sound server dies and comes back: the screen says so, and the call goes on."""
    says = f"""
        [[turn]]
        says = "{STORY}"
        [[turn]]
        hears = "are you there"
        says = "As you wish."
        """
    script = tmp_path / "scenario.toml"
    script.write_text(says)
    with at_a_shell(tmp_path, talking.environment(fresh_card.environ, tmp_path, script)) as shell:
        shell.call(f"--offline {OFF}")
        shell.until("○ listening")
        shell.say("tell me a story")
        shell.until("◆ speaking")
        fresh_card.kill()
        shell.until('Microphone "default" failed')
        shell.until('Speaker "default" failed')
        shell.until("✕ you lost")
        shell.type("d")
        shell.until("Speaker      default is lost")
        shell.type("d")
        fresh_card.restart()
        shell.until("● you")
        with fresh_card.record() as ear:
            shell.until("◆ speaking")
            ear.wait_for_seconds(1)
            shell.type("d")
            shell.until("Speaker      default, 24 kHz")
            fresh_card.play(recording(SPEECH)[:40_000], 16_000)
            shell.until("you    are you there")
            shell.until("model  As you wish.")
            shell.until("○ listening")
        shell.type("qq")
        assert shell.left() == 0
    assert rms_dbfs(ear.pcm) > -40


def test_a_service_that_was_killed_is_reached_again_at_a_key(
    card: VirtualCard, tmp_path: Path
) -> None:
    """The wait is counted down; `r` ends it, and the call goes on where it is."""
    says = '[[turn]]\nsays = "Here I am."\n'
    with Partner(tmp_path / "partner", says) as partner:
        environ = talking.environment(card.environ, tmp_path) | partner.environ
        with at_a_shell(tmp_path, environ) as shell:
            shell.call(OFF)
            shell.until("● you")
            shell.until("○ listening")
            partner.die()
            shell.until("Cannot reach")  # the first try is not worth a word
            shell.until("↻ reconnecting in 4 s")
            shell.until("↻ reconnecting in 3 s")
            partner.come()
            shell.type("r")
            shell.until("Reconnected after", limit_s=AT_ONCE_S)
            shell.until("○ listening")
            shell.say("are you there")
            shell.until("model  Here I am.")
            shell.type("qq")
            assert shell.left() == 0
