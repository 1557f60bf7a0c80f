"""What is kept of a session, and how one is continued."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from livechat.cli.call import journal as kept
from livechat.cli.call.session import Prepared, prepare
from livechat.cli.options import LATEST
from livechat.core.setup_spec import SetupSpec
from livechat.core.talk.events import (
    Connected,
    Ended,
    LineEntered,
    ResumptionUpdated,
    SetupAccepted,
)
from livechat.errors import FileError, UsageError
from livechat.journal.header import Header
from livechat.journal.restoring import Restored
from livechat.journal.store import Store
from livechat.live.endpoint import GEMINI_URL
from livechat.ui.summary import Summary
from tests.support.kept import begin, keep, tell

MODEL, HOST = "gemini-3.8-live", "generativelanguage.googleapis.com"

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    """No settings, key and sessions but the test's."""
    monkeypatch.setattr("livechat.cli.logs.start", lambda *_, **__: None)
    monkeypatch.setenv("GEMINI_API_KEY", "a-key")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr("livechat.config.file.sessions_path", lambda: tmp_path / "sessions")
    return Store(tmp_path / "sessions")


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def prepared(**flags: object) -> Prepared:
    given = {key.replace("__", "."): value for key, value in flags.items()}
    return prepare(given, config=None, profile=None, log=None, debug=False)


def held(stack: ExitStack, one: Prepared, restored: Restored | None = None) -> None:
    """A short conversation, told to whoever wants to know."""
    journal = stack.enter_context(kept.kept(one, Summary(), restored))
    if journal:
        connected = Connected(at=1, model=MODEL, practice=False)
        tell(journal, [connected, LineEntered(at=2, text="Hi"), Ended(at=3)])
    stack.close()


# --- keeping ---


def test_a_session_is_kept_with_what_it_was(store: Store, stack: ExitStack) -> None:
    """And without the key."""
    held(stack, prepared(voice="Kore", language="de-DE"))
    [key] = store.ids()
    header = store.header(key)
    assert (header.model, header.host, header.practice) == (MODEL, HOST, False)
    assert (header.voice, header.language, header.continues) == ("Kore", "de-DE", "")
    assert abs(header.started - datetime.now(UTC)) < timedelta(minutes=1)
    assert "a-key" not in store.path(key).read_text()


def test_who_wants_nothing_kept_has_nothing_kept(store: Store, stack: ExitStack) -> None:
    """Not even the folder."""
    held(stack, prepared(session__save=False))
    assert not store.folder.exists()


def test_a_continued_session_names_the_other(store: Store, stack: ExitStack) -> None:
    """So that its history is found."""
    key = keep(store, "before", started=NOW - timedelta(hours=1))
    held(stack, prepared(), kept.restore(key))
    assert store.header(store.ids()[0]).continues == key
    restored = kept.restore(LATEST)
    assert restored is not None
    assert [one.words for one in restored.utterances] == ["before", "You said: before", "Hi"]


@pytest.mark.parametrize(("days", "left"), [(30.0, 1), (100.0, 2), (1e300, 2)])
def test_old_sessions_go_when_a_new_one_begins(
    store: Store, stack: ExitStack, days: float, left: int
) -> None:
    """After as many days as the settings say; a calendar's end is no obstacle."""
    keep(store, "old", started=NOW - timedelta(days=60))
    held(stack, prepared(session__keep_days=days))
    assert len(store.ids()) == left


