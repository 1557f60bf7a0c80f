"""Conversations on a real sound card, as people have them: spoken, interrupted, unplugged."""

from __future__ import annotations

import array
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from livechat.sim.senses.hum import hum
from tests.support import talking
from tests.support.card import VirtualCard
from tests.support.likeness import check_heard
from tests.support.talking import Talking

EXAMPLES = Path(__file__).parents[2] / "examples"

STORY = " ".join(f"wave{number}" for number in range(60))
"""22 seconds, each word 0.37."""

TALE = " ".join(f"wave{number}" for number in range(12))
"""4.4 seconds."""

SHORT = f'[[turn]]\nsays = "{TALE}"\n'

LONG = f'[[turn]]\nsays = "{STORY}"\n[[turn]]\nsays = "As you wish."\n'

OFF = ("--echo", "off", "--no-duck")


def loud(pcm: bytes, over: int = 300) -> list[int]:
    """Places of samples that can be heard."""
    return [at for at, sample in enumerate(array.array("h", pcm)) if abs(sample) > over]


def test_a_spoken_question_is_heard_and_answered_aloud(card: VirtualCard, tmp_path: Path) -> None:
    """Mouth to ear: what is played is the answer, all of it, at its pace and as loud as it came."""
    scenario = '[[turn]]\nhears = "he was not ill disposed"\nsays = "Nor was she at all."\n'
    with card.record() as ear, Talking(card.environ, tmp_path, scenario=scenario) as talk:
        talk.wait("device_opened", device="microphone")
        talk.wait("connected")
        card.play(EXAMPLES / "austen-0880.wav")
        done = talk.wait("playback_finished")
        talk.say("q")
        code, errors, _ = talk.end()
    assert code == 0, errors
    said = [line["text"] for line in talk.lines if line["event"] == "utterance"]
    assert said == ["he was not ill disposed", "Nor was she at all."]
    voice = hum("Nor was she at all.", "")
    assert done["heard"] == len(voice) // 2
    check_heard(ear.pcm, voice, 24_000)


def test_a_typed_line_stops_the_voice_and_only_what_was_heard_was_said(
    card: VirtualCard, tmp_path: Path
) -> None:
    """At most one word off, by the voice's known times; the rest is kept, marked unheard."""
    with Talking(card.environ, tmp_path, *OFF, scenario=LONG) as talk:
        talk.wait("connected")
        talk.say("tell me a story")
        began = talk.wait("playback_started")
        time.sleep(2.0)
        talk.say("stop")
        done = talk.wait("playback_finished")
        cut = talk.wait("utterance", interrupted=True)
        talk.say("q")
        code, errors, _ = talk.end()
    assert code == 0, errors
    assert began["turn"] == done["turn"]
    words = cut["text"].split()
    assert abs(len(words) - done["heard"] / 24_000 * 2.7) <= 1
    received = " ".join((*words, *cut["unheard"].split()))
    assert STORY.startswith(received)
    assert cut["unheard"]


def test_a_frozen_sound_server_is_noticed_and_the_call_outlives_it(
    fresh_card: VirtualCard, tmp_path: Path
) -> None:
    """It is said; when it thaws, the answer goes on where it was."""
    with Talking(fresh_card.environ, tmp_path, *OFF, scenario=SHORT) as talk:
        talk.wait("device_opened", device="microphone")
        talk.wait("connected")
        talk.say("tell me a story")
        talk.wait("playback_started")
        time.sleep(1.0)
        mark = len(talk.lines)
        fresh_card.pause()
        for device in ("microphone", "loudspeaker"):
            talk.wait("device_lost", device=device, after=mark)
        fresh_card.resume()
        for device in ("microphone", "loudspeaker"):
            talk.wait("device_opened", device=device, after=mark)
        done = talk.wait("playback_finished")
        talk.say("q")
        code, errors, _ = talk.end()
    assert code == 0, errors
    assert done["unheard"] == 0
    sent = sum(line["samples"] for line in talk.lines if line["event"] == "audio_received")
    assert done["heard"] == sent
    assert "ALSA" not in errors


def test_a_sound_server_that_died_is_found_again(fresh_card: VirtualCard, tmp_path: Path) -> None:
    """Retried every second until it lives; the next answer is heard."""
    with Talking(fresh_card.environ, tmp_path, *OFF, scenario=LONG) as talk:
        talk.wait("device_opened", device="microphone")
        talk.wait("device_opened", device="loudspeaker")
        talk.wait("connected")
        mark = len(talk.lines)
        fresh_card.kill()
        talk.wait("device_lost", device="microphone", after=mark)
        fresh_card.restart()
        talk.wait("device_opened", device="microphone", after=mark)
        talk.say("tell me a story")
        with fresh_card.record() as ear:
            talk.wait("playback_started", after=mark)
            ear.wait_for_seconds(1.5)
        talk.say("q")
        code, errors, _ = talk.end()
    assert code == 0, errors
    assert len(loud(ear.pcm)) > 10_000


@pytest.mark.parametrize("device", ["microphone", "speaker"])
def test_hanging_up_is_quick_although_the_sound_server_is_frozen(
    fresh_card: VirtualCard, tmp_path: Path, device: str
) -> None:
    """Closing never hangs the program: nothing moves until it has ended."""
    with Talking(fresh_card.environ, tmp_path, *OFF, scenario=LONG) as talk:
        talk.wait("device_opened", device="microphone")
        talk.wait("connected")
        if device == "speaker":
            talk.say("tell me a story")
            talk.wait("playback_started")
        fresh_card.pause()
        talk.say("q")
        code, errors, _ = talk.end()
        fresh_card.resume()
    assert code == 0, errors


