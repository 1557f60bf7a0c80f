"""Where sound is written to."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from livechat.cli.outputs import check_outputs, output_name
from livechat.errors import UsageError


def test_an_output_is_no_other_file_of_the_command(tmp_path: Path) -> None:
    """However it is spelled; streams are no files."""
    name = str(tmp_path / "a.wav")
    with pytest.raises(UsageError, match="used twice"):
        check_outputs(name, None, f"{tmp_path}/./a.wav")
    with pytest.raises(UsageError, match="empty"):
        check_outputs("")
    check_outputs(None, name)
    check_outputs("-", "-")
    check_outputs(name, None, "", "-", f"{name}.log")


@pytest.mark.skipif(os.name != "posix", reason="quotes for POSIX shells")
@pytest.mark.parametrize(
    ("name", "other", "command"),
    [
        ("x.mp3", "MP3", "ffmpeg -i x.wav x.mp3"),
        ("a b/y.FLAC", "FLAC", "ffmpeg -i 'a b/y.wav' 'a b/y.FLAC'"),
        ("z.opus", "OPUS", "ffmpeg -i z.wav z.opus"),
        ("r.pcm", "PCM", "ffmpeg -i r.wav r.pcm"),
    ],
)
def test_a_name_that_promises_another_format_is_refused(
    name: str, other: str, command: str
) -> None:
    """With the name that will do, and the line that converts; WAV has many other names."""
    with pytest.raises(UsageError) as caught:
        check_outputs(name)
    assert other in caught.value.what
    assert ".wav" in caught.value.remedy
    assert caught.value.remedy.endswith(command)
    for good in ("x.wav", "x.WAVE", "x", "x.2026-11-30", "answer.part"):
        check_outputs(good)


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_standard_output_takes_sound_only_where_it_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Known before anything else is done."""
    master, slave = os.openpty()
    with os.fdopen(slave, "w") as stdout, monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", stdout)
        with pytest.raises(UsageError, match="which is a terminal") as caught:
            check_outputs("-")
    os.close(master)
    assert "aplay" in caught.value.remedy


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_no_terminal_takes_sound_by_its_name() -> None:
    """Such as /dev/tty."""
    master, slave = os.openpty()
    with pytest.raises(UsageError, match="which is a terminal"):
        check_outputs(os.ttyname(slave))
    os.close(slave)
    os.close(master)
    check_outputs(os.devnull)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("/dev/stdout", "-"),
        ("/dev/fd/1", "-"),
        ("-", "-"),
        ("stdout", "stdout"),
        ("/dev/fd/10", "/dev/fd/10"),
        (None, None),
    ],
)
def test_standard_output_has_more_than_one_name(name: str | None, meant: str | None) -> None:
    """The words of a call go elsewhere then, whichever was used."""
    assert output_name(name) == meant


def test_standard_output_may_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """`>&-`: there is nowhere to go."""
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(UsageError, match="closed"):
        check_outputs("-")
