"""What the service is told of the settings."""

from __future__ import annotations

from dataclasses import fields, replace

from livechat.config.settings import FIELDS, Settings
from livechat.config.spec import TOLD, chosen, setup_spec
from livechat.core.setup_spec import SetupSpec


def test_the_table_names_every_field_of_a_setup_once() -> None:
    """A field that is added to the setup has to be given its setting, or this fails."""
    by_the_toolbox = {"tools"}
    assert set(TOLD) == {field.name for field in fields(SetupSpec)} - by_the_toolbox
    assert set(TOLD.values()) <= set(FIELDS)
    assert len(set(TOLD.values())) == len(TOLD)


def test_settings_that_nobody_touched_are_a_setup_that_says_nothing() -> None:
    """So that a field which differs was chosen by the user."""
    assert setup_spec(Settings()) == SetupSpec(model=Settings().model)
    assert chosen(setup_spec(Settings())) == ()


def test_each_setting_reaches_its_field() -> None:
    """Those of tables too."""
    settings = Settings.model_validate(
        {
            "model": "m",
            "modality": "text",
            "voice": "Kore",
            "language": "de-DE",
            "system": "Be kind.",
            "temperature": 0.5,
            "max_tokens": 99,
            "thinking": "high",
            "interrupt": False,
            "sound": {"push_to_talk": True},
            "vad": {"start": "low", "end": "high", "silence_ms": 700, "prefix_ms": 40},
            "session": {
                "compression": False,
                "compress_at_tokens": 9000,
                "compress_to_tokens": 4000,
            },
            "calls": {"blocking": True},
            "search": True,
        }
    )
    spec = setup_spec(settings)
    assert spec == SetupSpec(
        model="m",
        modality="text",
        voice="Kore",
        language="de-DE",
        system="Be kind.",
        temperature=0.5,
        max_tokens=99,
        thinking="high",
        interrupt=False,
        manual=True,
        vad_start="low",
        vad_end="high",
        vad_silence_ms=700,
        vad_prefix_ms=40,
        compression=False,
        compress_at_tokens=9000,
        compress_to_tokens=4000,
        blocking=True,
        search=True,
    )
    assert set(chosen(spec)) == set(TOLD) - {"model"}


def test_one_word_sets_both_ends_of_speech_unless_a_finer_one_says_otherwise() -> None:
    """`vad.sensitivity` stands for `vad.start` and `vad.end`."""
    spec = setup_spec(Settings.model_validate({"vad": {"sensitivity": "low", "end": "high"}}))
    assert (spec.vad_start, spec.vad_end) == ("low", "high")


def test_what_stays_on_this_machine_makes_no_other_setup() -> None:
    """Two setups are compared to know whether the service has to be told anything."""
    here = {
        "theme": "light",
        "timeout_s": 5.0,
        "vertex": True,
        "headers": ["X-Team: a"],
        "sound": {"volume": 50},
    }
    assert setup_spec(Settings.model_validate(here)) == setup_spec(Settings())
    assert replace(setup_spec(Settings()), voice="Puck") != setup_spec(Settings())
