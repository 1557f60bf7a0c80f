"""Changes to the user's file keep all else as it was."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from livechat.errors import SettingsError, UsageError
from livechat.tools.mcp.editing import add, remove

ENTRY = {"command": "uvx", "args": ["time"]}

BEFORE = """{
    "theme": "dark",
    "mcpServers": {
        "zulu": {"command": "z", "mine": [1, 2]},
        "alpha": {"url": "https://h/mcp"}
    },
    "äöü": null
}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "livechat" / "mcp.json"


def test_the_first_server_makes_the_file(path: Path) -> None:
    add(path, "time", ENTRY, replace=False)
    assert json.loads(path.read_text()) == {"mcpServers": {"time": ENTRY}}
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


def test_other_keys_their_order_and_the_indent_stay(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(BEFORE, encoding="utf-8")
    add(path, "time", ENTRY, replace=False)
    text = path.read_text(encoding="utf-8")
    assert text.startswith('{\n    "theme": "dark",\n    "mcpServers": {\n        "zulu"')
    assert '"äöü": null' in text
    table = json.loads(text)
    assert list(table) == ["theme", "mcpServers", "äöü"]
    assert list(table["mcpServers"]) == ["zulu", "alpha", "time"]
    assert remove(path, "time")
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(BEFORE)


def test_tabs_stay_tabs(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{\n\t"servers": {}\n}')
    add(path, "time", ENTRY, replace=False)
    assert path.read_text().startswith('{\n\t"servers": {\n\t\t"time": {')


def test_a_server_of_that_name_is_replaced_only_if_asked(path: Path) -> None:
    add(path, "time", ENTRY, replace=False)
    with pytest.raises(UsageError, match="Add --force"):
        add(path, "time", {"command": "other"}, replace=False)
    add(path, "time", {"command": "other"}, replace=True)
    assert json.loads(path.read_text())["mcpServers"] == {"time": {"command": "other"}}


def test_what_is_no_server_is_not_written(path: Path) -> None:
    with pytest.raises(UsageError, match='Its "url" is not'):
        add(path, "x", {"type": "http", "url": "nowhere"}, replace=False)
    assert not path.exists()


def test_a_broken_file_is_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"mcpServers": {')
    with pytest.raises(SettingsError, match="is not valid JSON"):
        add(path, "time", ENTRY, replace=False)
    with pytest.raises(SettingsError, match="is not valid JSON"):
        remove(path, "time")
    assert path.read_text() == '{"mcpServers": {'


def test_removing_what_is_not_there_says_so(path: Path) -> None:
    assert not remove(path, "time")
    add(path, "time", ENTRY, replace=False)
    assert not remove(path, "other")
    assert remove(path, "time")
    assert json.loads(path.read_text()) == {"mcpServers": {}}


def test_half_a_character_survives(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"odd": "\\ud800"}')
    add(path, "time", ENTRY, replace=False)
    assert json.loads(path.read_text())["odd"] == "\ud800"
