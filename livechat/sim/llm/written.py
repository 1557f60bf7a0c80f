"""Function calls that a model wrote as text: as JSON, between marks, or as a line of Python."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from typing import Any, Final

from livechat.sim.llm.deltas import arguments_of
from livechat.sim.mind.question import Wish

_LONGEST: Final = 4096
"""Characters of a call that is read as Python."""

_FENCED: Final = re.compile(r"```[\w+-]*[ \t]*\n?(.*?)\s*(?:```|\Z)", re.DOTALL)
_FUNCTION: Final = re.compile(r"<function=([\w.:-]+)>(.*?)(?:</function>|\Z)", re.DOTALL)
_PARAMETER: Final = re.compile(r"<parameter=([\w.:-]+)>(.*?)(?:</parameter>|\Z)", re.DOTALL)

_ARGUMENTS: Final = ("arguments", "parameters", "args", "input")
"""Names of the field that holds a written call's arguments."""


def written_calls(text: str) -> list[Wish]:
    """The calls that a text describes: one, several, or a list of them.

    Args:
        text: JSON, Python or marks, perhaps in a fence; nothing else.
    """
    if found := _FUNCTION.findall(text):
        return [Wish(name, _parameters(body)) for name, body in found]
    fenced = _FENCED.search(text)
    text = (fenced.group(1) if fenced else text).strip()
    return _in_json(text) or _in_python(text)


def _in_json(text: str) -> list[Wish]:
    found: list[Wish] = []
    decoder = json.JSONDecoder()
    while text:
        start = min((at for at in map(text.find, "{[") if at >= 0), default=-1)
        if start < 0:
            break
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            break
        for one in value if isinstance(value, list) else [value]:
            if wish := _wish(one):
                found.append(wish)
        text = text[end:]
    return found


def _in_python(text: str) -> list[Wish]:
    """The calls of `[weather(city="Paris")]` (Llama) or `print(weather(city="Paris"))` (Gemma)."""
    if len(text) > _LONGEST:
        return []
    try:
        node: ast.expr = ast.parse(text, mode="eval").body
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            inner = node.args[0] if node.func.id == "print" and len(node.args) == 1 else None
            node = inner or node
        nodes = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
        return [
            Wish(
                one.func.id,
                {word.arg: ast.literal_eval(word.value) for word in one.keywords if word.arg},
            )
            for one in nodes
            if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)
        ]
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return []


def _wish(value: object) -> Wish | None:
    if not isinstance(value, dict):
        return None
    if isinstance(inner := value.get("function"), dict):  # as OpenAI writes it
        value = inner
    name = value.get("name") or value.get("function") or value.get("tool")
    if not isinstance(name, str) or not name:
        return None
    args: object = next((value[one] for one in _ARGUMENTS if one in value), {})
    if isinstance(args, str) and (args := arguments_of(args)) is None:
        return None
    return Wish(name, args if isinstance(args, dict) else {})


def _parameters(body: str) -> Mapping[str, Any]:
    """The arguments of `<function=name>…</function>`: JSON, or a mark for each."""
    if found := _PARAMETER.findall(body):
        return {name: _value(value.strip()) for name, value in found}
    return arguments_of(body.strip()) or {}


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


class Balance:
    """Finds the end of the brackets that a growing text begins with.

    Args:
        quotes: The signs that quote: what stands between them is no bracket.
    """

    def __init__(self, quotes: str = '"') -> None:
        self._quotes = quotes
        self._at = 0
        self._depth = 0
        self._quote = ""
        self._escaped = False

    def end(self, text: str) -> int | None:
        """Characters up to its end; None: it has not ended.

        Args:
            text: What there is of it, longer each time.
        """
        while self._at < len(text):
            sign = text[self._at]
            self._at += 1
            if self._escaped:
                self._escaped = False
            elif self._quote:
                self._escaped = sign == "\\"
                self._quote = "" if sign == self._quote else self._quote
            elif sign in self._quotes:
                self._quote = sign
            elif sign in "{[(":
                self._depth += 1
            elif sign in "}])":
                self._depth -= 1
                if self._depth <= 0:
                    return self._at
        return None