def test_a_device_that_was_plugged_in_meanwhile_is_found_by_name(
    fresh_card: VirtualCard, tmp_path: Path
) -> None:
    """`r` starts PortAudio anew; and a name that returns is taken again by itself."""
    fresh_card.plug("headset")
    with Talking(fresh_card.environ, tmp_path, *OFF, "--speaker", "headset", scenario=LONG) as talk:
        talk.wait("device_opened", device="loudspeaker", name="headset")
        talk.wait("connected")
        mark = len(talk.lines)
        talk.say("r")
        for device in ("microphone", "loudspeaker"):
            talk.wait("device_opened", device=device, after=mark)
        mark = len(talk.lines)
        fresh_card.unplug("headset")
        talk.say("r")
        talk.wait_for(
            lambda line: line["event"] == "notice" and "headset" in line["text"],
            "word of the missing headset",
            after=mark,
        )
        fresh_card.plug("headset")
        talk.wait("device_opened", device="loudspeaker", name="headset", after=mark)
        talk.say("tell me a story")
        with fresh_card.record("headset.monitor") as ear:
            talk.wait("playback_started", after=mark)
            ear.wait_for_seconds(1.5)
        talk.say("q")
        code, errors, _ = talk.end()
    assert code == 0, errors
    assert len(loud(ear.pcm)) > 10_000


def test_speaking_over_the_model_ducks_it_and_then_stops_it(
    card: VirtualCard, tmp_path: Path
) -> None:
    """This machine lowers the voice at once, the service interrupts it; no echo, no headphones.

    How well the echo is cancelled depends on the devices' times, which a busy machine tells wrong:
    one call of three must be without a false alarm.
    """
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        if spoken_over(card, folder):
            return
    pytest.fail("each of three calls took its own echo for the user")


def spoken_over(card: VirtualCard, folder: Path) -> bool:
    """Speak over a long answer; whether nothing stopped it before."""
    story = f'[[turn]]\nsays = "{STORY}"\n[[turn]]\nhears = "stop that"\nsays = "As you wish."\n'
    slow = ("--vad-start", "low")  # the partner listens with the same ears as this machine
    with card.loopback(40), Talking(card.environ, folder, *slow, scenario=story) as talk:
        talk.wait("device_opened", device="microphone")
        talk.wait("connected")
        time.sleep(1.5)  # devices that have just been opened are 20 ms wrong about the time
        talk.say("tell me a story")
        talk.wait("playback_started")
        time.sleep(3.0)
        mark = len(talk.lines)
        if [line for line in talk.lines if line["event"] in ("ducked", "interrupted")]:
            return False
        card.play(EXAMPLES / "austen-0880.wav")
        talk.wait("ducked", after=mark, on=True)
        talk.wait("interrupted", after=mark)
        cut = talk.wait("utterance", after=mark, interrupted=True)
        talk.wait("input_transcribed", after=mark, text="stop that")
        talk.say("q")
        code, errors, _ = talk.end()
    assert code == 0, errors
    assert cut["unheard"]
    names = [line["event"] for line in talk.lines]
    assert names.index("ducked") < names.index("interrupted")
    return True


def test_push_to_talk_is_heard_from_half_a_second_before_the_press(
    card: VirtualCard, tmp_path: Path
) -> None:
    """Nothing is sent before, and the release hands over."""
    scenario = '[[turn]]\nhears = "pressed"\nsays = "Heard."\n'
    with Talking(card.environ, tmp_path, "--push-to-talk", *OFF, scenario=scenario) as talk:
        talk.wait("device_opened", device="microphone")
        talk.wait("connected")
        card.play(EXAMPLES / "austen-0880.wav")
        assert not [line for line in talk.lines if line["event"] == "input_transcribed"]
        talk.say("")
        talk.wait("activity_marked", speaking=True)
        card.play(EXAMPLES / "austen-0880.wav")
        talk.say("")
        talk.wait("activity_marked", speaking=False)
        talk.wait("utterance", text="Heard.")
        talk.say("q")
        code, errors, _ = talk.end()
    assert code == 0, errors


def test_what_is_said_beside_the_transcript_is_not_lost(card: VirtualCard, tmp_path: Path) -> None:
    """C libraries are kept off stderr; livechat's own notes and its receipt are not."""
    scenario = tmp_path / "scenario.toml"
    scenario.write_text('[[turn]]\nsays = "Good day."\n')
    variables = talking.environment(card.environ, tmp_path, scenario)
    command = [sys.executable, "-m", "livechat", "talk", "--offline", "--plain", *OFF]
    with subprocess.Popen(
        command, cwd=tmp_path, env=variables, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as running:  # fmt: skip
        limit = threading.Timer(talking.LIMIT_S, running.kill)
        limit.start()
        assert running.stdin
        assert running.stdout
        running.stdin.write("hello\n")
        running.stdin.flush()
        said = [running.stdout.readline(), running.stdout.readline()]
        running.stdin.write("m\n")
        running.stdin.flush()
        assert running.stderr
        notes = ""
        while "muted" not in notes:
            line = running.stderr.readline()
            assert line, notes
            notes += line
        _, rest = running.communicate("q\n")
        limit.cancel()
    assert running.returncode == 0, notes + rest
    assert said == ["you: hello\n", "model: Good day.\n"]
    assert "not Gemini" in notes
    assert "1 turn" in rest
    assert "ALSA" not in notes + rest


def test_the_wrong_device_is_told_with_those_there_are(card: VirtualCard, tmp_path: Path) -> None:
    """Exit code 4."""
    with Talking(card.environ, tmp_path, "--speaker", "theremin") as talk:
        code, errors, _ = talk.end()
    assert code == 4
    assert "theremin" in errors
    assert "vspk" in errors
