"""`livechat clean`."""

from __future__ import annotations

import json
import os
import threading
import wave
from pathlib import Path

import numpy as np
import pytest
import typer
from numpy.typing import NDArray
from typer.testing import CliRunner

from livechat.audio.wav_read import read_wav
from livechat.cli.commands import clean as clean_module
from livechat.cli.commands.clean import clean
from livechat.core.pcm import INPUT_RATE, OUTPUT_RATE
from livechat.dsp.resample import from_float, resample, to_float
from livechat.errors import LivechatError
from tests.support.room import Room

EXAMPLES = Path(__file__).parents[3] / "examples"

app = typer.Typer(rich_markup_mode=None)
app.command()(clean)


def save(path: Path, samples: NDArray[np.float32], rate: int) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(from_float(samples))
    return path


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A reading played in a room, recorded at 16 kHz and played at 24."""
    folder = tmp_path_factory.mktemp("pair")
    far = to_float(read_wav(EXAMPLES / "austen-0870.wav", INPUT_RATE))
    mic = save(folder / "mic.wav", Room().mix(np.zeros_like(far), far), INPUT_RATE)
    played = save(folder / "played.wav", resample(far, INPUT_RATE, OUTPUT_RATE), OUTPUT_RATE)
    return str(mic), str(played)


def test_an_echo_goes_and_is_measured(pair: tuple[str, str], tmp_path: Path) -> None:
    """Of one's own voice nothing is left that would be taken for speech."""
    output = tmp_path / "clean.wav"
    result = CliRunner().invoke(app, [*pair, "-o", str(output), "--json"])
    found = json.loads(result.stdout)
    assert found["rung"] == "aec"
    assert found["cancelled_db"] > 25
    assert found["speech_s"] == []
    assert found["after_dbfs"] < found["before_dbfs"] - 15
    assert found["seconds"] == pytest.approx(7.1, abs=0.01)
    with wave.open(str(output)) as file:
        assert (file.getframerate(), file.getnframes()) == (INPUT_RATE, 113_600)


def test_without_the_frontend_it_is_heard(pair: tuple[str, str]) -> None:
    """`off` leaves the recording as it is; what is said of it are words."""
    result = CliRunner().invoke(app, [*pair, "--echo", "off", "--no-noise-suppression"])
    lines = result.stdout.splitlines()
    assert lines[0] == "7.1 s, echo mode off: no echo found"
    assert lines[2].startswith("speech detected at 0.")
    assert len(lines) == 3


def test_words_tell_the_echo(pair: tuple[str, str], tmp_path: Path) -> None:
    """Echo mode, level, cancellation, and where the sound is."""
    output = tmp_path / "clean.wav"
    shown = CliRunner().invoke(app, [*pair, "-o", str(output)]).stdout.splitlines()
    assert "echo mode aec: echo at -" in shown[0]
    assert "dB cancelled" in shown[0]
    assert shown[2] == "no speech detected"
    assert shown[3] == f"saved as {output}"


def test_an_old_recording_is_kept(pair: tuple[str, str], tmp_path: Path) -> None:
    """Unless --force is given."""
    output = tmp_path / "clean.wav"
    output.write_bytes(b"precious")
    refused = CliRunner().invoke(app, [*pair, "-o", str(output)])
    assert isinstance(refused.exception, LivechatError)
    assert output.read_bytes() == b"precious"
    assert CliRunner().invoke(app, [*pair, "-o", str(output), "--force"]).exit_code == 0
    assert output.read_bytes().startswith(b"RIFF")


def test_the_recordings_are_never_written_over(pair: tuple[str, str]) -> None:
    """Not even with --force."""
    refused = CliRunner().invoke(app, [*pair, "-o", pair[0], "--force"])
    assert isinstance(refused.exception, LivechatError)
    assert refused.exception.exit_code == 2
    assert Path(pair[0]).read_bytes().startswith(b"RIFF")


def test_a_missing_recording_is_named(pair: tuple[str, str], tmp_path: Path) -> None:
    """And nothing is created."""
    output = tmp_path / "clean.wav"
    refused = CliRunner().invoke(app, [pair[0], str(tmp_path / "no.wav"), "-o", str(output)])
    assert isinstance(refused.exception, LivechatError)
    assert "no.wav" in refused.exception.what
    assert not output.exists()


def test_a_recording_of_nothing_is_an_error(pair: tuple[str, str], tmp_path: Path) -> None:
    """There is nothing to clean in it."""
    empty = save(tmp_path / "empty.wav", np.zeros(10, np.float32), INPUT_RATE)
    refused = CliRunner().invoke(app, [str(empty), pair[1]])
    assert isinstance(refused.exception, LivechatError)
    assert "10 ms" in refused.exception.what


def test_a_recording_that_is_cut_off_is_told(pair: tuple[str, str], tmp_path: Path) -> None:
    """What is there is cleaned."""
    cut = tmp_path / "cut.wav"
    cut.write_bytes(Path(pair[0]).read_bytes()[:64_044])
    result = CliRunner().invoke(app, [str(cut), pair[1], "--json"])
    assert f"{cut} is cut off: it has 2.0 s of 7.1 s." in result.stderr
    assert json.loads(result.stdout)["seconds"] == pytest.approx(2, abs=0.02)


def test_the_cleaned_sound_may_go_on_through_a_pipe(
    pair: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`-o -` is standard output, and the words go beside it; no file is called so."""
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    kept = runner.invoke(app, [*pair, "-o", "clean.wav"])
    with (tmp_path / "piped.wav").open("wb") as stdout:
        monkeypatch.setattr(clean_module, "raw_stdout", lambda: stdout)
        done = runner.invoke(app, [*pair, "-o", "-"])
    assert done.stdout == ""
    assert done.stderr.splitlines() == kept.stdout.splitlines()[:-1]
    piped = read_wav(tmp_path / "piped.wav", INPUT_RATE)
    assert piped == read_wav(tmp_path / "clean.wav", INPUT_RATE)
    assert not (tmp_path / "-").exists()
    both = runner.invoke(app, [*pair, "-o", "-", "--json"])
    assert isinstance(both.exception, LivechatError)
    assert both.exception.exit_code == 2


@pytest.mark.skipif(os.name != "posix", reason="needs FIFOs")
def test_recordings_may_come_through_fifos(pair: tuple[str, str], tmp_path: Path) -> None:
    """Both at once, as from two recorders; the same is measured."""
    fifos = []
    for number, name in enumerate(pair):
        fifos.append(str(tmp_path / str(number)))
        os.mkfifo(fifos[-1])
        content = Path(name).read_bytes()
        threading.Thread(target=Path(fifos[-1]).write_bytes, args=(content,), daemon=True).start()
    from_files = json.loads(CliRunner().invoke(app, [*pair, "--json"]).stdout)
    from_fifos = json.loads(CliRunner().invoke(app, [*fifos, "--json"]).stdout)
    assert from_fifos["seconds"] == pytest.approx(from_files["seconds"], abs=0.01)
    assert from_fifos["cancelled_db"] == pytest.approx(from_files["cancelled_db"], abs=3)


def test_another_format_is_refused_before_anything_is_read(pair: tuple[str, str]) -> None:
    """With the name that will do."""
    refused = CliRunner().invoke(app, [*pair, "-o", "clean.mp3"])
    assert isinstance(refused.exception, LivechatError)
    assert "clean.wav" in refused.exception.remedy
    assert not Path("clean.mp3").exists()
