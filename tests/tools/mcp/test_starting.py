"""Programs that are started before anybody speaks to them."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

from livechat.tools.mcp.starting import Begun, variables

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there the SDK starts programs")

WAITING = "import sys; print('here', flush=True); sys.stdin.read()"


def spec(name: str, *command: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "kind": "stdio",
        "command": command[0],
        "args": command[1:],
        "env": {},
    } | more


def test_a_program_gets_few_variables_and_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of ours, and no function of a shell."""
    for name, value in {"HOME": "/h", "TERM": "() { :; }", "GEMINI_API_KEY": "s3cret"}.items():
        monkeypatch.setenv(name, value)
    found = variables({"TOKEN": "t"})
    assert (found["HOME"], found["TOKEN"]) == ("/h", "t")
    assert not {"TERM", "GEMINI_API_KEY"} & found.keys()


@pytest.mark.process
def test_a_program_that_runs_is_taken_once_and_the_others_are_killed(tmp_path: Path) -> None:
    """What cannot be started, or is at an address, is not there."""

    async def main() -> None:
        begun = Begun()
        await begun.begin(
            [
                spec("taken", sys.executable, "-c", WAITING),
                spec("left", sys.executable, "-c", WAITING),
                spec("gone", str(tmp_path / "nothing")),
                spec("nowhere", sys.executable, cwd=str(tmp_path / "nothing")),
                {"name": "web", "kind": "http", "url": "http://127.0.0.1:1/mcp"},
            ]
        )
        left = begun._processes["left"]
        taken = begun.take("taken")
        assert taken is not None
        assert taken.stdin is not None
        assert taken.stdout is not None
        assert [begun.take(name) for name in ("taken", "gone", "nowhere", "web")] == [None] * 4
        assert await taken.stdout.readline() == b"here\n"
        begun.end()
        assert await left.wait() == -9
        assert taken.returncode is None
        taken.stdin.close()
        assert await taken.wait() == 0

    asyncio.run(main())
