"""Every field of the setup, through the real SDK: it takes effect, or is refused by its name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from google.genai import errors, types

from livechat.core.pcm import silence
from livechat.sim.scenario import Scenario, Scripted
from livechat.sim.server import Server, ServerOptions
from tests.sim.peer import QUICK, limited, recording
from tests.support.sdk import Received, ask, session, turn

EXTENDED = "gemini-3.8-live-extended-thinking"
NATIVE = "gemini-2.5-flash-native-audio-preview-12-2025"
FLASH = "gemini-3.1-flash-live-preview"
WRITES = "gemini-2.0-flash-live-001"
TRANSLATES = "gemini-3.5-live-translate-preview"
VERTEX = "gemini-live-2.5-flash-native-audio"

HEARS = Scenario(
    voice="synthetic",
    ears="none",
    pace="instant",
    turns=tuple(Scripted(hears=words) for words in ("What time is it?", "Thanks.")),
)
SPEECH = recording("austen-0880")


def held(
    work: Callable[[Server], Coroutine[Any, Any, None]],
    scenario: Scenario = QUICK,
    **options: Any,
) -> None:
    """Run something against a server of its own."""

    async def main() -> None:
        async with Server(ServerOptions(scenario=scenario, **options)) as server:
            await work(server)

    limited(main())


def answer(text: str = "hello", *, model: str = "gemini-3.8-live", **config: Any) -> Received:
    """The answer to a text under some setup."""
    found: list[Received] = []

    async def work(server: Server) -> None:
        async with session(server, model=model, **config) as live:
            found.append(await ask(live, text))

    held(work)
    return found[0]


def thinking(level: str = "LOW", **more: Any) -> dict[str, Any]:
    return {"thinking_config": types.ThinkingConfig(thinking_level=level, **more)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("model", "config", "named"),
    [
        ("gemini-3.8-live", {"response_modalities": ["TEXT"]}, "modality TEXT"),
        ("gemini-3.8-live", {"temperature": 2.5}, "temperature"),
        ("gemini-3.8-live", {"max_output_tokens": 0}, "maxOutputTokens"),
        ("gemini-3.8-live", thinking(), "Thinking"),
        (FLASH, {"thinking_config": {"thinking_budget": 9}}, "Thinking budget"),
        (NATIVE, thinking(), "Thinking level"),
        (EXTENDED, {}, "Thinking level must be specified"),
        (EXTENDED, thinking("MINIMAL"), "Thinking level"),
        ("gemini-3.8-live", {"enable_affective_dialog": True}, "Affective"),
        ("gemini-3.8-live", {"proactivity": {"proactive_audio": False}}, "Proactive"),
        (FLASH, {"proactivity": {"proactive_audio": True}}, "Proactive"),
        (
            EXTENDED,
            {
                **thinking(),
                "tools": [{"function_declarations": [{"name": "f", "behavior": "BLOCKING"}]}],
            },
            "BLOCKING",
        ),
        (
            FLASH,
            {"tools": [{"function_declarations": [{"name": "f", "behavior": "NON_BLOCKING"}]}]},
            "NON_BLOCKING",
        ),
        (
            "gemini-3.8-live",
            {"speech_config": {"voice_config": {"prebuilt_voice_config": {"voice_name": "Bob"}}}},
            "Voice Bob",
        ),
        ("gemini-3.8-live", {"avatar_config": {"avatar_name": "Kai"}}, "vatar"),
        (
            "gemini-3.8-live",
            {
                "realtime_input_config": {
                    "automatic_activity_detection": {"silence_duration_ms": -1}
                }
            },
            "silenceDurationMs",
        ),
    ],
)
def test_what_does_not_fit_the_model_is_refused_by_name(
    model: str, config: dict[str, Any], named: str
) -> None:
    """1007, with the setting in its reason."""
    with pytest.raises(errors.APIError) as refused:
        answer(model=model, **config)
    assert refused.value.code == 1007
    assert named in str(refused.value.details)


@pytest.mark.parametrize("model", ["gemini-9", VERTEX])
def test_a_model_the_path_does_not_serve_is_not_found(model: str) -> None:
    """1008, naming it."""
    with pytest.raises(errors.APIError) as refused:
        answer(model=model)
    assert refused.value.code == 1008
    assert model in str(refused.value.details)


def test_answers_in_text() -> None:
    """For models that take TEXT."""
    got = answer("repeat after me: boats", model=WRITES, response_modalities=["TEXT"])
    assert (got.said, got.pcm) == ("boats", b"")


def test_transcriptions_are_sent_when_asked_for() -> None:
    """And not otherwise."""
    assert answer().said != ""
    got = answer(output_audio_transcription=None)
    assert got.said == ""
    assert got.pcm


def test_a_temperature_above_one_varies_the_wording_by_the_seed() -> None:
    """Below it, the same words every time; with a seed, the same again."""
    plain = answer("boats", temperature=0.5).said
    assert plain == "You said: boats"
    varied = {answer("boats", temperature=2.0, seed=seed).said for seed in range(6)}
    assert len(varied) > 1
    assert all("boats" in words for words in varied)
    again = [answer("boats", temperature=2.0, seed=3).said for _ in range(2)]
    assert again[0] == again[1]


def test_the_longest_answer_is_limited() -> None:
    """MaxOutputTokens of sound; a story has hundreds."""
    got = answer("tell me a story", max_output_tokens=50)
    assert 50 <= (got.usage.response_token_count or 0) < 80


def test_the_voice_is_heard() -> None:
    """Two voices differ in the same words."""
    sounds = [
        answer(speech_config={"voice_config": {"prebuilt_voice_config": {"voice_name": name}}}).pcm
        for name in ("Kore", "Charon", "Kore")
    ]
    assert sounds[0] == sounds[2] != sounds[1]


def test_the_language_is_answered_for() -> None:
    """The partner only knows English, and says so."""
    assert "English" in answer(speech_config={"language_code": "de-DE"}).said


@pytest.mark.parametrize(
    ("model", "config"),
    [
        (FLASH, thinking(include_thoughts=True)),
        (NATIVE, {"thinking_config": {"include_thoughts": True, "thinking_budget": 100}}),
    ],
)
def test_thoughts_on_request(model: str, config: dict[str, Any]) -> None:
    """Marked as such, and billed."""
    got = answer(model=model, **config)
    assert got.thoughts
    assert got.usage.thoughts_token_count


def test_a_budget_of_nothing_turns_thinking_off() -> None:
    """No thought is shown, and none is billed."""
    config = types.ThinkingConfig(include_thoughts=True, thinking_budget=0)
    got = answer(model=NATIVE, thinking_config=config)
    assert (got.thoughts, got.usage.thoughts_token_count) == ("", None)


def test_the_extended_thinking_model_speaks_works_and_speaks_again() -> None:
    """The SDK's turn ends with IDLE."""
    got = answer("boats", model=EXTENDED, **thinking())
    statuses = [c.interaction_status for c in got.contents if c.turn_complete]
    assert statuses == [types.InteractionStatus.IN_PROGRESS, types.InteractionStatus.IDLE]
    assert got.said.endswith("You said: boats")


