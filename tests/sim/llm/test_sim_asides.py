"""Thoughts and calls that models write into their text."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.llm.asides import MOST_HELD, Asides
from livechat.sim.llm.deltas import Text
from livechat.sim.mind.question import Wish

DECLARED = frozenset({"weather", "clock"})
PARIS = Wish("weather", {"city": "Paris"})
ROME = Wish("weather", {"city": "Rome"})


def read(
    pieces: Iterable[str], declared: frozenset[str] = DECLARED, *, thinking: bool = False
) -> tuple[str, str, list[Wish]]:
    """What is said, what is thought, and what is called."""
    asides = Asides(declared, thinking=thinking)
    found = [piece for one in pieces for piece in asides.feed(one)] + [*asides.end()]
    said = "".join(one.words for one in found if isinstance(one, Text))
    thought = "".join(one.words for one in found if not isinstance(one, Text))
    return said, thought, asides.wishes


def both_ways(text: str, declared: frozenset[str] = DECLARED) -> tuple[str, str, list[Wish]]:
    """The same, whole and sign by sign."""
    whole = read([text], declared)
    assert read(text, declared) == whole
    return whole


@pytest.mark.parametrize(
    ("text", "said", "thought"),
    [
        ("<think>Hm.</think>Hello.", "Hello.", "Hm."),
        ("Well. <think>Hm.</think>Hello.", "Well. Hello.", "Hm."),
        ("<thinking>Hm.</thinking>Hello.", "Hello.", "Hm."),
        ("[THINK]Hm.[/THINK]Hello.", "Hello.", "Hm."),
        ("◁think▷Hm.◁/think▷Hello.", "Hello.", "Hm."),
        ("<think>a < b</thin></think>Hello.", "Hello.", "a < b</thin>"),
        ("<think>Hm, and no end", "", "Hm, and no end"),
        (
            "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Hi.",
            "Hi.",
            "Hm.",
        ),
        ("a < b, <thin ice> and <thinker>", "a < b, <thin ice> and <thinker>", ""),
        ("Hello.<|im_end|>\n<|im_start|>user\nAnd you?", "Hello.", ""),
        ("Hello.</s> Bye.", "Hello.", ""),
        ("Hello.<end_of_turn>", "Hello.", ""),
        ("2 < 3 [sic] `code` {x}", "2 < 3 [sic] `code` {x}", ""),
    ],
)
def test_a_thought_in_the_text_is_no_speech(text: str, said: str, thought: str) -> None:
    assert both_ways(text) == (said, thought, [])


@pytest.mark.parametrize(
    "text",
    [
        '<tool_call>\n{"name": "weather", "arguments": {"city": "Paris"}}\n</tool_call>',
        '<tool_call>{"name": "weather", "arguments": {"city": "Paris"}}',
        '<tool_call>[{"name": "weather", "arguments": {"city": "Paris"}}]</tool_call>',
        '<function_call>{"name": "weather", "parameters": {"city": "Paris"}}</function_call>',
        '<function=weather>{"city": "Paris"}</function>',
        "<tool_call><function=weather><parameter=city>Paris</parameter></function></tool_call>",
        '<|python_tag|>{"name": "weather", "parameters": {"city": "Paris"}}<|eom_id|>',
        '[TOOL_CALLS] [{"name": "weather", "arguments": {"city": "Paris"}}]',
        '```json\n{"name": "weather", "arguments": {"city": "Paris"}}\n```',
        '```\n{"name": "weather", "arguments": {"city": "Paris"}}\n```',
        '```tool_call\n{"function": {"name": "weather", "arguments": {"city": "Paris"}}}\n```',
        '{"name": "weather", "arguments": {"city": "Paris"}}',
        '  {"type": "function", "function": {"name": "weather", "arguments": {"city": "Paris"}}}',
        '{"name": "weather", "parameters": "{\\"city\\": \\"Paris\\"}"}',
        '{"function": "weather", "args": {"city": "Paris"}}',
        '[{"name": "weather", "arguments": {"city": "Paris"}}]',
    ],
)
def test_a_call_written_as_text_is_a_call(text: str) -> None:
    said, thought, wishes = both_ways(text)
    assert (said.strip(), thought, wishes) == ("", "", [PARIS])


def test_words_around_a_written_call_are_said() -> None:
    text = 'Let me look.\n{"name": "weather", "arguments": {"city": "Paris"}}\nOne moment.'
    said, _, wishes = both_ways(text)
    assert (said.split(), wishes) == (["Let", "me", "look.", "One", "moment."], [PARIS])


def test_several_written_calls_are_several() -> None:
    one = '<tool_call>{"name": "weather", "arguments": {"city": "Paris"}}</tool_call>\n'
    assert both_ways(one + one.replace("Paris", "Rome"))[2] == [PARIS, ROME]
    both = '[{"name": "weather", "arguments": {"city": "Paris"}}, ' + (
        '{"name": "weather", "arguments": {"city": "Rome"}}]'
    )
    assert both_ways(both)[2] == [PARIS, ROME]


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "launch", "arguments": {}}',
        '```json\n{"name": "Ada", "age": 36}\n```',
        '```python\nprint({"name": "weather"})\n```',
        "```\nplain words\n```",
        "```",
        "Use ```x``` or ```y```.",
        '{"a": 1}',
        "{not JSON at all}",
        '{"never": "ends',
        "[1, 2, 3]",
        "Set {x} and [y].",
    ],
)
def test_json_that_names_no_declared_function_is_text(text: str) -> None:
    assert both_ways(text) == (text, "", [])


def test_json_is_not_held_back_where_nothing_can_be_called() -> None:
    asides = Asides()
    assert [*asides.feed('{"name": "weather"')] == [Text('{"name": "weather"')]


def test_a_call_that_cannot_be_read_is_not_said_either() -> None:
    asides = Asides(DECLARED)
    assert not [*asides.feed("<tool_call>weather in Paris</tool_call>"), *asides.end()]
    assert asides.unread == ["weather in Paris"]


def test_a_call_that_never_ends_is_not_held_for_ever() -> None:
    asides = Asides(DECLARED)
    size = 0
    for _ in range(MOST_HELD // 1000 + 2):
        size += sum(len(one.words) for one in asides.feed('{"a": "' + "x" * 1000))
    assert size > MOST_HELD


def test_a_model_that_begins_inside_a_thought_is_found_out_at_its_end() -> None:
    asides = Asides()
    [*asides.feed("Hm. The user greets me.</think>Hello."), *asides.end()]
    assert asides.began_inside


def test_the_next_answer_of_such_a_model_begins_with_the_thought() -> None:
    text = "Hm. The user greets me.</think>Hello."
    assert read([text], thinking=True)[:2] == ("Hello.", "Hm. The user greets me.")
    assert read(text, thinking=True)[:2] == ("Hello.", "Hm. The user greets me.")


def test_an_answer_of_such_a_model_without_a_thought_is_said_all_the_same() -> None:
    assert read("Hello there.", thinking=True)[0] == "Hello there."


_BITS = st.sampled_from(
    [
        "Hello ",
        "{",
        "}",
        '{"',
        "[",
        "<",
        "<think>",
        "</think>",
        "```",
        "\n",
        "json\n",
        '"name": ',
        "<tool_call>",
        "</tool_call>",
        '{"name": "weather"}',
        "x",
        " ",
        "[THINK]",
        "<|",
        '"',
        "\\",
    ]
)


@given(st.lists(_BITS, max_size=12), st.booleans())
def test_it_does_not_matter_where_the_text_is_cut(bits: list[str], declared: bool) -> None:
    functions = DECLARED if declared else frozenset[str]()
    text = "".join(bits)
    assert read(bits, functions) == read([text], functions) == read(text, functions)


@given(st.text("abc {}[]`\n.,:\"'*", max_size=60))
def test_without_marks_every_sign_is_said(text: str) -> None:
    assert read(text)[:2] == (text, "")
