"""`--log` and `--debug`."""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from livechat.cli import logs
from livechat.errors import FileError

LIMIT_S = 10.0


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Logging is as it was afterwards."""
    loggers = [logging.getLogger(name) for name in ("livechat", "py.warnings")]
    before = [(list(one.handlers), one.level, one.propagate) for one in loggers]
    raising = logging.raiseExceptions
    with warnings.catch_warnings():
        logging.captureWarnings(False)  # a command that ran in this process may have begun it
        yield
        logging.captureWarnings(False)
    logging.raiseExceptions = raising
    for logger, (handlers, level, propagate) in zip(loggers, before, strict=True):
        for handler in set(logger.handlers) - set(handlers):
            handler.close()
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


def written(log: Path) -> str:
    """What is in the log when all of it is written."""
    for handler in logging.getLogger("livechat").handlers:
        handler.flush()
    return log.read_text()


def test_a_log_is_appended_to(tmp_path: Path) -> None:
    """With times in UTC, and warnings of libraries instead of a mess on the screen."""
    log = tmp_path / "log.txt"
    log.write_text("before\n")
    logs.start(log, debug=False)
    logging.getLogger("livechat.link").info("hello")
    logging.getLogger("livechat.link").debug("small talk")
    warnings.warn("odd enum", stacklevel=1)
    text = written(log)
    assert text.startswith("before\n")
    assert "INFO    livechat.link: hello" in text
    assert "odd enum" in text
    assert "small talk" not in text


def test_debug_without_a_file_logs_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    """Everything."""
    logs.start(None, debug=True)
    logging.getLogger("livechat").debug("small talk")
    assert "small talk" in capsys.readouterr().err


def test_without_either_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """Not even a library's warning."""
    logs.start(None, debug=False)
    logging.getLogger("livechat").warning("psst")
    warnings.warn("odd enum", stacklevel=1)
    assert capsys.readouterr().err == ""


def test_the_websocket_librarys_log_stays_off(tmp_path: Path) -> None:
    """It would hold the request's headers, and the key."""
    log = tmp_path / "log.txt"
    logs.start(log, debug=True)
    logging.getLogger("websockets.client").debug("> x-goog-api-key: secret")
    assert "secret" not in written(log)


def test_a_log_that_cannot_be_written_is_a_file_error(tmp_path: Path) -> None:
    """Before anything else happens."""
    with pytest.raises(FileError, match="Cannot write "):
        logs.start(tmp_path / "missing" / "log.txt", debug=False)


def test_what_others_said_is_data_and_a_credential_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever repeats it, in the message or in a traceback."""
    monkeypatch.setattr(logs, "_concealed", [])
    logs.conceal(lambda: ("the-key",))
    log = tmp_path / "log.txt"
    logs.start(log, debug=True)
    try:
        raise ValueError("\x1b[2J the-key")
    except ValueError:
        logging.getLogger("livechat").exception("closed: %s", "\x1b[2J\nthe-key")
    text = written(log)
    assert "closed: ␛[2J …\nTraceback" in text
    assert "the-key" not in text
    assert "\x1b" not in text


def test_anybody_elses_credential_is_not_written_either(tmp_path: Path) -> None:
    """It is known by its shape; libraries repeat what a gateway said."""
    log = tmp_path / "log.txt"
    logs.start(log, debug=True)
    foreign = "sk-proj-abcdefgh12345678"
    try:
        raise ValueError(f"Incorrect API key provided: {foreign}")
    except ValueError:
        logging.getLogger("livechat").exception("closed: Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2ln")
    text = written(log)
    assert foreign not in text
    assert "eyJ" not in text
    assert "closed: Bearer …" in text


def test_a_disk_that_takes_nothing_holds_up_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is too much for memory is missing, and the log says how much."""
    monkeypatch.setattr(logs, "MOST_WAITING", 2)
    log = tmp_path / "log.txt"
    logs.start(log, debug=False)
    logger = logging.getLogger("livechat")
    [handler] = (one for one in logger.handlers if isinstance(one, logs.File))
    begun, goes_on = threading.Event(), threading.Event()
    write = handler.write

    def stuck(data: bytes) -> None:
        begun.set()
        assert goes_on.wait(LIMIT_S)
        write(data)

    monkeypatch.setattr(handler, "write", stuck)
    logger.info("on its way")
    assert begun.wait(LIMIT_S)
    for name in ("waits", "waits too", "is lost", "is lost too"):
        logger.info("%s", name)
    goes_on.set()
    handler.flush()
    logger.info("is there again")
    lines = written(log).splitlines()
    assert [line.rpartition(": ")[2] for line in lines] == [
        *("on its way", "waits", "waits too", "2 records are missing", "is there again"),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="has no full disk at hand")
def test_a_full_disk_does_not_end_the_log(tmp_path: Path) -> None:
    """There may be room again."""
    log = tmp_path / "log.txt"
    logs.start(log, debug=False)
    logger = logging.getLogger("livechat")
    [handler] = (one for one in logger.handlers if isinstance(one, logs.File))
    room = handler.file
    with Path("/dev/full").open("ab", buffering=0) as full:
        handler.file = full
        logger.info("no room")
        handler.flush()
    handler.file = room
    logger.info("room")
    assert written(log).endswith("livechat: room\n")
