"""What is written down, what is not, and what happens when the disk fails."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from livechat import __version__
from livechat.errors import FileError
from livechat.sim.recordings import recorder as module
from livechat.sim.recordings.recorder import HIDDEN, LINE_BYTES, MOST_WAITING, Recorder
from tests.sim.peer import limited


class Clock:
    """Time that stands still until it is set."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def written(path: Path, events: Callable[[Recorder], None]) -> list[dict[str, Any]]:
    """The lines after the first, for what `events` tells a recorder."""

    async def main() -> None:
        recorder = Recorder(path, Clock())
        events(recorder)
        await recorder.aclose(5)

    limited(main())
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert lines[0] == {"livechat_recording": 1, "version": __version__}
    return lines[1:]


def test_every_event_is_a_line(tmp_path: Path) -> None:
    """With its time from the start, its session, and whose it is; queries are left out."""
    clock = Clock()
    path = tmp_path / "r.jsonl"

    async def main() -> None:
        recorder = Recorder(path, clock)
        clock.now += 0.5
        recorder.opened(1, "/ws/service.Method?key=made-up&access_token=secret")
        clock.now += 0.0104
        recorder.client(1, '{"realtimeInput": {"text": "Grüße"}}')
        recorder.server(2, b'{\n  "setupComplete": {}\n}\n')
        clock.now += 1
        recorder.closed(1, 1011, "Internal error encountered.", "server")
        recorder.closed(2, None, None, "client")
        await recorder.aclose(5)

    limited(main())
    text = path.read_text(encoding="utf-8")
    assert "made-up" not in text
    assert "secret" not in text
    assert "Grüße" in text
    assert [json.loads(line) for line in text.splitlines()[1:]] == [
        {"at": 0.5, "session": 1, "from": "connection", "open": "/ws/service.Method"},
        {
            **{"at": 0.51, "session": 1, "from": "client"},
            "message": {"realtimeInput": {"text": "Grüße"}},
        },
        {"at": 0.51, "session": 2, "from": "server", "message": {"setupComplete": {}}},
        {
            **{"at": 1.51, "session": 1, "from": "connection", "close": 1011},
            **{"reason": "Internal error encountered.", "by": "server"},
        },
        {
            **{"at": 1.51, "session": 2, "from": "connection", "close": 1006},
            **{"reason": "", "by": "client"},
        },
    ]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (
            {"setup": {"sessionResumption": {"handle": "H-1"}}},
            {"setup": {"sessionResumption": {"handle": HIDDEN}}},
        ),
        (
            {"setup": {"session_resumption": {"handle": "H-1", "transparent": True}}},
            {"setup": {"session_resumption": {"handle": HIDDEN, "transparent": True}}},
        ),
        (
            {"setup": {"sessionResumption": {"handle": None}}},
            {"setup": {"sessionResumption": {"handle": None}}},
        ),
        (
            {"sessionResumptionUpdate": {"newHandle": "H-1", "resumable": True}},
            {"sessionResumptionUpdate": {"newHandle": HIDDEN, "resumable": True}},
        ),
        (
            {"deep": [{"er": "my token is auth_tokens/H-1, take it"}]},
            {"deep": [{"er": f"my token is {HIDDEN} take it"}]},
        ),
        ({"auth_tokens/H-1": 1}, {HIDDEN: 1}),
    ],
)
def test_handles_and_tokens_are_hidden(
    tmp_path: Path, sent: dict[str, Any], kept: dict[str, Any]
) -> None:
    """Wherever they stand, however the slash is written, and nothing else with them."""
    path = tmp_path / "r.jsonl"
    text = json.dumps(sent)

    def events(recorder: Recorder) -> None:
        recorder.client(1, text)
        recorder.server(1, text.replace("/", r"\/").encode())

    lines = written(path, events)
    assert [line["message"] for line in lines] == [kept, kept]
    assert "H-1" not in path.read_text()


@pytest.mark.parametrize(
    "frame",
    [
        "not JSON",
        b"\xff\xfe\x00",
        b"",
        '{"cut": ',
        '{"number": NaN}',
        '{"number": 1e999}',
        "[" * 100_000,
    ],
    ids=["words", "bytes", "empty", "cut", "NaN", "too large", "too deep"],
)
def test_frames_that_are_not_json_are_kept_raw(tmp_path: Path, frame: str | bytes) -> None:
    """As base64 of their bytes."""
    (line,) = written(tmp_path / "r.jsonl", lambda recorder: recorder.client(3, frame))
    assert "message" not in line
    assert base64.b64decode(line["raw"]) == (frame.encode() if isinstance(frame, str) else frame)


