"""What the Tab key offers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from typer.testing import CliRunner

from livechat.audio.devices import Device
from livechat.cli import completion
from livechat.cli.topics import topics
from livechat.config.layers import load
from livechat.journal.store import Store
from tests.support.kept import START, keep

app = typer.Typer()


@app.command()
def talk(
    voice: Annotated[str, typer.Option(autocompletion=completion.voices)] = "",
    language: Annotated[str, typer.Option(autocompletion=completion.languages)] = "",
    model: Annotated[str, typer.Option(autocompletion=completion.models)] = "",
    profile: Annotated[str, typer.Option(autocompletion=completion.profiles)] = "",
    resume: Annotated[str, typer.Option(autocompletion=completion.sessions)] = "",
    config: Annotated[Path | None, typer.Option()] = None,
    functions: Annotated[list[str] | None, typer.Option()] = None,
    function: Annotated[str, typer.Option(autocompletion=completion.functions)] = "",
    server: Annotated[str, typer.Option(autocompletion=completion.servers)] = "",
    mic: Annotated[str, typer.Option(autocompletion=completion.microphones)] = "",
    speaker: Annotated[str, typer.Option(autocompletion=completion.speakers_or_files)] = "",
) -> None:
    """Take the options that complete."""


def offered(line: str) -> dict[str, str]:
    """Return what fish would offer at the end of a command line, with its help."""
    result = CliRunner().invoke(
        app,
        env={
            "_TALK_COMPLETE": "complete_fish",
            "_TYPER_COMPLETE_ARGS": f"talk {line}",
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        },
        prog_name="talk",
    )
    assert result.stderr == ""
    return {
        value: note
        for value, _, note in (x.partition("\t") for x in result.stdout.split("\n") if x)
    }


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the settings file of this test is, or would be."""
    path = tmp_path / "c.toml"
    monkeypatch.setattr("livechat.config.file.usual_path", lambda: path)
    monkeypatch.delenv("LIVECHAT_CONFIG", raising=False)
    return path


def test_a_voice_completes_with_its_style() -> None:
    """Only what begins as typed."""
    assert offered("--voice Al") == {
        "Algieba": "Smooth",
        "Algenib": "Gravelly",
        "Alnilam": "Firm",
    }


@pytest.mark.parametrize(
    ("line", "key", "typed", "meant"),
    [
        ("--voice ko", "voice", "kore", "Kore"),
        ("--voice KO", "voice", "KOre", "Kore"),
        ("--language EN-u", "language", "EN-uS", "en-US"),
    ],
)
def test_a_voice_or_language_typed_in_other_capitals_completes(
    line: str, key: str, typed: str, meant: str
) -> None:
    """To what the setting takes for the one that was meant."""
    assert list(offered(line)) == [typed]
    settings = load(flags={key: typed}, environ={}).settings
    assert getattr(settings, key) == meant


def test_a_profile_is_told_apart_by_capitals(path: Path) -> None:
    """What completes is also found."""
    path.write_text("[profiles.Coach]\n[profiles.coach]\n")
    assert list(offered("--profile c")) == ["coach"]


def test_a_language_completes_with_its_name() -> None:
    """By code."""
    assert offered("--language en") == {
        "en": "English",
        "en-IN": "English (India)",
        "en-US": "English (United States)",
    }


def test_a_model_completes_unless_it_is_retired() -> None:
    """Nobody is led to a model that is going."""
    assert list(offered("--model gemini-2")) == [
        "gemini-2.5-flash-native-audio-preview-12-2025",
        "gemini-2.5-flash-native-audio-preview-09-2025",
    ]


