"""Errors become words and exit codes in one place."""

from __future__ import annotations

import errno
import inspect
from collections.abc import Iterator

import pytest
import typer

from livechat import errors
from livechat.cli import failures
from livechat.cli.failures import INTERRUPTED, guarded, show_tracebacks
from livechat.cli.terminal import signals
from livechat.errors import FileError, LivechatError


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tracebacks are off, whatever other tests asked for."""
    monkeypatch.setattr(failures, "_debug", False)


def raising(error: BaseException) -> Iterator[None]:
    raise error


def code_of(error: BaseException) -> int:
    with pytest.raises(typer.Exit) as caught:
        guarded(lambda: raising(error))
    return caught.value.exit_code


def tree() -> list[type[LivechatError]]:
    found = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]
    return [kind for kind in found if issubclass(kind, LivechatError)]


@pytest.mark.parametrize("kind", tree())
def test_every_error_has_its_exit_code(
    kind: type[LivechatError], capsys: pytest.CaptureFixture[str]
) -> None:
    """And one line on stderr: what happened, what to do; no traceback."""
    assert code_of(kind("It broke.", "Mend it.")) == kind.exit_code
    assert capsys.readouterr().err == "livechat: It broke. Mend it.\n"


def test_the_tree_is_drawn_as_it_is() -> None:
    """The module's docstring names every error with its exit code."""
    assert errors.__doc__
    for kind in tree():
        drawn = next(line for line in errors.__doc__.splitlines() if kind.__name__ in line.split())
        assert str(kind.exit_code) in drawn.split()


def test_something_unexpected_is_said_without_a_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With the way to see one."""
    assert code_of(ZeroDivisionError("by \x1b[0m zero")) == 1
    told = capsys.readouterr().err
    assert "ZeroDivisionError" in told
    assert "--debug" in told
    assert "Traceback" not in told
    assert "\x1b" not in told


def test_debug_shows_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    """As asked for."""
    show_tracebacks()
    assert code_of(FileError("It broke.")) == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_name_that_cannot_be_looked_up_is_no_matter_of_the_output(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It is named, and what it needs is another."""
    assert code_of(OSError(36, "File name too long", "a" * 9 + "\x1b")) == FileError.exit_code
    assert capsys.readouterr().err == "livechat: Cannot use aaaaaaaaa␛: File name too long.\n"


def test_a_full_disk_behind_stdout_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Not swallowed."""
    assert code_of(OSError(28, "No space left on device")) == 1
    assert "No space left on device" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "Cannot write the output: No space"),
        (OSError(errno.EIO, "Input/output error"), "Cannot write the output: Input/output"),
        (
            OSError(errno.ENAMETOOLONG, "File name too long", "x" * 300),
            f"Cannot use {'x' * 100}: File name too long.",
        ),
        (OSError(errno.EACCES, "Permission denied", b"f\xff"), "Cannot use f"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "refused something: Cannot allocate"),
        (OSError("odd"), "refused something: odd."),
    ],
)
def test_what_the_system_refused_is_said_of_what_it_was(
    error: OSError, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that has a name, the output, or neither."""
    assert code_of(error) == (1 if error.filename is None else 2)
    told = " ".join(capsys.readouterr().err.split())
    assert said in told
    assert "Traceback" not in told


def test_exits_pass_through() -> None:
    """Whatever code they carry."""
    assert code_of(typer.Exit(7)) == 7


def test_results_pass_through() -> None:
    """Nothing happens to what works."""
    assert guarded(lambda: 42) == 42


def test_what_an_early_ctrl_c_has_broken_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever pressed it wanted the end."""
    monkeypatch.setattr(signals, "_early", True)
    with pytest.raises(typer.Exit) as caught:
        guarded(lambda: next(raising(KeyError("half an import"))))
    assert caught.value.exit_code == INTERRUPTED
    assert capsys.readouterr().err == ""
