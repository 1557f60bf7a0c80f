"""The time line of a turn, as measured, of the whole server but for its sockets."""

from __future__ import annotations

import asyncio
import base64
import itertools
from collections.abc import Iterator
from datetime import datetime
from typing import cast

import pytest
from websockets.asyncio.server import ServerConnection

from livechat.core.pcm import OUTPUT_RATE, seconds_in, silence
from livechat.sim.doors.connection import Connection, Senses
from livechat.sim.mind.brain import Brain
from livechat.sim.protocol.routes import Route
from livechat.sim.scenario import Scenario, Scripted
from livechat.sim.senses.ears import ScriptedEars
from livechat.sim.senses.voice import SyntheticVoice
from livechat.sim.talk.handles import Handles
from livechat.sim.talk.session import House, Session
from tests.sim.timed import SAYS, SETUP, SPEECH, Client, held, streamed, voiced_chunks
from tests.support import virtual_time

STREAM = silence(0.45, 16_000) + SPEECH + silence(8.0, 16_000)


@pytest.mark.parametrize("seed", range(3))
def test_a_spoken_turn_takes_the_time_it_was_measured_to_take(seed: int) -> None:
    """From the setup to turnComplete, on an open microphone with all defaults."""
    scenario = Scenario(
        seed=seed,
        voice="synthetic",
        turns=(Scripted(hears="he was not an ill disposed young man", says=SAYS),),
    )
    first, last = voiced_chunks(STREAM, 0.5)
    client = held(Client([(0.0, SETUP), *streamed(STREAM, 0.5)]), scenario)

    (setup,), (handle,) = client.at("setupComplete"), client.at("sessionResumptionUpdate")
    assert 0.235 <= setup <= 0.34
    assert 0.1 <= handle - setup <= 0.12

    (begun,), (ended,) = client.at("ACTIVITY_START"), client.at("ACTIVITY_END")
    assert 0.12 <= begun - first <= 0.26
    (heard,), sound = client.at("inputTranscription"), client.at("inlineData")
    assert 1.1 <= heard - last <= 1.35  # a chunk holds what was said up to 100 ms before
    assert ended == heard == sound[0] == client.at("outputTranscription")[0]

    assert 9 <= len(sound) <= 14
    assert 3 <= len(client.at("outputTranscription")) <= 5
    seconds = seconds_in(len(b"".join(pieces(client))), OUTPUT_RATE)
    assert (sound[-1] - sound[0]) * 4 == pytest.approx(seconds, abs=0.33)
    (generated,), (complete,) = client.at("generationComplete"), client.at("turnComplete")
    assert generated - sound[-1] == pytest.approx(0.03)
    assert complete - sound[0] == pytest.approx(seconds)
    between = [message for when, message in client.came if sound[0] < when < sound[-1]]
    assert {} in between
    assert {"serverContent": {}} in between


def pieces(client: Client) -> Iterator[bytes]:
    for _, message in client.came:
        for part in message.get("serverContent", {}).get("modelTurn", {}).get("parts", ()):
            yield base64.b64decode(part["inlineData"]["data"])


def test_who_ends_the_speech_is_answered_sooner() -> None:
    """By audioStreamEnd after the last sound: a quarter of a second, not more than a second."""
    scenario = Scenario(voice="synthetic", turns=(Scripted(hears="hello", says=SAYS),))
    stream = list(streamed(SPEECH, 0.5))
    end = stream[-1][0] + 0.01
    over = (end, {"realtimeInput": {"audioStreamEnd": True}})
    client = held(Client([(0.0, SETUP), *stream, over]), scenario)
    assert client.at("inputTranscription") == [pytest.approx(end + 0.25)]
    assert client.at("inlineData")[0] == pytest.approx(end + 0.25)


def test_speaking_over_an_answer_stops_it_soon() -> None:
    """With interrupted and turnComplete within a millisecond, 150 ms after the first voiced chunk,
    or a chunk later where that holds hardly any voice.
    """
    scenario = Scenario(voice="synthetic", turns=(Scripted(says=f"{SAYS} {SAYS} {SAYS}"),))
    begins = 1.0
    first, _ = voiced_chunks(SPEECH, begins)
    asks = (0.4, {"realtimeInput": {"text": "tell me"}})
    client = held(Client([(0.0, SETUP), asks, *streamed(SPEECH, begins)]), scenario)
    (interrupted,) = client.at("interrupted")
    assert 0.12 <= interrupted - first <= 0.26
    assert client.at("turnComplete")[0] == interrupted == client.at("ACTIVITY_START")[0]
    assert client.at("generationComplete") == []


def test_an_early_resume_is_refused_half_a_second_after_the_try() -> None:
    """470 to 700 ms, with nothing before it."""
    scenario = Scenario(voice="synthetic")
    refusals: list[tuple[float, int]] = []

    class Refused(Client):
        async def close(self, code: int, reason: str) -> None:
            refusals.append((self._now() - self.began, code))

    async def main() -> None:
        now = asyncio.get_running_loop().time()
        handles = Handles()
        handles.opened("S1")
        handle = handles.give("S1", now)
        handles.ended("S1", now, idle=True)
        resuming = {"setup": {**SETUP["setup"], "sessionResumption": {"handle": handle}}}
        client = Refused([(0.0, resuming)])
        numbers = itertools.count(1)
        house = House(scenario, lambda terms: Brain(datetime.now), handles, numbers)
        await Connection(
            cast(ServerConnection, client),
            Session(house, Route("gemini", "v1beta")),
            scenario,
            Senses(lambda understood, language: ScriptedEars([]), SyntheticVoice()),
            lambda message, size: None,
        ).run()
        assert client.came == []

    virtual_time.run(main())
    ((after, code),) = refusals
    assert code == 1011
    assert 0.47 <= after <= 0.7


def test_at_an_instant_pace_nothing_waits() -> None:
    """Everything comes in the very moment it can; speech still has to end."""
    scenario = Scenario(
        voice="synthetic", pace="instant", turns=(Scripted(hears="hello", says=SAYS),)
    )
    client = held(Client([(0.0, SETUP), *streamed(STREAM, 0.5)]), scenario)
    assert client.at("setupComplete") == client.at("sessionResumptionUpdate") == [0.0]
    assert client.at("turnComplete") == client.at("inputTranscription")


def test_a_connection_without_a_sign_of_life_is_given_up() -> None:
    """After eight minutes, with 1011."""
    closed: list[tuple[int, int]] = []

    class Silent(Client):
        async def recv(self) -> str:
            if self.due:
                return await super().recv()
            await asyncio.Event().wait()
            return ""

        async def close(self, code: int, reason: str) -> None:
            closed.append((round(self._now() - self.began), code))

    held(Silent([(0.0, SETUP)]), Scenario(voice="synthetic"))
    assert closed == [(480, 1011)]
