"""From the options of a command line to settings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
import typer
from typer.testing import CliRunner

from livechat.cli import completion
from livechat.cli.call import build
from livechat.cli.call.build import Wanted
from livechat.cli.main import app, load
from livechat.config import layers
from livechat.config.options import OPTIONS, Option, keys_of
from livechat.config.settings import value_of

VALUES: dict[str, Any] = {
    "temperature": "0.5",
    "max_tokens": "9",
    "thinking": "low",
    "sound.volume": "70",
    "vad.silence_ms": "800",
    "vad.prefix_ms": "300",
    "sound.end_silence": "auto",
    "session.max_minutes": "5",
    "session.idle_minutes": "6",
    "timeout_s": "7",
    "base_url": "https://localhost",
    "headers": "Authorization: ${TOKEN}",
    "language": "de-DE",
    "voice": "Kore",
    "builtin": "timer",
    "practice.llm": "auto",
}
"""Texts for what takes not just any word."""


def typed(key: str, option: Option) -> list[str]:
    """Return what gives a setting a value, as arguments."""
    if "/" in option.flags:
        return [option.flag(None)]
    word = get_args(option.words)[-1] if option.words else VALUES.get(key, "some")
    return [option.flag(None), word]


@pytest.fixture
def wanted(monkeypatch: pytest.MonkeyPatch) -> list[Wanted]:
    """What `talk` would call with."""
    found: list[Wanted] = []
    monkeypatch.setattr(build, "call", lambda wanted, *_: found.append(wanted))
    return found


def given(wanted: list[Wanted], *arguments: str) -> dict[str, Any]:
    result = CliRunner().invoke(app, ["talk", *arguments])
    assert result.exit_code == 0, result.output
    return dict(wanted.pop().settings)


def test_every_option_of_talk_reaches_its_setting(
    wanted: list[Wanted], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the place that it came from is named as it was typed."""
    monkeypatch.setenv("TOKEN", "s3cret")
    for key in keys_of("talk"):
        option = OPTIONS[key]
        flags = given(wanted, *typed(key, option))
        assert [*flags] == [key]
        loaded = layers.load(flags=flags, environ={"TOKEN": "s3cret"})
        assert loaded.sources[key] == option.flag(None), key
        if "/" in option.flags:
            usual = value_of(layers.load(flags={}, environ={}).settings, key)
            assert value_of(loaded.settings, key) is not usual, key


@pytest.mark.parametrize("command", ["talk", "say"])
def test_a_command_has_the_options_that_the_table_gives_it(command: str) -> None:
    """Under their names, with what the help says."""
    built = load(command)
    found = {param.name: param for param in built.get_params(typer.Context(built))}
    for key, option in OPTIONS.items():
        param = found.get(key.replace(".", "_"))
        if key not in keys_of(command):
            assert param is None or key == "sound.speaker", key
            continue
        assert param is not None
        assert [*param.opts, *param.secondary_opts] == option.flags.replace("/", " ").split()
        assert param.help == option.help


def test_nothing_is_given_by_who_gives_nothing(wanted: list[Wanted]) -> None:
    """Files and variables have their say."""
    assert given(wanted) == {}


def test_devices_and_files_are_told_apart(wanted: list[Wanted], tmp_path: Path) -> None:
    """A device is a setting, a file is not."""
    assert given(wanted, "--mic", "USB", "--speaker", "Headset") == {
        "sound.mic": "USB",
        "sound.speaker": "Headset",
    }
    names = [str(tmp_path / name) for name in ("a.wav", "b.wav")]
    assert given(wanted, "--mic", names[0], "--mic", names[1]) == {"sound.push_to_talk": False}


@pytest.mark.parametrize(
    ("arguments", "key", "value"),
    [
        (["--voice", "Kore", "--voice", "Puck"], "voice", "Puck"),
        (["--gain", "--no-gain"], "sound.gain", False),
        (["--no-gain", "--gain"], "sound.gain", True),
        (["--no-duck", "--duck"], "sound.duck", True),
        (["--offline", "--online"], "offline", False),
        (["--allow", "a", "--allow", "b*"], "calls.allow", ["a", "b*"]),
        (["-T", "timer", "--tool", "hang_up"], "builtin", ["timer", "hang_up"]),
        (["-pv", "Kore"], "voice", "Kore"),
        (["--voice=Kore"], "voice", "Kore"),
        (["-vKore"], "voice", "Kore"),
        (["--system=--resume"], "system", "--resume"),
        (["--system", "-1 is a number"], "system", "-1 is a number"),
        (["--notify"], "notify", "auto"),
        (["--notify", "--gain"], "notify", "auto"),
        (["--notify", "bell"], "notify", "bell"),
        (["--notify=off", "--gain"], "notify", "off"),
    ],
)
def test_the_last_one_counts_and_lists_grow(
    arguments: list[str], key: str, value: object, wanted: list[Wanted]
) -> None:
    """However it is spelled."""
    assert given(wanted, *arguments)[key] == value


@pytest.mark.parametrize(
    ("arguments", "resume"),
    [
        ([], None),
        (["--resume"], "latest"),
        (["--resume", "--plain"], "latest"),
        (["--notify", "--resume"], "latest"),
        (["--plain", "--resume", "k3f"], "k3f"),
        (["--resume=k3f"], "k3f"),
        (["--resume="], ""),
    ],
)
def test_resume_stands_alone_or_before_an_id(
    arguments: list[str], resume: str | None, wanted: list[Wanted]
) -> None:
    given(wanted, *arguments)
    CliRunner().invoke(app, ["talk", *arguments])
    assert wanted[0].resume == resume


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["--system", "--resume"], "--system"),
        (["--resume", "--system", "--voice=Kore"], "--system"),
        (["-s", "-p"], "-s"),
        (["-ps", "--no-duck"], "-s"),
        (["--mic", "--json"], "--mic"),
    ],
)
def test_the_name_of_an_option_is_no_value(
    arguments: list[str], name: str, wanted: list[Wanted]
) -> None:
    """It would be said to the model, and the option be lost."""
    result = CliRunner().invoke(app, ["talk", *arguments])
    assert (result.exit_code, wanted) == (2, [])
    assert f"{name} needs a value." in result.stderr


def test_a_switch_can_undo_what_a_file_says(wanted: list[Wanted], tmp_path: Path) -> None:
    """In both directions, also for what is on by default."""
    path = tmp_path / "c.toml"
    path.write_text("interrupt = false\n[sound]\nduck = false\ngain = true\n")
    flags = given(wanted, "--duck", "--interrupt", "--no-gain")
    loaded = layers.load(flags=flags, environ={}, config_file=path)
    settings = loaded.settings
    assert (settings.sound.duck, settings.interrupt, settings.sound.gain) == (True, True, False)
    assert loaded.sources["sound.duck"] == "--duck"
    assert loaded.sources["sound.gain"] == "--no-gain"


def test_whatever_completes_an_option_exists() -> None:
    """By its name in the table."""
    for option in OPTIONS.values():
        assert not option.completes or callable(getattr(completion, option.completes))


@pytest.mark.process
def test_the_options_are_read_before_anything_heavy_is_imported() -> None:
    """The first picture waits for it; pydantic alone takes a tenth of a second."""
    code = (
        "import sys\nfrom livechat.cli.main import load\n"
        "load('talk').make_context('talk', ['--offline',"
        " '--echo', 'off', '-v', 'Kore', '-T', 'timer',"
        " '--mic', 'USB', '--notify'])\n"
        "print([name for name in ('pydantic', 'numpy', 'google') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
