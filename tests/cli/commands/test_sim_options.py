"""Options of `livechat sim` and the scenario they change."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args

import pytest

from livechat.cli.commands.sim import _behaviour
from livechat.cli.commands.sim_options import SCENARIO
from livechat.errors import UsageError
from livechat.sim import scenario
from livechat.sim.scenario import Scenario
from livechat.sim.timeline import PaceChoice


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("pace", PaceChoice),
        ("handles", scenario.HandlesChoice),
        ("early_resume", scenario.EarlyChoice),
        ("lock", scenario.LockChoice),
        ("after_resume", scenario.ResumeChoice),
        ("cancellations", scenario.CancelChoice),
        ("unknown_result", scenario.UnknownChoice),
        ("tokens", scenario.TokensChoice),
    ],
)
def test_an_option_has_the_choices_of_its_scenario(name: str, choices: Any) -> None:
    """They are written twice, so that the help is there without the server."""
    assert get_args(SCENARIO[name].words) == get_args(choices)


def test_every_option_is_a_field_of_the_scenario() -> None:
    """By the same name."""
    assert SCENARIO.keys() <= {field.name for field in fields(Scenario)}


ASKED: dict[str, Any] = {
    "pace": "instant",
    "handles": "per-turn",
    "early_resume": "allowed",
    "lock": "pings",
    "dead_after": 2.0,
    "after_resume": "waits",
    "cancellations": "sent",
    "unknown_result": "refused",
    "tokens": "v1alpha",
}


def test_what_is_asked_for_goes_before_what_a_file_says(tmp_path: Path) -> None:
    """What is not asked for stays as the file has it, or as it is by default."""
    file = tmp_path / "scene.toml"
    file.write_text('handles = "once"\nlock = "held"\nseed = 7\n')
    assert _behaviour(file, None, (), None, ASKED) == replace(Scenario(seed=7), **ASKED)
    found = _behaviour(file, None, (), None, {})
    assert found == Scenario(seed=7, handles="once", lock="held")


@pytest.mark.parametrize(("sense", "wrong"), [("ears", "wisper"), ("voice", "Kore")])
def test_ears_and_a_voice_that_are_none_are_told(sense: str, wrong: str) -> None:
    """Before the server starts; a folder and a file are taken."""
    with pytest.raises(UsageError, match=f"--{sense}"):
        _behaviour(None, None, (), None, {sense: wrong})
    named = {"ears": "./small", "voice": "de.onnx"}
    assert _behaviour(None, None, (), None, named) == Scenario(ears="./small", voice="de.onnx")
