"""The journal as it is written: every line, nothing secret, and through every trouble."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.config.secrets import masked
from livechat.core.setup_spec import SetupSpec
from livechat.core.state import ConversationState
from livechat.core.talk import events as e
from livechat.core.talk.records import event_name
from livechat.journal import disk as disk_module
from livechat.journal import writer as writer_module
from livechat.journal.header import Header
from livechat.journal.restoring import restore
from livechat.journal.store import Store
from livechat.journal.writer import Journal, utc_now
from livechat.threads import Worker
from tests.support.kept import tell

LIMIT_S = 10.0

START = datetime(2026, 11, 25, 22, 57, 0, 123_000, UTC)

ABOUT = Header("", START, version="1.2", model="m", host="h", voice="Kore", language="de-DE")

HANDLE = "a-handle-as-good-as-a-password"

STORY: list[e.Event] = [
    e.Connecting(at=100, model="m", host="h"),
    e.Connected(at=100.5, model="m", practice=False),
    e.ResumptionUpdated(at=101, resumable=True, handle=HANDLE),
    e.AudioSent(at=101, pcm=b"QRST"),
    e.InputTranscribed(at=101.5, text="Hel", interim=True),
    e.InputTranscribed(at=102, text="Hello"),
    e.OutputTranscribed(at=103, turn=1, text="Good day"),
    e.AudioReceived(at=103, turn=1, pcm=b"QRST" * 10),
    e.TurnComplete(at=104, turn=1),
    e.PlaybackFinished(at=105, turn=1, heard=20),
    e.TurnSettled(at=105, turn=1),
    e.Ended(at=106),
]


def summary(state: ConversationState, now: float) -> Mapping[str, object]:
    return {"turns": state.turns, "seconds": now - (state.started_at or 0.0)}


class Written:
    """A journal in a folder, with what it warned of."""

    def __init__(self, folder: Path, about: Header = ABOUT) -> None:
        self.warnings: list[str] = []
        self.store = Store(folder)
        self.journal = Journal(self.store, about, summary, self.warnings.append, now=lambda: START)
        self._state = ConversationState()

    def tell(self, *events: e.Event) -> None:
        tell(self.journal, events, self._state)
        assert self.journal.flush()

    @property
    def file(self) -> Path:
        return self.store.path(self.journal.id)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.file.read_text().splitlines()]


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Written]:
    one = Written(tmp_path / "sessions")
    yield one
    one.journal.close()


def test_a_session_is_told_line_by_line(written: Written) -> None:
    """What it is, what happened, what was said, what it came to, and that it ended."""
    written.tell(*STORY)
    assert [line["event"] for line in written.lines] == [
        "session",
        "connecting",
        "connected",
        "resumption_updated",
        "input_transcribed",  # a guess without its words
        "input_transcribed",
        "output_transcribed",
        "audio_received",
        "turn_complete",
        "utterance",
        "playback_finished",
        "turn_settled",
        "utterance",
        "summary",
        "ended",
    ]
    assert written.lines[0] == {
        "v": 1,
        "event": "session",
        "at": 0.0,
        "id": written.journal.id,
        "started": "2026-11-25T22:57:00.123+00:00",
        "version": "1.2",
        "model": "m",
        "host": "h",
        "practice": False,
        "voice": "Kore",
        "language": "de-DE",
        "continues": "",
    }
    assert written.lines[-1] == {"v": 1, "event": "ended", "at": 6.0}
    assert written.lines[-2]["turns"] == 1
    assert written.warnings == []


def test_its_id_tells_when_it_began(written: Written) -> None:
    """So that IDs sort by time; three letters tell sessions of one second apart."""
    written.tell(*STORY)
    assert written.journal.id.startswith("20261125-225700-")
    assert len(written.journal.id) == len("20261125-225700-k3f")


def test_every_line_is_there_as_soon_as_it_happened(written: Written) -> None:
    """Nothing waits in a buffer that a crash would empty."""
    for count, event in enumerate(STORY[:3], start=2):
        written.tell(event)
        assert len(written.lines) == count


def test_neither_sound_nor_guesses_nor_secrets_are_written(written: Written) -> None:
    """The handle has a file of its own."""
    written.tell(*STORY)
    text = written.file.read_text()
    assert "QRST" not in text
    assert '"Hel"' not in text
    assert HANDLE not in text
    assert restore(written.store, written.journal.id, START).handle == HANDLE


def test_credentials_are_taken_out_beside_the_call(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A megabyte that a function returned takes a tenth of a second to look through."""
    threads: set[str] = set()

    def looking(text: str) -> str:
        threads.add(threading.current_thread().name)
        return masked(text)

    monkeypatch.setattr(writer_module, "masked", looking)
    result = '{"key": "AIzaSyD-00000000000000000"}'
    ended = e.CallEnded(at=102, call=1, name="f", outcome="done", result=result)
    written.tell(*STORY[:3], ended)
    text = written.file.read_text()
    assert '"call_ended"' in text
    assert "AIzaSyD" not in text
    assert threads == {"journal"}


