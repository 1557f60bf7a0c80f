"""What became of each function call is told to a session that does not know it."""

from __future__ import annotations

from livechat.core.tools.account import (
    MAX_ACCOUNT_CHARS,
    MAX_ARGUMENT_CHARS,
    Told,
    account,
    written,
)


def test_each_call_has_a_line_with_what_became_of_it() -> None:
    """In their order; with its result, where there is one."""
    calls = [
        Told("order", {"item": "gloves", "count": 12}, "done", {"output": "ordered"}),
        Told("order", {"item": "Schuhe für 5 €"}, "the user withdrew it"),
    ]
    assert account(calls) == (
        '- order({"item": "gloves", "count": 12}): done: {"output": "ordered"}\n'
        '- order({"item": "Schuhe für 5 €"}): the user withdrew it'
    )
    assert account([]) == ""


def test_what_is_told_of_one_call_has_a_bound() -> None:
    """Arguments and result alike."""
    long = "y" * 9_999
    line = account([Told("f", {"x": long}, "done", {"output": long})])
    assert len(line) < 2 * MAX_ARGUMENT_CHARS + 100
    assert line.count("…") == 2
    assert len(written("f", {"x": long})) < MAX_ARGUMENT_CHARS + 10


def test_what_is_told_of_all_has_a_bound() -> None:
    """The newest are told, each of them whole."""
    calls = [Told("book", {"number": number}, "done") for number in range(2_000)]
    told = account(calls)
    assert MAX_ACCOUNT_CHARS - 100 < len(told) <= MAX_ACCOUNT_CHARS
    assert told.splitlines()[-1] == '- book({"number": 1999}): done'
    assert told.startswith('- book({"number": ')


def test_arguments_that_are_no_json_are_told_all_the_same() -> None:
    """A function's answer is whatever somebody wrote."""
    assert "{1}" in account([Told("f", {}, "done", {"output": {1}})])
