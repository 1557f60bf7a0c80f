"""The real program over a real network whose cable is pulled."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from livechat.sim.senses.hum import hum
from tests.support.cable import Cable, End, network
from tests.support.remote import Mouth, Remote, recording
from tests.support.stories import starting, story
from tests.support.talking import ROOT, Line, Talking

TALE = " ".join(f"wave{number}" for number in range(30))
"""11 seconds, sent as slowly as it is spoken: in its middle, half of it is still to come."""

ANSWER = "As you wish."

SCENARIO = f"""
[audio]
speed = 1.0
[[turn]]
hears = "Tell me a tale."
says = "{TALE}"
[[turn]]
hears = "And then?"
says = "{ANSWER}"
"""

ASKS = recording(ROOT / "examples/austen-0880.wav")
ASKS_AGAIN = recording(ROOT / "examples/austen-0920.wav")

INTO_THE_TALE_S = 2.0

NOTICED_S = 30.0
"""Seconds in which a dead peer is noticed."""

BACK_S = 15.0
"""Seconds after which the session goes on, once it can."""

HANGING_UP_S = 15.0
"""Seconds in which a conversation ends, whatever its connection is like: less than it takes to
notice that nobody is there. On an idle machine it is two."""

FULL_S = 8.0
"""Seconds after which the microphone's sound, 45 kB a second, has filled the buffers."""

TRYING_S = 7.0
"""Seconds in which several tries have failed, and one may be under way."""

BREAKS = ("disconnected", "handing_over", "retrying")
"""What says that a connection is lost, or given up."""


class Call(NamedTuple):
    """A conversation over a cable."""

    cable: Cable
    remote: Remote
    talk: Talking
    mouth: Mouth


@contextmanager
def call(folder: Path) -> Iterator[Call]:
    """A conversation that is connected."""
    with ExitStack() as stack:
        with starting:
            cable = stack.enter_context(network())
            server, client = partial(cable.command, "server"), partial(cable.command, "client")
            remote = stack.enter_context(
                Remote(folder / "remote", SCENARIO, inside=server, address=cable.SERVER)
            )
            spoken = ("--mic", "-", "--speaker", "heard.wav")
            talk = stack.enter_context(
                Talking(remote.environ, folder, *spoken, offline=False, inside=client)
            )
            talk.wait("connected", how="new")
        with Mouth(talk) as mouth:
            yield Call(cable, remote, talk, mouth)


def hang_up(call: Call) -> None:
    """Press Ctrl-C; that must end the program well, and at once."""
    call.talk.interrupt()
    code, errors, took = call.talk.end()
    assert code == 0, errors
    assert took < HANGING_UP_S
    assert call.talk.lines[-1]["event"] == "ended"


def ask_for_the_tale(call: Call) -> None:
    """Return in the middle of it."""
    call.mouth.say(ASKS)
    call.talk.wait("playback_started")
    time.sleep(INTO_THE_TALE_S)


def wait_for_a_break(talk: Talking, after: int) -> Line:
    """The first sign that the connection is lost."""
    return talk.wait_for(
        lambda line: line["event"] in BREAKS, "sign of a break", after=after, limit_s=NOTICED_S
    )


def wait_for_the_whole(talk: Talking, words: str, after: int = 0) -> Line:
    """The end of an answer that was heard from its first sample to its last."""
    samples = len(hum(words, "")) // 2
    return talk.wait("playback_finished", heard=samples, unheard=0, after=after, limit_s=60.0)


def wait_for_the_end(talk: Talking, words: str) -> None:
    """Wait for the last word of an answer: of all of it, or, where a loss was told, of its rest.

    TCP may need twice the time of the break to send again. If the client goes on over another
    connection first, what was under way is lost: the service goes on behind it.
    """
    last = words.split()[-1]
    talk.wait_for(
        lambda line: (
            line["event"] == "utterance" and not line["lost"] and line["text"].endswith(last)
        ),
        f"utterance that ends with {last}",
        limit_s=60.0,
    )
    if not any(line.get("lost") for line in talk.lines):
        wait_for_the_whole(talk, words)