def test_no_event_has_the_name_of_another_line() -> None:
    """A reader tells them apart by their names alone."""
    kinds = [kind for kind in vars(e).values() if isinstance(kind, type)]
    names = {event_name(kind) for kind in kinds if kind is not e.Ended}
    assert not names & {"session", "utterance", "summary", "ended"}


def test_only_its_owner_reads_it_whatever_the_umask(tmp_path: Path) -> None:
    """Folder, lines and handle."""
    before = os.umask(0)
    try:
        written = Written(tmp_path / "sessions")
        written.tell(*STORY)
        written.journal.close()
    finally:
        os.umask(before)
    assert written.store.folder.stat().st_mode & 0o777 == 0o700
    files = list(written.store.folder.iterdir())
    assert {path.suffix for path in files} == {".jsonl", ".handle"}
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_the_newest_handle_replaces_the_one_before(written: Written) -> None:
    """When the service says that there is none just now, the last one stays valid."""
    written.tell(
        *STORY[:3],
        e.ResumptionUpdated(at=102, resumable=True, handle="newer"),
        e.ResumptionUpdated(at=103, resumable=False),
    )
    assert restore(written.store, written.journal.id, START).handle == "newer"
    assert sorted(path.suffix for path in written.store.folder.iterdir()) == [".handle", ".jsonl"]


def test_a_practice_partner_leaves_no_handle(tmp_path: Path) -> None:
    """Its server is gone with the program."""
    written = Written(tmp_path, Header("", START, practice=True))
    written.tell(*STORY)
    written.journal.close()
    assert not list(tmp_path.glob("*.handle*"))


def test_a_session_that_never_connected_leaves_nothing(written: Written) -> None:
    """A list of failures is of no use to anybody."""
    written.tell(e.Connecting(at=1, model="m", host="h"), e.Ended(at=2))
    assert written.file.exists()
    written.journal.close()
    assert list(written.store.folder.iterdir()) == []


def test_what_cannot_be_removed_is_said(written: Written) -> None:
    """The file stays; the program ends as it would have."""
    written.tell(e.Connecting(at=1, model="m", host="h"), e.Ended(at=2))
    written.file.unlink()
    written.file.mkdir()
    written.journal.close()
    assert len(written.warnings) == 1


def test_a_session_without_a_single_event_leaves_nothing(tmp_path: Path) -> None:
    """Not even the folder."""
    Written(tmp_path / "sessions").journal.close()
    assert list(tmp_path.iterdir()) == []


def test_two_sessions_at_once_have_two_files(tmp_path: Path) -> None:
    """Of the same second too."""
    one, other = Written(tmp_path), Written(tmp_path)
    for event in STORY:
        one.tell(event)
        other.tell(event)
    assert one.journal.id != other.journal.id
    assert len(one.lines) == len(other.lines) == 15
    one.journal.close()
    other.journal.close()


@given(texts=st.lists(st.text(st.characters(exclude_categories=()), max_size=30), max_size=5))
def test_whatever_is_said_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    """Control characters, other scripts, halves of characters."""
    written = Written(tmp_path_factory.mktemp("any"))
    written.tell(STORY[0], STORY[1])
    for text in texts:
        written.tell(e.LineEntered(at=102, text=text))
    written.tell(e.Ended(at=103))
    written.journal.close()
    said = restore(written.store, written.journal.id, START).utterances
    mended = [text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in texts]
    assert [one.words for one in said] == [
        " ".join(text.split()) for text in mended if text.strip()
    ]


# --- trouble ---


