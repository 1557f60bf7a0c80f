"""What is wrong with a command line, in the program's own words."""

from __future__ import annotations

import re
from typing import Any

import typer

from livechat.config.options import OPTIONS
from livechat.errors import UsageError

_EXTRA = re.compile(r"unexpected extra argument\S* \((?P<words>.*)\)", re.S)


def explained(error: typer.TyperException) -> UsageError:
    """Return an error of Typer's as one of ours: what is wrong, and what to do."""
    found: Any = error
    context = getattr(found, "ctx", None)
    see = f"See `{context.command_path} --help`." if context is not None else ""
    if hasattr(found, "possibilities"):
        advice = _meant(found.option_name, context) or see
        return UsageError(f"Unknown option {found.option_name}.", advice)
    if hasattr(found, "option_name"):
        if "does not take" in found.message:
            return UsageError(f"{found.option_name} takes no value.", "Leave it out.")
        return UsageError(f"{found.option_name} needs a value.", "Write it after the option.")
    param = getattr(found, "param", None)
    if hasattr(found, "param_type") and param is not None:
        return UsageError(f"{_called(param)} is missing.", see)
    if param is not None:
        return _wrong_value(found, param, see)
    extra = _EXTRA.search(found.message)
    if extra:
        return UsageError(f'Unexpected argument "{extra["words"]}".', see)
    return UsageError(f"{found.format_message().rstrip('.')}.", see)


def _meant(name: str, context: Any) -> str | None:
    """Return what to type instead of an unknown option; None: nothing is like it."""
    from livechat.catalog.nearest import nearest

    if context is None or not name.startswith("--"):
        return None
    options = [one for one in context.command.get_params(context) if one.opts[0].startswith("-")]
    for one in options:
        if name.removeprefix("--no-") in (known[2:] for known in one.opts) and name[:5] == "--no-":
            return f"Did you mean {one.secondary_opts[0] if one.secondary_opts else one.opts[-1]}?"
    known = [known for one in options for known in (*one.opts, *one.secondary_opts)]
    # Without the dashes, which all of them share and which would make any look near.
    near = nearest(name[2:], [one[2:] for one in known if one.startswith("--")])
    if near is not None:
        return f"Did you mean --{near}?"
    of_talk = {known for option in OPTIONS.values() for known in re.split("[ /]", option.flags)}
    if context.parent is None and name in of_talk:
        return f"Write it after the command: livechat talk {name}"
    return None


def _called(param: Any) -> str:
    if param.param_type_name == "argument":
        return str(param.metavar or param.name.upper())
    return str(max(param.opts, key=len))


def _wrong_value(error: Any, param: Any, see: str) -> UsageError:
    from livechat.catalog.nearest import nearest

    kind = param.type_descriptor
    value = _value(error)
    given = "" if value is None else f' is "{value}", but'
    wrong = f"{_called(param)}{given} must be "
    if kind.choices is not None:
        choices = [str(getattr(one, "value", one)) for one in kind.choices]
        near = nearest(value or "", choices)
        return UsageError(f"{wrong}{_one_of(choices)}.", f"Did you mean {near}?" if near else see)
    kinds = {int: "a whole number", float: "a number"}
    if kind.annotation not in kinds:
        return UsageError(f"{error.format_message().rstrip('.')}.", see)
    return UsageError(f"{wrong}{kinds[kind.annotation]}{_range(param)}.", see)


def _value(error: Any) -> str | None:
    """Return what was given, where the error behind tells."""
    try:
        return str(error.__cause__.errors()[0]["input"])
    except (AttributeError, IndexError, KeyError):
        return None


def _one_of(choices: list[str]) -> str:
    *some, last = choices
    return f"{', '.join(some)} or {last}" if some else last


def _range(param: Any) -> str:
    least, most = param.min, param.max
    if least is not None and most is not None:
        return f" from {least:g} to {most:g}"
    if least is not None:
        return f", {least:g} or more"
    return "" if most is None else f", {most:g} or less"
