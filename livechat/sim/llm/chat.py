"""A question as the body of a `/chat/completions` request that fits the model's window."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

from livechat.sim.llm.schemas import parameters
from livechat.sim.mind.question import GO_ON, Message, Model, Question, Shown, User
from livechat.sim.protocol.toolbox import Function
from livechat.sim.protocol.usage import Ran

DEFAULT_WINDOW: Final = 4096
"""Tokens of a model's window where the endpoint does not tell: Ollama's default."""

ANSWER_TOKENS: Final = 1024
"""Tokens kept free for an answer whose length nobody limits, or a quarter of a small window."""

PICTURE_TOKENS: Final = 800
"""Tokens that a picture is taken for: 576 in LLaVA, about 1,000 in Qwen-VL at a camera's size."""

_MESSAGE_TOKENS: Final = 6
"""Tokens of a message besides its words."""

_PENDING: Final = {"status": "running: there is no result yet"}
_ASSISTANT: Final = "assistant"

Optional = AbstractSet[str]
"""Things that an endpoint refused: "tools", "pictures", "system", or a field's name."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How an endpoint wants to be asked."""

    name: str = ""
    """The model; empty: the endpoint has one only."""
    window: int = DEFAULT_WINDOW
    """Tokens of question and answer together."""
    without: Optional = frozenset()
    """What it refused."""
    halved: bool = False
    """Whether the window was halved for this question: it did not fit."""


