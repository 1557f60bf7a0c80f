"""What a proactive partner leaves alone, in a scenario as in life."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from livechat.sim.events import SpeechBegan, SpeechEnded, Transcribed
from livechat.sim.mind.answer import Manner
from livechat.sim.protocol import wire
from livechat.sim.protocol.wire import Close
from livechat.sim.scenario import Scenario, Scripted
from livechat.sim.scenario_file import load
from tests.sim.peer import QUICK, faulty, limited, peer, recording
from tests.sim.stage import SECOND, Stage, sent, spoken

OTHERS = "I am not talking to you"
FIRST = (Scripted(hears=OTHERS), Scripted(hears="And now?", says="Now."))

PROACTIVE: list[tuple[str, dict[str, Any], bool]] = [
    ("gemini-3.8-live", {}, True),
    ("gemini-3.1-flash-live-preview", {}, False),
    ("gemini-2.5-flash-native-audio-preview-12-2025", {}, False),
    (
        "gemini-2.5-flash-native-audio-preview-12-2025",
        {"proactivity": {"proactiveAudio": True}},
        True,
    ),
]


@pytest.mark.parametrize(("model", "fields", "silent"), PROACTIVE)
def test_scripted_ears_do_not_make_a_partner_answer(
    model: str, fields: dict[str, Any], silent: bool
) -> None:
    """What was heard is told; whether it is answered is for the model to say."""
    stage = Stage({"model": model, **fields}, Scenario(pace="instant", turns=FIRST))
    stage.mind.manner = Manner.SILENCE
    stage.do(SpeechBegan(), SpeechEnded(SECOND))
    done = stage.do(Transcribed(OTHERS))
    heard = [one["serverContent"]["inputTranscription"]["text"] for one in sent(done)[:1]]
    assert "".join(heard).split()[0] == "I"
    assert spoken(done) == ([] if silent else [f"re: {OTHERS}"])
    assert stage.session.turn == (0 if silent else 1)


def test_the_next_turn_of_a_scenario_follows_a_silent_one() -> None:
    """What it says belongs to what it hears."""
    stage = Stage({}, Scenario(pace="instant", turns=FIRST))
    stage.mind.manner = Manner.SILENCE
    stage.do(SpeechBegan(), SpeechEnded(SECOND), Transcribed(OTHERS))
    stage.mind.manner = Manner.ANSWER
    stage.do(SpeechBegan(), SpeechEnded(SECOND))
    assert spoken(stage.do(Transcribed("And now?"))) == ["Now."]


@pytest.mark.parametrize(
    "script",
    [
        Scripted(says="Yes?"),
        Scripted(says=""),
        Scripted(before=({"x": 1},)),
        Scripted(after=({"x": 1},)),
        Scripted(close=Close(1011)),
        Scripted(replay=()),
    ],
)
def test_a_turn_that_is_to_do_something_does_it(script: Scripted) -> None:
    """Whatever was heard."""
    assert script.acts
    stage = Stage({}, Scenario(pace="instant", turns=(replace(script, hears=OTHERS),)))
    stage.mind.manner = Manner.SILENCE
    stage.do(SpeechBegan(), SpeechEnded(SECOND), Transcribed(OTHERS))
    assert stage.session.turn == 1


def test_unfinished_words_of_a_scenario_are_not_waited_on() -> None:
    """There is no more to come."""
    stage = Stage({}, Scenario(pace="instant", turns=(Scripted(hears="and"),)))
    stage.mind.manner = Manner.WAIT
    assert spoken(stage.do(wire.Text("and"))) == ["re: and"]


@pytest.mark.network
@pytest.mark.parametrize("words", [OTHERS, "I am talking to my wife.", "Not you."])
def test_a_scenario_file_keeps_the_partner_silent(words: str, tmp_path: Path) -> None:
    """Over a socket: the transcription comes, and nothing else before the next question."""
    path = tmp_path / "scenario.toml"
    path.write_text(f'voice = "synthetic"\n[[turn]]\nhears = "{words}"\n')

    async def main() -> None:
        scenario = replace(QUICK, turns=load(path).turns)
        async with faulty(scenario=scenario) as server, peer(server) as client:
            await client.setup()
            await client.stream(recording("austen-0880"))
            await client.send({"realtimeInput": {"audioStreamEnd": True}})
            heard = ""
            while heard != words:
                content = (await client.receive()).get("serverContent", {})
                heard += content.get("inputTranscription", {}).get("text", "")
                assert not {"modelTurn", "turnComplete", "outputTranscription"} & content.keys()
            turn = await client.ask("count to two")
            assert (turn.said, turn.signs) == ("1, 2.", ["generationComplete", "turnComplete"])

    limited(main())