class Disk:
    """Stands before `os.write` and lets through only as many bytes as there is room for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.room: float = float("inf")
        real = os.write

        def write(descriptor: int, data: bytes) -> int:
            if not self.room:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            fits = data if self.room >= len(data) else data[: int(self.room)]
            self.room -= len(fits)
            return real(descriptor, fits)

        monkeypatch.setattr(os, "write", write)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def notice(text: str, at: float = 101) -> e.Event:
    return e.Notice(at=at, text=text)


def test_a_full_disk_is_said_once_and_costs_lines_only(written: Written, disk: Disk) -> None:
    """When there is room again the next lines are whole, and what was cut is skipped."""
    written.tell(STORY[0], STORY[1])
    disk.room = 20
    written.tell(notice("cut"), notice("lost"), notice("lost too"))
    disk.room = float("inf")
    written.tell(notice("kept"), e.Ended(at=106))
    texts = [record.get("text") for record in written.store.records(written.journal.id)]
    assert [text for text in texts if text] == ["kept"]
    assert b'"event": "n\n{"v"' in written.file.read_bytes()
    assert len(written.warnings) == 1
    assert "No space left on device" in written.warnings[0]
    assert "--no-save" in written.warnings[0]


def test_a_disk_that_is_full_from_the_start_is_no_lost_session(
    written: Written, disk: Disk
) -> None:
    """The first line is written when there is room, and still says when it all began."""
    disk.room = 5
    written.tell(STORY[0])
    disk.room = float("inf")
    written.tell(*STORY[1:])
    assert written.store.header(written.journal.id).started == START
    assert [one.words for one in restore(written.store, written.journal.id, START).utterances] == [
        "Hello",
        "Good day",
    ]
    assert len(written.warnings) == 1


def test_a_line_in_two_writes_is_one_line(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signal may cut a write short."""
    real, cut = os.write, [True, False] * 2

    def write(descriptor: int, data: bytes) -> int:
        return real(descriptor, data[:10] if cut.pop(0) else data)

    monkeypatch.setattr(os, "write", write)
    written.tell(notice("whole"))
    assert cut == []
    assert written.lines[-1]["text"] == "whole"
    assert written.warnings == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_device_that_is_always_full_ends_no_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's own refusal."""
    written = Written(tmp_path)
    monkeypatch.setattr(
        written.store, "create", lambda _: ("id", os.open("/dev/full", os.O_WRONLY | os.O_APPEND))
    )
    written.tell(*STORY)
    assert [warning.count("No space left on device") for warning in written.warnings] == [1]
    written.journal.close()


