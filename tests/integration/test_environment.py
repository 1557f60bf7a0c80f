"""The real program in surroundings that are not as they should be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.support.program import ROOT, SILENT

LIMIT_S = 120

ANSWER = "1, 2."
SAY = ("say", "--no-play", "Count to two")
OFFLINE = (*SAY, "--offline")


class Surroundings:
    """Variables, a home and a working folder; no sound devices."""

    def __init__(self, folder: Path) -> None:
        self.home, self.work, extra = folder / "home", folder / "work", folder / "modules"
        for made in (self.home, self.work, extra):
            made.mkdir()
        self.extra = extra
        self.environ: dict[str, str] = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "PYTHONPATH": f"{extra}{os.pathsep}{SILENT}{os.pathsep}{ROOT}",
            "LIVECHAT_PRACTICE_VOICE": "synthetic",
            "LIVECHAT_PRACTICE_EARS": "none",
            "LIVECHAT_PRACTICE_LLM": "off",
        }

    def run(
        self,
        *args: str,
        stdin: bytes = b"",
        before: str = "",
        also: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[bytes]:
        """Run livechat; `before` is a line of shell in which "$@" is livechat."""
        command = [sys.executable, "-m", "livechat", *args]
        return subprocess.run(
            ["sh", "-c", before, "sh", *command] if before else command,
            cwd=self.work,
            env={**self.environ, **(also or {})},
            input=stdin,
            capture_output=True,
            timeout=LIMIT_S,
            check=False,
        )


@pytest.fixture
def here(tmp_path: Path) -> Surroundings:
    return Surroundings(tmp_path)


def answered(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """The program has done its work; what it said beside the answer."""
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().strip() == ANSWER
    assert b"Traceback" not in done.stderr
    assert b"unexpected" not in done.stderr
    said = done.stderr.decode().splitlines()
    return [line for line in said if line.startswith("livechat:")]


# --- home ---


def test_a_user_without_a_home_goes_on_without_settings_and_journal(here: Surroundings) -> None:
    """As in a container with a uid of its own; told once each, and nothing is left lying about."""
    (here.extra / "sitecustomize.py").write_text(
        "import pwd\ndef unknown(uid):\n    raise KeyError(uid)\npwd.getpwuid = unknown\n"
    )
    del here.environ["HOME"]
    assert answered(here.run(*OFFLINE)) == [
        "livechat: HOME is not set, and this user has no home folder: there is no place for "
        "settings. Going on without.",
        "livechat: There is no home folder, so this session is not saved.",
    ]
    assert here.run("--version").returncode == 0
    assert here.run("config", "show").returncode == 0
    for needs in (["sessions"], ["config", "path"], ["say", "--offline", "--profile", "x", "hi"]):
        done = here.run(*needs)
        assert (done.returncode, b"Set HOME" in done.stderr) == (2, True), done.stderr
    assert list(here.work.iterdir()) == []


def test_a_file_in_the_place_of_a_home_is_told(here: Surroundings) -> None:
    here.home.rmdir()
    here.home.touch()
    first, second = answered(here.run(*OFFLINE))
    assert "Cannot look for" in first
    assert "Cannot save this session" in second


@pytest.mark.parametrize(("mode", "sentences"), [(0o000, 2), (0o500, 1)])
def test_a_home_that_is_not_ours_is_told(here: Surroundings, mode: int, sentences: int) -> None:
    here.home.chmod(mode)
    # Root may do anything, but not as a user of a namespace of its own.
    mortal = 'exec unshare --user --map-user=12345 "$@"' if os.getuid() == 0 else ""
    if mortal and here.run("--version", before=mortal).returncode:
        pytest.skip("root may do anything here")
    try:
        assert len(answered(here.run(*OFFLINE, before=mortal))) == sentences
    finally:
        here.home.chmod(0o700)


@pytest.mark.parametrize("nonsense", ["relative", "~/x", "\n"])
def test_folders_of_xdg_that_are_no_folders_do_not_count(here: Surroundings, nonsense: str) -> None:
    names = ("CONFIG_HOME", "STATE_HOME", "CACHE_HOME", "DATA_HOME", "RUNTIME_DIR")
    variables = {f"XDG_{name}": nonsense for name in names}
    assert answered(here.run(*OFFLINE, also=variables)) == []
    assert list(here.work.iterdir()) == []
    assert list(here.home.rglob("*.jsonl"))


def test_empty_variables_count_as_absent(here: Surroundings) -> None:
    names = ("VOICE", "CONFIG", "PROFILE", "TIMEOUT_S", "OFFLINE", "SOUND_VOLUME", "SIM_URL", "X")
    assert answered(here.run(*OFFLINE, also={f"LIVECHAT_{name}": "" for name in names})) == []


# --- terminal and locale ---


@pytest.mark.parametrize(
    "variables",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "ascii:strict", "LANG": "xx_YY.klingon"},
    ],
)
def test_what_cannot_be_shown_is_no_error(here: Surroundings, variables: dict[str, str]) -> None:
    """And what is said arrives as it was typed."""
    scenario = here.work / "s.toml"
    scenario.write_text('[[turn]]\nhears = "naïve"\nsays = "Füße …"\n', encoding="utf-8")
    done = here.run(
        "say", "--no-play", "--offline", "naïve – 日本", "--system", "höflich",
        also={"LIVECHAT_PRACTICE_SCENARIO": str(scenario), **variables},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"F")
    for args in (["models"], ["sim", "--list-faults"], ["--help"], ["sessions"]):
        assert here.run(*args, also=variables).returncode == 0
    [kept] = here.home.rglob("*.jsonl")
    records = [json.loads(line) for line in kept.read_text().splitlines()]
    assert "naïve – 日本" in [record.get("words") or record.get("text") for record in records]


@pytest.mark.parametrize("columns", ["0", "1", "-5", "abc", " ", "999999999999"])
def test_a_width_that_cannot_be_hides_nothing(here: Surroundings, columns: str) -> None:
    done = here.run("doctor", "--offline", also={"COLUMNS": columns, "LINES": columns})
    assert b"No settings file" in done.stdout
    shown = here.run("models", also={"COLUMNS": columns}).stdout
    assert b"gemini-3.8-live" in shown
    assert b"Usage: livechat" in here.run("--help", also={"COLUMNS": columns}).stdout


@pytest.mark.parametrize("term", ["", "nonsense", "dumb", "\x1b[2J"])
def test_a_terminal_that_nobody_knows_is_no_trouble(here: Surroundings, term: str) -> None:
    assert answered(here.run(*OFFLINE, also={"TERM": term})) == []


# --- streams and folders ---


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(
    "args",
    [
        OFFLINE,
        ("talk", "--offline", "--fast", "--mic", str(ROOT / "examples/austen-0880.wav")),
        ("models",),
        ("sim", "--", "true"),
    ],
)
def test_a_closed_stream_ends_nothing(here: Surroundings, closed: str, args: Sequence[str]) -> None:
    done = here.run(*args, before=f'"$@" {closed}')
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stdout + done.stderr


def test_a_folder_that_is_gone_is_told_and_left(here: Surroundings) -> None:
    """Where file names count from then, too."""
    gone = 'mkdir gone && cd gone && rmdir ../gone && "$@"'
    said = f"livechat: The current folder is gone. File names count from {here.home} now."
    assert answered(here.run(*OFFLINE, before=gone)) == [said]
    done = here.run(*OFFLINE, "-o", "a.wav", "--log", "l.txt", before=gone)
    assert answered(done) == [said]
    assert (here.home / "a.wav").exists()
    assert (here.home / "l.txt").exists()
    del here.environ["HOME"]
    assert here.run("--version", before=gone).returncode == 0


# --- text ---


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_text_from_windows_is_read(here: Surroundings, encoding: str) -> None:
    """PowerShell pipes and saves such; no mark of theirs is said."""
    done = here.run(
        "say", "--no-play", "--offline", "--json", stdin="Count to two\r\n".encode(encoding)
    )
    assert done.returncode == 0, done.stderr
    assert b'"text": "Count to two"' in done.stdout.replace(b'":"', b'": "')


# --- the partner ---


def test_beside_a_partner_livechat_talks_to_it(here: Surroundings) -> None:
    """Whatever its settings say; and it is told that this is not Gemini, and costs nothing."""
    settings = here.home / "c.toml"
    settings.write_text('base_url = "https://gateway.invalid"\nheaders = ["X-Team: a"]\n')
    command = (sys.executable, "-m", "livechat", *SAY, "--json")
    done = here.run(
        "sim", "--voice", "synthetic", "--", *command, also={"LIVECHAT_CONFIG": str(settings)}
    )
    assert done.returncode == 0, done.stderr
    assert b'"practice": true' in done.stdout.replace(b'":true', b'": true')
    assert b'"usd": 0.0' in done.stdout.replace(b'":0.0', b'": 0.0')
    plain = here.run("sim", "--voice", "synthetic", "--", *command[:-1])
    assert answered(plain) == []
    assert b"practice partner on this machine, not Gemini" in plain.stderr
