"""The settings file before any setting is judged."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.config import file
from livechat.errors import FileError, SettingsError


def test_the_file_is_the_flags_then_the_environments_then_the_usual_one(tmp_path: Path) -> None:
    """Who names a file wants it to exist; the usual one may be absent."""
    environ = {"LIVECHAT_CONFIG": "/e.toml"}
    assert file.locate(tmp_path, environ) == (tmp_path, True)
    assert file.locate(None, environ) == (Path("/e.toml"), True)
    assert file.locate(None, {"LIVECHAT_CONFIG": ""}) == (file.usual_path(), False)
    assert file.usual_path().parts[-2:] == ("livechat", "config.toml")


def test_sessions_are_kept_where_the_system_keeps_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a folder of their own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    found = file.sessions_path()
    assert found.is_relative_to(tmp_path)
    assert found.parts[-2:] == ("livechat", "sessions")


def test_a_user_without_a_home_has_no_place_for_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a container's user whom the system does not know."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)

    def unknown(*_: object) -> NoReturn:
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr("pwd.getpwuid", unknown)
    with pytest.raises(SettingsError, match="HOME is not set"):
        file.usual_path()
    with pytest.raises(FileError, match="HOME is not set"):
        file.sessions_path()
    with pytest.raises(SettingsError, match="name a file by --config"):
        file.locate(None, {})
    assert file.locate(Path("/a.toml"), {}) == (Path("/a.toml"), True)


@pytest.mark.parametrize("nonsense", ["relative", "~/x", "$HOME/x", " ", "\n"])
def test_a_place_that_is_no_absolute_path_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nonsense: str
) -> None:
    """Nothing is written into whatever folder one happens to be in (XDG Base Directory)."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", nonsense)
    monkeypatch.setenv("XDG_STATE_HOME", nonsense)
    assert file.usual_path().is_relative_to(tmp_path)
    assert file.sessions_path().is_relative_to(tmp_path)
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: Path("relative"))
    with pytest.raises(SettingsError, match="no home folder"):
        file.usual_path()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_settings_file_from_windows_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "c.toml"
    path.write_bytes('voice = "Kore"'.encode(encoding))
    assert file.read(path, must_exist=True) == {"voice": "Kore"}
    assert file.read_text(path) == 'voice = "Kore"'


def test_no_file_is_an_empty_one_unless_it_was_named(tmp_path: Path) -> None:
    """Settings files are optional."""
    path = tmp_path / "none.toml"
    assert file.read(path, must_exist=False) == {}
    with pytest.raises(SettingsError) as caught:
        file.read(path, must_exist=True)
    assert str(caught.value) == (
        f"There is no settings file {path}. `livechat config init` writes one."
    )


def test_a_syntax_error_names_file_and_line(tmp_path: Path) -> None:
    """The sentence leads to the place."""
    path = tmp_path / "c.toml"
    path.write_text('voice = "Kore"\nmodel: x\n')
    with pytest.raises(SettingsError) as caught:
        file.read(path, must_exist=True)
    assert str(caught.value).startswith(f"{path} is not valid TOML: ")
    assert "line 2" in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xfe", "is not valid TOML: 'utf-8' codec"),
        (b"a = " + b"[" * 5000, "is not valid TOML: "),
        (b"a = " + b"9" * 5000, "is not valid TOML: "),
        (b"#" * (2 << 20), "is not a settings file: it is larger than 1 MiB."),
    ],
    ids=["no text", "deep", "a long number", "large"],
)
def test_what_is_no_settings_file_is_said_to_be_none(
    tmp_path: Path, data: bytes, sentence: str
) -> None:
    """Whatever the file is, the answer is a sentence."""
    path = tmp_path / "c.toml"
    path.write_bytes(data)
    with pytest.raises(SettingsError) as caught:
        file.read(path, must_exist=True)
    assert str(caught.value).startswith(f"{path} {sentence}")


def test_a_directory_cannot_be_read(tmp_path: Path) -> None:
    """The reason is the system's own."""
    with pytest.raises(SettingsError, match=r"Cannot read .*: \w"):
        file.read(tmp_path, must_exist=True)


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    """Notepad writes both."""
    path = tmp_path / "c.toml"
    path.write_bytes(b'\xef\xbb\xbfvoice = "Kore"\r\n[vad]\r\nstart = "low"\r\n')
    assert file.read(path, must_exist=True) == {"voice": "Kore", "vad": {"start": "low"}}


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
@pytest.mark.parametrize("text", ['api_key = "k-1"', '[profiles.p]\napi_key = "k-1"'])
def test_a_key_that_others_could_read_is_refused(tmp_path: Path, mode: int, text: str) -> None:
    """The sentence says how to close the file, and does not repeat the key."""
    path = tmp_path / "my settings.toml"
    path.write_text(text)
    path.chmod(mode)
    with pytest.raises(SettingsError) as caught:
        file.read(path, must_exist=True)
    assert str(caught.value) == (
        f"{path} contains an API key, but is open to other users. Protect it: chmod 600 '{path}'"
    )
    path.chmod(0o600)
    assert file.read(path, must_exist=True)


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_a_file_without_a_key_may_be_open(tmp_path: Path) -> None:
    """Only a credential needs closing."""
    path = tmp_path / "c.toml"
    path.write_text('voice = "Kore"')
    path.chmod(0o644)
    assert file.read(path, must_exist=True) == {"voice": "Kore"}


@given(st.binary(max_size=200) | st.text(alphabet='[]{}="a.1\n,_-', max_size=60))
def test_any_bytes_are_a_table_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: bytes | str
) -> None:
    """Nothing but a SettingsError comes out of a bad file."""
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    path.chmod(0o600)
    with contextlib.suppress(SettingsError):
        table = file.read(path, must_exist=True)
        assert all(isinstance(inner, dict) for inner in file.profiles(table).values())


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_command_that_others_could_change_is_refused(tmp_path: Path, mode: int) -> None:
    """They could have anything run; that they read it does no harm."""
    path = tmp_path / "c.toml"
    path.write_text('api_key_command = "pass show gemini"')
    path.chmod(mode)
    with pytest.raises(SettingsError, match="chmod go-w"):
        file.read(path, must_exist=True)
    path.chmod(0o644)
    assert file.read(path, must_exist=True)
    path.write_text('[profiles.p.practice]\napi_key_command = "pass show models"')
    path.chmod(mode)
    with pytest.raises(SettingsError, match="chmod go-w"):
        file.read(path, must_exist=True)
