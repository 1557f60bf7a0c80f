"""Counting tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.talk.usage import Price, Usage, UsageMeter

counts = st.integers(0, 10_000)
usages = st.builds(
    Usage,
    prompt=counts,
    response=counts,
    thoughts=counts,
    total=counts,
    prompt_by=st.dictionaries(st.sampled_from(["TEXT", "AUDIO"]), counts),
    response_by=st.dictionaries(st.sampled_from(["TEXT", "AUDIO"]), counts),
)


@given(st.lists(st.one_of(usages, st.none())), st.integers(1, 4))
def test_repeats_and_gaps_do_no_harm(turns: list[Usage | None], repeats: int) -> None:
    """A record told several times in its turn counts once; a turn without one is noted."""
    meter = UsageMeter()
    for turn in turns:
        for _ in range(repeats):
            if turn:
                meter.report(turn)
        meter.end_turn()
    assert meter.total.prompt == sum(turn.prompt for turn in turns if turn)
    assert meter.total.response == sum(turn.response for turn in turns if turn)
    assert meter.total.prompt_by.get("AUDIO", 0) == sum(
        turn.prompt_by.get("AUDIO", 0) for turn in turns if turn
    )
    assert meter.turns_without == turns.count(None)


def test_a_record_that_grows_within_a_turn_replaces_the_smaller_one() -> None:
    """Cumulative reports of one answer are one answer."""
    meter = UsageMeter()
    for response in (10, 20, 31):
        meter.report(Usage(prompt=515, response=response, response_by={"AUDIO": response}))
    assert meter.total.prompt == 515
    assert meter.total.response == 31
    assert meter.total.response_by == {"AUDIO": 31}


def test_a_record_with_another_prompt_adds_up() -> None:
    """Each is billed: a tool's answer makes the model read its context again."""
    meter = UsageMeter()
    meter.report(Usage(prompt=100, response=10))
    meter.report(Usage(prompt=150, response=20))
    assert (meter.total.prompt, meter.total.response) == (250, 30)


def test_the_same_record_in_two_turns_counts_twice() -> None:
    """The whole context is billed again every turn."""
    meter = UsageMeter()
    for _ in range(2):
        meter.report(Usage(prompt=100))
        meter.end_turn()
    assert meter.total.prompt == 200


def test_modalities_are_priced_apart() -> None:
    """Sound costs more than text, thoughts cost as text out, the undetailed as text."""
    price = Price(text_in=0.75, audio_in=3.0, text_out=4.5, audio_out=12.0)
    usage = Usage(
        prompt=1_000_000,
        response=1_000_000,
        thoughts=1_000_000,
        prompt_by={"AUDIO": 500_000, "TEXT": 100_000},
        response_by={"AUDIO": 1_000_000},
    )
    assert price.of(usage) == pytest.approx(0.5 * 3.0 + 0.5 * 0.75 + 12.0 + 4.5)


def test_details_larger_than_the_count_never_give_money_back() -> None:
    """Details need not add up."""
    price = Price(text_in=1.0, audio_in=1.0, text_out=1.0, audio_out=1.0)
    assert price.of(Usage(prompt=1, prompt_by={"AUDIO": 5})) == pytest.approx(5e-6)


@given(
    st.lists(
        st.tuples(
            st.builds(Usage, prompt=counts, response=counts, thoughts=counts),
            st.sampled_from("ab"),
        ),
        max_size=20,
    )
)
def test_every_record_is_priced_once_by_its_own_model(turns: list[tuple[Usage, str]]) -> None:
    """Whatever they take turns in; a model that nobody knows the price of hides the sum."""
    meter = UsageMeter()
    for usage, model in turns:
        meter.report(usage, model)
        meter.end_turn()
    prices = {"a": Price(1, 2, 3, 4), "b": Price(50, 60, 70, 80)}
    assert meter.usd(prices.get) == pytest.approx(
        sum(prices[model].of(usage) for usage, model in turns)
    )
    known = all(model == "b" for _, model in turns)
    assert (meter.usd({"b": prices["b"]}.get) is not None) == known


def test_a_record_told_again_after_another_models_counts_once() -> None:
    """It is the earlier one's place that it takes."""
    meter = UsageMeter()
    meter.report(Usage(prompt=5, response=1), "a")
    meter.report(Usage(prompt=5, response=3), "b")
    assert (meter.total.prompt, meter.total.response) == (5, 3)
