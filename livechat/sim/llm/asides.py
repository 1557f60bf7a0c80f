"""What is no speech in a model's text: thoughts, and function calls that it wrote as text.

Text comes piece by piece, cut anywhere. What may turn out to be the beginning of an aside is held
back until it is known; all else goes through at once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final

from livechat.sim.llm.deltas import Text, arguments_of
from livechat.sim.mind.question import Thought, Wish

MOST_HELD: Final = 64 * 1024
"""Characters held back at most, for a call that has not ended yet."""

_THOUGHTS: Final[Mapping[str, str]] = {
    **{
        f"<{name}>": f"</{name}>"
        for name in ("think", "thinking", "thought", "reasoning", "reflection")
    },
    "[THINK]": "[/THINK]",  # Magistral
    "◁think▷": "◁/think▷",  # Kimi
    "<|channel|>analysis<|message|>": "<|end|>",  # gpt-oss, where the server does not read it
}
"""What begins a thought, and what ends it."""

_CALLS: Final[Mapping[str, str]] = {
    "<tool_call>": "</tool_call>",  # Qwen, Hermes, SmolLM2
    "<tool_calls>": "</tool_calls>",
    "<function_call>": "</function_call>",
    "<|tool_call|>": "<|/tool_call|>",  # Phi
    "<|python_tag|>": "<|eom_id|>",  # Llama 3
    "[TOOL_CALLS]": "</s>",  # Mistral
    "<function=": "</function>",  # Llama 3.2, Qwen3-Coder
}
"""What begins a call, and what ends it, if the end of the answer does not."""

_ENDS: Final = (
    "<|im_end|>",
    "<|im_start|>",
    "<|eot_id|>",
    "<|endoftext|>",
    "<|end_of_text|>",
    "<|end|>",
    "<end_of_turn>",
    "</s>",
)
"""Marks after which small models go on with the user's words, made up."""

_IGNORED: Final = (
    "<|start|>assistant",
    "<|channel|>final<|message|>",
    "<|start_header_id|>assistant<|end_header_id|>",
    "<s>",
    "</tool_call>",
    "</tool_calls>",
    "</function_call>",
)
"""Marks that say nothing."""

_FENCE: Final = "```"
_BRACE: Final = "{"

_FENCED: Final = re.compile(r"```[\w+-]*[ \t]*\n?(.*?)\s*(?:```|\Z)", re.DOTALL)
_FUNCTION: Final = re.compile(r"<function=([\w.:-]+)>(.*?)(?:</function>|\Z)", re.DOTALL)
_PARAMETER: Final = re.compile(r"<parameter=([\w.:-]+)>(.*?)(?:</parameter>|\Z)", re.DOTALL)

_ARGUMENTS: Final = ("arguments", "parameters", "args", "input")
"""Names of the field that holds a written call's arguments."""