def test_what_cannot_be_pruned_is_said_and_the_session_goes_on(
    store: Store, stack: ExitStack, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not what was asked for."""
    stuck = store.path("20200101-000000-aaa")
    stuck.mkdir(parents=True)
    os.utime(stuck, (0, 0))
    held(stack, prepared())
    assert "Cannot remove old sessions" in capsys.readouterr().err
    assert len(store.ids()) == 2


def test_what_cannot_be_written_is_said_and_the_session_goes_on(
    store: Store, stack: ExitStack, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once."""
    store.folder.symlink_to("/nowhere/at/all")
    held(stack, prepared())
    said = capsys.readouterr().err
    assert said.count("Cannot save") == said.count("livechat:") == 1


def test_without_a_home_the_session_goes_on_unkept(
    stack: ExitStack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nowhere() -> Path:
        raise FileError("There is no home.", "Set HOME.")

    monkeypatch.setattr("livechat.config.file.sessions_path", nowhere)
    held(stack, prepared())
    assert capsys.readouterr().err == (
        "livechat: There is no home folder, so this session is not saved.\n"
    )
    with pytest.raises(FileError, match="There is no home"):
        kept.restore(LATEST)


def test_a_folder_that_cannot_be_read_is_said_once(
    store: Store,
    stack: ExitStack,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A file in its place is another matter: it cannot be written to."""

    def closed(path: Path) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", closed)
    held(stack, prepared())
    said = capsys.readouterr().err
    assert said.count("livechat:") == 1
    assert re.search(r"Cannot read .*: Permission denied", said)
    assert "This session is not saved." in said


# --- continuing ---


def test_without_resume_nothing_is_looked_for() -> None:
    """Nor said."""
    assert kept.restore(None) is None
    assert kept.settle(None, prepared()) is None


def test_the_latest_or_the_one_that_is_named(store: Store) -> None:
    """By any name that `livechat sessions show` takes."""
    one = keep(store, "one", started=NOW - timedelta(days=2))
    other = keep(store, "other", started=NOW - timedelta(days=1))
    for name, key in ((LATEST, other), (one, one), (one[-3:], one)):
        restored = kept.restore(name)
        assert restored is not None
        assert restored.id == key


def test_a_session_that_goes_on_is_not_continued(store: Store) -> None:
    """Two would talk into one."""
    journal = begin(store, "one", about=Header("", NOW))
    with pytest.raises(UsageError, match="is still running"):
        kept.restore(journal.id)
    journal.close()


def test_who_still_knows_it_goes_on_where_it_stopped(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """The handle is used, and never shown."""
    key = keep(store, "Hi", started=NOW, model=MODEL, host=HOST, handle="secret")
    settled = kept.settle(kept.restore(key), prepared())
    assert settled is not None
    assert settled.handle == "secret"
    said = capsys.readouterr().err
    assert f"Resuming {key} of " in said
    assert "where it stopped" in said
    assert "secret" not in said


@pytest.mark.parametrize(
    ("session", "flags", "why"),
    [
        ({"handle": ""}, {}, "the service no longer has it"),
        ({"practice": True}, {"offline": True}, "the practice partner forgot it"),
        ({"practice": True}, {}, "the practice partner forgot it"),
        ({}, {"offline": True}, "the practice partner does not know it"),
        ({}, {"model": "gemini-3.1-flash-live-preview"}, "preview does not know it"),
        ({}, {"base_url": "https://gateway.example"}, f"{MODEL} does not know it"),
    ],
)
def test_a_handle_is_for_the_service_and_the_model_that_gave_it(
    store: Store,
    capsys: pytest.CaptureFixture[str],
    session: dict[str, object],
    flags: dict[str, object],
    why: str,
) -> None:
    """Anybody else gets the words, and the user is told why."""
    usual: dict[str, object] = {"model": MODEL, "host": HOST, "handle": "secret"}
    key = keep(store, "Hi", started=NOW, **(usual | session))  # type: ignore[arg-type]
    settled = kept.settle(kept.restore(key), prepared(**flags))
    assert settled is not None
    assert settled.handle == ""
    assert len(settled.utterances) == 2
    said = capsys.readouterr().err
    assert "from its transcript (2 messages)" in said
    assert why in said


def test_a_handle_is_for_the_model_that_was_talked_to_last(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever changed the model in the call goes on with the new one."""
    journal = begin(store, "Hi", about=Header("", NOW, model=MODEL, host=HOST), handle="of-first")
    other = "gemini-3.1-flash-live-preview"
    accepted = SetupAccepted(at=3, spec=SetupSpec(model=other, voice="Puck"), session=2)
    tell(journal, [accepted, ResumptionUpdated(at=4, resumable=True, handle="of-other")])
    journal.close()
    restored = kept.restore(LATEST)
    flags = kept.as_it_was(restored, {"model": None, "voice": None, "timeout_s": 7.0})
    assert flags == {"model": other, "voice": "Puck", "language": None, "timeout_s": 7.0}
    settled = kept.settle(restored, prepared(**flags))
    assert settled is not None
    assert (settled.model, settled.handle) == (other, "of-other")
    assert "where it stopped" in capsys.readouterr().err
    back = kept.settle(restored, prepared(model=MODEL))
    assert back is not None
    assert back.handle == ""


def test_what_is_asked_for_comes_before_what_was_in_force(store: Store) -> None:
    """And nothing is put in where nothing goes on, or nothing is known."""
    asked = {"model": "a", "voice": "Kore", "language": "de-DE"}
    key = keep(store, "Hi", started=NOW, model=MODEL)
    restored = kept.restore(key)
    assert kept.as_it_was(restored, asked) == asked
    assert kept.as_it_was(restored, {}) == {"model": MODEL, "voice": None, "language": None}
    assert kept.as_it_was(None, {"model": None}) == {"model": None}


def test_the_host_is_the_services_own() -> None:
    """As its address has it."""
    assert HOST in GEMINI_URL
