"""A settings file that shows every key. `config.example.toml` is what this writes."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Final

from livechat.config.section import Section
from livechat.config.settings import FIELDS, TABLES, about
from livechat.config.settings import Settings as _Settings
from livechat.config.tool_tables import Parameter, ToolTable

_HEAD = """\
# Settings of livechat.
#
# A later place wins over an earlier one:
#   this file  <  a profile below  <  environment (LIVECHAT_VOICE, LIVECHAT_VAD_START)  <  flags
#
# Every setting is here with its default, or with an example where it is unset by default.
# Remove the # in front of a line to use it. `livechat config check` checks the file;
# `livechat config show` shows the settings in use and where each comes from.
"""

_PROFILES = """\
# Profiles: named sets of settings, chosen by --profile NAME or LIVECHAT_PROFILE.
#[profiles.coach]
#voice = "Sulafat"
#language = "fr-FR"
#system = "You are a patient French teacher. Correct one mistake at a time."
#[profiles.coach.vad]
#end = "low"
#silence_ms = 1200

#[profiles.rehearsal]
#offline = true
#[profiles.rehearsal.practice]
#voice = "synthetic"
#seed = 7
"""

_TABLES = """\
# Functions of your own: each table is one that the model may call, by the name you give it. A
# profile may have some, too: [profiles.coach.tools.NAME].
"""

_SHOWN: Final = {
    "[tools.stock]": (
        ("description", '"How many pieces of an item are in stock"'),
        ("command", '["stockctl", "count", "{item}", "--shop={shop}"]'),
        ("writes", "false"),
        ("cwd", '"shop"'),
        ("env", '{ SHOP_TOKEN = "${SHOP_TOKEN}" }'),
        ("timeout_s", "10"),
        ("key", "false"),
        ("parameters", '{ item = "Name of the item", shop = { choices = ["north", "south"] } }'),
    ),
    "[tools.order]": (
        ("description", '"Order an item"'),
        ("url", '"https://shop.example/orders/{customer}"'),
        ("method", '"POST"'),
        ("headers", '["Authorization: Bearer ${SHOP_TOKEN}"]'),
        ("body", '{ item = "{item}", count = "{count}" }'),
    ),
    "[tools.order.parameters]": (
        ("customer", '"Number of the customer"'),
        ("item", '"Name of the item"'),
    ),
    "[tools.order.parameters.count]": (
        ("type", '"integer"'),
        ("description", '"How many"'),
        ("choices", "[1, 12, 144]"),
        ("default", "1"),
        ("required", "false"),
        ("minimum", "1"),
        ("maximum", "144"),
    ),
}
"""Tables as an example shows them, with their values in TOML; together they show every key."""


def text() -> str:
    """Return the example file."""
    return "\n".join((_HEAD, *_settings(), _PROFILES, _TABLES, *_tables()))


def tool_notes() -> dict[str, str]:
    """Return what each key of `[tools.NAME]` means, by the name that pages give it."""
    tables = (("tools.NAME.", ToolTable), ("tools.NAME.parameters.PARAMETER.", Parameter))
    return {
        prefix + name: " ".join(_docstrings(section)[name].split())
        for prefix, section in tables
        for name in section.model_fields
    }


def _tables() -> Iterator[str]:
    notes = tool_notes()
    for table, values in _SHOWN.items():
        lines = [f"#{table}"]
        prefix = "tools.NAME." + "parameters.PARAMETER." * (".parameters." in table)
        for name, value in values:
            note = notes.pop(prefix + name, "")
            lines += [_comment(note)] if note else []
            lines.append(f"#{name} = {value}")
        yield "\n".join((*lines, ""))


def _settings() -> Iterator[str]:
    defaults = _Settings()
    table = ""
    for key in FIELDS:
        inside, _, name = key.rpartition(".")
        if inside != table:
            table = inside
            yield f"{_comment(TABLES[table].__doc__ or '')}\n#[{table}]\n"
        section: Section = getattr(defaults, table) if table else defaults
        notes = _docstrings(type(section))
        default = getattr(section, name)
        note = notes[name]
        unset = default is None or default == []
        if unset and "Unset" not in note:
            note += " Unset by default."
        value = about(key).example if unset else default
        yield f"{_comment(note)}\n#{name} = {toml(value)}\n"


@cache
def _docstrings(section: type[Section]) -> dict[str, str]:
    """What stands under each field. pydantic would look for it whenever livechat starts, which
    takes 20 ms.
    """
    [definition] = ast.parse(inspect.getsource(section)).body
    assert isinstance(definition, ast.ClassDef)
    found = {}
    for field, below in pairwise(definition.body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(name)), ast.Expr(ast.Constant(str(note))):
                found[name] = inspect.cleandoc(note)
            case _:
                pass
    return found


def _comment(note: str) -> str:
    return textwrap.fill(" ".join(note.split()), 98, initial_indent="# ", subsequent_indent="# ")


def toml(value: object) -> str:
    """Return a text, number or truth value as TOML spells it."""
    # A JSON text is a TOML basic string, but for DEL, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