def outlives_five_seconds(folder: Path, end: End) -> None:
    with call(folder) as here:
        ask_for_the_tale(here)
        here.cable.pull(end)
        time.sleep(5.0)
        here.cable.plug(end)
        wait_for_the_end(here.talk, TALE)
        mark = len(here.talk.lines)
        here.mouth.say(ASKS_AGAIN)
        wait_for_the_whole(here.talk, ANSWER, after=mark)
        hang_up(here)
    ends = [line["turn"] for line in here.talk.lines if line["event"] == "turn_complete"]
    lost = {line["turn"] for line in here.talk.lines if line.get("lost")}
    assert len(ends) == len(set(ends)) == 2 + len(lost)


@story
def test_a_far_cable_pulled_for_five_seconds_in_mid_turn_costs_no_word_untold(folder: Path) -> None:
    """The answer goes on where it was; or its beginning is told to be lost, and the service goes on
    with it. The next one is whole.
    """
    outlives_five_seconds(folder, "far")


@story
def test_a_near_cable_pulled_for_five_seconds_in_mid_turn_costs_no_word_untold(
    folder: Path,
) -> None:
    """The same where the kernel says that there is no network."""
    outlives_five_seconds(folder, "near")


def outlives_a_minute(folder: Path, end: End) -> None:
    with call(folder) as here:
        ask_for_the_tale(here)
        mark = len(here.talk.lines)
        pulled = time.monotonic()
        here.cable.pull(end)
        wait_for_a_break(here.talk, after=mark)
        here.talk.wait("retrying", after=mark, limit_s=pulled + NOTICED_S - time.monotonic())
        time.sleep(pulled + 45.0 - time.monotonic())
        here.mouth.say(ASKS_AGAIN)
        time.sleep(pulled + 60.0 - time.monotonic())
        mark = len(here.talk.lines)
        here.cable.plug(end)
        connected = here.talk.wait("connected", after=mark, limit_s=BACK_S)
        mark = here.talk.lines.index(connected)
        assert connected["how"] == "resumed"
        assert connected["gap_s"] > 30.0
        assert connected["resent_s"] > len(ASKS_AGAIN) / 2 / 16_000
        # The tale is begun again and stopped by what was said last: its playback ends before all
        # of that has arrived, and with nothing unheard if the machine was too busy to send more.
        wait_for_the_whole(here.talk, ANSWER, after=mark)
        here.remote.until_heard(ASKS_AGAIN)
        hang_up(here)
    assert any(line.get("lost") for line in here.talk.lines)


@story
def test_after_a_minute_without_the_far_cable_the_session_goes_on(folder: Path) -> None:
    """The break is told within 30 s; after the plug it is resumed within 15 s, and what was said
    meanwhile reaches the service, every sample, and is answered.
    """
    outlives_a_minute(folder, "far")


@story
def test_after_a_minute_without_the_near_cable_the_session_goes_on(folder: Path) -> None:
    """The same where every try fails at once."""
    outlives_a_minute(folder, "near")


@story
def test_a_peer_that_vanished_is_noticed_though_nobody_says_a_word(folder: Path) -> None:
    """No answer is due and the microphone is still: within 30 s, what nobody acknowledges tells."""
    with call(folder) as here:
        here.mouth.say(ASKS)
        wait_for_the_whole(here.talk, TALE)
        here.mouth.be_still()
        mark = len(here.talk.lines)
        here.cable.pull("far")
        wait_for_a_break(here.talk, after=mark)
        mark = len(here.talk.lines)
        here.cable.plug("far")
        connected = here.talk.wait("connected", after=mark, limit_s=BACK_S)
        assert connected["how"] == "resumed"
        hang_up(here)


@story
def test_hanging_up_is_quick_although_the_peer_has_vanished(folder: Path) -> None:
    """Before anybody has noticed, with buffers full of what nobody takes."""
    with call(folder) as here:
        ask_for_the_tale(here)
        here.cable.pull("far")
        time.sleep(FULL_S)
        hang_up(here)


@story
def test_hanging_up_is_quick_while_the_service_is_out_of_reach(folder: Path) -> None:
    """In the middle of the tries to reach it again."""
    with call(folder) as here:
        ask_for_the_tale(here)
        here.cable.pull("far")
        here.talk.wait("retrying", limit_s=NOTICED_S)
        time.sleep(TRYING_S)
        hang_up(here)
