"""A command run beside the practice partner: its environment, its signals, its exit code."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import certifi
import pytest

from livechat.cli.commands import sim_run as companion
from livechat.cli.commands.sim_run import Address
from livechat.errors import SettingsError

T = TypeVar("T")

ADDRESS = Address("ws://127.0.0.1:1", "https://127.0.0.1:2", b"OUR CERTIFICATE\n", "made-up")

needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")


def limited(work: Coroutine[Any, Any, T]) -> T:
    """Run in real time, but not for ever."""

    async def main() -> T:
        async with asyncio.timeout(20):
            return await work

    return asyncio.run(main())


def python(*lines: str) -> list[str]:
    """A command that runs some Python."""
    return [sys.executable, "-c", "\n".join(lines)]


def wait_for(path: Path, text: str) -> None:
    """Return once a file holds `text`."""
    end = time.monotonic() + 10
    while not path.exists() or path.read_text() != text:
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.process
def test_windows_finds_commands_that_are_scripts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`npm` is `npm.cmd` there, which the system does not find by itself; in the given PATH."""
    script = tmp_path / "npm.cmd"
    script.write_text("#!/bin/sh\nexit 7\n")
    script.chmod(0o700)

    def which(name: str, path: str | None = None) -> str | None:
        return f"{path}/{name}.cmd" if name == "npm" else None

    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("shutil.which", which)
    assert limited(companion.run(["npm", "test"], {"PATH": str(tmp_path)})) == 7
    with pytest.raises(SettingsError, match="not found"):
        limited(companion.run(["nosuch"], {"PATH": str(tmp_path)}))


def test_sdks_find_the_partner(tmp_path: Path) -> None:
    """By the variables they read; a key that would be preferred is gone, the rest stays."""
    given = {"PATH": "/bin", "GOOGLE_API_KEY": "real", "GOOGLE_GENAI_USE_VERTEXAI": "true"}
    made = companion.environment(given, ADDRESS, tmp_path)
    assert "GOOGLE_API_KEY" not in made
    assert {name: made[name] for name in made if "CERT" not in name} == {
        "PATH": "/bin",
        "GOOGLE_GENAI_USE_VERTEXAI": "true",
        "GOOGLE_GEMINI_BASE_URL": "https://127.0.0.1:2",
        "GOOGLE_VERTEX_BASE_URL": "https://127.0.0.1:2",
        "GEMINI_API_KEY": "made-up",
        "LIVECHAT_SIM_URL": "https://127.0.0.1:2",
        "LIVECHAT_SIM_WS_URL": "ws://127.0.0.1:1",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }


def test_our_certificate_joins_those_that_were_trusted(tmp_path: Path) -> None:
    """Other TLS goes on to work: by default with the authorities SDKs bring with them."""
    made = companion.environment({}, ADDRESS, tmp_path)
    trusted = Path(made["SSL_CERT_FILE"]).read_bytes()
    assert trusted.startswith(Path(certifi.where()).read_bytes())
    assert trusted.endswith(b"\nOUR CERTIFICATE\n")
    assert Path(made["NODE_EXTRA_CA_CERTS"]).read_bytes() == b"OUR CERTIFICATE\n"

    mine, node = tmp_path / "mine.pem", tmp_path / "node.pem"
    mine.write_bytes(b"MINE")
    node.write_bytes(b"NODE")
    given = {"SSL_CERT_FILE": str(mine), "NODE_EXTRA_CA_CERTS": str(node)}
    made = companion.environment(given, ADDRESS, tmp_path)
    assert Path(made["SSL_CERT_FILE"]).read_bytes() == b"MINE\nOUR CERTIFICATE\n"
    assert Path(made["NODE_EXTRA_CA_CERTS"]).read_bytes() == b"NODE\nOUR CERTIFICATE\n"
    assert mine.read_bytes() == b"MINE"


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"])
def test_certificates_that_cannot_be_read_are_said(tmp_path: Path, variable: str) -> None:
    with pytest.raises(SettingsError, match=f"Cannot read the certificates in {variable}"):
        companion.environment({variable: str(tmp_path / "none.pem")}, ADDRESS, tmp_path)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"NO_PROXY": "intern.example"}, "intern.example,127.0.0.1,localhost"),
        ({"no_proxy": "a", "NO_PROXY": "b"}, "a,127.0.0.1,localhost"),
        ({"NO_PROXY": "*"}, "*"),
    ],
)
def test_no_proxy_stands_between(tmp_path: Path, given: dict[str, str], expected: str) -> None:
    """What went past it before still does."""
    made = companion.environment(given, ADDRESS, tmp_path)
    assert made["NO_PROXY"] == made["no_proxy"] == expected