def test_secrets_in_raw_frames_are_hidden_too(tmp_path: Path) -> None:
    """A message cut in half still holds them."""
    frame = '{"setup": {"sessionResumption": {"handle": "H-1"}, "x": "auth_tokens/H-2"'
    (line,) = written(tmp_path / "r.jsonl", lambda recorder: recorder.client(1, frame))
    raw = base64.b64decode(line["raw"])
    assert raw == b'{"setup": {"sessionResumption": {"handle": "(hidden)"}, "x": "(hidden)"'


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(message=JSON)
@example(message={"half \ud83d": ["\udc00"]})
def test_any_json_comes_back_as_it_was(message: Any) -> None:
    """Half surrogate pairs too, which JSON can spell and UTF-8 cannot."""
    line = module._frame_line({"at": 0.0}, json.dumps(message))
    assert line.count(b"\n") == 1
    assert json.loads(line.decode())["message"] == message


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such folder")
def test_a_file_that_cannot_be_created_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"Cannot write the recording .*: No such file"):
        Recorder(tmp_path / "none" / "r.jsonl")
    with pytest.raises(FileError, match=r"Cannot write the recording .*: Is a directory"):
        Recorder(tmp_path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_a_full_disk_is_said_once_and_sessions_go_on(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever else comes is dropped without a word, and nobody waits for it."""

    async def main() -> None:
        recorder = Recorder(Path("/dev/full"))
        for _ in range(3):
            recorder.server(1, b'"' + b"x" * MOST_WAITING + b'"')
            await recorder.room()
        await recorder.aclose(5)

    with caplog.at_level(logging.WARNING, "livechat.sim"):
        limited(main())
    assert [record.getMessage() for record in caplog.records] == [
        "the recording /dev/full ends here: No space left on device; sessions go on"
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files are set otherwise there")
def test_what_was_written_before_the_disk_was_full_stays_whole(tmp_path: Path) -> None:
    """Half a line would spoil the recording."""
    import resource
    import signal

    path = tmp_path / "r.jsonl"

    async def main() -> None:
        recorder = Recorder(path)
        recorder.client(1, '{"first": 1}')
        recorder.client(1, json.dumps({"second": "x" * 10_000}))
        recorder.client(1, '{"third": 1}')
        await recorder.aclose(5)

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        limited(main())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert [line.get("message") for line in lines] == [None, {"first": 1}]


class Hanging:
    """A file that takes a pipe's worth, and the rest only after `go_on`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.go_on = threading.Event()
        self.read = b""
        os.mkfifo(path)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        with self.path.open("rb") as file:
            self.go_on.wait(20)
            self.read = file.read()

    def lines(self) -> list[bytes]:
        """Everything written."""
        self._thread.join(10)
        return self.read.splitlines()


needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")


@needs_pipes
@pytest.mark.parametrize(
    ("frame", "count"),
    [
        (json.dumps("x" * 1_000_000), MOST_WAITING // 1_000_000 + 2),
        ("{}", MOST_WAITING // LINE_BYTES + 5_000),
    ],
    ids=["large", "small"],
)
def test_sessions_are_held_up_while_too_much_waits(tmp_path: Path, frame: str, count: int) -> None:
    """There is room again when the disk has caught up; small frames count for what they take."""
    disk = Hanging(tmp_path / "pipe")

    async def main() -> None:
        recorder = Recorder(disk.path)
        await recorder.room()  # nothing waits yet
        for _ in range(count):
            recorder.client(1, frame)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await recorder.room()
        disk.go_on.set()
        await recorder.room()
        await recorder.aclose(10)

    limited(main())
    assert len(disk.lines()) == count + 1


@needs_pipes
def test_the_end_does_not_wait_for_ever(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A disk that hangs is said, and what it took already stays."""
    disk = Hanging(tmp_path / "pipe")

    async def main() -> None:
        recorder = Recorder(disk.path)
        recorder.client(1, json.dumps("x" * 1_000_000))
        await recorder.aclose(0.1)
        disk.go_on.set()

    with caplog.at_level(logging.WARNING, "livechat.sim"):
        limited(main())
    assert "lacks its end" in caplog.text
    assert len(disk.lines()) == 2


def test_nothing_is_written_after_the_end(tmp_path: Path) -> None:
    """A session that ends last is no error; closing twice is none either."""
    path = tmp_path / "r.jsonl"

    async def main() -> None:
        recorder = Recorder(path)
        await recorder.aclose(5)
        recorder.closed(1, 1000, "", "client")
        await recorder.aclose(5)

    limited(main())
    assert len(path.read_bytes().splitlines()) == 1
