"""Options of `livechat sim` and the scenario they change."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args

import pytest

from livechat.cli.commands import sim_options
from livechat.cli.commands.sim import _behaviour
from livechat.sim import scenario
from livechat.sim.scenario import Scenario
from livechat.sim.timeline import PaceChoice


@pytest.mark.parametrize(
    ("option", "choices"),
    [
        (sim_options.Pace, PaceChoice),
        (sim_options.HandlesGiven, scenario.HandlesChoice),
        (sim_options.EarlyResume, scenario.EarlyChoice),
        (sim_options.Lock, scenario.LockChoice),
        (sim_options.AfterResume, scenario.ResumeChoice),
        (sim_options.Cancellations, scenario.CancelChoice),
        (sim_options.UnknownResult, scenario.UnknownChoice),
        (sim_options.TokenVersions, scenario.TokensChoice),
        (sim_options.Voice, scenario.VoiceChoice),
        (sim_options.Ears, scenario.EarsChoice),
    ],
)
def test_an_option_has_the_choices_of_its_scenario(option: Any, choices: Any) -> None:
    """They are written twice, so that the help is there without the server."""
    asked, *_ = get_args(option)
    words, nothing = get_args(asked)
    assert get_args(words) == get_args(choices)
    assert nothing is type(None)


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
    assert _behaviour(file, None, (), None, **ASKED) == replace(Scenario(seed=7), **ASKED)
    nothing = dict.fromkeys(ASKED)
    found = _behaviour(file, None, (), None, **nothing)
    assert found == Scenario(seed=7, handles="once", lock="held")
    assert ASKED.keys() <= {field.name for field in fields(Scenario)}