def body_of(question: Question, manner: Manner) -> dict[str, Any]:
    """The JSON of a request.

    The oldest messages go when all do not fit; never the instruction, nor the last of the user's
    with what follows it.
    """
    without = manner.without
    body: dict[str, Any] = {"model": manner.name} if manner.name else {}
    tools = [] if "tools" in without else [_tool(function) for function in question.functions]
    most = question.max_tokens
    if most is not None:
        most = max(1, min(most, manner.window // 2))
    free = most or min(ANSWER_TOKENS, manner.window // 4)
    budget = manner.window - free - tokens(question.instruction)
    if tools:
        budget -= tokens(json.dumps(tools))
    kept = _kept(question.messages, budget, manner.window // 4, "pictures" not in without)
    body["messages"] = _messages(kept, question.instruction, bool(tools), without)
    if tools:
        body["tools"] = tools
    body["stream"] = True
    fields: dict[str, Any] = {
        "stream_options": {"include_usage": True},
        "temperature": question.temperature,
        "max_tokens": most,
        "seed": question.seed,
    }
    if "max_tokens" in without:
        fields["max_completion_tokens"] = fields.pop("max_tokens")
    body |= {
        name: value for name, value in fields.items() if value is not None and name not in without
    }
    return body


def tokens(text: str) -> int:
    """Tokens that a text is taken for, rather too many: a sign that is no ASCII is one."""
    plain = sum(map(str.isascii, text)) if not text.isascii() else len(text)
    return -(-plain * 2 // 7) + len(text) - plain


def _messages(
    messages: Sequence[Message], instruction: str, tools: bool, without: Optional
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if instruction and "system" not in without:
        found.append({"role": "system", "content": instruction})
    for message in _written(_answerable(messages), tools, "pictures" not in without):
        last = found[-1] if found else {"role": ""}
        plain = "tool_calls" not in last and "tool_calls" not in message
        if plain and message["role"] == last["role"] and message["role"] in ("user", _ASSISTANT):
            last["content"] = _together(last["content"], message["content"])
        else:
            found.append(message)
    begun = 1 if found and found[0]["role"] == "system" else 0
    if len(found) == begun or found[begun]["role"] != "user":
        found.insert(begun, {"role": "user", "content": "…"})  # many templates want the user first
    if instruction and "system" in without:
        found[0]["content"] = _together(instruction, found[0]["content"])
    return found


def _kept(messages: Sequence[Message], budget: int, step: int, sees: bool) -> list[Message]:
    """The newest messages that fit, beginning with the user's; the last of the user's always.

    Args:
        messages: All.
        budget: Tokens they may have.
        step: Tokens that go at least when some have to, so that the next questions begin alike:
            what a server has read once it need not read again.
        sees: Whether the model takes pictures.
    """
    last = max((at for at, one in enumerate(messages) if isinstance(one, User)), default=0)
    left = budget
    kept = list(messages[last:])
    if kept and isinstance(user := kept[0], User):
        pictures = user.pictures if sees else ()
        words = sum(map(_size, kept)) - PICTURE_TOKENS * len(user.pictures)
        most = max(0, (budget - words) // PICTURE_TOKENS)
        pictures = pictures[-most:] if most else ()
        kept[0] = User(user.text, pictures)
        left -= words + PICTURE_TOKENS * len(pictures)
    else:
        left -= sum(map(_size, kept))
    # A loop of calls may be longer than the window: the oldest of them go.
    while left < 0 and len(kept) > 2 and isinstance(kept[1], Ran):
        left += _size(kept.pop(1))
    # What an earlier one showed is not worth the time any more.
    older = [User(one.text) if isinstance(one, User) else one for one in messages[:last]]
    sizes = [*map(_size, older)]
    over = sum(sizes) - max(0, left)
    drop = -(-over // step) * step if over > 0 else 0
    at = 0
    while at < len(older) and (drop > 0 or (at and not isinstance(older[at], User))):
        drop -= sizes[at]
        at += 1
    return [*older[at:], *kept]


def _answerable(messages: Sequence[Message]) -> list[Message]:
    """The messages, so that what is to be answered comes last.

    What the model said when it called comes before the results, which it has not answered yet.
    """
    found = list(messages)
    if not found or not isinstance(found[-1], Model):
        return found
    said = found.pop()
    at = len(found)
    while at and isinstance(found[at - 1], Ran):
        at -= 1
    if at == len(found):
        return [*found, said, User(GO_ON)]
    return [*found[:at], said, *found[at:]]


def _size(message: Message) -> int:
    match message:
        case User(text, pictures):
            return tokens(text) + PICTURE_TOKENS * len(pictures) + _MESSAGE_TOKENS
        case Model(text):
            return tokens(text) + _MESSAGE_TOKENS
        case Ran(name, args, response):
            written = _json(args) + _json(response if response is not None else _PENDING)
            return tokens(name + written) + 4 * _MESSAGE_TOKENS


def _written(messages: Sequence[Message], tools: bool, sees: bool) -> Iterator[dict[str, Any]]:
    for at, message in enumerate(messages):
        match message:
            case User(text, pictures):
                yield {"role": "user", "content": _content(text, pictures if sees else ())}
            case Model(text):
                yield {"role": _ASSISTANT, "content": text}
            case Ran(name, args, response):
                result = _json(response if response is not None else _PENDING)
                if not tools:
                    call = f"{name}({_json(args)})"
                    yield {"role": "user", "content": f"(The result of {call} is {result})"}
                    continue
                own = f"call{at % 100_000:05d}"  # Mistral wants nine letters or digits, others any
                function = {"name": name, "arguments": _json(args)}
                calls = [{"id": own, "type": "function", "function": function}]
                yield {"role": _ASSISTANT, "content": "", "tool_calls": calls}
                yield {"role": "tool", "tool_call_id": own, "name": name, "content": result}


def _content(text: str, pictures: Sequence[Shown]) -> str | list[dict[str, Any]]:
    if not pictures:
        return text
    parts: list[dict[str, Any]] = [
        {
            "type": "image_url",
            "image_url": {
                "url": f"data:{one.mime};base64,{base64.b64encode(one.data).decode()}",
            },
        }
        for one in pictures
    ]
    return [{"type": "text", "text": text}, *parts] if text else parts


def _together(first: Any, second: Any) -> Any:
    """The contents of two messages that follow each other."""
    if isinstance(first, str) and isinstance(second, str):
        return f"{first}\n{second}" if first and second else first or second
    return [*_parts(first), *_parts(second)]


def _parts(content: Any) -> list[dict[str, Any]]:
    if isinstance(content, str):
        return [{"type": "text", "text": content}] if content else []
    return list(content)


def _tool(function: Function) -> dict[str, Any]:
    described = {"description": function.description} if function.description else {}
    return {
        "type": "function",
        "function": {
            "name": function.name,
            **described,
            "parameters": parameters(function.parameters),
        },
    }


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