def test_the_instruction_is_known_and_billed() -> None:
    """Asked for it, the partner quotes it."""
    got = answer("what are your instructions?", system_instruction="Speak of boats only.")
    assert "Speak of boats only." in got.said
    assert got.prompt()["TEXT"] > answer("what are your instructions?").prompt()["TEXT"]


def test_search_is_grounded_in_invented_sources() -> None:
    """Queries and pages, marked as invented; without the tool, nothing of it."""
    got = answer("search for red boats", tools=[types.Tool(google_search=types.GoogleSearch())])
    (grounding,) = [c.grounding_metadata for c in got.contents if c.grounding_metadata]
    assert grounding.web_search_queries == ["red boats"]
    assert all(
        chunk.web and str(chunk.web.title).startswith("Invented:")
        for chunk in grounding.grounding_chunks or [None]  # type: ignore[list-item]
    )
    assert "invented" in got.said
    assert not [c for c in answer("search for red boats").contents if c.grounding_metadata]


def test_addresses_are_not_read_and_that_is_said() -> None:
    """Nothing is ever fetched."""
    got = answer("read https://boats.example/", tools=[types.Tool(url_context=types.UrlContext())])
    (read,) = [c.url_context_metadata for c in got.contents if c.url_context_metadata]
    assert [one.retrieved_url for one in read.url_metadata or ()] == ["https://boats.example/"]


