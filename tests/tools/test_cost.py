"""What declarations cost."""

from __future__ import annotations

from livechat.core.setup_spec import Declaration
from livechat.tools.cost import estimate


def test_four_letters_are_a_token() -> None:
    assert estimate(Declaration(name="n" * 20, description="d" * 18)) == 10


def test_the_schema_counts_as_it_is_sent() -> None:
    written = '{"type": "object"}'
    declared = Declaration(name="f" * 20, parameters={"type": "object"})
    assert estimate(declared) == (20 + 2 + len(written)) / 4


def test_letters_that_are_not_latin_are_a_token_each() -> None:
    assert estimate(Declaration(name="f", description="天気")) == 3