def test_profiles_come_from_the_settings_file(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The usual one, the environment's, or the one on the same command line."""
    path.write_text("[profiles.coach]\n[profiles.meeting]\n")
    assert list(offered("--profile ")) == ["coach", "meeting"]
    other = tmp_path / "other.toml"
    other.write_text("[profiles.cook]\n")
    assert list(offered(f"--config {other} --profile co")) == ["cook"]
    monkeypatch.setenv("LIVECHAT_CONFIG", str(other))
    assert list(offered("--profile ")) == ["cook"]


@pytest.mark.parametrize("data", [None, b"profiles = 3", b"[[[", b"\xff"])
def test_a_broken_settings_file_completes_to_nothing(path: Path, data: bytes | None) -> None:
    """A Tab key prints no errors."""
    if data is not None:
        path.write_bytes(data)
    assert offered("--profile ") == {}


def test_a_session_completes_with_its_first_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest first, and nothing that steers a terminal."""
    monkeypatch.setattr("livechat.config.file.sessions_path", lambda: tmp_path)
    assert offered("--resume ") == {}
    old = keep(Store(tmp_path), "Hi\x1b[2J")
    new = keep(Store(tmp_path), "Ho", started=START + timedelta(days=1))
    assert list(offered("--resume 2026").items()) == [(new, "Ho"), (old, "Hi␛[2J")]
    assert list(offered("--resume ").items()) == [(new[-3:], "Ho"), (old[-3:], "Hi␛[2J")]


def test_a_command_or_a_topic_completes() -> None:
    """What `livechat help` explains."""
    assert completion.topics("e") == [
        (name, title) for name, title in topics().items() if name.startswith("e")
    ]
    assert "talk" in dict(completion.topics("ta"))


def test_a_folder_of_sessions_that_cannot_be_read_completes_to_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Tab key prints no errors."""
    path.write_text("")
    monkeypatch.setattr("livechat.config.file.sessions_path", lambda: path)
    assert offered("--resume ") == {}


@pytest.mark.process
def test_completing_loads_nothing_heavy() -> None:
    """A Tab key must not wait for pydantic."""
    code = (
        "import sys; from types import SimpleNamespace;"
        "from livechat.cli import completion as c;"
        "c.voices(''); c.languages(''); c.models('');"
        "c.profiles(SimpleNamespace(params={}), '');"
        "c.sessions('');"
        "print(*({'pydantic', 'numpy', 'google', 'rich', 'sounddevice'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
    )
    assert run.stdout.split() == []


def test_paths_are_completed(tmp_path: Path) -> None:
    """Folders with a slash; hidden files when they are begun; of no folder, nothing."""
    (tmp_path / "calls").mkdir()
    for name in ("call.txt", ".hidden", "other"):
        (tmp_path / name).touch()
    here = f"{tmp_path}/"
    assert completion.paths(f"{here}c") == [(f"{here}call.txt", ""), (f"{here}calls/", "")]
    assert [path for path, _ in completion.paths(here)] == [
        f"{here}{name}" for name in ("call.txt", "calls/", "other")
    ]
    assert completion.paths(f"{here}.h") == [(f"{here}.hidden", "")]
    assert completion.paths(f"{here}nowhere/x") == []
    assert completion.paths("a\0/b") == []


SHOP = '''
raise SystemExit("it ran")

def order(item):
    """Order an item.

    At once.
    """

async def order_all(): ...

def _hidden(): ...
'''


def test_functions_of_a_file_are_found_without_running_it(tmp_path: Path) -> None:
    shop = tmp_path / "shop.py"
    shop.write_text(SHOP, encoding="utf-8")
    assert offered(f"--functions {shop} --function ") == {
        "order": "Order an item.",
        "order_all": "",
    }
    assert offered(f"--functions {shop} --function order_") == {"order_all": ""}


def test_functions_of_the_settings_are_found_beside_them(tmp_path: Path, path: Path) -> None:
    (tmp_path / "shop.py").write_text(SHOP, encoding="utf-8")
    path.write_text(
        'functions = ["shop.py", 7]\ntools.stock = { description = "How many." }\ntools.odd = 1',
        encoding="utf-8",
    )
    found = offered("--function ")
    assert found == {"order": "Order an item.", "order_all": "", "stock": "How many.", "odd": ""}


def test_broken_files_offer_no_functions(tmp_path: Path, path: Path) -> None:
    (tmp_path / "shop.py").write_text("def order(:", encoding="utf-8")
    path.write_text('functions = ["shop.py", "missing.py"]\ntools = 3', encoding="utf-8")
    assert offered("--function ") == {}
    path.write_text("functions = [", encoding="utf-8")
    assert offered("--function ") == {}


def test_mcp_servers_of_the_user_are_found(tmp_path: Path) -> None:
    mine = tmp_path / "mcp.json"
    assert offered("--server ") == {}
    mine.write_text('{"mcpServers": {"shop": {"command": "a"}, "docs": {}}}', encoding="utf-8")
    assert set(offered("--server ")) == {"shop", "docs"}
    assert set(offered("--server d")) == {"docs"}
    mine.write_text("{", encoding="utf-8")
    assert offered("--server ") == {}


@pytest.fixture
def sounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Devices as Linux and Windows name them, and a folder with sounds and other files."""
    both = {"host_api": "ALSA", "inputs": 2, "outputs": 2, "default_rate": 48_000}
    rest: dict[str, Any] = {**both, "default_input": False, "default_output": False}
    names = ("USB Audio Device: - (hw:1,0)", "HDA Intel PCH: ALC257 (hw:0,0)", "Headset")
    found = [Device(index=at, name=name, **rest) for at, name in enumerate(names)]
    found.append(Device(index=3, name="Headset", **{**rest, "host_api": "MME"}))
    found.append(Device(index=4, name="(1)", **rest))
    found.append(Device(index=5, name="Line", **{**rest, "inputs": 0}))
    monkeypatch.setattr("livechat.audio.devices.list_in_child", lambda _: found)
    monkeypatch.chdir(tmp_path)
    for name in ("usher.wav", "notes.txt", "Question.WAV"):
        Path(name).touch()
    Path("calls").mkdir()


@pytest.mark.usefixtures("sounds")
def test_a_device_completes_to_a_word_that_means_it_and_no_other() -> None:
    """Or to its number, and with its name; each once, under however many interfaces."""
    found = offered("--mic ")
    devices = {word: name for word, name in found.items() if name}
    assert devices == {
        "USB": "USB Audio Device: - (hw:1,0)",
        "HDA": "HDA Intel PCH: ALC257 (hw:0,0)",
        "Headset": "Headset",
        "4": "(1)",
    }
    assert offered("--speaker ")["Line"] == "Line"


@pytest.mark.usefixtures("sounds")
def test_sound_files_complete_beside_devices() -> None:
    """Capitals of a device do not count, those of a file do."""
    assert [*offered("--mic us")] == ["usB", "usher.wav"]
    assert [*offered("--speaker Q")] == ["Question.WAV"]
    assert [*offered("--mic ca")] == ["calls/"]
    assert offered("--mic no") == {}


@pytest.mark.usefixtures("sounds")
def test_where_no_device_fits_bash_completes_files_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It goes on behind the name of a folder; what is offered to it would end there."""
    monkeypatch.setenv("_LIVECHAT_COMPLETE", "complete_bash")
    assert completion.microphones("ca") == []
    assert [word for word, _ in completion.microphones("us")] == ["usB", "usher.wav"]


@pytest.mark.parametrize("typed", ["./", "~/", "/"])
def test_who_types_a_path_waits_for_no_devices(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """None has a name that begins so."""
    monkeypatch.setattr(
        "livechat.audio.devices.list_in_child", lambda _: pytest.fail("it was listed")
    )
    completion.microphones(typed)


def test_devices_that_cannot_be_listed_in_time_complete_to_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A Tab key prints no errors."""
    monkeypatch.setattr("livechat.audio.devices.list_in_child", lambda _: None)
    monkeypatch.chdir(tmp_path)
    assert offered("--speaker x") == {}


@pytest.mark.process
@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes_with_the_script_that_it_is_given(tmp_path: Path) -> None:
    """Through the program itself: a voice, a setting's word, a sound file beside no device."""
    (tmp_path / "question.wav").touch()
    program = tmp_path / "livechat"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m livechat "$@"\n')
    program.chmod(0o755)
    script = """
source <(_LIVECHAT_COMPLETE=source_bash livechat)
for line in "livechat talk --voice Ko" "livechat talk --echo ha" "livechat talk --no-du" \
    "livechat talk --mic ques"; do
    COMP_WORDS=($line); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
    _livechat_completion livechat
    echo "${COMPREPLY[*]}"
done
"""
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines() == ["Kore", "half-duplex", "--no-duck", ""]
