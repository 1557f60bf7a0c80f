"""PortAudio's door: wherever and however it is missing, started anew, and kept quiet."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest

from livechat.audio import portaudio
from livechat.errors import SoundError
from tests.support.sounddevice import FakeSounddevice, PortAudioError


class Failing:
    """Makes the import of sounddevice fail as the C library would."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name == "sounddevice":
            raise self._error
        return None


def fail(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Failing(error), *sys.meta_path])


def test_the_version_is_told_in_portaudios_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """For bug reports."""
    module = ModuleType("sounddevice")
    module.__dict__["get_portaudio_version"] = lambda: (1246976, "PortAudio V19.7.0")
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    assert portaudio.version() == "PortAudio V19.7.0"


def test_a_missing_library_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many machines have no sound, and need none for files and pipes."""
    fail(monkeypatch, OSError("PortAudio library not found"))
    assert portaudio.version() is None


def test_a_library_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is started when it is imported; its error is news for the report, not its end."""
    fail(monkeypatch, RuntimeError("Error initializing PortAudio: Host error"))
    assert portaudio.version() == (
        "PortAudio failed to start: Error initializing PortAudio: Host error"
    )


@pytest.fixture
def sounddevice(monkeypatch: pytest.MonkeyPatch) -> FakeSounddevice:
    """PortAudio without hardware."""
    module = FakeSounddevice()
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    return module


def test_it_is_loaded_once(sounddevice: FakeSounddevice) -> None:
    """As the module itself."""
    assert portaudio.load() is sounddevice


@pytest.mark.parametrize(
    ("release", "command"),
    [
        ({"ID": "debian"}, "sudo apt install libportaudio2"),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "sudo apt install libportaudio2"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "sudo dnf install portaudio"),
        ({"ID": "manjaro", "ID_LIKE": "arch"}, "sudo pacman -S portaudio"),
        ({"ID": "alpine"}, "sudo apk add portaudio"),
        ({"ID": "opensuse-leap", "ID_LIKE": "suse opensuse"}, "sudo zypper install libportaudio2"),
        ({"ID": "opensuse-tumbleweed"}, "sudo zypper install libportaudio2"),
    ],
)
def test_a_missing_library_is_said_with_the_command_of_the_system(
    monkeypatch: pytest.MonkeyPatch, release: dict[str, str], command: str
) -> None:
    """Whatever family it belongs to; exit code 4."""
    fail(monkeypatch, OSError("PortAudio library not found"))
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr("platform.freedesktop_os_release", lambda: release)
    with pytest.raises(SoundError) as caught:
        portaudio.load()
    assert caught.value.what.endswith("is not installed.")
    assert caught.value.remedy == f"Install it: {command}"


def missing_os_release() -> dict[str, str]:
    raise OSError("no such file")


def test_a_system_that_says_nothing_of_itself_gets_the_names_to_look_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Better than a command that does not exist there."""
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr("platform.freedesktop_os_release", missing_os_release)
    assert "libportaudio2" in portaudio.how_to_install()
    assert "sudo" not in portaudio.how_to_install()


@pytest.mark.parametrize("system", ["Darwin", "Windows"])
def test_where_the_wheel_brings_it_the_wheel_is_reinstalled(
    monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    """No package manager has to be known."""
    monkeypatch.setattr("platform.system", lambda: system)
    assert "--force-reinstall --no-deps sounddevice" in portaudio.how_to_install()


def test_a_library_that_does_not_start_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """In its own words, without numbers and without control characters."""
    fail(monkeypatch, RuntimeError("Error initializing PortAudio: \x1b[1mHost error.", -9986))
    with pytest.raises(
        SoundError,
        match=r"failed to start: ␛\[1mHost error\. Check",
    ):
        portaudio.load()


def test_a_damaged_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no missing library."""
    fail(monkeypatch, ImportError("No module named '_cffi_backend'"))
    with pytest.raises(SoundError, match="sounddevice is missing or damaged"):
        portaudio.load()


def test_it_is_started_anew(sounddevice: FakeSounddevice) -> None:
    """Ended once, begun once."""
    portaudio.refresh()
    assert sounddevice.calls == ["terminate", "initialize"]


def test_a_start_that_failed_is_tried_again(sounddevice: FakeSounddevice) -> None:
    """What was ended is not ended twice."""
    sounddevice.fails = PortAudioError("Error initializing PortAudio: Host error", -9999)
    with pytest.raises(SoundError, match="failed to restart: the system reports an error"):
        portaudio.refresh()
    sounddevice.fails = None
    portaudio.refresh()
    assert sounddevice.calls == ["terminate", "initialize", "initialize"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            PortAudioError(
                "Error opening RawInputStream: Illegal combination of I/O devices", -9993
            ),
            "the system refuses it",
        ),
        (PortAudioError("Unanticipated host error", -9999), "the system reports an error"),
        (
            PortAudioError("Unanticipated host error", -9999, (0, -5, "Input/output error")),
            "the system reports an error (Input/output error)",
        ),
        (
            PortAudioError("Unanticipated host error", -9999, (0, 0, "")),
            "the system reports an error",
        ),
        (PortAudioError("Error starting stream: Wait timed out.", -9987), "Wait timed out"),
        (PortAudioError("Wait timed out", -9987), "Wait timed out"),
        (ValueError("no such device"), "no such device"),
        (ValueError(), "ValueError"),
    ],
)
def test_a_reason_says_what_happened_without_the_words_of_the_library(
    error: Exception, said: str
) -> None:
    """Numbers that mislead are put into words; what the system says itself is quoted."""
    assert portaudio.reason(error) == said


