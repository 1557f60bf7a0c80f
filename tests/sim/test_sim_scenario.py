"""Scenario files: what they can say, and what is said about broken ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from livechat.errors import FileError, SettingsError
from livechat.sim import scenario
from livechat.sim.protocol.wire import Close
from livechat.sim.scenario import Scenario, Scripted, load


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "scene.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    """Everything has a default."""
    assert load(written(tmp_path, "")) == Scenario()


def test_the_example_in_the_documentation_is_read(tmp_path: Path) -> None:
    """Every key that is documented works, and every key is documented."""
    example = re.search(r"```toml\n(.*?)```", scenario.__doc__ or "", re.DOTALL)
    assert example is not None
    assert load(written(tmp_path, example[1])) == Scenario(
        seed=7,
        voice="synthetic",
        ears="none",
        playback_pause=0.0,
        usage="gateway",
        smallest=2,
        largest=15_360,
        speed=8.0,
        after_setup=({"goAway": {"timeLeft": "50s"}},),
        turns=(
            Scripted(
                hears="what the ears are to understand",
                says="what the partner answers",
                before=({"toolCall": {"functionCalls": []}},),
                after=({"unknownMessage": {}},),
                close=Close(1011, "Internal error encountered."),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("seed = -1", "seed"),
        ("seed = true", "seed"),
        ('seed = "x"', "seed"),
        ('voice = "angelic"', "voice"),
        ("ears = 2", "ears"),
        ("playback_pause = 'long'", "playback_pause"),
        ("playback_pause = nan", "playback_pause"),
        ("usage = []", "usage"),
        ("sed = 1", "sed"),
        ("after_setup = 'x'", "after_setup"),
        ("after_setup = ['{']", "after_setup[0]"),
        ("after_setup = ['{}', '[]']", "after_setup[1]"),
        ("audio = 1", "audio"),
        ("audio.smallest = 3", "audio.smallest"),
        ("audio.largest = 0", "audio.largest"),
        ("audio = { smallest = 4, largest = 2 }", "audio.smallest"),
        ("audio.speed = -1", "audio.speed"),
        ("audio.tempo = 1", "audio.tempo"),
        ("turn = 1", "turn"),
        ("turn = ['x']", "turn[0]"),
        ("[[turn]]\n[[turn]]\nsays = 1", "turn[1].says"),
        ("[[turn]]\nbefore = [1]", "turn[0].before[0]"),
        ("[[turn]]\nclose = 1011", "turn[0].close"),
        ("[[turn]]\nclose = {}", "turn[0].close"),
        ("[[turn]]\nclose = { code = 1006 }", "turn[0].close.code"),
        ("[[turn]]\nclose = { code = 1000, why = 'x' }", "turn[0].close.why"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, text: str, key: str) -> None:
    """The file, the key, and what it must be."""
    path = written(tmp_path, text)
    with pytest.raises(SettingsError) as wrong:
        load(path)
    assert str(path) in wrong.value.what
    assert f"'{key}'" in wrong.value.what
    assert wrong.value.remedy


def test_a_file_that_is_not_toml(tmp_path: Path) -> None:
    """Names the file and the line."""
    with pytest.raises(SettingsError, match="line 2"):
        load(written(tmp_path, "seed = 1\nvoice\n"))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Is no matter of settings."""
    with pytest.raises(FileError, match=r"none\.toml"):
        load(tmp_path / "none.toml")


def test_what_is_heard_is_counted_by_utterance() -> None:
    """Turns that leave the ears alone do not shift the others."""
    turns = (Scripted(hears="a"), Scripted(says="x"), Scripted(hears="b"))
    assert Scenario(turns=turns).hears() == ("a", "b")
