"""The one place that turns errors into words on stderr and an exit code."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import typer

from livechat.cli.logs import fit
from livechat.cli.mistakes import explained
from livechat.cli.telling import tell
from livechat.cli.terminal import signals
from livechat.core.text import visible
from livechat.errors import FileError, LivechatError
from livechat.ui.sentences import told

T = TypeVar("T")

INTERRUPTED = 130
"""Exit code of a program ended by Ctrl-C (128 + SIGINT)."""

SIGNALLED = 128
"""Plus the signal's number: exit code of a program ended by it; 143 for SIGTERM."""

PIPE_CLOSED = 141
"""Exit code of a program whose reader has gone (128 + SIGPIPE), as `cat` has it."""

UNEXPECTED = 1

_LONGEST_NAME = 100
"""Characters of a file's name that are worth telling."""

_OUTPUT = frozenset(
    getattr(errno, name, 0)
    for name in ("EBADF", "EIO", "ENOSPC", "EDQUOT", "EFBIG", "EAGAIN", "EINVAL", "ENXIO")
)
"""What writing to standard output may fail with, besides a reader that has gone."""

_debug = False


def show_tracebacks() -> None:
    """From now on print the traceback of an error too (`--debug`)."""
    global _debug
    _debug = True


def guarded(work: Callable[[], T]) -> T:
    """Run `work`; an error is said and becomes an exit.

    Raises:
        typer.Exit: with the error's exit code.
    """
    try:
        return work()
    except LivechatError as error:
        if isinstance(error.__cause__, BrokenPipeError):
            raise _pipe_closed() from error
        _say(str(error), error)
        raise typer.Exit(error.exit_code) from error
    except BrokenPipeError as error:
        raise _pipe_closed() from error
    except OSError as error:
        _say(_of_system(error), error)
        if error.filename is not None:
            raise typer.Exit(FileError.exit_code) from error
        _abandon_stdout()  # what is buffered cannot be written either
        raise typer.Exit(UNEXPECTED) from error
    except typer.TyperException as error:  # about the command line
        mistake = explained(error)
        _say(str(mistake), error)
        raise typer.Exit(mistake.exit_code) from error
    except (typer.Exit, typer.Abort):
        raise
    except KeyboardInterrupt as error:  # before anybody listens for it
        raise typer.Exit(INTERRUPTED) from error
    except Exception as error:
        if signals.was_interrupted_early():  # what broke was broken by that
            raise typer.Exit(INTERRUPTED) from error
        _say(f"Something unexpected happened: {type(error).__name__}: {error}.", error)
        if not _debug:
            print(
                told("Add --debug to see where, and please report it.", sys.stderr), file=sys.stderr
            )
        raise typer.Exit(UNEXPECTED) from error


def _of_system(error: OSError) -> str:
    """What the system refused, where nobody understood it better: a file, or else the output."""
    why = error.strerror or str(error)
    if error.filename is not None:
        return f"Cannot use {os.fsdecode(error.filename)[:_LONGEST_NAME]}: {why}."
    if error.errno in _OUTPUT:
        return f"Cannot write the output: {why}."
    return f"The system refused something: {why}."


def _say(sentence: str, error: BaseException) -> None:
    if _debug:
        print(fit("".join(traceback.format_exception(error))), end="", file=sys.stderr)
    tell(fit(visible(sentence)))


def _pipe_closed() -> typer.Exit:
    _abandon_stdout()
    return typer.Exit(PIPE_CLOSED)


def _abandon_stdout() -> None:
    """What is still buffered can go nowhere, and Python would complain of it at its end."""
    with suppress(OSError, ValueError):
        descriptor = sys.stdout.fileno()
        with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
            os.dup2(nowhere.fileno(), descriptor)