def test_safety_settings_and_labels_are_taken() -> None:
    """They change nothing here."""
    setting = types.SafetySetting(
        category=types.HarmCategory.HARM_CATEGORY_HARASSMENT,
        threshold=types.HarmBlockThreshold.BLOCK_NONE,
    )
    assert answer(safety_settings=[setting]).said
    assert answer(model=NATIVE, enable_affective_dialog=True).said


@pytest.mark.parametrize(
    ("resolution", "tokens"),
    [(None, 258), ("MEDIA_RESOLUTION_LOW", 64), ("MEDIA_RESOLUTION_MEDIUM", 256)],
)
def test_pictures_are_acknowledged_and_billed_by_resolution(
    resolution: str | None, tokens: int
) -> None:
    """Their format and size are told."""
    png = bytes.fromhex("89504e470d0a1a0a0000000d49484452000002800000016808060000")

    async def work(server: Server) -> None:
        async with session(server, media_resolution=resolution) as live:
            await live.send_realtime_input(video=types.Blob(data=png, mime_type="image/png"))
            got = await ask(live, "what do you see?")
            assert "PNG" in got.said
            assert "640 by 360" in got.said
            assert got.prompt()["VIDEO"] == tokens

    held(work)


def spoken(**config: Any) -> Received:
    """The answer to speech, its microphone then paused."""
    found: list[Received] = []

    async def work(server: Server) -> None:
        async with session(server, **config) as live:
            await say(live, SPEECH)
            await live.send_realtime_input(audio_stream_end=True)
            found.append(await turn(live))

    held(work, HEARS)
    return found[0]


async def say(live: Any, pcm: bytes) -> None:
    for at in range(0, len(pcm), 3_200):
        blob = types.Blob(data=pcm[at : at + 3_200], mime_type="audio/pcm;rate=16000")
        await live.send_realtime_input(audio=blob)


def test_speech_is_transcribed_and_answered() -> None:
    """AudioStreamEnd ends it at once; its seconds are billed."""
    got = spoken()
    assert got.heard == "What time is it?"
    assert got.said.startswith("It is ")
    assert got.prompt()["AUDIO"] == round(25 * len(SPEECH) / 32_000)


def test_transcription_options_shape_the_transcript() -> None:
    """Language, speaker, times of words."""
    got = spoken(
        input_audio_transcription=types.AudioTranscriptionConfig(
            language_codes=["en-GB"], word_timestamp=True, diarization=True
        )
    )
    (first,) = [c.input_transcription for c in got.contents if c.input_transcription][:1]
    assert (first.language_code, first.speaker_label) == ("en-GB", "1")
    assert [word.word for word in first.words or ()] == ["What", "time", "is", "it?"]


def test_the_vocabulary_corrects_the_transcript() -> None:
    """Phrases are written as the client writes them."""
    options = types.AudioTranscriptionConfig(custom_vocabulary=["WhatTime"])
    assert spoken(input_audio_transcription=options).heard == "What time is it?"
    options = types.AudioTranscriptionConfig(custom_vocabulary=["What TIME"])
    assert spoken(input_audio_transcription=options).heard == "What TIME is it?"


def test_interim_transcripts_come_while_somebody_speaks() -> None:
    """Apart from the transcript, before its end."""

    async def work(server: Server) -> None:
        config = {"interim_transcript_timestamp_enabled": True}
        async with session(server, realtime_input_config=config) as live:
            await say(live, SPEECH)
            await live.send_realtime_input(audio_stream_end=True)
            got = await turn(live)
            interim = [
                c.interim_input_transcription for c in got.contents if c.interim_input_transcription
            ]
            assert interim
            assert all("What time is it?".startswith(one.text or "?") for one in interim)

    held(work, HEARS)


def test_manual_activity_brackets_speech() -> None:
    """Nothing is answered before activityEnd, however long the pause."""

    async def work(server: Server) -> None:
        config = {"automatic_activity_detection": {"disabled": True}}
        async with session(server, realtime_input_config=config) as live:
            await live.send_realtime_input(activity_start=types.ActivityStart())
            await say(live, SPEECH + silence(3.0, 16_000))
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(turn(live), 0.3)
            await live.send_realtime_input(activity_end=types.ActivityEnd())
            assert (await turn(live)).heard == "What time is it?"

    held(work, HEARS)


