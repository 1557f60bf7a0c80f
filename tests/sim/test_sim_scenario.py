"""Scenario files: what they can say, and what is said about broken ones."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from livechat.errors import FileError, SettingsError
from livechat.sim import scenario_file
from livechat.sim.faults import make
from livechat.sim.protocol.wire import Close
from livechat.sim.scenario import Scenario, Scripted
from livechat.sim.scenario_file import load


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "scene.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    """Everything has a default."""
    assert load(written(tmp_path, "")) == Scenario()


def test_the_example_in_the_documentation_is_read(tmp_path: Path) -> None:
    """Every key that is documented works, and every key is documented."""
    example = re.search(r"```toml\n(.*?)```", scenario_file.__doc__ or "", re.DOTALL)
    assert example is not None
    assert load(written(tmp_path, example[1])) == Scenario(
        seed=7,
        voice="synthetic",
        ears="none",
        pace="real",
        playback_pause=1.0,
        usage="gateway",
        smallest=12_000,
        largest=15_360,
        speed=4.0,
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
        connection_limit=600.0,
        handle_lifetime=7200.0,
        handles="once",
        handle_every=60.0,
        early_resume="refused",
        lock="held",
        dead_after=480.0,
        silence_ms=800,
        after_resume="answers",
        cancellations="never",
        unknown_result="ignored",
        tokens="any",
        content="yes",
        sources="after",
        silence="untold",
        stream_end="plain",
        prefix_padding="needed",
        back_channel="interrupts",
        tool_patience=1.0,
        tool_calls="after",
        thinking_pause=1.0,
        fault_rate=0.2,
        faults=(
            make(
                "close",
                when="during",
                turn=2,
                connection=1,
                chance=1.0,
                code=1008,
                reason="Operation is not implemented, or supported, or enabled.",
            ),
            make("stall", seconds=3.0),
            make("slow-link", bytes_per_second=4000),
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
        ("[[turn]]\nreplay = []", "turn[0].replay"),
        ("connection_limit = 0", "connection_limit"),
        ("handle_lifetime = -1", "handle_lifetime"),
        ("tool_patience = 61", "tool_patience"),
        ("thinking_pause = '1s'", "thinking_pause"),
        ("fault_rate = 1.1", "fault_rate"),
        ("fault = {}", "fault"),
        ("fault = [1]", "fault[0]"),
        ("[[fault]]", "fault[0].kind"),
        ("[[fault]]\nkind = 1", "fault[0].kind"),
        ("[[fault]]\nkind = 'clsoe'", "fault[0].kind"),
        ("[[fault]]\nkind = 'abort'\n[[fault]]\nkind = 'close'\ncode = 1", "fault[1].code"),
        ("[[fault]]\nkind = 'close'\nreason = 1", "fault[0].reason"),
        ("[[fault]]\nkind = 'abort'\ncode = 1000", "fault[0].code"),
        ("[[fault]]\nkind = 'abort'\nturns = 1", "fault[0].turns"),
        ("[[fault]]\nkind = 'abort'\nwhen = 'soon'", "fault[0].when"),
        ("[[fault]]\nkind = 'refuse'\nwhen = 'setup'", "fault[0].when"),
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


def test_an_unknown_kind_of_fault_is_not_far_from_a_known_one(tmp_path: Path) -> None:
    """The nearest is suggested, and so is the nearest key."""
    with pytest.raises(
        SettingsError, match=r"fault 'clsoe' at 'fault\[0\]\.kind'.*'close'\? .*--list"
    ):
        load(written(tmp_path, "[[fault]]\nkind = 'clsoe'"))
    with pytest.raises(SettingsError, match=r"unknown key 'falut_rate'.*'fault_rate'"):
        load(written(tmp_path, "falut_rate = 1"))


def test_a_recording_is_a_scenario_too(tmp_path: Path) -> None:
    """Known by its first line; one of its sessions can be chosen."""
    path = tmp_path / "talk.jsonl"
    complete = {"serverContent": {"turnComplete": True}}
    said = {"serverContent": {"outputTranscription": {"text": "Hi"}}}
    lines = [
        {"livechat_recording": 1},
        {"at": 0.1, "session": 1, "from": "server", "message": {"setupComplete": {}}},
        {"at": 0.2, "session": 2, "from": "server", "message": {"setupComplete": {}}},
        {"at": 0.3, "session": 2, "from": "server", "message": said},
        {"at": 0.4, "session": 2, "from": "server", "message": complete},
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    (turn,) = load(path, 2).turns
    assert turn.replay
    with pytest.raises(SettingsError, match="contains no answer"):
        load(path, 1)


@pytest.mark.parametrize("text", ["", "\n", "seed = 1\n", '{"at": 0.1, "session": 1}\n', "{"])
def test_a_file_named_as_a_recording_that_is_none(tmp_path: Path, text: str) -> None:
    """Is not read as TOML: an empty one would change nothing, and replay nothing."""
    path = tmp_path / "talk.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"talk\.jsonl is not a recording: line 1"):
        load(path)


def test_a_session_can_only_be_chosen_from_a_recording(tmp_path: Path) -> None:
    """A scenario has none."""
    with pytest.raises(SettingsError, match="is not a recording"):
        load(written(tmp_path, "seed = 1"), 1)


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    """It says so."""
    path = tmp_path / "scene.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(FileError, match="not UTF-8"):
        load(path)