@pytest.mark.process
def test_the_exit_code_is_the_commands(tmp_path: Path) -> None:
    """It sees the variables it was given, and no others."""
    command = python("import os, sys", "sys.exit(7 if os.environ.get('ANSWER') == '42' else 1)")
    assert limited(companion.run(command, {**os.environ, "ANSWER": "42"})) == 7
    assert limited(companion.run(python("pass"), os.environ)) == 0


@pytest.mark.process
@needs_signals
def test_a_command_ended_by_a_signal_is_told_as_shells_do() -> None:
    """128 and the signal's number."""
    command = python("import os, signal", "os.kill(os.getpid(), signal.SIGKILL)")
    assert limited(companion.run(command, os.environ)) == 137


@pytest.mark.process
@pytest.mark.parametrize(
    ("command", "why"),
    [
        (["no-such-command-anywhere"], "it was not found"),
        (["./none/at/all"], "it was not found"),
        (["/"], "Permission denied"),
        (["a\0b"], "embedded null byte"),
    ],
)
@needs_signals
def test_a_command_that_cannot_be_run_is_said(command: list[str], why: str) -> None:
    with pytest.raises(SettingsError, match=f"Cannot run the command .*: {why}"):
        limited(companion.run(command, os.environ))


@pytest.mark.process
@needs_signals
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGUSR1", "SIGINT"])
def test_signals_are_passed_on(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As often as they come; the command decides what they mean."""
    monkeypatch.setattr(companion, "_in_front", lambda: False)
    number = signal.Signals[name]
    before = signal.getsignal(number)
    ready = tmp_path / "ready"
    command = python(
        "import pathlib, signal, sys, time",
        "seen = []",
        f"signal.signal({int(number)}, lambda *_: seen.append(1) or",
        f"    pathlib.Path({str(ready)!r}).write_text(str(len(seen))))",
        f"pathlib.Path({str(ready)!r}).write_text('0')",
        "while len(seen) < 2: time.sleep(0.01)",
        "sys.exit(9)",
    )

    async def main() -> int:
        running = asyncio.create_task(companion.run(command, os.environ))
        for count in ("0", "1"):
            await asyncio.to_thread(wait_for, ready, count)
            os.kill(os.getpid(), number)
        return await running

    assert limited(main()) == 9
    assert signal.getsignal(number) == before


@pytest.mark.process
@needs_signals
def test_ctrl_c_is_left_to_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which gives it to the command too: twice would be once too often."""
    monkeypatch.setattr(companion, "_in_front", lambda: True)
    ready = tmp_path / "ready"
    command = python(
        "import pathlib, sys, time",
        f"pathlib.Path({str(ready)!r}).touch()",
        "time.sleep(0.3)",
        "sys.exit(5)",
    )

    async def main() -> int:
        running = asyncio.create_task(companion.run(command, os.environ))
        await asyncio.to_thread(wait_for, ready, "")
        os.kill(os.getpid(), signal.SIGINT)
        return await running

    assert limited(main()) == 5


@pytest.mark.process
@needs_signals
def test_what_is_ignored_stays_ignored(tmp_path: Path) -> None:
    """That is what `nohup` is for: the command ignores it too."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    ready = tmp_path / "ready"
    command = python(
        "import pathlib, signal, sys, time",
        f"pathlib.Path({str(ready)!r}).touch()",
        "time.sleep(0.2)",
        "sys.exit(3 if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN else 1)",
    )

    async def main() -> int:
        running = asyncio.create_task(companion.run(command, os.environ))
        await asyncio.to_thread(wait_for, ready, "")
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
        return await running

    try:
        assert limited(main()) == 3
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.process
@needs_signals
def test_a_background_program_is_not_in_front() -> None:
    """Nor is one without a terminal, as in CI: signals then reach only us."""
    code = python(
        "import os",
        "os.setsid()",
        "from livechat.cli.commands.sim_run import _in_front",
        "raise SystemExit(4 if not _in_front() else 0)",
    )
    assert limited(companion.run(code, os.environ)) == 4