@pytest.mark.parametrize(("milliseconds", "ends"), [(200, True), (5_000, False)])
def test_the_silence_that_ends_speech_can_be_set(milliseconds: int, ends: bool) -> None:
    """A second of pause is an end, or is not."""

    async def work(server: Server) -> None:
        config = {"automatic_activity_detection": {"silence_duration_ms": milliseconds}}
        async with session(server, realtime_input_config=config) as live:
            await say(live, SPEECH + silence(1.0, 16_000))
            if not ends:
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(turn(live), 0.5)
                await live.send_realtime_input(audio_stream_end=True)
            assert (await turn(live)).heard == "What time is it?"

    held(work, HEARS)


@pytest.mark.parametrize("handling", [None, "NO_INTERRUPTION"])
def test_activity_interrupts_unless_told_otherwise(handling: str | None) -> None:
    """Speaking over an answer cuts it short, or is answered after it."""

    async def work(server: Server) -> None:
        async with session(server, realtime_input_config={"activity_handling": handling}) as live:
            await live.send_realtime_input(text="tell me a story")
            async for message in live.receive():
                if message.server_content and message.server_content.model_turn:
                    break
            await live.send_realtime_input(text="what time is it?")
            got = await turn(live)
            assert any(c.interrupted for c in got.contents) is (handling is None)
            assert "It is" in (await turn(live)).said

    held(work, Scenario(voice="synthetic", ears="none", pace="instant", speed=100.0))


def test_turn_coverage_leaves_silence_out_of_the_bill() -> None:
    """Only what was said counts."""
    config = {"turn_coverage": "TURN_INCLUDES_ONLY_ACTIVITY"}
    quiet = silence(4.0, 16_000)

    async def work(server: Server) -> None:
        async with session(server, realtime_input_config=config) as live:
            await say(live, quiet + SPEECH)
            await live.send_realtime_input(audio_stream_end=True)
            got = await turn(live)
            assert 0 < got.prompt()["AUDIO"] <= 25 * len(SPEECH) / 32_000 + 10

    held(work, HEARS)


def test_a_history_is_known_and_not_answered() -> None:
    """historyConfig: the first content seeds, the next asks."""

    async def work(server: Server) -> None:
        config = types.HistoryConfig(initial_history_in_client_content=True)
        async with session(server, history_config=config) as live:
            await live.send_client_content(
                turns=[
                    types.Content(role="user", parts=[types.Part(text="My name is Ada.")]),
                    types.Content(role="model", parts=[types.Part(text="Hello Ada.")]),
                ]
            )
            assert (await ask(live, "what is my name?")).said == "Your name is Ada."

    held(work)


def test_content_without_turn_complete_is_context() -> None:
    """It is answered together with what follows."""

    async def work(server: Server) -> None:
        async with session(server) as live:
            for text, complete in (("repeat after me:", False), ("boats", True)):
                content = types.Content(role="user", parts=[types.Part(text=text)])
                await live.send_client_content(turns=content, turn_complete=complete)
            assert (await turn(live)).said == "boats"

    held(work)


def test_context_updates_change_instruction_and_tools() -> None:
    """In mid-session; an empty list takes the tools away."""

    async def work(server: Server) -> None:
        async with session(server) as live:
            await live.send_context_update(system_instruction="Speak of boats only.")
            assert "boats only" in (await ask(live, "what are your instructions?")).said
            lights = types.FunctionDeclaration(name="turn_on_the_lights", description="Lights on.")
            await live.send_context_update(tools=[types.Tool(function_declarations=[lights])])
            await live.send_realtime_input(text="please turn on the lights")
            got = await turn(live, until_call=True)
            assert [call.name for call in got.calls] == ["turn_on_the_lights"]
            assert not (await turn(live)).said  # the call is a turn of its own
            response = types.FunctionResponse(
                id=got.calls[0].id, name="turn_on_the_lights", response={"output": "bright"}
            )
            await live.send_tool_response(function_responses=response)
            assert "bright" in (await turn(live)).said
            await live.send_context_update(tools=[])
            assert "You said" in (await ask(live, "please turn on the lights")).said

    held(work)


