"""The real program over a bad line that breaks nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.support.remote import Mouth, Remote, recording
from tests.support.stories import starting, story
from tests.support.talking import ROOT, Talking

QUESTION = ROOT / "examples/austen-0880.wav"

ANSWERS = ("Nor was she at all.", "He thought so, and he said it to her.", "That was the end.")

SCENARIO = "".join(f'[[turn]]\nhears = "?"\nsays = "{answer}"\n' for answer in ANSWERS)

TALE = " ".join(f"wave{number}" for number in range(30))
"""11 seconds."""

SLOW = f'[audio]\nspeed = 1.0\n[[turn]]\nhears = "?"\nsays = "{TALE}"\n'

LEFT = {"disconnected", "handing_over", "retrying"}
"""What says that a connection is lost or given up."""

TROUBLES = {*LEFT, "service_troubled", "not_understood"}
"""What a healthy session never tells."""

LATE_S = 15.0
"""Users saw pongs come 8 to 30 seconds late in healthy sessions; after 25 they are lost."""

PINGED_S = 21.0
"""Seconds in which there has been a ping, if there are any."""


def told(talk: Talking) -> list[str]:
    """Names of all events."""
    return [line["event"] for line in talk.lines]


@contextmanager
def call(
    folder: Path, scenario: str, *relay: str, mics: Sequence[str] = ("--mic=-",)
) -> Iterator[tuple[Remote, Talking]]:
    """A conversation that is connected."""
    with ExitStack() as stack:
        with starting:
            remote = stack.enter_context(Remote(folder / "remote", scenario, *relay))
            args = (*mics, "--speaker=heard.wav")
            talk = stack.enter_context(Talking(remote.environ, folder, *args, offline=False))
            talk.wait("connected")
        yield remote, talk


@story
def test_over_a_line_that_is_slow_and_stalls_every_answer_comes_whole(folder: Path) -> None:
    """300 ms each way and stalls of up to 1.5 s, for a conversation of three turns: not a break,
    not a sample less than the service sent.
    """
    mics = [f"--mic={QUESTION}"] * len(ANSWERS)
    with call(folder, SCENARIO, "--delay-ms=300", "--stalls=7", mics=mics) as (remote, talk):
        code, errors, _ = talk.end()
        assert code == 0, errors
        counts = remote.end()
        sent = remote.spoke(1)
    assert counts["connections"] == 1
    assert counts["stalled"] > len(ANSWERS)
    assert TROUBLES.isdisjoint(told(talk))
    assert len(sent) == len(ANSWERS)
    ends = [line for line in talk.lines if line["event"] == "playback_finished"]
    assert [(line["heard"], line["unheard"]) for line in ends] == [
        (len(answer) // 2, 0) for answer in sent
    ]
    assert recording(folder / "heard.wav") == b"".join(sent)
    words = [line["text"] for line in talk.lines if line["event"] == "utterance"]
    assert [text for text in words if text != "?"] == list(ANSWERS)


@story
def test_slow_pongs_do_not_end_a_healthy_session(folder: Path) -> None:
    """While no answer is due, everything comes 15 s late, for long enough that a pong must have
    been among it; then the session answers as before, over the same connection. Others, tried
    meanwhile, are refused: the service knows that it is alive.
    """
    with call(folder, SCENARIO) as (remote, talk):
        with Mouth(talk) as mouth:
            mouth.say(recording(QUESTION))
            talk.wait("playback_finished", turn=1)
            remote.delay("down", LATE_S)
            time.sleep(PINGED_S + LATE_S)
            remote.delay("down", 0.0)
            mouth.say(recording(QUESTION))
            talk.wait("playback_finished", turn=2, limit_s=LATE_S + 30.0)
        code, errors, _ = talk.end()
        assert code == 0, errors
        tried = remote.end()["connections"] - 1
    assert tried > 0
    assert {"disconnected", "handing_over", "service_troubled"}.isdisjoint(told(talk))


@story
def test_a_service_that_falls_silent_in_mid_turn_is_noticed_and_left(folder: Path) -> None:
    """Its system still acknowledges everything, but neither words nor pongs come. Within 12 s the
    session, which takes what it said meanwhile for heard, goes on over another connection with the
    rest of its answer.
    """
    with call(folder, SLOW) as (remote, talk):
        with Mouth(talk) as mouth:
            mouth.say(recording(QUESTION))
            talk.wait("playback_started")
            time.sleep(2.0)
            mark = len(talk.lines)
            remote.hold("down")
            talk.wait("handing_over", why="silent", after=mark)
            again = talk.wait("connected", how="resumed", after=mark)
            assert again["gap_s"] < 12
            talk.wait("playback_finished", turn=2, unheard=0, after=mark)
            cut, rest = (talk.wait("utterance", turn=turn, after=mark) for turn in (1, 2))
            assert cut["lost"]
            assert not rest["lost"]
            assert rest["text"] == TALE[-len(rest["text"]) :]
        code, errors, _ = talk.end()
        assert code == 0, errors
