"""Settings become the session's setup."""

from __future__ import annotations

import pytest
from google.genai import types

from livechat.app.ports import Opening
from livechat.catalog import models
from livechat.config.settings import Settings, Vad
from livechat.config.spec import setup_spec
from livechat.core.link.seed_history import HistoryTurn
from livechat.core.setup_spec import Declaration, SetupSpec
from livechat.live.setup import make_setup

EVERYTHING = types.TurnCoverage.TURN_INCLUDES_AUDIO_ACTIVITY_AND_ALL_VIDEO
SPEECH = types.TurnCoverage.TURN_INCLUDES_ONLY_ACTIVITY

NATIVE_25 = "gemini-2.5-flash-native-audio-preview-12-2025"


def made(
    model: str = models.DEFAULT, *, gemini_api: bool = True, **settings: object
) -> types.LiveConnectConfig:
    row, _ = models.resolve(model)
    spec = setup_spec(Settings.model_validate({"model": model} | settings))
    return make_setup(Opening(spec), row, gemini_api=gemini_api)


def test_what_is_unset_is_left_to_the_service() -> None:
    """Asked for: sound, both transcripts, a session that can be resumed and lasts for hours."""
    assert made().model_dump(exclude_none=True) == {
        "response_modalities": [types.Modality.AUDIO],
        "input_audio_transcription": {},
        "output_audio_transcription": {},
        "realtime_input_config": {"turn_coverage": EVERYTHING},
        "session_resumption": {},
        "context_window_compression": {"sliding_window": {}},
    }


def test_a_session_that_goes_on_is_asked_for_by_its_handle() -> None:
    """Without one, the field is left out: `null` would be refused."""
    setup = make_setup(
        Opening(setup_spec(Settings()), handle="H"), models.resolve(models.DEFAULT)[0]
    )
    assert setup.session_resumption == types.SessionResumptionConfig(handle="H")
    assert made().session_resumption == types.SessionResumptionConfig()


def test_compression_has_its_limits_and_its_end() -> None:
    """Numbers of tokens, where the user chose them; nothing where it is not wanted."""
    setup = made(session={"compress_at_tokens": 9000, "compress_to_tokens": 4000})
    assert setup.context_window_compression == types.ContextWindowCompressionConfig(
        trigger_tokens=9000, sliding_window=types.SlidingWindow(target_tokens=4000)
    )
    assert made(session={"compression": False}).context_window_compression is None


@pytest.mark.parametrize("row", models.MODELS, ids=lambda row: row.id)
def test_a_history_is_announced_to_models_that_know_of_it(row: models.Model) -> None:
    """They would answer it otherwise."""
    opening = Opening(setup_spec(Settings()), history=(HistoryTurn("user", "Hello"),))
    announced = make_setup(opening, row).history_config is not None
    assert announced is row.history


def test_voice_language_and_words() -> None:
    """Each goes where the service looks for it."""
    setup = made(
        voice="Kore", language="de-DE", system="Be kind.", temperature=0.5, max_tokens=99
    ).model_dump(exclude_none=True)
    assert setup["speech_config"] == {
        "voice_config": {"prebuilt_voice_config": {"voice_name": "Kore"}},
        "language_code": "de-DE",
    }
    assert setup["system_instruction"] == "Be kind."
    assert (setup["temperature"], setup["max_output_tokens"]) == (0.5, 99)


def test_a_language_is_a_hint_for_what_the_user_says() -> None:
    """Where the user chose one; else the service listens for all."""
    assert made(language="pl-PL").input_audio_transcription == types.AudioTranscriptionConfig(
        language_codes=["pl-PL"]
    )
    assert made().input_audio_transcription == types.AudioTranscriptionConfig()
    assert made(language="pl-PL").output_audio_transcription == types.AudioTranscriptionConfig()


@pytest.mark.parametrize(
    ("model", "gemini_api", "manual", "coverage"),
    [
        (models.DEFAULT, True, False, EVERYTHING),
        ("gemini-3.1-flash-live-preview", True, False, EVERYTHING),
        (NATIVE_25, True, False, SPEECH),
        ("gemini-3.5-live-translate-preview", True, False, None),
        # A model that is not known; Vertex AI, or a gateway before it, which closes on pictures
        ("gemini-99", True, False, None),
        (models.DEFAULT, False, False, None),
        # Push-to-talk: with pictures 3.1 has answered without sound
        (models.DEFAULT, True, True, SPEECH),
        ("gemini-3.1-flash-live-preview", True, True, SPEECH),
        (models.DEFAULT, False, True, SPEECH),
        ("gemini-99", True, True, SPEECH),
    ],
)
def test_what_counts_as_a_turn_is_said_by_name(
    model: str, gemini_api: bool, manual: bool, coverage: types.TurnCoverage | None
) -> None:
    """So that a default that changes some day changes nothing here."""
    listening = made(
        model, gemini_api=gemini_api, sound={"push_to_talk": manual}
    ).realtime_input_config
    assert (listening and listening.turn_coverage) == coverage
    assert bool(listening) is bool(coverage)


def test_a_language_alone_names_no_voice() -> None:
    """An empty voice configuration would be an invalid argument."""
    assert made(language="de-DE").model_dump(exclude_none=True)["speech_config"] == {
        "language_code": "de-DE"
    }


def test_text_answers_need_no_transcript_of_them() -> None:
    """Where the model takes the modality."""
    setup = made("gemini-2.5-flash-native-audio-preview-12-2025", modality="text")
    assert setup.response_modalities == [types.Modality.TEXT]
    assert setup.output_audio_transcription is None


