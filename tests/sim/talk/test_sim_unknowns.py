"""What nobody knows of the hosted service is offered both ways, by a scenario's switches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from livechat.sim.events import EndedBy, SpeechBegan, SpeechEnded, Transcribed
from livechat.sim.mind.answer import Answer, Manner, Page, Sources
from livechat.sim.protocol import wire
from livechat.sim.protocol.terms import Detection
from livechat.sim.scenario import Scripted, StreamEndChoice
from livechat.sim.senses.listener import LEAD_MS, Listener
from tests.sim.stage import AT_ONCE, COMPLETE, GENERATED, SECOND, Stage, closed, sent, spoken, typed

SOURCES = Sources(("boats",), (Page("Invented: boats", "https://invented.example/1"),), ())


@pytest.mark.parametrize(("content", "taken"), [("yes", 2), ("seed-only", 1), ("no", 0)])
def test_client_content_may_be_taken_or_not(content: Any, taken: int) -> None:
    """Whatever the model's row says: of extended thinking it is not known."""
    stage = Stage({}, replace(AT_ONCE, content=content))
    for number in range(2):
        refused = closed(stage.do(typed("hello")))
        assert (refused is not None) is (number == taken)
        if refused is not None:
            assert refused.code == 1007
            break
        stage.finish()


@pytest.mark.parametrize(
    ("where", "kinds"),
    [
        ("after", ["modelTurn", "groundingMetadata", "generationComplete", "turnComplete"]),
        ("beside", ["groundingMetadata", "modelTurn", "generationComplete", "turnComplete"]),
        ("none", ["modelTurn", "generationComplete", "turnComplete"]),
    ],
)
def test_sources_may_come_in_several_places_or_not_at_all(where: Any, kinds: list[str]) -> None:
    """Ahead of the first sound, after the last, or never."""
    stage = Stage({}, replace(AT_ONCE, sources=where))
    done = sent(stage.ask(answer=Answer("Boats.", "", sources=SOURCES)))
    done += sent(stage.voice(1.0, "Boats."))
    done += sent(stage.voice_ended())
    assert [next(iter(one["serverContent"])) for one in done] == kinds


def left_alone(stage: Stage, by: EndedBy = "silence") -> list[dict[str, Any]]:
    """Say something that is meant for somebody else."""
    stage.mind.manner = Manner.SILENCE
    stage.do(SpeechBegan(), SpeechEnded(SECOND, by))
    return sent(stage.do(Transcribed("not you")))


def test_that_nothing_is_answered_may_be_told() -> None:
    """By a turn without an answer; a script goes on after it."""
    for told in (False, True):
        script = (Scripted(hears="not you"), Scripted(says="second"))
        silence = "told" if told else "untold"
        stage = Stage({}, replace(AT_ONCE, silence=silence, turns=script))  # type: ignore[arg-type]
        heard, *rest = left_alone(stage)
        assert "inputTranscription" in heard["serverContent"]
        assert rest == ([GENERATED, COMPLETE] if told else [])
        assert spoken(stage.ask("you")) == ["second"]


def test_what_a_client_ended_may_be_answered_whoever_was_meant() -> None:
    """Speech that ended by itself is left alone all the same."""
    choices: list[tuple[StreamEndChoice, bool]] = [("plain", False), ("answered", True)]
    for choice, answered in choices:
        stage = Stage({}, replace(AT_ONCE, stream_end=choice))
        left_alone(stage, "client")
        assert (stage.session.turn == 1) is answered
        stage = Stage({}, replace(AT_ONCE, stream_end=choice))
        left_alone(stage)
        assert stage.session.turn == 0


class Certain:
    """Hears speech in everything but silence."""

    def probability(self, window: bytes) -> float:
        return float(any(window))


@pytest.mark.parametrize(("keeps", "needed_ms"), [(False, 512), (True, 64)])
def test_prefix_padding_is_speech_that_is_needed_or_sound_that_is_kept(
    keeps: bool, needed_ms: int
) -> None:
    """Half a second of it: speech is believed later, or as soon as ever, with more from before."""
    detection = Detection(True, "HIGH", "HIGH", prefix_ms=512, silence_ms=None)
    listener = Listener(detection, Certain, keeps_prefix=keeps)
    quiet, loud = bytes(1024), b"\x00\x20" * 512
    heard: list[object] = []
    for window in [quiet] * 40 + [loud] * 20:
        listener.take(wire.Audio(window, 16_000))
        heard += listener.work() or [window]
    began = heard.index(SpeechBegan())
    assert (began - 40 + 1) * 32 == needed_ms
    assert len(listener.spoken()) / 32 >= (20 * 32 + (512 if keeps else LEAD_MS))
