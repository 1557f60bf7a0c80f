"""Names of files and streams in the place of devices."""

from __future__ import annotations

from pathlib import Path

import pytest

from livechat.cli.outputs import check_outputs, is_file
from livechat.errors import UsageError


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("answer.wav", True),
        ("recordings/answer", True),
        ("./answer", True),
        ("there", True),
        ("USB", False),
        ("3", False),
        ("hw:1,0", False),
        ("Headset 2.0", False),
        ("usb, wasapi", False),
        ("folder", False),
        ("", False),
    ],
)
def test_names_of_files_are_told_from_names_of_devices(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, file: bool
) -> None:
    """By their ending, by a folder in them, or because they exist."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").touch()
    (tmp_path / "folder").mkdir()
    assert is_file(name) is file


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