def test_thinking_as_the_row_takes_it() -> None:
    """A budget is a number, a level a word, and a required level has a default."""
    budget = made("gemini-2.5-flash-native-audio-preview-12-2025", thinking=128).thinking_config
    assert budget == types.ThinkingConfig(thinking_budget=128)
    required = made("gemini-3.8-live-extended-thinking").thinking_config
    assert required
    assert required.thinking_level is not None
    level = made("gemini-3.8-live-extended-thinking", thinking="high").thinking_config
    assert level == types.ThinkingConfig(thinking_level=types.ThinkingLevel.HIGH)
    assert made().thinking_config is None


def test_voice_activity_detection() -> None:
    """One word for both sides, finer words win, milliseconds as they are."""
    vad = Vad(sensitivity="low", end="high", silence_ms=700, prefix_ms=40)
    detection = made(vad=vad.model_dump(), interrupt=False).realtime_input_config
    assert detection == types.RealtimeInputConfig(
        activity_handling=types.ActivityHandling.NO_INTERRUPTION,
        automatic_activity_detection=types.AutomaticActivityDetection(
            start_of_speech_sensitivity=types.StartSensitivity.START_SENSITIVITY_LOW,
            end_of_speech_sensitivity=types.EndSensitivity.END_SENSITIVITY_HIGH,
            prefix_padding_ms=40,
            silence_duration_ms=700,
        ),
        turn_coverage=EVERYTHING,
    )
    alone = made(vad={"silence_ms": 700}).realtime_input_config
    assert alone
    assert alone.activity_handling is None


@pytest.mark.parametrize("row", models.MODELS, ids=lambda row: row.id)
def test_search_is_asked_for_where_the_model_has_it(row: models.Model) -> None:
    """Unasked, no model gets it; one that has none is not told of it, which would be refused."""
    opening = Opening(SetupSpec(model=row.id, search=True))
    tools = make_setup(opening, row).model_dump(exclude_none=True).get("tools")
    assert tools == ([{"google_search": {}}] if row.search else None)
    assert make_setup(Opening(SetupSpec(model=row.id)), row).tools is None


def test_search_and_functions_stand_beside_each_other() -> None:
    """Each a tool of its own."""
    row, _ = models.resolve(models.DEFAULT)
    setup = make_setup(Opening(SetupSpec(model=row.id, search=True, tools=SHOP)), row)
    kinds = [
        list(types.Tool.model_validate(one).model_dump(exclude_none=True))
        for one in setup.tools or ()
    ]
    assert kinds == [["google_search"], ["function_declarations"]]


EXTENDED, LIVE_31 = "gemini-3.8-live-extended-thinking", "gemini-3.1-flash-live-preview"

PARAMETERS = {
    "type": "object",
    "properties": {"item_name": {"type": "string"}},
    "required": ["item_name"],
}
SHOP = (
    Declaration(name="order", description="Order an item.", parameters=PARAMETERS),
    Declaration(name="stock__list"),
)


def declared(
    model: str, *, blocking: bool = False, gemini_api: bool = True
) -> list[types.FunctionDeclaration]:
    """The functions in a setup."""
    row, _ = models.resolve(model)
    spec = SetupSpec(model=model, tools=SHOP, blocking=blocking)
    setup = make_setup(Opening(spec), row, gemini_api=gemini_api)
    found: list[types.FunctionDeclaration] = []
    for tool in setup.tools or ():
        assert isinstance(tool, types.Tool)
        found += tool.function_declarations or ()
    return found


def test_functions_are_declared_with_their_schemas_as_they_are() -> None:
    """What has no words and no parameters leaves the fields out."""
    told = [one.model_dump(exclude_none=True) for one in declared(models.DEFAULT)]
    behavior = types.Behavior.NON_BLOCKING
    assert told == [
        {
            "name": "order",
            "description": "Order an item.",
            "parameters_json_schema": PARAMETERS,
            "behavior": behavior,
        },
        {"name": "stock__list", "behavior": behavior},
    ]


@pytest.mark.parametrize(
    ("model", "blocking", "gemini_api", "behavior"),
    [
        (models.DEFAULT, False, True, types.Behavior.NON_BLOCKING),
        (models.DEFAULT, True, True, types.Behavior.BLOCKING),
        # Whatever is wanted: these leave no choice
        (EXTENDED, False, True, types.Behavior.NON_BLOCKING),
        (EXTENDED, True, True, types.Behavior.NON_BLOCKING),
        (LIVE_31, False, True, types.Behavior.BLOCKING),
        (LIVE_31, True, True, types.Behavior.BLOCKING),
        (NATIVE_25, False, True, types.Behavior.NON_BLOCKING),
        # Vertex AI, or a gateway before it, has refused the field: only where it changes something
        (models.DEFAULT, False, False, None),
        (models.DEFAULT, True, False, types.Behavior.BLOCKING),
        (NATIVE_25, False, False, types.Behavior.NON_BLOCKING),
        (NATIVE_25, True, False, None),
        (LIVE_31, False, False, None),
    ],
)
def test_functions_behave_as_the_model_allows(
    model: str, blocking: bool, gemini_api: bool, behavior: types.Behavior | None
) -> None:
    """By name, where that is taken."""
    told = declared(model, blocking=blocking, gemini_api=gemini_api)
    assert [one.behavior for one in told] == [behavior] * len(SHOP)


def test_a_model_without_functions_is_told_of_none() -> None:
    """It would refuse the setup."""
    assert declared("gemini-3.5-live-translate-preview") == []
    assert made().tools is None