class Asides:
    """Takes the text of one answer apart.

    Args:
        declared: Names of the functions that may be called. JSON counts as a call only if it names
            one of them; between a call's own marks, any name does.
        thinking: Whether the text begins inside a thought: some servers put the mark that begins
            it into the prompt.
    """

    def __init__(self, declared: AbstractSet[str] = frozenset(), *, thinking: bool = False) -> None:
        self.wishes: list[Wish] = []
        """The calls found so far."""
        self.unread: list[str] = []
        """What stood between a call's marks and was none."""
        self.began_inside = False
        """Whether a thought ended that had not begun: the text began inside it."""
        self._declared = declared
        self._held = ""
        self._close = "</think>" if thinking else ""  # what ends the aside; empty: outside
        self._open = ""
        self._guessed = thinking
        self._guess = ""
        self._line_start = True
        self._fenced = False  # in a fence that holds no call
        self.over = False
        """Whether a mark ended the answer: what follows is not the model's own."""
        self._balance = _Balance()
        openers = [*_THOUGHTS, *_CALLS, *_ENDS, *_IGNORED]
        openers += [close for close in _THOUGHTS.values() if close not in openers]
        if declared:
            openers += [_FENCE]
        self._marks = re.compile(
            "|".join(re.escape(one) for one in sorted(openers, key=len, reverse=True))
            + (r"|(?m:^)[ \t]{0,40}[{\[](?=\s{0,40}[{\"])" if declared else "")
        )
        self._openers = openers
        self._first = {one[0] for one in openers}
        self._longest = max(map(len, openers)) - 1

    def feed(self, text: str) -> Iterator[Text | Thought]:
        """Yield what `text` adds to speech and thoughts."""
        self._held += text
        yield from self._scan(ended=False)

    def end(self) -> Iterator[Text | Thought]:
        """Yield what was held back: the answer is over."""
        yield from self._scan(ended=True)
        if self._open == _FENCE:
            yield from self._said(_FENCE)
        if self._guessed and self._guess:  # there was no thought, then
            yield Text(self._guess)
            self._guess = ""

    def _scan(self, *, ended: bool) -> Iterator[Text | Thought]:
        while self._held and not self.over:
            before = len(self._held), self._open, self._close
            yield from self._inside(ended) if self._close else self._outside(ended)
            if (len(self._held), self._open, self._close) == before:
                return
        if self.over:
            self._held = ""

    def _outside(self, ended: bool) -> Iterator[Text | Thought]:
        found = self._find()
        if found is None:
            keep = 0 if ended else self._doubtful()
            yield from self._said(self._held[: len(self._held) - keep])
            self._held = self._held[len(self._held) - keep :]
            return
        start, mark = found
        yield from self._said(self._held[:start])
        rest = self._held[start + len(mark) :]
        if mark in _THOUGHTS:
            self._open, self._close, self._held = mark, _THOUGHTS[mark], rest
        elif mark in _CALLS:
            self._open, self._close, self._held = mark, _CALLS[mark], rest
        elif mark == _FENCE and self._fenced:
            self._fenced, self._held = False, rest
            yield from self._said(mark)
        elif mark == _FENCE:
            self._open, self._close, self._held = mark, _FENCE, rest
        elif mark in _ENDS:
            self.over = True
        elif mark in _IGNORED:
            self._held = rest
        elif mark in _THOUGHTS.values():
            self.began_inside, self._held = True, rest
        else:
            self._open, self._close = _BRACE, _BRACE
            self._held, self._balance = self._held[start:].lstrip(" \t"), _Balance()

    def _find(self) -> tuple[int, str] | None:
        """Where the next mark stands, and which it is."""
        for found in self._marks.finditer(self._held):
            mark = found.group()
            if mark.lstrip(" \t")[:1] in ("{", "[") and mark not in self._openers:
                if found.start() or self._line_start:
                    return found.start(), mark
                continue
            return found.start(), mark
        return None

    def _doubtful(self) -> int:
        """How many of the last characters held may begin a mark."""
        held = self._held
        if self._declared:
            line = held.rfind("\n") + 1
            tail = held[line:]
            if (line or self._line_start) and re.fullmatch(r"[ \t]{0,40}(?:[{\[]\s{0,40})?", tail):
                return len(tail)
            opened = re.search(r"(?:\A|\n)[ \t]{0,40}[{\[]\s{0,40}\Z", held)
            if opened and (opened.start() or self._line_start):
                return len(held) - opened.start()
        tail = held[-self._longest :]
        at = next((at for at, sign in enumerate(tail) if sign in self._first), len(tail))
        for start in range(at, len(tail)):
            if any(one.startswith(tail[start:]) for one in self._openers):
                return len(tail) - start
        return 0

    def _inside(self, ended: bool) -> Iterator[Text | Thought]:
        if self._open == _BRACE:
            yield from self._json(ended)
        elif self._open in _CALLS or self._open == _FENCE:
            yield from self._call(ended)
        else:
            yield from self._thought(ended)

    def _thought(self, ended: bool) -> Iterator[Text | Thought]:
        words, mark, rest = self._held.partition(self._close)
        if mark:
            self._held, self._open, self._close = rest, "", ""
            yield from self._thinks(words)
            self._guessed, self._guess = False, ""
            return
        keep = 0 if ended else _overlap(self._held, self._close)
        cut = len(self._held) - keep
        words, self._held = self._held[:cut], self._held[cut:]
        yield from self._thinks(words)

    def _thinks(self, words: str) -> Iterator[Thought]:
        if self._guessed:
            self._guess += words
        if words:
            yield Thought(words)

    def _call(self, ended: bool) -> Iterator[Text | Thought]:
        """A call between marks, or a fence that may hold one."""
        if self._open == _FENCE and not self._may_be_call():
            yield from self._give_up()
            return
        body, mark, rest = self._held.partition(self._close)
        if not mark and not ended and len(self._held) <= MOST_HELD:
            return
        opened = self._open
        self._held, self._open, self._close = rest, "", ""
        whole = f"{opened}{body}{mark}"
        text = whole if opened in (_FENCE, "<function=") else body
        wishes = self._read(text, only_declared=opened == _FENCE)
        if wishes:
            self.wishes += wishes
        elif opened == _FENCE:
            yield from self._said(whole)
        else:
            self.unread.append(body)

    def _may_be_call(self) -> bool:
        """Whether what follows a fence so far may be a call: a name of a language, then JSON."""
        return bool(re.match(r"[\w+-]*\s*(?:\Z|[{\[])", self._held))

    def _give_up(self) -> Iterator[Text]:
        """The fence holds something else."""
        self._open, self._close, self._fenced = "", "", True
        opened = re.match(r"[\w+-]*[ \t]*", self._held)
        size = opened.end() if opened else 0
        yield from self._said(_FENCE + self._held[:size])
        self._held = self._held[size:]

    def _json(self, ended: bool) -> Iterator[Text | Thought]:
        """JSON at the beginning of a line, which may be a call."""
        size = self._balance.end(self._held)
        if size is None and not ended and len(self._held) <= MOST_HELD:
            return
        self._open, self._close = "", ""
        words, self._held = self._held[:size], "" if size is None else self._held[size:]
        if wishes := self._read(words, only_declared=True):
            self.wishes += wishes
        else:
            yield from self._said(words)

    def _read(self, text: str, *, only_declared: bool) -> list[Wish]:
        """The calls that are written in a text."""
        found = [
            Wish(name, _parameters(body)) for name, body in _FUNCTION.findall(text)
        ] or written_calls(text)
        if only_declared and not all(wish.name in self._declared for wish in found):
            return []
        return found

    def _said(self, words: str) -> Iterator[Text]:
        if words:
            self._line_start = not words.rsplit("\n", 1)[-1].strip(" \t") and (
                "\n" in words or self._line_start
            )
            yield Text(words)


