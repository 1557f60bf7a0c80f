"""The command's top: help, versions, laziness."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from livechat import __version__
from livechat.cli.main import COMMANDS, app, load
from livechat.errors import SoundError

HEAVY = ("numpy", "soxr", "pydantic", "websockets", "google.genai", "sounddevice", "prompt_toolkit")


@pytest.mark.process
def test_help_imports_nothing_heavy() -> None:
    """Whoever asks for help waits for Typer, not for sound and network."""
    code = (
        "import sys\nfrom livechat.cli.main import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert shown.splitlines()[-1] == "[]"
    assert "livechat talk" in shown


@pytest.mark.parametrize(("line", "looks"), [("talk --json --plain", False), ("languages", True)])
def test_a_call_looks_for_garbage_only_when_all_is_imported(line: str, looks: bool) -> None:
    """Forty collections find nothing, and take 30 ms of its start."""
    gc.disable()
    try:
        CliRunner().invoke(app, line.split())
        assert gc.isenabled() is looks
    finally:
        gc.enable()


@pytest.mark.process
def test_the_screen_needs_nothing_heavy() -> None:
    """It is there before settings, the SDK, numpy and what reads keys are imported."""
    late = (*HEAVY, "livechat.config.settings", "livechat.catalog.models", "livechat.journal.store")
    code = (
        "import sys, livechat.cli.commands.talk, livechat.audio.portaudio\n"
        f"print([name for name in {late!r} if name in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert shown == "[]\n"


@pytest.mark.process
def test_a_calls_devices_need_nothing_heavy() -> None:
    """They are made on the loop, at once; what they need is imported in threads, when they run."""
    code = (
        "import sys\n"
        "from livechat.audio.device_manager import DeviceManager\n"
        "from livechat.audio.device_microphone import DeviceMicrophone\n"
        "from livechat.audio.device_speaker import DeviceSpeaker\n"
        "manager = DeviceManager()\n"
        "DeviceSpeaker(None, manager), DeviceMicrophone(None, manager, None, object)\n"
        "print([name for name in ('numpy', 'soxr', 'sounddevice') if name in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert shown == "[]\n"


def test_help_lists_every_command_with_its_first_line() -> None:
    """As the command's own help has it."""
    shown = CliRunner().invoke(app, ["--help"]).stdout
    for name, line in COMMANDS.items():
        assert name in shown
        assert line in shown
        own = load(name).get_short_help_str(200)
        assert own.rstrip(".").split()[0] == line.rstrip(".").split()[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples(name: str) -> None:
    """`--help` shows how it is typed."""
    shown = CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "100"})
    assert shown.exit_code == 0
    assert f"livechat {name}" in shown.stdout.split("Usage:", 1)[1].split("\n", 1)[1]


def test_an_unknown_command_suggests_one() -> None:
    """Exit code 2."""
    result = CliRunner().invoke(app, ["tolk"])
    assert result.exit_code == 2
    assert "talk" in result.stderr


@pytest.mark.process
def test_versions_are_named() -> None:
    """livechat's, the SDK's and PortAudio's."""
    lines = CliRunner().invoke(app, ["--version"]).stdout.splitlines()
    assert lines[0] == f"livechat {__version__}"
    assert any(line.startswith("google-genai ") for line in lines)
    assert any("PortAudio" in line for line in lines)


@pytest.mark.process
@pytest.mark.parametrize("spelling", ["-V", "version"])
def test_versions_have_other_spellings(spelling: str) -> None:
    """Those that hands expect."""
    result = CliRunner().invoke(app, [spelling])
    assert result.exit_code == 0
    assert result.stdout == CliRunner().invoke(app, ["--version"]).stdout


@pytest.mark.parametrize("line", ["-h", "talk -h", "config check -h"])
def test_help_has_a_short_spelling(line: str) -> None:
    """Everywhere."""
    shown = CliRunner().invoke(app, line.split())
    assert shown.exit_code == 0
    assert shown.stdout == CliRunner().invoke(app, line.replace("-h", "--help").split()).stdout


def test_a_missing_package_is_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report is still made."""
    from livechat.cli import versions

    monkeypatch.setattr(versions, "_PACKAGES", ("no-such-package",))
    assert "no-such-package missing" in versions.versions()


def test_a_portaudio_that_hangs_is_told_in_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report is made for such cases."""
    from livechat.audio.sound_thread import SOUND
    from livechat.cli import versions

    def hang(work: object) -> str:
        raise SoundError("The sound devices do not respond.", "Restart the sound server.")

    monkeypatch.setattr(SOUND, "ask", hang)
    assert "PortAudio does not respond" in versions.versions()


@pytest.mark.process
def test_an_abandoned_sound_device_does_not_outlive_python() -> None:
    """What is printed and left to be done at the end is done, the exit code kept, Python's own end
    skipped: it would wait for this thread.
    """
    script = """
import atexit, sys, threading
from livechat.audio.sound_thread import SOUND
from livechat.cli import main
def command():
    threading.Thread(target=threading.Event().wait).start()
    atexit.register(print, "tidied up")
    SOUND.ask(threading.Event().wait, 0.01)
main.app = lambda prog_name: command()
main.run()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == SoundError.exit_code
    assert done.stdout == "tidied up\n"
    assert done.stderr == (
        "livechat: The sound devices do not respond. "
        "Restart the sound server, which may be stuck.\n"
    )


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="signals to other processes")
def test_ctrl_c_in_the_middle_of_an_import_is_no_traceback() -> None:
    """The exit code is a shell's."""
    script = """
import os, signal, sys

class Slow:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "livechat.cli.main":
            os.kill(os.getpid(), signal.SIGINT)
            while True:
                pass

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Slow)
from livechat.__main__ import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (130, "")
