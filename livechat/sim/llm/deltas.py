"""What the JSON of `/chat/completions` says: text, thoughts and function calls, as they come.

It takes the chunks of a stream and the one object of an answer that is not streamed, as OpenAI,
Ollama, llama.cpp, LM Studio and vLLM write them. Text comes out as it is; what else may hide in it
is found by `asides`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from livechat.sim.mind.question import Thought, Wish

MOST_CALLS: Final = 64
"""Function calls of one answer."""

MOST_ARGUMENTS: Final = 256 * 1024
"""Characters of the arguments of one call."""

_THOUGHTS: Final = ("reasoning_content", "reasoning", "thinking")
"""Fields in which models think: DeepSeek, llama.cpp, LM Studio; vLLM, Ollama, OpenRouter; others.
Where more than one is there, they say the same."""


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of what the model writes."""

    words: str


@dataclass(frozen=True, slots=True)
class Failure:
    """The endpoint tells, in the middle of its answer, that it failed."""

    words: str
    """In the endpoint's own words; may be empty."""


Piece = Text | Thought | Failure


class NoChunkError(ValueError):
    """What came is no JSON object of an answer."""


@dataclass(slots=True)
class _Call:
    name: str = ""
    id: str = ""
    arguments: str = ""
    whole: Mapping[str, Any] | None = None
    """Arguments that came as an object, not as text."""


@dataclass(slots=True)
class Deltas:
    """Reads one answer."""

    finish: str = ""
    """Why the model stopped: "stop", "length", "tool_calls", "content_filter"; empty: not yet."""
    usage: Mapping[str, Any] = field(default_factory=dict)
    """Tokens, as the endpoint counts them; empty: it did not."""
    called: int = 0
    """Pieces of calls so far."""
    dropped: list[str] = field(default_factory=list)
    """Names of functions whose arguments were no JSON object."""
    _calls: list[_Call] = field(default_factory=list)
    _at: dict[object, _Call] = field(default_factory=dict)

    def feed(self, data: str) -> Iterator[Piece]:
        """Yield what one chunk says.

        Args:
            data: JSON.

        Raises:
            NoChunkError: it is none, or no object.
        """
        try:
            chunk = json.loads(data)
        except (ValueError, RecursionError):
            raise NoChunkError from None
        if not isinstance(chunk, dict):
            raise NoChunkError
        if (failure := failure_of(chunk)) is not None:
            yield Failure(failure)
            return
        if isinstance(usage := chunk.get("usage"), dict):
            self.usage = usage
        choices = chunk.get("choices")
        if not isinstance(choices, list):
            if "choices" not in chunk and "usage" not in chunk and "timings" not in chunk:
                raise NoChunkError
            return
        for choice in choices[:1]:
            if isinstance(choice, dict):
                yield from self._choice(choice)

    def wishes(self) -> tuple[Wish, ...]:
        """The function calls, now that the answer is over."""
        found = []
        for call in self._calls:
            args = call.whole if call.whole is not None else arguments_of(call.arguments)
            if args is None or not call.name:
                self.dropped.append(call.name)
            else:
                found.append(Wish(call.name, args))
        return tuple(found)

    def _choice(self, choice: Mapping[str, Any]) -> Iterator[Piece]:
        delta = choice.get("delta")
        if not isinstance(delta, dict):
            delta = choice.get("message")
        if isinstance(delta, dict):
            for name in _THOUGHTS:
                if isinstance(thought := delta.get(name), str) and thought:
                    yield Thought(thought)
                    break
            yield from _texts(delta.get("content"))
            yield from _texts(delta.get("refusal"))
            if isinstance(calls := delta.get("tool_calls"), list):
                for call in calls:
                    self._call(call)
            if isinstance(call := delta.get("function_call"), dict):  # before `tool_calls`
                self._call({"index": "only", "function": call})
        elif isinstance(text := choice.get("text"), str) and text:
            yield Text(text)
        if isinstance(finish := choice.get("finish_reason"), str) and finish:
            self.finish = finish

    def _call(self, delta: object) -> None:
        """A call, or a piece of one."""
        function = delta.get("function") if isinstance(delta, dict) else None
        if not isinstance(delta, dict) or not isinstance(function, dict):
            return
        name, arguments = function.get("name"), function.get("arguments")
        call = self._meant(delta.get("index"), delta.get("id"), name)
        if call is None:
            return
        if isinstance(name, str) and name and name != call.name:
            call.name += name
        if isinstance(arguments, dict):
            call.whole = arguments
        elif isinstance(arguments, str) and len(call.arguments) < MOST_ARGUMENTS:
            call.arguments += arguments
        self.called += 1

    def _meant(self, index: object, own: object, name: object) -> _Call | None:
        """The call that a piece belongs to; None: there are too many.

        By its index; where another whole call has the same one (Ollama numbered all of them 0), by
        its id; without both, a name begins a call, and what has none goes on with the last.
        """
        own = own if isinstance(own, str) else ""
        known = self._at.get(index) if isinstance(index, int | str) else None
        if known is None and index is None and self._calls:
            last = self._calls[-1]
            same = own == last.id if own else not name
            known = last if same else None
        if known is not None and not (own and known.id and own != known.id):
            return known
        if len(self._calls) >= MOST_CALLS:
            return None
        call = _Call(id=own)
        self._calls.append(call)
        if isinstance(index, int | str):
            self._at[index] = call
        return call


def failure_of(answer: object) -> str | None:
    """What an endpoint says went wrong, in its own words, perhaps none; None: nothing did.

    Args:
        answer: The JSON of an answer, or of a chunk of one: `{"error": {"message": …}}`,
            `{"error": "…"}`, `{"object": "error", "message": …}`, `{"detail": …}`.
    """
    if isinstance(answer, list) and len(answer) == 1:
        return failure_of(answer[0])
    if not isinstance(answer, dict):
        return None
    error = answer.get("error")
    if error is None and answer.get("object") == "error":
        error = answer
    if error is None and "choices" not in answer:
        error = answer.get("detail") or (
            answer if "message" in answer and "code" in answer else None
        )
    if not error:
        return None
    if isinstance(error, dict):
        for name in ("message", "error", "detail", "code", "type"):
            if isinstance(words := error.get(name), str) and words:
                return words
        return json.dumps(error)
    return error if isinstance(error, str) else json.dumps(error)


def arguments_of(text: str) -> Mapping[str, Any] | None:
    """The arguments of a call; none at all is an empty object.

    Returns:
        None: it is no JSON object.
    """
    if not text.strip():
        return {}
    try:
        args = json.loads(text)
        if isinstance(args, str):  # encoded twice, as small models do
            args = json.loads(args)
    except (ValueError, RecursionError):
        return None
    return args if isinstance(args, dict) else ({} if args is None else None)


def _texts(content: object) -> Iterator[Text | Thought]:
    """A piece of text, or the text and the thoughts of parts."""
    if isinstance(content, str) and content:
        yield Text(content)
    elif isinstance(content, list):
        for part in content:
            if not isinstance(part, dict):
                continue
            yield from _texts(part.get("text"))
            for text in _texts(part.get("thinking")):  # Mistral
                yield Thought(text.words)
