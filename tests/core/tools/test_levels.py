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
