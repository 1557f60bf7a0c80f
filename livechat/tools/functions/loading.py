"""A Python file, and the functions in it that are offered.

Offered is what the file defines under a name without a leading underscore; where there is
`__all__`, what stands there. Whatever is wrong is one sentence with the line.
"""

from __future__ import annotations

import inspect
import sys
import sysconfig
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from livechat import installing
from livechat.errors import FileError
from livechat.tools.plain import described

Function = Callable[..., Any]


def load(path: Path) -> dict[str, Function]:
    """Run a file and return its public functions by name, in their order.

    The compiled file is not kept: a file that changes twice a second is still read as it is.

    Raises:
        FileError: It cannot be read or run, or has no public functions.
    """
    code = _compiled(path)
    module = ModuleType(f"functions_{path.stem}", None)
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # where dataclasses and pydantic look names up
    _look_in(str(path.parent.resolve()))
    try:
        exec(code, module.__dict__)
    except BaseException as error:
        raise FileError(
            f"Cannot run {_place(path, line_of(error, path))}: {_said(error)}.", _advice(error)
        ) from error
    functions = dict(_public(module, path))
    if not functions:
        raise FileError(
            f"{path.name} has no public functions.",
            "Define a function whose name does not start with an underscore.",
        )
    return functions


def _look_in(folder: str) -> None:
    """Let modules of a folder be imported, as for any program that stands in it.

    But after the standard library, which is used here, too: a file may be called `email.py`.
    """
    library = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    first = [one for one in sys.path if one in library or Path(one).parent in map(Path, library)]
    first = [one for one in first if Path(one).name not in ("site-packages", "dist-packages")]
    sys.path[:] = list(dict.fromkeys([*first, folder, *sys.path]))


def line_of(error: BaseException, path: Path) -> int:
    """Return the last line of a file that an exception passed through; 0: none."""
    lines = [
        one.lineno or 0
        for one in traceback.extract_tb(error.__traceback__)
        if one.filename == str(path)
    ]
    return lines[-1] if lines else 0


def defined_at(function: Function) -> int:
    """Return the line in which a function begins; 0: nobody knows."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    return code.co_firstlineno if isinstance(code, CodeType) else 0


def refusal(path: Path, function: Function, name: str, why: str) -> FileError:
    """Return the error that a function cannot be offered."""
    return FileError(
        f"Cannot describe {name} of {_place(path, defined_at(function))}: {why}.",
        "Use types such as str, int and list, or start its name with an underscore.",
    )


def _compiled(path: Path) -> CodeType:
    try:
        source = path.read_bytes()
    except OSError as error:
        why = (error.strerror or "it cannot be read").lower()
        raise FileError(f"Cannot read {path}: {why}.", "Check the path.") from error
    try:
        return compile(source, str(path), "exec", dont_inherit=True)
    except SyntaxError as error:
        place = _place(path, error.lineno or 0)
        raise FileError(f"Cannot run {place}: {error.msg}.", "Fix the file.") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise FileError(f"Cannot run {path.name}: {_said(error)}.", "Fix the file.") from error


def _public(module: ModuleType, path: Path) -> Iterator[tuple[str, Function]]:
    named = getattr(module, "__all__", None)
    if named is not None:
        for name in map(str, named):
            one = getattr(module, name, None)
            if one is None:
                raise FileError(f"{path.name} has no {name}, which __all__ names.", "Fix the file.")
            if inspect.isroutine(inspect.unwrap(one)):
                yield name, one
        return
    seen: set[int] = set()
    for name, one in vars(module).items():
        if name.startswith("_") or not callable(one) or id(one) in seen:
            continue
        if isinstance(one, type) or getattr(one, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(inspect.unwrap(one)):  # also one behind a cache
            seen.add(id(one))
            yield name, one


def _place(path: Path, line: int) -> str:
    return f"{path.name}, line {line}" if line else path.name


def _advice(error: BaseException) -> str:
    if not isinstance(error, ModuleNotFoundError):
        return "Fix the file."
    # The module's name is often not its package's.
    return f"Install its package for livechat's Python: {installing.beside('PACKAGE')}"


def _said(error: BaseException) -> str:
    kind = type(error).__name__
    what = " ".join(described(error).split()).rstrip(".")[:200]
    return f"{kind}: {what}" if what else kind