@pytest.mark.process
def test_a_real_disk_that_fills_up_leaves_whole_lines(tmp_path: Path) -> None:
    """A file system of 64 kB: what fits is whole, what does not is said once."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this user may not mount a file system")
    try:
        written = Written(tmp_path / "sessions")
        written.tell(STORY[1], *(notice(f"{number} " * 300) for number in range(200)))
        (tmp_path / "sessions" / "nothing").touch()
        records = list(written.store.records(written.journal.id))
        written.journal.close()
        assert 30 < len(records) < 200
        assert all("event" in record for record in records)
        assert len(written.warnings) == 1
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def test_a_folder_that_cannot_be_made_is_said_once(tmp_path: Path) -> None:
    """A file stands in its place; when that is gone, the next line is written."""
    (tmp_path / "state").write_text("")
    written = Written(tmp_path / "state" / "sessions")
    written.tell(*STORY[:3])
    assert len(written.warnings) == 1
    assert "Not a directory" in written.warnings[0]
    (tmp_path / "state").unlink()
    written.tell(*STORY[5:])
    assert len(written.warnings) == 1
    assert written.lines[0]["started"] == "2026-11-25T22:57:00.123+00:00"
    assert written.lines[1]["event"] == "input_transcribed"
    written.journal.close()


def test_a_handle_that_cannot_be_kept_is_said(written: Written) -> None:
    """It is one of the things that resuming needs."""
    written.tell(*STORY[:2])
    (written.store.folder / f"{written.journal.id}.handle.part").mkdir()
    written.tell(STORY[2])
    assert len(written.warnings) == 1
    assert not (written.store.folder / f"{written.journal.id}.handle").exists()


def test_the_header_says_when_it_was() -> None:
    """By the wall clock, if nobody says otherwise."""
    assert abs(utc_now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_full_disk_leaves_the_handle_before(written: Written, disk: Disk) -> None:
    """Half a handle is none."""
    written.tell(*STORY[:3])
    disk.room = 200  # the event's line, and a part of the handle
    written.tell(e.ResumptionUpdated(at=102, resumable=True, handle="x" * 500))
    assert len(written.warnings) == 1
    assert restore(written.store, written.journal.id, START).handle == HANDLE


def test_it_is_known_to_go_on_until_it_is_closed(written: Written) -> None:
    """Nobody removes it meanwhile."""
    written.tell(*STORY)
    assert written.store.running(written.journal.id)
    later = START + timedelta(days=400)
    written.store.prune(timedelta(days=30), later)
    assert written.file.exists()
    written.journal.close()
    assert not written.store.running(written.journal.id)


# --- who is talked to ---


def accepted(at: float, spec: SetupSpec) -> e.Event:
    return e.SetupAccepted(at=at, spec=spec, session=1)


def handed(at: float, handle: str) -> e.Event:
    return e.ResumptionUpdated(at=at, resumable=True, handle=handle)


def test_after_a_change_of_model_the_call_goes_on_with_the_new_one(written: Written) -> None:
    """With the handle that it gave, not with one of the model that was left."""
    written.tell(
        e.Connected(at=1, model="model-a", practice=False),
        e.LineEntered(at=2, text="hello"),
        e.SettingChanged(at=3, key="model", value="model-b"),
        e.Connected(at=4, model="model-b", practice=False, how="seeded"),
        handed(5, "of-b"),
        e.Ended(at=6),
    )
    restored = restore(written.store, written.journal.id, START)
    assert (restored.model, restored.host, restored.handle) == ("model-b", "h", "of-b")
    assert restored.spec is None


def test_a_handle_of_the_model_before_is_gone_with_it(written: Written) -> None:
    """The new one has given none yet; back at the old one, it gives a new one."""
    written.tell(STORY[1], accepted(101, SetupSpec(model="m")), handed(102, "of-m"))
    written.tell(e.Connected(at=103, model="other", practice=False))
    assert list(written.store.folder.glob("*.handle*")) == []
    restored = restore(written.store, written.journal.id, START)
    assert (restored.model, restored.handle) == ("other", "")
    written.tell(accepted(104, SetupSpec(model="m")), handed(105, "of-m again"))
    assert restore(written.store, written.journal.id, START).handle == "of-m again"


def test_what_was_in_force_is_what_was_accepted_last(written: Written) -> None:
    """Neither what the session began with, nor what was wished and refused."""
    changed = SetupSpec(model="m", voice="Puck", language="fr-FR", thinking=512, manual=True)
    written.tell(
        STORY[1],
        accepted(101, SetupSpec(model="m", voice="Kore")),
        e.SettingChanged(at=102, key="voice", value="Puck"),
        accepted(103, changed),
        e.SettingChanged(at=104, key="voice", value="Zephyr"),
        e.SetupRefused(at=105, spec=replace(changed, voice="Zephyr"), reason="no"),
    )
    assert written.store.header(written.journal.id).voice == "Kore"
    assert restore(written.store, written.journal.id, START).spec == changed


@pytest.mark.parametrize(
    "line",
    [
        {"event": "setup_accepted", "at": 9, "spec": {"voice": "Kore"}},
        {"event": "setup_accepted", "at": 9},
        {"event": "connected", "at": 9, "model": 7, "practice": False},
    ],
)
def test_what_is_no_setup_is_not_in_force(written: Written, line: dict[str, object]) -> None:
    """Somebody may have written into the file."""
    written.tell(STORY[1], accepted(101, SetupSpec(model="m", voice="Kore")))
    with written.file.open("a") as file:
        file.write(json.dumps(line) + "\n")
    restored = restore(written.store, written.journal.id, START)
    assert (restored.model, restored.spec) == ("m", SetupSpec(model="m", voice="Kore"))


# --- the call never waits for the disk ---


class SlowDisk:
    """Stands before `os.write`, and holds every line up until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go = threading.Event()
        self.threads: set[str] = set()
        real = os.write

        def write(descriptor: int, data: bytes) -> int:
            self.threads.add(threading.current_thread().name)
            self.go.wait(LIMIT_S)
            return real(descriptor, data)

        monkeypatch.setattr(os, "write", write)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDisk]:
    disk = SlowDisk(monkeypatch)
    yield disk
    disk.go.set()