def quiet(code: str, *options: str) -> tuple[str, str]:
    """Run a program with `keep_quiet` at hand; return its stdout and its stderr."""
    program = f"""
import ctypes, faulthandler, os, subprocess, sys
from livechat.audio.portaudio import keep_quiet
c = ctypes.CDLL(None).dprintf if os.name == "posix" else lambda fd, text: os.write(fd, text)
{code}
"""
    done = subprocess.run(
        [sys.executable, *options, "-c", program],
        check=False,
        capture_output=True,
        text=True,
        timeout=30,
    )
    return done.stdout, done.stderr


@pytest.mark.process
def test_what_c_prints_does_not_reach_the_screen_and_what_python_says_does() -> None:
    """From the first call on; the second changes nothing."""
    _, screen = quiet("""
c(2, b"c before\\n")
restore = keep_quiet()
assert keep_quiet() is restore
c(2, b"c while\\n")
print("python while", file=sys.stderr)
print("the old name while", file=sys.__stderr__)
sys.stderr.write("half a line")
restore()
c(2, b" c after\\n")
print("python after", file=sys.stderr)
""")
    assert screen == (
        "c before\npython while\nthe old name while\nhalf a line c after\npython after\n"
    )


@pytest.mark.process
def test_a_log_may_have_what_c_prints(tmp_path: Path) -> None:
    """Some want to know."""
    log = tmp_path / "log"
    _, screen = quiet(f"""
keep_quiet(os.open({str(log)!r}, os.O_WRONLY | os.O_CREAT))
c(2, b"underrun occurred\\n")
""")
    assert screen == ""
    assert log.read_text() == "underrun occurred\n"


@pytest.mark.process
def test_an_uncaught_exception_is_still_seen() -> None:
    """Python prints it at its end, through `sys.stderr`."""
    _, screen = quiet("keep_quiet()\nraise KeyError('seen')")
    assert "KeyError: 'seen'" in screen


@pytest.mark.process
def test_a_closed_stderr_is_left_alone() -> None:
    """There is nothing to protect, and descriptor 2 may be another file by now."""
    out, _ = quiet("""
os.close(2)
keep_quiet()()
try:
    os.fstat(2)
except OSError:
    print("still closed", flush=True)
os._exit(0)
""")
    assert out == "still closed\n"


@pytest.mark.process
def test_a_stream_that_is_not_the_screen_stays() -> None:
    """A display that put itself in the place of `sys.stderr` keeps it."""
    out, screen = quiet("""
import io
sys.stderr = mine = io.StringIO()
restore = keep_quiet()
assert sys.stderr is mine
sys.__stderr__.write("said\\n")
restore()
assert sys.stderr is mine
c(2, b"back\\n")
print("fine")
""")
    assert out == "fine\n"
    assert screen == "said\nback\n"


@pytest.mark.process
def test_a_child_is_heard_when_it_gets_the_stream() -> None:
    """Otherwise it inherits the silence."""
    _, screen = quiet("""
keep_quiet()
say = [sys.executable, "-c", "import sys; print(sys.argv[1], file=sys.stderr)"]
subprocess.run([*say, "inherited"])
subprocess.run([*say, "given"], stderr=sys.stderr)
""")
    assert screen == "given\n"


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="kills itself with a signal")
def test_a_crash_is_still_told() -> None:
    """`faulthandler` had descriptor 2, and gets the screen again."""
    _, screen = quiet("keep_quiet()\nos.abort()", "-X", "faulthandler")
    assert "Fatal Python error: Aborted" in screen


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_a_terminal_stays_a_terminal() -> None:
    """Colours and live pictures go on."""
    import pty

    ours, theirs = pty.openpty()
    program = (
        "import sys; from livechat.audio.portaudio import keep_quiet; keep_quiet(); "
        "print(sys.stderr.isatty(), sys.stderr.encoding, sys.stderr.errors)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        stderr=theirs,
        stdout=subprocess.PIPE,
        text=True,
        timeout=30,
        env=os.environ | {"PYTHONIOENCODING": "latin-1"},
    )
    os.close(ours)
    os.close(theirs)
    assert done.stdout == "True iso8859-1 backslashreplace\n"


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="loads the running program as a library")
def test_an_abandoned_portaudio_is_not_ended() -> None:
    """A device that hangs does not hang the end of the program."""
    out, _ = quiet("""
import atexit, types
module = types.ModuleType("sounddevice")
module._exit_handler = lambda: print("ended")
module._libname = None
sys.modules["sounddevice"] = module
atexit.register(module._exit_handler)
from livechat.audio import portaudio
portaudio.abandon()
print("abandoned")
""")
    assert out == "abandoned\n"


def test_nothing_is_abandoned_before_it_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading itself may be what hangs."""
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    portaudio.abandon()
    assert "sounddevice" not in sys.modules


def test_it_is_ended_as_often_as_it_was_started(sounddevice: FakeSounddevice) -> None:
    """And not once more."""
    portaudio.end()
    portaudio.end()
    assert sounddevice.calls == ["terminate"]


def test_what_was_not_loaded_is_not_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor loaded for that."""
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    portaudio.end()
    assert "sounddevice" not in sys.modules
