"""Messages are short sentences in plain words: CONTRIBUTING.md, "Words"."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import livechat
from livechat import errors
from livechat.live import failures, meanings
from livechat.ui import plain

ROOT = Path(livechat.__file__).parent

ERRORS = {name for name, one in vars(errors).items() if inspect.isclass(one)}

WHAT, REMEDY, NOTICE = range(3)
"""Parts of a message: what happened, what to do, and both in one."""

PLAINER = {
    "loudspeaker": "speaker",
    "mend": "fix",
    "anew": "again",
    "any more": "no longer",
    "so long": "the number",
    "lest": "or",
    "utterances": "messages",
    "exclude each other": "cannot be used together",
    "(?<!there )is no": "is not a",
    "give": "use, add",
}
"""Words that no message uses, each with a plainer one."""

BEHIND = re.compile(r"[.?!…] (?=[A-Z`])")
"""Where a sentence ends and another begins."""


def text_of(node: ast.expr) -> str | None:
    """Return the text of an expression, with X for each value in it; None: it is not a text."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(text_of(value) or "X" for value in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return (text_of(left) or "X") + (text_of(right) or "X.")
        case _:
            return None


def spoken(node: ast.AST) -> list[tuple[int, ast.expr]]:
    """Return the parts and the expressions of the message that a statement makes, if it does."""
    match node:
        case ast.Call(func=ast.Name(id=name), args=args) if name in ERRORS:
            return list(enumerate(args))
        case ast.Call(func=ast.Name(id="Finding"), args=args):
            return list(enumerate(args[2:4]))  # its words and its fix
        case ast.Call(func=ast.Name(id="Notice"), keywords=keywords):
            return [(NOTICE, one.value) for one in keywords if one.arg == "text"]
        case ast.Assign(targets=[ast.Name(id="what" | "remedy" as name)], value=value):
            return [(REMEDY if name == "remedy" else WHAT, value)]
        case _:
            return []


def written() -> Iterator[tuple[str, int, str]]:
    """Yield place, part and text of every message that the source writes out."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for part, value in spoken(node):
                if text := text_of(value):
                    yield f"{path.relative_to(ROOT).as_posix()}:{value.lineno}", part, text


def tables() -> Iterator[tuple[str, int, str]]:
    """Yield place, part and text of the messages in tables."""
    for row in meanings.TABLE:
        for what, remedy in filter(None, [(row.what, row.remedy), row.in_call]):
            yield "meanings", WHAT, re.sub(r"\{\w+\}", "X", what)
            yield "meanings", REMEDY, re.sub(r"\{\w+\}", "X", remedy)
    for begins, table in (
        ("Cannot reach X:", (*failures.UNRESOLVED, *failures.REACHING)),
        ("X", (*failures.CERTIFICATES, *failures.PROXYING)),
    ):
        for one in table:
            yield "failures", WHAT, f"{begins} {one.why}."
            yield "failures", REMEDY, one.remedy
    for said in (plain.HANDING_OVER, plain.TROUBLES):
        yield from (("plain", NOTICE, text) for text in said.values())


SAID = [*written(), *tables()]


def test_the_search_finds_messages_of_every_kind() -> None:
    """Errors, findings of doctor, notices, tables: without them, nothing below is proved."""
    assert {
        (WHAT, "There is no settings file X."),
        (REMEDY, "Fix the microphone first."),
        (NOTICE, "X Retrying…"),
        (NOTICE, "This machine was asleep. Reconnecting."),
        (WHAT, "X had an internal errorX."),
    } <= {(part, text) for _, part, text in SAID}


@pytest.mark.parametrize("word", PLAINER)
def test_messages_use_plain_words(word: str) -> None:
    """The table above has a plainer word for each that stops a reader."""
    found = [f"{at}: {text}" for at, _, text in SAID if re.search(rf"(?i)\b{word}\b", text)]
    assert not found, f"better: {PLAINER[word]}"


def test_what_happened_is_one_sentence_and_so_is_what_to_do() -> None:
    """A notice has both in one text."""
    long = [
        f"{where}: {text}"
        for where, part, text in SAID
        if len(BEHIND.findall(text)) > (part == NOTICE)
    ]
    assert not long


def test_a_message_begins_and_ends_as_a_sentence() -> None:
    """Only a command that may be copied, and a value, end without a full stop."""
    odd = [
        f"{where}: {text}"
        for where, part, text in SAID
        if not re.match(r"[A-Z`'\"-]", text)
        or not re.search(r"[.?…X]$" if part == WHAT else r"[.?…X]$|: \S.*$", text)
    ]
    assert not odd