def test_a_disk_that_hangs_holds_up_nothing_but_its_lines(written: Written, slow: SlowDisk) -> None:
    """They are written when it works again: all of them, in their order."""
    tell(written.journal, STORY, ConversationState())  # returns, though nothing is written
    slow.go.set()
    written.journal.close()
    assert [line["at"] for line in written.lines[:3]] == [0.0, 0, 0.5]
    assert written.lines[-1]["event"] == "ended"
    assert slow.threads == {"journal"}
    assert written.warnings == []


def test_what_waits_for_a_disk_has_a_bound(
    written: Written, slow: SlowDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is beyond it is lost, and said once, as with a full disk."""
    written.journal._worker = Worker("journal", 3)
    tell(written.journal, STORY, ConversationState())
    assert [("does not respond" in one, "--no-save" in one) for one in written.warnings] == [
        (True, True)
    ]
    slow.go.set()
    assert written.journal.flush()
    assert [line["event"] for line in written.lines][:3] == ["session", "connecting", "connected"]


def test_the_end_of_the_program_waits_for_a_disk_for_a_while(
    written: Written, slow: SlowDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it ends all the same, and says that something is lost."""
    monkeypatch.setattr(writer_module, "CLOSE_S", 0.0)
    tell(written.journal, STORY, ConversationState())
    written.journal.close()
    assert [one.count("does not respond") for one in written.warnings] == [1]


def test_after_every_turn_the_lines_are_brought_to_the_disk(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And at the end: in the thread that writes, so that nobody waits for it."""
    seen: list[tuple[str, str]] = []

    def sync(descriptor: int) -> None:
        last = os.pread(descriptor, 1 << 20, 0).splitlines()[-1]
        seen.append((json.loads(last).get("event", "handle"), threading.current_thread().name))

    monkeypatch.setattr(disk_module, "_sync", sync)
    real = os.open
    monkeypatch.setattr(  # so that the test may read what it writes
        os, "open", lambda path, how, *rest: real(path, how & ~os.O_WRONLY | os.O_RDWR, *rest)
    )
    for event in STORY:
        written.tell(event)
    assert seen == [("handle", "journal"), ("utterance", "journal"), ("ended", "journal")]


def test_a_slow_sync_does_not_pile_up(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one is under way, those that wait become one."""
    go, begun, done = threading.Event(), threading.Event(), list[int]()

    def sync(descriptor: int) -> None:
        done.append(descriptor)
        begun.set()
        go.wait(LIMIT_S)

    monkeypatch.setattr(disk_module, "_sync", sync)
    state = ConversationState()
    tell(written.journal, [STORY[1], e.TurnComplete(at=101)], state)
    assert begun.wait(LIMIT_S)
    tell(written.journal, [e.TurnComplete(at=at) for at in range(102, 110)], state)
    go.set()
    assert written.journal.flush()
    assert len(done) == 2


@pytest.mark.parametrize(("number", "warnings"), [(errno.EIO, 1), (errno.EINVAL, 0)])
def test_a_sync_that_fails_is_said_unless_there_is_nothing_to_sync(
    written: Written, monkeypatch: pytest.MonkeyPatch, number: int, warnings: int
) -> None:
    """Once, as every failure."""

    def fail(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(disk_module, "_sync", fail)
    written.tell(*STORY[:2], *STORY[3:])
    assert len(written.warnings) == warnings


def test_a_handle_that_cannot_be_removed_is_said(written: Written) -> None:
    """It is as good as a password."""
    written.tell(*STORY[:3])
    path = written.store.folder / f"{written.journal.id}.handle"
    path.unlink()
    path.mkdir()
    written.tell(e.Connected(at=102, model="other", practice=False))
    assert len(written.warnings) == 1


def test_without_a_file_there_is_neither_an_id_nor_a_handle(tmp_path: Path) -> None:
    """The folder cannot be made."""
    (tmp_path / "sessions").write_text("")
    written = Written(tmp_path / "sessions")
    assert written.journal.id == ""
    written.tell(*STORY[:3], e.Connected(at=102, model="other", practice=False))
    written.tell(e.TurnComplete(at=103))
    assert written.journal.id == ""
    assert len(written.warnings) == 1
    written.journal.close()