def written_calls(text: str) -> list[Wish]:
    """The calls that JSON in a text describes: one object, several, or a list of them.

    Args:
        text: JSON, perhaps in a fence.
    """
    fenced = _FENCED.search(text)
    text = (fenced.group(1) if fenced else text).strip()
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


class _Balance:
    """Finds the end of a JSON object or list that a growing text begins with."""

    def __init__(self) -> None:
        self._at = 0
        self._depth = 0
        self._quoted = False
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
            elif self._quoted:
                self._escaped, self._quoted = sign == "\\", sign != '"'
            elif sign == '"':
                self._quoted = True
            elif sign in "{[":
                self._depth += 1
            elif sign in "}]":
                self._depth -= 1
                if self._depth <= 0:
                    return self._at
        return None


def _wish(value: object) -> Wish | None:
    if not isinstance(value, dict):
        return None
    if isinstance(inner := value.get("function"), dict):  # as OpenAI writes it
        value = inner
    name = value.get("name") or value.get("function") or value.get("tool")
    if not isinstance(name, str) or not name:
        return None
    args: object = next((value[one] for one in _ARGUMENTS if one in value), {})
    if isinstance(args, str):
        args = arguments_of(args)
    return Wish(name, args if isinstance(args, dict) else {}) if args is not None else None


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


def _overlap(text: str, mark: str) -> int:
    """How many of the last characters of a text may begin a mark."""
    sizes: Sequence[int] = range(min(len(mark) - 1, len(text)), 0, -1)
    return next((size for size in sizes if mark.startswith(text[-size:])), 0)
