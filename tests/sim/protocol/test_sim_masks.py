"""Which field masks fit a token's setup."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.protocol.masks import check_mask
from livechat.sim.protocol.minting import read
from livechat.sim.protocol.schema import WireError

SETUP: dict[str, Any] = {
    "model": "models/m",
    "generationConfig": {
        "temperature": 0.5,
        "speechConfig": {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}}},
    },
    "systemInstruction": {"parts": [{"text": "Be kind."}]},
    "tools": [{"googleSearch": {}}],
    "outputAudioTranscription": {},
    "labels": {"team": "a"},
}
WHOLE = [
    *("model", "generationConfig", "systemInstruction", "tools"),
    *("outputAudioTranscription", "labels"),
]


@pytest.mark.parametrize(
    "mask",
    [
        [],
        WHOLE,
        [*WHOLE, "inputAudioTranscription", "generation_config.top_p"],
        [
            *("model", "generationConfig.temperature", "generation_config.speech_config"),
            *("systemInstruction.parts", "tools", "output_audio_transcription", "labels"),
        ],
    ],
)
def test_a_mask_that_names_all_that_is_set(mask: list[str]) -> None:
    """Whole or in parts, in either spelling; more than that is locked at its default."""
    check_mask(mask, SETUP)


@pytest.mark.parametrize(
    "path",
    [
        *("colour", "modell", "Model", "generationConfig.colour", "model.name"),
        *("tools.googleSearch", "labels.team", "generationConfig.temperature.value"),
        *("systemInstruction.parts.text", "setup.model"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(path: str) -> None:
    """By its name, as it was written; also into a list or into keys of the user's own."""
    with pytest.raises(WireError) as refused:
        check_mask([*WHOLE, path], SETUP)
    assert "'fieldMask'" in str(refused.value)
    assert f"'{path}'" in str(refused.value)
    with pytest.raises(WireError):
        check_mask([path], {})


@pytest.mark.parametrize(
    ("missing", "mask"),
    [
        ("model", WHOLE[1:]),
        ("tools", [one for one in WHOLE if one != "tools"]),
        ("outputAudioTranscription", [one for one in WHOLE if one != "outputAudioTranscription"]),
        (
            "generationConfig.speechConfig.voiceConfig.prebuiltVoiceConfig.voiceName",
            [*WHOLE[:1], *WHOLE[2:], "generationConfig.temperature"],
        ),
    ],
)
def test_what_is_set_must_be_in_the_mask(missing: str, mask: list[str]) -> None:
    """The first field that is not is named."""
    with pytest.raises(WireError, match=f"'{missing}' is set"):
        check_mask(mask, SETUP)


def test_a_mask_without_a_setup_locks_fields_at_their_defaults() -> None:
    """Nothing is set, so nothing is missing."""
    check_mask(["model", "tools"], {})


def test_unknown_fields_of_a_setup_are_nobodys() -> None:
    """A lenient server leaves them alone; no mask can name them."""
    check_mask(["model"], {"model": "m", "colour": "blue"})


@pytest.mark.parametrize("mask", ["model", "generation_config.temperature", "model,color"])
def test_a_request_for_a_token_is_held_to_it(mask: str) -> None:
    """As a whole."""
    setup = {"model": "models/m", "generation_config": {"temperature": 0.5}}
    body = {"bidiGenerateContentSetup": setup, "fieldMask": mask}
    with pytest.raises(WireError, match="'fieldMask'"):
        read(json.dumps(body).encode(), datetime(2026, 11, 21, tzinfo=UTC))


@given(st.sets(st.sampled_from(sorted(SETUP))))
def test_a_mask_of_whole_fields_fits_what_it_names(names: set[str]) -> None:
    """And nothing less."""
    check_mask(sorted(names), {name: SETUP[name] for name in names})
    if names and names != SETUP.keys():
        with pytest.raises(WireError):
            check_mask(sorted(names), SETUP)
