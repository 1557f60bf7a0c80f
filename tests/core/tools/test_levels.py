"""The level of a function."""

from __future__ import annotations

import pytest

from livechat.core.tools.levels import Rules, names
from livechat.core.tools.tool import Level

KNOWN = names("github", "create_issue", "github__create_issue")


@pytest.mark.parametrize(
    ("rules", "level"),
    [
        (Rules(), "ask"),
        (Rules(allow=("create_*",)), "allow"),
        (Rules(allow=("github",)), "allow"),
        (Rules(allow=("github__*",)), "allow"),
        (Rules(allow=("github__create_issue",)), "allow"),
        (Rules(allow=("*",)), "allow"),
        (Rules(allow=("Create_*", "git", "other__*")), "ask"),
        (Rules(allow=("*",), ask=("create_issue",)), "ask"),
        (Rules(allow=("*",), ask=("*",), never=("*_issue",)), "never"),
    ],
)
def test_the_strictest_pattern_counts_then_the_hint(rules: Rules, level: Level) -> None:
    """Over its name, its server, and both."""
    assert rules.level(KNOWN, "ask") == level


def test_without_a_pattern_the_hint_counts() -> None:
    """What only reads is allowed."""
    assert Rules(never=("x",)).level(KNOWN, "allow") == "allow"


def test_a_key_is_demanded_by_pattern() -> None:
    """Whatever the level is."""
    assert Rules(key=("create_*",)).needs_key(KNOWN)
    assert not Rules(key=("pay_*",)).needs_key(KNOWN)


def test_a_function_that_is_named_like_one_of_another_server_gets_no_leave_by_that() -> None:
    """What forbids it counts all the same."""
    known = names("evil", "github__get_issue", "evil__github__get_issue")
    assert Rules(allow=("github__*",)).level(known, "ask") == "ask"
    assert Rules(allow=("evil__github__*",)).level(known, "ask") == "allow"
    assert Rules(allow=("*",), never=("github__*",)).level(known, "ask") == "never"


def test_who_trusts_a_server_trusts_no_function_of_its_name() -> None:
    """Nor does its name stand for others, as a pattern does."""
    rules = Rules(trusted=("git*",))
    assert rules.level(names("git*", "push"), "ask") == "allow"
    assert rules.level(names("github", "push"), "ask") == "ask"
    assert rules.level(names("evil", "git*"), "ask") == "ask"
    assert Rules(trusted=("shop",), ask=("order",)).level(names("shop", "order"), "ask") == "ask"
