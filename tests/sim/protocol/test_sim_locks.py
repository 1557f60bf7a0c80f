"""What an ephemeral token leaves of a client's setup."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.protocol.locks import lock

CLIENT: dict[str, Any] = {
    "model": "models/theirs",
    "generationConfig": {"temperature": 1.5, "topP": 0.5},
    "inputAudioTranscription": {},
    "tools": [{"googleSearch": {}}],
}
TOKEN: dict[str, Any] = {
    "model": "models/ours",
    "generationConfig": {"temperature": 0.2},
    "systemInstruction": {"parts": [{"text": "Be kind."}]},
    "outputAudioTranscription": {},
}


def test_a_bare_token_locks_nothing() -> None:
    """Every session may be set up as it likes."""
    assert lock(CLIENT, None, None) == CLIENT
    assert lock(CLIENT, None, ()) == CLIENT


def test_a_setup_without_a_mask_locks_everything() -> None:
    """What the client says is ignored, also what the token leaves out."""
    assert lock(CLIENT, TOKEN, None) == TOKEN
    assert lock({}, TOKEN, ()) == TOKEN


def test_an_empty_setup_locks_everything_too() -> None:
    """All at its defaults; but without a model there would be no session."""
    assert lock(CLIENT, {}, None) == {"model": "models/theirs"}


@pytest.mark.parametrize("mask", [(), ("model",), ("model", "tools")])
def test_a_model_the_token_does_not_name_is_the_clients(mask: tuple[str, ...]) -> None:
    """One it names is not."""
    assert lock(CLIENT, {"tools": []}, mask)["model"] == "models/theirs"
    assert lock(CLIENT, TOKEN, mask)["model"] == "models/ours"


@pytest.mark.parametrize("mask", [(), ("sessionResumption",), ("sessionResumption.handle",)])
def test_the_handle_is_the_clients(mask: tuple[str, ...]) -> None:
    """Nobody knew it when the token was made; the rest of its object is locked."""
    resuming = {"sessionResumption": {"handle": "H", "transparent": True}}
    result = lock(resuming, {"sessionResumption": {}}, mask)["sessionResumption"]
    assert result["handle"] == "H"
    assert ("transparent" in result) is (mask == ("sessionResumption.handle",))
    assert lock({}, {"sessionResumption": {}}, mask) == (
        {"sessionResumption": {}} if mask != ("sessionResumption.handle",) else {}
    )


@pytest.mark.parametrize("path", ["generationConfig.temperature", "generation_config.temperature"])
def test_a_masked_field_is_as_the_token_has_it(path: str) -> None:
    """In both spellings; its neighbours stay."""
    result = lock(CLIENT, TOKEN, [path])
    assert result == {**CLIENT, "generationConfig": {"temperature": 0.2, "topP": 0.5}}


def test_a_masked_field_the_token_lacks_is_removed() -> None:
    """At its default, and not as the client likes."""
    result = lock(CLIENT, None, ["generationConfig.topP", "tools", "input_audio_transcription"])
    assert result == {"model": "models/theirs", "generationConfig": {"temperature": 1.5}}


def test_a_mask_of_an_object_means_all_of_it() -> None:
    """Nothing of the client's is left in it."""
    result = lock(CLIENT, TOKEN, ["generation_config", "output_audio_transcription"])
    assert result["generationConfig"] == {"temperature": 0.2}
    assert result["outputAudioTranscription"] == {}
    assert result["tools"] == CLIENT["tools"]


def test_a_masked_field_brings_its_object() -> None:
    """Where the client has none; but no empty object appears, for that may mean something."""
    assert lock({}, TOKEN, ["systemInstruction.parts"]) == {
        "systemInstruction": TOKEN["systemInstruction"]
    }
    assert lock({}, TOKEN, ["inputAudioTranscription.languageCodes", "a.b.c"]) == {}
    assert lock(CLIENT, {}, ["inputAudioTranscription.languageCodes"]) == CLIENT


def test_a_path_into_a_list_means_the_list() -> None:
    """A mask cannot reach into one."""
    token: dict[str, Any] = {"tools": [{"codeExecution": {}}]}
    assert lock(CLIENT, token, ["tools.googleSearch"])["tools"] == token["tools"]
    assert "tools" not in lock(CLIENT, {}, ["tools.googleSearch"])


def test_a_mask_as_the_python_sdk_makes_it() -> None:
    """With `lock_additional_fields`, some paths come twice and in two spellings."""
    mask = (
        "model,generationConfig.temperature,systemInstruction.parts,outputAudioTranscription,"
        "generationConfig.top_p,output_audio_transcription"
    )
    assert lock(CLIENT, TOKEN, mask.split(",")) == {
        **TOKEN,
        "inputAudioTranscription": {},
        "tools": CLIENT["tools"],
    }


_NAMES = st.sampled_from(["model", "generationConfig", "tools", "a", "b"])
_FIELDS = st.recursive(
    st.dictionaries(_NAMES, st.integers() | st.lists(st.integers(), max_size=2), max_size=3),
    lambda inner: st.dictionaries(_NAMES, inner | st.integers(), max_size=3),
    max_leaves=8,
)
_PATHS = st.lists(st.lists(_NAMES, min_size=1, max_size=4).map(".".join), max_size=4)


@given(setup=_FIELDS, token=st.none() | _FIELDS, mask=_PATHS)
def test_what_is_locked_stays_locked(
    setup: dict[str, Any], token: dict[str, Any] | None, mask: list[str]
) -> None:
    """Locked twice is locked once; nobody's setup is changed; what is masked is the token's."""
    before = json.dumps([setup, token])
    once = lock(setup, token, mask)
    assert lock(once, token, mask) == once
    assert json.dumps([setup, token]) == before
    for path in mask:
        top = path.partition(".")[0]
        if top in mask and top in (token or {}):
            assert once[top] == (token or {})[top]
        elif top in mask and top != "model":
            assert top not in once
    for name in setup.keys() - {path.partition(".")[0] for path in mask}:
        if mask:
            assert once[name] == setup[name]