def test_unfinished_sentences_are_waited_for() -> None:
    """waitingForInput; the rest completes them."""

    async def work(server: Server) -> None:
        async with session(server) as live:
            await live.send_realtime_input(text="repeat after me and")
            async for message in live.receive():
                assert message.server_content
                assert message.server_content.waiting_for_input
                break
            assert (await ask(live, "boats")).said == "and boats"

    held(work)


def test_what_is_meant_for_others_is_not_answered() -> None:
    """3.8 is proactive; the next thing said to it is answered by itself."""

    async def work(server: Server) -> None:
        async with session(server) as live:
            await live.send_realtime_input(text="I am not talking to you.")
            assert (await ask(live, "what time is it?")).said.startswith("It is ")

    held(work)


def test_compression_keeps_the_prompt_small() -> None:
    """Old exchanges are forgotten, their facts with them."""

    async def work(server: Server) -> None:
        compression = types.ContextWindowCompressionConfig(
            trigger_tokens=100, sliding_window=types.SlidingWindow(target_tokens=40)
        )
        async with session(server, context_window_compression=compression) as live:
            await ask(live, "my name is Ada")
            sizes = [(await ask(live, "boats " * 20)).usage.prompt_token_count for _ in range(8)]
            assert all(size is not None and size <= 180 for size in sizes)
            assert "not told" in (await ask(live, "what is my name?")).said

    held(work)


@pytest.mark.parametrize(
    ("target", "echo", "said"),
    [
        ("de-DE", None, "Here I would say in German: good morning"),
        ("en-US", True, "good morning"),
        ("en-US", False, ""),
    ],
)
def test_translation_says_what_it_would_translate(
    target: str, echo: bool | None, said: str
) -> None:
    """Speech in the target language is passed over, or said again."""

    async def work(server: Server) -> None:
        config = types.TranslationConfig(target_language_code=target, echo_target_language=echo)
        async with session(server, model=TRANSLATES, translation_config=config) as live:
            await say(live, SPEECH)
            await live.send_realtime_input(audio_stream_end=True)
            assert (await turn(live)).said == said

    held(
        work,
        Scenario(
            voice="synthetic",
            ears="none",
            pace="instant",
            turns=(Scripted(hears="good morning"),),
        ),
    )


def test_vertex_signals_activity_and_spells_usage_its_own_way() -> None:
    """With explicitVadSignal; the SDK reads candidates as response."""

    async def work(server: Server) -> None:
        async with session(server, model=VERTEX, vertex=True, explicit_vad_signal=True) as live:
            assert live.session_id
            await say(live, SPEECH)
            await live.send_realtime_input(audio_stream_end=True)
            got = await turn(live)
            kinds = [m.voice_activity.voice_activity_type for m in got.messages if m.voice_activity]
            assert kinds == [
                types.VoiceActivityType.ACTIVITY_START,
                types.VoiceActivityType.ACTIVITY_END,
            ]
            assert got.usage.response_token_count

    held(work, HEARS)


def test_a_strict_server_takes_everything_the_sdk_sends() -> None:
    """Known fields only; a whole conversation with tools and resumption."""

    async def work(server: Server) -> None:
        lights = types.FunctionDeclaration(name="turn_on_the_lights", description="Lights on.")
        async with session(
            server,
            session_resumption=types.SessionResumptionConfig(),
            tools=[types.Tool(function_declarations=[lights])],
            system_instruction="Be brief.",
            speech_config={"voice_config": {"prebuilt_voice_config": {"voice_name": "Kore"}}},
        ) as live:
            await say(live, SPEECH)
            await live.send_realtime_input(audio_stream_end=True)
            assert (await turn(live)).heard
            await live.send_realtime_input(text="please turn on the lights")
            (call,) = (await turn(live, until_call=True)).calls
            assert not (await turn(live)).said  # the call is a turn of its own
            response = types.FunctionResponse(id=call.id, name=call.name, response={"output": 1})
            await live.send_tool_response(function_responses=response)
            assert (await turn(live)).said

    scenario = Scenario(
        voice="synthetic",
        ears="none",
        pace="instant",
        turns=(Scripted(hears="Hello."),),
    )
    held(work, scenario, strict=True)
