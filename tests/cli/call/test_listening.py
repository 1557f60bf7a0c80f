"""What settings make of the ends of speech."""

from __future__ import annotations

from typing import Literal

import pytest

from livechat.catalog.models import MODELS
from livechat.cli.call.listening import gate, judges_recordings, patient, tells_ends
from livechat.config.settings import Settings, Sound, Vad
from livechat.config.spec import setup_spec
from livechat.core.link.endpointing import (
    AUTO,
    BACKSTOP_MS,
    ONSET_WINDOWS,
    PATIENT,
    WINDOW_MS,
    EndRule,
    Judgement,
)
from livechat.core.link.items import Sound as Chunk
from livechat.core.link.items import SoundEnd

TRANSLATES = "gemini-3.5-live-translate-preview"


def settings(model: str = "gemini-3.8-live", **sound: object) -> Settings:
    return Settings(model=model, sound=Sound.model_validate(sound))


@pytest.mark.parametrize(
    ("wanted", "conversation", "translation", "recordings"),
    [
        (None, True, False, False),
        ("auto", True, True, True),
        ("service", False, False, False),
        (500, True, True, True),
        ("500", True, True, True),
    ],
)
def test_who_is_told_of_ends(
    wanted: str | int | None, conversation: bool, translation: bool, recordings: bool
) -> None:
    """By the model's row, unless the user has said it; recordings only where he has."""
    wish = {} if wanted is None else {"end_silence": wanted}
    for model, told in (("gemini-3.8-live", conversation), (TRANSLATES, translation)):
        one = settings(model, **wish)
        assert tells_ends(one, model) is gate(one).tells is told
        assert judges_recordings(one) is recordings


def test_every_model_that_holds_conversations_is_told() -> None:
    """Those that follow speech without turns are not."""
    for model in MODELS:
        assert model.takes_ends is (model.task == "conversation")


@pytest.mark.parametrize("asked_ms", [100, 500, 2000])
def test_a_number_of_milliseconds_is_the_silence_that_ends_speech(asked_ms: int) -> None:
    """Rounded up to whole windows."""
    one = gate(settings(end_silence=asked_ms))
    chunk = Chunk(bytes(640), 0.0)
    for _ in range(ONSET_WINDOWS):
        one.take(chunk, Judgement((0.9,)))
    silent = 0
    while not [
        item for item in one.take(chunk, Judgement((0.0,), 1.0)) if isinstance(item, SoundEnd)
    ]:
        silent += 1
    assert asked_ms <= (silent + 1) * WINDOW_MS < asked_ms + WINDOW_MS


@pytest.mark.parametrize(
    ("sound", "silence_ms", "told_ms"),
    [
        ({}, 1500, 1500),
        ({}, 300, 300),
        ({}, 0, WINDOW_MS),
        ({"end_silence": "auto"}, 1500, AUTO.finished_ms),
        ({"end_silence": 500}, 1500, 500),
        ({"end_silence": "service"}, 1500, 1500),
        ({"end_silence": "service"}, None, AUTO.finished_ms),
    ],
)
def test_the_silence_that_the_user_wants_to_end_speech_does(
    sound: dict[str, object], silence_ms: int | None, told_ms: int
) -> None:
    """Also where it was said for the service: who asks for patience is not cut off here."""
    wanted = settings("gemini-3.8-live", **sound).model_copy(
        update={"vad": Vad(silence_ms=silence_ms)}
    )
    one = gate(wanted)
    chunk = Chunk(bytes(640), 0.0)
    for _ in range(ONSET_WINDOWS):
        one.take(chunk, Judgement((0.9,)))
    windows = 1
    while one.take(chunk, Judgement((0.0,), 1.0)) and one.speaking:
        windows += 1
    assert told_ms <= windows * WINDOW_MS < told_ms + WINDOW_MS


@pytest.mark.parametrize(
    ("sound", "silence_ms", "model", "told_ms"),
    [
        ({}, None, "gemini-3.8-live", AUTO.backstop_ms),
        ({}, 300, "gemini-3.8-live", 300),
        ({"end_silence": 1500}, None, "gemini-3.8-live", 1500 + BACKSTOP_MS),
        ({"end_silence": "service"}, None, "gemini-3.8-live", None),
        ({}, None, TRANSLATES, None),
    ],
)
def test_the_service_is_more_patient_than_this_machine(
    sound: dict[str, object], silence_ms: int | None, model: str, told_ms: int | None
) -> None:
    """Or it would end a sentence in a pause that this machine waits for. The user's word wins."""
    one = settings(model, **sound).model_copy(update={"vad": Vad(silence_ms=silence_ms)})
    assert patient(setup_spec(one), one).vad_silence_ms == told_ms


@pytest.mark.parametrize("always", [False, True])
def test_who_wants_the_room_to_be_heard_has_no_gate(always: bool) -> None:
    """All silence leaves."""
    one = gate(settings(always_send=always))
    left = [one.take(Chunk(bytes(640), 0.0), Judgement((0.0,))) for _ in range(1_000)]
    assert all(left) is always


@pytest.mark.parametrize(("end", "rule"), [(None, AUTO), ("high", AUTO), ("low", PATIENT)])
def test_who_wants_pauses_to_be_no_ends_is_given_more_time(
    end: Literal["low", "high"] | None, rule: EndRule
) -> None:
    """By this machine as by the service, which is asked to be more patient still."""
    one = settings().model_copy(update={"vad": Vad(end=end)})
    assert patient(setup_spec(one), one).vad_silence_ms == rule.backstop_ms
    assert PATIENT.finished_ms > AUTO.finished_ms
