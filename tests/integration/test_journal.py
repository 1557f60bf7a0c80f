"""The journal of the real program: killed, without room, continued, and never anywhere else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from livechat.journal.store import Store
from tests.support.talking import LIMIT_S, environment

SPEECH = Path(__file__).parents[2] / "examples" / "austen-0880.wav"

STORY = "Once there was a lighthouse keeper who counted the waves. " * 6

Line = dict[str, Any]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home, which is the working folder too."""
    return tmp_path


def sessions(home: Path) -> Store:
    return Store(home / "state" / "livechat" / "sessions")


def variables(home: Path, scenario: str = "", **more: str) -> Mapping[str, str]:
    script = home / "scenario.toml" if scenario else None
    if script:
        script.write_text(scenario)
    return environment({"XDG_STATE_HOME": str(home / "state"), **more}, home, script)


def livechat(
    home: Path, *args: str, scenario: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "livechat", *args],
        cwd=home,
        env=variables(home, scenario, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT_S * 2,
        check=False,
    )


def test_what_was_said_is_kept_and_nothing_else_is_left(home: Path) -> None:
    """In the state folder of whoever runs it."""
    done = livechat(home, "say", "--offline", "--no-play", "Count to three")
    assert done.returncode == 0, done.stderr
    [key] = sessions(home).ids()
    assert [path.name for path in home.iterdir()] == ["state"]
    assert [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()] == [
        f"state/livechat/sessions/{key}.jsonl"
    ]
    shown = livechat(home, "sessions", "show", key)
    assert shown.stdout.splitlines() == ["you: Count to three", f"model: {done.stdout.strip()}"]


@pytest.mark.parametrize("how", ["flag", "setting"])
def test_nothing_is_kept_for_who_does_not_want_it(home: Path, how: str) -> None:
    """Said once, or for always."""
    args = ["--no-save"] if how == "flag" else []
    more = {} if how == "flag" else {"LIVECHAT_SESSION_SAVE": "false"}
    done = livechat(home, "say", "--offline", "--no-play", "hi", *args, **more)
    assert done.returncode == 0, done.stderr
    assert list(home.iterdir()) == []


def test_a_killed_program_leaves_whole_lines(home: Path) -> None:
    """All but those of that very moment, if that; what was said can be read and continued."""
    scenario = f'[[turn]]\nhears = "a story"\nsays = "{STORY}"\n'
    with subprocess.Popen(
        [sys.executable, "-m", "livechat", "talk", "--offline", "--json", "--mic", str(SPEECH)],
        cwd=home,
        env=variables(home, scenario),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as running:
        assert running.stdout
        words = (line for line in running.stdout if b"output_transcribed" in line)
        for _ in range(3):
            next(words)
        running.kill()
    store = sessions(home)
    [key] = store.ids()
    *whole, _ = store.path(key).read_bytes().split(b"\n")
    names = [json.loads(line)["event"] for line in whole]
    assert names[0] == "session"
    assert names.count("output_transcribed") >= 2
    assert "ended" not in names
    assert "broken off" in livechat(home, "sessions").stdout
    assert "Once there" in livechat(home, "sessions", "show", key).stdout


def test_a_session_is_continued_by_name_or_as_the_latest(home: Path) -> None:
    """The new one has a journal of its own, and the whole history."""
    livechat(home, "say", "--offline", "--no-play", "My number is 42")
    [first] = sessions(home).ids()
    script = '[[turn]]\nhears = "hm"\nsays = "Yes."\n'
    talk = ("talk", "--offline", "--fast", "--mic", str(SPEECH))
    for resume in (("--resume", "--plain"), ("--resume", first[-3:]), (f"--resume={first}",)):
        done = livechat(home, *talk, *resume, scenario=script)
        assert done.returncode == 0, done.stderr
        assert "livechat: Resuming " in done.stderr
        shown = livechat(home, "sessions", "--json")
        [newest, *_] = json.loads(shown.stdout)
        assert newest["continues"] == first
        livechat(home, "sessions", "remove", newest["id"], "--yes")


def test_an_unknown_session_is_a_usage_error(home: Path) -> None:
    """Before anything else happens; the nearest is named."""
    livechat(home, "say", "--offline", "--no-play", "hi")
    [key] = sessions(home).ids()
    done = livechat(home, "talk", "--offline", "--mic", str(SPEECH), "--resume", key[:-1] + "0")
    assert done.returncode == 2
    assert key in done.stderr
    assert len(sessions(home).ids()) == 1


def test_a_failed_call_leaves_nothing(home: Path) -> None:
    """There is nothing to read in it, and nothing to continue."""
    done = livechat(
        home, "say", "--base-url", "https://127.0.0.1:9", "--no-play", "hi", GEMINI_API_KEY="x"
    )
    assert done.returncode == 5
    assert sessions(home).ids() == []


def test_no_credential_is_in_the_journal(home: Path) -> None:
    """A conversation with a service that wants a key."""
    say = '"$0" -m livechat say --base-url "$GOOGLE_GEMINI_BASE_URL" --no-play hi'
    done = livechat(
        home, "sim", "--", "sh", "-c", say, sys.executable, LIVECHAT_SIM_API_KEY="secret-key-77"
    )
    assert done.returncode == 0, done.stderr
    [key] = sessions(home).ids()
    header = sessions(home).header(key)
    assert (header.host, header.practice) == ("127.0.0.1", False)
    text = sessions(home).path(key).read_text()
    assert "utterance" in text
    assert "secret-key-77" not in text


def test_a_folder_that_cannot_be_made_ends_nothing(home: Path) -> None:
    """One sentence, once."""
    (home / "state").write_text("")
    done = livechat(home, "say", "--offline", "--no-play", "Count to three")
    assert done.returncode == 0
    assert "3" in done.stdout
    assert done.stderr.count("Cannot save") == done.stderr.count("livechat:") == 1


def test_a_full_disk_ends_nothing(home: Path) -> None:
    """The answer comes all the same, and what has room is whole."""
    folder = home / "state"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this user may not mount a file system")
    try:
        done = livechat(
            home, "say", "--offline", "--no-play", "hi", scenario=f'[[turn]]\nsays = "{STORY}"\n'
        )
        assert done.returncode == 0
        assert done.stdout.strip() == STORY.strip()
        assert done.stderr.count("Cannot save") == 1
        assert "No space left on device" in done.stderr
        listed = json.loads(livechat(home, "sessions", "--json").stdout)
        assert [one["first_words"] for one in listed] == ["hi"]
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_two_sessions_at_once_do_not_meet(home: Path) -> None:
    """Each has its own file, and neither removes the other's."""
    with subprocess.Popen(
        [sys.executable, "-m", "livechat", "talk", "--offline", "--json", "--mic", str(SPEECH)],
        cwd=home,
        env=variables(home, f'[[turn]]\nhears = "a story"\nsays = "{STORY}"\n'),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as running:
        assert running.stdout
        next(line for line in running.stdout if b"output_transcribed" in line)
        [first] = sessions(home).ids()
        os.utime(sessions(home).path(first), (0, 0))
        other = livechat(home, "say", "--offline", "--no-play", "hi")
        assert other.returncode == 0, other.stderr
        refused = livechat(home, "sessions", "remove", first, "--yes")
        running.kill()
    assert refused.returncode == 2
    assert len(sessions(home).ids()) == 2
    assert first in sessions(home).ids()
