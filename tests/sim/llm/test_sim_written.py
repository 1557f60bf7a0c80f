"""Calls in writing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.llm.written import Balance, written_calls
from livechat.sim.mind.question import Wish


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ('{"name": "a", "arguments": {"x": 1}}', [Wish("a", {"x": 1})]),
        ('{"name": "a"}', [Wish("a", {})]),
        ('{"name": "a", "arguments": null}', [Wish("a", {})]),
        ('{"name": "a", "arguments": "nonsense"}', []),
        ('{"name": "a"}\n{"name": "b"}', [Wish("a", {}), Wish("b", {})]),
        ('{"name": "a"}, {"name": "b"}', [Wish("a", {}), Wish("b", {})]),
        ('[{"name": "a"}, 5, {"x": 1}]', [Wish("a", {})]),
        ("<function=a><parameter=x>1</parameter></function>", [Wish("a", {"x": 1})]),
        ("<function=a>\n<parameter=x>\nword\n</parameter>", [Wish("a", {"x": "word"})]),
        (
            'a(x=1, y="two", z=[3, {"k": None}])',
            [Wish("a", {"x": 1, "y": "two", "z": [3, {"k": None}]})],
        ),
        ("[a(), b(x=True)]", [Wish("a", {}), Wish("b", {"x": True})]),
        ("print(a(x=1))", [Wish("a", {"x": 1})]),
        ("a(x=open('f'))", []),
        ("a(**x)", [Wish("a", {})]),
        ("os.system('x')", []),
        ("import os", []),
        ("(" * 4000, []),
        ("a(" * 1000, []),
        ("-" * 4000 + "1", []),
        ('{"name": "a", "arguments": {"x": ' + "9" * 5000 + "}}", []),
        ("[" * 100_000, []),
        ("words", []),
        ("", []),
    ],
)
def test_a_call_is_read_however_it_is_written(text: str, calls: list[Wish]) -> None:
    assert written_calls(text) == calls


@given(st.text(st.sampled_from("ab(){}[]=,'\"\\:1 \n<>/"), max_size=60))
def test_no_text_crashes(text: str) -> None:
    assert all(isinstance(wish.args, dict) for wish in written_calls(text))


@pytest.mark.parametrize(
    ("text", "quotes", "size"),
    [
        ('{"a": "}"} x', '"', 10),
        ('{"a": "\\"}"} x', '"', 12),
        ("a(x=')') x", "\"'", 8),
        ("{'", '"', None),
        ('{"a": [1, 2]', '"', None),
    ],
)
def test_the_end_of_brackets_is_found_however_the_text_comes(
    text: str, quotes: str, size: Any
) -> None:
    assert Balance(quotes).end(text) == size
    balance = Balance(quotes)
    ends = [balance.end(text[: at + 1]) for at in range(len(text))]
    assert next((end for end in ends if end is not None), None) == size
