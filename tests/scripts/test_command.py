"""`make install` puts the command on the path, and `make uninstall` takes it back."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.process


class Place:
    """A checkout, a home and a path of their own."""

    def __init__(self, folder: Path) -> None:
        self.checkout, self.home, self.tools = (
            folder / name for name in ("a checkout", "home", "tools")
        )
        for made in (self.checkout / "scripts", self.home, self.tools):
            made.mkdir(parents=True)
        shutil.copy(ROOT / "scripts/command.sh", self.checkout / "scripts")
        self.script(self.checkout / "scripts/install.sh", "exit 0")
        self.ours = self.script(self.checkout / ".venv/bin/livechat", "echo ours")
        self.bin = self.home / ".local/bin"
        self.link = self.bin / "livechat"
        self.environ = {"HOME": str(self.home), "PATH": f"{self.tools}:/usr/bin:/bin"}

    @staticmethod
    def script(path: Path, body: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        return path

    def on_path(self) -> None:
        self.environ["PATH"] = f"{self.bin}:{self.environ['PATH']}"

    def pipx(self, *, works: bool = True) -> None:
        venv = self.home / "venvs/livechat-cli"
        install = f'mkdir -p "{venv}" "{self.bin}"; echo "$@" >"{venv}/asked"'
        install += f'; ln -sf "{venv}/livechat" "{self.link}"' if works else "; exit 1"
        self.script(
            self.tools / "pipx",
            'case "$1" in\n'
            f'environment) case "$3" in *_BIN_DIR) echo "{self.bin}" ;;'
            f' *) echo "{venv.parent}" ;; esac ;;\n'
            f"install) {install} ;;\n"
            f'uninstall) rm -r "{venv}" "{self.link}" ;;\nesac',
        )

    def uv(self) -> None:
        tool = self.home / "uv/livechat-cli"
        self.script(
            self.tools / "uv",
            'case "$2 $3" in\n'
            f'"dir --bin") echo "{self.bin}" ;;\n'
            f'"dir ") echo "{tool.parent}" ;;\n'
            f'install*) mkdir -p "{tool}" "{self.bin}"; ln -sf "{tool}/livechat" "{self.link}" ;;\n'
            f'uninstall*) rm -r "{tool}" "{self.link}" ;;\nesac',
        )

    def run(self, what: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.checkout / "scripts/command.sh", what],
            env=self.environ, cwd="/", capture_output=True, text=True, check=False,
        )  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_without_pipx_and_uv_a_link_leads_to_this_folder(place: Place) -> None:
    place.on_path()
    done = place.run("install")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "livechat: Installed as ~/.local/bin/livechat (a link into this folder).",
        "livechat: Type livechat to begin. make uninstall removes it.",
    ]
    found = shutil.which("livechat", path=place.environ["PATH"])
    assert found is not None
    assert Path(found).resolve() == place.ours
    assert place.run("install").returncode == 0  # again
    assert place.run("uninstall").returncode == 0
    assert not place.link.is_symlink()
    assert place.ours.exists()


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("/bin/bash", 'export PATH="$HOME/.local/bin:$PATH"'),
        ("/usr/bin/fish", 'fish_add_path "$HOME/.local/bin"'),
    ],
)
def test_one_line_adds_the_folder_to_a_path_that_lacks_it(
    place: Place, shell: str, line: str
) -> None:
    place.environ["SHELL"] = shell
    done = place.run("install")
    assert done.stdout.splitlines()[-1].strip() == line
    assert all(len(said) <= 80 for said in done.stdout.splitlines())
    added = f"{line} && command -v livechat"
    if shell == "/bin/bash":
        found = subprocess.run(
            ["/bin/sh", "-c", added],
            env=place.environ, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert found.stdout.strip() == str(place.link)


def test_a_strangers_program_of_that_name_stays(place: Place) -> None:
    place.bin.mkdir(parents=True)
    place.script(place.link, "echo strange")
    for prepare in (place.on_path, place.pipx, place.uv):
        prepare()
        done = place.run("install")
        assert done.returncode == 2, done.stdout
        assert "is another program; nothing was changed" in done.stderr
        assert "strange" in place.link.read_text()
    assert place.run("uninstall").returncode == 0
    assert "strange" in place.link.read_text()


def test_a_link_of_another_checkout_or_to_nowhere_stays(place: Place) -> None:
    place.bin.mkdir(parents=True)
    place.link.symlink_to("/another/checkout/.venv/bin/livechat")
    assert place.run("install").returncode == 2
    assert "stays" in place.run("uninstall").stdout
    assert place.link.readlink() == Path("/another/checkout/.venv/bin/livechat")


def test_pipx_is_asked_first_and_given_the_partners_voice_too(place: Place) -> None:
    place.pipx()
    place.uv()
    place.bin.mkdir(parents=True)
    place.link.symlink_to(place.ours)  # from an earlier install, before there was pipx
    done = place.run("install")
    assert done.returncode == 0, done.stderr
    assert "(pipx)" in done.stdout
    asked = (place.home / "venvs/livechat-cli/asked").read_text()
    assert asked == f"install --quiet --force {place.checkout}[offline,llm]\n"
    assert place.run("install").returncode == 0  # again
    assert place.run("uninstall").returncode == 0
    assert not place.link.is_symlink()


def test_uv_is_asked_where_there_is_no_pipx(place: Place) -> None:
    place.uv()
    assert "(uv)" in place.run("install").stdout
    assert place.run("uninstall").returncode == 0
    assert not place.link.is_symlink()
    assert "nothing to take away" in place.run("uninstall").stdout


def test_where_pipx_fails_the_link_does(place: Place) -> None:
    """It needs no network."""
    place.pipx(works=False)
    done = place.run("install")
    assert done.returncode == 0, done.stderr
    assert place.link.readlink() == place.ours


def test_another_program_earlier_on_the_path_is_told(place: Place) -> None:
    place.on_path()
    strange = place.script(place.tools / "livechat", "echo strange")
    place.environ["PATH"] = f"{place.tools}:{place.environ['PATH']}"
    *_, told, first = place.run("install").stdout.splitlines()
    assert told == "livechat: Another program comes first on your PATH:"
    assert first.strip() == str(strange)


def test_without_a_home_there_is_no_place_for_a_link(place: Place) -> None:
    del place.environ["HOME"]
    done = place.run("install")
    assert done.returncode == 2
    assert "HOME is not set" in done.stderr
