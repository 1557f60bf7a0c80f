"""Lists as terminals of three widths get them: one line an entry, nothing wider than the terminal.

The pages in `golden/` are written anew with LIVECHAT_GOLDEN=write in the environment.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from livechat.audio import portaudio
from livechat.catalog.languages import LANGUAGES
from livechat.catalog.models import MODELS
from livechat.catalog.voices import VOICES
from livechat.cli.commands import mcp, sessions, tools
from livechat.cli.commands.devices import devices
from livechat.cli.commands.doctor import _show
from livechat.cli.commands.languages import languages
from livechat.cli.commands.models import models
from livechat.cli.commands.sim import list_kinds
from livechat.cli.commands.voices import voices
from livechat.cli.doctor.checks import Finding
from livechat.core.setup_spec import Declaration
from livechat.core.tools.tool import Tool
from livechat.journal.store import Store
from livechat.sim.faults import KINDS
from livechat.tools.source import Offer
from tests.support.kept import keep
from tests.support.sounddevice import Entry, FakeSounddevice
from tests.support.terminal import Screen

GOLDEN = Path(__file__).parent / "golden"

WIDTHS = (40, 80, 120)

WRITING = os.environ.get("LIVECHAT_GOLDEN") == "write"


@pytest.fixture(params=WIDTHS)
def width(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Columns of the terminal."""
    columns: int = request.param
    monkeypatch.delenv("LIVECHAT_GOLDEN", raising=False)  # it is no setting
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    return columns


def drawn(listing: Callable[[], None]) -> list[str]:
    """Return the lines that a terminal gets, without their styles."""
    with redirect_stdout(Screen()) as screen:
        listing()
    text = re.sub(r"\x1b\[[0-9;]*m", "", screen.getvalue())
    assert "\x1b" not in text
    return text.splitlines()


def looked_at(name: str, width: int, shown: list[str]) -> None:
    """Compare with a page that somebody has looked at."""
    path = GOLDEN / f"{name}-{width}.txt"
    text = "\n".join(shown) + "\n"
    if WRITING:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


TOOLS = (
    Tool(
        declaration=Declaration(
            name="check_stock",
            description="How many there are of an item, in all shops or in one of them.",
            parameters={"type": "object", "properties": {"item": {"type": "string"}}},
        ),
        server="shop",
        origin="shop.py",
        level="allow",
    ),
    Tool(
        declaration=Declaration(name="order", description="Order an item."),
        server="settings",
        origin="tools.order",
        key=True,
    ),
    Tool(
        declaration=Declaration(name="github__delete_repository", description="Delete it."),
        server="github",
        origin="MCP server github",
        level="never",
    ),
    Tool(
        declaration=Declaration(name="timer", description="Remind the user."),
        server="built-in",
        origin="built-in",
        level="allow",
    ),
)


@pytest.mark.parametrize(
    ("name", "listing", "count"),
    [
        ("models", lambda: models(every=True), len(MODELS)),
        ("voices", voices, len(VOICES)),
        ("languages", languages, len(LANGUAGES)),
        ("tools", lambda: tools.show(TOOLS, json=False, wide=False), len(TOOLS)),
        ("faults", lambda: list_kinds(json=False), len(KINDS)),
    ],
)
def test_a_list_has_one_line_an_entry(
    name: str, listing: Callable[[], None], count: int, width: int
) -> None:
    """Below a heading, at any width."""
    shown = drawn(listing)
    assert len(shown) == count + 1
    assert max(map(cell_len, shown)) <= width
    looked_at(name, width, shown)


def test_sessions_have_one_line_each(
    width: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a name that can be typed, when it was, and its first words, whatever was said."""
    monkeypatch.setattr("livechat.config.file.sessions_path", lambda: tmp_path)
    store, now = Store(tmp_path), datetime.now(UTC)
    words = [
        "Had he married a more amiable woman, he might have been made",
        "日本語 " * 20,
        "\x1b[2J",
    ]
    for days, said in enumerate(words):
        model = "gemini-3.8-live-extended-thinking"
        keep(store, said, started=now - timedelta(days=10 * days), model=model)
    heading, *shown = drawn(lambda: sessions._list(wide=False, json=False))
    assert heading.startswith("id   when ")
    assert "first words" in heading
    assert len(shown) == len(words)
    assert max(map(cell_len, shown)) <= width
    assert [store.find(line.split()[0]) for line in shown] == store.ids()


def test_mcp_servers_have_one_line_each(
    width: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is used and what is not, with the commands cut where there is no room."""
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.chdir(project)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    files = {
        tmp_path / "mcp.json": {
            "time": {"command": "uvx", "args": ["mcp-server-time"]},
            "documents": {"url": "https://documents.example.com/mcp", "disabled": True},
        },
        project / ".mcp.json": {
            "files": {"command": "npx", "args": ["-y", "@scope/server-files", "/srv/日本語 " * 9]},
        },
    }
    for path, servers in files.items():
        path.write_text(json.dumps({"mcpServers": servers}))
        path.chmod(0o600)
    shown = drawn(lambda: mcp.list_servers(config=tmp_path / "config.toml"))
    assert len(shown) == 4
    assert max(map(cell_len, shown)) <= width
    looked_at("mcp-list", width, shown)


def test_functions_of_mcp_servers_have_one_line_each(width: int) -> None:
    """Their names whole, what they cost, and as much of the description as there is room for."""
    offers = [
        Offer(
            name=name,
            server="shop",
            origin="MCP server shop",
            description="Say how many of an item there are in the shop.\nMore words.",
            parameters={"type": "object", "properties": {"item": {"type": "string"}}},
            reads=name.startswith("check"),
        )
        for name in ("check_stock", "order", "a_function_with_a_long_name")
    ]
    shown = drawn(lambda: mcp._show_functions(offers, wide=False, json=False))
    assert len(shown) == 4
    assert max(map(cell_len, shown)) <= width
    looked_at("mcp-check", width, shown)


def test_devices_have_one_line_each(
    width: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A long name is cut in its middle, so that the card and the device can be told."""
    monkeypatch.setattr("livechat.config.file.usual_path", lambda: tmp_path / "config.toml")
    monkeypatch.setattr(portaudio, "keep_quiet", lambda: None)
    names = [f"Family 17h/19h HD Audio Controller: ALC257 Analog (hw:1,{n})" for n in range(3)]
    fake = FakeSounddevice([Entry(name) for name in names], default=(0, 0))
    monkeypatch.setitem(sys.modules, "sounddevice", fake)
    shown = drawn(devices)
    assert len(shown) == 4
    assert max(map(cell_len, shown)) <= width
    assert all(f"hw:1,{n})" in shown[n + 1] for n in range(3))
    looked_at("devices", width, shown)


def test_what_the_doctor_finds_breaks_between_words(width: int) -> None:
    """Below its first word where there is room, else below its part."""
    found = (
        Finding("settings", "ok", "There is no settings file; none is needed."),
        Finding(
            "credentials",
            "problem",
            "There is no API key for the Gemini API, as far as this machine can tell you today.",
            "Set GEMINI_API_KEY, or add --offline to talk with the practice partner.",
            3,
        ),
    )

    def show() -> None:
        for one in found:
            _show(one)

    shown = drawn(show)
    assert max(map(cell_len, shown)) <= width
    looked_at("doctor", width, shown)


def test_a_pipe_gets_whole_findings() -> None:
    """A line each, and one for what to do."""
    with redirect_stdout(io.StringIO()) as pipe:
        _show(Finding("microphone", "problem", "No microphone. " * 10, "Connect one.", 4))
    assert pipe.getvalue().count("\n") == 2
