"""A resumed session that has forgotten the conversation shows it by its prompts."""

from __future__ import annotations

import pytest

from livechat.core.link.forgetting import WORTH_TOKENS, Forgetting


@pytest.mark.parametrize(
    ("before", "after", "forgot"),
    [
        ([8_001], 200, True),
        ([8_001, 0], 200, True),  # a record without a count says nothing of the prompt
        ([8_001], 2_700, False),
        ([8_001], 0, False),
        ([WORTH_TOKENS - 1], 10, False),
        ([], 10, False),
    ],
)
def test_a_prompt_that_is_a_fraction_of_what_it_was_tells(
    before: list[int], after: int, forgot: bool
) -> None:
    """It is told once, and only where a session was resumed."""
    for resumed in (True, False):
        forgetting = Forgetting()
        forgetting.connected(resumed=False)
        assert not any(map(forgetting.used, before))
        forgetting.connected(resumed=resumed)
        assert forgetting.used(after) is (forgot and resumed)
        assert not forgetting.used(after)


def test_a_record_without_a_count_postpones_the_verdict() -> None:
    """The next one has it."""
    forgetting = Forgetting()
    forgetting.used(8_001)
    forgetting.connected(resumed=True)
    assert [forgetting.used(0), forgetting.used(200)] == [False, True]
